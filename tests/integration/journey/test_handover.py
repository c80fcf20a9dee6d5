"""What comes out of a request and goes another way, with its own clock from the original receipt."""

import datetime as dt
from typing import Any

import pytest

from audit.ledger.api import log_name, reveal
from kit.errors import InvalidInput, NotAllowed, NotPossible, NotVisible
from requests_app.deadlines import RuleCode
from requests_app.journey import handover, reopening, triage
from requests_app.models import ClockState, Handover, Request
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.factories.people import a_closure
from tests.integration.journey.conftest import make_team
from tests.integration.journey.handing import DAY, DUE, RECEIVED, clock, made, newest

__all__ = ["made"]


@pytest.mark.parametrize(
    ("kind", "rule", "due"),
    [
        ("sar", RuleCode.SUBJECT_ACCESS, DUE),
        ("foi", RuleCode.FREEDOM_OF_INFORMATION, dt.date(2026, 12, 9)),
        ("complaint", RuleCode.COMPLAINT_SAFE, dt.date(2026, 12, 9)),
    ],
    ids=["sar", "foi", "complaint"],
)
def test_each_kind_has_its_own_clock(made: Any, kind: str, rule: RuleCode, due: dt.date) -> None:
    found = clock(made(kind))
    assert (found.rule, found.due_on, found.state) == (rule, due, ClockState.RUNNING)
    assert found.explanation[-1].startswith("Rule: ")
    assert [change.kind for change in found.changes.all()] == ["started"]


def test_the_clock_runs_from_the_original_receipt_however_late_it_was_noticed(made: Any) -> None:
    row = made(on=RECEIVED + 9 * DAY)
    assert clock(row).due_on == DUE
    assert "10 Nov 2026" in clock(row).explanation[0]


def test_the_entry_tells_codes_and_dates_and_the_words_are_private(made: Any, team: Team) -> None:
    row = made()
    entry = newest(team)
    assert entry.event == "handover.opened"
    assert entry.about == row.request.about
    assert entry.facts["procedure"] == "sar"
    assert entry.facts["handover"] == str(row.key)
    assert entry.facts["received"] == RECEIVED.isoformat()
    assert "copy" not in entry.text
    told = reveal(log_name(team.practice.public_id), entry.event_id)
    assert told is not None
    assert told["note"] == "They want a copy"


def test_its_clock_runs_though_its_request_is_closed(team: Team) -> None:
    request = journeys.closed(team)
    row = handover.hand_over(
        key=request.key, by=team.ig_lead, kind="foi", received_on=RECEIVED, note="From a closed one"
    )
    assert clock(row).state == ClockState.RUNNING
    other = handover.hand_over(
        key=journeys.submitted(team).key, by=team.ig_lead, kind="foi", received_on=RECEIVED, note="Open"
    )
    handover.acknowledge(key=other.key, by=team.ig_lead)
    assert clock(other).due_at == clock(row).due_at


def test_a_closure_of_the_practice_moves_no_date_of_law(made: Any, team: Team) -> None:
    a_closure(team.practice, DUE)
    assert clock(made()).due_on == DUE


@pytest.mark.parametrize("who", ["clinical_reviewer", "data_protection_officer", "auditor"])
def test_only_those_who_close_requests_hand_over_and_take_steps(made: Any, team: Team, who: str) -> None:
    row = made()
    with pytest.raises(NotAllowed):
        handover.hand_over(
            key=row.request.key, by=team.people[who], kind="foi", received_on=RECEIVED, note="x"
        )
    with pytest.raises(NotAllowed):
        handover.answer(key=row.key, by=team.people[who], answer="x")
    assert Handover.objects.count() == 1


