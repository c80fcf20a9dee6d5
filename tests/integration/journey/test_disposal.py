"""A case's encrypted details go by two people, when their time is over and nothing holds them."""

from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.ledger.api import Entry, KeyInUse, entries, entries_about, log_name, reveal, verify_log
from audit.ledger.models import Key
from kit.errors import NotAllowed, NotPossible, StalePage
from practices import practice_settings
from practices.models import Practice
from requests_app.journey import disposal, incident, notes, reopening, withdrawal
from requests_app.models import Disposal, DisposalHold, OutboxMessage, Request
from requests_app.policies import disposal as policy
from tests.factories import journeys
from tests.factories.journeys import Team

WHY = "Nothing needs them any more"


@pytest.fixture
def old(team: Team) -> Request:
    """Closed seven years ago, when six are set."""
    return journeys.long_closed(journeys.closed(team), years=7)


def propose(old: Request, team: Team, by: str = "ig_lead") -> None:
    disposal.propose(key=old.key, by=team.people[by], reason=WHY)


def private_entries(request: Request) -> list[Entry]:
    found = entries_about(log_name(request.practice.public_id), request.about, limit=500)
    return [entry for entry in found if entry.private]


def newest(team: Team, count: int = 1) -> list[Entry]:
    return entries(log_name(team.practice.public_id), limit=count)


def test_two_people_destroy_the_key_and_the_proofs_stand(team: Team, old: Request) -> None:
    log = log_name(team.practice.public_id)
    kept = private_entries(old)
    assert all(reveal(log, entry.event_id) for entry in kept)
    propose(old, team)
    disposal.confirm(key=old.key, by=team.caldicott_guardian)
    assert [reveal(log, entry.event_id) for entry in kept] == [None] * len(kept)
    assert not Key.objects.filter(key_of=old.about, wrapped__isnull=False).exists()
    *_, progress = verify_log(log)
    assert progress.findings == []
    assert progress.privates_destroyed == len(kept) > 3


def test_the_ledger_tells_who_proposed_confirmed_and_destroyed(team: Team, old: Request) -> None:
    propose(old, team)
    disposal.confirm(key=old.key, by=team.caldicott_guardian)
    confirmed, destroyed, proposed = newest(team, 3)
    assert [confirmed.event, destroyed.event, proposed.event] == [
        "disposal.confirmed",
        "ledger.key_destroyed",
        "disposal.proposed",
    ]
    assert destroyed.about == proposed.about == old.about
    assert proposed.actor == team.ig_lead.opaque
    assert {confirmed.actor, destroyed.actor} == {team.caldicott_guardian.opaque}
    assert destroyed.facts["proposed_by"] == team.ig_lead.opaque
    assert confirmed.private is None


def test_another_case_keeps_its_details(team: Team, old: Request) -> None:
    other = journeys.closed(team)
    propose(old, team)
    disposal.confirm(key=old.key, by=team.caldicott_guardian)
    log = log_name(team.practice.public_id)
    assert all(reveal(log, entry.event_id) for entry in private_entries(other))


@pytest.mark.parametrize(
    "role", ["practice_manager", "data_protection_officer", "auditor", "clinical_reviewer"]
)
def test_who_may_not_propose_or_confirm(team: Team, old: Request, role: str) -> None:
    with pytest.raises(NotAllowed):
        propose(old, team, role)
    propose(old, team)
    with pytest.raises(NotAllowed):
        disposal.confirm(key=old.key, by=team.people[role])
    with pytest.raises(NotAllowed):
        disposal.decline(key=old.key, by=team.people[role])
    assert private_entries(old)


def test_nobody_confirms_their_own_proposal(team: Team, old: Request) -> None:
    propose(old, team, "caldicott_guardian")
    with pytest.raises(NotAllowed, match="second person"):
        disposal.confirm(key=old.key, by=team.caldicott_guardian)
    with pytest.raises(NotAllowed):
        disposal.confirm(key=old.key, by=team.ig_lead)
    assert Disposal.objects.get().confirmed_at is None


def test_the_database_refuses_one_person_both(team: Team, old: Request) -> None:
    propose(old, team)
    both = Disposal.objects.filter(proposed_by=team.ig_lead)
    with pytest.raises(IntegrityError, match="disposal_second_person"), transaction.atomic():
        both.update(confirmed_by=team.ig_lead, confirmed_at=timezone.now())


