"""Forms of others are written in the design system too."""

from typing import Any

import pytest
from django import forms as django_forms

from kit import forms
from kit.forms.rendering import field_group, form_errors, grouped, plain_params


class Foreign(django_forms.Form):
    """Django's own fields, as other people's applications use them."""

    login = django_forms.EmailField(label="Email address", help_text="The one you sign in with")
    password = django_forms.CharField(
        widget=django_forms.PasswordInput(attrs={"autocomplete": "new-password"}), required=False
    )
    remember = django_forms.BooleanField(required=False)
    words = django_forms.CharField(widget=django_forms.Textarea, required=False)
    way = django_forms.ChoiceField(choices=[("a", "A")], required=False)
    size = django_forms.ChoiceField(choices=[("s", "S")], widget=django_forms.RadioSelect, required=False)
    days = django_forms.MultipleChoiceField(
        choices=[("m", "M")], widget=django_forms.CheckboxSelectMultiple, required=False
    )


@pytest.mark.parametrize(
    ("name", "template", "expected"),
    [
        ("login", "forms/input.jinja", {"type": "email", "autocomplete": "off", "value": "x"}),
        ("password", "forms/password.jinja", {"autocomplete": "new-password", "width": 20}),
        ("remember", "forms/checkboxes.jinja", {"values": ["on"]}),
        ("words", "forms/textarea.jinja", {"rows": 5, "value": "a&#10;b"}),
        ("way", "forms/select.jinja", {"items": [{"value": "a", "text": "A"}], "value": "a"}),
        ("days", "forms/checkboxes.jinja", {"items": [{"value": "m", "text": "M"}], "values": ["m"]}),
        ("size", "forms/radios.jinja", {"items": [{"value": "s", "text": "S"}], "value": ""}),
    ],
)
def test_each_kind_has_its_component(name: str, template: str, expected: dict[str, Any]) -> None:
    data = {"login": "x", "password": "secret", "remember": "on", "words": "a\nb", "way": "a", "days": ["m"]}
    found, params = plain_params(Foreign(data)[name])
    assert found == template
    assert {key: params[key] for key in expected} == expected
    assert "secret" not in str(params)


def test_an_unticked_box() -> None:
    assert plain_params(Foreign()["remember"])[1]["values"] == []
    assert plain_params(Foreign()["days"])[1]["values"] == []


def test_it_is_written_with_label_hint_and_error() -> None:
    form = Foreign({})
    html = field_group(form["login"])
    assert "nhsuk-input--error" in html
    assert "Email address" in html
    assert "The one you sign in with" in html
    assert form_errors(form) == [{"text": "This field is required.", "href": "#id_login"}]


def test_ours_write_themselves() -> None:
    class Own(forms.Form):
        unit = forms.CharField(label="Unit")

    form = Own()
    assert field_group(form["unit"]) == str(form["unit"])
    assert form["unit"].__html__() == str(form["unit"])


def test_a_foreign_form_is_one_group_and_may_have_no_ids() -> None:
    groups = grouped(Foreign(auto_id=False))
    assert [field.name for field in groups[0].fields][:2] == ["login", "password"]
    assert plain_params(groups[0].fields[0])[1]["id"] == "id_login"


def test_nothing_to_show() -> None:
    class Nothing(forms.Form):
        seen_version = forms.HiddenField()

    assert grouped(Nothing()) == []
