"""Sealing: only the right key, place and bytes open a private part, and it is what its entry committed to."""

import base64
import hashlib
import hmac
import secrets
import uuid

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pytest_django import Settings

from audit.ledger import keks, sealing
from audit.ledger.checks import check_settings
from audit.ledger.errors import BadEntry, BadKey, ForgedPrivatePart, UnknownKek

KEY = secrets.token_bytes(32)
EVENT_ID = uuid.uuid4()
ORIGIN = "desk.example/site"
PRIVATE = {"reason": "Ünïcode, with “quotes”", "names": ["Ann", None], "n": 1}


def unseal(
    sealed: bytes, committed: str, *, key: bytes = KEY, origin: str = ORIGIN, event_id: uuid.UUID = EVENT_ID
):  # type: ignore[no-untyped-def]
    return sealing.unseal(sealed, subject_key=key, origin=origin, event_id=event_id, committed=committed)


def seal() -> tuple[bytes, str]:
    return sealing.seal(PRIVATE, subject_key=KEY, origin=ORIGIN, event_id=EVENT_ID)


def test_what_is_sealed_opens_again_and_looks_different_each_time() -> None:
    (sealed, committed), (again, committed_again) = seal(), seal()
    assert unseal(sealed, committed) == unseal(again, committed_again) == PRIVATE
    assert sealed != again
    assert committed != committed_again


def test_the_blob_is_as_documented() -> None:
    sealed, committed = seal()
    context = f"disclosure-desk/private/v1\n{ORIGIN}\n{EVENT_ID}".encode()
    plaintext = AESGCM(KEY).decrypt(sealed[:12], sealed[12:], context)
    expected = '{"n":1,"names":["Ann",null],"reason":"Ünïcode, with “quotes”"}'.encode()
    assert plaintext[32:] == expected
    assert committed == hmac.new(plaintext[:32], expected, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("place", [0, 12, -1])
def test_a_changed_byte_is_found(place: int) -> None:
    sealed, committed = seal()
    changed = bytearray(sealed)
    changed[place] ^= 1
    with pytest.raises(ForgedPrivatePart):
        unseal(bytes(changed), committed)


@pytest.mark.parametrize("data", [b"{ }", b"no JSON", b"[1]", b"[[1,2]]", b"1", b"null", b"\xff", b""])
def test_what_is_no_object_in_canonical_json_is_forged_even_where_it_was_committed_to(data: bytes) -> None:
    event_key = secrets.token_bytes(32)
    sealed = sealing._encrypt(KEY, event_key + data, sealing._private_context(ORIGIN, EVENT_ID))
    with pytest.raises(ForgedPrivatePart, match="isn't an object in canonical JSON"):
        unseal(sealed, sealing.commitment(event_key, data))


def test_another_key_log_or_event_does_not_open_it() -> None:
    sealed, committed = seal()
    for other in (
        {"key": secrets.token_bytes(32)},
        {"origin": "desk.example/other"},
        {"event_id": uuid.uuid4()},
    ):
        with pytest.raises(ForgedPrivatePart):
            unseal(sealed, committed, **other)  # type: ignore[arg-type]
    with pytest.raises(ForgedPrivatePart):
        unseal(b"short", committed)


def test_a_part_sealed_by_someone_with_the_key_is_not_the_one_committed_to() -> None:
    _, committed = seal()
    forged, _ = seal()
    with pytest.raises(ForgedPrivatePart, match="committed"):
        unseal(forged, committed)


def test_a_private_part_has_a_largest_size() -> None:
    with pytest.raises(BadEntry, match="bytes"):
        sealing.seal({"x": "y" * sealing.LARGEST_PRIVATE}, subject_key=KEY, origin=ORIGIN, event_id=EVENT_ID)


def test_a_wrapped_key_opens_only_in_its_own_row() -> None:
    kek, key_id = keks.current_kek(), uuid.uuid4()
    wrapped = sealing.wrap(KEY, kek=kek, key_id=key_id, key_of="request:1")
    assert sealing.unwrap(wrapped, kek=kek, key_id=key_id, key_of="request:1") == KEY
    for other in ({"key_id": uuid.uuid4()}, {"key_of": "request:2"}, {"kek": keks.Kek("other", b"o" * 32)}):
        with pytest.raises(BadKey):
            sealing.unwrap(wrapped, **{"kek": kek, "key_id": key_id, "key_of": "request:1", **other})  # type: ignore[arg-type]


def test_keys_are_not_printed() -> None:
    assert "key=" not in repr(keks.current_kek())


def test_the_first_kek_wraps_and_all_of_them_unwrap(settings: Settings) -> None:
    old, new = (base64.b64encode(letter * 32).decode() for letter in (b"o", b"n"))
    settings.LEDGER_KEKS = [new, old]
    assert keks.current_kek().key == b"n" * 32
    old_id = hashlib.sha256(b"disclosure-desk/kek/v1\n" + b"o" * 32).hexdigest()[:16]
    assert keks.kek_by_id(old_id).key == b"o" * 32
    with pytest.raises(UnknownKek):
        keks.kek_by_id("0" * 16)
    assert check_settings(None) == []


@pytest.mark.parametrize("bad", [[], ["not base64!"], [base64.b64encode(b"short").decode()]])
def test_bad_keks_are_named_at_start_up(settings: Settings, bad: list[str]) -> None:
    settings.LEDGER_KEKS = bad
    with pytest.raises(BadKey, match="LEDGER_KEKS"):
        keks.current_kek()
    assert [found.id for found in check_settings(None)] == ["ledger.E001"]


def test_a_bad_origin_is_named_at_start_up(settings: Settings) -> None:
    settings.LEDGER_ORIGIN = "https://Desk/"
    assert [found.id for found in check_settings(None)] == ["ledger.E002"]
