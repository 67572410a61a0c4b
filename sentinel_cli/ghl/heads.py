"""The list of all conversations, past GHL's two traps: ties at a page's edge, and longer ones.

GHL leaves out rows tied with the cursor's millisecond, so each page is asked for from one
millisecond above (GHL.md §3). Where more rows share a millisecond than a page holds, no cursor gets
past them: that millisecond is asked for in parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from sentinel_cli.model import Head, HeadPage

LARGEST_PAGE = 100

_DATELESS = "the search gives no dates: the conversations after its first page are unread"
_THEIRS = {"lastMessageDirection": "inbound"}
_OURS = {"lastMessageDirection": "outbound"}
_STATES = ({"status": "unread"}, {"status": "read"})
_ACTIONS = ({"lastMessageAction": "manual"}, {"lastMessageAction": "automated"})


class Search(Protocol):
    """One page of the search, beyond an exclusive cursor in either direction."""

    def __call__(
        self,
        *,
        start_after_ms: int | None = None,
        oldest_first: bool = False,
        narrowed: Mapping[str, str] | None = None,
    ) -> HeadPage:
        """Ask GHL. Raises GhlError."""


def heads(search: Search, *, down_to_ms: int) -> Iterator[HeadPage]:
    """All conversations changed at `down_to_ms` or later, page by page, none of them twice."""
    seen: set[str] = set()
    cursor: int | None = None
    while True:
        page = search(start_after_ms=cursor)
        last_ms = page.last_ms if page.rows >= LARGEST_PAGE else None
        if page.rows >= LARGEST_PAGE and last_ms is None:
            page = replace(page, faults=(*page.faults, _DATELESS))
        if last_ms is not None and last_ms + 1 == cursor:
            page = _Tie(last_ms).listed(search, beside=page)
        yield _unseen(page, seen, down_to_ms=down_to_ms)
        repeats_itself = last_ms is not None and cursor is not None and last_ms >= cursor
        if last_ms is None or last_ms < down_to_ms or repeats_itself:
            return
        cursor = last_ms if last_ms + 1 == cursor else last_ms + 1


@dataclass(slots=True)
class _Tie:
    """More conversations of one millisecond than a page holds, as far as GHL can list them.

    Those in which the customer's message is the last one come first and must be complete; the
    others were answered by something, most often by the very bulk send that made the tie.
    """

    at_ms: int
    found: dict[str, Head] = field(default_factory=dict)

    def listed(self, search: Search, *, beside: HeadPage) -> HeadPage:
        """The page that met the tie, with all that could be listed of it."""
        self._take(beside)
        theirs_whole, ours_whole = self._ask(search, _THEIRS), self._ask(search, _OURS)
        told = f"more than {LARGEST_PAGE} conversations share the millisecond {self.at_ms}"
        fault = f"{told}: some of those with the customer's message last are not listed"
        odd = f"{told}: some of those with our message last are not listed"
        above = (head for head in beside.heads if head.conversation_id not in self.found)
        return replace(
            beside,
            heads=(*above, *self.found.values()),
            odd=beside.odd if ours_whole else (*beside.odd, odd),
            faults=beside.faults if theirs_whole else (*beside.faults, fault),
        )

    def _ask(self, search: Search, part: Mapping[str, str]) -> bool:
        """Ask for a part of the tie, in smaller ones where it needs them; whether it is whole."""
        if self._both_ways(search, part):
            return True
        unread, read = (self._ask_state(search, {**part, **state}) for state in _STATES)
        return unread and read

    def _ask_state(self, search: Search, part: Mapping[str, str]) -> bool:
        if self._both_ways(search, part):
            return True
        for action in _ACTIONS:
            # Some conversations have neither: what is found so completes nothing.
            self._both_ways(search, {**part, **action})
        return False

    def _both_ways(self, search: Search, part: Mapping[str, str]) -> bool:
        """Ask from above, then from below: where the two halves overlap, they are the whole."""
        above = search(start_after_ms=self.at_ms + 1, narrowed=part)
        if self._take(above):
            return True
        below = search(start_after_ms=self.at_ms - 1, oldest_first=True, narrowed=part)
        if self._take(below):
            return True
        both = {head.conversation_id for head in (*above.heads, *below.heads)}
        return LARGEST_PAGE < len(both) < above.rows + below.rows

    def _take(self, page: HeadPage) -> bool:
        """Keep those of the tie; whether the page went past it."""
        tied = [head for head in page.heads if head.last_ms == self.at_ms]
        self.found.update({head.conversation_id: head for head in tied})
        return page.rows < LARGEST_PAGE or page.last_ms != self.at_ms


def _unseen(page: HeadPage, seen: set[str], *, down_to_ms: int) -> HeadPage:
    """The page without what earlier pages or an earlier run had; adds its own to `seen`."""
    new = tuple(
        head
        for head in page.heads
        if head.conversation_id not in seen and (head.last_ms is None or head.last_ms >= down_to_ms)
    )
    odd, faults = (tuple(w for w in told if w not in seen) for told in (page.odd, page.faults))
    seen.update((head.conversation_id for head in new), odd, faults)
    return replace(page, heads=new, odd=odd, faults=faults)
