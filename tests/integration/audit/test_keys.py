"""Keys: destroyed with an entry that says so, or wrapped anew; the proofs stand either way."""

import base64
import io
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django import Settings

from audit.ledger import keys
from audit.ledger.api import (
    BadKey,
    KeyInUse,
    destroy_keys,
    entry,
    has_live_key,
    reveal,
    reveal_all,
    size_of,
    verify_log,
)
from audit.ledger.keks import current_kek
from audit.ledger.models import Key
from tests.factories.ledger import a_person, a_request, recorded

pytestmark = pytest.mark.django_db(transaction=True)
PRACTICE = uuid.UUID("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa")


def kek(letter: bytes) -> str:
    return base64.b64encode(letter * 32).decode()


def destroyed(about: str) -> uuid.UUID:
    with transaction.atomic():
        return destroy_keys(about, actor=a_person(), practice=None, facts={"rule": "retention"}).event_id


def test_whether_a_subject_has_a_key_that_is_not_destroyed() -> None:
    about, other = a_request(), a_request()
    assert not has_live_key(about)
    recorded(about=about, private={"why": "so"})
    recorded(about=other, private={"why": "other"})
    assert has_live_key(about)
    destroyed(about)
    assert (has_live_key(about), has_live_key(other)) == (False, True)
    recorded(about=about, private={"why": "written since"})
    assert has_live_key(about)


def test_once_its_key_is_destroyed_a_private_part_is_gone_and_its_proof_stands() -> None:
    about = a_request()
    gone, kept = recorded(about=about, private={"why": "so"}), recorded(private={"why": "other"})
    erasure = entry("site", destroyed(about))
    assert reveal("site", gone.event_id) is None
    assert reveal_all("site", [gone.event_id])[gone.event_id].private is None
    assert reveal("site", kept.event_id) == {"why": "other"}
    *_, last = verify_log("site")
    assert (last.findings, last.checked, last.privates_proved, last.privates_destroyed) == ([], 3, 1, 1)
    assert erasure is not None
    assert (erasure.event, erasure.about) == ("ledger.key_destroyed", about)
    assert erasure.facts == {"key_of": about, "keys": 1, "rule": "retention"}


def test_every_key_of_the_subject_goes() -> None:
    about = a_request()
    first = recorded(about=about, private={"n": 1})
    row = Key.objects.get()
    with connection.cursor() as cursor:
        key_id = uuid.uuid4()
        wrapped = keys.wrap(b"2" * 32, kek=current_kek(), key_id=key_id, key_of=about)
        cursor.execute(keys._NEW_KEY, [key_id, about, current_kek().kek_id, wrapped, row.created_at])
    destroyed(about)
    assert not Key.objects.filter(wrapped__isnull=False).exists()
    assert reveal("site", first.event_id) is None


def test_after_the_destruction_a_new_entry_gets_a_new_key() -> None:
    about = a_request()
    recorded(about=about, private={"n": 1})
    destroyed(about)
    later = recorded(about=about, private={"n": 2})
    assert reveal("site", later.event_id) == {"n": 2}
    assert Key.objects.filter(key_of=about).count() == 2


@pytest.mark.parametrize("practice", [None, PRACTICE])
def test_a_key_that_someone_writes_under_is_not_destroyed(practice: uuid.UUID | None) -> None:
    """In the writer's own log the erasure waits for the head; in another it says: try again."""
    about, writing, go_on = a_request(), threading.Event(), threading.Event()
    recorded(about=about, private={"n": 1}, practice=practice)

    def write() -> uuid.UUID:
        try:
            with transaction.atomic():
                done = recorded(about=about, private={"n": 2}, practice=practice)
                writing.set()
                go_on.wait(10)
            return done.event_id
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        assert writing.wait(10)
        if practice is None:
            threading.Timer(0.2, go_on.set).start()
            destroyed(about)
            assert reveal("site", writer.result(10)) is None
        else:
            with pytest.raises(KeyInUse):
                destroyed(about)
            go_on.set()
            assert reveal(f"practice/{practice}", writer.result(10)) == {"n": 2}
            assert size_of("site") == 0


def test_a_key_that_was_looked_up_can_not_be_destroyed_before_it_is_written_under() -> None:
    about = a_request()
    recorded(about=about, private={"n": 1})

    def erase() -> None:
        try:
            with pytest.raises(KeyInUse):
                destroyed(about)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        keys.key_for(about)
        pool.submit(erase).result(10)


def test_keys_that_changed_meanwhile_are_not_destroyed(monkeypatch: pytest.MonkeyPatch) -> None:
    about = a_request()
    recorded(about=about, private={"n": 1})
    from audit.ledger import erasure

    record = erasure.record

    def another_erasure_first(*args: object, **given: object) -> object:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(elsewhere).result(10)
        return record(*args, **given)  # type: ignore[arg-type]

    def elsewhere() -> None:
        try:
            monkeypatch.setattr(erasure, "record", record)
            destroyed(about)
        finally:
            connection.close()

    monkeypatch.setattr(erasure, "record", another_erasure_first)
    with pytest.raises(KeyInUse, match="changed"):
        destroyed(about)


def test_keys_are_wrapped_anew_and_the_old_kek_can_go(settings: Settings) -> None:
    settings.LEDGER_KEKS = [kek(b"o")]
    about = a_request()
    done, gone = recorded(about=about, private={"why": "so"}), recorded(about=a_request(), private={"n": 1})
    settings.LEDGER_KEKS = [kek(b"n"), kek(b"o")]
    assert reveal("site", done.event_id) == {"why": "so"}
    found = entry("site", gone.event_id)
    assert found is not None
    destroyed(found.about)
    out = io.StringIO()
    call_command("rewrap_ledger_keys", stdout=out)
    assert f"1 keys are now wrapped under {current_kek().kek_id}." in out.getvalue()
    settings.LEDGER_KEKS = [kek(b"n")]
    assert reveal("site", done.event_id) == {"why": "so"}
    assert reveal("site", gone.event_id) is None
    assert keys.rewrap_keys() == keys.Rewrapped()


def test_a_key_whose_kek_is_missing_is_named_and_left(settings: Settings) -> None:
    settings.LEDGER_KEKS = [kek(b"o")]
    done = recorded(private={"why": "so"})
    lost = current_kek().kek_id
    settings.LEDGER_KEKS = [kek(b"n")]
    err = io.StringIO()
    with pytest.raises(CommandError, match="1 keys"):
        call_command("rewrap_ledger_keys", stdout=io.StringIO(), stderr=err)
    assert lost in err.getvalue()
    with pytest.raises(BadKey):
        reveal("site", done.event_id)


def test_a_key_destroyed_while_it_waited_to_be_wrapped_anew_stays_destroyed() -> None:
    about = a_request()
    recorded(about=about, private={"n": 1})
    destroyed(about)
    assert keys._rewrap(Key.objects.get().key_id) == 0
