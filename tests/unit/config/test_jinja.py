"""The template environment: strict for ours, lenient for the design system's."""

from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from jinja2 import DictLoader, FileSystemLoader, UndefinedError

from config.jinja import OUR_TEMPLATES, environment


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An environment whose own templates lie in a folder of the test's."""
    monkeypatch.setattr("config.jinja.OUR_TEMPLATES", str(tmp_path))
    made = environment(loader=FileSystemLoader(tmp_path), autoescape=True)

    def render(source: str, **context: Any) -> str:
        (tmp_path / "page.jinja").write_text(source, encoding="utf-8")
        made.cache.clear()
        return made.get_template("page.jinja").render(**context)

    return render


@pytest.mark.parametrize(
    "source", ["{{ absent }}", "{{ thing.absent }}", "{% if absent %}{% endif %}", "{{ absent.x }}"]
)
def test_a_name_that_nobody_gave_is_an_error_in_ours(env: Any, source: str) -> None:
    with pytest.raises(UndefinedError):
        env(source, thing={"x": 1})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ absent | default('none') }}", "none"),
        ("{{ 'yes' if absent is defined else 'no' }}", "no"),
        ("{% macro m() %}{{ 'called' if caller else 'alone' }}{% endmacro %}{{ m() }}", "alone"),
        ("{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}block{% endcall %}", "block"),
    ],
)
def test_it_may_be_asked_for_politely(env: Any, source: str, expected: str) -> None:
    assert env(source) == expected


def test_the_design_system_may_ask_for_what_nobody_gave(env: Any) -> None:
    source = '{% from "nhsuk/components/tag/macro.jinja" import tag %}{{ tag({"text": "<b>"}) }}'
    assert "&lt;b&gt;" in env(source)


def test_ours_stays_strict_inside_the_design_systems_macros(env: Any) -> None:
    source = '{% from "nhsuk/components/tag/macro.jinja" import tag %}{{ tag({"text": absent}) }}'
    with pytest.raises(UndefinedError):
        env(source)


def test_other_folders_are_lenient() -> None:
    made = environment(loader=DictLoader({"other.jinja": "[{{ absent.deeper }}]"}), autoescape=True)
    assert made.get_template("other.jinja").render() == "[]"


def test_text_without_a_file_is_lenient() -> None:
    assert environment().from_string("[{{ absent }}]").render() == "[]"


def test_filters_and_globals() -> None:
    made = engines["jinja2"].env
    source = (
        "{{ url('development_components') }} {{ maybe_url('absent') }} {{ 2 | count('request') }}"
        " {{ '9990000018' | nhs_number }} {{ service_name }} {{ today().year == current_year() }}"
    )
    rendered = made.from_string(source).render()
    assert rendered == "/development/components/ None 2 requests 999 000 0018 Disclosure Desk True"


def test_a_page_without_a_request_still_has_its_layout() -> None:
    html = engines["jinja2"].get_template("layouts/base.jinja").render({})
    assert "<title>Disclosure Desk</title>" in html
    assert "Sign out" not in html


def test_the_banner_of_development(settings: Any) -> None:
    page = engines["jinja2"].get_template("layouts/base.jinja")
    request = RequestFactory().get("/")
    settings.ENVIRONMENT = "development"
    assert "Development copy" in page.render({}, request)
    settings.ENVIRONMENT = "production"
    assert "Development copy" not in page.render({}, request)


def test_our_folder_is_ours() -> None:
    assert (Path(OUR_TEMPLATES) / "layouts" / "base.jinja").exists()
