"""What asks for a person, in both languages: questions, requests, problems, new facts."""

from __future__ import annotations

import re

from sentinel_cli.rules.acknowledgement.sayings import Saying

ALARMS: dict[Saying, str] = {
    Saying.TOPIC: """
pool, pools, spa, tub, hot tub, water, pump, pumps, motor, filter, filters, heater, light
lights, led, leds, cleaner, polaris, robot, vacuum, skimmer, basket, baskets, salt, cell
chlorine, tabs, tablets, acid, chemicals, chems, tile, tiles, plaster, deck, decking, coping
gate, gates, fence, yard, backyard, patio, valve, valves, timer, panel, breaker, breakers, gfci
remote, app, equipment, pad, drain, drains, returns, jets, jet, waterfall, fountain, slide
autofill, pressure, gauge, level, levels, bottom, steps, step, walls, wall, lid, cover, net
pole, hose, brush, union, pipe, pipes, plumbing, line, lines, board, sensor, thermostat, blower
booster, actuator, keypad, color, colors, house, garage, driveway, truck, door, side, front
invoice, bill, receipt, report, email, paperwork, autopay, account, visit, route, power
electricity, freeze, storm, rain, weather, heat, leaves, trees, tree, pollen, sand, dirt, bugs
frog, frogs, turtle, snake, toad, rat, mouse, duck, ducks, raccoon, raccoons, technician, techs
installer, manager, office, wait, piscina, alberca, agua, bomba, filtro, calentador, calenton
luz, luces, puerta, porton, jardin, recibo, factura, cloro, sal, tecnico, casa
""",
    Saying.FACT: """
monday, tuesday, wednesday, thursday, friday, saturday, sunday, wednesdays, january, february
april, june, july, august, september, october, november, december, jan, feb, apr, jun, jul, aug
sept, sep, oct, nov, dec, noon, noonish, midnight, am, pm, enero, febrero, marzo, abril, mayo
junio, julio, agosto, septiembre, octubre, noviembre, diciembre, oclock, two, three, four, five
six, seven, eight, nine, ten, eleven, twelve, dos, tres, cuatro, cinco, seis, siete, ocho, nueve
diez, hundred, thousand, bucks, dollars, half, twice, dozen, minutes, hours, days, weeks, months
years
""",
    Saying.SOFT: """
<while>, some, let, did, talked, told, explained, out, off, back, down, over, turn, turned, flip
flipped, push, pushed, press, pressed, held, hold, went, go, ran, reset, clicked, waited, closed
shut, cleaned, emptied, put, pulled, opened, hot, warm, use, used, using, take, took, try
trying
""",
    Saying.ALARM: """
perfect for frogs|ducks|mosquitoes|snakes|fish, for trying, thank you for trying, thanks for trying
couldve, wouldve, shouldve, mightve, sworn, swore, woulda, coulda, shoulda
on my way to|over
glad you asked|mentioned|brought
the first|second|last|other|cheaper|bigger|smaller|blue|gray|white|new one, first|second one
at work, went|goes|go|going|shut|shuts|cut|cuts|kicked|kicks|turned|turns|clicks off|out|down
hmm, lol sure|right, yes sure, hassle, headache, runaround
so HE|i|we|you|this|that is|are|am|will|did|do|does|has
what, when, where, why, which, who, whose, how, whom, can, could, would, should, shall, may
might, must, do you, did you, does it|he|she|this|that, did it|he|she|they, have you
has he|she|it|anyone|anybody, is it|he|she|this|that|there|the, are you|they|we|there
was it|he|she|there, were you|they, will you|he|she|they|it, ?, a que hora, cuando, donde
cuanto, cuanta, cuantos, cuantas, cual, cuales, quien, quienes, por que, porque no, para que
cuesta, cobran, cobra, precio, debo, not, no one, nobody, noone, none of, never, neither, nor
without, nothing, dont, doesnt, didnt, isnt, arent, wasnt, werent, cant, cannot, couldnt, wont
wouldnt, shouldnt, havent, hasnt, hadnt, aint, barely, hardly, unable, nunca, nadie, tampoco, ni
todavia, aun, sigue, siguen, sin, pero, sino, aunque, but, however, though, tho, although
except, unless, if, until, till, instead, actually, rather, otherwise, guess, maybe, perhaps
hopefully, supposed, supposedly, thought, assume, assuming, depends, depending, only, besides
also, plus, another, additional, additionally, btw, by the way, one more thing|question
one thing, one question, quick question, think so, WE think so, at first
for a while|minute|bit|day|second|sec, mostly, almost, kind of, sort of, somewhat, sometimes
partially, so far, a little, little bit, a bit, before, after, while, during, since, once
as soon as possible, anyone, anybody, someone, somebody, somewhere, else, elsewhere, worse
worst, better, same as, less, low, lower, high, higher, late, later than, early, earlier than
sooner, longer, trying to, try to, be careful, careful, watch out, used to, even, please, need
needs, needed, needing, want, wants, wanted, wanting, wish, wishes, hoping, wondering, wonder
wondered, like to, would like, looking for|to|into, let me|us, keep me|us, tell me|us
give me|us, get me|us, make sure, be sure, remember to, dont forget, remind, reminder, send
sends, sending, sent, text, texts, texting, call, calls, calling, called, callback, phone, ring
email me|us, message me|us, contact, reply, respond, response, bring, brings, bringing, come
comes, coming, stop, stops, stopping, swing, drop, drop by, pick, check, checked, checking
look at, look into, take a look, fix, repair, replace, install, order, ordered, schedule
scheduled, scheduling, reschedule, rescheduled, move, moved, moving, change, changed, changes
changing, switch, switched, switching, add, added, adding, remove, cancel, cancelled, canceled
canceling, cancelling, cancellation, quit, pause, hold off, hold on, wait, waiting, skip, start
started, restart, finish, finished, return, replaced, set up, sign up, sign, turn it|on|off|that
leave, leaving, left, open, unlock, unlocked, lock, locked, latch, knock, park, parked, forgot
forget, lost, missing, missed, miss, go ahead, go with|for, try again, price, prices, priced
pricing, cost, costs, charge, charged, charges, overcharged, fee, fees, refund, credit, credits
quote, quotes, estimate, estimates, discount, pay, payment, payments, card, cards, balance, owe
owed, owes, money, cheaper, cheap, expensive, pricey, steep, do it, lets, let us, book, proceed
approve, approved, confirm, confirmed, confirming, accept, agreed, move forward, moving forward
adelante, hagale, dale, hazlo, haganlo, por favor, necesito, necesitamos, necesita, quiero
queremos, quisiera, puede, pueden, puedo, podria, podrian, mande, mandeme, llame, llameme
llamame, llamen, venga, vengan, venir, revisar, revise, checar, cheque, arreglar, cambiar
cancelar, cancele, mover, mejor, avise, aviseme, digame, diganme, deme, pregunta, duda, problem
problems, issue, issues, trouble, wrong, broke, broken, break, breaks, leak, leaks, leaking
leaked, drip, drips, dripping, crack, cracks, cracked, smoke, smoking, burn, burning, burnt
noise, noises, noisy, loud, grinding, humming, hums, squealing, hissing, rattling, vibrating
tripping, trips, tripped, error, errors, alarm, beeping, flashing, blinking, dead, died, dying
empty, full, overflow, overflowing, flood, flooding, flooded, green, cloudy, milky, hazy, murky
dirty, dirtier, filthy, nasty, black, brown, yellow, dark, stain, stains, stained, foam, foamy
foaming, bubbles, cold, freezing, frozen, froze, stuck, clogged, clog, jammed, loose, slow
slower, weak, rust, rusty, rusted, smell, smells, smelly, stink, stinks, damage, damaged
scratch, scratched, scratches, hurt, injured, sick, emergency, urgent, danger, dangerous, unsafe
gas, fire, fail, failed, failing, fails, still, again, keeps, kept, again and again, ruido, fuga
gotea, tira, verde, sucia, sucio, turbia, fria, frio, rota, roto, quebrado, quebrada
descompuesto, descompuesta, humo, huele, mal, malo, mala, peor, otra vez, falta, faltan, falto
algae, in advance
no se|esta|estan|funciona|funciono|prende|prendio|jala|sirve|quedo|es|hay|me|le|lo
no la|fue|era|tiene|tengo|ha|he|puedo|puede|vino|llego|veo|creo|quiero|mas, creo que, hate
hated, hole, holes, dent, dents, mud, muddy, esta|sigue|quedo|sigo|estaba igual|mismo, lo mismo
already paid, paid already, WE already paid|sent|did|told|said, paid it|that|this already
WE paid it|that|this already, paid it last|on|in, complain, complaint, complaints, unhappy
unacceptable, disappointed, disappointing, disappoint, upset, angry, mad, pissed, frustrated
frustrating, annoyed, annoying, ridiculous, terrible, horrible, awful, bad, sucks, suck, joke
lazy, rude, unprofessional, sloppy, mess, messed, worried, worry, concern, concerned, concerns
confused, confusing, weird, strange, odd, scared, scary, afraid, lawyer, sue, bbb, fired, firing
competitor, competition, unsubscribe, opt out, no mas, baja, alto, stopall, end, finally
about time, apparently, yeah right, yes right, sure you, as if, whatever, if you say so, gee
oh great|joy|wonderful|lovely, just great|perfect|wonderful|lovely|fantastic|awesome
well that is just, that is great and all, thanks for nothing, no thanks to you, seriously
literally, nice try, good luck with that, so much for, too much
too high|bad|late|expensive|loud|hot|cold|low, not ok, question, questions, ask, asking, answer
answers, code, codes, key, keys, address, number, numbers, zip, name is, combo, combination
password, passcode, wifi, email is, vacation, out of town, traveling, selling, sold, sell
closing, bought, realtor, tenant, tenants, renter, renters, landlord, warranty, insurance
contract, appointment, appt, appts, free, available, availability, opening, openings
works better, prefer, preferably, option, friend of, referral, refer, referred, interested
inquire, inquiring, information on, info on, ready, standing, watching, camera, cameras, proof
tracked, attorney, hospital, ambulance, police, shock, shocked, electrocuted, <bad>
<attachment>, <foreign>, photo, photos, picture, pictures, pic, pics, image, images, video
videos, attached, attachment, @
""",
}

STEMS = re.compile(
    r"leak|drip|crack|broke|break|smok|burn|cancel|refund|charg|sched|resched|repair|replac"
    r"|install|quot|estimat|pric|worr|concern|complain|disappoint|frustrat|ridicul|scratch|damag"
    r"|flood|clog|trip(?:p|s)|squeal|grind|scream|rattl|vibrat|stain|alga|mosquit|error|alarm"
    r"|remind|forg[eo]t|wonder|question|unsub|lock|unlock|cloud|nast|dirt|filth|smell|stink|wors[et]"
    r"|rude|unprof|lazy|llam|arregl|revis|cambi|necesit|quier|problem|ruid|suci|verde|fuga|gote"
    r"|rot[oa]|leav|left|open|un[a-z]+ed$"
)
"""Beginnings of words that ask for a person even where unknown words are allowed."""
