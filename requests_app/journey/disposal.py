"""Destroying a closed request's encrypted details: one person proposes it, a guardian confirms.

What goes is the key, and with it every name and reason that its ledger entries keep. The entries stay, and
so do their proofs. The case's own tables are another matter: docs/ledger.md.
"""

import uuid

from django.utils import timezone

from audit.ledger.api import KeyInUse, destroy_keys
from kit.errors import NotAllowed, NotPossible
from practices.models import Person
from practices.permissions import Access
from practices.roles import who_can
from requests_app import permissions
from requests_app.journey.unit import actor_of, found, require, work
from requests_app.models import Disposal, DisposalHold, Request
from requests_app.policies import disposal as policy
from requests_app.workflow import State

AFTER_DRAFT = tuple(state for state in State if state is not State.DRAFT)


def hold(*, key: uuid.UUID, by: Person, reason: str, seen_version: int | None = None) -> None:
    """Hold the details back, for as long as an inquiry, a complaint or a court may need them."""
    require(bool(reason.strip()), "Say why they must be kept.")
    with work(
        key=key,
        by=by,
        event="disposal.held",
        permission="hold_disposal",
        states=AFTER_DRAFT,
        seen_version=seen_version,
    ) as unit:
        require(policy.live_hold(unit.request) is None, "These details are held back already.")
        DisposalHold.objects.create(
            request=unit.request,
            reason=reason.strip(),
            placed_by=by,
            placed_at=unit.at,
            ledger_log=unit.log,
            ledger_event=unit.event_id,
        )
        unit.private["reason"] = reason.strip()


def lift(*, key: uuid.UUID, by: Person, reason: str, seen_version: int | None = None) -> None:
    """Lift the hold, with a reason."""
    require(bool(reason.strip()), "Say why they need not be kept any longer.")
    with work(
        key=key, by=by, event="disposal.hold_lifted", permission="hold_disposal", seen_version=seen_version
    ) as unit:
        row = found(policy.live_hold(unit.request), "Nothing holds these details back.")
        row.lifted_by, row.lifted_at = by, unit.at
        row.save(update_fields=["lifted_by", "lifted_at"])
        unit.facts["placed_by"] = row.placed_by.opaque
        unit.private["reason"] = reason.strip()


def propose(*, key: uuid.UUID, by: Person, reason: str, seen_version: int | None = None) -> None:
    """Propose it, once the practice's own retention is over. Raises NotPossible before, and under a hold."""
    require(bool(reason.strip()), "Say why they are no longer needed, and what was checked.")
    with work(
        key=key,
        by=by,
        event="disposal.proposed",
        permission="propose_disposal",
        states=(State.CLOSED,),
        seen_version=seen_version,
    ) as unit:
        until = policy.check_may_be_destroyed(unit.request, timezone.localdate(unit.at))
        require(policy.open_proposal(unit.request) is None, "Somebody proposed it already.")
        Disposal.objects.create(
            request=unit.request,
            reason=reason.strip(),
            keep_until=until,
            proposed_by=by,
            proposed_at=unit.at,
            ledger_log=unit.log,
            ledger_event=unit.event_id,
        )
        unit.facts["kept_until"] = until.isoformat()
        unit.tell("confirm_disposal", "disposal.proposed")


def confirm(*, key: uuid.UUID, by: Person, seen_version: int | None = None) -> None:
    """Destroy them, as the second person. Retention and holds are asked again. It can't be undone."""
    with work(
        key=key,
        by=by,
        event="disposal.confirmed",
        permission="confirm_disposal",
        states=(State.CLOSED,),
        seen_version=seen_version,
    ) as unit:
        row = found(policy.open_proposal(unit.request), "Nobody has proposed it.")
        if row.proposed_by_id == by.pk:
            raise NotAllowed(
                "You proposed it: a second person confirms it.", who_can=who_can("confirm_disposal")
            )
        until = policy.check_may_be_destroyed(unit.request, timezone.localdate(unit.at))
        facts = {"proposed_by": row.proposed_by.opaque, "kept_until": until.isoformat()}
        row.confirmed_by, row.confirmed_at = by, unit.at
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        try:
            destroy_keys(
                unit.request.about,
                actor=actor_of(by),
                practice=unit.request.practice.public_id,
                facts=facts,
            )
        except KeyInUse:
            raise NotPossible("Somebody is writing about this request: try again in a moment.") from None
        # Nothing private: it would be sealed under a new key.
        unit.facts |= facts


def decline(*, key: uuid.UUID, by: Person, seen_version: int | None = None) -> None:
    """Decline it; who proposed it may take it back in the same way. The details are kept."""

    def check(request: Request, access: Access) -> None:
        row = policy.open_proposal(request)
        if row is None or row.proposed_by_id != by.pk:
            permissions.check("confirm_disposal", request=request, access=access)

    with work(key=key, by=by, event="disposal.declined", check=check, seen_version=seen_version) as unit:
        row = found(policy.open_proposal(unit.request), "Nobody has proposed it.")
        row.declined_by, row.declined_at = by, unit.at
        row.save(update_fields=["declined_by", "declined_at"])
        unit.facts["taken_back"] = row.proposed_by_id == by.pk
