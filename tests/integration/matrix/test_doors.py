"""Every view of a case, search for a person, export, download and sign-in is an event of the ledger.

Each address of the service is here in one of three ways: it is about a request, where the matrix demands one
view event a page; it is a door, with the event that passing it leaves; or it shows no case, with the reason.
A new page that is in none of them fails here.
"""

import pytest

from tests.integration.matrix.pages import PAGES
from tests.integration.matrix.table import TABLE
from tests.integration.matrix.walk import answer
from tests.integration.matrix.world import World

#: Passing these leaves an event, though they are about no single request: by method.
DOORS: dict[str, tuple[str, str]] = {
    "person_search": ("POST", "subject.searched"),
    "patient_statement": ("POST", "statement.made"),
    "patient_open": ("POST", "subject.searched"),
    "patient": ("GET", "patient_page.opened"),
    "patient_known": ("GET", "patient_page.opened"),
    "objection_new": ("GET", "patient_page.opened"),
    "objection_end": ("GET", "patient_page.opened"),
    "incident_page": ("GET", "incident.opened"),
    "incident_report": ("GET", "incident.opened"),
    "api_incident": ("GET", "incident.opened"),
    "entries": ("GET", "desk.entries_searched"),
    "entries_everywhere": ("GET", "desk.entries_searched"),
    "practice_report": ("GET", "desk.report_read"),
    "practice_report_file": ("POST", "desk.report_exported"),
    "report_file": ("POST", "desk.report_exported"),
    "report_made": ("POST", "desk.report_downloaded"),
    "transparency": ("POST", "desk.transparency_published"),
    "verification": ("POST", "desk.verification_asked"),
    "account_login": ("POST", "person.signed_in"),
    "account_logout": ("POST", "person.signed_out"),
    "account_change_password": ("POST", "person.password_changed"),
    "account_reset_password": ("POST", "person.password_reset_asked"),
    "account_reset_password_from_key": ("POST", "person.password_set"),
}
#: Passed without a session.
SIGNED_OUT = {"account_login", "account_reset_password_from_key"}
#: These can't be passed in the matrix; the test that shows their event.
ELSEWHERE = {
    "ledger_export": "nothing is signed there: tests/integration/audit/test_verifiable*.py",
    "entry_receipt": "nothing is signed there: test_entry_files.py",
    "request_receipt": "nothing is signed there: test_entry_files.py",
    "sign_in_as": "is there in development alone: tests/integration/practices",
}
#: Reference, dates, kind of requester and where it stands; never whom it is about.
LISTS = {"my_work", "requests", "incidents", "handovers", "api_requests", "api_incidents", "api_handovers"}
#: References and dates, as the lists: who is reminded of what, and one's own calendar.
REMINDED = {"reminders", "reminder", "reminders_sent", "reminder_again", "my_calendar", "calendar_feed"}
#: Where a case begins: what is sent from there has its own event, as the matrix demands of every POST.
BEGINNINGS = {"request_new", "emergency_log", "desk", "incident_new"}
#: Law, words and programs: the same for everybody.
WORDS = {
    *("law", "law_table", "law_entry", "roles", "help", "accessibility", "api_schema", "api_reference"),
    *("development_mail", "development_components"),
}
#: Bodies that ask, and what is agreed with them.
REGISTERS = {
    *("requesters", "requester_new", "requester", "requester_edit", "requester_confirm"),
    *("api_requesters", "api_requester"),
    *("agreements", "agreement", "agreement_new", "agreement_edit", "agreement_status", "agreement_confirm"),
    *("agreement_join", "agreement_join_confirm", "agreement_leave"),
}
#: Staff and programs of a practice, and one's own account.
STAFF = {
    *(
        "practices",
        "practice",
        "practice_settings",
        "closures",
        "closure_new",
        "closure_end",
        "people",
        "practice_people",
        "appoint",
        "waiting",
        "person",
    ),
    *("person_invite", "person_deactivate", "person_reactivate", "membership_end", "membership_confirm"),
    *("deputies", "deputy_new", "deputy_confirm", "deputy_end"),
    *("outside_guardians", "outside_guardian_new", "outside_guardian_confirm", "outside_guardian_end"),
    *("service_accounts", "service_account_new", "service_account", "service_token_issue"),
    *("service_token_revoke", "service_account_end", "my_account", "my_name", "api_me"),
    *("account_inactive", "account_reset_password_done", "account_reset_password_from_key_done"),
}
#: Where the auditor's room leads, how the ledgers stand, and what is published of them.
ROOM = {
    *("report", "report_files", "transparency_report", "transparency_csv"),
    *("audit", "audit_practice", "entry_by_number", "verifications", "checkpoints"),
}
NO_CASE = LISTS | REMINDED | BEGINNINGS | WORDS | REGISTERS | STAFF | ROOM


def about_a_request(world: World) -> set[str]:
    """The addresses of which the matrix demands an event."""
    return {name for name, page in PAGES.items() if page.thing(world).request is not None}


def test_every_address_is_about_a_request_or_a_door_or_shows_no_case(world: World) -> None:
    known = about_a_request(world) | set(DOORS) | set(ELSEWHERE) | NO_CASE
    assert set(TABLE) - known == set(), "which event does this page leave?"
    assert set(DOORS) & NO_CASE == set()
    assert NO_CASE & about_a_request(world) == set()


@pytest.mark.parametrize("name", DOORS)
def test_passing_a_door_is_an_event(world: World, name: str) -> None:
    method, event = DOORS[name]
    may = TABLE[name].having(method, 200, 302)
    assert may
    passes = "-" if name in SIGNED_OUT else next(actor for actor in may if actor != "-")
    assert event in answer(world, name, method, passes).events
