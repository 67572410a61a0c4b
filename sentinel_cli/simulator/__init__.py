"""A small GHL on loopback, for the demo, the tests and the bench: held to GHL's documents.

It answers as GHL was seen to answer (routes, shapes, limits, error texts, traps), keeps people,
conversations and messages in memory, and misbehaves on demand. It knows nothing of Sentinel's
client, so that a wrong assumption there shows up here. Control it in Python through `Simulator`,
or by curl on `/_sim` (`python -m sentinel_cli.simulator` tells how).
"""

from __future__ import annotations

from sentinel_cli.simulator.answers import Answer
from sentinel_cli.simulator.faults import Fault, FaultKind
from sentinel_cli.simulator.gate import ALL_SCOPES, Limits
from sentinel_cli.simulator.log import Request
from sentinel_cli.simulator.simulator import Simulator
from sentinel_cli.simulator.webhooks import Post, Style
from sentinel_cli.simulator.world import Call, Contact, Conversation, Message, Placement, User

__all__ = [
    "ALL_SCOPES",
    "Answer",
    "Call",
    "Contact",
    "Conversation",
    "Fault",
    "FaultKind",
    "Limits",
    "Message",
    "Placement",
    "Post",
    "Request",
    "Simulator",
    "Style",
    "User",
]
