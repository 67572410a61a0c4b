"""The simulator by curl: `/_sim/...`, no token needed, JSON or form bodies alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass, replace
from typing import Any, Protocol
from urllib.parse import parse_qsl

import bottle

from sentinel_cli.simulator.answers import Answer, as_json, refusal
from sentinel_cli.simulator.api import lost_way, query_of, respond
from sentinel_cli.simulator.faults import Faults
from sentinel_cli.simulator.log import RequestLog
from sentinel_cli.simulator.webhooks import Post, Style, Webhooks
from sentinel_cli.simulator.world import (
    Call,
    Contact,
    Conversation,
    Message,
    Placement,
    Shape,
    User,
    World,
    sentences,
)

Body = dict[str, Any]

USAGE = """\
Play a customer, a member of staff, a workflow (at_ms=EPOCH_MS and id=ID are optional everywhere):
  curl BASE/_sim/contacts/CONTACT/writes    -d body='Is anyone coming today?'
  curl BASE/_sim/contacts/CONTACT/calls -X POST          (nobody answers, or -d status=…)
  curl BASE/_sim/contacts/CONTACT/calls     -d status=voicemail -d said='The pump is smoking'
  curl BASE/_sim/contacts/CONTACT/replied   -d body='On my way' -d user_id=USER   (staff, in app)
  curl BASE/_sim/contacts/CONTACT/called    -d user_id=USER -d duration_s=95      (staff)
  curl BASE/_sim/contacts/CONTACT/automated -d body='We got your message'          (a workflow)
A customer's, or a reply, of another type: -d message_type=TYPE_RCS, TYPE_CUSTOM_CALL, TYPE_PIGEON …
How it is announced to the receiver: -d webhook=workflow, event or none.

People, threads, rows (fields as in sentinel_cli/simulator/world.py):
  curl BASE/_sim/contacts                   -d first_name=Dana --data-urlencode phone=+12145550143
  curl BASE/_sim/contacts/CONTACT/change    -d '{"dnd": true}'
  curl BASE/_sim/contacts/CONTACT/merge     -d into=OTHER
  curl BASE/_sim/users                      -d id=USER -d name=Sam
  curl BASE/_sim/conversations              -d contact_id=CONTACT             (a sibling)
  curl BASE/_sim/conversations              -d '{"contact_id": "CONTACT", "shown_empty": true}'
  curl BASE/_sim/conversations/ID/change    -d '{"omitted": ["contactId"]}'       (an odd row)
  curl BASE/_sim/messages                   -d '{"contact_id": "CONTACT", "status": "scheduled"}'
  curl BASE/_sim/messages/MESSAGE/change    -d status=failed
  curl BASE/_sim/messages/MESSAGE/retry -X POST
  curl BASE/_sim/messages/MESSAGE/transcript -d said='The pump is smoking'
       (said in a call; JSON may list sentences and name a shape; -d after_s=300: not before)
  curl BASE/_sim/messages/MESSAGE/announce  -d webhook=event       (late, or once more)

Misbehave (routes are patterns such as 'GET /conversations/*/messages' or '/contacts/*'):
  curl BASE/_sim/faults                     -d kind=server_error -d route='/contacts/*' -d times=2
  curl BASE/_sim/faults                     (what is in force)
  curl BASE/_sim/faults -X DELETE
  curl BASE/_sim/release -X POST            (let go on what hangs)
  curl BASE/_sim/settings                   -d latency_s=0.08 -d index_lag_ms=5000
  curl BASE/_sim/settings                   -d transcribes=false -d transcript_version=2021-04-15

