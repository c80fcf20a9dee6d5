"""Rows and words for the pages about programs and their tokens."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse

from kit.dates import date_time, long_date
from kit.tables import Cell
from practices.models import Practice, ServiceAccount, ServiceToken
from practices.presenters import Rows

#: A token that ends within this time is named on the list, so that nobody is surprised.
SOON = timedelta(days=30)


def account_rows(practice: Practice, accounts: Iterable[ServiceAccount], now: datetime) -> Rows:
    """Name, since when, when it was last used, status. The name leads to its page."""
    return [
        [
            Cell(
                row.person.full_name,
                href=reverse("service_account", args=[practice.ods_code, row.person.public_id]),
            ),
            long_date(row.made_at),
            _last_use(row.tokens.all()),
            _account_status(row, now),
        ]
        for row in accounts
    ]


def token_rows(account: ServiceAccount, tokens: Iterable[ServiceToken], now: datetime) -> Rows:
    """Its first letters, when issued, until when, last use, status, and the way to revoke it."""
    rows: Rows = []
    for token in tokens:
        status = token_status(token, now)
        revoke: Cell | str = ""
        if account.ended_at is None and token.revoked_at is None and token.expires_at > now:
            place = [account.practice.ods_code, account.person.public_id, token.public_id]
            revoke = Cell("Revoke", href=reverse("service_token_revoke", args=place), hint=f" {token}")
        rows.append(
            [str(token), long_date(token.issued_at), last_day(token), _last_use([token]), status, revoke]
        )
    return rows


def last_day(token: ServiceToken) -> str:
    """The last day on which it works, in words: it expires as that day ends."""
    return long_date(token.expires_at - timedelta(seconds=1))


def token_status(token: ServiceToken, now: datetime) -> Cell:
    """Whether it works, with the tag's colour."""
    if token.revoked_at is not None:
        return Cell("Revoked", colour="grey")
    if token.expires_at <= now:
        return Cell("Expired", colour="grey")
    if token.expires_at <= now + SOON:
        return Cell("Ends soon", colour="yellow")
    return Cell("Works", colour="green")


def _account_status(account: ServiceAccount, now: datetime) -> Cell:
    if account.ended_at is not None:
        return Cell("Ended", colour="grey")
    statuses = {token_status(token, now).text: token_status(token, now) for token in account.tokens.all()}
    for text in ("Works", "Ends soon"):
        if text in statuses:
            return statuses[text]
    return Cell("No token works", colour="red")


def _last_use(tokens: Iterable[ServiceToken]) -> str:
    used = [token.last_used_at for token in tokens if token.last_used_at is not None]
    return date_time(max(used)) if used else "Never"
