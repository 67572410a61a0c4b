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
    GONE = "the trouble is gone"
    PAID = "paid"
    RECEIVED = "received"
    GOOD = "we're good"
    DECLINE = "no thanks"
    NO = "no"
    YES_SIR = "yes sir"
    YES = "yes"
    DEFER = "will get back to you"
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
    "YOU": "you|guys|all",
    "THEM": "him|her|them|everyone|everybody",
    "HE": "he|she|they|it",
    "MY": "my|our|the|your",
    "VERY": "so|very|really|super|pretty|absolutely|just|totally|extremely|always|truly",
    "GOOD": "great|good|awesome|amazing|wonderful|fantastic|excellent|beautiful|perfect|lovely"
    "|terrific|fabulous|incredible|outstanding|phenomenal|superb|nice|fine|spectacular",
    "JOB": "job|work|service|team|crew|guys|guy|people|company|folks|stuff|tech|person|man|bunch"
    "|communication|news|time|timing|idea|plan|deal|touch|call|day|one|results|experience|catch",
    "KIN": "wife|husband|son|daughter|mom|dad|neighbor|mil|fil|housekeeper|nanny|brother|sister"
    "|kid|kids|mother|father|roommate|boyfriend|girlfriend|grandson|sitter|partner|spouse",
    "MESSAGE": "message|messages|text|texts|msg|question|email|voicemail|voicemails|note|reply",
    "PAPER": "message|text|email|invoice|receipt|report|paperwork|pics|pictures|photos|note|update"
    "|info|link|video|voicemail|reminder",
}
"""In a phrase a word in capitals stands for all of its group."""
