"""`sentinel demo --serve`: the stage stays up, and a person plays the customer and the staff."""

from __future__ import annotations

import sys
import time

from sentinel_cli.demo import telling
from sentinel_cli.demo.stage import CUSTOMERS, MANAGERS, SECRET, Stage
from sentinel_cli.simulator.people import STAFF

_BEAT_S = 0.5
"""A signal that comes just before an endless wait begins would not end it."""


def play(stage: Stage) -> None:
    """Say what can be done, then wait until somebody interrupts."""
    base = f"{stage.simulator.base_url}/_sim/contacts"
    dana, marcus, _ = CUSTOMERS
    telling.title("Everything runs until Ctrl-C. In a second terminal, first:")
    telling.typed(f"cd {stage.directory}")
    telling.typed(f"alias sentinel='{sys.executable} -m sentinel_cli'")
    telling.title("Be a customer: Dana texts, Marcus calls in vain")
    telling.typed(
        f"curl {base}/{dana.id}/writes -d 'body=Is anyone coming today?' -d webhook=event"
    )
    telling.typed(f"curl {base}/{marcus.id}/calls -d webhook=event")
    telling.says("With -d webhook=none the webhook is lost, and a poll has to find it.")
    telling.title("Be the operator: see who waits, let one be overdue, rehearse what managers get")
    for command in ("issues list", "issues force-overdue 1", "summary --slot morning --dry-run"):
        telling.typed(f"sentinel {command}")
    telling.title(f"Be {STAFF[0].name} of the staff: reply to Dana, call Marcus back")
    telling.typed(f"curl {base}/{dana.id}/replied -d 'body=On my way' -d user_id={STAFF[0].id}")
    telling.typed(f"curl {base}/{marcus.id}/called -d user_id={STAFF[0].id} -d duration_s=95")
    telling.title("Be cron: read GHL, text the managers, see whether all is well")
    for command in ("poll-resolve", "summary --slot morning", "status"):
        telling.typed(f"sentinel {command}")
    telling.title("Ask why it decided so")
    telling.typed("sentinel trace Dana")
    telling.title(f"Ask for a poll by curl, and see what the phones of {_managers()} got")
    header = f"-H 'X-NTPP-Secret: {SECRET}'"
    telling.typed(f"curl -X POST {header} {stage.receiver_url}/jobs/poll_resolver")
    telling.typed(f"curl {stage.simulator.base_url}/_sim/sent")
    telling.title("See the receiver's log, and all that the simulated GHL can do")
    telling.typed("tail -f receiver.log")
    telling.typed(f"curl {stage.simulator.base_url}/_sim")
    while True:
        time.sleep(_BEAT_S)


def _managers() -> str:
    return " and ".join(manager.first_name for manager in MANAGERS)
