"""A practice's own page, its settings, and the practices where one works."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kit.dates import count
from kit.pager import paginate
from practices import foreseeing, practice_settings, presenters, selectors
from practices.forms import SettingsForm
from practices.middleware import access_in
from practices.models import Practice
from practices.views.common import attempt, done, form_methods, form_page, person_in, posted


@login_required
@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    """The practices where one holds a role."""
    page = paginate(request, selectors.practices_of(access_in(request)))
    return render(request, "practices/practices.jinja", {"page": page})


@login_required
@require_safe
def practice(request: HttpRequest, ods_code: str) -> HttpResponse:
    """Details, who serves in which role, settings: for everyone with a role there."""
    access = access_in(request)
    found = selectors.practice_for(access, ods_code)
    context = {
        "practice": found,
        "people": presenters.people_by_role(selectors.serving_at(found)),
        "may_manage": access.may("manage_people", found.pk),
        "dates_follow": found.dates_lag,
        "may_read_people": any(access.may(code, found.pk) for code in selectors.READ_PEOPLE),
    }
    return render(request, "practices/practice.jinja", context)


@login_required
@form_methods
def change_settings(request: HttpRequest, ods_code: str) -> HttpResponse:
    """An administrator changes the practice's settings."""
    found = selectors.practice_for(access_in(request), ods_code, "manage_people")
    names = (
        *("contact_email", "out_of_hours", "address_needs_countersignature"),
        *(*practice_settings.RETENTION, *practice_settings.EVERY_TARGET),
    )
    form = SettingsForm(posted(request), initial={name: getattr(found, name) for name in names})
    saved: list[Practice] = []
    moves, seen = _moves(found, form)
    asked = bool(moves) and request.POST.get("seen") != seen
    if (
        form.is_valid()
        and not asked
        and attempt(
            form,
            lambda: saved.append(
                practice_settings.change(practice=found, by=person_in(request), **form.cleaned_data)
            ),
        )
    ):
        moved = any(practice.dates_lag for practice in saved)
        follow = " The dates of open requests move in a moment, and each shows its date before and after."
        done(request, "The settings were saved." + (follow if moved else ""))
        return redirect("practice", ods_code)
    return form_page(
        request,
        form,
        "Practice settings",
        caption=found.name,
        template="practices/settings.jinja",
        submit_text=f"Save, and move {count(len(moves), 'date')}" if asked else "Save",
        back_url="..",
        seen=seen,
        **presenters.moves_shown(moves if asked else []),
        intro="No law sets a time for answering a third party. These are the practice’s own targets.",
    )


def _moves(found: Practice, form: SettingsForm) -> tuple[list[foreseeing.Move], str]:
    """What the typed targets would move, and what says that somebody saw just that."""
    if not form.is_valid():
        return [], ""
    targets = {name: form.cleaned_data[name] for name in practice_settings.EVERY_TARGET}
    return foreseeing.moves(found, targets), "-".join(str(days) for days in targets.values())
