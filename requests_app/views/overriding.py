"""Going past a prohibition: the proposal, and the second senior person's answer to it."""

from typing import Any

from django.contrib import messages

from kit.errors import NotPossible
from kit.forms import Form
from practices.roles import who_can
from requests_app import permissions, policies, selectors
from requests_app.doors import person_in
from requests_app.forms.overriding import CONFIRM, ProposeForm, SecondPersonForm
from requests_app.journey import overriding
from requests_app.law.loader import catalogue
from requests_app.models import ProhibitionOverride
from requests_app.presenters import prohibited
from requests_app.views.base import StepPage


class OverridePage(StepPage):
    """Propose to go past one of the prohibitions that stop this request."""

    page = "override"
    permission = "review_legal_basis"
    states = overriding.STATES
    form_class = ProposeForm
    template = "requests/override.jinja"
    heading = "Propose to go past a prohibition"
    submit_text = "Propose it"
    done_text = "Proposed. A second senior person confirms or declines it; until then it opens nothing."

    def check(self) -> None:
        """Something stops it, and the law on file knows a way past."""
        super().check()
        self.case = selectors.load_story(self.case)
        self.codes = overriding.open_to_override(self.case)
        if not self.codes:
            why = [overriding.why_not(self.case, code) for code in policies.hard_stops(self.case)]
            raise NotPossible(" ".join(why) or "No prohibition stops this request.")

    def form_options(self) -> dict[str, Any]:
        return {"prohibitions": self.codes}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        overriding.propose(
            key=self.case.key, by=person_in(self.request), data=data, seen_version=seen_version
        )

    def context(self, form: Form) -> dict[str, Any]:
        known = catalogue().prohibitions
        return {
            "stops": [
                (f"{code} {known[code].label}", [known[code].protects, known[code].cite])
                for code in self.codes
            ],
            "submit_variant": "warning",
        }


class OverrideConfirmPage(StepPage):
    """The second senior person confirms or declines; the proposer may take the proposal back."""

    page = "override_confirm"
    permission = "confirm_override"
    states = overriding.STATES
    form_class = SecondPersonForm
    template = "requests/override_confirm.jinja"
    heading = "Confirm or decline going past a prohibition"
    submit_text = "Record your answer"
    done_text = ""

    def check(self) -> None:
        """Who may confirm, or proposed it; and something is proposed."""
        mine = self.case.overrides.filter(
            voided_at=None, confirmed_at=None, proposed_by=person_in(self.request)
        ).exists()
        if mine:
            self.own = permissions.standing(self.case, self.access)
        else:
            super().check()
        self.case = selectors.load_story(self.case)
        self.mine = mine
        self.proposed = self.proposals()
        if not self.proposed or self.case.state not in overriding.STATES:
            raise NotPossible("No override waits for a second person.", who_can=who_can("review_legal_basis"))

    def proposals(self) -> list[ProhibitionOverride]:
        """Those that wait: the person's own, or those of others."""
        me = person_in(self.request).pk
        return [
            row
            for row in self.case.overrides.all()
            if row.voided_at is None and row.confirmed_at is None and (row.proposed_by_id == me) == self.mine
        ]

    def initial(self) -> dict[str, Any]:
        return {"prohibition": self.proposed[0].prohibition} if len(self.proposed) == 1 else {}

    def form_options(self) -> dict[str, Any]:
        names = [(row.prohibition, prohibited.named([row.prohibition])[0]) for row in self.proposed]
        return {"proposals": names, "own": self.mine}

    def act(self, data: dict[str, Any], seen_version: int | None) -> None:
        given = {"key": self.case.key, "by": person_in(self.request), "prohibition": data["prohibition"]}
        if data["decision"] == CONFIRM:
            overriding.confirm(**given, seen_version=seen_version)
            messages.success(self.request, "Confirmed. The guardian can decide now; you can’t decide it.")
        else:
            overriding.decline(**given, reason=data["reason"], seen_version=seen_version)
            messages.success(self.request, "Recorded. The prohibition stops the disclosure as before.")

    def context(self, form: Form) -> dict[str, Any]:
        waiting = {f"override-{row.pk}" for row in self.proposed}
        return {
            "chapters": [found for found in prohibited.overrides(self.case) if found.id in waiting],
            "submit_variant": "warning",
        }
