"""What the database holds of consents, whatever door a change comes through."""

import uuid
from datetime import timedelta
from functools import partial
from typing import Any

import psycopg2
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from consent.models import Asking, Consent
from kit.errors import NotPossible
from requests_app import policies
from requests_app.journey import guardian_decision, release
from requests_app.models import LegalBasisFinding
from tests.factories import consented, consents, journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.journey.test_database_guards import refused, sql
from tests.support.databases import as_owner

COLUMNS = {
    "consent": {
        "withdrawn_at",
        "withdrawn_by_id",
        "withdrawn_on",
        "withdrawn_how",
        "withdrawn_to",
        "withdrawal_event",
    },
    "asking": {"answer", "answer_reason", "answered_by_id", "answered_at", "answer_event", "consent_id"},
}


def rows(query: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_what_the_application_may_do(db: None, table: str) -> None:
    name = f"consent_{table}"
    held = {
        right
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
        if rows("SELECT has_table_privilege(%s, %s)", name, right) == [(True,)]
    }
    assert held == {"SELECT", "INSERT"}
    changeable = rows(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND has_column_privilege(%s, column_name, 'UPDATE')",
        name,
        name,
    )
    assert {column for (column,) in changeable} == COLUMNS[table]


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_every_trigger_fires_whatever_the_session_says(db: None, table: str) -> None:
    found = rows(
        "SELECT tgname, tgenabled FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND relname = %s",
        f"consent_{table}",
    )
    expected = {f"{table}_only_ends", f"{table}_ending_stands", f"{table}_is_never_deleted"}
    assert dict(found) == dict.fromkeys(expected, "A")


@pytest.mark.django_db(transaction=True)
def test_not_even_the_owner_changes_what_was_consented_to() -> None:
    team = make_team()
    request = consented.at(team, "decision")
    consents.asked(team, request)
    with as_owner() as cursor:
        for statement in (
            "UPDATE consent_consent SET recipient = 'Another'",
            'UPDATE consent_consent SET items = \'["D06", "D08", "D01"]\'',
            "UPDATE consent_asking SET answer_by = answer_by + 1",
        ):
            with pytest.raises(psycopg2.Error, match="is never changed, only ended"):
                cursor.execute(statement)
        for table in COLUMNS:
            with pytest.raises(psycopg2.Error, match="is never changed"):
                cursor.execute(f"DELETE FROM consent_{table}")


@pytest.mark.django_db(transaction=True)
def test_what_was_withdrawn_or_answered_stands() -> None:
    team = make_team()
    request = consented.at(team, "decision")
    consents.asked(team, request)
    consents.answered(team, request)
    consents.withdrawn(team, consents.consent_of(request))
    refused(
        partial(sql, "UPDATE consent_consent SET withdrawn_to = 'Nobody'"), "consent_consent is never changed"
    )
    refused(partial(sql, "UPDATE consent_asking SET answer = 'given'"), "consent_asking is never changed")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("statement", "name"),
    [
        (
            "UPDATE consent_consent SET withdrawn_at = now(), withdrawn_by_id = recorded_by_id",
            "consent_withdrawal_is_whole",
        ),
        (
            "UPDATE consent_consent SET withdrawn_at = now(), withdrawn_by_id = recorded_by_id, withdrawn_on"
            " = given_on, withdrawn_how = 'phone', withdrawn_to = 'x', withdrawal_event = gen_random_uuid()",
            "consent_ending_has_ledger_entry",
        ),
    ],
    ids=["half", "no-entry"],
)
def test_no_withdrawal_without_the_whole_of_it(statement: str, name: str) -> None:
    consented.at(make_team(), "legal_basis")
    refused(partial(sql, statement), name)