@pytest.mark.parametrize("years", [1, 5])
def test_not_before_its_time(team: Team, years: int) -> None:
    young = journeys.long_closed(journeys.closed(team), years=years)
    with pytest.raises(NotPossible, match="kept until"):
        propose(young, team)


def test_an_incident_keeps_it_longer_and_the_times_are_the_practices(team: Team, old: Request) -> None:
    incident.record_incident(
        practice=team.practice,
        by=team.ig_lead,
        request=old,
        data={
            "kind": "by_phone",
            "what_left": "That they are registered",
            "to_whom": "",
            "happened_at": None,
            "aware_at": timezone.now(),
        },
    )
    with pytest.raises(NotPossible, match="kept until"):
        propose(old, team)
    Practice.objects.filter(pk=team.practice.pk).update(retention_years_incident=6)
    propose(old, team)


def test_a_longer_policy_set_meanwhile_stops_the_second_person(team: Team, old: Request) -> None:
    propose(old, team)
    targets = dict.fromkeys(practice_settings.TARGETS, 1)
    practice_settings.change(
        practice=team.practice,
        by=team.practice_administrator,
        contact_email="",
        address_needs_countersignature=True,
        retention_years=10,
        retention_years_incident=30,
        **targets,
    )
    assert newest(team)[0].facts["retention_years"] == 10
    with pytest.raises(NotPossible, match="kept until"):
        disposal.confirm(key=old.key, by=team.caldicott_guardian)
    assert private_entries(old)


def test_a_hold_stops_both_and_is_lifted_with_a_reason(team: Team, old: Request) -> None:
    disposal.hold(key=old.key, by=team.data_protection_officer, reason="An inquiry")
    with pytest.raises(NotPossible, match="held its details back"):
        propose(old, team)
    with pytest.raises(NotPossible, match="already"):
        disposal.hold(key=old.key, by=team.ig_lead, reason="Another")
    disposal.lift(key=old.key, by=team.ig_lead, reason="It ended")
    lifted = newest(team)[0]
    assert lifted.facts["placed_by"] == team.data_protection_officer.opaque
    assert reveal(log_name(team.practice.public_id), lifted.event_id) == {"reason": "It ended"}
    propose(old, team)
    disposal.hold(key=old.key, by=team.ig_lead, reason="A complaint")
    with pytest.raises(NotPossible, match="held its details back"):
        disposal.confirm(key=old.key, by=team.caldicott_guardian)
    assert DisposalHold.objects.count() == 2


def test_a_hold_that_is_not_there_and_one_without_a_reason(team: Team, old: Request) -> None:
    with pytest.raises(NotPossible, match="Nothing holds"):
        disposal.lift(key=old.key, by=team.ig_lead, reason="It ended")
    with pytest.raises(NotPossible, match="Say why"):
        disposal.hold(key=old.key, by=team.ig_lead, reason=" ")
    with pytest.raises(NotPossible, match="Say why"):
        disposal.lift(key=old.key, by=team.ig_lead, reason=" ")
    with pytest.raises(NotAllowed):
        disposal.hold(key=old.key, by=team.practice_manager, reason="Mine")


def test_only_of_a_closed_request(team: Team) -> None:
    still_open = journeys.disclosed(team)
    with pytest.raises(StalePage):
        propose(still_open, team)
    assert policy.keep_until(still_open) is None
    with pytest.raises(NotPossible, match="open"):
        policy.check_may_be_destroyed(still_open, timezone.localdate())


def test_reopened_meanwhile_it_is_not_destroyed(team: Team, old: Request) -> None:
    propose(old, team)
    reopening.reopen(key=old.key, by=team.ig_lead, reason="They wrote again")
    with pytest.raises(StalePage):
        disposal.confirm(key=old.key, by=team.caldicott_guardian)


def test_a_proposal_falls_when_the_request_is_reopened(team: Team, old: Request) -> None:
    propose(old, team)
    reopening.reopen(key=old.key, by=team.ig_lead, reason="They wrote again")
    row = Disposal.objects.get()
    assert (row.declined_by, row.confirmed_at) == (team.ig_lead, None)
    reopened, declined = newest(team, 2)
    assert [reopened.event, declined.event] == ["request.reopened", "disposal.declined"]
    assert (declined.actor, declined.about) == (team.ig_lead.opaque, old.about)
    assert declined.facts == {"taken_back": False, "because": "reopened"}
    said = reveal(log_name(team.practice.public_id), declined.event_id)
    assert said == {"reason": "They wrote again"}


