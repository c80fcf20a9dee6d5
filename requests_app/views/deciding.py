"""A step that is shown once more before it counts: hard to do by accident, and one click when it is right."""

from abc import abstractmethod
from typing import Any, ClassVar

from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kit.errors import DeskError, NotAllowed, StalePage
from kit.forms import Form
from requests_app import permissions, selectors
from requests_app.doors import person_in
from requests_app.views.base import StepPage, seen_version

CONFIRM, CHANGE = "confirm", "change"


def unchecked(form: Form) -> Form:
    """The form with what was typed and without judging it: the person wants to change it."""
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    form.cleaned_data = {}
    return form


def as_typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Everything that the form posted, to travel hidden through the page that asks "are you sure?"."""
    left_out = ("csrfmiddlewaretoken", "step")
    return [(name, text) for name, texts in request.POST.lists() if name not in left_out for text in texts]


class DecidingPage(StepPage):
    """The case and a form; then the same once more, with one button that counts.

    The first POST checks and shows (`look`), the second, with step=confirm, acts.
    """

    permission = "decide_request"
    submit_text = "Check before you decide"
    confirm_text: ClassVar[str] = ""
    confirm_heading: ClassVar[str] = ""

    def check(self) -> None:
        """As every step; and after a refusal no other guardian decides without new evidence."""
        super().check()
        self.case = selectors.load_story(self.case)
        permissions.check_after_refusal(self.case, person_in(self.request))

    @abstractmethod
    def look(self, data: dict[str, Any]) -> dict[str, Any]:
        """Check it without writing anything; returns what the second page shows."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, initial=self.initial(), **self.form_options())
        step = request.POST.get("step", "")
        if step == CHANGE:
            return self.show(unchecked(form))
        if not form.is_valid():
            return self.show(form, status=422)
        data = self.answers(form)
        try:
            self.not_stale()
            shown = self.look(data)
            if step == CONFIRM:
                self.act(data, seen_version(request))
        except NotAllowed:
            raise
        except DeskError as problem:
            return self.refuse(form, problem)
        if step != CONFIRM:
            return self.show_again(shown)
        messages.success(request, self.done_text)
        return redirect(self.success_url())

    def not_stale(self) -> None:
        """Raise StalePage when the request changed since the page was opened."""
        if seen_version(self.request) not in (None, self.case.version):
            raise StalePage("Somebody changed the request since you opened this page. Nothing was changed.")

    def show_again(self, shown: dict[str, Any]) -> HttpResponse:
        """The page that asks "are you sure?"."""
        context = {
            "case": self.case,
            "heading": self.confirm_heading,
            "confirm_text": self.confirm_text,
            "typed": as_typed(self.request),
            "shown": shown,
        }
        return render(self.request, "requests/decision_check.jinja", context)
