"""What the business's last text leaves open: did it ask, propose, offer, or only tell?"""

from __future__ import annotations

import re
from enum import StrEnum

from sentinel_cli.rules.acknowledgement.phrases import phrasebook
from sentinel_cli.rules.acknowledgement.spelling import spelled


class Stance(StrEnum):
    """What kind of answer the business's text calls for. The values are what a manager reads."""

    NONE = "the customer opens"
    HELLO = "the business made contact"
    NEWS = "the business told something"
    BAN = "the business asked not to do something"
    DELAY = "the business is late"
    SETBACK = "the business brought bad news"
    DOCUMENT = "the business sent a quote"
    TASK = "the business asked for something"
    PROPOSAL = "the business proposed something"
    PRICE = "the business named a price"
    OFFER = "the business offered an extra"
    ANYTHING = "the business asked whether anything else is needed"
    WORKS = "the business asked whether it works"
    TROUBLE = "the business asked whether the trouble is still there"
    OPINION = "the business asked how it is"
    QUESTION = "the business asked a question"


class _Cue(StrEnum):
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
    BILL = "bill"
    PAPER = "paper"
    NO_HURRY = "no hurry"
    BAN = "ban"
    SETBACK = "setback"
    REPAIRED = "repaired"
    DELAY = "delay"


