"""The root log: every other log's checkpoints as leaves, so that a log that vanished still shows."""

from collections.abc import Iterator, Sequence

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from audit.ledger.findings import Finding, Problem, Progress
from audit.ledger.formats import merkle, notes
from audit.ledger.formats.checkpoints import parse_checkpoint
from audit.ledger.models import Alarm, Cosignature, Event, Head, RootLeaf, StoredCheckpoint, Tree
from audit.ledger.public_keys import verifier_keys, witness_keys
from audit.ledger.trees import ROOT_LOG, cosignature_line, node_at, root_leaf_hash
from audit.ledger.verifying_successors import succeeded_origins, without_beginning
from audit.ledger.verifying_trees import TreeCheck

RANGE = 1000  # leaves a query


def verify_root() -> Iterator[Progress]:
    """Check the root log, yielding the same Progress after each range.

    Checks: leaves dense, each the text of the checkpoint that it names; every log at least as long as the
    root log knows it; the tree against its checkpoints; and what witnesses said of these.
    """
    check = TreeCheck.begin(ROOT_LOG, verifier_keys)
    if check is None:
        yield Progress(ROOT_LOG, 0)
        return
    tree = check.tree
    leaves = RootLeaf.objects.filter(origin=tree.origin)
    ends = leaves.aggregate(last=Max("leaf_index"), count=Count("leaf_index"))
    progress = Progress(ROOT_LOG, ends["count"])
    for alarm in Alarm.objects.filter(origin=tree.origin):
        progress.add(Problem(alarm.leaf_index, "frozen", f"signed no more: {alarm.message}"))
    for problem in without_beginning(tree):
        progress.add(problem)
    progress.signatures = bool(check.keys)
    expected, last, whole = 0, -1 if ends["last"] is None else ends["last"], True
    # By the rows that are there: an index may be as far beyond the others as somebody likes.
    while expected <= last and (rows := list(_page(leaves, expected, last))):
        hashes = _verify_leaves(progress, rows, expected)
        if whole:
            for problem in check.take(hashes):
                progress.add(problem)
        whole = whole and len(hashes) == len(rows)
        expected = rows[-1].leaf_index + 1
        progress.checkpoints, progress.signed_to = check.checkpoints, check.signed_to
        yield progress
    problems = [*_vanished(tree), *_cosignatures(tree)]
    for problem in [*check.finish(), *problems] if whole else problems:
        progress.add(problem)
    yield progress


def verify_against(kept: str) -> Iterator[Finding]:
    """Compare a checkpoint that was kept elsewhere (mailed, printed, cosigned) with what the database holds.

    Call it after verify_log() found the log sound: it uses the stored hashes. Raises BadNote when the text
    is no checkpoint.
    """
    note = notes.parse(kept)
    said = parse_checkpoint(note.text)
    tree = Tree.objects.filter(origin=said.origin).first()
    if tree is None:
        yield Finding(said.origin, None, "vanished", "there is no log of this origin")
        return
    if not _is_signed(note, said.origin):
        yield Finding(tree.log, None, "signature", "the kept checkpoint isn't signed by a key of ours")
        return
    try:
        root = merkle.peaks_at(said.size, node_at(tree)).root()
    except LookupError:
        yield Finding(tree.log, said.size, "truncated", f"{said.size} entries were signed; fewer are here")
        return
    if root != said.root:
        message = f"the first {said.size} entries aren't those of the kept checkpoint"
        yield Finding(tree.log, None, "split", message)


def _is_signed(note: notes.Note, origin: str) -> bool:
    try:
        return bool(notes.verified(note, verifier_keys(origin)))
    except notes.BadNote:
        return False


def _page(leaves: QuerySet[RootLeaf], first: int, last: int) -> QuerySet[RootLeaf]:
    return leaves.filter(leaf_index__gte=first, leaf_index__lte=last).order_by("leaf_index")[:RANGE]


def _verify_leaves(progress: Progress, rows: Sequence[RootLeaf], expected: int) -> list[bytes]:
    """The leaf hashes of these rows, as far as none is missing from the expected index on."""
    keys = {(row.of_origin, row.of_size) for row in rows}
    stored = {
        (row.origin, row.size): row.note
        for row in StoredCheckpoint.objects.filter(
            origin__in={origin for origin, _ in keys}, size__in={size for _, size in keys}
        )
    }
    hashes, whole = [], True
    for row in rows:
        if row.leaf_index != expected:
            whole = False
            message = f"no leaf has an index from {expected} to {row.leaf_index - 1}"
            progress.add(Problem(expected, "missing", message))
        expected = row.leaf_index + 1
        progress.checked += 1
        if whole:
            hashes.append(root_leaf_hash(row.leaf))
        if _text(stored.get((row.of_origin, row.of_size), "")) != row.leaf:
            message = f"the leaf isn't the checkpoint of {row.of_origin} at {row.of_size}"
            progress.add(Problem(row.leaf_index, "leaf", message))
    return hashes


def _text(note: str) -> str | None:
    try:
        return notes.parse(note).text
    except notes.BadNote:
        return None


def _vanished(tree: Tree) -> Iterator[Problem]:
    """Logs that are shorter than the root log has them, or gone."""
    known = RootLeaf.objects.filter(origin=tree.origin).values("of_origin").annotate(size=Max("of_size"))
    leaves = list(known.order_by("of_origin"))  # before the logs, which only grow meanwhile
    logs = dict(Tree.objects.values_list("origin", "log"))
    ended = succeeded_origins()
    sizes = dict(Head.objects.values_list("log", "size"))
    for row in leaves:
        log = logs.get(row["of_origin"], "")
        if (
            row["of_origin"] not in ended
            and sizes.get(log, 0) < row["size"]
            and Event.objects.filter(log=log).count() < row["size"]
        ):
            message = f"the root log knows {row['size']} entries of {row['of_origin']}; they aren't here"
            yield Problem(None, "vanished", message)


def _cosignatures(tree: Tree) -> Iterator[Problem]:
    """What witnesses that we know said, on every checkpoint of the root log that they said it of.

    Of what is stored of others, or of other trees, only that it is the line of a signature.
    """
    keys = {key.name: key for key in witness_keys()}
    of = StoredCheckpoint.objects.filter(origin=OuterRef("origin"), size=OuterRef("size"))
    rows = Cosignature.objects.annotate(note=Subquery(of.values("note")))
    for row in rows.order_by("origin", "size", "witness").iterator(chunk_size=RANGE):
        line, key = cosignature_line(row.line), keys.get(row.witness) if row.origin == tree.origin else None
        if line is None or (key and not _is_said(line, row, row.note or "", key)):
            yield Problem(None, "cosignature", f"{row.witness} didn't say this of {row.origin} at {row.size}")


def _is_said(line: notes.Signature, row: Cosignature, note: str, key: notes.VerifierKey) -> bool:
    text = _text(note)
    at = notes.cosigned_at(line)
    return text is not None and notes.is_good(line, text, key) and at == row.cosigned_at.timestamp()
