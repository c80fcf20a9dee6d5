"""The texts that go to the requester, filled in for one request. The same words whoever the person is."""

from kit.dates import long_date
from requests_app.law.loader import catalogue
from requests_app.law.replies import blanks, fill
from requests_app.models import Request
from requests_app.presenters.due import answer_by, due_date

QUESTIONS = "[your question]"


def reply_text(case: Request, code: str, **more: str) -> str:
    """The reply of that code for this request. `more` fills what the request does not know (questions,
    items, conditions); a blank that nobody fills is left empty. Raises KeyError for an unknown code.
    """
    reply = catalogue().replies[code]
    known = {
        "practice": case.practice.name,
        "practice_telephone": case.practice.telephone or "the practice’s published number",
        "reference": case.name,
        "requester_reference": case.requester.their_reference,
        "received_on": long_date(case.received_on),
    }
    asked = blanks(reply.text)
    if "reply_by" in asked:
        known["reply_by"] = due_date(answer_by(case)) or "the date that we will tell you"
    values = {name: known.get(name, "") for name in asked} | more
    return _tidy(fill(reply, values))


def reply_label(code: str) -> str:
    """What the reply is called."""
    return catalogue().replies[code].label


def _tidy(text: str) -> str:
    """No space before a comma or full stop where a blank stayed empty."""
    for mark in (",", ".", " ("):
        text = text.replace(f" {mark}", mark)
    return text
