"""The gates of an emergency, each with its answer, for the guardian who has minutes."""

from dataclasses import replace

from kit.tables import Cell
from practices.models import Practice
from practices.roles import who_can
from requests_app import policies
from requests_app.law import rules
from requests_app.law.loader import catalogue
from requests_app.models import Match, Request
from requests_app.models.request import SubjectKind
from requests_app.presenters import decision as read

MET, NOT_MET, LOOK = ("Yes", "green"), ("No", "red"), ("Look", "yellow")
# In an emergency nobody has reviewed the law yet; what outweighs confidentiality is the public interest.
PUBLIC_INTEREST = "CLDC-5"


def out_of_hours(practice: Practice) -> dict[str, str]:
    """Whom to ring now, as the practice's administrator set it; who can set it where nobody did."""
    return {
        "name": practice.name,
        "text": practice.out_of_hours,
        "who_can": f"A {who_can('manage_people').lower()}",
    }


def gates(case: Request) -> list[list[Cell]]:
    """Question, answer, what to know."""
    return [_named(case), _danger(case), _asks(case), _verified(case), _matched(case), _stops(case)]


def _row(question: str, answer: tuple[str, str], known: str) -> list[Cell]:
    return [Cell(question), Cell(answer[0], colour=answer[1]), Cell(known)]


def _named(case: Request) -> list[Cell]:
    named = case.subject_kind != SubjectKind.NOBODY_NAMED
    return _row("Is a person named?", MET if named else NOT_MET, case.get_subject_kind_display())


def _danger(case: Request) -> list[Cell]:
    return _row("Does somebody risk death or serious harm within hours?", LOOK, case.emergency_reason)


def _asks(case: Request) -> list[Cell]:
    kind = catalogue().requester_kinds.get(case.requester.kind)
    fits = case.requester.kind in policies.EMERGENCY_KINDS
    return _row(
        "Do police, ambulance or safeguarding ask?",
        MET if fits else NOT_MET,
        f"{case.requester.organisation_name} ({kind.label if kind else case.requester.kind})",
    )


def _verified(case: Request) -> list[Cell]:
    checked = policies.live(case.verifications.all())
    level = checked.level if checked else "V0"
    enough = rules.at_least(level, "V2")
    known = catalogue().verification_levels[level]
    return _row("Is the requester verified to V2?", MET if enough else NOT_MET, f"{level} {known.label}")


def _matched(case: Request) -> list[Cell]:
    match = policies.live(case.matches.all())
    found = match is not None and match.result == Match.MATCHED
    return _row(
        "Is the person matched to a record?",
        MET if found else NOT_MET,
        match.get_result_display() if match else "Nobody has looked yet",
    )


def _stops(case: Request) -> list[Cell]:
    flags = policies.record_flags(case)
    stops = sorted(flags.intersection(policies.EMERGENCY_STOPS))
    if stops:
        return _row("No prohibition PR-01 to PR-04?", NOT_MET, f"Prohibited: {', '.join(stops)}")
    if "PR-05" in flags:
        text = "PR-05: the location is protected. Ask first whether telling them “safe and well” is enough."
        return _row("No prohibition PR-01 to PR-04?", LOOK, text)
    return _row("No prohibition PR-01 to PR-04?", MET, ", ".join(sorted(flags)) or "None seen")


def offered(case: Request) -> list[read.ItemRead]:
    """The items that an emergency covers, with what stops each."""
    checked = policies.live(case.verifications.all())
    level = checked.level if checked else "V0"
    return [
        replace(
            item,
            stop=policies.verification_gap(case, level, token=item.token, effect="permitted", emergency=True),
            confidentiality=PUBLIC_INTEREST,
            in_a_line="",
        )
        for item in read.items_read(case)
        if item.token in policies.EMERGENCY_ITEMS
    ]


def left_out(case: Request) -> list[str]:
    """The tokens that an emergency does not cover: they stay withheld."""
    return [item.token for item in policies.asked_now(case) if item.token not in policies.EMERGENCY_ITEMS]
