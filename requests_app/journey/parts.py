"""The parts of a request that its log asks for, written from cleaned forms; a correction writes them too."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from kit.blind_index import blind_index
from practices.models import Person
from requests_app import permissions
from requests_app.journey.unit import Work, actor_of, require, require_known
from requests_app.law.loader import catalogue
from requests_app.models import AskedItem, ClaimedLaw, Instrument, Request, Requester, Subject
from requests_app.models.request import Channel, SubjectKind, Urgency


def write_received(unit: Work, data: Mapping[str, Any]) -> None:
    """How and when it came."""
    require_known([data["channel"]], Channel.values, "How it came")
    for name in ("channel", "received_on", "received_time", "arrival_note"):
        setattr(unit.request, name, data[name])


def write_requester(unit: Work, data: Mapping[str, Any]) -> None:
    """Who asks, as they say."""
    require_known([data["kind"]], catalogue().requester_kinds, "Who asks")
    require(bool(data["organisation_name"].strip()), "Name the organisation that asks.")
    chosen = data["organisation"]
    require(chosen is None or chosen.practice_id == unit.request.practice_id, "It is not in your register.")
    Requester.objects.update_or_create(request=unit.request, defaults=dict(data))


def write_subject(unit: Work, data: Mapping[str, Any]) -> None:
    """Whose data: one person, several, or nobody named."""
    require_known([data["subject_kind"]], SubjectKind.values, "Whose data they ask for")
    unit.request.subject_kind = data["subject_kind"]
    unit.request.subject_description = data.get("subject_description", "")
    people = list(data.get("subjects", []))
    if data["subject_kind"] == SubjectKind.NOBODY_NAMED:
        people = []
    require(data["subject_kind"] != SubjectKind.ONE or len(people) <= 1, "One person, or several: choose.")
    require(all(any(map(str.isalpha, row["name"])) for row in people), "A name has letters.")
    unit.request.subject_version += 1
    unit.request.subjects.all().delete()
    for position, person in enumerate(people, start=1):
        Subject.objects.create(request=unit.request, position=position, **dict(person), **indexes(person))


def indexes(person: Mapping[str, Any]) -> dict[str, Any]:
    """The keyed hashes under which a person can be found without an identifier in clear."""
    found: dict[str, Any] = {}
    if person.get("nhs_number"):
        found["nhs_number_index"], found["index_key_version"] = blind_index(
            "nhs_number", person["nhs_number"]
        )
    if person.get("name") and person.get("date_of_birth"):
        found["name_and_birth_index"], found["index_key_version"] = blind_index(
            "name_dob", (person["name"], person["date_of_birth"])
        )
    return found


def write_items(unit: Work, data: Mapping[str, Any]) -> None:
    """Which items, by code or in the requester's own words; clinical ones are proposed as withheld."""
    unit.request.items.all().delete()
    for position, item in enumerate(asked_items(data), start=1):
        AskedItem.objects.create(request=unit.request, position=position, **item)
    unit.request.items_done = True
    unit.facts["items"] = [item.token for item in unit.request.items.all()]


