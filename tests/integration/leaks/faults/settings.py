"""Production's settings, with the faults beside the service."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as _OURS

INSTALLED_APPS = [*_OURS, "tests.integration.leaks.faults"]
ROOT_URLCONF = "tests.integration.leaks.faults.urls"
