"""One finding of the legal-basis form: its five answers and reason, checked against the law."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from consent.covers import CONSENTED
from kit.dates import long_date
from requests_app.law import rules
from requests_app.law.loader import catalogue
from requests_app.law.vocabulary import Answer
from requests_app.models import LegalBasisFinding

if TYPE_CHECKING:
    from requests_app.forms.legal_basis import LegalBasisForm

GATES = {
    "confidentiality": "Select what justifies going past confidence (gate A) for {name}",
    "article6": "Select the lawful basis (gate B) for {name}",
    "article9": "Select the condition (gate C) for {name}",
}
FINDING = ("effect", "consent", "power", *GATES, "reason")
GATEWAY = "CLDC-3"


class Finding:
    """The answers under one prefix. Errors go to the form's fields, in words that name the item."""

    def __init__(self, form: "LegalBasisForm", prefix: str, name: str, data: Mapping[str, Any]) -> None:
        self.form, self.prefix, self.name = form, prefix, name
        self.review = data
        self.given = {part: data.get(f"{prefix}_{part}") or "" for part in FINDING}

    def cleaned(self) -> dict[str, str] | None:
        """The finding as the journey takes it; None where nothing was answered yet, or with errors."""
        if any(f"{self.prefix}_{part}" in self.form.errors for part in FINDING):
            return None
        effect = self.given["effect"]
        if not effect:
            if any(self.given.values()) or self.form.finishing:
                self.error("effect", f"Select what the law says of {self.name}")
            return None
        if not self.given["reason"]:
            self.error("reason", f"Enter why, for {self.name}")
        if effect == LegalBasisFinding.NO_BASIS:
            # Without a basis no gate passes: what was chosen there would only mislead.
            return {part: self.given[part] if part in ("effect", "reason") else "" for part in FINDING}
        for gate, words in GATES.items():
            if not self.given[gate]:
                self.error(gate, words.format(name=self.name))
        if effect == LegalBasisFinding.COMPELLED:
            self._compelled()
        if effect == LegalBasisFinding.CONSENTED:
            self._consented()
        else:
            self.given["consent"] = ""
        self._gateway()
        self._advice()
        self._in_force()
        return self.given

    def error(self, part: str, words: str) -> None:
        """An error at one of the finding's fields."""
        self.form.add_error(f"{self.prefix}_{part}", words)

    def _compelled(self) -> None:
        """Compulsion is evidenced, never asserted (INV-07)."""
        power, dated = self.given["power"], self.form.dated
        if dated is None:
            self.error(
                "effect",
                "Nothing compels without its order or notice: correct the request to record it first",
            )
        elif not power:
            self.error("power", f"Select the power that compels {self.name}")
        elif not rules.compels_gp(power, dated):
            self.error("power", f"{power} does not compel a GP practice on {long_date(dated)}")

    def _consented(self) -> None:
        """Consent is recorded first, and the item names which."""
        if not self.form.consents:
            self.error(
                "effect",
                "No consent is recorded for this request: record it first, or choose another answer",
            )
        elif self.review.get("consent_sought") not in CONSENTED:
            self.error("effect", "Say above that consent was sought and given, or choose another answer")
        elif not self.given["consent"]:
            self.error("consent", f"Select the consent that {self.name} rests on")

    def _gateway(self) -> None:
        """A gateway that leaves confidence standing is no justification by itself (such as IM-01)."""
        if self.given["confidentiality"] != GATEWAY:
            return
        power = self.given["power"]
        if not power:
            self.error("power", f"Select the power that is the gateway for {self.name}")
        elif catalogue().powers[power].displaces_confidence is Answer.NO:
            self.error(
                "confidentiality",
                f"{power} leaves confidence standing: choose another justification, such as public interest",
            )

    def _in_force(self) -> None:
        """What a finding rests on is in force today: Art 6(1)(ea), say, only from 5 February 2026."""
        known, today = catalogue(), {rules.Moment.DECISION: timezone.localdate()}
        tables: dict[str, Any] = {
            "power": known.powers,
            "confidentiality": known.confidentiality,
            "article6": known.article6,
            "article9": known.article9,
        }
        for part, table in tables.items():
            code = self.given[part]
            if code and rules.not_in_force(table, code, today):
                self.error(part, f"{code} is not known to be in force today: choose another for {self.name}")

    def _advice(self) -> None:
        basis = catalogue().article6.get(self.given["article6"])
        given = self.review.get("dpo_advice") or "dpo_advice" in self.form.errors
        if basis is not None and basis.needs_dpo_reason and not given:
            self.form.add_error(
                "dpo_advice",
                f"Enter the data protection officer’s reason: {basis.code} is contested for a practice",
            )
