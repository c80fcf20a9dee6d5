"""What every page about one request shares: scope, who may, the record of looking, and stale pages."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from kit.errors import DeskError, InvalidInput, NotAllowed, StalePage
from kit.forms import Form
from practices.middleware import access_in
from practices.permissions import Access
from requests_app import permissions, selectors, workflow
from requests_app.doors import opened, person_in
from requests_app.journey.unit import record_refusal
from requests_app.models import Request


class RequestPage(LoginRequiredMixin, View):
    """A page about one request that the person can see. `page` names it in the ledger and in tests."""

    page: ClassVar[str] = "request"
    # What the person needs to open it; "" is for everyone who sees the request.
    permission: ClassVar[str] = ""
    case: Request
    access: Access
    # The person towards the request, once check() asked: so that a page needs not ask again.
    own: permissions.Standing

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.access = access_in(request)
        self.case = selectors.request_in_scope(kwargs["key"], self.access)
        selectors.load_agreement(self.case)
        try:
            self.check()
        except DeskError as refusal:
            if isinstance(refusal, NotAllowed):
                record_refusal(key=self.case.key, by=person_in(request), attempt=f"page.{self.page}")
                refusal.recorded = True
            if self.page != RequestPage.page:
                refusal.back = self.case.get_absolute_url()
            raise
        return super().dispatch(request, *args, **kwargs)

    def check(self) -> None:
        """Raise NotAllowed unless the person may open the page."""
        if self.permission:
            self.own = permissions.check(self.permission, request=self.case, access=self.access)


class StepPage(RequestPage, ABC):
    """A page with one form that does one step. Subclasses give the form, the words and `act`.

    verb: the transition that the page makes (or "" where it only saves): permission, state and guard
    come from the workflow's row. What was typed is never lost: a refusal shows the form again with it.
    """

    verb: ClassVar[str] = ""
    states: ClassVar[tuple[str, ...]] = ()
    form_class: ClassVar[type[Form]]
    template: ClassVar[str] = "layouts/form.jinja"
    heading: ClassVar[str] = ""
    submit_text: ClassVar[str] = "Save and continue"
    done_text: ClassVar[str] = "Saved."

    def check(self) -> None:
        """Ask the workflow's row, or the page's own permission and states."""
        row = workflow.find(self.verb, self.case.state) if self.verb else None
        if row is not None:
            self.own = permissions.check_transition(row, request=self.case, access=self.access)
            return
        super().check()
        if self.verb or (self.states and self.case.state not in self.states):
            raise StalePage(
                f"The request is at “{self.case.state_info.label}”, so this page is not open. "
                "Nothing was changed."
            )

    def initial(self) -> dict[str, Any]:
        """What the form starts with."""
        return {}

    def form_options(self) -> dict[str, Any]:
        """Further arguments for the form's constructor, such as choices."""
        return {}

    def answers(self, form: Any) -> dict[str, Any]:
        """What was typed, as the journey takes it."""
        cleaned: dict[str, Any] = form.cleaned_data
        return cleaned

    @abstractmethod
    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        """Call the journey with the form's cleaned data."""

    def context(self, form: Form) -> dict[str, Any]:
        """What the template is given beside the form."""
        return {}

    def success_url(self) -> str:
        """Where to go afterwards."""
        return self.case.get_absolute_url()

    def get(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """The form."""
        opened(request, self.case, self.page)
        return self.show(self.form_class(initial=self.initial(), **self.form_options()))

    def post(self, request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponse:
        """Do the step, or show the form again with what was typed."""
        form = self.form_class(request.POST, initial=self.initial(), **self.form_options())
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            self.act(self.answers(form), seen_version(request))
        except NotAllowed:
            raise
        except DeskError as problem:
            return self.refuse(form, problem)
        if self.done_text:
            messages.success(request, self.done_text)
        return redirect(self.success_url())

    def refuse(self, form: Form, problem: DeskError) -> HttpResponse:
        """The form again, with the reason; the error's own page where the form is closed meanwhile."""
        self.case = selectors.request_in_scope(self.case.key, self.access)
        selectors.load_agreement(self.case)
        self.check()
        if isinstance(problem, InvalidInput) and problem.fields:
            for name, text in problem.fields.items():
                form.add_error(name if name in form.fields else None, text)
        else:
            form.add_error(None, problem.message)
        return self.show(form, status=problem.status)

    def show(self, form: Form, status: int = 200) -> HttpResponse:
        """Render the form's page."""
        context = {
            "case": self.case,
            "form": form,
            "heading": self.heading,
            "caption": self.case.name,
            "submit_text": self.submit_text,
            "back_url": self.case.get_absolute_url(),
            "cancel_url": self.case.get_absolute_url(),
            "seen_version": self.case.version,
            **self.context(form),
        }
        return render(self.request, self.template, context, status=status)


def seen_version(request: HttpRequest) -> int | None:
    """The request's version on the page that was posted; None where the page carried none."""
    value = request.POST.get("seen_version", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
