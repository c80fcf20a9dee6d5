"""Fields that a person types into."""

from typing import Any

import pytest

from kit import forms
from kit.forms.base import lower_first, upper_first


def form_with(field: Any, data: dict[str, Any] | None = None, **kwargs: Any) -> forms.Form:
    return type("OneField", (forms.Form,), {"it": field})(data, **kwargs)


def error(field: Any, text: str) -> str:
    return form_with(field, {"it": text}).errors["it"][0]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Date received", "date received"),
        ("NHS number", "NHS number"),
        ("A reason", "a reason"),
        ("I agree", "I agree"),
        ("Who asks?", "who asks"),
        ("", ""),
    ],
)
def test_a_label_within_a_sentence(label: str, expected: str) -> None:
    assert lower_first(label) == expected


def test_a_sentence_begins_with_a_capital() -> None:
    assert upper_first("reason") == "Reason"
    assert upper_first("") == ""


def test_what_a_line_of_text_becomes() -> None:
    field = forms.CharField(
        label="Unit",
        hint="As in the letter",
        width=20,
        widget_classes="mine",
        inputmode="text",
        spellcheck=False,
    )
    assert form_with(field, {"it": " x "})["it"].params == {
        "id": "id_it",
        "name": "it",
        "label": {"text": "Unit"},
        "hint": {"text": "As in the letter"},
        "type": "text",
        "value": " x ",
        "autocomplete": "off",
        "width": 20,
        "classes": "mine",
        "inputmode": "text",
        "spellcheck": False,
    }


def test_hint_can_be_set_later() -> None:
    form = form_with(forms.CharField(label="Unit", width="one-half"))
    form.fields["it"].hint = "Later"
    assert form.fields["it"].hint == "Later"
    assert form["it"].params["hint"] == {"text": "Later"}
    assert form["it"].params["classes"] == "nhsuk-u-width-one-half"


def test_optional_is_said_unless_told_otherwise() -> None:
    optional = forms.CharField(label="Unit", required=False)
    quiet = forms.CharField(label="Unit", required=False, mark_optional=False)
    assert form_with(optional)["it"].params["label"] == {"text": "Unit (optional)"}
    assert form_with(quiet)["it"].params["label"] == {"text": "Unit"}


def test_errors_say_what_to_do() -> None:
    assert error(forms.CharField(label="Named officer"), "") == "Enter named officer"
    assert (
        error(forms.CharField(label="Unit", required_message="Say which unit asks"), "")
        == "Say which unit asks"
    )
    assert error(forms.CharField(label="Unit", max_length=3), "long") == "Unit must be 3 characters or fewer"
    assert "name@example.com" in error(forms.EmailField(label="Email"), "nobody")
    number = forms.IntegerField(label="Officers", min_value=1, max_value=9)
    assert error(number, "two") == "Officers must be a whole number"
    assert error(number, "0") == "Officers must be 1 or more"
    assert error(number, "10") == "Officers must be 9 or fewer"
    assert error(forms.CharField(label="U", error_messages={"required": "Mine"}), "") == "Mine"


def test_the_error_stands_at_the_field() -> None:
    assert form_with(forms.CharField(label="Unit"), {})["it"].params["errorMessage"] == {"text": "Enter unit"}


def test_a_disabled_field() -> None:
    assert form_with(forms.CharField(label="Unit", disabled=True))["it"].params["disabled"] is True


def test_numbers_and_addresses_have_their_keyboards() -> None:
    number = form_with(forms.IntegerField(label="Officers"), initial={"it": 3})["it"].params
    assert (number["type"], number["inputmode"], number["value"], number["width"]) == (
        "text",
        "numeric",
        "3",
        5,
    )
    email = form_with(forms.EmailField(label="Email"))["it"].params
    assert (email["type"], email["autocomplete"], email["value"]) == ("email", "email", "")


def test_a_text_area_counts_and_keeps_its_lines() -> None:
    field = forms.TextArea(label="Reason", max_length=5, rows=3)
    params = form_with(field, {"it": "<a>\r\nb"})["it"].params
    assert params["value"] == "&lt;a&gt;&#10;b"
    assert (params["maxlength"], params["threshold"], params["rows"]) == (5, 75, 3)
    assert "maxlength" not in form_with(forms.TextArea(label="Reason"))["it"].params


def test_line_ends_count_once() -> None:
    form = form_with(forms.TextArea(label="Reason", max_length=3), {"it": "a\r\nb"})
    assert form.is_valid()
    assert form.cleaned_data["it"] == "a\nb"


def test_lines_survive_being_shown_again_within_other_fields() -> None:
    form = type(
        "Revealing",
        (forms.Form,),
        {
            "way": forms.RadioField(label="Way", choices=[("other", "Other")], reveals={"other": "words"}),
            "words": forms.TextArea(label="Words"),
        },
    )({"words": "first\n  second"})
    assert ">first&#10;  second</textarea>" in str(form["way"])


def test_a_password_is_never_sent_back() -> None:
    field = forms.PasswordField(label="Password", autocomplete="new-password")
    html = str(form_with(field, {"it": " secret "})["it"])
    assert "secret" not in html
    assert 'autocomplete="new-password"' in html
    form = form_with(forms.PasswordField(label="Password"), {"it": " secret "})
    assert form.is_valid()
    assert form.cleaned_data["it"] == " secret "


def test_a_hidden_field_that_is_missing() -> None:
    assert error(forms.HiddenField(), "") == "This page was sent incomplete: open it again"
    assert error(forms.HiddenField(error_messages={"required": "Mine"}), "") == "Mine"
