"""Times in one input."""

from collections.abc import Mapping
from datetime import time
from typing import Any

import pytest

from kit import forms
from kit.forms.times import read_time


def form_with(field: Any, data: Mapping[str, str] | None = None, **kwargs: Any) -> forms.Form:
    return type("One", (forms.Form,), {"it": field})(data, **kwargs)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("21:40", time(21, 40)),
        ("21.40", time(21, 40)),
        ("2140", time(21, 40)),
        ("9.40pm", time(21, 40)),
        ("9:40 p.m.", time(21, 40)),
        ("9 PM", time(21)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("Midday", time(12)),
        ("noon", time(12)),
        ("midnight", time(0)),
        ("9", None),
        ("25:00", None),
        ("21:60", None),
        ("13pm", None),
        ("0am", None),
        ("soon", None),
    ],
)
def test_times_as_people_type_them(text: str, expected: time | None) -> None:
    assert read_time(text) == expected


def test_a_time_field() -> None:
    form = form_with(forms.TimeField(label="Time received"), {"it": "9.40pm"})
    assert form.is_valid()
    assert form.cleaned_data["it"] == time(21, 40)
    wrong = form_with(forms.TimeField(label="Time received"), {"it": "soon"})
    assert wrong.errors["it"] == ["Time received must be a real time, like 9:40am or 21:40"]
    assert wrong["it"].params["value"] == "soon"
    assert form_with(forms.TimeField(label="Time received", required=False), {"it": "  "}).is_valid()
    assert form_with(forms.TimeField(label="Time"))["it"].params["value"] == ""


def test_a_time_is_written_back_the_nhs_way() -> None:
    form = form_with(forms.TimeField(label="Time"), {"it": "21:40"}, initial={"it": time(21, 40)})
    assert not form.has_changed()
    assert (
        form_with(forms.TimeField(label="Time"), initial={"it": time(21, 40)})["it"].params["value"]
        == "9:40pm"
    )
    assert form_with(forms.TimeField(label="Time"), {"it": "x"}, initial={"it": time(9)}).has_changed()
