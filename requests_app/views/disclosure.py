"""Disclosure: confirm what was sent, and when."""

from typing import Any

from django.utils import timezone

from kit.forms import Form
from requests_app import selectors
from requests_app.doors import person_in
from requests_app.forms.disclosure import DiscloseForm
from requests_app.journey import disclosure
from requests_app.presenters import after_decision as after
from requests_app.presenters import deciding, prohibited
from requests_app.views.base import StepPage


class DisclosePage(StepPage):
    """What was released, and the form to say what left. Anything else that left is an incident."""

    page = "disclose"
    permission = "confirm_disclosure"
    verb = "disclose"
    form_class = DiscloseForm
    template = "requests/disclose.jinja"
    heading = "Confirm what was sent"
    submit_text = "Confirm what was sent"
    done_text = "The disclosure is recorded. Close the request when the reply and the patient are seen to."

    def check(self) -> None:
        super().check()
        self.case = selectors.load_story(self.case, subjects=False)
        self.go = after.live_release(self.case)

    def initial(self) -> dict[str, Any]:
        return {"sent_on": timezone.localdate()}

    def form_options(self) -> dict[str, Any]:
        released_at = self.go.released_at if self.go else timezone.now()
        return {"choices": after.released_choices(self.go), "released_at": released_at}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        disclosure.confirm(
            key=self.case.key,
            by=person_in(self.request),
            tokens=data["tokens"],
            sent_at=data["sent_at"],
            receipt=data["receipt"],
            note=data["note"],
            seen_version=seen_version,
        )

    def context(self, form: Form) -> dict[str, Any]:
        decision = self.go.decision if self.go else None
        return {
            "due": deciding.due(self.case),
            "release": after.release_rows(self.go) if self.go else [],
            "conditions": decision.conditions if decision else "",
            "telling": after.telling_rows(decision),
            "gone_past": prohibited.gone_past(decision),
            "may_call_off": self.own.may("release_disclosure"),
        }
