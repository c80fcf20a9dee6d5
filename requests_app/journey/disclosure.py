"""Disclosure: what left, to whom, by which route and when. Anything else that left is an incident."""

import uuid
from collections.abc import Collection
from datetime import datetime

from kit.dates import date_time
from practices.models import Person
from requests_app import policies
from requests_app.journey import grounds
from requests_app.journey.transition import step
from requests_app.journey.unit import found, require
from requests_app.models import DisclosedItem, Disclosure


def confirm(
    *,
    key: uuid.UUID,
    by: Person,
    tokens: Collection[str],
    sent_at: datetime,
    receipt: str = "",
    note: str = "",
    seen_version: int | None = None,
) -> None:
    """Confirm which released items were sent, and when; items that were not sent stay unsent.

    The recipient and the route are those of the release: anything that went elsewhere is recorded as
    an incident and never as a disclosure.
    """
    with step(key=key, verb="disclose", by=by, seen_version=seen_version) as unit:
        go = found(unit.request.releases.filter(ended_at=None).first(), "There is no live release.")
        released = {
            row.item_decision.item.token: row for row in go.items.select_related("item_decision__item")
        }
        tokens = sorted(set(tokens))
        require(bool(tokens), "Choose what was sent; if nothing was, call the release off.")
        for token in tokens:
            require(token in released, f"{token} was not released: record an incident.")
        require(sent_at <= unit.at, "It can't have been sent in the future.")
        require(
            go.released_at <= sent_at,
            "It was sent before the release: record an incident, since nothing was allowed to leave then.",
        )
        ends = min(filter(None, (go.lapses_at, go.decision.expires_at)))
        require(
            sent_at < ends,
            f"The go-ahead ended on {date_time(ends)}: what left afterwards is an incident, so record one.",
        )
        require(
            not policies.sent_too_late(unit.request, sent_at),
            "The agreement that this request cites fell before it was sent: record an incident.",
        )
        policies.sent_while_consented(unit.request, tokens, go.recipient, sent_at)
        sent = Disclosure.objects.create(
            request=unit.request,
            release=go,
            recipient=go.recipient,
            route=go.route,
            sent_at=sent_at,
            receipt=receipt,
            note=note,
            confirmed_by=by,
            confirmed_at=unit.at,
            ledger_log=unit.log,
            ledger_event=unit.event_id,
        )
        for token in tokens:
            DisclosedItem.objects.create(disclosure=sent, released_item=released[token])
        # The request stays at its live release until the state has changed.
        unit.after_guard.append(
            lambda: unit.request.releases.filter(pk=go.pk).update(ended_at=unit.at, ended_because="sent")
        )
        unit.facts |= {
            **grounds.of_case(unit.request),
            **grounds.of_reviews(unit.request),
            **grounds.of_law(unit.request, tokens),
            **grounds.of_decision(go.decision, tokens),
            "items": tokens,
            "route": go.route,
            "sent": grounds.instant(sent_at),
        }
        unit.private |= {"recipient": go.recipient, "receipt": receipt, "note": note}
