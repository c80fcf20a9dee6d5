"""Release: the go-ahead to send; and the ways in which an approval ends unsent."""

from typing import Any

from django.utils import timezone

from consent.models.telling import Told
from kit.forms import Form
from requests_app import selectors, workflow
from requests_app.doors import person_in, would_stop
from requests_app.forms.release import BasisFellForm, CallOffForm, ReleaseForm
from requests_app.journey import release
from requests_app.journey.meeting import permission_to
from requests_app.models.decision import TellPatient
from requests_app.presenters import after_decision as after
from requests_app.presenters import consents, deciding, objections
from requests_app.views.base import StepPage


class ReleasePage(StepPage):
    """What was approved, checked again, item by item. Nothing leaves before this go-ahead."""

    page = "release"
    permission = "release_disclosure"
    verb = "release"
    form_class = ReleaseForm
    template = "requests/release.jinja"
    heading = "Release what was approved"
    submit_text = "Release"
    done_text = "Released. Send it now, then confirm what was sent."

    def check(self) -> None:
        super().check()
        self.case = selectors.load_story(self.case, subjects=self.own.may("see_subject"))

    def form_options(self) -> dict[str, Any]:
        return {"choices": after.approved_choices(after.decision_of(self.case))}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        decision = after.decision_of(self.case)
        release.release(
            key=self.case.key,
            by=person_in(self.request),
            tokens=data["tokens"],
            recipient=decision.recipient if decision else "",
            route=decision.route if decision else "",
            seen_version=seen_version,
        )

    def context(self, form: Form) -> dict[str, Any]:
        row, decision = workflow.find(self.verb, self.case.state), after.decision_of(self.case)
        first = decision is not None and decision.tell_patient == TellPatient.BEFORE
        return {
            **after.decided(decision),
            "due": deciding.due(self.case),
            "verification": deciding.verification_of(self.case),
            "past": after.past_releases(self.case),
            "consents": consents.of_story(
                self.case, timezone.localdate(), seeing=self.own.may("see_subject")
            ),
            "objections": objections.in_short(self.case) if self.own.may("see_subject") else None,
            "stop": would_stop(self.case, row, timezone.now()),
            "tells_first": first and self.own.may(permission_to(Told.TOLD, self.case)),
            "may_basis_fell": self.own.may("review_legal_basis"),
        }


class CallOffPage(StepPage):
    """End a release of which nothing was sent. The approval stands."""

    page = "call_off"
    permission = "release_disclosure"
    verb = "call_off"
    form_class = CallOffForm
    template = "requests/call_off.jinja"
    heading = "Call the release off"
    submit_text = "Call it off"
    done_text = "The release is called off. The approval still stands until it ends."

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        by = person_in(self.request)
        release.call_off(key=self.case.key, by=by, reason=data["reason"], seen_version=seen_version)


class BasisFellPage(StepPage):
    """What an approval rested on fell away before anything was released."""

    page = "basis_fell"
    permission = "review_legal_basis"
    verb = "basis_fell"
    form_class = BasisFellForm
    template = "requests/basis_fell.jinja"
    heading = "The basis fell away"
    submit_text = "End the approval"
    done_text = "The approval has ended. The legal basis is reviewed again."

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        by = person_in(self.request)
        release.basis_fell(key=self.case.key, by=by, reason=data["reason"], seen_version=seen_version)

    def context(self, form: Form) -> dict[str, Any]:
        return {"submit_variant": "warning"}
