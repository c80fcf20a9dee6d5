"""Plays a script through the journey, step by step, as the people of its practice."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from kit import clock
from requests_app.demonstration import consenting
from requests_app.demonstration.answers import answers
from requests_app.demonstration.people import Stage
from requests_app.demonstration.scripts import POINTS, Script
from requests_app.journey import (
    closing,
    disclosure,
    emergency,
    guardian_decision,
    legal_basis,
    log,
    matching,
    public_interest,
    release,
    telling,
    triage,
    waiting,
    withdrawal,
)
from requests_app.law.loader import catalogue
from requests_app.models import LegalBasisFinding, Request, RequesterOrganisation

GATES = {
    "compelled": {"confidentiality": "CLDC-2", "article6": "A6-c", "article9": "A9-none"},
    "permitted": {"confidentiality": "CLDC-5", "article6": "A6-d", "article9": "A9-none"},
    "consented": {"power": "", "confidentiality": "CLDC-1", "article6": "A6-a", "article9": "A9-a"},
    "no_basis": {"power": "", "confidentiality": "", "article6": "", "article9": ""},
}


class Player:
    """Plays one script. Every step happens a while after the one before, in the past."""

    def __init__(self, script: Script, stage: Stage, called: RequesterOrganisation | None) -> None:
        self.script, self.stage, self.called = script, stage, called
        self.today = timezone.localdate()
        came = timezone.now() - timedelta(days=script.days_ago)
        steps = len(POINTS) + 3
        pace = min(timedelta(days=1, hours=3), (timezone.now() - came) / (steps * 2))
        self.moments: Iterator[datetime] = (came + pace * n for n in range(1, 100))

    def then(self) -> AbstractContextManager[None]:
        """The next moment of the story."""
        return clock.pretend(next(self.moments))

    def reaches(self, point: str) -> bool:
        return POINTS.index(self.script.until) >= POINTS.index(point)

    def play(self) -> Request:
        """Play the script to its point; returns the request."""
        request = self.log()
        if self.reaches("triage"):
            steps: tuple[Callable[[Request], bool], ...] = (
                self.triage, self.legal_basis, self.public_interest, self.decision, self.aftermath,
            )  # fmt: skip
            for step in steps:
                if not step(request):
                    break
        if self.script.consent == "withdrawn":
            with self.then():
                consenting.take_back(request, self.stage)
        return Request.objects.get(pk=request.pk)

    def log(self) -> Request:
        """Log the request, and submit it unless it stays a draft."""
        with self.then():
            manager = self.stage["practice_manager"]
            request = log.start(practice=self.stage.practice, by=manager)
            for part, data in answers(self.script, self.called, self.today).items():
                log.save(key=request.key, by=manager, part=part, data=data)
        if self.reaches("triage"):
            with self.then():
                log.submit(key=request.key, by=manager)
        return request

    def triage(self, request: Request) -> bool:
        """Verify, answer, and accept or end it; false where the story stops here."""
        s, manager, key = self.script, self.stage["practice_manager"], request.key
        if s.ending == "refused_early":
            return self.refuse(request, at_decision=False)
        if s.ending in ("reject", "misdirect", "reclassify"):
            with self.then():
                triage.end(key=key, verb=s.ending, by=manager, outcome=s.refusal, reason=s.reason)
            return self.close(request)
        if s.ending == "withdrawn":
            with self.then():
                withdrawal.withdraw(key=key, by=manager, outcome="WITHDRAWN_BY_REQUESTER", reason=s.reason)
            return self.close(request)
        if not (self.reaches("legal_basis") or s.ending):
            return False
        with self.then():
            triage.verify(
                key=key, by=manager,
                data={
                    "level": s.level, "called": self.called, "spoke_to": "The duty desk" if self.called else "",
                    "means": "Called back on the switchboard number of our register" if self.called else "Not checked",
                },
            )  # fmt: skip
            triage.save(
                key=key, by=manager,
                data={
                    "written": True, "addressed_to_us": True, "own_data_or_foi": False,
                    "prohibitions": [], "prohibitions_checked": True, "reason": s.reason,
                },
            )  # fmt: skip
        if s.emergency_reason:
            return self.emergency(request)
        if s.ending in ("requester", "patient"):
            with self.then():
                waiting.ask(key=key, whom=s.ending, question=s.reason, by=manager)
            return False
        with self.then():
            triage.accept(key=key, by=manager)
        return self.reaches("public_interest")

    def legal_basis(self, request: Request) -> bool:
        """The three gates, item by item."""
        s, lead = self.script, self.stage["ig_lead"]
        effects = self.effects(request)
        findings = {
            token: {
                "effect": effect, "reason": "As the law and the guidance stand for this item",
                "power": s.power if effect in ("compelled", "permitted") else "", **GATES[effect],
            }
            for token, effect in effects.items()
        }  # fmt: skip
        sought = "not_needed" if "permitted" not in effects.values() else "defeats"
        if s.consent:
            with self.then():
                consenting.ask_and_record(request, s, self.stage)
            findings, sought = consenting.resting(request, findings), "given"
        with self.then():
            legal_basis.save(
                key=request.key, by=lead,
                data={
                    "reveals_health": False, "reveals_health_reason": "",
                    "consent_sought": sought,
                    "consent_reason": "Asking would defeat the purpose of the enquiry",
                    "dpo_advice": s.dpo_advice, "reason": s.reason or "As set out for each item", "findings": findings,
                },
            )  # fmt: skip
            weigh = LegalBasisFinding.PERMITTED in effects.values()
            legal_basis.finish(key=request.key, verb="weigh" if weigh else "skip_test", by=lead)
        return self.reaches("decision")

    def effects(self, request: Request) -> dict[str, str]:
        default = "compelled" if self.script.instrument else "permitted"
        return {item.token: self.script.effects.get(item.token, default) for item in request.live_items}

    def public_interest(self, request: Request) -> bool:
        """Match where something could leave, then weigh."""
        s, reviewer = self.script, self.stage["clinical_reviewer"]
        effects = self.effects(request)
        if set(effects.values()) != {"no_basis"}:
            with self.then():
                matching.record_match(
                    key=request.key, by=reviewer,
                    data={
                        "result": "matched", "on_name": True, "on_date_of_birth": True, "third": "nhs_number",
                        "record_flags": list(s.record_flags), "note": "",
                    },
                )  # fmt: skip
        permitted = [token for token, effect in effects.items() if effect == "permitted"]
        if not permitted:
            return self.reaches("approved")
        met = not s.refusal
        with self.then():
            public_interest.save(
                key=request.key, by=reviewer,
                data={
                    "answers": dict.fromkeys(catalogue().questions, "Considered, and set out in the reason below"),
                    "factors": ["F1", "F2", "F3", "F7"] if met else ["A1", "A4", "A10"],
                    "conclusion": "met" if met else "not_met",
                    "reason": s.reason or "The factors are weighed in words, without a score",
                    "findings": {
                        token: {
                            "advice": "disclose" if met and token not in s.withheld else "withhold",
                            "reason": "Whether this item changes the outcome was weighed",
                        }
                        for token in permitted
                    },
                },
            )  # fmt: skip
            public_interest.finish(key=request.key, by=reviewer)
        return self.reaches("approved")

    def decision(self, request: Request) -> bool:
        """Approve or refuse."""
        s, guardian = self.script, self.stage["caldicott_guardian"]
        if s.refusal:
            return self.refuse(request, at_decision=True)
        with self.then():
            guardian_decision.approve(key=request.key, by=guardian, data=self.approval(request))
        return self.reaches("released")

    def approval(self, request: Request) -> dict[str, Any]:
        """The guardian's answers."""
        s, effects = self.script, self.effects(request)
        return {
            "items": {
                token: {
                    "outcome": "withhold" if token in s.withheld else "disclose",
                    "basis": "" if token in s.withheld else GATES[effect]["confidentiality"],
                    "reason": "Not necessary for the purpose" if token in s.withheld else "Necessary, and no more",
                }
                for token, effect in effects.items()
            },
            "reason": s.reason or "The case for disclosing these items outweighs the patient's confidence",
            "departs_because": "", "countersignature_waived": s.waived, "factors": ["F1", "F2"],
            "conditions": s.conditions,
            "recipient": s.recipient or s.officer or s.organisation, "route": s.route,
            "expires_at": timezone.now() + timedelta(days=5),
            "tell_patient": s.tell, "tell_reason": s.tell_reason,
            "tell_review_on": self.today + timedelta(days=max(1, 30 - s.days_ago)),
            "safe_and_well_not_enough": "They must be found and seen", "no_immigration_purpose": True,
        }  # fmt: skip

    def emergency(self, request: Request) -> bool:
        """Match, approve at once, and go on."""
        with self.then():
            matching.record_match(
                key=request.key, by=self.stage["clinical_reviewer"],
                data={
                    "result": "matched", "on_name": True, "on_date_of_birth": True, "third": "nhs_number",
                    "record_flags": [], "note": "",
                },
            )  # fmt: skip
            emergency.approve(
                key=request.key, by=self.stage["caldicott_guardian"], data=self.approval(request)
            )
        if self.reaches("released"):
            self.aftermath(request)
        return False

    def aftermath(self, request: Request) -> bool:
        """Release, disclose, close."""
        manager, key = self.stage["practice_manager"], request.key
        decision = request.decisions.get(voided_at=None)
        tokens = [row.item.token for row in decision.items.filter(outcome="disclose").select_related("item")]
        with self.then():
            if decision.tell_patient == "before":
                told = {"what": "told", "told_on": timezone.localdate(clock.now()), "means": "phone",
                        "whom": "patient", "whom_because": "On the number that we hold for them",
                        "said": "Who asked, for what, and what is given to them"}  # fmt: skip
                telling.decide(key=key, by=manager, data=told)
            release.release(
                key=key, by=manager, tokens=tokens, recipient=decision.recipient, route=decision.route
            )
        if self.reaches("disclosed"):
            with self.then():
                disclosure.confirm(
                    key=key, by=manager, tokens=tokens, sent_at=clock.now(), receipt="Acknowledged"
                )
        return self.close(request) if self.reaches("closed") else False

    def refuse(self, request: Request, *, at_decision: bool) -> bool:
        """The guardian refuses."""
        with self.then():
            guardian_decision.refuse(
                key=request.key, by=self.stage["caldicott_guardian"],
                data={
                    "outcome": self.script.refusal, "reason": self.script.reason or "Confidence is not outweighed",
                    "departs_because": "", "factors": ["A1", "A4", "A10"], "at_decision": at_decision,
                },
            )  # fmt: skip
        return self.close(request)

    def close(self, request: Request) -> bool:
        """Send the reply and close, where the story goes that far."""
        if self.reaches("closed"):
            with self.then():
                closing.close(
                    key=request.key, by=self.stage["practice_manager"],
                    data={
                        "reply_sent_on": self.today - timedelta(days=1), "reply_means": "Letter",
                        "patient_told": "later", "note": "Reply sent",
                        "reason": "They are told once nobody is put at risk by it",
                        "again_on": self.today + timedelta(days=max(1, 30 - self.script.days_ago)),
                    },
                )  # fmt: skip
        return False
