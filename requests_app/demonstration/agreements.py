"""The agreements of the demonstration: the memorandum of 2017 as it really went, and an invented local one.

The memorandum's parties, items, purposes, days and sources are published ones; only who enters them is
invented.
"""

from datetime import date, timedelta

from django.utils import timezone

from kit import clock
from requests_app.demonstration.people import Stage
from requests_app.journey import agreement_joining, agreements
from requests_app.models import AgreementStatus, SharingAgreement

# Before any request of the demonstration came.
ENTERED_DAYS_AGO = 60
GOV_UK = (
    "GOV.UK, “Information requests from the Home Office to NHS Digital”: "
    "https://www.gov.uk/government/publications/information-requests-from-the-home-office-to-nhs-digital"
)
PULSE = "Pulse, November 2018, on a new Home Office agreement"
MEMORANDUM = "Memorandum of understanding of 2017 (Home Office, NHS Digital, Department of Health)"
PROTOCOL = "Northmere missing people protocol"

THE_MEMORANDUM = {
    "name": MEMORANDUM,
    "parties": "Home Office\nNHS Digital\nDepartment of Health",
    "purposes": "To trace immigration offenders, and vulnerable people at risk\n"
    "About people known to Immigration Enforcement and out of contact",
    "items": ["D02", "D03", "D04", "D05", "D06", "D13"],
    "claimed_basis": "That administrative data is at the less intrusive end, so that the public interest needs "
    "less to outweigh confidence. Contested: the Health Committee, the GMC, the BMA and the RCGP opposed it, "
    "and the policy went against it.",
    "documents": GOV_UK,
}
# Since when, the status, why, and where that is written.
ITS_HISTORY: tuple[tuple[date, AgreementStatus, str, str], ...] = (
    (
        date(2017, 1, 1),
        AgreementStatus.IN_FORCE,
        "It took effect; it was published on 24 January 2017.",
        GOV_UK,
    ),
    (date(2017, 12, 20), AgreementStatus.IN_FORCE, "Renewed by its three parties.", GOV_UK),
    (
        date(2018, 5, 9),
        AgreementStatus.IN_FORCE,
        "Narrowed: a minister announced it in the debate on the Data Protection Bill, and NHS Digital applied it "
        "at once. Only for people considered for deportation after investigation for, or conviction of, an offence "
        "that carries 12 months’ imprisonment or more, for a risk to public security, and for the safety of a "
        "missing person.",
        "Understanding Patient Data, on the change: "
        "https://understandingpatientdata.org.uk/news/memorandum-understanding-changed",
    ),
    (
        date(2018, 5, 31),
        AgreementStatus.PAUSED,
        "Paused from May to November 2018. The day in May is not published: the month’s last stands here.",
        PULSE,
    ),
    (
        date(2018, 11, 9),
        AgreementStatus.WITHDRAWN,
        "GOV.UK marks it withdrawn. It never bound GP practices: they were not among its parties.",
        GOV_UK,
    ),
)
THE_PROTOCOL = {
    "name": PROTOCOL,
    "parties": "Larkmoor Road Surgery\nQuillhaven Medical Centre\nNorthmere Police",
    "purposes": "To find missing people who are at risk of harm",
    "items": ["D06", "D08"],
    "claimed_basis": "The public interest or vital interests, weighed in each case",
    "documents": "The signed copy is with the information governance lead of Larkmoor Road Surgery",
}


def enter(stage: Stage) -> None:
    """Enter both, as the practice's IG lead and guardian; the practice joins the local one."""
    entered = timezone.now() - timedelta(days=ENTERED_DAYS_AGO)
    with clock.pretend(entered):
        memorandum = agreements.enter(practice=stage.practice, by=stage["ig_lead"], data=THE_MEMORANDUM)
        for since, status, reason, source in ITS_HISTORY:
            stands_at(stage, memorandum, since, status, reason, source)
        protocol = agreements.enter(practice=stage.practice, by=stage["ig_lead"], data=THE_PROTOCOL)
        in_force = timezone.localdate(entered) - timedelta(days=30)
        source = "Its last page, with the signatures"
        stands_at(stage, protocol, in_force, AgreementStatus.IN_FORCE, "Signed by all parties.", source)
        agreement_joining.record_joining(
            key=protocol.key,
            practice=stage.practice,
            by=stage["ig_lead"],
            reason="We are often asked about missing people, and want one way of answering.",
        )
        agreement_joining.confirm_joining(
            key=protocol.key, practice=stage.practice, by=stage["caldicott_guardian"]
        )


def stands_at(
    stage: Stage,
    agreement: SharingAgreement,
    since: date,
    status: AgreementStatus,
    reason: str,
    source: str,
) -> None:
    """A status that the IG lead proposes and the guardian confirms."""
    data = {"status": status, "since": since, "reason": reason, "source": source}
    agreements.propose(key=agreement.key, by=stage["ig_lead"], data=data)
    agreements.confirm(key=agreement.key, by=stage["caldicott_guardian"])
