"""English words that close nothing and ask nothing: they only fill a sentence."""

from __future__ import annotations

from sentinel_cli.rules.acknowledgement.sayings import Saying

ENGLISH_PLAIN: dict[Saying, str] = {
    Saying.VOICE: """
i am driving|swamped right? now?, i am in a meeting|class right? now?
wow that was VERY? quick|fast|easy
that was VERY? quick|fast|easy
darling, darlin, hon, young man, boss man, big dog, homie, ladies, gentlemen, gents, fellas
fella, peeps, seriously though thank|thanks, oh ok, oh well, ah ok, ah i see, aha, i bet
i can imagine, i know, brr, brrr, on|from my|our end|side|part, by itself, on it is own
all by itself, whew, phew, sheesh, my goodness thanks, for real though, oh, well, so, ah, aw
aww, awww, hey, hi, hello, er, um, uh, er, em, and, man, sir, maam, guys, guy, dude, buddy
brother, bro, boss, friend, dear, honey, hun, sweetie, folks, gang, girl, gal, mister, mr, mrs
ms, miss, miss you, good morning|afternoon|evening, morning, then, really, very much, so much
honestly, thankfully, luckily, fortunately, obviously, anyway, anyhow, seriously thanks, team
now, indeed, for sure, as well, too, though thanks, tho thanks
just calling|texting to say|let..., hey guys, hey team, hi guys, hi team, hey there, hi there
hello there, once again, all of you, to all of you, from all of us, from our family
from my family, you know, i mean, boy, this is, at all, sis, cuz, pal, chief, coach, captain
amigo, amigos, partner, doc, fam, babe, kiddo, champ, like always, as usual, as ever, as always
like usual, on it, all around, no matter what, as promised, a lot, a bunch, a ton, a million
ever, of course, hey|hi|hello|thanks you|yall YOU?, hey|hi|hello all|everyone|everybody|team
again thanks
""",
    Saying.FILLER: """
went out there|here|back|to
just wanted you YOU? to know, wanted you YOU? to know
oh
just? returning your|a|the call|message, you, yall, we, here, everyone, everybody, all, i, he
she, they, it, me, him, her, them, us, my, your, our, his, their, this, that, these, those
myself, yourself, everything, both, a, an, the, or, am, is, are, was, were, be, been, being
have, has, had, having, will, very, super, pretty, totally, truly, quite, just, like, as, at, in
on, of, to, for, with, from, by, there, up, than, crew, love, wife, husband, kids, family, mom
dad, son, daughter, dogs, dog, pups, grandkids, grandbabies, feel, know, say, said, see, hear
tell, always, already, sure, certainly, enough, more, lot, bunch, ton, tons, much, many, every
each, time, times, way, thing, things, stuff, one, part, little, whole, new, first, day, life
world, heart, word, words, work, job, service, help, news, info, update, plan, deal, made, got
get, going, happy, for that, about that, on that, with that, to that, from us, from me
WE just? want|wanted|wants to say|thank|tell|let|express you?|yall? you? know? that?|how?
just want|wanted to say|thank|tell|let|express you?|yall? know? that? how?, want|wanted to say
just wanted to, WE want to thank, quick note to say, just a quick note to say|thank
WE have to say|admit, got to say|admit, must say, WE must say, to be honest, ngl, tbh, honest
i|we think|believe|bet, am|are sure, yet, for me|us|you|everything|all|now, one more time
that|this one, when WE get home|back|off|there|in|inside|up
as soon as WE get home|back|off|there|in, once WE get home|back|off|there|in
when WE get|have a chance|minute|second|sec, after work|dinner|lunch, before bed
in a bit|minute|few|sec|while, right now|away, right after work|dinner, first thing
on my way home, MY KIN says|said|agrees, what you YOU? do|did, would do it again, have been
more than, than ever, than WE expected|thought|hoped, thought it would be, through it, over here
out here, out there, in there, in here, around here, this time, in town, in person, in case
at first sight, for once
""",
    Saying.RECENT: """
today, yesterday, this morning|afternoon|evening|week|weekend|summer|year|season|spring, earlier
earlier today, last week|weekend|time|month|year, this past week|weekend, the other day, all day
weekend, summer, season, party, over the weekend, every week, each week, in years, for years
""",
    Saying.COMING: """
overnight, all night, tonight, tomorrow, soon, later, in the morning, next week|time|month|year
the weekend, tomorrow morning|afternoon|night|evening, shortly, after while
""",
}
