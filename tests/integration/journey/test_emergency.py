"""An emergency: little, for a day, at once; and somebody uninvolved looks at it before it closes."""

from datetime import timedelta

import pytest

from kit.errors import NotAllowed, NotPossible
from practices.permissions import access_of
from requests_app import permissions, selectors
from requests_app.journey import (
    closing,
    correction,
    emergency,
    guardian_decision,
    log,
    release,
    reopening,
    withdrawal,
)
from requests_app.models import RequesterOrganisation
from tests.factories import journeys, rules
from tests.factories.journeys import Team


def approve(team: Team, request, **fields) -> None:
    emergency.approve(key=request.key, by=team.caldicott_guardian, data=journeys.approval(request, **fields))


def review(request, by, **fields) -> None:
    emergency.review(
        key=request.key, by=by, **({"finding": "right", "reason": "A life was at risk"} | fields)
    )


def test_approved_straight_from_triage_for_a_day(team: Team) -> None:
    request = rules.emergency_approved(team)
    decision = request.decisions.get()
    assert request.state == "approved"
    assert decision.emergency
    assert decision.expires_at - decision.decided_at == timedelta(hours=24)
    assert decision.outcome == "DISCLOSE_FULL"


def test_only_what_was_logged_as_an_emergency(team: Team) -> None:
    request = journeys.submitted(team)
    with pytest.raises(NotPossible, match="not logged as an emergency"):
        approve(team, request)


@pytest.mark.parametrize("token", ["D01", "D04", "D07", "D10", "X2"])
def test_address_phone_and_email_and_nothing_else(team: Team, token: str) -> None:
    items = {"codes": ["D06"], "own_words": ["the name of his school"]}
    if not token.startswith("X"):
        items["codes"] = ["D06", token]
    request = rules.emergency_ready(team, items=items)
    with pytest.raises(NotPossible, match=f"only, not {token}"):
        approve(team, request)
    withheld = tuple(item.token for item in request.live_items if item.token != "D06")
    approve(team, request, withheld=withheld)
    assert request.decisions.get().outcome == "DISCLOSE_PART"


def test_at_least_one_item_is_approved(team: Team) -> None:
    request = rules.emergency_ready(team)
    with pytest.raises(NotPossible, match="at least one item"):
        approve(team, request, withheld=("D06", "D08"))


@pytest.mark.parametrize("level", ["V0", "V1"])
def test_the_requester_is_called_back_first(team: Team, level: str) -> None:
    request = journeys.matched(team, rules.verified(team, rules.emergency_logged(team), level))
    with pytest.raises(NotPossible, match="verified to V2"):
        approve(team, request)


def test_not_verified_at_all(team: Team) -> None:
    with pytest.raises(NotPossible, match="verified to V2"):
        approve(team, journeys.matched(team, rules.emergency_logged(team)))


@pytest.mark.parametrize("result", ["uncertain", "not_found", None])
def test_only_a_matched_person(team: Team, result: str | None) -> None:
    request = rules.verified(team, rules.emergency_logged(team))
    if result:
        request = journeys.matched(team, request, result=result, third="")
    with pytest.raises(NotPossible, match=r"uncertain|No record was found|not been matched"):
        approve(team, request)


@pytest.mark.parametrize("flag", ["PR-01", "PR-02", "PR-03", "PR-04"])
def test_prohibitions_stop_it(team: Team, flag: str) -> None:
    with pytest.raises(NotPossible, match=f"prohibited \\({flag}\\), in an emergency too"):
        approve(team, rules.emergency_ready(team, flags=(flag,)))


def test_a_location_marker_asks_whether_safe_and_well_is_enough(team: Team) -> None:
    request = rules.emergency_ready(team, flags=("PR-05",))
    with pytest.raises(NotPossible, match="safe and well"):
        approve(team, request)
    approve(team, request, safe_and_well_not_enough="They must be found and seen")


def test_a_sexual_health_flag_does_not_stop_an_address(team: Team) -> None:
    approve(team, rules.emergency_ready(team, flags=("PR-06",)))


