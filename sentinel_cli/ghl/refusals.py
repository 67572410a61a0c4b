"""What GHL's refusals mean, for an operator: which request, why, what to do, may it be repeated.

GHL uses one status for many things (401 for at least five), so its own words decide where they
are known. The bodies are those seen on live accounts.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from sentinel_cli import GhlError, payload
from sentinel_cli.ghl.quota import daily_limit_reached
from sentinel_cli.ghl.wire import Answer, Request

LONGEST_QUOTE = 200
_SAYS = "; GHL says: "

_NEW_TOKEN = "copy the private integration token into GHL_TOKEN again, or make a new one"  # noqa: S105 (advice, no token)

_NO_SCOPE = "not authorized for this scope"
_VERSION = "version"

# GHL's words in a 401, what they mean, and whether a correct token can be answered so in a burst.
_UNAUTHORISED = (
    ("user does not exist", "there is no such user or location for this token", False),
    ("invalid private integration token", f"the token is wrong or revoked; {_NEW_TOKEN}", True),
    ("invalid jwt", f"the token is incomplete or of another kind; {_NEW_TOKEN}", True),
)

_NO_TEXTS = "this contact has turned off texts (do not disturb or STOP)"
_CONTACT_GONE = "the contact does not exist any more (deleted or merged); check its id in GHL"


def refusal(answer: Answer, request: Request, *, token: str) -> GhlError:
    """The error for an answer other than 2xx."""
    code, said = _spoken(answer)
    quoted = _quotable(said, request, token=token)
    match answer.status:
        case HTTPStatus.UNAUTHORIZED:
            return _unauthorised(request, said, quoted)
        case HTTPStatus.TOO_MANY_REQUESTS:
            return _too_many(answer, request)
        case HTTPStatus.BAD_REQUEST | HTTPStatus.NOT_FOUND:
            return _no_use(answer, request, code=code, said=said, quoted=quoted)
        case HTTPStatus.FORBIDDEN:
            said = f"GHL says: {quoted.removeprefix(_SAYS).rstrip('. ')}; " if quoted else ""
            why = "the token may be for another location, or GHL blocks this server (error 1010)"
            return _error(request, answer.status, said + why, permanent=True)
        case HTTPStatus.UNPROCESSABLE_ENTITY:
            why = "GHL finds the request wrong; check the ids in the settings"
            return _error(request, answer.status, why + quoted, permanent=True)
        case _:
            return _by_class(answer, request, quoted)


def misshapen(fault: payload.Malformed, answer: Answer, request: Request) -> GhlError:
    """A 2xx that cannot be understood: a write that got one may well have been carried out."""
    kind = answer.headers.get("Content-Type", "no type").partition(";")[0][:50]
    ending = " It may have been done all the same." if request.is_write else ""
    return GhlError(
        f"Could not {request.doing}: GHL answered in an unknown shape ({kind}): {fault}.{ending}",
        status=answer.status,
        outcome_unknown=request.is_write,
    )


def _error(
    request: Request,
    status: int,
    why: str,
    *,
    permanent: bool = False,
    daily: bool = False,
    run_is_over: bool = False,
) -> GhlError:
    return GhlError(
        f"Could not {request.doing}: {why} (HTTP {status}).",
        status=status,
        permanent=permanent,
        daily_limit=daily,
        run_is_over=run_is_over,
    )


def _unauthorised(request: Request, said: str, quoted: str) -> GhlError:
    """A write is not repeated after a 401, so one a good token can get is not held permanent."""
    if _NO_SCOPE in said.lower():
        return GhlError(
            f"Could not {request.doing}: the token lacks the scope {request.scope}; "
            "add it in GHL (HTTP 401).",
            status=HTTPStatus.UNAUTHORIZED,
            permanent=True,
            missing_scope=request.scope,
        )
    if _VERSION in said.lower():
        return GhlError(
            f"Could not {request.doing}: GHL_VERSION is not accepted; use 2021-07-28 (HTTP 401).",
            status=HTTPStatus.UNAUTHORIZED,
            permanent=True,
            wrong_version=True,
        )
    for words, why, sporadic in _UNAUTHORISED:
        if words in said.lower():
            permanent = not (sporadic and request.is_write)
            return _error(request, 401, why, permanent=permanent)
    return _error(request, 401, f"GHL does not accept the token; {_NEW_TOKEN}{quoted}")


def _too_many(answer: Answer, request: Request) -> GhlError:
    if daily_limit_reached(answer.headers):
        why = "the day's allowance of requests is used up; it is renewed within 24 hours"
        return _error(request, answer.status, why, daily=True)
    why = "too many requests; other integrations share the allowance. Nothing was done"
    return _error(request, answer.status, why, run_is_over=True)


def _no_use(answer: Answer, request: Request, *, code: str, said: str, quoted: str) -> GhlError:
    if code.endswith("UNSUBSCRIBED_SMS") or "dnd is active" in said.lower():
        return _error(request, answer.status, _NO_TEXTS, permanent=True)
    if code.endswith("CONTACT_NOT_FOUND") or request.path.startswith("/contacts/"):
        return _error(request, answer.status, _CONTACT_GONE, permanent=True)
    if answer.status == HTTPStatus.NOT_FOUND:
        why = "GHL knows nothing under this address; it was deleted, or GHL_BASE_URL is wrong"
        return _error(request, answer.status, why + quoted, permanent=True)
    return _error(request, answer.status, f"GHL does not take the request{quoted}")


def _by_class(answer: Answer, request: Request, quoted: str) -> GhlError:
    status = answer.status
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        ending = " It may have been done all the same." if request.is_write else ""
        return GhlError(
            f"Could not {request.doing}: GHL itself failed (HTTP {status}).{ending}",
            status=status,
            outcome_unknown=request.is_write,
        )
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        why = "GHL points to another address, which is not followed; check GHL_BASE_URL"
        return _error(request, status, why, permanent=True)
    return _error(request, status, f"GHL refused{quoted}", permanent=True)


def _spoken(answer: Answer) -> tuple[str, str]:
    """GHL's own code and words, empty when the answer is no JSON object (an HTML page)."""
    try:
        told = payload.answer(answer.body)
    except payload.Malformed:
        return "", ""
    if not isinstance(told, dict):
        return "", ""
    words = told.get("message", told.get("error", ""))
    listed = words if isinstance(words, list) else [words]
    return str(told.get("canonicalCode", "")), "; ".join(str(word) for word in listed)


def _quotable(said: str, request: Request, *, token: str) -> str:
    """GHL's words as a short ending, without our token, the text sent, numbers or addresses."""
    hidden = [token, *(request.text or {}).values()]
    for words in hidden:
        said = said.replace(words, "[…]")
    said = re.sub(r"\S+@\S+|\+?\d[\d ().-]{5,}\d", "[…]", said[: 2 * LONGEST_QUOTE])
    said = " ".join("".join(letter if letter.isprintable() else " " for letter in said).split())
    return f"{_SAYS}{said[:LONGEST_QUOTE]}" if said else ""
