"""Ending a role, what waits for a guardian, and a guardian's answer; the roles explained."""

import uuid

from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from practices import memberships, rules, selectors
from practices.forms import CONFIRM, DecideForm, EndRoleForm
from practices.middleware import access_in
from practices.roles import PERMISSIONS, ROLES
from practices.views.common import attempt, done, form_page, person_in, posted


@login_not_required
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """What each role is for, for everyone."""
    return render(request, "people/roles.jinja", {"roles": list(ROLES.values()), "permissions": PERMISSIONS})


@login_required
def membership_end(request: HttpRequest, ods_code: str, public_id: uuid.UUID) -> HttpResponse:
    """End a role, now or after a day, with a warning where nobody else holds it."""
    practice = selectors.practice_for(access_in(request), ods_code, "manage_people")
    membership = selectors.membership_at(practice, public_id)
    form = EndRoleForm(posted(request), could_be_last=rules.could_be_last(membership))
    if form.is_valid() and attempt(
        form,
        lambda: memberships.end(
            membership=membership,
            last_day=form.cleaned_data["last_day"],
            knowing_last=form.cleaned_data.get("knowing_last", False),
            by=person_in(request),
        ),
    ):
        done(request, f"{membership.person.full_name}’s role ends.")
        return redirect("practice_people", ods_code)
    context = {
        "membership": membership,
        "role": ROLES[membership.role],
        "practice": practice,
        "last": rules.is_last(membership),
    }
    return form_page(
        request,
        form,
        f"End {membership.person.full_name}’s role",
        template="people/end_role.jinja",
        caption=practice.name,
        submit_text="End the role",
        submit_variant="warning",
        **context,
    )


@login_required
@require_safe
def waiting(request: HttpRequest, ods_code: str) -> HttpResponse:
    """What waits for a guardian's confirmation at this practice."""
    access = access_in(request)
    practice = selectors.practice_for(access, ods_code, *selectors.READ_PEOPLE)
    roles_waiting, deputies, outside = selectors.waiting_at(practice)
    context = {
        "practice": practice,
        "memberships": list(roles_waiting),
        "deputyships": list(deputies),
        "outside": list(outside),
        "roles": ROLES,
        "may_confirm": access.may("confirm_appointment", practice.pk),
    }
    return render(request, "people/waiting.jinja", context)


@login_required
def membership_confirm(request: HttpRequest, ods_code: str, public_id: uuid.UUID) -> HttpResponse:
    """A guardian confirms or declines a role."""
    practice = selectors.practice_for(access_in(request), ods_code, "confirm_appointment")
    membership = selectors.membership_at(practice, public_id)
    form = DecideForm(posted(request))
    if form.is_valid():
        yes = form.cleaned_data["decision"] == CONFIRM
        (memberships.confirm if yes else memberships.decline)(membership=membership, by=person_in(request))
        done(request, "Confirmed." if yes else "Declined.")
        return redirect("waiting", ods_code)
    return form_page(
        request,
        form,
        "Confirm an appointment",
        template="people/confirm_role.jinja",
        caption=practice.name,
        submit_text="Continue",
        membership=membership,
        role=ROLES[membership.role],
        practice=practice,
    )
