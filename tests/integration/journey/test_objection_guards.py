"""What the database holds of objections and people's pages, whatever door a change comes through."""

from typing import Any

import psycopg2
import pytest
from django.db import IntegrityError, connection, transaction

from consent.models import Objection, PatientPage
from tests.factories import journeys, objecting
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.support.databases import as_owner

COLUMNS = {
    "objection": {"ended_at", "ended_by_id", "ended_because", "ended_event"},
    "patientpage": set(),
}
TRIGGERS = {
    *("objection_only_ends", "objection_ending_stands", "objection_is_never_deleted"),
    "patientpage_is_never_changed",
}
ENDED = "ended_at = now(), ended_by_id = recorded_by_id, ended_because = 'x', ended_event = ledger_event"


def rows(query: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_the_application_only_ends(db: None, table: str) -> None:
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


def test_the_triggers_fire_whatever_the_session_says(db: None) -> None:
    found = rows(
        "SELECT tgname, tgenabled FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND relname IN ('consent_objection', 'consent_patientpage')"
    )
    assert dict(found) == dict.fromkeys(TRIGGERS, "A")


@pytest.mark.django_db(transaction=True)
def test_not_even_the_owner_changes_what_was_said() -> None:
    objecting.recorded(make_team())
    with as_owner() as cursor:
        for statement, says in (
            ("UPDATE consent_objection SET words = 'x'", "never changed, only ended"),
            ("UPDATE consent_objection SET nhs_number_index = 'x'", "never changed, only ended"),
            ("DELETE FROM consent_objection", "never changed"),
            ("UPDATE consent_patientpage SET nhs_number_index = 'x'", "never changed"),
            ("DELETE FROM consent_patientpage", "never changed"),
        ):
            with pytest.raises(psycopg2.Error, match=says):
                cursor.execute(statement)
        cursor.execute(f"UPDATE consent_objection SET {ENDED}")
        with pytest.raises(psycopg2.Error, match="never changed"):
            cursor.execute("UPDATE consent_objection SET ended_because = 'y'")


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("objection_of_somebody", {"nhs_number_index": "", "name_and_birth_index": ""}),
    ("objection_says_against_whom", {"against": "kind"}),
    ("objection_says_against_whom", {"requester_kind": "police"}),
    ("objection_says_against_whom", {"against": "organisation"}),
    ("objection_speaker_named", {"said_by": "parent"}),
    ("objection_in_words", {"words": ""}),
    ("objection_ending_is_whole", {"ended_because": "x"}),
]


@pytest.mark.parametrize(
    ("constraint", "fields"), REFUSED, ids=[f"{name}-{'-'.join(fields)}" for name, fields in REFUSED]
)
def test_what_the_table_refuses(team: Team, constraint: str, fields: dict[str, Any]) -> None:
    objection = objecting.recorded(team)
    objection.pk, objection._state.adding = None, True
    objection.key = objecting.page_of(team).key
    for name, value in fields.items():
        setattr(objection, name, value)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        objection.save()


def test_a_person_has_one_page_and_it_is_somebodys(team: Team) -> None:
    page = objecting.page_of(team)
    given = {
        "practice": team.practice, "made_by": team.ig_lead, "made_at": page.made_at,
        "ledger_log": page.ledger_log, "ledger_event": page.ledger_event,
    }  # fmt: skip

    with pytest.raises(IntegrityError, match="patient_page_of_somebody"), transaction.atomic():
        PatientPage.objects.create(**given)
    with pytest.raises(IntegrityError, match="patient_page_once"), transaction.atomic():
        PatientPage.objects.create(
            nhs_number_index=page.nhs_number_index, name_and_birth_index=page.name_and_birth_index, **given
        )


@pytest.mark.django_db(transaction=True)
def test_nothing_commits_without_its_ledger_entry() -> None:
    team = make_team()
    objection = objecting.recorded(team)
    objection.pk, objection._state.adding = None, True
    objection.key, objection.ledger_event = objection.page.key, objection.page.key

    with pytest.raises(IntegrityError, match="objection_has_ledger_entry"):
        objection.save()
    assert Objection.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_weighed_it_took_part() -> None:
    team = make_team()
    request, objection = journeys.at_decision(team), objecting.recorded(team)
    objecting.weighed(team, request, objection)
    row = request.objection_weighings.get()
    request.objection_weighings.update(voided_at=row.weighed_at)
    row.pk, row._state.adding, row.weighed_by = None, True, team.auditor

    with pytest.raises(IntegrityError, match="objection_weigher_took_part"):
        row.save()
