"""May this person do it? Asked under every door: pages, API and commands all come through here.

A person's standing towards a request is their rights at its practice (or an outside guardian's
invitation), less what separation of duties bars (INV-11): who logged, triaged or reviewed a request
never decides it, and who decided never prepares. The database holds the same rule. The one departure is
an emergency on its own way, from triage straight to the approval: an emergency that goes through the
reviews is decided as any other request.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, Func, OuterRef, Q, QuerySet
from guardian.shortcuts import assign_perm, get_objects_for_user, remove_perm

from kit.errors import NotAllowed
from practices.models import OutsideGuardian, Person
from practices.permissions import Access
from practices.roles import who_can
from practices.selectors import outside_guardians_in_use
from requests_app import policies
from requests_app.models import Conflict, OutsideInvitation, Participation, Request, Triage
from requests_app.workflow import State, Transition

# Where also an emergency is handled by different people.
ORDINARY_WAY = (State.LEGAL_BASIS, State.PUBLIC_INTEREST, State.DECISION)

# What an invited guardian of another practice may do on that one request, and nothing else.
OUTSIDE_GUARDIAN = frozenset(
    {
        "view_requests",
        "see_subject",
        "see_match",
        "match_patient",
        "decide_request",
        "record_incident",
        "add_note",
    }
)
# Permissions that make the person one who prepares.
PREPARING = frozenset(
    {
        "log_request",
        "triage_request",
        "verify_requester",
        "review_legal_basis",
        "review_public_interest",
        "confirm_override",
        "record_consent",
    }
)


@dataclass(frozen=True)
class Standing:
    """One person towards one request: what they may do there, and what they did.

    is_logger: saved a part of the log or submitted it, or triaged what a program logged; emergency: it is
    on an emergency's own way.
    """

    codenames: frozenset[str]
    parts: frozenset[str]
    is_logger: bool
    emergency: bool
    outside: bool
    person_id: int
    roles: frozenset[str] = frozenset()

    def why_not(self, permission: str) -> str:
        """Why the person may not, in words; "" when they may."""
        if permission not in self.codenames:
            return "Your role does not include this."
        if self.emergency:
            return ""
        if permission == "decide_request" and Participation.PREPARES in self.parts:
            return "You logged, triaged or reviewed this request, so somebody else decides it."
        if permission in PREPARING and Participation.DECIDES in self.parts:
            return "You decided on this request, so somebody else prepares it."
        if permission == "review_public_interest" and self.is_logger:
            return "You logged this request, so another clinician weighs the public interest."
        return ""

    def may(self, permission: str) -> bool:
        return not self.why_not(permission)


def standing(request: Request, access: Access) -> Standing:
    """The person's standing towards a request that they can see. At most two queries."""
    codenames = frozenset(code for code, places in access.rights.items() if request.practice_id in places)
    outside = "view_requests" not in codenames and invited(request, access)
    if outside:
        codenames = codenames | OUTSIDE_GUARDIAN
    if request.emergency and request.state == State.TRIAGE and "decide_request" in codenames:
        # Within hours a guardian may be alone: who decides an emergency may call the requester back.
        codenames = codenames | {"verify_requester"}
    taken = Participation.objects.filter(request=request, person=person_of(access)).annotate(
        stands_in=Exists(_triaged_for_a_program(request, person_of(access)))
    )
    return Standing(
        codenames=codenames,
        parts=frozenset(row.part for row in taken),
        is_logger=any(policies.took_part_in_log(request, row) or row.stands_in for row in taken),
        emergency=request.emergency and request.state not in ORDINARY_WAY,
        outside=outside,
        person_id=person_of(access).pk,
        roles=access.roles_at(request.practice_id),
    )


def _triaged_for_a_program(request: Request, person: Person) -> QuerySet[Triage]:
    """The person's triages of a request that a program logged: they stand in for the program."""
    return Triage.objects.filter(request=request, request__logged_by__is_service=True, reviewer=person)


def involved(request: Request, person_id: int) -> bool:
    """Whether the person had any hand in it: logged, reviewed, matched, decided, released or sent it.

    They don't look back at their own emergency. No query on a request whose story is loaded.
    """
    hands = {row.person_id for row in request.participations.all()}
    hands |= {row.changed_by_id for row in request.status_changes.all() if row.changed_by_id}
    hands |= {row.matched_by_id for row in request.matches.all()}
    return person_id in hands


def invited(request: Request, access: Access) -> bool:
    """Whether the person is this request's outside guardian now."""
    return live_invitations(access).filter(request=request).exists()


def live_invitations(access: Access) -> QuerySet[OutsideInvitation]:
    """The person's invitations as an outside guardian that hold today.

    Only while they serve as a guardian somewhere and the practice keeps them on its list.
    """
    if not access.practices_where("decide_request"):
        return OutsideInvitation.objects.none()
    listed = OutsideGuardian.objects.filter(
        practice=OuterRef("request__practice"),
        person=person_of(access),
        confirmed_at__isnull=False,
        ended_at=None,
    )
    return OutsideInvitation.objects.filter(Exists(listed), person=person_of(access), ended_at=None)


def person_of(access: Access) -> Person:
    """The signed-in person; NotAllowed for nobody and for the deactivated."""
    if not isinstance(access.person, Person) or not access.person.is_active:
        raise NotAllowed("Sign in first.")
    return access.person


