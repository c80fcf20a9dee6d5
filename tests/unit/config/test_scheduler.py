"""The scheduler starts whatever a kill left of its file."""

from pathlib import Path

import pytest

from config.celery import app
from config.scheduler import SturdyScheduler


def runs(folder: Path, also: str = "") -> dict[str, int]:
    """Start it, let one more task run, and end it: how often each task ran."""
    scheduler = SturdyScheduler(app=app, schedule_filename=str(folder / "schedule"))
    if also:
        scheduler.schedule[also] = next(scheduler.schedule[also])
    found = {name: entry.total_run_count for name, entry in scheduler.schedule.items()}
    scheduler.close()
    return found


def test_it_remembers_when_a_task_ran(tmp_path: Path) -> None:
    runs(tmp_path, also="remind")
    assert runs(tmp_path)["remind"] == 1


@pytest.mark.parametrize("left", [b"", b"x" * 3000, "half"])
def test_a_file_half_written_is_forgotten(tmp_path: Path, left: bytes | str) -> None:
    runs(tmp_path, also="remind")
    for file in tmp_path.iterdir():
        found = file.read_bytes()
        file.write_bytes(found[: len(found) // 2] if isinstance(left, str) else left)
    assert runs(tmp_path).keys() >= app.conf.beat_schedule.keys()
    assert runs(tmp_path, also="remind")["remind"] == 1
    assert runs(tmp_path)["remind"] == 1


def test_it_is_the_one_that_is_used() -> None:
    assert app.conf.beat_scheduler == "config.scheduler:SturdyScheduler"
