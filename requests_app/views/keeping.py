"""Pages on which people record that a date is met: acknowledged, the patient told, papers complete."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from consent.models.telling import Told
from kit.errors import NotPossible
from kit.forms import Form
from requests_app.deadlines import RuleCode
from requests_app.doors import person_in
from requests_app.forms import keeping as forms
from requests_app.forms.telling import told_answer
from requests_app.journey import keeping as journey
from requests_app.journey import telling
from requests_app.models import Clock, ClockChange, Request, Subject
from requests_app.presenters import clocks
from requests_app.selectors.story import load_parts
from requests_app.selectors.tellings import all_died, is_about_a_child
from requests_app.views.base import StepPage


class KeepPage(StepPage):
    """What meets one of the request's dates."""

    page = "date_met"
    rule: ClassVar[RuleCode]
    states = journey.AFTER_DRAFT
    template = "requests/keep.jinja"
    submit_text = "Save"
    done_text = "Saved. The date is met."

    def check(self) -> None:
        """The right, and that the date still waits."""
        super().check()
        load_parts(self.case, Clock, ClockChange, Subject)
        self.waiting = [row for row in self.case.clocks.all() if row.rule == self.rule and row.is_live]
        if not self.waiting:
            raise NotPossible(journey.NOTHING_WAITS)

    def who(self, seen_version: int | None) -> dict[str, Any]:
        """What each step is told beside its answers."""
        return {"key": self.case.key, "by": person_in(self.request), "seen_version": seen_version}

    def context(self, form: Form) -> dict[str, Any]:
        return {"dates": clocks.dates_now(self.waiting)}


class AcknowledgePage(KeepPage):
    """The requester was told that the request came."""

    rule = RuleCode.ACKNOWLEDGE
    permission = journey.PERMISSIONS[rule]
    form_class = forms.AcknowledgeForm
    heading = "Record the acknowledgement"

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        journey.acknowledge(how=data["how"], **self.who(seen_version))


class AboutThePatientPage(KeepPage):
    """A page that asks whom they told: it knows whether the patient is a child, or has died."""

    def form_options(self) -> dict[str, Any]:
        return about_whom(self.case)


class ToldPage(AboutThePatientPage):
    """The patient was told."""

    rule = RuleCode.TELL_PATIENT
    permission = journey.PERMISSIONS[rule]
    form_class = forms.ToldForm
    heading = "Record that the patient was told"

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        journey.told(data=told_answer(data), **self.who(seen_version))


class LookAgainPage(AboutThePatientPage):
    """The guardian looks again: they were told, may be told now, or still not and until when."""

    rule = RuleCode.PATIENT_REVIEW
    permission = journey.PERMISSIONS[rule]
    form_class = forms.LookAgainForm
    heading = "Look again at telling the patient"
    done_text = "Your answer is saved."

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        if data["decision"] == forms.TOLD:
            journey.told(data=told_answer(data), **self.who(seen_version))
        elif data["decision"] == forms.NOW:
            telling.decide(data={"what": Told.NOW}, **self.who(seen_version))
        else:
            journey.look_again(on=data["again_on"], reason=data["reason"], **self.who(seen_version))


class PapersPage(KeepPage):
    """What was approved in an emergency has its paperwork."""

    rule = RuleCode.RETROSPECTIVE
    permission = journey.PERMISSIONS[rule]
    form_class = forms.PapersForm
    heading = "Record that the paperwork is complete"

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        journey.papers_complete(what=data["what"], **self.who(seen_version))


PAGES: dict[str, type[KeepPage]] = {
    page.rule: page for page in (AcknowledgePage, ToldPage, LookAgainPage, PapersPage)
}


def about_whom(case: Request) -> dict[str, bool]:
    """What a form about telling needs to know of whom the request is about, as the requester says."""
    return {"died": all_died(case), "child": is_about_a_child(case, timezone.localdate())}


def date_met(request: HttpRequest, key: UUID, rule: str) -> HttpResponseBase:
    """The page of the rule that the address names. Raises Http404 for one that nobody meets by hand."""
    page = PAGES.get(rule.replace("-", "_"))
    if page is None:
        raise Http404
    return page.as_view()(request, key=key)
