"""Days on which a practice is closed: added, called off, cut short; the dates of its requests follow."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.ledger.api import entries, log_name
from kit.errors import InvalidInput, NotAllowed, NotPossible, NotVisible
from practices import closures, following, practice_settings, presenters
from practices.models import Closure, Practice
from practices.models.closure import LONGEST_DAYS
from tests.factories.people import a_closure, a_member, a_person, a_practice
from tests.integration.pages.typed import day

DAY = timedelta(days=1)


@pytest.fixture
def add(staff):
    def added(first=3, last=None, **more):
        today = timezone.localdate()
        given = {
            "practice": staff.practice,
            "first_day": today + first * DAY,
            "last_day": today + (first if last is None else last) * DAY,
            "reason": "Staff  training",
            "by": staff.administrator,
        }
        return closures.add(**{**given, **more})

    return added


def test_days_are_added_and_told_without_the_reason(staff, add, told):
    closure = add(3, 4)
    assert closure.reason == "Staff training"
    assert closures.days_closed(staff.practice) == (closure.first_day, closure.last_day)
    assert told(staff.practice) == ["closure.added"]
    (entry,) = entries(log_name(staff.practice.public_id))
    assert entry.facts == {
        "closure": str(closure.public_id),
        "first_day": closure.first_day.isoformat(),
        "last_day": closure.last_day.isoformat(),
    }


def test_days_that_overlap_count_once_and_in_order(staff, add):
    add(5, 6)
    add(3, 5)
    today = timezone.localdate()
    assert closures.days_closed(staff.practice) == tuple(today + n * DAY for n in (3, 4, 5, 6))


@pytest.mark.parametrize("who", ["guardian", "desk"])
def test_only_an_administrator_adds_and_ends(staff, add, who):
    with pytest.raises(NotAllowed):
        add(by=getattr(staff, who))
    closure = add()
    with pytest.raises(NotAllowed):
        closures.end(closure=closure, by=getattr(staff, who))
    with pytest.raises(NotVisible):
        closures.end(closure=closure, by=a_member(a_practice(), "practice_administrator"))
    with pytest.raises(NotVisible):
        add(by=a_person())
    assert Closure.objects.get().ended_at is None


@pytest.mark.parametrize(
    ("first", "last", "more", "field"),
    [
        (-1, 1, {}, "first_day"),
        (closures.LONGEST_AHEAD.days + 1, None, {}, "first_day"),
        (3, 2, {}, "last_day"),
        (3, 3 + LONGEST_DAYS, {}, "last_day"),
        (3, None, {"reason": " "}, "reason"),
    ],
    ids=["over", "far_off", "backwards", "too_long", "no_reason"],
)
def test_days_that_can_not_be_added(add, first, last, more, field):
    with pytest.raises(InvalidInput) as refusal:
        add(first, last, **more)
    assert set(refusal.value.fields) == {field}
    assert not Closure.objects.exists()


@pytest.mark.parametrize(
    ("first", "last"),
    [(0, 0), (closures.LONGEST_AHEAD.days, None), (3, 2 + LONGEST_DAYS)],
    ids=["today", "far_off", "long"],
)
def test_days_at_the_edge_are_added(add, first, last):
    assert add(first, last).pk


def test_called_off_before_it_begins_no_day_of_it_counts(staff, add, told):
    closure = closures.end(closure=add(0, 2), by=staff.administrator)
    assert closure.called_off
    assert closures.days_closed(staff.practice) == ()
    assert told(staff.practice) == ["closure.added", "closure.called_off"]
    with pytest.raises(NotPossible, match="over"):
        closures.end(closure=closure, by=staff.administrator)


def test_cut_short_the_days_that_passed_stay(staff, add, told, monkeypatch):
    closure, today = add(0, 4), timezone.localdate()
    monkeypatch.setattr(timezone, "localdate", lambda *_: today + 2 * DAY)
    closure = closures.end(closure=closure, by=staff.administrator)
    assert not closure.called_off
    assert closures.days_closed(staff.practice) == (today, today + DAY)
    assert told(staff.practice)[-1] == "closure.cut_short"
    with pytest.raises(NotPossible, match="over"):
        closures.end(closure=closure, by=staff.administrator)


def test_a_closure_is_kept(add):
    closure = add()
    with pytest.raises(Exception, match="permission denied"):
        Closure.objects.filter(pk=closure.pk).update(reason="Another")


def test_not_even_a_closure_can_be_deleted(add):
    add()
    with pytest.raises(Exception, match="permission denied"):
        Closure.objects.all().delete()


@pytest.fixture
def heard(monkeypatch):
    calls = []
    monkeypatch.setattr(following, "_listeners", [lambda: calls.append(1)])
    return calls


def test_whoever_makes_dates_follow_is_woken_after_the_commit(
    staff, add, heard, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        closure = add()
        assert heard == []
    assert heard == [1]
    with django_capture_on_commit_callbacks(execute=True):
        closures.end(closure=closure, by=staff.administrator)
    assert heard == [1, 1]


def test_a_listener_is_registered_once(monkeypatch):
    monkeypatch.setattr(following, "_listeners", [])
    for _ in range(2):
        following.register(print)
    assert following._listeners == [print]


def test_a_practice_is_behind_until_the_newest_change_is_followed(staff, add):
    assert not following.practices_behind().exists()
    add()
    add(6)
    practice = following.practices_behind().get()
    assert (practice.dates_version, practice.dates_followed) == (2, 0)
    following.followed(practice.pk, 1)
    assert following.practices_behind().exists()
    following.followed(practice.pk, 2)
    following.followed(practice.pk, 1)
    assert not following.practices_behind().exists()
    assert Practice.objects.get(pk=practice.pk).dates_followed == 2


def test_only_a_change_of_targets_leaves_dates_behind(staff):
    given = {
        "practice": staff.practice,
        "by": staff.administrator,
        "contact_email": "desk@surgery.test",
        "address_needs_countersignature": True,
        "acknowledge_working_days": 2,
        "triage_working_days": 5,
        "decide_working_days": 20,
        "retention_years": 6,
        "retention_years_incident": 20,
    }
    practice_settings.change(**given)
    assert not following.practices_behind().exists()
    practice_settings.change(**given | {"decide_working_days": 10})
    assert following.practices_behind().get() == staff.practice


def test_whoever_saves_settings_is_told_where_dates_move(staff, signed_in):
    client = signed_in(staff.administrator)
    place = reverse("practice_settings", args=[staff.practice.ods_code])
    given = {
        **{"acknowledge_working_days": 2, "triage_working_days": 5, "decide_working_days": 20},
        **{"complaint_working_days": 20, "retention_years": 6, "retention_years_incident": 20},
    }
    assert "in a moment" not in client.post(place, given, follow=True).content.decode()
    moved = client.post(place, given | {"complaint_working_days": 10}, follow=True).content.decode()
    assert "The dates of open requests move in a moment" in moved


def test_the_pages_add_show_and_call_off(staff, signed_in):
    client, today = signed_in(staff.administrator), timezone.localdate()
    place = f"/practices/{staff.practice.ods_code}/closures/"
    assert "No days are added" in client.get(place).content.decode()
    typed = {"reason": "Staff training", **day("first_day", today + DAY), **day("last_day", today)}
    refused = client.post(f"{place}new/", typed)
    assert refused.status_code == 422
    assert "Last day must be the same as or after the first day" in refused.content.decode()
    answer = client.post(f"{place}new/", typed | day("last_day", today + DAY), follow=True)
    assert answer.redirect_chain == [(place, 302)]
    page = answer.content.decode()
    assert "Planned" in page
    assert "Call off" in page
    closure = Closure.objects.get()
    assert client.post(f"{place}{closure.public_id}/end/").status_code == 302
    page = client.get(place).content.decode()
    assert "Called off" in page
    assert "/end/" not in page
    assert client.post(f"{place}{closure.public_id}/end/").status_code == 409


def test_where_days_stand(staff):
    today = timezone.localdate()
    for days, status in (
        ((today - DAY, today), "Closed now"),
        ((today - 2 * DAY, today - DAY), "Over"),
        ((today + DAY,), "Planned"),
    ):
        closure = a_closure(staff.practice, *days)
        assert presenters.closure_status(closure, today).text == status
        (row,) = presenters.closure_rows(staff.practice, [closure], today, manage=True)
        assert (
            getattr(row[4], "text", "")
            == {"Closed now": "Cut short", "Over": "", "Planned": "Call off"}[status]
        )
        (row,) = presenters.closure_rows(staff.practice, [closure], today, manage=False)
        assert row[4] == ""
    assert presenters.days_in_words(closure).startswith(f"{today + DAY:%a} ")
    assert " to " in presenters.days_in_words(a_closure(staff.practice, today, today + DAY))
