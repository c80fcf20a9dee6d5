"""The signer: all trees that it works on, and one pass over them."""

import logging
import time
from collections.abc import Callable
from functools import partial
from math import inf

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from audit.ledger.errors import BadMemory
from audit.ledger.signing import alarms, root_log, tables
from audit.ledger.signing.key_files import signing_and_public
from audit.ledger.signing.refusing import Forgotten, Refused
from audit.ledger.signing.sources import Checkpoints, Entries
from audit.ledger.signing.state import Memory, State
from audit.ledger.signing.work import Work
from audit.ledger.trees import ROOT_LOG, first_origin, newest_tree

logger = logging.getLogger("desk.ledger")
LOOK_AGAIN = 10.0  # seconds until a log whose memory was lost is looked at again


class Signer:
    """What this process knows of each log. After any error throw it away and begin a new one."""

    def __init__(self, memory: Memory, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.memory = memory
        self.clock = clock
        self.works: dict[str, Work] = {}  # by log
        self._known: set[str] = set()  # origins
        self._rooted: dict[str, int] | None = None  # sizes by origin, as far as the root log has them
        self._look_again: dict[str, float] = {}  # logs that can't be signed for now
        self._complained: set[str] = set()

    def one_pass(self, stopping: Callable[[], bool] = lambda: False) -> None:
        """Integrate all that is committed, sign what is due, and enter what was signed in the root log.

        Raises BadKey, Busy, and what the database and the disk raise.
        """
        with self.memory.held():
            keys = signing_and_public()
            self._learn()
            with connection.cursor() as cursor:
                sizes = tables.sizes_of_logs(cursor)
            for log in sorted({*sizes, *self.works} - {ROOT_LOG}):
                if stopping():
                    return
                self._with_care(log, partial(self._advance, sizes.get(log, 0), keys, stopping))
            self._with_care(ROOT_LOG, partial(self._root, keys))

    def refuse(self, log: str, origin: str, refused: Refused) -> None:
        """Freeze a log's tree for what was found elsewhere; after a pass. Its successor isn't meant."""

        def refusing(work: Work) -> None:
            if work.state.origin == origin:
                raise refused

        with self.memory.held():
            self._with_care(log, refusing)

    def _learn(self) -> None:
        """Take up what is remembered, also what a command has put there since the last pass."""
        for origin in sorted(self.memory.origins() - self._known):
            try:
                state = self.memory.load(origin)
            except BadMemory as error:
                self._complain(origin, str(error))
                continue
            self._known.add(origin)
            self._take_up(state)

    def _take_up(self, state: State) -> Work:
        work = self.works.get(state.log)
        if work is None or work.state.era < state.era:
            source = Checkpoints(state.origin) if state.log == ROOT_LOG else Entries(state.log)
            work = self.works[state.log] = Work(self.memory, state, source, self.clock)
            alarms.tell(state)
        return work

    def _begin(self, log: str) -> Work:
        """The first tree of a log. Remembered before anything of it is stored. Raises Forgotten."""
        if newest_tree(log) is not None:
            raise Forgotten(f"{log}: LEDGER_STATE_DIR doesn't say what was signed of it")
        state = State(first_origin(log), log)
        self.memory.write(state)
        self._known.add(state.origin)
        return self._take_up(state)

    def _with_care(self, log: str, do: Callable[[Work], None]) -> None:
        """What is wrong with one log doesn't keep the others."""
        if self._look_again.get(log, -inf) > self.clock():
            return
        try:
            work = self.works.get(log) or self._begin(log)
            if work.state.frozen is None:
                do(work)
        except Forgotten as forgotten:
            self._forget(log)
            self._complain(log, str(forgotten))
        except Refused as refused:
            work.state = alarms.freeze(self.memory, work.state, refused)

    def _advance(
        self, end: int, keys: list[Ed25519PrivateKey], stopping: Callable[[], bool], work: Work
    ) -> None:
        if work.has_work(end):
            work.advance(end, keys, stopping)

    def _root(self, keys: list[Ed25519PrivateKey], work: Work) -> None:
        if work.resumed and not work.is_time():
            return
        if self._rooted is None or not work.resumed:
            work.resume(root_log.end_of(work.state), keys)
            self._rooted = root_log.known_sizes(work.state)
        new = [
            each.state.checkpoint
            for each in self.works.values()
            if each is not work
            and each.resumed
            and each.state.frozen is None
            and each.state.size > self._rooted.get(each.state.origin, 0)
        ]
        if new:
            work.look_at(root_log.end_of(work.state))
            added = root_log.append(work.state, new)
            self._rooted |= {checkpoint.origin: checkpoint.size for checkpoint in added}
        work.advance(root_log.end_of(work.state), keys)

    def _forget(self, log: str) -> None:
        """Look at it anew in a while: an operator may have adopted it."""
        self._look_again[log] = self.clock() + LOOK_AGAIN
        if work := self.works.pop(log, None):
            self._known.discard(work.state.origin)

    def _complain(self, about: str, message: str) -> None:
        if about not in self._complained:
            self._complained.add(about)
            logger.error("Not signed, until manage.py adopt_ledger_state: %s", message)
