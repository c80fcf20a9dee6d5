"""Fields that a person chooses in."""

from typing import Any

import pytest
from django.db.models import TextChoices

from kit import forms

CHANNELS = [("letter", "Letter", "By post"), ("email", "Email"), ("other", "Another way", "")]


class Channel(TextChoices):
    LETTER = "letter", "Letter"
    EMAIL = "email", "Email"


def form_with(field: Any, data: Any = None, **kwargs: Any) -> forms.Form:
    return type("OneField", (forms.Form,), {"it": field})(data, **kwargs)


def test_choices_with_and_without_hints() -> None:
    field = forms.RadioField(label="Channel", choices=CHANNELS, inline=True, small=True)
    params = form_with(field, {"it": "email"})["it"].params
    assert params["items"] == [
        {"value": "letter", "text": "Letter", "hint": {"text": "By post"}},
        {"value": "email", "text": "Email"},
        {"value": "other", "text": "Another way"},
    ]
    assert (params["value"], params["inline"], params["small"]) == ("email", True, True)
    assert params["fieldset"] == {"legend": {"text": "Channel", "size": "s"}}
    assert list(field.choices) == [("letter", "Letter"), ("email", "Email"), ("other", "Another way")]


@pytest.mark.parametrize(
    "choices", [Channel, Channel.choices, lambda: Channel.choices, iter(Channel.choices)]
)
def test_where_choices_may_come_from(choices: Any) -> None:
    field = forms.RadioField(label="Channel", choices=choices)
    for _ in range(2):
        form = form_with(field, {"it": "email"})
        assert form.is_valid()
        assert [item["value"] for item in form["it"].params["items"]] == ["letter", "email"]


def test_choices_are_asked_when_used_and_may_change_on_one_form() -> None:
    rows = [(1, "Home Office")]
    field = forms.SelectField(label="Who", choices=lambda: rows, coerce=int)
    rows.append((2, "Police"))
    form = form_with(field, {"it": "2"})
    assert form.is_valid()
    assert form.cleaned_data["it"] == 2
    changed = form_with(field, {"it": "3"})
    changed.fields["it"].choices = [(3, "HMRC", "Tax")]
    assert changed.is_valid()
    assert not form_with(field, {"it": "3"}).is_valid()


def test_nothing_chosen() -> None:
    assert form_with(forms.RadioField(label="Channel", choices=Channel), {}).errors["it"] == [
        "Select channel"
    ]
    form = form_with(forms.RadioField(label="Channel", choices=Channel, required=False), {})
    assert form.is_valid()
    assert form.cleaned_data["it"] == ""
    assert form["it"].params["value"] == ""


def test_a_select_begins_with_nothing_chosen() -> None:
    params = form_with(forms.SelectField(label="Channel", choices=Channel, width=10))["it"].params
    assert params["items"][0] == {"value": "", "text": "Choose one"}
    own = forms.SelectField(label="Channel", choices=[("", "Any"), ("letter", "Letter")], required=False)
    params = form_with(own, initial={"it": "letter"})["it"].params
    assert [item["text"] for item in params["items"]] == ["Any", "Letter"]
    assert params["value"] == "letter"


def test_checkboxes_take_several() -> None:
    field = forms.CheckboxesField(label="Items", choices=[(1, "One"), (2, "Two")], coerce=int)
    form = form_with(field, {"it": ["1", "2"]})
    assert form.is_valid()
    assert form.cleaned_data["it"] == [1, 2]
    assert form["it"].params["values"] == ["1", "2"]
    assert form_with(field, initial={"it": [2]})["it"].params["values"] == ["2"]
    assert form_with(field)["it"].params["values"] == []


def test_one_tick() -> None:
    field = forms.BooleanField(label="I have read it", hint="All of it", legend="Before you go on")
    form = form_with(field, {})
    assert form.errors["it"] == ["Tick “I have read it” to go on"]
    params = form["it"].params
    assert params["items"] == [{"value": "on", "text": "I have read it", "hint": {"text": "All of it"}}]
    assert params["fieldset"]["legend"]["text"] == "Before you go on"
    assert (params["values"], params["hint"]) == ([], None)
    assert params["errorMessage"] == {"text": "Tick “I have read it” to go on"}
    ticked = form_with(forms.BooleanField(label="Urgent", required=False), {"it": "on"})["it"].params
    assert (ticked["values"], ticked["errorMessage"], ticked["items"][0]["text"]) == (["on"], None, "Urgent")
    assert "fieldset" not in ticked


class Groups(forms.Form):
    way = forms.RadioField(label="Which way?", choices=[("letter", "Letter"), ("email", "Email")])
    items = forms.CheckboxesField(label="Items", choices=[("D01", "Registered")])
    read = forms.BooleanField(label="I have read it")


@pytest.mark.parametrize("name", ["way", "items", "read"])
def test_an_id_stands_once_so_that_the_first_label_leads_to_its_input(name: str) -> None:
    html = str(Groups()[name])

    assert html.count(f'id="id_{name}"') == 1
    assert f'for="id_{name}"' in html
