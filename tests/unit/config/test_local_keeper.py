"""The keeper starts a server again that ended, and leaves one alone that ends again and again."""

import fcntl
import io
import os
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from config.local import keeper, postgres
from config.local.errors import LocalServicesProblem
from config.local.keeper import MOST_ENDS, Ended
from config.local.locks import lock
from config.local.places import Places
from config.local.postgres import Postgres


class Server:
    """One that ends as soon as it is started, or never."""

    def __init__(self, *, ends: bool) -> None:
        self.ends, self.starts = ends, 1
        self.process = SimpleNamespace(poll=lambda: 1 if self.ends else None)

    def start(self, log: Any) -> None:
        self.starts += 1


def test_a_server_that_ends_again_and_again_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "LOOK_EVERY", 0)
    steady, broken = Server(ends=False), Server(ends=True)
    where = cast(Places, SimpleNamespace(state=tmp_path))
    with lock(tmp_path / "users.lock", fcntl.LOCK_SH), pytest.raises(Ended):
        keeper._wait_until_unused(where, cast(Any, (steady, broken)), io.BytesIO())
    assert (steady.starts, broken.starts) == (1, MOST_ENDS)


@pytest.fixture
def server(tmp_path: Path) -> Postgres:
    """A PostgreSQL whose sessions are stood for by other programs."""
    return Postgres(cast(Places, SimpleNamespace(postgres_data=tmp_path, packages=tmp_path)))


def test_what_a_killed_server_left_is_ended_first(
    server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleep = shutil.which("sleep") or "sleep"
    with subprocess.Popen([sleep, "60"], cwd=tmp_path) as orphan:
        found = [orphan.pid, os.getpid()]
        monkeypatch.setattr(postgres.processes, "named", lambda program: found)
        server._end_orphans()
        assert orphan.wait() != 0


def test_what_does_not_go_is_named(server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "PATIENCE", -1)
    monkeypatch.setattr(postgres.processes, "named", lambda program: [4242])
    monkeypatch.setattr(postgres, "_works_in", lambda pid, folder: True)
    with pytest.raises(LocalServicesProblem, match="4242"):
        server._end_orphans()
