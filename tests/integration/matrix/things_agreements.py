"""Sharing agreements in each state of their two people."""

from requests_app.journey import agreement_joining
from requests_app.models import SharingAgreement
from tests.factories import agreements as made
from tests.integration.matrix.world import Thing, World


def agreement(w: World) -> Thing:
    """In force; the practice did not join it."""
    return _thing(made.in_force(w.team))


def proposed(w: World) -> Thing:
    """Another, whose withdrawal the IG lead proposed."""
    found = made.in_force(w.team, name="Agreement that may be withdrawn")
    made.proposed(w.team, found, "withdrawn")
    return _thing(found)


def to_join(w: World) -> Thing:
    """The first one, which the practice may join."""
    return _below(w, w.made(agreement).about)


def recorded(w: World) -> Thing:
    """The IG lead recorded that the practice joins."""
    found = made.in_force(w.team, name="Agreement that waits for the guardian")
    agreement_joining.record_joining(
        key=found.key, practice=w.team.practice, by=w.team.ig_lead, reason="We share with them"
    )
    return _below(w, found)


def joined(w: World) -> Thing:
    """The practice joined."""
    return _below(w, made.joined(w.team, made.in_force(w.team, name="Agreement that was joined")))


def _thing(found: SharingAgreement) -> Thing:
    return Thing((found.key,), about=found)


def _below(w: World, found: SharingAgreement) -> Thing:
    return Thing((found.key, w.team.practice.ods_code), about=found)
