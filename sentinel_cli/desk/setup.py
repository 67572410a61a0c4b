"""What `setup` asks, finds and writes; who answers is the shell's business.

An existing settings file is changed line by line: what it says besides stays as it was.
"""

from __future__ import annotations

import grp
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from sentinel_cli import ConfigError, RefusedError
from sentinel_cli.ghl import Client
from sentinel_cli.model import ContactCard, User
from sentinel_cli.settings.dotenv_file import SERVICE_GROUP

_LOCATION = re.compile(r"/location/([A-Za-z0-9_-]{1,64})")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_CONTACT_ID = re.compile(r"(?=.*[0-9])[A-Za-z0-9]{16,64}")
"""As GHL makes them: long, and with a digit, which no name of a person has."""
_CONTACT = re.compile(r"/contacts/detail/([A-Za-z0-9_-]{1,64})")
_SECRET_BYTES = 24
_EXAMPLE_URL = "https://sentinel.example.com"


def location_in(typed: str) -> str:
    """The location's id, typed or in the address of any of its pages in GHL.

    Raises:
        ValueError: there is none in it.
    """
    found = _LOCATION.search(typed)
    if found:
        return found[1]
    if _ID.fullmatch(typed.strip()):
        return typed.strip()
    raise ValueError(
        "expected the location's id, or the address of one of its pages: "
        "https://app.gohighlevel.com/v2/location/LoC9aB3dE5fG7hJ1kL2m/dashboard"
    )


def contacts_like(client: Client, typed: str) -> tuple[ContactCard, ...]:
    """The contacts a person may have meant: by id, by the address of their page, or by words.

    Raises:
        GhlError: GHL does not answer, or refuses.
    """
    page = _CONTACT.search(typed)
    if page:
        return (client.contact(page[1]),)
    if _CONTACT_ID.fullmatch(typed.strip()):
        return (client.contact(typed.strip()),)
    return client.find_contacts(typed.strip())


def staff_of(users: Iterable[User]) -> tuple[User, ...]:
    """The logins that still work, by name."""
    return tuple(
        sorted((user for user in users if not user.deleted), key=lambda user: user.name or "")
    )


def new_secret() -> str:
    """A secret nobody guesses, of letters that an address can carry as they are."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def merged(text: str, values: Mapping[str, str]) -> str:
    """The settings file with these values: known lines changed in place, the others appended."""
    lines = text.splitlines()
    left = dict(values)
    for n, line in enumerate(lines):
        name = line.partition("=")[0].removeprefix("export ").strip()
        if name in left and not line.lstrip().startswith("#"):
            lines[n] = _line(name, left.pop(name))
    if not lines:
        lines = ["# Sentinel's settings, written by `sentinel setup`; .env.example explains all."]
    return "\n".join([*lines, *(_line(name, value) for name, value in left.items())]) + "\n"


def write(path: Path, text: str) -> str:
    """Write the file whole, and return how it is kept: its owner's alone, or lent to the service.

    Raises:
        RefusedError: it cannot be written; what was there is as it was.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            kept = _lend(handle)
            file.write(text)
        draft.replace(path)
    except OSError as exc:
        raise RefusedError(f"{path}: {exc.strerror}; nothing was written") from exc
    finally:
        draft.unlink(missing_ok=True)
    return kept


def _lend(handle: int) -> str:
    """Root's file is read by the service's group and written by nobody else."""
    if os.geteuid() == 0:
        try:
            group = grp.getgrnam(SERVICE_GROUP)
        except KeyError:
            pass  # no service on this machine yet: root keeps it
        else:
            os.fchown(handle, 0, group.gr_gid)
            os.fchmod(handle, 0o640)
            return f"root's, readable by the group {SERVICE_GROUP} (0640)"
    return "yours alone (0600)"


def _line(name: str, value: str) -> str:
    """One line that is read again as it was meant; quoted where a blank or # would cut it."""
    if "\n" in value or "'" in value:
        raise ConfigError([f"{name}: a value can hold neither a quote nor a line end"])
    return f"{name}='{value}'" if re.search(r"[\s#\"\\$]", value) else f"{name}={value}"


def workflows(public_url: str | None) -> str:
    """What to build in GHL, word for word; an address that nobody told is said to be none."""
    url = (public_url or _EXAMPLE_URL).rstrip("/")
    unknown = f"\n{url} stands for your server's address: --public-url puts it in."
    return f"""\
In GHL, Automation, build three workflows. Each ends with the action "Webhook", method POST, and
Custom Data with the key secret and the value of WEBHOOK_SECRET; each allows re-entry.
  1. Trigger "Customer Replied", channel SMS
     URL {url}/webhook/ghl
  2. Trigger "Call Details": incoming, no answer (and voicemail)
     URL {url}/webhook/ghl/unanswered_call
  3. Trigger "User Replied" (a reply is known a second later, not at the next poll)
     URL {url}/webhook/ghl
     Custom Data besides: direction outbound, source app, userId, conversationId, message\
{"" if public_url else unknown}"""
