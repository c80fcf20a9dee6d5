"""One's own account."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from practices import people, presenters, selectors
from practices.forms import NameForm
from practices.views.common import attempt, done, form_methods, form_page, person_in, posted


@login_required
@require_safe
def my_account(request: HttpRequest) -> HttpResponse:
    """Name, roles with what they mean, password."""
    person = person_in(request)
    held = presenters.roles_explained(selectors.roles_held_by(person), selectors.deputising_of(person))
    return render(request, "people/my_account.jinja", {"person": person, "held": held})


@login_required
@form_methods
def my_name(request: HttpRequest) -> HttpResponse:
    """Change one's own name."""
    person = person_in(request)
    form = NameForm(posted(request), initial={"full_name": person.full_name})
    if form.is_valid() and attempt(
        form, lambda: people.rename(person=person, by=person, **form.cleaned_data)
    ):
        done(request, "Your name was changed.")
        return redirect("my_account")
    return form_page(request, form, "Change your name", submit_text="Save", back_url="..")
