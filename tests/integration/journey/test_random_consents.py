"""Random ways with consents, withdrawals, objections, corrections: nothing leaves outside a live basis."""

from collections import Counter
from contextlib import suppress
from random import Random

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent import covers
from consent.models import Consent, Objection
from kit.errors import DeskError
from requests_app import policies
from requests_app.journey import consent_fall, guardian_decision, legal_basis
from requests_app.models import LegalBasisFinding, Request
from requests_app.workflow import State
from tests.factories import agreements as made
from tests.factories import consents, journeys, objecting, rules
from tests.factories.journeys import Team
from tests.factories.people import a_member
from tests.integration.journey.test_random_ways import (
    RESTING,
    TRIED,
    Act,
    actors,
    check,
    correct,
)

SEQUENCES, LONGEST = 20, 16


def consent_to_one(team: Team, case: Request) -> None:
    """To one item, for the recipient of the factories or for another."""
    to = consents.RECIPIENT if case.version % 5 else "Northmere Council"
    consents.given(team, case, items=["D06"], recipient=to, by="clinical_reviewer")


def rests_on_consent(team: Team, case: Request) -> None:
    """D06 on the newest consent, recorded now where none is alive; D08 on the public interest."""
    if not Consent.objects.filter(for_request=case.key, withdrawn_at=None).exists():
        consent_to_one(team, case)
    consent = Consent.objects.filter(for_request=case.key).first()
    case = journeys.fresh(case)
    data = rules.legal(case, {"D06": "consented", "D08": "permitted"})
    key = consent.key if consent is not None else case.key
    legal_basis.save(key=case.key, by=team.ig_lead, data=consents.resting(data, key))
    legal_basis.finish(key=case.key, verb="weigh", by=team.ig_lead)


def weigh_what_is_permitted(team: Team, case: Request) -> None:
    journeys.weighed(team, case)


def withdraw(team: Team, case: Request) -> None:
    consent = Consent.objects.filter(for_request=case.key, withdrawn_at=None).first()
    if consent is not None:
        consents.withdrawn(team, consent)


def withdraw_and_die(team: Team, case: Request) -> None:
    """Only the withdrawal commits: nothing was returned yet."""
    consent = Consent.objects.filter(for_request=case.key, withdrawn_at=None).first()
    if consent is not None:
        consents.withdrawal_alone(consent, team)


def ask_for_it(team: Team, case: Request) -> None:
    consents.asked(team, case)


def refuse_it(team: Team, case: Request) -> None:
    consents.answered(team, case)


def object_to_it(team: Team, case: Request) -> None:
    objecting.recorded(team)


def weigh_objection(team: Team, case: Request) -> None:
    objecting.weighed(team, case, objecting.standing(team))


def approve(team: Team, case: Request) -> None:
    """With every objection weighed first, where that is open to whoever acts."""
    for objection in Objection.objects.filter(practice=team.practice, ended_at=None):
        with suppress(DeskError):
            case = objecting.weighed(team, case, objection)
    approve_at_once(team, case)


def approve_at_once(team: Team, case: Request) -> None:
    journeys.matched(team, case)
    data = journeys.approval(case, departs_because="I weigh it otherwise")
    guardian_decision.approve(key=case.key, by=team.caldicott_guardian, data=data)


WALK: dict[str, list[Act]] = {
    **TRIED,
    State.LEGAL_BASIS: [
        *[consent_to_one] * 4,
        *[rests_on_consent] * 8,
        ask_for_it,
        refuse_it,
        correct,
        journeys.legally_reviewed,
    ],
    State.PUBLIC_INTEREST: [*[weigh_what_is_permitted] * 8, withdraw, withdraw_and_die],
    State.DECISION: [
        *[approve] * 6,
        *[weigh_objection] * 3,
        object_to_it,
        withdraw,
        withdraw_and_die,
        correct,
    ],
    State.APPROVED: [*[journeys.released] * 5, withdraw, withdraw_and_die, correct],
    State.RELEASED: [*[journeys.disclosed] * 3, withdraw, withdraw_and_die],
}
ANYWHERE: list[Act] = [*(act for acts in WALK.values() for act in acts), *[withdraw] * 4]


