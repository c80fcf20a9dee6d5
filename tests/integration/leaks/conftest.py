"""The story is told once for all tests of this folder; they look at what it left behind."""

import fcntl
import json
import os
import pickle
from pathlib import Path
from typing import Any

import pytest

from tests.integration.deployment.installation import Installation, installation
from tests.integration.leaks import story as told
from tests.integration.leaks.browser import Evidence
from tests.integration.leaks.crawl import Crawled, crawl_all
from tests.integration.leaks.gather import (
    asked_as_superuser,
    every_command,
    redis_contents,
    sessions,
    tables,
)
from tests.integration.leaks.mailbox import Mailbox, mailbox
from tests.support.clones import wait_until
from tests.support.runs import locked

PREPARE = (Path(__file__).parent / "prepare.py").read_text()
SERVING = ("web", "worker", "beat", "ledger")
LOGS = {"db": "PostgreSQL's log", "redis": "Redis's log", **{name: f"{name}'s log" for name in SERVING}}


class Told:
    """What the story left behind, by place, and what went wrong in it."""

    def __init__(self) -> None:
        self.evidence = Evidence()
        self.tables: dict[str, list[dict[str, Any]]] = {}
        self.happened: dict[str, str] = {}
        self.crawled: dict[str, Crawled] = {}
        self.refusals = 0


@pytest.fixture(scope="package")
def left(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Told by one worker of the run; the others read what it left."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return tell_all()
    shared = tmp_path_factory.getbasetemp().parent / "leaks"
    with locked(shared.with_suffix(".lock"), fcntl.LOCK_EX):
        if not shared.exists():
            shared.write_bytes(pickle.dumps(tell_all()))
        found: Told = pickle.loads(shared.read_bytes())  # noqa: S301 - of this very run
    return found


def tell_all() -> Told:
    """Start an installation, tell the story in it, and gather what is left."""
    found = Told()
    with mailbox() as mails, installation() as made:
        start(made, mails)
        commands: list[str] = []
        with every_command(made.ports["redis"], commands):
            tell(found, made)
        found.evidence["Redis"] = [*commands, *redis_contents(made.ports["redis"])]
        found.evidence["sessions"] = sessions(made)
        found.evidence["mails"] = mails.texts()
        found.tables = tables(made)
        found.refusals = mails.refusals
        made.running.close()  # what is left in their hands is written now
        for name, place in LOGS.items():
            found.evidence[place].append(made.log(name))
    return found


def start(made: Installation, mails: Mailbox) -> None:
    """All services, with the faults beside them and the traps in the database."""
    made.more = {
        "EMAIL_URL": f"smtp://127.0.0.1:{mails.server_address[1]}",
        "DJANGO_SETTINGS_MODULE": "tests.integration.leaks.faults.settings",
    }
    made.start_database()
    made.start_redis()
    made.step("database")
    made.step("migrate")
    asked_as_superuser(made, told.TRAPS)
    made.collect_static_files()
    made.run(["python", "manage.py", "make_ledger_key"], "ledger")
    for name in SERVING:
        made.start(name)


def tell(found: Told, made: Installation) -> None:
    """The story itself, until nothing waits."""
    (line,) = (line for line in made.shell(PREPARE).splitlines() if line.startswith("PREPARED "))
    prepared = json.loads(line.removeprefix("PREPARED "))
    wait_until(lambda: made.is_healthy("web"), "The web server is healthy")
    story = told.Story(made, found.evidence, prepared)
    path = told.logging_a_request(story, told.signing_in(story))
    for what, status in told.FAULTS.items():
        story.fault(what, status)
    told.searching(story)
    told.refusals(story, path)
    told.lost_forms(story)
    told.nonsense(story)
    told.programs(story)
    found.crawled = crawl_all(made.ports["web"], found.evidence, prepared["sessions"], prepared["keys"])
    told.controls(story)
    wait_until(lambda: told.nothing_waits(made), "Each message was tried")
    wait_until(lambda: all(made.log("worker").count(name) for name in told.TASKS), "Both tasks failed")
    found.happened = story.happened
