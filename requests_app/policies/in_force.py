"""Is the law that a finding rests on in force: when its instrument was made, at decision, at release?"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from kit.dates import long_date
from kit.errors import NotPossible
from requests_app.law import rules
from requests_app.law.loader import catalogue
from requests_app.law.rules import Lapse, Moment
from requests_app.law.tables import Table
from requests_app.law.vocabulary import Answer
from requests_app.models import LegalBasisFinding, LegalBasisReview, Request
from requests_app.policies.common import binding_instrument, live

WHEN = {
    Moment.INSTRUMENT: "when the order or notice was made",
    Moment.DECISION: "on the day of the decision",
    Moment.RELEASE: "on the day of the release",
}
REVIEWERS = "An information governance lead reviews the legal basis again"


def law_stands(request: Request, review: LegalBasisReview, at: datetime) -> None:
    """Everything that may leave rests on law in force at each moment that matters, or NotPossible.

    With a live approval `at` is the day of release, else the day of the decision.
    """
    for finding in review.findings.all():
        if finding.effect != LegalBasisFinding.NO_BASIS:
            finding_stands(request, finding_codes(finding), at)


def finding_codes(finding: LegalBasisFinding) -> dict[str, str]:
    """The effect and codes of a finding, as `finding_stands` takes them."""
    return {
        "effect": finding.effect,
        "power": finding.power,
        "confidentiality": finding.confidentiality,
        "article6": finding.article6,
        "article9": finding.article9,
    }


def finding_stands(request: Request, finding: Mapping[str, str], at: datetime) -> None:
    """As law_stands, for one finding: the power also when its instrument was made, the gates not."""
    lapse = lapse_of(finding, moments_of(request, at))
    if lapse is not None:
        why = "is not known to be" if lapse.answer in {Answer.UNKNOWN, Answer.CONTESTED} else "is not"
        raise NotPossible(
            f"{lapse.code} {why} law that this can rest on {WHEN[lapse.moment]}, {long_date(lapse.day)}.",
            who_can=REVIEWERS,
        )


def lapse_of(finding: Mapping[str, str], moments: Mapping[Moment, date]) -> Lapse | None:
    """The first law of the finding that was not in force at one of the moments; None where all stand."""
    known = catalogue()
    later: dict[Moment, date] = {
        moment: day for moment, day in moments.items() if moment is not Moment.INSTRUMENT
    }
    compelled = finding["effect"] == LegalBasisFinding.COMPELLED
    power = finding.get("power", "")
    lapses = [rules.not_in_force(known.powers, power, moments, compelling=compelled)] if power else []
    gates: dict[str, Table[Any]] = {
        "confidentiality": known.confidentiality,
        "article6": known.article6,
        "article9": known.article9,
    }
    for gate, table in gates.items():
        code = finding.get(gate, "")
        if code:
            lapses.append(rules.not_in_force(table, code, later))
    return next((lapse for lapse in lapses if lapse is not None), None)


def moments_of(request: Request, at: datetime) -> dict[Moment, date]:
    """The days that matter for a request: with a live approval also its day, and `at` is the release's."""
    days: dict[Moment, date] = {}
    if binding_instrument(request):
        days[Moment.INSTRUMENT] = request.instrument.dated
    decision = live(request.decisions.all())
    if decision is not None and decision.approves:
        return days | {
            Moment.DECISION: timezone.localdate(decision.decided_at),
            Moment.RELEASE: timezone.localdate(at),
        }
    return days | {Moment.DECISION: timezone.localdate(at)}
