"""Every event of the journey is in the report or knowingly left out; codes read as words."""

from audit.desk import words
from audit.desk.columns import COLUMNS
from audit.desk.telling import EVENTS, TELLING
from audit.desk.words import in_words
from requests_app import events

#: Steps on the way to a decision, and what is about no decision.
LEFT_OUT = {
    *("request.submitted", "request.draft_started", "request.draft_saved", "request.draft_discarded"),
    *("request.linked", "request.split", "request.returned", "request.closed", "request.restricted"),
    *("triage.saved", "triage.accepted", "requester.verified"),
    *("legal_basis.saved", "legal_basis.to_public_interest", "legal_basis.to_decision"),
    *("patient.matched", "public_interest.saved", "public_interest.advised"),
    *("waiting.requester_asked", "waiting.patient_asked", "waiting.resumed"),
    *("conflict.declared", "outside_guardian.invited", "outside_guardian.invitation_ended"),
    *("organisation.saved", "organisation.confirmed", "note.added", "reminder.queued"),
    *("reminder.sent_again", "calendar.address_made", "calendar.address_removed"),
    # Dates that were met, beside what was decided.
    *("request.acknowledged", "patient.told", "patient.looked_at_again", "emergency.papers_complete"),
    "patient.telling_decided",
    *("clock.started", "clock.recomputed", "incident.reported", "incident.not_reported"),
    *(f"handover.{step}" for step in ("opened", "acknowledged", "identified", "asked", "answer_came")),
    *(f"handover.{step}" for step in ("extended", "notice_sent", "answered", "closed")),
    # The decision that went past a prohibition says so itself.
    *("override.proposed", "override.confirmed", "override.declined"),
    *("advice.asked", "advice.answered"),
    # What becomes of a closed case's details changes nothing of what was decided or sent.
    *("disposal.held", "disposal.hold_lifted", "disposal.proposed", "disposal.confirmed"),
    "disposal.declined",
    # The register of agreements: what its changes did to an approval is told as such.
    *("agreement.entered", "agreement.changed", "agreement.status_proposed", "agreement.status_confirmed"),
    *("agreement.status_declined", "agreement.joining_recorded", "agreement.joining_confirmed"),
    "agreement.left",
    # What a person said and how it was weighed: what was decided upon it is told as such.
    *("patient_page.made", "objection.recorded", "objection.ended", "objection.weighed"),
    *(
        "consent.asked",
        "consent.given",
        "consent.refused",
        "consent.not_answered",
        "consent.withdrawn",
        "consent.mistaken",
    ),
    "release.made",  # a go-ahead: what left, or did not, has its own row
}


def test_every_event_of_the_journey_is_told_or_left_out() -> None:
    assert set(events.CHANGES) - LEFT_OUT == EVENTS
    assert LEFT_OUT.issubset(events.CHANGES)


def test_headings_are_plain_words_once_each() -> None:
    headings = [heading for heading, _ in COLUMNS]
    assert len(set(headings)) == len(headings)
    assert all(heading[0].isupper() and "_" not in heading for heading in headings)
    assert {what for what, _ in TELLING.values()} == {
        *("Decided", "Disclosed", "Release ended unsent", "Approval ended", "Not pursued"),
        *("Ended without a decision", "Emergency looked back at", "Incident"),
    }


def test_codes_read_as_words_and_law_keeps_its_code() -> None:
    assert in_words("item", "D06").startswith("D06 ")
    assert in_words("effect", "compelled") == "The law compels it"
    assert in_words("incident_kind", "by_phone") == "Said on the phone"


def test_a_code_without_words_stays_a_code() -> None:
    assert in_words("item", "X3") == "X3"
    assert in_words("no_such_vocabulary", "x") == "x"
    assert set(words._words) >= {
        "item",
        "power",
        "confidentiality",
        "article6",
        "article9",
        "outcome",
        "factor",
    }
