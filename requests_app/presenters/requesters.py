"""The register of requesters, as rows for its pages."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from kit.dates import long_date
from kit.tables import Cell, Column, Sorting, sortable
from requests_app.law.loader import catalogue
from requests_app.models import RequesterOrganisation


def kind_label(kind: str) -> str:
    """The kind in words; the code itself where the catalogue has dropped it."""
    known = catalogue().requester_kinds
    return known[kind].label if kind in known else kind


def number_tag(entry: RequesterOrganisation) -> tuple[str, str]:
    """Where the switchboard number stands, with the colour of its tag."""
    if not entry.switchboard:
        return "No number", "grey"
    return ("Confirmed", "green") if entry.confirmed_by_id else ("To be confirmed", "yellow")


def columns(request: HttpRequest, sorting: Sorting, *, several: bool) -> list[Column]:
    """The list's headings; the practice only where there are several."""
    found = [
        sortable(request, sorting, "name", "Organisation"),
        sortable(request, sorting, "kind", "Kind"),
        *([Column("Practice")] if several else []),
        Column("Switchboard"),
        Column("Number"),
    ]
    return found


def rows(entries: Iterable[RequesterOrganisation], *, several: bool) -> list[list[Any]]:
    """A row for each entry; its name leads to its page."""
    return [
        [
            Cell(str(entry), href=reverse("requester", args=[entry.key])),
            kind_label(entry.kind),
            *([entry.practice.name] if several else []),
            entry.switchboard,
            Cell(number_tag(entry)[0], colour=number_tag(entry)[1]),
        ]
        for entry in entries
    ]


def details(entry: RequesterOrganisation) -> list[tuple[str, Any]]:
    """Everything that the register says of an organisation."""
    found: list[tuple[str, Any]] = [
        ("Practice", entry.practice.name),
        ("Kind", kind_label(entry.kind)),
        ("Unit", entry.unit),
        ("Published address", entry.published_address),
        ("Published email", entry.published_email),
        ("Switchboard", entry.switchboard),
    ]
    if entry.switchboard:
        found += [
            ("Found in", f"{entry.switchboard_source}, on {long_date(entry.switchboard_source_on)}"),
            ("Entered by", f"{entry.entered_by.full_name}, {long_date(entry.entered_at)}"),
            ("Confirmed by", confirmation(entry) or "Nobody yet"),
        ]
    return found


def confirmation(entry: RequesterOrganisation) -> str:
    """Who confirmed the number and when; empty for nobody."""
    if entry.confirmed_by is None:
        return ""
    return f"{entry.confirmed_by.full_name}, {long_date(entry.confirmed_at)}"
