"""Confirm an earlier review after a correction: the reviewer saw the difference, and it still holds."""

from typing import Any

from kit.errors import NotPossible
from kit.forms import Form
from requests_app import permissions, workflow
from requests_app.forms.log_start import EmptyForm
from requests_app.journey import confirming
from requests_app.models import LegalBasisFinding, LegalBasisReview
from requests_app.models.review import Review
from requests_app.presenters import correction as presenters
from requests_app.selectors import correcting
from requests_app.views.base import StepPage, person_in
from requests_app.workflow import REVIEW_STATES, State


class ConfirmReviewPage(StepPage):
    """Before and after, and one button."""

    page = "confirm_review"
    states = REVIEW_STATES
    form_class = EmptyForm
    heading = "Confirm your review unchanged"
    template = "requests/correct/confirm_review.jinja"
    submit_text = "The review still holds"
    done_text = "Confirmed."
    review: Review

    def check(self) -> None:
        """For whoever this state waits for; there must be a review that a correction voided."""
        if self.case.state in REVIEW_STATES:
            permissions.check(self.case.state_info.owner, request=self.case, access=self.access)
        super().check()
        found = confirming.earlier_review(self.case)
        self.corrections = (
            list(correcting.corrections_since(self.case, found.finished_at))
            if found is not None and found.finished_at
            else []
        )
        if found is None or not self.corrections:
            raise NotPossible("No review was voided by a correction: answer the questions of this step.")
        self.review = found
        row = workflow.find(self.onward(), self.case.state)
        if row is not None:
            permissions.check_transition(row, request=self.case, access=self.access)

    def onward(self) -> str:
        """Where the review sends the request: what it found decides between the two ways on."""
        if self.case.state != State.LEGAL_BASIS:
            return {State.TRIAGE: "accept", State.PUBLIC_INTEREST: "advise"}[State(self.case.state)]
        assert isinstance(self.review, LegalBasisReview)  # noqa: S101 (for the type checker)
        findings = self.review.findings.filter(item__dropped=False)
        permitted = findings.filter(effect=LegalBasisFinding.PERMITTED).exists()
        return "weigh" if permitted else "skip_test"

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        """Take the review over as it was, and send the request on."""
        confirming.confirm(
            key=self.case.key, by=person_in(self.request), verb=self.onward(), seen_version=seen_version
        )

    def context(self, form: Form) -> dict[str, Any]:
        """What was corrected since."""
        return {
            "review": self.review,
            "differences": presenters.differences(self.corrections),
            "new_items": any(row.part == "items" for row in self.corrections),
            "step_url": self.case.get_absolute_url(),
        }
