"""The version follows the content, and nothing else."""

import shutil
from pathlib import Path

from requests_app.law.loader import DATA, load


def copied(tmp_path: Path, change: tuple[str, str, str] | None = None) -> str:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    if change:
        path = folder / change[0]
        path.write_text(path.read_text().replace(change[1], change[2], 1))
    return load(folder).version


def test_a_comment_or_a_line_break_does_not_change_it(tmp_path: Path) -> None:
    assert copied(tmp_path, ("items.toml", "# The data items", "# All the data items")) == load(DATA).version
    spaced = copied(
        tmp_path / "spaced", ("powers_1_immigration.toml", '"May be supplied". ', '"May be supplied".\n')
    )
    assert spaced == load(DATA).version


def test_a_word_or_a_day_changes_it(tmp_path: Path) -> None:
    versions = {
        load(DATA).version,
        copied(tmp_path / "word", ("items.toml", "Full name", "Whole name")),
        copied(tmp_path / "day", ("powers_2_crime.toml", "2026-01-12", "2026-01-13")),
    }
    assert len(versions) == 3
