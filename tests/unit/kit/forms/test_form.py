"""The whole form: groups, what a choice reveals, errors."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kit import forms


class Asked(forms.Form):
    """A choice that reveals one or two further fields."""

    groups = (("How it came", ("way", "words", "absent")), ("Empty", ("absent",)))

    note = forms.CharField(label="Note", required=False)
    way = forms.RadioField(
        label="Way",
        choices=[("letter", "Letter"), ("other", "Other"), ("phone", "Phone")],
        reveals={"other": "words", "phone": ["number", "called_on"]},
    )
    words = forms.CharField(label="Words")
    number = forms.CharField(label="Number")
    called_on = forms.DateField(label="Called on", required=False)
    seen_version = forms.HiddenField(required=False)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("note") == "bad":
            raise ValidationError("These answers do not fit together")
        return self.cleaned_data


def test_groups_leave_out_what_is_hidden_or_revealed() -> None:
    groups = Asked().field_groups
    assert [(group.legend, [field.name for field in group.fields]) for group in groups] == [
        ("", ["note"]),
        ("How it came", ["way"]),
    ]


def test_without_fields_outside_a_group() -> None:
    class Grouped(forms.Form):
        groups = (("Who", ("name",)),)
        name = forms.CharField(label="Name")

    assert [group.legend for group in Grouped().field_groups] == ["Who"]


def test_a_revealed_field_is_required_only_when_its_choice_is_made() -> None:
    assert Asked({"way": "letter"}).is_valid()
    assert Asked({"way": "other"}).errors == {"words": ["Enter words"]}
    assert Asked({"way": "phone"}).errors == {"number": ["Enter number"]}
    assert set(Asked({}).errors) == {"way"}


def test_answers_under_a_choice_that_was_not_made_are_forgotten() -> None:
    form = Asked({"way": "other", "words": "By pigeon", "number": "0191", "called_on_day": "x"})
    assert form.is_valid()
    assert form.cleaned_data["words"] == "By pigeon"
    assert form.cleaned_data["number"] == ""
    assert form.cleaned_data["called_on"] is None


def test_checkboxes_reveal_too() -> None:
    class Many(forms.Form):
        why = forms.CheckboxesField(
            label="Why", choices=[("a", "A"), ("b", "B")], reveals={"a": "more", "b": "more"}
        )
        more = forms.CharField(label="More")

    assert Many({"why": ["b"]}).errors == {"more": ["Enter more"]}
    assert Many({"why": ["b"], "more": "x"}).is_valid()
    html = str(Many()["why"])
    assert html.count("nhsuk-checkboxes__conditional ") == 2


def test_a_revealed_field_stands_in_its_choice_and_says_nothing_of_optional() -> None:
    html = str(Asked()["way"])
    assert 'id="id_words"' in html
    assert 'name="called_on_day"' in html
    assert "Called on (optional)" not in html


def test_errors_are_listed_with_their_places() -> None:
    form = Asked({"way": "phone", "note": "bad", "called_on_day": "31", "called_on_month": "2"})
    assert form.error_list == [
        {"text": "These answers do not fit together"},
        {"text": "Enter number", "href": "#id_number"},
        {"text": "Called on must include a year", "href": "#id_called_on_year"},
    ]


def test_a_hidden_field_has_no_place_to_lead_to() -> None:
    class Versioned(forms.Form):
        seen_version = forms.HiddenField()

    assert Versioned({}).error_list == [{"text": "This page was sent incomplete: open it again"}]


@pytest.mark.parametrize("prefix", [None, "second"])
def test_a_prefix_keeps_forms_apart(prefix: str | None) -> None:
    name = f"{prefix}-way" if prefix else "way"
    form = Asked({name: "letter"}, prefix=prefix)
    assert form.is_valid()
    assert form["way"].params["name"] == name
