"""The eight roles as code: what each is for, in words a practice manager uses, and what it may do.

A role is held at one practice, by a membership or a deputyship with dates. Nothing here looks at a
request: whether its state or a conflict allows an action is decided elsewhere.
"""

from dataclasses import dataclass
from typing import Any

#: Every right that a role can carry, with the words that finish "may …". These are also the permissions
#: of the model Practice, so that django-guardian can grant them for one practice.
PERMISSIONS: dict[str, str] = {
    "draft_request": "write down a request and finish their own drafts",
    "log_request": "log a request, which gives it a reference",
    "view_requests": "see the practice’s requests",
    "see_subject": "see whom a request is about",
    "reveal_subject": "reveal whom a request is about, with a reason",
    "triage_request": "triage a request",
    "verify_requester": "record how a requester’s identity was verified",
    "review_legal_basis": "review the legal basis",
    "match_patient": "look up whether the person is a patient",
    "see_match": "see whether the person is a patient",
    "review_public_interest": "weigh the public interest",
    "decide_request": "decide as Caldicott guardian",
    "release_disclosure": "give the go-ahead for an approved disclosure",
    "confirm_disclosure": "record what left the practice",
    "withdraw_request": "record that a requester withdrew",
    "close_request": "close a request",
    "reopen_request": "reopen a closed request",
    "record_incident": "record an incident",
    "record_consent": "record that a patient was asked for consent, and what came of it",
    "record_withdrawal": "record that a patient withdrew consent",
    "record_objection": "record a patient’s objection, and that it was taken back",
    "make_statement": "make a patient’s statement of who asked about them",
    "add_note": "add a note to a request",
    "view_access_log": "see who looked at what",
    "invite_outside_guardian": "invite a guardian from another practice",
    "restrict_request": "restrict a request to named people",
    "manage_requesters": "keep the register of requesters",
    "confirm_requester_number": "confirm a requester’s call-back number",
    "review_emergency": "review an emergency afterwards",
    "seek_advice": "refer a request for advice and record the answer",
    "confirm_override": "confirm as second senior person that a prohibition may be gone past",
    "keep_agreements": "keep the register of sharing agreements",
    "hold_disposal": "hold a request’s encrypted details back from being destroyed",
    "propose_disposal": "propose that a closed request’s encrypted details are destroyed",
    "confirm_disposal": "confirm as second person that encrypted details are destroyed",
    "read_ledger": "read, verify and export the audit ledger",
    "read_identities": "draw up the disclosure report, also with whom each request is about",
    "manage_people": "manage the practice’s people, roles and settings",
    "confirm_appointment": "confirm appointments that need a serving guardian",
}


@dataclass(frozen=True)
class Role:
    """One role: `key` is stored, `name` is shown, `prose` explains it, `permissions` are its rights."""

    key: str
    name: str
    prose: str
    permissions: frozenset[str]
    needs_confirmation: bool = False


FRONT_DESK = Role(
    key="front_desk",
    name="Front desk",
    prose=(
        "Receptionists and call handlers are the first to hear that somebody wants a patient’s details. "
        "They write down who asked, what for and how to reach them, and hand the draft over. They see only "
        "their own drafts, never the practice’s other requests, and they give nothing away at the counter "
        "or on the phone. If something did slip out, they record it as an incident."
    ),
    permissions=frozenset({"draft_request", "record_incident"}),
)

PRACTICE_MANAGER = Role(
    key="practice_manager",
    name="Practice manager",
    prose=(
        "The practice manager logs requests, checks that each is in writing, for this practice and from who "
        "it says, and writes to the requester. When the Caldicott guardian has approved a disclosure, the "
        "manager sends exactly what was approved, by the approved route, and records what left. The manager "
        "does not decide whether anything is disclosed."
    ),
    permissions=frozenset(
        {
            "draft_request", "log_request", "view_requests", "see_subject", "triage_request",
            "verify_requester", "see_match", "release_disclosure", "confirm_disclosure",
            "withdraw_request", "close_request", "record_incident", "add_note", "restrict_request",
            "manage_requesters", "confirm_requester_number", "seek_advice", "record_consent",
            "record_withdrawal", "record_objection",
        }
    ),
)  # fmt: skip

IG_LEAD = Role(
    key="ig_lead",
    name="Information governance lead",
    prose=(
        "The information governance lead works out on what law, if any, each item asked for could leave the "
        "practice, and whether the practice must, may or must not disclose it. The lead can triage, looks up "
        "whether the person is a patient only once something could lawfully leave, and can reopen a closed "
        "request. A serving Caldicott guardian confirms the appointment before it starts."
    ),
    permissions=frozenset(
        {
            "draft_request", "log_request", "view_requests", "see_subject", "triage_request",
            "verify_requester", "review_legal_basis", "match_patient", "see_match", "release_disclosure",
            "withdraw_request", "close_request", "reopen_request", "record_incident", "add_note",
            "view_access_log", "invite_outside_guardian", "restrict_request", "manage_requesters",
            "confirm_requester_number", "review_emergency", "seek_advice", "keep_agreements",
            "hold_disposal", "propose_disposal", "record_consent", "record_withdrawal",
            "record_objection", "make_statement",
        }
    ),
    needs_confirmation=True,
)  # fmt: skip

