"""What comes out of a request and goes another way, with its own clock from the original receipt."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from audit.ledger.api import Entry, entries, log_name, reveal
from kit.errors import InvalidInput, NotAllowed, NotPossible, NotVisible
from requests_app.deadlines import RuleCode
from requests_app.deadlines.handovers import PAUSES_SINCE
from requests_app.journey import handover, reopening, triage
from requests_app.models import Clock, ClockState, Handover, Request
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.factories.people import a_closure
from tests.integration.journey.conftest import make_team

DAY = dt.timedelta(days=1)
MORNING = "10:00+00:00"
# A month in which nothing moves: received on a Tuesday, due on a Thursday.
RECEIVED, DUE = dt.date(2026, 11, 10), dt.date(2026, 12, 10)


@pytest.fixture
def made(team: Team, time_machine: Any) -> Callable[..., Handover]:
    """A hand-over out of a request in triage, on the day of receipt unless told."""

    def make(kind: str = "sar", on: dt.date = RECEIVED, received: dt.date = RECEIVED) -> Handover:
        time_machine.move_to(f"{on} {MORNING}", tick=False)
        request = journeys.submitted(team)
        return handover.hand_over(
            key=request.key, by=team.ig_lead, kind=kind, received_on=received, note="They want a copy"
        )

    return make


def clock(row: Handover) -> Clock:
    return Clock.objects.get(handover=row)


def newest(team: Team) -> Entry:
    (found,) = entries(log_name(team.practice.public_id), limit=1)
    return found


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


class TestExtending:
    """UK GDPR Art 12(3): two further months, with notice and reasons within the first."""

    def extend(self, row: Handover, team: Team, notice: dt.date) -> None:
        handover.extend(key=row.key, by=team.ig_lead, notice_sent_on=notice, reason="Many requests")

    def test_two_further_months_with_both_dates(self, made: Any, team: Team, time_machine: Any) -> None:
        row = made()
        time_machine.move_to(f"{DUE} {MORNING}", tick=False)
        self.extend(row, team, DUE)
        found = clock(row)
        assert (found.due_on, found.extended) == (dt.date(2027, 2, 10), True)
        change = found.changes.get(kind="extended")
        assert timezone.localdate(change.old_due_at) == DUE + DAY
        assert change.new_due_at == found.due_at
        assert change.reason == "Many requests"
        assert newest(team).facts["notice"] == DUE.isoformat()
        with pytest.raises(NotPossible, match="extended once"):
            self.extend(row, team, DUE)

    def test_a_notice_after_the_first_month_extends_nothing(
        self, made: Any, team: Team, time_machine: Any
    ) -> None:
        row = made()
        time_machine.move_to(f"{DUE + 2 * DAY} {MORNING}", tick=False)
        with pytest.raises(InvalidInput, match="told by 10 December 2026"):
            self.extend(row, team, DUE + DAY)
        self.extend(row, team, DUE)
        assert clock(row).extended

    @pytest.mark.parametrize("days", [-1, 1], ids=["before_receipt", "in_future"])
    def test_a_notice_is_sent_between_receipt_and_today(self, made: Any, team: Team, days: int) -> None:
        row = made()
        with pytest.raises(InvalidInput) as refusal:
            self.extend(row, team, RECEIVED + days * DAY)
        assert set(refusal.value.fields) == {"notice_sent_on"}

    @pytest.mark.parametrize("kind", ["foi", "complaint"])
    def test_nothing_else_is_extended(self, made: Any, team: Team, kind: str) -> None:
        row = made(kind)
        for act in (
            lambda: self.extend(row, team, RECEIVED),
            lambda: handover.identify(key=row.key, by=team.ig_lead, relevant_on=RECEIVED),
            lambda: handover.ask(key=row.key, by=team.ig_lead, question="Which?"),
            lambda: handover.go_on(key=row.key, by=team.ig_lead, answer="All"),
        ):
            with pytest.raises(NotPossible, match="Only a subject access request"):
                act()

    def test_words_are_needed(self, made: Any, team: Team) -> None:
        row, by = made(), team.ig_lead
        for act in (
            lambda: handover.extend(key=row.key, by=by, notice_sent_on=RECEIVED, reason=" "),
            lambda: handover.ask(key=row.key, by=by, question=" "),
            lambda: handover.go_on(key=row.key, by=by, answer=" "),
            lambda: handover.answer(key=row.key, by=by, answer=" "),
        ):
            with pytest.raises(NotPossible, match="Say "):
                act()


class TestKnowingWho:
    """The month counts from the day on which the information came: DUAA 2025 s.76."""

    def test_the_month_counts_from_that_day(self, made: Any, team: Team, time_machine: Any) -> None:
        row = made()
        time_machine.move_to(f"{RECEIVED + 8 * DAY} {MORNING}", tick=False)
        handover.identify(key=row.key, by=team.ig_lead, relevant_on=RECEIVED + 7 * DAY)
        assert clock(row).due_on == dt.date(2026, 12, 17)
        assert clock(row).changes.last().kind == "recomputed"
        with pytest.raises(NotPossible, match="recorded already"):
            handover.identify(key=row.key, by=team.ig_lead, relevant_on=RECEIVED)

    @pytest.mark.parametrize("days", [-1, 1], ids=["before_receipt", "in_future"])
    def test_it_is_between_receipt_and_today(self, made: Any, team: Team, days: int) -> None:
        with pytest.raises(InvalidInput):
            handover.identify(key=made().key, by=team.ig_lead, relevant_on=RECEIVED + days * DAY)

    def test_not_once_it_is_extended(self, made: Any, team: Team) -> None:
        row = made()
        handover.extend(key=row.key, by=team.ig_lead, notice_sent_on=RECEIVED, reason="Many")
        with pytest.raises(NotPossible, match="extended already"):
            handover.identify(key=row.key, by=team.ig_lead, relevant_on=RECEIVED)


class TestStandingStill:
    """Days between asking for clarification and getting it don't count: DUAA 2025 s.76."""

    def ask(self, row: Handover, team: Team) -> None:
        handover.ask(key=row.key, by=team.ig_lead, question="Which years?")

    def go_on(self, row: Handover, team: Team) -> None:
        handover.go_on(key=row.key, by=team.ig_lead, answer="The last two")

    def test_stopped_and_going_on_the_date_is_later_by_the_days(
        self, made: Any, team: Team, time_machine: Any
    ) -> None:
        row = made()
        time_machine.move_to(f"{RECEIVED + 2 * DAY} {MORNING}", tick=False)
        self.ask(row, team)
        assert clock(row).state == ClockState.STOPPED
        with pytest.raises(NotPossible, match="can’t be stopped"):
            self.ask(row, team)
        with pytest.raises(NotPossible, match="go on first"):
            handover.extend(key=row.key, by=team.ig_lead, notice_sent_on=RECEIVED, reason="Many")
        time_machine.move_to(f"{RECEIVED + 9 * DAY} {MORNING}", tick=False)
        self.go_on(row, team)
        found = clock(row)
        assert (found.state, found.due_on, found.stopped_days) == (
            ClockState.RUNNING, DUE + 7 * DAY, 7,
        )  # fmt: skip
        stopped, went_on = found.changes.exclude(kind="started")
        assert (stopped.kind, stopped.reason) == ("stopped", "Which years?")
        assert (went_on.kind, went_on.days, went_on.reason) == ("went_on", 7, "The last two")
        assert went_on.new_due_at - went_on.old_due_at == 7 * DAY
        assert any("stood still" in step for step in found.explanation)
        with pytest.raises(NotPossible, match="No clock stands still"):
            self.go_on(row, team)

    def test_a_second_stop_adds_to_the_first(self, made: Any, team: Team, time_machine: Any) -> None:
        row = made()
        for first, last in ((1, 3), (5, 6)):
            time_machine.move_to(f"{RECEIVED + first * DAY} {MORNING}", tick=False)
            self.ask(row, team)
            time_machine.move_to(f"{RECEIVED + last * DAY} {MORNING}", tick=False)
            self.go_on(row, team)
        assert clock(row).stopped_days == 3
        # 13 December is a Sunday.
        assert clock(row).due_on == dt.date(2026, 12, 14)

    def test_what_stood_still_stays_when_it_is_extended(
        self, made: Any, team: Team, time_machine: Any
    ) -> None:
        row = made()
        self.ask(row, team)
        time_machine.move_to(f"{RECEIVED + 2 * DAY} {MORNING}", tick=False)
        self.go_on(row, team)
        handover.extend(key=row.key, by=team.ig_lead, notice_sent_on=RECEIVED, reason="Many")
        assert clock(row).due_on == dt.date(2027, 2, 12)

    def test_a_date_that_has_passed_is_not_stopped(self, made: Any, team: Team, time_machine: Any) -> None:
        row = made()
        time_machine.move_to(f"{DUE + DAY} {MORNING}", tick=False)
        with pytest.raises(NotPossible, match="passed already"):
            self.ask(row, team)

    def test_no_clock_stood_still_before_that_was_law(self, made: Any, team: Team) -> None:
        before = PAUSES_SINCE - DAY
        row = made(on=before, received=before)
        with pytest.raises(NotPossible, match="before 5 February 2026"):
            self.ask(row, team)

    def test_answered_while_it_stands_still_it_is_met(self, made: Any, team: Team) -> None:
        row = made()
        self.ask(row, team)
        handover.answer(key=row.key, by=team.ig_lead, answer="Sent all")
        assert clock(row).state == ClockState.MET
