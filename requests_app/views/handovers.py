"""Hand-overs: out of a request, the list, one of them with its clocks, and each step of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View

from kit.errors import DeskError, InvalidInput, NotAllowed
from kit.forms import Form
from kit.pager import paginate
from practices.middleware import access_in
from requests_app import permissions
from requests_app.deadlines.handovers import FGM_NATIONS
from requests_app.doors import opened, person_in
from requests_app.forms import handovers as forms
from requests_app.journey import handover as journey
from requests_app.journey.unit import record_refusal
from requests_app.models import Handover, HandoverKind
from requests_app.presenters import clocks
from requests_app.presenters import handovers as shown
from requests_app.presenters.incidents import MASKED
from requests_app.selectors import handovers as select
from requests_app.views.base import StepPage


class HandoverNewPage(StepPage):
    """Something in a request goes another way."""

    page = "handover_new"
    permission = journey.PERMISSION
    states = journey.AFTER_DRAFT
    form_class = forms.HandoverForm
    template = "handovers/new.jinja"
    heading = "Hand over to another procedure"
    submit_text = "Hand it over"
    done_text = "Handed over. Its own clock runs from the day of receipt."
    made: Handover

    def initial(self) -> dict[str, Any]:
        return {"received_on": self.case.received_on}

    def form_options(self) -> dict[str, Any]:
        return {"reports": self.case.practice.nation in FGM_NATIONS}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        self.made = journey.hand_over(
            key=self.case.key, by=person_in(self.request), seen_version=seen_version, **data
        )

    def success_url(self) -> str:
        return self.made.get_absolute_url()


class HandoverListPage(LoginRequiredMixin, View):
    """Hand-overs with their dates, open ones first. What they say is on each one's own page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = paginate(request, select.handovers(access_in(request)))
        rows = shown.rows(page.items, timezone.now())
        return render(request, "handovers/list.jinja", {"page": page, "rows": rows})


class HandoverPage(LoginRequiredMixin, View):
    """One hand-over: its dates with their reasons, what was done, and what can be done."""

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        access = access_in(request)
        found = select.handover_in_scope(key, access)
        opened(request, found.request, "handover")
        own = permissions.standing(found.request, access)
        now, told = timezone.now(), own.may("see_subject")
        context = {
            "handover": found,
            "rows": shown.rows_of(found, told=told),
            "status": shown.status_of(found),
            "dates": clocks.dates_of(found.clocks.all(), now, hidden="" if told else MASKED),
            "columns": clocks.COLUMNS,
            "steps": shown.steps_of(found) if own.may(journey.PERMISSION) else [],
            "advice": shown.advice(found),
        }
        return render(request, "handovers/handover.jinja", context)


@dataclass(frozen=True)
class Step:
    """A step of a hand-over: its form, its words, and what it does with the answers."""

    heading: str
    form: type[Form]
    submit: str
    done: str
    act: Callable[..., None]
    intro: str = ""


STEPS: dict[str, Step] = {
    "acknowledge": Step(
        "Record the acknowledgement", forms.AcknowledgeForm, "It was acknowledged", "Recorded.",
        journey.acknowledge, "The person was told that the practice has it in hand.",
    ),
    "identify": Step(
        "Record who the person is", forms.IdentifyForm, "Save", "Saved. The month counts from that day.",
        journey.identify,
    ),
    "ask": Step(
        "Ask the person to make it clear", forms.AskForm, "Ask and stop the clock", "The clock stands still.",
        journey.ask,
    ),
    "go-on": Step(
        "Record their answer", forms.GoOnForm, "Save and let the clock go on", "The clock goes on.",
        journey.go_on,
    ),
    "extend": Step(
        "Extend by two months", forms.ExtendForm, "Extend", "Extended.", journey.extend,
        "UK GDPR Art 12(3) gives two further months where a request is complex, or where there are many.",
    ),
    "weigh": Step(
        "Take more time to weigh the public interest", forms.WeighForm, "Save the date",
        "Saved. The twentieth working day stands: the refusal notice is due by then.", journey.weigh,
        "Freedom of Information Act 2000 s.10 gives a reasonable time. The refusal notice is due within the "
        "20 working days all the same. Check with your data protection officer.",
    ),
    "notice": Step(
        "Record the refusal notice", forms.NoticeForm, "Save", "Saved. The twentieth working day is met.",
        journey.notice, "It tells the person that the public interest is being weighed, and until when.",
    ),
    "answer": Step(
        "Record the answer", forms.AnswerForm, "Save the answer", "Saved. Its date is met.", journey.answer
    ),
    "close": Step("Close it", forms.CloseForm, "Close", "Closed.", journey.close),
}  # fmt: skip


class HandoverStepPage(LoginRequiredMixin, View):
    """One step. A step that is not open now answers 409 with the reason, as the journey gives it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if kwargs["step"] not in STEPS:
            raise Http404
        self.step = STEPS[kwargs["step"]]
        access = access_in(request)
        self.handover = select.handover_in_scope(kwargs["key"], access)
        try:
            permissions.check(journey.PERMISSION, request=self.handover.request, access=access)
            shown.check_open(self.handover, kwargs["step"])
        except DeskError as refusal:
            if isinstance(refusal, NotAllowed):
                record_refusal(
                    key=self.handover.request.key, by=person_in(request), attempt="page.handover_step"
                )
                refusal.recorded = True
            refusal.back = self.handover.get_absolute_url()
            raise
        return super().dispatch(request, *args, **kwargs)

    def form(self, data: Any = None) -> Form:
        """The step's form; closing what was answered asks nothing, and a report's answer its day too."""
        chosen = self.step.form
        if chosen is forms.CloseForm and self.handover.answered_at is not None:
            chosen = forms.AcknowledgeForm
        if chosen is forms.AnswerForm and self.handover.kind == HandoverKind.FGM_REPORT:
            chosen = forms.ReportedForm
        return chosen(data)

    def get(self, request: HttpRequest, key: UUID, step: str) -> HttpResponse:
        opened(request, self.handover.request, "handover_step")
        return self.show(self.form())

    def post(self, request: HttpRequest, key: UUID, step: str) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            self.step.act(key=key, by=person_in(request), **form.cleaned_data)
        except InvalidInput as problem:
            for name, words in problem.fields.items():
                form.add_error(name if name in form.fields else None, words)
            return self.show(form, status=problem.status)
        messages.success(request, self.step.done)
        return redirect(self.handover.get_absolute_url())

    def show(self, form: Form, status: int = 200) -> HttpResponse:
        """The step's form, with the dates as they stand."""
        back = self.handover.get_absolute_url()
        context = {
            "form": form,
            "handover": self.handover,
            "heading": shown.words_of(self.handover, self.kwargs["step"], self.step.heading),
            "caption": shown.name_of(self.handover),
            "intro": self.step.intro,
            "submit_text": self.step.submit,
            "back_url": back,
            "cancel_url": back,
            "dates": clocks.dates_now(self.handover.clocks.all()),
        }
        return render(self.request, "handovers/step.jinja", context, status=status)