@pytest.mark.parametrize("kind", ["landlord_or_agent", "home_office", "family_member"])
def test_only_those_who_protect_people_ask(team: Team, kind: str) -> None:
    draft = journeys.draft(team, urgency=rules.URGENT, requester={"kind": kind})
    with pytest.raises(NotPossible, match="police, ambulance or safeguarding"):
        log.submit(key=draft.key, by=team.practice_manager)


def test_a_correction_does_not_slip_another_requester_in(team: Team) -> None:
    request = rules.emergency_ready(team)
    with pytest.raises(NotPossible, match="police, ambulance or safeguarding"):
        correction.correct(
            key=request.key,
            by=team.practice_manager,
            part="requester",
            data=journeys.parts()["requester"] | {"kind": "landlord_or_agent"},
            because="Misread",
        )


@pytest.mark.parametrize("kind", ["several", "nobody_named"])
def test_about_one_named_person(team: Team, kind: str) -> None:
    people = journeys.parts()["subject"]["subjects"]
    people = [*people, {**people[0], "name": "Ivo Halloway", "nhs_number": ""}]
    draft = journeys.draft(team, urgency=rules.URGENT, subject={"subject_kind": kind, "subjects": people})
    with pytest.raises(NotPossible, match="one named person"):
        log.submit(key=draft.key, by=team.practice_manager)


def test_an_incomplete_emergency_says_what_is_missing(team: Team) -> None:
    draft = log.start(practice=team.practice, by=team.practice_manager)
    log.save(key=draft.key, by=team.practice_manager, part="urgency", data=rules.URGENT)
    with pytest.raises(NotPossible, match="Some tasks are not done yet"):
        log.submit(key=draft.key, by=team.practice_manager)


def test_is_never_refused_early(team: Team) -> None:
    request = rules.emergency_logged(team)
    with pytest.raises(NotPossible, match="An emergency is decided as one"):
        guardian_decision.refuse(
            key=request.key, by=team.caldicott_guardian, data=rules.refusal(at_decision=False)
        )


def test_after_a_refusal_no_other_guardian_approves_it_as_an_emergency(team: Team) -> None:
    request = journeys.triaged(team, rules.emergency_logged(team))
    request = journeys.weighed(team, journeys.legally_reviewed(team, request))
    request = journeys.closed(team, journeys.refused(team, request))
    reopening.reopen(key=request.key, by=team.ig_lead, reason="They called again")
    request = journeys.matched(team, rules.verified(team, request))
    other = rules.colleague(team, "caldicott_guardian")
    with pytest.raises(NotAllowed, match="Another guardian refused"):
        emergency.approve(key=request.key, by=other, data=journeys.approval(request))


def test_released_and_disclosed_under_its_own_rules(team: Team) -> None:
    request = journeys.disclosed(team, journeys.released(team, rules.emergency_approved(team)))
    assert request.state == "disclosed"


def test_released_only_while_the_day_lasts(team: Team) -> None:
    request = rules.emergency_approved(team)
    with rules.later(hours=25), pytest.raises(NotPossible, match="expired"):
        journeys.released(team, request)


# The look back.


def test_closing_is_blocked_until_somebody_uninvolved_reviewed_it(team: Team) -> None:
    request = journeys.disclosed(team, journeys.released(team, rules.emergency_approved(team)))
    with pytest.raises(NotPossible, match="not involved has reviewed it"):
        closing.close(key=request.key, by=team.practice_manager, data=rules.CLOSING)
    review(request, team.data_protection_officer)
    assert journeys.closed(team, request).state == "closed"


