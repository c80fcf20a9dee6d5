"""A person's own calendar, read back by a library: their dates, references alone, never for long."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from audit.ledger.api import entries_about, log_name
from practices import memberships, people
from practices.models import Person
from practices.permissions import access_of
from requests_app.deadlines.local_time import end_of
from requests_app.journey import conflicts, incident
from requests_app.models import CalendarFeed, Clock, ClockState, Request
from requests_app.reminders import feed
from requests_app.selectors import calendars
from tests.factories import journeys
from tests.factories.clocks import a_clock
from tests.factories.journeys import Team
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(team: Team) -> Request:
    found = journeys.submitted(team)
    Clock.objects.update(state=ClockState.MET, met_at=timezone.now(), next_at=None)
    return found


def events(person: Person) -> list[icalendar.Event]:
    content = feed.calendar_of(access_of(person))
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_a_day_is_a_day_and_a_moment_a_moment(team: Team, case: Request) -> None:
    day = a_clock(case, rule="triage", due_at=end_of(date(2030, 6, 3)))
    moment = a_clock(case, rule="instrument", due_at=datetime(2030, 6, 4, 9, 30, tzinfo=UTC))

    first, second = events(team.people["ig_lead"])

    assert (first.decoded("dtstart"), first.decoded("dtend")) == (date(2030, 6, 3), date(2030, 6, 4))
    assert second.decoded("dtstart") == datetime(2030, 6, 4, 9, 30, tzinfo=UTC)
    assert [str(event["uid"]) for event in (first, second)] == [
        f"{clock.key}@disclosure-desk" for clock in (day, moment)
    ]
    assert str(first["summary"]) == f"{case.name}: Triage"
    assert str(first["url"]) == f"{settings.PUBLIC_URL}/requests/{case.key}/"


def test_it_holds_references_and_nothing_else(team: Team, case: Request) -> None:
    a_clock(case, rule="triage")

    content = feed.calendar_of(access_of(team.people["ig_lead"])).decode()

    for secret in ("Halloway", "Northmere", "9993014176", "Larkmoor"):
        assert secret not in content


def test_only_what_waits_for_the_person_and_still_runs(team: Team, case: Request) -> None:
    clock = a_clock(case, rule="triage")

    assert len(events(team.people["practice_manager"])) == 1
    assert events(team.people["caldicott_guardian"]) == events(team.people["front_desk"]) == []
    conflicts.declare(key=case.key, by=team.people["ig_lead"], kind="kinship")
    assert events(team.people["ig_lead"]) == []
    Clock.objects.filter(pk=clock.pk).update(
        state=ClockState.STOPPED, stopped_at=timezone.now(), next_at=None
    )
    assert events(team.people["practice_manager"]) == []


def test_incidents_hand_overs_and_what_outlives_closing_are_there_for_their_own_people(
    team: Team, case: Request
) -> None:
    found = incident.record_incident(
        practice=team.practice,
        by=team.people["front_desk"],
        request=None,
        data={
            "kind": "other",
            "what_left": "x",
            "to_whom": "",
            "happened_at": None,
            "aware_at": timezone.now(),
        },
    )
    Clock.objects.update(state=ClockState.MET, met_at=timezone.now(), next_at=None, stopped_at=None)
    a_clock(None, practice=team.practice, incident=found, rule="breach")
    a_clock(case, rule="patient_review")

    officer = [str(event["summary"]) for event in events(team.people["data_protection_officer"])]
    assert [words.endswith("Personal data breach") for words in officer] == [True]
    assert len(events(team.people["caldicott_guardian"])) == 2
    assert events(team.people["practice_manager"]) == []


def test_long_and_awkward_words_are_folded_and_escaped() -> None:
    words = "Æther; a, b \\ c\nd " * 12
    lines = list(feed._fold(f"SUMMARY:{feed._text(words)}"))

    assert all(len(line.encode()) <= feed.LINE for line in lines)
    text = "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""])
    assert str(icalendar.Event.from_ical(text)["summary"]) == words


def test_the_address_opens_without_a_sign_in_and_only_its_hash_is_kept(team: Team, case: Request) -> None:
    a_clock(case, rule="triage")
    secret = feed.make(by=team.people["ig_lead"])

    answer = Client().get(f"/calendar/{secret}.ics")

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert case.name in answer.content.decode()
    kept = CalendarFeed.objects.get()
    assert bytes(kept.digest) == hashlib.sha256(secret.encode()).digest()
    assert kept.last_read_at is not None
    assert len(secret) == 43


def test_a_program_that_has_it_already_is_told_so(team: Team, case: Request) -> None:
    clock = a_clock(case, rule="triage")
    address = f"/calendar/{feed.make(by=team.people['ig_lead'])}.ics"
    mark = Client().get(address)["ETag"]

    again = Client().get(address, headers={"If-None-Match": mark})
    assert (again.status_code, again.content) == (304, b"")
    Clock.objects.filter(pk=clock.pk).update(due_at=end_of(date(2031, 1, 6)), due_on=date(2031, 1, 6))
    assert Client().get(address, headers={"If-None-Match": mark}).status_code == 200


def test_a_replaced_a_removed_and_a_guessed_address_open_nothing(team: Team) -> None:
    person = team.people["ig_lead"]
    first = feed.make(by=person)
    second = feed.make(by=person)
    assert Client().get(f"/calendar/{first}.ics").status_code == 404
    assert Client().get(f"/calendar/{second}.ics").status_code == 200
    feed.remove(by=person)
    assert Client().get(f"/calendar/{second}.ics").status_code == 404
    assert Client().get("/calendar/guess.ics").status_code == 404
    entries = entries_about(log_name(None), person.opaque, limit=10)
    assert [entry.event for entry in entries] == [
        "calendar.address_removed",
        "calendar.address_made",
        "calendar.address_made",
    ]


def test_who_is_deactivated_has_no_calendar(team: Team) -> None:
    secret = feed.make(by=team.people["ig_lead"])
    Person.objects.filter(pk=team.people["ig_lead"].pk).update(is_active=False)

    assert Client().get(f"/calendar/{secret}.ics").status_code == 404


def test_an_address_ends_with_the_account_and_a_new_start_does_not_bring_it_back(team: Team) -> None:
    person, by = team.people["ig_lead"], team.people["practice_administrator"]
    secret = feed.make(by=person)
    memberships.end(membership=person.memberships.get(), by=by)
    people.deactivate(person=person, practice=team.practice, by=by)
    people.reactivate(person=person, practice=team.practice, by=by)

    assert Client().get(f"/calendar/{secret}.ics").status_code == 404
    assert not CalendarFeed.objects.exists()
    told = [entry.event for entry in entries_about(log_name(None), person.opaque, limit=3)]
    assert told == ["person.reactivated", "calendar.address_removed", "person.deactivated"]


def test_somebody_without_an_address_is_deactivated_as_well(team: Team) -> None:
    person, by = team.people["ig_lead"], team.people["practice_administrator"]
    memberships.end(membership=person.memberships.get(), by=by)

    assert not people.deactivate(person=person, practice=team.practice, by=by).is_active
    entries = entries_about(log_name(None), person.opaque, only_events=["calendar.address_removed"], limit=3)
    assert entries == []


def test_old_dates_never_push_out_those_to_come(
    team: Team, case: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    monkeypatch.setattr(calendars, "MOST", 4)
    for number, days in enumerate((-30, -3, -9, -4, -0.5, 2, 40)):
        a_clock(case, rule="triage", round=20 + number, due_at=now + timedelta(days=days))

    def shown() -> list[float]:
        dates = calendars.dates_of(access_of(team.people["ig_lead"]), now)
        return [(clock.due_at - now) / timedelta(days=1) for clock in dates]

    assert shown() == [-3, -0.5, 2, 40]
    monkeypatch.setattr(calendars, "MOST", 2)
    assert shown() == [-0.5, 2]


def test_a_fetch_asks_little_and_writes_once_an_hour(team: Team, case: Request) -> None:
    for number in range(30):
        a_clock(case, rule="triage", round=20 + number)
    secret = feed.make(by=team.people["ig_lead"])
    with counted() as first:
        Client().get(f"/calendar/{secret}.ics")
    with counted() as second:
        Client().get(f"/calendar/{secret}.ics")
    assert (len(first), len(second)) == (4, 3)
    CalendarFeed.objects.update(last_read_at=timezone.now() - timedelta(hours=2))
    with counted() as third:
        Client().get(f"/calendar/{secret}.ics")
    assert len(third) == 4


def test_the_secret_is_in_no_log_line(team: Team, caplog: pytest.LogCaptureFixture) -> None:
    Client().get("/calendar/guessed-secret.ics")

    assert "guessed-secret" not in caplog.text
