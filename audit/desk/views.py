"""The auditor's room: which practice, and what can be done there."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from audit.desk import presenters, selectors
from kit.pager import paginate
from practices.middleware import access_in


@login_required
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """The practices whose ledger one may read; straight to the page where there is only one."""
    page = paginate(request, selectors.practices_audited(access_in(request)))
    if page.total == 1:
        return redirect("audit_practice", page.items[0].ods_code)
    return render(request, "audit/practices.jinja", {"page": page})


@login_required
@require_safe
def audit_practice(request: HttpRequest, ods_code: str) -> HttpResponse:
    """The auditor's room at one practice: what can be done here."""
    practice = selectors.practice_audited(access_in(request), ods_code)
    context = {"practice": practice, "places": presenters.places(practice)}
    return render(request, "audit/practice.jinja", context)
