"""What the API answers, as its description names it; presenting.py fills it in."""

from typing import Any

from rest_framework import serializers

from requests_app.deadlines import RULES
from requests_app.models import ClockChange
from requests_app.models.clock import ClockState
from requests_app.workflow import STATES

STATE_CHOICES = [(state, info.label) for state, info in STATES.items()]


class RequesterOut(serializers.Serializer[Any]):
    """Who asks, in short."""

    organisation_name = serializers.CharField()
    kind = serializers.CharField()


class RequestOut(serializers.Serializer[Any]):
    """A request in short: how far it has come. Never whose data it is about."""

    key = serializers.UUIDField()
    reference = serializers.CharField(allow_null=True, help_text="None while it is a draft.")
    practice = serializers.CharField(help_text="The practice's code.")
    state = serializers.ChoiceField(STATE_CHOICES)
    state_label = serializers.CharField()
    state_since = serializers.DateTimeField()
    version = serializers.IntegerField()
    received_on = serializers.DateField(allow_null=True)
    logged_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True, help_text="None for a program.")
    requester = RequesterOut(allow_null=True, help_text="None for a program.")
    restricted = serializers.BooleanField(allow_null=True)
    emergency = serializers.BooleanField()
    page = serializers.URLField(help_text="The page for people.")


class RequestsOut(serializers.Serializer[Any]):
    """A page of the list."""

    total = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = RequestOut(many=True)


class RowOut(serializers.Serializer[Any]):
    """A line of a chapter: what it says of what."""

    name = serializers.CharField()
    values = serializers.ListField(child=serializers.CharField(allow_blank=True))


class TableOut(serializers.Serializer[Any]):
    """A table of a chapter."""

    caption = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField(allow_blank=True))
    rows = serializers.ListField(
        child=serializers.ListField(
            child=serializers.ListField(child=serializers.CharField(allow_blank=True))
        )
    )


class DetailOut(serializers.Serializer[Any]):
    """What a chapter keeps folded."""

    heading = serializers.CharField()
    rows = RowOut(many=True)


class ChapterOut(serializers.Serializer[Any]):
    """A chapter of the request's story, as its page tells it."""

    id = serializers.CharField()
    heading = serializers.CharField()
    tag = serializers.CharField(allow_blank=True)
    void = serializers.CharField(allow_blank=True, help_text="Why it no longer counts.")
    warnings = serializers.ListField(child=serializers.CharField())
    rows = RowOut(many=True)
    tables = TableOut(many=True)
    details = DetailOut(many=True)
    earlier = serializers.ListField(
        child=serializers.DictField(), help_text="Earlier chapters of this kind, in the same shape."
    )


class ClockChangeOut(serializers.Serializer[Any]):
    """What happened to a clock, with both dates."""

    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(ClockChange.KINDS)
    by = serializers.CharField(allow_null=True, help_text="None for the service itself.")
    old_due_at = serializers.DateTimeField(allow_null=True)
    new_due_at = serializers.DateTimeField(allow_null=True)
    days = serializers.IntegerField(help_text="Days that don't count by this change.")
    reason = serializers.CharField(allow_blank=True)


class ClockOut(serializers.Serializer[Any]):
    """A date that a rule sets, how it was reckoned, and who changed what."""

    rule = serializers.ChoiceField([(code.value, rule.label) for code, rule in RULES.items()])
    name = serializers.CharField()
    round = serializers.IntegerField()
    state = serializers.ChoiceField(ClockState.choices)
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="The moment from which it is late.")
    due_on = serializers.DateField(help_text="The last day on which it is in time, in the United Kingdom.")
    stopped_at = serializers.DateTimeField(allow_null=True)
    stopped_days = serializers.IntegerField(help_text="Days for which it stood still and that don't count.")
    met_at = serializers.DateTimeField(allow_null=True)
    extended = serializers.BooleanField()
    steps = serializers.ListField(
        child=serializers.CharField(), help_text="How the date was reckoned; the rule's citation is the last."
    )
    changes = ClockChangeOut(many=True)


class ActionOut(serializers.Serializer[Any]):
    """What the person could do now, and where; not what the request's rules would then say."""

    verb = serializers.CharField()
    name = serializers.CharField()
    page = serializers.URLField(allow_null=True)


class RequestStoryOut(RequestOut):
    """A request with all that its page shows the person; a program sees how far it has come."""

    linked = serializers.ListField(
        child=serializers.UUIDField(), help_text="The other requests of the same letter."
    )
    chapters = ChapterOut(many=True, help_text="Empty for a program.")
    clocks = ClockOut(many=True, help_text="Every date that it has or had. Empty for a program.")
    actions = ActionOut(many=True, help_text="Empty for a program.")


class FactOut(serializers.Serializer[Any]):
    """One fact of an entry, in words."""

    name = serializers.CharField()
    value = serializers.CharField(allow_blank=True)


class EntryOut(serializers.Serializer[Any]):
    """An entry of the audit ledger about the request."""

    index = serializers.IntegerField(help_text="Its place in the practice's log.")
    event_id = serializers.UUIDField()
    event = serializers.CharField()
    name = serializers.CharField()
    at = serializers.DateTimeField()
    actor = serializers.CharField(allow_null=True, help_text="Who acted. A program is told only of itself.")
    facts = FactOut(many=True, help_text="For a program, those of its own entries.")
    private = FactOut(many=True, help_text="Reasons and words that the person may read.")


class EntriesOut(serializers.Serializer[Any]):
    """Entries, newest first."""

    before = serializers.IntegerField(allow_null=True, help_text="Send it to read on; None at the end.")
    results = EntryOut(many=True)


class ThingOut(serializers.Serializer[Any]):
    """An incident, a hand-over, or an entry of the register, as its page shows it."""

    key = serializers.UUIDField()
    name = serializers.CharField()
    practice = serializers.CharField(help_text="The practice's code.")
    rows = RowOut(many=True)
    page = serializers.URLField(help_text="The page for people.")


class TimedOut(ThingOut):
    """The same with its dates."""

    clocks = ClockOut(many=True)


class ThingsOut(serializers.Serializer[Any]):
    """A page of a list."""

    total = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = ThingOut(many=True)


class MeOut(serializers.Serializer[Any]):
    """Who calls, and what they may do where."""

    id = serializers.CharField(help_text="As ledger entries name them.")
    name = serializers.CharField()
    is_program = serializers.BooleanField()
    token_expires_at = serializers.DateTimeField(allow_null=True)
    rights = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), help_text="Rights by practice code."
    )


class ProblemErrorOut(serializers.Serializer[Any]):
    """What is wrong in one place."""

    pointer = serializers.CharField(
        allow_blank=True,
        help_text="A JSON pointer into what was sent (RFC 6901), or a header's name.",
    )
    detail = serializers.CharField()


class ProblemOut(serializers.Serializer[Any]):
    """Problem details (RFC 9457)."""

    type = serializers.CharField(help_text="Where this kind of problem is explained.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    who_can = serializers.CharField(required=False, help_text="Who may do what was refused.")
    errors = ProblemErrorOut(many=True, required=False)  # type: ignore[assignment]
    reference = serializers.CharField(required=False, help_text="To name when asking for help.")
