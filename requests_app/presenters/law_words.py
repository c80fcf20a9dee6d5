"""What the tables, fields and words of the law files are called for people."""

import datetime as dt
from enum import StrEnum
from typing import Any

from kit.dates import long_date
from requests_app.law.vocabulary import Answer, Effect, Extent, Handling, Issuer, Override, Tag

# Every table of the catalogue in the order of the page, with what it holds in a line.
TABLES: dict[str, tuple[str, str]] = {
    "powers": ("Powers", "Laws under which somebody asks, and what each does to a GP practice."),
    "items": (
        "Data items",
        "What somebody may ask for, and what happens to it unless a guardian approves it.",
    ),
    "prohibitions": ("Prohibitions", "Hard stops."),
    "exceptions": (
        "Exceptions to prohibitions",
        "The exceptions that a statute makes to its own prohibition.",
    ),
    "confidentiality": (
        "Gate A: confidentiality",
        "What may justify a disclosure under the duty of confidence.",
    ),
    "article6": ("Gate B: lawful bases", "The lawful bases of UK GDPR Art 6."),
    "basis_conditions": ("Conditions of a lawful basis", "One of them must be met."),
    "article9": ("Gate C: special data", "Conditions of UK GDPR Arts 9 and 10."),
    "exemptions": ("Exemptions", "They switch data-protection duties off. An exemption is never a power."),
    "gates": ("Gates before the test", "Stage 0 of the public-interest test: no or unknown stops."),
    "questions": ("Questions of the test", "Stage 1 of the public-interest test."),
    "factors": ("Factors of the test", "Stage 2 of the public-interest test: weighed in words, no score."),
    "decision_fields": ("What a decision records", "Stage 3 of the public-interest test."),
    "caldicott": ("Caldicott principles", "The eight principles, and the question that each puts."),
    "outcomes": ("Outcomes", "How a request ends, for the register."),
    "replies": ("Replies", "The texts to requesters. Before a disclosure each neither confirms nor denies."),
    "waiting_reasons": ("Reasons for waiting", "None is an outcome."),
    "reclassifications": ("Not for this register", "What a request may be instead, and where it goes."),
    "verification_levels": ("Verification levels", "How far a requester’s identity was checked."),
    "verification_minimums": ("Least verification", "The lowest level for each kind of disclosure."),
    "ranks": ("Ranks", "Officers’ ranks, and which may countersign."),
    "email_domains": ("Mail domains", "Domains of public bodies. A match is a weak sign."),
    "requester_kinds": ("Requesters", "Who asks. The kind says nothing about what they may have."),
    "claims": ("Other claims", "What a requester may claim beside powers and exemptions."),
    "statements": ("Notes on the law", "What is known, disputed, or done here, beside the other entries."),
    "checks": ("Checks", "Rules of the pre-check that follow from no other entry."),
    "sources": ("Sources", "Where verified statements were seen, usually in an excerpt."),
}
# Fields in the order in which a page shows them; any other comes after, under its own name.
FIELDS: dict[str, str] = {
    "cite": "Citation",
    "question": "Question",
    "text": "Text",
    "meaning": "Meaning",
    "sign": "How it shows",
    "goes_to": "Where it goes",
    "test": "Test",
    "reason": "Why",
    "effect": "Effect",
    "extent": "What it reaches",
    "binds_gp": "Binds a GP practice",
    "open_to_practice": "Open to a GP practice",
    "displaces_confidence": "Displaces confidence",
    "item_class": "How it is classed",
    "handling": "How it is handled",
    "handling_note": "About that",
    "special_category": "Special category (Art 9)",
    "protects": "What it protects",
    "override": "To go past it",
    "exceptions": "Exceptions",
    "stops_emergency": "Stops an emergency too",
    "offence": "An offence",
    "who": "Who may use it",
    "kinds": "Kinds of requester",
    "issuer": "Who issues the instrument",
    "instruments": "Instruments",
    "evidence": "Evidence to demand",
    "use": "Use here",
    "conditions": "Conditions, one of which must be met",
    "needs_dpo_reason": "Needs the data protection officer’s reason",
    "policy_document": "Needs a policy document",
    "switches_off": "Switches off",
    "leaves_standing": "Leaves standing",
    "time": "Time",
    "tell_patient": "Telling the patient",
    "when": "When",
    "in_force": "In force",
    "in_force_from": "In force from",
    "in_force_to": "In force to",
    "in_force_note": "About when it is in force",
    "note": "Note",
    "contested": "Both views",
    "prohibitions": "Prohibitions to look for",
    "tag": "How sure we are",
    "source": "Seen in",
    "level": "Level",
    "supervisor": "A supervisor signs too",
    "about": "Bears on",
    "outcome": "Outcome",
    "reply": "Reply",
    "edition": "Edition",
    "label": "Name",
}
TAGS = {
    Tag.VERIFIED: "Verified: seen in the sources named",
    Tag.MIXED: "Partly verified, partly from general knowledge: check with your DPO",
    Tag.KNOWLEDGE: "From general knowledge, not confirmed: check with your DPO",
    Tag.CONTESTED: "Contested: law or guidance is disputed. Check with your DPO",
    Tag.DESIGN: "This service’s own practice, not a statement of law",
}
WORDS: dict[type[StrEnum], dict[Any, str]] = {
    Tag: dict(TAGS),
    Answer: {
        Answer.YES: "Yes",
        Answer.NO: "No",
        Answer.CONTESTED: "Contested: seek advice",
        Answer.UNKNOWN: "Not known: seek advice",
    },
    Effect: {
        Effect.COMPEL: "Compels",
        Effect.PERMIT: "Permits; compels nobody",
        Effect.PROHIBIT: "Prohibits",
        Effect.NONE: "Neither compels nor permits",
    },
    Extent: {
        Extent.DISCLOSURE: "Information must be given on demand",
        Extent.DOCUMENTS: "Existing documents must be handed over",
        Extent.ENTRY: "Officers must be let in; nothing need be handed over",
        Extent.OWN_INITIATIVE: "A duty to come forward, which nobody can demand",
        Extent.NOTHING: "Compels nothing",
    },
    Issuer: {
        Issuer.COURT: "A court, tribunal, judge or coroner",
        Issuer.OFFICER: "The requesting body itself",
        Issuer.NOBODY: "There is no instrument",
    },
    Handling: {
        Handling.NCND: "Neither confirmed nor denied unless approved",
        Handling.MATCH_ONLY: "Used to match, not given out unless approved",
        Handling.ITEMISE: "Decided by itself",
        Handling.WITHHOLD: "Withheld unless approved",
        Handling.SEPARATE_TEST: "Needs a test of its own",
        Handling.REFUSE: "Refused",
        Handling.RESTRICT: "Restricted",
    },
    Override: {
        Override.STATUTORY_EXCEPTION: "A named statutory exception, legal advice and a second senior person",
        Override.SECOND_SENIOR: "Recorded advice and a second senior person",
        Override.COURT_ONLY: "A court’s order: to the court only, with a covering note and the DPO’s advice",
        Override.NEVER: "Never",
    },
}


def slug(table: str) -> str:
    """A table's part of an address."""
    return table.replace("_", "-")


def title(table: str) -> str:
    """What a table is called."""
    return TABLES[table][0] if table in TABLES else in_words(table)


def field_name(name: str) -> str:
    """What a field is called."""
    return FIELDS.get(name) or in_words(name)


def in_words(value: str) -> str:
    """A code-like word for people: "awaiting_requester" is "Awaiting requester"."""
    return value.replace("_", " ").capitalize()


def value_in_words(value: Any) -> Any:
    """A field's value for people: text, or a list of texts; "" for nothing."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, StrEnum):
        return WORDS.get(type(value), {}).get(value) or in_words(value)
    if isinstance(value, tuple | list):
        return [str(value_in_words(member)) for member in value]
    if isinstance(value, dt.date):
        return long_date(value)
    return "" if value is None else str(value)
