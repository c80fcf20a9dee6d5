"""The page of checkpoints: what was signed last, to whom it was mailed, comparing with a kept one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from audit.desk import checkpoints as desk
from audit.desk import presenters_checkpoints as presenters
from audit.desk import selectors
from audit.desk.forms import KeptForm
from audit.ledger.api import ROOT_LOG, log_name, newest_checkpoints
from kit.pager import paginate
from practices.middleware import access_in
from practices.views.common import INVALID, form_methods, person_in, posted


@login_required
@form_methods
def checkpoints(request: HttpRequest) -> HttpResponse:
    """The newest checkpoints of the person's practices; a POST compares with a text that was kept."""
    practices = selectors.practices_with_checkpoints(access_in(request))
    form = KeptForm(posted(request))
    compared = None
    if form.is_valid():
        compared = desk.compare(form.cleaned_data["kept"], list(practices), by=person_in(request))
        if not compared:
            form.add_error("kept", "No checkpoint of your practices is in this text")
    page = paginate(request, practices)
    signed = newest_checkpoints([log_name(practice.public_id) for practice in page.items])
    context = {
        "form": form,
        "compared": presenters.compared(compared or []),
        "page": page,
        "columns": presenters.COLUMNS,
        "rows": presenters.rows(page.items, signed, desk.mailed_last(page.items)),
        "notes": presenters.notes(page.items, signed),
        "root": desk.newest_note(ROOT_LOG),
    }
    return render(request, "audit/checkpoints.jinja", context, status=INVALID if form.errors else 200)
