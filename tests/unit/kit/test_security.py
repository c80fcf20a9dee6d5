"""The policy allows the page template's own script, and nothing else in the page."""

import re

from django.template.loader import render_to_string

from kit.security import INLINE_SCRIPT, content_security_policy, script_hash

SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class Error:
    """What the error page shows."""

    title, message, who_can = "Title", "Message", ""


def test_the_page_holds_one_inline_script_and_its_hash_is_allowed() -> None:
    html = render_to_string("errors/desk_error.jinja", {"error": Error})
    scripts = SCRIPT.findall(html)
    assert [script_hash(script) for script in scripts] == [INLINE_SCRIPT]
    assert f"'{INLINE_SCRIPT}'" in content_security_policy()["DIRECTIVES"]["script-src"]


def test_the_page_holds_no_style() -> None:
    html = render_to_string("errors/desk_error.jinja", {"error": Error})
    assert "<style" not in html
    assert " style=" not in html


def test_nothing_comes_from_outside() -> None:
    directives = content_security_policy()["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    for name, sources in directives.items():
        assert set(sources) <= {"'self'", "'none'", f"'{INLINE_SCRIPT}'"}, name
