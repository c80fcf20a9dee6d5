"""Files of reports: who may, what is recorded before the first byte, how they are kept, and when they go."""

import csv
import io
import os
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.desk import jobs, tasks
from audit.desk.models import Export, ExportPart
from audit.desk.reports import exports, presenters, sealed
from audit.desk.reports.asked import Asked
from audit.desk.reports.files import FORMATS
from audit.desk.reports.formats.xlsx import WORKING
from audit.desk.reports.identities import NOT_SHOWN
from audit.ledger.api import Entry, entries, entries_about, log_name, reveal
from kit.csv import MARK
from kit.errors import NotAllowed, NotPossible
from practices.models import Person
from requests_app.models import Conflict
from tests.factories import journeys, people
from tests.factories.journeys import Team
from tests.support.queries import MOST_A_PAGE, counted

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
AskedToday = Callable[..., Asked]
WHERE = "/audit/Y99991/report/file/"
NAME = "Whom it is about (as the requester says)"


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Nobody is woken: each test makes what waits when it wants to."""
    calls: list[int] = []
    monkeypatch.setattr(tasks.make_exports, "apply_async", lambda **_: calls.append(1))
    return calls


def told(team: Team, event: str) -> list[Entry]:
    return [found for found in entries(log_name(team.practice.public_id), limit=100) if found.event == event]


def rows(data: bytes) -> list[dict[str, str]]:
    *found, end = csv.DictReader(io.StringIO(data.decode().removeprefix(MARK), newline=""))
    assert end["Practice"] == f"End of the file: {len(found)} rows."
    return found


def asked_for(browser: Client, form: str = "csv", **more: str) -> Export:
    """Ask on the page; returns the export."""
    response = browser.post(WHERE, {"form": form, **more})
    assert response.status_code == 302, response.content.decode()
    export = Export.objects.latest("id")
    assert response.headers["Location"] == reverse("report_made", args=[export.public_id])
    return export


def downloaded(browser: Client, export: Export) -> bytes:
    response: Any = browser.post(reverse("report_made", args=[export.public_id]))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_is_asked_for_made_and_downloaded(
    team: Team, as_person: SignIn, form: str, woken: list[int]
) -> None:
    journeys.disclosed(team)
    browser = as_person(team.auditor)
    export = asked_for(browser, form)
    assert woken == [1]
    page = reverse("report_made", args=[export.public_id])
    assert "to be read" in browser.get(page).content.decode()
    assert browser.post(page).status_code == 409
    assert exports.make_waiting() == 1
    with counted() as asked:
        text = browser.get(page).content.decode()
    assert len(asked) <= MOST_A_PAGE
    assert "Ready" in text
    data = downloaded(browser, export)
    export.refresh_from_db()
    assert len(data) == export.size
    assert export.content_type == FORMATS[form].content_type
    if form == "csv":
        assert len(rows(data)) == export.rows > 0
    files = browser.get(reverse("report_files")).content.decode()
    assert page in files
    assert FORMATS[form].label in files


def test_asking_and_downloading_are_entries_before_the_first_byte(team: Team, as_person: SignIn) -> None:
    journeys.refused(team)
    browser = as_person(team.auditor)
    export = asked_for(browser)
    (made,) = told(team, "desk.report_exported")
    assert made.facts["export"] == str(export.public_id)
    assert (made.facts["format"], made.facts["entries"], made.facts["practices"]) == ("csv", 1, 1)
    assert made.actor == team.auditor.opaque
    exports.make_waiting()
    assert told(team, "desk.report_downloaded") == []
    browser.post(reverse("report_made", args=[export.public_id]))  # nothing of the answer is read
    (found,) = told(team, "desk.report_downloaded")
    assert found.facts == {"export": str(export.public_id), "names": False}


def test_the_same_rows_whatever_is_recorded_meanwhile(team: Team, as_person: SignIn) -> None:
    journeys.refused(team)
    browser = as_person(team.auditor)
    export = asked_for(browser)
    journeys.refused(team)
    exports.make_waiting()
    assert len({row["Event"] for row in rows(downloaded(browser, export))}) == 1


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


def test_a_pdf_of_too_many_rows_is_refused_at_once_and_while_it_is_made(
    team: Team, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    journeys.refused(team)
    journeys.refused(team)
    browser = as_person(team.auditor)
    from dataclasses import replace

    monkeypatch.setitem(FORMATS, "pdf", replace(FORMATS["pdf"], most=1))
    response = browser.post(WHERE, {"form": "pdf"})
    assert response.status_code == 422
    assert "A PDF takes at most 1 rows" in response.content.decode()
    monkeypatch.setitem(FORMATS, "pdf", replace(FORMATS["pdf"], most=None))
    monkeypatch.setattr("audit.desk.reports.formats.pdf.MOST_ROWS", 1)
    export = asked_for(browser, "pdf")
    exports.make_waiting()
    export.refresh_from_db()
    assert (export.state, export.error) == ("failed", "NotPossible")
    assert (
        presenters.FAILURES["NotPossible"]
        in browser.get(reverse("report_made", args=[export.public_id])).content.decode()
    )


def test_at_rest_it_can_not_be_read_and_no_part_changed_moved_or_left_out(
    team: Team, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "PART", 1000)
    journeys.disclosed(team)
    export = asked_for(as_person(team.auditor))
    exports.make_waiting()
    export.refresh_from_db()
    whole = b"".join(sealed.opened(export))
    assert len(whole) == export.size
    parts = list(ExportPart.objects.filter(export=export))
    assert len(parts) > 2
    assert b"Decided" in whole
    assert all(b"Decided" not in bytes(part.sealed) for part in parts)
    first, second = bytes(parts[0].sealed), bytes(parts[1].sealed)
    attacks: list[Callable[[], object]] = [
        lambda: save(parts[0], bytes([first[0] ^ 1]) + first[1:]),
        lambda: (save(parts[0], second), save(parts[1], first)),
        lambda: parts[-1].delete(),
        lambda: parts[0].delete(),
        lambda: Export.objects.filter(pk=export.pk).update(wrapped_key=b"x" * 60),
        lambda: Export.objects.filter(pk=export.pk).update(wrapped_key=None),
        lambda: ExportPart.objects.filter(export=export).delete(),
    ]
    from django.db import transaction

    for attack in attacks:
        with transaction.atomic():
            attack()
            export.refresh_from_db()
            with pytest.raises(sealed.Damaged):
                list(sealed.opened(export))
            transaction.set_rollback(True)
        export.refresh_from_db()
        parts = list(ExportPart.objects.filter(export=export))
    assert b"".join(sealed.opened(export)) == whole


def save(part: ExportPart, data: bytes) -> None:
    ExportPart.objects.filter(pk=part.pk).update(sealed=data)


def test_it_goes_when_its_time_is_over(team: Team, as_person: SignIn) -> None:
    browser = as_person(team.auditor)
    export = asked_for(browser)
    exports.make_waiting()
    export.refresh_from_db()
    assert export.expires_at is not None
    assert timedelta(days=6) < export.expires_at - timezone.now() < timedelta(days=8)
    assert exports.tidy() == 0
    after = export.expires_at + timedelta(seconds=1)
    assert not exports.is_there(export, after)
    assert exports.tidy(after) == 1
    export.refresh_from_db()
    assert (export.removed_at, export.wrapped_key) == (after, None)
    assert not export.parts.exists()
    page = browser.get(reverse("report_made", args=[export.public_id])).content.decode()
    assert "The file was removed" in page
    assert browser.post(reverse("report_made", args=[export.public_id])).status_code == 409
    assert exports.tidy(after) == 0


def test_what_a_killed_worker_left_in_folders_goes_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, new, other = (tmp_path / name for name in (f"{WORKING}old", f"{WORKING}new", "another"))
    for folder in (old, new, other):
        folder.mkdir()
        (folder / "rows").write_text("x")
    long_ago = (timezone.now() - timedelta(hours=7)).timestamp()
    for folder in (old, other):
        os.utime(folder, (long_ago, long_ago))
    tasks.tidy_exports()
    assert (old.exists(), new.exists(), other.exists()) == (False, True, True)


def test_a_file_of_an_unknown_person_is_not_made(team: Team) -> None:
    export = Export.objects.create(created_at=timezone.now(), kind=exports.DISCLOSURES)
    with pytest.raises(NotPossible):
        exports.make(export)


def test_a_second_worker_finds_nothing_and_a_silent_one_is_replaced(
    team: Team, asked_today: AskedToday
) -> None:
    journeys.refused(team)
    exports.ask(asked_today(team.practice), "csv", by=team.auditor)
    mine = jobs.claim(Export)
    assert mine is not None
    assert jobs.claim(Export) is None
    sink = sealed.SealingSink(mine)
    sink.write(b"half")
    later = timezone.now() + jobs.SILENT + timedelta(seconds=1)
    theirs = jobs.claim(Export, now=later)
    assert theirs is not None
    assert theirs.pk == mine.pk
    assert theirs.attempts == 2
    with pytest.raises(jobs.ClaimLost):
        sink.close()
    with pytest.raises(jobs.ClaimLost):
        jobs.alive(mine, rows=3)
    jobs.finish(theirs, **exports.make(theirs))
    theirs.refresh_from_db()
    assert rows(b"".join(sealed.opened(theirs)))


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


def test_progress_is_told_while_it_is_made(
    team: Team, as_person: SignIn, asked_today: AskedToday, monkeypatch: pytest.MonkeyPatch
) -> None:
    journeys.refused(team)
    monkeypatch.setattr(exports, "SAYS_EVERY", 0)
    export = exports.ask(asked_today(team.practice), "csv", by=team.auditor)
    claimed = jobs.claim(Export)
    assert claimed is not None
    exports.make(claimed)
    page = as_person(team.auditor).get(reverse("report_made", args=[export.public_id])).content.decode()
    assert "1 of 1 ledger entry read" in page
    assert "See how far it is now" in page
    assert '<progress class="desk-progress" max="1" value="1"' in page
