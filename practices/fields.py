"""Shapes that several tables share."""

from typing import Any

from django.conf import settings
from django.db import models


def person_key(related_name: str = "+", **options: Any) -> "models.ForeignKey[Any, Any]":
    """A person who did something; people are deactivated, never deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name=related_name, **options
    )


def code_list(help_text: str = "") -> "models.JSONField[Any, Any]":
    """A short list of catalogue codes."""
    return models.JSONField(default=list, blank=True, help_text=help_text)


class LedgerEntryColumns(models.Model):
    """(log, event id) of the ledger entry without which the row can't commit.

    A migration makes the pair a deferrable foreign key into the ledger.
    """

    ledger_log = models.TextField(editable=False)
    ledger_event = models.UUIDField(editable=False)

    class Meta:
        abstract = True
