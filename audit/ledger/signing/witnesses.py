"""Asking witnesses to cosign the root log's checkpoints (C2SP tlog-witness).

Beside the signer's work, in a thread of its own: a witness that is slow or away keeps nobody waiting. A
witness may know a checkpoint that our own key signed and that this log isn't grown from: then ours went back,
or split in two, and the signer signs the root log no more. A mere claim doesn't do that: anybody could make
one.
"""

import logging
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException

from django.conf import settings
from django.db import connection
from django.db.models import Max

from audit.ledger.formats import merkle, notes
from audit.ledger.formats.checkpoints import Checkpoint, encode_hash, parse_checkpoint, parse_number
from audit.ledger.formats.notes import BadNote, VerifierKey, verifier_key
from audit.ledger.instants import LATEST
from audit.ledger.models import Cosignature, StoredCheckpoint, Tree
from audit.ledger.public_keys import verifier_keys
from audit.ledger.signing.refusing import Refused
from audit.ledger.trees import ROOT_LOG, newest_tree, node_at

logger = logging.getLogger("desk.ledger")
PATIENCE = 5.0  # seconds for a witness to answer
LONGEST_ANSWER = 64 * 1024  # bytes
EVERY = 2.0  # seconds between looks for a checkpoint that isn't cosigned yet
LOOK_AGAIN = 30.0  # seconds until a witness that gave no cosignature is asked again
OK, CONFLICT, UNPROVED = 200, 409, 422
_STORE = """
    INSERT INTO ledger_cosignature (origin, size, witness, line, cosigned_at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A witness as the settings name it: its key, and where it listens."""

    key: VerifierKey
    url: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer over HTTP: its status and its text."""

    status: int
    text: str


class NoAnswer(Exception):
    """A witness that couldn't be reached, or answered other than the protocol has it."""


def configured() -> list[Asked]:
    """The witnesses of LEDGER_WITNESSES. Raises BadNote where one names no key."""
    parts = [each.partition("@") for each in settings.LEDGER_WITNESSES]
    return [Asked(verifier_key(key), url.rstrip("/")) for key, _, url in parts]


def ask_witnesses(row: StoredCheckpoint) -> list[str]:
    """Have every witness cosign a checkpoint that hasn't yet, and keep what they say.

    Returns the names of those that did. Those that can't be reached are logged. Raises Refused, once all were
    asked, where one has a checkpoint of ours that isn't one of this log.
    """
    known = Cosignature.objects.filter(origin=row.origin, size=row.size).values_list("witness", flat=True)
    done, refused = [], None
    for asked in configured():
        if asked.key.name in known:
            continue
        try:
            _cosigned(row, asked)
            done.append(asked.key.name)
        except NoAnswer as problem:
            logger.warning("The witness %s didn't cosign: %s", asked.key.name, str(problem))  # our own words
        except Refused as refusal:
            refused = refusal
    if refused is not None:
        raise refused
    return done


def watch(
    stop: threading.Event,
    refuse: Callable[[str, Refused], None],
    *,
    every: float = EVERY,
    again: float = LOOK_AGAIN,
) -> None:
    """Ask about each new checkpoint of the root log until `stop` is set.

    What is refused goes to `refuse`, with the origin of the tree that it is refused of. No error ends it.
    """
    asked_of, asked_at = ("", 0), 0.0
    try:
        while not stop.is_set():
            pause = every
            try:
                row = newest_of_root()
                if row is not None and (
                    (row.origin, row.size) != asked_of or time.monotonic() - asked_at >= again
                ):
                    asked_of, asked_at = (row.origin, row.size), time.monotonic()
                    _ask(row, refuse)
            except Exception as problem:  # whatever it is: a thread that ended would never ask again
                logger.error("Witnesses can't be asked now: %s", type(problem).__name__)
                connection.close()
                pause = again
            stop.wait(pause)
    finally:
        connection.close()


def newest_of_root() -> StoredCheckpoint | None:
    """The root log's newest checkpoint."""
    tree = newest_tree(ROOT_LOG)
    if tree is None:
        return None
    return StoredCheckpoint.objects.filter(origin=tree.origin).order_by("-size").first()


def _ask(row: StoredCheckpoint, refuse: Callable[[str, Refused], None]) -> None:
    try:
        ask_witnesses(row)
    except Refused as refused:
        refuse(row.origin, refused)


