"""How many reminders are unread, for the header of every page: no page asks the database for it.

The number is kept where it was counted last: on my work and on the list of reminders. With the cache gone,
the header shows none.
"""

from django.core.cache import cache

from practices.permissions import Access
from requests_app.selectors import reminders

KEPT = 30 * 60  # seconds: as long as a session lasts without a page


def note_unread(access: Access) -> int:
    """Count the person's unread reminders, and keep the number for the header."""
    number = reminders.unread(access)
    cache.set(_key(access.person.pk), number, timeout=KEPT)
    return number


def known_unread(person_id: int | None) -> int:
    """The number as it was counted last; 0 where it isn't known."""
    return int(cache.get(_key(person_id)) or 0)


def _key(person_id: int | None) -> str:
    return f"unread-reminders:{person_id}"
