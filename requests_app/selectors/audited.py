"""Cases as the auditor's desk finds and links them: by reference, and by what entries call them."""

import uuid
from collections.abc import Collection

from django.urls import reverse

from audit.desk.cases import Case
from requests_app.models import Request

KIND = "request:"


def about_of(reference: str, practices: Collection[uuid.UUID]) -> str:
    """What entries call the request with this reference at one of these practices; "" for none."""
    found = Request.objects.filter(reference=reference.strip().upper(), practice__public_id__in=practices)
    request = found.only("key").first()
    return request.about if request else ""


def cases_about(abouts: Collection[str]) -> dict[str, Case]:
    """The requests among them. Nothing of a request but its reference, which its entries say too."""
    keys = {about: about.removeprefix(KIND) for about in abouts if about.startswith(KIND)}
    if not keys:
        return {}
    found = Request.objects.filter(key__in=keys.values()).only("key", "reference", "captured_at")
    return {request.about: _case(request) for request in found}


def _case(request: Request) -> Case:
    return Case(request.about, request.name, reverse("request_history", args=[request.key]))
