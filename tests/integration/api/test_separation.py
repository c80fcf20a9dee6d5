"""A program counts for nobody: what it logged takes as many people as what somebody logged (INV-11)."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kit.errors import NotAllowed
from practices.permissions import access_of
from requests_app import permissions, policies, workflow
from requests_app.journey import triage, withdrawal
from requests_app.models import Participation, Request, StatusChange
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.factories.people import a_member
from tests.integration.api.conftest import Program
from tests.integration.matrix.world import ALL_TRADES


@pytest.fixture
def logged(program: Program) -> Request:
    assert program.log().status_code == 201
    return Request.objects.get()


def test_a_program_does_no_other_step(team: Team, program: Program, logged: Request) -> None:
    for row in workflow.TRANSITIONS:
        own = permissions.standing(logged, access_of(program.person))
        assert permissions.why_not_transition(row, own) or row.verb == "submit" or not row.permission
    with pytest.raises(NotAllowed):
        triage.accept(key=logged.key, by=program.person)
    with pytest.raises(NotAllowed):
        withdrawal.withdraw(
            key=logged.key, by=program.person, outcome="WITHDRAWN_BY_REQUESTER", reason="They wrote"
        )


def test_who_triages_what_a_program_logged_stands_in_for_it(team: Team, logged: Request) -> None:
    everything = a_member(team.practice, *ALL_TRADES, full_name="Lee Logger")
    team.people["practice_manager"] = everything
    request = journeys.triaged(team, logged)
    own = permissions.standing(request, access_of(everything))
    assert own.is_logger
    assert "somebody else" in own.why_not("decide_request")
    assert own.why_not("review_public_interest")
    skip = workflow.find("skip_test", request.state)
    assert skip is not None
    assert "someone else" in permissions.why_not_transition(skip, own)
    assert not permissions.standing(request, access_of(team.ig_lead)).is_logger


def test_the_guard_holds_it_too(team: Team, logged: Request) -> None:
    """Also where the triager saved the review and another finishes it."""
    request = journeys.triaged(team, logged)
    request = Request.objects.get(pk=request.pk)
    assert policies.logged_by_hand(request) == {request.logged_by_id, team.practice_manager.pk}
    by_hand = journeys.submitted(team, by="ig_lead")
    assert policies.logged_by_hand(Request.objects.get(pk=by_hand.pk)) == {team.ig_lead.pk}


def test_the_database_lets_no_program_decide(team: Team, program: Program, logged: Request) -> None:
    with pytest.raises(IntegrityError, match="logs requests and does nothing else"), transaction.atomic():
        Participation.objects.create(
            request=logged, person=program.person, part="decides", since=timezone.now()
        )
    change = StatusChange.objects.filter(request=logged).latest("number")
    change.pk, change.number, change.verb = None, 9, "approve"
    with pytest.raises(IntegrityError, match="logs requests and does nothing else"), transaction.atomic():
        change.save()
