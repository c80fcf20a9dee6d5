"""Cases over the whole catalogue: what the pre-check says of each, and that nothing is left unused."""

import pytest

from requests_app.law import catalogue
from requests_app.law.vocabulary import LineKind
from tests.cases.reading import Case, further_cases

CASES = further_cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_case(case: Case) -> None:
    assert case.said() == case.expected


def test_there_are_forty_and_more_each_with_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 40


def claimed() -> set[str]:
    return {code for case in CASES for code in case.question.claims}


@pytest.mark.parametrize("table", ["powers", "exemptions", "claims"])
def test_every_law_is_claimed_at_least_once(table: str) -> None:
    assert set(getattr(catalogue(), table)) <= claimed()


def test_every_prohibition_bites_at_least_once() -> None:
    said = {line for case in CASES for lines in case.said().values() for line in lines}
    for code in catalogue().prohibitions:
        assert {f"prohibited {code}", f"court-only {code}", f"reminder {code}"} & said, code
    assert set(catalogue().prohibitions) == {code for case in CASES for code in case.question.flags}


def test_every_outcome_is_reached_at_least_once() -> None:
    """They are played through the journey in tests/integration/journey/test_further_cases_played.py."""
    assert {case.given["outcome"] for case in CASES if "outcome" in case.given} == set(catalogue().outcomes)


def test_every_item_requester_and_rule_is_used_at_least_once() -> None:
    assert {item for case in CASES for item in case.question.items} == set(catalogue().items)
    assert {case.question.requester_kind for case in CASES} == set(catalogue().requester_kinds)
    said = {line for case in CASES for lines in case.said().values() for line in lines}
    assert set(catalogue().checks) <= said


def test_the_cases_say_something_of_every_kind() -> None:
    assert {kind for case in CASES for kind in case.expected} == set(map(str, LineKind))
