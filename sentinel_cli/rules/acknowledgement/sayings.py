"""What one phrase of a customer says, and the groups of words the phrases are written with."""

from __future__ import annotations

from enum import StrEnum


class Saying(StrEnum):
    """What one phrase says. The values are what a manager reads."""

    OK = "ok"
    THANKS = "thanks"
    PRAISE = "praise"
    LAUGH = "laugh"
    GASP = "surprise"
    EASY = "no worries"
    WILL_DO = "will do"
    WONT_DO = "won't do it"
    WISH = "well wishes"
    SEASON = "season's greetings"
    FIXED = "it works"
    AFFIRM = "yes it did"
    GONE = "the trouble is gone"
    PAID = "paid"
    RECEIVED = "received"
    ALL_GOOD = "all good"
    GOOD = "we're good"
    DECLINE = "no thanks"
    NO = "no"
    YES_SIR = "yes sir"
    YES = "yes"
    DEFER = "will get back to you"
    IF = "if it comes back"
    MISSENT = "wrong number"
    NEVER_MIND = "never mind"
    DISREGARD = "disregard"
    NO_REPLY = "no reply needed"
    DONE = "did that"
    VOICE = "oh, well, sir"
    FILLER = "filler"
    RECENT = "today"
    COMING = "tomorrow"
    TOPIC = "a thing"
    FACT = "a time or number"
    SOFT = "a deed"
    ALARM = "needs a person"


GROUPS = {
    "WE": "i|we",
    "YOU": "you|guys|all|them",
    "THEM": "him|her|them|everyone|everybody",
    "HE": "he|she|they|it",
    "MY": "my|our|the|your",
    "VERY": "so|very|really|super|pretty|absolutely|just|totally|extremely|always|truly",
    "GOOD": "great|good|awesome|amazing|wonderful|fantastic|excellent|beautiful|perfect|lovely"
    "|terrific|fabulous|incredible|outstanding|phenomenal|superb|nice|fine|spectacular",
    "JOB": "job|work|service|team|crew|guys|guy|people|company|folks|stuff|tech|person|man|bunch"
    "|communication|news|timing|idea|plan|deal|touch|results|experience|catch",
    "KIN": "wife|husband|son|daughter|mom|dad|neighbor|mil|fil|housekeeper|nanny|brother|sister"
    "|kid|kids|mother|father|roommate|boyfriend|girlfriend|grandson|sitter|partner|spouse",
    "DOING": "coming|helping|fixing|getting|checking|doing|working|looking|calling|explaining"
    "|fitting|squeezing|saving|rescuing|walking|understanding|stopping|answering|responding|updating|being"
    "|following|reaching|asking|thinking|telling|handling|cleaning|sharing|letting|taking|making"
    "|keeping|sending|catching|having|giving|going|bringing|replacing|treating|putting|adding"
    "|scheduling|rescheduling|watching|noticing|finding|showing|seeing|swinging|adjusting|waiting"
    "|balancing|remembering|hurrying|jumping|replying|texting|accommodating|choosing|honoring"
    "|always|reminding|staying|moving|repairing|installing|teaching|figuring|caring|listening",
    "MESSAGE": "message|messages|text|texts|msg|question|email|voicemail|voicemails|note|reply",
    "PAPER": "message|text|email|invoice|receipt|report|paperwork|pics|pictures|photos|note|update"
    "|info|link|video|voicemail|reminder",
}
"""In a phrase a word in capitals stands for all of its group."""
