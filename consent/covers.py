"""Does a consent cover this item, for this recipient and this purpose, on this day? It decides nothing else.

Consent is explicit, informed, and specific to one recipient and to some items (DOMAIN.md 2.1, CLDC-1):
anything wider than what was consented to is asked for again.
"""

from collections.abc import Iterable
from datetime import date

from consent.models.asking import Answer, Asking
from consent.models.consent import Consent
from kit.dates import long_date

WITHDRAWN = "withdrawn"
NOT_ANSWERED = ""


def why_not(consent: Consent, *, item: str, recipient: str, purpose: str, day: date) -> str:
    """Why it doesn't cover this, in words; "" where it does.

    item: a token of the consent's own request; day: a UK day. `valid_from` and `valid_until` are covered.
    """
    if consent.withdrawn_at is not None:
        return "The consent was withdrawn."
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


def came_of_it(consents: Iterable[Consent], askings: Iterable[Asking]) -> str:
    """What came of asking for consent, as the register tells it: a code of the review's own question.

    given while one consent lives; withdrawn where every one was; otherwise what the newest answer was
    (refused, no_answer); "" where nobody was asked, or nobody has answered yet.
    """
    rows = list(consents)
    if any(row.withdrawn_at is None for row in rows):
        return Answer.GIVEN
    answered = sorted((row for row in askings if row.answered_at is not None), key=lambda row: row.pk)
    latest = answered[-1] if answered else None
    if latest is not None and latest.answer != Answer.GIVEN:
        return latest.answer
    return WITHDRAWN if rows else NOT_ANSWERED
