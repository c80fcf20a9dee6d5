"""Go for the tests: installed where that can be done, and its absence is said, never hidden."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from scripts import golang


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """The commands that were run, on a machine without Go, as root and with apt-get."""
    found: list[list[str]] = []
    monkeypatch.setattr(golang, "SUMDB", tmp_path / "sumdb")
    monkeypatch.setattr(golang.os, "geteuid", lambda: 0)
    monkeypatch.setattr(golang.shutil, "which", lambda name: f"/bin/{name}")

    def run(words: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        found.append(words)
        if "install" in words:
            golang.SUMDB.mkdir()
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(golang.subprocess, "run", run)
    return found


def test_what_is_missing_is_installed_once(ran: list[list[str]]) -> None:
    assert golang.check() == (True, "")
    assert [words[2] for words in ran] == ["update", "install"]
    assert set(golang.PACKAGES) < set(ran[1])
    assert golang.check() == (True, "")
    assert len(ran) == 2


def test_where_it_can_not_be_installed_the_check_says_so(
    ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(golang.os, "geteuid", lambda: 1000)
    passed, said = golang.check()
    assert passed
    assert "golang-go" in said
    assert "left out" in said
    assert ran == []
