"""The environment becomes Settings, or one error that lists every fault; nothing is ever guessed.

`DEFAULTS` names every variable there is; the rules of single values are in `values`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Flag, auto
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sentinel_cli import ConfigError, hours
from sentinel_cli.hours import Calendar, parse_hours
from sentinel_cli.model import Channel, Manager, Pace, Routes, Transcripts
from sentinel_cli.settings import values
from sentinel_cli.settings.dotenv_file import Environment, merge

if TYPE_CHECKING:
    from sentinel_cli.model import Policy

__all__ = [
    "DEFAULTS",
    "SECRET",
    "Environment",
    "Need",
    "Settings",
    "effective",
    "environment",
    "load",
]

T = TypeVar("T")


class Need(Flag):
    """What a command uses of the settings nobody can default; `DEFAULTS` has the rest."""

    NOTHING = 0
    GHL = auto()
    MANAGERS = auto()
    WEBHOOK = auto()


DEFAULTS: Mapping[str, str] = {
    "GHL_TOKEN": "",
    "WEBHOOK_SECRET": "",
    "GHL_VERSION": "",
    "MANAGER_CONTACT_IDS": "",
    "GHL_LOCATION_ID": "",
    "GHL_BASE_URL": "https://services.leadconnectorhq.com",
    "GHL_APP_URL": "https://app.gohighlevel.com",
    "SENTINEL_DB": "data/sentinel.db",
    "TIMEZONE": "America/Chicago",
    "BUSINESS_HOURS": "Mon-Fri 08:00-17:00",
    "CLOSED_DATES": "",
    "SMS_SLA_HOURS": "2",
    "CALL_SLA_HOURS": "2",
    "URGENT_SLA_HOURS": "0.5",
    "ESCALATION_HOURS": "24",
    "INTERNAL_CONTACT_IDS": "",
    "INTERNAL_USER_IDS": "",
    "TRACKED_CHANNELS": "SMS",
    "MIN_TALK_SECONDS": "15",
    "ANSWERED_CALLS": "named",
    "BOT_USER_IDS": "",
    "TRANSCRIPTS": "off",
    "POLL_LOOKBACK_HOURS": "72",
    "SUMMARY_MAX_ITEMS": "10",
    "REPLIES_PER_HOUR": "30",
    "HOST": "127.0.0.1",
    "PORT": "8000",
    "LOG_FORMAT": "",
    "POLL_STALE_MINUTES": "20",
    "SILENCE_HOURS": "8",
    "RECOVERED_SHARE": "0.2",
    "HEARTBEAT_URL_POLL": "",
    "HEARTBEAT_URL_SUMMARY": "",
    "HEARTBEAT_URL_ALERT": "",
    "BACKUP_KEEP": "14",
    "SMS_PRICE": "",
    "ALERTS": "urgent,due,escalated",
    "ALERT_EVERY_MINUTES": "15",
    "ALERTS_PER_DAY": "20",
    "URGENT_HOURS": "",
    "MANAGERS_FILE": "",
}

REQUIRED = {
    "GHL_TOKEN": (Need.GHL, "the token of a GHL private integration"),
    "GHL_VERSION": (Need.GHL, "the API's version, 2021-07-28"),
    "WEBHOOK_SECRET": (Need.WEBHOOK, "a long random secret that GHL's webhooks carry"),
    "MANAGER_CONTACT_IDS": (Need.MANAGERS, "GHL contact ids, comma-separated"),
}
_HEARTBEATS = ("HEARTBEAT_URL_POLL", "HEARTBEAT_URL_SUMMARY", "HEARTBEAT_URL_ALERT")
SECRET = frozenset({"GHL_TOKEN", "WEBHOOK_SECRET", *_HEARTBEATS})
# Set but empty says something else than not set.
_EMPTY_IS_A_VALUE = frozenset({"ESCALATION_HOURS"})

_SHORT_SECRET = 16
_HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting, checked. Names ending in `_s` are seconds; `_ids` keep the order given.

    `ghl_token`, `ghl_version`, `webhook_secret` and `manager_ids` may be empty where the command
    did not need them. `warnings` are for the operator, once a run; `given` is every variable as it
    counts, as text; `missing_file` the settings file that was looked for and is not there.
    """

    ghl_token: str = field(repr=False)
    ghl_version: str
    ghl_base_url: str
    ghl_app_url: str
    ghl_location_id: str | None
    webhook_secret: str = field(repr=False)
    manager_ids: tuple[str, ...]
    internal_contact_ids: tuple[str, ...]
    internal_user_ids: tuple[str, ...]
    db: Path
    calendar: Calendar
    sms_sla_s: int
    call_sla_s: int
    urgent_sla_s: int
    escalation_s: int | None
    tracked: frozenset[Channel]
    min_talk_s: float
    any_answer: bool
    bot_user_ids: tuple[str, ...]
    transcripts: Transcripts
    lookback_s: int
    max_items: int
    replies_per_hour: int
    host: str
    port: int
    log_format: str
    poll_stale_s: int
    silence_s: int | None
    recovered_share: float
    heartbeat_url_poll: str | None = field(repr=False)
    heartbeat_url_summary: str | None = field(repr=False)
    heartbeat_url_alert: str | None = field(repr=False)
    backup_keep: int
    sms_price: float | None
    pace: Pace
    routes: Routes
    warnings: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    missing_file: Path | None = field(default=None, compare=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that may appear in no log line, error or stored payload."""
        hidden = (
            self.ghl_token,
            self.webhook_secret,
            self.heartbeat_url_poll,
            self.heartbeat_url_summary,
            self.heartbeat_url_alert,
        )
        return tuple(value for value in hidden if value)

    def policy(self, *, floor_ms: int = 0, installed_ms: int = 0) -> Policy:
        """Return what the rules may know of these settings, with the store's own two moments."""
        from sentinel_cli.model import Policy  # noqa: PLC0415 - a list of issues judges nothing

        return Policy(
            calendar=self.calendar,
            sms_sla_s=self.sms_sla_s,
            call_sla_s=self.call_sla_s,
            urgent_sla_s=self.urgent_sla_s,
            escalation_s=self.escalation_s,
            min_talk_s=self.min_talk_s,
            any_answer=self.any_answer,
            bots=frozenset(self.bot_user_ids),
            tracked=self.tracked,
            staff=frozenset(self.internal_user_ids),
            managers=frozenset(self.manager_ids),
            internal_contacts=frozenset(self.internal_contact_ids),
            floor_ms=floor_ms,
            installed_ms=installed_ms,
        )

    def policy_values(self) -> dict[str, str]:
        """Return what decides about issues, as text that stays equal while its meaning does.

        Two runs with equal values decide alike; a difference names the variable that changed.
        `load` reads every value again.
        """
        return {
            "TIMEZONE": self.calendar.zone.key,
            "BUSINESS_HOURS": hours.written(self.calendar.week),
            "CLOSED_DATES": _joined(day.isoformat() for day in self.calendar.closed),
            "SMS_SLA_HOURS": _decimal(self.sms_sla_s / _HOUR),
            "CALL_SLA_HOURS": _decimal(self.call_sla_s / _HOUR),
            "URGENT_SLA_HOURS": _decimal(self.urgent_sla_s / _HOUR),
            "MIN_TALK_SECONDS": _decimal(self.min_talk_s),
            "TRACKED_CHANNELS": _joined(self.tracked),
            "ANSWERED_CALLS": "any" if self.any_answer else "named",
            "BOT_USER_IDS": _joined(self.bot_user_ids),
            "INTERNAL_USER_IDS": _joined(self.internal_user_ids),
            "INTERNAL_CONTACT_IDS": _joined(self.internal_contact_ids),
            "MANAGER_CONTACT_IDS": _joined(self.manager_ids),
        }


def environment(env_file: Path | None, *, environ: Mapping[str, str]) -> Environment:
    """Gather Sentinel's variables from the `.env` file and, winning, from `environ`.

    The file is `env_file`, else `$SENTINEL_ENV_FILE`, else `./.env`; it may be missing.

    Raises:
        ConfigError: the file cannot be read, or has lines that are no KEY=VALUE.
    """
    return merge(env_file, environ=environ, names=DEFAULTS)


def effective(source: Environment) -> dict[str, str]:
    """Every variable as it counts: given, or its default."""
    return {name: source.given.get(name) or default for name, default in DEFAULTS.items()}


def load(source: Environment, *, need: Need) -> Settings:
    """Check every variable that is set, and that those the command needs are.

    An optional variable that is empty has its default.

    Raises:
        ConfigError: lists every fault: variable, value (never a secret's), what is expected.
    """
    faults: list[str] = []
    settings = _settings(_Reader(source.given, faults), source)
    missing = list(_missing(source.given, need=need))
    if missing and source.missing_file:
        where = (
            f"there is no settings file {source.missing_file}: run this in the installation's "
            "directory, or name its file with --env-file; `sentinel setup` writes a new one"
        )
        missing.insert(0, where)
    if faults or missing:
        raise ConfigError([*missing, *faults])
    return settings


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads variables one by one and gathers their faults, so that all are told at once."""

    given: Mapping[str, str]
    faults: list[str]

    def read(self, name: str, parse: Callable[[str], T]) -> T:
        """Return the parsed value; after a fault the default, which `load` then never returns."""
        value = self.given.get(name, DEFAULTS[name])
        value = value if name in SECRET and value.strip() else value.strip()
        try:
            return parse(value if value or name in _EMPTY_IS_A_VALUE else DEFAULTS[name])
        except ValueError as exc:
            shown = "(hidden)" if name in SECRET else repr(value)
            self.faults.append(f"{name}={shown}: {str(exc).removeprefix(f'{value!r}: ')}")
            return self._default(name, parse)

    def _default(self, name: str, parse: Callable[[str], T]) -> T:
        """Also the default may be wrong here: no time zone is known where tzdata is missing."""
        try:
            return parse(DEFAULTS[name])
        except ValueError as exc:
            raise ConfigError(self.faults) from exc


def _settings(reader: _Reader, source: Environment) -> Settings:
    read = reader.read
    sla = values.hours(least=0.01, most=720)
    secret = read("WEBHOOK_SECRET", values.secret)
    managers = read("MANAGER_CONTACT_IDS", values.ids)
    return Settings(
        ghl_token=read("GHL_TOKEN", values.token),
        ghl_version=read("GHL_VERSION", values.version),
        ghl_base_url=read("GHL_BASE_URL", values.base_url),
        ghl_app_url=read("GHL_APP_URL", values.base_url),
        ghl_location_id=read("GHL_LOCATION_ID", values.optional_id),
        webhook_secret=secret,
        manager_ids=managers,
        internal_contact_ids=read("INTERNAL_CONTACT_IDS", values.ids),
        internal_user_ids=read("INTERNAL_USER_IDS", values.ids),
        db=source.directory / read("SENTINEL_DB", values.path),
        calendar=_calendar(reader),
        sms_sla_s=read("SMS_SLA_HOURS", sla),
        call_sla_s=read("CALL_SLA_HOURS", sla),
        urgent_sla_s=read("URGENT_SLA_HOURS", sla),
        escalation_s=read("ESCALATION_HOURS", values.hours_or_off),
        tracked=read("TRACKED_CHANNELS", values.channels),
        min_talk_s=read("MIN_TALK_SECONDS", values.number("seconds", least=0, most=3600)),
        any_answer=read("ANSWERED_CALLS", values.any_answer),
        bot_user_ids=read("BOT_USER_IDS", values.ids),
        transcripts=read("TRANSCRIPTS", values.transcripts),
        lookback_s=read("POLL_LOOKBACK_HOURS", values.hours(least=0, most=8760)),
        max_items=read("SUMMARY_MAX_ITEMS", values.whole("lines", least=1, most=100)),
        replies_per_hour=read("REPLIES_PER_HOUR", values.whole("answers", least=1, most=1000)),
        host=read("HOST", values.host),
        port=read("PORT", values.whole("a port", least=0, most=65535)),
        log_format=read("LOG_FORMAT", values.log_format),
        poll_stale_s=60 * read("POLL_STALE_MINUTES", values.whole("minutes", least=1, most=9999)),
        silence_s=read("SILENCE_HOURS", values.hours_or_off),
        recovered_share=read("RECOVERED_SHARE", values.number("a share", least=0, most=1)),
        heartbeat_url_poll=read("HEARTBEAT_URL_POLL", values.optional_url),
        heartbeat_url_summary=read("HEARTBEAT_URL_SUMMARY", values.optional_url),
        heartbeat_url_alert=read("HEARTBEAT_URL_ALERT", values.optional_url),
        backup_keep=read("BACKUP_KEEP", values.whole("copies", least=1, most=1000)),
        sms_price=read("SMS_PRICE", values.price),
        pace=_pace(reader),
        routes=_routes(reader, source, managers),
        warnings=(*source.warnings, *_weak(secret)),
        given=effective(source),
        missing_file=source.missing_file,
    )


def _calendar(reader: _Reader) -> Calendar:
    return Calendar(
        zone=reader.read("TIMEZONE", values.zone),
        week=reader.read("BUSINESS_HOURS", parse_hours),
        closed=reader.read("CLOSED_DATES", values.days),
    )


def _pace(reader: _Reader) -> Pace:
    return Pace(
        levels=reader.read("ALERTS", values.levels),
        every_s=60 * reader.read("ALERT_EVERY_MINUTES", values.whole("minutes", least=1, most=999)),
        a_day=reader.read("ALERTS_PER_DAY", values.whole("texts", least=1, most=999)),
        urgent_week=reader.read("URGENT_HOURS", values.optional_hours),
    )


def _routes(reader: _Reader, source: Environment, manager_ids: tuple[str, ...]) -> Routes:
    """Who hears what: `managers.toml`, if it is there or named; else everybody everything."""
    named = reader.read("MANAGERS_FILE", values.path)
    path = source.directory / (named if named.name else "managers.toml")
    # Without managers nothing is told: the file is read by the commands that know of some.
    if manager_ids and (named.name or path.exists()):
        from sentinel_cli.settings import managers_file  # noqa: PLC0415 - most have no such file

        try:
            return managers_file.read(path, manager_ids=manager_ids)
        except ConfigError as exc:
            reader.faults.extend(exc.faults)
    return Routes(managers=tuple(Manager(contact_id=id_) for id_ in manager_ids))


def _missing(given: Mapping[str, str], *, need: Need) -> Iterable[str]:
    for name, (use, what) in REQUIRED.items():
        if use in need and not given.get(name, "").replace(",", " ").strip():
            yield f"{name} is not set: expected {what}"


def _weak(secret: str) -> list[str]:
    if not 0 < len(secret) < _SHORT_SECRET:
        return []
    short = f"WEBHOOK_SECRET is shorter than {_SHORT_SECRET} characters"
    return [f"{short}: it can be guessed; `openssl rand -hex 24` makes one that cannot"]


def _decimal(number: float) -> str:
    """As many decimals as a setting may have, and none that say nothing."""
    return f"{number:.9f}".rstrip("0").rstrip(".")


def _joined(items: Iterable[str]) -> str:
    return ",".join(sorted(items))
