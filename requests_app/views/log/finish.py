"""Check the answers and submit; what happens next; hand over; discard."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from kit.forms import Form
from kit.links import maybe_url
from requests_app import permissions, policies, selectors
from requests_app.doors import opened, person_in
from requests_app.forms.log_start import EmptyForm
from requests_app.journey import discarding, log
from requests_app.presenters import log as presenters
from requests_app.presenters.due import answer_by, due_date
from requests_app.presenters.log_warnings import warnings_of
from requests_app.selectors import drafting
from requests_app.views.base import RequestPage
from requests_app.views.log.base import DraftPage, DraftStep
from requests_app.workflow import State


class CheckPage(DraftStep):
    """All answers with links to change them, what to know beforehand, and the one button that submits."""

    page = "log.check"
    heading = "Check and submit"
    form_class = EmptyForm
    template = "requests/log/check.jinja"
    submit_text = "Submit the request"

    def check(self) -> None:
        """Whoever drafts may read it; submitting is for those who log."""
        super().check()
        if self.request.method == "POST":
            permissions.check("log_request", request=self.case, access=self.access)

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        """Give it its reference, and send it to triage."""
        log.submit(key=self.case.key, by=person_in(self.request), seen_version=seen_version)

    def submitted(self) -> HttpResponse:
        """A second click ends where the first one did."""
        return redirect("log_done", self.case.key)

    def success_url(self) -> str:
        """The confirmation."""
        return reverse("log_done", args=[self.case.key])

    def context(self, form: Form) -> dict[str, Any]:
        """The answers, the warnings and what is missing."""
        missing = policies.missing_from_draft(drafting.load_answers(self.case))
        may_submit = self.access.may("log_request", self.case.practice_id)
        return super().context(form) | {
            "heading": self.heading if may_submit else "Check your answers",
            "sections": presenters.sections(self.case, missing),
            "missing": presenters.missing_links(self.case, missing),
            "warnings": warnings_of(self.case, own_decision=self.own_decision),
            "may_submit": may_submit,
        }

    @property
    def own_decision(self) -> bool:
        """Whether the person could have decided this request, had they not logged it."""
        return self.access.may("decide_request", self.case.practice_id)


class DonePage(RequestPage):
    """The reference, and what happens next."""

    page = "log.done"

    def get(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """The confirmation; a draft is not there yet."""
        if self.case.state == State.DRAFT:
            return redirect("log_tasks", key)
        opened(request, self.case, self.page)
        context = {
            "case": self.case,
            "answer_by": due_date(answer_by(self.case)),
            "linked": list(selectors.linked_to(self.case, self.access)),
            "may_triage": permissions.standing(self.case, self.access).may("triage_request"),
        }
        return render(request, "requests/log/done.jinja", context)


class HandOverPage(DraftPage):
    """The front desk is done: the draft stays as it is, and the page says who goes on with it."""

    page = "log.hand_over"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Who will see it."""
        opened(request, self.case, self.page)
        named = set(drafting.named_for_draft(self.case)) if self.case.restricted else None
        team = drafting.team_of(self.case.practice, "log_request")
        context = {
            "case": self.case,
            "people": [m.person.full_name for m in team if named is None or m.person.public_id in named],
        }
        return render(request, "requests/log/hand_over.jinja", context)


class DiscardPage(DraftStep):
    """Delete the draft, after asking."""

    page = "log.discard"
    heading = "Discard this draft?"
    form_class = EmptyForm
    template = "requests/log/discard.jinja"
    submit_text = "Discard the draft"

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        """Delete it; the ledger keeps that it was there."""
        discarding.discard(key=self.case.key, by=person_in(self.request))
        messages.success(self.request, "The draft was discarded.")

    def success_url(self) -> str:
        """There is no page of it any more."""
        return maybe_url("my_work") or reverse("request_new")

    def context(self, form: Form) -> dict[str, Any]:
        """The button warns."""
        return super().context(form) | {"submit_variant": "warning"}
