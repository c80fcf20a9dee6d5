"""Programs that log requests: making an account, issuing and revoking its tokens, ending it.

Each is one transaction with its entry in the practice's log. Only a practice administrator does any.
"""

import uuid
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from kit.errors import InvalidInput, NotPossible
from practices import rules, service_tokens
from practices.models import Person, Practice, ServiceAccount, ServiceToken
from practices.permissions import grant_service_rows
from practices.telling import iso, tell_practice

#: A name that no mail can reach: a service account never signs in and gets no mail.
NO_ADDRESS = "service.invalid"


def make(*, practice: Practice, name: str, by: Person) -> ServiceAccount:
    """`by`, a practice administrator there, makes an account for a program. It has no token yet.

    Raises NotVisible, NotAllowed, and InvalidInput for an empty name or one that is in use at the practice.
    """
    name = " ".join(name.split())
    with transaction.atomic(durable=True):
        practice = rules.locked(practice)
        rules.may(by, "manage_people", practice)
        if not name:
            raise InvalidInput("It needs a name.", fields={"name": "Enter a name for the program"})
        if practice.service_accounts.filter(person__full_name__iexact=name, ended_at=None).exists():
            words = "Another program at this practice has this name"
            raise InvalidInput(f"{words}.", fields={"name": words})
        public_id = uuid.uuid4()
        person = Person(
            public_id=public_id, email=f"{public_id}@{NO_ADDRESS}", full_name=name, is_service=True
        )
        person.set_unusable_password()
        person.save()
        account = ServiceAccount.objects.create(
            person=person, practice=practice, made_by=by, made_at=timezone.now()
        )
        grant_service_rows(account)
        _tell("service_account.made", account, by)
    return account


def issue(*, account: ServiceAccount, expires_on: date, by: Person) -> tuple[ServiceToken, str]:
    """A new token, valid to the end of a day; returned once and never again. Older ones stay as they are.

    Raises NotVisible, NotAllowed, InvalidInput (a day that is past, or more than a year off) and NotPossible.
    """
    with transaction.atomic(durable=True):
        account = _fresh(account, by)
        today = timezone.localdate()
        if not today <= expires_on <= today + timedelta(days=service_tokens.LONGEST_DAYS):
            raise InvalidInput(
                "A token lasts a year at most.",
                fields={"expires_on": "Last day must be today or later, and within a year"},
            )
        text = service_tokens.new_token()
        token = ServiceToken.objects.create(
            account=account,
            digest=service_tokens.digest_of(text),
            beginning=text[: service_tokens.SHOWN],
            issued_at=timezone.now(),
            issued_by=by,
            expires_at=_end_of(expires_on),
        )
        _tell("service_token.issued", account, by, token=str(token.public_id), expires_on=iso(expires_on))
    return token, text


def revoke(*, token: ServiceToken, by: Person) -> None:
    """A token is worth nothing from now on. A second time changes nothing."""
    with transaction.atomic(durable=True):
        account = _fresh(token.account, by)
        fresh = account.tokens.get(pk=token.pk)
        if fresh.revoked_at is not None:
            return
        _revoke(account, [fresh], by)


def end(*, account: ServiceAccount, by: Person) -> None:
    """The program may do nothing from now on; what it logged stays. All its tokens are revoked."""
    with transaction.atomic(durable=True):
        account = _fresh(account, by)
        _revoke(account, list(account.tokens.filter(revoked_at=None)), by)
        account.ended_by, account.ended_at = by, timezone.now()
        account.save(update_fields=["ended_by", "ended_at"])
        person = account.person
        person.is_active = False
        person.deactivated_by, person.deactivated_at = by, account.ended_at
        person.save(update_fields=["is_active", "deactivated_by", "deactivated_at"])
        grant_service_rows(account)
        _tell("service_account.ended", account, by)


def _revoke(account: ServiceAccount, tokens: list[ServiceToken], by: Person) -> None:
    for token in tokens:
        token.revoked_by, token.revoked_at = by, timezone.now()
        token.save(update_fields=["revoked_by", "revoked_at"])
        _tell("service_token.revoked", account, by, token=str(token.public_id))


def _fresh(account: ServiceAccount, by: Person) -> ServiceAccount:
    """The account under its practice's lock, if `by` may manage it and it lasts."""
    practice = rules.locked(account.practice)
    rules.may(by, "manage_people", practice)
    account = ServiceAccount.objects.select_related("person", "practice").get(pk=account.pk)
    if account.ended_at is not None:
        raise NotPossible(f"{account.person.full_name} was ended meanwhile.")
    return account


def _end_of(day: date) -> datetime:
    """The first moment after a day in the UK."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _tell(event: str, account: ServiceAccount, by: Person, **facts: str | None) -> None:
    tell_practice(event, practice=account.practice, by=by, about=account.person.opaque, facts=facts)
