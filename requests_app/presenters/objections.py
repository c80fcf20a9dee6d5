"""What a person objected to, in words: on their own page, and on each request that it may be about."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from consent.models import Objection
from consent.models.objection import Against, SaidBy
from consent.objecting import SAMENESS_WORDS, Known, Sameness, same_person
from kit.dates import long_date
from requests_app import policies
from requests_app.law.loader import catalogue
from requests_app.models import AskedItem, ObjectionWeighing, Request
from requests_app.models.weighing import Conclusion
from requests_app.presenters.chapter import Chapter, Row, by_whom, given, item_name
from requests_app.presenters.work import kind_label

FACTOR = "A6"
# What is said of an objection that may be somebody else's.
DOUBTFUL = (Sameness.NAME_OTHER_NUMBER, Sameness.LINKED)
WAYS = {"nhs_number_index": "NHS number", "name_and_birth_index": "name with a date of birth"}
NO_VETO = (
    "An objection decides nothing by itself. Where the law compels, by a duty or an order that is in order, "
    "it does not stop the disclosure: what is compelled leaves, within its terms, and the patient’s view "
    "goes on record. Where the law only permits, it is weighed."
)


def what_against(objection: Objection) -> str:
    """Which requests it is about."""
    if objection.against == Against.KIND:
        return f"Requests from {kind_label(objection.requester_kind).lower()}"
    if objection.against == Against.ORGANISATION:
        return f"Requests from {objection.organisation_name}"
    return Against.EVERYBODY.label


def which_items(objection: Objection) -> list[str]:
    """Which details it is about."""
    known = catalogue().items
    return [f"{code} {known[code].label}" if code in known else code for code in objection.items] or [
        "Any detail about them"
    ]


def rows_of(objection: Objection) -> list[Row]:
    """The objection as it was said."""
    speaker = SaidBy(objection.said_by).label
    return given(
        ("They said", objection.words),
        ("It is about", what_against(objection)),
        ("Details", which_items(objection)),
        ("Said by", f"{speaker}: {objection.speaker}" if objection.speaker else speaker),
        ("Said on", f"{long_date(objection.said_on)}, {objection.get_how_display().lower()}"),
        ("Recorded by", by_whom(objection.recorded_by, objection.recorded_at)),
        *_ended(objection),
    )


def _ended(objection: Objection) -> list[Row]:
    if objection.ended_at is None:
        return []
    return [
        ("Taken back", objection.ended_because),
        ("Recorded as taken back by", by_whom(objection.ended_by, objection.ended_at)),
    ]


def tag_of(objection: Objection) -> tuple[str, str]:
    """Whether it stands."""
    return ("Taken back", "grey") if objection.ended_at else ("Stands", "orange")


def on_their_page(objections: Iterable[Objection], page: Known) -> list[Mapping[str, Any]]:
    """For the person's own page: each with whether it stands, and where it may be somebody else's."""
    return [
        {
            "key": objection.key,
            "stands": objection.ended_at is None,
            "chapter": Chapter(
                f"objection-{number}",
                f"Objection {number}: {what_against(objection).lower()}",
                rows_of(objection),
                tag=tag_of(objection),
                warnings=_in_doubt(same_person(objection, page) or Sameness.LINKED),
            ),
        }
        for number, objection in enumerate(objections, start=1)
    ]


def chapters(request: Request) -> list[Chapter]:
    """One chapter for each objection of the request's loaded story, those that stand first."""
    ended = [row for row in policies.objections_of(request) if row.ended_at is not None]
    found = enumerate([*standing_here(request), *ended], start=1)
    return [_chapter(request, objection, number) for number, objection in found]


def _chapter(request: Request, objection: Objection, number: int) -> Chapter:
    weighed = policies.weighing_of(request, objection)
    concerned = policies.concerned_by(request, objection)
    rows = [*rows_of(objection), *in_this_request(request, objection, concerned, weighed)]
    return Chapter(
        f"objection-{number}",
        f"Objection {number}: {what_against(objection).lower()}",
        rows,
        tag=standing(objection, concerned, weighed),
        warnings=_doubt(request, objection),
    )


def standing(
    objection: Objection, concerned: Sequence[str], weighed: ObjectionWeighing | None
) -> tuple[str, str]:
    """In a word: taken back, about other requests, to be weighed, or how it was weighed."""
    if objection.ended_at is not None:
        return ("Taken back", "grey")
    if not concerned:
        return ("About other requests", "grey")
    if weighed is None:
        return ("To be weighed", "yellow")
    colour = "orange" if weighed.conclusion == Conclusion.UPHELD else "grey"
    return (Conclusion(weighed.conclusion).label, colour)


def in_this_request(
    request: Request, objection: Objection, concerned: Sequence[str], weighed: ObjectionWeighing | None
) -> list[Row]:
    """Which of its items it is about, and how it was weighed."""
    names = item_names(request)
    rows = given(("Items of this request", [names.get(token, token) for token in concerned]))
    if weighed is not None:
        rows += given(
            ("Weighed", Conclusion(weighed.conclusion).label),
            ("Upheld for", [names.get(token, token) for token in weighed.upheld]),
            ("Because", weighed.reason),
            ("Weighed by", by_whom(weighed.weighed_by, weighed.weighed_at)),
        )
    return rows


def item_names(request: Request) -> dict[str, str]:
    """The request's items by token."""
    asked: Iterable[AskedItem] = policies.asked_now(request)
    return {item.token: item_name(item) for item in asked}


def _doubt(request: Request, objection: Objection) -> list[str]:
    return _in_doubt(policies.sameness_of(request, objection))


def _in_doubt(same: Sameness) -> list[str]:
    return [SAMENESS_WORDS[same]] if same in DOUBTFUL else []


def not_found_by(request: Request) -> list[str]:
    """What the requester left out of the request's people, by which an objection may be recorded."""
    said = []
    for subject in request.subjects.all():
        missing = [label for name, label in WAYS.items() if not getattr(subject, name)]
        who = subject.name or "The person"
        if len(missing) == len(WAYS):
            said.append(f"{who}: no {' and no '.join(missing)} is given, so no objection can be found.")
        elif missing:
            said.append(
                f"{who}: no {missing[0]} is given. What was recorded under that alone may be missing here."
            )
    return said


def standing_here(request: Request) -> list[Objection]:
    """The objections of the request's person that were not taken back, the latest first."""
    return [row for row in policies.objections_of(request) if row.ended_at is None]


def in_short(request: Request) -> dict[str, Any]:
    """For reviewers and the guardian: each objection that is not taken back, and what is left to weigh."""
    return {
        "chapters": [
            _chapter(request, objection, number)
            for number, objection in enumerate(standing_here(request), start=1)
        ],
        "to_weigh": len(policies.to_weigh(request)),
        "about": any(policies.concerned_by(request, row) for row in standing_here(request)),
        "not_found_by": not_found_by(request),
        "no_veto": NO_VETO,
        "factor": FACTOR,
    }


def choices(request: Request) -> list[tuple[str, str, str]]:
    """The objections that are about this request, to choose one to weigh."""
    found = []
    for number, objection in enumerate(standing_here(request), start=1):
        tokens = policies.concerned_by(request, objection)
        weighed = policies.weighing_of(request, objection)
        if tokens:
            text = f"Objection {number}, said on {long_date(objection.said_on)}"
            found.append((str(objection.key), text, standing(objection, tokens, weighed)[0]))
    return found
