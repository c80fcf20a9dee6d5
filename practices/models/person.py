"""A person who signs in. Their e-mail address is the name they sign in with."""

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from kit.constraints import paired


class PersonManager(BaseUserManager["Person"]):
    """Creates people with their address in lower case, as it is stored."""

    def create_user(
        self, email: str, full_name: str = "", password: str | None = None, **more: Any
    ) -> "Person":
        """A person; without a password they can sign in only after setting one from a mailed link."""
        person = self.model(email=email, full_name=full_name, **more)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, full_name: str = "", password: str | None = None) -> "Person":
        """A superuser, which gives no right in this project: rights come from roles alone."""
        return self.create_user(email, full_name, password, is_superuser=True)

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this address, in whatever case it is typed."""
        return self.get(email=(username or "").lower())


#: Django marks a password that can't be used by this at its start.
UNUSABLE = "!"


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in, or a program that uses the API (`is_service`).

    Never deleted: a register doesn't forget who did what; only deactivated.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-mail address", max_length=254, unique=True)
    full_name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    is_service = models.BooleanField(default=False, db_default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    deactivated_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects = PersonManager()

    class Meta:
        default_permissions = ()
        ordering = ("full_name", "id")
        verbose_name_plural = "people"
        constraints = [
            # `unique` above is exact; held in lower case it is unique whatever the case.
            models.CheckConstraint(name="person_email_lower_case", condition=Q(email=Lower("email"))),
            models.CheckConstraint(
                name="person_deactivated_is_inactive",
                condition=Q(deactivated_at__isnull=True) | Q(is_active=False),
            ),
            paired("deactivated", model="person"),
            models.CheckConstraint(
                name="person_service_never_signs_in",
                condition=Q(is_service=False) | Q(password__startswith=UNUSABLE, is_superuser=False),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores the address in lower case."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """The name as the person writes it."""
        return self.full_name

    @property
    def opaque(self) -> str:
        """The person, or the program, as ledger entries name them."""
        return f"{'service' if self.is_service else 'person'}:{self.public_id}"
