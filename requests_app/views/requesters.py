"""The register of requesters: who asks, and the number at which the practice calls back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kit.errors import InvalidInput, NotAllowed, NotPossible
from kit.forms import Form
from kit.pager import paginate
from kit.tables import read_sorting
from practices.middleware import access_in
from practices.permissions import Access
from practices.roles import who_can
from requests_app import permissions, selectors
from requests_app.doors import person_in
from requests_app.forms.requesters import ConfirmNumberForm, OrganisationForm, RegisterFilterForm
from requests_app.journey import requesters as journey
from requests_app.models import RequesterOrganisation
from requests_app.presenters import requesters as presenters
from requests_app.selectors import register

form_methods = require_http_methods(["GET", "HEAD", "POST"])
READ = ("manage_requesters", "confirm_requester_number")


@login_required
@require_safe
def requesters(request: HttpRequest) -> HttpResponse:
    """The registers of the person's practices, filtered and sorted."""
    access = access_in(request)
    practices = list(register.practices_with_register(access))
    if not practices:
        raise NotAllowed(
            "Your roles do not include the register of requesters.", who_can=who_can("manage_requesters")
        )
    form = RegisterFilterForm(request.GET, practices=practices)
    chosen = form.chosen()
    sorting = read_sorting(request, ["name", "kind"], "name")
    page = paginate(request, register.register_list(access, filters=chosen, sort=sorting.value))
    several = len(practices) > 1
    context = {
        "form": form,
        "chosen": chosen,
        "keep": [("sort", sorting.value)] if "sort" in request.GET else [],
        "page": page,
        "columns": presenters.columns(request, sorting, several=several),
        "rows": presenters.rows(page.items, several=several),
        "may_manage": bool(access.practices_where("manage_requesters")),
    }
    return render(request, "requesters/list.jinja", context)


@login_required
@require_safe
def requester(request: HttpRequest, key: UUID) -> HttpResponse:
    """One organisation, and what the person may do with it."""
    access = access_in(request)
    entry = selectors.organisation_in_scope(key, access)
    entered = entry.entered_by == access.person
    context = {
        "entry": entry,
        "rows": presenters.details(entry),
        "tag": presenters.number_tag(entry),
        "may_manage": access.may("manage_requesters", entry.practice_id),
        "waiting": bool(entry.switchboard) and entry.confirmed_by_id is None,
        "may_confirm": access.may("confirm_requester_number", entry.practice_id) and not entered,
        "entered": entered,
    }
    return render(request, "requesters/requester.jinja", context)


@login_required
@form_methods
def requester_new(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    access = access_in(request)
    practices = list(register.practices_to_manage(access))
    if not practices:
        raise NotAllowed("Your roles do not include this.", who_can=who_can("manage_requesters"))
    form = OrganisationForm(request.POST or None, practices=practices)
    if form.is_valid():
        code = form.cleaned_data.get("practice")
        practice = next((p for p in practices if p.ods_code == code), practices[0])
        entry = _saved(form, practice=practice, by=person_in(request), data=form.organisation())
        if entry is not None:
            messages.success(request, _saved_text(entry))
            return redirect("requester", entry.key)
    return _form_page(
        request, form, "Add a requester", template="requesters/edit.jinja", back_url=reverse("requesters")
    )


@login_required
@form_methods
def requester_edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change an organisation; a changed number must be confirmed again."""
    access = access_in(request)
    entry = selectors.organisation_in_scope(key, access)
    permissions.check_at_practice("manage_requesters", practice_id=entry.practice_id, access=access)
    confirmed = entry.confirmed_by_id is not None
    names = [name for name in OrganisationForm.base_fields if hasattr(entry, name)]
    form = OrganisationForm(request.POST or None, initial={name: getattr(entry, name) for name in names})
    back = reverse("requester", args=[entry.key])
    if form.is_valid():
        data = form.organisation()
        saved = _saved(form, practice=entry.practice, by=person_in(request), data=data, organisation=entry)
        if saved is not None:
            messages.success(request, _saved_text(saved))
            return redirect(back)
    return _form_page(
        request,
        form,
        "Change a requester",
        template="requesters/edit.jinja",
        caption=entry.name,
        back_url=back,
        confirmed=confirmed,
    )


@login_required
@form_methods
def requester_confirm(request: HttpRequest, key: UUID) -> HttpResponse:
    """A second person confirms the switchboard number."""
    access = access_in(request)
    entry = selectors.organisation_in_scope(key, access)
    _check_second_person(entry, access)
    back = reverse("requester", args=[entry.key])
    if not entry.switchboard or entry.confirmed_by_id is not None:
        raise NotPossible("There is no number that waits to be confirmed.")
    form = ConfirmNumberForm(request.POST or None, initial={"number": entry.switchboard})
    if form.is_valid():
        journey.confirm(organisation=entry, by=person_in(request), seen=form.cleaned_data["number"])
        messages.success(request, "The number is confirmed. Call-backs can use it.")
        return redirect(back)
    return _form_page(
        request,
        form,
        "Confirm a switchboard number",
        template="requesters/confirm.jinja",
        caption=str(entry),
        back_url=back,
        submit_text="Confirm the number",
        rows=presenters.details(entry),
    )


def _check_second_person(entry: RequesterOrganisation, access: Access) -> None:
    permission = "confirm_requester_number"
    permissions.check_at_practice(permission, practice_id=entry.practice_id, access=access)
    if entry.entered_by == access.person:
        raise NotAllowed("You entered this number: somebody else confirms it.", who_can=who_can(permission))


def _saved(form: Form, **given: Any) -> RequesterOrganisation | None:
    """Save; what the journey refuses becomes the form's error, and None is returned."""
    try:
        return journey.save(**given)
    except InvalidInput as problem:
        for name, text in problem.fields.items():
            form.add_error(name, text)
        return None


def _saved_text(entry: RequesterOrganisation) -> str:
    waiting = entry.switchboard and entry.confirmed_by_id is None
    return "Saved. Somebody else now confirms the switchboard number." if waiting else "Saved."


def _form_page(
    request: HttpRequest, form: Form, heading: str, *, template: str, back_url: str, **context: Any
) -> HttpResponse:
    """A page of one form; 422 when it has errors."""
    status = 422 if form.is_bound and form.errors else 200
    found = {"form": form, "heading": heading, "submit_text": "Save", "confirmed": False, **context}
    return render(request, template, {**found, "back_url": back_url, "cancel_url": back_url}, status=status)
