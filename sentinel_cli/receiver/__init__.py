"""The way in: Bottle routes, the secret, status codes, and a server that finishes what it began.

A route decides nothing about customers. It checks the size and the secret, lets `payload` read
the body, hands the result to `Services`, and turns whatever happens into JSON. GHL repeats a
webhook on HTTP 429 only (GHL.md §2), so a webhook that was not stored is answered 429, whatever
the cause; nothing here answers 500, and no answer or log line carries a traceback, the secret or
a customer's words.

Bottle and waitress are loaded with this package: the command line imports it for `serve` alone.
"""

from sentinel_cli.receiver import plain_http  # before Bottle is loaded
from sentinel_cli.receiver.faults import MAX_BODY, RETRY_AFTER_S, Log
from sentinel_cli.receiver.routes import Services, make_app
from sentinel_cli.receiver.server import run

__all__ = ["MAX_BODY", "RETRY_AFTER_S", "Log", "Services", "make_app", "plain_http", "run"]
