"""What happens in the demo, step by step, and what must be true after each step.

The steps are the smoke test that an operator does on a new installation; deploy/README.md has it
too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sentinel_cli import __version__
from sentinel_cli.demo import DemoFailedError, telling
from sentinel_cli.demo.stage import FLOODED, LOST, MANAGERS, Answer, Stage
from sentinel_cli.model import Resolution, State, Urgency
from sentinel_cli.simulator import Contact
from sentinel_cli.simulator.people import CALLER, CUSTOMER, STAFF

_STAFF_ID = STAFF[0].id
_PEOPLE = f"""\
[{MANAGERS[0].id}]
name = "{MANAGERS[0].first_name}"
duty = "Mon-Sun 00:00-24:00"

[{MANAGERS[1].id}]
name = "{MANAGERS[1].first_name}"
hears = ["text"]
deputy = "{MANAGERS[0].id}"
"""
_VOICEMAIL = (
    "Hi, this is Rosa, a pipe burst and water is pouring into the garage. "
    "My number is four six nine, five five five, oh one one eight."
)
_EVENT = "event"  # with its id: a poll seconds later knows the message for the same one


@dataclass(frozen=True, slots=True)
class Act:
    """One step: what it is called, what is said of it, and what is done and checked."""

    title: str
    said: str
    done: Callable[[Play], None]


@dataclass(frozen=True, slots=True)
class Play:
    """One performance: what is shown is done, and what is done is shown."""

    stage: Stage

    def sentinel(self, *arguments: str) -> Answer:
        """Show a command, run it, show what it printed; a failure ends the demo."""
        return self._shown(self.stage.sentinel(*arguments))

    def job(self, route: str) -> Answer:
        """Show a job's curl line, send it, show the answer."""
        return self._shown(self.stage.job(route))

    def plays(self, contact: Contact, move: str, **said: str) -> Answer:
        """Show how somebody is played in GHL, do it, and show what GHL posted to Sentinel."""
        answer = self.stage.plays(contact, move, **said)
        telling.typed(answer.typed)
        self.expect(answer.ok, "the simulated GHL does what curl asks", seen=answer)
        for post in answer.json()["posts"]:
            url = post["url"].removeprefix(self.stage.receiver_url)
            telling.output(f"GHL posts it to {url}; Sentinel answers:\n{post['answer']}")
            self.expect(post["status"] == 200, "Sentinel takes the webhook", seen=post["answer"])  # noqa: PLR2004 - HTTP's OK
        return answer

    def proves(self, is_so: object, what: str, *, seen: object = "") -> None:
        """Check, and say what was found; if it is not so, the demo ends here."""
        self.expect(is_so, what, seen=seen)
        telling.proved(what)

    def expect(self, is_so: object, what: str, *, seen: object = "") -> None:
        """Check in silence.

        Raises:
            DemoFailedError: it is not so.
        """
        if not is_so:
            raise DemoFailedError(
                f"the demo failed: expected that {what}.\nSeen: {seen or 'not so'}"
            )

    def _shown(self, answer: Answer) -> Answer:
        telling.typed(answer.typed)
        telling.output(answer.output)
        self.expect(answer.ok, f"`{answer.typed}` succeeds", seen=answer)
        return answer


def tell(stage: Stage) -> None:
    """Play all steps.

    Raises:
        DemoFailedError: a step did not do what it says.
    """
    play = Play(stage)
    for number, act in enumerate(ACTS, start=1):
        telling.title(f"{number}. {act.title}")
        telling.says(act.said)
        act.done(play)


def open_scene(stage: Stage) -> None:
    """Say what this is, where it is, and that nothing of it is real."""
    telling.title(f"Sentinel {__version__}: no customer waits without a manager knowing.")
    telling.says(
        "GoHighLevel (GHL) is SIMULATED here. No account is used and no text message is sent.\n"
        "The rest is real: the receiver, the commands, the database, the HTTP between them.\n"
        f"  {stage.receiver_url}  Sentinel's receiver (`sentinel serve`)\n"
        f"  {stage.simulator.base_url}  the simulated GHL\n"
        f"  {stage.directory}  where every `sentinel` runs"
    )


def _texts(play: Play) -> None:
    play.plays(CUSTOMER, "writes", body="Is anyone coming today?", webhook=_EVENT)
    states = [(i.contact_id, i.state) for i in play.stage.issues()]
    play.proves(
        states == [(CUSTOMER.id, State.OPEN)],
        "Dana waits as #1. After 2 business hours without an answer she is overdue",
        seen=states,
    )


