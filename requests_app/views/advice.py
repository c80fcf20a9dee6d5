"""Advice: ask, and record the answer. The request's date keeps running."""

from typing import Any

from django.utils.text import Truncator

from kit.errors import NotAllowed, NotPossible
from kit.forms import Form
from requests_app import selectors
from requests_app.doors import person_in
from requests_app.forms.advice import AnswerForm, AskAdviceForm
from requests_app.journey import advice
from requests_app.models import AdviceReferral
from requests_app.presenters import advised
from requests_app.views.base import StepPage


class AdvicePage(StepPage):
    """Whom to ask, and what; with what was asked before."""

    page = "advice"
    permission = "seek_advice"
    states = advice.STATES
    form_class = AskAdviceForm
    template = "requests/advice.jinja"
    heading = "Ask for advice"
    submit_text = "Ask"
    done_text = "Your question is recorded. The request goes on meanwhile."

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        advice.ask(key=self.case.key, by=person_in(self.request), seen_version=seen_version, **data)

    def context(self, form: Form) -> dict[str, Any]:
        asked = self.case.advice.select_related("asked_by", "recorded_by")
        by = person_in(self.request)
        waiting = [row for row in asked if not row.recorded_at]
        officers = selectors.officers_of(self.case)
        may = any(not advice.why_not_answer(row, by, officers) for row in waiting)
        return {"chapters": advised.chapters_of(asked), "may_answer": may}


class AdviceAnswerPage(StepPage):
    """What the adviser said; the practice's data protection officer answers by themselves."""

    page = "advice_answer"
    permission = "seek_advice"
    states = advice.STATES
    form_class = AnswerForm
    template = "requests/advice_answer.jinja"
    heading = "Record the advice"
    submit_text = "Record it"
    done_text = "The advice is recorded."

    def check(self) -> None:
        """A question waits that this person may answer."""
        super().check()
        by = person_in(self.request)
        asked = list(self.case.advice.select_related("asked_by").order_by("pk"))
        waiting = [(number, row) for number, row in enumerate(asked, start=1) if not row.recorded_at]
        if not waiting:
            raise NotPossible("No question waits for an answer.")
        officers = selectors.officers_of(self.case)
        why = [advice.why_not_answer(row, by, officers) for _, row in waiting]
        self.questions = [found for found, not_theirs in zip(waiting, why, strict=True) if not not_theirs]
        if not self.questions:
            raise NotAllowed(why[0], who_can="The data protection officer")
        self.mine = {
            str(number) for number, row in self.questions if advice.answers_as_officer(row, by, officers)
        }

    def initial(self) -> dict[str, Any]:
        return {"number": str(self.questions[0][0])} if len(self.questions) == 1 else {}

    def form_options(self) -> dict[str, Any]:
        return {"questions": [(str(number), _line(row)) for number, row in self.questions], "own": self.mine}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        number = int(data.pop("number"))
        advice.record_answer(
            key=self.case.key, by=person_in(self.request), number=number, data=data, seen_version=seen_version
        )

    def context(self, form: Form) -> dict[str, Any]:
        return {"chapters": advised.chapters_of([row for _, row in self.questions])}


def _line(row: AdviceReferral) -> str:
    return f"{row.get_adviser_display()}: {Truncator(row.question).chars(120)}"
