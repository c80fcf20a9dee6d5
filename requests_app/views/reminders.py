"""Reminders: one's own with what is unread, what was sent at the practice, and sending again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View

from kit.errors import NotAllowed
from kit.pager import paginate
from practices.holders import standing_in
from practices.middleware import access_in
from practices.permissions import Access
from practices.roles import who_can
from requests_app.doors import person_in
from requests_app.forms.reading import SentFilterForm
from requests_app.reminders import again, pages, words
from requests_app.reminders.unread import note_unread
from requests_app.selectors import reminders as select


class ReminderListPage(LoginRequiredMixin, View):
    """One's own reminders, the latest first; what is unread is marked, and can be marked as read."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Opening the list marks nothing: a person may look and come back."""
        access, now = access_in(request), timezone.now()
        page = paginate(request, select.mine(access))
        context = {
            "page": page,
            "columns": pages.OWN_COLUMNS,
            "rows": pages.own_rows(page.items, now),
            "unread": note_unread(access),
            "oversees": bool(access.practices_where(select.OVERSEES)),
        }
        return render(request, "reminders/list.jinja", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Mark all as read."""
        access = access_in(request)
        select.mark_read(access, timezone.now())
        note_unread(access)
        messages.success(request, "All your reminders are marked as read.")
        return redirect("reminders")


class ReminderPage(LoginRequiredMixin, View):
    """Where a mail's link leads: the reminder was seen, and on to what is to be done."""

    def get(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """One's own reminder of what one may still see; nobody else's is there."""
        access = access_in(request)
        reminder = select.own_reminder(key, access)
        select.mark_read(access, timezone.now(), key=key)
        note_unread(access)
        return redirect(words.page_of(reminder.clock, reminder.request))


class SentPage(LoginRequiredMixin, View):
    """What was sent to whom, when, for which rule and with what result; who is away, and who stands in."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Of the last days, or of the period chosen; with `?show=failed` only what didn't get through."""
        access = overseeing(request)
        form = SentFilterForm(request.GET)
        chosen, period = form.chosen(), form.period(timezone.localdate())
        failed = "show" in chosen
        page = paginate(request, select.sent_at_practices(access, period, failed=failed))
        places = access.practices_where(select.OVERSEES)
        several = len(places) > 1
        context = {
            "page": page,
            "form": form,
            "chosen": chosen,
            "failed": failed,
            "first_day": period[0],
            "last_day": period[1],
            "columns": pages.sent_columns(several=several),
            "rows": pages.sent_rows(page.items, timezone.now(), several=several),
            "away_columns": pages.AWAY_COLUMNS,
            "away": pages.away_rows(standing_in(places, on=timezone.localdate())),
        }
        return render(request, "reminders/sent.jinja", context)


class AgainPage(LoginRequiredMixin, View):
    """Send one reminder again."""

    def get(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """To whom it would go, and about what."""
        reminder = select.sent_reminder(key, access_in(request))
        context = {"reminder": reminder, "rows": pages.again_rows(reminder, timezone.now())}
        return render(request, "reminders/again.jinja", context)

    def post(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """Send it."""
        sent = again.send_again(key=key, by=person_in(request))
        messages.success(request, f"The reminder goes to {sent.person.full_name} now.")
        return redirect("reminders_sent")


def overseeing(request: HttpRequest) -> Access:
    """The person's access; NotAllowed unless they keep an eye on reminders somewhere."""
    access = access_in(request)
    if not access.practices_where(select.OVERSEES):
        raise NotAllowed("Your role does not include this.", who_can=who_can(select.OVERSEES))
    return access
