"""The calendar's last day ends a role as any other day does."""

from datetime import date

from django.utils import timezone

from practices import deputies, memberships
from practices.permissions import access_of
from tests.factories.people import a_person


def test_a_deputy_and_a_role_until_the_last_day_there_is(staff):
    given = {"practice": staff.practice, "starts_on": timezone.localdate(), "ends_on": date.max}
    deputyship = deputies.name(
        deputy=a_person("Dora Deputy"),
        absent=staff.guardian,
        role="caldicott_guardian",
        by=staff.administrator,
        **given,
    )
    deputies.confirm(deputyship=deputyship, by=staff.guardian)
    held = memberships.appoint(
        person=a_person("Ada Auditor"), role="auditor", by=staff.administrator, **given
    )
    ended = memberships.end(membership=held, last_day=date.max, by=staff.administrator)
    assert ended.ends_on == date.max
    for person, right in ((deputyship.deputy, "decide_request"), (held.person, "read_ledger")):
        assert access_of(person).may(right, staff.practice.pk)
