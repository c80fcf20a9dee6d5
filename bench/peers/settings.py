"""Settings of the peers' process: the ledger, three libraries, and nothing else of the service."""

import os

from config.environment import Environment

environment = Environment()
SECRET_KEY = environment.secret("SECRET_KEY")
LEDGER_KEKS = environment.keys("LEDGER_KEKS")
LEDGER_ORIGIN = environment.text("LEDGER_ORIGIN")
LEDGER_WITNESSES: list[str] = []
LEDGER_PUBLIC_KEYS_FILE = LEDGER_SIGNING_KEY_FILE = LEDGER_STATE_DIR = ""
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "pgtrigger",
    "pghistory",
    "simple_history",
    "auditlog",
    "audit.ledger",
    "bench.peers",
]
DATABASES = {
    "default": {
        **environment.database("MIGRATION_DATABASE_URL"),
        "NAME": os.environ.get("PEERS_DATABASE", ""),
    }
}
APP_DATABASE_ROLE = environment.database("DATABASE_URL")["USER"]
USE_TZ = True
