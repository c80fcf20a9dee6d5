"""What waits for a guardian, and a guardian's answer."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from practices import deputies, memberships, selectors
from practices.forms import CONFIRM, DecideForm
from practices.middleware import access_in
from practices.models import Deputyship, Membership, Practice
from practices.roles import ROLES
from practices.views.common import done, form_methods, form_page, person_in, posted


@login_required
@require_safe
def waiting(request: HttpRequest, ods_code: str) -> HttpResponse:
    """What waits for a guardian's confirmation at this practice."""
    access = access_in(request)
    practice = selectors.practice_for(access, ods_code, *selectors.READ_PEOPLE)
    roles_waiting, deputies_waiting, outside = selectors.waiting_at(practice)
    context = {
        "practice": practice,
        "memberships": list(roles_waiting),
        "deputyships": list(deputies_waiting),
        "outside": list(outside),
        "roles": ROLES,
        "may_confirm": access.may("confirm_appointment", practice.pk),
        "may_manage": access.may("manage_people", practice.pk),
    }
    return render(request, "people/waiting.jinja", context)


@login_required
@form_methods
def membership_confirm(request: HttpRequest, ods_code: str, public_id: uuid.UUID) -> HttpResponse:
    """A guardian confirms or declines a role."""
    practice = selectors.practice_for(access_in(request), ods_code, "confirm_appointment")
    membership = selectors.membership_at(practice, public_id)

    def answer(yes: bool) -> None:
        (memberships.confirm if yes else memberships.decline)(membership=membership, by=person_in(request))

    return _answer_page(request, practice, membership, "Confirm an appointment", answer)


@login_required
@form_methods
def deputy_confirm(request: HttpRequest, ods_code: str, public_id: uuid.UUID) -> HttpResponse:
    """A guardian confirms or declines a deputy."""
    practice = selectors.practice_for(access_in(request), ods_code, "confirm_appointment")
    deputyship = selectors.deputyship_at(practice, public_id)

    def answer(yes: bool) -> None:
        (deputies.confirm if yes else deputies.decline)(deputyship=deputyship, by=person_in(request))

    return _answer_page(request, practice, deputyship, "Confirm a deputy", answer, absent=deputyship.absent)


def _answer_page(
    request: HttpRequest,
    practice: Practice,
    period: Membership | Deputyship,
    heading: str,
    answer: Callable[[bool], None],
    **context: Any,
) -> HttpResponse:
    form = DecideForm(posted(request))
    if form.is_valid():
        yes = form.cleaned_data["decision"] == CONFIRM
        answer(yes)
        done(request, "Confirmed." if yes else "Declined.")
        return redirect("waiting", practice.ods_code)
    return form_page(
        request,
        form,
        heading,
        template="people/confirm.jinja",
        caption=practice.name,
        submit_text="Continue",
        practice=practice,
        period=period,
        role=ROLES[period.role],
        **{"absent": None, **context},
    )
