"""Each part is killed at random moments while people work over HTTP: nothing that they saw confirmed is lost.

`FAULTS_SEED` repeats a run's moments; a failure shows its seed.
"""

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from tests.integration.faults import parts
from tests.integration.faults.browser import Browser
from tests.integration.faults.load import Practice
from tests.integration.faults.mailbox import mailbox
from tests.integration.faults.world import World, is_another, ready, waiting
from tests.support.clones import new_clone, wait_until
from tests.support.runners import Runner

# Seconds: it makes a copy of the project, its database and its people first.
pytestmark = pytest.mark.timeout(900)
PAGES = ("/", "/requests/", "/requests/new/", "/people/", "/account/", "/incidents/", "/requesters/")
TYPED = "The reason that somebody typed while nobody could save it"
ONE_MAIL_EACH = 2  # a worker sends with two threads, so that its death may double two mails


@pytest.fixture
def seed() -> int:
    found = int(os.environ.get("FAULTS_SEED") or random.SystemRandom().randrange(10**6))
    sys.stdout.write(f"FAULTS_SEED={found}\n")
    return found


@pytest.fixture
def world(seed: int) -> Iterator[World]:
    with new_clone() as clone, mailbox() as mails, ExitStack() as stack:
        moments = random.Random(seed)  # noqa: S311 (a run is to be repeatable)
        made = World(clone, mails, stack, moments)
        yield made
        for runner in made.runners:  # shown where the test fails
            sys.stdout.writelines(line for line in runner.said if "INFO    desk.request" not in line)


def test_nothing_confirmed_is_lost_or_doubled_whatever_is_killed_when(world: World, seed: int) -> None:
    killed_while_it_starts(world)
    world.start()
    people = Practice(world.runner.port, world.scripted("prepare.py", "PREPARED "), seed)
    with people.at_work():
        each_part_is_killed(world, people)
        the_runner_is_killed(world, people)
    redis_is_gone(world, people)
    the_database_is_gone(world, people)
    every_message_goes(world)
    nothing_is_lost_or_doubled(world, people)


def killed_while_it_starts(world: World) -> None:
    """However far the first start came, nothing stays, and the next one goes through."""
    runner = Runner(world.clone)
    time.sleep(world.random.uniform(0.2, 4))
    runner.process.kill()
    runner.process.wait()
    wait_until(lambda: not world.clone.alive(), "No process is left of a start", patience=20)
    runner.listener.join()
    assert runner.process.stdout
    runner.process.stdout.close()


def each_part_is_killed(world: World, people: Practice) -> None:
    """Each twice, in any order; the keeper, which takes both servers with it, once."""
    order = [*world.finders(), "worker before", "worker after", *set(world.finders()) - {"keeper"}]
    world.random.shuffle(order)
    for part in order:
        world.kill(part, people)


def the_runner_is_killed(world: World, people: Practice) -> None:
    """Nothing of it stays; started again, it serves the same people, who are still signed in."""
    assert parts.parent_of(parts.web_server(world.clone, world.runner.port)) == world.runner.process.pid
    time.sleep(world.random.uniform(0, 0.5))
    os.kill(world.runner.process.pid, signal.SIGKILL)
    wait_until(lambda: not world.clone.alive(), "No process is left", patience=20)
    world.start()
    people.move(world.runner.port)
    seen = people.deeds
    wait_until(lambda: people.deeds > seen or people.went_wrong, "People go on")


def redis_is_gone(world: World, people: Practice) -> None:
    """People sign in, log and decide; nothing is sent until Redis is back."""
    wait_until(lambda: not waiting(world.clone), "The outbox is empty but for what died with a worker")
    keeper = parts.keeper(world.clone)
    number = parts.redis_server(world.clone)
    os.kill(keeper, signal.SIGSTOP)  # or Redis would be back at once
    os.kill(number, signal.SIGKILL)
    try:
        assert ready(people.port) == (503, {"database": "ok", "migrations": "ok", "redis": "does not answer"})
        before = people.answers
        people.log(people.person("practice_manager"))
        people.refuse(people.person("caldicott_guardian"))
        wrong = Browser(people.port)
        for _ in range(6):
            said = wrong.sign_in(people.made["people"]["clinical_reviewer"], "not the password")
            assert said.status == 200
        assert "Too many" in said.text
        assert set((people.answers - before).keys()) <= {200, 302}
        assert waiting(world.clone) >= 3
    finally:
        os.kill(keeper, signal.SIGCONT)
    wait_until(lambda: is_another(world.finders()["redis"], number), "Redis is back")


