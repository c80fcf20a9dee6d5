"""The ledger's entries on pages: searching them, reading one, its receipt."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from audit.desk import presenters_entries, receipts, searching, selectors
from audit.desk.entry_words import names_for
from audit.desk.events import ENTRY_OPENED
from audit.desk.forms import SearchForm
from audit.desk.history import service_in_words
from audit.desk.views_recorded import record_view
from audit.ledger.api import find_entry, find_number, log_name
from kit.errors import NotVisible
from kit.links import with_query
from practices.middleware import access_in
from practices.models import Practice
from practices.views.common import INVALID, person_in


@login_required
@require_safe
def entries(request: HttpRequest, ods_code: str) -> HttpResponse:
    """Search the ledger of one practice."""
    return _search(request, [selectors.practice_audited(access_in(request), ods_code)])


@login_required
@require_safe
def entries_everywhere(request: HttpRequest) -> HttpResponse:
    """Search the ledgers of all practices that the person audits."""
    return _search(request, list(selectors.practices_audited(access_in(request))))


@login_required
@require_safe
def entry(request: HttpRequest, ods_code: str, event_id: uuid.UUID) -> HttpResponse:
    """One entry, in words and in the form that was hashed."""
    practice = selectors.practice_audited(access_in(request), ods_code)
    hit = find_entry(log_name(practice.public_id), event_id)
    if hit is None:
        raise NotVisible
    said = hit.found.entry
    record_view(
        ENTRY_OPENED,
        actor=person_in(request).opaque,
        practice=practice.public_id,
        about=said.about if said else f"practice:{practice.public_id}",
        facts={"entry": str(event_id), "index": hit.found.leaf_index},
    )
    return render(request, "audit/entry.jinja", presenters_entries.page_of(hit, practice))


@login_required
@require_safe
def entry_file(request: HttpRequest, ods_code: str, event_id: uuid.UUID, part: str) -> HttpResponse:
    """The entry's receipt, or its text, as a file."""
    practice = selectors.practice_audited(access_in(request), ods_code)
    return receipts.as_file(practice, event_id, part, by=person_in(request))


@login_required
@require_safe
def entry_by_number(request: HttpRequest, ods_code: str, number: int) -> HttpResponse:
    """Leads to the entry with this number: findings name entries by it."""
    practice = selectors.practice_audited(access_in(request), ods_code)
    hit = find_number(log_name(practice.public_id), number)
    if hit is None:
        raise NotVisible("The ledger has no entry with this number.")
    return redirect("entry", practice.ods_code, hit.found.event_id)


def _search(request: HttpRequest, practices: Sequence[Practice]) -> HttpResponse:
    named = {name: searching.reference_in(request.GET.get(name, "")) for name in ("about", "actor")}
    usual = searching.usual_days(ever=any(named.values()))
    form = SearchForm(
        request.GET if "first_day" in request.GET else None,
        initial={"first": usual.first, "last": usual.last, **named},
        people=_people(practices, named["actor"]),
        practices=practices,
        about=named["about"],
    )
    context: dict[str, Any] = {
        "form": form,
        "practice": practices[0] if len(practices) == 1 else None,
        "narrowed": form.is_bound or any(named.values()),
        "clear_url": request.path,
        "keep": [("about", named["about"])] if named["about"] else [],
        "problems": form.is_bound and not form.is_valid(),
    }
    if context["problems"]:
        return render(request, "audit/entries.jinja", context, status=INVALID)
    chosen = form.cleaned_data if form.is_bound else form.initial
    days = searching.Days(chosen["first"], chosen["last"])
    wanted = searching.wanted_in(practices, days, chosen)
    after = request.GET.get("after", "")
    results = searching.searched(wanted, days, practices, by=person_in(request), after=after)
    names = names_for(results.hits, practices)
    context |= {
        "days": days,
        "about": names.about(wanted.about) if wanted.about else "",
        "columns": presenters_entries.columns(several=len(practices) > 1),
        "rows": presenters_entries.rows(results.hits, names, practices),
        "older": with_query(request, after=results.older) if results.older else "",
        "newest": with_query(request, after=None) if after else "",
    }
    return render(request, "audit/entries.jinja", context)


def _people(practices: Sequence[Practice], named: str) -> list[tuple[str, str]]:
    """Whom a search can name, and whoever the address names besides."""
    found = selectors.people_choices(practices)
    if named and named not in dict(found):
        found.append((named, service_in_words(named)))
    return found
