"""Fields that a person chooses in: radios, checkboxes, a select, one tick."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from kit.forms.base import NhsField
from kit.forms.params import error_text, fieldset, label_text, widths

Choice = tuple[Any, str] | tuple[Any, str, str]


class ChoicesWithHints(NhsField):
    """Choices as (value, label) or (value, label, hint); also a callable, or a Django Choices class."""

    verb = "Select"

    @property
    def choices(self) -> Any:
        """Django's own pairs, without hints."""
        return super().choices  # type: ignore[misc]

    @choices.setter
    def choices(self, value: Iterable[Choice] | Callable[[], Iterable[Choice]]) -> None:
        given = getattr(value, "choices", value)
        self._given = given if callable(given) else list(given)
        pairs = self._pairs if callable(self._given) else self._pairs()
        inherited: Any = forms.ChoiceField.choices  # Django's property, which a subclass can't set by super()
        inherited.fset(self, pairs)

    def _rows(self) -> list[Choice]:
        given = self._given() if callable(self._given) else self._given
        return [tuple(row) for row in given]

    def _pairs(self) -> list[tuple[Any, str]]:
        return [(row[0], row[1]) for row in self._rows()]

    def items(self) -> list[dict[str, Any]]:
        """The macros' items: value, text and, where given, a hint."""
        found = []
        for value, text, *hint in self._rows():
            item: dict[str, Any] = {"value": str(value), "text": str(text)}
            if hint and hint[0]:
                item["hint"] = {"text": str(hint[0])}
            found.append(item)
        return found


def as_names(names: str | Iterable[str]) -> tuple[str, ...]:
    """One name or several, as several."""
    return (names,) if isinstance(names, str) else tuple(names)


class Revealing(ChoicesWithHints):
    """Choices that reveal further fields of the form: `reveals={"other": "other_words"}`, or a list of names.

    Without JavaScript the further fields stand plainly under their choice. A field of a choice that was not
    made is neither validated nor kept (see Form).
    """

    def __init__(
        self,
        *args: Any,
        reveals: Mapping[Any, str | Iterable[str]] | None = None,
        small: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.reveals = {str(value): as_names(names) for value, names in (reveals or {}).items()}
        self.small = small

    def revealing_items(self, bound: BoundField) -> list[dict[str, Any]]:
        """Items with the revealed fields' HTML, in the order of their names."""
        items = self.items()
        for item in items:
            names = self.reveals.get(item["value"], ())
            if html := "".join(bound.form[name].as_field_group() for name in names):
                item["conditional"] = {"html": html}
        return items

    def group_params(self, bound: BoundField) -> dict[str, Any]:
        """What radios and checkboxes share."""
        return {
            "idPrefix": bound.auto_id,
            "fieldset": fieldset(bound),
            "items": self.revealing_items(bound),
            "small": self.small,
            "classes": self.widget_classes,
        }


class RadioField(Revealing, forms.TypedChoiceField):
    """One of a few choices, all visible. `inline=True` for two short ones."""

    template_name = "forms/radios.jinja"
    widget = forms.RadioSelect

    def __init__(self, *args: Any, inline: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inline = inline

    def component_params(self, bound: BoundField) -> dict[str, Any]:
        value = bound.value()
        return {
            **self.group_params(bound),
            "inline": self.inline,
            "value": "" if value is None else str(value),
        }


class CheckboxesField(Revealing, forms.TypedMultipleChoiceField):
    """Any of several choices."""

    template_name = "forms/checkboxes.jinja"
    widget = forms.CheckboxSelectMultiple

    def component_params(self, bound: BoundField) -> dict[str, Any]:
        return {**self.group_params(bound), "values": [str(value) for value in bound.value() or []]}


class SelectField(ChoicesWithHints, forms.TypedChoiceField):
    """One of many choices, in a list that opens. Prefer radios for fewer than about eight."""

    template_name = "forms/select.jinja"

    def __init__(self, *args: Any, empty_label: str = "Choose one", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_label = empty_label

    def component_params(self, bound: BoundField) -> dict[str, Any]:
        value = bound.value()
        items = [{"value": item["value"], "text": item["text"]} for item in self.items()]
        if not any(item["value"] == "" for item in items):
            items.insert(0, {"value": "", "text": self.empty_label})
        return {
            "items": items,
            "value": "" if value is None else str(value),
            **widths(self.width, self.widget_classes),
        }


class BooleanField(NhsField, forms.BooleanField):
    """One tick: the label is what the person affirms. `legend` puts a question above it."""

    template_name = "forms/checkboxes.jinja"

    def __init__(self, *args: Any, legend: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("mark_optional", False)
        super().__init__(*args, **kwargs)
        self.legend = legend

    def default_required(self, label: str) -> str:
        return f"Tick “{label}” to go on"

    def component_params(self, bound: BoundField) -> dict[str, Any]:
        item: dict[str, Any] = {"value": "on", "text": label_text(bound)}
        if bound.help_text:
            item["hint"] = {"text": bound.help_text}
        params: dict[str, Any] = {
            "idPrefix": bound.auto_id,
            "items": [item],
            "values": ["on"] if bound.value() else [],
            "hint": None,
            "errorMessage": {"text": error_text(bound)} if bound.errors else None,
        }
        if self.legend:
            params["fieldset"] = {"legend": {"text": self.legend, "size": "s"}}
        return params
