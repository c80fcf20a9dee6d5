"""Does a consent cover this item, for this recipient and this purpose, on this day? It decides nothing else.

Consent is explicit, informed, and specific to one recipient and to some items (DOMAIN.md 2.1, CLDC-1):
anything wider than what was consented to is asked for again.
"""

from collections.abc import Collection, Iterable
from datetime import date

from consent.models.asking import Answer, Asking
from consent.models.consent import Consent
from kit.dates import long_date

ASKED, IN_PART, WITHDRAWN, ENDED = "asked", "in_part", "withdrawn", "ended"
NOT_ANSWERED = ""
TAKEN_BACK = "The consent was withdrawn."
MISTAKEN = "The consent was recorded by mistake."
# With these something may rest on consent.
CONSENTED = (Answer.GIVEN.value, IN_PART)


def why_not(consent: Consent, *, item: str, recipient: str, purpose: str, day: date) -> str:
    """Why it doesn't cover this, in words; "" where it does.

    item: a token of the consent's own request; day: a UK day. `valid_from` and `valid_until` are covered.
    """
    if consent.withdrawn_at is not None:
        return MISTAKEN if consent.mistaken else TAKEN_BACK
    return why_beyond(consent, item=item, recipient=recipient, purpose=purpose, day=day)


def why_beyond(consent: Consent, *, item: str, recipient: str, purpose: str, day: date) -> str:
    """Why this was never part of it as it was given, whether it was withdrawn since or not; else ""."""
    if item not in consent.items:
        return f"The consent does not hold {item}: it is for {', '.join(consent.items)} alone."
    if recipient != consent.recipient:
        return f"The consent is for “{consent.recipient}” alone, in these words."
    if purpose != consent.purpose:
        return "The consent was given for another purpose than the request's."
    if day < consent.valid_from:
        return f"The consent only starts on {long_date(consent.valid_from)}."
    if day > consent.valid_until:
        return f"The consent ended on {long_date(consent.valid_until)}."
    return ""


def covers(consent: Consent, *, item: str, recipient: str, purpose: str, day: date) -> bool:
    """Whether it covers this item, for this recipient and this purpose, on this day."""
    return not why_not(consent, item=item, recipient=recipient, purpose=purpose, day=day)


def came_of_it(consents: Iterable[Consent], askings: Iterable[Asking], day: date) -> str:
    """What came of asking for consent by a UK day, as the register tells it: a code of the review's question.

    given while a consent is valid on that day; in_part where somebody asked besides and has no yes to show
    for it: the patient refused or kept silent on more items, said no since, or hasn't answered on them yet.
    Where no consent is valid: asked while an answer is hoped for; then what the newest answer was (refused,
    no_answer); else withdrawn where every consent was, or ended. "" where nobody was asked. What was recorded
    by mistake was never given: an asking that it answered waits for its answer still.
    """
    rows = [row for row in consents if not row.mistaken]
    asked = sorted(askings, key=lambda row: row.pk)
    valid = [row for row in rows if row.withdrawn_at is None and row.valid_from <= day <= row.valid_until]
    if valid:
        return IN_PART if any(_beyond(row, valid) for row in asked) else Answer.GIVEN
    if any(row.answered_at is None for row in asked):
        return ASKED
    if asked and asked[-1].answer != Answer.GIVEN:
        return asked[-1].answer
    if not rows:
        return ASKED if asked else NOT_ANSWERED
    return WITHDRAWN if all(row.withdrawn_at is not None for row in rows) else ENDED


def _beyond(asking: Asking, valid: Collection[Consent]) -> bool:
    """Whether it asked for more than the valid consents hold, or was answered with no after all of them."""
    if asking.answer == Answer.GIVEN:
        return False
    if set(asking.items) - {item for row in valid for item in row.items}:
        return True
    return asking.answered_at is not None and asking.answered_at > max(row.recorded_at for row in valid)
