"""Short values as parameters of the design system's macros."""

import pytest
from django.utils.safestring import mark_safe

from kit.components import as_summary_row, as_task


@pytest.mark.parametrize("nothing", [None, "", [], ()])
def test_what_is_missing_is_said(nothing: object) -> None:
    value = as_summary_row(("Comply by", nothing), "No date given")["value"]
    assert value == {"html": '<span class="desk-quiet">No date given</span>'}


def test_false_and_zero_are_values() -> None:
    assert as_summary_row(("Officers", 0))["value"] == {"text": "0"}
    assert as_summary_row(("Urgent", False))["value"] == {"text": "False"}


def test_text_is_escaped_and_html_is_kept() -> None:
    assert as_summary_row(("Name", "<b>"))["value"] == {"text": "<b>"}  # the macro escapes
    assert as_summary_row(("Name", mark_safe("<b>x</b>")))["value"] == {"html": "<b>x</b>"}
    listed = as_summary_row(("Items", ["<D01>"]))["value"]["html"]
    assert "<li>&lt;D01&gt;</li>" in listed
    lines = as_summary_row(("Words", "<first>\nsecond"))["value"]["html"]
    assert lines == "<p>&lt;first&gt;<br>second</p>"


def test_actions_one_or_several() -> None:
    change = {"text": "Change", "href": "/c", "about": "the date"}
    plain = {"text": "See", "href": "/s"}
    expected = {"text": "Change", "href": "/c", "visuallyHiddenText": "the date"}
    assert as_summary_row(("Date", "x", change))["actions"] == {"items": [expected]}
    several = as_summary_row(("Date", "x", [change, plain]))["actions"]["items"]
    assert several == [expected, {"text": "See", "href": "/s", "visuallyHiddenText": ""}]
    assert as_summary_row(("Date", "x", None))["actions"] == {"items": []}


def test_tasks() -> None:
    assert as_task({"title": "Submit", "status": "Cannot start yet"}) == {
        "title": {"text": "Submit"},
        "status": {"text": "Cannot start yet"},
    }
    full = as_task({"title": "Who", "status": "Incomplete", "colour": "blue", "href": "/w", "hint": "Needed"})
    assert full == {
        "title": {"text": "Who"},
        "status": {"tag": {"text": "Incomplete", "colour": "blue"}},
        "href": "/w",
        "hint": {"text": "Needed"},
    }
