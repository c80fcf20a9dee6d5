"""A status tag for places that take ready HTML, such as a line within a summary."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def tag(label: str, colour: str) -> SafeString:
    """A tag of the design system; the label says what the colour only underlines."""
    return format_html('<strong class="nhsuk-tag nhsuk-tag--{}">{}</strong>', colour, label)
