"""Who hears of an issue, why, and that it is never nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matters import ALEX, DANA, PAT, POLICY, issue, matter, ts

from sentinel_cli.hours import parse_hours
from sentinel_cli.model import (
    EVERYTHING,
    Aside,
    Hearer,
    IssueType,
    Level,
    Manager,
    Matter,
    Routes,
    Standing,
    Term,
    TermKind,
    Traits,
)
from sentinel_cli.model.routes import Clause
from sentinel_cli.rules.routing import hearers, off_duty

NOW = ts("10:00")
CALL = Term(kind=TermKind.CALL)
REPAIR = Term(kind=TermKind.TAG, value="Repair")
MINE = Term(kind=TermKind.ASSIGNED, value="uAlex")

BOSS = Manager(contact_id=PAT, name="Pat")
FIELD = Manager(contact_id=ALEX, name="Alex", hears=((MINE,), (CALL, REPAIR)), deputy=DANA)
DESK = Manager(contact_id=DANA, name="Dana", hears=((Term(kind=TermKind.UNASSIGNED),),))
ROUTES = Routes(managers=(BOSS, FIELD, DESK))


def told(found: tuple[Hearer, ...]) -> dict[str, str]:
    return {hearer.contact_id: hearer.reason for hearer in found}


def test_everybody_whose_list_holds_hears_with_the_reason() -> None:
    late = matter(1, NOW - 60, NOW, assigned_to="uAlex")
    assert told(hearers(late, ROUTES)) == {PAT: "everything", ALEX: "assigned"}


def test_terms_joined_must_all_hold_and_tags_are_compared_without_case() -> None:
    called = matter(1, NOW - 60, NOW, type=IssueType.CALL, assigned_to="uX")
    tagged = replace(called, traits=Traits(tags=frozenset({"repair"})))
    assert told(hearers(called, ROUTES)) == {PAT: "everything"}
    assert told(hearers(tagged, ROUTES)) == {PAT: "everything", ALEX: "call & tag Repair"}


@pytest.mark.parametrize(
    ("term", "reason"),
    [
        (Term(kind=TermKind.TEXT), "text"),
        (Term(kind=TermKind.CALL, negated=True), "not call"),
        (Term(kind=TermKind.URGENT), "urgent"),
        (Term(kind=TermKind.UNASSIGNED), "unassigned"),
        (Term(kind=TermKind.FIELD, name="Route", value="TECH"), "Route=TECH"),
        (Term(kind=TermKind.ABOUT, value="leak"), "about leak"),
    ],
)
def test_each_term_asks_its_question(term: Term, reason: str) -> None:
    fields = {"route": frozenset({"tech", "day"})}
    late = replace(
        matter(1, NOW - 60, NOW, aside=Aside(is_urgent=True, subject="leak")),
        traits=Traits(fields=fields),
    )
    only = Routes(managers=(replace(FIELD, hears=((term,),)), BOSS))
    assert told(hearers(late, only))[ALEX] == reason
    never = Routes(managers=(replace(FIELD, hears=((replace(term, negated=not term.negated),),)),))
    assert told(hearers(late, never)) == {ALEX: "nobody else hears"}


def test_a_deputy_hears_in_the_place_of_one_who_is_away() -> None:
    late = matter(1, NOW - 60, NOW, assigned_to="uAlex")
    assert told(hearers(late, ROUTES, away={ALEX})) == {
        PAT: "everything",
        DANA: "deputy of Alex",
    }


def test_the_deputy_of_a_deputy_hears_when_both_are_away_but_not_the_seventh() -> None:
    chain = [Manager(contact_id=f"m{n}", hears=((MINE,),), deputy=f"m{n + 1}") for n in range(1, 8)]
    late = matter(1, NOW - 60, NOW, assigned_to="uAlex")
    people = Routes(managers=(*chain[:1], *(replace(m, hears=((CALL,),)) for m in chain[1:]), BOSS))
    away = {"m1", "m2", "m3", "m4", "m5"}
    apart = replace(people, managers=(*people.managers[:-1], replace(BOSS, contact_id="boss")))
    assert told(hearers(late, apart, away=away))["m6"] == "deputy of m1"
    assert "m7" not in told(hearers(late, apart, away={*away, "m6"}))


def test_what_nobody_hears_goes_to_those_who_hear_everything_even_off_duty() -> None:
    late = matter(1, NOW - 60, NOW, assigned_to="uAlex")
    assert told(hearers(late, ROUTES, away={PAT, ALEX, DANA})) == {PAT: "nobody else hears"}


def test_an_escalated_issue_goes_to_those_who_hear_everything_as_well() -> None:
    narrow = Routes(managers=(replace(BOSS, hears=(EVERYTHING,)), FIELD))
    worse = replace(
        matter(1, NOW - 60, NOW, assigned_to="uAlex"),
        levels=frozenset({Level.DUE, Level.ESCALATED}),
    )
    assert told(hearers(worse, narrow)) == {PAT: "everything", ALEX: "assigned"}
    other = Routes(managers=(Manager(contact_id=PAT, hears=((CALL,), EVERYTHING)), FIELD))
    assert told(hearers(worse, other))[PAT] == "everything"


def test_one_whose_texts_do_not_arrive_is_tried_and_others_hear_too() -> None:
    late = matter(1, NOW - 60, NOW, assigned_to="uAlex")
    only = Routes(managers=(replace(BOSS, hears=((CALL,), EVERYTHING)), FIELD, DESK))
    assert told(hearers(late, only, unreached={ALEX}))[DANA] == "deputy of Alex"
    alone = Routes(managers=(BOSS, replace(FIELD, deputy=None)))
    assert told(hearers(late, alone, unreached={PAT})) == {PAT: "everything", ALEX: "assigned"}


def test_what_is_ignored_is_told_to_nobody() -> None:
    ignoring = replace(ROUTES, ignore=((CALL,),))
    called = matter(1, NOW - 60, NOW, type=IssueType.CALL)
    assert hearers(called, ignoring) == ()


def test_duty_is_half_open_and_ends_on_closed_days() -> None:
    on = Routes(managers=(replace(FIELD, duty=parse_hours("Mon-Sat 07:00-18:00")), BOSS))

    def away(now: int, standings: dict[str, Standing] | None = None) -> frozenset[str]:
        return off_duty(on, standings or {}, calendar=POLICY.calendar, now_ts=now)

    assert away(ts("06:59:59")) == {ALEX}
    assert away(ts("07:00")) == frozenset()
    assert away(ts("18:00")) == {ALEX}
    off = {PAT: Standing(off_until_ts=ts("12:00"))}
    assert away(ts("11:59:59"), off) == {PAT}
    assert away(ts("12:00"), off) == frozenset()


IDS = [f"m{n}" for n in range(1, 6)]
TERMS = st.one_of(
    st.builds(Term, kind=st.sampled_from(["everything", "text", "call", "urgent", "unassigned"]))
    .map(lambda term: replace(term, kind=TermKind(term.kind))),
    st.builds(Term, kind=st.just(TermKind.ASSIGNED), value=st.sampled_from(["u1", "u2"])),
    st.builds(Term, kind=st.just(TermKind.TAG), value=st.sampled_from(["repair", "frisco"])),
    st.builds(
        Term, kind=st.just(TermKind.FIELD), name=st.just("route"), value=st.sampled_from("ab")
    ),
)  # fmt: skip
CLAUSES: st.SearchStrategy[Clause] = st.lists(
    st.tuples(TERMS, st.booleans()).map(lambda it: replace(it[0], negated=it[1])),
    min_size=1,
    max_size=3,
).map(tuple)


@st.composite
def configurations(draw: st.DrawFn) -> Routes:
    """One to five managers, at least one of whom hears everything, as the file must have it."""
    ids = IDS[: draw(st.integers(1, 5))]
    boss = draw(st.sampled_from(ids))
    lists = {id_: tuple(draw(st.lists(CLAUSES, min_size=1, max_size=3))) for id_ in ids}
    lists[boss] = (EVERYTHING,)
    managers = (
        Manager(contact_id=id_, hears=lists[id_], deputy=draw(st.sampled_from([None, *ids])))
        for id_ in ids
    )
    return Routes(managers=tuple(managers))


@st.composite
def matters(draw: st.DrawFn) -> Matter:
    return Matter(
        issue=issue(
            1,
            NOW - 60,
            type=draw(st.sampled_from(IssueType)),
            assigned_to=draw(st.sampled_from([None, "u1", "u2", "u9"])),
        ),
        number=1,
        levels=frozenset(draw(st.sets(st.sampled_from(Level), min_size=1))),
        traits=Traits(
            tags=frozenset(draw(st.sets(st.sampled_from(["repair", "frisco"])))),
            fields={"route": frozenset(draw(st.sets(st.sampled_from("ab"))))},
        ),
        aside=Aside(is_urgent=draw(st.booleans())),
    )


def never_nobody(
    routes: Routes, matter: Matter, away: frozenset[str], unreached: frozenset[str]
) -> None:
    found = hearers(matter, routes, away=away, unreached=unreached)
    ids = [hearer.contact_id for hearer in found]
    assert ids
    assert len(set(ids)) == len(ids)
    assert set(ids) <= {manager.contact_id for manager in routes.managers}
    assert all(hearer.reason for hearer in found)
    if not set(ids) - away:
        assert {
            manager.contact_id for manager in routes.managers if manager.hears_everything
        } <= away


SOME = st.frozensets(st.sampled_from(IDS))


@settings(max_examples=100, deadline=None)
@given(configurations(), matters(), SOME, SOME)
def test_somebody_hears_whoever_is_away(
    routes: Routes, matter: Matter, away: frozenset[str], unreached: frozenset[str]
) -> None:
    never_nobody(routes, matter, away, unreached)


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None)
@given(configurations(), matters(), SOME, SOME)
def test_somebody_hears_in_ten_thousand_configurations(
    routes: Routes, matter: Matter, away: frozenset[str], unreached: frozenset[str]
) -> None:
    never_nobody(routes, matter, away, unreached)
