"""Who took part, who must not, and who was let in: separation of duties held by the database."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from guardian.models import UserObjectPermissionBase

from kit.constraints import paired
from practices.fields import person_key
from requests_app.models.request import Request


class Participation(models.Model):
    """That a person prepared or decided a request, over its whole life. Rows are never removed.

    INV-11: whoever logged, triaged or reviewed never decides. The one exception is the flagged
    emergency, where (request, emergency) must agree with the request's own flag.
    """

    PREPARES, DECIDES = "prepares", "decides"

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="participations")
    person = person_key()
    part = models.CharField(max_length=8, choices=[(PREPARES, "Prepares"), (DECIDES, "Decides")])
    emergency = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="participation_once", fields=["request", "person", "part"]),
            ExclusionConstraint(
                name="nobody_decides_what_they_prepared",
                expressions=[("request", "="), ("person", "="), ("part", "<>")],
                condition=Q(emergency=False),
                index_type="gist",
            ),
            models.CheckConstraint(
                name="participation_part_known", condition=Q(part__in=["prepares", "decides"])
            ),
        ]

    def __str__(self) -> str:
        return self.part


class Conflict(models.Model):
    """A declared interest. Having treated the patient doesn't bar; the others bar and hide the request."""

    TREATED = "treated"
    KINDS = [
        (TREATED, "I have treated this person"),
        ("kinship", "They are family or close to me"),
        ("dispute", "I am in a dispute with them or with the requester"),
        ("subject", "I am the person asked about"),
        ("requester", "I am the requester, or work for them"),
    ]
    BARRING = ("kinship", "dispute", "subject", "requester")

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="conflicts")
    person = person_key()
    kind = models.CharField(max_length=12, choices=KINDS)
    declared_by = person_key()
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="conflict_once", fields=["request", "person", "kind"])]
        indexes = [
            models.Index(
                name="conflict_barring",
                fields=["person", "request"],
                condition=Q(kind__in=["kinship", "dispute", "subject", "requester"]),
            )
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def bars(self) -> bool:
        return self.kind in self.BARRING


class OutsideInvitation(models.Model):
    """A guardian of another practice, from the list agreed beforehand, asked to decide this request."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="invitations")
    person = person_key()
    reason = models.TextField()
    invited_by = person_key()
    invited_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = person_key(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="outside_invitation_one_live", fields=["request", "person"], condition=Q(ended_at=None)
            ),
            paired("ended", model="outside_invitation"),
            models.CheckConstraint(
                name="outside_invitation_not_oneself", condition=~Q(person=F("invited_by"))
            ),
        ]
        indexes = [
            models.Index(name="outside_invitation_live", fields=["person"], condition=Q(ended_at=None))
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"


class RequestUserObjectPermission(UserObjectPermissionBase):
    """django-guardian's row for a restricted request: the people named for it."""

    content_object = models.ForeignKey(Request, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
