"""Whom a message no longer reaches: between queueing and sending, a person may lose sight of the request."""

from django.core import mail

from practices import memberships
from practices.models import Membership
from requests_app import tasks
from requests_app.journey import conflicts
from requests_app.models import OutboxMessage
from tests.factories import journeys
from tests.factories.journeys import Team


def test_somebody_barred_meanwhile_gets_nothing(team: Team) -> None:
    request = journeys.submitted(team)
    conflicts.declare(key=request.key, by=team.ig_lead, kind="kinship")

    tasks.send_messages()

    assert [sent.to for sent in mail.outbox] == [["caldicott_guardian@y99991.example"]]
    given_up = OutboxMessage.objects.get(recipient=team.ig_lead)
    assert given_up.given_up_at is not None
    assert given_up.last_error == "no longer sees the request"


def test_somebody_whose_role_ended_meanwhile_gets_nothing(team: Team) -> None:
    journeys.submitted(team)
    held = Membership.objects.get(person=team.ig_lead, role="ig_lead")
    memberships.end(membership=held, by=team.people["practice_administrator"])

    assert tasks.send_messages() == 0
    assert mail.outbox == []
