"""The text between the summaries: few segments, true counts, the customers' words for nothing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from matters import POLICY, matter, ts

from sentinel_cli.model import Aside, Doubt, IssueType, Matter
from sentinel_cli.texts.alert import AlertText, compose
from sentinel_cli.texts.gsm7 import segments, to_gsm7

NOW = ts("11:06")


def text_of(*matters: Matter) -> AlertText:
    return compose(matters, policy=POLICY, now_ts=NOW)


def test_one_late_customer_reads_like_this() -> None:
    words = "Is anyone coming? The pump grinds, the water is green and it smells."
    found = text_of(
        matter(14, ts("10:46"), NOW, contact_name="Rosa Tovar", aside=Aside(words=words))
    )
    assert found == AlertText(
        text="Sentinel 11:06 AM: 1 overdue\n"
        '#14 Rosa Tovar: text, 20m late "Is anyone coming? The pump grinds, the water is green..."',
        segments=1,
        named=(14,),
    )


def test_levels_are_counted_and_customers_named_once() -> None:
    found = text_of(
        matter(3, NOW + 600, NOW, contact_id="lu", aside=Aside(is_urgent=True)),
        matter(1, ts("10:46"), NOW, contact_id="ana", contact_name="Ana", attempts=2),
        matter(2, ts("10:36"), NOW, contact_id="ana", contact_name="Ana", type=IssueType.CALL),
        matter(4, ts("10:36"), NOW, created_ts=ts("08:00", "2026-03-20"), inbound_count=3),
    )
    assert found.text == (
        "Sentinel 11:06 AM: 1 urgent, 1 escalated, 2 overdue\n"
        "#3 Ana Ruiz3: text, waiting since 9:16 AM. URGENT\n"
        "#1 #2 Ana: text + call, 30m late, tried 2x\n"
        "#4 Ana Ruiz4: text, 30m late (3 msgs)"
    )
    assert found.named == (3, 1, 2, 4)


def test_what_is_not_known_of_a_customer_is_said_on_the_line() -> None:
    unread = Aside(doubt=Doubt(unread_since_ts=ts("09:35")))
    both = replace(unread, doubt=replace(unread.doubt, unconfirmed_since_ts=ts("10:10")))
    few = text_of(matter(1, ts("10:46"), NOW, contact_name="Ana", aside=unread))
    assert few.text.endswith("#1 Ana: text, 20m late, GHL unreadable since 9:35 AM")
    many = text_of(
        *(matter(n, ts("10:46"), NOW, contact_name="Ana Ruiz", aside=both) for n in range(1, 21))
    )
    assert "#1 Ana R. text 20m late (GHL unreadable, reply not confirmed)\n" in many.text


def test_more_than_ten_are_told_in_short_lines_within_four_segments() -> None:
    found = text_of(
        *(matter(100 + n, ts("10:46"), NOW, contact_name="Maria Lopez") for n in range(40))
    )
    assert found.text.startswith(
        "Sentinel 11:06 AM: 40 overdue\n#100 Maria L. text 20m late\n#101 Maria L. text 20m late\n"
    )
    assert found.segments <= 4
    assert len(found.named) >= 20
    assert found.text.endswith(f"\n+{40 - len(found.named)} more, reply LIST")


WORDS = st.text(max_size=200)
ASIDES = st.builds(
    Aside,
    is_urgent=st.booleans(),
    is_thanks=st.booleans(),
    words=WORDS,
    held_as=st.sampled_from(["", "Alex had it"]),
)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.text(max_size=40), ASIDES), min_size=1, max_size=60)
)
def test_quotes_never_cost_a_segment_and_every_count_is_true(
    found: list[tuple[int, str, Aside]],
) -> None:
    matters = [
        matter(n, NOW - 60 * n - 1, NOW, contact_id=f"c{contact}", contact_name=name, aside=aside)
        for n, (contact, name, aside) in enumerate(found, 1)
    ]
    told = text_of(*matters)
    bare = text_of(*(replace(m, aside=replace(m.aside, words="")) for m in matters))
    assert (told.segments, told.named) == (bare.segments, bare.named)
    assert told.segments == segments(told.text) <= (2 if len(matters) <= 10 else 4)
    assert to_gsm7(told.text) == told.text
    hidden = len(matters) - len(told.named)
    assert told.text.endswith(f"\n+{hidden} more, reply LIST") is (hidden > 0)
