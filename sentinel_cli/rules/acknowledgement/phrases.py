"""Phrases as data: written in a small notation, kept as a tree of words, found by longest match.

The notation: phrases are parted by commas and line ends, words by spaces; `a|b` means either word,
a final `?` makes a word optional, and a word in capitals stands for a group. The end of a phrase
says what may follow it in its clause: nothing special; `...` words no list knows ("thanks for
..."); `~` nearly any word ("I'll let you know if ~"); `$` no further plain words, as "I will" means
yes, but "I will be gone" does not. The tree has no loops, so a look-up ends after a phrase's length.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Generic, TypeVar

T = TypeVar("T")


class Tail(Enum):
    """What may follow a phrase in its clause."""

    PLAIN = ""
    UNKNOWN = "..."
    WIDE = "~"
    FINAL = "$"


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What a phrase means, how many words it took, what may follow it, its place in writing."""

    meaning: T
    length: int
    tail: Tail
    rank: int


@dataclass(slots=True)
class _Node(Generic[T]):
    """A place in the tree: where each next word leads, and the phrase that ends here."""

    nexts: dict[str, list[_Node[T]]] = field(default_factory=dict)
    choices: dict[str, _Node[T]] = field(default_factory=dict)
    found: Found[T] | None = None

    def grow(self, choice: str) -> _Node[T]:
        """Return the one node all words of `choice` ("a|b") lead to."""
        if choice not in self.choices:
            node = self.choices[choice] = _Node()
            for word in choice.split("|"):
                self.nexts.setdefault(word, []).append(node)
        return self.choices[choice]


@dataclass(slots=True)
class _Place(Generic[T]):
    """All nodes the same words lead to at once; where words lead from here is found out once."""

    nodes: Sequence[_Node[T]]
    found: Found[T] | None
    nexts: dict[str, _Place[T]]

    def after(self, word: str) -> _Place[T] | None:
        """Return where `word` leads, None if no phrase goes on with it."""
        try:
            return self.nexts[word]
        except KeyError:
            nodes = [after for node in self.nodes for after in node.nexts.get(word, ())]
            if not nodes:
                return None
            return self.nexts.setdefault(word, _place(nodes))


def _place(nodes: Sequence[_Node[T]]) -> _Place[T]:
    ends = [node.found for node in nodes if node.found]
    return _Place(nodes, min(ends, key=lambda found: found.rank, default=None), {})


@dataclass(frozen=True, slots=True)
class Phrasebook(Generic[T]):
    """All phrases of one reader."""

    start: _Place[T]

    def at(self, words: Sequence[str], place: int) -> Found[T] | None:
        """Return the longest phrase that begins at `place`, the first written of equals."""
        here = self.start.after(words[place])
        longest = None
        while here:
            longest = here.found or longest
            place += 1
            here = here.after(words[place]) if place < len(words) else None
        return longest

    def all_in(self, words: Sequence[str]) -> set[T]:
        """Return the meanings of all phrases found in `words`, overlapping ones too."""
        found = (self.at(words, place) for place in range(len(words)))
        return {phrase.meaning for phrase in found if phrase}

    def words(self) -> set[str]:
        """Return every word any phrase uses."""
        nodes, used = list(self.start.nodes), set[str]()
        while nodes:
            node = nodes.pop()
            used.update(node.nexts)
            nodes.extend(node.choices.values())
        return used


def phrasebook(
    written: Sequence[tuple[T, str]], *, groups: Mapping[str, str] = MappingProxyType({})
) -> Phrasebook[T]:
    """Grow the tree of all phrases in `written`."""
    root: _Node[T] = _Node()
    for rank, (meaning, phrase) in enumerate(_phrases(written)):
        tail = next(tail for tail in reversed(Tail) if phrase.endswith(tail.value))
        for node, length in _ends(root, phrase.removesuffix(tail.value).split(), groups):
            node.found = node.found or Found(meaning, length, tail, rank)
    return Phrasebook(_place([root]))


def _phrases(written: Sequence[tuple[T, str]]) -> Iterator[tuple[T, str]]:
    for meaning, lines in written:
        for phrase in lines.replace("\n", ",").split(","):
            if phrase.strip():
                yield meaning, phrase.strip()


def _ends(
    root: _Node[T], words: Sequence[str], groups: Mapping[str, str]
) -> list[tuple[_Node[T], int]]:
    ends = [(root, 0)]
    for word in words:
        bare = word.removesuffix("?")
        choice = groups.get(bare, bare)
        grown = [(node.grow(choice), length + 1) for node, length in ends]
        ends = [*grown, *ends] if word.endswith("?") else grown
    return [(node, length) for node, length in ends if length]
