"""The register of agreements: two people for a status, and two of the practice itself for joining."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.ledger.api import SITE_LOG, entries_about, log_name, reveal
from kit.errors import InvalidInput, NotAllowed, NotPossible, NotVisible, StalePage
from requests_app import policies
from requests_app.journey import agreement_joining, agreements
from requests_app.models import AgreementChange, OutboxMessage
from requests_app.reminders.wording import mail_of
from tests.factories import agreements as made
from tests.factories import rules
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team

TODAY = timezone.localdate


def data(**fields: object) -> dict[str, object]:
    return {"status": "in_force", "since": TODAY(), "reason": "Signed", "source": "Its last page", **fields}


def events(log: str, about: str) -> list[str]:
    return [entry.event for entry in reversed(entries_about(log, about))]


def test_an_agreement_has_no_status_until_a_second_person_confirms_one(team: Team) -> None:
    agreement = made.entered(team)
    assert policies.status_on(agreement, TODAY()) is None
    made.proposed(team, agreement, "in_force")
    assert policies.status_on(made.fresh(agreement), TODAY()) is None
    agreements.confirm(key=agreement.key, by=team.caldicott_guardian)
    assert policies.status_on(made.fresh(agreement), TODAY()) == "in_force"
    told = ["agreement.entered", "agreement.status_proposed", "agreement.status_confirmed"]
    assert events(SITE_LOG, agreement.about) == told
    change = AgreementChange.objects.get()
    assert reveal(change.ledger_log, change.ledger_event) == {
        "reason": "As its parties wrote",
        "source": "Letter of today",
    }
    entry = entries_about(SITE_LOG, agreement.about)[0]
    assert entry.facts["proposal"] == str(change.ledger_event)
    assert entry.facts["status"] == "in_force"


def test_the_status_of_a_day_is_the_latest_that_began_by_then(team: Team) -> None:
    agreement, today = made.entered(team), TODAY()
    for days, status in ((10, "in_force"), (30, "in_consultation"), (2, "under_review"), (2, "in_force")):
        made.stands_at(team, agreement, status, today - timedelta(days=days))
    agreement = made.fresh(agreement)
    on = [policies.status_on(agreement, today - timedelta(days=days)) for days in (31, 30, 11, 10, 3, 2, 0)]
    assert on == [None, "in_consultation", "in_consultation", "in_force", "in_force", "in_force", "in_force"]
    assert agreement.fallen_at is None


@pytest.mark.parametrize("status", ["paused", "withdrawn", "superseded"])
def test_it_falls_and_nothing_undoes_that(team: Team, status: str) -> None:
    agreement = made.in_force(team)
    made.stands_at(team, agreement, status)
    fell = made.fresh(agreement).fallen_at
    assert fell is not None
    made.stands_at(team, agreement, "in_force")
    assert made.fresh(agreement).fallen_at == fell


def test_whoever_proposed_does_not_confirm_and_a_declined_status_never_counts(team: Team) -> None:
    agreement = made.entered(team)
    made.proposed(team, agreement, "in_force")
    with pytest.raises(NotAllowed, match="somebody else"):
        agreements.confirm(key=agreement.key, by=team.ig_lead)
    with pytest.raises(NotAllowed):
        agreements.decline(key=agreement.key, by=team.ig_lead)
    agreements.decline(key=agreement.key, by=team.caldicott_guardian)
    assert policies.status_on(made.fresh(agreement), TODAY()) is None
    assert events(SITE_LOG, agreement.about)[-1] == "agreement.status_declined"
    with pytest.raises(StalePage):
        agreements.confirm(key=agreement.key, by=team.caldicott_guardian)


def test_one_status_waits_at_a_time(team: Team) -> None:
    agreement = made.entered(team)
    made.proposed(team, agreement, "in_force")
    with pytest.raises(NotPossible, match="proposed already"):
        made.proposed(team, agreement, "paused")


def test_only_those_of_the_practice_that_keeps_it(team: Team) -> None:
    agreement, others = made.entered(team), make_team("Y99992", "Quillhaven")
    for by in (others.ig_lead, team.practice_manager, team.practice_administrator, team.auditor):
        with pytest.raises(NotAllowed):
            agreements.propose(key=agreement.key, by=by, data=data())
    made.proposed(team, agreement, "in_force")
    for by in (others.caldicott_guardian, team.clinical_reviewer):
        with pytest.raises(NotAllowed):
            agreements.confirm(key=agreement.key, by=by)
    with pytest.raises(NotAllowed):
        agreements.enter(practice=team.practice, by=team.practice_manager, data=made.ENTERED)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"status": "signed"}, "Where it stands"),
        ({"reason": " "}, "reason and the source"),
        ({"source": ""}, "reason and the source"),
        ({"since": TODAY() + timedelta(days=1)}, "in the future"),
    ],
    ids=["status", "reason", "source", "future"],
)
def test_a_status_says_which_when_why_and_where_from(team: Team, fields: dict, says: str) -> None:
    agreement = made.entered(team)
    with pytest.raises(NotPossible, match=says):
        agreements.propose(key=agreement.key, by=team.ig_lead, data=data(**fields))
    assert not agreement.changes.exists()


def test_what_is_entered_is_whole_and_its_name_its_own(team: Team) -> None:
    for fields in ({"name": " "}, {"claimed_basis": ""}, {"items": ["D99"]}):
        with pytest.raises(NotPossible):
            made.entered(team, **fields)
    made.entered(team)
    with pytest.raises(InvalidInput):
        made.entered(team, name=made.ENTERED["name"].upper())


def test_its_documents_change_but_not_what_it_covers(team: Team) -> None:
    agreement = made.entered(team)
    new = {"claimed_basis": "Another", "documents": made.ENTERED["documents"], "items": ["D01"]}
    agreements.change(key=agreement.key, by=team.caldicott_guardian, data=new, seen_version=1)
    agreement = made.fresh(agreement)
    assert (agreement.claimed_basis, agreement.items, agreement.version) == ("Another", ["D06"], 2)
    assert entries_about(SITE_LOG, agreement.about)[0].facts["changed"] == ["claimed_basis"]
    with pytest.raises(StalePage):
        agreements.change(key=agreement.key, by=team.ig_lead, data=new, seen_version=1)


def test_a_practice_joins_by_its_ig_lead_and_its_guardian(team: Team) -> None:
    agreement = made.in_force(team)
    where = {"key": agreement.key, "practice": team.practice}
    agreement_joining.record_joining(**where, by=team.ig_lead, reason="We share with them")
    today = TODAY()
    assert not policies.covers(made.fresh(agreement), team.practice.pk, today)
    with pytest.raises(NotPossible, match="recorded already"):
        agreement_joining.record_joining(**where, by=team.ig_lead, reason="Again")
    agreement_joining.confirm_joining(**where, by=team.caldicott_guardian)
    assert policies.covers(made.fresh(agreement), team.practice.pk, today)
    assert not policies.covers(made.fresh(agreement), team.practice.pk, today - timedelta(days=31))
    with pytest.raises(StalePage):
        agreement_joining.confirm_joining(**where, by=team.caldicott_guardian)
    told = ["agreement.joining_recorded", "agreement.joining_confirmed"]
    assert events(log_name(team.practice.public_id), agreement.about) == told


def test_nobody_else_joins_for_a_practice(team: Team) -> None:
    agreement, others = made.in_force(team), make_team("Y99992", "Quillhaven")
    where = {"key": agreement.key, "practice": team.practice}
    for by in (*team.people.values(), others.ig_lead, others.caldicott_guardian):
        if by != team.ig_lead:
            with pytest.raises(NotAllowed):
                agreement_joining.record_joining(**where, by=by, reason="For them")
    agreement_joining.record_joining(**where, by=team.ig_lead, reason="We share with them")
    for by in (*team.people.values(), others.ig_lead, others.caldicott_guardian):
        if by != team.caldicott_guardian:
            with pytest.raises(NotAllowed):
                agreement_joining.confirm_joining(**where, by=by)
    assert not policies.has_joined(made.fresh(agreement), team.practice.pk)


def test_who_is_both_still_needs_another_person(team: Team) -> None:
    both = rules.also(team, "ig_lead", "caldicott_guardian")
    agreement = made.in_force(team)
    where = {"key": agreement.key, "practice": team.practice}
    agreement_joining.record_joining(**where, by=both, reason="We share with them")
    with pytest.raises(NotAllowed, match="another person"):
        agreement_joining.confirm_joining(**where, by=both)


def test_a_practice_leaves_and_may_join_again(team: Team) -> None:
    agreement = made.joined(team)
    where = {"key": agreement.key, "practice": team.practice}
    with pytest.raises(NotPossible):
        agreement_joining.leave(**where, by=team.ig_lead, reason="")
    with pytest.raises(NotAllowed):
        agreement_joining.leave(**where, by=team.practice_manager, reason="They misused it")
    agreement_joining.leave(**where, by=team.caldicott_guardian, reason="They misused it")
    assert not policies.has_joined(made.fresh(agreement), team.practice.pk)
    assert agreement.joinings.get().left_because == "They misused it"
    with pytest.raises(StalePage):
        agreement_joining.leave(**where, by=team.ig_lead, reason="Again")
    made.joined(team, agreement)
    assert policies.has_joined(made.fresh(agreement), team.practice.pk)
    assert agreement.joinings.count() == 2


def test_those_concerned_are_told(team: Team) -> None:
    others = make_team("Y99992", "Quillhaven")
    agreement = made.joined(others, made.in_force(team))
    OutboxMessage.objects.all().delete()
    made.proposed(team, agreement, "withdrawn")
    assert told() == {("agreement.status_proposed", team.caldicott_guardian.pk)}
    agreements.confirm(key=agreement.key, by=team.caldicott_guardian)
    topic = "agreement.status_confirmed"
    people = (team.ig_lead, others.ig_lead, others.caldicott_guardian)
    assert told() - {("agreement.status_proposed", team.caldicott_guardian.pk)} == {
        (topic, person.pk) for person in people
    }


def test_the_mail_names_no_agreement_and_leads_to_the_register(team: Team) -> None:
    made.proposed(team, made.entered(team), "in_force")
    subject, body = mail_of(OutboxMessage.objects.get())
    assert subject == "Sharing agreements: New status of a sharing agreement proposed"
    assert "/agreements/" in body
    assert made.ENTERED["name"] not in subject + body


def told() -> set[tuple[str, int]]:
    return set(OutboxMessage.objects.values_list("topic", "recipient_id"))


def test_what_is_not_there(team: Team) -> None:
    with pytest.raises(NotVisible):
        agreements.confirm(key=team.practice.public_id, by=team.ig_lead)
