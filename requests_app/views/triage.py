"""Triage: its questions, the check of the requester's identity, and the ways out without a review."""

from typing import Any, ClassVar

from django.urls import reverse

from kit.errors import InvalidInput, NotPossible
from kit.forms import Form
from requests_app.doors import may_now, person_in
from requests_app.forms.triage import EndTriageForm, TriageForm, VerifyForm
from requests_app.journey import triage
from requests_app.law import rules
from requests_app.policies import binding_instrument, live, loggers, missing_from_triage
from requests_app.presenters import reviews
from requests_app.presenters.face import face
from requests_app.presenters.precheck import pre_check
from requests_app.presenters.replies import reply_text
from requests_app.selectors import request_in_scope
from requests_app.selectors import reviews as select
from requests_app.views.base import StepPage
from requests_app.views.reviewing import ReviewPage
from requests_app.workflow import State

ANSWERS = ("written", "addressed_to_us", "own_data_or_foi", "prohibitions", "prohibitions_checked", "reason")


class TriagePage(ReviewPage):
    """The face of the request and the triage questions. Saves as one goes; accepting asks for all of it."""

    page = "triage"
    permission = "triage_request"
    states = (State.TRIAGE,)
    form_class = TriageForm
    template = "requests/triage.jinja"
    heading = "Triage"
    finishes: ClassVar = {"accept": "The request is accepted. Its legal basis is reviewed next."}

    def initial(self) -> dict[str, Any]:
        select.load_face(self.case, subjects=self.own.may("see_subject"))
        self.triages = select.triages(self.case)
        saved = live(self.triages)
        return {name: getattr(saved, name) for name in ANSWERS} if saved else {}

    def save(self, data: dict[str, Any], seen_version: int | None) -> None:
        triage.save(key=self.case.key, by=person_in(self.request), data=data, seen_version=seen_version)

    def finish(self, verb: str) -> None:
        """Accept; what is missing is said at its question."""
        try:
            triage.accept(key=self.case.key, by=person_in(self.request))
        except NotPossible as stop:
            missing = missing_from_triage(request_in_scope(self.case.key, self.access))
            raise InvalidInput(stop.message, fields=missing) from stop

    def context(self, form: Form) -> dict[str, Any]:
        subjects = select.subjects_of(self.case) if self.own.may("see_subject") else []
        return {
            "face": face(self.case, select.items_of(self.case), select.claims_of(self.case), subjects),
            "pre_checked": pre_check(self.case, subjects=subjects, match=False),
            "verification": reviews.verification_rows(select.live_verification(self.case)),
            "ways": reviews.ways(self.case, may_now(self.case, self.access, self.own)),
            "may_verify": self.own.may("verify_requester"),
            "earlier_review": self.earlier_review_url(self.triages),
        }


class VerifyPage(StepPage):
    """How far the requester's identity was checked, V0 to V4."""

    page = "verify"
    permission = "verify_requester"
    states = (State.TRIAGE, State.LEGAL_BASIS, State.PUBLIC_INTEREST)
    form_class = VerifyForm
    template = "requests/verify.jinja"
    heading = "Check who asks"
    submit_text = "Save the check"
    done_text = "The check of the requester’s identity is saved."

    def form_options(self) -> dict[str, Any]:
        whole = "whole" in self.request.GET
        select.load_face(self.case, subjects=False)
        self.register = list(select.register_of(self.case, whole=whole))
        self.usable, self.waiting = reviews.number_choices(self.register, loggers(self.case))
        return {"numbers": self.usable, "binding": binding_instrument(self.case)}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        entries = {str(entry.key): entry for entry in self.register}
        checked = {**data, "called": entries.get(data["called"])}
        triage.verify(key=self.case.key, by=person_in(self.request), data=checked, seen_version=seen_version)

    def success_url(self) -> str:
        if self.case.state == State.TRIAGE and self.own.may("triage_request"):
            return reverse("triage", args=[self.case.key])
        return self.case.get_absolute_url()

    def context(self, form: Form) -> dict[str, Any]:
        return {
            "needs": reviews.verification_needs(self.case, select.items_of(self.case)),
            "now": reviews.verification_rows(select.live_verification(self.case)),
            "waiting": self.waiting,
            "whole": "whole" in self.request.GET,
            "back_url": self.success_url(),
            "cancel_url": self.success_url(),
        }


class EndTriagePage(StepPage):
    """Reject on procedure, misdirected, or reclassified as another kind of request."""

    page = "end_triage"
    permission = "triage_request"
    verb = "reject"
    form_class = EndTriageForm
    template = "requests/end_triage.jinja"
    heading = "End it without a review"
    submit_text = "End the request here"
    done_text = "The request has ended without a review. Send the reply, then close it."

    def form_options(self) -> dict[str, Any]:
        self.outcomes = rules.outcomes_for(self.case.state, "triage_request")
        return {"outcomes": [(o.code, o.label, o.meaning) for o in self.outcomes]}

    def initial(self) -> dict[str, Any]:
        return {"outcome": self.request.GET.get("outcome", "")}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        verb = next(verb for verb, codes in triage.OUTCOMES.items() if data["outcome"] in codes)
        triage.end(
            key=self.case.key,
            verb=verb,
            by=person_in(self.request),
            outcome=data["outcome"],
            reason=data["reason"],
            seen_version=seen_version,
        )

    def context(self, form: Form) -> dict[str, Any]:
        return {
            "replies": [(o.label, reply_text(self.case, o.reply)) for o in self.outcomes],
            "submit_variant": "warning",
            "back_url": reverse("triage", args=[self.case.key]),
            "cancel_url": reverse("triage", args=[self.case.key]),
        }
