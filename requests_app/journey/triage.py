"""Triage, on the face of the request and without opening the patient list."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from practices.models import Person
from requests_app import policies
from requests_app.journey import grounds
from requests_app.journey.handing_over import by_outcome
from requests_app.journey.outcome import set_outcome
from requests_app.journey.pinning import pinned
from requests_app.journey.transition import step
from requests_app.journey.unit import require, require_known, work
from requests_app.law import rules
from requests_app.law.loader import catalogue
from requests_app.models import Request, RequesterOrganisation, Triage, Verification
from requests_app.workflow import State

# Which outcome of the catalogue each way out of triage sets.
OUTCOMES = {
    "reject": ("REJECTED_PROCEDURE",),
    "misdirect": ("MISDIRECTED",),
    "reclassify": ("RECLASSIFIED_SAR", "RECLASSIFIED_FOI"),
}


def save(*, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None) -> None:
    """Save the triage answers: written, addressed to us, own data or FOI, prohibitions seen, reason."""
    require_known(data["prohibitions"], catalogue().prohibitions, "Prohibitions")
    with work(
        key=key,
        by=by,
        event="triage.saved",
        permission="triage_request",
        states=[State.TRIAGE],
        seen_version=seen_version,
        part="prepares",
    ) as unit:
        Triage.objects.update_or_create(
            request=unit.request,
            voided_at=None,
            defaults={
                **data,
                "round": unit.request.round,
                "reviewer": by,
                "saved_at": unit.at,
                "catalogue_version": pinned(unit.at),
            },
        )
        unit.facts["prohibitions"] = list(data["prohibitions"])


def verify(*, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None) -> None:
    """Record how the requester's identity was checked, V0 to V4.

    V2 and V3 rest on a call back to a number of the practice's register that somebody other than the
    logger entered or confirmed; never on a number in the request.
    """
    with work(
        key=key,
        by=by,
        event="requester.verified",
        permission="verify_requester",
        states=[State.TRIAGE, State.LEGAL_BASIS, State.PUBLIC_INTEREST],
        seen_version=seen_version,
        part="prepares",
    ) as unit:
        called: RequesterOrganisation | None = data.get("called")
        require_known([data["level"]], catalogue().verification_levels, "How far it was checked")
        _not_lower(unit.request, data["level"])
        require(
            data["level"] != "V4" or policies.binding_instrument(unit.request),
            "V4 is a check of the order or notice with whoever issued it: record it first.",
        )
        if data["level"] in ("V2", "V3"):
            require(called is not None, "V2 needs a call back to a number from the requester register.")
        if called is not None:
            _independent(called, policies.loggers(unit.request))
            require(called.practice_id == unit.request.practice_id, "That number is not in your register.")
        Verification.objects.filter(request=unit.request, voided_at=None).update(
            voided_at=unit.at, voided_because="verified again"
        )
        Verification.objects.create(
            request=unit.request,
            level=data["level"],
            means=data["means"],
            called=called,
            number_called=called.switchboard if called else "",
            spoke_to=data.get("spoke_to", ""),
            verified_by=by,
            verified_at=unit.at,
        )
        unit.facts["level"] = data["level"]


def _not_lower(request: Request, level: str) -> None:
    """What was accepted and reviewed rested on the verification: a lower one starts again at triage."""
    before = policies.live(request.verifications.all())
    require(
        request.state == State.TRIAGE or before is None or rules.at_least(level, before.level),
        "The reviews rested on the verification as it was: return the request to triage to record it.",
    )


def _independent(called: RequesterOrganisation, loggers: Collection[int]) -> None:
    require(bool(called.switchboard), "The register has no switchboard number for this organisation.")
    checked = {called.entered_by_id, called.confirmed_by_id} - {None}
    require(
        bool(checked - set(loggers)),
        "The number was entered by a person who logged the request: somebody else confirms it in the "
        "requester register first.",
    )


def accept(*, key: uuid.UUID, by: Person, seen_version: int | None = None) -> None:
    """Accept for legal-basis review."""
    with step(key=key, verb="accept", by=by, seen_version=seen_version) as unit:
        Triage.objects.filter(request=unit.request, voided_at=None).update(finished_at=unit.at)


def end(
    *, key: uuid.UUID, verb: str, by: Person, outcome: str, reason: str, seen_version: int | None = None
) -> None:
    """Reject on procedure, misdirected, or reclassify: verb reject, misdirect or reclassify."""
    require(outcome in OUTCOMES[verb], "Choose one of the outcomes on the page.")
    with step(key=key, verb=verb, by=by, reason=reason, seen_version=seen_version) as unit:
        unit.facts |= grounds.of_case(unit.request)
        set_outcome(unit, outcome)
        by_outcome(unit, outcome, reason)
