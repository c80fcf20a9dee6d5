"""The first page after sign-in: what needs me now?"""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from kit.links import maybe_url
from practices.middleware import access_in
from practices.selectors import count_waiting_for
from requests_app import selectors
from requests_app.presenters import clocks, work
from requests_app.reminders.unread import note_unread
from requests_app.selectors.lists import DRAFTS, MINE, OVERDUE, SOON


class MyWorkPage(LoginRequiredMixin, View):
    """Overdue, due soon, waiting for me, drafts, waiting for others."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """At most ten rows a section, in one query; "see all" leads to the list."""
        access, now = access_in(request), timezone.now()
        found = selectors.my_work(access, now=now)
        note_unread(access)
        appointments = count_waiting_for(access)
        told = access.practices_where("manage_people") or access.practices_where("triage_request")
        context = {
            "sections": work.sections(found, access, now),
            "nothing_waits": ""
            if any(found[key].rows for key in (OVERDUE, SOON, MINE, DRAFTS))
            else work.nothing_waits(access),
            "ways": work.what_you_can_do(access),
            "appointments": appointments,
            "people_url": maybe_url("people"),
            "calendar_ends": clocks.calendar_end(timezone.localdate(now)) if told else None,
        }
        return render(request, "requests/my_work.jinja", context)
