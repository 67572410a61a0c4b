"""The demo: a whole day's work of Sentinel in seconds, on real processes and a simulated GHL.

`stage` sets up and takes down, `story` is what happens and what must be true after each step,
`telling` is how it looks. Every command and request shown is the one that is carried out.
"""

from __future__ import annotations

from sentinel_cli import SentinelError


class DemoFailedError(SentinelError):
    """A step did not do what it says: which one, and what was seen instead."""

    exit_code = 1
