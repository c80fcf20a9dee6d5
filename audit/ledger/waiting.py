"""Logs whose newest entries wait for their signature much longer than a signer at work lets them.

Where the signer doesn't run, where it has no key, and where its memory of a log was lost: it signs nothing
then, and raises no alarm, which a successor alone could end.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from audit.ledger.instants import EARLIEST
from audit.ledger.models import Event, Head, StoredCheckpoint, Tree
from audit.ledger.trees import ROOT_LOG

PATIENCE = timedelta(minutes=15)  # a signer at work takes seconds, the root log's half a minute


def waiting_logs(now: datetime) -> QuerySet[Head]:
    """Logs that were signed before, whose first entry beyond their newest checkpoint has waited so long."""
    trees = Tree.objects.filter(log=OuterRef("log")).order_by("-era")
    newest = StoredCheckpoint.objects.filter(origin=OuterRef("tree")).order_by("-size")
    entries = Event.objects.filter(log=OuterRef("log"), leaf_index=OuterRef("signed"), at__lt=now - PATIENCE)
    signed = Coalesce(Subquery(newest.values("size")[:1]), Value(0, IntegerField()))
    heads = Head.objects.annotate(tree=Subquery(trees.values("origin")[:1])).annotate(signed=signed)
    return heads.filter(Exists(entries), tree__isnull=False, size__gt=F("signed"))


def begun_before(when: datetime) -> QuerySet[Head]:
    """Logs whose first entry is older than that."""
    first = Event.objects.filter(log=OuterRef("log"), leaf_index=0, at__lt=when)
    return Head.objects.filter(Exists(first))


def waiting_root(now: datetime) -> QuerySet[Tree]:
    """The root log's newest tree, where a later checkpoint of another log than its own has waited so long."""
    newest = StoredCheckpoint.objects.filter(origin=OuterRef("origin")).order_by("-size")
    later = Tree.objects.filter(log=ROOT_LOG, era__gt=OuterRef("era"))
    after = StoredCheckpoint.objects.filter(
        origin=OuterRef("origin"), signed_at__lt=now - PATIENCE, signed_at__gt=OuterRef(OuterRef("signed_at"))
    )
    others = Tree.objects.exclude(log=ROOT_LOG).filter(Exists(after))
    roots = Tree.objects.annotate(
        signed_at=Coalesce(Subquery(newest.values("signed_at")[:1]), Value(EARLIEST))
    )
    return roots.filter(~Exists(later), Exists(others), log=ROOT_LOG)
