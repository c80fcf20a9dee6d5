"""What else the pages show people: incidents, and the register of requesters. Programs see neither."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response

from audit.desk.views_recorded import record_view
from kit.errors import NotAllowed
from kit.pager import paginate
from practices.roles import who_can
from requests_app import selectors
from requests_app.api import inputs, outputs
from requests_app.api.described import responses
from requests_app.api.presenting import absolute, clocks_out, rows_out
from requests_app.api.views import PER_PAGE, ApiView
from requests_app.models import Handover, Incident, RequesterOrganisation
from requests_app.presenters import incidents as incident_rows
from requests_app.presenters import requesters as requester_rows
from requests_app.presenters.chapter import Row
from requests_app.selectors import incident_scope, register


class PeopleRead(ApiView):
    """For people only."""

    def initial(self, request: ApiRequest, *args: Any, **kwargs: Any) -> None:
        """Raises NotAllowed for a program."""
        super().initial(request, *args, **kwargs)
        if self.program is not None:
            raise NotAllowed(
                "A program reads only the requests that it logged.", who_can=who_can("view_requests")
            )

    def page_of(self, request: ApiRequest, found: Any, told: Any) -> Response:
        """A page of the list, each in short."""
        page = paginate(request._request, found, per_page=PER_PAGE)
        results = [told(each) for each in page.items]
        shown = {"total": page.total, "page": page.number, "pages": page.pages, "results": results}
        return self.answer(outputs.ThingsOut, shown)


class IncidentsView(PeopleRead):
    """Incidents with their clocks."""

    @extend_schema(
        operation_id="list_incidents",
        parameters=[inputs.PageQuery],
        responses=responses({200: outputs.ThingsOut}, 403, 422),
    )
    def get(self, request: ApiRequest) -> Response:
        """Incidents with their clocks, as the page lists them: not what left, nor to whom."""
        self.asked(request, inputs.PageQuery)
        return self.page_of(request, register.incidents(self.access), _in_short)


class IncidentView(PeopleRead):
    """One incident."""

    @extend_schema(operation_id="read_incident", responses=responses({200: outputs.TimedOut}, 403, 404))
    def get(self, request: ApiRequest, key: UUID) -> Response:
        """An incident with its dates, as its page shows it; what left to those who may see the patient."""
        found = incident_scope.incident_in_scope(key, self.access)
        record_view(
            "incident.opened",
            actor=self.person.opaque,
            practice=found.practice.public_id,
            about=f"incident:{found.key}",
        )
        mine = found.recorded_by_id == self.person.pk
        told = mine or self.access.may("see_subject", found.practice_id)
        clocks = clocks_out(incident_scope.clocks_of(found), hidden="" if told else incident_rows.MASKED)
        rows = incident_rows.rows_of(found, told=told)
        return self.answer(outputs.TimedOut, {**_incident(found, rows), "clocks": clocks})


class RequestersView(PeopleRead):
    """The register of requesters."""

    @extend_schema(
        operation_id="list_requesters",
        parameters=[inputs.PageQuery],
        responses=responses({200: outputs.ThingsOut}, 403, 422),
    )
    def get(self, request: ApiRequest) -> Response:
        """The registers of requesters of the person's practices."""
        self.asked(request, inputs.PageQuery)
        if not register.practices_with_register(self.access).exists():
            words = "Your roles do not include the register of requesters."
            raise NotAllowed(words, who_can=who_can("manage_requesters"))
        return self.page_of(request, register.register_list(self.access, filters={}), _requester)


class RequesterView(PeopleRead):
    """One entry of the register."""

    @extend_schema(operation_id="read_requester", responses=responses({200: outputs.ThingOut}, 403, 404))
    def get(self, request: ApiRequest, key: UUID) -> Response:
        """An organisation as the register has it. Its key is what a program names as `organisation`."""
        return self.answer(outputs.ThingOut, _requester(selectors.organisation_in_scope(key, self.access)))


def _in_short(found: Incident) -> dict[str, Any]:
    clock, _ = incident_rows.clock(found, timezone.now())
    about = found.request.name if found.request else "None"
    rows = [row for row in incident_rows.rows_of(found, told=False) if row[1] != incident_rows.MASKED]
    return _incident(found, [*rows, ("Request", about), ("Clock", clock)])


def _incident(found: Incident, rows: Iterable[Row]) -> dict[str, Any]:
    page = reverse("incident_page", args=[found.key])
    return thing(found, page, found.get_kind_display(), rows)


def _requester(found: RequesterOrganisation) -> dict[str, Any]:
    number, _ = requester_rows.number_tag(found)
    rows = [*requester_rows.details(found), ("Number", number)]
    return thing(found, reverse("requester", args=[found.key]), str(found), rows)


def thing(
    found: Incident | RequesterOrganisation | Handover, page: str, name: str, rows: Iterable[Row]
) -> dict[str, Any]:
    """What the pages show of one thing, in its shape. page: the path of the page for people."""
    return {
        "key": found.key,
        "name": name,
        "practice": found.practice.ods_code,
        "rows": rows_out(rows),
        "page": absolute(page),
    }
