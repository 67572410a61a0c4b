"""What the business says that a customer may have to answer, by what it hints at."""

from __future__ import annotations

from enum import StrEnum


class Cue(StrEnum):
    """What one phrase of the business hints at."""

    ANYTHING = "anything"
    OFFER = "offer"
    REPAIR = "repair"
    DATE = "date"
    MEASURE = "measure"
    OPINION = "opinion"
    PROPOSAL = "proposal"
    TASK = "task"
    TROUBLE = "trouble"
    WORKS = "works"
    CARE = "care"
    HELLO = "hello"
    LASTING = "lasting"
    REACHED = "reached"
    VISIT = "visit"
    BILL = "bill"
    PAPER = "paper"
    NO_HURRY = "no hurry"
    BAN = "ban"
    SETBACK = "setback"
    REPAIRED = "repaired"
    DELAY = "delay"
    TELLS = "tells"


ASKED: tuple[tuple[Cue, str], ...] = (
    (
        Cue.ANYTHING,
        """
anything else, something else, any other|more? questions|concerns|question, anything you need
need anything, anything we|i can|missed, anything at all, any concerns, algo mas
alguna otra? pregunta|duda|cosa, anything on your end
""",
    ),
    (
        Cue.LASTING,
        """
been working|doing|running|treating|holding|behaving
""",
    ),
    (
        Cue.OFFER,
        """
need any
any interest, interest in, want us|me|one|some|any|it|him|them|a|more|that|to, do you want
would you like|want, care for, interested, need us|me|him to, should we|i|he, shall we|i
optional, we can add, can add, could add, add on, throw in, also offer, do offer, now offer
upgrade, upgrading, tired of, special, discount, promo, sale, if you ever|would
if you would ever like|want, quiere que, quieren que, gusta que, gustan que, desea, desean
le gustaria
""",
    ),
    (
        Cue.MEASURE,
        """
how much|many|long|often|big|far|deep|high|low|soon|late|old|hot|cold|full, what is, what are
what did|do|does it|the|you|he|she see|say, que tan, cuanto, cuantos, or
""",
    ),
    (
        Cue.OPINION,
        """
how is|are|was|were|did|have|has|goes, how does it|the|everything|that, how do you like
happy|pleased with
how do they|it look|sound, what did you|yall think, whatd you think, what you think
how you like, how we did|doing, como esta|estan|quedo|quedaron|le|les|se|ve
que le|les|te parece|parecio, que tal, you like it|the, liking, enjoying, enjoy
""",
    ),
    (
        Cue.PROPOSAL,
        """
if you want|like$, if you would like, if that works, if so, your call, up to you, you decide
either, option, options, instead, rather, available, availability, opening, openings, slot
slots, soonest, earliest, how about, what about, works|work|ok|good|fine for|with you|yall
ok|alright|fine if, le parece, le gustaria, le conviene, recommend, suggest, suggesting, approve
approval, go ahead, deposit is|of|to|required|holds|would|will, sign, signature, accept, choose
decide, decision, pick
""",
    ),
    (
        Cue.TASK,
        """
can|could|will|would you, puede|podria|pueden mandar|enviar|mandarme|enviarme
""",
    ),
    (
        Cue.TROUBLE,
        """
blinking, flickering, spraying, gurgling, whistling, clicking, hum, drip
leak, leaks, leaking, leaked, drip, drips, dripping, noise, noises, noisy, loud, tripping, trip
tripped, making, losing, dropping, cloudy, green, error, errors, alarm, alarms, beeping
flashing, problem, problems, trouble, issue, issues, grinding, humming, squealing, hissing
rattling, smell, smoking, foam, foaming, foamy, bubbles, algae, stuck, clogged, acting, giving
low, cold, down, gotea, goteando, tirando, tira, fuga, ruido, fria, verde, saliendo, hazy, milky
shutting, cutting, popping, throwing, showing, wet, sticking, falla, fallando, overflowing
stain, stains, screaming, squeaking, still coming|getting|seeing|hearing|smelling
""",
    ),
    (
        Cue.REACHED,
        """
survive, did HE remember
se aclaro|arreglo|quito|limpio|compuso|destapo
did|has that|it|this reset|trick|filter|part? help|helped|fix|fixed|work|worked it|that|things?
did|has the reset|trick|filter|part? help|helped|fix|fixed|work|worked it|that|things?
did|has resetting|anything it? help|helped|fix|fixed|work|worked it|that|things?
do the trick, did you receive|find|enjoy, did you get it
did you get your|the|my|our|that new? PAPER, got it|the|your new? PAPER
come|came through, go|went through, arrive|arrived, able to let, let him|her|them in
show|showed up, make|made it
everybody|everyone|everything ok|alright|good|safe, home safe, recibio, recibieron, llego
llegaron
""",
    ),
    (
        Cue.WORKS,
        """
go|went ok|well|good|alright|smoothly|smooth, work, works, worked, working, help
helped, fix, fixed, do the trick
come|came|coming back? on|back|through|up, go|went through
get there|in|home|it|that|the|your|our|my, got it|the|your|our|my, receive, received, arrive
arrived, find, found, see it
see the|my|our email|invoice|receipt|report|photos|pics|note|link|message, able to, running
heating, heat up, heated, cooling, holding, hold, better, clear, cleared, clear up
back on|up|to, make it, made it, show up, showed up
light up, lit, quiet, fire up, fired up, everything ok|alright|good|all|working|back|go|look
everybody|everyone ok|alright|good|safe|make, all good|set, over|out there, holding up|on|steady
sound|sounds better|good|ok, look|looks|looking better|good|ok|right|clear, funciona, funciono
prende, prendio, llego, llegaron, recibio, recibieron, pudo, quedo, jala, jalo, sirve, sirvio
todo bien, good|ok now, safe
""",
    ),
)
"""Read in questions."""

