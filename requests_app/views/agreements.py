"""The register of sharing agreements: the list, an agreement, entering one, and its later changes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kit.errors import DeskError, InvalidInput, NotAllowed
from kit.forms import Form
from kit.pager import paginate
from kit.tables import read_sorting
from practices.middleware import access_in
from practices.roles import who_can
from requests_app import permissions, policies
from requests_app.doors import person_in
from requests_app.forms.agreements import AgreementFilterForm, AgreementForm, LaterForm
from requests_app.journey import agreements as journey
from requests_app.models import SharingAgreement
from requests_app.presenters import agreements as presenters
from requests_app.selectors import agreements as select

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """The whole register, filtered and sorted."""
    access = access_in(request)
    select.check_may_read(access)
    form = AgreementFilterForm(request.GET)
    chosen = form.chosen()
    sorting = read_sorting(request, ["name", "since"], "name")
    practices = sorted(access.practices_where(select.READ))
    found = select.agreements_list(
        filters=chosen, on=timezone.localdate(), practices=practices, sort=sorting.value
    )
    page = paginate(request, found)
    context = {
        "form": form,
        "chosen": chosen,
        "keep": [("sort", sorting.value)] if "sort" in request.GET else [],
        "page": page,
        "columns": presenters.columns(request, sorting),
        "rows": presenters.rows(page.items, practices),
        "never": presenters.NEVER_A_BASIS,
        "may_enter": bool(access.practices_where(select.KEEP)),
    }
    return render(request, "agreements/list.jinja", context)


@login_required
@require_safe
def agreement(request: HttpRequest, key: UUID) -> HttpResponse:
    """One agreement: what it covers, where it stood, and whether the person's practices joined."""
    access = access_in(request)
    entry = select.agreement_in_scope(key, access)
    proposed = presenters.waiting(entry)
    keeps = access.may(select.KEEP, entry.kept_by_id)
    context = {
        "entry": entry,
        "tag": presenters.status_tag(policies.status_on(entry, timezone.localdate())),
        "rows": presenters.details(entry),
        "history_columns": presenters.HISTORY,
        "history": presenters.history(entry),
        "declined": presenters.declined(entry),
        "proposed": presenters.proposal(proposed) if proposed else [],
        "own_proposal": proposed is not None and proposed.proposed_by_id == access.person.pk,
        "keeps": keeps,
        "here": presenters.practices_here(entry, select.practices_reading(access), access),
        "never": presenters.NEVER_A_BASIS,
    }
    return render(request, "agreements/agreement.jinja", context)


@login_required
@form_methods
def agreement_new(request: HttpRequest) -> HttpResponse:
    """Enter an agreement as its text says."""
    practices = list(select.practices_that_keep(access_in(request)))
    if not practices:
        raise NotAllowed("Your roles do not include this.", who_can=who_can(select.KEEP))
    form = AgreementForm(posted(request), practices=practices)
    if form.is_valid():
        code = form.cleaned_data.pop("practice", None)
        practice = next((p for p in practices if p.ods_code == code), practices[0])
        try:
            entry = journey.enter(practice=practice, by=person_in(request), data=form.cleaned_data)
        except InvalidInput as problem:
            add_errors(form, problem)
        else:
            messages.success(request, "Entered. Propose where it stands; a second person confirms.")
            return redirect(entry)
    intro = presenters.NEVER_A_BASIS
    return form_page(request, form, "Enter an agreement", back_url=reverse("agreements"), intro=intro)


@login_required
@form_methods
def agreement_edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change where its texts are, or the basis that it claims."""
    entry = kept(request, key)
    form = LaterForm(posted(request), initial={name: getattr(entry, name) for name in journey.LATER})
    if form.is_valid():
        journey.change(
            key=key, by=person_in(request), data=form.cleaned_data, seen_version=seen_version(request)
        )
        messages.success(request, "Changed.")
        return redirect(entry)
    intro = (
        "Its name, parties, items and purposes stay: an agreement that says otherwise there is another one, "
        "to be entered by itself."
    )
    return step_page(request, form, "Change the agreement", entry, intro=intro, submit_text="Save")


def kept(request: HttpRequest, key: UUID) -> SharingAgreement:
    """The agreement, for somebody who keeps agreements at the practice that keeps it."""
    access = access_in(request)
    entry = select.agreement_in_scope(key, access)
    permissions.check_at_practice(select.KEEP, practice_id=entry.kept_by_id, access=access)
    return entry


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, if anything was: an empty form that was sent is answered as one."""
    return request.POST if request.method == "POST" else None


def seen_version(request: HttpRequest) -> int | None:
    """The agreement's version on the page that was posted."""
    value = request.POST.get("seen_version", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def add_errors(form: Form, problem: DeskError) -> None:
    """What the journey refuses, as errors of the form."""
    fields = problem.fields if isinstance(problem, InvalidInput) else {}
    for name, text in fields.items():
        form.add_error(name if name in form.fields else None, text)
    if not fields:
        form.add_error(None, problem.message)


def step_page(
    request: HttpRequest, form: Form, heading: str, entry: SharingAgreement, **context: Any
) -> HttpResponse:
    """A page of one form about an agreement."""
    context = {"caption": entry.name, "seen_version": entry.version, **context}
    return form_page(request, form, heading, back_url=entry.get_absolute_url(), **context)


def form_page(
    request: HttpRequest, form: Form, heading: str, *, back_url: str, **context: Any
) -> HttpResponse:
    """A page of one form; 422 when it has errors."""
    status = 422 if form.is_bound and form.errors else 200
    template = context.pop("template", "layouts/form.jinja")
    found = {"form": form, "heading": heading, "submit_text": "Save", **context}
    return render(request, template, {**found, "back_url": back_url, "cancel_url": back_url}, status=status)
