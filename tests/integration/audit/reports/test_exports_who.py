"""Files with names, and files of whoever may not have them: who gets what, and what is recorded."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.desk import jobs
from audit.desk.models import Export
from audit.desk.reports import exports
from audit.desk.reports.asked import Asked
from audit.desk.reports.identities import NOT_SHOWN
from audit.ledger.api import entries_about, log_name, reveal
from kit.errors import NotAllowed
from practices.models import Person
from requests_app.models import Conflict
from tests.factories import journeys, people
from tests.factories.journeys import Team
from tests.integration.audit.reports.files import WHERE, asked_for, downloaded, rows, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("woken")]
SignIn = Callable[[Person], Client]
AskedToday = Callable[..., Asked]
NAME = "Whom it is about (as the requester says)"


def test_names_only_with_the_right_and_a_reason(team: Team, as_person: SignIn) -> None:
    request = journeys.refused(team)
    auditor = as_person(team.auditor)
    assert "With names, dates of birth" not in auditor.get(WHERE).content.decode()
    plain = asked_for(auditor, whom="names", reason="Curious")
    assert plain.parameters["identities"] is False
    officer = as_person(team.data_protection_officer)
    assert officer.post(WHERE, {"form": "csv", "whom": "names"}).status_code == 422
    export = asked_for(officer, whom="names", reason="The Commissioner asks")
    (asked,) = told(team, "desk.report_with_names_exported")
    assert reveal(asked.log, asked.event_id) == {"reason": "The Commissioner asks"}
    assert "Commissioner" not in asked.text
    exports.make_waiting()
    found = rows(downloaded(officer, export))
    assert {row[NAME] for row in found} == {request.subjects.get().name}
    assert {row["NHS number (as the requester says)"] for row in found} == {request.subjects.get().nhs_number}
    assert told(team, "desk.report_downloaded")[0].facts["names"] is True
    (named,) = entries_about(
        log_name(team.practice.public_id), request.about, only_events=["desk.named_in_report"]
    )
    assert named.actor == team.data_protection_officer.opaque
    assert named.facts == {"export": str(export.public_id)}


def test_whoever_made_it_with_names_and_the_auditor_get_no_more_than_theirs(
    team: Team, asked_today: AskedToday
) -> None:
    with pytest.raises(NotAllowed):
        exports.ask(asked_today(team.practice, identities=True), "csv", by=team.auditor)
    with pytest.raises(NotAllowed):
        exports.ask(asked_today(team.practice), "csv", by=team.caldicott_guardian)
    assert not Export.objects.exists()


def test_a_request_that_the_person_may_not_see_stays_without_a_name(team: Team, as_person: SignIn) -> None:
    hidden, open_to_all = journeys.refused(team), journeys.refused(team)
    officer = team.data_protection_officer
    Conflict.objects.create(
        request=hidden, person=officer, kind="kinship", declared_by=officer, declared_at=timezone.now()
    )
    browser = as_person(officer)
    export = asked_for(browser, whom="names", reason="The Commissioner asks")
    exports.make_waiting()
    names = {row["Request"]: row[NAME] for row in rows(downloaded(browser, export))}
    assert names[str(hidden.reference)] == NOT_SHOWN.name
    assert names[str(open_to_all.reference)] == open_to_all.subjects.get().name
    log = log_name(team.practice.public_id)
    assert not entries_about(log, hidden.about, only_events=["desk.named_in_report"])


def test_nobody_sees_anothers_file(team: Team, as_person: SignIn) -> None:
    export = asked_for(as_person(team.auditor))
    exports.make_waiting()
    page = reverse("report_made", args=[export.public_id])
    another = as_person(people.a_member(team.practice, "auditor"))
    assert (another.get(page).status_code, another.post(page).status_code) == (404, 404)
    assert as_person(team.front_desk).get(page).status_code == 403
    assert str(export.public_id) not in another.get("/").content.decode()


def test_a_right_that_ends_meanwhile_gives_no_file(team: Team, as_person: SignIn) -> None:
    browser = as_person(team.auditor)
    first, second = asked_for(browser), None
    exports.make_waiting()
    second = asked_for(browser)
    elsewhere = people.a_practice()
    people.a_membership(elsewhere, "auditor", person=team.auditor)
    team.auditor.memberships.filter(practice=team.practice).update(
        starts_on=timezone.localdate() - timedelta(days=9), ends_on=timezone.localdate() - timedelta(days=1)
    )
    exports.make_waiting()
    second.refresh_from_db()
    assert (second.state, second.error) == ("failed", "NotAllowed")
    assert (
        "Your right to this report ended"
        in browser.get(reverse("report_made", args=[second.public_id])).content.decode()
    )
    assert browser.post(reverse("report_made", args=[first.public_id])).status_code == 403


def test_names_are_recorded_once_though_the_file_is_made_twice(team: Team, asked_today: AskedToday) -> None:
    request = journeys.refused(team)
    asked = asked_today(team.practice, identities=True)
    export = exports.ask(asked, "csv", by=team.data_protection_officer, reason="The Commissioner asks")
    for _ in range(2):
        claimed = jobs.claim(Export, now=timezone.now() + timedelta(days=1))
        assert claimed is not None
        Export.objects.filter(pk=export.pk).update(seen_at=timezone.now() - timedelta(days=1))
        exports.make(claimed)
    log = log_name(team.practice.public_id)
    assert len(entries_about(log, request.about, only_events=["desk.named_in_report"])) == 1