CLINICAL_REVIEWER = Role(
    key="clinical_reviewer",
    name="Clinical reviewer",
    prose=(
        "A clinician who weighs the public interest in disclosing against the patient’s confidence and the "
        "public’s trust, and advises the Caldicott guardian. Having treated the patient is declared and does "
        "not bar the reviewer; being family, or in dispute with the patient, does. A serving Caldicott "
        "guardian confirms the appointment before it starts."
    ),
    permissions=frozenset(
        {
            "view_requests", "see_subject", "match_patient", "see_match", "review_public_interest",
            "record_incident", "add_note", "review_emergency", "seek_advice", "confirm_override",
            "record_consent", "record_withdrawal", "record_objection",
        }
    ),
    needs_confirmation=True,
)  # fmt: skip

CALDICOTT_GUARDIAN = Role(
    key="caldicott_guardian",
    name="Caldicott guardian",
    prose=(
        "The senior person who answers for patients’ confidentiality. The guardian approves or refuses each "
        "item of each request, with reasons, and never decides a request that they logged, triaged or "
        "reviewed. Guardians also confirm new guardians, reviewers, information governance leads, deputies "
        "and outside guardians. A serving guardian confirms the appointment before it starts."
    ),
    permissions=frozenset(
        {
            "draft_request", "log_request", "view_requests", "see_subject", "match_patient", "see_match",
            "decide_request", "withdraw_request", "close_request", "reopen_request", "record_incident",
            "add_note", "view_access_log", "invite_outside_guardian", "restrict_request",
            "confirm_requester_number", "review_emergency", "confirm_appointment", "seek_advice",
            "confirm_override", "keep_agreements", "hold_disposal", "propose_disposal",
            "confirm_disposal", "record_withdrawal", "record_objection", "make_statement",
        }
    ),
    needs_confirmation=True,
)  # fmt: skip

DATA_PROTECTION_OFFICER = Role(
    key="data_protection_officer",
    name="Data protection officer",
    prose=(
        "The data protection officer reads the practice’s requests, advises when asked, and reviews "
        "every emergency disclosure afterwards. For the Information Commissioner or a court the officer can "
        "draw up the disclosure report with the names of those it is about; the reason is recorded. The "
        "officer is independent: they neither handle a request nor decide one. Being both officer and "
        "Caldicott guardian can be a conflict of interest."
    ),
    permissions=frozenset(
        {
            "view_requests", "see_subject", "record_incident", "add_note", "review_emergency",
            "seek_advice", "read_identities", "hold_disposal", "make_statement",
        }
    ),
)  # fmt: skip

AUDITOR = Role(
    key="auditor",
    name="Auditor",
    prose=(
        "The auditor reads the requests and the audit ledger, checks that the ledger has not been altered, "
        "and exports reports. Whom a request is about stays masked until the auditor reveals it with a "
        "reason, and the reveal is recorded. An auditor holds no other role at the same practice."
    ),
    permissions=frozenset(
        {"view_requests", "reveal_subject", "record_incident", "view_access_log", "read_ledger"}
    ),
)

PRACTICE_ADMINISTRATOR = Role(
    key="practice_administrator",
    name="Practice administrator",
    prose=(
        "The practice administrator appoints people to roles, ends appointments, names deputies and keeps "
        "the practice’s settings. By this role alone they see no requests. Nobody appoints themselves, and "
        "an administrator never sees or sets another person’s password."
    ),
    permissions=frozenset({"record_incident", "manage_people"}),
)

#: What a service account may do at its practice: log requests, and read the state of those that it logged.
#: It is no role: nobody can be appointed to it, and its holder can be appointed to nothing.
SERVICE_RIGHTS: frozenset[str] = frozenset({"draft_request", "log_request"})

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        FRONT_DESK,
        PRACTICE_MANAGER,
        IG_LEAD,
        CLINICAL_REVIEWER,
        CALDICOTT_GUARDIAN,
        DATA_PROTECTION_OFFICER,
        AUDITOR,
        PRACTICE_ADMINISTRATOR,
    )
}

#: (stored value, what people read), for model fields and forms.
ROLE_CHOICES: list[tuple[str, str]] = [(role.key, role.name) for role in ROLES.values()]

#: Roles that start only when a serving Caldicott guardian has confirmed them.
CONFIRMED_ROLES: frozenset[str] = frozenset(role.key for role in ROLES.values() if role.needs_confirmation)

#: For `Practice.Meta.permissions`.
MODEL_PERMISSIONS: list[tuple[str, Any]] = [(code, f"May {words}") for code, words in PERMISSIONS.items()]


def roles_with(codename: str) -> frozenset[str]:
    """The keys of the roles that carry a permission. Raises KeyError for a permission that does not exist."""
    PERMISSIONS[codename]
    return frozenset(role.key for role in ROLES.values() if codename in role.permissions)


def permissions_of(role_keys: frozenset[str]) -> frozenset[str]:
    """The union of the permissions of these roles."""
    return frozenset().union(*(ROLES[key].permissions for key in role_keys))


def who_can(codename: str) -> str:
    """Who may do it, in words: "Caldicott guardian or Information governance lead"."""
    keys = roles_with(codename)
    return " or ".join(role.name for role in ROLES.values() if role.key in keys)