@pytest.mark.parametrize(
    ("outcome", "kind"), [("RECLASSIFIED_SAR", "sar"), ("RECLASSIFIED_FOI", "foi")], ids=["sar", "foi"]
)
def test_what_is_reclassified_is_handed_over_with_it(team: Team, outcome: str, kind: str) -> None:
    request = journeys.submitted(team)
    given = {"key": request.key, "verb": "reclassify", "outcome": outcome, "reason": "Their own data"}
    triage.end(by=team.ig_lead, **given)
    row = Handover.objects.get(request=request)
    assert (row.kind, row.received_on, row.note) == (kind, request.received_on, "Their own data")
    assert clock(row).state == ClockState.RUNNING
    assert newest(team).event == "triage.reclassified"
    assert newest(team).facts["procedure"] == kind
    journeys.closed(team, request)
    assert clock(row).state == ClockState.RUNNING
    reopening.reopen(key=request.key, by=team.ig_lead, reason="Again")
    triage.end(by=team.ig_lead, **given)
    assert Handover.objects.get() == row


@pytest.mark.parametrize(
    ("verb", "outcome"), [("misdirect", "MISDIRECTED"), ("reject", "REJECTED_PROCEDURE")]
)
def test_nothing_else_is_handed_over_by_itself(team: Team, verb: str, outcome: str) -> None:
    triage.end(
        key=journeys.submitted(team).key, verb=verb, outcome=outcome, reason="On its face", by=team.ig_lead
    )
    assert not Handover.objects.exists()


def test_nobody_elsewhere_sees_it(made: Any) -> None:
    row = made()
    elsewhere = make_team("Y99992", "Elsewhere").ig_lead
    with pytest.raises(NotVisible):
        handover.acknowledge(key=row.key, by=elsewhere)
    with pytest.raises(NotVisible):
        handover.acknowledge(key=row.request.key, by=elsewhere)


def test_what_can_not_be_handed_over(made: Any, team: Team) -> None:
    request: Request = made().request
    given: dict[str, Any] = {"key": request.key, "by": team.ig_lead, "received_on": RECEIVED}
    with pytest.raises(NotPossible, match="What it is"):
        handover.hand_over(kind="rumour", note="x", **given)
    with pytest.raises(NotPossible, match="what it is"):
        handover.hand_over(kind="sar", note=" ", **given)
    with pytest.raises(InvalidInput) as refusal:
        handover.hand_over(kind="sar", note="x", **given | {"received_on": RECEIVED + DAY})
    assert set(refusal.value.fields) == {"received_on"}
    draft = journeys.draft(team)
    with pytest.raises(NotPossible):
        handover.hand_over(key=draft.key, by=team.ig_lead, kind="sar", received_on=RECEIVED, note="x")


def test_answering_meets_the_date(made: Any, team: Team) -> None:
    row = made()
    handover.answer(key=row.key, by=team.ig_lead, answer="Sent on paper")
    assert clock(row).state == ClockState.MET
    with pytest.raises(NotPossible, match="answered already"):
        handover.answer(key=row.key, by=team.ig_lead, answer="Again")
    handover.close(key=row.key, by=team.practice_manager)
    row.refresh_from_db()
    assert (row.answer, row.closed_by) == ("Sent on paper", team.practice_manager)
    assert newest(team).facts["answered"] is True
    with pytest.raises(NotPossible, match="closed meanwhile"):
        handover.close(key=row.key, by=team.ig_lead)


@pytest.mark.parametrize(("kind", "met"), [("complaint", True), ("sar", False), ("foi", False)])
def test_an_acknowledgement_meets_a_complaints_date_only(made: Any, team: Team, kind: str, met: bool) -> None:
    row = made(kind)
    handover.acknowledge(key=row.key, by=team.ig_lead)
    assert (clock(row).state == ClockState.MET) is met
    with pytest.raises(NotPossible, match="acknowledged already"):
        handover.acknowledge(key=row.key, by=team.ig_lead)
    handover.answer(key=row.key, by=team.ig_lead, answer="Upheld")
    assert clock(row).changes.filter(kind="met").count() == 1


def test_closed_without_an_answer_it_says_why_and_its_date_ends(made: Any, team: Team) -> None:
    row = made()
    with pytest.raises(NotPossible, match="not answered"):
        handover.close(key=row.key, by=team.ig_lead)
    handover.close(key=row.key, by=team.ig_lead, reason="They took it back")
    row.refresh_from_db()
    assert (row.answer, row.answered_at) == ("They took it back", None)
    assert clock(row).state == ClockState.ENDED
    assert newest(team).facts["answered"] is False
