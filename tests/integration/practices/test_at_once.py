"""Two administrators at the same moment: changes of a practice's people come one by one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from practices import memberships, rules
from practices.models import Membership
from tests.factories.people import a_member, a_person, a_practice

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*actions):
    """Runs the actions from behind a barrier; gives back what each raised, or None."""
    barrier = Barrier(len(actions))

    def run(action):
        try:
            barrier.wait(10)
            action()
            return None
        except Exception as raised:
            return raised
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


@pytest.fixture
def practice():
    return a_practice()


def test_of_two_last_guardians_one_stays(practice):
    administrators = [a_member(practice, "practice_administrator") for _ in range(2)]
    guardians = [a_member(practice, "caldicott_guardian").memberships.get() for _ in range(2)]
    raised = at_once(
        *(
            lambda row=row, by=by: memberships.end(membership=row, by=by)
            for row, by in zip(guardians, administrators, strict=True)
        )
    )
    assert sorted(type(found) for found in raised if found) == [rules.LastServing]
    assert Membership.objects.filter(role="caldicott_guardian", stopped=False).count() == 1


def test_a_person_is_appointed_once(practice):
    person, administrator = a_person(), a_member(practice, "practice_administrator")
    starts_on = administrator.memberships.get().starts_on.replace(year=2100)
    raised = at_once(
        *[
            lambda: memberships.appoint(
                person=person, practice=practice, role="front_desk", starts_on=starts_on, by=administrator
            )
        ]
        * 4
    )
    assert raised.count(None) == 1
    assert {type(found).__name__ for found in raised if found} == {"NotPossible"}
    assert person.memberships.count() == 1
