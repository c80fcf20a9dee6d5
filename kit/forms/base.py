"""What every field of ours shares: hint, width, mark of the optional, and its place in a template."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from kit.forms.params import common_params


class NhsBoundField(BoundField):
    """A field on a form that writes itself as its NHS component, wherever a template prints it."""

    field: Any

    def __str__(self) -> SafeString:
        return self.as_field_group()

    __html__ = __str__

    @property
    def params(self) -> dict[str, Any]:
        """What the component's macro is given."""
        return {**common_params(self), **self.field.component_params(self)}


class NhsField(forms.Field):
    """Mixed into a Django field. `label` is required: a field without words helps nobody.

    `hint` is help under the label; `widget_classes` are CSS classes for the input; `width` is a number of
    characters (2, 3, 4, 5, 10, 20, 30) or a fraction as the design system names it ("one-half");
    `required_message` is said when nothing was given, and should say what to do ("Enter the date it came").
    """

    bound_field_class = NhsBoundField
    template_name = ""
    verb = "Enter"

    def __init__(
        self,
        *args: Any,
        label: str,
        hint: str = "",
        width: int | str | None = None,
        widget_classes: str = "",
        autocomplete: str = "off",
        required_message: str = "",
        mark_optional: bool = True,
        **kwargs: Any,
    ) -> None:
        messages = kwargs.pop("error_messages", None) or {}
        messages.setdefault("required", required_message or self.default_required(label))
        kwargs.setdefault("help_text", hint)
        kwargs.setdefault("template_name", self.template_name)
        super().__init__(*args, label=label, error_messages=messages, **kwargs)
        self.width = width
        self.widget_classes = widget_classes
        self.autocomplete = autocomplete
        self.mark_optional = mark_optional

    def default_required(self, label: str) -> str:
        """What to say when nothing was given and the form's author gave no words."""
        return f"{self.verb} {lower_first(label)}"

    @property
    def hint(self) -> str:
        """Help under the label; Django calls it help_text."""
        return str(self.help_text)

    @hint.setter
    def hint(self, text: str) -> None:
        self.help_text = text


def lower_first(label: str) -> str:
    """A label within a sentence: "Date received" becomes "date received", "NHS number" stays, "?" goes."""
    label = label.rstrip("?").strip()
    first = label.split(" ", 1)[0]
    acronym = first[1:2].isupper() or (first.isupper() and (len(first) > 1 or first == "I"))
    return label if acronym else label[:1].lower() + label[1:]


def upper_first(text: str) -> str:
    """A sentence begins with a capital."""
    return text[:1].upper() + text[1:]