def the_database_is_gone(world: World, people: Practice) -> None:
    """Every page says so in our words, what was typed is shown, and the first page afterwards works."""
    browser = people.person("ig_lead")
    signed_in = browser.cookies["sessionid"]
    many = [people.person("ig_lead") for _ in range(2)]
    style = next(word for word in browser.get("/").text.split('"') if word.endswith(".css"))
    keeper = parts.keeper(world.clone)
    number = parts.postmaster(world.clone)
    os.kill(keeper, signal.SIGSTOP)
    os.kill(number, signal.SIGKILL)
    try:
        for path in (*PAGES, f"/requests/{people.confirmed['submit'][0]}/"):
            answer = browser.get(path)
            assert answer.status == 503, path
            assert answer.headers["Retry-After"] == "60"
            assert "Disclosure Desk" in answer.text
            assert "The service cannot reach its database." in answer.text
            assert answer.headers["X-Request-ID"] in answer.text
            assert not any(word in answer.text for word in ("Traceback", "psycopg2", "Error:"))
        answer = browser.post(
            f"/requests/{people.made['decide'][0]['key']}/refuse/", {"refusal_reason": TYPED}
        )
        assert (answer.status, TYPED in answer.text) == (503, True)
        program = browser.get("/api/v1/requests/")
        assert (program.status, program.headers["Content-Type"]) == (503, "application/problem+json")
        assert Browser(people.port).get("/accounts/login/").status == 503
        assert browser.get("/healthz").status == browser.get(style).status == 200
        assert ready(people.port) == (
            503,
            {"database": "does not answer", "migrations": "unknown", "redis": "ok"},
        )
        assert browser.cookies["sessionid"] == signed_in
        servers = world.finders()["web"](), world.finders()["web's process"]()
    finally:
        os.kill(keeper, signal.SIGCONT)
    wait_until(lambda: is_another(world.finders()["postgres"], number), "PostgreSQL is back")
    every_page_works(browser, *many)
    number = parts.postmaster(world.clone)
    os.kill(number, signal.SIGKILL)  # and nobody asks before it is back: no server knows what happened
    wait_until(lambda: is_another(world.finders()["postgres"], number), "PostgreSQL is back again")
    every_page_works(browser, *many)
    assert servers == (world.finders()["web"](), world.finders()["web's process"]())


def every_page_works(*people: Browser) -> None:
    """Also where a thread of the web server still has a connection that is dead."""
    for each in people * 4:
        assert each.get("/").status == 200


def every_message_goes(world: World) -> None:
    """Nobody wakes a worker any more: the sweep finds what waits, and in time what died with a worker."""
    wait_until(lambda: not waiting(world.clone), "What waited is sent")
    with closing(parts.connect(world.clone)) as link, link.cursor() as cursor:
        cursor.execute(
            "UPDATE requests_app_outboxmessage SET claimed_at = claimed_at - interval '10 minutes'"
            " WHERE sent_at IS NULL"
        )  # as if so much time had passed
    wait_until(lambda: not waiting(world.clone, claimed=True), "What died with a worker is sent")


def nothing_is_lost_or_doubled(world: World, people: Practice) -> None:
    took = world.scripted("outcome.py", "TOOK EFFECT ")
    for verb, confirmed in people.confirmed.items():
        assert confirmed, f"Somebody saw a {verb} confirmed"
        happened = Counter(took[verb])
        assert set(confirmed) <= happened.keys(), f"Each confirmed {verb} is there"
        assert max(happened.values()) == 1, f"No {verb} is doubled"
    assert people.references.items() <= took["references"].items()
    numbers = sorted(int(reference[-5:]) for reference in took["references"].values())
    assert numbers == list(range(1, len(numbers) + 1)), "No reference is left out or given twice"
    assert took["entries"] == took["changes"]
    assert took["signed_in"] >= people.signed_in
    assert took["findings"] == took["unsent"] == took["untold"] == 0
    assert people.answers.keys() <= {0, 200, 302, 409, 503}
    the_mails_came(world, took["messages"])


def the_mails_came(world: World, messages: dict[str, list[Any]]) -> None:
    """Each once; twice only where a process died with it in hand, and never more often than it was tried."""
    came = world.mails.came
    assert came.keys() == messages.keys()
    assert all(count <= messages[key][0] for key, count in came.items())
    assert {error for _, error in messages.values()} == {""}
    doubles = came.total() - len(messages)
    assert doubles >= world.killed["worker after"], "A mail that was taken, but not recorded, goes again"
    assert doubles <= ONE_MAIL_EACH * (world.killed.total() + 3)
