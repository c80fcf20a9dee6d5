"""Dates of single kinds: a complaint's outcome, weighing the public interest, a report to the police."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.ledger.api import log_name, reveal
from kit.errors import InvalidInput, NotPossible
from practices import practice_settings
from practices.following import dates_changed
from practices.models import Practice
from requests_app import tasks
from requests_app.deadlines import Due, RuleCode
from requests_app.journey import clocks_beside, handover, recomputing, starting_outcomes
from requests_app.models import Clock, ClockChange, ClockState, Handover, Reminder
from requests_app.reminders.sweep import sweep
from tests.factories.journeys import Team
from tests.factories.people import a_closure
from tests.integration.journey.handing import DAY, RECEIVED, clock, made, newest

__all__ = ["made"]

LAW, OWN = "freedom_of_information", "freedom_of_information_extended"
# The twentieth working day after RECEIVED.
NOTICE_BY, UNTIL = dt.date(2026, 12, 9), dt.date(2027, 1, 20)
OUTCOME_BY = dt.date(2026, 12, 8)


def weigh(team: Team, row: Handover, until: dt.date = UNTIL) -> None:
    handover.weigh(key=row.key, by=team.ig_lead, extended_to=until, reason="Two exemptions")


# A complaint.


def test_a_complaints_outcome_has_a_date_after_its_acknowledgement(made: Any, team: Team) -> None:
    row = made("complaint")
    handover.acknowledge(key=row.key, by=team.ig_lead)
    assert clock(row).state == ClockState.MET
    outcome = clock(row, "complaint_outcome")
    assert (outcome.due_on, outcome.state) == (OUTCOME_BY, ClockState.RUNNING)
    handover.answer(key=row.key, by=team.ig_lead, answer="Upheld in part")
    outcome.refresh_from_db()
    assert outcome.state == ClockState.MET


def test_it_is_reminded_of_until_the_outcome_is_recorded(made: Any, team: Team, time_machine: Any) -> None:
    row = made("complaint")
    handover.acknowledge(key=row.key, by=team.ig_lead)
    time_machine.move_to(f"{OUTCOME_BY + DAY} 09:00+00:00", tick=False)
    sweep()
    assert Reminder.objects.filter(rule="complaint_outcome", rung="overdue", clock__handover=row).exists()
    handover.answer(key=row.key, by=team.ig_lead, answer="Not upheld")
    Reminder.objects.all().update(dropped_at=None)
    time_machine.move_to(f"{OUTCOME_BY + 30 * DAY} 09:00+00:00", tick=False)
    before = Reminder.objects.filter(rule="complaint_outcome").count()
    sweep()
    assert Reminder.objects.filter(rule="complaint_outcome").count() == before


def test_closed_without_an_answer_nothing_waits(made: Any, team: Team) -> None:
    row = made("complaint")
    handover.close(key=row.key, by=team.ig_lead, reason="Taken back")
    assert set(row.clocks.values_list("state", flat=True)) == {ClockState.ENDED}


def test_the_practices_own_target_and_its_closures_move_it(made: Any, team: Team) -> None:
    row = made("complaint")
    practice_settings.change(
        practice=team.practice, by=team.practice_administrator, contact_email="",
        address_needs_countersignature=True, acknowledge_working_days=2, triage_working_days=5,
        decide_working_days=20, complaint_working_days=5, retention_years=6, retention_years_incident=20,
    )  # fmt: skip
    assert recomputing.follow_practices() == 1
    assert clock(row, "complaint_outcome").due_on == RECEIVED + 7 * DAY
    assert clock(row).due_on == RECEIVED + 29 * DAY
    a_closure(team.practice, RECEIVED + DAY)
    with transaction.atomic():
        dates_changed(team.practice)
    recomputing.follow_practices()
    assert clock(row, "complaint_outcome").due_on == RECEIVED + 8 * DAY


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A complaint had no date for its outcome, until this is undone."""
    real = clocks_beside.dues_of

    def dues_of(*args: Any) -> dict[RuleCode, Due]:
        return {rule: due for rule, due in real(*args).items() if rule != RuleCode.COMPLAINT_OUTCOME}

    monkeypatch.setattr(clocks_beside, "dues_of", dues_of)
    return monkeypatch


