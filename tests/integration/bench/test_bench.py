"""Each benchmark, run in this process at a size that takes a second: what it measures and what it says."""

import os
from argparse import Namespace
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from bench import (
    dataset,
    export,
    law,
    ledger,
    ledger_growth,
    ledger_peers,
    ledger_signing,
    ledger_verifying,
    measuring,
    pages,
    practices,
    reminders,
)
from bench.__main__ import run
from bench.databases import Databases
from bench.measuring import Row
from kit.blind_index import blind_index
from practices.models import Practice
from requests_app.law.precheck import precheck
from requests_app.models import Request, Subject
from requests_app.workflow import State

SMALL, LARGE = dataset.Plan(60, one=20, many=3, each=4), dataset.Plan(240, one=20, many=3, each=4)
TINY = pages.Size(SMALL, LARGE, practices=12, times=2)


@pytest.fixture
def databases(transactional_db: None) -> Databases:
    """Those of this worker, whose template is there already."""
    return Databases(os.environ["DESK_TEST_RUN"], os.environ.get("PYTEST_XDIST_WORKER", "alone"))


@pytest.fixture
def measured(databases: Databases) -> Callable[..., dict[str, Row]]:
    """`measured(ledger, …)`: the rows by name, and what was told meanwhile under `said`."""

    def measure(benchmark: Any, **size: Any) -> dict[str, Row]:
        said: list[str] = []
        found = list(
            benchmark.measure(quick=True, progress=said.append, path="", databases=databases, **size)
        )
        assert said
        assert len({row.name for row in found}) == len(found)
        assert all(row.value > 0 for row in found)
        return {row.name: row for row in found}

    return measure


def test_exporting_entries_and_reports(measured: Callable[..., dict[str, Row]]) -> None:
    found = measured(export, size=600)
    assert [row.name for row in found.values() if row.goal.startswith("<= 64")] == [
        f"{name}, {size} entries: memory"
        for size in (60, 600)
        for name in (export.COPIED, *export.GOALS, *export.REPORTS.values())
    ]
    assert found[f"{export.CHECKED}: of \\copy"].goal == ">= 0.75"
    assert found[f"{export.LINES}: of \\copy"].goal == ">= 0.95"


def test_appending_to_the_ledger(databases: Databases) -> None:
    rows = ledger.appends(quick=True, progress=[].append, databases=databases, lasting=0.03)
    found = {row.name: row for row in rows}

    for writers in ("1 writer", "4 writers", "16 writers"):
        for kind in (
            "bare INSERT",
            "a changed row",
            "a changed row with its entry, all in one log",
            "a changed row with its entry, a log each",
        ):
            assert found[f"{kind}, {writers}"].unit == "per second"
        with_entry = f"a changed row with its entry, all in one log, {writers}"
        assert found[f"{with_entry}: of the same without"].unit == "ratio"
        assert found[f"{with_entry}: of a bare INSERT"].value == pytest.approx(
            found[with_entry].value / found[f"bare INSERT, {writers}"].value
        )


def test_the_ledger_beside_others_that_keep_a_history(databases: Databases) -> None:
    rows = list(ledger_peers.measure(quick=True, progress=[].append, databases=databases, times=1))

    found = {row.name: row for row in rows}
    assert len(found) == len(rows) in (14, 28)  # the half where nobody lets us delay commits
    ours = found["a changed row, the ledger"].value
    ratio = found["a changed row with its entry: times one without history"]
    assert ratio.value == pytest.approx(ours / found["a changed row, no history"].value)
    nearest = found["a changed row with its entry: of django-pghistory with context"]
    assert (nearest.goal, ratio.goal) == ("<= 1", "<= 1.35")


def test_appending_beside_the_signer(databases: Databases) -> None:
    said: list[str] = []
    rows = ledger_signing.measure(quick=True, progress=said.append, databases=databases, lasting=0.1)

    found = {row.name: row for row in rows}
    for who in ("1 writer", "4 writers", "16 writers"):
        share = found[f"an append, a log for each writer, {who}: of a bare INSERT"]
        own, bare = (found[f"{kind}, {who}"].value for kind in (ledger_signing.OWN, ledger_signing.BARE))
        assert (share.value, share.goal) == (pytest.approx(own / bare), ">= 0.65")
    slow = found["from commit to integrated: 95th percentile"]
    assert (slow.unit, slow.goal) == ("passes", "<= 1.25")
    assert slow.value >= found["from commit to integrated: median"].value > 0
    assert said[-1] == "5,000 entries a second, until the trees have them"


def test_appending_to_a_long_log(databases: Databases) -> None:
    said: list[str] = []
    rows = list(
        ledger_growth.measure(quick=True, progress=said.append, databases=databases, size=300, lasting=0.02)
    )

    assert [row.name for row in rows][1] == "appending to a log of 300 entries"
    assert rows[-1].value == pytest.approx(rows[1].value / rows[0].value)
    assert said[0].startswith("300 of 300 entries")


def test_verifying_and_proving(databases: Databases) -> None:
    rows = ledger_verifying.measure(quick=True, progress=[].append, databases=databases, size=300)
    found = {row.name: row for row in rows}

    share = found["verifying: share of the speed of fetching"].value
    fetched, verified = found["fetching 300 entries"].value, found["verifying 300 entries"].value
    assert share == pytest.approx(fetched / verified)
    assert found["a proof of inclusion: hashes, at most"].value == 9
    assert found["verifying 300 exported entries"].value > 0


