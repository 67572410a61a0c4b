"""Load Bottle without OpenSSL: the receiver speaks plainly, to a proxy that has TLS.

`http.client`, of which Bottle needs the names of statuses, loads ssl, and `hashlib` and `hmac` load
OpenSSL's own hashes: nine of the receiver's forty megabytes. Where these cannot be imported,
http.client does without and offers no HTTPSConnection, and the other two take CPython's own hashes
and comparison (CPython, Lib/http/client.py, hashlib.py, hmac.py). requests and urllib3 load ssl as
ever when something is first sent to GHL.
"""

from __future__ import annotations

import sys
from importlib import import_module

_OPENSSL = ("ssl", "_hashlib")
_WITHOUT = ("http.client", "hashlib", "hmac")

if sys.modules.keys().isdisjoint({*_OPENSSL, *_WITHOUT}):
    for name in _OPENSSL:
        sys.modules[name] = None  # type: ignore[assignment] # "not to be had", until that is loaded
    try:
        for name in _WITHOUT:
            import_module(name)
    finally:
        for name in _OPENSSL:
            del sys.modules[name]
