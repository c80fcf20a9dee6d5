"""Run by `manage.py shell` in a copy of the project: what the database holds after the faults."""

import json
import sys
from typing import Any

from audit.ledger.api import known_logs, verify_log
from audit.ledger.models import Event
from requests_app.models import Decision, Disclosure, OutboxMessage, Release, Request, StatusChange
from requests_app.selectors.reminders import NOT_NEEDED
from requests_app.workflow import State, find


def keys(rows: Any, path: str = "request__key") -> list[str]:
    return [str(key) for key in rows.values_list(path, flat=True)]


def told_of(change: StatusChange) -> bool:
    """Whether there is a message of this change. Of a release, only the person who made it would be told."""
    row = find(change.verb, State(change.from_state))
    assert row
    return change.verb == "release" or change.request.messages.filter(topic=row.event).exists()


changes = StatusChange.objects.exclude(from_state="").select_related("request")
# A reminder of what was done before its mail went is rightly not sent.
mails = OutboxMessage.objects.exclude(last_error=NOT_NEEDED)
numbered = Request.objects.exclude(reference=None)
sys.stdout.write(
    "TOOK EFFECT "
    + json.dumps(
        {
            "references": {str(request.key): request.reference for request in numbered},
            "submit": keys(changes.filter(verb="submit")),
            "refuse": keys(Decision.objects.filter(approves=False)),
            "release": keys(Release.objects.all()),
            "disclose": keys(Disclosure.objects.all(), "release__request__key"),
            "changes": changes.count(),
            "entries": changes.values("ledger_log", "ledger_event").distinct().count(),
            "signed_in": Event.objects.filter(event="person.signed_in").count(),
            "untold": sum(not told_of(change) for change in changes),
            "messages": {
                f"<{key}@disclosure-desk>": [attempts, error]
                for key, attempts, error in mails.values_list("key", "attempts", "last_error")
            },
            "unsent": mails.filter(sent_at=None).count(),
            "findings": sum(len(list(verify_log(log))[-1].findings) for log in known_logs()),
        }
    )
    + "\n"
)
