"""What the database refuses of what somebody entered, as a sentence for them.

Steps ask first. This is the net below them: a value that slips through is refused by a named constraint,
and the person reads what to do instead of an error page.
"""

from django.db import DatabaseError, DataError

from kit.constraints import refused_by

SENTENCES = {
    "asked_item_code_once": "An item is asked for twice: keep it once.",
    "asked_item_code_or_words": "Choose each item from the list, or say in words what they ask for.",
    "claimed_law_once": "A law is claimed twice: keep it once.",
    "instrument_served_not_before_dated": "An order or notice can't have been served before its date.",
    "request_emergency_states_why": "Say why it is an emergency.",
    "legal_finding_gates_unless_no_basis": "Say what justifies going past confidence, and the lawful basis.",
    "legal_finding_compulsion_names_power": "Name the power that compels.",
    "match_needs_three": "A match rests on name, date of birth and one more.",
    "decision_approval_is_bounded": (
        "An approval names its recipient and route, when it ends, and whether the patient is told."
    ),
    "item_decision_disclosure_has_basis": "Say what outweighs confidentiality for each disclosed item.",
    "release_agreement_stands": (
        "The agreement that this request cites fell after the approval: "
        "the legal basis is reviewed again first."
    ),
    "release_consent_stands": (
        "The patient's consent doesn't cover this, or was withdrawn: the legal basis is reviewed again first."
    ),
    "legal_finding_consent_stands": (
        "Nothing rests on a consent that was withdrawn, is another request's, or doesn't hold the item."
    ),
    "legal_finding_consented_names_consent": "Say on which recorded consent the item rests.",
    "asking_one_open": "The patient was asked already: record the answer, or that there was none, first.",
    "consent_by_phone_two_identifiers": "By phone two different identifiers are checked.",
    "consent_ends_not_before_it_starts": "A consent can't end before it starts.",
    "consent_starts_not_before_it_was_given": "A consent can't start before it was given.",
    "asking_answer_by_not_before_asked": "The answer can't be hoped for before the patient was asked.",
    "agreement_change_one_open": "A status is proposed already: it is confirmed or declined first.",
    "agreement_change_has_source": "Say why the status changed, and where that is written.",
    "disposal_hold_one_live": "These details are held back already.",
    "disposal_one_open": "Somebody proposed it already: it is confirmed or declined first.",
    "agreement_joined_once": "Your practice's joining is recorded already.",
    "requests_app_incidentreport_incident_id_key": "This was recorded already. Nothing was changed.",
    "requester_organisation_number_has_source": "Say where the number comes from, and when it was looked up.",
}
UNFIT = "One of the answers is too long, or can't be. Nothing was changed."


def sentence_for(clash: DatabaseError) -> str:
    """What to do, by the constraint that refused; "" where nothing that was entered explains it.

    Never the row, which the database quotes.
    """
    if isinstance(clash, DataError):
        return UNFIT
    return SENTENCES.get(refused_by(clash), "")
