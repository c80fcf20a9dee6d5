"""Fields that a person types into: one line, several, an e-mail address, a number, a password."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kit.forms.base import NhsField, lower_first, upper_first
from kit.forms.params import typed_text, widths

# The design system's count speaks up when three quarters of the room is used.
COUNT_THRESHOLD = 75


class TextField(NhsField):
    """One line of text, whatever it means."""

    template_name = "forms/input.jinja"
    input_type = "text"
    inputmode = ""
    spellcheck: bool | None = None

    def __init__(
        self, *args: Any, spellcheck: bool | None = None, inputmode: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.spellcheck = self.spellcheck if spellcheck is None else spellcheck
        self.inputmode = inputmode or self.inputmode

    def component_params(self, bound: BoundField) -> dict[str, Any]:
        params: dict[str, Any] = {
            "type": self.input_type,
            "value": typed_text(bound),
            "autocomplete": self.autocomplete,
            **widths(self.width, self.widget_classes),
        }
        if self.inputmode:
            params["inputmode"] = self.inputmode
        if self.spellcheck is not None:
            params["spellcheck"] = self.spellcheck
        return params


def too_long(label: str, max_length: int) -> str:
    """What to do about a text that is too long."""
    return f"{upper_first(lower_first(label))} must be {max_length:,} characters or fewer"


class CharField(TextField, forms.CharField):
    """One line of text."""

    def __init__(self, *args: Any, label: str, max_length: int | None = None, **kwargs: Any) -> None:
        messages = kwargs.pop("error_messages", None) or {}
        if max_length:
            messages.setdefault("max_length", too_long(label, max_length))
        super().__init__(*args, label=label, max_length=max_length, error_messages=messages, **kwargs)


def keep_lines(text: str) -> SafeString:
    """The text for a textarea, with line ends as references: macros indent what they nest, this text too."""
    return mark_safe(escape(text).replace("\r\n", "\n").replace("\n", "&#10;"))  # noqa: S308 - escaped here


class TextArea(CharField):
    """Several lines, `rows` high. With `max_length` the person sees how much room is left."""

    template_name = "forms/textarea.jinja"

    def __init__(self, *args: Any, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows

    def to_python(self, value: Any) -> str:
        """Line ends as one character each: browsers send two, and would count a text as too long."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value) or ""

    def component_params(self, bound: BoundField) -> dict[str, Any]:
        params = {
            "value": keep_lines(typed_text(bound)),
            "rows": self.rows,
            "autocomplete": self.autocomplete,
            **widths(self.width, self.widget_classes),
        }
        if self.max_length:
            params |= {"maxlength": self.max_length, "threshold": COUNT_THRESHOLD}
        return params


class EmailField(TextField, forms.EmailField):
    """An e-mail address, in the form name@example.org."""

    input_type = "email"
    spellcheck = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("autocomplete", "email")
        messages = kwargs.pop("error_messages", None) or {}
        messages.setdefault("invalid", "Enter an email address in the correct format, like name@example.com")
        super().__init__(*args, error_messages=messages, **kwargs)


class IntegerField(TextField, forms.IntegerField):
    """A whole number. A text input with a number pad: number inputs scroll and round by accident."""

    inputmode = "numeric"
    spellcheck = False

    def __init__(
        self,
        *args: Any,
        label: str,
        min_value: int | None = None,
        max_value: int | None = None,
        **kwargs: Any,
    ) -> None:
        name = upper_first(lower_first(label))
        messages = kwargs.pop("error_messages", None) or {}
        messages.setdefault("invalid", f"{name} must be a whole number")
        messages.setdefault("min_value", f"{name} must be {min_value} or more")
        messages.setdefault("max_value", f"{name} must be {max_value} or fewer")
        kwargs.setdefault("width", 5)
        super().__init__(
            *args, label=label, min_value=min_value, max_value=max_value, error_messages=messages, **kwargs
        )


class PasswordField(CharField):
    """A password, with a button to show it. What was typed is never sent back."""

    template_name = "forms/password.jinja"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("autocomplete", "current-password")
        kwargs.setdefault("strip", False)
        super().__init__(*args, **kwargs)

    def component_params(self, bound: BoundField) -> dict[str, Any]:
        return {"autocomplete": self.autocomplete, **widths(self.width or 20, self.widget_classes)}


class HiddenField(forms.CharField):
    """Something the page carries and the person doesn't see, such as the version they were shown."""

    widget = forms.HiddenInput

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        messages = kwargs.pop("error_messages", None) or {}
        messages.setdefault("required", "This page was sent incomplete: open it again")
        super().__init__(*args, error_messages=messages, **kwargs)
