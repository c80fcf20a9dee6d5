"""Notes: a remark voids nothing and is never edited."""

import uuid

from practices.models import Person
from requests_app.journey.unit import require, work
from requests_app.models import Note
from requests_app.workflow import State


def add(*, key: uuid.UUID, by: Person, text: str) -> None:
    """Add a note to a request in any state but draft."""
    require(bool(text.strip()), "Write something first.")
    with work(
        key=key,
        by=by,
        event="note.added",
        permission="add_note",
        states=[s for s in State if s != State.DRAFT],
    ) as unit:
        Note.objects.create(request=unit.request, text=text, written_by=by, written_at=unit.at)
        unit.private["text"] = text
