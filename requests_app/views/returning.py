"""Return a request to an earlier review, with a reason."""

from typing import Any

from requests_app.doors import may_now, person_in, would_pass
from requests_app.forms.returning import ReturnForm
from requests_app.journey import returning
from requests_app.views.base import StepPage
from requests_app.workflow import STATES, State


class ReturnPage(StepPage):
    """Only the reviews that the workflow lets this state go back to."""

    page = "return_request"
    verb = "return_to_triage"
    form_class = ReturnForm
    heading = "Return it to an earlier review"
    submit_text = "Return it"
    done_text = "The request went back. What was reviewed since is void, and stays on its page."

    def form_options(self) -> dict[str, Any]:
        rows = [
            row
            for row in may_now(self.case, self.access, self.own)
            if row.verb.startswith("return_to_") and not (row.guard and would_pass(self.case, row, None))
        ]
        return {"targets": [(row.target, STATES[State(row.target)].label, "") for row in rows if row.target]}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        returning.return_to(key=self.case.key, by=person_in(self.request), seen_version=seen_version, **data)
