"""The clocks of a request that a person sees."""

from requests_app.models import Clock, Request


def running_clocks(request: Request) -> list[Clock]:
    """Those of its present round, the earliest date first. One query."""
    return list(Clock.objects.filter(request=request, round=request.round).order_by("due_at", "id"))
