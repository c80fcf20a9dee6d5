"""What a practice sets for itself: its targets, its address for requests, and who must countersign."""

from django.db import transaction

from kit.errors import InvalidInput
from practices import rules
from practices.models import Person, Practice
from practices.models.practice import LONGEST_TARGETS
from practices.telling import tell_practice

TARGETS = tuple(LONGEST_TARGETS)


def change(
    *,
    practice: Practice,
    by: Person,
    contact_email: str,
    address_needs_countersignature: bool,
    **targets: int,
) -> Practice:
    """`by`, a practice administrator there, sets the targets (working days) and the address for requests.

    address_needs_countersignature: whether a patient's address that nothing compels takes the signature of
    the requester's supervisor. Practice, not statute.

    Raises InvalidInput unless 1 ≤ acknowledge ≤ triage ≤ decide, and none is longer than the service's own
    (`practice_targets_rise`).
    """
    acknowledge, triage, decide = (targets[name] for name in TARGETS)
    for name, longest in LONGEST_TARGETS.items():
        if targets[name] > longest:
            words = f"Working days must be {longest} or fewer: a practice sets shorter targets, never longer"
            raise InvalidInput("That target is too long.", fields={name: words})
    if not 1 <= acknowledge <= triage <= decide:
        raise InvalidInput(
            "The targets must follow one another.",
            fields={"decide_working_days": "Acknowledge first, then triage, then decide"},
        )
    with transaction.atomic(durable=True):
        practice = rules.locked(practice)
        rules.may(by, "manage_people", practice)
        address_changed = practice.contact_email != contact_email
        practice.contact_email = contact_email
        practice.address_needs_countersignature = address_needs_countersignature
        for name in TARGETS:
            setattr(practice, name, targets[name])
        practice.save(update_fields=["contact_email", "address_needs_countersignature", *TARGETS])
        tell_practice(
            "practice.settings_changed",
            practice=practice,
            by=by,
            about=f"practice:{practice.public_id}",
            facts={
                **{name: targets[name] for name in TARGETS},
                "contact_email_changed": address_changed,
                "address_needs_countersignature": address_needs_countersignature,
            },
        )
    return practice
