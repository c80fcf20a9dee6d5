"""What happens to a request when the patient withdraws the consent that it rests on.

The withdrawal is committed first; then the request returns in a transaction of its own. What a process that
died left behind, the sweep finishes. See docs/adr/consent.md.
"""

import logging
import uuid
from collections.abc import Iterable

from requests_app import policies
from requests_app.journey import falling
from requests_app.journey.unit import Work
from requests_app.selectors import consents as select

log = logging.getLogger("desk.consent_fall")


def carry_out(key: uuid.UUID) -> int:
    """Look at the request after the withdrawal was committed; returns how many were changed: one or none.

    What was disclosed, refused or closed stays: it tells what was done.
    """
    return _each(select.to_be_returned().filter(key=key).values_list("key", flat=True))


def finish() -> int:
    """The sweep: return what was not returned since a process died."""
    return _each(select.to_be_returned().values_list("key", flat=True))


def look_again(*, key: uuid.UUID) -> None:
    """Return one request to its legal-basis review, or void that review where the request stands.

    Raises NotPossible where nothing rests on a withdrawn consent, or not any more.
    """
    falling.look_again(FALL, key)


def _each(keys: Iterable[uuid.UUID]) -> int:
    return falling.each(list(keys), lambda key: look_again(key=key), log)


def _name_it(unit: Work) -> None:
    fallen = {
        row.consent.key
        for row in policies.resting_on_consent(unit.request)
        if row.consent is not None and row.consent.withdrawn_at is not None
    }
    unit.facts["consents"] = sorted(str(key) for key in fallen)


FALL = falling.Fall(
    verb="consent_withdrawn",
    event="consent.fell",
    reason="The consent that it rests on no longer stands",
    because="consent no longer stands",
    rests=policies.rests_on_withdrawn,
    due=lambda request: False,
    describe=_name_it,
)
