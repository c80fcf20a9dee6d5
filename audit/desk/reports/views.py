"""The disclosure report on a page, and as a file that is made in the background."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.desk import tasks
from audit.desk.days import quarter_of
from audit.desk.models import Export
from audit.desk.reports import exports, presenters, reading, scope
from audit.desk.reports.asked import MOST_PRACTICES, asked_now
from audit.desk.reports.files import FORMATS
from audit.desk.reports.forms import NAMES, FileForm, NamingFileForm, ReportForm
from kit.errors import InvalidInput, NotPossible, NotVisible
from kit.pager import paginate
from practices.middleware import access_in
from practices.models import Practice
from practices.views.common import INVALID, form_methods, form_page, person_in, posted

HEADING = "Decisions and disclosures"
PER_PAGE = 25


@login_required
@require_safe
def report(request: HttpRequest, ods_code: str = "") -> HttpResponse:
    """What was decided and disclosed in a period, with totals; of one practice or of several.

    Who may read one practice alone goes straight to its own.
    """
    practices = _practices(request, ods_code)
    if not ods_code and len(practices) == 1:
        return redirect("practice_report", practices[0].ods_code)
    form = _scope_form(request, practices)
    context: dict[str, Any] = {
        "form": form,
        "heading": HEADING,
        "practice": practices[0] if ods_code else None,
        "practices": practices,
        "room": bool(ods_code) and access_in(request).may(scope.READ, practices[0].pk),
        "clear_url": request.path,
        "problems": form.is_bound and not form.is_valid(),
    }
    if context["problems"]:
        return render(request, "audit/report.jinja", context, status=INVALID)
    chosen, days = form.chosen(), form.cleaned_data if form.is_bound else form.initial
    shown = reading.read(chosen, days["first"], days["last"], by=person_in(request))
    page = paginate(request, shown.rows, PER_PAGE)
    several = len(chosen) > 1
    context |= {
        "days": days,
        "chosen": chosen,
        "shown": shown,
        "page": page,
        "columns": presenters.columns(several=several),
        "rows": presenters.rows(page.items, several=several),
        "totals": presenters.totals(shown.totals),
        "file_url": _file_url(request, ods_code),
        "most": reading.MOST_ENTRIES,
    }
    return render(request, "audit/report.jinja", context)


@login_required
@form_methods
def report_file(request: HttpRequest, ods_code: str = "") -> HttpResponse:
    """Choose the file's form; it is made in the background."""
    access = access_in(request)
    practices = _practices(request, ods_code)
    days_form = _scope_form(request, practices)
    if days_form.is_bound and not days_form.is_valid():
        return redirect(request.get_full_path().replace("/file/", "/", 1))
    chosen = days_form.chosen()
    days = days_form.cleaned_data if days_form.is_bound else days_form.initial
    kind = NamingFileForm if scope.may_name(access, chosen) else FileForm
    form = kind(posted(request))
    if form.is_valid():
        named = form.cleaned_data.get("whom") == NAMES
        asked = asked_now(chosen, days["first"], days["last"], identities=named)
        try:
            export = exports.ask(
                asked,
                form.cleaned_data["form"],
                by=person_in(request),
                reason=form.cleaned_data.get("reason", ""),
            )
        except InvalidInput as problem:
            for name, text in problem.fields.items():
                form.add_error(name, text)
        else:
            tasks.wake_exports()
            return redirect("report_made", export.public_id)
    return form_page(
        request,
        form,
        "Make a file",
        caption=presenters.scope_in_words(chosen, days["first"], days["last"]),
        intro="The file is made in the background. It is kept encrypted for some days, then removed. That "
        "you asked for it, and each download, is recorded in the ledger.",
        submit_text="Make the file",
        back_url=_report_url(ods_code),
    )


@login_required
@form_methods
def report_made(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse | StreamingHttpResponse:
    """How far a file is; when it is there, a POST downloads it."""
    export = _own(request, public_id)
    if request.method == "POST":
        return as_file(export, by=request)
    asked, (words, colour) = exports.asked_of(export), presenters.state_of(export)
    context = {
        "export": export,
        "state": words,
        "colour": colour,
        "progress": presenters.progress_of(export),
        "scope": presenters.scope_in_words(asked.practices, asked.first, asked.last),
        "form": FORMATS[export.parameters["format"]].label,
        "names": asked.identities,
        "ready": exports.is_there(export),
    }
    return render(request, "audit/report_made.jinja", context)


@login_required
@require_safe
def report_files(request: HttpRequest) -> HttpResponse:
    """The person's files of reports, newest first."""
    scope.practices_reported(access_in(request))
    rows = presenters.files(exports.latest(person_in(request)))
    return render(request, "audit/report_files.jinja", {"rows": rows})


def as_file(export: Export, *, by: HttpRequest) -> StreamingHttpResponse:
    """The file, once its download is in the ledger."""
    parts = exports.download(export, by=person_in(by))
    response = StreamingHttpResponse(parts, content_type=export.content_type)
    response["Content-Disposition"] = f'attachment; filename="{export.file_name}"'
    response["Content-Length"] = str(export.size)
    response["Cache-Control"] = "no-store"
    return response


def _own(request: HttpRequest, public_id: uuid.UUID) -> Export:
    scope.practices_reported(access_in(request))
    export = exports.export_of(person_in(request), public_id)
    if export is None:
        raise NotVisible
    return export


def _practices(request: HttpRequest, ods_code: str) -> list[Practice]:
    """Whose report it can be. Raises NotVisible and NotAllowed; NotPossible where there are too many."""
    access = access_in(request)
    if ods_code:
        return [scope.practice_reported(access, ods_code)]
    found = list(scope.practices_reported(access).order_by("ods_code")[: MOST_PRACTICES + 1])
    if len(found) > MOST_PRACTICES:
        raise NotPossible(f"A report takes at most {MOST_PRACTICES} practices: open it from one practice.")
    return found


def _scope_form(request: HttpRequest, practices: list[Practice]) -> ReportForm:
    today = timezone.localdate()
    return ReportForm(
        request.GET if "first_day" in request.GET else None,
        initial={"first": quarter_of(today), "last": today},
        practices=practices,
    )


def _report_url(ods_code: str) -> str:
    return reverse("practice_report", args=[ods_code]) if ods_code else reverse("report")


def _file_url(request: HttpRequest, ods_code: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    address = reverse("practice_report_file", args=[ods_code]) if ods_code else reverse("report_file")
    return f"{address}?{query.urlencode()}" if query else address
