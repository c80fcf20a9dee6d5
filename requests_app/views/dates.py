"""The dates of a request, each with its steps, its stops and who changed what."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from requests_app import permissions
from requests_app.doors import opened
from requests_app.models import Clock, ClockChange, Subject
from requests_app.presenters import clocks
from requests_app.presenters.masking import Mask
from requests_app.selectors.story import load_parts
from requests_app.views.base import RequestPage


class DatesPage(RequestPage):
    """Every date that the request has or had, for everyone who sees the request."""

    page = "request_dates"

    def check(self) -> None:
        """What people wrote is masked for those who may not see whom it is about."""
        self.own = permissions.standing(self.case, self.access)

    def get(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """Recorded before it is rendered."""
        opened(request, self.case, self.page)
        load_parts(self.case, Clock, ClockChange, Subject)
        mask = Mask(() if self.own.may("see_subject") else self.case.subjects.all())
        dates = clocks.dates_of(self.case.clocks.all(), timezone.now())
        context = {"case": self.case, "dates": mask.over(dates), "columns": clocks.COLUMNS}
        return render(request, "requests/dates.jinja", context)