_PROPOSES = """
if you want|like$, if you would like, if that works, if so, your call, up to you, you decide
either, option, options, instead, rather, available, availability, opening, openings, slot, slots
soonest, earliest, how about, what about, works|work|ok|good|fine for|with you|yall
ok|alright|fine if, le parece, le gustaria, le conviene, recommend, suggest, suggesting, approve
approval, go ahead, deposit is|of|to|required|holds|would|will, sign, signature, accept, choose, decide, decision, pick
"""
_OFFERS = """
any interest, interest in, want us|me|one|some|any|it|him|them|a|more|that|to, do you want, would you like|want, care for
interested, need us|me|him to, should we|i|he, shall we|i, optional, we can add, can add
could add, add on, throw in, also offer, do offer, now offer, upgrade, upgrading, tired of
special, discount, promo, sale, if you ever|would, if you would ever like|want, quiere que, quieren que, gusta que, gustan que, desea
desean, le gustaria
"""
_REPAIRS = """
replace, repair, fix, order, schedule, come, send, look, install, start, change, swap, move, go
book, do it, keep, put you
"""
_ASKED: list[tuple[_Cue, str]] = [
    (
        _Cue.ANYTHING,
        """
anything else, something else, any other|more? questions|concerns|question, anything you need
need anything, anything we|i can|missed, anything at all, any concerns, algo mas
alguna otra? pregunta|duda|cosa, anything on your end
""",
    ),
    (_Cue.LASTING, "been working|doing|running|treating|holding|behaving"),
    (_Cue.OFFER, _OFFERS),
    (
        _Cue.MEASURE,
        """
how much|many|long|often|big|far|deep|high|low|soon|late|old|hot|cold|full, what is, what are
what did|do|does it|the|you|he|she see|say, que tan, cuanto, cuantos, or
""",
    ),
    (
        _Cue.OPINION,
        """
how is|are|was|were|did|have|has|goes, how does it|the|everything|that, how do you like
how do they|it look|sound, what do|did you|yall think, whatd you think, what you think
how you like, how we did|doing, como esta|estan|quedo|quedaron|le|les|se|ve
que le|les|te parece|parecio, que tal, you like it|the, liking, enjoying, enjoy
""",
    ),
    (_Cue.PROPOSAL, _PROPOSES),
    (
        _Cue.TASK,
        """
can|could|will|would you, puede|podria|pueden mandar|enviar|mandarme|enviarme
""",
    ),
    (
        _Cue.TROUBLE,
        """
leak, leaks, leaking, leaked, drip, drips, dripping, noise, noises, noisy, loud, tripping, trip
tripped, making, losing, dropping, cloudy, green, error, errors, alarm, alarms, beeping, flashing
problem, problems, trouble, issue, issues, grinding, humming, squealing, hissing, rattling, smell
smoking, foam, foaming, foamy, bubbles, algae, stuck, clogged, acting, giving, low, cold, down
gotea, goteando, tirando, tira, fuga, ruido, fria, verde, saliendo, hazy, milky, shutting, cutting
popping, throwing, showing, wet, sticking, falla, fallando, overflowing, stain, stains, screaming
squeaking, still coming|getting|seeing|hearing|smelling
""",
    ),
    (
        _Cue.WORKS,
        """
work, works, worked, working, help, helped, fix, fixed, do the trick
come|came|coming back? on|back|through|up, go|went through
get there|in|home|it|that|the|your|our|my, got it|the|your|our|my, receive, received, arrive
arrived, find, found, see it
see the|my|our email|invoice|receipt|report|photos|pics|note|link|message, able to, running
heating, heat up, heated, cooling, holding, hold, better, clear, cleared, clear up, back on|up|to
make it, made it, show up, showed up, start, started, turn on, turned on, light up, lit, quiet
fire up, fired up, everything ok|alright|good|all|working|back|go|look
everybody|everyone ok|alright|good|safe|make, all good|set, over|out there, holding up|on|steady
sound|sounds better|good|ok, look|looks|looking better|good|ok|right|clear, funciona, funciono
prende, prendio, llego, llegaron, recibio, recibieron, pudo, quedo, jala, jalo, sirve, sirvio
todo bien, good|ok now, safe
""",
    ),
]
_TOLD: list[tuple[_Cue, str]] = [
    (
        _Cue.HELLO,
        """
this is, my name is, reaching out, following up, follow up, checking in|on, check in|on, returning your call, calling you back, got your message|text|voicemail, saw your message|text, missed your call, trying to reach, tried to call|reach, le habla, soy, le llamo, le hablo
""",
    ),
    (
        _Cue.CARE,
        """
could|can help, as soon as we|he|they can, when|whenever he|we|they can, wish we could
if you need anything, if you have|see|notice|hear|smell any|anything|a|it|more
let us|me know if|when you|it|anything|there need|have|see|notice|acts|changes
let us|me know if|when you|it|anything|there goes|drops|starts|comes|happens|does
if anything changes|happens|comes|looks|goes|else, if it acts|comes|happens|starts|drops|does|goes
so you can, you can swim|use|turn|run|expect|see|relax|enjoy|now|go, can swim|tell|smell|hear|see
if you ever need, reply stop, can be|help|tell|hear|see|smell|wait, you can, or so|two|less|more, sorry if, as if, could help, if anything, or anything, should be|have, so it|they|he|you can|could|would|wont, wish we could|would, thought you would|might, would have, could have
""",
    ),
    (_Cue.OFFER, _OFFERS),
    (
        _Cue.PROPOSAL,
        _PROPOSES
        + """
we|i|he|they|she can|could|would|might, can do, could do|come, would run|be|come, will run you
runs about, comes to, come out to, total is, price is, priced at, cost is, costs, looking at
going to be around, new one|ones is|are, each, installed, plus tax, let us|me know, lmk, just say
say the word, would need to|you, need to move|reschedule|switch|change|push|bump
have to move|reschedule|push|bump, need to reschedule, confirm, reply, respond, text yes|back
get you scheduled|on, offer, offering, deal, could, would, might want|need|consider, if, or, you can either|do|choose|pick|go, holler, shout, needs, need new|a|replacing|to, due for, on it is last, toast, worn, worn out, failing, going out|bad, say when, if you would ever like, podemos
podriamos, puede ser, costaria, cuesta, sale en, seria, serian, confirme, responda
ready to schedule, parts and labor, whichever, whatever works, your choice, unless, pencil you, penciled, charge$, charges$, we charge, raise, increase, rate, rates, going up, switching you, move|moving you
when would, waiting on your|you, next available
""",
    ),
    (
        _Cue.TASK,
        """
please send|text|call|give|email|share|provide|fill|update|click|check|tell, send us|me|a|the|over
text us|me|a|over, call us|me|the office, give us|me, email us|me, if you can|could
we need your|the|a|you, need your|you|a, tell me|us, what happens, see if|what, snap a
take a pic|picture|photo|video, shoot us|me, mandeme, envieme, fill out, click
""",
    ),
    (
        _Cue.BAN,
        """
dont, do not, avoid, hold off, no swimming, stay out|off, never, keep out|off
no se|lo|la|use|prenda|apague|toque
""",
    ),
    (
        _Cue.SETBACK,
        """
missed you, could not, couldnt, unable, unfortunately, rescheduled, backordered, back ordered
backorder, out of stock, wont be able, will not be able, cannot, cant, did not make, didnt make
not able, cancel, cancelled, canceled, skipped, had to skip, locked out, was locked, no access
push, pushed, postponed, postpone, booked, denied, bad news, not covered, wont cover
not under warranty, shot, fried, no podemos, no pudimos, lamentablemente, failed, declined
leaking, cracked, crack, rusted, broken, broke, burned, burnt, dead, torn
""",
    ),
    (
        _Cue.REPAIRED,
        """
fixed, replaced, repaired, patched, swapped, resealed, sealed, tightened, adjusted, cleared
no charge, just a, just needed, good news, took care, relocated, should be good, all good
back up|on, new
""",
    ),
    (
        _Cue.DELAY,
        """
late, behind, delayed, delay, running late|behind|about|a, traffic
held|backed up, still about|minutes|min|hours|an, demora, tarde, atrasados, atrasado, tardanza, pulling techs, sorry
""",
    ),
    (
        _Cue.BILL,
        """
receipt, paid, balance, invoice, past due, due, auto pay, autopay, statement, payment, owe
no charge, charged, recibo, factura, pago, saldo, bill, bills
""",
    ),
    (_Cue.NO_HURRY, "no rush, no hurry, take your time, no pressure, no obligation"),
]
_PAPERS = frozenset(
    "quote quotes quoted estimate estimates proposal bid presupuesto cotizacion".split()
)
_DATES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday tomorrow noon afternoon".split()
)
_ASKED_CUES = phrasebook(_ASKED)
_TOLD_CUES = phrasebook(_TOLD)
_REPAIR_WORDS = frozenset(_REPAIRS.replace(",", " ").split())
_SMALLEST_SUM = 60
_MEASURES = frozenset(
    "ppm psi degrees rpm rpms gallons salt alkalinity ph chlorine hardness cya temp temperature "
    "stabilizer phosphates gpm volts amps readings reading invoice".split()
)
_SUMS = frozenset(
    "for about around roughly run runs total installed each pair plus comes be is labor".split()
)
_ENDINGS = frozenset("stop stopped quit away cleared settle settled resolved".split())
_OPENERS = frozenset(
    "did was were is are does do has have everything everybody everyone all ya is it si se le ok "
    "still any that so hey hi hello and just how".split()
)
_QUESTION_WORDS = frozenset("how what which where who why cual cuando donde".split())
_INVERTED = frozenset(
    "do does are can could would should is was did will have has want need".split()
)
_SUBJECTS = frozenset("you it that he she they the your yall everything anyone there if us".split())
_WORDS = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*|\$?\d+(?:[:.,/-]\d+)*%?[A-Za-z]*")
_SENTENCES = re.compile(r"[^.!?\n]+[.!?\n]*(?:\d[^.!?\n]*[.!?\n]*)*")
LONGEST = 600
"""Characters. A longer text of the business counts as a question: it may hold one."""


