"""Several requests with everything that ever happened to them, in one query however many they are."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, F, Func, Model, Q, Value

from requests_app.models import Request
from requests_app.selectors import story

# Stands in the composed statement for the requests' ids.
_THE_REQUESTS = -2


def load_stories(requests: Sequence[Request]) -> None:
    """Fill the relations of requests that are in scope already, as load_story does for one. One query."""
    if not requests:
        return
    models = (*story.PARTS, *story.BY_KEY)
    statement, values = _statement(models)
    ids = [request.pk for request in requests]
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids if value == [_THE_REQUESTS] else value for value in values])
        found = {row[0]: json.loads(row[1]) for row in cursor.fetchall()}
    for request in requests:
        read = found[request.pk]
        rows = {model: [story._instance(model, row) for row in read[story._key(model)]] for model in models}
        story._fill_all(request, rows)


@cache
def _statement(models: tuple[type[Model], ...]) -> tuple[str, tuple[Any, ...]]:
    """As story's, for an array of ids."""
    ids = Value([_THE_REQUESTS], output_field=ArrayField(BigIntegerField()))
    among = Func(F("pk"), ids, function="", template="%(expressions)s)", arg_joiner=" = ANY(")
    among.output_field = BooleanField()
    composed = (
        Request.objects.filter(Q(among))
        .annotate(**{story._key(model): story._rows_as_json(model) for model in models})
        .values("pk", *map(story._key, models))
    )
    statement, values = composed.query.sql_with_params()
    return f"SELECT found.pk, row_to_json(found)::text FROM ({statement}) AS found", values  # noqa: S608 (Django's)
