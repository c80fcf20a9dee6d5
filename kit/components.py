"""From short Python values to what the design system's macros want: summary rows and tasks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import SafeString


def _value(value: Any, empty: str) -> dict[str, Any]:
    """Safe HTML as it is, several lines as lines, nothing as words."""
    if isinstance(value, SafeString):
        return {"html": value}
    if value in (None, "", [], ()):
        return {"html": format_html('<span class="desk-quiet">{}</span>', empty)}
    if isinstance(value, list | tuple):
        items = "".join(f"<li>{conditional_escape(item)}</li>" for item in value)
        return {"html": f'<ul class="nhsuk-list desk-plain-list">{items}</ul>'}
    text = str(value)
    return {"html": linebreaks(text, autoescape=True)} if "\n" in text else {"text": text}


def _action(action: Mapping[str, Any]) -> dict[str, Any]:
    """A link beside a row, with words for those who hear it alone."""
    return {"text": action["text"], "href": action["href"], "visuallyHiddenText": action.get("about", "")}


def as_summary_row(row: Sequence[Any], empty: str = "Not given") -> dict[str, Any]:
    """(key, value) or (key, value, actions) as a row of the summary list.

    A list becomes a list, several lines paragraphs. actions: one mapping or several of text, href, about.
    """
    key, value, *rest = row
    given = rest[0] if rest and rest[0] else []
    actions = [given] if isinstance(given, Mapping) else given
    return {
        "key": {"text": str(key)},
        "value": _value(value, empty),
        "actions": {"items": [_action(action) for action in actions]},
    }


def as_task(task: Mapping[str, Any]) -> dict[str, Any]:
    """A task (title, href, status, and optionally colour and hint) as an item of the task list."""
    status, colour = task["status"], task.get("colour", "")
    item: dict[str, Any] = {
        "title": {"text": task["title"]},
        "status": {"tag": {"text": status, "colour": colour}} if colour else {"text": status},
    }
    if task.get("href"):
        item["href"] = task["href"]
    if task.get("hint"):
        item["hint"] = {"text": task["hint"]}
    return item
