"""The report of decisions and disclosures: what its rows say, and that they come from the ledger alone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from audit.desk.selectors import practices_audited
from audit.ledger.api import entries, entry, log_name, verify_log
from kit.errors import NotAllowed
from practices.models import Practice
from practices.permissions import access_of
from requests_app.journey import correction, emergency, incident, release, triage, withdrawal
from requests_app.models import Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.audit.reports.files import picked, report_of, rows_of
from tests.integration.journey.conftest import make_team

pytestmark = pytest.mark.django_db


def test_a_decision_has_a_row_for_each_item(team: Team) -> None:
    request = journeys.approved(team, withheld=("D08",))
    rows = rows_of(report_of(team.practice))
    assert picked(rows, "What happened", "Step", "Request", "What became of it") == [
        ("Decided", "Approved by the guardian", request.reference, "Disclose"),
        ("Decided", "Approved by the guardian", request.reference, "Withhold"),
    ]
    given, withheld = rows
    assert given["Item"].startswith("D06 ")
    assert withheld["Item"].startswith("D08 ")
    assert given["Who asked (kind)"] == "Police"
    assert given["Outcome of the request"].startswith("DISCLOSE_PART ")
    assert given["What the law says"].startswith("The law permits it")
    assert given["Power relied on"]
    assert given["What outweighs confidentiality"]
    assert (given["Emergency"], given["Round"]) == ("no", "1")
    assert given["Done by"] == team.caldicott_guardian.opaque
    assert given["Legal basis reviewed by"] == team.ig_lead.opaque
    assert given["Public interest weighed by"] == team.clinical_reviewer.opaque


def test_each_row_leads_to_its_entry(team: Team) -> None:
    request = journeys.disclosed(team)
    rows = rows_of(report_of(team.practice))
    (approved,) = {row["Event"] for row in rows if row["What happened"] == "Decided"}
    for row in rows:
        found = entry(row["Ledger"], row["Event"])
        assert found is not None
        assert (
            (str(found.leaf_index), found.about)
            == (row["Entry"], row["About"])
            == (row["Entry"], request.about)
        )
        assert row["Same as when it was recorded"] == "yes"
        if row["What happened"] == "Disclosed":
            assert row["Rests on the decision in event"] == approved


def test_a_disclosure_says_what_was_sent_when_and_how(team: Team) -> None:
    journeys.disclosed(team)
    sent = [row for row in rows_of(report_of(team.practice)) if row["What happened"] == "Disclosed"]
    assert {row["What became of it"] for row in sent} == {"Sent"}
    now = timezone.localtime()
    for row in sent:
        assert row["Route"] == "By phone, calling the verified number"
        said = datetime.strptime(row["Sent at (UK time)"], "%Y-%m-%d %H:%M").replace(tzinfo=now.tzinfo)
        assert abs(now - said) < timedelta(minutes=10)


def test_all_that_became_of_requests_is_told(team: Team) -> None:
    def told() -> list[tuple[str, ...]]:
        return picked(rows_of(report_of(team.practice)), "What happened", "Step", "What became of it")

    request = journeys.released(team)
    release.call_off(key=request.key, by=team.practice_manager, reason="They withdrew it")
    with rules.later(days=6):
        release.expire(key=request.key)
        last_two = told()[-4:]
    assert last_two == [
        ("Release ended unsent", "Release called off", "Not sent"),
        ("Release ended unsent", "Release called off", "Not sent"),
        ("Approval ended", "The approval expired", "No longer approved"),
        ("Approval ended", "The approval expired", "No longer approved"),
    ]
    rejected = journeys.submitted(team)
    triage.end(
        key=rejected.key, verb="misdirect", by=team.practice_manager, outcome="MISDIRECTED", reason="Not ours"
    )
    incident.record_incident(
        practice=team.practice,
        by=team.front_desk,
        data={
            "kind": "by_phone",
            "what_left": "That she is registered",
            "to_whom": "A caller",
            "happened_at": None,
            "aware_at": timezone.now(),
        },
    )
    assert told()[-2:] == [
        ("Ended without a decision", "Misdirected", "No item was decided"),
        ("Incident", "Incident recorded", "Left otherwise"),
    ]
    last = rows_of(report_of(team.practice))[-1]
    assert last["Kind of incident"] == "Said on the phone"
    assert last["Report by (UK time)"] > last["Became aware at (UK time)"]


def test_an_emergency_and_its_review_are_told(team: Team) -> None:
    request = rules.emergency_approved(team)
    emergency.review(
        key=request.key, by=team.data_protection_officer, finding="wrong", reason="Nobody was in danger"
    )
    *decided, incident_made, reviewed = rows_of(report_of(team.practice))
    assert incident_made["What happened"] == "Incident"
    assert set(picked(decided, "Step", "Emergency")) == {("Approved in an emergency", "yes")}
    assert (reviewed["What happened"], reviewed["What became of it"]) == (
        "Emergency looked back at",
        "Wrongly done",
    )


def test_what_is_not_pursued_ends_its_approval_too(team: Team) -> None:
    request = journeys.approved(team)
    withdrawal.withdraw(
        key=request.key, by=team.practice_manager, outcome="WITHDRAWN_BY_REQUESTER", reason="Theirs"
    )
    rows = [row for row in rows_of(report_of(team.practice)) if row["What happened"] == "Not pursued"]
    assert picked(rows, "What became of it") == [("Not pursued",), *[("No longer approved",)] * 2]
    assert [row["Item"][:3] for row in rows] == ["", "D06", "D08"]
    assert {row["Outcome of the request"][:10] for row in rows} == {"WITHDRAWN_"}


def test_nobody_without_a_ledger_to_read_opens_the_room(team: Team) -> None:
    with pytest.raises(NotAllowed, match="do not let you read"):
        practices_audited(access_of(team.ig_lead))


def test_a_correction_without_an_approval_has_no_row(team: Team) -> None:
    request = journeys.at_decision(team)
    correction.correct(
        key=request.key,
        by=team.practice_manager,
        part="purpose",
        data={"purpose": "To find a suspect", "offence": ""},
        because="They wrote again",
    )
    assert rows_of(report_of(team.practice)) == []


def test_names_reasons_and_values_are_not_in_it(team: Team) -> None:
    request = journeys.disclosed(team)
    text = str(rows_of(report_of(team.practice)))
    decision = request.decisions.get()
    subject = request.subjects.get()
    for private in (
        decision.reason,
        decision.recipient,
        subject.name,
        subject.nhs_number,
        team.ig_lead.full_name,
    ):
        assert private
        assert private not in text


def test_changing_the_case_tables_changes_nothing(team: Team) -> None:
    request = journeys.disclosed(team)
    before = rows_of(report_of(team.practice))
    Request.objects.filter(pk=request.pk).update(outcome="REFUSE_NCND", reply="", emergency=False)
    request.requester.kind = "council"
    request.requester.save()
    request.items.update(detail="Changed")
    Practice.objects.filter(pk=team.practice.pk).update(name="Renamed Surgery")
    team.caldicott_guardian.full_name = "Renamed Guardian"
    team.caldicott_guardian.save()
    assert rows_of(report_of(team.practice)) == before


def test_another_practices_entries_are_not_in_it(team: Team) -> None:
    journeys.refused(make_team("Y99992", "Hillside Surgery"))
    assert rows_of(report_of(team.practice)) == []


@pytest.mark.parametrize(
    ("at", "day"),
    [
        # In summer the UK is an hour ahead: its day ends at 23:00 UTC.
        (datetime(2026, 7, 14, 22, 59, 59, 999999, tzinfo=UTC), date(2026, 7, 14)),
        (datetime(2026, 7, 14, 23, 0, tzinfo=UTC), date(2026, 7, 15)),
        (datetime(2026, 11, 14, 23, 59, 59, 999999, tzinfo=UTC), date(2026, 11, 14)),
        (datetime(2026, 11, 15, tzinfo=UTC), date(2026, 11, 15)),
        # The days on which the clocks change.
        (datetime(2026, 3, 29, 22, 59, 59, 999999, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 25, 23, 59, 59, 999999, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_the_last_moment_before_midnight_in_the_uk_belongs_to_the_day(
    team: Team, at: datetime, day: date
) -> None:
    with time_machine.travel(at, tick=False):
        request = journeys.submitted(team)
        journeys.refused(team, request)
    for offset, found in ((-1, 0), (0, 1), (1, 0)):
        asked = day + timedelta(days=offset)
        steps = {row["Step"] for row in rows_of(report_of(team.practice, asked, asked))}
        assert len(steps) == found, asked


def test_what_is_recorded_later_is_not_in_a_period_that_was_fixed(team: Team) -> None:
    journeys.refused(team)
    asked = report_of(team.practice)
    before = rows_of(asked)
    journeys.refused(team)
    assert rows_of(asked) == before


def test_an_empty_period_is_a_header_and_an_end(team: Team) -> None:
    assert rows_of(report_of(team.practice)) == []
    assert rows_of(report_of(team.practice, date.min, date.min)) == []


def test_an_entry_that_was_changed_shows_and_fails_verification(unguarded: Any) -> None:
    team = make_team()
    journeys.refused(team)
    log = log_name(team.practice.public_id)
    decided = next(found for found in entries(log) if found.event == "decision.refused")
    change = "UPDATE ledger_event SET entry = replace(entry, %s, %s) WHERE log = %s AND leaf_index = %s"
    unguarded.execute(change, ["withhold", "disclose", log, decided.leaf_index])
    rows = rows_of(report_of(team.practice))
    assert {row["What became of it"] for row in rows} == {"Disclose"}
    assert {row["Same as when it was recorded"] for row in rows} == {"no"}
    findings = [finding for progress in verify_log(log) for finding in progress.findings]
    assert {(finding.leaf_index, finding.code) for finding in findings} == {(decided.leaf_index, "leaf_hash")}

    unguarded.execute(change, ['"facts"', '"fakts"', log, decided.leaf_index])
    (row,) = rows_of(report_of(team.practice))
    assert row["What happened"] == "Can’t be read: verify the ledger"
    assert (row["Entry"], row["Done by"]) == (str(decided.leaf_index), "")
    connection.close()