def test_who_took_any_part_does_not_look_back_at_it(team: Team) -> None:
    """Logged, verified, matched, decided, released: none of them is uninvolved."""
    rules.checked_number(team)
    request = journeys.submitted(team, by="ig_lead", urgency=rules.URGENT)
    other = rules.colleague(team, "practice_manager", "ig_lead")
    request = rules.verified(team, request, by=team.practice_manager)
    request = journeys.matched(team, request)
    approve(team, request)
    decision = request.decisions.get()
    release.release(
        key=request.key, by=other, tokens=["D06"], recipient=decision.recipient, route=decision.route
    )
    for person in (team.ig_lead, team.clinical_reviewer, team.caldicott_guardian, other):
        with pytest.raises(NotAllowed, match="You took part"):
            review(request, person)
    fresh = rules.colleague(team, "clinical_reviewer")
    assert not permissions.involved(request, fresh.pk)
    review(request, fresh)


def test_it_is_in_the_work_of_those_who_took_no_part(team: Team) -> None:
    request = rules.emergency_approved(team)

    def waits_for(person) -> bool:
        return request in selectors.waiting_for(access_of(person))

    assert waits_for(team.data_protection_officer)
    assert waits_for(team.ig_lead)
    assert not waits_for(team.clinical_reviewer)  # who matched
    assert not waits_for(team.caldicott_guardian)
    review(request, team.ig_lead)
    assert not waits_for(team.data_protection_officer)


def test_a_review_says_right_or_wrong_and_why_and_happens_once(team: Team) -> None:
    request = rules.emergency_approved(team)
    officer = team.data_protection_officer
    with pytest.raises(NotPossible, match="rightly or wrongly"):
        review(request, officer, finding="perhaps")
    with pytest.raises(NotPossible, match="reasons"):
        review(request, officer, reason=" ")
    review(request, officer, finding="wrong")
    with pytest.raises(NotPossible, match="reviewed already"):
        review(request, officer)


def test_there_is_nothing_to_look_back_at_without_an_emergency_decision(team: Team) -> None:
    with pytest.raises(NotPossible, match="No emergency decision"):
        review(journeys.approved(team), team.data_protection_officer)


def test_a_withdrawn_emergency_can_still_be_reviewed_and_closed(team: Team) -> None:
    request = rules.emergency_approved(team)
    withdrawal.withdraw(
        key=request.key, by=team.practice_manager, outcome="WITHDRAWN_BY_REQUESTER", reason="Found"
    )
    with pytest.raises(NotPossible, match="not involved"):
        closing.close(key=request.key, by=team.practice_manager, data=rules.CLOSING)
    review(request, team.data_protection_officer)
    closing.close(key=request.key, by=team.practice_manager, data=rules.CLOSING)


def test_an_expired_emergency_comes_to_the_guardian_and_can_be_refused_reviewed_and_closed(
    team: Team,
) -> None:
    request = rules.emergency_approved(team)
    with rules.later(hours=25):
        release.expire(key=request.key)
    request = journeys.fresh(request)
    assert (request.state, request.outcome) == ("decision", "")
    guardian_decision.refuse(key=request.key, by=team.caldicott_guardian, data=rules.refusal())
    review(request, team.data_protection_officer)
    closing.close(key=request.key, by=team.practice_manager, data=rules.CLOSING)


def test_an_expired_emergency_is_not_approved_again_without_reviews(team: Team) -> None:
    request = rules.emergency_approved(team)
    with rules.later(hours=25):
        release.expire(key=request.key)
        with pytest.raises(NotPossible, match="legal basis has not been reviewed"):
            guardian_decision.approve(
                key=request.key, by=team.caldicott_guardian, data=journeys.approval(request)
            )


def test_each_round_has_its_own_review(team: Team) -> None:
    request = journeys.disclosed(team, journeys.released(team, rules.emergency_approved(team)))
    review(request, team.data_protection_officer)
    request = journeys.closed(team, request)
    reopening.reopen(key=request.key, by=team.caldicott_guardian, reason="They called again")
    request = journeys.matched(team, rules.verified(team, journeys.fresh(request)))
    approve(team, request)
    request = journeys.disclosed(team, journeys.released(team, journeys.fresh(request)))
    with pytest.raises(NotPossible, match="not involved"):
        closing.close(key=request.key, by=team.practice_manager, data=rules.CLOSING)
    assert RequesterOrganisation.objects.count() == 1
