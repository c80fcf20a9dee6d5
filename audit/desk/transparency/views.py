"""Pages of the transparency report: choose a period, look at what could be published, publish, download."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.desk.reports import scope
from audit.desk.transparency import presenters, publishing
from audit.desk.transparency.forms import PeriodForm
from kit.csv import download
from kit.errors import NotVisible
from practices.middleware import access_in
from practices.models import Practice
from practices.views.common import INVALID, attempt, done, form_methods, person_in


@login_required
@form_methods
def transparency(request: HttpRequest, ods_code: str) -> HttpResponse:
    """Choose a period and see what could be published; a POST publishes it."""
    practice = scope.practice_reported(access_in(request), ods_code)
    given = request.POST if request.method == "POST" else request.GET
    form = PeriodForm(
        given if "period" in given or request.method == "POST" else None,
        periods=presenters.period_choices(timezone.localdate()),
    )
    report = None
    if form.is_valid():
        period = form.cleaned_data["period"]
        if request.method == "POST":
            made: list[uuid.UUID] = []
            if attempt(
                form, lambda: made.append(publishing.publish(practice, period, by=person_in(request)))
            ):
                done(request, "The report is published: it can be downloaded here, and does not change.")
                return redirect("transparency_report", practice.ods_code, made[0])
        else:
            report = publishing.look(practice, period, by=person_in(request))
    context = {
        "practice": practice,
        "form": form,
        "problems": form.is_bound and bool(form.errors),
        "earlier": [
            (each, presenters.period_in_words(each.period)) for each in publishing.published(practice)
        ],
        "report": report,
    }
    if report is not None:
        context |= _told(report)
    return render(
        request, "audit/transparency.jinja", context, status=INVALID if context["problems"] else 200
    )


@login_required
@require_safe
def transparency_report(request: HttpRequest, ods_code: str, event_id: uuid.UUID) -> HttpResponse:
    """A report as it was published."""
    practice, report = _published(request, ods_code, event_id)
    context = {"practice": practice, "report": report, "event_id": event_id, **_told(report)}
    return render(request, "audit/transparency_report.jinja", context)


@login_required
@require_safe
def transparency_csv(request: HttpRequest, ods_code: str, event_id: uuid.UUID) -> StreamingHttpResponse:
    """A published report as a file. It is public, so that reading it is no event."""
    practice, report = _published(request, ods_code, event_id)
    name = f"transparency-{practice.ods_code}-{report.period.replace('.', '-to-')}.csv"
    return download(name, presenters.HEADER, presenters.lines(practice, report))


def _told(report: publishing.Report) -> dict[str, object]:
    return {
        "period": presenters.period_in_words(report.period),
        "tables": presenters.tables(report),
        "details": presenters.details(report),
        "hidden": presenters.HIDDEN,
    }


def _published(
    request: HttpRequest, ods_code: str, event_id: uuid.UUID
) -> tuple[Practice, publishing.Report]:
    practice = scope.practice_reported(access_in(request), ods_code)
    report = publishing.report_of(practice, event_id)
    if report is None:
        raise NotVisible
    return practice, report
