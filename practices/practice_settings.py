"""What a practice sets for itself: its targets, its address for requests, and who must countersign."""

from django.db import transaction

from kit.errors import InvalidInput
from practices import rules
from practices.following import dates_changed
from practices.models import Person, Practice
from practices.models.practice import LONGEST_COMPLAINT, LONGEST_RETENTION, LONGEST_TARGETS
from practices.telling import tell_practice

TARGETS = tuple(LONGEST_TARGETS)
COMPLAINT = "complaint_working_days"
EVERY_TARGET = (*TARGETS, COMPLAINT)
RETENTION = ("retention_years", "retention_years_incident")


def change(
    *,
    practice: Practice,
    by: Person,
    contact_email: str,
    address_needs_countersignature: bool,
    retention_years: int | None,
    retention_years_incident: int | None,
    out_of_hours: str | None = None,
    complaint_working_days: int | None = None,
    **targets: int,
) -> Practice:
    """`by`, a practice administrator there, sets the targets (working days) and the address for requests.

    address_needs_countersignature: whether a patient's address that nothing compels takes the signature of
    the requester's supervisor. Practice, not statute.
    out_of_hours: whom to ring in an emergency, with numbers (None leaves it). The ledger tells that it
    changed, and not what it says.
    complaint_working_days: after its receipt, to give the outcome of a data protection complaint; from 1 to
    LONGEST_COMPLAINT (None leaves it). The practice's own: no statute sets a number of days.

    retention_years, retention_years_incident: how long from closing a request's encrypted details are kept,
    without and with an incident.

    Raises InvalidInput unless 1 ≤ acknowledge ≤ triage ≤ decide, and none is longer than the service's own
    (`practice_targets_rise`); and unless both times are there, in whole years from 1 to LONGEST_RETENTION,
    the one with an incident no shorter (`practice_retention_rises`).
    """
    years, years_incident = _retention(retention_years, retention_years_incident)
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
    if complaint_working_days is not None and not 1 <= complaint_working_days <= LONGEST_COMPLAINT:
        words = f"Working days must be from 1 to {LONGEST_COMPLAINT}"
        raise InvalidInput("That target is not possible.", fields={"complaint_working_days": words})
    with transaction.atomic(durable=True):
        practice = rules.locked(practice)
        rules.may(by, "manage_people", practice)
        wanted = {**targets, COMPLAINT: complaint_working_days or practice.complaint_working_days}
        address_changed = practice.contact_email != contact_email
        numbers = practice.out_of_hours if out_of_hours is None else out_of_hours.strip()
        numbers_changed = practice.out_of_hours != numbers
        practice.contact_email, practice.out_of_hours = contact_email, numbers
        practice.address_needs_countersignature = address_needs_countersignature
        practice.retention_years, practice.retention_years_incident = years, years_incident
        targets_changed = any(getattr(practice, name) != wanted[name] for name in EVERY_TARGET)
        for name in EVERY_TARGET:
            setattr(practice, name, wanted[name])
        practice.save(
            update_fields=[
                *("contact_email", "out_of_hours", "address_needs_countersignature"),
                *(*RETENTION, *EVERY_TARGET),
            ]
        )
        tell_practice(
            "practice.settings_changed",
            practice=practice,
            by=by,
            about=f"practice:{practice.public_id}",
            facts={
                **{name: wanted[name] for name in EVERY_TARGET},
                **{name: getattr(practice, name) for name in RETENTION},
                "contact_email_changed": address_changed,
                "out_of_hours_changed": numbers_changed,
                "address_needs_countersignature": address_needs_countersignature,
            },
        )
        if targets_changed:
            dates_changed(practice)
            practice.refresh_from_db(fields=["dates_version"])
    return practice


def _retention(years: int | None, incident: int | None) -> tuple[int, int]:
    wrong = {
        name: f"Enter a number of years from 1 to {LONGEST_RETENTION}"
        for name, given in zip(RETENTION, (years, incident), strict=True)
        if given is None or not 1 <= given <= LONGEST_RETENTION
    }
    if years is None or incident is None or wrong:
        raise InvalidInput("Details are kept for some years.", fields=wrong)
    if years > incident:
        raise InvalidInput(
            "The times must follow one another.",
            fields={"retention_years_incident": "Enter as many years as without an incident, or more"},
        )
    return years, incident
