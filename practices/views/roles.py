"""Ending a role; the roles explained."""

import uuid

from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from practices import memberships, rules, selectors
from practices.forms import EndRoleForm
from practices.middleware import access_in
from practices.roles import PERMISSIONS, ROLES
from practices.views.common import attempt, done, form_methods, form_page, person_in, posted


@login_not_required
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """What each role is for, for everyone."""
    return render(request, "people/roles.jinja", {"roles": list(ROLES.values()), "permissions": PERMISSIONS})


@login_required
@form_methods
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
