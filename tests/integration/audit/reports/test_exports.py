"""Files of reports: who may, what is recorded before the first byte, how they are kept, and when they go."""

import os
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

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
from kit.errors import NotPossible
from practices.models import Person
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.audit.reports.files import WHERE, asked_for, downloaded, rows, told
from tests.support.queries import MOST_A_PAGE, counted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("woken")]
SignIn = Callable[[Person], Client]
AskedToday = Callable[..., Asked]


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_is_asked_for_made_and_downloaded(
    team: Team, as_person: SignIn, form: str, woken: list[int]
) -> None:
    journeys.disclosed(team)
    browser = as_person(team.auditor)
    export = asked_for(browser, form)
    assert woken == [1]
    page = reverse("report_made", args=[export.public_id])
    text = browser.get(page).content.decode()
    assert "to be read. It begins when the files and verifications before it are done." in text
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


def test_a_damaged_file_is_said_on_a_page_and_nothing_was_downloaded(team: Team, as_person: SignIn) -> None:
    journeys.disclosed(team)
    browser = as_person(team.auditor)
    export = asked_for(browser)
    exports.make_waiting()
    sealed_before = bytes(export.parts.get(number=0).sealed)
    attacks: list[Callable[[], object]] = [
        lambda: save(export.parts.get(number=0), bytes([sealed_before[0] ^ 1]) + sealed_before[1:]),
        lambda: Export.objects.filter(pk=export.pk).update(kek_id="0" * 16),
    ]
    browser.raise_request_exception = False
    for attack in attacks:
        attack()
        answer = browser.post(reverse("report_made", args=[export.public_id]))
        assert answer.status_code == 500
        assert "The file is damaged" in answer.content.decode()
    assert told(team, "desk.report_downloaded") == []


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
