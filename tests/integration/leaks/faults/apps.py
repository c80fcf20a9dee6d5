"""Each process that starts says the control, so that the search has something to find in its log."""

import logging

from django.apps import AppConfig

from tests.integration.leaks.markers import CONTROL


class FaultsConfig(AppConfig):
    """Without models."""

    name = "tests.integration.leaks.faults"
    label = "faults"

    def ready(self) -> None:
        logging.getLogger("desk.faults").warning("%s is said on purpose", CONTROL)
