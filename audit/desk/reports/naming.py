"""Names in a report: each request that it names says so in its own history, before a byte is written."""

import uuid
from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone

from audit.desk.models import Export
from audit.desk.reports import events
from audit.desk.reports.identities import NOT_SHOWN, Identity, identities_of
from audit.ledger.api import log_name, record, recorded_among
from practices.models import Person, Practice
from practices.permissions import Access

AT_ONCE = 100  # entries a transaction: other writers of the log wait for so long


class Naming:
    """Tells whom entries are about, once it is recorded that this report names them.

    An attempt that follows a worker's death records nothing twice: an event's id is made from the export's
    and the request's.
    """

    def __init__(self, export: Export, access: Access, *, by: Person) -> None:
        self.export, self.access, self.by = export, access, by

    def __call__(self, practice: Practice, abouts: Collection[str]) -> Mapping[str, Identity]:
        """Identities by what entries are about; committed to the ledger when this returns."""
        told = identities_of(self.access, abouts)
        self._record(practice, [about for about, whom in sorted(told.items()) if whom is not NOT_SHOWN])
        return told

    def _record(self, practice: Practice, abouts: Collection[str]) -> None:
        ids = {about: uuid.uuid5(self.export.public_id, about) for about in abouts}
        there = recorded_among(log_name(practice.public_id), ids.values())
        fresh = [(about, event_id) for about, event_id in ids.items() if event_id not in there]
        for start in range(0, len(fresh), AT_ONCE):
            with transaction.atomic(durable=True):
                for about, event_id in fresh[start : start + AT_ONCE]:
                    record(
                        events.NAMED,
                        actor=self.by.opaque,
                        practice=practice.public_id,
                        about=about,
                        facts={"export": str(self.export.public_id)},
                        event_id=event_id,
                        at=timezone.now(),
                    )
