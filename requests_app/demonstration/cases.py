"""Six worked requests, each with the outcome that a careful practice reaches. Everything is invented."""

from datetime import date, time

from requests_app.demonstration.agreements import MEMORANDUM
from requests_app.demonstration.scripts import Script

OVERSTAYING = Script(
    name="C1", days_ago=12, kind="home_office", organisation="Home Office, Immigration Enforcement",
    subject="Tavi Orlecz", born=date(1991, 2, 14), nhs_number="9993014176", asks=("D01", "D06", "D11"),
    claims=("EX-04", "IM-01"), purpose="Overstaying alone; no other offence or risk is stated.",
    officer="Immigration officer, Northmere", channel="letter", level="V0", power="IM-01",
    effects={"D01": "permitted", "D06": "permitted", "D11": "no_basis"}, until="closed", refusal="REFUSE_NCND",
    reason="The immigration exemption is not the practice's to use; section 20 permits and does not compel; "
    "no serious crime or risk is stated, and a household's data is other people's.",
)  # fmt: skip
AGREEMENT = Script(
    name="C2", days_ago=40, kind="home_office", organisation="Home Office, casework",
    subject="Halima Sennvik", born=date(1988, 7, 30), nhs_number="9993022187", asks=("D06", "D13"),
    claims=("IM-08",), agreement="The memorandum of understanding of 2017", cites=MEMORANDUM, channel="letter", level="V0",
    purpose="Asks under the memorandum of understanding of 2017.", until="decision",
    effects={"D06": "no_basis", "D13": "no_basis"}, refusal="AGREEMENT_WITHDRAWN",
    reason="The agreement was withdrawn on 9 November 2018 and never bound practices.",
)  # fmt: skip
ARMED_SUSPECT = Script(
    name="C3", days_ago=12, kind="police", organisation="Northmere Police", officer="Det Insp Rhona Cald",
    supervisor="Det Supt Merrin Holloway-Sands", supervisor_rank="Detective superintendent",
    subject="Dmitar Halloway", born=date(1979, 11, 3), nhs_number="9993035203", asks=("D06", "D08", "D10", "D11", "D15"), claims=("PO-01",), role="suspect",
    purpose="To find a suspect who is at large and armed.", offence="Attempted murder", urgency="urgent",
    power="PO-01", effects={"D11": "no_basis", "D15": "no_basis"}, withheld=("D10", "D11", "D15"),
    until="approved", tell="not", tell_reason="Telling an armed suspect would defeat the purpose",
    route="phone_call_back",
    reason="A serious crime and an imminent risk; next of kin, household and appointments are not necessary.",
)  # fmt: skip
CORONER = Script(
    name="C4", days_ago=18, kind="coroner", organisation="Senior Coroner, East Wickmere",
    subject="Osric Pennhallow", born=date(1942, 5, 19), nhs_number="9993041270", deceased=True, level="V4",
    asks=("D06", "D13", "D10"), claims=("CO-01",), comply_in_days=21, power="CO-01", channel="letter",
    purpose="Notice under the Coroners and Justice Act 2009 Sch 5 para 1; it states the consequences.",
    instrument={"kind": "statutory_notice", "issued_by": "Senior Coroner, East Wickmere", "names_practice": True},
    until="disclosed", tell="after", tell_reason="The next of kin are told by the coroner's officer",
    reason="A valid compulsory notice, checked with the coroner's office; the next of kin only within the notice.",
)  # fmt: skip
FAMILY_COURT = Script(
    name="C5", days_ago=10, kind="court", organisation="Family Court", subject="Pip Lindqvarn",
    born=date(2019, 1, 22), nhs_number="9993053309", asks=("D06",), claims=("CT-02",), level="V4",
    comply_in_days=14, comply_time=time(16, 0), power="CT-02", record_flags=("PR-05",), channel="letter",
    purpose="Order under the Family Law Act 1986 s.33; the record carries a refuge marker.",
    instrument={"kind": "court_order", "issued_by": "Family Court", "names_practice": True},
    recipient="Family Court", route="court_filing", until="decision",
    conditions="Covering note to the court: the record carries a safety marker; please decide who may see it.",
    dpo_advice="Comply, to the court alone, with a covering note on the risk.",
    reason="Refusing is contempt; the court decides on onward disclosure.",
)  # fmt: skip
MISSING_PERSON = Script(
    name="C6", days_ago=7, kind="police", organisation="Northmere Police", officer="Sgt Ailsa Merrow",
    subject="Greta Sylvainne", born=date(1963, 4, 8), nhs_number="9993062383", asks=("D06", "D08"),
    claims=("SG-06",), purpose="Missing person graded high risk.", role="missing", received_at=time(21, 40),
    urgency="emergency", emergency_reason="Missing, graded high risk, without her medicines", channel="phone",
    until="disclosed", route="phone_call_back", tell="later", tell_reason="Told once she is safe",
    conditions="Please do not pass the whereabouts to the family without her consent",
    reason="Vital interests and public interest; the national data opt-out is no veto.",
)  # fmt: skip
CASES = (OVERSTAYING, AGREEMENT, ARMED_SUSPECT, CORONER, FAMILY_COURT, MISSING_PERSON)
