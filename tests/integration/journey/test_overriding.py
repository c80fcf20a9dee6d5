"""Going past a prohibition: an exception or advice, two people who prepare, and a third who decides."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audit.ledger.api import entries_about, log_name
from kit.errors import NotAllowed, NotPossible, StalePage
from requests_app import policies
from requests_app.journey import (
    guardian_decision,
    matching,
    overriding,
    release,
    returning,
)
from requests_app.models import OutboxMessage, ProhibitionOverride, Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.factories.overrides import confirm, past, proposal, propose, stopped
from tests.integration.journey.steps import approve, correct, refuse


def facts(request: Request, event: str) -> Any:
    log = log_name(request.practice.public_id)
    return entries_about(log, request.about, only_events=[event], limit=1)[0].facts


@pytest.mark.parametrize("flag", ["PR-01", "PR-03", "PR-06"])
def test_three_people_go_past_a_prohibition(team: Team, flag: str) -> None:
    request = approve(team, past(team, flag))
    assert request.state == "approved"
    assert facts(request, "decision.approved")["overridden"] == [flag]
    assert policies.gone_past(request.decisions.get(voided_at=None)) == [flag]


def test_release_and_disclosure_say_so_too(team: Team) -> None:
    request = journeys.disclosed(team, journeys.released(team, approve(team, past(team, "PR-01"))))
    for event in ("release.made", "disclosure.confirmed"):
        assert facts(request, event)["overridden"] == ["PR-01"]


def test_an_approval_without_one_names_none(team: Team) -> None:
    request = journeys.approved(team)
    assert facts(request, "decision.approved")["overridden"] == []


def test_a_refusal_goes_past_nothing(team: Team) -> None:
    request = refuse(team, past(team, "PR-01"), outcome="REFUSE_PROHIBITED")
    assert facts(request, "decision.refused")["overridden"] == []


def test_a_proposal_alone_opens_nothing(team: Team) -> None:
    request = propose(team, stopped(team, "PR-01"))
    with pytest.raises(NotPossible, match=r"prohibited \(PR-01\)"):
        approve(team, request)


def test_each_stop_has_its_own(team: Team) -> None:
    request = confirm(team, propose(team, stopped(team, "PR-01", "PR-03")))
    with pytest.raises(NotPossible, match=r"prohibited \(PR-03\)"):
        approve(team, request)


@pytest.mark.parametrize("flag", ["PR-02", "PR-04"])
def test_where_the_law_on_file_names_no_exception_nothing_opens_it(team: Team, flag: str) -> None:
    request = stopped(team, flag)
    assert not overriding.open_to_override(request)
    with pytest.raises(NotPossible, match="the law on file here names none"):
        propose(team, request, flag)


@pytest.mark.parametrize("exception", ["", "PR-02-1", "Another enactment"])
def test_only_a_named_exception_of_its_own_statute(team: Team, exception: str) -> None:
    with pytest.raises(NotPossible, match="Name the statutory exception"):
        propose(team, stopped(team, "PR-01"), exception=exception)


def test_a_prohibition_without_exceptions_takes_none(team: Team) -> None:
    with pytest.raises(NotPossible, match="no exception"):
        propose(team, stopped(team, "PR-03"), "PR-03", exception="PR-01-4")


@pytest.mark.parametrize("missing", ["reason", "advice", "advice_from"])
def test_advice_and_reason_are_recorded(team: Team, missing: str) -> None:
    with pytest.raises(NotPossible, match="the advice as it was given"):
        propose(team, stopped(team, "PR-01"), **{missing: " "})


def test_advice_is_not_of_tomorrow(team: Team) -> None:
    with pytest.raises(NotPossible, match="in the future"):
        propose(team, stopped(team, "PR-01"), advised_on=timezone.localdate() + timedelta(days=1))


@pytest.mark.parametrize("code", ["PR-03", "PR-05", "PR-07"])
def test_only_what_stops_this_request(team: Team, code: str) -> None:
    with pytest.raises(NotPossible, match="not one that stops this request"):
        propose(team, stopped(team, "PR-01", "PR-05"), code)


def test_one_at_a_time(team: Team) -> None:
    request = propose(team, stopped(team, "PR-01"))
    with pytest.raises(NotPossible, match="proposed already"):
        propose(team, request)
    request = confirm(team, request)
    with pytest.raises(NotPossible, match="proposed already"):
        propose(team, request)
    with pytest.raises(NotPossible, match="confirmed already"):
        confirm(team, request)


def test_only_while_it_is_weighed_or_decided(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    assert not overriding.open_to_override(request)
    with pytest.raises(StalePage):
        propose(team, request)


# Who.


def test_nobody_confirms_their_own(team: Team) -> None:
    rules.also(team, "ig_lead", "clinical_reviewer")
    request = propose(team, stopped(team, "PR-01"))
    with pytest.raises(NotAllowed, match="You proposed this override"):
        confirm(team, request, by=team.ig_lead)
    row = request.overrides.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProhibitionOverride.objects.filter(pk=row.pk).update(
            confirmed_by=team.ig_lead, confirmed_at=timezone.now()
        )


@pytest.mark.parametrize("role", ["practice_manager", "ig_lead", "data_protection_officer"])
def test_only_a_senior_person_confirms(team: Team, role: str) -> None:
    request = propose(team, stopped(team, "PR-01"))
    by = rules.colleague(team, role)
    with pytest.raises(NotAllowed):
        confirm(team, request, by=by)


def test_only_who_reviews_the_law_proposes(team: Team) -> None:
    request = stopped(team, "PR-01")
    with pytest.raises(NotAllowed):
        overriding.propose(key=request.key, by=team.clinical_reviewer, data=proposal("PR-01"))


def test_who_confirmed_does_not_decide(team: Team) -> None:
    request = confirm(team, propose(team, stopped(team, "PR-01")), by=team.caldicott_guardian)
    with pytest.raises(NotAllowed, match="somebody else decides"):
        approve(team, request)
    other = rules.colleague(team, "caldicott_guardian")
    guardian_decision.approve(key=request.key, by=other, data=journeys.approval(request))


def test_who_proposed_does_not_decide(team: Team) -> None:
    lead = rules.colleague(team, "ig_lead", "caldicott_guardian")
    request = stopped(team, "PR-01")
    overriding.propose(key=request.key, by=lead, data=proposal("PR-01"))
    request = confirm(team, request)
    with pytest.raises(NotAllowed, match="somebody else decides"):
        guardian_decision.approve(key=request.key, by=lead, data=journeys.approval(request))


def test_who_decided_does_not_confirm(team: Team) -> None:
    request = refuse(team, propose(team, stopped(team, "PR-01")), outcome="REFUSE_PROHIBITED")
    with pytest.raises(NotAllowed, match="You decided on this request"):
        confirm(team, request, by=team.caldicott_guardian)


def test_the_database_knows_that_the_proposer_took_part(team: Team) -> None:
    row = propose(team, stopped(team, "PR-01")).overrides.get()
    row.pk, row.prohibition, row.proposed_by = None, "PR-03", team.practice_administrator
    row.save(force_insert=True)
    with pytest.raises(IntegrityError, match="override_proposer_took_part"):
        connection.check_constraints()


# Declined, taken back, void.


def test_declined_it_opens_nothing_and_may_be_proposed_again(team: Team) -> None:
    request = propose(team, stopped(team, "PR-01"))
    overriding.decline(
        key=request.key, by=team.caldicott_guardian, prohibition="PR-01", reason="The order is another's"
    )
    assert request.overrides.get().voided_because == "declined"
    with pytest.raises(NotPossible, match="No override of PR-01"):
        confirm(team, request)
    # Declining prepares nothing: the guardian may still decide.
    assert approve(team, confirm(team, propose(team, request))).state == "approved"


def test_the_proposer_takes_it_back(team: Team) -> None:
    request = propose(team, stopped(team, "PR-01"))
    with pytest.raises(NotAllowed):
        overriding.decline(
            key=request.key, by=team.practice_manager, prohibition="PR-01", reason="Not mine to say"
        )
    overriding.decline(key=request.key, by=team.ig_lead, prohibition="PR-01", reason="Misread")
    assert request.overrides.get().voided_because == "taken back"
    with pytest.raises(NotPossible, match="why it is declined"):
        overriding.decline(key=request.key, by=team.ig_lead, prohibition="PR-01", reason=" ")


def test_a_correction_or_a_return_voids_it_with_the_legal_basis(team: Team) -> None:
    for go_back in (
        lambda request: correct(team, request, "purpose"),
        lambda request: returning.return_to(
            key=request.key, state="legal_basis", reason="Look again", by=team.caldicott_guardian
        ),
    ):
        request = past(team, "PR-01")
        go_back(request)
        assert request.overrides.get().voided_at is not None
        assert not policies.confirmed_overrides(journeys.fresh(request))


def test_back_to_the_public_interest_it_stands(team: Team) -> None:
    request = past(team, "PR-01")
    returning.return_to(
        key=request.key, state="public_interest", reason="Look again", by=team.caldicott_guardian
    )
    assert policies.confirmed_overrides(journeys.fresh(request))


def test_another_flag_found_before_release_stops_it(team: Team) -> None:
    """The match can't change after the approval; the release asks all the same."""
    request = approve(team, past(team, "PR-01"))
    request.overrides.update(voided_at=timezone.now(), voided_because="tried")
    decision = request.decisions.get(voided_at=None)
    with pytest.raises(NotPossible, match=r"prohibited \(PR-01\)"):
        release.release(
            key=request.key,
            by=team.practice_manager,
            tokens=["D06"],
            recipient=decision.recipient,
            route=decision.route,
        )
    # It counted when the decision was made.
    assert policies.gone_past(decision) == ["PR-01"]


