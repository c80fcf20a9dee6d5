"""Going past a prohibition: one person proposes it on recorded advice, a second senior person confirms it.

Both prepare, so that neither decides: with the guardian it takes three people (INV-11). It rests on the
finished legal-basis review and is open while the public interest is weighed or the guardian decides: what the
record itself carries is known no earlier. Whatever voids that review voids it too.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from kit.errors import NotAllowed, NotPossible
from practices.models import Person
from practices.permissions import Access
from practices.roles import who_can
from requests_app import permissions, policies
from requests_app.journey import grounds
from requests_app.journey.unit import found, require, work
from requests_app.law.loader import catalogue
from requests_app.law.vocabulary import Override
from requests_app.models import ProhibitionOverride, Request
from requests_app.workflow import State

STATES = (State.PUBLIC_INTEREST, State.DECISION)
WORDS = ("reason", "advice", "advice_from")


def open_to_override(request: Request) -> list[str]:
    """The hard stops of this request for which an override may be proposed now, in order."""
    if request.state not in STATES:
        return []
    return [code for code in policies.hard_stops(request) if not why_not(request, code)]


def why_not(request: Request, prohibition: str) -> str:
    """Why no override of it can be proposed, in words; "" when one can."""
    if prohibition not in policies.hard_stops(request):
        return "That prohibition is not one that stops this request."
    if live_override(request, prohibition) is not None:
        return f"An override of {prohibition} is proposed already."
    entry = catalogue().prohibitions[prohibition]
    if entry.override is Override.STATUTORY_EXCEPTION and not entry.exceptions:
        return (
            f"Only a statutory exception goes past {prohibition}, and the law on file here names none: "
            "it can be refused or returned."
        )
    return ""


def live_override(request: Request, prohibition: str) -> ProhibitionOverride | None:
    """The override of this prohibition that nothing voided, proposed or confirmed."""
    rows = [row for row in request.overrides.all() if row.prohibition == prohibition]
    return policies.live(rows)


def propose(*, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None) -> None:
    """Propose to go past one hard stop.

    data: prohibition, exception (a code of the catalogue, where the prohibition takes one), reason, advice as
    it was given, advice_from, advised_on. Raises NotPossible where no override is open, or something is
    missing. Gender Recognition Act 2004 s.22 and the like: only an exception of the law itself.
    """
    code, exception = data["prohibition"], data.get("exception", "")
    with work(
        key=key,
        by=by,
        event="override.proposed",
        permission="review_legal_basis",
        states=STATES,
        seen_version=seen_version,
        part="prepares",
    ) as unit:
        closed = why_not(unit.request, code)
        require(not closed, closed)
        _exception_fits(code, exception)
        words = {name: str(data[name]).strip() for name in WORDS}
        require(all(words.values()), "Give your reason, the advice as it was given, and who gave it.")
        advised_on = data["advised_on"]
        require(advised_on <= timezone.localdate(unit.at), "The advice can't be dated in the future.")
        ProhibitionOverride.objects.create(
            request=unit.request,
            round=unit.request.round,
            prohibition=code,
            exception=exception,
            advised_on=advised_on,
            proposed_by=by,
            proposed_at=unit.at,
            ledger_log=unit.log,
            ledger_event=unit.event_id,
            **words,
        )
        unit.facts |= {
            **grounds.of_case(unit.request),
            "prohibition": code,
            "exception": exception,
            "advised": advised_on.isoformat(),
        }
        unit.private |= words
        unit.tell("confirm_override", "override.proposed")


def _exception_fits(prohibition: str, exception: str) -> None:
    """A named exception of the prohibition's own statute where it takes one; none where it takes none."""
    entry = catalogue().prohibitions[prohibition]
    if entry.override is Override.STATUTORY_EXCEPTION:
        require(exception in entry.exceptions, f"Name the statutory exception that opens {prohibition}.")
    else:
        require(not exception, f"{prohibition} takes advice and a second person, and no exception.")


def confirm(*, key: uuid.UUID, by: Person, prohibition: str, seen_version: int | None = None) -> None:
    """Confirm a proposed override, as the second senior person. Whoever confirms prepares."""
    with work(
        key=key,
        by=by,
        event="override.confirmed",
        permission="confirm_override",
        states=STATES,
        seen_version=seen_version,
        part="prepares",
    ) as unit:
        row = _proposed(unit.request, prohibition)
        if row.proposed_by_id == by.pk:
            raise NotAllowed(
                "You proposed this override: a second senior person confirms it.",
                who_can=who_can("confirm_override"),
            )
        row.confirmed_by, row.confirmed_at = by, unit.at
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        unit.facts |= {
            **grounds.of_case(unit.request),
            "prohibition": prohibition,
            "exception": row.exception,
            "proposed_by": row.proposed_by.opaque,
        }
        unit.tell("review_legal_basis", "override.confirmed")
        unit.tell("decide_request", "override.confirmed")


def decline(
    *, key: uuid.UUID, by: Person, prohibition: str, reason: str, seen_version: int | None = None
) -> None:
    """Decline a proposed override with a reason; who proposed it may take it back in the same way."""
    require(bool(reason.strip()), "Say why it is declined.")

    def check(request: Request, access: Access) -> None:
        row = live_override(request, prohibition)
        if row is None or row.proposed_by_id != by.pk:
            permissions.check("confirm_override", request=request, access=access)

    with work(
        key=key, by=by, event="override.declined", check=check, states=STATES, seen_version=seen_version
    ) as unit:
        row = _proposed(unit.request, prohibition)
        taken_back = row.proposed_by_id == by.pk
        row.voided_at, row.voided_because = unit.at, "taken back" if taken_back else "declined"
        row.save(update_fields=["voided_at", "voided_because"])
        unit.facts |= {
            **grounds.of_case(unit.request), "prohibition": prohibition, "taken_back": taken_back
        }  # fmt: skip
        unit.private["reason"] = reason.strip()
        unit.tell("review_legal_basis", "override.declined")


def _proposed(request: Request, prohibition: str) -> ProhibitionOverride:
    row = found(live_override(request, prohibition), f"No override of {prohibition} is proposed.")
    if row.confirmed_at is not None:
        raise NotPossible(f"The override of {prohibition} was confirmed already.")
    return row
