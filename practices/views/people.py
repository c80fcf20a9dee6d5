"""The people of a practice: who holds which role, appointing, one person's page."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kit.pager import paginate
from practices import people as accounts
from practices import presenters, selectors
from practices.forms import AppointForm
from practices.middleware import access_in
from practices.roles import ROLES
from practices.views.common import attempt, done, form_methods, form_page, person_in, posted


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The practices whose people one may read; straight to the list where there is only one."""
    found = selectors.practices_whose_people(access_in(request))
    page = paginate(request, found)
    if page.total == 1:
        return redirect("practice_people", page.items[0].ods_code)
    return render(request, "people/practices.jinja", {"page": page})


@login_required
@require_safe
def practice_people(request: HttpRequest, ods_code: str) -> HttpResponse:
    """Who holds, will hold or held which role."""
    access = access_in(request)
    practice = selectors.practice_for(access, ods_code, *selectors.READ_PEOPLE)
    ended = request.GET.get("show") == "ended"
    page = paginate(request, selectors.memberships_of(practice, ended=ended))
    context = {
        "practice": practice,
        "page": page,
        "ended": ended,
        "rows": presenters.membership_rows(practice, page.items),
        "may_manage": access.may("manage_people", practice.pk),
        "may_confirm": access.may("confirm_appointment", practice.pk),
        "waiting": sum(rows.count() for rows in selectors.waiting_at(practice)),
    }
    return render(request, "people/people.jinja", context)


@login_required
@form_methods
def appoint(request: HttpRequest, ods_code: str) -> HttpResponse:
    """Give someone a role, inviting them where they are new."""
    practice = selectors.practice_for(access_in(request), ods_code, "manage_people")
    form = AppointForm(posted(request))
    if form.is_valid() and attempt(
        form,
        lambda: accounts.appoint_by_email(practice=practice, by=person_in(request), **form.cleaned_data),
    ):
        words = "Appointed."
        if ROLES[form.cleaned_data["role"]].needs_confirmation:
            words = "Appointed. The role starts when a serving Caldicott guardian confirms it."
        done(request, words)
        return redirect("practice_people", ods_code)
    return form_page(
        request, form, "Appoint a person", caption=practice.name, submit_text="Appoint", back_url=".."
    )


@login_required
@require_safe
def person(request: HttpRequest, ods_code: str, public_id: uuid.UUID) -> HttpResponse:
    """Someone's roles at this practice, and what an administrator can do for them."""
    access = access_in(request)
    practice = selectors.practice_for(access, ods_code, *selectors.READ_PEOPLE)
    subject = selectors.person_at(practice, public_id)
    manage = access.may("manage_people", practice.pk)
    roles = selectors.memberships_at(practice, subject)
    context = {
        "practice": practice,
        "subject": subject,
        "rows": presenters.role_rows(practice, list(roles), manage=manage),
        "may_manage": manage and subject != access.person,
        "may_deactivate": subject.is_active and not selectors.any_role_left(subject),
    }
    return render(request, "people/person.jinja", context)


@login_required
@require_POST
def person_change(request: HttpRequest, ods_code: str, public_id: uuid.UUID, change: str) -> HttpResponse:
    """Invite again, deactivate or reactivate: `change` names the action."""
    practice = selectors.practice_for(access_in(request), ods_code, "manage_people")
    subject = selectors.person_at(practice, public_id)
    action, words = {
        "invite": (accounts.invite_again, "The invitation was sent again."),
        "deactivate": (accounts.deactivate, "The account was deactivated."),
        "reactivate": (accounts.reactivate, "The account was reactivated."),
    }[change]
    action(person=subject, practice=practice, by=person_in(request))
    done(request, words)
    return redirect("person", ods_code, public_id)
