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

    def work(
        model: type[models.Changed],
        *,
        around: Callable[[], AbstractContextManager[object]] = nullcontext,
        last: Callable[[], None] = lambda: None,
    ) -> Callable[[], None]:
        row = model._default_manager.create(reference="Y00001-2026-00001", state="triage", words="x" * 300)

        def change() -> None:
            with around(), transaction.atomic():
                row.state = uuid.uuid4().hex
                row.save(update_fields=["state"])
                last()

        return change

    import pghistory

    taken = alternately(
        {
            "no history": work(models.Plain),
            "the ledger": work(models.Plain, last=entry),
            "django-pghistory with context": work(
                models.Triggered, around=lambda: pghistory.context(user=1, url="/requests/")
            ),
            "django-simple-history": work(models.Copied),
            "django-auditlog": work(models.Compared),
        },
        times=times,
    )
    sys.stdout.write(json.dumps({name: statistics.median(each) for name, each in taken.items()}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
