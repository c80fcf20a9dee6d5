"""Constraints that several models share, and which of them refused."""

from django.db import DatabaseError, models
from django.db.models import Q


def paired(stem: str, *, model: str, optional: bool = True) -> models.CheckConstraint:
    """When and by whom go together: `<stem>_at` and `<stem>_by` are both set or, if `optional`, both empty.

    `model` starts the constraint's name, as PostgreSQL's names are unique in a schema.
    """
    at, by = f"{stem}_at__isnull", f"{stem}_by__isnull"
    both = Q(**{at: False, by: False})
    return models.CheckConstraint(
        name=f"{model}_{stem}_at_and_by",
        condition=(both | Q(**{at: True, by: True})) if optional else both,
    )


def refused_by(clash: DatabaseError) -> str:
    """The name of the constraint that refused, or ""; never the row, which the database quotes."""
    return getattr(getattr(clash.__cause__, "diag", None), "constraint_name", None) or ""
