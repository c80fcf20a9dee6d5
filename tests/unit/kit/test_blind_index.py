"""The keyed hash that finds a person again."""

import base64
import hashlib
import hmac
from datetime import date
from typing import Any

import pytest

from kit.blind_index import blind_index, normal_name

BORN = date(1980, 2, 3)


@pytest.fixture(autouse=True)
def _key(settings: Any) -> None:
    settings.BLIND_INDEX_KEY = base64.b64encode(b"k" * 32).decode()
    settings.BLIND_INDEX_KEY_VERSION = 3


def test_it_is_an_hmac_under_the_key_with_its_version() -> None:
    expected = hmac.new(b"k" * 32, b"nhs_number\x009990000018", hashlib.sha256).hexdigest()
    assert blind_index("nhs_number", "999 000 0018") == (expected, 3)


def test_another_key_gives_another_index(settings: Any) -> None:
    before = blind_index("nhs_number", "9990000018")
    settings.BLIND_INDEX_KEY = base64.b64encode(b"l" * 32).decode()
    assert blind_index("nhs_number", "9990000018") != before


@pytest.mark.parametrize("same", ["9990000018", " 999-000-0018", "999.000.0018"])
def test_signs_in_a_number_do_not_matter(same: str) -> None:
    assert blind_index("nhs_number", same) == blind_index("nhs_number", "9990000018")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Siân O'Brien", "sian obrien"),
        ("SIAN  O’BRIEN ", "sian obrien"),
        ("Anne-Marie St. John", "anne marie st john"),
        ("Łukasz Ørsted-Straße", "lukasz orsted strasse"),
        ("İpek I\u015f\u0131k", "ipek isik"),
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("李 小龙", "李 小龙"),
    ],
)
def test_how_a_name_is_compared(name: str, expected: str) -> None:
    assert normal_name(name) == expected


def test_name_and_birth_date_together() -> None:
    index = blind_index("name_dob", ("Siân Evans", BORN))
    assert index == blind_index("name_dob", ("SIAN EVANS", BORN))
    assert index != blind_index("name_dob", ("Siân Evans", date(1980, 3, 2)))
    assert index != blind_index("name_dob", ("Evans Siân", BORN))


@pytest.mark.parametrize(("kind", "value"), [("nhs_number", "none"), ("name_dob", ("-", BORN))])
def test_nothing_has_no_index(kind: str, value: Any) -> None:
    with pytest.raises(ValueError, match="has"):
        blind_index(kind, value)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        blind_index("postcode", "NE1 1AA")
