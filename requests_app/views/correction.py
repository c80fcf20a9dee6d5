"""Correct a request after it was submitted: choose what, see what falls with it, say why."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kit.errors import NotVisible, StalePage
from kit.forms import Form
from requests_app.doors import opened, person_in
from requests_app.forms.log import FORMS
from requests_app.forms.log_items import ItemsForm
from requests_app.forms.log_part import PartForm
from requests_app.forms.log_subject import CorrectedSubjectForm
from requests_app.journey import correction
from requests_app.presenters import correction as presenters
from requests_app.presenters.log import TITLES
from requests_app.selectors import correcting, drafting
from requests_app.views.base import RequestPage, StepPage
from requests_app.workflow import BEFORE_RELEASE

FORM_OF: dict[str, type[PartForm]] = {part: FORMS[part] for part in correction.PARTS}
FORM_OF["subject"] = CorrectedSubjectForm
# Pages of the log that say more than their form.
TEMPLATES = {part: f"requests/log/{part}.jinja" for part in ("requester", "subject", "items", "law")}
ADD = "add"


class CorrectPage(RequestPage):
    """What the request says, part by part, and what correcting each would void."""

    page = "correct"
    permission = "triage_request"

    def check(self) -> None:
        """Until something was released; from then on corrections are notes or incidents."""
        super().check()
        if self.case.state not in BEFORE_RELEASE:
            raise StalePage(
                f"The request is at “{self.case.state_info.label}”, so it can’t be corrected any more. "
                "Add a note, or record an incident."
            )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The parts."""
        opened(request, self.case, self.page)
        alive = correcting.live_work(drafting.load_answers(self.case))
        context = {"case": self.case, "parts": presenters.parts_to_correct(self.case, alive)}
        return render(request, "requests/correct/parts.jinja", context)


class CorrectPartPage(StepPage):
    """One part: its form, filled in, and the reason."""

    page = "correct.part"
    permission = "triage_request"
    states = BEFORE_RELEASE
    submit_text = "Correct the request"
    done_text = "Corrected."
    part: str

    def check(self) -> None:
        """As for every correction; the part must be one that can be corrected."""
        self.part = self.kwargs["part"]
        if self.part not in FORM_OF:
            raise NotVisible
        super().check()
        self.form_class = FORM_OF[self.part]  # type: ignore[misc]
        self.template = TEMPLATES.get(self.part, "layouts/form.jinja")  # type: ignore[misc]

    def initial(self) -> dict[str, Any]:
        """What the request says."""
        return FORM_OF[self.part].starting_with(self.case)

    def form_options(self) -> dict[str, Any]:
        """The reason is asked for too."""
        return {"case": self.case, "access": self.access, "why": True}

    def post(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """Correct; or another line for items in their own words, without checking yet."""
        if self.part == "items" and ADD in request.POST:
            typed = ItemsForm.with_another_line(request.POST)
            return self.show(ItemsForm(initial=typed, **self.form_options()))
        return super().post(request, key, **kwargs)

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        """Write it, void what rested on it, and go back where it must."""
        correction.correct(
            key=self.case.key,
            by=person_in(self.request),
            part=self.part,
            data=data["part_data"],
            because=data["because"],
            seen_version=seen_version,
        )

    def context(self, form: Form) -> dict[str, Any]:
        """What falls with it."""
        address = reverse("correct", args=[self.case.key])
        return {
            "heading": f"Correct: {TITLES[self.part][:1].lower()}{TITLES[self.part][1:]}",
            "intro": presenters.effect(self.case, self.part, correcting.live_work(self.case)),
            "signals": [],
            "back_url": address,
            "cancel_url": address,
        }
