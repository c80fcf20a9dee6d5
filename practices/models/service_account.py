"""A program of the practice that logs requests through the API, and the tokens by which it is known."""

import uuid

from django.db import models
from django.db.models import F, Q

from kit.constraints import paired


class ServiceAccount(models.Model):
    """A program with a name, at one practice, until it is ended.

    `person` is the account under which the register names it: it has no password, holds no role, and
    can't be given one. See docs/adr/api-service-accounts.md.
    """

    person = models.OneToOneField("practices.Person", models.PROTECT, related_name="service_account")
    practice = models.ForeignKey("practices.Practice", models.PROTECT, related_name="service_accounts")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("practices.Person", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("practices.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ("id",)
        constraints = [
            paired("made", model="service_account", optional=False),
            paired("ended", model="service_account"),
        ]

    def __str__(self) -> str:
        return self.person.full_name


class ServiceToken(models.Model):
    """What a program shows to be known. Only its SHA-256 is kept, and its first letters to tell them apart.

    The token is 256 random bits, so that a plain hash can't be undone by trying.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(ServiceAccount, models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    beginning = models.CharField(max_length=16, editable=False)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("practices.Person", models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        "practices.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        default_permissions = ()
        ordering = ("-issued_at", "-id")
        constraints = [
            paired("issued", model="service_token", optional=False),
            paired("revoked", model="service_token"),
            models.CheckConstraint(
                name="service_token_expires_after_issue", condition=Q(expires_at__gt=F("issued_at"))
            ),
            models.CheckConstraint(
                name="service_token_digest_is_sha256", condition=Q(digest__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.beginning}…"
