"""The peer of the pages: the same server, answering with bytes that it holds in memory.

BENCH_ANSWERS names a JSON file: the answers' headers and, in base64, their bytes, in a list. `/0` gives the
first. What was sent is read, as the pages read it.
"""

import base64
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


def load(path: str) -> list[tuple[list[tuple[str, str]], bytes]]:
    """The headers and the bytes of each answer."""
    found = json.loads(Path(path).read_text(encoding="utf-8"))
    return [([(n, v) for n, v in each["headers"]], base64.b64decode(each["body"])) for each in found]


ANSWERS = load(os.environ["BENCH_ANSWERS"]) if "BENCH_ANSWERS" in os.environ else []


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """WSGI."""
    headers, body = ANSWERS[int(environ["PATH_INFO"].strip("/"))]
    environ["wsgi.input"].read()
    start_response("200 OK", headers)
    return [body]
