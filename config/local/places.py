"""Where the local services keep their data, sockets and locks, and as which account they run.

Everything lies in `.local/` in the project. PostgreSQL refuses to run as root, so for root the servers
run as `nobody`; where that account can't reach the project (a clone inside a private folder), their data
and a copy of their programs go to a folder that it can reach, named after a hash of the project's path.
No permission of an existing folder is ever changed.

Tests have servers of their own, whose data are thrown away: they needn't survive a power cut, so they may
be quick, and a developer's data are out of their reach.
"""

import hashlib
import os
import pwd
import stat
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.local.errors import LocalServicesProblem

PROJECT = Path(__file__).resolve().parents[2]
SYSTEM_STATE = Path("/var/lib/disclosure-desk")
# A socket's path may have 107 bytes; the longest name in the folder is PostgreSQL's.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")


@dataclass(frozen=True)
class Account:
    """The unprivileged system account that the servers run as when we are root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Places:
    """Folders of one project's local services."""

    project: Path
    state: Path
    servers: Path
    sockets: Path
    packages: Path
    account: Account | None
    thrown_away: bool

    @property
    def elsewhere(self) -> bool:
        """Whether the servers' folder lies outside the project because their account can't reach it."""
        return self.project not in self.servers.parents

    @property
    def postgres_data(self) -> Path:
        return self.servers / "postgres"

    @property
    def redis_data(self) -> Path:
        return self.servers / "redis"

    @property
    def log(self) -> Path:
        return self.state / "services.log"

    @property
    def announcement(self) -> Path:
        """Written by the keeper when both servers answer; names the sockets' folder."""
        return self.state / "services.json"


def places(project: Path = PROJECT, *, tests: bool = False) -> Places:
    """The folders for a project, or for its tests. Creates and starts nothing."""
    state = project / ".local" / "for-tests" if tests else project / ".local"
    installed = Path(sysconfig.get_paths()["purelib"])
    account = unprivileged_account() if os.geteuid() == 0 else None
    digest = hashlib.sha256(str(project).encode()).hexdigest()[:12]
    servers, packages = state / "servers", installed
    if account and not (others_can_reach(project) and others_can_reach(installed)):
        home = SYSTEM_STATE / digest
        servers, packages = home / "for-tests" if tests else home, home / "programs"
    sockets = servers / "sockets"
    if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER:
        sockets = Path(tempfile.gettempdir()) / f"disclosure-desk-{os.geteuid()}-{digest}{'-tests' * tests}"
    return Places(project, state, servers, sockets, packages, account, tests)


def unprivileged_account() -> Account:
    """The account that servers run as when we are root.

    Raises LocalServicesProblem where the machine has no such account.
    """
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise LocalServicesProblem(
            "PostgreSQL can't run as root and this machine has no account 'nobody'. "
            "Run as an ordinary user, or set DATABASE_URL and REDIS_URL."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def others_can_reach(folder: Path) -> bool:
    """Whether an account with no rights of its own can enter the folder and each folder above it."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in (folder, *folder.parents))
