"""The task list, and the tasks that are one plain form."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kit.forms import Form
from requests_app import policies
from requests_app.doors import opened
from requests_app.forms.log_law import LawForm
from requests_app.forms.log_purpose import PurposeForm
from requests_app.forms.log_received import ReceivedForm
from requests_app.forms.log_requester import RequesterForm
from requests_app.forms.log_restriction import RestrictionForm
from requests_app.forms.log_urgency import UrgencyForm
from requests_app.presenters import log as presenters
from requests_app.presenters.requester_signals import signals_of
from requests_app.views.log.base import DraftPage, TaskPage, next_address


class TaskListPage(DraftPage):
    """The eight tasks, each with whether it is done."""

    page = "log.tasks"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The list, and what comes next."""
        opened(request, self.case, self.page)
        missing = policies.missing_from_draft(self.case)
        may_submit = self.access.may("log_request", self.case.practice_id)
        context = {
            "case": self.case,
            "tasks": presenters.task_rows(self.case, missing, may_submit=may_submit),
            "done": len(presenters.TITLES) - len(missing),
            "all": len(presenters.TITLES),
            "may_submit": may_submit,
            "guardian": self.access.may("decide_request", self.case.practice_id),
            "next_url": next_address(self.case, "restriction", missing),
        }
        return render(request, "requests/log/tasks.jinja", context)


class ReceivedPage(TaskPage):
    """How and when it came."""

    part, page, heading = "received", "log.received", presenters.TITLES["received"]
    form_class = ReceivedForm


class RequesterPage(TaskPage):
    """Who asks."""

    part, page, heading = "requester", "log.requester", presenters.TITLES["requester"]
    form_class = RequesterForm
    template = "requests/log/requester.jinja"

    def context(self, form: Form) -> dict[str, Any]:
        """With what looks wrong about the requester as saved."""
        saved = getattr(self.case, "requester", None)
        return super().context(form) | {"signals": signals_of(saved) if saved else []}


class PurposePage(TaskPage):
    """What they want it for."""

    part, page, heading = "purpose", "log.purpose", presenters.TITLES["purpose"]
    form_class = PurposeForm


class LawPage(TaskPage):
    """The law that they claim."""

    part, page, heading = "law", "log.law", presenters.TITLES["law"]
    form_class = LawForm
    template = "requests/log/law.jinja"


class UrgencyPage(TaskPage):
    """How urgent it is."""

    part, page, heading = "urgency", "log.urgency", presenters.TITLES["urgency"]
    form_class = UrgencyForm
    template = "requests/log/urgency.jinja"


class RestrictionPage(TaskPage):
    """Who may see it."""

    part, page, heading = "restriction", "log.restriction", presenters.TITLES["restriction"]
    form_class = RestrictionForm
