"""Nothing leaves before the patient was told, where the guardian decided so (DOMAIN.md 3.1, INV-09).

Whoever may decide about telling can decide otherwise meanwhile. An emergency is not held up by it, nor is a
request of which nobody is found who could be told.
"""

from consent.models import Telling
from consent.models.telling import Told
from kit.errors import NotPossible
from practices.roles import who_can
from requests_app.models import Decision, Match, Request
from requests_app.models.decision import TellPatient
from requests_app.models.request import SubjectKind
from requests_app.policies.common import live

# Where a loaded story keeps what names the request by its key (selectors.story).
LOADED = "_rows_by_key"
# What the guardian said instead of "before".
OTHERWISE = (Told.LATER, Told.NOT, Told.NOBODY)


def told_first(request: Request, decision: Decision) -> None:
    """They were told since the approval that promises it, or it was decided otherwise since. NotPossible."""
    if decision.tell_patient != TellPatient.BEFORE or _nobody_to_tell(request):
        return
    since = [
        row
        for row in _tellings(request)
        if row.round == request.round and row.recorded_at >= decision.decided_at
    ]
    if any(row.what == Told.TOLD for row in since) or (since and since[0].what in OTHERWISE):
        return
    raise NotPossible(
        "The guardian decided that the patient is told before anything leaves, and nobody has recorded that "
        "they were told. Tell them and record it, or have it decided otherwise about telling the patient.",
        who_can=f"To record it: {who_can('close_request')}. To decide otherwise: {who_can('decide_request')}",
    )


def _nobody_to_tell(request: Request) -> bool:
    match = live(request.matches.all())
    nobody_named = request.subject_kind == SubjectKind.NOBODY_NAMED
    return nobody_named or (match is not None and match.result == Match.NOT_FOUND)


def _tellings(request: Request) -> list[Telling]:
    """What was recorded about telling, the newest first. No query where the story is loaded."""
    loaded = request.__dict__.get(LOADED, {}).get(Telling)
    return list(Telling.objects.filter(for_request=request.key) if loaded is None else loaded)
