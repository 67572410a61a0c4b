"""`managers.toml`: what it says, and every way in which it can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentinel_cli import ConfigError
from sentinel_cli.hours import parse_hours
from sentinel_cli.model import EVERYTHING, Manager, Routes, Term, TermKind
from sentinel_cli.settings import Environment, Need, load, managers_file

PAT = "cTmAnAgEr1Aa2Bb3Cc4D"
ALEX = "cTmAnAgEr2Bb3Cc4Dd5E"
DANA = "cTmAnAgEr3Cc4Dd5Ee6F"
MANAGERS = (PAT, ALEX, DANA)
FILE = Path("/srv/managers.toml")

EXAMPLE = f"""\
ignore = ["call & !field:voicemail_route=tech"]   # told to nobody

[{ALEX}]
name   = "Alex"
hears  = [
    "assigned:uS3rBb2Cc3Dd4Ee5Ff6G",
    "tag:repair",          # whoever it is assigned to
    "call & tag:frisco",
    "urgent",
]
duty   = "Mon-Sat 07:00-18:00"
deputy = "{PAT}"
"""


def read(text: str, managers: tuple[str, ...] = MANAGERS) -> Routes:
    return managers_file.parse(text, path=FILE, manager_ids=managers)


def faults(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(text)
    return [fault.removeprefix(f"{FILE}, ") for fault in caught.value.faults]


def term(kind: str, value: str = "", name: str = "", *, negated: bool = False) -> Term:
    return Term(kind=TermKind(kind), value=value, name=name, negated=negated)


def test_the_delivered_example_is_well() -> None:
    path = Path(__file__).parents[1] / "deploy" / "managers.toml"
    found = managers_file.read(path, manager_ids=("cTmAnAgEr1Aa2Bb3Cc4D", ALEX))
    assert [manager.name for manager in found.managers] == ["Robin", "Alex"]


def test_the_example_is_understood_and_who_is_not_named_hears_everything() -> None:
    assert read(EXAMPLE) == Routes(
        ignore=((term("call"), term("field", "tech", "voicemail_route", negated=True)),),
        managers=(
            Manager(contact_id=PAT),
            Manager(
                contact_id=ALEX,
                name="Alex",
                hears=(
                    (term("assigned", "uS3rBb2Cc3Dd4Ee5Ff6G"),),
                    (term("tag", "repair"),),
                    (term("call"), term("tag", "frisco")),
                    (term("urgent"),),
                ),
                duty=parse_hours("Mon-Sat 07:00-18:00"),
                deputy=PAT,
            ),
            Manager(contact_id=DANA, hears=(EVERYTHING,)),
        ),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ignore = [\n", "at its end: no TOML: "),
        (f'\n[{ALEX}]\nname "Alex"\n', "line 3: no TOML: "),
        ('ignored = ["call"]\n', "line 1: 'ignored' is no key here: did you mean ignore?"),
        (
            "\n[cTmAnAgEr2Bb3Cc4Dd5F]\n",
            f"line 2: 'cTmAnAgEr2Bb3Cc4Dd5F' is not in MANAGER_CONTACT_IDS: did you mean {ALEX}?",
        ),
        (
            f'[{ALEX}]\n# who\nhear = ["call"]\n',
            "line 3: 'hear' is no key of a manager: did you mean hears?",
        ),
        (
            f'[{ALEX}]\nhears = [\n"urgent",\n"tags:repair"]\n',
            "line 4: hears: 'tags' is no term: did you mean tag?",
        ),
        (f'[{ALEX}]\nhears = ["tag:"]\n', "line 2: hears: 'tag' lacks its value, as in tag:repair"),
        (
            f'[{ALEX}]\nhears = ["urgent:yes"]\n',
            "line 2: hears: 'urgent' takes no value: leave out ':yes'",
        ),
        (
            f'[{ALEX}]\nhears = ["field:route"]\n',
            "line 2: hears: field:route: expected a name and a value, field:voicemail_route=tech",
        ),
        (
            f'[{ALEX}]\nhears = ["call & "]\n',
            "line 2: hears: a term is missing: expected terms joined by &",
        ),
        (
            f'[{ALEX}]\nhears = ["about:leek"]\n',
            "line 2: hears: 'leek' is no subject: did you mean leak?",
        ),
        (f'[{ALEX}]\nhears = "call"\n', "line 2: hears: expected a list of texts, "),
        (f"[{ALEX}]\nhears = []\n", "line 2: hears: the list is empty"),
        (
            f'[{ALEX}]\nduty = "Mon-Sat 7-18"\n',
            "line 2: duty: '7-18': expected hours like 08:00-17:00",
        ),
        (f"[{ALEX}]\nduty = 7\n", "line 2: duty: expected hours as a text"),
        (
            f'[{ALEX}]\ndeputy = "{PAT[:-1]}E"\n',
            f"line 2: deputy: '{PAT[:-1]}E' is not in MANAGER_CONTACT_IDS: did you mean {PAT}?",
        ),
        (f'[{ALEX}]\ndeputy = "{ALEX}"\n', "line 2: deputy: nobody can be their own deputy"),
        (
            f'[{PAT}]\ndeputy = "{ALEX}"\n[{ALEX}]\nname = "Alex"\ndeputy = "{PAT}"\n',
            f"line 2: deputies in a ring: {PAT} -> Alex -> {PAT}",
        ),
        (
            "".join(f'[{id_}]\nhears = ["call"]\n' for id_ in MANAGERS),
            "line 1: nobody hears everything: let one manager's hears be everything",
        ),
        (
            f'[{ALEX}]\nname = "Alexandra von und zu Frisco"\n',
            "line 2: name: expected a text of 1 to 20 letters",
        ),
        (
            f'[{PAT}]\nname = "Alex"\n[{ALEX}]\nname = "alex"\n',
            "line 4: name: 'alex' is the name of two managers",
        ),
        ('ignore = ["everything"]\n', "line 1: ignore names everything: nobody would be told"),
    ],
)
def test_a_fault_is_told_with_its_line_and_the_nearest_right_word(text: str, told: str) -> None:
    assert [fault[: len(told)] for fault in faults(text)] == [told]


def test_all_faults_are_told_at_once() -> None:
    text = EXAMPLE.replace("tag:repair", "tags:repair").replace("07:00", "7").replace("ignore", "x")
    assert [fault.partition(":")[0] for fault in faults(text)] == ["line 1", "line 7", "line 11"]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"\xff", "it is not UTF-8 text: save it as that"),
        (None, "No such file or directory: expected a text file"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault(
    tmp_path: Path, content: bytes | None, cause: str
) -> None:
    path = tmp_path / "people.toml"
    if content is not None:
        path.write_bytes(content)
    given = {"MANAGER_CONTACT_IDS": PAT, "MANAGERS_FILE": "people.toml"}
    with pytest.raises(ConfigError) as caught:
        load(Environment(given, tmp_path), need=Need.NOTHING)
    assert caught.value.faults == [f"{path}: cannot be read: {cause}"]


def test_the_file_beside_the_settings_is_read_and_its_absence_is_no_fault(tmp_path: Path) -> None:
    source = Environment({"MANAGER_CONTACT_IDS": f"{PAT},{ALEX}"}, tmp_path)
    everybody = Routes(managers=(Manager(contact_id=PAT), Manager(contact_id=ALEX)))
    assert load(source, need=Need.NOTHING).routes == everybody
    (tmp_path / "managers.toml").write_text(f'[{ALEX}]\nname = "Alex"\n')
    named = Routes(managers=(Manager(contact_id=PAT), Manager(contact_id=ALEX, name="Alex")))
    assert load(source, need=Need.NOTHING).routes == named
