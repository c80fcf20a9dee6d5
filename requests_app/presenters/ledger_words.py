"""What the codes of the journey's ledger entries mean, for whoever reads entries without its tables."""

from collections.abc import Mapping

from requests_app.deadlines import RuleCode
from requests_app.law.base import Entry
from requests_app.law.loader import Catalogue
from requests_app.models import ClockChange, HandoverKind, Incident, LegalBasisFinding
from requests_app.models.decision import Route, TellPatient
from requests_app.models.request import Channel, Urgency
from requests_app.workflow import STATES

#: Choices of our own, by vocabulary.
VOCABULARIES: dict[str, dict[str, str]] = {
    "state": {state.value: info.label for state, info in STATES.items()},
    "effect": dict(LegalBasisFinding.EFFECTS),
    "route": dict(Route.choices),
    "tell_patient": dict(TellPatient.choices),
    "channel": dict(Channel.choices),
    "urgency": {Urgency.EMERGENCY: "Emergency", **dict(Urgency.choices[:-1])},
    "incident_kind": dict(Incident._meta.get_field("kind").flatchoices),
    "procedure": dict(HandoverKind.choices),
    # What became of a clock, by its rule.
    **{str(rule): dict(ClockChange.KINDS) for rule in RuleCode},
}


def law_words(law: Catalogue) -> dict[str, dict[str, str]]:
    """The labels of the catalogue's codes, by vocabulary."""
    tables: dict[str, Mapping[str, Entry]] = {
        "item": law.items,
        "power": law.powers,
        "confidentiality": law.confidentiality,
        "article6": law.article6,
        "article9": law.article9,
        "outcome": law.outcomes,
        "factor": law.factors,
        "prohibition": law.prohibitions,
        "verification": law.verification_levels,
        "requester_kind": law.requester_kinds,
    }
    return {name: {code: entry.label for code, entry in table.items()} for name, table in tables.items()}
