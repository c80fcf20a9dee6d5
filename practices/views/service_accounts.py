"""A practice's programs: the list, one program with its tokens, issuing, revoking, ending."""

import uuid
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kit.pager import paginate
from practices import presenters_services as presenters
from practices import selectors
from practices import service_accounts as actions
from practices.forms import ServiceAccountForm, ServiceTokenForm
from practices.middleware import access_in
from practices.models import Practice
from practices.views.common import attempt, done, form_methods, form_page, person_in, posted

#: Proposed for a new token; the person may choose another day.
USUAL = timedelta(days=180)


def _practice(request: HttpRequest, ods_code: str) -> Practice:
    return selectors.practice_for(access_in(request), ods_code, "manage_people")


@login_required
@require_safe
def service_accounts(request: HttpRequest, ods_code: str) -> HttpResponse:
    """The programs that log requests at this practice."""
    practice = _practice(request, ods_code)
    page = paginate(request, selectors.service_accounts_of(practice))
    rows = presenters.account_rows(practice, page.items, timezone.now())
    return render(
        request, "people/service_accounts.jinja", {"practice": practice, "page": page, "rows": rows}
    )


@login_required
@form_methods
def service_account_new(request: HttpRequest, ods_code: str) -> HttpResponse:
    """Make an account for a program."""
    practice = _practice(request, ods_code)
    form = ServiceAccountForm(posted(request))
    if form.is_valid():
        made = []
        if attempt(
            form,
            lambda: made.append(actions.make(practice=practice, by=person_in(request), **form.cleaned_data)),
        ):
            done(request, "Made. Now issue a token, and give it to whoever sets the program up.")
            return redirect("service_account", ods_code, made[0].person.public_id)
    return form_page(
        request,
        form,
        "Add a service account",
        caption=practice.name,
        intro="A program with an account logs requests through the API and reads how far those have come. "
        "It never reviews, decides or releases, and sees no other request.",
        submit_text="Add",
        back_url="..",
    )


@login_required
@require_safe
def service_account(request: HttpRequest, ods_code: str, public_id: uuid.UUID) -> HttpResponse:
    """One program with its tokens."""
    practice = _practice(request, ods_code)
    account = selectors.service_account_at(practice, public_id)
    rows = presenters.token_rows(account, list(account.tokens.all()), timezone.now())
    context = {"practice": practice, "account": account, "rows": rows}
    return render(request, "people/service_account.jinja", context)


@login_required
@form_methods
def token_issue(request: HttpRequest, ods_code: str, public_id: uuid.UUID) -> HttpResponse:
    """Issue a token; it is shown on the answer and never again."""
    practice = _practice(request, ods_code)
    account = selectors.service_account_at(practice, public_id)
    form = ServiceTokenForm(posted(request), initial={"expires_on": timezone.localdate() + USUAL})
    if form.is_valid():
        issued = []
        if attempt(
            form,
            lambda: issued.append(actions.issue(account=account, by=person_in(request), **form.cleaned_data)),
        ):
            token, text = issued[0]
            context = {
                "practice": practice,
                "account": account,
                "last_day": presenters.last_day(token),
                "text": text,
            }
            return render(request, "people/service_token.jinja", context)
    return form_page(
        request,
        form,
        "Issue a token",
        caption=account.person.full_name,
        intro="The next page shows the token once. Have a safe place ready to paste it into.",
        submit_text="Issue the token",
        back_url="..",
    )


@login_required
@form_methods
def token_revoke(
    request: HttpRequest, ods_code: str, public_id: uuid.UUID, token_id: uuid.UUID
) -> HttpResponse:
    """A token is worth nothing from now on."""
    practice = _practice(request, ods_code)
    account = selectors.service_account_at(practice, public_id)
    token = selectors.service_token_at(account, token_id)
    if request.method == "POST":
        actions.revoke(token=token, by=person_in(request))
        done(request, f"The token that begins with {token.beginning} no longer works.")
        return redirect("service_account", ods_code, public_id)
    context = {"practice": practice, "account": account, "token": token}
    return render(request, "people/revoke_token.jinja", context)


@login_required
@form_methods
def service_account_end(request: HttpRequest, ods_code: str, public_id: uuid.UUID) -> HttpResponse:
    """The program may do nothing from now on."""
    practice = _practice(request, ods_code)
    account = selectors.service_account_at(practice, public_id)
    if request.method == "POST":
        actions.end(account=account, by=person_in(request))
        done(request, f"{account.person.full_name} was ended. What it logged stays in the register.")
        return redirect("service_accounts", ods_code)
    return render(request, "people/end_service_account.jinja", {"practice": practice, "account": account})
