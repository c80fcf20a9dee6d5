"""Several programs in one terminal: what can't be kept running stops all, with a sentence."""

import os
import signal
import sys

import pytest

from config.local import supervisor
from config.local.errors import LocalServicesProblem
from config.local.supervisor import Part, Supervisor


def test_a_part_that_ends_again_and_again_stops_everything(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(supervisor, "MOST_CRASHES", 2)
    steady = Part("web", [sys.executable, "-c", "import time; time.sleep(60)"], signal.SIGKILL)
    broken = Part("worker", [sys.executable, "-c", "print('no room'); raise SystemExit(3)"], signal.SIGKILL)

    with pytest.raises(LocalServicesProblem, match="The part 'worker' ended 2 times within a minute"):
        Supervisor([steady, broken], os.environ).run(lambda: None)

    said = capsys.readouterr().out
    assert said.count("worker | no room") == 2
    assert "worker | ended with code 3; starting it again in 1 s" in said
    assert steady.process is not None
    assert steady.process.returncode == -signal.SIGTERM
