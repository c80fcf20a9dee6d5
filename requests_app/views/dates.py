"""The dates of a request, each with its steps, its stops and who changed what."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from requests_app import permissions
from requests_app.doors import opened
from requests_app.models import ClaimedLaw, Clock, ClockChange, Subject
from requests_app.presenters import clocks
from requests_app.presenters.further_dates import further_dates
from requests_app.presenters.masking import Mask
from requests_app.selectors.story import load_parts
from requests_app.views.base import RequestPage
from requests_app.views.keeping import PAGES


class DatesPage(RequestPage):
    """Every date that the request has or had, for everyone who sees the request."""

    page = "request_dates"

    def check(self) -> None:
        """What people wrote is masked for those who may not see whom it is about."""
        self.own = permissions.standing(self.case, self.access)

    def get(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """Recorded before it is rendered."""
        opened(request, self.case, self.page)
        load_parts(self.case, Clock, ClockChange, ClaimedLaw, Subject)
        mask = Mask(() if self.own.may("see_subject") else self.case.subjects.all())
        dates = clocks.dates_of(self.case.clocks.all(), timezone.now())
        context = {
            "case": self.case,
            "dates": mask.over(dates),
            "columns": clocks.COLUMNS,
            "links": self.links(dates),
            "further": further_dates(self.case),
            "calendar_ends": clocks.calendar_end(timezone.localdate()),
        }
        return render(request, "requests/dates.jinja", context)

    def links(self, dates: list[clocks.Dated]) -> dict[str, tuple[str, str]]:
        """By a date's id, the page on which this person can record that it is met, and its words."""
        found = {}
        for date in dates:
            page = PAGES.get(date.rule)
            if date.live and page is not None and self.own.may(page.permission):
                where = reverse("date_met", args=[self.case.key, date.rule.replace("_", "-")])
                found[date.id] = (where, page.heading)
        return found
