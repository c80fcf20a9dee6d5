"""A consent covers its items, its recipient, its purpose and its days, and nothing wider."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from consent import covers
from consent.models import Asking, Consent

FROM, UNTIL = date(2026, 3, 2), date(2026, 3, 20)
ASKED: dict[str, Any] = {
    "item": "D06",
    "recipient": "Northmere Police",
    "purpose": "To find a witness",
    "day": date(2026, 3, 10),
}


def consent(**fields: Any) -> Consent:
    return Consent(
        **{
            "items": ["D06", "D08"],
            "recipient": "Northmere Police",
            "purpose": "To find a witness",
            "valid_from": FROM,
            "valid_until": UNTIL,
        }
        | fields
    )


@pytest.mark.parametrize("day", [FROM, FROM + timedelta(days=1), UNTIL])
@pytest.mark.parametrize("item", ["D06", "D08"])
def test_it_covers_its_items_on_its_days(item: str, day: date) -> None:
    asked = ASKED | {"item": item, "day": day}
    assert covers.why_not(consent(), **asked) == ""
    assert covers.covers(consent(), **asked)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"item": "D01"}, "does not hold D01: it is for D06, D08 alone"),
        ({"recipient": "Northmere police"}, "for “Northmere Police” alone, in these words"),
        ({"purpose": "To serve papers"}, "for another purpose"),
        ({"day": FROM - timedelta(days=1)}, "only starts on 2 March 2026"),
        ({"day": UNTIL + timedelta(days=1)}, "ended on 20 March 2026"),
    ],
)
def test_anything_wider_it_does_not_cover(change: dict[str, Any], words: str) -> None:
    assert words in covers.why_not(consent(), **ASKED | change)
    assert not covers.covers(consent(), **ASKED | change)


def test_withdrawn_it_covers_nothing() -> None:
    withdrawn = consent(withdrawn_at=timezone.now())
    assert covers.why_not(withdrawn, **ASKED) == "The consent was withdrawn."


GIVEN_AT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
KINDS: dict[str, dict[str, Any]] = {
    "alive": {},
    "withdrawn": {"withdrawn_at": GIVEN_AT + timedelta(days=1)},
    "ended": {"valid_until": FROM},
    "ahead": {"valid_from": UNTIL},
}


def asking(pk: int, answer: str = "", items: tuple[str, ...] = ("D06",), hours: int = -1) -> Asking:
    """hours: how long after the consent it was answered."""
    answered = GIVEN_AT + timedelta(hours=hours) if answer else None
    return Asking(pk=pk, answer=answer, items=list(items), answered_at=answered)


@pytest.mark.parametrize(
    ("consents", "askings", "found"),
    [
        ([], [], ""),
        ([], [(1, "")], "asked"),
        ([], [(1, "refused")], "refused"),
        ([], [(1, "refused"), (2, "no_answer")], "no_answer"),
        ([], [(2, "no_answer"), (1, "refused")], "no_answer"),
        ([], [(1, "refused"), (2, "")], "asked"),
        (["alive"], [(1, "given")], "given"),
        (["alive"], [(1, "refused")], "given"),
        (["alive"], [(1, "")], "given"),
        (["withdrawn", "alive"], [], "given"),
        (["ended", "alive"], [], "given"),
        (["withdrawn"], [(1, "given")], "withdrawn"),
        (["withdrawn"], [], "withdrawn"),
        (["withdrawn"], [(1, "given"), (2, "refused")], "refused"),
        (["withdrawn"], [(1, "given"), (2, "")], "asked"),
        (["ended"], [(1, "given")], "ended"),
        (["ahead"], [], "ended"),
        (["withdrawn", "ended"], [], "ended"),
        # A no to more items, or a no that came later, isn't lost behind the yes.
        (["alive"], [(1, "given"), (2, "refused", ("D01",))], "in_part"),
        (["alive"], [(1, "refused", ("D01", "D06"))], "in_part"),
        (["alive"], [(1, "no_answer", ("D01",))], "in_part"),
        (["alive"], [(1, "", ("D01",))], "in_part"),
        (["alive"], [(1, "given", ("D01",))], "given"),
        (["alive"], [(1, "refused", ("D06",), 0)], "given"),
        (["alive"], [(1, "refused", ("D06",), 1)], "in_part"),
        (["ended"], [(1, "given"), (2, "refused", ("D01",))], "refused"),
    ],
)
def test_what_came_of_asking(consents: list[str], askings: list[tuple[Any, ...]], found: str) -> None:
    rows = [consent(recorded_at=GIVEN_AT, **KINDS[word]) for word in consents]
    assert covers.came_of_it(rows, [asking(*row) for row in askings], ASKED["day"]) == found


@pytest.mark.parametrize(
    ("day", "found"), [(FROM, "given"), (UNTIL, "given"), (UNTIL + timedelta(1), "ended")]
)
def test_only_a_consent_that_is_valid_on_the_day_counts_as_given(day: date, found: str) -> None:
    assert covers.came_of_it([consent(recorded_at=GIVEN_AT)], [], day) == found