def test_a_complaint_from_before_gets_its_date_at_night(
    made: Any, team: Team, older: pytest.MonkeyPatch
) -> None:
    row, answered, closed = made("complaint"), made("complaint"), made("complaint")
    handover.answer(key=answered.key, by=team.ig_lead, answer="Upheld")
    handover.close(key=closed.key, by=team.ig_lead, reason="Taken back")
    older.undo()
    assert tasks.start_clocks() == 1
    assert clock(row, "complaint_outcome").due_on == OUTCOME_BY
    assert Clock.objects.filter(rule="complaint_outcome").count() == 1
    entry = newest(team)
    assert (entry.event, entry.about, entry.facts["handover"]) == (
        "clock.started", row.request.about, str(row.key),
    )  # fmt: skip
    assert (tasks.start_clocks(), starting_outcomes._start(row.pk)) == (0, 0)


def test_or_with_its_next_step(made: Any, team: Team, older: pytest.MonkeyPatch) -> None:
    row = made("complaint")
    older.undo()
    handover.acknowledge(key=row.key, by=team.ig_lead)
    assert clock(row, "complaint_outcome").due_on == OUTCOME_BY


def test_a_target_that_nobody_sets_stays_as_it_was(team: Team) -> None:
    Practice.objects.filter(pk=team.practice.pk).update(complaint_working_days=7)
    practice_settings.change(
        practice=team.practice, by=team.practice_administrator, contact_email="",
        address_needs_countersignature=True, acknowledge_working_days=2, triage_working_days=5,
        decide_working_days=20, retention_years=6, retention_years_incident=20,
    )  # fmt: skip
    team.practice.refresh_from_db()
    assert (team.practice.complaint_working_days, team.practice.dates_version) == (7, 0)


@pytest.mark.parametrize("days", [0, 21])
def test_a_target_is_from_one_to_twenty_working_days(team: Team, days: int) -> None:
    with pytest.raises(InvalidInput):
        practice_settings.change(
            practice=team.practice, by=team.practice_administrator, contact_email="",
            address_needs_countersignature=True, acknowledge_working_days=2, triage_working_days=5,
            decide_working_days=20, complaint_working_days=days, retention_years=6,
            retention_years_incident=20,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="practice_complaint_target_known"), transaction.atomic():
        Practice.objects.filter(pk=team.practice.pk).update(complaint_working_days=days)


# Weighing the public interest.


def test_more_time_to_weigh_the_public_interest_leaves_the_laws_date(made: Any, team: Team) -> None:
    row = made("foi")
    weigh(team, row)
    law, own = clock(row, LAW), clock(row, OWN)
    assert (law.due_on, law.state) == (NOTICE_BY, ClockState.RUNNING)
    assert (own.due_on, own.state, own.extended) == (UNTIL, ClockState.RUNNING, True)
    (change,) = own.changes.all()
    assert (change.kind, change.reason, change.by) == ("extended", "Two exemptions", team.ig_lead)
    assert (change.old_due_at, change.new_due_at) == (law.due_at, own.due_at)
    entry = newest(team)
    assert (entry.event, entry.facts["until"]) == ("handover.extended", UNTIL.isoformat())
    assert entry.facts["clocks"][OWN][0] == "extended"
    assert "exemptions" not in entry.text
    told = reveal(log_name(team.practice.public_id), entry.event_id)
    assert told is not None
    assert told["reason"] == "Two exemptions"


def test_the_refusal_notice_meets_the_laws_date_and_the_answer_the_practices(made: Any, team: Team) -> None:
    row = made("foi")
    weigh(team, row)
    handover.notice(key=row.key, by=team.ig_lead, notice_sent_on=RECEIVED)
    assert (clock(row, LAW).state, clock(row, OWN).state) == (ClockState.MET, ClockState.RUNNING)
    assert newest(team).event == "handover.notice_sent"
    handover.answer(key=row.key, by=team.ig_lead, answer="Sent in part")
    assert clock(row, OWN).state == ClockState.MET
    assert ClockChange.objects.filter(clock=clock(row, LAW), kind="met").count() == 1


def test_answered_meanwhile_both_are_met(made: Any, team: Team) -> None:
    row = made("foi")
    weigh(team, row)
    handover.answer(key=row.key, by=team.ig_lead, answer="Sent")
    assert set(row.clocks.values_list("state", flat=True)) == {ClockState.MET}


