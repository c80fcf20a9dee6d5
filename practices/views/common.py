"""What the views share: an action's refusals on its form, and a page of one form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kit.errors import InvalidInput, NotPossible
from kit.forms import Form
from practices.models import Person

INVALID = 422
#: For a page of one form: it is opened and sent, and nothing else.
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def person_in(request: HttpRequest) -> Person:
    """Who is signed in. Views that use it demand sign-in."""
    assert isinstance(request.user, Person)  # noqa: S101 (for the type checker)
    return request.user


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, even if that is nothing; None for a page just opened."""
    return request.POST if request.method == "POST" else None


def attempt(form: Form, action: Callable[[], Any]) -> bool:
    """Runs the action of a valid form; what it refuses becomes the form's errors. True when it was done."""
    try:
        action()
    except InvalidInput as refusal:
        for name, words in refusal.fields.items() or [("", refusal.message)]:
            form.add_error(name if name in form.fields else None, words)
    except NotPossible as refusal:
        form.add_error(None, f"{refusal.message} {_advice(refusal)}".strip())
    return form.is_valid()


def form_page(
    request: HttpRequest, form: Form, heading: str, *, template: str = "layouts/form.jinja", **context: Any
) -> HttpResponse:
    """A page of one form; 422 when it has errors."""
    status = INVALID if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, "heading": heading, **context}, status=status)


def done(request: HttpRequest, words: str) -> None:
    """Says on the next page what was done."""
    messages.success(request, words)


def _advice(refusal: NotPossible) -> str:
    return f"{refusal.who_can[:1].upper()}{refusal.who_can[1:]}." if refusal.who_can else ""
