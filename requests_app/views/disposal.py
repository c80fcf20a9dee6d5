"""A closed request's encrypted details: holding them back, destroying them, and the second person."""

from typing import Any

from django.contrib import messages
from django.utils import timezone

from kit.dates import long_date
from kit.errors import NotPossible, StalePage
from kit.forms import Form
from practices.roles import who_can
from requests_app import permissions
from requests_app.doors import person_in
from requests_app.forms.disposal import CONFIRM, HOLD, LIFT, DisposalConfirmForm, DisposalForm, HoldForm
from requests_app.journey import disposal as journey
from requests_app.policies import disposal as policy
from requests_app.views.base import StepPage
from requests_app.workflow import State


class HoldPage(StepPage):
    """Hold the details back, or lift the hold."""

    page = "disposal_hold"
    permission = "hold_disposal"
    states = journey.AFTER_DRAFT
    form_class = HoldForm
    template = "requests/disposal.jinja"
    done_text = ""

    def check(self) -> None:
        super().check()
        self.live = policy.live_hold(self.case)
        if self.request.method == "POST":
            self._fits(self.request.POST.get("what", ""))

    def _fits(self, what: str) -> None:
        """The page was opened to hold back, or to lift: raise StalePage where that is done already."""
        if what == HOLD and self.live:
            raise StalePage(f"{self.live.placed_by.full_name} held these details back. Nothing was changed.")
        if what == LIFT and not self.live:
            raise StalePage("Nothing holds these details back any more. Nothing was changed.")

    def initial(self) -> dict[str, Any]:
        return {"what": LIFT if self.live else HOLD}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        key, by, reason = self.case.key, person_in(self.request), data["reason"]
        if data["what"] == LIFT:
            journey.lift(key=key, by=by, reason=reason, seen_version=seen_version)
            messages.success(self.request, "The hold is lifted.")
        else:
            journey.hold(key=key, by=by, reason=reason, seen_version=seen_version)
            messages.success(self.request, "The details are held back until somebody lifts the hold.")

    def context(self, form: Form) -> dict[str, Any]:
        hold = self.live
        rows = [
            ("Held back by", f"{hold.placed_by.full_name}, {long_date(hold.placed_at)}"), ("Why", hold.reason)
        ] if hold else []  # fmt: skip
        return {
            "heading": "Lift the hold" if hold else "Hold the encrypted details back",
            "submit_text": "Lift the hold" if hold else "Hold them back",
            "what": "hold",
            "rows": rows,
        }


class DisposalPage(StepPage):
    """Propose to destroy the details, once their time is over and nothing holds them."""

    page = "disposal"
    permission = "propose_disposal"
    states = (State.CLOSED,)
    form_class = DisposalForm
    template = "requests/disposal.jinja"
    heading = "Propose to destroy the encrypted details"
    submit_text = "Propose it"
    done_text = "Proposed. A guardian confirms or declines it; until then nothing is destroyed."

    def check(self) -> None:
        """Asked before the form is shown, and again under lock."""
        super().check()
        self.until = policy.check_may_be_destroyed(self.case, timezone.localdate())
        if policy.open_proposal(self.case):
            raise NotPossible("Somebody proposed it already.", who_can=who_can("confirm_disposal"))

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        journey.propose(
            key=self.case.key, by=person_in(self.request), reason=data["reason"], seen_version=seen_version
        )

    def context(self, form: Form) -> dict[str, Any]:
        return {
            "what": "propose",
            "rows": [("To be kept until", long_date(self.until))],
            "submit_variant": "warning",
        }


class DisposalConfirmPage(StepPage):
    """The second person confirms or declines; who proposed it may take it back."""

    page = "disposal_confirm"
    permission = "confirm_disposal"
    states = (State.CLOSED,)
    form_class = DisposalConfirmForm
    template = "requests/disposal.jinja"
    heading = "Destroy the encrypted details"
    submit_text = "Record your answer"
    done_text = ""

    def check(self) -> None:
        """Who may confirm, or proposed it; and something is proposed."""
        self.proposed = policy.open_proposal(self.case)
        self.mine = self.proposed is not None and self.proposed.proposed_by_id == person_in(self.request).pk
        if self.mine:
            self.own = permissions.standing(self.case, self.access)
        else:
            super().check()
        if self.proposed is None:
            raise NotPossible("Nobody has proposed it.", who_can=who_can("propose_disposal"))
        self.kept = ""
        try:
            self.until = policy.check_may_be_destroyed(self.case, timezone.localdate())
        except NotPossible as refusal:  # then it can still be declined
            self.kept = refusal.message
            self.until = policy.keep_until(self.case) or self.proposed.keep_until

    def form_options(self) -> dict[str, Any]:
        return {"own": self.mine, "kept": bool(self.kept)}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        key, by = self.case.key, person_in(self.request)
        if data["decision"] == CONFIRM:
            journey.confirm(key=key, by=by, seen_version=seen_version)
            messages.success(self.request, "Destroyed. The ledger’s entries and their proofs stand.")
        else:
            journey.decline(key=key, by=by, seen_version=seen_version)
            messages.success(self.request, "Recorded. The details are kept.")

    def context(self, form: Form) -> dict[str, Any]:
        row = self.proposed
        assert row is not None  # noqa: S101 (check() saw to it)
        return {
            "what": "confirm",
            "rows": [
                ("Proposed by", f"{row.proposed_by.full_name}, {long_date(row.proposed_at)}"),
                ("Why", row.reason),
                ("To be kept until", long_date(self.until)),
            ],
            "kept": self.kept,
            "submit_variant": "" if self.kept or self.mine else "warning",
        }
