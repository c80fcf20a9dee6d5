"""Conflicts of interest: having treated the patient is declared; the others bar and hide the request."""

import uuid

from practices.models import Person
from requests_app.journey.unit import require_known, work
from requests_app.models import Conflict


def declare(*, key: uuid.UUID, by: Person, kind: str) -> bool:
    """Declare one's own interest in a request; returns whether it bars the person from it."""
    require_known([kind], dict(Conflict.KINDS), "Your interest")
    with work(key=key, by=by, event="conflict.declared", permission="view_requests") as unit:
        conflict, _ = Conflict.objects.get_or_create(
            request=unit.request, person=by, kind=kind, defaults={"declared_by": by, "declared_at": unit.at}
        )
        unit.facts |= {"kind": kind, "bars": conflict.bars}
        if conflict.bars:
            unit.tell("invite_outside_guardian", "conflict.declared")
    return conflict.bars
