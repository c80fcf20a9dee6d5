"""An emergency, decided from triage by the guardian; and the look back by somebody who took no part."""

from typing import Any

from django.contrib import messages
from django.utils import timezone

from kit.errors import NotAllowed, NotPossible
from kit.forms import Form
from practices.roles import who_can
from requests_app import permissions, policies, selectors, workflow
from requests_app.doors import may_now, person_in, would_stop
from requests_app.forms.emergency import EmergencyForm, EmergencyReviewForm
from requests_app.journey import emergency
from requests_app.presenters import after_decision as after
from requests_app.presenters import deciding
from requests_app.presenters import emergency as shown
from requests_app.presenters.reviews import ways
from requests_app.views.base import StepPage

NOT_AN_EMERGENCY = "This request was not logged as an emergency, so it goes through its reviews."


class EmergencyPage(StepPage):
    """The gates with their answers, and the form to approve address, phone or e-mail for 24 hours."""

    page = "emergency"
    permission = "decide_request"
    verb = "approve_emergency"
    form_class = EmergencyForm
    template = "requests/emergency.jinja"
    heading = "Decide an emergency"
    submit_text = "Approve for 24 hours"
    done_text = "Approved for 24 hours. Nothing has left yet: release it next."

    def check(self) -> None:
        super().check()
        if not self.case.emergency:
            raise NotPossible(NOT_AN_EMERGENCY, who_can=who_can("triage_request"))
        self.case = selectors.load_story(self.case)

    def form_options(self) -> dict[str, Any]:
        return {
            "items": shown.offered(self.case),
            "left_out": shown.left_out(self.case),
            "located": deciding.COURT_ONLY in policies.record_flags(self.case),
        }

    def initial(self) -> dict[str, Any]:
        return {"recipient": deciding.officer_and_organisation(self.case)}

    def answers(self, form: EmergencyForm) -> dict[str, Any]:
        return form.approval()

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        by = person_in(self.request)
        emergency.approve(key=self.case.key, by=by, data=data, seen_version=seen_version)

    def context(self, form: Form) -> dict[str, Any]:
        items = shown.offered(self.case)
        row = workflow.find(self.verb, self.case.state)
        nothing = {"message": "They ask for no address, phone number or e-mail address.", "who_can": ""}
        stop = would_stop(self.case, row, timezone.now()) or deciding.all_stopped(items)
        open_to = may_now(self.case, self.access, self.own)
        return {
            **deciding.case_read(self.case, items, open_to),
            "gates": shown.gates(self.case),
            "stop": stop or (None if items else nothing),
            "left_out": shown.left_out(self.case),
            "ways": ways(self.case, [row for row in open_to if row.verb != "refuse_early"]),
            "submit_variant": "warning",
            "numbers": [shown.out_of_hours(self.case.practice)],
        }


class EmergencyReviewPage(StepPage):
    """Somebody who took no part says whether an emergency was rightly handled."""

    page = "emergency_review"
    permission = "review_emergency"
    states = emergency.REVIEWABLE
    form_class = EmergencyReviewForm
    template = "requests/emergency_review.jinja"
    heading = "Review an emergency"
    submit_text = "Record the review"
    done_text = ""

    def check(self) -> None:
        """Nobody who took part; and only where an emergency of this round waits for it."""
        super().check()
        self.case = selectors.load_story(self.case)
        if permissions.involved(self.case, person_in(self.request).pk):
            raise NotAllowed(
                "You took part in this request: somebody who was not involved reviews it.",
                who_can=f"{who_can('review_emergency')}, if they took no part",
            )
        if not after.emergency_unreviewed(self.case):
            raise NotPossible("No emergency in this request waits for a review.")

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        by = person_in(self.request)
        emergency.review(key=self.case.key, by=by, seen_version=seen_version, **data)
        words = "The review is recorded."
        if data["finding"] == "wrong":
            words += " An incident was made, and its 72 hours run from now."
        messages.success(self.request, words)

    def context(self, form: Form) -> dict[str, Any]:
        decision = after.decision_of(self.case)
        return {
            **after.decided(decision),
            "reason": self.case.emergency_reason,
            "face": deciding.face_of(self.case, subjects=self.own.may("see_subject")),
            "verification": deciding.verification_of(self.case),
            "sent": after.sent_names(self.case),
        }
