"""Verification: what an owner of the tables changes behind the guards is found and named."""

import io
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from audit.ledger import verifying
from audit.ledger.api import ForgedPrivatePart, Progress, known_logs, reveal, verify_log
from audit.ledger.entry import leaf_hash
from audit.ledger.management.commands import verify_ledger
from audit.ledger.models import Event
from tests.factories.ledger import a_request, entry_text, recorded

pytestmark = pytest.mark.django_db(transaction=True)


def verified(log: str = "site") -> Progress:
    """Verification at its end."""
    *_, last = verify_log(log)
    return last


def found(log: str = "site") -> list[tuple[int | None, str]]:
    return [(finding.leaf_index, finding.code) for finding in verified(log).findings]


@pytest.fixture
def tamper(unguarded: Any) -> Callable[..., None]:
    """Three entries, the middle one with a private part, and a statement run by who owns the tables."""
    for n in range(3):
        recorded(facts={"n": n}, private={"n": n} if n == 1 else None)
    assert found() == []
    return lambda statement, *values: unguarded.execute(statement, values or None)


def test_a_sound_log_has_no_findings_and_tells_how_far_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "RANGE", 2)
    for n in range(5):
        recorded(private={"n": n} if n % 2 else None)
    assert [(step.log, step.size, step.checked) for step in verify_log("site")] == [
        ("site", 5, 2),
        ("site", 5, 4),
        ("site", 5, 5),
    ]
    last = verified()
    assert (last.findings, last.privates_proved, last.privates_destroyed, last.privates_unopened) == (
        [],
        2,
        0,
        0,
    )


def test_a_log_that_does_not_exist_is_empty() -> None:
    assert (verified().size, verified().checked) == (0, 0)
    assert found() == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE ledger_event SET entry = replace(entry, '\"n\":1', '\"n\":2')", [(1, "leaf_hash")]),
        ("UPDATE ledger_event SET leaf_hash = sha256('x') WHERE leaf_index = 0", [(0, "leaf_hash")]),
        ("DELETE FROM ledger_private; DELETE FROM ledger_event WHERE leaf_index = 1", [(1, "missing")]),
        ("DELETE FROM ledger_event WHERE leaf_index = 2", [(None, "head"), (2, "missing")]),
        ("UPDATE ledger_head SET size = 2", [(None, "head")]),
        ("DELETE FROM ledger_head", [(None, "head"), (0, "origin"), (1, "origin"), (2, "origin")]),
        ("UPDATE ledger_head SET origin = 'x/site'", [(0, "origin"), (1, "origin"), (2, "origin")]),
        ("UPDATE ledger_private SET sealed = sealed || 'x'", [(1, "private")]),
        ("UPDATE ledger_key SET wrapped = wrapped || 'x'", [(1, "private")]),
        ("UPDATE ledger_key SET key_of = 'person:other'", [(1, "private"), (1, "private")]),
        ("DELETE FROM ledger_private", [(1, "private")]),
        ("UPDATE ledger_event SET leaf_index = 4 WHERE leaf_index = 2",
         [(None, "head"), (2, "missing"), (3, "missing")]),
        ("UPDATE ledger_event SET event = 'test.other'"
         " WHERE leaf_index = 2", [(2, "copy")]),
    ],
)  # fmt: skip
def test_tampering_is_found_and_named(
    tamper: Callable[..., None], statement: str, expected: list[tuple[int | None, str]]
) -> None:
    tamper(statement)
    assert found() == expected


def test_an_entry_rewritten_with_its_hash_is_found_where_its_form_or_private_part_gives_it_away(
    tamper: Callable[..., None],
) -> None:
    loose = entry_text().replace(",", ", ")
    tamper("UPDATE ledger_event SET entry = %s, leaf_hash = %s WHERE leaf_index = 0", loose, leaf_hash(loose))
    assert found() == [(0, "form")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"v":1', '"v":2'),
        ('"v":1', '"v":true'),
        ('"private":null', '"private":{}'),
        ('"private":null', '"private":[]'),
        ('"private":null', f'"private":{{"hmac_sha256":"{"0" * 64}"}}'),
        ('"private":null', f'"private":{{"hmac_sha256":"{"0" * 64}","key_of":1}}'),
        ('"private":null', f'"private":{{"hmac_sha256":"{"0" * 64}","key_of":"a:b","more":1}}'),
        ('"private":null', '"private":{"hmac_sha256":"short","key_of":"a:b"}'),
        ('"private":null', '"private":{"hmac_sha256":1,"key_of":"a:b"}'),
        ('"facts":{"n":0}', '"facts":[1]'),
        ("test.happened", "test.h\\u0061ppened"),
        ('{"about"', '["about"'),
    ],
)
def test_another_form_is_found_whatever_it_is(tamper: Callable[..., None], old: str, new: str) -> None:
    text = Event.objects.get(leaf_index=0).entry
    assert old in text
    other = "[1,2]" if new.startswith("[") else text.replace(old, new)
    tamper("UPDATE ledger_event SET entry = %s, leaf_hash = %s WHERE leaf_index = 0", other, leaf_hash(other))
    assert found() == [(0, "form")]


