"""Open a closed request again."""

from typing import Any

from kit.forms import Form
from requests_app import selectors
from requests_app.doors import person_in
from requests_app.forms.reopening import ReopenForm
from requests_app.journey import reopening
from requests_app.views.base import StepPage


class ReopenPage(StepPage):
    """A new round, with a reason. After a refusal the same guardian decides, unless there is new evidence."""

    page = "reopen"
    permission = "reopen_request"
    verb = "reopen"
    form_class = ReopenForm
    template = "requests/reopen.jinja"
    heading = "Reopen the request"
    submit_text = "Reopen the request"
    done_text = "The request is open again, at triage. Earlier reviews are shown and no longer count."

    def check(self) -> None:
        super().check()
        self.case = selectors.load_story(self.case, subjects=False)

    def form_options(self) -> dict[str, Any]:
        return {"may_bring_evidence": self.own.may("review_legal_basis")}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        reopening.reopen(
            key=self.case.key,
            by=person_in(self.request),
            reason=data["reason"],
            new_evidence=data.get("new_evidence", ""),
            seen_version=seen_version,
        )

    def context(self, form: Form) -> dict[str, Any]:
        refused = [row.decided_by.full_name for row in self.case.decisions.all() if not row.approves]
        return {"refused_by": refused[0] if refused else "", "evidence": "new_evidence" in form.fields}
