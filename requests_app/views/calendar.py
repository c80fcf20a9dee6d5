"""A person's own calendar: its address, shown once, and what a calendar program fetches there."""

import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views import View
from django.views.decorators.http import require_safe

from practices.middleware import access_in
from requests_app.doors import person_in
from requests_app.reminders import feed
from requests_app.selectors import calendars


class CalendarPage(LoginRequiredMixin, View):
    """Whether one has a calendar address, and a way to a new one or to none."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Never the address itself: nobody keeps it."""
        return render(request, "reminders/calendar.jinja", {"feed": calendars.address_of(access_in(request))})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Make a new address and show it this once, or give it up."""
        person = person_in(request)
        if "remove" in request.POST:
            feed.remove(by=person)
            messages.success(request, "Your calendar address opens nothing from now on.")
            return redirect("my_calendar")
        address = settings.PUBLIC_URL + reverse("calendar_feed", args=[feed.make(by=person)])
        return render(request, "reminders/calendar_made.jinja", {"address": address})


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar that a secret opens; 304 where the program has it already, 404 where it opens none."""
    access = feed.owner_of(secret, timezone.now())
    if access is None:
        raise Http404
    content = feed.calendar_of(access)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["ETag"] = f'"{hashlib.sha256(content).hexdigest()}"'
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Disposition"] = 'inline; filename="disclosure-desk.ics"'
    found = get_conditional_response(request, etag=answer["ETag"], response=answer)
    return found or answer
