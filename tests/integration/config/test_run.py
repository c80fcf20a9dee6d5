"""`make run`: what starts, what is said, and that nothing is left behind however it ends."""

import os
import signal
import socket
import subprocess
from contextlib import closing

import pytest

from tests.support.clones import Clone, wait_until
from tests.support.runners import running

MAKE_TABLE = "CREATE TABLE IF NOT EXISTS kept (n int)"
ADD_ROW = "INSERT INTO kept VALUES (1)"


def test_it_serves_and_a_kill_leaves_no_process_behind(clone: Clone) -> None:
    with running(clone) as runner:
        assert runner.status("/healthz") == 200
        assert runner.status("/readyz") == 200
        wait_until(lambda: runner.says("worker |") and runner.says("web    |"), "Parts speak with a prefix")
        signer = clone.project / ".local" / "ledger"
        wait_until((signer / "signed" / "alive").exists, "The signer made its key and passes")
        assert (signer / "signing-key.pem").stat().st_mode & 0o777 == 0o600
        os.kill(runner.process.pid, signal.SIGKILL)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_quietly_when_asked(clone: Clone, ending: signal.Signals) -> None:
    with running(clone) as runner:
        os.kill(runner.process.pid, ending)
        assert runner.process.wait(15) == 0
    assert not runner.says("Traceback")


def test_crashed_parts_come_back(clone: Clone) -> None:
    with running(clone) as runner:
        os.kill(clone.number_of("gunicorn"), signal.SIGKILL)
        wait_until(lambda: runner.says("web    | ended with code -9; starting it again"), "It says so")
        wait_until(lambda: runner.status("/readyz") == 200, "The web server is back")
        os.kill(clone.number_of("config.local.keeper"), signal.SIGKILL)
        wait_until(lambda: runner.says("starting them again"), "It notices that the services have gone")
        wait_until(lambda: runner.status("/readyz") == 200, "The services are back")


def test_a_port_in_use_gets_a_sentence(clone: Clone) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        code, output = clone.run("-m", "config.local.run", PORT=str(port))
    assert (code, output) == (
        1,
        f"Can't listen on port {port} (Address already in use). Choose another: make run PORT={port + 1}\n",
    )


def test_a_port_that_is_none_gets_a_sentence(clone: Clone) -> None:
    code, output = clone.run("-m", "config.local.run", PORT="http")
    assert (code, output) == (1, "PORT must be a number from 1 to 65535, not 'http'.\n")


def test_starting_again_keeps_the_data(clone: Clone) -> None:
    script = "from django.db import connection as c; k = c.cursor(); k.execute({!r})"
    for statement in (MAKE_TABLE, ADD_ROW):
        words = ("manage.py", "shell", "--owner", "--no-imports", "-c", script.format(statement))
        assert clone.run(*words) == (0, "")
    counted = script.format("SELECT count(*) FROM kept") + "; print(k.fetchone())"
    assert clone.run("manage.py", "shell", "--no-imports", "-c", counted) == (0, "(1,)\n")


def test_make_alone_lists_each_target(clone: Clone) -> None:
    listed = subprocess.run(["make"], cwd=clone.project, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "bench", "fix", "lint", "lock", "clean"):
        assert f"make {target} " in listed
