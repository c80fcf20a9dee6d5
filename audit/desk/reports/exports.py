"""Reports as files: asked for, made in the background, kept sealed for some days, then removed.

Asking is in the ledger of each practice before anything is made; so is each download before its first byte.
"""

import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.desk import jobs
from audit.desk.models import Export, ExportPart
from audit.desk.reports import events, naming, rules, scope
from audit.desk.reports.asked import Asked, from_parameters
from audit.desk.reports.files import FORMATS
from audit.desk.reports.formats.xlsx import WORKING
from audit.desk.reports.rows import rows_of
from audit.desk.reports.sealed import SealingSink, opened
from audit.desk.views_recorded import record_view
from audit.ledger.api import Fact
from kit.errors import NotPossible
from practices.models import Person
from practices.permissions import access_of

DISCLOSURES = "disclosures"
LEFT_OVER = timedelta(hours=6)  # no workbook takes so long: its folder belongs to a worker that died
SAYS_EVERY = 2.0  # seconds


def ask(asked: Asked, form: str, *, by: Person, reason: str = "") -> Export:
    """Ask for a file; a worker makes it. `form`: a key of FORMATS. `reason`: why names are needed.

    Raises NotAllowed (403) without the right at one of the practices, and InvalidInput for what no such file
    can be.
    """
    scope.check(access_of(by), asked)
    rules.check(asked, form, reason=reason)
    public_id = uuid.uuid4()
    counts = asked.counts()
    for (practice, span), entries in zip(asked.spans(), counts, strict=True):
        facts: dict[str, Fact] = {
            "export": str(public_id),
            "format": form,
            "first": asked.first.isoformat(),
            "last": asked.last.isoformat(),
            "size": span.size,
            "entries": entries,
            "practices": len(asked.practices),
        }
        record_view(
            events.WITH_NAMES if asked.identities else events.MADE,
            actor=by.opaque,
            practice=practice.public_id,
            about=f"practice:{practice.public_id}",
            facts=facts,
            private={"reason": reason} if asked.identities else None,
        )
    with transaction.atomic(durable=True):
        export = Export.objects.create(
            public_id=public_id,
            by=by,
            created_at=timezone.now(),
            kind=DISCLOSURES,
            parameters={**asked.as_parameters(), "format": form},
            total=sum(counts),
        )
        export.practices.set(asked.practices)
    return export


def asked_of(export: Export) -> Asked:
    """What the export was asked for."""
    return from_parameters(export.parameters, export.practices.all())


def make_waiting() -> int:
    """Make the files that wait, and those whose worker died; returns how many were taken."""
    return jobs.work_through(Export, make)


def make(export: Export) -> dict[str, Any]:
    """Make one claimed export's file; returns what its row says of it.

    Raises NotAllowed where the person's right has ended meanwhile, NotPossible where the form takes
    fewer rows.
    """
    if export.by is None:
        raise NotPossible("Nobody asked for this file.")
    asked, form = asked_of(export), FORMATS[export.parameters["format"]]
    access = access_of(export.by)
    scope.check(access, asked)
    whom = naming.Naming(export, access, by=export.by) if asked.identities else None
    sink = SealingSink(export)
    rows = form.write(asked, rows_of(asked, whom=whom, tell=Saying(export)), sink)
    sink.close()
    return {
        "rows": rows,
        "size": sink.size,
        "file_name": file_name(asked, form.suffix),
        "content_type": form.content_type,
        "expires_at": timezone.now() + timedelta(days=settings.EXPORTS_KEPT_DAYS),
    }


class Saying:
    """Tells the export's row now and then how far it is, and that its worker lives."""

    def __init__(self, export: Export) -> None:
        self.export, self.said = export, time.monotonic()

    def __call__(self, entries: int) -> None:
        """So many entries were read. Raises ClaimLost."""
        if time.monotonic() - self.said >= SAYS_EVERY:
            jobs.alive(self.export, rows=entries)
            self.said = time.monotonic()


def file_name(asked: Asked, suffix: str) -> str:
    """Which days, and of which practice or how many; never a person."""
    one = asked.practices[0].ods_code if len(asked.practices) == 1 else f"{len(asked.practices)}-practices"
    return f"disclosures-{one}-{asked.first}-to-{asked.last}.{suffix}"


def download(export: Export, *, by: Person) -> Iterator[bytes]:
    """The file's bytes, once the download is in the ledger of each practice: committed when this returns.

    Raises NotAllowed where the right has ended, NotPossible where there is no file any more, and Damaged
    where it can't be opened: so far the answer has not begun.
    """
    asked = asked_of(export)
    scope.check(access_of(by), asked)
    if not is_there(export):
        raise NotPossible("This file was removed. Make it again: the same rows come from the ledger.")
    parts = opened(export)
    for practice in asked.practices:
        record_view(
            events.DOWNLOADED,
            actor=by.opaque,
            practice=practice.public_id,
            about=f"practice:{practice.public_id}",
            facts={"export": str(export.public_id), "names": asked.identities},
        )
    return parts


def is_there(export: Export, now: datetime | None = None) -> bool:
    """Whether the file can be had."""
    at = now or timezone.now()
    return (
        export.state == Export.State.DONE
        and export.removed_at is None
        and export.expires_at is not None
        and export.expires_at > at
    )


def tidy(now: datetime | None = None) -> int:
    """Remove files whose time is over, and those of exports that failed; returns how many.

    Also the folders of workbooks that a killed worker left on this machine.
    """
    at = now or timezone.now()
    over = Export.objects.filter(removed_at=None)
    ids = [
        *over.filter(state=Export.State.DONE, expires_at__lte=at).values_list("pk", flat=True),
        *over.filter(state=Export.State.FAILED).values_list("pk", flat=True),
    ]
    for pk in ids:
        with transaction.atomic(durable=True):
            ExportPart.objects.filter(export_id=pk).delete()
            Export.objects.filter(pk=pk).update(wrapped_key=None, removed_at=at)
    _tidy_folders(at)
    return len(ids)


def _tidy_folders(at: datetime) -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{WORKING}*"):
        if folder.is_dir() and folder.stat().st_mtime < (at - LEFT_OVER).timestamp():
            rmtree(folder, ignore_errors=True)


def latest(by: Person, limit: int = 20) -> Sequence[Export]:
    """A person's exports, newest first."""
    return list(Export.objects.filter(by=by, kind=DISCLOSURES).order_by("-id")[:limit])


def export_of(by: Person, public_id: uuid.UUID) -> Export | None:
    """The person's own export, or None: nobody sees another's."""
    return Export.objects.filter(by=by, kind=DISCLOSURES, public_id=public_id).first()
