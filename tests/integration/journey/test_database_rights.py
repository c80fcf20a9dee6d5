"""What the application may do to each table, and what not even the owner undoes by a plain statement."""

from functools import partial
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from requests_app.journey import conflicts, correction, disposal, emergency, incident, notes, reporting
from requests_app.models import DisclosedItem, Participation, Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.journey.test_database_guards import refused, sql
from tests.support.databases import as_owner

FROZEN = ("clockchange", "correction", "discloseditem", "disclosure", "emergencyreview", "incident",
          "incidentreport", "itemdecision", "note", "releaseditem")  # fmt: skip
COLUMNS = {
    "decision": {"voided_at", "voided_because"},
    "release": {"ended_at", "ended_because"},
    "participation": {"emergency"},
    "statuschange": set(),
    "conflict": set(),
    "agreementchange": {"confirmed_by_id", "confirmed_at", "declined_by_id", "declined_at"},
    "agreementjoining": {"confirmed_by_id", "confirmed_at", "left_by_id", "left_at", "left_because"},
    "prohibitionoverride": {"confirmed_by_id", "confirmed_at", "voided_at", "voided_because"},
    "objectionweighing": {"voided_at", "voided_because"},
    "advicereferral": {"answer", "answered_by_name", "answered_on", "recorded_by_id", "recorded_at"},
    "catalogueversion": set(),
    "disposal": {"confirmed_by_id", "confirmed_at", "declined_by_id", "declined_at"},
    "disposalhold": {"lifted_by_id", "lifted_at"},
    "clock": {
        "started_at",
        "due_at",
        "due_on",
        "state",
        "stopped_at",
        "stopped_days",
        "met_at",
        "ended_at",
        "explanation",
        "extended",
        "rung",
        "next_at",
    },
    "reminder": {"message_id", "read_at", "dropped_at", "dropped_because"},
    "calendarfeed": {"digest", "made_at", "last_read_at"},
    "handover": {
        "relevant_on",
        "acknowledged_by_id",
        "acknowledged_at",
        "extended_by_id",
        "extended_at",
        "extension_reason",
        "extended_to",
        "notice_sent_on",
        "reported_on",
        "answered_by_id",
        "answered_at",
        "answer",
        "closed_by_id",
        "closed_at",
    },
} | {name: set() for name in (*FROZEN, "takenin")}
# A draft's own rows go with it, a calendar's address when its owner gives it up; what is frozen stays.
DELETABLE = {"participation", "statuschange", "calendarfeed"}


