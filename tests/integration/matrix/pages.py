"""What each address of the service is about, and what its form sends. Statuses and headings: statuses*.py."""

from collections.abc import Callable
from dataclasses import dataclass

from requests_app.models import Request
from tests.factories import agreements, journeys
from tests.factories.people import PASSWORD
from tests.integration.matrix import (
    scenes,
    sent,
    sent_consents,
    things,
    things_agreements,
    things_clocks,
    things_patients,
    things_reminders,
    things_reports,
    things_telling,
)
from tests.integration.matrix.world import Thing, World

Sends = Callable[[World, Thing], sent.Sent]


@dataclass(frozen=True)
class Page:
    """What it is about, and what its form sends."""

    thing: Callable[[World], Thing]
    sends: Sends = sent.nothing


def _nothing(w: World) -> Thing:
    return Thing()


def of(scene: Callable[[World], Request], sends: Sends = sent.nothing, *more: object) -> Page:
    """A page of a request; `more`: the rest of its address."""

    def thing(w: World) -> Thing:
        request = journeys.fresh(w.made(scene))
        return Thing((request.key, *more), request)

    return Page(thing, sends)


def at(made: Callable[[World], Thing], sends: Sends = sent.nothing) -> Page:
    """A page about something else, which is made once."""
    return Page(lambda w: w.made(made), sends)


START = Page(_nothing)
NEW_PASSWORD = "four quite different words"
CHANGED = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
INCIDENT = sent.fields(kind="by_phone", what_left="That they are registered", to_whom="A caller")
SEARCH = sent.fields(by="nhs_number", nhs_number="9993035203", reason="A question of the audit")
AT_THE_DESK = sent.fields(organisation_name="Northmere Police", kind="police", officer="PC Rook", paper="no")
INTEREST = sent.fields(kind="treated")

