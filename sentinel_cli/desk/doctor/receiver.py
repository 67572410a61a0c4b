"""The receiver on its port: a request that it must refuse, and how it refuses, tells all.

A summary is asked for of a slot that does not exist. With the right secret the answer is 400, with
a wrong one 401, and either way nothing is stored, read or sent.
"""

from __future__ import annotations

import http.client
import json
import socket
from http import HTTPStatus

import requests

from sentinel_cli.desk.doctor.check import Check, failed, good, warned
from sentinel_cli.patience import within

PATIENCE_S = 5.0
PATH = "/jobs/send_summary?slot=doctor&dry_run=1"
_UNIX = "unix:"
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to ask, nothing is bound

Said = tuple[int, str]
"""An HTTP status, and the code in the body of an error of ours."""


def receiver(host: str, port: int, *, secret: str) -> Check:
    """Ask the receiver at HOST and PORT with the secret of the settings."""
    in_file = host.startswith(_UNIX)
    if not port and not in_file:
        return warned("receiver", "PORT=0: it listens on any free port", "set PORT to check it")
    address = _EVERYWHERE.get(host, host)
    where = host if in_file else f"http://{f'[{address}]' if ':' in address else address}:{port}"
    try:
        return judged(where, within(PATIENCE_S, lambda: _asked(address, port, secret)))
    except TimeoutError:
        said = f"{where} takes connections and does not answer"
        return failed("receiver", said, "systemctl restart ntpp-sentinel; see its journal")
    except (OSError, http.client.HTTPException) as exc:
        said = f"nothing answers on {where} ({type(exc).__name__}): webhooks are lost"
        do = "systemctl start ntpp-sentinel.socket, or: sentinel serve"
        return failed("receiver", said, do)


def public(url: str) -> Check:
    """Ask the address that GHL uses: Sentinel's own refusal is what must come.

    By GET, which it refuses before it looks for a secret: a wrong one would be a line in its log,
    which is there for others'.
    """
    said = f"{url.rstrip('/')}/webhook/ghl"
    try:
        status, code = within(PATIENCE_S, lambda: _asked_publicly(said))
    except (requests.RequestException, TimeoutError) as exc:
        do = "check the name's address, the firewall, the proxy and its certificate: a first one "
        do += "takes a minute"
        return failed("public address", f"{said} does not answer ({type(exc).__name__})", do)
    if (status, code) == (HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed"):
        return good("public address", f"{said} reaches Sentinel")
    do = "the name or the proxy leads elsewhere: see deploy/README.md, The proxy"
    return failed("public address", f"{said} is not Sentinel (HTTP {status})", do)


def _asked_publicly(url: str) -> Said:
    answer = requests.get(url, timeout=PATIENCE_S, allow_redirects=False)
    return answer.status_code, _code(answer.content[:4096])


def judged(where: str, said: Said) -> Check:
    """What the refusal means."""
    match said:
        case (HTTPStatus.BAD_REQUEST, "bad_request"):
            return good("receiver", f"{where} answers and knows the secret")
        case (HTTPStatus.UNAUTHORIZED, "unauthorized"):
            do = "systemctl restart ntpp-sentinel: it reads the settings when it starts"
            return failed("receiver", f"{where} has another WEBHOOK_SECRET than these settings", do)
        case (status, _):
            do = f"see who has the port: ss -ltnp 'sport = :{where.rpartition(':')[2]}'"
            return failed("receiver", f"{where} is not Sentinel (HTTP {status})", do)


class _OverFile(http.client.HTTPConnection):
    """HTTP over a socket of the file system."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=PATIENCE_S)
        self.path = path

    def connect(self) -> None:
        """Connect to the path instead of a host."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(PATIENCE_S)
        self.sock.connect(self.path)


def _asked(host: str, port: int, secret: str) -> Said:
    connection = (
        _OverFile(host.removeprefix(_UNIX))
        if host.startswith(_UNIX)
        else http.client.HTTPConnection(host, port, timeout=PATIENCE_S)
    )
    try:
        connection.request("POST", PATH, body=b"", headers={"X-NTPP-Secret": secret})
        answer = connection.getresponse()
        return answer.status, _code(answer.read(4096))
    finally:
        connection.close()


def _code(body: bytes) -> str:
    try:
        return str(json.loads(body)["error"]["code"])
    except (ValueError, TypeError, KeyError):
        return ""