def _is_answered_by_a_machine(play: Play) -> None:
    play.plays(CUSTOMER, "automated", body="Thanks for your message! We will be in touch.")
    report = play.job("/jobs/poll_resolver").json()
    play.sentinel("issues", "list")
    play.proves(
        report["resolved"] == 0 and play.stage.issues()[0].state is State.OPEN,
        "Sentinel has read that reply in GHL, and #1 is still open",
        seen=report,
    )


def _is_answered(play: Play) -> None:
    play.plays(CUSTOMER, "replied", body="Sam will be there by 3.", user_id=_STAFF_ID)
    play.sentinel("poll-resolve")
    issue = play.stage.issues()[0]
    play.proves(
        (issue.state, issue.resolution) == (State.RESOLVED, Resolution.CONTACT),
        "#1 is resolved, at the time of Sam's text",
        seen=issue,
    )


def _thanks(play: Play) -> None:
    play.plays(CUSTOMER, "writes", body="Ok thanks!", webhook=_EVENT)
    issue = play.stage.issues()[-1]
    play.proves(
        issue.resolution is Resolution.ACKNOWLEDGED,
        f'#{issue.id} was closed as it came: "acknowledged". Nobody is told to answer it',
        seen=issue,
    )


def _is_explained(play: Play) -> None:
    told = " ".join(play.sentinel("trace", CUSTOMER.first_name).output.split())
    play.proves(
        "not by a person" in told and "answers #1" in told,
        "each message has a verdict and a reason",
        seen=told,
    )


def _calls(play: Play) -> None:
    play.plays(CALLER, "calls", webhook=_EVENT)
    issue = play.stage.issues()[-1]
    play.proves(
        (issue.contact_id, issue.state) == (CALLER.id, State.OPEN),
        f"Marcus waits as #{issue.id}",
        seen=issue,
    )


def _is_lost(play: Play) -> None:
    play.plays(LOST, "writes", body="My pump is making a loud noise", webhook="none")
    play.expect(len(play.stage.issues()) == 3, "no webhook came for Priya")  # noqa: PLR2004 - Dana twice, Marcus
    play.sentinel("poll-resolve")
    issue = play.stage.issues()[-1]
    play.proves(
        (issue.contact_id, issue.state) == (LOST.id, State.OPEN),
        f"the poll found Priya's text: she waits as #{issue.id}, since she wrote",
        seen=issue,
    )


def _rehearsal(play: Play) -> None:
    shown = play.sentinel("summary", "--slot", "morning", "--dry-run").output
    play.proves(
        "Marcus" not in shown and not any(play.stage.phones().values()),
        "two wait, none is overdue, so none is listed. Nothing was sent",
        seen=shown,
    )


def _overdue(play: Play) -> None:
    called = next(i for i in play.stage.issues() if i.contact_id == CALLER.id)
    play.sentinel("issues", "force-overdue", str(called.id))
    shown = play.sentinel("summary", "--slot", "morning", "--dry-run").output
    play.proves(
        f"#{called.id} Marcus" in shown and not any(play.stage.phones().values()),
        f"#{called.id} is listed now. Still nothing was sent",
        seen=shown,
    )


def _summary(play: Play) -> None:
    _sends(play)
    phones = play.stage.phones()
    for manager in MANAGERS:
        play.expect(len(phones[manager.id]) == 1, f"{manager.full_name} has it", seen=phones)
    names = " and ".join(manager.full_name for manager in MANAGERS)
    telling.phone(names, phones[MANAGERS[0].id][0])
    play.proves(
        "Marcus" in phones[MANAGERS[0].id][0] and len(set(map(tuple, phones.values()))) == 1,
        "GHL has the text for both managers, and it lists Marcus",
        seen=phones,
    )


def _resolved_since(play: Play) -> None:
    play.plays(CALLER, "called", user_id=_STAFF_ID, duration_s="95")
    second = _hears(play)
    play.proves("Marcus" not in second.partition("RESOLVED")[0], "Marcus waits no more")
    play.proves("Marcus" in second.partition("RESOLVED")[2], "and is listed as resolved")
    third = _hears(play)
    play.proves("Marcus" not in third, "one summary later he is not told of again", seen=third)


