"""The customer's words, both languages in one tree: what closes, what fills, what asks for a person.

Pure vocabulary in the plain spelling `spelling` makes of typed words, accents off. A word that is
in no list is unknown, and an unknown word keeps a text from being an acknowledgement.
"""

from __future__ import annotations

from sentinel_cli.rules.acknowledgement.alarms import ALARMS
from sentinel_cli.rules.acknowledgement.english import ENGLISH
from sentinel_cli.rules.acknowledgement.phrases import phrasebook
from sentinel_cli.rules.acknowledgement.sayings import GROUPS
from sentinel_cli.rules.acknowledgement.spanish import SPANISH

_ENDERS = frozenset(
    "thanks thank gracias appreciate sir maam man guys bro buddy brother boss lol sure now today "
    "tonight tomorrow later as when once right definitely though then too and thru <good> <love> "
    "<laugh> senor senora joven muchas muy".split()
)

PHRASES = phrasebook(
    [*ENGLISH.items(), *SPANISH.items(), *ALARMS.items()], groups=GROUPS, enders=_ENDERS
)
"""Of two meanings of a phrase the first counts, so an alarm is what no closing phrase has taken."""

KNOWN = PHRASES.words