#: Fields that a consent can't have, and the constraint that says so.
WRONG: dict[str, dict[str, Any]] = {
    "consent_speaker_and_authority": {"given_by": "parent", "given_by_name": "", "authority_seen": "x"},
    "consent_was_informed": {"explained": ""},
    "consent_of_a_child_competence": {"patient_is_child": True, "competence": ""},
    "consent_names_items": {"items": []},
    "consent_has_evidence": {"evidence": ""},
    "consent_by_phone_two_identifiers": {"how": "phone", "identifier_one": "name", "identifier_two": "name"},
    "consent_ends_not_before_it_starts": {"valid_until": timezone.localdate().replace(year=2020)},
    "consent_starts_not_before_it_was_given": {"valid_from": timezone.localdate().replace(year=2020)},
    "consent_to_the_powerful_freely_given": {"requester_has_power": True, "freely_given": ""},
    "consent_has_ledger_entry": {"ledger_event": uuid.uuid4()},
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_consent_is_whole_by_any_door(name: str) -> None:
    team = make_team()
    request = journeys.triaged(team, journeys.submitted(team))
    real = consents.given(team, request)
    fields = {
        field.attname: getattr(real, field.attname)
        for field in Consent._meta.concrete_fields
        if field.name not in ("id", "key")
    }
    refused(lambda: Consent.objects.create(**fields | WRONG[name]), name)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("wrong", ["another request's", "another item", "withdrawn", "none"])
def test_a_finding_rests_on_a_live_consent_of_its_request(wrong: str) -> None:
    team = make_team()
    request = consented.at(team, "legal_basis")
    finding = LegalBasisFinding.objects.get(effect="consented")
    consent = finding.consent
    if wrong == "another request's":
        consent = consents.given(team, journeys.triaged(team, journeys.submitted(team)))
    if wrong == "another item":
        consent = consents.given(team, request, items=["D08"])
    if wrong == "withdrawn":
        consents.withdrawn(team, consent)
    values = {"review": finding.review, "item": finding.item, "effect": "consented", "article6": "A6-a"}
    values |= {"confidentiality": "CLDC-1", "consent": None if wrong == "none" else consent}
    finding.delete()
    expected = (
        "legal_finding_consented_names_consent" if wrong == "none" else "a finding rests on a live consent"
    )
    refused(lambda: LegalBasisFinding.objects.create(**values), expected)


def released_past_the_rules(team: Team, request: Any, patch: pytest.MonkeyPatch) -> None:
    """What a release would do if no rule asked: only the database is left."""
    for name in ("consent_stands", "consents_cover"):
        patch.setattr(policies.consents, name, lambda *_, **__: None)
    patch.setattr(policies.reviews, "consent_stands", lambda *_: None)
    patch.setattr(policies, "last_day_consented", lambda *_: None)
    decision = request.decisions.get(voided_at=None)
    release.release(
        key=request.key, by=team.practice_manager, tokens=["D06"],
        recipient=decision.recipient, route=decision.route,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_a_release_that_no_rule_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    team = make_team()
    request = consented.at(team, "approved")
    consents.withdrawal_alone(consents.consent_of(request), team)
    with pytest.raises(Exception, match="doesn't cover this, or was withdrawn") as refusal:
        released_past_the_rules(team, request, monkeypatch)
    assert not isinstance(refusal.value, IntegrityError), "in words"
    assert not request.releases.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("days", [-1, 91])
def test_the_database_refuses_a_release_outside_its_days(days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    team = make_team()
    request = consented.at(team, "decision")
    data = journeys.approval(request, expires_at=timezone.now() + timedelta(days=120))
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
    with rules.later(days=days), pytest.raises(Exception, match="doesn't cover this, or was withdrawn"):
        released_past_the_rules(team, journeys.fresh(request), monkeypatch)


def test_what_was_found_before_consents_were_recorded_releases_nothing(team: Team) -> None:
    request = consented.at(team, "approved")
    review = request.legalbasisreview_set.get(voided_at=None)
    older = review.findings.get(item__code="D06")
    older.consent = None
    review._prefetched_objects_cache = {"findings": [older]}
    with pytest.raises(NotPossible, match="D06 rests on a consent that the register does not hold"):
        policies.consent_stands(request, review)


def test_an_asking_is_answered_whole(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    asking = consents.asked(team, request)
    for change in ({"answer": "refused"}, {"answered_at": timezone.now(), "answered_by": team.ig_lead}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Asking.objects.filter(pk=asking.pk).update(**change)
