"""What a program sent under which key, so that sending it again logs nothing twice."""

from django.db import models

from practices.fields import person_key
from requests_app.models.request import Request


class TakenIn(models.Model):
    """One Idempotency-Key of one service account, with the request that it logged.

    fingerprint: the keyed hash of what was sent; the same key with other contents is refused. Kept for
    good: a key that were forgotten could log its request a second time.
    """

    service = person_key()
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    fingerprint_key_version = models.PositiveSmallIntegerField()
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(name="taken_in_once", fields=["service", "key"])]

    def __str__(self) -> str:
        return f"{self.taken_at:%Y-%m-%d %H:%M}"
