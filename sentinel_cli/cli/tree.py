"""How the command tree helps: commands by what they are for, the whole path of a part of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from typer.core import TyperGroup

SECTIONS: Mapping[str, Sequence[str]] = {
    "What cron runs": ("poll-resolve", "summary", "alert"),
    "What people ask and do": ("issues", "trace", "report", "managers", "calendar", "acks", "hear"),
    "Whether all is well": ("status", "doctor", "replay"),
    "Setting up and keeping": ("setup", "config", "serve", "db", "simulate", "demo"),
}
"""Every command under its heading; one that is named nowhere stands under the last."""

EXAMPLES = """\
Examples:
  sentinel demo                         see it at work, without an account
  sentinel setup                        write the settings, then: sentinel doctor
  sentinel poll-resolve --dry-run       what a poll would find; changes nothing
  sentinel issues list --overdue        who waits too long
  sentinel trace Dana                   why Sentinel thinks what it thinks of somebody"""


class Tree(TyperGroup):
    """The commands of `sentinel` itself."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands by section, then the examples."""
        named = {name for names in SECTIONS.values() for name in names}
        others = [name for name in self.list_commands(ctx) if name not in named]
        last = list(SECTIONS)[-1]
        for heading, names in SECTIONS.items():
            shown = [*names, *others] if heading == last else names
            rows = [
                (name, command.get_short_help_str(formatter.width))
                for name in shown
                if (command := self.get_command(ctx, name)) is not None and not command.hidden
            ]
            with formatter.section(heading):
                formatter.write_dl(rows)
        formatter.write(f"\n{EXAMPLES}\n")

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; of a part of one (`sentinel list`) say the whole."""
        typed = args[0] if args else ""
        if self.get_command(ctx, typed) is None:
            for name in self.list_commands(ctx):
                inside = getattr(self.get_command(ctx, name), "commands", {})
                if typed in inside:
                    ctx.fail(f"No such command '{typed}'. Did you mean `sentinel {name} {typed}`?")
        return super().resolve_command(ctx, args)
