"""What the pages of a draft share: they are for drafts, save one part, and lead to the next."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kit.errors import StalePage
from kit.forms import Form
from requests_app import policies
from requests_app.doors import person_in
from requests_app.forms.log import FORMS
from requests_app.forms.log_part import PartForm
from requests_app.journey import log
from requests_app.models import Request
from requests_app.views.base import RequestPage, StepPage
from requests_app.workflow import State

#: The button and the query that say where to go after a task.
LATER, FROM, CHECK = "later", "from", "check"


class AlreadySubmitted(StalePage):
    """The draft has become a request."""

    def __init__(self) -> None:
        super().__init__("The request has been submitted meanwhile. Nothing was changed.")


class DraftPage(RequestPage):
    """A page of a draft; once that is submitted, its pages lead to the request."""

    permission = "draft_request"

    def check(self) -> None:
        """Whoever may draft, as long as it is one."""
        super().check()
        if self.case.state != State.DRAFT:
            raise AlreadySubmitted

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().dispatch(request, *args, **kwargs)
        except AlreadySubmitted:
            return self.submitted()

    def submitted(self) -> HttpResponse:
        """To the request's own page; what was sent for the draft changes nothing, and says so."""
        if self.request.method == "POST":
            raise AlreadySubmitted
        messages.info(self.request, f"This request has been submitted as {self.case.reference}.")
        return redirect(self.case.get_absolute_url())

    def address(self, name: str) -> str:
        """Another page of this draft."""
        return reverse(name, args=[self.case.key])


class DraftStep(DraftPage, StepPage):
    """A page of a draft with one form."""

    done_text = ""

    def context(self, form: Form) -> dict[str, Any]:
        """Back to the task list."""
        address = self.address("log_tasks")
        return {"back_url": address, "back_text": "Back to the tasks", "cancel_url": address}


class PartPage(DraftStep):
    """A page that saves a part of the draft."""

    part: ClassVar[str]

    def save(self, part_data: dict[str, Any], seen_version: int | None) -> None:
        """Save the part as its writer takes it."""
        log.save(
            key=self.case.key,
            by=person_in(self.request),
            part=self.part,
            data=part_data,
            seen_version=seen_version,
        )


class TaskPage(PartPage):
    """One task: its form, saved by the journey, and on to the next."""

    form_class: ClassVar[type[PartForm]]
    submit_text = "Save and go on"

    def initial(self) -> dict[str, Any]:
        """What the draft says so far."""
        return self.form_class.starting_with(self.case)

    def form_options(self) -> dict[str, Any]:
        """The request, for choices that depend on it."""
        return {"case": self.case, "access": self.access}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        """Save the part."""
        self.save(data["part_data"], seen_version)

    @property
    def from_check(self) -> bool:
        """Whether the person came from the summary to change one answer."""
        return self.request.GET.get(FROM) == CHECK

    def success_url(self) -> str:
        """The next task, the list, or the check that the person came from."""
        if LATER in self.request.POST:
            return self.address("log_tasks")
        if self.from_check:
            return self.address("log_check")
        self.case.refresh_from_db()
        return next_address(self.case, self.part)

    def context(self, form: Form) -> dict[str, Any]:
        """A second button to come back later; none for somebody who changes one answer."""
        if self.from_check:
            address = self.address("log_check")
            return {"back_url": address, "back_text": "Back to the check", "cancel_url": address}
        found = super().context(form)
        return found | {"secondary_text": "Save and see all tasks", "secondary_name": LATER, "cancel_url": ""}


def next_address(case: Request, after: str, missing: Mapping[str, str] | None = None) -> str:
    """The first task after this one that is not done; else the first that was left out; else the check.

    missing: what is not done, where it is known already.
    """
    if missing is None:
        missing = policies.missing_from_draft(case)
    order = list(FORMS)
    later = [part for part in order[order.index(after) + 1 :] if part in missing]
    name = next(iter(later or missing), "check")
    return reverse(f"log_{name}", args=[case.key])
