"""Values arrive in PostgreSQL as they are, in one array."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from kit.arrays import any_of, as_array
from practices.models import Practice
from tests.factories.people import a_practice

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 9, 16, 6, 30, 15, 250, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("bigint", [3, -1, 2**62, None]),
        ("bigint", []),
        ("boolean", [True, False, None]),
        ("timestamptz", [MOMENT, None]),
        ("text", ["", "due", "NULL", 'a "word"', "back\\slash", "{a,b}", "’", "per % cent", None]),
    ],
    ids=["numbers", "none", "yes and no", "moments", "words"],
)
def test_values_arrive_as_they_are(kind: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [as_array(values)])
        assert cursor.fetchone() == (values,)


def test_any_of_finds_those(db: None) -> None:
    first, _, third = a_practice(), a_practice(), a_practice()

    assert set(Practice.objects.filter(pk__in=any_of([first.pk, third.pk]))) == {first, third}
    assert not Practice.objects.filter(pk__in=any_of([])).exists()
