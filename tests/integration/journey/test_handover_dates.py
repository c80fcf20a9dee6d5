"""The date of a subject access request: extended, counted from when the person was known, standing still."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from kit.errors import InvalidInput, NotPossible
from requests_app.deadlines.handovers import PAUSES_SINCE
from requests_app.journey import handover
from requests_app.models import ClockState, Handover
from tests.factories.journeys import Team
from tests.integration.journey.handing import DAY, DUE, MORNING, RECEIVED, clock, made, newest

__all__ = ["made"]


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


class StandingStill:
    """The two steps."""

    def ask(self, row: Handover, team: Team) -> None:
        handover.ask(key=row.key, by=team.ig_lead, question="Which years?")

    def go_on(self, row: Handover, team: Team, on: dt.date | None = None) -> None:
        handover.go_on(key=row.key, by=team.ig_lead, answer="The last two", answered_on=on)


class TestStandingStill(StandingStill):
    """Days between asking for clarification and getting it don't count: DUAA 2025 s.76."""

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

    def test_answered_while_it_stands_still_it_goes_on_first(
        self, made: Any, team: Team, time_machine: Any
    ) -> None:
        row = made()
        time_machine.move_to(f"{DUE - DAY} {MORNING}", tick=False)
        self.ask(row, team)
        time_machine.move_to(f"{DUE + 3 * DAY} {MORNING}", tick=False)
        handover.answer(key=row.key, by=team.ig_lead, answer="Sent all")
        found = clock(row)
        assert (found.state, found.stopped_at, found.stopped_days) == (ClockState.MET, None, 4)
        assert found.due_on == DUE + 4 * DAY
        assert found.met_at is not None
        assert found.met_at < found.due_at
        assert [change.kind for change in found.changes.all()] == ["started", "stopped", "went_on", "met"]
        told = newest(team).facts["clocks"]["subject_access"]
        assert [said for said in told if said in ("went_on", "met")] == ["went_on", "met"]


class TestTheDayOfTheAnswer(StandingStill):
    """The clock stands still until the answer comes, whenever somebody records it."""

    def late(self, made: Any, team: Team, time_machine: Any, *, asked: int, recorded: int) -> Handover:
        """Asked and recorded so many days after receipt."""
        row: Handover = made()
        time_machine.move_to(f"{RECEIVED + asked * DAY} {MORNING}", tick=False)
        self.ask(row, team)
        time_machine.move_to(f"{RECEIVED + recorded * DAY} {MORNING}", tick=False)
        return row

    def test_it_stood_still_until_that_day_and_goes_on_doing_so(
        self, made: Any, team: Team, time_machine: Any
    ) -> None:
        row = self.late(made, team, time_machine, asked=2, recorded=14)
        self.go_on(row, team, RECEIVED + 6 * DAY)
        found = clock(row)
        # 14 December is a Monday.
        assert (found.due_on, found.stopped_days) == (DUE + 4 * DAY, 4)
        change = found.changes.get(kind="went_on")
        assert (change.days, timezone.localdate(change.at)) == (4, RECEIVED + 14 * DAY)
        entry = newest(team)
        assert entry.facts["answered_on"] == "2026-11-16"
        assert "stood_still:2026-11-12:2026-11-16:4" in entry.facts["clock_steps"]["subject_access"]
        handover.extend(key=row.key, by=team.ig_lead, notice_sent_on=RECEIVED, reason="Many")
        assert clock(row).due_on == dt.date(2027, 2, 15)  # the 14th is a Sunday
        assert "from Thu 12 Nov 2026 to Mon 16 Nov 2026" in " ".join(clock(row).explanation)

    @pytest.mark.parametrize("days", [2, 14], ids=["the_day_of_asking", "today"])
    def test_both_ends_are_taken(self, made: Any, team: Team, time_machine: Any, days: int) -> None:
        row = self.late(made, team, time_machine, asked=2, recorded=14)
        self.go_on(row, team, RECEIVED + days * DAY)
        assert clock(row).stopped_days == days - 2

    @pytest.mark.parametrize(
        ("days", "words"),
        [(1, "can’t be older than the question, which was asked on 12 November 2026"), (15, "today or in")],
        ids=["before_asking", "in_future"],
    )
    def test_it_is_between_the_question_and_today(
        self, made: Any, team: Team, time_machine: Any, days: int, words: str
    ) -> None:
        row = self.late(made, team, time_machine, asked=2, recorded=14)
        with pytest.raises(InvalidInput, match=words) as refusal:
            self.go_on(row, team, RECEIVED + days * DAY)
        assert set(refusal.value.fields) == {"answered_on"}
        assert clock(row).state == ClockState.STOPPED

    def test_who_they_are_came_while_it_stood_still(self, made: Any, team: Team, time_machine: Any) -> None:
        row = self.late(made, team, time_machine, asked=2, recorded=14)
        handover.identify(key=row.key, by=team.ig_lead, relevant_on=RECEIVED + 7 * DAY)
        assert clock(row).state == ClockState.STOPPED
        assert clock(row).due_on == DUE + 7 * DAY
        self.go_on(row, team, RECEIVED + 8 * DAY)
        assert clock(row).due_on == DUE + 8 * DAY
        assert clock(row).stopped_days == 6

    def test_who_they_are_came_after_it_had_gone_on(self, made: Any, team: Team, time_machine: Any) -> None:
        row = self.late(made, team, time_machine, asked=2, recorded=8)
        self.go_on(row, team, RECEIVED + 6 * DAY)
        handover.identify(key=row.key, by=team.ig_lead, relevant_on=RECEIVED + 7 * DAY)
        assert clock(row).due_on == DUE + 7 * DAY