def test_a_sweep_beside_bare_sql(measured: Callable[..., dict[str, Row]]) -> None:
    plans = (reminders.Plan(60, 30, 12), reminders.Plan(240, 30, 12))
    found = measured(reminders, size=reminders.Size(plans, times=1))

    of = "240 requests, 30 due"
    ratio = found[f"the sweep: times the bare SQL that finds and writes, {of}"]
    assert ratio.goal == "<= 1.5"
    assert ratio.value == pytest.approx(
        found[f"the sweep, {of}"].value / found[f"bare SQL that finds and writes, {of}"].value
    )
    assert found["reminders written"].value >= 29  # one practice's manager each; a restricted one has none
    assert found["statements of a batch of 10"].value == found["statements of a batch of 1,000"].value


def test_practices(measured: Callable[..., dict[str, Row]]) -> None:
    found = measured(practices)

    assert found["practices"].value == Practice.objects.count() > 400
    assert found["first import"].holds is True
    copied = found["COPY of the file"].value
    assert found["first import, times COPY"].value == pytest.approx(found["first import"].value / copied)


def test_law(measured: Callable[..., dict[str, Row]]) -> None:
    found = measured(law, rounds=2)

    plain, loaded = found["tomllib on the same files"], found["loading the catalogue"]
    assert found["loading, times tomllib"].value == pytest.approx(loaded.value / plain.value)
    assert loaded.goal == "<= 100"
    heaviest = found["pre-check with every law claimed and every item asked"]
    assert (heaviest.goal, heaviest.unit) == ("<= 5", "ms")
    assert heaviest.value > found["pre-check of a police form for two items"].value
    assert len(precheck(law.heaviest_question())) > len(precheck(law.PLAIN)) > 0


def test_pages(measured: Callable[..., dict[str, Row]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "WARM_UP", 1)
    monkeypatch.setattr(pages, "MOST_ROUNDS", 1)

    found = measured(pages, size=TINY)

    for page in ("queue", "my work", "request", "person search"):
        for who in dataset.LOOKING:
            for side in ("60 requests", "240 requests", "the same bytes from memory"):
                row = f"{page}, {who}, {side}"
                middle, slow = found[f"{row}: median"], found[f"{row}: 95th percentile"]
                assert middle.unit == slow.unit == "ms"
                assert middle.value <= slow.value
            for size in ("60 requests", "240 requests"):
                row = found[f"{page}, {who}, {size}: queries"]
                assert (row.goal, row.holds) == ("<= 12", True), row
                assert row.value >= 5, "The session and the person are counted"
            growth = found[f"{page}, {who}: growth"]
            goal = ("", None) if who == dataset.GROWING else ("<= 1.2", growth.value <= 1.2)
            assert (growth.goal, growth.holds) == goal


def test_a_data_set_is_whole_and_kept(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.databases.KEPT", f"{databases.name}_kept")
    said: list[str] = []
    try:
        name = pages.dataset_of(LARGE, TINY, "", databases, said.append, keep=True)
        assert any("240 of 240 requests" in words for words in said)
        said.clear()
        assert pages.dataset_of(LARGE, TINY, "", databases, said.append) == name
        assert said == []
        with databases.at(name):
            looks_like_a_register()
    finally:
        assert databases.drop_kept() == [name]


#: What the maker takes away for a while is there again, and the heads are as long as their logs.
WHOLE = {
    "SELECT count(*) FROM pg_constraint WHERE conname IN"
    " ('request_state_has_its_change', 'nobody_decides_what_they_prepared')": 2,
    "SELECT count(*) FROM pg_trigger WHERE tgrelid IN ('ledger_event'::regclass, 'ledger_head'::regclass)"
    " AND NOT tgisinternal AND tgenabled <> 'A'": 0,
    "SELECT count(*) FROM ledger_head h"
    " WHERE size <> (SELECT count(*) FROM ledger_event e WHERE e.log = h.log)": 0,
}


def looks_like_a_register() -> None:
    assert set(Request.objects.values_list("state", flat=True)) == set(State)
    assert Request.objects.count() == 241, "One more went through the whole journey"
    for who, requests in {"one practice": 21, "many practices": 12, dataset.GROWING: 78}.items():
        looker = dataset.looker(who)
        theirs = Request.objects.filter(practice__memberships__person=looker.person)
        assert theirs.distinct().count() == requests
        assert looker.case.status_changes.count() == looker.case.change_number + 1
        found = Subject.objects.filter(
            name_and_birth_index=blind_index("name_dob", (dataset.NAMED, dataset.BORN))[0],
            request__practice=looker.practice,
        )
        assert found.count() == (4 if who == "one practice" else 3), "One is the played case's"
    with connection.cursor() as cursor:
        for question, answer in WHOLE.items():
            cursor.execute(question)
            assert cursor.fetchone() == (answer,), question


def test_too_few_requests_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 8,150 requests"):
        dataset.Plan(8_000)


def test_the_command_prints_what_was_measured(
    databases: Databases, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = Namespace(quick=True, json=False, path="")
    assert run("practices", wanted, databases) is True
    said = capsys.readouterr()
    assert "first import, times COPY" in said.out
    assert "practices: first import" in said.err
