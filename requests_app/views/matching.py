"""Match: the one page from which the patient list is opened, and only once something could lawfully leave."""

from typing import Any

from django.urls import reverse

from kit.errors import NotPossible
from kit.forms import Form
from requests_app.doors import person_in
from requests_app.forms.matching import MatchForm, initial_of
from requests_app.journey import matching
from requests_app.presenters.face import subject_rows
from requests_app.selectors import reviews as select
from requests_app.views.base import StepPage
from requests_app.workflow import State


class MatchPage(StepPage):
    """Whether the person is a patient, kept from everybody who need not know."""

    page = "match"
    permission = "match_patient"
    form_class = MatchForm
    template = "requests/match.jinja"
    heading = "Match the person to a record"
    submit_text = "Save the match"
    done_text = "The match is saved."

    def check(self) -> None:
        """The person may, and the list may be opened; otherwise the page says why it stays closed."""
        super().check()
        closed = matching.may_match(self.case)
        if closed:
            raise NotPossible(closed)

    def initial(self) -> dict[str, Any]:
        select.load_face(self.case, subjects=True, match=True)
        self.match = select.live_match(self.case)
        return initial_of(self.match)

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        matching.record_match(
            key=self.case.key, by=person_in(self.request), data=data, seen_version=seen_version
        )

    def success_url(self) -> str:
        if self.case.state == State.PUBLIC_INTEREST and self.own.may("review_public_interest"):
            return reverse("public_interest", args=[self.case.key])
        return self.case.get_absolute_url()

    def context(self, form: Form) -> dict[str, Any]:
        return {
            "people": [subject_rows(subject) for subject in select.subjects_of(self.case)],
            "description": self.case.subject_description,
            "matched_before": self.match,
            "back_url": self.success_url(),
            "cancel_url": self.success_url(),
        }
