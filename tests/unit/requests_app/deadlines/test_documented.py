"""The document on dates names every rule and every limit, as the code has them."""

import re
from pathlib import Path

import pytest

from requests_app.deadlines import RULES, RuleCode, calendar_ends
from requests_app.deadlines.further import FURTHER, FurtherCode
from requests_app.deadlines.rules import OUTLIVING_CLOSING, PAUSED_FOR_CLARIFICATION, PAUSED_WHILE_ASKING
from requests_app.deadlines.targets import SILENCE, STANDARD

TEXT = (Path(__file__).parents[4] / "docs" / "deadlines.md").read_text()
ROWS = {
    found[1]: [cell.strip() for cell in found[0].strip("|").split("|")]
    for found in re.finditer(r"^\| `(\w+)` .*$", TEXT, re.MULTILINE)
}


def test_every_rule_has_its_row() -> None:
    assert set(ROWS) == {str(rule) for rule in RuleCode}


@pytest.mark.parametrize("rule", [rule for rule in RuleCode if rule is not RuleCode.COMPLAINT_ICO])
def test_a_row_says_what_the_code_does(rule: RuleCode) -> None:
    name, _, stands_still, met = ROWS[rule]
    assert name == f"`{rule}` {RULES[rule].label}"
    assert (stands_still != "never") is (rule in PAUSED_WHILE_ASKING | PAUSED_FOR_CLARIFICATION)
    assert ("outlives closing" in met) is (rule in OUTLIVING_CLOSING)


def test_the_targets_are_the_codes() -> None:
    for rule, days in (
        ("acknowledge", STANDARD.acknowledge),
        ("triage", STANDARD.triage),
        ("decide", STANDARD.decide),
        ("silence", SILENCE),
    ):
        assert ROWS[rule][1].startswith(f"{days} working days")


@pytest.mark.parametrize("code", FurtherCode)
def test_every_limit_is_there_and_marked_where_it_is_not_certain(code: FurtherCode) -> None:
    star = "" if FURTHER[code].certain else " *"
    assert f"| {FURTHER[code].label}{star} |" in TEXT


def test_the_calendars_end_is_named() -> None:
    assert f"{calendar_ends():%-d %B %Y}" in TEXT


def test_every_rule_has_a_label_and_a_citation() -> None:
    assert set(RULES) == set(RuleCode)
    assert all(rule.label and rule.cite for rule in RULES.values())
