"""Confirm an earlier review after a correction: the reviewer saw the difference, and it still holds."""

from typing import Any

from kit.errors import NotAllowed, NotPossible
from kit.forms import Form
from practices.roles import who_can
from requests_app import permissions, workflow
from requests_app.doors import person_in
from requests_app.forms.log_start import EmptyForm
from requests_app.journey import confirming
from requests_app.models import LegalBasisFinding, LegalBasisReview
from requests_app.models.review import Review
from requests_app.presenters import correction as presenters
from requests_app.selectors import correcting
from requests_app.views.base import StepPage
from requests_app.workflow import REVIEW_STATES, State


class ConfirmReviewPage(StepPage):
    """Before and after, and one button."""

    page = "confirm_review"
    states = REVIEW_STATES
    form_class = EmptyForm
    heading = "Confirm the review as it was"
    template = "requests/correct/confirm_review.jinja"
    submit_text = "The review still holds"
    done_text = "Confirmed."
    review: Review

    def check(self) -> None:
        """For whoever this state waits for; there must be a review that can be confirmed."""
        own = permissions.check(self.case.state_info.owner, request=self.case, access=self.access)
        super().check()
        found = confirming.earlier_review(self.case)
        if found is None:
            raise NotPossible("There is no earlier review to confirm: answer the questions of this step.")
        self.review = found
        row = workflow.find(self.onward(), self.case.state)
        if row is not None and (why := permissions.why_not_transition(row, own)):
            raise NotAllowed(why, who_can=who_can(row.permission))

    def onward(self) -> str:
        """Where the review sends the request: what it found decides between the two ways on."""
        if not isinstance(self.review, LegalBasisReview):
            return {State.TRIAGE: "accept", State.PUBLIC_INTEREST: "advise"}[State(self.case.state)]
        findings = self.review.findings.filter(item__dropped=False)
        permitted = findings.filter(effect=LegalBasisFinding.PERMITTED).exists()
        return "weigh" if permitted else "skip_test"

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        """Take the review over as it was, and send the request on."""
        confirming.confirm(
            key=self.case.key, by=person_in(self.request), verb=self.onward(), seen_version=seen_version
        )

    def context(self, form: Form) -> dict[str, Any]:
        """What was corrected since, and by whom."""
        corrections = list(correcting.corrections_since(self.case, self.review.finished_at))
        return {
            "review": self.review,
            "differences": presenters.differences(corrections),
            "new_items": any(row.part == "items" for row in corrections),
            "step_url": self.case.get_absolute_url(),
        }
