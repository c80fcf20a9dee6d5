"""What is left behind, by place: logs, mails, Redis, sessions, every table."""

import base64
import codecs
import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from threading import Thread
from typing import Any

import psycopg2
import redis

from tests.integration.deployment.installation import Installation
from tests.support import compose

SESSIONS = """
import json, sys
from django.contrib.sessions.models import Session
for each in Session.objects.all():
    sys.stdout.write("SESSION " + json.dumps(each.get_decoded(), ensure_ascii=False) + "\\n")
"""
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")


def with_decoded(text: str) -> str:
    """The text, and below it what its runs of base64 say."""
    said = [text]
    for run in BASE64.findall(text):
        with suppress(ValueError):
            said.append(base64.b64decode(run + "==", altchars=b"-_").decode(errors="replace"))
            said.append(base64.b64decode(run + "==").decode(errors="replace"))
    return "\n".join(said)


@contextmanager
def every_command(port: int, commands: list[str]) -> Iterator[None]:
    """Note each command that Redis gets, also for keys that live for a moment."""
    taken: list[bytes] = []
    password = compose.FILLED["REDIS_PASSWORD"]
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(f"AUTH {password}\r\nMONITOR\r\n".encode())
        link.recv(4096)

        def listen() -> None:
            with suppress(OSError):
                while part := link.recv(65536):
                    taken.append(part)

        thread = Thread(target=listen)
        thread.start()
        try:
            yield
        finally:
            link.shutdown(socket.SHUT_RDWR)
            thread.join()
    said, _ = codecs.escape_decode(b"".join(taken))  # type: ignore[attr-defined]
    commands.append(with_decoded(said.decode(errors="replace")))


def redis_contents(port: int) -> list[str]:
    """Every key with its value, of every database."""
    found = []
    for number in range(16):
        address = {"host": "127.0.0.1", "port": port, "db": number}
        with closing(redis.Redis(**address, password=compose.FILLED["REDIS_PASSWORD"])) as client:  # type: ignore[arg-type]
            for key in client.scan_iter():
                read: dict[bytes, Any] = {
                    b"string": client.get,
                    b"hash": client.hgetall,
                    b"set": client.smembers,
                    b"zset": lambda key, client=client: client.zrange(key, 0, -1, withscores=True),
                    b"list": lambda key, client=client: client.lrange(key, 0, -1),
                }
                value = read[client.type(key)](key)
                said, _ = codecs.escape_decode(repr((key, value)).encode())  # type: ignore[attr-defined]
                found.append(with_decoded(said.decode(errors="replace")))
    return found


def asked_as_superuser(installed: Installation, statement: str) -> list[tuple[Any, ...]]:
    """Ask the installation's database."""
    place = {"host": "127.0.0.1", "port": installed.ports["db"], "user": "postgres"}
    password = compose.FILLED["POSTGRES_PASSWORD"]
    with closing(psycopg2.connect(dbname="disclosure_desk", password=password, **place)) as link:  # type: ignore[arg-type]
        link.autocommit = True
        with link.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def tables(installed: Installation) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    names = asked_as_superuser(
        installed,
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
    )
    return {
        name: [
            json.loads(row)
            for (row,) in asked_as_superuser(installed, f'SELECT to_jsonb(t)::text FROM "{name}" t')
        ]
        for (name,) in names
    }


def sessions(installed: Installation) -> list[str]:
    """Every session as the service reads it."""
    return [line for line in installed.shell(SESSIONS).splitlines() if line.startswith("SESSION ")]
