"""What the database holds of telling the patient, whatever door a change comes through."""

import uuid
from datetime import timedelta
from typing import Any

import psycopg2
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audit.ledger.api import log_name, new_event_id
from consent.models import Telling
from requests_app.journey import guardian_decision, telling
from requests_app.models import Decision, Request
from tests.factories import journeys
from tests.factories.answers import PUT_OFF, TOLD, approval
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.support.databases import as_owner


def decided(team: Team, **data: Any) -> Request:
    request = journeys.submitted(team)
    telling.decide(key=request.key, by=team.practice_manager, data=data)
    return request


def test_the_application_adds_and_reads_and_nothing_else(db: None) -> None:
    with connection.cursor() as cursor:
        for right, held in (("SELECT", True), ("INSERT", True), ("UPDATE", False), ("DELETE", False)):
            cursor.execute("SELECT has_table_privilege('consent_telling', %s)", [right])
            assert cursor.fetchone() == (held,)
        cursor.execute(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = 'consent_telling'"
            " AND has_column_privilege('consent_telling', column_name, 'UPDATE')"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", ["UPDATE consent_telling SET id = id", "DELETE FROM consent_telling"])
def test_not_even_the_owner_changes_what_was_recorded(statement: str) -> None:
    decided(make_team(), what="now")
    with as_owner() as cursor, pytest.raises(psycopg2.Error, match="telling is never changed"):
        cursor.execute(statement)


def test_its_trigger_fires_whatever_the_session_says(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname = 'telling_is_never_changed'")
        assert cursor.fetchall() == [("A",)]


def row(team: Team, **columns: Any) -> Telling:
    """A row in a transaction that commits, without its ledger entry unless one is named."""
    given = {
        "practice": team.practice,
        "for_request": uuid.uuid4(),
        "round": 1,
        "what": "now",
        "recorded_by": team.ig_lead,
        "recorded_at": timezone.now(),
        "ledger_log": log_name(team.practice.public_id),
        "ledger_event": new_event_id(),
    }
    with transaction.atomic():
        made = Telling.objects.create(**given | columns)
        connection.check_constraints()
    return made


def test_no_row_without_its_entry(team: Team) -> None:
    with pytest.raises(IntegrityError, match="telling_has_ledger_entry"):
        row(team)


ALL_TOLD = {
    "what": "told",
    "told_on": timezone.localdate(),
    "means": "letter",
    "whom": "patient",
    "said": "Who asked",
}


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"what": "perhaps"}, "telling_is_known"),
        *((ALL_TOLD | {name: ""}, "telling_says_who_was_told_what") for name in ("means", "whom", "said")),
        (ALL_TOLD | {"told_on": None}, "telling_says_who_was_told_what"),
        ({"said": "Said without having been told"}, "telling_says_who_was_told_what"),
        (ALL_TOLD | {"whom": "parent"}, "telling_of_another_says_why"),
        *(({"what": what, "reason": "x"}, "telling_put_off_has_reason_and_day") for what in ("later", "not")),
        (
            {"what": "later", "again_on": timezone.localdate()},
            "telling_put_off_has_reason_and_day",
        ),
        ({"what": "now", "again_on": timezone.localdate()}, "telling_put_off_has_reason_and_day"),
        ({"what": "nobody"}, "telling_nobody_says_why"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_row_has_to_say(team: Team, columns: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        row(team, **columns)


@pytest.mark.parametrize("missing", [{"tell_reason": ""}, {"tell_review_on": None}], ids=["reason", "day"])
@pytest.mark.parametrize("tell", ["later", "not"])
def test_a_decision_to_put_it_off_has_its_reason_and_its_day(
    team: Team, tell: str, missing: dict[str, Any]
) -> None:
    request = journeys.at_decision(team)
    review = timezone.localdate() + timedelta(days=30)
    data = approval(request, tell_patient=tell, tell_reason="A suspect", tell_review_on=review)
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
    made = Decision.objects.get(request=request)
    fields = {
        field.attname: getattr(made, field.attname)
        for field in Decision._meta.concrete_fields
        if field.attname != "id"
    }
    with (
        pytest.raises(IntegrityError, match="decision_untold_has_reason_and_day"),
        transaction.atomic(),
    ):
        Decision.objects.create(**fields | missing | {"voided_at": timezone.now()})


def test_the_forms_of_the_factories_are_whole(team: Team) -> None:
    request = decided(team, what="told", **TOLD)
    telling.decide(key=request.key, by=team.caldicott_guardian, data={"what": "not", **PUT_OFF})
    assert [found.what for found in Telling.objects.filter(for_request=request.key)] == ["not", "told"]