def _alert(play: Play) -> None:
    robin, alex = MANAGERS
    play.stage.writes("managers.toml", _PEOPLE)
    telling.output(_PEOPLE)
    play.sentinel("managers", "off", alex.first_name, "today")
    lost = next(i for i in play.stage.issues() if i.contact_id == LOST.id)
    play.sentinel("issues", "force-overdue", str(lost.id))
    before = play.stage.phones()
    shown = play.sentinel("alert", "--no-poll").output
    if "summary soon" in shown:
        telling.proved("a summary is due within ten minutes: it does the telling, once")
        return
    now = play.stage.phones()
    telling.phone(robin.full_name, now[robin.id][-1])
    play.proves(
        len(now[robin.id]) == len(before[robin.id]) + 1 and now[alex.id] == before[alex.id],
        f"{robin.first_name} is told at once; {alex.first_name} is off and is left in peace",
        seen=now,
    )
    again = play.sentinel("alert", "--no-poll").output
    play.proves("Nobody needs to be told" in again, "nobody is told twice", seen=again)


def _voicemail(play: Play) -> None:
    robin = MANAGERS[0]
    two_minutes_ago = str(play.stage.simulator.clock() - 120_000)  # GHL is asked a minute after it
    play.plays(
        FLOODED,
        "calls",
        status="voicemail",
        said=_VOICEMAIL,
        at_ms=two_minutes_ago,
        webhook=_EVENT,
    )
    play.sentinel("poll-resolve")
    issue = play.stage.issues()[-1]
    play.proves(
        (issue.urgency, issue.callback) == (Urgency.URGENT, "+14695550118"),
        f"#{issue.id} is urgent, and the number that Rosa said is known",
        seen=issue,
    )
    before = play.stage.phones()[robin.id]
    play.sentinel("alert", "--no-poll")
    for text in play.stage.phones()[robin.id][len(before) :]:
        telling.phone(robin.full_name, text)


def _hears(play: Play) -> str:
    """One more real summary; returns what the first manager's phone shows."""
    before = play.stage.phones()[MANAGERS[0].id]
    _sends(play)
    now = play.stage.phones()[MANAGERS[0].id]
    play.expect(len(now) == len(before) + 1, "one more text is on the phone", seen=now)
    telling.phone(MANAGERS[0].full_name, now[-1])
    return now[-1]


def _sends(play: Play) -> None:
    """A real run. Its output repeats the text, which the phone shows; only the rest is shown."""
    answer = play.stage.sentinel("summary", "--slot", "morning")
    telling.typed(answer.typed)
    told = [line for line in answer.output.splitlines() if line.endswith(": sent")]
    telling.output("\n".join(told))
    play.expect(answer.ok, f"`{answer.typed}` succeeds", seen=answer)


ACTS = (
    Act(
        "A customer texts",
        "Dana Ruiz writes to the business. GHL posts a webhook, Sentinel opens an issue.",
        _texts,
    ),
    Act(
        "A machine replies",
        "A workflow sends Dana a friendly text. To GHL the conversation looks answered. Sentinel "
        "reads GHL again (cron does that every five minutes; here by its job route).",
        _is_answered_by_a_machine,
    ),
    Act("A person replies", "Sam answers in GHL's app. No webhook tells of it.", _is_answered),
    Act("The customer says thanks", "That needs no answer.", _thanks),
    Act(
        '"But we did answer!"',
        "Whoever doubts a decision asks for the customer's whole story.",
        _is_explained,
    ),
    Act("A call is missed", "Marcus calls and nobody picks up.", _calls),
    Act(
        "A webhook is lost",
        "Priya Nair texts, and GHL's webhook never arrives. The next poll finds her.",
        _is_lost,
    ),
    Act("What would managers be told now?", "A rehearsal sends nothing.", _rehearsal),
    Act(
        "Somebody is overdue",
        "Two business hours would have to pass. An operator can force it, for a drill like this.",
        _overdue,
    ),
    Act(
        "The managers are told",
        "The real run, as cron starts it at 8:00, 11:00 and 15:00.",
        _summary,
    ),
    Act(
        "Somebody calls back",
        "Sam talks with Marcus for 95 seconds. The next summary tells it, the one after does not.",
        _resolved_since,
    ),
    Act(
        "Between the summaries",
        "Priya becomes overdue. managers.toml says who hears what; Alex hears of texts, and is off "
        "today. Cron looks every five minutes whether somebody must be told.",
        _alert,
    ),
    Act(
        "A voicemail is heard",
        "Rosa calls, nobody picks up, and she leaves a voicemail. GHL writes down what was said; "
        "the next poll asks for it (TRANSCRIPTS=voicemail).",
        _voicemail,
    ),
)