def rows(query: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_what_the_application_may_do_to_a_table(db: None, table: str) -> None:
    name = f"requests_app_{table}"
    held = {
        right
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
        if rows("SELECT has_table_privilege(%s, %s)", name, right) == [(True,)]
    }
    assert held == {"SELECT", "INSERT"} | ({"DELETE"} if table in DELETABLE else set())
    changeable = rows(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND has_column_privilege(%s, column_name, 'UPDATE')",
        name,
        name,
    )
    assert {column for (column,) in changeable} == COLUMNS[table]


def test_every_trigger_fires_whatever_the_session_says(db: None) -> None:
    found = rows(
        "SELECT tgname, tgenabled FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND relname LIKE 'requests_app_%%'"
    )
    expected = {f"{name}_is_never_changed" for name in FROZEN} | {
        "release_needs_approval",
        "finding_rests_on_consent",
        "released_item_keeps_to_consent",
        "released_item_of_its_decision",
        "disclosed_item_of_its_release",
        "statuschange_goes_only_with_a_draft",
        "participation_goes_only_with_a_draft",
        "participation_of_a_program",
        "change_by_a_program",
        "catalogueversion_is_never_changed",
        "disposal_answer_stands",
        "disposalhold_answer_stands",
    }
    assert dict(found) == dict.fromkeys(expected, "A")


def everything(team: Team) -> Request:
    """A row in every table that is frozen."""
    request = journeys.disclosed(team, journeys.released(team, rules.emergency_approved(team)))
    emergency.review(key=request.key, by=team.data_protection_officer, finding="right", reason="A life")
    notes.add(key=request.key, by=team.ig_lead, text="Read")
    conflicts.declare(key=request.key, by=team.ig_lead, kind="treated")
    data = {"kind": "other", "what_left": "x", "to_whom": "", "happened_at": None, "aware_at": timezone.now()}
    made = incident.record_incident(practice=team.practice, by=team.ig_lead, data=data, request=request)
    reporting.record_report(
        incident=made, by=team.caldicott_guardian, reported_at=None, reason="It came back unread"
    )
    other = journeys.submitted(team)
    correction.correct(
        key=other.key, by=team.ig_lead, part="purpose", data={"purpose": "x", "offence": ""}, because="x"
    )
    return request


@pytest.mark.django_db(transaction=True)
def test_not_even_the_owner_changes_what_was_done() -> None:
    request = everything(make_team())
    with as_owner() as cursor:
        for table in FROZEN:
            for statement in ("UPDATE requests_app_{0} SET id = id", "DELETE FROM requests_app_{0}"):
                with pytest.raises(psycopg2.Error, match=f"requests_app_{table} is never changed"):
                    cursor.execute(statement.format(table))
        for statement in (
            "UPDATE requests_app_participation SET emergency = false",
            "DELETE FROM requests_app_participation",
            "DELETE FROM requests_app_statuschange",
        ):
            with pytest.raises(psycopg2.Error, match="goes only with a draft"):
                cursor.execute(statement)
    assert request.disclosures.count() == 1


ANSWERS = {
    "disposal": ("confirmed_by_id = NULL, confirmed_at = NULL", "declined_by_id = NULL, declined_at = NULL"),
    "disposalhold": ("lifted_by_id = NULL, lifted_at = NULL", "lifted_at = now()"),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("table", "back"), [(table, back) for table, sets in ANSWERS.items() for back in sets]
)
def test_what_was_answered_about_a_disposal_stands(table: str, back: str) -> None:
    """A proposal that waits can be answered, and a hold be lifted: once."""
    team = make_team()
    request = journeys.long_closed(journeys.closed(team))
    disposal.propose(key=request.key, by=team.ig_lead, reason="Not needed")
    disposal.hold(key=request.key, by=team.ig_lead, reason="Court")
    disposal.lift(key=request.key, by=team.ig_lead, reason="Over")
    if "declined" in back:
        disposal.decline(key=request.key, by=team.caldicott_guardian)
    else:
        disposal.confirm(key=request.key, by=team.caldicott_guardian)
    change = f"UPDATE requests_app_{table} SET {back}"
    refused(partial(sql, change), f"requests_app_{table} is never changed")
    with as_owner() as cursor:
        for statement in (change, f"DELETE FROM requests_app_{table}"):
            with pytest.raises(psycopg2.Error, match=f"requests_app_{table} is never changed"):
                cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_a_disclosed_item_belongs_to_its_disclosures_release() -> None:
    team = make_team()
    sent, other = journeys.disclosed(team), journeys.released(team)
    elsewhere = other.releases.get().items.first()
    refused(
        lambda: DisclosedItem.objects.create(disclosure=sent.disclosures.get(), released_item=elsewhere),
        "belongs to the release of its disclosure",
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("triage_set", "triage_reviewer_took_part"),
        ("legalbasisreview_set", "legalbasisreview_reviewer_took_part"),
        ("publicinterestreview_set", "publicinterestreview_reviewer_took_part"),
    ],
)
def test_every_reviewer_took_part(kind: str, name: str) -> None:
    team = make_team()
    request = journeys.submitted(team)
    refused(partial(getattr(request, kind).create, reviewer=team.auditor, saved_at=timezone.now()), name)


@pytest.mark.django_db(transaction=True)
def test_an_emergency_flag_can_not_change_under_those_who_took_part() -> None:
    request = journeys.submitted(make_team())
    refused(
        lambda: Request.objects.filter(pk=request.pk).update(emergency=True, emergency_reason="x"),
        "participation_emergency_is_the_requests",
    )
    assert Participation.objects.filter(emergency=True).count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_approval_without_its_end_is_no_approval() -> None:
    """The constraint holds what the journey asks for."""
    team = make_team()
    decision = journeys.approved(team).decisions.get()
    with as_owner() as cursor, pytest.raises(psycopg2.Error, match="decision_approval_is_bounded"):
        cursor.execute("UPDATE requests_app_decision SET expires_at = NULL WHERE id = %s", [decision.pk])
    refused(partial(sql, "UPDATE requests_app_decision SET expires_at = NULL"), "permission denied")
