"""The whole road, from draft to closed, on the real database."""

from audit.ledger.api import entries_about, log_name
from requests_app.models import Decision, Disclosure, Request
from tests.factories import journeys
from tests.factories.journeys import Team


def test_a_police_request_goes_from_draft_to_closed(team: Team) -> None:
    request = journeys.closed(team)

    assert request.state == "closed"
    assert request.reference == f"Y99991-{request.logged_at:%Y}-00001"
    assert Decision.objects.get(request=request).outcome == "DISCLOSE_FULL"
    assert [str(i) for i in Disclosure.objects.get(request=request).items.all()] == ["D06", "D08"]
    events = [e.event for e in entries_about(log_name(team.practice.public_id), request.about, limit=100)]
    assert len(events) == request.version  # one entry for each change, and no more
    assert "request.closed" in events


def test_refused(team: Team) -> None:
    request = journeys.closed(team, journeys.refused(team))

    assert request.outcome == "REFUSE_NCND"
    assert request.reply == "R-NCND"
    assert Request.objects.filter(state="closed").count() == 1
