"""What the tests of appointments share: appointing somebody as the practice’s administrator."""

from django.utils import timezone

from practices import memberships
from tests.factories.people import a_person


def appoint(staff, role="practice_manager", *, person=None, by=None, starts_on=None, ends_on=None):
    return memberships.appoint(
        person=person or a_person("Nina New"),
        practice=staff.practice,
        role=role,
        starts_on=starts_on or timezone.localdate(),
        ends_on=ends_on,
        by=by or staff.administrator,
    )
