"""Somebody outside is told how each run ended: the second outbound HTTP, beside GHL's.

The convention is healthchecks.io's: a POST to the address after success, to the address with
`/fail` after failure, the run's line as the body. Whoever watches notices silence, too, which is
all that a dead machine says. A ping may be lost; it never delays a job much and never fails it.
"""

from __future__ import annotations

from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit, urlunsplit

from sentinel_cli import BusyError, SentinelError, __version__
from sentinel_cli.logs import Log
from sentinel_cli.patience import within
from sentinel_cli.settings import Settings

PATIENCE_S = 3.0
"""All of a ping: the look-up of the name, the connection and the answer."""
_WAIT_S = 2.0
_LONGEST_LINE = 10_000

Job = Literal["poll", "summary", "alert", "weekly"]


class Heartbeat:
    """Around one run: pings when it has `ended`, or when it dies of an exception.

    Nothing is told of a rehearsal, nor of a run that found another one at work: that one tells.
    """

    def __init__(self, job: Job, *, settings: Settings, log: Log, dry_run: bool) -> None:
        urls = {
            "poll": settings.heartbeat_url_poll,
            "summary": settings.heartbeat_url_summary,
            "alert": settings.heartbeat_url_alert,
            "weekly": None,  # one text a week: its absence is seen
        }
        self._url = None if dry_run else urls[job]
        self._job = job
        self._log = log
        self._ended: tuple[bool, str] | None = None

    def ended(self, *, ok: bool, **fields: object) -> None:
        """The run came to its end: `fields` are those of its log line."""
        self._ended = (ok, self._log.line(self._job, ok=ok, **fields))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(fault, Exception) and not isinstance(fault, BusyError):
            self._ended = (False, self._log.line(self._job, ok=False, error=_words(fault)))
        if self._url is None or self._ended is None:
            return
        ok, line = self._ended
        problem = ping(self._url, ok=ok, line=line)
        if problem:
            self._log.event("heartbeat", ok=False, job=self._job, error=problem)


def ping(url: str, *, ok: bool, line: str) -> str | None:
    """Tell the watcher at `url`; returns why it was not told, None when it was.

    The reason never holds the address, which is a secret: who knows it can feign success.
    """
    address = url if ok else failing(url)
    try:
        status = within(PATIENCE_S, lambda: _post(address, line.encode()[:_LONGEST_LINE]))
    except TimeoutError:
        return f"no answer within {PATIENCE_S:g} s"
    except (OSError, ValueError) as exc:  # those of requests; their texts hold the address
        return type(exc).__name__
    return None if status < 300 else f"HTTP {status}"  # noqa: PLR2004 - the first status after 2xx


def failing(url: str) -> str:
    """The address that takes failures: `/fail` ends the path, before any query."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/fail"))


def _post(address: str, body: bytes) -> int:
    """One POST, nothing repeated or followed; returns the HTTP status."""
    import requests  # noqa: PLC0415 - 100 ms that a run without a watcher saves

    with requests.Session() as session:
        session.trust_env = False  # cron's environment decides nothing
        with session.post(
            address,
            data=body,
            headers={
                "Content-Type": "text/plain; charset=utf-8",
                "User-Agent": f"ntpp-sentinel/{__version__}",
            },
            timeout=_WAIT_S,
            allow_redirects=False,
            stream=True,
        ) as response:
            return response.status_code


def _words(fault: Exception) -> str:
    """An error of ours is text for a person; any other's may hold anything."""
    return str(fault) if isinstance(fault, SentinelError) else f"a bug: {type(fault).__name__}"