@pytest.mark.parametrize("until", [NOTICE_BY, dt.date(2036, 11, 11)], ids=["no_later", "beyond_ten_years"])
def test_the_practices_date_is_after_the_laws_and_within_reason(
    made: Any, team: Team, until: dt.date
) -> None:
    row = made("foi")
    with pytest.raises(InvalidInput, match="after 9 December 2026"):
        weigh(team, row, until)
    weigh(team, row, NOTICE_BY + DAY)
    with pytest.raises(NotPossible, match="extended already"):
        weigh(team, row)


def test_only_a_freedom_of_information_request_is_weighed(made: Any, team: Team) -> None:
    row = made("sar")
    with pytest.raises(NotPossible, match="freedom of information request only"):
        weigh(team, row)
    with pytest.raises(NotPossible, match="freedom of information request only"):
        handover.notice(key=row.key, by=team.ig_lead, notice_sent_on=RECEIVED)


def test_what_is_answered_is_not_weighed(made: Any, team: Team) -> None:
    row = made("foi")
    handover.answer(key=row.key, by=team.ig_lead, answer="Sent")
    with pytest.raises(NotPossible, match="answered"):
        weigh(team, row)


def test_a_notice_needs_something_to_weigh_and_a_day_that_came(made: Any, team: Team) -> None:
    row = made("foi")
    with pytest.raises(NotPossible, match="Otherwise record the answer"):
        handover.notice(key=row.key, by=team.ig_lead, notice_sent_on=RECEIVED)
    weigh(team, row)
    for day, words in ((RECEIVED - DAY, "older than the request"), (RECEIVED + DAY, "today or in the past")):
        with pytest.raises(InvalidInput, match=words):
            handover.notice(key=row.key, by=team.ig_lead, notice_sent_on=day)
    handover.notice(key=row.key, by=team.ig_lead, notice_sent_on=RECEIVED)
    with pytest.raises(NotPossible, match="recorded already"):
        handover.notice(key=row.key, by=team.ig_lead, notice_sent_on=RECEIVED)


def test_the_database_holds_which_kind_is_extended_and_how(made: Any, team: Team) -> None:
    row, when = made("complaint"), {"extended_at": timezone.now(), "extended_by": team.ig_lead.pk}
    for kind, fields in (
        ("complaint", {**when, "extended_to": UNTIL, "extension_reason": "x"}),
        ("foi", {**when, "extended_to": UNTIL}),
        ("foi", {"extended_to": UNTIL, "extension_reason": "x"}),
        ("foi", {**when, "extension_reason": "x"}),
        ("sar", {**when, "notice_sent_on": RECEIVED, "extended_to": UNTIL, "extension_reason": "x"}),
    ):
        other = row if kind == "complaint" else made(kind)
        with (
            pytest.raises(IntegrityError, match="handover_extension_has_its_reason"),
            transaction.atomic(),
        ):
            Handover.objects.filter(pk=other.pk).update(**fields)


# A report to the police.


def test_a_report_of_genital_mutilation_keeps_its_month_and_is_met_when_made(made: Any, team: Team) -> None:
    row = made("fgm")
    found = clock(row)
    assert (found.rule, found.due_on) == ("fgm_report", dt.date(2026, 12, 9))
    with pytest.raises(NotPossible, match="Nobody waits"):
        handover.acknowledge(key=row.key, by=team.ig_lead)
    handover.answer(key=row.key, by=team.ig_lead, answer="By telephone", reported_on=RECEIVED)
    assert clock(row).state == ClockState.MET


def test_it_is_reminded_of_before_its_month_ends(made: Any, time_machine: Any) -> None:
    row = made("fgm")
    time_machine.move_to("2026-12-09 09:00+00:00", tick=False)
    sweep()
    heard = Reminder.objects.filter(clock__handover=row, rung="due").select_related("person")
    people = {reminder.person.email.partition("@")[0] for reminder in heard}
    assert people == {"practice_manager", "ig_lead", "caldicott_guardian"}


@pytest.mark.parametrize("nation", ["scotland", "northern_ireland"])
def test_elsewhere_there_is_no_such_duty(made: Any, team: Team, nation: str) -> None:
    Practice.objects.filter(pk=team.practice.pk).update(nation=nation)
    with pytest.raises(NotPossible, match="England and Wales"):
        made("fgm")


def test_in_wales_there_is(made: Any, team: Team) -> None:
    Practice.objects.filter(pk=team.practice.pk).update(nation="wales")
    assert clock(made("fgm")).due_on == dt.date(2026, 12, 9)
