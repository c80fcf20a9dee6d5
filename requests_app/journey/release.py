"""Release: the go-ahead to send, checked again under lock; and the ways in which an approval ends unsent."""

import uuid
from collections.abc import Collection

from practices.models import Person
from requests_app import policies
from requests_app.deadlines import calendar_of, lapses_unsent
from requests_app.journey import grounds
from requests_app.journey.outcome import clear_outcome
from requests_app.journey.transition import step, void
from requests_app.journey.unit import Work, require
from requests_app.models import ItemDecision, LegalBasisFinding, Release, ReleasedItem, Request


def release(
    *,
    key: uuid.UUID,
    by: Person,
    tokens: Collection[str],
    recipient: str,
    route: str,
    seen_version: int | None = None,
) -> None:
    """Give the go-ahead for these items, to the approved recipient by the approved route.

    Checks item, recipient, route, expiry, basis and verification again under lock; the database's
    trigger does so too. It lapses after one working day, or with the consent that an item rests on.
    """
    with step(key=key, verb="release", by=by, seen_version=seen_version) as unit:
        request = unit.request
        decision = policies.live_decision(request, unit.at)
        policies.may_release(request, unit.at)
        require(recipient == decision.recipient, "The recipient is not the one that was approved.")
        require(route == decision.route, "The route is not the one that was approved.")
        approved = {
            row.item.token: row
            for row in decision.items.filter(outcome=ItemDecision.DISCLOSE).select_related("item")
        }
        tokens = sorted(set(tokens))
        require(bool(tokens), "Choose at least one item.")
        for token in tokens:
            require(token in approved, f"{token} was not approved.")
        check_basis(
            request, tokens, emergency=decision.emergency, waived=bool(decision.countersignature_waived)
        )
        if not decision.emergency:
            policies.none_upheld_since(request, decision, tokens)
            policies.keeps_to_consents(request, tokens, recipient, unit.at)
        go = Release.objects.create(
            request=request,
            decision=decision,
            recipient=recipient,
            route=route,
            released_by=by,
            released_at=unit.at,
            lapses_at=lapses_unsent(
                unit.at, calendar_of(request.practice.nation), policies.last_day_consented(request, tokens)
            ).ends_at,
            ledger_log=unit.log,
            ledger_event=unit.event_id,
        )
        for token in tokens:
            ReleasedItem.objects.create(release=go, item_decision=approved[token])
        unit.facts |= {
            "items": tokens,
            "route": route,
            "lapses": grounds.instant(go.lapses_at),
            "overridden": policies.gone_past(decision),
        }
        unit.private["recipient"] = recipient


def check_basis(request: Request, tokens: Collection[str], *, emergency: bool, waived: bool = False) -> None:
    """Each item's basis still stands, and the requester is verified to what it needs.

    waived: the approval went without the supervisor's countersignature, for the guardian's reason.
    """
    effects: dict[str, str] = dict.fromkeys(tokens, LegalBasisFinding.PERMITTED)
    powers: dict[str, str] = {}
    if not emergency:
        findings = policies.findings_of(request)
        for token in tokens:
            based = token in findings and findings[token].effect != LegalBasisFinding.NO_BASIS
            require(based, f"{token} has no legal basis any more.")
            effects[token], powers[token] = findings[token].effect, findings[token].power
    policies.verification_suffices(
        request, effects=effects, powers=powers, emergency=emergency, waived=waived
    )


def call_off(*, key: uuid.UUID, by: Person, reason: str, seen_version: int | None = None) -> None:
    """End a release of which nothing was sent; the approval stands."""
    with step(key=key, verb="call_off", by=by, reason=reason, seen_version=seen_version) as unit:
        _end(unit, "called off")


def lapse(*, key: uuid.UUID) -> None:
    """The system ends a release that nobody confirmed within a working day."""
    with step(key=key, verb="lapse", by=None, reason="Nothing was confirmed within a working day") as unit:
        unit.after_guard.append(lambda: _end(unit, "lapsed"))


def expire(*, key: uuid.UUID) -> None:
    """The system returns an approval whose expiry has passed to the guardian."""
    with step(key=key, verb="expire", by=None, reason="The approval expired before release") as unit:
        unit.facts |= grounds.of_case(unit.request) | grounds.of_approval(unit.request)
        clear_outcome(unit)
        unit.after_guard.append(
            lambda: void(unit.request, because="expired", at=unit.at, kinds=("decisions",))
        )


def basis_fell(*, key: uuid.UUID, by: Person, reason: str, seen_version: int | None = None) -> None:
    """A power, agreement, consent or the verification fell away: back to legal-basis review."""
    require(bool(reason.strip()), "Say what fell away.")
    with step(key=key, verb="basis_fell", by=by, reason=reason, seen_version=seen_version) as unit:
        unit.facts |= grounds.of_case(unit.request) | grounds.of_approval(unit.request)
        clear_outcome(unit)
        unit.facts["voided"] = void(
            unit.request,
            because="the basis fell away",
            at=unit.at,
            kinds=("publicinterestreview_set", "legalbasisreview_set", "decisions"),
        )


def _end(unit: Work, because: str) -> None:
    live = unit.request.releases.filter(ended_at=None)
    for go in live:
        unit.facts |= grounds.of_case(unit.request) | grounds.of_release(go)
    live.update(ended_at=unit.at, ended_because=because)
