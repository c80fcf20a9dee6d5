"""The processes of a served copy, each found by what it does at this moment and not by its name alone."""

import json
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import psycopg2
import redis

from config import database_roles
from tests.support.clones import Clone

ESTABLISHED, LISTENING = "01", "0A"  # as /proc/net/tcp writes them


def web_server(clone: Clone, port: int) -> int:
    """The web server: of those that listen on the port, the one that started the others."""
    found = listeners(clone, port)
    (server,) = (number for number in found if parent_of(number) not in found)
    return server


def web_child(clone: Clone, port: int) -> int:
    """The process that answers: it listens on the port and was started by the web server."""
    found = listeners(clone, port)
    (child,) = (number for number in found if parent_of(number) in found)
    return child


def listeners(clone: Clone, port: int) -> set[int]:
    """The copy's processes that listen on a port."""
    return _holders(clone, port, LISTENING)


def sender(clone: Clone, port: int) -> int:
    """The process at this end of a connection to the mail server."""
    (found,) = _holders(clone, port, ESTABLISHED)
    assert "celery" in clone.alive()[found]
    return found


def beat(clone: Clone, runner: int) -> int:
    """The scheduler that the runner looks after. That it works is seen by what the sweep sends."""
    (found,) = (
        number
        for number, program in clone.alive().items()
        if " beat " in program and parent_of(number) == runner
    )
    return found


def redis_server(clone: Clone) -> int:
    """The Redis that answers."""
    with closing(redis.Redis(unix_socket_path=str(clone.places.sockets / "redis"))) as client:
        found = client.info("server")
    assert isinstance(found, dict)
    return int(found["process_id"])


def postmaster(clone: Clone) -> int:
    """The PostgreSQL that answers, which is the one in its pid file."""
    with closing(connect(clone)) as link:
        answering = parent_of(link.info.backend_pid)
    written = (clone.places.postgres_data / "postmaster.pid").read_text().split("\n", 1)[0]
    if answering != int(written):
        raise LookupError("PostgreSQL is starting.")
    return answering


def session_of(clone: Clone, random: Random) -> int:
    """A process of PostgreSQL that works for the application, by chance."""
    with closing(connect(clone)) as link, link.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE usename = current_user AND pid <> pg_backend_pid() ORDER BY pid"
        )
        return int(random.choice([pid for (pid,) in cursor.fetchall()]))


def keeper(clone: Clone) -> int:
    """The keeper, which is the parent of PostgreSQL and says so."""
    found = int(json.loads(clone.places.announcement.read_text())["keeper"])
    if parent_of(postmaster(clone)) != found:
        raise LookupError("The keeper has gone.")
    return found


def connect(clone: Clone) -> "psycopg2.extensions.connection":
    """A connection to the copy's database, as the application's role."""
    link = psycopg2.connect(
        host=str(clone.places.sockets), user=database_roles.APP_ROLE, dbname=database_roles.DATABASE
    )
    link.autocommit = True
    return link


def parent_of(number: int) -> int:
    """The number of a process's parent."""
    return int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])


def _holders(clone: Clone, port: int, state: str) -> set[int]:
    """The copy's processes that hold this machine's end of a socket at a port."""
    sockets = {
        f"socket:[{words[9]}]"
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if (words := line.split())[3] == state and int(words[1].rpartition(":")[2], 16) == port
    }
    found = set()
    for number, program in clone.alive().items():
        if sockets and "python" in program:
            with suppress(OSError):
                handles = {str(handle.readlink()) for handle in Path(f"/proc/{number}/fd").iterdir()}
                if handles & sockets:
                    found.add(number)
    return found
