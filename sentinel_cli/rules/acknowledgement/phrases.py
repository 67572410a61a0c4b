"""Phrases as data: written in a small notation, kept as a net of words, found by longest match.

The notation: phrases are parted by commas and line ends, words by spaces; `a|b` means either word,
a `?` after a word makes it optional, and a word in capitals stands for a group. The end of a
phrase says what may follow it in its clause: nothing special; `...` words no list knows ("thanks
for ..."); `~` nearly any word ("I'll let you know if ~"); `$` nothing but an ender, as "I will"
means yes, but "I will be gone" does not. The net has no loops: a look-up ends after a phrase's
length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")


class Tail(Enum):
    """What may follow a phrase in its clause."""

    PLAIN = ""
    UNKNOWN = "..."
    WIDE = "~"
    FINAL = "$"


_TAILS = tuple(tail.value for tail in Tail if tail.value)
_FINAL = Tail.FINAL  # asked of each word, and to name a member of an enum is a call in Python 3.11


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What a phrase means, what may follow it, and the place of its section in writing."""

    meaning: T
    tail: Tail
    rank: int


class _Node(Generic[T]):
    """A knot of the net: where each next word leads, and the phrase that ends here.

    There are ten thousand of them, and `serve` holds them all: what is empty or equal is shared,
    one knot stands for itself, and one way is a pair, a third of a table.
    """

    __slots__ = ("found", "nexts")

    def __init__(self) -> None:
        self.nexts: tuple[str, _Knots[T]] | dict[str, _Knots[T]] | None = None
        self.found: Found[T] | None = None

    def lead(self, words: Sequence[str], node: _Node[T]) -> None:
        """Let each of `words` lead to `node`."""
        nexts = self.nexts if isinstance(self.nexts, dict) else dict(self.ways())
        for word in words:
            nexts[word] = (*_several(nexts[word]), node) if word in nexts else node
        self.nexts = next(iter(nexts.items())) if len(nexts) == 1 else nexts

    def ways(self) -> Iterable[tuple[str, _Knots[T]]]:
        """Each next word, and where it leads."""
        match self.nexts:
            case None:
                return ()
            case dict() as several:
                return several.items()
            case one:
                return (one,)


_Knots: TypeAlias = _Node[T] | tuple[_Node[T], ...]


def _several(knots: _Knots[T]) -> tuple[_Node[T], ...]:
    return knots if isinstance(knots, tuple) else (knots,)


class _Place(Generic[T]):
    """All knots the same words lead to at once; `nexts` holds knots until someone goes there."""

    __slots__ = ("found", "nexts")

    def __init__(self, nodes: Sequence[_Node[T]]) -> None:
        self.found = min(
            (node.found for node in nodes if node.found),
            key=lambda found: found.rank,
            default=None,
        )
        ahead: dict[str, _Knots[T]] = {}
        for node in nodes:
            for word, after in node.ways():
                ahead[word] = (*_several(ahead[word]), *_several(after)) if word in ahead else after
        self.nexts: dict[str, _Knots[T] | _Place[T]] = {**ahead}

    def after(self, word: str) -> _Place[T]:
        """Return where `word` leads, which is one of `nexts`."""
        there = self.nexts[word]
        if not isinstance(there, _Place):
            there = self.nexts[word] = _Place(_several(there))
        return there


@dataclass(frozen=True, slots=True)
class Phrasebook(Generic[T]):
    """All phrases of one reader, and every word they use."""

    start: _Place[T]
    words: frozenset[str]
    enders: frozenset[str]

    def at(self, words: Sequence[str], place: int) -> tuple[Found[T] | None, int]:
        """Return the longest phrase that begins at `place` and its length in words.

        Of phrases of the same length the one written first counts; (None, 1) if there is none.
        """
        longest: tuple[Found[T] | None, int] = (None, 1)
        here, end, last = self.start, place, len(words)
        while end < last and words[end] in here.nexts:
            here = here.after(words[end])
            end += 1
            found = here.found
            if found and (found.tail is not _FINAL or end == last or words[end] in self.enders):
                longest = (found, end - place)
        return longest

    def each_in(self, words: Sequence[str]) -> Iterator[tuple[T, int, int]]:
        """Each phrase in `words`, from the left, each word used once: what it means, place, end."""
        end = 0
        for place, word in enumerate(words):
            if word in self.start.nexts and place >= end:
                found, length = self.at(words, place)
                end = place + length
                if found:
                    yield found.meaning, place, end

    def all_in(self, words: Sequence[str]) -> set[T]:
        """Return the meanings of the phrases in `words`."""
        return {meaning for meaning, _, _ in self.each_in(words)}


def phrasebook(
    written: Sequence[tuple[T, str]],
    *,
    groups: Mapping[str, str] = MappingProxyType({}),
    enders: frozenset[str] = frozenset(),
) -> Phrasebook[T]:
    """Knot the net of all phrases in `written`; `enders` may follow a phrase that ends in `$`."""
    root: _Node[T] = _Node()
    used: dict[str, str] = {}
    shared: dict[tuple[_Node[T], str], _Node[T]] = {}
    founds: dict[Found[T], Found[T]] = {}
    for rank, meaning, phrase in _phrases(written):
        ending = next((sign for sign in _TAILS if phrase.endswith(sign)), "")
        words = phrase.removesuffix(ending).split()
        found = Found(meaning, Tail(ending), rank)
        for node in _grow(root, words, groups, used, shared):
            node.found = node.found or founds.setdefault(found, found)
    return Phrasebook(_Place([root]), frozenset(used), enders)


def _phrases(written: Sequence[tuple[T, str]]) -> Iterator[tuple[int, T, str]]:
    for rank, (meaning, lines) in enumerate(written):
        for phrase in lines.replace("\n", ",").split(","):
            if phrase.strip():
                yield rank, meaning, phrase.strip()


def _choice(word: str, groups: Mapping[str, str]) -> str:
    if "|" not in word:
        return groups.get(word, word)
    return "|".join(groups.get(either, either) for either in word.split("|"))


def _grow(
    root: _Node[T],
    words: Sequence[str],
    groups: Mapping[str, str],
    used: dict[str, str],
    shared: dict[tuple[_Node[T], str], _Node[T]],
) -> list[_Node[T]]:
    """Return the knots where the phrase may end.

    Phrases share their beginnings up to the first optional word. From there a phrase has knots of
    its own: shared ones would let one phrase go on as another.
    """
    ends = [root]
    for word in words:
        bare = word.replace("?", "") or word
        choice = _choice(bare, groups)
        either = [used.setdefault(one, one) for one in choice.split("|")]
        may_share = len(ends) == 1 and word == bare
        node = shared.get((ends[0], choice)) if may_share else None
        if node is None:
            node = _Node()
            for end in ends:
                end.lead(either, node)
            if may_share:
                shared[ends[0], choice] = node
        ends = [node, *ends] if word != bare else [node]
    return [end for end in ends if end is not root]
