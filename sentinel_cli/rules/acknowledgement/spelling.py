"""Texting undone: short forms, typos and stretched words become the words the lexicon knows."""

from __future__ import annotations

import re
from functools import lru_cache

from sentinel_cli.rules.acknowledgement.lexicon import phrases

_FORMS = """
you: u, ya'll, yall, yalls, yu, yous, yal, ustedes, uds, ud
your: ur, yur
are: r
and: n, nd, &
thanks: thx, thnx, tks, thks, tnx, thanx, thnks, tanks, thanxs, thanku, tx, txs, thnk, thankx
thanks: thansk, thaks, thabks, thanls, thxs
thank you: thankyou, ty, tyvm, thankyu, thanku, thank-you, thnku, tanku
thank you so much: tysm, tyso, tysvm
gracias: grax, grasias, grcs, grx, gracia, gracis, garcias, graciasss
ok: okay, okey, oki, okk, k, kk, kay, okie, okee, okeydokey, okeydoke, okiedokie, okidoki, mkay
ok: oks, okok, alrighty, ight, aight, alright, allright, righto
got it: gotit
got you: gotcha, gotchu, gotcha
great: gr8, grt, grate, graet
awesome: awsome, awesom, awsum, awesomeness, awesme, awsesome
perfect: perf, prefect, perfct, pefect, perfecto, perfecta, perfectly
appreciate: apreciate, appriciate, apprecate, appreciated, appreciates, apreciated, appreciating
appreciate: apprciate
lol: lmao, lmfao, rofl, haha, hahaha, ha, hahah, hehe, jaja, jajaja, jajajaja, lolol, lolz, hah
lol: heh, bahaha, jeje, hahahaha, lols, hahahah, jajaj
no problem: np, nprob, noproblem
no worries: nw, nowrries, noworries
your welcome: yw, yvw, urwelcome, denada
never mind: nvm, nevermind, nm, nvmd
i do not know: idk, dunno
i am: im, iam
i will: i'll, ill
i have: ive
i would: i'd
it is: its, it's, tis
it will: itll
that is: thats
that will: thatll
that would: thatd
there is: theres
here is: heres
he is: hes
she is: shes
he will: he'll
she will: she'll
we are: we're
we will: we'll
we have: weve
we would: we'd
they are: theyre
they will: theyll
they have: theyve
you are: youre, yalls, your'e
you will: youll
you would: you'd
they would: they'd
it would: it'd, itd
you have: youve
what is: whats
who is: whos
where is: wheres
when is: whens
how is: hows
how did: how'd, howd
what did: what'd, whatd
everything is: everythings
everyone is: everyones
all is: alls
going to: gonna, gunna
want to: wanna
got to: gotta
have to: hafta
kind of: kinda
sort of: sorta
let us: lets
let me: lemme
give me: gimme
see you: cya, seeya
yes: yea, yeah, yep, yup, yeh, yas, yass, yess, yah, yupp, yepp, ye, sip, yesh, yeppers
yes sir: yessir, yesir, yessiree, yessirree, yezzir, yassir
yes maam: yesmaam, yessum
no: nope, nah, naw, nop, noo, nopes, nel
maam: ma'am, mam, mam, maam, mame
please: pls, plz, plse, pleas, porfa, porfavor, xfa, pleaze
because: cuz, bc, cause, cus, coz
about: abt, bout
tomorrow: tmrw, tmr, tomorow, tommorow, tommorrow, 2morrow, tmw, tmrrw
tonight: tonite, 2nite, 2night
today: 2day, tday
weekend: wkend
week: wk
very: vry, rly
really: realy, rlly
much: mucho, mch
congratulations: congrats, grats
right: rite
something: smth, sumthin, somethin
nothing: nuthin, nothin
with: w, wit
later: l8r, ltr
before: b4
for: fr
forward: foward
definitely: def, definately, deffo, defo
for sure: forsure, fosho
oh my god: omg, omgosh, omgoodness
talk to you later: ttyl
as soon as possible: asap
bye: byebye, bai
buddy: bud, budd
brother: bro, bruh, brotha, bruv
received: recieved, recvd, rcvd, recd, rec'd
understood: undrstood, understod
wonderful: wonderfull
beautiful: beautifull, beutiful, beatiful, gorgeous
excellent: excelent, exellent, excelente
husband: hubby, hubs
family: fam, familia, fmly
love: luv, luv, loves
welcome: welcom
si: sii, sip
que: q
tambien: tmb, tb
thursday: thursdays, thurs, thur, thu, jueves
monday: mondays, mon, lunes
tuesday: tuesdays, tues, tue, martes
wednesday: wednesdays, weds, wed, miercoles
friday: fridays, fri, viernes
saturday: saturdays, sabado
sunday: sundays, domingo
"""


def _spellings(forms: str) -> dict[str, tuple[str, ...]]:
    spellings = {}
    for line in forms.strip().splitlines():
        plain, _, written = line.partition(":")
        for form in written.replace(" ", "").split(","):
            spellings[form] = tuple(plain.split())
            if form not in _NEEDS_APOSTROPHE:
                spellings[form.replace("'", "")] = tuple(plain.split())
    return spellings


_NEEDS_APOSTROPHE = frozenset({"we're", "we'll", "we'd", "he'll", "she'll", "he'd", "she'd"})
"""Without it these are words of their own: were, well, wed, hell, shell, shed."""

_SPELLINGS = _spellings(_FORMS)
_LAUGHTER = re.compile(r"a?(?:(?:ha|ja|he|je)h?){2,}|lo+l(?:o+l)*s?|lmf?ao+")
_STRETCHED = re.compile(r"([a-z])\1+")
_STRETCHED_TWICE = re.compile(r"([a-z])\1{2,}")


@lru_cache(maxsize=4096)
def spelled(word: str) -> tuple[str, ...]:
    """Return the plain words for one typed word (lower case, ASCII, apostrophes kept).

    A word nobody knows comes back as it is, without its apostrophes.
    """
    if _LAUGHTER.fullmatch(word):
        return ("lol",)
    known = phrases().words
    bare = word.replace("'", "").replace("-", "")
    for guess in (word, bare, _STRETCHED_TWICE.sub(r"\1\1", bare), _STRETCHED.sub(r"\1", bare)):
        if guess in _SPELLINGS:
            return _SPELLINGS[guess]
        if guess in known:
            return (guess,)
    if word.endswith("'s"):
        return (*spelled(word[:-2]), "is")
    return (bare,)
