"""Practices, people, and who holds which role where and when."""

from practices.models.closure import Closure
from practices.models.deputyship import Deputyship
from practices.models.held_role import HeldRole
from practices.models.membership import Membership
from practices.models.object_permission import PracticeUserObjectPermission
from practices.models.outside_guardian import OutsideGuardian
from practices.models.person import Person
from practices.models.practice import Practice
from practices.models.service_account import ServiceAccount, ServiceToken

__all__ = [
    "Closure",
    "Deputyship",
    "HeldRole",
    "Membership",
    "OutsideGuardian",
    "Person",
    "Practice",
    "PracticeUserObjectPermission",
    "ServiceAccount",
    "ServiceToken",
]
