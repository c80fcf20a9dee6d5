"""Tasks that fail with a patient's name at hand. They take ids, as every task does."""

from celery import shared_task

from requests_app.models import Subject


@shared_task
def fail_about(number: int) -> None:
    name = Subject.objects.get(pk=number).name
    raise LookupError(f"No record of {name}")


@shared_task(bind=True, max_retries=1, default_retry_delay=0)
def try_twice_about(self: object, number: int) -> None:
    name = Subject.objects.get(pk=number).name
    try:
        int(name)
    except ValueError as problem:
        raise self.retry(exc=problem) from problem  # type: ignore[attr-defined]
