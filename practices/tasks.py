"""Background work of this room."""

from celery import shared_task

from practices.tidying import refresh_all


@shared_task
def refresh_object_permissions() -> int:
    """Every night: rows of roles that ended go."""
    return refresh_all()
