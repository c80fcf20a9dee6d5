"""The Jinja2 environment: the design system's macros, our filters and globals, strictness for our pages."""

import sys
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    PackageLoader,
    StrictUndefined,
    TemplateRuntimeError,
    UndefinedError,
)
from jinja2.utils import missing

from audit.desk.loud import troubles_for
from config.navigation import account_items, footer_links, navigation
from kit import components, dates, tables
from kit.forms.rendering import field_group, form_errors, grouped
from kit.links import maybe_url, with_query

OUR_TEMPLATES = str(Path(__file__).resolve().parent.parent / "templates")
SERVICE_NAME = "Disclosure Desk"


def _in_our_template() -> bool:
    """Whether the innermost template that is running now is one of ours."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        filename = frame.f_code.co_filename
        if filename.endswith(".jinja"):
            return filename.startswith(OUR_TEMPLATES)
        frame = frame.f_back
    return False


class Undefined(ChainableUndefined):
    """Strict in our templates, chainable in the design system's, whose macros read what nobody gave them.

    `caller` stays lenient: a macro asks for it to learn whether it was called with a block.
    """

    def __new__(
        cls,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[TemplateRuntimeError] = UndefinedError,
    ) -> Any:
        """Hand out Jinja's strict undefined in place of this one where the template is ours."""
        if name != "caller" and _in_our_template():
            return StrictUndefined(hint, obj, name, exc)
        return super().__new__(cls)


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    """`url("request_page", reference=…)`: the address of a named page; raises where there is none."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def environment(**options: Any) -> Environment:
    """Make the environment that Django's Jinja2 backend uses. Autoescape comes from the backend."""
    options["undefined"] = Undefined
    loader = options.pop("loader", None)
    design_system = PackageLoader("nhsuk_frontend_jinja")
    options["loader"] = ChoiceLoader([loader, design_system] if loader else [design_system])
    env = Environment(trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701 - the backend sets autoescape
    env.filters.update(
        long_date=dates.long_date,
        short_date=dates.short_date,
        date_time=dates.date_time,
        clock_time=dates.clock_time,
        nhs_number=dates.nhs_number,
        count=dates.count,
        as_cell=tables.as_cell,
        as_column=tables.as_column,
        as_summary_row=components.as_summary_row,
        as_task=components.as_task,
    )
    env.globals.update(
        url=_url,
        static=static,
        maybe_url=maybe_url,
        with_query=with_query,
        get_messages=get_messages,
        navigation=navigation,
        account_items=account_items,
        footer_links=footer_links,
        ledger_troubles=troubles_for,
        field_group=field_group,
        form_errors=form_errors,
        field_groups=grouped,
        today=timezone.localdate,
        current_year=lambda: timezone.localdate().year,
        service_name=SERVICE_NAME,
        nhsuk_assets=f"{settings.STATIC_URL}nhsuk/assets",
        environment_name=lambda: settings.ENVIRONMENT,
    )
    return env
