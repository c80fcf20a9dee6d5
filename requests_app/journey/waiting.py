"""Ask the requester or the patient, wait, and resume where the request came from."""

import uuid

from practices.models import Person
from requests_app.journey.transition import step
from requests_app.journey.unit import require, require_known


def ask(*, key: uuid.UUID, whom: str, question: str, by: Person, seen_version: int | None = None) -> None:
    """Ask the "requester" or the "patient" and wait for the answer."""
    require_known([whom], ("requester", "patient"), "Whom you ask")
    require(bool(question.strip()), "Say what you ask.")
    with step(key=key, verb=f"ask_{whom}", by=by, reason=question, seen_version=seen_version):
        pass


def resume(*, key: uuid.UUID, answer: str, by: Person, seen_version: int | None = None) -> None:
    """The answer came, or won't: go on where the request came from."""
    with step(key=key, verb="resume", by=by, reason=answer, seen_version=seen_version):
        pass
