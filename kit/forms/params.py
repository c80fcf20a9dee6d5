"""From a bound field to the parameters of an NHS macro. Plain functions, so that tests need no HTML."""

from typing import Any

from django.forms.boundfield import BoundField

OPTIONAL = " (optional)"


def element_id(bound: BoundField) -> str:
    """The id of the field's first input: what the error summary's link goes to."""
    return bound.auto_id or f"id_{bound.html_name}"


def label_text(bound: BoundField) -> str:
    """The label, with "(optional)" where an answer isn't needed.

    A field that a radio's choice reveals is asked only then, and says nothing of being optional.
    """
    field = bound.field
    optional = not field.required and getattr(field, "mark_optional", False)
    revealed = bound.name in getattr(bound.form, "revealed_names", ())
    return f"{bound.label}{OPTIONAL}" if optional and not revealed else str(bound.label)


def error_text(bound: BoundField) -> str:
    """The field's first error. One at a time: a person mends one thing at a time."""
    return str(bound.errors[0]) if bound.errors else ""


def common_params(bound: BoundField) -> dict[str, Any]:
    """Id, name, hint, error and label, in the shape that the macros share."""
    params: dict[str, Any] = {
        "id": element_id(bound),
        "name": bound.html_name,
        "label": {"text": label_text(bound)},
    }
    if bound.help_text:
        params["hint"] = {"text": bound.help_text}
    if error := error_text(bound):
        params["errorMessage"] = {"text": error}
    if bound.field.disabled:
        params["disabled"] = True
    return params


def fieldset(bound: BoundField) -> dict[str, Any]:
    """The label as the legend of a group of inputs."""
    return {"legend": {"text": label_text(bound), "size": "s"}}


def typed_text(bound: BoundField) -> str:
    """What the person typed, or what the field began with, as text."""
    value = bound.value()
    return "" if value is None else str(value)


def widths(width: int | str | None, classes: str = "") -> dict[str, Any]:
    """A width in characters is the input's own; a fraction is a class."""
    if isinstance(width, int):
        return {"width": width, "classes": classes}
    joined = " ".join(filter(None, [f"nhsuk-u-width-{width}" if width else "", classes]))
    return {"classes": joined}