def released_on_a_live_basis(case: Request) -> None:
    """Asked when a release was just given: each of its items has a live basis, to this recipient."""
    go = case.releases.get(ended_at=None)
    found = policies.findings_of(case)
    for row in go.items.select_related("item_decision__item"):
        token = row.item_decision.item.token
        finding = found[token]
        assert finding.effect != LegalBasisFinding.NO_BASIS
        if finding.effect == LegalBasisFinding.CONSENTED:
            assert finding.consent is not None
            assert finding.consent.subject_version == case.subject_version, "it is about another person"
            asked = {"item": token, "recipient": go.recipient, "purpose": case.purpose}
            assert covers.covers(finding.consent, **asked, day=timezone.localdate())


def sent_before_it_was_withdrawn(case: Request) -> None:
    """What is entered as a disclosure left while its consent stood."""
    reviews = {row.pk for row in case.legalbasisreview_set.filter(voided_at=None)}
    for sent in case.disclosures.all():
        tokens = {row.released_item.item_decision.item_id for row in sent.items.all()}
        for finding in LegalBasisFinding.objects.filter(
            review__in=reviews, item__in=tokens, effect="consented"
        ):
            assert finding.consent is not None
            assert not policies.taken_back(finding.consent, sent.sent_at)
            asked = {"item": finding.item.token, "recipient": sent.recipient, "purpose": case.purpose}
            assert not covers.why_beyond(finding.consent, **asked, day=timezone.localdate(sent.sent_at))
            assert finding.consent.subject_version == case.subject_version, "it is about another person"


@pytest.mark.timeout(400)
def test_nothing_is_released_outside_a_live_basis(team: Team) -> None:
    several = a_member(
        team.practice, "practice_manager", "ig_lead", "clinical_reviewer", "caldicott_guardian"
    )
    everybody = Team(team.practice, {**team.people, "several": several})
    agreement = made.in_force(team)
    reached: Counter[str] = Counter()

    @settings(max_examples=SEQUENCES, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
    @given(st.randoms(use_true_random=True))
    def one_way(chance: Random) -> None:
        case = journeys.triaged(team, journeys.submitted(team, **made.cited(agreement)))
        left_behind = False
        for _ in range(chance.randint(LONGEST // 2, LONGEST)):
            acts = WALK.get(case.state) or [journeys.closed]
            act = chance.choice(acts if chance.random() < 0.9 else ANYWHERE)
            before = case.releases.count()
            try:
                act(actors(team, everybody, chance), case)
            except DeskError as problem:
                reached[type(problem).__name__] += 1
            except (ObjectDoesNotExist, IndexError):  # the factory looked for what isn't there yet
                reached["nothing"] += 1
            case = journeys.fresh(case)
            if case.releases.count() > before:
                reached["released"] += 1
                released_on_a_live_basis(case)
            sent_before_it_was_withdrawn(case)
            check(case)
            left_behind = left_behind or act is withdraw_and_die
            if left_behind and chance.random() < 0.4:
                consent_fall.finish()
                case, left_behind = journeys.fresh(case), False
            if not left_behind and case.state in RESTING:
                assert not policies.rests_on_withdrawn(case), "it rests on what was withdrawn"
            reached[case.state] += 1
            reached["fell"] += case.status_changes.filter(verb="consent_withdrawn").exists()
            reached["consented"] += bool(policies.resting_on_consent(case))
        connection.check_constraints()  # also those that wait for the commit

    one_way()
    assert min(reached["released"], reached["fell"], reached["consented"]) > 0, reached
    assert reached["NotPossible"] > 0, reached
