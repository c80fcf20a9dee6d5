"""A practice's list of outside guardians: agreeing, confirming, taking off."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kit.pager import paginate
from practices import outside_guardians as actions
from practices import presenters, selectors
from practices.forms import OutsideGuardianForm
from practices.middleware import access_in
from practices.views.common import attempt, done, form_methods, form_page, person_in, posted


@login_required
@require_safe
def outside_guardians(request: HttpRequest, ods_code: str) -> HttpResponse:
    """Whom the practice may ask when its own guardians are barred."""
    access = access_in(request)
    practice = selectors.practice_for(access, ods_code, *selectors.READ_PEOPLE)
    manage = access.may("manage_people", practice.pk)
    page = paginate(request, selectors.outside_guardians_of(practice))
    rows = presenters.outside_guardian_rows(
        practice, page.items, manage=manage or access.may("confirm_appointment", practice.pk)
    )
    context = {"practice": practice, "page": page, "rows": rows, "may_manage": manage}
    return render(request, "people/outside_guardians.jinja", context)


@login_required
@form_methods
def outside_guardian_new(request: HttpRequest, ods_code: str) -> HttpResponse:
    """An administrator agrees a guardian of another practice."""
    practice = selectors.practice_for(access_in(request), ods_code, "manage_people")
    form = OutsideGuardianForm(posted(request))
    if form.is_valid() and attempt(
        form,
        lambda: actions.agree_by_email(
            practice=practice, email=form.cleaned_data["email"], by=person_in(request)
        ),
    ):
        done(request, "Agreed. One of the practice’s Caldicott guardians now confirms.")
        return redirect("outside_guardians", ods_code)
    return form_page(
        request,
        form,
        "Agree an outside guardian",
        caption=practice.name,
        submit_text="Agree",
        back_url="..",
    )


@login_required
@form_methods
def outside_guardian_confirm(request: HttpRequest, ods_code: str, public_id: uuid.UUID) -> HttpResponse:
    """A guardian of the practice confirms."""
    practice = selectors.practice_for(access_in(request), ods_code, "confirm_appointment")
    listed = selectors.outside_guardian_at(practice, public_id)
    if request.method == "POST":
        actions.confirm(listed=listed, by=person_in(request))
        done(request, f"{listed.person.full_name} may now be asked.")
        return redirect("waiting", ods_code)
    return render(request, "people/confirm_outside.jinja", {"practice": practice, "listed": listed})


@login_required
@form_methods
def outside_guardian_end(request: HttpRequest, ods_code: str, public_id: uuid.UUID) -> HttpResponse:
    """An administrator or a guardian takes someone off the list."""
    practice = selectors.practice_for(access_in(request), ods_code, "manage_people", "confirm_appointment")
    listed = selectors.outside_guardian_at(practice, public_id)
    if request.method == "POST":
        actions.end(listed=listed, by=person_in(request))
        done(request, f"{listed.person.full_name} is no longer on the list.")
        return redirect("outside_guardians", ods_code)
    return render(request, "people/end_outside.jinja", {"practice": practice, "listed": listed})
