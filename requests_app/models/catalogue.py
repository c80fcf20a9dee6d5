"""The law as it was applied: the whole catalogue of each version that a review or decision pinned."""

from django.db import models


class CatalogueVersion(models.Model):
    """One version of the law files, by the SHA-256 of its content, whole and never changed."""

    version = models.CharField(max_length=64, primary_key=True)
    content = models.TextField(help_text="Canonical JSON: table, code, editions.")
    first_used_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["first_used_at"]

    def __str__(self) -> str:
        return self.version[:12]
