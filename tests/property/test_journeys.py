"""Random stories of a request, by everybody at once, on the real database: whatever they try, the rules hold.

`STORIES=2000` makes it long. In the build the stories are the same every time.
"""

import os
from collections import Counter
from random import Random

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from audit.ledger.api import Entry, log_name, size_of
from kit.errors import DeskError
from practices.models import Person
from requests_app.models import Request
from tests.factories import rules
from tests.integration.journey.conftest import make_team
from tests.property.actions import next_action
from tests.property.oracle import OUTSIDE_MAY, Watch, new_entries
from tests.property.world import World, begin, drafts_of, people_of

SHARDS = 4
STORIES = int(os.environ.get("STORIES", "104")) // SHARDS
LONGEST = 32


def play(world: World, watched: dict[int, Watch], happened: Counter[str]) -> None:
    """Try one thing, and look at what it did."""
    log = log_name(world.team.practice.public_id)
    size = size_of(log)
    action = next_action(world, request := world.request)
    try:
        action(world, request)
    except DeskError as refusal:
        happened[type(refusal).__name__] += 1
        new = new_entries(log, size)
        assert [entry.event for entry in new] in ([], ["attempt.refused"]), "a refusal changes nothing"
        versions = Request.objects.filter(pk__in=watched).values_list("pk", "version")
        assert dict(versions) == {watch.pk: watch.version for watch in watched.values()}
        return
    happened[action.__name__] += 1
    new = new_entries(log, size)
    for one in world.requests:
        watched.setdefault(one.pk, Watch(one.pk))
    for entry in new:
        trespassers(world, entry)
    for watch in watched.values():
        watch.look(new)
    connection.check_constraints()


def names(*people: Person) -> set[str]:
    """As the ledger names them."""
    return {f"person:{person.public_id}" for person in people}


def trespassers(world: World, entry: Entry) -> None:
    """Some must never have an effect, and the guest may have little."""
    others, insiders = (
        world.others,
        [world.team.people[role] for role in ("auditor", "practice_administrator")],
    )
    assert entry.actor not in names(others["superuser"], others["uninvited"])
    if entry.event in ("incident.recorded", "conflict.declared"):
        return  # any member may record one, and whoever sees a request declares an interest
    assert entry.actor not in names(*insiders)
    assert entry.actor not in names(others["outside"]) or entry.event in OUTSIDE_MAY
    assert entry.actor not in world.barred, "somebody in conflict had an effect"


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_whatever_is_tried_the_rules_hold(db: None, monkeypatch: pytest.MonkeyPatch, shard: int) -> None:
    team = make_team()
    rules.checked_number(team)
    others, drafts = people_of(team), drafts_of(team)
    reached: Counter[str] = Counter()
    happened: Counter[str] = Counter()

    @settings(
        max_examples=STORIES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**32))
    def story(seed: int) -> None:
        saved = transaction.savepoint()
        try:
            tell(seed)
        finally:
            transaction.savepoint_rollback(saved)

    def tell(seed: int) -> None:
        with monkeypatch.context() as patch:
            world = World(team, others, Random(f"{shard} {seed}"))  # noqa: S311 (a story, no secret)
            begin(world, drafts, patch)
            watched = {world.requests[0].pk: Watch(world.requests[0].pk)}
            watched[world.requests[0].pk].look(new_entries(log_name(team.practice.public_id), 0))
            for _ in range(LONGEST):
                play(world, watched, happened)
        visited = {state for watch in watched.values() for state in watch.visited}
        reached.update({"stories": 1}, **dict.fromkeys(visited, 1))

    story()
    assert reached["stories"] == STORIES, reached
    assert reached["disclosed"] >= reached["stories"] / 10, reached
    assert reached["refused"] >= reached["stories"] / 10, reached
    assert {"NotAllowed", "NotPossible", "NotVisible", "StalePage"} <= set(happened), happened
