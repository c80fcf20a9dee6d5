"""Ask the requester or the patient and wait; resume where the request came from."""

from typing import Any

from kit.forms import Form
from requests_app.doors import person_in
from requests_app.forms.waiting import AskForm, ResumeForm
from requests_app.journey import waiting
from requests_app.presenters.replies import QUESTIONS, reply_text
from requests_app.selectors import reviews as select
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
    done_text = "The answer is saved, and the request goes on."

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        waiting.resume(key=self.case.key, by=person_in(self.request), seen_version=seen_version, **data)

    def context(self, form: Form) -> dict[str, Any]:
        return {
            "asked": select.last_change(self.case),
            "goes_to": STATES[State(self.case.came_from)].label,
            "may_withdraw": self.own.may("withdraw_request"),
        }
