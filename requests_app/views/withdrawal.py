"""The request is not pursued: withdrawn, or our question stayed unanswered."""

from typing import Any

from kit.forms import Form
from requests_app.doors import person_in
from requests_app.forms.withdrawal import WithdrawForm
from requests_app.journey import withdrawal
from requests_app.law.loader import catalogue
from requests_app.presenters.replies import reply_text
from requests_app.views.base import StepPage


class WithdrawPage(StepPage):
    """What happened, how we know, and the reply that goes out."""

    page = "withdraw"
    permission = "withdraw_request"
    verb = "withdraw"
    form_class = WithdrawForm
    template = "requests/withdraw.jinja"
    heading = "It is not pursued"
    submit_text = "End the request here"
    done_text = "The request has ended. Send the reply, then close it."

    def form_options(self) -> dict[str, Any]:
        known = catalogue().outcomes
        self.outcomes = [
            known[code]
            for code in withdrawal.OUTCOMES
            if self.case.state in known[code].states and self.own.may(known[code].set_by)
        ]
        return {"outcomes": [(o.code, o.label, o.meaning) for o in self.outcomes]}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        withdrawal.withdraw(key=self.case.key, by=person_in(self.request), seen_version=seen_version, **data)

    def context(self, form: Form) -> dict[str, Any]:
        return {
            "replies": [(o.label, reply_text(self.case, o.reply)) for o in self.outcomes],
            "submit_variant": "warning",
        }
