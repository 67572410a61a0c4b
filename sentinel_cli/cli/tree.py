"""The command tree: what there is, in which module it is, and how the tree helps.

A command is made when somebody asks for it: making all forty of them takes longer than to list
the issues.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from functools import partial
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.models import CommandInfo

SECTIONS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "What cron runs": {
        "poll-resolve": (
            "job_commands.poll_resolve",
            "Read GHL once; resolve what was answered.",
        ),
        "summary": ("job_commands.summary", "Text the managers what they must know."),
        "alert": ("job_commands.alert", "Text managers what cannot wait for a summary."),
    },
    "What people ask and do": {
        "issues": ("issue_commands.app", "List issues and act on them."),
        "trace": ("trace_command.trace", "Tell the whole story of one contact."),
        "report": ("report_command.report", "Tell how the business did in a week or month."),
        "managers": (
            "managers_commands.app",
            "Tell who hears what and who is on duty; say who is off.",
        ),
        "calendar": (
            "calendar_command.calendar",
            "Show the business's days; open or close one.",
        ),
        "acks": ("acks_command.acks", "Tell how closings were read, and who objected."),
        "hear": ("hear_command.hear", "Tell what would be heard of a sentence, and why."),
    },
    "Whether all is well": {
        "status": ("status_command.status", "Tell whether Sentinel itself is well."),
        "doctor": ("doctor_command.doctor", "Check the installation; change nothing."),
        "replay": ("replay_command.replay", "Judge the stored messages again; change nothing."),
    },
    "Setting up and keeping": {
        "setup": ("setup_command.setup", "Write the settings file, with names looked up in GHL."),
        "config": ("config_command.config", "Show every setting and where it came from."),
        "serve": ("serve_command.serve", "Receive webhooks and the job routes."),
        "db": ("db_commands.app", "Back up and prune the database; import."),
        "simulate": ("simulate_command.simulate", "Run a small GHL on this machine, to rehearse."),
        "demo": ("demo_command.demo", "See Sentinel at work, with a simulated GHL."),
    },
}
"""Every command under its heading: where it is in this package, and what it does."""

EXAMPLES = """\
Examples:
  sentinel demo                         see it at work, without an account
  sentinel setup                        write the settings, then: sentinel doctor
  sentinel poll-resolve --dry-run       what a poll would find; changes nothing
  sentinel issues list --overdue        who waits too long
  sentinel trace Dana                   why Sentinel thinks what it thinks of somebody"""


_MEANT: Mapping[str, str] = {
    "close": "issues resolve",
    "done": "issues resolve",
    "help": "--help",
    "ls": "issues list",
    "poll": "poll-resolve",
    "start": "serve",
    "version": "--version",
}
"""What people type for what there is."""


class Tree(TyperGroup):
    """The commands of `sentinel` itself."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = _Made(  # type: ignore[assignment] # nobody adds to them
            {
                name: partial(_found, name, *place_and_line)
                for section in SECTIONS.values()
                for name, place_and_line in section.items()
            }
        )

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands by section, then the examples."""
        del ctx
        for heading, section in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl([(name, line) for name, (_, line) in section.items()])
        formatter.write(f"\n{EXAMPLES}\n")

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; of a part of one (`sentinel list`), or another word, say the whole."""
        typed = self._unknown(args)
        meant = typed and (_MEANT.get(typed) or self._whole(typed))
        if meant:
            ctx.fail(f"No such command '{typed}'. Did you mean `sentinel {meant}`?")
        return super().resolve_command(ctx, args)

    def _unknown(self, args: list[str]) -> str:
        """The first word that names no command, here or in the group before it."""
        known: Any = self.commands
        for word in args[:2]:
            if known is None or word.startswith("-"):
                break
            if word not in known:
                return word
            known = getattr(known[word], "commands", None)
        return ""

    def _whole(self, typed: str) -> str:
        """The command of any group that is called so."""
        for name, command in self.commands.items():
            if typed in getattr(command, "commands", {}):
                return f"{name} {typed}"
        return ""


class _Made(Mapping[str, Any]):
    """Commands by name, each made when it is first looked up."""

    def __init__(self, makers: Mapping[str, Callable[[], Any]]) -> None:
        self._makers = makers
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def _found(name: str, place: str, line: str) -> Any:
    """The command in that place of this package, or the group of commands."""
    module, _, attribute = place.partition(".")
    found = getattr(import_module(f"sentinel_cli.cli.{module}"), attribute)
    if isinstance(found, typer.Typer):
        return _group(found, name, line)
    return _alone(CommandInfo(name, callback=found))


def _group(known: typer.Typer, name: str, line: str) -> TyperGroup:
    """A group that makes its commands as the tree does."""
    empty = copy(known)
    empty.registered_commands = []
    group = typer.main.get_group(empty)
    group.name, group.help = name, line
    group.commands = _Made(  # type: ignore[assignment] # as above
        {str(info.name): partial(_alone, info) for info in known.registered_commands}
    )
    return group


def _alone(info: CommandInfo) -> Any:
    """One command, made as if it were all there is."""
    only = typer.Typer(add_completion=False, rich_markup_mode=None)
    only.registered_commands = [info]
    return typer.main.get_command(only)
