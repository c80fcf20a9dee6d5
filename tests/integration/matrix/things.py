"""What else pages are about: people and their roles, register entries, incidents."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from audit.ledger.api import entries_about, log_name
from practices import deputies, memberships, outside_guardians, service_accounts
from practices.invitations import password_link
from practices.models import Deputyship, Membership, OutsideGuardian, Person
from requests_app.journey import incident
from requests_app.models import Incident, RequesterOrganisation
from tests.factories import journeys, people
from tests.integration.matrix import scenes
from tests.integration.matrix.world import Thing, World
from tests.integration.pages.deciding import organisation_of


def practice(w: World) -> Thing:
    """Addresses below a practice's code."""
    return Thing((w.team.practice.ods_code,))


def entry(w: World) -> Thing:
    """The entry of a request's submission."""
    request = w.made(scenes.at_decision)
    log = log_name(w.team.practice.public_id)
    (found,) = entries_about(log, request.about, only_events=["request.submitted"])
    return Thing((w.team.practice.ods_code, found.event_id), request)


def entry_of_request(w: World) -> Thing:
    """The same, where its request's history offers it."""
    found = entry(w)
    assert found.request
    return Thing((found.request.key, found.args[1]), found.request)


def first_entry(w: World) -> Thing:
    """The first entry of the practice's ledger, by its number."""
    return Thing((w.team.practice.ods_code, 0))


def _below(w: World, row: Any) -> Thing:
    return Thing((w.team.practice.ods_code, row.public_id), about=row)


def front_desk(w: World) -> Thing:
    """Somebody of the practice."""
    return _below(w, w.team.front_desk)


def invited(w: World) -> Thing:
    """Somebody who has not set a password yet."""
    return _below(w, people.a_member(w.team.practice, "front_desk", full_name="Nan Newly"))


def newcomer(w: World) -> Thing:
    """Somebody whose roles have ended."""
    person = people.a_person("Nan Formerly")
    row = people.a_membership(w.team.practice, "front_desk", person=person)
    memberships.end(membership=row, by=w.team.practice_administrator)
    return _below(w, person)


def deactivated(w: World) -> Thing:
    """The same, with the account closed."""
    found = newcomer(w)
    Person.objects.filter(pk=found.about.pk).update(
        is_active=False, deactivated_by=w.team.practice_administrator, deactivated_at=timezone.now()
    )
    return found


def role_to_end(w: World) -> Thing:
    """The clinical reviewer's."""
    return _below(w, Membership.objects.get(person=w.team.clinical_reviewer))


def role_to_confirm(w: World) -> Thing:
    """An IG lead whom the administrator appointed."""
    row = memberships.appoint(
        person=people.a_person("Iris Lead"),
        practice=w.team.practice,
        role="ig_lead",
        starts_on=timezone.localdate(),
        by=w.team.practice_administrator,
    )
    return _below(w, row)


def deputy_to_confirm(w: World) -> Thing:
    """For the reviewer, from today."""
    today = timezone.localdate()
    row = deputies.name(
        deputy=people.a_person("Dora Deputy"),
        absent=w.team.clinical_reviewer,
        practice=w.team.practice,
        role="clinical_reviewer",
        starts_on=today,
        ends_on=today + timedelta(days=3),
        by=w.team.practice_administrator,
    )
    return _below(w, row)


def deputy_to_end(w: World) -> Thing:
    """Of the guardian."""
    person = people.a_deputy(
        w.team.practice,
        "caldicott_guardian",
        absent=w.team.caldicott_guardian,
        person=people.a_person("Dov Deputy"),
    )
    return _below(w, Deputyship.objects.get(deputy=person))


def outside_to_confirm(w: World) -> Thing:
    """A guardian of another practice whom the administrator agreed."""
    person = people.a_member(people.a_practice(), "caldicott_guardian", full_name="Bettina Neighbour")
    row = outside_guardians.agree(practice=w.team.practice, person=person, by=w.team.practice_administrator)
    return _below(w, row)


def outside_to_end(w: World) -> Thing:
    """One who is on the list."""
    person = people.a_member(people.a_practice(), "caldicott_guardian", full_name="Bo Neighbour")
    people.an_outside_guardian(w.team.practice, person=person)
    return _below(w, OutsideGuardian.objects.get(person=person))


def closure(w: World) -> Thing:
    """A day on which the practice will be closed."""
    return _below(w, people.a_closure(w.team.practice))


def service_account(w: World) -> Thing:
    """A program with a token."""
    by = w.team.practice_administrator
    account = service_accounts.make(practice=w.team.practice, name="Docman intake", by=by)
    service_accounts.issue(account=account, expires_on=timezone.localdate(), by=by)
    account.tokens.update(beginning="desk_AAAAAA")
    return _below(w, account.person)


def service_token(w: World) -> Thing:
    """The program's token."""
    account = w.made(service_account)
    token = account.about.service_account.tokens.get()
    return Thing((*account.args, token.public_id), about=token)


def invitation(w: World) -> Thing:
    """The outside guardian's invitation to a request in triage."""
    request = w.made(scenes.in_triage)
    return Thing((request.key, w.team.outside.public_id), request)


def register_entry(w: World) -> Thing:
    """Entered by the IG lead, its number not confirmed yet."""
    entry: RequesterOrganisation = organisation_of(w.team)
    return Thing((entry.key,), about=entry)


def incident_of_request(w: World) -> Thing:
    """Recorded by the manager about a request that CON must not see."""
    request = w.made(scenes.disclosed)
    row: Incident = incident.record_incident(
        practice=w.team.practice,
        request=journeys.fresh(request),
        by=w.team.practice_manager,
        data={
            "kind": "extra_item",
            "what_left": "A previous address too",
            "to_whom": "The same officer",
            "happened_at": None,
            "aware_at": timezone.now() - timedelta(hours=1),
        },
    )
    return Thing((row.key,), about=row)


def password_page(w: World) -> Thing:
    """The page behind a mailed link, which is opened first."""
    link = password_link(w.team.front_desk)
    path = link[link.index("/accounts/") :]
    return Thing(opens_first=path)


def demonstration_person(w: World) -> Thing:
    """Offered on the sign-in page, in development only."""
    return Thing((w.team.front_desk.public_id,))


def law_table(w: World) -> Thing:
    """A table of the law."""
    return Thing(("powers",))


def law_entry(w: World) -> Thing:
    """An entry of the law."""
    return Thing(("powers", "IM-01"))


def law_since(w: World) -> Thing:
    """The version of the law under which a request was triaged."""
    request = w.made(scenes.under_older_law)
    return Thing((request.key, request.triage_set.get().catalogue_version[:12]), request)
