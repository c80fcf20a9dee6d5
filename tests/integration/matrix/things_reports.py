"""What pages of reports are about: a file that the auditor made, and a published report."""

from django.utils import timezone

from audit.desk.models import Export
from audit.desk.reports import exports
from audit.desk.reports.asked import asked_now
from audit.desk.transparency import publishing
from audit.desk.transparency.periods import past_periods
from tests.integration.matrix.sent import Sent
from tests.integration.matrix.world import Thing, World


def file(w: World) -> Thing:
    """A file of the auditor's, ready to be downloaded."""
    today = timezone.localdate()
    export = exports.ask(asked_now([w.team.practice], today, today), "csv", by=w.team.auditor)
    exports.make_waiting()
    return Thing((Export.objects.get(pk=export.pk).public_id,))


def published(w: World) -> Thing:
    """A transparency report of the latest period but one."""
    _, period, *_ = past_periods(timezone.localdate())
    event_id = publishing.publish(w.team.practice, period, by=w.team.auditor)
    return Thing((w.team.practice.ods_code, event_id))


def latest_period(w: World, thing: Thing) -> Sent:
    """The latest period that is over."""
    return {"period": past_periods(timezone.localdate())[0]}
