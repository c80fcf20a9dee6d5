"""What reminders say: a name without a person, a day as people say it, and what is to be done."""

import uuid
from datetime import UTC, date, datetime

import pytest

from practices.models import Practice
from requests_app.deadlines.local_time import LONDON, end_of
from requests_app.models import Clock, Handover, Incident, Reminder, Request
from requests_app.reminders import pages, words

NOW = datetime(2026, 9, 16, 12, tzinfo=LONDON)
KEY = uuid.UUID("5f8f3f0e-6d2c-4f4e-9a55-1d2a40d3f1aa")


def case(**fields: object) -> Request:
    return Request(key=KEY, reference="Y99991-2026-00001", **{"state": "triage", **fields})


def reminder(clock: Clock | None = None, **fields: object) -> Reminder:
    given = {"rule": "decide", "rung": "due", "due_at": end_of(date(2026, 9, 16)), "key": KEY, **fields}
    return Reminder(clock=clock, created_at=NOW, practice=Practice(name="Larkmoor"), **given)


def test_a_day_is_its_last_moment_and_a_time_its_own() -> None:
    assert words.when(end_of(date(2026, 9, 16))) == "Wed 16 Sep 2026"
    assert words.when(datetime(2026, 9, 16, 9, 30, tzinfo=UTC)) == "Wed 16 Sep 2026, 10:30"


def test_before_and_after_its_date() -> None:
    assert words.standing(reminder(), NOW) == "Decide is due by Wed 16 Sep 2026"
    assert (
        words.standing(reminder(), end_of(date(2026, 9, 16))) == "Decide was due by Wed 16 Sep 2026: overdue"
    )
    assert words.standing(reminder(due_at=None), NOW) == "Decide"


@pytest.mark.parametrize(
    ("rule", "fields", "task"),
    [
        ("decide", {"request": case()}, "To be triaged"),
        ("instrument", {"request": case(state="decision")}, "To be decided"),
        ("tell_patient", {"request": case(state="closed")}, "Patients to be told"),
        ("breach", {}, "Incidents to report or to close"),
        ("decide", {}, "Decide"),
        ("gone_by", {}, "Gone by"),
    ],
    ids=["triage", "decision", "after closing", "breach", "no request", "a rule that is gone"],
)
def test_what_is_to_be_done(rule: str, fields: dict[str, object], task: str) -> None:
    assert words.task_of(reminder(rule=rule, **fields)) == task


def test_a_hand_over_is_named_with_its_request_and_has_its_own_page() -> None:
    handover = Handover(id=3, key=KEY, kind="sar")
    row = reminder(Clock(handover=handover), rule="subject_access", request=case())
    assert words.task_of(row) == words.HANDOVERS
    assert words.name_of(row) == "Subject access request, Y99991-2026-00001"
    assert words.page_of(row.clock, row.request) == f"/handovers/{KEY}/"


def test_an_incident_is_named_by_its_day() -> None:
    incident = Incident(key=KEY, aware_at=NOW)
    alone, about = reminder(Clock(incident=incident)), reminder(Clock(incident=incident), request=case())
    assert words.name_of(alone) == "Incident of 16 Sep 2026"
    assert words.name_of(about) == "Incident of 16 Sep 2026, Y99991-2026-00001"
    assert words.page_of(about.clock, about.request) == f"/incidents/{KEY}/"


def test_without_anything_it_is_your_work() -> None:
    assert words.name_of(reminder()) == "Your work"
    assert words.page_of(None, None) == "/"


def test_a_digest_names_the_practice_only_where_there_are_several() -> None:
    one, other = (Practice(id=number, name=f"Practice {number}") for number in (1, 2))
    first, second = reminder(request=case()), reminder(request=case())
    first.practice, second.practice = one, one
    assert "Practice 1" not in words.digest_mail([first, second], NOW)[1]
    second.practice = other
    subject, body = words.digest_mail([first, second], NOW)
    assert subject == "Disclosure Desk today: 2 reminders"
    assert "Y99991-2026-00001, Practice 2: Decide is due by Wed 16 Sep 2026" in body


@pytest.mark.parametrize(
    ("rung", "said"),
    [
        ("before_2", "before the date"),
        ("due", "last day in time"),
        ("escalated_2", "escalated"),
        ("again_3", "still overdue"),
        ("", "reminder"),
    ],
    ids=["before", "due", "escalated", "again", "from before there were clocks"],
)
def test_every_rung_has_words(rung: str, said: str) -> None:
    assert pages.rung_in_words(reminder(rung=rung)) == said


@pytest.mark.parametrize(("many", "listed", "more"), [(60, 60, []), (61, 60, [1]), (150, 60, [40, 50])])
def test_a_digest_lists_what_somebody_reads_and_says_how_many_more_there_are(
    many: int, listed: int, more: list[int]
) -> None:
    states = ["triage"] * (many if many < 100 else 100) + ["decision"] * max(0, many - 100)
    rows = [
        reminder(request=case(state=state), pk=number + 1, due_at=end_of(date(2026, 9, 1 + number // 100)))
        for number, state in enumerate(states)
    ]

    subject, body = words.digest_mail(rows, NOW)

    assert subject.startswith(f"Disclosure Desk today: {many} reminders")
    assert body.count(f"/reminders/{KEY}/") == listed
    assert [line for line in body.splitlines() if " more: " in line] == [
        f"- and {number} more: open the page" for number in more
    ]
    assert f"To be triaged ({states.count('triage')})" in body
    assert body.index("All your reminders: ") > body.rindex(" is due by " if " is due by " in body else "- ")