def test_the_next_round_asks_again(team: Team, old: Request) -> None:
    propose(old, team)
    reopening.reopen(key=old.key, by=team.ig_lead, reason="They wrote again")
    withdrawal.withdraw(
        key=old.key, by=team.practice_manager, outcome="WITHDRAWN_BY_REQUESTER", reason="They need nothing"
    )
    again = journeys.long_closed(journeys.closed(team, old))
    with pytest.raises(NotPossible, match="Nobody has proposed"):
        disposal.confirm(key=again.key, by=team.caldicott_guardian)
    assert all(reveal(log_name(team.practice.public_id), entry.event_id) for entry in private_entries(again))


def test_reopened_without_a_proposal_nothing_is_declined(team: Team, old: Request) -> None:
    reopening.reopen(key=old.key, by=team.ig_lead, reason="They wrote again")
    assert newest(team, 2)[1].event != "disposal.declined"


def test_declined_or_taken_back_it_can_be_proposed_again(team: Team, old: Request) -> None:
    for by, taken_back in (("caldicott_guardian", False), ("ig_lead", True)):
        propose(old, team)
        disposal.decline(key=old.key, by=team.people[by])
        assert newest(team)[0].facts["taken_back"] is taken_back
    with pytest.raises(NotPossible, match="Nobody has proposed"):
        disposal.confirm(key=old.key, by=team.caldicott_guardian)
    with pytest.raises(NotPossible, match="Nobody has proposed"):
        disposal.decline(key=old.key, by=team.caldicott_guardian)


def test_proposed_once_and_destroyed_once(team: Team, old: Request) -> None:
    propose(old, team)
    with pytest.raises(NotPossible, match="proposed it already"):
        propose(old, team)
    disposal.confirm(key=old.key, by=team.caldicott_guardian)
    with pytest.raises(NotPossible, match="destroyed already"):
        propose(old, team)
    with pytest.raises(NotPossible, match="Say why"):
        disposal.propose(key=old.key, by=team.ig_lead, reason="")


def test_words_written_after_a_destruction_can_be_held_and_destroyed_too(team: Team, old: Request) -> None:
    propose(old, team)
    disposal.confirm(key=old.key, by=team.caldicott_guardian)
    notes.add(key=old.key, by=team.ig_lead, text="They rang about it")
    log, written = log_name(team.practice.public_id), newest(team)[0]
    disposal.hold(key=old.key, by=team.ig_lead, reason="A complaint")
    disposal.lift(key=old.key, by=team.ig_lead, reason="It ended")
    assert reveal(log, written.event_id) == {"text": "They rang about it"}
    propose(old, team)
    disposal.confirm(key=old.key, by=team.caldicott_guardian)
    assert reveal(log, written.event_id) is None
    assert not Key.objects.filter(key_of=old.about, wrapped__isnull=False).exists()


def test_the_day_that_counts_is_the_second_persons(team: Team, old: Request) -> None:
    propose(old, team)
    proposed_until = Disposal.objects.get().keep_until
    Practice.objects.filter(pk=team.practice.pk).update(retention_years=5)
    disposal.confirm(key=old.key, by=team.caldicott_guardian)
    confirmed, destroyed, proposed = newest(team, 3)
    fresh = policy.keep_until(journeys.fresh(old))
    assert fresh is not None
    assert fresh < proposed_until
    assert confirmed.facts["kept_until"] == destroyed.facts["kept_until"] == fresh.isoformat()
    assert proposed.facts["kept_until"] == proposed_until.isoformat()


def test_a_guardian_is_told_and_the_mail_names_nobody(team: Team, old: Request) -> None:
    propose(old, team)
    told = OutboxMessage.objects.filter(topic="disposal.proposed")
    assert [row.recipient for row in told] == [team.caldicott_guardian]


def test_while_somebody_writes_nothing_is_destroyed(team: Team, old: Request) -> None:
    propose(old, team)
    with (
        patch.object(disposal, "destroy_keys", side_effect=KeyInUse("now")),
        pytest.raises(NotPossible, match="try again"),
    ):
        disposal.confirm(key=old.key, by=team.caldicott_guardian)
    assert Disposal.objects.get().confirmed_at is None
