"""The guardian's decision: approve item by item, or refuse everything, at the decision or early."""

from typing import Any

from django.utils import timezone

from kit.forms import Form
from requests_app import policies, workflow
from requests_app.deadlines import add_working_days
from requests_app.doors import may_now, person_in, would_stop
from requests_app.forms.guardian_decision import ApproveForm, RefuseForm
from requests_app.journey import guardian_decision
from requests_app.law import rules
from requests_app.law.vocabulary import OutcomeKind
from requests_app.presenters import deciding
from requests_app.presenters import decision as read
from requests_app.views.deciding import DecidingPage
from requests_app.views.precedents import few, laws_of
from requests_app.workflow import State

# An approval that nobody released ends after so many working days, unless the guardian says otherwise.
EXPIRY_WORKING_DAYS = 5


class DecisionPage(DecidingPage):
    """Everything that the decision needs on one page, and the form to approve. Refusing is always open."""

    page = "decision"
    verb = "approve"
    form_class = ApproveForm
    template = "requests/decision.jinja"
    heading = "Decide"
    submit_text = "Check the approval"
    confirm_heading = "Check before you approve"
    confirm_text = "Approve and record it"
    done_text = "Approved. Nothing has left yet: the practice manager or IG lead releases it next."

    def form_options(self) -> dict[str, Any]:
        return {
            "items": read.items_read(self.case),
            "departures": lambda items: guardian_decision.departures_from_advice(self.case, items),
            "unsigned": read.unsigned(self.case),
            "court": policies.court_recipients(self.case)
            if policies.LOCATION in policies.record_flags(self.case)
            else None,
        }

    def initial(self) -> dict[str, Any]:
        nation = self.case.practice.nation
        return {
            "recipient": deciding.likely_recipient(self.case),
            "expires_on": add_working_days(timezone.localdate(), EXPIRY_WORKING_DAYS, nation),
        }

    def answers(self, form: ApproveForm) -> dict[str, Any]:
        return form.approval()

    def look(self, data: dict[str, Any]) -> dict[str, Any]:
        outcome = guardian_decision.check_approval(self.case, data, timezone.now())
        departing = guardian_decision.departures_from_advice(self.case, data["items"])
        return deciding.approval_shown(
            self.case, data, outcome, departing, guardian_decision.unsigned(self.case, data["items"])
        )

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        by = person_in(self.request)
        guardian_decision.approve(key=self.case.key, by=by, data=data, seen_version=seen_version)

    def context(self, form: Form) -> dict[str, Any]:
        items = form.items  # type: ignore[attr-defined]
        row = workflow.find(self.verb, self.case.state)
        return {
            **deciding.case_read(self.case, items, may_now(self.case, self.access, self.own)),
            "stop": would_stop(self.case, row, timezone.now()) or deciding.all_stopped(items),
            "implied": read.implied_note(items),
            "precedents": few(
                self.case,
                self.access,
                self.own,
                laws=laws_of(self.case),
                items=policies.asked_now(self.case),
            ),
        }


class RefusePage(DecidingPage):
    """Refuse everything: at the decision always, early save in an emergency or under an instrument."""

    page = "refuse"
    form_class = RefuseForm
    template = "requests/refuse.jinja"
    heading = "Refuse the request"
    submit_text = "Check the refusal"
    confirm_heading = "Check before you refuse"
    confirm_text = "Refuse and record it"
    done_text = "The request is refused. Its reply is sent next, and then the request is closed."

    @property
    def verb(self) -> str:  # type: ignore[override]
        """Refusing at the decision, or early."""
        return "refuse" if self.case.state == State.DECISION else "refuse_early"

    def form_options(self) -> dict[str, Any]:
        advised = any(item.advice == "disclose" for item in read.items_read(self.case))
        return {"outcomes": self.outcomes(), "advised": advised}

    def outcomes(self) -> list[Any]:
        """The catalogue's refusals that are open to a guardian here."""
        open_now = rules.outcomes_for(self.case.state, "decide_request")
        found = [entry for entry in open_now if entry.code in guardian_decision.REFUSALS]
        if policies.binding_instrument(self.case):
            return found
        # Only an order or a notice can be taken back to whoever issued it.
        return [entry for entry in found if entry.kind != OutcomeKind.COMPELLED]

    def answers(self, form: RefuseForm) -> dict[str, Any]:
        return {**form.refusal(), "at_decision": self.case.state == State.DECISION}

    def look(self, data: dict[str, Any]) -> dict[str, Any]:
        guardian_decision.check_refusal(self.case, data)
        return deciding.refusal_shown(self.case, data)

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        by = person_in(self.request)
        guardian_decision.refuse(key=self.case.key, by=by, data=data, seen_version=seen_version)

    def context(self, form: Form) -> dict[str, Any]:
        row = workflow.find(self.verb, self.case.state)
        items = read.items_read(self.case)
        return {
            **deciding.case_read(self.case, items, may_now(self.case, self.access, self.own)),
            "early": self.case.state != State.DECISION,
            "stop": would_stop(self.case, row, timezone.now()),
            "replies": deciding.replies_of(self.case, self.outcomes()),
        }