Look:
  curl BASE/_sim/sent                       (texts sent through the API)
  curl BASE/_sim/requests?route=/contacts/* (what came in, and how many)
  curl BASE/_sim/requests -X DELETE
  curl BASE/_sim/posts                      (webhooks that went out)
"""

_NUMBERS = frozenset(
    {"at_ms", "indexed_ms", "created_ms", "times", "seconds", "duration_s", "after_s", "latency_s"}
    | {"index_lag_ms", "transcribes"}
)
_SETTINGS = frozenset({"latency_s", "index_lag_ms", "transcribes", "transcript_version"})


class _Controlled(Protocol):
    """What the routes need of a simulator: its parts, and what people and machines do in it."""

    world: World
    faults: Faults
    requests: RequestLog
    webhooks: Webhooks
    latency_s: float

    def customer_writes(self, contact_id: str, body: str) -> Message: ...
    def customer_calls(self, contact_id: str) -> Message: ...
    def staff_replies(self, contact_id: str, body: str, *, user_id: str) -> Message: ...
    def staff_calls(self, contact_id: str, *, user_id: str) -> Message: ...
    def workflow_replies(self, contact_id: str, body: str) -> Message: ...
    def happens(self, message: Message, *, webhook: Style) -> Message: ...
    def announce(self, message_id: str, *, style: Style) -> Post | None: ...
    def fault(self, kind: str, **terms: Any) -> None: ...
    def release(self) -> None: ...


def control(simulator: _Controlled) -> Any:
    """The Bottle application under `/_sim`."""
    app = bottle.Bottle()
    app.default_error_handler = lost_way

    def serve(method: str, path: str, answer: Callable[..., Any]) -> None:
        app.route(f"/_sim{path}", method, _plainly(answer, simulator))

    app.route("/_sim", "GET", lambda: respond(_usage()))
    serve("POST", "/contacts", lambda sim, body: sim.world.add_contact(Contact(**body)))
    serve("POST", "/contacts/<contact_id>/change", _change_contact)
    serve("POST", "/contacts/<contact_id>/merge", _merge)
    serve("POST", "/contacts/<contact_id>/<move>", _move)
    serve("POST", "/users", lambda sim, body: sim.world.add_user(User(**body)))
    serve("POST", "/conversations", _add_conversation)
    serve("POST", "/conversations/<conversation_id>/change", _change_conversation)
    serve("POST", "/messages", _add_message)
    serve("POST", "/messages/<message_id>/change", _change_message)
    serve("POST", "/messages/<message_id>/retry", _retry)
    serve("POST", "/messages/<message_id>/announce", _announce)
    serve("POST", "/messages/<message_id>/transcript", _transcribe)
    serve("GET", "/faults", lambda sim, _: [_fault_row(fault) for fault in sim.faults.active()])
    serve("POST", "/faults", _fault)
    serve("DELETE", "/faults", lambda sim, _: sim.faults.clear())
    serve("POST", "/release", lambda sim, _: sim.release())
    serve("POST", "/settings", _settings)
    serve("GET", "/sent", lambda sim, _: list(sim.world.sent()))
    serve("GET", "/requests", _requests)
    serve("DELETE", "/requests", lambda sim, _: sim.requests.clear())
    serve("GET", "/posts", lambda sim, _: list(sim.webhooks.posts))
    return app


def _usage() -> Answer:
    return Answer(200, USAGE.encode(), (("Content-Type", "text/plain; charset=utf-8"),))


def _plainly(answer: Callable[..., Any], simulator: _Controlled) -> Callable[..., Any]:
    """Call `answer(simulator, body, **path)`; what it cannot find is a 404, nonsense a 422."""

    def callback(**path: str) -> Any:
        return respond(_answered(answer, simulator, **path))

    return callback


def _answered(answer: Callable[..., Any], simulator: _Controlled, **path: str) -> Answer:
    try:
        content = answer(simulator, _body(), **path)
    except KeyError as exc:
        return refusal(404, f"unknown: {exc.args[0]}")
    except (TypeError, ValueError) as exc:
        return refusal(422, str(exc))
    return as_json(_plain({"ok": True} if content is None else content))


def _body() -> Body:
    """JSON, or a form (what `curl -d name=value` sends), whatever the Content-Type says."""
    text = bottle.request.body.read().decode()
    if text.lstrip().startswith("{"):
        parsed: Body = json.loads(text)
        return parsed
    pairs = parse_qsl(text, keep_blank_values=True)
    body = {name: json.loads(value) if name in _NUMBERS else value for name, value in pairs}
    if body.get("phone", "").startswith(" "):  # in a form the + of an unquoted number is a blank
        body["phone"] = f"+{body['phone'].lstrip()}"
    return body


def _plain(content: Any) -> Any:
    if isinstance(content, list):
        return [_plain(item) for item in content]
    if is_dataclass(content) and not isinstance(content, type):
        return asdict(content)
    return content


def _change_contact(sim: _Controlled, body: Body, *, contact_id: str) -> Contact:
    return sim.world.change_contact(contact_id, **body)


def _merge(sim: _Controlled, body: Body, *, contact_id: str) -> None:
    sim.world.merge_contacts(contact_id, into=body["into"])


def _move(sim: _Controlled, body: Body, *, contact_id: str, move: str) -> Body:
    moves: dict[str, Callable[..., Message]] = {
        "writes": sim.customer_writes,
        "calls": sim.customer_calls,
        "replied": sim.staff_replies,
        "called": sim.staff_calls,
        "automated": sim.workflow_replies,
    }
    posted = len(sim.webhooks.posts)
    message = moves[move](sim.world.contact(contact_id).id, **_styled(body))
    return {"message": asdict(message), "posts": _plain(sim.webhooks.posts[posted:])}


def _styled(body: Body) -> Body:
    return body | {"webhook": Style(body["webhook"])} if "webhook" in body else body


def _add_conversation(sim: _Controlled, body: Body) -> Conversation:
    return sim.world.add_conversation(Conversation(**body))


def _change_conversation(sim: _Controlled, body: Body, *, conversation_id: str) -> Conversation:
    return sim.world.change_conversation(conversation_id, **body)


def _add_message(sim: _Controlled, body: Body) -> Message:
    style = Style(body.pop("webhook", Style.NONE))
    return sim.happens(replace(Message(**body), call=_call(body.get("call"))), webhook=style)


def _call(facts: Body | None) -> Call | None:
    if facts is None:
        return None
    placement = Placement(facts.get("placement", Placement.META_CALL))
    return Call(**{**facts, "placement": placement})


def _change_message(sim: _Controlled, body: Body, *, message_id: str) -> Message:
    return sim.world.change_message(message_id, **body)


def _retry(sim: _Controlled, body: Body, *, message_id: str) -> Message:
    return sim.world.retry_message(message_id, **body)


def _announce(sim: _Controlled, body: Body, *, message_id: str) -> Any:
    return sim.announce(message_id, style=Style(body.get("webhook", Style.WORKFLOW)))


def _transcribe(sim: _Controlled, body: Body, *, message_id: str) -> Message:
    return sim.world.change_message(
        message_id,
        transcript=sentences(body["said"]),
        transcript_ms=sim.world.now_ms() + round(1000 * body.get("after_s", 0)),
        transcript_shape=Shape(body.get("shape", Shape.LIST)),
    )


def _fault(sim: _Controlled, body: Body) -> None:
    status = body.pop("status", None)
    sim.fault(**body, status=None if status is None else int(status))


def _fault_row(fault: Any) -> Body:
    return {**asdict(replace(fault, alter=None)), "alter": fault.alter is not None}


def _settings(sim: _Controlled, body: Body) -> Body:
    unknown = set(body) - _SETTINGS
    if unknown:
        raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}")
    sim.latency_s = float(body.get("latency_s", sim.latency_s))
    sim.world.index_lag_ms = int(body.get("index_lag_ms", sim.world.index_lag_ms))
    sim.world.transcribes = bool(body.get("transcribes", sim.world.transcribes))
    version = body.get("transcript_version", sim.world.transcript_version)
    sim.world.transcript_version = version or None
    return {
        "latency_s": sim.latency_s,
        "index_lag_ms": sim.world.index_lag_ms,
        "transcribes": sim.world.transcribes,
        "transcript_version": sim.world.transcript_version,
    }


def _requests(sim: _Controlled, _: Body) -> Body:
    found = sim.requests.matching(query_of(bottle.request.environ).get("route", "*"))
    return {"count": len(found), "requests": _plain(found)}