TOLD: tuple[tuple[Cue, str], ...] = (
    (
        Cue.HELLO,
        """
you mentioned|asked|said|told, you were asking|wondering|saying, calling you|now
tried your|you|calling|again
got a|one minute|min|sec|second|moment
this is, my name is, reaching out, following up, follow up, checking in|on, check in|on
returning your call, calling you back, got your message|text|voicemail, saw your message|text
missed your call, trying to reach, tried to call|reach, le habla, soy, le llamo, le hablo
""",
    ),
    (
        Cue.CARE,
        """
couldnt|cant resist|believe|help, could not resist|believe
instead of, o ring|rings, holler|shout|call|text if it|anything|they|the
holler|shout|call|text when it|the
probably be|see|take|look|feel, looks like rain|snow|a
is|are|was low on|now|speed|because, needs no, not getting any, shouldnt, it|you wont
dont mind|have
a spot on|in our
trash can, so our|the|your guys|kids|crew|family|dogs|team can
dont be surprised|alarmed if, any questions, kids|dogs|everybody|everyone|water can
can get hot|cold|slick|loud
can last|wait, as soon as THEM can, whenever the tech can
let us|me know if you ever? need|have|see, if you ever? need, figured it out
could|can help, as soon as we|he|they can, when|whenever he|we|they can, wish we could
if you need anything, if you have|see|notice|hear|smell any|anything|a|it|more
let us|me know if|when you|it|anything|there need|have|see|notice|acts|changes
let us|me know if|when you|it|anything|there goes|drops|starts|comes|happens|does
if anything changes|happens|comes|looks|goes|else
if it acts|comes|happens|starts|drops|does|goes, so you can
you can swim|use|turn|run|expect|see|relax|enjoy|now|go, can swim|tell|smell|hear|see
if you ever need, reply stop, can be|help|tell|hear|see|smell|wait, you can, or so|two|less|more
sorry if, as if, could help, if anything, or anything, should be|have
so it|they|he|you can|could|would|wont, wish we could|would, thought you would|might, would have
could have, would have been|liked|loved|come, figured out, hope, hopefully, try to stay|relax|enjoy
let us hope|pray, think you will, think it is|was, i bet, best part, for what it is worth
if you ask me, say hi|hello, said, says, in case, or anything, need anything, nothing you need
may|might look|be|see|notice|take|feel|hear|smell, let us down, let me|us know if|when it|anything
let me|us know if|when there|the|they, let me|us know how it|things goes|go|turns
usually last|lasts|take|takes|clears, need to do, no need, i think we got|found|fixed
stay|look better, looking much? better, feel better, sounds better, runs better
""",
    ),
    (
        Cue.OFFER,
        """
any interest, interest in, want us|me|one|some|any|it|him|them|a|more|that|to, do you want
would you like|want, care for, interested, need us|me|him to, should we|i|he, shall we|i
optional, we can add, can add, could add, add on, throw in, also offer, do offer, now offer
upgrade, upgrading, tired of, special, discount, promo, sale, if you ever|would
if you would ever like|want, quiere que, quieren que, gusta que, gustan que, desea, desean
le gustaria
""",
    ),
    (
        Cue.PROPOSAL,
        """
is|are|am|be free|open at|on|after|until|before|around|all
free monday|tuesday|wednesday|thursday|friday
wide open, there is|are a|an|some that|which|pump|filter|version|model|kind|brand|way|bigger|newer
bigger, newer, whether, my pitch, pitch, recommended, alternative, alternatively, versus, vs
only|best|fair|right|easiest|other way|thing|option is
near you, nearby, close by, in your area|neighborhood
most folks|people|customers|families|clients|owners
asked for|if you, it is up to, up to the two|both, up to both, standing by|ready, wants you|to
other customers|folks|people, everybody|everyone does|is doing
cancellation, left for, one|thing left, a gap|spot|window
days|day open|free|left, in the area|neighborhood, choices, choice, awaiting
still waiting|hoping|need
can, otherwise, no one|nobody is? answering|answered|home|there, no answer|one
cant|cannot find|reach
gate|door is locked
lets, let us plan|do|go|shoot|try|get|say|keep|make|set, plan on, confirming
holding a|the|your|that, hold a|the|your
preference, usually, typically, normally, next step|steps, tentatively, tentative
put|putting you, planning on
assuming, pending, as long as, once you, thinking monday|tuesday|wednesday|thursday|friday
happy|glad to come|take|swing|stop|send|do|look|get|schedule|help|add|check
when|whenever you are, ready for you, squeeze|fit|work you in, waiting on|for
if you want|like$, if you would like, if that works, if so, your call, up to you, you decide
either, option, options, instead, rather, available, availability, opening, openings, slot
slots, soonest, earliest, how about, what about, works|work|ok|good|fine for|with you|yall
ok|alright|fine if, le parece, le gustaria, le conviene, recommend, suggest, suggesting, approve
approval, go ahead, deposit is|of|to|required|holds|would|will, sign, signature, accept, choose
decide, decision, pick, we|i|he|they|she can|could|would|might, can do, could do|come
would run|be|come, will run you, runs about, comes to, come out to, total is, price is
priced at, cost is, costs, looking at, going to be around, new one|ones is|are, each, installed
plus tax, let us|me know, lmk, just say, say the word, would need to|you
need to move|reschedule|switch|change|push|bump, have to move|reschedule|push|bump
need to reschedule, confirm, reply, respond, text yes|back, get you scheduled|on, offer
offering, deal, could, would, might want|need|consider, if, or, you can either|do|choose|pick|go
holler, shout, needs, need new|a|replacing|to, due for, on it is last, toast, worn, worn out
failing, going out|bad, say when, if you would ever like, podemos, podriamos, puede ser
costaria, cuesta, sale en, seria, serian, confirme, responda, ready to schedule, parts and labor
whichever, whatever works, your choice, unless, charge$, charges$, we charge, raise, increase
rate, rates, going up, switching you, move|moving you, when would, waiting on your|you
next available, thinking, we|i|id think, my|our vote|guess|take|advice|suggestion|thought
i|we figure|figured, figured we|i|you, leaning, lean, prefer, preferred, rather, want, wants
would|id like|love, hoping, aiming, aim, trying, shoot|shooting for, let us, maybe, perhaps
possibly
tell you what, tell me|us, ping, need, would|could have to, will have to be
game for, down for
you good|ok|fine|cool|comfortable|happy|ready|sure with|if|for|to, depends, propose, proposing
proposed, plan is, the plan, idea is, planning, plan, easiest, smartest, cheapest, quickest
best bet|thing|way|option|move|route, better to|if|off|for|time, be better, sooner, worth, cheaper
makes more? sense, call it, go with, goes with, on your word, word, green light, thumbs up, nod
ok to, good to go ahead|on, good with, fine with, ok with, puedo, puede, pueden, pudiera
podria, podrian, digame, diganme, usted dice|diga, prefiere, prefieren, gusta, gustaria
le sirve, queda bien, quiere, quieren, si quiere|gusta|prefiere, tal vez, quizas, o
avise, aviseme, avisenos, me dice, nos dice, conviene, recomiendo, recomendamos, deberiamos
habria, tendria, tendriamos, necesito, necesitamos, pensaba, pensamos, vamos a hacer, cobro
cobramos
half down|up, hold|holds the|your|that, available, open on|at, is open, are open
""",
    ),
    (
        Cue.TASK,
        """
let us|me know when|once you get|have|find|hear|are|receive
avisa|avisas|avisan|avisame si
do me|us a favor, please send|text|call|give|email|share|provide|fill|update|click|check|tell
send us|me|a|the|over, text us|me|a|over, call us|me|the office, give us|me, email us|me
if you can|could, we need your|the|a|you, need your|you|a, tell me|us, what happens, see if|what
snap a, take a pic|picture|photo|video, shoot us|me, mandeme, envieme, fill out, click
""",
    ),
    (
        Cue.BAN,
        """
dont, do not, avoid, hold off, no swimming, stay out|off, never, keep out|off
no se|lo|la|use|prenda|apague|toque
""",
    ),
    (
        Cue.VISIT,
        """
will be there|by|out|over|coming|stopping|swinging, will come|stop|swing
on our|my|his|her|the way, coming by|out|over
is|are coming, on the schedule
has|have you tomorrow|today|monday|tuesday|wednesday|thursday|friday|saturday
penciled in
be there|by|out at|on|tomorrow|today|monday|tuesday
be there|by|out wednesday|thursday|friday|saturday|between|around|in
pasamos, vamos, viene, pasa, en camino, llegamos
""",
    ),
    (
        Cue.SETBACK,
        """
fairly|pretty|almost|not sure it|that|the, probably, likely the|a|your
sounds like the|a|your|it|you
looks like the|a|your motor|pump|seal|cell|heater|line|board|valve|filter|sensor|breaker
i suspect, my money is
isnt, arent, doesnt, dont make|have|carry|see|think, wont hold|start|prime|fire|turn|close|open|stay
throwing, throws, about to go, torn, roots, only has|have, months|weeks|life left, sin remedio
no tiene|sirve|prende|jala|funciona|enciende, le falta, le faltan, rota, roto, quebrada, quemada
quemado
is|are|was|were|getting|running|very|pretty|little low|cloudy|green|loose|weak|noisy|stuck|clogged
is|are|was|were|getting|starting to? leak|leaking|drip|dripping|rusty|rust|rusting|bad|worse
gone|going|wearing bad|out, needs, leaks, drips, worn
not keeping|holding|working|heating|priming|firing
not turning|moving|starting|charging|coming|getting, wont, tripped, trips, hums, grinding, squealing
missed you, could not, couldnt, unable, unfortunately, rescheduled, backordered, back ordered
backorder, out of stock, wont be able, will not be able, cannot, cant, did not make, didnt make
not able, cancel, cancelled, canceled, skipped, had to skip, locked out, was locked, no access
push, pushed, postponed, postpone, booked, denied, bad news, not covered, wont cover
not under warranty, shot, fried, no podemos, no pudimos, lamentablemente, failed, declined
noticed, found a|an|some, tripping, corroded, seized, leaking, cracked, crack, rusted, broken
broke, burned, burnt, dead, torn
""",
    ),
    (
        Cue.REPAIRED,
        """
anymore, any more
moved it|him|her|them, gave it|him|her|them, broke it down, broke down and cleaned, cleaned
so i|we|he added|tossed|topped|put|fixed|cleaned|reset|swapped|turned|moved|left, on us
on the house
fixed, replaced, repaired, patched, swapped, resealed, sealed, tightened, adjusted, cleared
no charge, just a, just needed, good news, took care, relocated, should be good, all good
back up|on, new
""",
    ),
    (
        Cue.DELAY,
        """
late, behind, delayed, delay, running late|behind|about|a, traffic, held|backed up
still about|minutes|min|hours|an, demora, tarde, atrasados, atrasado, tardanza, pulling techs
sorry
""",
    ),
    (
        Cue.BILL,
        """
receipt, paid, balance, invoice, past due, due, auto pay, autopay, statement, payment, owe
no charge, charged, recibo, factura, pago, saldo, bill, bills
""",
    ),
    (
        Cue.NO_HURRY,
        """
no rush, no hurry, take your time, no pressure, no obligation
""",
    ),
    (
        Cue.TELLS,
        """
may, might, le|les mando|mandamos|dejo|dejamos|paso|llevo|llevamos|tengo|tenemos
sounds good|great|like, will do, noted, great, perfect, awesome, cool, anytime, likewise, np
any time, thx, ty
nos|le|les toca
yes, yes sir|maam, no, no problem, ok, got it, absolutely, for sure, of course
is, are, was, were, am, been, has, have, had, will, went, got, put, took, did, came, left
found, made, told, gave, ran, said, says, sent, brought, kept, caught, cut, drove, hit, saw
lost, broke, blew, built, bought, paid, knew, felt, held, let, met, read, spent, thought
threw, wrote, wore, began, ate, done, all set|good|clear, here, heads up, fyi, hi, hello, hey
pics, photos, readings, le|les|ya mande|deje|envie|puse|cambie, reminder, note
attached, received, photo, video, pic, enjoy, thank, thanks, congratulations, welcome, happy
merry, sorry, see you, have a, stay, take your|care, good morning|luck|night, no charge|worries
please, leave, keep, run, turn, brush, give, reset, try, make sure, be sure, remember
watch, wait, add, flip, backwash, put, use, check, turns out, ya, quedo, listo, lista, gracias
feliz, esta, estan, nos vemos, disculpe, su, por favor, deje, gotta love, on the way, lol
looks, look, looking, moves, starts, works
""",
    ),
)
"""Read in statements."""

