"""Incidents: rows of the list, and one incident with its clock."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from kit.dates import count, date_time
from kit.tables import Cell
from practices.roles import who_can
from requests_app.journey.reporting import OWN, PERMISSION
from requests_app.models import Incident, IncidentReport
from requests_app.presenters.face import Row

CLOCK_RAN_OUT = "72 hours are over"
REPORTED = ("Reported", "green")
NOT_REPORTED = ("Need not be reported", "grey")
MASKED = "Shown only to those who may see the patient"


def clock(incident: Incident, now: datetime) -> tuple[str, str]:
    """How much of the 72 hours is left, and the colour of its tag."""
    report = report_of(incident)
    if report is not None:
        return REPORTED if report.reported_at else NOT_REPORTED
    left = (incident.report_by - now).total_seconds()
    if left <= 0:
        return CLOCK_RAN_OUT, "red"
    hours = int(left // 3600)
    return f"{count(hours, 'hour')} left", "orange" if hours < 24 else "yellow"


def report_intro(incident: Incident, *, own: bool) -> str:
    """What stands above the form. own: whoever reads recorded it, and can't say that it need not be."""
    words = f"If it must be reported, that is by {date_time(incident.report_by)}."
    return f"{words} {OWN} Who can: {who_can(PERMISSION)}." if own else words


def report_of(incident: Incident) -> IncidentReport | None:
    """What was recorded of reporting it, or None. The selectors load it with the incident."""
    return getattr(incident, "report", None)


def rows(incidents: Iterable[Incident], now: datetime) -> list[list[Cell]]:
    """The list. Nothing of what left or to whom: that may name a patient."""
    return [
        [
            Cell(date_time(found.aware_at), href=reverse("incident_page", args=[found.key])),
            Cell(found.get_kind_display()),
            Cell(found.request.name if found.request else "None"),
            Cell(found.practice.name),
            Cell(date_time(found.report_by)),
            Cell(clock(found, now)[0], colour=clock(found, now)[1]),
        ]
        for found in incidents
    ]


def rows_of(incident: Incident, *, told: bool) -> list[Row]:
    """One incident. What left and to whom may name a patient: only those who may see one are told."""
    happened = date_time(incident.happened_at) if incident.happened_at else "Not known"
    return [
        ("Kind", incident.get_kind_display()),
        ("What left", incident.what_left if told else MASKED),
        ("To whom", (incident.to_whom or "Not known") if told else MASKED),
        ("When it happened", happened),
        ("When we became aware", date_time(incident.aware_at)),
        ("Report by, if it must be reported", date_time(incident.report_by)),
        ("Recorded by", f"{incident.recorded_by.full_name}, {date_time(incident.recorded_at)}"),
        ("Practice", incident.practice.name),
        *_reported(incident, told=told),
    ]


def _reported(incident: Incident, *, told: bool) -> list[Row]:
    """What was done about reporting it, where that was recorded."""
    report = report_of(incident)
    if report is None:
        return []
    by = ("That was recorded by", f"{report.recorded_by.full_name}, {date_time(report.recorded_at)}")
    if report.reported_at is None:
        why = report.reason if told else MASKED
        return [("Reported to the Information Commissioner", "No"), ("Why not", why), by]
    reference = [("The Commissioner’s reference", report.reference)] if report.reference else []
    return [("Reported to the Information Commissioner", date_time(report.reported_at)), *reference, by]
