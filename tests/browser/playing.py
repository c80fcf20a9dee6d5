"""Drives a worked request through the real pages, as the people of its practice."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from requests_app.demonstration.player import GATES
from requests_app.models import RequesterOrganisation
from tests.browser.logging_pages import Logging


class Played(Logging):
    """One worked request in one browser: people take turns, and each page met is checked."""

    def verify(self) -> None:
        """Check who asks, on a number of the register."""
        self.opens("verify", "Check who asks")
        self.picks("level", self.script.level)
        entry = RequesterOrganisation.objects.first()
        self.picks("called", str(entry.key) if entry else "nobody")
        if entry:
            self.writes("spoke_to", "The duty desk")
        self.writes("means", "Officer, number and case" if entry else "Not checked: a refusal needs no check")
        self.presses("Save the check")

    def triage(self, *, stops: int | str, asks: int | str) -> None:
        """Verify, read how often the pre-check stops and asks, answer on the face of the request, accept."""
        self.turn_of("practice_manager")
        self.verify()
        self.check(self.page, "Triage")
        section = self.page.get_by_role("region", name="Pre-check")
        for heading in (f"Stops: {stops}", f"To ask: {asks}"):
            expect(section.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        self.picks("written", "yes")
        self.picks("addressed_to_us", "yes")
        self.picks("own_data_or_foi", "no")
        self.page.locator('[name="prohibitions_checked"]').check()
        self.presses("Save and accept for review")
        self.told("The request is accepted.")

    def legal_basis(self) -> None:
        """Each item with an answer of its own."""
        s = self.script
        self.turn_of("ig_lead")
        self.opens("legal-basis", "Legal basis")
        effects = self.effects()
        permitted = "permitted" in effects.values()
        self.picks("consent_sought", "defeats" if permitted else "not_needed")
        self.writes("consent_reason", "Asking would defeat the purpose")
        self.picks("reveals_health", "no")
        self.writes("reveals_health_reason", "By itself it tells nothing of health")
        if s.dpo_advice:
            self.writes("dpo_advice", s.dpo_advice)
        for token, effect in effects.items():
            if len(effects) > 1:
                self.picks(f"{token}_answer", "own")
            self.picks(f"{token}_effect", effect)
            if effect != "no_basis":
                self.selects(f"{token}_power", s.power)
                for gate in ("confidentiality", "article6", "article9"):
                    self.selects(f"{token}_{gate}", GATES[effect][gate])
            self.writes(f"{token}_reason", "As the law and the guidance stand for this item")
        self.writes("reason", s.reason)
        self.presses(
            "Save and finish: weigh the public interest"
            if permitted
            else "Save and finish: straight to the guardian"
        )

    def effects(self) -> dict[str, str]:
        """What the law says of each item in this story."""
        default = "compelled" if self.script.instrument else "permitted"
        return {code: self.script.effects.get(code, default) for code in self.script.asks}

    def match(self, role: str = "clinical_reviewer") -> None:
        """Name, date of birth and one more."""
        self.turn_of(role)
        self.opens("match", "Match the person to a record")
        self.picks("result", "matched")
        self.picks("agrees", "name")
        self.picks("agrees", "date_of_birth")
        self.picks("third", "nhs_number")
        for flag in self.script.record_flags:
            self.picks("record_flags", flag)
        self.presses("Save the match")

    def weigh(self) -> None:
        """Every question, the factors, and the advice on each permitted item."""
        s, page = self.script, self.page
        self.turn_of("clinical_reviewer")
        self.opens("public-interest", "Public interest")
        for number in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12):
            self.writes(f"Q{number}", f"What question {number} calls for")
            choice = page.locator(f'[name="Q{number}_choice"]')
            if choice.count():
                choice.last.check()
        met = not s.refusal
        for token, effect in self.effects().items():
            if effect == "permitted":
                self.writes(f"{token}_reason", "Whether it changes the outcome")
                self.picks(f"{token}_advice", "disclose" if met and token not in s.withheld else "withhold")
        for factor in ("F1", "F2", "F3", "F7") if met else ("A1", "A4", "A10"):
            self.picks("factors_for" if met else "factors_against", factor)
        self.writes("reason", s.reason)
        self.picks("conclusion", "met" if met else "not_met")
        self.presses("Save and finish the review")
        self.told("The guardian decides next.")

    def refuse(self) -> None:
        """The guardian refuses; the reply neither confirms nor denies."""
        self.turn_of("caldicott_guardian")
        self.opens("decision", "Decide")
        self.presses("Refuse the whole request")
        self.check(self.page, "Refuse the request")
        self.picks("outcome", self.script.refusal)
        for factor in ("A1", "A4", "A10"):
            self.picks("factors", factor)
        self.writes("refusal_reason", self.script.reason)
        self.presses("Check the refusal")
        self.check(self.page, "Check before you refuse")
        self.told("neither confirm nor deny")
        self.presses("Refuse and record it")
        self.told("The request is refused.")

    def approve(self) -> None:
        """The guardian decides each item and sees it once more."""
        self.turn_of("caldicott_guardian")
        self.opens("decision", "Decide")
        for token in self.effects():
            self._decide(token)
        self._bounds()
        self.presses("Check the approval")
        self.check(self.page, "Check before you approve")
        self.presses("Approve and record it")
        self.told("Nothing has left yet")

    def _decide(self, token: str) -> None:
        withheld = token in self.script.withheld
        self.picks(f"outcome_{token}", "withhold" if withheld else "disclose")
        self.writes(f"reason_{token}", "Not necessary" if withheld else "Necessary, and no more")

    def _bounds(self) -> None:
        s = self.script
        if s.record_flags:
            self.picks("recipient", s.recipient)  # a protected location: the issuing court alone is offered
        else:
            self.writes("recipient", s.recipient or s.officer or s.organisation)
        self.selects("route", s.route)
        self.writes("conditions", s.conditions)
        self.picks("tell_patient", s.tell)
        self.writes("tell_reason", s.tell_reason)
        if s.tell in ("later", "not"):
            self.dates("tell_review_on", timezone.localdate() + timedelta(days=30))
        self.writes("reason", s.reason)

    def emergency(self) -> None:
        """Verified, matched and approved at once; somebody uninvolved looks at it afterwards."""
        self.turn_of("practice_manager")
        self.verify()
        self.match()
        self.turn_of("caldicott_guardian")
        self.opens("emergency", "Decide an emergency")
        for token in self.effects():
            self._decide(token)
        self._bounds()
        self.page.locator('[name="immigration"][value="no"]').check()
        self.page.locator('[name="understood"]').check()
        self.presses("Approve for 24 hours")
        self.told("Approved for 24 hours")

    def release_and_disclose(self) -> None:
        """The go-ahead, then what was sent."""
        tokens = [token for token in self.effects() if token not in self.script.withheld]
        self.turn_of("practice_manager")
        self.opens("release", "Release what was approved")
        for token in tokens:
            self.picks("tokens", token)
        self.page.get_by_label("I checked the recipient").check()
        self.presses("Release")
        self.opens("disclose", "Confirm what was sent")
        for token in tokens:
            self.picks("tokens", token)
        self.writes("sent_time", f"{timezone.localtime():%H:%M}")
        self.presses("Confirm what was sent")
        self.told("The disclosure is recorded")
