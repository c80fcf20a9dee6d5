"""Asking a patient for consent, recording what came of it, and a withdrawal: pages of one request."""

import uuid
from typing import Any, ClassVar

from django.contrib import messages
from django.utils import timezone

from consent.models.consent import HowEnded
from kit.forms import Form
from practices.closures import days_closed
from requests_app import policies
from requests_app.deadlines import calendar_of
from requests_app.deadlines.targets import consent_answer_day
from requests_app.doors import person_in
from requests_app.forms.consents import AnswerForm, AskConsentForm, RecordConsentForm, WithdrawConsentForm
from requests_app.journey import consent_withdrawal, consents
from requests_app.presenters import consents as shown
from requests_app.presenters.face import item_name
from requests_app.selectors import reviews as select
from requests_app.selectors.consents import askings_of, consents_of, open_asking
from requests_app.views.base import StepPage
from requests_app.workflow import State


class ConsentPage(StepPage):
    """What the pages about consent share: the request's face, and what stands of it in the register."""

    permission = consents.PERMISSION
    states: ClassVar[tuple[str, ...]] = consents.RECORDS

    def form_options(self) -> dict[str, Any]:
        select.load_face(self.case, subjects=self.own.may("see_subject"))
        return {"items": [(item.token, item_name(item)) for item in policies.asked_now(self.case)]}

    def context(self, form: Form) -> dict[str, Any]:
        return {"asked": askings_of(self.case), "purpose": self.case.purpose}


class AskConsentPage(ConsentPage):
    """When and how the patient was asked, and when to look for the answer."""

    page = "consent_ask"
    states = consents.ASKS
    form_class = AskConsentForm
    template = "requests/consent_ask.jinja"
    heading = "Ask the patient for consent"
    submit_text = "Save that they were asked"
    done_text = "It is recorded that the patient was asked. You are reminded on the day you set."

    def initial(self) -> dict[str, Any]:
        today, practice = timezone.localdate(), self.case.practice
        calendar = calendar_of(practice.nation, days_closed(practice))
        return {"asked_on": today, "answer_by": consent_answer_day(today, calendar)}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        consents.ask(key=self.case.key, by=person_in(self.request), data=data, seen_version=seen_version)


class AnswerConsentPage(StepPage):
    """Refused, or no answer in time."""

    page = "consent_answer"
    permission = consents.PERMISSION
    states = consents.ANSWERS
    form_class = AnswerForm
    template = "requests/consent_answer.jinja"
    heading = "Record that the patient did not consent"
    submit_text = "Save the answer"
    done_text = "The answer is recorded. The legal-basis review shows it."

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        consents.answered(
            key=self.case.key,
            by=person_in(self.request),
            answer=data["answer"],
            reason=data.get("tried") or "",
            seen_version=seen_version,
        )

    def context(self, form: Form) -> dict[str, Any]:
        return {"asking": open_asking(self.case)}


class RecordConsentPage(ConsentPage):
    """A consent as it was given."""

    page = "consent_record"
    form_class = RecordConsentForm
    template = "requests/consent_record.jinja"
    heading = "Record the patient’s consent"
    submit_text = "Save this consent"
    done_text = "The consent is recorded. An item rests on it once the legal-basis review says so."

    def initial(self) -> dict[str, Any]:
        today, asking = timezone.localdate(), open_asking(self.case)
        return {
            "given_on": today,
            "valid_from": today,
            "recipient": self.case.requester.organisation_name,
            "items": list(asking.items) if asking is not None else [],
        }

    def form_options(self) -> dict[str, Any]:
        return {**super().form_options(), "powerful": policies.has_power(self.case)}

    def answers(self, form: Any) -> dict[str, Any]:
        data: dict[str, Any] = form.consent()
        return data

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        consents.record(key=self.case.key, by=person_in(self.request), data=data, seen_version=seen_version)


class WithdrawConsentPage(StepPage):
    """One action, at once: what goes back and what has left already is said before and after it."""

    page = "consent_withdraw"
    permission = consent_withdrawal.PERMISSION
    states = tuple(state for state in State if state is not State.DRAFT)
    form_class = WithdrawConsentForm
    template = "requests/consent_withdraw.jinja"
    heading = "The patient withdraws consent"
    submit_text = "Record the withdrawal now"
    done_text = ""

    def form_options(self) -> dict[str, Any]:
        self.consents = consents_of(self.case)
        return {"consents": shown.to_choose(self.consents)}

    def initial(self) -> dict[str, Any]:
        standing = shown.to_choose(consents_of(self.case))
        return {"withdrawn_on": timezone.localdate(), "consents": [key for key, _ in standing]}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        fields = {name: data[name] for name in ("withdrawn_on", "withdrawn_how", "withdrawn_to")}
        rested = consent_withdrawal.withdraw(
            key=self.case.key,
            consents=[uuid.UUID(key) for key in data["consents"]],
            by=person_in(self.request),
            data=fields,
        )
        done = (
            "The mistake is recorded."
            if data["withdrawn_how"] == HowEnded.MISTAKE
            else "The withdrawal is recorded."
        )
        messages.success(
            self.request,
            f"{done} What rested on it goes back to the legal-basis review."
            if rested
            else f"{done} Nothing in this request rested on it any more.",
        )

    def context(self, form: Form) -> dict[str, Any]:
        return {
            "some": bool(shown.to_choose(self.consents)),
            "left": shown.what_left(self.case, [row for row in self.consents if row.withdrawn_at is None]),
            "released": self.case.state == State.RELEASED,
            "may_confirm": self.own.may("confirm_disclosure"),
            "may_record_incident": self.own.may("record_incident"),
            "submit_variant": "warning",
        }
