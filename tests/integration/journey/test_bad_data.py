"""Bad data is a sentence, never an error page; and what only the system may do."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError
from django.utils import timezone

from audit.ledger.api import entries, entries_about, log_name
from kit.errors import DeskError, InvalidInput, NotAllowed, NotPossible, StalePage
from requests_app.journey import log, release, requesters, triage, unit
from requests_app.journey.refusals import SENTENCES, sentence_for
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.journey.steps import save

# Bad data is a sentence, never an error page.

LONG = "x" * 400
BAD: list[tuple[str, dict[str, Any]]] = [
    ("received", {"channel": "pigeon"}),
    ("received", {"channel": ""}),
    ("requester", {"kind": "nobody we know"}),
    ("requester", {"organisation_name": " "}),
    ("requester", {"organisation_name": LONG}),
    ("requester", {"officer": LONG}),
    ("subject", {"subject_kind": "martian"}),
    ("subject", {"subjects": [{"name": "!!!", "date_of_birth": date(1980, 1, 1), "nhs_number": ""}]}),
    ("subject", {"subjects": [{"name": LONG, "nhs_number": ""}]}),
    ("subject", {"subjects": [{"name": "A", "nhs_number": ""}, {"name": "B", "nhs_number": ""}]}),
    ("items", {"codes": ["D99"]}),
    ("items", {"codes": ["D06 and more"]}),
    ("items", {"own_words": [LONG]}),
    ("items", {"own_words": [""]}),
    ("law", {"codes": ["XX-01"]}),
    ("law", rules.law() | {"instrument": rules.law()["instrument"] | {"kind": "postcard"}}),
    ("law", rules.law() | {"instrument": rules.law()["instrument"] | {"served_on": date(2001, 1, 1)}}),
    ("law", rules.law() | {"instrument": rules.law()["instrument"] | {"issued_by": LONG}}),
    ("urgency", {"urgency": "yesterday"}),
    ("urgency", {"urgency": "emergency", "emergency_reason": ""}),
    ("restriction", {"restricted": True, "people": []}),
]


@pytest.mark.parametrize(("part", "change"), BAD)
def test_bad_data_in_the_log_is_refused_in_words(team: Team, part: str, change: dict[str, Any]) -> None:
    draft = journeys.draft(team)
    with pytest.raises(DeskError) as refusal:
        save(team, draft, part, **change)
    assert refusal.value.message.endswith(".")
    assert journeys.fresh(draft).version == draft.version
    save(team, draft, part)


def test_what_is_said_twice_counts_once(team: Team) -> None:
    draft = save(team, journeys.draft(team), "items", codes=["D06", "D06"])
    draft = save(team, draft, "law", codes=["PO-01", "PO-01"])
    assert (draft.items.count(), draft.claims.count()) == (1, 1)


def test_an_unknown_task_and_another_practices_register(team: Team) -> None:
    draft = journeys.draft(team)
    with pytest.raises(NotPossible, match="The task"):
        log.save(key=draft.key, by=team.practice_manager, part="nonsense", data={})
    elsewhere = journeys.organisation(make_team("Y99992", "Quillhaven"))
    with pytest.raises(NotPossible, match="not in your register"):
        save(team, draft, "requester", organisation=elsewhere)


def test_prohibitions_are_those_of_the_catalogue(team: Team) -> None:
    request = journeys.submitted(team)
    with pytest.raises(NotPossible, match="Prohibitions"):
        triage.save(key=request.key, by=team.practice_manager, data=rules.TRIAGED | {"prohibitions": ["all"]})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"written": None}, "Say whether it is in writing"),
        ({"written": False}, "Ask for the request in writing"),
        ({"addressed_to_us": None}, "meant for this practice"),
        ({"addressed_to_us": False}, "end it as misdirected"),
        ({"own_data_or_foi": None}, "Say whether it is a subject access"),
        ({"own_data_or_foi": True}, "is reclassified"),
        ({"prohibitions_checked": False}, "Look for prohibitions"),
    ],
)
def test_what_triage_needs(team: Team, change: dict[str, Any], words: str) -> None:
    request = rules.verified(team, journeys.submitted(team))
    triage.save(key=request.key, by=team.practice_manager, data=rules.TRIAGED | change)
    with pytest.raises(NotPossible, match=words):
        triage.accept(key=request.key, by=team.practice_manager)


def test_triage_that_was_not_done(team: Team) -> None:
    request = journeys.submitted(team)
    with pytest.raises(NotPossible, match="in writing") as stop:
        triage.accept(key=request.key, by=team.practice_manager)
    assert "identity was checked" in stop.value.message


@pytest.mark.parametrize(
    ("verb", "outcome", "state"),
    [
        ("reject", "REJECTED_PROCEDURE", "rejected"),
        ("misdirect", "MISDIRECTED", "misdirected"),
        ("reclassify", "RECLASSIFIED_SAR", "reclassified"),
        ("reclassify", "RECLASSIFIED_FOI", "reclassified"),
    ],
)
def test_the_ways_out_of_triage(team: Team, verb: str, outcome: str, state: str) -> None:
    request = journeys.submitted(team)
    with pytest.raises(NotPossible, match="one of the outcomes"):
        triage.end(key=request.key, verb=verb, by=team.ig_lead, outcome="UNANSWERED", reason="x")
    triage.end(key=request.key, verb=verb, by=team.ig_lead, outcome=outcome, reason="Not in writing")
    request = journeys.fresh(request)
    assert (request.state, request.outcome) == (state, outcome)
    assert journeys.closed(team, request).state == "closed"


# What the database refuses and nobody entered is an error still.


def test_sentences_are_for_constraints_that_exist() -> None:

    names = {
        c.name
        for app in ("requests_app", "consent")
        for model in apps.get_app_config(app).get_models()
        for c in model._meta.constraints
    }
    # Triggers', and that of a one-to-one relation.
    others = {
        "release_agreement_stands",
        "release_consent_stands",
        "legal_finding_consent_stands",
        "requests_app_incidentreport_incident_id_key",
    }
    assert set(SENTENCES) - others <= names


def test_an_unknown_refusal_of_the_database_stays_an_error(team: Team) -> None:
    request = journeys.submitted(team)
    assert sentence_for(IntegrityError()) == ""
    assert sentence_for(DataError())
    with (
        pytest.raises(IntegrityError, match="request_reference_unless_draft"),
        unit.work(key=request.key, by=team.practice_manager, event="note.added") as work,
    ):
        work.request.reference = None


# The register of requesters.


def test_a_number_has_its_source(team: Team) -> None:
    with pytest.raises(NotPossible, match="where the number comes from"):
        journeys.organisation(team, switchboard_source="")
    with pytest.raises(NotPossible, match="What it is"):
        journeys.organisation(team, kind="nobody")
    with pytest.raises(NotPossible, match="too long"):
        journeys.organisation(team, name=LONG)
    with pytest.raises(NotAllowed):
        requesters.save(practice=team.practice, by=team.front_desk, data={})


def test_one_entry_for_an_organisation(team: Team) -> None:
    entry = journeys.organisation(team)
    with pytest.raises(InvalidInput, match="in the register already"):
        journeys.organisation(team)
    other = make_team("Y99992", "Quillhaven")
    with pytest.raises(NotPossible, match="not in your register"):
        requesters.save(practice=other.practice, by=other.ig_lead, data={"unit": "x"}, organisation=entry)


def test_a_second_person_confirms_and_a_change_takes_it_away(team: Team) -> None:
    entry = journeys.organisation(team)
    with pytest.raises(NotAllowed, match="somebody else confirms"):
        requesters.confirm(organisation=entry, by=team.ig_lead)
    with pytest.raises(StalePage, match="changed since"):
        requesters.confirm(organisation=entry, by=team.practice_manager, seen="0")
    requesters.confirm(organisation=entry, by=team.practice_manager, seen=entry.switchboard)
    assert entry.confirmed_by == team.practice_manager
    data = {"published_email": "desk@northmere.example"}
    entry = requesters.save(practice=team.practice, by=team.practice_manager, data=data, organisation=entry)
    assert entry.confirmed_by == team.practice_manager
    data = {"switchboard": "01632 960999"}
    entry = requesters.save(practice=team.practice, by=team.practice_manager, data=data, organisation=entry)
    assert (entry.confirmed_by, entry.entered_by) == (None, team.practice_manager)
    blank = journeys.organisation(team, name="Blank", switchboard="", switchboard_source="")
    with pytest.raises(NotPossible, match="no number to confirm"):
        requesters.confirm(organisation=blank, by=team.practice_manager)


def test_only_the_system_acts_without_a_person(team: Team) -> None:
    request = journeys.approved(team)
    with rules.later(days=6):
        release.expire(key=request.key)
    change = request.status_changes.last()
    assert change.changed_by is None
    entry = entries_about(log_name(team.practice.public_id), request.about, limit=1)[0]
    assert entry.actor == unit.SYSTEM
    work = unit.Work(request, None, None, timezone.now(), "note.added", request.key, "x")
    with pytest.raises(NotAllowed, match="Only a person"):
        _ = work.person
    assert unit.found(request, "") is request
    with pytest.raises(NotPossible, match="There is none"):
        unit.found(None, "There is none")


def test_a_refusal_about_nothing_records_nothing(team: Team) -> None:
    unit.record_refusal(key=team.practice.public_id, by=team.ig_lead, attempt="page.request")
    log = log_name(team.practice.public_id)
    assert not [entry for entry in entries(log) if entry.event == "attempt.refused"]
