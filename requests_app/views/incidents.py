"""Incidents: recorded by any member, about a request or none; nothing refuses one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from audit.desk.views_recorded import record_view
from kit.dates import date_time
from kit.errors import InvalidInput, NotPossible
from kit.pager import paginate
from practices.middleware import access_in
from practices.models import Practice
from requests_app import permissions
from requests_app.doors import opened, person_in
from requests_app.forms.handovers import ReportForm
from requests_app.forms.incidents import IncidentForm
from requests_app.journey import incident as journey
from requests_app.journey import reporting
from requests_app.journey.unit import actor_of
from requests_app.models import Incident, Request
from requests_app.presenters import clocks
from requests_app.presenters import incidents as shown
from requests_app.presenters.incidents import MASKED
from requests_app.selectors import incident_scope as select
from requests_app.selectors.register import incidents
from requests_app.views.base import RequestPage

HEADING = "Record an incident"


def form_page(
    request: HttpRequest, form: IncidentForm, case: Request | None, status: int = 200
) -> HttpResponse:
    """The form, with the deadline that follows if we became aware now."""
    back = case.get_absolute_url() if case else "/incidents/"
    context = {
        "form": form,
        "case": case,
        "heading": HEADING,
        "caption": case.name if case else "",
        "submit_text": "Record the incident",
        "back_url": back,
        "cancel_url": back,
        "report_by": timezone.now() + journey.REPORT_WITHIN,
    }
    return render(request, "incidents/new.jinja", context, status=status)


def recorded(
    request: HttpRequest, form: IncidentForm, practice: Practice, case: Request | None
) -> HttpResponse:
    """Record it, and say by when it must be reported."""
    found = journey.record_incident(
        practice=practice, by=person_in(request), data=form.incident(), request=case
    )
    messages.success(
        request,
        f"The incident is recorded. If it must be reported to the Information Commissioner, that is by "
        f"{date_time(found.report_by)}. Tell your data protection officer now.",
    )
    return redirect("incident_page", found.key)


def record_opened(request: HttpRequest, found: Incident) -> None:
    """That somebody looks at the incident, before the page is rendered."""
    record_view(
        "incident.opened",
        actor=actor_of(person_in(request)),
        practice=found.practice.public_id,
        about=f"incident:{found.key}",
    )


class RequestIncidentPage(RequestPage):
    """An incident about a request that the person sees."""

    page = "incident"
    permission = "record_incident"

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        opened(request, self.case, self.page)
        return form_page(request, IncidentForm(practices=[]), self.case)

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        form = IncidentForm(request.POST, practices=[])
        if not form.is_valid():
            return form_page(request, form, self.case, status=422)
        return recorded(request, form, self.case.practice, self.case)


class NewIncidentPage(LoginRequiredMixin, View):
    """An incident with no request, or with one that the person can't see: at the desk, on the phone."""

    def places(self, request: HttpRequest) -> list[Practice]:
        """The practices where the person may record one; NotAllowed where there is none."""
        found = list(select.places_to_record(access_in(request)))
        if not found:
            permissions.check_at_practice("record_incident", practice_id=0, access=access_in(request))
        return found

    def get(self, request: HttpRequest) -> HttpResponse:
        return form_page(request, IncidentForm(practices=self.places(request)), None)

    def post(self, request: HttpRequest) -> HttpResponse:
        places = self.places(request)
        form = IncidentForm(request.POST, practices=places)
        if not form.is_valid():
            return form_page(request, form, None, status=422)
        chosen = form.cleaned_data.get("practice")
        practice = next((place for place in places if str(place.public_id) == chosen), places[0])
        return recorded(request, form, practice, None)


class IncidentListPage(LoginRequiredMixin, View):
    """Incidents with their clocks, the latest first. What left is on each one's own page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = paginate(request, incidents(access_in(request)))
        context: dict[str, Any] = {"page": page, "rows": shown.rows(page.items, timezone.now())}
        return render(request, "incidents/list.jinja", context)


class ReportPage(LoginRequiredMixin, View):
    """Whether the incident was reported to the Information Commissioner: once, and never changed."""

    def found(self, request: HttpRequest, key: UUID) -> Incident:
        """The incident, if the person may record it and nobody did yet."""
        access = access_in(request)
        found = select.incident_in_scope(key, access)
        permissions.check_at_practice(reporting.PERMISSION, practice_id=found.practice_id, access=access)
        if shown.report_of(found) is not None:
            problem = NotPossible("This was recorded already.")
            problem.back = reverse("incident_page", args=[key])
            raise problem
        return found

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        found = self.found(request, key)
        record_opened(request, found)
        return self.show(request, found, ReportForm())

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        found, form = self.found(request, key), ReportForm(request.POST)
        if not form.is_valid():
            return self.show(request, found, form, status=422)
        try:
            reporting.record_report(incident=found, by=person_in(request), **form.report())
        except InvalidInput as problem:
            for name, words in problem.fields.items():
                form.add_error(name, words)
            return self.show(request, found, form, status=422)
        messages.success(request, "Recorded. The 72 hours are met.")
        return redirect("incident_page", key)

    def show(
        self, request: HttpRequest, found: Incident, form: ReportForm, status: int = 200
    ) -> HttpResponse:
        """The form, with the date by which it must be reported, and who else can say that it need not be."""
        back = reverse("incident_page", args=[found.key])
        own = found.recorded_by_id == person_in(request).pk
        if own:
            form.only_that_it_was()
        context = {
            "form": form,
            "heading": "Record whether it was reported",
            "caption": found.practice.name,
            "intro": shown.report_intro(found, own=own),
            "submit_text": "Record it",
            "back_url": back,
            "cancel_url": back,
        }
        return render(request, "layouts/form.jinja", context, status=status)


class IncidentPage(LoginRequiredMixin, View):
    """One incident."""

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        access = access_in(request)
        found = select.incident_in_scope(key, access)
        record_opened(request, found)
        mine = found.recorded_by_id == person_in(request).pk
        told = mine or access.may("see_subject", found.practice_id)
        context = {
            "incident": found,
            "rows": shown.rows_of(found, told=told),
            "clock": shown.clock(found, timezone.now()),
            "sees_request": select.sees_request_of(found, access),
            "dates": clocks.dates_of(select.clocks_of(found), timezone.now(), hidden="" if told else MASKED),
            "columns": clocks.COLUMNS,
            "may_report": shown.report_of(found) is None
            and access.may(reporting.PERMISSION, found.practice_id),
        }
        return render(request, "incidents/incident.jinja", context)
