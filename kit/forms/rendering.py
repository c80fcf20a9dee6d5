"""Writing any Django form in the design system: also forms of others, whose fields know nothing of it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from kit.forms.params import common_params, element_id, error_text, fieldset, label_text, typed_text
from kit.forms.text import keep_lines


@dataclass(frozen=True)
class FieldGroup:
    """Fields set together; `legend` is empty for those outside every group."""

    legend: str
    fields: list[BoundField]


def grouped(form: forms.BaseForm) -> list[FieldGroup]:
    """The form's visible fields by group; what a choice reveals is left to that choice."""
    revealed: frozenset[str] = getattr(form, "revealed_names", frozenset())
    groups = getattr(form, "groups", ())
    named = {name for _, names in groups for name in names}
    first = [b for b in form if not b.is_hidden and b.name not in named and b.name not in revealed]
    found = [FieldGroup("", first)] if first else []
    for legend, names in groups:
        fields = [form[name] for name in names if name in form.fields and name not in revealed]
        if fields:
            found.append(FieldGroup(legend, fields))
    return found


def error_target(bound: BoundField) -> str:
    """The id that an error's link goes to: the first input that is wrong."""
    target = getattr(bound.field, "error_target", None)
    return target(bound) if target else element_id(bound)


def form_errors(form: forms.BaseForm) -> list[dict[str, str]]:
    """Every error with its link, in the order of the fields; first those of the whole form, without one."""
    found = [{"text": str(error)} for error in form.errors.get(NON_FIELD_ERRORS, [])]
    for bound in form:
        if error := error_text(bound):
            link = {} if bound.is_hidden else {"href": f"#{error_target(bound)}"}
            found.append({"text": error, **link})
    return found


def choice_params(bound: BoundField, params: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The same for a field with choices."""
    field: Any = bound.field
    widget, value = field.widget, bound.value()
    params["items"] = [{"value": str(choice), "text": str(text)} for choice, text in field.choices]
    if isinstance(widget, forms.Select):
        return "forms/select.jinja", params
    params |= {"idPrefix": element_id(bound), "fieldset": fieldset(bound)}
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "forms/checkboxes.jinja", params | {"values": [str(chosen) for chosen in value or []]}
    return "forms/radios.jinja", params


def plain_params(bound: BoundField) -> tuple[str, dict[str, Any]]:
    """The template and its parameters for a field that isn't one of ours."""
    params, widget = common_params(bound), bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        item = {"value": "on", "text": label_text(bound)}
        params |= {"idPrefix": element_id(bound), "items": [item], "values": ["on"] if bound.value() else []}
        return "forms/checkboxes.jinja", params
    if isinstance(widget, forms.PasswordInput):
        complete = widget.attrs.get("autocomplete", "current-password")
        return "forms/password.jinja", params | {"autocomplete": complete, "width": 20}
    params["value"] = typed_text(bound)
    if isinstance(widget, forms.Textarea):
        return "forms/textarea.jinja", params | {"rows": 5, "value": keep_lines(params["value"])}
    if isinstance(widget, forms.widgets.ChoiceWidget):
        return choice_params(bound, params)
    kind = getattr(widget, "input_type", "text")
    complete = widget.attrs.get("autocomplete", "off")
    return "forms/input.jinja", params | {"type": kind, "autocomplete": complete}


def field_group(bound: BoundField) -> SafeString:
    """Label, hint, error and inputs of any field."""
    field: Any = bound.field
    if field.template_name:
        return bound.as_field_group()
    template, params = plain_params(bound)
    return bound.render(template, {"field": {"params": params}})
