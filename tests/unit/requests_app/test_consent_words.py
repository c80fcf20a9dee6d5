"""Where a consent stands on a day, and how it is named where one is chosen."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from consent.models import Consent
from requests_app.presenters import consents


def consent(**fields: Any) -> Consent:
    return Consent(
        **{
            "items": ["D06", "D08"],
            "recipient": "Northmere Police",
            "valid_from": date(2026, 3, 2),
            "valid_until": date(2026, 3, 20),
        }
        | fields
    )


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 1), "Not valid yet"),
        (date(2026, 3, 2), "Valid"),
        (date(2026, 3, 20), "Valid"),
        (date(2026, 3, 21), "Ended"),
    ],
)
def test_where_it_stands(day: date, words: str) -> None:
    assert consents.standing(consent(), day)[0] == words
    assert consents.standing(consent(withdrawn_at=timezone.now()), day)[0] == "Withdrawn"


def test_a_withdrawn_one_is_not_offered_and_none_is_named_by_a_person() -> None:
    alive, gone = consent(given_by_name="Ottoline Quince"), consent(withdrawn_at=timezone.now())
    (choice,) = consents.to_choose([alive, gone])
    assert choice == (str(alive.key), "D06, D08 for Northmere Police, until 20 March 2026")
