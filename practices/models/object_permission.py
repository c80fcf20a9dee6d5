"""django-guardian's rows: a person has a permission on a practice."""

from django.db import models
from guardian.models import UserObjectPermissionBase


class PracticeUserObjectPermission(UserObjectPermissionBase):
    """One right of one person at one practice, with a real foreign key in place of a generic one.

    These rows carry no dates, so they never suffice by themselves: see practices/permissions.py.
    """

    content_object = models.ForeignKey("practices.Practice", models.PROTECT, related_name="user_rights")

    class Meta(UserObjectPermissionBase.Meta):
        default_permissions = ()
        abstract = False
