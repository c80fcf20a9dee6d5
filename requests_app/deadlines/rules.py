"""The rules that set dates, each with its citation."""

from dataclasses import dataclass
from enum import StrEnum


class RuleCode(StrEnum):
    """One value per rule; stored with each clock."""

    URGENT = "urgent"
    INSTRUMENT = "instrument"
    TERRORISM_ORDER = "terrorism_order"
    PRODUCTION_ORDER = "production_order"
    FAMILY_LAW_VARY = "family_law_vary"
    STATED = "stated"
    ACKNOWLEDGE = "acknowledge"
    TRIAGE = "triage"
    DECIDE = "decide"
    APPROVAL_ENDS = "approval_ends"
    LAPSE = "lapse"
    LOOK_BACK = "look_back"
    SUBJECT_ACCESS = "subject_access"
    SUBJECT_ACCESS_EXTENDED = "subject_access_extended"
    FREEDOM_OF_INFORMATION = "freedom_of_information"
    FREEDOM_OF_INFORMATION_EXTENDED = "freedom_of_information_extended"
    BREACH = "breach"
    COMPLAINT_SAFE = "complaint_safe"
    COMPLAINT_ICO = "complaint_ico"
    COMPLAINT_OUTCOME = "complaint_outcome"
    FGM_REPORT = "fgm_report"
    TELL_PATIENT = "tell_patient"
    PATIENT_REVIEW = "patient_review"
    RETROSPECTIVE = "retrospective"
    SILENCE = "silence"
    CONSENT_ANSWER = "consent_answer"


@dataclass(frozen=True)
class Rule:
    """What a rule is called, and where it comes from."""

    label: str
    cite: str


# No statute sets a time for a third party's request unless its instrument does.
NO_STATUTE = "No statutory time limit applies"