def stances(text: str | None) -> frozenset[Stance]:
    """Return all that `text` (made ASCII by `plain`) leaves open; NEWS alone if nothing is."""
    if text is None or not text.strip():
        return frozenset({Stance.NONE})
    if len(text) > LONGEST:
        return frozenset({Stance.QUESTION})
    found = {_stance(sentence) for sentence in _SENTENCES.findall(text)}
    if Stance.OFFER in found:
        found.discard(Stance.PRICE)
    return frozenset(found - {Stance.NEWS} or {Stance.NEWS})


def words_of(text: str) -> list[str]:
    """Return the plain words of a business's text that `plain` has made ASCII."""
    return [word for token in _WORDS.findall(text) for word in spelled(token.lower())]


def _stance(sentence: str) -> Stance:
    words = words_of(sentence)
    if not words:
        return Stance.NEWS
    return _asked(words) if "?" in sentence or _is_unmarked(words) else _told(words)


def _is_unmarked(words: list[str]) -> bool:
    """A question without its mark: “does Thursday work for you”."""
    if words[0] in _QUESTION_WORDS:
        return words[1:2] not in (["a"], ["an"])
    return words[0] in _INVERTED and words[1:2] != [] and words[1] in _SUBJECTS


def _asked(words: list[str]) -> Stance:
    cues = _ASKED_CUES.all_in(words)
    known = frozenset(words)
    if _Cue.ANYTHING in cues:
        return Stance.ANYTHING
    if _Cue.OFFER in cues:
        return Stance.PROPOSAL if known & (_REPAIR_WORDS | _PAPERS) else Stance.OFFER
    if _Cue.TASK in cues and not known & _DATES:
        return Stance.TASK
    if _Cue.MEASURE in cues or known & (_DATES | _PAPERS):
        return Stance.QUESTION
    if _Cue.OPINION in cues:
        return Stance.OPINION
    if _Cue.LASTING in cues:
        return Stance.WORKS
    if _Cue.PROPOSAL in cues or words[0] not in _OPENERS:
        return Stance.QUESTION
    if _Cue.TROUBLE in cues and not known & _ENDINGS:
        return Stance.TROUBLE
    return Stance.WORKS if {_Cue.WORKS, _Cue.TROUBLE} & cues else Stance.QUESTION


def _told(words: list[str]) -> Stance:
    cues = _TOLD_CUES.all_in(words)
    priced = _is_priced(words)
    if _Cue.OFFER in cues:
        return Stance.OFFER
    if priced and _Cue.BILL not in cues:
        return Stance.PROPOSAL if _Cue.PROPOSAL in cues else Stance.PRICE
    if _PAPERS.intersection(words) and _Cue.NO_HURRY not in cues:
        return Stance.DOCUMENT
    for cue, stance in _TOLD_STANCES:
        if cue in cues and not (cue is _Cue.SETBACK and _Cue.REPAIRED in cues):
            return stance
    return Stance.NEWS


def _is_priced(words: list[str]) -> bool:
    """A sum, with or without its sign: “about 220 for the pair”."""
    if any(word[0] == "$" or word[-1] == "%" for word in words):
        return True
    plain = (word.replace(",", "") for word in words)
    large = any(word.isdigit() and _SMALLEST_SUM <= int(word) for word in plain)
    return large and bool(_SUMS.intersection(words)) and not _MEASURES.intersection(words)


_TOLD_STANCES = (
    (_Cue.HELLO, Stance.HELLO),
    (_Cue.PROPOSAL, Stance.PROPOSAL),
    (_Cue.TASK, Stance.TASK),
    (_Cue.SETBACK, Stance.SETBACK),
    (_Cue.DELAY, Stance.DELAY),
    (_Cue.BAN, Stance.BAN),
)
