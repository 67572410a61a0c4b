"""`setup`: ask, look it up in GHL, write the settings file. Every question is also an option."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sentinel_cli.cli.typed import address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sentinel_cli.ghl import Client
    from sentinel_cli.settings import Environment, Settings

DEADLINE_S = 60.0
_SECRETS = frozenset({"GHL_TOKEN", "WEBHOOK_SECRET"})
_NOT_THIS_LOCATION = frozenset({400, 403, 404, 422})
"""How GHL answers who asks for a location that is not theirs, or is none."""


def setup(
    context: typer.Context,
    *,
    token_file: Annotated[
        Path | None,
        typer.Option("--token-file", help="A file with the token. Else $GHL_TOKEN, or asked for."),
    ] = None,
    location: Annotated[
        str | None, typer.Option("--location", help="The location's id, or a page's address.")
    ] = None,
    managers: Annotated[
        list[str] | None,
        typer.Option("--manager", help="Name, number, id or page of a contact. Repeatable."),
    ] = None,
    staff: Annotated[
        str | None, typer.Option("--staff", help="all, none, or ids of logins, comma-separated.")
    ] = None,
    hours: Annotated[
        str | None, typer.Option("--hours", help="As BUSINESS_HOURS: 'Mon-Fri 08:00-17:00'.")
    ] = None,
    timezone: Annotated[str | None, typer.Option("--timezone", help="As TIMEZONE.")] = None,
    public_url: Annotated[
        str | None,
        typer.Option(
            "--public-url",
            metavar="URL",
            parser=address,
            help="Where GHL will reach this server.",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking once more.")] = False,
) -> None:
    """Find location, managers and staff by name in GHL, and write the settings file.

    An existing file is compared first and kept in all that was not asked. No secret is shown.

    Exit codes: 0 written, or nothing to change; 1 not written; 2 a question without an answer;
    69 GHL does not answer or refuses; 78 settings.
    """
    from sentinel_cli.desk import setup as desk
    from sentinel_cli.settings import DEFAULTS, Need, environment, load

    source = environment(context.obj, environ={})
    path = source.file or source.missing_file or Path(".env").absolute()
    ask = _Asking(given={**source.given}, yes=yes)
    values = {
        "GHL_TOKEN": _token(ask, token_file),
        "GHL_VERSION": source.given.get("GHL_VERSION") or "2021-07-28",
    }
    values["GHL_LOCATION_ID"] = ask.until_right(
        "Location (the address of any of its pages in GHL, "
        "https://app.gohighlevel.com/v2/location/ID/dashboard, or the ID alone)",
        option="--location",
        value=location,
        name="GHL_LOCATION_ID",
        check=desk.location_in,
    )
    if "GHL_BASE_URL" in os.environ:
        values["GHL_BASE_URL"] = os.environ["GHL_BASE_URL"]
    with _client(_checked({**source.given, **values})) as client:
        _prove_location(client)
        values["MANAGER_CONTACT_IDS"] = _managers(ask, client, managers)
        values["INTERNAL_USER_IDS"] = _staff(ask, client, staff)
    for name, option, value, words in (
        ("TIMEZONE", "--timezone", timezone, "Time zone"),
        ("BUSINESS_HOURS", "--hours", hours, "Opening hours"),
    ):
        values[name] = ask.until_right(
            words,
            option=option,
            value=value,
            name=name,
            default=DEFAULTS[name],
            check=_setting(name),
        )
    values["WEBHOOK_SECRET"] = source.given.get("WEBHOOK_SECRET") or desk.new_secret()
    load(_source({**source.given, **values}), need=Need.GHL | Need.MANAGERS | Need.WEBHOOK)
    if _write(path, source.given, values, ask):
        typer.echo(f"\n{desk.workflows(public_url)}\n")
        typer.echo("Next: `sentinel doctor`, then `sentinel poll-resolve --dry-run`.")


class _Asking:
    """A person at a terminal; without one every answer must be an option."""

    def __init__(self, *, given: Mapping[str, str], yes: bool) -> None:
        self.given = given
        self.yes = yes

    @property
    def somebody(self) -> bool:
        return sys.stdin.isatty()

    def until_right(
        self,
        words: str,
        *,
        option: str,
        value: str | None,
        check: Callable[[str], str],
        name: str = "",
        default: str = "",
    ) -> str:
        """The option's value, else what the file says, else what a person types."""
        known = self.given.get(name) or default
        if value is None and not self.somebody:
            if not known:
                raise typer.BadParameter(
                    f"{words}: nobody is here to ask, give {option}", param_hint=option
                )
            return known
        while True:
            typed = value if value is not None else typer.prompt(words, default=known or None)
            try:
                return check(typed)
            except ValueError as exc:
                if value is not None:
                    raise typer.BadParameter(str(exc), param_hint=option) from exc
                typer.echo(f"  {exc}")

    def choice(self, words: str, choices: Sequence[str], *, option: str) -> int:
        """Which of several; without a person, the option must be clearer."""
        listed = "\n".join(f"  {n}. {choice}" for n, choice in enumerate(choices, start=1))
        if not self.somebody:
            raise typer.BadParameter(
                f"{words} {len(choices)} match; name one by its id:\n{listed}", param_hint=option
            )
        typer.echo(listed)
        asked = typer.prompt(words, type=_number_up_to(len(choices)))
        return int(asked) - 1


