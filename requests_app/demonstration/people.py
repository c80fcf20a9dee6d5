"""The practices and people of the demonstration. Everyone and every place is invented."""

from dataclasses import dataclass

from django.utils import timezone

from practices import founding, memberships, outside_guardians
from practices.models import OutsideGuardian, Person, Practice
from practices.roles import ROLES

# Everyone's password in a demonstration; the sign-in page in development needs none.
PASSWORD = "made-up-people-only"  # noqa: S105 (no secret: it is printed for whoever runs the demonstration)


@dataclass(frozen=True)
class Cast:
    """A practice of the demonstration with its people: (name, role)."""

    ods_code: str
    name: str
    nation: str
    people: tuple[tuple[str, str], ...]


LARKMOOR = Cast(
    "Y99991",
    "Larkmoor Road Surgery",
    "england",
    (
        ("Teal Marchbanks", "practice_administrator"),
        ("Dr Imre Vantongeren", "caldicott_guardian"),
        ("Pell Osgathorpe", "practice_manager"),
        ("Sunniva Hartwellby", "ig_lead"),
        ("Dr Oda Kestlebrook", "clinical_reviewer"),
        ("Wren Aldersty", "auditor"),
        ("Dr Sorrel Amblecote", "data_protection_officer"),
        ("Juno Farrowdale", "front_desk"),
    ),
)
QUILLHAVEN = Cast(
    "Y99992",
    "Quillhaven Medical Centre",
    "england",
    (
        ("Hollis Brackenridge", "practice_administrator"),
        ("Dr Bettina Kilnsey", "caldicott_guardian"),
        ("Rafe Ormerod", "practice_manager"),
        ("Maud Tansley", "ig_lead"),
        ("Dr Anselm Corrie", "clinical_reviewer"),
    ),
)
FERNHOLLOW = Cast(
    "Y99993",
    "Fernhollow Family Practice",
    "wales",
    (
        ("Ottoline Pryce", "practice_administrator"),
        ("Dr Emrys Tallach", "caldicott_guardian"),
        ("Nest Garrowby", "practice_manager"),
        ("Ivo Penhale", "ig_lead"),
        ("Dr Mair Sandoe", "clinical_reviewer"),
        ("Lowri Ashdene", "front_desk"),
    ),
)
CASTS = (LARKMOOR, QUILLHAVEN, FERNHOLLOW)


@dataclass(frozen=True)
class Stage:
    """A practice with the person who plays each role."""

    practice: Practice
    people: dict[str, Person]

    def __getitem__(self, role: str) -> Person:
        return self.people[role]


def address_of(name: str) -> str:
    """Pell Osgathorpe signs in as pell.osgathorpe@surgery.example."""
    return ".".join(name.lower().removeprefix("dr ").split()) + "@surgery.example"


def set_up(cast: Cast) -> Stage:
    """Make the practice and appoint its people by the rules: founded, appointed, confirmed."""
    practice, _ = Practice.objects.get_or_create(
        ods_code=cast.ods_code,
        defaults={
            "name": cast.name,
            "nation": cast.nation,
            "address": "1 Invented Street, Nowhere",
            "telephone": "01632 960000",
        },
    )
    people: dict[str, Person] = {}
    for name, role in cast.people:
        if role in ("practice_administrator", "caldicott_guardian"):
            membership = founding.found(practice=practice, role=role, email=address_of(name), full_name=name)
        else:
            person = Person.objects.create_user(address_of(name), name)
            membership = memberships.appoint(
                person=person,
                practice=practice,
                role=role,
                starts_on=timezone.localdate(),
                by=people["practice_administrator"],
            )
            if ROLES[role].needs_confirmation:
                memberships.confirm(membership=membership, by=people["caldicott_guardian"])
        people[role] = membership.person
        membership.person.set_password(PASSWORD)
        membership.person.save(update_fields=["password"])
    return Stage(practice, people)


def lend_guardian(to: Stage, guardian: Person) -> OutsideGuardian:
    """Agree and confirm a guardian of another practice as an outside guardian."""
    listed = outside_guardians.agree(practice=to.practice, person=guardian, by=to["practice_administrator"])
    return outside_guardians.confirm(listed=listed, by=to["caldicott_guardian"])
