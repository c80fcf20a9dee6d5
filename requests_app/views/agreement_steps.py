"""Where an agreement stands, by two people; and whether a practice joins, by its IG lead and its guardian."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kit.errors import NotAllowed, NotPossible, StalePage
from practices.middleware import access_in
from practices.models import Practice
from practices.roles import who_can
from practices.selectors import practice_for
from requests_app import policies
from requests_app.doors import person_in
from requests_app.forms import agreements as forms
from requests_app.journey import agreement_joining, agreements
from requests_app.models import AgreementJoining, SharingAgreement
from requests_app.models.agreement import FALLEN
from requests_app.presenters import agreements as presenters
from requests_app.selectors import agreements as select
from requests_app.views.agreements import add_errors, form_methods, kept, posted, seen_version, step_page


@login_required
@form_methods
def agreement_status(request: HttpRequest, key: UUID) -> HttpResponse:
    """Propose where it stands from a day on."""
    entry = kept(request, key)
    if presenters.waiting(entry):
        raise NotPossible("A status waits to be confirmed already. It is confirmed or declined first.")
    form = forms.StatusForm(posted(request))
    if form.is_valid():
        try:
            agreements.propose(
                key=key, by=person_in(request), data=form.cleaned_data, seen_version=seen_version(request)
            )
        except StalePage:
            raise
        except NotPossible as problem:
            add_errors(form, problem)
        else:
            messages.success(request, "Proposed. Somebody else who keeps agreements confirms it.")
            return redirect(entry)
    intro = "It counts from when a second person confirmed it. Enter each step of its history by itself."
    return step_page(
        request, form, "Propose where it stands", entry, intro=intro, submit_text="Propose this status"
    )


@login_required
@form_methods
def agreement_confirm(request: HttpRequest, key: UUID) -> HttpResponse:
    """The second person confirms or declines, and reads first what goes back by it."""
    entry = kept(request, key)
    proposed = presenters.waiting(entry)
    if proposed is None:
        raise NotPossible("There is no status that waits to be confirmed.")
    if proposed.proposed_by_id == person_in(request).pk:
        raise NotAllowed("You proposed this status: somebody else confirms it.", who_can=who_can(select.KEEP))
    falls = proposed.status in FALLEN
    form = forms.AnswerForm(posted(request))
    if form.is_valid():
        act = agreements.confirm if form.cleaned_data["decision"] == forms.CONFIRM else agreements.decline
        act(key=key, by=person_in(request), seen_version=seen_version(request))
        messages.success(request, _answered(act is agreements.confirm, falls))
        return redirect(entry)
    own = access_in(request).practices_where(select.READ)
    context = {
        "rows": presenters.proposal(proposed),
        "falls": falls,
        "resting": select.resting_on(entry, practices=own) if falls else 0,
        "submit_text": "Continue",
        "template": "agreements/confirm.jinja",
    }
    return step_page(request, form, "Confirm where it stands", entry, **context)


@login_required
@form_methods
def agreement_join(request: HttpRequest, key: UUID, ods_code: str) -> HttpResponse:
    """The IG lead records that the practice joins."""
    entry, practice = _at(request, key, ods_code, agreement_joining.RECORDS)
    if _joining(entry, practice) is not None:
        raise NotPossible("The joining of this practice is recorded already.")
    form = forms.JoinForm(posted(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        agreement_joining.record_joining(key=key, practice=practice, by=person_in(request), reason=reason)
        messages.success(request, "Recorded. The practice has joined when its guardian confirmed it.")
        return redirect(entry)
    return step_page(
        request, form, "Record that the practice joins", entry,
        intro=_who_joins(practice), submit_text="Record the joining",
    )  # fmt: skip


@login_required
@form_methods
def agreement_join_confirm(request: HttpRequest, key: UUID, ods_code: str) -> HttpResponse:
    """The guardian confirms that the practice joins."""
    entry, practice = _at(request, key, ods_code, agreement_joining.CONFIRMS)
    joining = _joining(entry, practice)
    if joining is None or joining.confirmed_at is not None:
        raise NotPossible("There is no joining that waits to be confirmed.")
    if joining.recorded_by_id == person_in(request).pk:
        raise NotAllowed("You recorded the joining: another person confirms it as guardian.")
    form = forms.ConfirmJoiningForm(posted(request))
    if form.is_valid():
        agreement_joining.confirm_joining(key=key, practice=practice, by=person_in(request))
        messages.success(request, f"{practice.name} has joined the agreement.")
        return redirect(entry)
    recorded = f"{joining.recorded_by.full_name}: {joining.reason}"
    rows = [*presenters.details(entry)[:4], ("Recorded by", recorded)]
    return step_page(
        request, form, "Confirm that the practice joins", entry,
        intro=_who_joins(practice), rows=rows, submit_text="Confirm the joining",
        template="agreements/join_confirm.jinja",
    )  # fmt: skip


@login_required
@form_methods
def agreement_leave(request: HttpRequest, key: UUID, ods_code: str) -> HttpResponse:
    """The IG lead or the guardian ends the joining, and reads first what goes back by it."""
    entry, practice = _at(request, key, ods_code, agreement_joining.RECORDS, agreement_joining.CONFIRMS)
    joining = _joining(entry, practice)
    if joining is None:
        raise NotPossible("This practice has not joined the agreement.")
    confirmed = joining.confirmed_at is not None
    form = forms.LeaveForm(posted(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        agreement_joining.leave(key=key, practice=practice, by=person_in(request), reason=reason)
        messages.success(request, f"{practice.name} has left the agreement." if confirmed else "Taken back.")
        return redirect(entry)
    context: dict[str, Any] = {
        "rows": [("Practice", practice.name)],
        "falls": confirmed,
        "resting": select.resting_on(entry, practices=[practice.pk]) if confirmed else 0,
        "submit_text": "Leave the agreement" if confirmed else "Take the joining back",
        "submit_variant": "warning",
        "template": "agreements/confirm.jinja",
    }
    return step_page(
        request, form, "Leave the agreement" if confirmed else "Take the joining back", entry, **context
    )


def _answered(confirmed: bool, falls: bool) -> str:
    if not confirmed:
        return "Declined: it does not count."
    return "Confirmed. What rested on it goes back to legal-basis review." if falls else "Confirmed."


def _at(request: HttpRequest, key: UUID, ods_code: str, *roles: str) -> tuple[SharingAgreement, Practice]:
    """The agreement and the practice, for somebody who holds one of these roles there."""
    access = access_in(request)
    entry = select.agreement_in_scope(key, access)
    practice = practice_for(access, ods_code, select.KEEP)
    agreement_joining.check_role(access, practice, *roles)
    return entry, practice


def _joining(entry: SharingAgreement, practice: Practice) -> AgreementJoining | None:
    return policies.joining_of(entry, practice.pk)


def _who_joins(practice: Practice) -> str:
    return (
        f"{practice.name} joins only when its information governance lead records it and its Caldicott "
        "guardian confirms it. Nobody can join for it."
    )
