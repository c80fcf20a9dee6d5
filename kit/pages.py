"""Pages that say the same to everybody, signed in or not."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Whom to ask, what an error's number is for; a leak comes before everything else."""
    return render(request, "help/help.jinja")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement: what is aimed at, how it is tested, what is not known."""
    return render(request, "help/accessibility.jinja")