RULES: dict[RuleCode, Rule] = {
    RuleCode.URGENT: Rule(
        "Urgent welfare", f"Practice target: 2 hours where life may be at risk. {NO_STATUTE}."
    ),
    RuleCode.INSTRUMENT: Rule("Date in the instrument", "The order, summons or notice itself."),
    RuleCode.TERRORISM_ORDER: Rule(
        "Comply with a terrorism production order that names no time",
        "Terrorism Act 2000 Sch 5: seven days, unless the court says otherwise.",
    ),
    RuleCode.PRODUCTION_ORDER: Rule(
        "Comply with a production order that names no time",
        "Practice target, after Police and Criminal Evidence Act 1984 Sch 1: seven days, or as the order"
        " says.",
    ),
    RuleCode.FAMILY_LAW_VARY: Rule(
        "Apply to vary or discharge an order (Family Law Act)",
        "Family Law Act 1986 s.33: within seven days of service.",
    ),
    RuleCode.STATED: Rule("Date that the requester asks for", f"The requester's own wish. {NO_STATUTE}."),
    RuleCode.ACKNOWLEDGE: Rule("Acknowledge", f"Practice target. {NO_STATUTE}."),
    RuleCode.TRIAGE: Rule("Triage", f"Practice target. {NO_STATUTE}."),
    RuleCode.DECIDE: Rule("Decide", f"Practice target. {NO_STATUTE}."),
    RuleCode.APPROVAL_ENDS: Rule(
        "Release before the approval ends", "The guardian's decision, with the end that it sets."
    ),
    RuleCode.LAPSE: Rule(
        "Release lapses", "Practice rule: a release that wasn't sent lapses in a working day."
    ),
    RuleCode.LOOK_BACK: Rule(
        "Look back at an emergency",
        "Practice rule: somebody uninvolved reviews an emergency approval within one working day.",
    ),
    RuleCode.SUBJECT_ACCESS: Rule(
        "Subject access request", "UK GDPR Art 12(3); ICO guidance since 15 Aug 2019 on counting the month."
    ),
    RuleCode.SUBJECT_ACCESS_EXTENDED: Rule(
        "Subject access request, extended",
        "UK GDPR Art 12(3): two further months, with notice and reasons within the first; ICO guidance since"
        " 15 Aug 2019 on counting the months.",
    ),
    RuleCode.FREEDOM_OF_INFORMATION: Rule(
        "Freedom of information request",
        "Freedom of Information Act 2000 s.10: no later than the twentieth working day after receipt; a bank"
        " holiday in any part of the United Kingdom is not a working day.",
    ),
    RuleCode.FREEDOM_OF_INFORMATION_EXTENDED: Rule(
        "Freedom of information request, the public interest being weighed",
        "The practice's own date. Freedom of Information Act 2000 s.10: a reasonable time where the public"
        " interest is weighed; the refusal notice stays due by the twentieth working day.",
    ),
    RuleCode.BREACH: Rule("Personal data breach", "UK GDPR Art 33(1): 72 hours after becoming aware."),
    RuleCode.COMPLAINT_SAFE: Rule(
        "Acknowledge a data protection complaint (safe reading)",
        "DPA 2018 s.164A: 30 days beginning when the complaint is received; contested.",
    ),
    RuleCode.COMPLAINT_ICO: Rule(
        "Acknowledge a data protection complaint (ICO's reading)",
        "DPA 2018 s.164A as the ICO counts: from the day after receipt, to the next working day; contested.",
    ),
    RuleCode.COMPLAINT_OUTCOME: Rule(
        "Give the outcome of a data protection complaint",
        "Practice target. DPA 2018 s.164A: without undue delay; no statute sets a number of days.",
    ),
    RuleCode.FGM_REPORT: Rule(
        "Report female genital mutilation of a girl to the police",
        "Female Genital Mutilation Act 2003 s.5B: before the end of one month from when it was first found.",
    ),
    RuleCode.TELL_PATIENT: Rule(
        "Tell the patient", "The decision about it. Practice rule: straight after means in a working day."
    ),
    RuleCode.PATIENT_REVIEW: Rule(
        "Look again at telling the patient", "The decision about it, with the date that it sets."
    ),
    RuleCode.RETROSPECTIVE: Rule(
        "Complete the paperwork of an emergency",
        "Practice rule: what was approved in an emergency has its paperwork within one working day.",
    ),
    RuleCode.SILENCE: Rule(
        "No answer to our question",
        f"Practice rule: after 20 working days closing is proposed; a person decides. {NO_STATUTE}.",
    ),
    RuleCode.CONSENT_ANSWER: Rule(
        "Answer about consent",
        "The day that the practice gave the patient to answer. Practice target: 10 working days. "
        f"{NO_STATUTE}.",
    ),
}

# Seven days from an order's own date, where it names no other.
NAMING_NO_TIME = frozenset({RuleCode.TERRORISM_ORDER, RuleCode.PRODUCTION_ORDER})
# What somebody may do and needn't: when its day has passed, nothing is late, and the choice is gone.
CHOICES = frozenset({RuleCode.FAMILY_LAW_VARY})
# What rests on no source that was opened: the practice's own date, which says so.
UNCERTAIN = frozenset({RuleCode.PRODUCTION_ORDER})
# Clocks that stand still while somebody is asked. Every other one runs on in every state.
PAUSED_WHILE_ASKING = frozenset({RuleCode.ACKNOWLEDGE, RuleCode.TRIAGE, RuleCode.DECIDE})
# A subject access request stands still too, while clarification that is reasonably needed is awaited:
# Data (Use and Access) Act 2025 s.76, in force since 5 February 2026.
PAUSED_FOR_CLARIFICATION = frozenset({RuleCode.SUBJECT_ACCESS, RuleCode.SUBJECT_ACCESS_EXTENDED})
ABOUT_THE_PATIENT = frozenset({RuleCode.TELL_PATIENT, RuleCode.PATIENT_REVIEW})
# Clocks that closing a request doesn't end.
OUTLIVING_CLOSING = ABOUT_THE_PATIENT | {RuleCode.RETROSPECTIVE}
