"""The page from which an auditor takes a practice's ledger away, to have it checked elsewhere."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from audit.desk import selectors
from audit.desk.events import LOG_EXPORTED
from audit.desk.verifiable.archive import zipped
from audit.desk.verifiable.contents import UNREADABLE, UNSIGNED, members, prepared
from audit.desk.views_recorded import record_view
from audit.desk.words import NO_KEYS
from audit.ledger.api import BadKey, log_name, newest_checkpoint
from audit.ledger.formats.notes import BadNote
from practices.middleware import access_in
from practices.models import Practice
from practices.views.common import form_methods, person_in


@login_required
@form_methods
def ledger_export(request: HttpRequest, ods_code: str) -> HttpResponse | StreamingHttpResponse:
    """What the export is, and the export itself."""
    practice = selectors.practice_audited(access_in(request), ods_code)
    if request.method == "POST":
        return as_file(request, practice)
    try:
        newest, problem = newest_checkpoint(log_name(practice.public_id)), ""
    except BadNote:
        newest, problem = None, UNREADABLE
    except BadKey:
        newest, problem = None, NO_KEYS
    context = {"practice": practice, "newest": newest, "problem": problem or UNSIGNED}
    return render(request, "audit/ledger_export.jinja", context)


def as_file(request: HttpRequest, practice: Practice) -> StreamingHttpResponse:
    """The ZIP file, once the export is in the ledger."""
    export = prepared(practice.name, log_name(practice.public_id))
    newest = export.newest
    record_view(
        LOG_EXPORTED,
        actor=person_in(request).opaque,
        practice=practice.public_id,
        about=f"practice:{practice.public_id}",
        facts={"origin": newest.origin, "size": newest.size},
    )
    response = StreamingHttpResponse(
        zipped(members(export), newest.signed_at), content_type="application/zip"
    )
    name = f"ledger-{practice.ods_code}-{newest.size}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
