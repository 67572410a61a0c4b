"""The `sentinel` command: wire, print, exit codes. No rule lives here.

Only typer is imported with this package; every command imports what it needs when it runs, so that
`--help` and lists start fast.
"""

from sentinel_cli.cli.main import app, main

__all__ = ["app", "main"]
