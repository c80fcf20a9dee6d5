"""Run by `manage.py shell` in a copy of the project: what took effect."""

import json
import sys

from audit.ledger.api import known_logs, verify_log
from requests_app.models import Decision, Release, Request, StatusChange

references = Request.objects.exclude(reference=None).values_list("reference", flat=True)
sys.stdout.write(
    "TOOK EFFECT "
    + json.dumps(
        {
            "numbers": sorted(int(reference[-5:]) for reference in references),
            "submits": StatusChange.objects.filter(verb="submit").count(),
            "refusals": Decision.objects.filter(approves=False).count(),
            "releases": Release.objects.count(),
            "entries": StatusChange.objects.values("ledger_log", "ledger_event").distinct().count(),
            "changes": StatusChange.objects.count(),
            "findings": sum(len(list(verify_log(log))[-1].findings) for log in known_logs()),
        }
    )
    + "\n"
)
