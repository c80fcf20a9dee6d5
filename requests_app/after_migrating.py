"""After the database was migrated: requests from before there were clocks get theirs."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader

from requests_app.journey.starting import start_missing
from requests_app.journey.starting_breaches import start_missing_breaches
from requests_app.journey.starting_orders import follow_orders
from requests_app.journey.starting_outcomes import start_missing_outcomes


def start_clocks(using: str = DEFAULT_DB_ALIAS, **_: Any) -> int:
    """Start the clocks of open requests, incidents and complaints that have none; returns of how many.

    Nothing is done while some migration of any app is still to come, as where somebody migrates in parts.
    """
    if using != DEFAULT_DB_ALIAS:
        return 0
    loader = MigrationLoader(connections[using])
    if not loader.applied_migrations.keys() >= set(loader.graph.leaf_nodes()):
        return 0
    return start_missing() + start_missing_breaches() + start_missing_outcomes() + follow_orders()
