"""Tables of the journey, one file each step. Foreign keys PROTECT: a register does not forget."""

from requests_app.models.access import Conflict, OutsideInvitation, Participation, RequestUserObjectPermission
from requests_app.models.advice import AdviceReferral
from requests_app.models.agreement import AgreementChange, AgreementJoining, AgreementStatus, SharingAgreement
from requests_app.models.catalogue import CatalogueVersion
from requests_app.models.clock import Clock, ClockChange, ClockState
from requests_app.models.decision import Decision, ItemDecision
from requests_app.models.disposal import Disposal, DisposalHold
from requests_app.models.handover import Handover, HandoverKind
from requests_app.models.history import Correction, Note, StatusChange
from requests_app.models.incident import Incident
from requests_app.models.incident_report import IncidentReport
from requests_app.models.message import OutboxMessage
from requests_app.models.override import ProhibitionOverride
from requests_app.models.reference import ReferenceCounter
from requests_app.models.release import DisclosedItem, Disclosure, Release, ReleasedItem
from requests_app.models.reminder import CalendarFeed, Dropped, Reminder
from requests_app.models.request import AskedItem, ClaimedLaw, Instrument, Request, Subject
from requests_app.models.requester import Requester, RequesterOrganisation, Verification
from requests_app.models.review import (
    EmergencyReview,
    LegalBasisFinding,
    LegalBasisReview,
    Match,
    PublicInterestFinding,
    PublicInterestReview,
    Triage,
)
from requests_app.models.taken_in import TakenIn
from requests_app.models.weighing import ObjectionWeighing

__all__ = [
    "AdviceReferral",
    "AgreementChange",
    "AgreementJoining",
    "AgreementStatus",
    "AskedItem",
    "CalendarFeed",
    "CatalogueVersion",
    "ClaimedLaw",
    "Clock",
    "ClockChange",
    "ClockState",
    "Conflict",
    "Correction",
    "Decision",
    "DisclosedItem",
    "Disclosure",
    "Disposal",
    "DisposalHold",
    "Dropped",
    "EmergencyReview",
    "Handover",
    "HandoverKind",
    "Incident",
    "IncidentReport",
    "Instrument",
    "ItemDecision",
    "LegalBasisFinding",
    "LegalBasisReview",
    "Match",
    "Note",
    "ObjectionWeighing",
    "OutboxMessage",
    "OutsideInvitation",
    "Participation",
    "ProhibitionOverride",
    "PublicInterestFinding",
    "PublicInterestReview",
    "ReferenceCounter",
    "Release",
    "ReleasedItem",
    "Reminder",
    "Request",
    "RequestUserObjectPermission",
    "Requester",
    "RequesterOrganisation",
    "SharingAgreement",
    "StatusChange",
    "Subject",
    "TakenIn",
    "Triage",
    "Verification",
]
