"""Thirty-two browsers press the same button at once, over HTTP, against what `make run` serves."""

import http.client
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.support.clones import Clone
from tests.support.runners import Runner, running

# Seconds: it makes a copy of the project, its database and its people first.
pytestmark = pytest.mark.timeout(400)
MANY = 32
HERE = Path(__file__).parent
TOKEN = "t" * 32  # the same in the cookie and in the form: it is its own proof


def scripted(clone: Clone, name: str, mark: str) -> dict[str, Any]:
    """Run a script of this folder in the copy; what it wrote after the mark."""
    code, said = clone.run("manage.py", "shell", "-v0", "-c", (HERE / name).read_text())
    assert code == 0, said
    (line,) = (line for line in said.splitlines() if line.startswith(mark))
    found: dict[str, Any] = json.loads(line.removeprefix(mark))
    return found


def press(runner: Runner, barrier: Barrier, session: str, path: str, form: dict[str, str]) -> int:
    """Post a form when all the others are ready to; the answer's status."""
    body = urlencode({**form, "csrfmiddlewaretoken": TOKEN})
    cookies = f"sessionid={session}; csrftoken={TOKEN}"
    with closing(http.client.HTTPConnection("127.0.0.1", runner.port, timeout=60)) as connection:
        connection.connect()
        barrier.wait(60)
        connection.request(
            "POST",
            path,
            body,
            {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"},
        )
        return connection.getresponse().status


def at_once(runner: Runner, session: str, posts: list[tuple[str, dict[str, str]]]) -> Counter[int]:
    """All posts behind one barrier; how often each status was answered."""
    barrier = Barrier(len(posts))
    with ThreadPoolExecutor(len(posts)) as pool:
        waiting = [pool.submit(press, runner, barrier, session, path, form) for path, form in posts]
        return Counter(each.result() for each in waiting)


def test_one_takes_effect_where_one_may_and_no_reference_is_skipped(clone: Clone) -> None:
    with running(clone) as runner:
        made = scripted(clone, "prepare.py", "PREPARED ")

        def post(case: dict[str, Any], page: str, **form: str) -> tuple[str, dict[str, str]]:
            return f"/requests/{case['key']}/{page}/", {"seen_version": str(case["version"]), **form}

        manager, guardian = made["manager"], made["guardian"]
        logged = at_once(runner, manager, [post(case, "log/check") for case in made["drafts"]])
        twice = at_once(runner, manager, [post(made["twice"], "log/check")] * MANY)
        refusal = {
            "outcome": "REFUSE_NCND",
            "factors": "A1",
            "refusal_reason": "Confidence is not outweighed",
            "refusal_departs": "I weigh it otherwise",
            "step": "confirm",
        }
        decided = at_once(runner, guardian, [post(made["decide"], "refuse", **refusal)] * MANY)
        sent = {"tokens": "D06", "checked": "on"}
        released = at_once(runner, manager, [post(made["release"], "release", **sent)] * MANY)
        took = scripted(clone, "outcome.py", "TOOK EFFECT ")

    # A draft each: all take effect. The same one, by one person: a second click is a redirect.
    assert logged == twice == {302: MANY}
    # One decision, one release; the others get a page that says what happened meanwhile.
    assert decided == released == {302: 1, 409: MANY - 1}
    assert took["numbers"] == list(range(1, len(took["numbers"]) + 1))
    assert took["submits"] == MANY + 1 + 2  # the last two were prepared
    assert took["refusals"] == took["releases"] == 1
    assert took["entries"] == took["changes"]
    assert took["findings"] == 0
