"""Whatever the register holds, what somebody may and who may something agree on every day."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practices.models import Deputyship, Membership
from practices.permissions import access_of, people_who_may, refresh_rows
from practices.roles import PERMISSIONS, ROLES
from tests.factories.people import a_member, a_person, a_practice

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


periods = st.lists(
    st.tuples(
        st.sampled_from(sorted(set(ROLES) - {"auditor"})),
        st.integers(-20, 20),
        st.one_of(st.none(), st.integers(0, 20)),
        st.sampled_from(["member", "waiting", "stopped", "deputy"]),
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(periods=periods, offset=st.integers(-25, 25))
def test_access_and_those_who_may_agree_on_every_day(db, periods, offset):
    """Whatever the register holds, both answers are what its days say, and they agree."""
    today = timezone.localdate()
    day = today + offset * DAY
    surgery, person, now = a_practice(), a_person(), timezone.now()
    expected: set[str] = set()
    for number, (role, start, length, kind) in enumerate(periods):
        starts_on = today + start * DAY
        ends_on = None if length is None else starts_on + length * DAY
        common = {"practice": surgery, "role": role, "starts_on": starts_on}
        signed = {"appointed_by": a_person(), "appointed_at": now}
        if kind == "deputy":
            absent = a_member(surgery, role, starts_on=today - 99 * DAY)
            ends_on = ends_on or starts_on + 40 * DAY
            row = Deputyship(
                deputy=person, absent=absent, ends_on=ends_on, confirmed_by=a_person(), confirmed_at=now,
                **common, **signed,
            )  # fmt: skip
        else:
            row = Membership(person=person, ends_on=ends_on, **common, **signed)
            if kind != "waiting":
                row.confirmed_by, row.confirmed_at = a_person(), now
            if kind == "stopped":
                row.stopped, row.ends_on = True, ends_on or starts_on
                row.ended_by, row.ended_at = a_person(), now
        if number and _clashes(row, surgery, person):
            continue
        row.save()
        ready = kind in ("member", "deputy") or (kind == "waiting" and not ROLES[role].needs_confirmation)
        if ready and starts_on <= day and (row.ends_on is None or day <= row.ends_on):
            expected |= ROLES[role].permissions
    refresh_rows(surgery, on=min(day, today))
    access = access_of(person, on=day)
    for codename in PERMISSIONS:
        assert access.may(codename, surgery.pk) is (codename in expected)
        assert people_who_may(codename, surgery, on=day).filter(pk=person.pk).exists() is (
            codename in expected
        )


def _clashes(row, surgery, person):
    """Whether the database's own rule against overlaps would refuse the row."""
    rows = type(row).objects.filter(practice=surgery, role=row.role, stopped=False)
    rows = rows.filter(person=person) if isinstance(row, Membership) else rows.filter(deputy=person)
    return any(
        (other.ends_on is None or row.starts_on <= other.ends_on)
        and (row.ends_on is None or other.starts_on <= row.ends_on)
        for other in rows
    )