def _cosigned(row: StoredCheckpoint, asked: Asked) -> None:
    """Ask one witness, from what it cosigned last. Where that isn't known here it is asked again.

    Raises NoAnswer and Refused.
    """
    seen = Cosignature.objects.filter(origin=row.origin, witness=asked.key.name, size__lte=row.size)
    old = seen.aggregate(last=Max("size"))["last"] or 0
    reply = _send(row, asked, old)
    if reply.status == CONFLICT and (last := _size_in(reply)) <= row.size:
        reply = _send(row, asked, last)
    if reply.status in (CONFLICT, UNPROVED):
        _compare(row, asked)
    if reply.status != OK:
        raise NoAnswer(f"status {reply.status}")
    _keep(row, asked, reply.text)


def _compare(row: StoredCheckpoint, asked: Asked) -> None:
    """Whether the witness has a checkpoint of ours that this log isn't grown from: Refused, else NoAnswer.

    Of a tree that a successor has replaced meanwhile nothing is compared: why it ended is known.
    Asking for it isn't in the protocol: our own witness answers; what another says, somebody has to compare.
    """
    query = urllib.parse.urlencode({"origin": row.origin})
    reply = _fetch(f"{asked.url}/last-checkpoint?{query}", None)
    try:
        note = notes.parse(reply.text)
        said = parse_checkpoint(note.text)
        if said.origin != row.origin or not notes.verified(note, verifier_keys(row.origin)):
            raise BadNote("not signed by us")
    except BadNote:
        logger.error("The witness %s says that it saw another root log, and doesn't show it", asked.key.name)
        raise NoAnswer("it saw another root log, it says") from None
    if _is_here(said):
        raise NoAnswer("it has seen a newer checkpoint already")
    tree = newest_tree(ROOT_LOG)
    if tree is None or tree.origin != row.origin:
        raise NoAnswer("the root log has a successor")
    logger.error("The witness %s saw a root log that isn't this one:\n%s", asked.key.name, note)
    message = f"the witness {asked.key.name} saw another root log, signed by us over {said.size} leaves"
    raise Refused("witness", None, message)


def _is_here(said: Checkpoint) -> bool:
    newest = newest_of_root()
    if newest is None or newest.origin != said.origin or newest.size < said.size:
        return False
    try:
        return merkle.peaks_at(said.size, _node_at(said.origin)).root() == said.root
    except LookupError:
        return False


def _node_at(origin: str) -> merkle.NodeAt:
    return node_at(Tree(origin=origin, log=ROOT_LOG))


def _send(row: StoredCheckpoint, asked: Asked, old: int) -> Reply:
    try:
        proof = merkle.consistency_proof(old, row.size, _node_at(row.origin))
    except LookupError:
        raise NoAnswer("the proof of growth can't be made: a hash is missing") from None
    body = "".join([f"old {old}\n", *(f"{encode_hash(each)}\n" for each in proof), f"\n{row.note}"])
    return _fetch(f"{asked.url}/add-checkpoint", body.encode())


def _fetch(url: str, body: bytes | None) -> Reply:
    if not url.startswith(("https://", "http://")):
        raise NoAnswer("its address is no web address")
    request = urllib.request.Request(url, body, {"Content-Type": "text/plain; charset=utf-8"})  # noqa: S310 - above
    try:
        return _answer(request)
    except (OSError, ValueError, HTTPException) as error:  # no connection, no time left, no text
        raise NoAnswer(type(error).__name__) from None


def _answer(request: urllib.request.Request) -> Reply:
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - by _fetch
            return Reply(answer.status, answer.read(LONGEST_ANSWER).decode())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, error.read(LONGEST_ANSWER).decode(errors="replace"))


def _size_in(reply: Reply) -> int:
    try:
        return parse_number(reply.text.removesuffix("\n"))
    except BadNote:
        raise NoAnswer("a conflict without a size") from None


def _keep(row: StoredCheckpoint, asked: Asked, text: str) -> None:
    """Store the witness's line, once it is seen to be its cosignature of this checkpoint."""
    said = notes.parse(row.note).text
    for line in text.splitlines():
        try:
            signature = notes.signature_line(line)
        except BadNote:
            continue
        if signature.name == asked.key.name and notes.is_good(signature, said, asked.key):
            at = notes.cosigned_at(signature) or 0
            if at > LATEST.timestamp():
                break  # no date that it could have been made on
            with connection.cursor() as cursor:
                cursor.execute(
                    _STORE,
                    [row.origin, row.size, asked.key.name, str(signature), datetime.fromtimestamp(at, UTC)],
                )
            return
    raise NoAnswer("its answer has no cosignature by its key")
