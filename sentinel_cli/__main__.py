"""`python -m sentinel_cli` is the same program as `sentinel`."""

from sentinel_cli.cli import main

main()
