"""Advice that somebody outside the decision was asked for. The clock goes on meanwhile."""

from django.db import models
from django.db.models import Q

from kit.constraints import paired
from practices.fields import person_key
from requests_app.models.request import Request


class Adviser(models.TextChoices):
    """Who may be asked."""

    DPO = "dpo", "Data protection officer"
    DEFENCE = "defence", "Medical defence organisation"
    LMC = "lmc", "Local medical committee"
    CALDICOTT_COUNCIL = "ukcgc", "UK Caldicott Guardian Council"
    LEGAL = "legal", "Solicitor"


class AdviceReferral(models.Model):
    """One question to an adviser, and the answer when it came. Neither is ever edited."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="advice")
    adviser = models.CharField(max_length=16, choices=Adviser)
    question = models.TextField()
    asked_by = person_key()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    answered_on = models.DateField(null=True)
    recorded_by = person_key(null=True)
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            paired("recorded", model="advice_referral"),
            models.CheckConstraint(
                name="advice_referral_answer_is_whole",
                condition=Q(recorded_by=None, answer="", answered_on=None)
                | (Q(recorded_by__isnull=False, answered_on__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(name="advice_referral_asks", condition=~Q(question="")),
        ]

    def __str__(self) -> str:
        return f"Advice {self.pk}"
