"""Celery's scheduler, which starts anew where a kill left the file of its last runs half written."""

import logging
from contextlib import suppress
from typing import Any

from celery.beat import PersistentScheduler

log = logging.getLogger("desk.scheduler")


class SturdyScheduler(PersistentScheduler):
    """Knows when each task ran last, or forgets it: never a reason not to start."""

    _store: Any  # a shelf

    def setup_schedule(self) -> None:
        """Read the file; without it, each task runs at its next time."""
        try:
            super().setup_schedule()
        except Exception as problem:  # a pickle that was cut can fail in any way
            log.warning("the schedule's file is forgotten: %s", type(problem).__name__)
            with suppress(Exception):
                self._store.close()
            self._remove_db()  # type: ignore[attr-defined]
            super().setup_schedule()