def test_an_emergency_goes_past_nothing(team: Team) -> None:
    assert policies.gone_past(rules.emergency_approved(team).decisions.get()) == []


def test_those_who_come_next_are_told(team: Team) -> None:
    request = past(team, "PR-01")
    told = set(
        OutboxMessage.objects.filter(request=request, topic__startswith="override.").values_list(
            "topic", "recipient__email"
        )
    )
    assert ("override.proposed", team.clinical_reviewer.email) in told
    assert ("override.proposed", team.caldicott_guardian.email) in told
    assert ("override.confirmed", team.ig_lead.email) in told
    assert ("override.confirmed", team.caldicott_guardian.email) in told


def test_the_words_are_private_and_the_facts_are_codes(team: Team) -> None:
    request = propose(team, stopped(team, "PR-01"))
    said = facts(request, "override.proposed")
    assert (said["prohibition"], said["exception"]) == ("PR-01", "PR-01-4")
    assert "solicitors" not in str(said)


def test_matching_again_keeps_a_confirmed_override(team: Team) -> None:
    request = past(team, "PR-01")
    found = {
        "result": "matched", "on_name": True, "on_date_of_birth": True, "third": "address",
        "record_flags": ["PR-01"], "note": "",
    }  # fmt: skip
    matching.record_match(key=request.key, by=team.clinical_reviewer, data=found)
    assert approve(team, journeys.fresh(request)).state == "approved"
