"""Ask a guardian of another practice, from the list agreed beforehand, to decide one request."""

import uuid

from practices.models import Person
from practices.outside_guardians import check_usable
from requests_app import permissions
from requests_app.journey.unit import actor_of, require, work
from requests_app.models import Conflict, OutboxMessage, OutsideInvitation
from requests_app.workflow import BEFORE_RELEASE


def invite(
    *, key: uuid.UUID, by: Person, guardian: Person, reason: str, seen_version: int | None = None
) -> None:
    """Invite a listed outside guardian; they see this request until it closes, without links."""
    with work(
        key=key,
        by=by,
        event="outside_guardian.invited",
        permission="invite_outside_guardian",
        states=BEFORE_RELEASE,
        seen_version=seen_version,
    ) as unit:
        request = unit.request
        require(bool(reason.strip()), "Say why somebody from outside decides.")
        check_usable(practice=request.practice, person=guardian)
        barred = request.conflicts.filter(person=guardian, kind__in=Conflict.BARRING)
        require(not barred.exists(), "That guardian declared an interest in this request.")
        permissions.check_after_refusal(request, guardian)
        OutsideInvitation.objects.get_or_create(
            request=request,
            person=guardian,
            ended_at=None,
            defaults={"reason": reason, "invited_by": by, "invited_at": unit.at},
        )
        OutboxMessage.objects.create(
            recipient=guardian,
            request=request,
            topic="outside_guardian.invited",
            created_at=unit.at,
            not_before=unit.at,
        )
        unit.facts["guardian"] = actor_of(guardian)
        unit.private["reason"] = reason


def end(*, key: uuid.UUID, by: Person, guardian: Person, seen_version: int | None = None) -> None:
    """End an invitation: the guardian no longer sees the request."""
    with work(
        key=key,
        by=by,
        event="outside_guardian.invitation_ended",
        permission="invite_outside_guardian",
        seen_version=seen_version,
    ) as unit:
        live = unit.request.invitations.filter(person=guardian, ended_at=None)
        require(live.update(ended_at=unit.at, ended_by=by) == 1, "There is no live invitation to end.")
        unit.facts["guardian"] = actor_of(guardian)
