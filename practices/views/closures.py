"""Days on which the practice is closed: the list, adding some, calling off or cutting short."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kit.pager import paginate
from practices import closures as actions
from practices import presenters, selectors
from practices.forms import ClosureForm
from practices.middleware import access_in
from practices.views.common import attempt, done, form_methods, form_page, person_in, posted


@login_required
@require_safe
def closures(request: HttpRequest, ods_code: str) -> HttpResponse:
    """Which days: for everyone with a role there."""
    access = access_in(request)
    practice = selectors.practice_for(access, ods_code)
    manage = access.may("manage_people", practice.pk)
    page = paginate(request, selectors.closures_of(practice))
    context = {
        "practice": practice,
        "page": page,
        "rows": presenters.closure_rows(practice, page.items, timezone.localdate(), manage=manage),
        "may_manage": manage,
    }
    return render(request, "practices/closures.jinja", context)


@login_required
@form_methods
def closure_new(request: HttpRequest, ods_code: str) -> HttpResponse:
    """Add days; the dates of open requests follow."""
    practice = selectors.practice_for(access_in(request), ods_code, "manage_people")
    form = ClosureForm(posted(request))
    if form.is_valid() and attempt(
        form, lambda: actions.add(practice=practice, by=person_in(request), **form.cleaned_data)
    ):
        done(request, "The days are added. The practice’s own targets move in a moment.")
        return redirect("closures", ods_code)
    return form_page(
        request,
        form,
        "Add days on which the practice is closed",
        caption=practice.name,
        intro="Weekends and bank holidays need not be added. Such days move the practice’s own targets, and "
        "never a date that the law, an instrument or a requester sets.",
        submit_text="Add",
        back_url="..",
    )


@login_required
@form_methods
def closure_end(request: HttpRequest, ods_code: str, public_id: uuid.UUID) -> HttpResponse:
    """Call days off that have not begun, or cut them short."""
    practice = selectors.practice_for(access_in(request), ods_code, "manage_people")
    closure = selectors.closure_at(practice, public_id)
    if request.method == "POST":
        actions.end(closure=closure, by=person_in(request))
        done(request, "Done. The practice’s own targets move in a moment.")
        return redirect("closures", ods_code)
    context = {
        "practice": practice,
        "closure": closure,
        "days": presenters.days_in_words(closure),
        "begun": closure.first_day < timezone.localdate(),
    }
    return render(request, "practices/closure_end.jinja", context)
