"""Clocks: one row for each rule that sets a date, and one for each change of that date."""

import uuid

from django.db import models
from django.db.models import Q

from practices.fields import LedgerEntryColumns, person_key
from practices.models import Practice
from requests_app.models.handover import Handover
from requests_app.models.incident import Incident
from requests_app.models.request import Request


class ClockState(models.TextChoices):
    RUNNING = "running", "Running"
    STOPPED = "stopped", "Stopped"
    MET = "met", "Met"
    ENDED = "ended", "Ended: no longer needed"


LIVE = (ClockState.RUNNING, ClockState.STOPPED)


class Clock(models.Model):
    """A date that a rule sets on a request, an incident or a hand-over.

    due_at: the moment from which it is late (UTC). due_on: the day, as the calendar in London shows it.
    stopped_days: whole days that it stood still, those of a stop that goes on not counted yet.
    explanation: how the date was reckoned, step by step in words; the rule's citation is the last step.
    rung: the last step of the ladder that people were reminded of, or PASSED_ON (deadlines/ladder.py).
    next_at: when the next one is due.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    # The unique constraints below are the indexes of these three.
    request = models.ForeignKey(
        Request, on_delete=models.PROTECT, null=True, related_name="clocks", db_index=False
    )
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, related_name="clocks", db_index=False
    )
    handover = models.ForeignKey(
        Handover, on_delete=models.PROTECT, null=True, related_name="clocks", db_index=False
    )
    rule = models.CharField(max_length=32)
    round = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=ClockState, default=ClockState.RUNNING)
    stopped_at = models.DateTimeField(null=True)
    stopped_days = models.PositiveSmallIntegerField(default=0)
    met_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    explanation = models.JSONField(default=list)
    extended = models.BooleanField(default=False)
    rung = models.CharField(max_length=16, blank=True, default="")
    next_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_at", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="clock_of_one_thing",
                condition=Q(request__isnull=False, incident=None, handover=None)
                | Q(request=None, incident__isnull=False, handover=None)
                | Q(request=None, incident=None, handover__isnull=False),
            ),
            models.CheckConstraint(name="clock_state_is_known", condition=Q(state__in=ClockState.values)),
            models.CheckConstraint(
                name="clock_stopped_at_when_stopped",
                condition=Q(state=ClockState.STOPPED, stopped_at__isnull=False)
                | (~Q(state=ClockState.STOPPED) & Q(stopped_at=None)),
            ),
            models.CheckConstraint(
                name="clock_met_at_when_met",
                condition=Q(state=ClockState.MET, met_at__isnull=False)
                | (~Q(state=ClockState.MET) & Q(met_at=None)),
            ),
            models.CheckConstraint(
                name="clock_ended_at_when_ended",
                condition=Q(state=ClockState.ENDED, ended_at__isnull=False)
                | (~Q(state=ClockState.ENDED) & Q(ended_at=None)),
            ),
            # Nobody is reminded of a clock that stands still, is met or has ended.
            models.CheckConstraint(
                name="clock_reminds_only_while_running",
                condition=Q(next_at=None) | Q(state=ClockState.RUNNING),
            ),
            models.UniqueConstraint(
                name="clock_once_a_request",
                fields=["request", "rule", "round"],
                condition=Q(request__isnull=False),
            ),
            models.UniqueConstraint(
                name="clock_once_an_incident",
                fields=["incident", "rule", "round"],
                condition=Q(incident__isnull=False),
            ),
            models.UniqueConstraint(
                name="clock_once_a_handover",
                fields=["handover", "rule", "round"],
                condition=Q(handover__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="clock_next", fields=["next_at", "id"], condition=Q(next_at__isnull=False)),
            # Most clocks are met: lists and feeds of a practice look at those that aren't.
            models.Index(
                name="clock_practice_due", fields=["practice", "due_at", "id"], condition=Q(state__in=LIVE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.due_on}"

    @property
    def is_live(self) -> bool:
        """Whether it still waits to be met."""
        return self.state in LIVE


class ClockChange(LedgerEntryColumns):
    """What happened to a clock: never changed, never without its ledger entry. `reason`: a person's words."""

    KINDS = [
        ("started", "Started"),
        ("stopped", "Stopped"),
        ("went_on", "Went on"),
        ("extended", "Extended"),
        ("recomputed", "Reckoned anew"),
        ("met", "Met"),
        ("ended", "Ended"),
    ]

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    by = person_key(null=True)
    kind = models.CharField(max_length=12, choices=KINDS)
    old_due_at = models.DateTimeField(null=True)
    new_due_at = models.DateTimeField(null=True)
    days = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="clock_change_kind_is_known",
                condition=Q(
                    kind__in=["started", "stopped", "went_on", "extended", "recomputed", "met", "ended"]
                ),
            )
        ]

    def __str__(self) -> str:
        return self.kind
