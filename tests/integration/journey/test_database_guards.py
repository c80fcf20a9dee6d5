"""What the database refuses to the application's role, whatever the code above it does."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from requests_app.models import (
    Decision,
    Disclosure,
    ItemDecision,
    Release,
    ReleasedItem,
    Request,
    StatusChange,
)
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def own_team(transactional_db: None) -> Team:
    return make_team()


def sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(act: Callable[[], object], match: str) -> None:
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        act()


def test_it_is_the_applications_role(own_team: Team) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("desk_app",)


def test_a_change_of_state_without_its_ledger_entry_does_not_commit(own_team: Team) -> None:
    request = journeys.submitted(own_team)
    refused(
        lambda: StatusChange.objects.create(
            request=request, number=99, verb="accept", from_state="triage", to_state="legal_basis",
            changed_at=timezone.now(), ledger_log="practice/none", ledger_event=uuid.uuid4(),
        ),
        "statuschange_has_ledger_entry",
    )  # fmt: skip


def test_a_state_without_its_change_does_not_commit(own_team: Team) -> None:
    request = journeys.submitted(own_team)
    refused(
        lambda: Request.objects.filter(pk=request.pk).update(state="approved"), "request_state_has_its_change"
    )


@pytest.mark.parametrize("table", ["decision", "release", "disclosure"])
def test_nothing_decided_or_done_commits_without_its_ledger_entry(own_team: Team, table: str) -> None:
    request = journeys.disclosed(own_team)
    approved, other = journeys.approved(own_team), journeys.released(own_team)
    makers: dict[str, Callable[[], object]] = {
        "decision": lambda: _copy(
            request.decisions.get(), voided_at=timezone.now(), ledger_event=uuid.uuid4()
        ),
        "release": lambda: _release(approved, ledger_event=uuid.uuid4()),
        "disclosure": lambda: _copy(
            request.disclosures.get(), release_id=other.releases.get().pk, ledger_event=uuid.uuid4()
        ),
    }
    refused(makers[table], f"{table}_has_ledger_entry")


def _copy(row: Decision | Disclosure, **changes: object) -> None:
    row.pk = None
    row._state.adding = True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def _release(approved: Request, decision: Decision | None = None, **changes: object) -> Release:
    decision = decision or approved.decisions.get(voided_at=None)
    values = {
        "request": approved,
        "decision": decision,
        "recipient": decision.recipient,
        "route": decision.route,
        "released_by": decision.decided_by,
        "released_at": timezone.now(),
        "lapses_at": timezone.now() + timedelta(days=1),
        "ledger_log": decision.ledger_log,
        "ledger_event": decision.ledger_event,
    }
    return Release.objects.create(**(values | changes))


def test_a_release_needs_an_approved_request_and_its_live_decision(own_team: Team) -> None:
    waiting = journeys.at_decision(own_team)
    approved = journeys.approved(own_team)
    other = journeys.approved(own_team)
    refused(lambda: _release(approved, request=waiting), "a release needs an approved request")
    refused(lambda: _release(approved, request=other), "a release needs a live approval of its request")
    decision = approved.decisions.get()
    Decision.objects.filter(pk=decision.pk).update(voided_at=timezone.now())
    refused(lambda: _release(approved, decision), "a release needs a live approval of its request")


@pytest.mark.parametrize(
    "change",
    [{"recipient": "Somebody else"}, {"route": "by_hand"}, {"released_at": "later"}],
    ids=["recipient", "route", "expiry"],
)
def test_a_release_keeps_to_what_was_approved(own_team: Team, change: dict[str, object]) -> None:
    request = journeys.approved(own_team)
    if change == {"released_at": "later"}:
        expires_at = request.decisions.get().expires_at
        change = {"released_at": expires_at, "lapses_at": expires_at + timedelta(days=1)}
    refused(lambda: _release(request, **change), "keeps to the approved recipient, route and expiry")


def test_only_an_item_that_the_live_decision_discloses_can_be_released(own_team: Team) -> None:
    request = journeys.approved(own_team, withheld=("D08",))
    withheld = ItemDecision.objects.get(decision__request=request, outcome="withhold")
    elsewhere = ItemDecision.objects.filter(
        decision__request=journeys.approved(own_team), outcome="disclose"
    ).first()
    assert elsewhere is not None

    def released(item: ItemDecision, outcome: str = "disclose") -> None:
        ReleasedItem.objects.create(release=_release(request), item_decision=item, outcome=outcome)

    refused(lambda: released(withheld), "released_item_was_approved")
    refused(lambda: released(withheld, "withhold"), "released_item_is_disclosed")
    refused(lambda: released(elsewhere), "belongs to the decision of a live release")


FORBIDDEN = (
    "UPDATE requests_app_itemdecision SET outcome = 'disclose'",
    "DELETE FROM requests_app_itemdecision",
    "UPDATE requests_app_decision SET approves = true",
    "UPDATE requests_app_decision SET decided_by_id = 1",
    "DELETE FROM requests_app_decision",
    "UPDATE requests_app_statuschange SET reason = 'x'",
    "UPDATE requests_app_release SET recipient = 'x'",
    "UPDATE requests_app_disclosure SET recipient = 'x'",
    "DELETE FROM requests_app_disclosure",
    "UPDATE requests_app_note SET text = 'x'",
    "DELETE FROM requests_app_incident",
    "UPDATE ledger_event SET entry = 'x'",
    "DELETE FROM ledger_event",
    "TRUNCATE ledger_event CASCADE",
)


def test_what_was_decided_or_done_is_never_changed(own_team: Team) -> None:
    journeys.disclosed(own_team)
    for statement in FORBIDDEN:
        refused(partial(sql, statement), "permission denied|is never changed|append-only")


def test_who_took_part_stays(own_team: Team) -> None:
    request = journeys.submitted(own_team)
    refused(lambda: request.participations.all().delete(), "goes only with a draft")
    refused(lambda: request.participations.update(emergency=True), "goes only with a draft")
    refused(lambda: request.status_changes.all().delete(), "goes only with a draft")


def test_nobody_decides_what_they_prepared(own_team: Team) -> None:
    request = journeys.submitted(own_team)
    refused(
        lambda: sql(
            "INSERT INTO requests_app_participation (request_id, person_id, part, emergency, since)"
            " VALUES (%s, %s, 'decides', false, now())",
            request.pk,
            request.logged_by_id,
        ),
        "nobody_decides_what_they_prepared",
    )


def test_the_emergency_flag_of_a_part_is_the_requests_own(own_team: Team) -> None:
    request = journeys.submitted(own_team)
    refused(
        lambda: sql(
            "INSERT INTO requests_app_participation (request_id, person_id, part, emergency, since)"
            " VALUES (%s, %s, 'decides', true, now())",
            request.pk,
            request.logged_by_id,
        ),
        "participation_emergency_is_the_requests",
    )


def test_a_decision_needs_its_guardian_to_have_taken_part_as_one_who_decides(own_team: Team) -> None:
    request = journeys.at_decision(own_team)
    values = {
        "request": request, "approves": False, "outcome": "REFUSE_NCND", "reply": "R-NCND", "reason": "x",
        "decided_by": own_team.people["ig_lead"], "decided_at": timezone.now(),
        "ledger_log": request.status_changes.first().ledger_log,
        "ledger_event": request.status_changes.first().ledger_event,
    }  # fmt: skip
    refused(lambda: Decision.objects.create(**values), "decision_guardian_took_part")
    refused(lambda: Decision.objects.create(**values, part="prepares"), "decision_by_somebody_who_decides")


def test_a_review_needs_its_reviewer_to_have_taken_part(own_team: Team) -> None:
    request = journeys.submitted(own_team)
    refused(
        lambda: request.triage_set.create(
            reviewer=own_team.people["clinical_reviewer"], saved_at=timezone.now()
        ),
        "triage_reviewer_took_part",
    )


def test_a_request_that_has_a_reference_is_never_deleted(own_team: Team) -> None:
    request = journeys.submitted(own_team)
    with pytest.raises(IntegrityError):
        sql("DELETE FROM requests_app_request WHERE id = %s", request.pk)
