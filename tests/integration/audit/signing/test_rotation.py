"""The signing key is made and changed by commands; whoever knows either key can check across the change."""

import io
import uuid

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from audit.ledger.api import ROOT_LOG, entries, newest_checkpoint, public_keys, verify_log
from audit.ledger.formats import notes
from tests.factories.ledger import recorded
from tests.support.signing import TestSigner

pytestmark = pytest.mark.django_db(transaction=True)


def command(name: str, *words: str) -> str:
    out = io.StringIO()
    call_command(name, *words, stdout=out)
    return out.getvalue()


def signed_by() -> list[bytes]:
    """The public keys under the newest checkpoint of the site's log, in the order of the published ones."""
    newest = newest_checkpoint("site")
    assert newest
    found = []
    for key in public_keys():
        verifier = key.named(newest.origin)
        if notes.verified(newest.note, [verifier]):
            found.append(key.public)
    return found


def test_old_and_new_key_sign_across_the_change(signer: TestSigner) -> None:
    recorded()
    signer.sign()
    (old,) = (key.public for key in public_keys())
    assert signed_by() == [old]

    said = command("rotate_ledger_key")
    _, fresh = (key.public for key in public_keys())
    assert str(public_keys()[1]) in said
    assert "rotate_ledger_key --end" in said
    signer.sign()
    assert signed_by() == [old, fresh]

    assert str(public_keys()[0]).split()[0] in command("rotate_ledger_key", "--end")
    signer.sign()
    assert signed_by() == [fresh]

    signer.restart()
    recorded(practice=uuid.uuid4())
    signer.sign()
    for log in ("site", ROOT_LOG):
        *_, last = verify_log(log)
        assert (last.findings, last.checkpoints) == ([], 4 if log == ROOT_LOG else 3)
    told = [(entry.event, entry.facts["public"]) for entry in entries("site")[:2]]
    assert told == [
        ("ledger.signing_key_retired", old.hex()),
        ("ledger.signing_key_added", fresh.hex()),
    ]


def test_a_change_is_begun_once_and_ended_once(signer: TestSigner) -> None:
    with pytest.raises(CommandError, match="no change of keys is under way"):
        command("rotate_ledger_key", "--end")
    command("rotate_ledger_key")
    with pytest.raises(CommandError, match="under way already"):
        command("rotate_ledger_key")
    assert len(entries("site")) == 1


def test_the_first_key_is_made_by_a_command(signer: TestSigner, settings: Settings, tmp_path: object) -> None:
    settings.LEDGER_SIGNING_KEY_FILE = f"{tmp_path}/first/key.pem"
    settings.LEDGER_PUBLIC_KEYS_FILE = f"{tmp_path}/first/keys"
    assert "A new signing key." in command("make_ledger_key")
    assert f"  {public_keys()[0]}" in command("make_ledger_key")
    assert "There is a signing key already." in command("make_ledger_key")
    settings.LEDGER_SIGNING_KEY_FILE = ""
    with pytest.raises(CommandError, match="LEDGER_SIGNING_KEY_FILE is not set"):
        command("make_ledger_key")
