"""Asking a patient for consent: one step with a date of its own, which stops nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from consent.models import Asking
from kit.errors import InvalidInput, NotAllowed, NotPossible
from requests_app.deadlines import RuleCode
from requests_app.journey import consents as journey
from requests_app.journey import legal_basis, withdrawal
from requests_app.models import Clock, OutboxMessage, Request
from tests.factories import consents, journeys, rules
from tests.factories.journeys import Team


@pytest.fixture
def request_(team: Team) -> Request:
    return journeys.triaged(team, journeys.submitted(team))


def clock_of(request: Request) -> Clock:
    return Clock.objects.get(request=request, rule=RuleCode.CONSENT_ANSWER)


def test_asking_has_a_date_and_stops_nothing(team: Team, request_: Request) -> None:
    asking = consents.asked(team, request_)
    assert journeys.fresh(request_).state == "legal_basis"
    clock = clock_of(request_)
    assert (clock.state, clock.due_on) == ("running", asking.answer_by)
    assert "hoped for by" in clock.explanation[1]
    legal = rules.legal(request_, "permitted", consent_sought="asked")
    journey_save(team, request_, legal)
    legal_basis.finish(key=request_.key, verb="weigh", by=team.ig_lead)
    assert journeys.fresh(request_).state == "public_interest"
    assert clock_of(request_).state == "running"


@pytest.mark.parametrize("answer", ["unsafe", "defeats", "impracticable", "not_needed"])
def test_while_an_answer_is_hoped_for_nobody_says_that_nobody_was_asked(
    team: Team, request_: Request, answer: str
) -> None:
    consents.asked(team, request_)
    legal = rules.legal(request_, "permitted", consent_sought=answer, consent_reason="A suspect is at large")
    with pytest.raises(NotPossible, match="what came of asking: sought, not answered yet"):
        journey_save(team, request_, legal)


def test_silence_is_no_answer_before_the_day_that_they_were_given(team: Team, request_: Request) -> None:
    asking = consents.asked(team, request_)
    days = (asking.answer_by - timezone.localdate()).days
    with rules.later(days=days - 1), pytest.raises(InvalidInput, match="record a refusal, or wait"):
        consents.answered(team, request_, "no_answer", "Two letters")
    with rules.later(days=days):
        consents.answered(team, request_, "no_answer", "Two letters")
    assert Asking.objects.get().answer == "no_answer"


@pytest.mark.parametrize("step", [journeys.approved, journeys.released, journeys.disclosed, journeys.closed])
def test_an_answer_is_recorded_in_every_state_and_told(
    team: Team, request_: Request, step: Callable[[Team, Request], Request]
) -> None:
    consents.asked(team, request_)
    journey_save(team, request_, rules.legal(request_, "permitted", consent_sought="asked"))
    legal_basis.finish(key=request_.key, verb="weigh", by=team.ig_lead)
    request = journeys.matched(team, journeys.weighed(team, journeys.fresh(request_)))
    for each in (journeys.approved, journeys.released, journeys.disclosed, journeys.closed):
        request = each(team, request)
        if each is step:
            break
    running = clock_of(request).state
    OutboxMessage.objects.all().delete()
    consents.answered(team, request)
    assert Asking.objects.get().answer == "refused"
    told = set(OutboxMessage.objects.filter(topic="consent.refused").values_list("recipient", flat=True))
    assert told == {team.practice_manager.pk, team.caldicott_guardian.pk}, "not whoever recorded it"
    if running == "running":
        assert clock_of(request).state == "met"


def test_a_consent_is_told_to_those_who_rest_on_it(team: Team, request_: Request) -> None:
    OutboxMessage.objects.all().delete()
    consents.given(team, request_)
    told = set(OutboxMessage.objects.filter(topic="consent.given").values_list("recipient", flat=True))
    assert team.caldicott_guardian.pk in told


def test_a_refusal_of_more_is_not_lost_behind_a_consent(team: Team, request_: Request) -> None:
    consents.given(team, request_, items=["D06"])
    consents.asked(team, request_, items=["D08"])
    consents.answered(team, request_)
    legal = rules.legal(request_, "permitted", consent_sought="given")
    with pytest.raises(NotPossible, match="The register holds"):
        journey_save(team, request_, legal)
    effects = {"D06": "consented", "D08": "permitted"}
    data = rules.legal(request_, effects, consent_sought="in_part")
    journey_save(team, request_, consents.resting(data, consents.consent_of(request_).key))
    legal_basis.finish(key=request_.key, verb="weigh", by=team.ig_lead)
    assert request_.legalbasisreview_set.get().consent_sought == "in_part"


# What the page asks is asked of every door.


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"consent_sought": ""}, "whether the patient’s consent was sought"),
        *[
            ({"consent_sought": code, "consent_reason": " "}, "why consent was not sought")
            for code in ("unsafe", "defeats", "impracticable")
        ],
    ],
    ids=["open", "unsafe", "defeats", "impracticable"],
)
@pytest.mark.parametrize(("verb", "effect"), [("weigh", "permitted"), ("skip_test", "no_basis")])
def test_a_review_does_not_go_on_without_its_answer_about_consent(
    team: Team, request_: Request, fields: dict[str, str], words: str, verb: str, effect: str
) -> None:
    journey_save(team, request_, rules.legal(request_, effect, **fields))
    with pytest.raises(NotPossible, match=words):
        legal_basis.finish(key=request_.key, verb=verb, by=team.ig_lead)


@pytest.mark.parametrize(("verb", "effect"), [("weigh", "permitted"), ("skip_test", "no_basis")])
def test_a_review_does_not_go_on_upon_what_the_register_says_no_longer(
    team: Team, request_: Request, verb: str, effect: str
) -> None:
    data = {"consent_sought": "defeats", "consent_reason": "A suspect is at large"}
    journey_save(team, request_, rules.legal(request_, effect, **data))
    consents.asked(team, request_)
    with pytest.raises(NotPossible, match="The register holds what came of asking"):
        legal_basis.finish(key=request_.key, verb=verb, by=team.ig_lead)


@pytest.mark.parametrize(("answer", "reason"), [("refused", ""), ("no_answer", "Two letters, three calls")])
def test_what_came_of_it_meets_the_date_and_feeds_the_review(
    team: Team, request_: Request, answer: str, reason: str
) -> None:
    consents.asked(team, request_, answer_by=timezone.localdate())
    consents.answered(team, request_, answer, reason)
    asking = Asking.objects.get()
    assert (asking.answer, asking.answered_by, asking.answer_reason) == (answer, team.ig_lead, reason)
    assert clock_of(request_).state == "met"
    with pytest.raises(NotPossible, match="The register holds what came of asking"):
        journeys.legally_reviewed(team, request_)
    legal = rules.legal(request_, "permitted", consent_sought=answer)
    journey_save(team, request_, legal)
    assert request_.legalbasisreview_set.get().consent_sought == answer


def journey_save(team: Team, request: Request, data: dict[str, object]) -> None:
    legal_basis.save(key=request.key, by=team.ig_lead, data=data)


def test_silence_says_how_they_were_tried(team: Team, request_: Request) -> None:
    consents.asked(team, request_)
    with pytest.raises(NotPossible, match="how you tried"):
        consents.answered(team, request_, "no_answer", " ")


def test_a_consent_answers_the_open_asking(team: Team, request_: Request) -> None:
    consents.asked(team, request_)
    consent = consents.given(team, request_)
    asking = Asking.objects.get()
    assert (asking.answer, asking.consent) == ("given", consent)
    assert asking.answer_event == consent.ledger_event
    assert clock_of(request_).state == "met"


def test_one_asking_at_a_time_and_then_another(team: Team, request_: Request) -> None:
    consents.asked(team, request_)
    with pytest.raises(NotPossible, match="asked already"):
        consents.asked(team, request_)
    consents.answered(team, request_)
    with pytest.raises(NotPossible, match="Nobody waits"):
        consents.answered(team, request_)
    again = consents.asked(team, request_, answer_by=timezone.localdate() + timedelta(days=3))
    assert (clock_of(request_).state, clock_of(request_).due_on) == ("running", again.answer_by)


def test_a_request_that_ends_ends_the_date(team: Team, request_: Request) -> None:
    consents.asked(team, request_)
    withdrawal.withdraw(
        key=request_.key, by=team.practice_manager, outcome="WITHDRAWN_BY_REQUESTER", reason="Found"
    )
    assert clock_of(request_).state == "ended"


@pytest.mark.parametrize(
    ("field", "day"), [("asked_on", timedelta(days=1)), ("answer_by", timedelta(days=-1))]
)
def test_the_days_can_be(team: Team, request_: Request, field: str, day: timedelta) -> None:
    with pytest.raises(InvalidInput) as problem:
        consents.asked(team, request_, **{field: timezone.localdate() + day})
    assert field in problem.value.fields


def test_only_items_that_are_asked_for_and_at_least_one(team: Team, request_: Request) -> None:
    with pytest.raises(NotPossible, match="not in this request"):
        consents.asked(team, request_, items=["D15"])
    with pytest.raises(InvalidInput, match="Choose the items"):
        consents.asked(team, request_, items=[])


def test_nobody_is_asked_in_triage_where_the_patient_list_stays_closed(team: Team) -> None:
    request = journeys.submitted(team)
    with pytest.raises(NotPossible, match="no longer open"):
        consents.asked(team, request)
    assert consents.given(team, request).for_request == request.key


def test_the_dead_are_not_asked(team: Team, request_: Request) -> None:
    request_.subjects.update(deceased=True)
    with pytest.raises(NotPossible, match="duty of confidence survives death"):
        consents.asked(team, request_)


def test_asking_prepares_and_a_guardian_does_not_ask(team: Team, request_: Request) -> None:
    consents.asked(team, request_)
    assert request_.participations.filter(person=team.ig_lead, part="prepares").exists()
    with pytest.raises(NotAllowed):
        journey.ask(key=request_.key, by=team.caldicott_guardian, data={
            "asked_on": timezone.localdate(), "means": "letter", "items": ["D06"],
            "answer_by": timezone.localdate(),
        })  # fmt: skip
