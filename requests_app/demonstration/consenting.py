"""Two requests in which the patient was asked for consent: one gave it, one gave it and took it back."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from consent.models import Consent
from kit import clock
from requests_app.demonstration.people import Stage
from requests_app.demonstration.scripts import Script
from requests_app.journey import consent_withdrawal, consents
from requests_app.models import Request

HOUSING = Script(
    name="C7", days_ago=14, kind="council", organisation="Wickmere Council, housing",
    officer="Emmeline Oxtoby", recipient="Emmeline Oxtoby, Wickmere Council, housing", supervisor="Head of housing",
    subject="Wilmot Ashgrove", born=date(1957, 9, 12), nhs_number="9994172034", asks=("D06", "D08"), claims=(),
    purpose="To offer him an adapted flat; he left no address when his building was closed.",
    effects={"D06": "consented", "D08": "consented"}, consent="given", until="disclosed", tell="before",
    tell_reason="He was asked, and knows", waived="A council has no police ranks; he consented",
    reason="He was asked and consented to both items, for this council and this purpose.",
)  # fmt: skip
DEBT = Script(
    name="C8", days_ago=9, kind="solicitor_other", organisation="Crake and Pellow Solicitors",
    officer="Lucian Crake", recipient="Lucian Crake, Crake and Pellow Solicitors",
    subject="Marisol Tennyford", born=date(1990, 4, 3), nhs_number="9998620457", asks=("D06",), claims=(),
    purpose="To send her what her aunt left her.", effects={"D06": "consented"}, consent="withdrawn", until="approved",
    tell="before", tell_reason="She was asked, and knows",
    reason="Without an order only her consent would do; she gave it to this firm alone.",
)  # fmt: skip
CONSENTING = (HOUSING, DEBT)


def ask_and_record(request: Request, script: Script, stage: Stage) -> None:
    """The patient was asked by letter, and came in to consent."""
    tokens, today = [item.token for item in request.live_items], timezone.localdate(clock.now())
    asking = {"asked_on": today, "means": "letter", "items": tokens, "answer_by": today + timedelta(days=14)}
    consents.ask(key=request.key, by=stage["ig_lead"], data=asking)
    consents.record(
        key=request.key,
        by=stage["clinical_reviewer"],
        data={
            "given_by": "patient", "given_by_name": "", "authority_seen": "",
            "capacity": "Spoke with them for ten minutes; they understood and weighed it",
            "patient_is_child": False, "competence": "",
            "explained": "Who asks, for what, that they may say no and take it back at any time",
            "recipient": script.recipient, "items": tokens, "given_on": today, "how": "in_person",
            "identifier_one": "", "identifier_two": "", "evidence": "Signed form, scanned to the record",
            "valid_from": today, "valid_until": today + timedelta(days=180), "requester_has_power": False,
            "freely_given": "Asked alone, nobody from there was present; they said that nobody pressed them",
        },
    )  # fmt: skip


def resting(request: Request, findings: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The findings, each consented one resting on the request's consent."""
    consent = Consent.objects.get(for_request=request.key)
    return {
        token: finding | ({"consent": consent.key} if finding["effect"] == "consented" else {})
        for token, finding in findings.items()
    }


def take_back(request: Request, stage: Stage) -> None:
    """The patient withdrew at the counter: what was approved falls at once."""
    consent = Consent.objects.get(for_request=request.key)
    consent_withdrawal.withdraw(
        key=request.key,
        consents=[consent.key],
        by=stage["practice_manager"],
        data={
            "withdrawn_on": timezone.localdate(clock.now()),
            "withdrawn_how": "in_person",
            "withdrawn_to": "The practice manager, at the counter",
        },
    )
