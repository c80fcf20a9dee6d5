"""Ask the requester or the patient and wait; resume where the request came from."""

from typing import Any

from django.contrib import messages
from django.utils import timezone

from kit.forms import Form
from requests_app.doors import person_in
from requests_app.forms.waiting import AskForm, ResumeForm
from requests_app.journey import waiting
from requests_app.journey.foreseen import if_it_went_on
from requests_app.models import ClockState
from requests_app.presenters import clocks
from requests_app.presenters.replies import QUESTIONS, reply_text
from requests_app.selectors import reviews as select
from requests_app.selectors.clocks import running_clocks
from requests_app.views.base import StepPage
from requests_app.workflow import STATES, State


class AskPage(StepPage):
    """The question, whom it goes to, and the letter that carries it."""

    page = "ask"
    verb = "ask_requester"
    form_class = AskForm
    template = "requests/ask.jinja"
    heading = "Ask, and wait for the answer"
    submit_text = "Ask and wait"
    done_text = "The request waits for the answer."

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        waiting.ask(key=self.case.key, by=person_in(self.request), seen_version=seen_version, **data)

    def context(self, form: Form) -> dict[str, Any]:
        return {
            "letter": reply_text(self.case, "R-QUESTION", questions=QUESTIONS),
            "comes_back_to": self.case.state_info.label,
            "dates": clocks.while_asking(running_clocks(self.case)),
        }


class ResumePage(StepPage):
    """The answer, and where the request goes on."""

    page = "resume"
    permission = "triage_request"
    verb = "resume"
    form_class = ResumeForm
    template = "requests/resume.jinja"
    heading = "Record the answer"
    submit_text = "Save the answer and go on"
    done_text = ""

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        before = {row.pk: row for row in running_clocks(self.case) if row.state == ClockState.STOPPED}
        waiting.resume(key=self.case.key, by=person_in(self.request), seen_version=seen_version, **data)
        after = [row for row in running_clocks(self.case) if row.pk in before]
        messages.success(self.request, clocks.went_on(before, after))

    def context(self, form: Form) -> dict[str, Any]:
        rows, now = running_clocks(self.case), timezone.now()
        return {
            "asked": select.last_change(self.case),
            "goes_to": STATES[State(self.case.came_from)].label,
            "may_withdraw": self.own.may("withdraw_request"),
            "dates": clocks.foreseen_rows(if_it_went_on(self.case, rows, now)),
            "columns": clocks.FORESEEN,
            "silent": clocks.silent_since(rows, now),
        }
