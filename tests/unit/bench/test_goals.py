"""What a benchmark says: its figures, whether a goal holds, and the exit code that follows."""

import json
from argparse import Namespace
from contextlib import contextmanager
from typing import Any

import pytest

import bench.__main__ as runner
from bench import ledger, pages
from bench.measuring import Rate, Row, alternately, at_most, percentile95, rate


@pytest.fixture
def without_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command without services and databases of its own."""

    @contextmanager
    def nothing(**_: Any) -> Any:
        yield None

    monkeypatch.setattr(runner, "local_services", nothing)
    monkeypatch.setattr(runner, "_own_databases", nothing)


def measuring(*rows: Row) -> Any:
    return lambda **_: iter(rows)


@pytest.mark.parametrize(("value", "holds"), [(1.19, True), (1.2, True), (1.21, False)])
def test_a_goal_holds_up_to_its_limit(value: float, holds: bool) -> None:
    assert at_most("growth", value, 1.2, "ratio") == Row("growth", value, "ratio", "<= 1.2", holds)


@pytest.mark.parametrize(("queries", "code"), [(12, 0), (13, 1)])
def test_the_exit_code_says_whether_every_goal_holds(
    without_databases: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    queries: int,
    code: int,
) -> None:
    rows = (Row("told", 3, "ms"), at_most("queries", queries, 12, "queries"), at_most("growth", 1, 1.2, "x"))
    monkeypatch.setattr(ledger, "measure", measuring(*rows))

    assert runner.main(["ledger"]) == code

    table = capsys.readouterr().out.splitlines()
    assert len(table) == 4
    assert table[2].endswith("yes" if code == 0 else "NO")


def test_json_is_one_object_a_line_and_nothing_else(
    without_databases: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (Row("told", 1 / 3, "ms"), at_most("queries", 13, 12, "queries"))
    monkeypatch.setattr(ledger, "measure", measuring(*rows))

    runner.main(["ledger", "--json"])

    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"name": "told", "value": 0.3333, "goal": "", "holds": None, "unit": "ms"},
        {"name": "queries", "value": 13, "goal": "<= 12", "holds": False, "unit": "queries"},
    ]


def test_progress_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    Rate(100, "requests", runner.progress_of("dataset")).reached(50)
    said = capsys.readouterr()
    assert said.out == ""
    assert "dataset: 50 of 100 requests" in said.err
    assert "a second" in said.err
    assert "seconds left" in said.err


def test_without_a_name_the_benchmarks_are_listed(
    without_databases: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert runner.main([]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(runner.NAMES)


def test_all_runs_each_in_turn(
    without_databases: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(runner, "run", lambda name, *_: name != "practices")
    assert runner.main(["all"]) == 1
    monkeypatch.setattr(runner, "run", lambda *_: True)
    assert runner.main(["all"]) == 0


def test_work_is_measured_in_turn_after_a_warm_up() -> None:
    done: list[str] = []
    taken = alternately({"a": lambda: done.append("a"), "b": lambda: done.append("b")}, times=4)
    assert [len(each) for each in taken.values()] == [4, 4]
    assert done == ["b", "a", "a", "b"] * 3 + ["b", "a"], "There and back"


def test_the_95th_percentile_is_a_value_that_was_measured() -> None:
    assert percentile95([float(n) for n in range(100, 0, -1)]) == 95
    assert percentile95([7.0]) == 7


def test_one_writer_that_fails_ends_the_others() -> None:
    def fails() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        rate(fails, threads=3, for_seconds=0.1)


@pytest.mark.parametrize(
    ("large", "batches", "holds"),
    [([10.0], 1, True), ([15.0, 9.0, 9.0], 2, True), ([15.0, 15.0, 15.0], 3, False)],
    ids=["as fast", "a busy moment", "grown"],
)
def test_what_seems_to_have_grown_is_measured_again(
    monkeypatch: pytest.MonkeyPatch, large: list[float], batches: int, holds: bool
) -> None:
    measured = iter(large)
    said: list[float] = []

    def batch(works: dict[str, Any], *, times: int) -> dict[str, list[float]]:
        said.append(next(measured))
        return dict(zip(works, ([10.0], [said[-1]], [1.0]), strict=True))

    monkeypatch.setattr(pages, "alternately", batch)
    sides = tuple(Namespace(words=words, open=str, queries={"queue": 8}) for words in ("small", "large"))

    found = {row.name: row for row in pages._compare("queue, one", "queue", sides, str, 1)}

    assert len(said) == batches
    assert found["queue, one: growth"].holds is holds