_CHOICES = """
am pm oclock noon midnight morning mornings afternoon afternoons evening evenings night nights
day days date week weeks weekend weekends month months time times hour hours later tomorrow
monday tuesday wednesday thursday friday saturday sunday
two three four five six seven eight nine ten eleven twelve
dos tres cuatro cinco seis siete ocho nueve diez once doce manana tarde semana mes hora precio
price prices pricing cost costs rate rates amount total fee deposit bucks dollars discount
schedule plan plans option options slot appointment
deal offer idea arrangement layout design drawing drawings sample samples
"""
CHOICES = frozenset(_CHOICES.split())
"""In a question, what somebody has to act on once the customer agrees to it."""

_THINGS = """
pool pools spa tub water pump pumps motor filter filters heater light lights led leds cleaner
polaris robot vacuum skimmer basket baskets salt cell system tile tiles plaster deck coping gate
gates fence yard patio valve valves timer panel breaker breakers gfci remote app equipment pad drain
drains returns jets jet waterfall fountain slide autofill pressure gauge level levels cover lid net
pole hose brush pipe pipes plumbing line lines board sensor thermostat blower booster actuator
keypad color colors door latch lock chlorinator leak flow heat link portal website login
invoice receipt report photos pics code autopay fan controller unit switch automation machine
party tech guy crew he she they
piscina alberca agua bomba filtro calentador calenton luz luces puerta porton limpiadora
"""
THINGS = frozenset(_THINGS.split())
"""What can work, run or look well: an answer about it says how it is and asks for nothing."""