def check(permission: str, *, request: Request, access: Access) -> Standing:
    """Raise NotAllowed unless the person may; the request is one that they can see."""
    own = standing(request, access)
    why = own.why_not(permission)
    if why:
        raise NotAllowed(why, who_can=who_can(permission) if permission else "")
    return own


def check_transition(row: Transition, *, request: Request, access: Access) -> Standing:
    """As check, for a row of the workflow; a review that skips the test is by someone who didn't log."""
    own = check(row.permission, request=request, access=access)
    why = why_not_transition(row, own)
    if why:
        raise NotAllowed(why, who_can=who_can(row.permission))
    return own


def why_not_transition(row: Transition, own: Standing) -> str:
    """Why the person may not make this transition, in words; "" when they may. No query."""
    why = own.why_not(row.permission)
    if why:
        return why
    if row.verb == "skip_test" and own.is_logger and not own.emergency:
        return "You logged this request: a review that skips the public-interest test is by someone else."
    return ""


def check_at_practice(permission: str, *, practice_id: int, access: Access) -> None:
    """Raise NotAllowed unless the person has the permission at the practice (no request involved)."""
    if not access.may(permission, practice_id):
        raise NotAllowed("Your role does not include this.", who_can=who_can(permission))


def visible_to(access: Access) -> QuerySet[Request]:
    """The requests that a person may see: the one place where scope is decided.

    A program: those that it logged itself. A person: own practices' submitted requests; drafts to those who
    log and to whoever captured them;
    restricted ones to the people named and to auditors; one's own conflicts never; and requests
    that one was invited to as an outside guardian, until they close.
    """
    if not isinstance(access.person, Person) or not access.person.is_active:
        return Request.objects.none()
    person = access.person
    if person.is_service:
        return Request.objects.filter(
            captured_by=person, practice_id__in=access.practices_where("log_request")
        )
    reading = access.practices_where("view_requests")
    drafting = access.practices_where("log_request")
    own_drafts = access.practices_where("draft_request")
    auditing = access.practices_where("reveal_subject")
    named = named_for(person)
    submitted = Q(practice_id__in=reading) & ~Q(state=State.DRAFT)
    drafts = Q(state=State.DRAFT) & (
        Q(practice_id__in=drafting) | Q(practice_id__in=own_drafts, captured_by=person)
    )
    open_to_them = (
        ~Q(restricted=True)
        | Q(practice_id__in=auditing)
        | Q(pk__in=named)
        | Q(state=State.DRAFT, captured_by=person)
    )
    barred = Conflict.objects.filter(request=OuterRef("pk"), person=person, kind__in=Conflict.BARRING)
    return Request.objects.filter(
        (Q(submitted | drafts) & open_to_them) | invited_to(access), ~Exists(barred)
    )


def invited_to(access: Access) -> Q:
    """The requests that the person is invited to decide.

    As an array that the database makes once: beside the practices an EXISTS for each row would keep it from
    every index, and a guardian's list would read the whole register.
    """
    if not access.practices_where("decide_request"):
        return Q()
    requests = ArraySubquery(live_invitations(access).values("request"))
    template = "(%(expressions)s))"
    return Q(Func("pk", requests, template=template, arg_joiner=" = ANY(", output_field=BooleanField()))


def named_for(person: Person) -> QuerySet[Request]:
    """Restricted requests for which the person is named."""
    found: QuerySet[Request] = get_objects_for_user(
        person,
        "requests_app.view_restricted",
        klass=Request,
        with_superuser=False,
        accept_global_perms=False,
        use_groups=False,
    )
    return found.order_by().values("pk")  # type: ignore[return-value]


def name_people(request: Request, people: Iterable[Person]) -> None:
    """Let exactly these people see a restricted request."""
    wanted = {person.pk: person for person in people}
    held = {row.user_id: row.user for row in request.requestuserobjectpermission_set.select_related("user")}
    for pk in held.keys() - wanted.keys():
        remove_perm("requests_app.view_restricted", held[pk], request)
    for pk in wanted.keys() - held.keys():
        assign_perm("requests_app.view_restricted", wanted[pk], request)


def those_who_see(request: Request, people: QuerySet[Person]) -> QuerySet[Person]:
    """Of these people, those not barred from the request and, where it is restricted, named for it."""
    barred = Conflict.objects.filter(request=request, kind__in=Conflict.BARRING).values("person")
    seeing = people.exclude(pk__in=barred)
    if request.restricted:
        seeing = seeing.filter(pk__in=request.requestuserobjectpermission_set.values("user"))
    return seeing


def outside_guardians(request: Request) -> QuerySet[Person]:
    """Those who are invited to decide it, still on the practice's list, and not barred from it."""
    barred = Conflict.objects.filter(request=request, kind__in=Conflict.BARRING).values("person")
    invited = request.invitations.filter(ended_at=None).values("person")
    return outside_guardians_in_use(request.practice).filter(pk__in=invited).exclude(pk__in=barred)


def check_after_refusal(request: Request, guardian: Person) -> None:
    """After a refusal no other guardian is asked without new evidence and the IG lead's reason."""
    refused = request.decisions.filter(approves=False).exclude(decided_by=guardian)
    if refused.exists() and not request.new_evidence:
        raise NotAllowed(
            "Another guardian refused this request. Nobody else is asked unless the information-governance "
            "lead reopens it with new evidence.",
            who_can="The guardian who refused, or an information-governance lead who reopens it",
        )
