"""`make run`: everything in one terminal, for development and for a first look.

PORT chooses the port (8000), HOST the address to listen on (127.0.0.1), DEMO=0 starts without demonstration
data, RELOAD=1 restarts the web server when a file changes.
"""

import http.client
import os
import signal
import socket
import sys
from pathlib import Path

from config.local import processes
from config.local.errors import LocalServicesProblem
from config.local.places import places
from config.local.services import Services
from config.local.supervisor import Part, Stopped, Supervisor

PROJECT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run until told to stop; returns the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    if "MAKELEVEL" in os.environ:
        processes.end_with_parent(signal.SIGTERM)  # a killed make must not leave us behind
    try:
        return run()
    except Stopped:
        return 0
    except LocalServicesProblem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1


def run() -> int:
    """Check, prepare, and supervise the parts. Raises Stopped and LocalServicesProblem."""
    host, port = os.environ.get("HOST", "127.0.0.1"), chosen_port()
    check_free(host, port)
    services = Services(places())
    environment = dict(os.environ)
    environment.setdefault("PUBLIC_URL", f"http://localhost:{port}")
    environment |= {"PORT": str(port), "HOST": host}
    if not {"DATABASE_URL", "REDIS_URL"} <= environment.keys():
        services.hold()
        environment = {**services.environment, **environment}
    prepare(environment)
    run_parts(services, environment, port)
    return 0


def chosen_port() -> int:
    """PORT, or 8000. Raises LocalServicesProblem where it isn't a port."""
    text = os.environ.get("PORT", "8000")
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise LocalServicesProblem(f"PORT must be a number from 1 to 65535, not '{text}'.")
    return int(text)


def check_free(host: str, port: int) -> None:
    """Raises LocalServicesProblem where another program has the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise LocalServicesProblem(
                f"Can't listen on port {port} ({problem.strerror}). Choose another: make run PORT={port + 1}"
            ) from None


def prepare(environment: dict[str, str]) -> None:
    """Front end, schema as the owner, demonstration data. Raises LocalServicesProblem where one fails."""
    steps = [
        ("build the front end", ["-m", "scripts.build_frontend"]),
        ("bring the database up to date", ["manage.py", "migrate", "--verbosity=0"]),
    ]
    if environment.get("DEMO", "1") != "0":
        steps.append(("load the demonstration", ["manage.py", "load_demonstration"]))
    for purpose, arguments in steps:
        child = processes.start(
            [sys.executable, *arguments], death_signal=signal.SIGKILL, folder=PROJECT, environment=environment
        )
        try:
            code = child.wait()
        finally:
            child.kill()
            child.wait()
        if code != 0:
            raise LocalServicesProblem(f"Could not {purpose}; the lines above say why.")


def run_parts(services: Services, environment: dict[str, str], port: int) -> None:
    """Web server, worker, scheduler and signer until one of them or somebody ends it."""
    celery = [sys.executable, "-m", "celery", "-A", "config.celery", "--quiet"]
    # Threads: the worker has no children that could be left behind.
    worker = [*celery, "worker", "--pool=threads", "--concurrency=2", "--loglevel=INFO", "--without-mingle"]
    schedule = str(services.where.state / "schedule")
    parts = (
        Part("web", [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py"], signal.SIGQUIT),
        Part("worker", [*worker, "--without-gossip"], signal.SIGKILL),
        Part("beat", [*celery, "beat", f"--schedule={schedule}", "--pidfile="], signal.SIGKILL),
        Part("ledger", [sys.executable, "manage.py", "run_ledger"], signal.SIGKILL),
    )
    for folder in (services.where.state, PROJECT / "staticfiles"):  # the second: WhiteNoise looks for it
        folder.mkdir(exist_ok=True)
    supervisor = Supervisor(parts, environment)
    said_ready = False

    def regularly() -> None:
        nonlocal said_ready
        if not said_ready and answers(port):
            said_ready = True
            welcome(supervisor, environment, port)
        if services.held and not services.alive():
            supervisor.say("desk", "PostgreSQL and Redis ended; starting them again")
            services.ensure()

    supervisor.run(regularly)


def answers(port: int) -> bool:
    """Whether the service says that it is ready."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def welcome(supervisor: Supervisor, environment: dict[str, str], port: int) -> None:
    """The address, and in a demonstration the people to sign in as."""
    supervisor.say("desk", f"Ready: http://localhost:{port}  (Ctrl-C stops everything)")
    reading, writing = os.pipe()
    with os.fdopen(reading) as told:
        asked = processes.start(
            [sys.executable, "manage.py", "demonstration_people"],
            death_signal=signal.SIGKILL,
            folder=PROJECT,
            environment=environment,
            output=writing,
        )
        os.close(writing)
        for line in told:
            supervisor.say("desk", line.rstrip("\n"))
    asked.wait()


def _stop(number: int, frame: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a second Ctrl-C ends us at once, and the kernel the parts
    raise Stopped


if __name__ == "__main__":
    sys.exit(main())
