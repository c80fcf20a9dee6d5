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


def asking(pk: int, answer: str = "") -> Asking:
    return Asking(pk=pk, answer=answer, answered_at=datetime(2026, 3, 1, tzinfo=UTC) if answer else None)


@pytest.mark.parametrize(
    ("consents", "askings", "found"),
    [
        ([], [], ""),
        ([], [(1, "")], ""),
        ([], [(1, "refused")], "refused"),
        ([], [(1, "refused"), (2, "no_answer")], "no_answer"),
        ([], [(2, "no_answer"), (1, "refused")], "no_answer"),
        (["alive"], [(1, "refused")], "given"),
        (["withdrawn", "alive"], [], "given"),
        (["withdrawn"], [(1, "given")], "withdrawn"),
        (["withdrawn"], [], "withdrawn"),
        (["withdrawn"], [(1, "given"), (2, "refused")], "refused"),
        (["withdrawn"], [(1, "given"), (2, "")], "withdrawn"),
    ],
)
def test_what_came_of_asking(consents: list[str], askings: list[tuple[int, str]], found: str) -> None:
    rows = [consent(withdrawn_at=timezone.now() if word == "withdrawn" else None) for word in consents]
    assert covers.came_of_it(rows, [asking(*row) for row in askings]) == found
