"""Nothing that names a patient, a requester or a reason is where it must not be, whatever goes wrong."""

import json
from typing import Any

import pytest

from tests.integration.leaks.conftest import LOGS, Told
from tests.integration.leaks.markers import found_in

pytestmark = pytest.mark.timeout(400)  # seconds; the first test waits for the whole story
CONTROL = "the control"
PLACES = [*LOGS.values(), "mails", "Redis", "sessions", "addresses", "titles", "headers", "error pages"]
#: The tables of a case, and of people and organisations by their own name. A new one is added on purpose.
MAY_NAME = {
    *(
        f"requests_app_{name}"
        for name in (
            "askeditem", "claimedlaw", "correction", "decision", "disclosure", "disposal", "disposalhold",
            "emergencyreview", "incident",
            "instrument", "itemdecision", "legalbasisfinding", "legalbasisreview", "note",
            "publicinterestfinding", "publicinterestreview", "release", "request", "requester",
            "requesterorganisation", "statuschange", "subject", "match", "triage", "verification",
        )
    ),
    "practices_person", "practices_practice", "practices_serviceaccount",
    "consent_objection",
}  # fmt: skip
#: Boxes whose contents the browser puts into an address: for a reference, and for an organisation's name.
DAYS = {f"{which}_{part}" for which in ("first", "last") for part in ("day", "month", "year")}
SEARCHED_BY_ADDRESS = {
    *("/requests/ reference", "/requesters/ text", "/agreements/ text", "/audit/Y*/entries/ reference"),
    *(f"/audit/Y*/{page}/ {part}" for page in ("entries", "report") for part in DAYS),
}


def named_in(rows: list[dict[str, Any]]) -> set[str]:
    """What is found in a table's rows, value by value."""
    values = [
        value if isinstance(value, str) else json.dumps(value) for row in rows for value in row.values()
    ]
    return set().union(*(found_in(value) for value in values)) if values else set()


@pytest.mark.parametrize("place", PLACES)
def test_nobody_is_named_in(left: Told, place: str) -> None:
    found = [found_in(text) for text in set(left.evidence[place])]
    named = {what: around for each in found for what, around in each.items() if what != CONTROL}
    assert named == {}


@pytest.mark.parametrize("place", [place for place in PLACES if place != LOGS["redis"]])
def test_the_search_finds_what_is_there_in(left: Told, place: str) -> None:
    """The control was left in each of these places on purpose."""
    assert any(CONTROL in found_in(text) for text in set(left.evidence[place]))


def test_redis_kept_a_log(left: Told) -> None:
    """Where nothing of ours can leave the control."""
    assert "Ready to accept connections" in left.evidence[LOGS["redis"]][0]


def test_nobody_is_named_in_tables_that_are_not_a_case_s(left: Told) -> None:
    """Ledger, outbox, sessions, permissions, Django's own: nowhere but in a case itself."""
    named = {name: named_in(rows) - {CONTROL} for name, rows in left.tables.items() if name not in MAY_NAME}
    assert {name: found for name, found in named.items() if found} == {}
    assert {name for name in named if name.startswith("ledger_")} >= {"ledger_event", "ledger_private"}


def test_the_search_finds_what_is_in_tables(left: Told) -> None:
    """The case itself, the entry and the message that were left on purpose."""
    assert {
        "the patient's name",
        "the patient's NHS number",
        "the patient's birth",
        "the patient's address",
    } <= (named_in(left.tables["requests_app_subject"]))
    assert named_in(left.tables["requests_app_requester"]) >= {
        "the officer's name",
        "the officer's email address",
    }
    assert "the purpose" in named_in(left.tables["requests_app_request"])
    for table in ("ledger_event", "requests_app_outboxmessage"):
        assert named_in(left.tables[table]) == {CONTROL}


def test_everything_really_went_wrong(left: Told) -> None:
    assert {what: how for what, how in left.happened.items() if how} == {}
    assert len(left.happened) > 55


def test_the_log_tells_what_went_wrong(left: Told) -> None:
    """By class, constraint and place in the code: enough to find the mistake without a value."""
    (web,), (worker,) = left.evidence[LOGS["web"]], left.evidence[LOGS["worker"]]
    for said in (
        "23514 new row for relation", "trap_of_the_test", "django.db.utils.DataError", "RaiseException",
        "builtins.KeyError at tests/integration/leaks/faults/pages.py", "caused by builtins.ValueError",
        "smtplib.SMTPRecipientsRefused", "SuspiciousOperation", "TooManyFieldsSent", "DisallowedHost",
        "Invalid request from somebody", "Not Found: (no such address)", "23505 duplicate key value",
    ):  # fmt: skip
        assert said in web
    assert "LookupError" in worker
    assert "retry: ValueError" in worker


def test_mail_was_refused_and_only_the_kind_of_failure_is_kept(left: Told) -> None:
    assert left.refusals > 3
    errors = {row["last_error"] for row in left.tables["requests_app_outboxmessage"]}
    assert errors == {"", "SMTPRecipientsRefused"}


def test_every_form_was_met(left: Told) -> None:
    """Each form with fields for typing gave its mistakes back to somebody."""
    refused = set().union(*(each.refused for each in left.crawled.values()))
    assert len(refused) > 35
    assert {"/requests/*/log/subject/", "/requests/*/legal-basis/", "/requests/*/decision/"} <= refused
    assert 500 not in set().union(*(each.statuses for each in left.crawled.values()))


def test_no_form_puts_a_person_into_an_address(left: Told) -> None:
    typed = set().union(*(each.typed_into_addresses for each in left.crawled.values()))
    assert typed == SEARCHED_BY_ADDRESS


def test_no_task_leaves_a_result(left: Told) -> None:
    assert not [text for text in left.evidence["Redis"] if "celery-task-meta" in text]
