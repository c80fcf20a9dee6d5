"""What a witness only claims, and what isn't its own, changes nothing here."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.ledger.api import ROOT_LOG, alarms
from audit.ledger.formats import notes
from audit.ledger.formats.checkpoints import Checkpoint
from audit.ledger.models import Cosignature, StoredCheckpoint
from audit.ledger.signing import witnesses
from audit.ledger.signing.witnesses import ask_witnesses, newest_of_root
from audit.ledger.trees import first_origin
from tests.support.signing import TestSigner
from tests.support.witnesses import Serving

pytestmark = pytest.mark.django_db(transaction=True)


def newest() -> StoredCheckpoint:
    row = newest_of_root()
    assert row
    return row


@pytest.fixture
def liar(signer: TestSigner, witness: Serving, settings: Any) -> Iterator[dict[str, tuple[int, str]]]:
    """Something under the witness's key and address that answers as it is told, by path."""
    answers: dict[str, tuple[int, str]] = {}
    over = threading.Event()

    class Lies(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def do_GET(self) -> None:
            status, text = answers.get(self.path.partition("?")[0], (404, ""))
            self.send_response(status)
            self.end_headers()
            if text == STALLS:
                over.wait(20)
            self.wfile.write(text.encode("latin-1"))

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Lies) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        settings.LEDGER_WITNESSES = [f"{witness.key}@http://127.0.0.1:{server.server_address[1]}"]
        yield answers
        over.set()
        server.shutdown()
        thread.join()


STALLS = "says nothing more"
FORGED = "\xe2\x80\x94 witness.example/w1 " + "A" * 96 + "AAAA\n"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((200, ""), "no cosignature by its key"),
        ((200, "\xe2\x80\x94 nonsense\n"), "no cosignature by its key"),
        ((200, FORGED), "no cosignature by its key"),
        ((200, "\xff\xfe"), "UnicodeDecodeError"),
        ((403, "no"), "status 403"),
        ((409, "many\n"), "a conflict without a size"),
        ((409, "99999\n"), "it says"),
        ((409, "1\n"), "it says"),
        ((422, "no"), "it says"),
        ((500, ""), "status 500"),
    ],
    ids=[
        "empty",
        "nonsense",
        "forged",
        "bytes",
        "forbidden",
        "sizeless",
        "larger",
        "same",
        "unproved",
        "broken",
    ],
)
def test_what_a_witness_only_claims_is_no_alarm(
    liar: dict[str, tuple[int, str]], answer: tuple[int, str], why: str, caplog: Any
) -> None:
    liar["/add-checkpoint"] = answer
    assert ask_witnesses(newest()) == []
    assert why in caplog.text
    assert Cosignature.objects.count() == 0
    assert alarms() == []


def test_a_checkpoint_that_we_did_not_sign_shows_nothing(
    liar: dict[str, tuple[int, str]], caplog: Any
) -> None:
    origin = first_origin(ROOT_LOG)
    key = Ed25519PrivateKey.generate()
    liar["/add-checkpoint"] = (409, "7\n")
    for name, text in (
        (origin, str(Checkpoint(origin, 7, bytes(32)))),
        ("x", str(Checkpoint("x", 7, bytes(32)))),
    ):
        note = notes.Note(text, (notes.sign(text, key, name),))
        liar["/last-checkpoint"] = (200, str(note).encode().decode("latin-1"))
        assert ask_witnesses(newest()) == []
        assert "doesn't show it" in caplog.text


@pytest.mark.parametrize("status", [200, 409])
def test_an_answer_that_does_not_end_is_none(
    liar: dict[str, tuple[int, str]], monkeypatch: pytest.MonkeyPatch, caplog: Any, status: int
) -> None:
    monkeypatch.setattr(witnesses, "PATIENCE", 0.1)
    liar["/add-checkpoint"] = (status, STALLS)
    assert ask_witnesses(newest()) == []
    assert "didn't cosign: TimeoutError" in caplog.text


def test_a_cosignature_of_a_time_that_is_no_date_is_none(
    liar: dict[str, tuple[int, str]], settings: Any, caplog: Any
) -> None:
    key, name = Ed25519PrivateKey.generate(), "witness.example/later"
    verifier = notes.VerifierKey(name, notes.public_bytes(key), notes.COSIGNATURE)
    settings.LEDGER_WITNESSES = [f"{verifier}@{settings.LEDGER_WITNESSES[0].partition('@')[2]}"]
    line = str(notes.cosign(notes.parse(newest().note).text, key, name, notes.LATEST))
    liar["/add-checkpoint"] = (200, line.encode().decode("latin-1"))
    assert ask_witnesses(newest()) == []
    assert "no cosignature by its key" in caplog.text
