"""Names of logs, people and things, and what may be one."""

import uuid

import pytest

from audit.ledger import names
from audit.ledger.errors import BadEntry

ID = uuid.UUID("11111111-1111-4111-8111-111111111111")


def test_a_practice_has_its_log_and_everything_else_the_sites() -> None:
    assert names.log_name(ID) == "practice/11111111-1111-4111-8111-111111111111"
    assert names.log_name(None) == names.SITE_LOG == "site"
    assert names.LOG.fullmatch(names.log_name(ID))
    assert names.LOG.fullmatch("site")


def test_references_are_opaque() -> None:
    assert names.reference("request", ID) == f"request:{ID}"
    with pytest.raises(BadEntry):
        names.reference("Two words", ID)


def test_event_ids_are_fresh() -> None:
    assert names.new_event_id() != names.new_event_id()


@pytest.mark.parametrize("value", ["desk.example.nhs.uk", "localhost", "example.org/desk/one"])
def test_an_origin_can_start_a_checkpoint(value: str) -> None:
    assert names.ORIGIN_PREFIX.fullmatch(value)


@pytest.mark.parametrize("value", ["", "Desk", "https://x", "a b", "a+b", "a/", "/a", "a//b", "x" * 101])
def test_other_origins_can_not(value: str) -> None:
    assert not names.ORIGIN_PREFIX.fullmatch(value)


@pytest.mark.parametrize(
    "value", ["a", "request", "Request.logged", "request.", "request logged", "a." + "b" * 80]
)
def test_an_event_is_dotted_lower_case(value: str) -> None:
    assert not names.EVENT.fullmatch(value)
    assert names.EVENT.fullmatch("request.public_interest.done")
