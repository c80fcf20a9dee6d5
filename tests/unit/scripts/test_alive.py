"""What containers ask about themselves."""

import os
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from scripts import alive


class Answering(BaseHTTPRequestHandler):
    """200 for one page, 503 with a reason for all others."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/well" else 503)
        self.end_headers()
        self.wfile.write(b"redis: does not answer")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Answering) as serving:
        thread = Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        thread.join()


def test_a_page_that_answers_200_is_well(server: str) -> None:
    assert alive.main([f"{server}/well"]) == 0


def test_a_page_that_answers_otherwise_says_why(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert alive.main([f"{server}/readyz"]) == 1
    assert f"{server}/readyz answers 503: redis: does not answer" in capsys.readouterr().err


def test_a_page_that_nobody_serves(capsys: pytest.CaptureFixture[str]) -> None:
    assert alive.main(["http://127.0.0.1:9/healthz"]) == 1
    assert "does not answer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("ago", "name", "code"), [(10, "schedule", 0), (10, "schedule.db", 0), (900, "schedule", 1)]
)
def test_a_file_is_fresh_for_some_time(tmp_path: Path, ago: float, name: str, code: int) -> None:
    written = tmp_path / name
    written.write_text("")
    os.utime(written, (time.time() - ago,) * 2)
    assert alive.main([str(tmp_path / "schedule"), "600"]) == code


def test_a_file_that_was_never_written(tmp_path: Path) -> None:
    assert alive.main([str(tmp_path / "schedule"), "600"]) == 1