def test_a_private_part_moved_to_another_entry_does_not_open(tamper: Callable[..., None]) -> None:
    other = recorded(private={"n": 3})
    tamper(
        """UPDATE ledger_private SET (key_id, sealed) =
        (SELECT key_id, sealed FROM ledger_private p WHERE p.event_id <> ledger_private.event_id)"""
    )
    assert {index for index, code in found()} == {1, 3}
    with pytest.raises(ForgedPrivatePart):
        reveal("site", other.event_id)


def test_a_private_part_given_to_an_entry_that_has_none_is_found(tamper: Callable[..., None]) -> None:
    tamper(
        """INSERT INTO ledger_private SELECT log, e.event_id, key_id, sealed
        FROM ledger_private JOIN ledger_event e USING (log) WHERE e.leaf_index = 0"""
    )
    assert found() == [(0, "private")]


def test_a_vanished_head_or_vanished_entries_still_show_the_log(tamper: Callable[..., None]) -> None:
    practice = uuid.uuid4()
    recorded(practice=practice)
    tamper("DELETE FROM ledger_head WHERE log = 'site'")
    tamper("DELETE FROM ledger_event WHERE log <> 'site'")
    assert known_logs() == [f"practice/{practice}", "site"]


def test_a_private_part_whose_kek_is_not_at_hand_is_neither_proved_nor_refuted(settings: Settings) -> None:
    recorded(private={"why": "so"}, about=a_request())
    settings.LEDGER_KEKS = ["bm90IHRoZSBrZXkgdGhhdCB3cmFwcGVkIGl0IGF0IGE="]
    last = verified()
    assert (last.findings, last.privates_proved, last.privates_unopened) == ([], 0, 1)


def test_the_command_says_what_it_checked_and_what_it_could_not() -> None:
    recorded(private={"why": "so"})
    recorded(practice=uuid.uuid4())
    out = io.StringIO()
    call_command("verify_ledger", stdout=out)
    assert "site: 1 of 1 entries; private parts: 1 proved" in out.getvalue()
    assert "practice/" in out.getvalue()
    assert "Not checked: signatures." in out.getvalue()
    assert "whether somebody who holds the signing key made all\nof this anew" in out.getvalue()
    assert "Everything that was checked agrees." in out.getvalue()


def test_the_command_names_what_does_not_agree_and_fails(tamper: Callable[..., None]) -> None:
    tamper("UPDATE ledger_head SET size = 4")
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="2 findings"):
        call_command("verify_ledger", "site", stdout=out, stderr=err)
    assert "site, the whole log: head: the head says 4" in err.getvalue()
    assert "site, entry 3: missing" in err.getvalue()
    assert "agrees." not in out.getvalue()


def test_the_command_goes_on_after_a_log_that_can_not_be_verified(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    practice = uuid.uuid4()
    recorded(practice=practice)
    recorded()
    real = verify_ledger.verify_log

    def breaking(log: str) -> Iterator[Progress]:
        if log != "site":
            raise ValueError("year 20000 is out of range")
        yield from real(log)

    monkeypatch.setattr(verify_ledger, "verify_log", breaking)
    out = io.StringIO()
    with pytest.raises(CommandError, match="2 findings"):
        call_command("verify_ledger", stdout=out, stderr=out)
    assert f"practice/{practice}, the whole log: unverified: an error stopped it" in out.getvalue()
    assert "site: 1 of 1 entries" in out.getvalue()
    assert f"practice/{practice} can't be verified: ValueError; reference" in caplog.text


def test_the_command_shows_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "RANGE", 2)
    for _ in range(3):
        recorded()
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    call_command("verify_ledger", stdout=terminal, no_color=True)
    assert "site: 2 of 3\r" in terminal.getvalue()
