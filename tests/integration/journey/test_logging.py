"""From a draft to a reference: what a log asks for, several people, the second click, what is discarded."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from audit.ledger.api import entries_about, log_name
from kit.errors import NotAllowed, NotPossible, StalePage
from requests_app import permissions
from requests_app.journey import conflicts, discarding, drafts, incident, log, unit
from requests_app.models import Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.journey.steps import save, submit

# References.


def test_references_are_dense_per_practice_and_year(team: Team) -> None:
    other = make_team("Y99992", "Quillhaven Medical Centre")
    year = timezone.localdate().year
    first, second = journeys.submitted(team), journeys.submitted(team)
    assert (first.reference, second.reference) == (f"Y99991-{year}-00001", f"Y99991-{year}-00002")
    assert journeys.submitted(other).reference == f"Y99992-{year}-00001"
    with rules.later(days=400):
        third = journeys.submitted(team)
    assert third.reference == f"Y99991-{timezone.localdate(third.logged_at).year}-00001"


def test_a_failed_submission_leaves_no_gap(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = journeys.draft(team)
    with monkeypatch.context() as patch:
        patch.setattr(unit, "record", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            submit(team, draft)
    draft = journeys.fresh(draft)
    assert (draft.state, draft.reference) == ("draft", None)
    submit(team, draft)
    assert journeys.fresh(draft).reference.endswith("-00001")


def test_the_year_is_the_one_in_london(team: Team) -> None:
    at = datetime(2027, 12, 31, 23, 30, tzinfo=UTC)
    assert drafts.next_reference(team.practice, at) == "Y99991-2027-00001"
    summer = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)
    assert drafts.next_reference(team.practice, summer) == "Y99991-2027-00002"


# Submitting.


@pytest.mark.parametrize(
    ("part", "change", "words"),
    [
        ("received", {"received_on": None}, "how and when it came"),
        ("subject", {"subjects": []}, "whose data"),
        ("items", {"codes": []}, "which items"),
        ("purpose", {"purpose": ""}, "what they want it for"),
        ("law", {"codes": []}, "which law"),
    ],
)
def test_every_task_is_done_first(team: Team, part: str, change: dict[str, Any], words: str) -> None:
    draft = save(team, journeys.draft(team), part, **change)
    with pytest.raises(NotPossible, match=words):
        submit(team, draft)


@pytest.mark.parametrize("part", list(journeys.parts()))
def test_a_task_that_was_never_opened_is_missing(team: Team, part: str) -> None:
    draft = log.start(practice=team.practice, by=team.practice_manager)
    for other, data in journeys.parts().items():
        if other != part:
            log.save(key=draft.key, by=team.practice_manager, part=other, data=data)
    with pytest.raises(NotPossible, match="Some tasks are not done yet"):
        submit(team, draft)


@pytest.mark.parametrize(
    "law",
    [
        {"codes": [], "no_law_claimed": True},
        {"codes": [], "claimed_words": "The Act"},
        {"codes": [], "claimed_agreement": "The 2017 memorandum"},
    ],
)
def test_the_law_is_claimed_in_words_by_agreement_or_not_at_all(team: Team, law: dict[str, Any]) -> None:
    draft = save(team, journeys.draft(team), "law", **law)
    assert submit(team, draft) == [draft.key]


def test_a_second_click_changes_nothing(team: Team) -> None:
    draft = journeys.draft(team)
    assert submit(team, draft) == [draft.key]
    version = journeys.fresh(draft).version
    assert submit(team, draft) == [draft.key]
    assert journeys.fresh(draft).version == version
    with pytest.raises(StalePage, match="no longer open"):
        log.submit(key=draft.key, by=team.ig_lead)


def test_who_may_not_log_hands_the_draft_over(team: Team) -> None:
    draft = log.start(practice=team.practice, by=team.front_desk)
    for part, data in journeys.parts().items():
        log.save(key=draft.key, by=team.front_desk, part=part, data=data)
    with pytest.raises(NotAllowed):
        log.submit(key=draft.key, by=team.front_desk)
    assert submit(team, draft) == [draft.key]


def test_a_draft_starts_where_one_may_draft(team: Team) -> None:
    for role in ("auditor", "clinical_reviewer", "practice_administrator"):
        with pytest.raises(NotAllowed):
            log.start(practice=team.practice, by=team.people[role])


# Several people in one letter.


def test_several_people_become_a_linked_request_each(team: Team) -> None:
    people = journeys.parts()["subject"]["subjects"]
    names = ("Ivo Halloway", "Ada Halloway")
    more = [{**people[0], "name": name, "nhs_number": ""} for name in names]
    named = [team.practice_manager, team.ig_lead]
    draft = journeys.draft(
        team,
        subject={"subject_kind": "several", "subjects": [*people, *more]},
        law=rules.law(),
        restriction={"restricted": True, "people": named},
    )
    keys = submit(team, draft)
    requests = [Request.objects.get(key=key) for key in keys]
    assert [request.subjects.get().name for request in requests] == ["Dmitar Halloway", *names]
    assert [request.reference[-5:] for request in requests] == ["00001", "00002", "00003"]
    assert len({request.linked_group for request in requests}) == 1
    for request in requests:
        assert request.state == "triage"
        assert request.instrument.kind == "statutory_notice"
        assert [item.token for item in request.live_items] == ["D06", "D08"]
        assert request.requestuserobjectpermission_set.count() == 2
        assert request.requester.officer == "Det Insp Rhona Cald"
        assert request.due_at == requests[0].due_at
        entries = entries_about(log_name(team.practice.public_id), request.about, limit=50)
        assert len(entries) == request.version
    assert submit(team, draft) == keys


def test_several_means_at_least_two(team: Team) -> None:
    draft = save(team, journeys.draft(team), "subject", subject_kind="several")
    with pytest.raises(NotPossible, match="whose data"):
        submit(team, draft)


# Discarding.


def test_a_draft_is_discarded_with_all_its_parts_and_leaves_its_entry(team: Team) -> None:
    draft = journeys.draft(team, law=rules.law(), restriction={"restricted": True, "people": [team.ig_lead]})
    discarding.discard(key=draft.key, by=team.practice_manager)
    assert not Request.objects.filter(pk=draft.pk).exists()
    entries = entries_about(log_name(team.practice.public_id), draft.about, limit=50)
    assert entries[0].event == "request.draft_discarded"
    empty = log.start(practice=team.practice, by=team.front_desk)
    discarding.discard(key=empty.key, by=team.front_desk)


def test_what_was_submitted_is_not_discarded(team: Team) -> None:
    with pytest.raises(StalePage, match="can be withdrawn"):
        discarding.discard(key=journeys.submitted(team).key, by=team.practice_manager)


def test_what_somebody_declared_or_recorded_is_not_discarded(team: Team) -> None:
    draft = journeys.draft(team)
    conflicts.declare(key=draft.key, by=team.ig_lead, kind="kinship")
    with pytest.raises(NotPossible, match="it stays in the register"):
        discarding.discard(key=draft.key, by=team.practice_manager)
    other = journeys.draft(team)
    data = {
        "kind": "by_phone",
        "what_left": "x",
        "to_whom": "",
        "happened_at": None,
        "aware_at": timezone.now(),
    }
    incident.record_incident(practice=team.practice, by=team.practice_manager, data=data, request=other)
    with pytest.raises(NotPossible, match="it stays in the register"):
        discarding.discard(key=other.key, by=team.practice_manager)


def test_a_refused_attempt_to_discard_is_in_the_ledger(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = journeys.draft(team)
    monkeypatch.setattr(permissions.Standing, "why_not", lambda self, permission: "No.")
    with pytest.raises(NotAllowed):
        discarding.discard(key=draft.key, by=team.practice_manager)
    entry = entries_about(log_name(team.practice.public_id), draft.about, limit=1)[0]
    assert (entry.event, entry.facts["attempt"]) == ("attempt.refused", "request.draft_discarded")
