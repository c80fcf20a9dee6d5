"""Where the local services keep their things."""

import os
from pathlib import Path

import pytest

from config.local import folders
from config.local import places as places_module
from config.local.errors import LocalServicesProblem
from config.local.places import LONGEST_SOCKET_FOLDER, Account, others_can_reach, places, unprivileged_account

NOBODY = Account("nobody", 65534, 65534)


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(places_module, "unprivileged_account", lambda: NOBODY)


def test_an_ordinary_user_keeps_everything_in_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    found = places(tmp_path)
    assert found.account is None
    assert not found.elsewhere
    assert found.postgres_data == tmp_path / ".local" / "servers" / "postgres"


@pytest.mark.usefixtures("as_root")
def test_root_goes_elsewhere_where_nobody_can_reach_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places_module, "others_can_reach", lambda folder: False)
    found, other = places(tmp_path), places(tmp_path / "other")
    assert found.elsewhere
    assert found.packages == found.servers / "programs"
    assert found.servers != other.servers
    monkeypatch.setattr(places_module, "others_can_reach", lambda folder: True)
    assert not places(tmp_path).elsewhere


def test_a_long_path_gets_a_short_socket_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    found = places(tmp_path / ("x" * 100))
    assert len(str(found.sockets)) <= LONGEST_SOCKET_FOLDER
    assert found.servers not in found.sockets.parents


def test_reach_needs_each_folder_above(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir(mode=0o755)
    tmp_path.chmod(0o700)
    assert not others_can_reach(inner)
    assert others_can_reach(Path("/usr"))


def test_no_account_for_root_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(name: str) -> None:
        raise KeyError(name)

    monkeypatch.setattr("pwd.getpwnam", unknown)
    with pytest.raises(LocalServicesProblem, match="PostgreSQL can't run as root"):
        unprivileged_account()


def test_a_folder_that_is_something_else_gets_a_sentence(tmp_path: Path) -> None:
    found = places(tmp_path)
    found.state.write_text("a file")
    with pytest.raises(LocalServicesProblem, match=r"Can't make the folder .*\.local"):
        folders.prepare(found)


def test_a_socket_folder_that_somebody_else_put_there_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    found = places(tmp_path)
    with pytest.raises(LocalServicesProblem, match="belongs to another account"):
        folders.prepare(found) if os.getuid() != 1000 else pytest.fail("run as another user")


def test_tests_have_servers_of_their_own(tmp_path: Path) -> None:
    work, tests = places(tmp_path), places(tmp_path, tests=True)
    assert tests.thrown_away
    assert not work.thrown_away
    for name in ("state", "servers", "sockets", "postgres_data", "announcement"):
        assert getattr(work, name) != getattr(tests, name)
    assert work.packages == tests.packages
