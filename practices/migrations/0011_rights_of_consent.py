"""The rights to record consents, withdrawals and objections, and to make a patient's statement.

After it, once: `manage.py refresh_object_permissions`, which gives the rights to those who hold the roles.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0010_complaint_target"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="practice",
            options={
                "default_permissions": (),
                "ordering": ("name", "ods_code"),
                "permissions": [
                    ("draft_request", "May write down a request and finish their own drafts"),
                    ("log_request", "May log a request, which gives it a reference"),
                    ("view_requests", "May see the practice’s requests"),
                    ("see_subject", "May see whom a request is about"),
                    ("reveal_subject", "May reveal whom a request is about, with a reason"),
                    ("triage_request", "May triage a request"),
                    ("verify_requester", "May record how a requester’s identity was verified"),
                    ("review_legal_basis", "May review the legal basis"),
                    ("match_patient", "May look up whether the person is a patient"),
                    ("see_match", "May see whether the person is a patient"),
                    ("review_public_interest", "May weigh the public interest"),
                    ("decide_request", "May decide as Caldicott guardian"),
                    ("release_disclosure", "May give the go-ahead for an approved disclosure"),
                    ("confirm_disclosure", "May record what left the practice"),
                    ("withdraw_request", "May record that a requester withdrew"),
                    ("close_request", "May close a request"),
                    ("reopen_request", "May reopen a closed request"),
                    ("record_incident", "May record an incident"),
                    (
                        "record_consent",
                        "May record that a patient was asked for consent, and what came of it",
                    ),
                    ("record_withdrawal", "May record that a patient withdrew consent"),
                    ("record_objection", "May record a patient’s objection, and that it was taken back"),
                    ("make_statement", "May make a patient’s statement of who asked about them"),
                    ("add_note", "May add a note to a request"),
                    ("view_access_log", "May see who looked at what"),
                    ("invite_outside_guardian", "May invite a guardian from another practice"),
                    ("restrict_request", "May restrict a request to named people"),
                    ("manage_requesters", "May keep the register of requesters"),
                    ("confirm_requester_number", "May confirm a requester’s call-back number"),
                    ("review_emergency", "May review an emergency afterwards"),
                    ("seek_advice", "May refer a request for advice and record the answer"),
                    (
                        "confirm_override",
                        "May confirm as second senior person that a prohibition may be gone past",
                    ),
                    ("keep_agreements", "May keep the register of sharing agreements"),
                    ("hold_disposal", "May hold a request’s encrypted details back from being destroyed"),
                    (
                        "propose_disposal",
                        "May propose that a closed request’s encrypted details are destroyed",
                    ),
                    (
                        "confirm_disposal",
                        "May confirm as second person that encrypted details are destroyed",
                    ),
                    ("read_ledger", "May read, verify and export the audit ledger"),
                    (
                        "read_identities",
                        "May draw up the disclosure report, also with whom each request is about",
                    ),
                    ("manage_people", "May manage the practice’s people, roles and settings"),
                    ("confirm_appointment", "May confirm appointments that need a serving guardian"),
                ],
            },
        ),
    ]
