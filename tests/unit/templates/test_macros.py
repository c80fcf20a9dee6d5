"""Our macros: what they write, and that they escape what people typed."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils.safestring import mark_safe

from kit import forms
from kit.pager import paginate
from kit.tables import Cell, Column

NASTY = "<script>x</script>"
SAFE = "&lt;script&gt;x&lt;/script&gt;"


def render(file: str, call: str, **context: Any) -> str:
    name = call.split("(")[0]
    source = f'{{% from "components/{file}.jinja" import {name} %}}{{{{ {call} }}}}'
    return engines["jinja2"].env.from_string(source).render(**context)


def test_a_table_escapes_and_names_its_cells() -> None:
    rows = [
        [Cell(NASTY, href="/x?a=1&b=2"), NASTY, Cell("Late", colour="red", hint=NASTY), mark_safe("<i>i</i>")]
    ]
    columns = ["Who", Column("Days", numeric=True), {"text": "State"}, Column("Do", hidden=True)]
    html = render("data_table", "data_table(columns, rows, caption='C', id='t')", columns=columns, rows=rows)
    assert NASTY not in html
    assert html.count(SAFE) == 3
    assert '<a href="/x?a=1&amp;b=2">' in html
    assert "nhsuk-tag--red" in html
    assert "<i>i</i>" in html
    assert 'scope="row"' in html
    assert 'id="t"' in html
    assert "nhsuk-table__caption" in html
    assert html.count('aria-hidden="true"') == 3  # the hidden heading isn't repeated in its cell


def test_a_table_without_row_headings_and_caption() -> None:
    html = render("data_table", "data_table(['A'], [['x']], row_headings=false)")
    assert 'scope="row"' not in html
    assert "<caption" not in html
    assert "nhsuk-u-visually-hidden" in render(
        "data_table", "data_table(['A'], [['x']], caption='C', caption_hidden=true)"
    )


def test_an_unknown_colour_is_the_plain_one() -> None:
    assert render("state_tag", "state_tag('x', 'mauve')") == '<strong class="nhsuk-tag">x</strong>'


def test_a_timeline_takes_objects_and_mappings() -> None:
    at = datetime(2026, 11, 9, 21, 40, tzinfo=UTC)
    items = [
        SimpleNamespace(at=at, title=NASTY, who="Tom", text="a\nb", tag=("Late", "red")),
        {"at": at, "title": "T"},
    ]
    html = render("timeline", "timeline(items, level=4)", items=items)
    assert SAFE in html
    assert html.count("<h4") == 2
    assert html.count("9 November 2026 at 9:40pm") == 2
    assert html.count(" by Tom") == 1


@pytest.mark.parametrize(
    ("total", "expected", "links"),
    [(0, "", 0), (1, "1 request", 0), (25, "25 requests", 0), (26, "Showing 1 to 25 of 26 requests", 3)],
)
def test_the_pager_counts(rf: Any, total: int, expected: str, links: int) -> None:
    html = render("pager", "pager(page, 'request')", page=paginate(rf.get("/"), list(range(total))))
    assert expected in html
    assert html.count("<a ") == links


def test_an_empty_state_with_and_without_a_link() -> None:
    assert "<a " not in render("empty_state", "empty_state('Nothing')")
    assert "<a " not in render("empty_state", "empty_state('Nothing', link={'text': 'x', 'href': none})")
    assert 'href="/n"' in render("empty_state", "empty_state('Nothing', 'Yet', {'text': 'x', 'href': '/n'})")


def test_a_filter_keeps_what_it_is_told() -> None:
    html = render("filter_panel", "filter_panel(keep=[('sort', '-due')])")
    assert '<input type="hidden" name="sort" value="-due">' in html
    assert 'method="get"' in html
    assert "Clear filters" not in html
    assert " open" not in html.split(">")[0]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("success", "nhsuk-notification-banner--success"),
        ("warning", "Important"),
        ("error", "There is a problem"),
        ("info", "nhsuk-inset-text"),
    ],
)
def test_messages(level: str, expected: str) -> None:
    message = SimpleNamespace(level_tag=level, message=NASTY)
    html = render("messages", "message_list(messages)", messages=[message])
    assert expected in html
    assert SAFE in html


def test_a_story_without_anything_is_its_heading() -> None:
    html = render("story", "story('Who asks', 'who')")
    assert "<h2" in html
    assert "<dl" not in html
    assert "<a " not in html


def test_a_button_that_posts_carries_its_fields() -> None:
    html = render(
        "buttons", "post_button('Take', '/take/', csrf, fields={'seen_version': 3})", csrf=mark_safe("<csrf>")
    )
    assert '<form method="post" action="/take/"' in html
    assert "<csrf>" in html
    assert '<input type="hidden" name="seen_version" value="3">' in html
    assert "data-prevent-double-click" in html


class Reason(forms.Form):
    """As most steps ask."""

    reason = forms.TextArea(label="Reason")
    seen_version = forms.HiddenField(initial="3")


def form_page(**context: Any) -> str:
    given = {"heading": "Refuse", "form": Reason(), **context}
    request = RequestFactory().get("/")
    return engines["jinja2"].get_template("layouts/form.jinja").render(given, request)


def test_a_form_page_with_the_least() -> None:
    html = form_page()
    assert "<title>Refuse – Disclosure Desk</title>" in html
    assert 'name="seen_version" value="3"' in html
    assert "Save and continue" in html
    assert "nhsuk-back-link" not in html
    assert "Cancel" not in html
    assert "enctype" not in html


def test_a_form_page_with_everything() -> None:
    html = form_page(
        caption="A81001-2026-00042",
        intro="Say why.",
        submit_text="Refuse",
        submit_variant="warning",
        secondary_text="Save and come back later",
        back_url="/b",
        back_text="The request",
        cancel_url="/c",
    )
    assert '<span class="nhsuk-caption-l">A81001-2026-00042</span>' in html
    assert "nhsuk-button--warning" in html
    assert 'name="later"' in html
    assert 'value="1"' in html
    assert 'href="/b"' in html
    assert 'href="/c"' in html


def test_nothing_that_was_typed_is_lost() -> None:
    form = Reason({"reason": f"{NASTY}\nsecond", "seen_version": "4"})
    form.add_error("reason", "Say more")
    html = form_page(form=form)
    assert "<title>Error: Refuse – Disclosure Desk</title>" in html
    assert f">{SAFE}&#10;second</textarea>" in html
    assert 'name="seen_version" value="4"' in html
    assert 'href="#id_reason"' in html
