"""One request, one answer: sockets, headers and time-outs, and whether a request ever left.

Nothing is repeated here. Texts of exceptions from below are never passed on and never chained:
they hold URLs with queries, and in one case the header that holds the token.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy

import requests
import urllib3.exceptions
from requests.adapters import HTTPAdapter

from sentinel_cli import GhlError, __version__
from sentinel_cli.ghl.deadline import Deadline

CONNECT_S = 3.05
READ_S = 10.0
CHUNK = 65_536
LARGEST_BODY = 16 * 1024 * 1024
THREADS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of GHL. `doing` names it in errors, `scope` is what the token needs for it.

    `version` of the API where the route wants one of its own.
    """

    doing: str
    path: str
    scope: str
    query: Mapping[str, str | int] = field(default_factory=dict)
    text: Mapping[str, str] | None = None
    version: str | None = None

    @property
    def is_write(self) -> bool:
        """A POST: what it does must not be done twice."""
        return self.text is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """What GHL answered, before anyone understood it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire:
    """A base URL and what every request carries. Threads may share it for reading."""

    def __init__(self, *, base_url: str, token: str, version: str, deadline: Deadline) -> None:
        self._base_url = base_url.rstrip("/")
        self._deadline = deadline
        self._headers = _headers(token, version)
        self._reading = _session(self._headers)

    def close(self) -> None:
        """Close the kept connections."""
        self._reading.close()

    def exchange(self, request: Request) -> Answer:
        """Send once and read the whole answer. Raises GhlError when no whole answer came.

        A write gets a connection of its own: on a kept one that GHL has just closed nobody could
        say whether the request arrived.
        """
        try:
            if not request.is_write:
                return self._exchange(self._reading, request)
            with _session(self._headers) as session:
                return self._exchange(session, request)
        except (requests.RequestException, urllib3.exceptions.HTTPError, _CutShortError) as exc:
            raise _failure(exc, request) from None

    def _exchange(self, session: requests.Session, request: Request) -> Answer:
        left_s = self._deadline.left()
        if left_s <= 0:
            raise out_of_time(request)
        with session.request(
            "POST" if request.is_write else "GET",
            self._base_url + request.path,
            params=dict(request.query),
            json=request.text,
            headers={"Version": request.version} if request.version else None,
            timeout=(min(CONNECT_S, left_s), min(READ_S, left_s)),
            allow_redirects=False,
            stream=True,
        ) as response:
            body = self._body(response)
            return Answer(response.status_code, response.headers, body)

    def _body(self, response: requests.Response) -> bytes:
        """Read what is there as it comes: a read time-out alone lets a dripping body go on."""
        body = bytearray()
        while chunk := response.raw.read1(CHUNK, decode_content=True):
            body += chunk
            if len(body) > LARGEST_BODY:
                raise _CutShortError(f"its answer is larger than {LARGEST_BODY >> 20} MiB")
            if self._deadline.left() <= 0:
                raise _CutShortError("its answer did not end within the time left for this run")
        return bytes(body)


def out_of_time(request: Request) -> GhlError:
    """The budget was used up before the request could be sent."""
    return GhlError(
        f"Could not {request.doing}: the time for this run is used up. Nothing was sent.",
        run_is_over=True,
    )


class _CutShortError(Exception):
    """We stopped reading an answer; the text says why."""


def _headers(token: str, version: str) -> dict[str, str]:
    for name, value in (("GHL_TOKEN", token), ("GHL_VERSION", version)):
        if not value or not value.isascii() or not value.isprintable() or " " in value:
            raise GhlError(
                f"{name} is empty or holds characters that cannot be sent: copy it again.",
                permanent=True,
            )
    return {
        "Authorization": f"Bearer {token}",
        "Version": version,
        "Accept": "application/json",
        # GHL's front door has refused the default names of HTTP libraries (403, error 1010).
        "User-Agent": f"ntpp-sentinel/{__version__}",
    }


def _session(headers: Mapping[str, str]) -> requests.Session:
    session = requests.Session()
    # No .netrc, which would replace our token, and no proxies out of cron's environment.
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.update(headers)
    adapter = HTTPAdapter(pool_connections=1, pool_maxsize=THREADS, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _failure(exc: Exception, request: Request) -> GhlError:
    """No answer came, or not all of one: why, and whether a write may have been carried out."""
    sent = not _never_left(exc)
    unknown = request.is_write and sent
    ending = " It may have been done all the same." if unknown else ""
    return GhlError(
        f"Could not {request.doing}: GHL {_reason(exc, sent=sent)}.{ending}",
        outcome_unknown=unknown,
    )


def _never_left(exc: Exception) -> bool:
    """The connection was never made, so the request cannot have been read."""
    if isinstance(exc, requests.ConnectTimeout | ValueError):
        return True
    reason = _reason_below(exc)
    return isinstance(
        reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError
    ) or _is_untrusted(reason)


def _reason_below(exc: Exception) -> object:
    wrapped = exc.args[0] if exc.args else None
    return getattr(wrapped, "reason", wrapped)


def _is_untrusted(reason: object) -> bool:
    below = reason.args[0] if isinstance(reason, Exception) and reason.args else None
    return isinstance(below, ssl.SSLCertVerificationError)


def _reason(exc: Exception, *, sent: bool) -> str:
    if isinstance(exc, _CutShortError):
        return f"was cut short: {exc}"
    if isinstance(exc, requests.Timeout | urllib3.exceptions.TimeoutError) and sent:
        return "did not answer in time"
    if _is_untrusted(_reason_below(exc)):
        return "showed a certificate that cannot be trusted; check GHL_BASE_URL and the clock"
    if not sent:
        return "cannot be reached; check the network and GHL_BASE_URL"
    return "cut the connection"
