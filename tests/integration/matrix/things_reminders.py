"""A reminder of the manager's own, and the address of their calendar."""

from requests_app.models import Clock, Reminder
from requests_app.reminders import feed
from requests_app.reminders.sweep import sweep
from tests.factories.clocks import a_clock
from tests.integration.matrix import scenes
from tests.integration.matrix.world import Thing, World


def reminder(w: World) -> Thing:
    """Of a request that is in triage and that the outside guardian and the barred one know."""
    request = w.made(scenes.in_triage)
    waiting = Clock.objects.filter(next_at__isnull=False).values_list("pk", "next_at")
    Clock.objects.update(next_at=None)
    a_clock(request)
    sweep()
    for pk, next_at in waiting:
        Clock.objects.filter(pk=pk).update(next_at=next_at)
    found = Reminder.objects.get(person=w.team.practice_manager, clock__round=9)
    return Thing((found.key,), about=found)


def calendar(w: World) -> Thing:
    """Whoever has the address reads it."""
    return Thing((feed.make(by=w.team.practice_manager),))
