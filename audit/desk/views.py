"""The auditor's pages: which practice, and the decisions and disclosures of a period as a file."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.desk import presenters, report, selectors
from audit.desk.columns import HEADER
from audit.desk.forms import PeriodForm
from kit.csv import download
from kit.errors import NotVisible
from kit.pager import paginate
from practices.middleware import access_in
from practices.models import Practice
from practices.views.common import form_methods, form_page, person_in, posted


@login_required
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """The practices whose ledger one may read; straight to the page where there is only one."""
    page = paginate(request, selectors.practices_audited(access_in(request)))
    if page.total == 1:
        return redirect("audit_practice", page.items[0].ods_code)
    return render(request, "audit/practices.jinja", {"page": page})


@login_required
@require_safe
def audit_practice(request: HttpRequest, ods_code: str) -> HttpResponse:
    """The auditor's room at one practice: what can be done here."""
    practice = selectors.practice_audited(access_in(request), ods_code)
    context = {"practice": practice, "places": presenters.places(practice)}
    return render(request, "audit/practice.jinja", context)


@login_required
@form_methods
def decisions_download(request: HttpRequest, ods_code: str) -> HttpResponse | StreamingHttpResponse:
    """Choose a period and download it, or download an earlier one again."""
    practice = selectors.practice_audited(access_in(request), ods_code)
    if "again" in request.POST:
        return as_file(request, practice, asked_again(practice, request.POST["again"]))
    today = timezone.localdate()
    form = PeriodForm(posted(request), initial={"first": report.quarter_of(today), "last": today})
    if form.is_valid():
        days = form.cleaned_data
        return as_file(request, practice, report.present_period(practice, days["first"], days["last"]))
    return form_page(
        request,
        form,
        "Download decisions and disclosures",
        template="audit/decisions.jinja",
        caption=practice.name,
        submit_text="Download",
        past=presenters.past_downloads(report.past_downloads(practice)),
    )


def asked_again(practice: Practice, event_id: str) -> report.Period:
    """The period of an earlier download of this practice. Raises NotVisible where there is none."""
    try:
        period = report.past_period(practice, uuid.UUID(event_id))
    except ValueError:
        period = None
    if period is None:
        raise NotVisible
    return period


def as_file(request: HttpRequest, practice: Practice, period: report.Period) -> StreamingHttpResponse:
    """The file, once its download is in the ledger."""
    rows = report.download(practice, period, by=person_in(request))
    name = f"decisions-{practice.ods_code}-{period.first}-to-{period.last}.csv"
    return download(name, HEADER, rows)
