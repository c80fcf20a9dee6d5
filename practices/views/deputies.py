"""Deputies of a practice: the list, naming, ending."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kit.pager import paginate
from practices import deputies as actions
from practices import people as accounts
from practices import presenters, selectors
from practices.forms import DeputyForm
from practices.middleware import access_in
from practices.roles import ROLES
from practices.views.common import attempt, done, form_methods, form_page, person_in, posted


@login_required
@require_safe
def deputies(request: HttpRequest, ods_code: str) -> HttpResponse:
    """Who stands in for whom."""
    access = access_in(request)
    practice = selectors.practice_for(access, ods_code)
    page = paginate(request, selectors.deputyships_of(practice))
    context = {
        "practice": practice,
        "page": page,
        "rows": presenters.deputy_rows(practice, page.items, access),
        "may_manage": access.may("manage_people", practice.pk),
        "may_read": any(access.may(code, practice.pk) for code in selectors.READ_PEOPLE),
    }
    return render(request, "people/deputies.jinja", context)


@login_required
@form_methods
def deputy_new(request: HttpRequest, ods_code: str) -> HttpResponse:
    """Name a deputy."""
    practice = selectors.practice_for(access_in(request), ods_code, "manage_people")
    absentees = {str(row.public_id): row for row in selectors.absentees_at(practice)}
    form = DeputyForm(posted(request), absentees=list(absentees.values()))
    if form.is_valid():
        given = dict(form.cleaned_data)
        absent = absentees[given.pop("stands_in_for")]
        if attempt(
            form,
            lambda: accounts.name_deputy_by_email(stands_in_for=absent, by=person_in(request), **given),
        ):
            done(request, "Named. The deputy can act when a serving Caldicott guardian has confirmed.")
            return redirect("deputies", ods_code)
    return form_page(
        request,
        form,
        "Name a deputy",
        caption=practice.name,
        intro="A deputy holds someone’s role between two days. A serving Caldicott guardian confirms first.",
        submit_text="Name the deputy",
        back_url="..",
    )


@login_required
@form_methods
def deputy_end(request: HttpRequest, ods_code: str, public_id: uuid.UUID) -> HttpResponse:
    """End a deputy's time at once: an administrator, or the absent person who is back."""
    practice = selectors.practice_for(access_in(request), ods_code)
    deputyship = selectors.deputyship_at(practice, public_id)
    actions.check_may_end(deputyship, by=person_in(request))
    if request.method == "POST":
        actions.end(deputyship=deputyship, by=person_in(request))
        done(request, f"{deputyship.deputy.full_name} no longer deputises.")
        return redirect("deputies", ods_code)
    context = {"practice": practice, "deputyship": deputyship, "role": ROLES[deputyship.role]}
    return render(request, "people/end_deputy.jinja", context)
