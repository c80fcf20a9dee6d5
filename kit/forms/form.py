"""The form: its groups, the fields that a choice reveals, and its errors for the summary."""

from collections.abc import Sequence
from typing import Any

from django import forms

from kit.forms.rendering import FieldGroup, form_errors, grouped


class Form(forms.Form):
    """A Django form whose fields write themselves as NHS components.

    `groups = (("Legend", ("name", …)), …)` sets fields together under a heading; fields in no group come
    first, in their order. A field that a choice reveals (`reveals=`) is written under that choice. Where the
    choice was not made its field is not validated, and its cleaned value is empty: so a revealed field may be
    `required`.
    """

    groups: Sequence[tuple[str, Sequence[str]]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False

    @property
    def revealed_names(self) -> frozenset[str]:
        """Fields written under a choice of another field."""
        return frozenset(
            name
            for field in self.fields.values()
            for names in getattr(field, "reveals", {}).values()
            for name in names
        )

    @property
    def field_groups(self) -> list[FieldGroup]:
        """Visible fields in the order they are shown, group by group."""
        return grouped(self)

    @property
    def error_list(self) -> list[dict[str, str]]:
        """The error summary: each error's text and the address of its input."""
        return form_errors(self)

    def clean(self) -> dict[str, Any]:
        """The cleaned values; Django's own may answer None and mean the same."""
        return super().clean() or self.cleaned_data

    def _clean_fields(self) -> None:
        """Validate, then forget the answers under choices that were not made."""
        super()._clean_fields()  # type: ignore[misc]
        for name, field in self.fields.items():
            reveals = getattr(field, "reveals", {})
            if not reveals:
                continue
            chosen = self.cleaned_data.get(name)
            made = {str(value) for value in (chosen if isinstance(chosen, list) else [chosen])}
            kept = {other for value in made for other in reveals.get(value, ())}
            for other in {other for names in reveals.values() for other in names} - kept:
                self.errors.pop(other, None)
                self.cleaned_data[other] = self.fields[other].to_python(None)