PAGES: dict[str, Page] = {
    # Start pages and lists.
    "my_work": START,
    "requests": START,
    "request_new": START,
    "emergency_log": Page(_nothing, sent.emergency),
    "desk": Page(_nothing, AT_THE_DESK),
    "person_search": Page(_nothing, SEARCH),
    "requesters": START,
    "requester_new": Page(_nothing, sent.organisation),
    "incidents": START,
    "incident_new": Page(_nothing, INCIDENT),
    "law": Page(_nothing, sent.fields(words="coroner")),
    "law_table": at(things.law_table),
    "law_entry": at(things.law_entry),
    "development_mail": START,
    "development_components": START,
    # A draft.
    "log_tasks": of(scenes.draft),
    "log_received": of(scenes.draft, sent.part("received")),
    "log_requester": of(scenes.draft, sent.part("requester")),
    "log_subject": of(scenes.draft, sent.part("subject")),
    "log_people": of(scenes.draft_of_several),
    "log_person_add": of(scenes.draft_of_several, sent.fields(name="Una Halloway", role="other")),
    "log_person": of(scenes.draft_of_several, sent.fields(name="Dmitar H.", role="suspect"), 1),
    "log_person_remove": of(scenes.draft_of_several, sent.nothing, 2),
    "log_items": of(scenes.draft, sent.part("items")),
    "log_purpose": of(scenes.draft, sent.part("purpose")),
    "log_law": of(scenes.draft, sent.part("law")),
    "log_urgency": of(scenes.draft, sent.part("urgency")),
    "log_restriction": of(scenes.draft, sent.part("restriction")),
    "log_check": of(scenes.draft),
    "log_done": of(scenes.in_triage),
    "log_hand_over": of(scenes.draft),
    "log_letter": of(scenes.draft),
    "log_discard": of(scenes.draft_to_discard),
    # Reading.
    "request": of(scenes.at_decision),
    "request_print": of(scenes.at_decision),
    "request_reveal": of(scenes.at_decision, sent.fields(reason="A question of the audit")),
    "request_history": of(scenes.at_decision),
    "request_receipt": at(things.entry_of_request),
    "request_entry_text": at(things.entry_of_request),
    "precedents": of(scenes.at_decision),
    "law_since": at(things.law_since),
    "request_dates": of(scenes.at_decision),
    "date_met": of(scenes.in_triage, sent.fields(how="By letter"), "acknowledge"),
    "handover_new": of(scenes.at_decision, sent.handed_over),
    "handovers": START,
    "handover": at(things_clocks.handed_over),
    "handover_step": at(things_clocks.to_answer, sent.fields(answer="Sent on paper")),
    "note": of(scenes.at_decision, sent.fields(text="I read it")),
    "interest": of(scenes.at_decision, INTEREST),
    "restrict": of(scenes.at_decision, sent.restriction),
    "outside_guardian": of(scenes.in_triage, sent.asking_outside),
    "outside_invitation_end": at(things.invitation),
    # Steps.
    "triage": of(scenes.in_triage, sent.triage_answers),
    "verify": of(scenes.in_triage, sent.fields(level="V0", means="Nothing yet", called="nobody")),
    "end_triage": of(scenes.in_triage, sent.outcome_of_triage),
    "correct": of(scenes.at_legal_basis),
    "correct_part": of(scenes.at_legal_basis, sent.correction, "purpose"),
    "confirm_review": of(scenes.corrected),
    "legal_basis": of(scenes.at_legal_basis, sent.legal_basis),
    "match": of(scenes.at_public_interest, sent.match),
    "public_interest": of(scenes.at_public_interest, sent.public_interest),
    "advice": of(scenes.at_legal_basis, sent.fields(adviser="lmc", question="Is a removal a crime?")),
    "advice_answer": of(scenes.asked_for_advice, sent.advice_given),
    "override": of(scenes.prohibited, sent.proposal),
    "override_confirm": of(
        scenes.proposed, sent.fields(prohibition="PR-01", decision="decline", reason="Not this order")
    ),
    "consent_ask": of(scenes.at_legal_basis, sent_consents.asked),
    "consent_answer": of(scenes.asked_for_consent, sent.fields(answer="refused")),
    "consent_record": of(scenes.asked_for_consent, sent_consents.given),
    "consent_withdraw": of(scenes.consented, sent_consents.taken_back),
    "ask": of(scenes.in_triage, sent.fields(whom="requester", question="Which inquiry?")),
    "resume": of(scenes.awaiting_requester, sent.fields(answer="Operation Larch")),
    "split": of(
        scenes.at_legal_basis, sent.fields(tokens="D08", reason="Only one is compelled", understood="on")
    ),
    "return_request": of(scenes.at_public_interest, sent.fields(state="triage", reason="Ask them again")),
    "withdraw": of(scenes.at_decision, sent.fields(outcome="WITHDRAWN_BY_REQUESTER", reason="They wrote")),
    "decision": of(scenes.at_decision, sent.approval),
    "refuse": of(scenes.at_decision, sent.refusing),
    "refuse_early": of(scenes.in_triage, sent.refusing),
    "emergency": of(scenes.emergency_in_triage, sent.emergency_approval),
    "emergency_review": of(scenes.emergency_approved, sent.fields(finding="right", reason="In danger")),
    "release": of(scenes.approved, sent.release),
    "call_off": of(scenes.released, sent.fields(nothing_left="on", reason="They withdrew it")),
    "basis_fell": of(scenes.approved, sent.fields(reason="The form was forged")),
    "disclose": of(scenes.released, sent.disclosure),
    "close": of(scenes.disclosed, sent.closing),
    "reply": of(scenes.disclosed),
    "reopen": of(scenes.closed, sent.fields(reason="They wrote again")),
    "telling": of(scenes.at_decision, sent.fields(what="now")),
    "patient_letter": of(things_telling.tellable, sent.fields(whom="patient", size="large")),
    "patient_statement": at(
        things_telling.nobodys_page,
        sent.fields(whom="patient", identity="Passport seen", size="standard", searched="on"),
    ),
    "incident": of(scenes.disclosed, INCIDENT),
    "incident_page": at(things.incident_of_request),
    "incident_report": at(things.incident_of_request, sent.fields(reported="no", reason="It came back")),
    # What becomes of its encrypted details.
    "disposal_hold": of(scenes.closed, sent.fields(what="hold", reason="A complaint is open")),
    "disposal": of(scenes.kept_long_enough, sent.fields(reason="Nothing needs them", understood="on")),
    "disposal_confirm": of(scenes.to_be_destroyed, sent.fields(decision="confirm")),
    # The register of requesters.
    "requester": at(things.register_entry),
    "requester_edit": at(things.register_entry, sent.organisation),
    "requester_confirm": at(things.register_entry, sent.number),
    # The register of sharing agreements.
    "agreements": START,
    "agreement": at(things_agreements.agreement),
    "agreement_new": Page(_nothing, sent.fields(**agreements.ENTERED | {"name": "One more agreement"})),
    "agreement_edit": at(
        things_agreements.agreement, sent.fields(claimed_basis="As it says", documents="In the safe")
    ),
    "agreement_status": at(things_agreements.agreement, sent.status),
    "agreement_confirm": at(things_agreements.proposed, sent.fields(decision="confirm")),
    "agreement_join": at(things_agreements.to_join, sent.fields(reason="We share with them")),
    "agreement_join_confirm": at(things_agreements.recorded, sent.fields(read="on")),
    "agreement_leave": at(things_agreements.joined, sent.fields(reason="They misused it")),
    # A person's own page, and objections.
    "patient_open": Page(_nothing, SEARCH),
    "request_person": of(scenes.at_decision),
    "patient": at(things_patients.person, sent.fields(reason="A question of the audit")),
    "patient_known": at(
        things_patients.known_by_number,
        sent.fields(
            by="name_dob",
            name="Dmitar Halloway",
            date_of_birth_day="3",
            date_of_birth_month="11",
            date_of_birth_year="1979",
        ),
    ),
    "objection_new": at(things_patients.person, sent.fields(**things_patients.TYPED)),
    "objection_end": at(things_patients.objection, sent.fields(reason="They rang")),
    "objections": of(things_patients.objected, things_patients.weighing),
    # Reminders, and one's own calendar.
    "reminders": START,
    "reminder": at(things_reminders.reminder),
    "reminders_sent": START,
    "reminder_again": at(things_reminders.reminder),
    "my_calendar": START,
    "calendar_feed": at(things_reminders.calendar),
    # The auditor's room.
    "audit": START,
    "audit_practice": at(things.practice),
    "entries": at(things.practice),
    "entries_everywhere": START,
    "entry": at(things.entry),
    "entry_receipt": at(things.entry),
    "entry_text": at(things.entry),
    "entry_by_number": at(things.first_entry),
    "verification": at(things.practice),
    "verifications": START,
    "checkpoints": Page(_nothing, sent.fields(kept="No checkpoint")),
    "ledger_export": at(things.practice),
    # Reports.
    "report": START,
    "report_file": Page(_nothing, sent.fields(form="csv")),
    "practice_report": at(things.practice),
    "practice_report_file": at(things.practice, sent.fields(form="xlsx")),
    "report_files": START,
    "report_made": at(things_reports.file),
    "transparency": at(things.practice, things_reports.latest_period),
    "transparency_report": at(things_reports.published),
    "transparency_csv": at(things_reports.published),
    # Practices and their people.
    "practices": START,
    "practice": at(things.practice),
    "practice_settings": at(
        things.practice,
        sent.fields(
            acknowledge_working_days="2",
            triage_working_days="3",
            decide_working_days="9",
            complaint_working_days="15",
            seen="2-3-9-15",
            retention_years="6",
            retention_years_incident="20",
        ),
    ),
    "closures": at(things.practice),
    "closure_new": at(things.practice, sent.days_closed),
    "closure_end": at(things.closure),
    "people": START,
    "practice_people": at(things.practice),
    "appoint": at(things.practice, sent.appointment),
    "waiting": at(things.practice),
    "person": at(things.front_desk),
    "person_invite": at(things.invited),
    "person_deactivate": at(things.newcomer),
    "person_reactivate": at(things.deactivated),
    "membership_end": at(things.role_to_end, sent.fields(when="now", knowing_last="on")),
    "membership_confirm": at(things.role_to_confirm, sent.fields(decision="confirm")),
    "deputies": at(things.practice),
    "deputy_new": at(things.practice, sent.deputy),
    "deputy_confirm": at(things.deputy_to_confirm, sent.fields(decision="confirm")),
    "deputy_end": at(things.deputy_to_end),
    "outside_guardians": at(things.practice),
    "outside_guardian_new": at(things.practice, sent.guardian_elsewhere),
    "outside_guardian_confirm": at(things.outside_to_confirm),
    "outside_guardian_end": at(things.outside_to_end),
    "service_accounts": at(things.practice),
    "service_account_new": at(things.practice, sent.fields(name="Mail reader")),
    "service_account": at(things.service_account),
    "service_token_issue": at(things.service_account, sent.token),
    "service_token_revoke": at(things.service_token),
    "service_account_end": at(things.service_account),
    "roles": START,
    "my_account": START,
    "my_name": Page(_nothing, sent.fields(full_name="Newly Named")),
    # The API.
    **{f"api_{name}": START for name in ("me", "requests", "incidents", "handovers", "requesters")},
    **{f"api_{name}": START for name in ("schema", "reference")},
    "api_request": of(scenes.at_decision),
    "api_entries": of(scenes.at_decision),
    "api_incident": at(things.incident_of_request),
    "api_handover": at(things_clocks.handed_over),
    "api_handover_answer": at(things_clocks.handed_over, sent.fields_of_program(answer="Sent on paper")),
    "api_requester": at(things.register_entry),
    # For everybody.
    "help": START,
    "accessibility": START,
    # Sign-in.
    "account_login": Page(_nothing, sent.fields(login="root@surgery.test", password=PASSWORD)),
    "account_logout": START,
    "account_inactive": START,
    "account_change_password": Page(_nothing, sent.fields(oldpassword=PASSWORD, **CHANGED)),
    "account_reset_password": Page(_nothing, sent.fields(email="root@surgery.test")),
    "account_reset_password_done": START,
    "account_reset_password_from_key": at(things.password_page, sent.fields(**CHANGED)),
    "account_reset_password_from_key_done": START,
    "sign_in_as": at(things.demonstration_person),
}
