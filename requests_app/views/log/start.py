"""Start a request: where, and what to say at the counter."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from kit.errors import NotAllowed
from practices.middleware import access_in
from practices.models import Practice
from practices.permissions import Access
from practices.roles import who_can
from requests_app.doors import person_in
from requests_app.forms.log_start import StartForm
from requests_app.journey import log
from requests_app.presenters import log as presenters
from requests_app.selectors import drafting


def places_to_draft(access: Access) -> list[Practice]:
    """Where the person may start a request; NotAllowed where nowhere."""
    found = list(drafting.practices_to_draft_at(access))
    if not found:
        raise NotAllowed("Your roles do not include logging requests.", who_can=who_can("draft_request"))
    return found


class StartPage(LoginRequiredMixin, View):
    """Choose the practice, where there are several, and start a draft."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form, and the drafts to go on with."""
        return self.show(request, StartForm(practices=places_to_draft(access_in(request))))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Start a draft and go to its tasks."""
        form = StartForm(request.POST, practices=places_to_draft(access_in(request)))
        if not form.is_valid():
            return self.show(request, form, status=422)
        draft = log.start(practice=form.practice, by=person_in(request))
        return redirect("log_tasks", draft.key)

    def show(self, request: HttpRequest, form: StartForm, status: int = 200) -> HttpResponse:
        """Render the page; in plainer words for those who only take the details down."""
        access = access_in(request)
        at_desk = not access.practices_where("log_request")
        context = {
            "form": form,
            "heading": "Log an approach" if at_desk else "Log a request",
            "submit_text": "Start",
            "at_desk": at_desk,
            "drafts": presenters.draft_rows(drafting.own_drafts(access)),
        }
        return render(request, "requests/log/start.jinja", context, status=status)