def asked_items(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The items of the form as rows: codes first, then the requester's own words."""
    known = catalogue().items
    require_known(data["codes"], known, "The items")
    rows: list[dict[str, Any]] = [
        {
            "code": code,
            "detail": data.get("details", {}).get(code, ""),
            "proposed_withheld": known[code].proposed_withheld,
        }
        for code in dict.fromkeys(data["codes"])
    ]
    rows += [
        {"own_words": words, "proposed_withheld": bool(data.get("own_words_clinical"))}
        for words in data.get("own_words", [])
    ]
    return rows


def write_purpose(unit: Work, data: Mapping[str, Any]) -> None:
    """What they want it for, and the offence where one is alleged."""
    unit.request.purpose, unit.request.offence = data["purpose"], data["offence"]


def write_law(unit: Work, data: Mapping[str, Any]) -> None:
    """The law and any agreement that the requester claims, the instrument, and any comply-by date."""
    request, codes = unit.request, list(dict.fromkeys(data["codes"]))
    require_known(codes, catalogue().claimable, "The law that they claim")
    request.claimed_words, request.claimed_agreement = data["claimed_words"], data["claimed_agreement"]
    request.agreement = data.get("agreement")
    request.no_law_claimed = data["no_law_claimed"]
    request.comply_by, request.comply_by_time = data["comply_by"], data["comply_by_time"]
    request.claims.all().delete()
    ClaimedLaw.objects.bulk_create([ClaimedLaw(request=request, code=code) for code in codes])
    Instrument.objects.filter(request=request).delete()
    if data.get("instrument"):
        require_known([data["instrument"]["kind"]], dict(Instrument.KINDS), "What came with it")
        Instrument.objects.create(request=request, **data["instrument"])
    unit.facts["claims"] = codes


def write_urgency(unit: Work, data: Mapping[str, Any]) -> None:
    """How urgent. An emergency: a named person, a requester who protects people, no immigration purpose.

    Whoever logs it answers that (no_immigration_purpose); the guardian is asked again.
    """
    request = unit.request
    require_known([data["urgency"]], Urgency.values, "How urgent it is")
    if data["urgency"] == Urgency.EMERGENCY:
        require(
            data.get("no_immigration_purpose") is True,
            "An emergency has no immigration purpose: say that you asked, or choose another urgency.",
        )
        unit.facts["immigration_purpose"] = False
    request.urgency = data["urgency"]
    request.emergency = data["urgency"] == Urgency.EMERGENCY
    request.emergency_reason = data["emergency_reason"] if request.emergency else ""
    # Those who saved a part before the flag was set share it: the pair is a foreign key.
    request.participations.update(emergency=request.emergency)


def write_restriction(unit: Work, data: Mapping[str, Any]) -> None:
    """Whether only named people may see it."""
    unit.request.restricted = data["restricted"]
    people: Collection[Person] = data["people"] if data["restricted"] else []
    require(bool(people) or not data["restricted"], "Name who may see it, or nobody could go on with it.")
    permissions.name_people(unit.request, people)
    unit.facts["restricted"] = data["restricted"]
    unit.facts["named"] = [actor_of(person) for person in people]


WRITERS: dict[str, Callable[[Work, Mapping[str, Any]], None]] = {
    "received": write_received,
    "requester": write_requester,
    "subject": write_subject,
    "items": write_items,
    "purpose": write_purpose,
    "law": write_law,
    "urgency": write_urgency,
    "restriction": write_restriction,
}


def describe(request: Request, part: str) -> dict[str, Any]:
    """What a part of the saved request says, in words for a reviewer who looks for the difference."""
    return _DESCRIPTIONS[part](Request.objects.get(pk=request.pk))


def _describe_requester(request: Request) -> dict[str, Any]:
    names = [f.name for f in Requester._meta.fields if f.name not in ("id", "request", "organisation")]
    return {name: str(getattr(request.requester, name) or "") for name in names}


def _describe_subject(request: Request) -> dict[str, Any]:
    people = [
        f"{s.name}, also known as {s.other_names or 'not said'}, born {s.date_of_birth or 'not said'}, "
        f"NHS number {s.nhs_number or 'not said'}, {s.address or 'no address'}, "
        f"{s.get_role_display().lower()}{', said to have died' if s.deceased else ''}"
        for s in request.subjects.all()
    ]
    return {"kind": request.subject_kind, "description": request.subject_description, "people": people}


def _describe_items(request: Request) -> dict[str, Any]:
    return {"items": [f"{item.code or item.own_words} {item.detail}".strip() for item in request.live_items]}


def _describe_purpose(request: Request) -> dict[str, Any]:
    return {"purpose": request.purpose, "offence": request.offence}


def _describe_law(request: Request) -> dict[str, Any]:
    paper = Instrument.objects.filter(request=request).first()
    return {
        "claims": [claim.code for claim in request.claims.all()],
        "words": request.claimed_words,
        "agreement": request.claimed_agreement,
        "agreement_in_register": request.agreement.name if request.agreement else "",
        "no_law": "Yes" if request.no_law_claimed else "No",
        "comply_by": " ".join(str(v) for v in (request.comply_by, request.comply_by_time) if v),
        "instrument": _instrument_words(paper) if paper else "",
    }


def _instrument_words(paper: Instrument) -> str:
    named = "names this practice" if paper.names_practice else "does not name this practice"
    served = f"served {paper.served_on}" if paper.served_on else "not served"
    return ", ".join(
        filter(None, [str(paper), paper.issued_by, paper.serial, f"dated {paper.dated}", served, named])
    )


_DESCRIPTIONS: dict[str, Callable[[Request], dict[str, Any]]] = {
    "requester": _describe_requester,
    "subject": _describe_subject,
    "items": _describe_items,
    "purpose": _describe_purpose,
    "law": _describe_law,
}
