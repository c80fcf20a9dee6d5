"""The peers' process: makes its tables, measures all in turn, and prints a JSON object of medians in ms."""

import json
import os
import statistics
import sys
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import django

EVENT = "bench.changed"


def main(times: int) -> None:
    """Medians by kind, in milliseconds a transaction."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peers.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from audit.ledger.api import record, register_events
    from bench.measuring import alternately
    from bench.peers import models

    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)  # the peers' rows refer to the others' tables
    call_command("pgtrigger", "install", verbosity=0)
    register_events({EVENT: "A row changed"})
    practice, actor = uuid.uuid4(), f"person:{uuid.uuid4()}"

    def entry() -> None:
        record(
            EVENT,
            actor=actor,
            practice=practice,
            about=f"request:{uuid.uuid4()}",
            facts={"from": "triage", "to": "legal_basis", "items": ["D06", "D08"], "round": 1},
        )

    def wide(
        model: type[models.Changed],
        *,
        around: Callable[[], AbstractContextManager[object]] = nullcontext,
        last: Callable[[], None] = lambda: None,
    ) -> Callable[[], None]:
        """As a step of the journey changes a request: read under a lock, changed, saved."""
        now = timezone.now()
        key = model._default_manager.create(
            reference=uuid.uuid4().hex[:24], state="triage", purpose="x" * 300, claimed_words="x" * 100,
            state_since=now, received_on=now.date(), captured_at=now, logged_at=now, due_at=now,
        ).key  # fmt: skip

        def change() -> None:
            with around(), transaction.atomic():
                row = model._default_manager.select_for_update(of=("self",)).get(key=key)
                row.state = "legal_basis" if row.state == "triage" else "triage"
                row.version += 1
                row.state_since = timezone.now()
                row.save()
                last()

        return change

    def narrow(
        model: type[models.Narrow],
        *,
        around: Callable[[], AbstractContextManager[object]] = nullcontext,
        last: Callable[[], None] = lambda: None,
    ) -> Callable[[], None]:
        row = model._default_manager.create(state="triage", words="x" * 300)

        def change() -> None:
            with around(), transaction.atomic():
                row.state = uuid.uuid4().hex
                row.save(update_fields=["state"])
                last()

        return change

    import pghistory

    def context() -> AbstractContextManager[object]:
        told: AbstractContextManager[object] = pghistory.context(user=1, url="/requests/")
        return told

    found: dict[str, float] = {}
    for group in (
        {
            "no history": wide(models.Plain),
            "the ledger": wide(models.Plain, last=entry),
            "django-pghistory with context": wide(models.Triggered, around=context),
            "django-simple-history": wide(models.Copied),
            "django-auditlog": wide(models.Compared),
        },
        {
            "narrow, no history": narrow(models.NarrowPlain),
            "narrow, the ledger": narrow(models.NarrowPlain, last=entry),
            "narrow, django-pghistory with context": narrow(models.NarrowTriggered, around=context),
        },
    ):
        taken = alternately(group, times=times)
        found |= {name: statistics.median(each) for name, each in taken.items()}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]))
