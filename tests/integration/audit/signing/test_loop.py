"""The signer's life: a pass a second, on through errors, until it is told to stop."""

import logging
import os
import signal
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from audit.ledger.api import newest_checkpoint
from audit.ledger.models import StoredCheckpoint
from audit.ledger.signing import loop
from audit.ledger.signing.refusing import Busy
from audit.ledger.signing.signer import Signer
from tests.factories.ledger import recorded
from tests.support.clones import wait_until
from tests.support.signing import TestSigner

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def running() -> Iterator[Path]:
    """The loop in a thread, with twenty passes a second; gives the file that it writes after each."""
    stop = threading.Event()
    folder = Path(settings.LEDGER_STATE_DIR)

    def run() -> None:
        try:
            loop.run(folder, stop, every=0.05)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield folder / loop.ALIVE
    finally:
        stop.set()
        thread.join(60)
        assert not thread.is_alive()


def signed_anew() -> Callable[[], bool]:
    """Record an entry in a log of its own; then whether it is signed."""
    practice = uuid.uuid4()
    recorded(practice=practice)
    return lambda: newest_checkpoint(f"practice/{practice}") is not None


def test_it_signs_what_comes_and_shows_that_it_is_alive(signer: TestSigner) -> None:
    with running() as alive:
        wait_until(signed_anew(), "It is signed")
        wait_until(alive.exists, "It shows that it is alive")
        wait_until(signed_anew(), "And again")


def test_it_goes_on_after_its_session_was_killed(
    signer: TestSigner, owner: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(loop, "LONGEST_WAIT", 0.05)
    with running():
        wait_until(signed_anew(), "It is signed")
        mine = connection.cursor().connection.info.backend_pid
        owner.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid NOT IN (pg_backend_pid(), %s)",
            [mine],
        )
        assert owner.fetchone()[0] >= 1
        wait_until(signed_anew(), "It is signed again")
    lines = {record.getMessage() for record in caplog.records if record.name == "desk.ledger"}
    assert lines == {"Nothing is integrated or signed for the moment"}


def test_it_waits_for_its_keys_and_says_which_is_missing(
    signer: TestSigner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(loop, "LONGEST_WAIT", 0.05)
    file = Path(settings.LEDGER_PUBLIC_KEYS_FILE)
    kept = file.read_text()
    file.unlink()
    with running():
        is_signed = signed_anew()
        said = "no signing key is in LEDGER_PUBLIC_KEYS_FILE"
        wait_until(lambda: any(said in record.getMessage() for record in caplog.records), "It says so")
        assert not is_signed()
        file.write_text(kept)
        wait_until(is_signed, "It is signed")


def test_another_signer_s_turn_is_waited_for(
    signer: TestSigner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real, turns = Signer.one_pass, [0]

    def busy_at_first(self: Signer, *rest: Any) -> None:
        turns[0] += 1
        if turns[0] == 1:
            raise Busy
        real(self, *rest)

    monkeypatch.setattr(Signer, "one_pass", busy_at_first)
    with caplog.at_level(logging.INFO, "desk.ledger"), running():
        wait_until(signed_anew(), "It is signed")
    assert "Another signer is at work in this database" in {each.getMessage() for each in caplog.records}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_the_command_runs_until_it_is_told_to_stop(signer: TestSigner, number: signal.Signals) -> None:
    recorded()
    folder = Path(settings.LEDGER_STATE_DIR)

    def tell() -> None:
        wait_until((folder / loop.ALIVE).exists, "A pass is over")
        os.kill(os.getpid(), number)

    before = signal.getsignal(number)
    told = threading.Thread(target=tell)
    told.start()
    call_command("run_ledger")
    told.join()
    assert signal.getsignal(number) == before
    assert newest_checkpoint("site")


def test_the_command_s_one_pass(signer: TestSigner) -> None:
    recorded()
    call_command("run_ledger", "--once")
    assert StoredCheckpoint.objects.count() == 2


def test_outside_production_the_first_use_makes_the_key(
    transactional_db: None, settings: Settings, tmp_path: Path
) -> None:
    settings.LEDGER_SIGNING_KEY_FILE = str(tmp_path / "key.pem")
    settings.LEDGER_PUBLIC_KEYS_FILE = str(tmp_path / "keys")
    settings.LEDGER_STATE_DIR = str(tmp_path / "signed")
    settings.ENVIRONMENT = "production"
    with pytest.raises(CommandError, match="there is no signing key at LEDGER_SIGNING_KEY_FILE"):
        call_command("run_ledger", "--once")
    settings.ENVIRONMENT = "development"
    call_command("run_ledger", "--once")
    assert (tmp_path / "key.pem").exists()
    settings.LEDGER_STATE_DIR = ""
    with pytest.raises(CommandError, match="LEDGER_STATE_DIR is not set"):
        call_command("run_ledger", "--once")
