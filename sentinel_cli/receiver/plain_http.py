"""Load Bottle's HTTP without TLS: the receiver speaks plainly, to a proxy that has it.

`http.client`, of which Bottle needs the names of statuses, loads ssl, and OpenSSL takes five of the
receiver's forty megabytes. Where ssl cannot be imported, http.client does without and offers no
HTTPSConnection (CPython, Lib/http/client.py); nobody here asks for that one. requests and urllib3
bring their own, and load ssl as ever when something is first sent to GHL.
"""

from __future__ import annotations

import sys
from importlib import import_module

if sys.modules.keys().isdisjoint({"ssl", "http.client"}):
    sys.modules["ssl"] = None  # type: ignore[assignment] # "not to be had", until that is loaded
    try:
        import_module("http.client")
    finally:
        del sys.modules["ssl"]
