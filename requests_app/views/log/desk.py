"""An officer at the desk: one screen for the person at reception, and a polite letter to hand over."""

from uuid import UUID

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from practices.middleware import access_in
from requests_app.doors import opened, person_in
from requests_app.forms.log_desk import DeskForm
from requests_app.journey import log
from requests_app.presenters.replies import reply_text
from requests_app.views.log.base import DraftPage
from requests_app.views.log.start import places_to_draft

LETTER = "R-DESK"


class DeskPage(LoginRequiredMixin, View):
    """What to ask, what to say, and a draft in a minute. Nothing about any patient is on it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The screen."""
        return self.show(request, DeskForm(practices=places_to_draft(access_in(request))))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save what was taken down as a draft, part by part, and go to the letter."""
        form = DeskForm(request.POST, practices=places_to_draft(access_in(request)))
        if not form.is_valid():
            return self.show(request, form, status=422)
        person = person_in(request)
        draft = log.start(practice=form.practice, by=person)
        for part, data in form.parts():
            log.save(key=draft.key, by=person, part=part, data=data)
        return redirect("log_letter", draft.key)

    def show(self, request: HttpRequest, form: DeskForm, status: int = 200) -> HttpResponse:
        """Render the screen."""
        context = {
            "form": form,
            "heading": "Officer at the desk",
            "submit_text": "Save, and show the letter",
            "at_desk": not access_in(request).practices_where("log_request"),
        }
        return render(request, "requests/log/desk.jinja", context, status=status)


class LetterPage(DraftPage):
    """A holding letter to hand over, in the same words whoever they ask about."""

    page = "log.letter"

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """The letter; without a requester there is nobody to address, so the tasks come first."""
        if not hasattr(self.case, "requester"):
            return redirect("log_requester", key)
        opened(request, self.case, self.page)
        context = {
            "case": self.case,
            "asks": self.case.requester,
            "letter": reply_text(self.case, LETTER),
            "may_submit": self.access.may("log_request", self.case.practice_id),
        }
        return render(request, "requests/log/letter.jinja", context)
