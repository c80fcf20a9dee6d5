"""The pages of verification: start one, see how far it is, what was found last, and what can't be found."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from audit.desk import loud, selectors, tasks, verification
from audit.desk import presenters_verification as presenters
from audit.ledger.api import ROOT_LOG, SITE_LOG, alarms, log_name
from kit.pager import paginate
from practices.middleware import access_in
from practices.views.common import done, form_methods, person_in


@login_required
@form_methods
def verification_page(request: HttpRequest, ods_code: str) -> HttpResponse:
    """What is known of a practice's ledger; a POST asks for a verification."""
    practice = selectors.practice_audited(access_in(request), ods_code)
    if request.method == "POST":
        verification.ask(practice, by=person_in(request))
        tasks.wake_verifier()
        done(request, "The verification begins. You can leave this page: it goes on without you.")
        return redirect("verification", practice.ods_code)
    log = log_name(practice.public_id)
    context = {
        "practice": practice,
        "alarms": [alarm for alarm in alarms() if alarm.log == log],
        "waiting": loud.is_waiting(practice),
        "newest": presenters.newest(verification.newest_of(practice)),
        "last": presenters.last(verification.last_of_each([log]).get(log), practice),
    }
    return render(request, "audit/verification.jinja", context)


@login_required
@require_safe
def verifications(request: HttpRequest) -> HttpResponse:
    """How each ledger stands that the person may read, and those of the service."""
    page = paginate(request, selectors.practices_audited(access_in(request)))
    logs = [SITE_LOG, ROOT_LOG, *(log_name(practice.public_id) for practice in page.items)]
    found = verification.last_of_each(logs)
    context = {
        "page": page,
        "nightly": presenters.newest(verification.newest_of(None)),
        "columns": presenters.COLUMNS,
        "rows": presenters.rows(page.items, found),
        "of_service": presenters.rows_of_service(found),
        "alarms": [alarm for alarm in alarms() if alarm.log in (SITE_LOG, ROOT_LOG)],
    }
    return render(request, "audit/verifications.jinja", context)
