"""Command lines as documents and the demo tell them, carried out as the shell would."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import requests


def as_curl(words: Sequence[str]) -> requests.Response:
    """Send what a curl line sends; knows the options -X, -H and -d, which our documents use."""
    pairs = list(itertools.pairwise(words))
    url = next(word for word in words[1:] if word.startswith("http"))
    parts = [value for option, value in pairs if option == "-d"]
    given = dict(value.split(": ", 1) for option, value in pairs if option == "-H")
    methods = [value for option, value in pairs if option == "-X"]
    form = {"Content-Type": "application/x-www-form-urlencoded"} if parts else {}
    return requests.request(
        methods[0] if methods else "POST" if parts else "GET",
        url,
        data="&".join(parts).encode() or None,
        headers=form | given,
        timeout=10,
    )
