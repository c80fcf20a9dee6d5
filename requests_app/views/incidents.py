"""Incidents: recorded by any member, about a request or none; nothing refuses one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View

from audit.desk.views_recorded import record_view
from kit.dates import date_time
from kit.pager import paginate
from practices.middleware import access_in
from practices.models import Practice
from requests_app import permissions
from requests_app.doors import opened, person_in
from requests_app.forms.incidents import IncidentForm
from requests_app.journey import incident as journey
from requests_app.journey.unit import actor_of
from requests_app.models import Request
from requests_app.presenters import incidents as shown
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


class IncidentPage(LoginRequiredMixin, View):
    """One incident."""

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        access = access_in(request)
        found = select.incident_in_scope(key, access)
        record_view(
            "incident.opened",
            actor=actor_of(person_in(request)),
            practice=found.practice.public_id,
            about=f"incident:{found.key}",
        )
        mine = found.recorded_by_id == person_in(request).pk
        told = mine or access.may("see_subject", found.practice_id)
        context = {
            "incident": found,
            "rows": shown.rows_of(found, told=told),
            "clock": shown.clock(found, timezone.now()),
            "sees_request": select.sees_request_of(found, access),
        }
        return render(request, "incidents/incident.jinja", context)