def _number_up_to(most: int) -> Callable[[str], int]:
    def number(typed: str) -> int:
        if not typed.isdecimal() or not 1 <= int(typed) <= most:
            raise typer.BadParameter(f"expected a number from 1 to {most}")
        return int(typed)

    return number


def _token(ask: _Asking, file: Path | None) -> str:
    """Never an argument: other users of the machine can read those."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as exc:
            why = exc.strerror if isinstance(exc, OSError) else "it is no text"
            raise typer.BadParameter(
                f"{file} cannot be read: {why}", param_hint="--token-file"
            ) from exc
    known = os.environ.get("GHL_TOKEN") or ask.given.get("GHL_TOKEN")
    if known:
        return known
    if not ask.somebody:
        raise typer.BadParameter(
            "there is no token: set $GHL_TOKEN, or name a file that holds it",
            param_hint="--token-file",
        )
    return str(typer.prompt("Token of the private integration (pit-...)", hide_input=True)).strip()


def _setting(name: str) -> Callable[[str], str]:
    """Take what `load` takes."""
    from sentinel_cli import ConfigError

    def check(typed: str) -> str:
        try:
            _checked({name: typed})
        except ConfigError as exc:
            raise ValueError(str(exc)) from exc
        return typed

    return check


def _checked(given: Mapping[str, str]) -> Settings:
    from sentinel_cli.settings import Need, load

    return load(_source(given), need=Need.NOTHING)


def _source(given: Mapping[str, str]) -> Environment:
    from sentinel_cli.settings import Environment

    return Environment(given=given)


def _client(settings: Settings) -> Client:
    from sentinel_cli.ghl import Client, Deadline

    return Client(
        base_url=settings.ghl_base_url,
        token=settings.ghl_token,
        version=settings.ghl_version,
        deadline=Deadline(DEADLINE_S),
        location_id=settings.ghl_location_id,
    )


def _prove_location(client: Client) -> None:
    """Refuse a location that the token may not see, before it is written over a good one.

    What GHL does not tell now (no network, a scope that lacks) is said, and proves nothing.
    """
    from sentinel_cli import GhlError

    try:
        client.search(limit=1)
    except GhlError as fault:
        if fault.status in _NOT_THIS_LOCATION:
            raise typer.BadParameter(
                f"the token may not see the location {client.location_id!r}: give the location in "
                f"which the private integration was made. {fault}",
                param_hint="--location",
            ) from fault
        if fault.permanent and not fault.missing_scope:
            raise
        typer.echo(f"The location {client.location_id} could not be checked: {fault}")


def _managers(ask: _Asking, client: Client, named: list[str] | None) -> str:
    """Contacts, found by name: who gets the texts."""
    known = ask.given.get("MANAGER_CONTACT_IDS", "")
    if named is None and not ask.somebody:
        if not known:
            raise typer.BadParameter(
                "who gets the texts? Give a contact's name, number or id as in GHL",
                param_hint="--manager",
            )
        return known
    if named is not None:
        return ",".join(dict.fromkeys(_manager(ask, client, typed) for typed in named))
    found: list[str] = []
    while True:
        more = "another manager (empty: no more)" if found else "a manager"
        typed = typer.prompt(f"Name of {more}", default="" if found else known or None)
        if not typed.strip():
            return ",".join(dict.fromkeys(found))
        if typed == known:
            return known
        found.append(_manager(ask, client, typed))


def _manager(ask: _Asking, client: Client, typed: str) -> str:
    from sentinel_cli.desk.setup import contacts_like
    from sentinel_cli.model import last4

    found = contacts_like(client, typed)
    if not found:
        raise typer.BadParameter(
            f"no contact in GHL is like {typed!r}: give a name, number or id as GHL has it",
            param_hint="--manager",
        )
    shown = [
        f"{card.person.name or 'without a name'}, "
        f"{f'phone ..{last4(card.person.phone)}' if card.person.phone else 'NO PHONE NUMBER'}, "
        f"{card.person.contact_id}"
        for card in found
    ]
    chosen = 0 if len(found) == 1 else ask.choice(f"Which {typed!r}?", shown, option="--manager")
    card = found[chosen]
    if card.location_id and card.location_id != client.location_id:
        raise typer.BadParameter(
            f"{shown[chosen]} belongs to another location ({card.location_id})",
            param_hint="--manager",
        )
    typer.echo(f"Manager: {shown[chosen]}")
    return card.person.contact_id


def _staff(ask: _Asking, client: Client, wanted: str | None) -> str:
    """Logins whose texts through the API count as a person's."""
    from sentinel_cli import GhlError
    from sentinel_cli.desk.setup import staff_of

    known = ask.given.get("INTERNAL_USER_IDS", "")
    if wanted is None and not ask.somebody:
        return known
    try:
        users = staff_of(client.users())
    except GhlError as exc:
        if exc.missing_scope is None:
            raise
        typer.echo(f"Staff cannot be read ({exc.missing_scope} is missing): left as it was.")
        return known
    for user in users:
        typer.echo(f"Staff: {user.name or 'without a name'}, {user.user_id}")
    typed = wanted or typer.prompt("Which of them answer customers (all, none, or ids)", "all")
    if typed == "none":
        return ""
    ids = [user.user_id for user in users]
    chosen = ids if typed == "all" else [part.strip() for part in typed.split(",") if part.strip()]
    unknown = [one for one in chosen if one not in ids]
    if unknown:
        raise typer.BadParameter(f"no login has the id {unknown[0]}", param_hint="--staff")
    return ",".join(chosen)


def _write(path: Path, given: Mapping[str, str], values: Mapping[str, str], ask: _Asking) -> bool:
    """Say what would change, ask, write; returns whether the file says it now."""
    from sentinel_cli.desk import setup as desk

    changed = {name: value for name, value in values.items() if given.get(name, "") != value}
    if not changed:
        typer.echo(f"{path} says all of this already: nothing was changed.")
        return True
    typer.echo(f"\n{path}:")
    for name, value in changed.items():
        if name in _SECRETS:
            typer.echo(f"  {name}: {'changed' if given.get(name) else 'set'} (not shown)")
        else:
            before = f" (was {given[name]!r})" if given.get(name) else ""
            typer.echo(f"  {name}={value}{before}")
    if not ask.yes and not (ask.somebody and typer.confirm("Write this?", default=True)):
        typer.echo("Nothing was written: --yes writes without asking.")
        raise typer.Exit(1)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    kept = desk.write(path, desk.merged(text, changed))
    typer.echo(f"Written: {path}, {kept}.")
    return True
