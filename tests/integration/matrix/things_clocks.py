"""What pages about dates are about: a hand-over, and an incident that nobody reported yet."""

from django.utils import timezone

from requests_app.journey import handover
from tests.integration.matrix import scenes
from tests.integration.matrix.world import Thing, World


def handed_over(w: World) -> Thing:
    """A subject access request out of a request at the decision."""
    request = w.made(scenes.at_decision)
    row = handover.hand_over(
        key=request.key,
        by=w.team.ig_lead,
        kind="sar",
        received_on=timezone.localdate(),
        note="They want a copy of their record",
    )
    return Thing((row.key,), request)


def to_answer(w: World) -> Thing:
    """The same hand-over, on the page where its answer is recorded."""
    found = w.made(handed_over)
    return Thing((*found.args, "answer"), found.request)
