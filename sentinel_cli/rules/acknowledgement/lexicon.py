"""All words of the customers in one book: of two meanings of a phrase, the first written counts.

So an alarm is what no closing phrase has taken: "no problem" closes, "problem" alone does not.
A word that is in no list is unknown, and an unknown word keeps a text from closing anything.
"""

from __future__ import annotations

from functools import cache
from itertools import chain

from sentinel_cli.rules.acknowledgement.phrases import Phrasebook, phrasebook
from sentinel_cli.rules.acknowledgement.sayings import GROUPS, Saying
from sentinel_cli.rules.acknowledgement.vocabulary.alarms import ALARMS
from sentinel_cli.rules.acknowledgement.vocabulary.english_answers import ENGLISH_ANSWERS
from sentinel_cli.rules.acknowledgement.vocabulary.english_closings import ENGLISH_CLOSINGS
from sentinel_cli.rules.acknowledgement.vocabulary.english_plain import ENGLISH_PLAIN
from sentinel_cli.rules.acknowledgement.vocabulary.english_praise import ENGLISH_PRAISE
from sentinel_cli.rules.acknowledgement.vocabulary.spanish import SPANISH

_LISTS = (ENGLISH_CLOSINGS, ENGLISH_PRAISE, ENGLISH_ANSWERS, ENGLISH_PLAIN, SPANISH, ALARMS)
_ENDERS = """
thanks thank gracias appreciate sir maam man guys bro buddy brother boss lol sure now today tonight
tomorrow later as when once right definitely though then too and <good> <love> <laugh> senor senora
joven muchas muy
"""


@cache
def phrases() -> Phrasebook[Saying]:
    """Return the book; it is made at the first judgement, so that importing costs nothing."""
    return phrasebook(
        tuple(chain.from_iterable(words.items() for words in _LISTS)),
        groups=GROUPS,
        enders=frozenset(_ENDERS.split()),
    )
