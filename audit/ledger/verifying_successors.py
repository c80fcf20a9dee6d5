"""Successors of frozen trees: that each has its beginning in an entry, and what each has ended."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from audit.ledger.entry import parse
from audit.ledger.errors import BadEntry
from audit.ledger.findings import Problem
from audit.ledger.models import Event, Tree
from audit.ledger.names import SITE_LOG
from audit.ledger.own_events import SUCCESSOR_BEGUN, about_tree
from audit.ledger.trees import ROOT_LOG, origin_of


def without_beginning(tree: Tree) -> Iterator[Problem]:
    """A successor that no entry tells of: somebody put it in, so that what was signed isn't compared."""
    if tree.era > 1 and origin_of(tree.log, tree.era - 1) not in _ended_by_entry(tree.log):
        yield Problem(None, "successor", f"no entry says why {tree.origin} took its predecessor's place")


def succeeded_origins() -> set[str]:
    """The origins of trees that a successor, told of in an entry, took the place of."""
    later = Tree.objects.filter(log=OuterRef("log"), era__gt=OuterRef("era"))
    ended = Tree.objects.filter(Exists(later))
    return {tree.origin for tree in ended if tree.origin in _ended_by_entry(tree.log)}


def _ended_by_entry(log: str) -> set[str]:
    """What the log's entries say to have been succeeded. The root log has none; the site's say it."""
    found = set()
    where = SITE_LOG if log == ROOT_LOG else log
    told = Event.objects.filter(log=where, about=about_tree(log), event=SUCCESSOR_BEGUN)
    for text in told.values_list("entry", flat=True):
        try:
            found.add(str(parse(text).facts.get("of")))
        except BadEntry:
            continue  # the log's own verification names it
    return found
