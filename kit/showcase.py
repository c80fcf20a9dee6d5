"""The living page of components, for developers: never part of production."""

from datetime import UTC, datetime
from types import SimpleNamespace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kit import forms
from kit.pager import paginate
from kit.tables import Cell, Column, read_sorting, sortable


class ExampleForm(forms.Form):
    """One field of every kind, in two groups."""

    groups = (
        ("How the request came", ("received_on", "received_at", "channel", "channel_words")),
        ("Who asks", ("organisation", "email", "officers", "nhs_number", "items", "words", "read")),
    )

    received_on = forms.DateField(label="Date received", hint="For example, 12 3 2026", past=True)
    received_at = forms.TimeField(label="Time received", required=False)
    channel = forms.RadioField(
        label="How did the request come?",
        choices=[("letter", "Letter", "By post or by hand"), ("email", "Email"), ("other", "Another way")],
        reveals={"other": "channel_words"},
        required_message="Select how the request came",
    )
    channel_words = forms.CharField(label="Which way?", required_message="Enter the way it came")
    organisation = forms.SelectField(
        label="Organisation", choices=[("1", "Home Office, Immigration Enforcement"), ("2", "Police")]
    )
    email = forms.EmailField(label="Email address", required=False, width="two-thirds")
    officers = forms.IntegerField(label="Number of officers", min_value=1, required=False)
    nhs_number = forms.NhsNumberField(required=False)
    items = forms.CheckboxesField(
        label="Items asked for",
        choices=[("D01", "Whether registered"), ("D02", "Address", "The home address on record")],
        required_message="Select at least one item",
    )
    words = forms.TextArea(label="In their own words", max_length=500, required=False)
    password = forms.PasswordField(label="Password")
    read = forms.BooleanField(label="I have read the whole request", legend="Before you go on")
    seen_version = forms.HiddenField(initial="1")


class ExampleFilter(forms.Form):
    """Narrows a list."""

    state = forms.SelectField(
        label="State",
        choices=[("triage", "Triage"), ("closed", "Closed")],
        required=False,
        empty_label="All states",
        mark_optional=False,
    )
    reference = forms.CharField(label="Reference", required=False, mark_optional=False, width=20)


ROWS = [
    ("A81001-2026-00042", "Home Office, Immigration Enforcement", "Legal basis", "blue", 2),
    ("A81001-2026-00043", "Northumbria Police", "Overdue", "red", 14),
    ("A81001-2026-00044", "HM Coroner for Durham and Darlington", "Closed", "grey", 1),
]
EVENTS = [
    SimpleNamespace(
        at=datetime(2026, 11, 9, 21, 40, tzinfo=UTC),
        title="Logged",
        who="Priya Shah, practice manager",
        text="Came by letter.",
        tag=("Triage", "yellow"),
    ),
    {"at": datetime(2026, 11, 10, 12, 0, tzinfo=UTC), "title": "Triage: accepted", "who": "Tom Reed"},
]


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show every component. `?errors=1` sends the form empty; `?messages=1` shows messages."""
    form = ExampleForm({"received_on_day": "31"}) if "errors" in request.GET else ExampleForm()
    if "messages" in request.GET:
        messages.success(request, "The request was logged as A81001-2026-00042")
        messages.warning(request, "The date is close")
        messages.info(request, "Nothing was changed")
    sorting = read_sorting(request, ["reference", "due"], "-due")
    columns = [
        sortable(request, sorting, "reference", "Reference"),
        Column("Who asks"),
        Column("State"),
        sortable(request, sorting, "due", "Days left", numeric=True),
    ]
    rows = [
        [Cell(reference, href="#story"), who, Cell(state, colour=colour), days]
        for reference, who, state, colour, days in ROWS
    ]
    context = {
        "form": form,
        "filter": ExampleFilter(request.GET),
        "columns": columns,
        "rows": rows,
        "page": paginate(request, list(range(1, 230))),
        "events": EVENTS,
        "tasks": [
            {"title": "How it came", "href": "#form", "status": "Completed"},
            {"title": "Who asks", "href": "#form", "status": "Incomplete", "colour": "blue"},
            {"title": "Submit", "status": "Cannot start yet", "hint": "When everything else is complete"},
        ],
    }
    return render(request, "development/components.jinja", context)
