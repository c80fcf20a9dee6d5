"""The pages of this room: what each is about, its address, and one of everything that it can be about."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from practices import closures, deputies, memberships, outside_guardians, service_accounts
from tests.factories.people import a_member, a_person, a_practice

DAY = timedelta(days=1)
PA, CG, IG = "practice_administrator", "caldicott_guardian", "ig_lead"


def one_of_everything(staff):
    """The practice with one of everything that a page can be about."""
    today = timezone.localdate()
    staff.neighbour = a_member(a_practice(), CG, full_name="Bettina Neighbour")
    staff.listed = outside_guardians.agree(
        practice=staff.practice, person=staff.neighbour, by=staff.administrator
    )
    staff.waiting = memberships.appoint(
        person=a_person("Iris Lead"),
        practice=staff.practice,
        role=IG,
        starts_on=today,
        by=staff.administrator,
    )
    staff.deputyship = deputies.name(
        deputy=a_person("Dora Deputy"),
        absent=staff.guardian,
        practice=staff.practice,
        role=CG,
        starts_on=today,
        ends_on=today + DAY,
        by=staff.administrator,
    )
    staff.program = service_accounts.make(
        practice=staff.practice, name="Docman intake", by=staff.administrator
    )
    staff.token, _ = service_accounts.issue(account=staff.program, expires_on=today, by=staff.administrator)
    staff.closure = closures.add(
        practice=staff.practice, first_day=today + DAY, last_day=today + DAY, reason="Staff training",
        by=staff.administrator,
    )  # fmt: skip
    return staff


#: What a page that is about one thing is about.
ABOUT_SOMETHING = {
    "person": lambda world: world.desk,
    "person_invite": lambda world: world.desk,
    "person_deactivate": lambda world: world.desk,
    "person_reactivate": lambda world: world.desk,
    "membership_end": lambda world: world.desk.memberships.get(),
    "membership_confirm": lambda world: world.waiting,
    "deputy_confirm": lambda world: world.deputyship,
    "deputy_end": lambda world: world.deputyship,
    "outside_guardian_confirm": lambda world: world.listed,
    "outside_guardian_end": lambda world: world.listed,
    "closure_end": lambda world: world.closure,
    "service_account": lambda world: world.program.person,
    "service_token_issue": lambda world: world.program.person,
    "service_account_end": lambda world: world.program.person,
    "service_token_revoke": lambda world: (world.program.person, world.token),
}


def address(world, name):
    subject = ABOUT_SOMETHING.get(name)
    found = subject(world) if subject else ()
    things = found if isinstance(found, tuple) else (found,)
    return reverse(name, args=[world.practice.ods_code, *(thing.public_id for thing in things)])
