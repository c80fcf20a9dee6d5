"""Eight people act at the same moment: one takes effect, the others get a clear page, no number is lost."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from audit.ledger.api import entries_about, log_name
from kit.errors import DeskError
from practices.models import Person
from requests_app.journey import (
    correction,
    disclosure,
    emergency,
    guardian_decision,
    log,
    notes,
    release,
    triage,
)
from requests_app.models import Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team

MANY = 8
# Real commits and real locks: each test works on a clone of its own.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def own_team(transactional_db: None) -> Team:
    return make_team()


def at_once(*acts: Callable[[], object]) -> Counter[str]:
    """Run them in threads behind a barrier; returns how they ended: "done", or the error's name."""
    barrier, ends = threading.Barrier(len(acts)), Counter[str]()

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=30)
            act()
        except DeskError as refusal:
            ends[type(refusal).__name__] += 1
        except Exception as problem:
            ends[f"error: {type(problem).__name__} {problem}"] += 1
        else:
            ends["done"] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return ends


def guardians(team: Team) -> list[Person]:
    return [rules.colleague(team, "caldicott_guardian") for _ in range(MANY)]


def one_entry_each(request: Request) -> None:
    entries = entries_about(log_name(request.practice.public_id), request.about, limit=200)
    changes = [entry for entry in entries if entry.event != "attempt.refused"]
    assert len(changes) == journeys.fresh(request).version


def test_guardians_who_decide_at_once(own_team: Team) -> None:
    request = journeys.at_decision(own_team)
    data = journeys.approval(request)

    def approve(by: Person) -> Callable[[], object]:
        return lambda: guardian_decision.approve(key=request.key, by=by, data=data)

    def refuse(by: Person) -> Callable[[], object]:
        return lambda: guardian_decision.refuse(key=request.key, by=by, data=rules.refusal())

    people = guardians(own_team)
    ends = at_once(*map(approve, people[: MANY // 2]), *map(refuse, people[MANY // 2 :]))
    assert ends == {"done": 1, "StalePage": MANY - 1}
    assert request.decisions.count() == 1
    assert request.participations.filter(part="decides").count() == 1
    one_entry_each(request)


def test_an_emergency_approved_by_all_at_once(own_team: Team) -> None:
    request = rules.emergency_ready(own_team)
    data = journeys.approval(request)
    acts = [lambda by=by: emergency.approve(key=request.key, by=by, data=data) for by in guardians(own_team)]
    assert at_once(*acts) == {"done": 1, "StalePage": MANY - 1}
    assert request.decisions.count() == 1


def test_a_second_click_is_the_same_submission(own_team: Team) -> None:
    draft = journeys.draft(own_team)
    keys: list[list[object]] = []
    acts = [lambda: keys.append(log.submit(key=draft.key, by=own_team.practice_manager))] * MANY
    assert at_once(*acts)["done"] >= 1
    assert keys == [[draft.key]] * len(keys)
    request = journeys.fresh(draft)
    assert request.reference.endswith("-00001")
    assert request.status_changes.filter(verb="submit").count() == 1
    one_entry_each(request)


def test_references_have_no_gap_and_no_double(own_team: Team) -> None:
    """Half of them fail halfway, after their number was taken."""
    drafts = [journeys.draft(own_team) for _ in range(MANY * 2)]
    people = journeys.parts()["subject"]["subjects"]
    two = [*people, {**people[0], "name": "Ivo Halloway", "nhs_number": ""}]
    for draft in drafts[:4]:
        data = {"subject_kind": "several", "subjects": two}
        log.save(key=draft.key, by=own_team.practice_manager, part="subject", data=data)
    for draft in drafts[MANY:]:
        data = journeys.parts()["received"] | {"received_on": None}
        log.save(key=draft.key, by=own_team.practice_manager, part="received", data=data)
    acts = [lambda d=d: log.submit(key=d.key, by=own_team.practice_manager) for d in drafts]
    assert at_once(*acts) == {"done": MANY, "NotPossible": MANY}
    references = (
        Request.objects.exclude(reference=None).order_by("reference").values_list("reference", flat=True)
    )
    year = timezone.localdate().year
    assert list(references) == [f"Y99991-{year}-{number:05d}" for number in range(1, MANY + 4 + 1)]


def test_released_by_all_at_once(own_team: Team) -> None:
    request = journeys.approved(own_team)
    decision = request.decisions.get()
    managers = [rules.colleague(own_team, "practice_manager") for _ in range(MANY)]
    acts = [
        lambda by=by: release.release(
            key=request.key, by=by, tokens=["D06"], recipient=decision.recipient, route=decision.route
        )
        for by in managers
    ]
    assert at_once(*acts) == {"done": 1, "StalePage": MANY - 1}
    assert request.releases.count() == 1
    one_entry_each(request)


def test_a_release_meets_a_basis_that_falls_and_a_correction(own_team: Team) -> None:
    """Whichever comes first, what was released was approved at that time."""
    request = journeys.approved(own_team)
    decision = request.decisions.get()
    lead, manager = own_team.ig_lead, own_team.practice_manager
    ends = at_once(
        lambda: release.release(
            key=request.key, by=manager, tokens=["D06"], recipient=decision.recipient, route=decision.route
        ),
        lambda: release.basis_fell(key=request.key, by=lead, reason="Consent was withdrawn"),
        lambda: correction.correct(
            key=request.key, by=manager, part="purpose", data={"purpose": "x", "offence": ""}, because="x"
        ),
    )
    assert not [name for name in ends if name.startswith("error")], ends
    request = journeys.fresh(request)
    if request.state == "released":
        assert request.decisions.get().voided_at is None
        assert ends == {"done": 1, "StalePage": 2}
    else:
        assert request.releases.count() == 0
        assert request.decisions.get().voided_at is not None
    one_entry_each(request)


def test_confirmed_by_all_at_once(own_team: Team) -> None:
    request = journeys.released(own_team)
    managers = [rules.colleague(own_team, "practice_manager") for _ in range(MANY)]
    acts = [
        lambda by=by: disclosure.confirm(
            key=request.key, by=by, tokens=["D06", "D08"], sent_at=timezone.now()
        )
        for by in managers
    ]
    assert at_once(*acts) == {"done": 1, "StalePage": MANY - 1}
    assert request.disclosures.count() == 1


def test_one_page_opened_eight_times(own_team: Team) -> None:
    """The same version on eight screens: the first to save wins, the others are told."""
    request = journeys.submitted(own_team)
    manager = own_team.practice_manager
    acts = [
        lambda: triage.save(key=request.key, by=manager, data=rules.TRIAGED, seen_version=request.version)
    ] * MANY
    assert at_once(*acts) == {"done": 1, "StalePage": MANY - 1}


def test_notes_of_eight_people_are_all_kept(own_team: Team) -> None:
    request = journeys.submitted(own_team)
    acts = [lambda: notes.add(key=request.key, by=own_team.ig_lead, text="Read")] * MANY
    assert at_once(*acts) == {"done": MANY}
    assert request.notes.count() == MANY
    one_entry_each(request)
