"""`python -m sentinel_cli.simulator`: a small GHL to play with by hand, until Ctrl-C."""

from __future__ import annotations

import argparse
import sys
import threading
from contextlib import suppress

from sentinel_cli.simulator.control import USAGE
from sentinel_cli.simulator.people import CALLER, CUSTOMER, MANAGER, STAFF, settle
from sentinel_cli.simulator.simulator import TOKEN, Simulator


def main(arguments: list[str] | None = None, *, webhook_secret: str = "") -> int:
    """Run until interrupted; returns the exit code. A secret given here is on no command line."""
    options = _options(arguments)
    simulator = Simulator(
        token=options.token,
        webhook_url=options.webhook_url,
        webhook_secret=options.webhook_secret or webhook_secret,
    )
    settle(simulator.world)
    with simulator.running(options.port) as base_url, suppress(KeyboardInterrupt):
        sys.stdout.write(_welcome(simulator, base_url))
        sys.stdout.flush()
        threading.Event().wait()
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sentinel_cli.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=9000, help="port on 127.0.0.1 (default 9000)")
    parser.add_argument("--token", default=TOKEN, help="the API token it accepts")
    parser.add_argument("--webhook-url", help="post webhooks here, e.g. http://127.0.0.1:8000")
    parser.add_argument("--webhook-secret", default="", help="the receiver's WEBHOOK_SECRET")
    return parser.parse_args(arguments)


def _welcome(simulator: Simulator, base_url: str) -> str:
    people = "\n".join(
        f"  {role:9}{person.id}  {person.full_name}"
        for role, person in (("customer", CUSTOMER), ("customer", CALLER), ("manager", MANAGER))
    )
    staff = "\n".join(f"  {'staff':9}{user.id}  {user.name}" for user in STAFF)
    return f"""\
A simulated GHL listens on {base_url} (Ctrl-C ends it). For Sentinel's .env:
  GHL_BASE_URL={base_url}
  GHL_TOKEN={simulator.gate.token}
  GHL_LOCATION_ID={simulator.world.location_id}
  MANAGER_CONTACT_IDS={MANAGER.id}

{people}
{staff}

{USAGE.replace("BASE", base_url).replace("CONTACT", CUSTOMER.id).replace("USER", STAFF[0].id)}"""


if __name__ == "__main__":
    sys.exit(main())
