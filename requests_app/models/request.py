"""A request: how it came, whose data, which items, and on what law the requester says it rests."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from kit.constraints import paired
from kit.dates import short_date
from practices.fields import person_key
from practices.models import Practice
from requests_app.models.agreement import SharingAgreement
from requests_app.workflow import OPEN_STATES, STATES, State, StateInfo


class Channel(models.TextChoices):
    LETTER = "letter", "Letter"
    EMAIL = "email", "E-mail"
    PHONE = "phone", "Phone"
    IN_PERSON = "in_person", "In person"
    PORTAL = "portal", "Portal"


class Urgency(models.TextChoices):
    ROUTINE = "routine", "Routine"
    URGENT = "urgent", "Urgent"
    EMERGENCY = "emergency", "Emergency: a person risks death or serious harm within hours"


class SubjectKind(models.TextChoices):
    ONE = "one", "One person"
    SEVERAL = "several", "Several people"
    NOBODY_NAMED = "nobody_named", "Nobody is named: an address, a number or a list"


class Request(models.Model):
    """One request about one person (or about nobody named), from draft to closed."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="requests")
    reference = models.CharField(max_length=24, null=True, unique=True, editable=False)  # noqa: DJ001 (drafts have none)
    state = models.CharField(max_length=24, choices=[(s, i.label) for s, i in STATES.items()])
    # With the state, a foreign key into StatusChange: no state without its change and ledger entry.
    change_number = models.PositiveIntegerField(default=0, editable=False)
    came_from = models.CharField(max_length=24, blank=True, default="")
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)

    channel = models.CharField(max_length=16, choices=Channel, blank=True)
    received_on = models.DateField(null=True)
    received_time = models.TimeField(null=True, blank=True)
    arrival_note = models.TextField(blank=True)
    captured_by = person_key()
    captured_at = models.DateTimeField()
    logged_by = person_key(null=True)
    logged_at = models.DateTimeField(null=True)

    subject_kind = models.CharField(max_length=16, choices=SubjectKind, blank=True)
    subject_description = models.TextField(blank=True)
    # How often the subject was written: what a patient said of an earlier one is nobody's of this one.
    subject_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    purpose = models.TextField(blank=True)
    offence = models.TextField(blank=True)
    claimed_words = models.TextField(blank=True)
    claimed_agreement = models.TextField(blank=True)
    # The one of the register that the words name. Never a basis; it may narrow what a power allows.
    agreement = models.ForeignKey(
        SharingAgreement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        db_index=False,
    )
    no_law_claimed = models.BooleanField(default=False)
    comply_by = models.DateField(null=True, blank=True)
    comply_by_time = models.TimeField(null=True, blank=True)
    urgency = models.CharField(max_length=16, choices=Urgency, blank=True)
    emergency = models.BooleanField(default=False)
    emergency_reason = models.TextField(blank=True)
    restricted = models.BooleanField(null=True)
    new_evidence = models.TextField(blank=True)
    items_done = models.BooleanField(default=False)
    linked_group = models.UUIDField(null=True, editable=False, db_index=True)

    due_at = models.DateTimeField(null=True)
    due_rule = models.CharField(max_length=32, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    reply = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        # The only object permission of a request: the people named for a restricted one.
        default_permissions = ()
        permissions = [("view_restricted", "May see this restricted request")]
        constraints = [
            models.CheckConstraint(name="request_state_is_known", condition=Q(state__in=list(State))),
            models.CheckConstraint(
                name="request_reference_unless_draft",
                condition=Q(state=State.DRAFT, reference=None)
                | (~Q(state=State.DRAFT) & Q(reference__isnull=False)),
            ),
            paired("logged", model="request"),
            models.CheckConstraint(
                name="request_came_from_only_when_waiting",
                condition=Q(came_from="") | Q(state__in=[State.AWAITING_REQUESTER, State.AWAITING_PATIENT]),
            ),
            models.CheckConstraint(
                name="request_closed_at_when_closed",
                condition=Q(state=State.CLOSED, closed_at__isnull=False)
                | (~Q(state=State.CLOSED) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="request_emergency_states_why",
                condition=Q(emergency=False) | ~Q(emergency_reason=""),
            ),
            # The target of participation's foreign key: the flag can't change under those who took part.
            models.UniqueConstraint(name="request_id_and_emergency", fields=["id", "emergency"]),
        ]
        indexes = [
            models.Index(
                name="request_open_due", fields=["due_at", "id"], condition=Q(state__in=OPEN_STATES)
            ),
            # For the lists of those who work at some of the practices: a register is mostly closed requests.
            models.Index(
                name="request_unfinished_due",
                fields=["practice", "due_at", "id"],
                condition=~Q(state=State.CLOSED),
            ),
            # Few requests cite an agreement; all that do are looked for when it falls.
            models.Index(
                name="request_cites_agreement",
                fields=["agreement", "id"],
                condition=Q(agreement__isnull=False),
            ),
            models.Index(name="request_practice_received", fields=["practice", "-received_on", "-id"]),
            models.Index(name="request_practice_state", fields=["practice", "state", "due_at", "id"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("request", args=[self.key])

    @property
    def name(self) -> str:
        """What people call it: its reference, or that it is a draft. Never a patient's name."""
        return self.reference or f"Draft of {short_date(self.captured_at)}"

    @property
    def state_info(self) -> StateInfo:
        return STATES[State(self.state)]

    @property
    def about(self) -> str:
        """How the ledger names it."""
        return f"request:{self.key}"

    @property
    def live_items(self) -> models.QuerySet["AskedItem"]:
        """The items that are asked for now; those that a correction dropped stay for the record."""
        return self.items.filter(dropped=False)


class Subject(models.Model):
    """A person whose data is asked for, as the requester describes them; not a patient until matched."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="subjects")
    position = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=200)
    other_names = models.CharField(max_length=200, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    address = models.TextField(blank=True)
    role = models.CharField(
        max_length=16,
        choices=[
            ("suspect", "Suspect"),
            ("victim", "Victim"),
            ("witness", "Witness"),
            ("missing", "Missing person"),
            ("party", "Party to proceedings"),
            ("other", "Other or not said"),
        ],
        default="other",
    )
    deceased = models.BooleanField(default=False)
    # Keyed hashes for searches and objections, so that those need no identifier in clear.
    nhs_number_index = models.CharField(max_length=64, blank=True, editable=False)
    name_and_birth_index = models.CharField(max_length=64, blank=True, editable=False)
    index_key_version = models.PositiveSmallIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="subject_position_in_request", fields=["request", "position"]),
        ]
        indexes = [
            models.Index(
                name="subject_nhs_index", fields=["nhs_number_index"], condition=~Q(nhs_number_index="")
            ),
            models.Index(
                name="subject_name_index",
                fields=["name_and_birth_index"],
                condition=~Q(name_and_birth_index=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Subject {self.position}"


class AskedItem(models.Model):
    """One data item that is asked for, by code or in the requester's own words."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=8, blank=True)
    own_words = models.CharField(max_length=300, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    proposed_withheld = models.BooleanField(default=False)
    dropped = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="asked_item_position", fields=["request", "position"]),
            models.UniqueConstraint(
                name="asked_item_code_once",
                fields=["request", "code"],
                condition=~Q(code="") & Q(dropped=False),
            ),
            models.CheckConstraint(name="asked_item_code_or_words", condition=~Q(code="") | ~Q(own_words="")),
        ]

    def __str__(self) -> str:
        return self.token

    @property
    def token(self) -> str:
        """Its code, or X and its position where it has none: how forms and the ledger name it."""
        return self.code or f"X{self.position}"

    @property
    def wording(self) -> list[str]:
        """What it asks for beside its code: a consent is to these very words (compared by triggers too)."""
        return [self.own_words, self.detail]


class ClaimedLaw(models.Model):
    """A power, exemption or agreement that the requester claims. Never copied to what is relied on."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="claims")
    code = models.CharField(max_length=16)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="claimed_law_once", fields=["request", "code"])]

    def __str__(self) -> str:
        return self.code


class Instrument(models.Model):
    """An order, summons or notice that came with the request, and whether it binds us."""

    KINDS = [
        ("court_order", "Court or tribunal order"),
        ("summons", "Witness summons"),
        ("warrant", "Warrant"),
        ("statutory_notice", "Statutory notice"),
    ]

    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="instrument")
    kind = models.CharField(max_length=24, choices=KINDS)
    issued_by = models.CharField(max_length=200)
    serial = models.CharField(max_length=100, blank=True)
    dated = models.DateField()
    served_on = models.DateField(null=True, blank=True)
    names_practice = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="instrument_served_not_before_dated",
                condition=Q(served_on=None) | Q(served_on__gte=models.F("dated")),
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
