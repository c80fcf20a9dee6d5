"""A request with everything that ever happened to it, in one query.

A prefetch for each of the twenty tables would cost twenty queries a page. Instead one statement brings
every table's rows of the request as JSON, with the names of the people in them, and the rows become
model instances in the relations' prefetch caches: pages and guards then ask `request.decisions.all()`
as ever, without a query. Of a person only the name is there.
"""

import json
from collections import defaultdict
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import F, Model, OuterRef
from django.db.models.functions import JSONObject

from consent.models import Asking, Consent, Objection, Telling
from practices.models import Person
from requests_app.models import (
    AdviceReferral,
    AgreementChange,
    AgreementJoining,
    AskedItem,
    ClaimedLaw,
    Clock,
    ClockChange,
    Conflict,
    Correction,
    Decision,
    DisclosedItem,
    Disclosure,
    EmergencyReview,
    Handover,
    Incident,
    ItemDecision,
    LegalBasisFinding,
    LegalBasisReview,
    Match,
    Note,
    ObjectionWeighing,
    OutsideInvitation,
    Participation,
    ProhibitionOverride,
    PublicInterestFinding,
    PublicInterestReview,
    Release,
    ReleasedItem,
    Request,
    RequesterOrganisation,
    StatusChange,
    Subject,
    Triage,
    Verification,
)
from requests_app.policies.asking import LOADED as LOADED_BY_KEY
from requests_app.policies.objections import LOADED as LOADED_OBJECTIONS
from requests_app.selectors.objected import objections_of_outer

# Each table with its way to the request.
PARTS: dict[type[Model], str] = {
    AskedItem: "request",
    ClaimedLaw: "request",
    Subject: "request",
    Triage: "request",
    RequesterOrganisation: "verification__request",
    Verification: "request",
    LegalBasisReview: "request",
    LegalBasisFinding: "review__request",
    Match: "request",
    PublicInterestReview: "request",
    PublicInterestFinding: "review__request",
    ProhibitionOverride: "request",
    AdviceReferral: "request",
    Decision: "request",
    ItemDecision: "decision__request",
    Release: "request",
    ReleasedItem: "release__request",
    Disclosure: "request",
    DisclosedItem: "disclosure__request",
    Incident: "request",
    EmergencyReview: "request",
    Correction: "request",
    StatusChange: "request",
    Clock: "request",
    ClockChange: "clock__request",
    Handover: "request",
    Note: "request",
    ObjectionWeighing: "request",
    Conflict: "request",
    OutsideInvitation: "request",
    Participation: "request",
}
# Of the agreement that the request cites: its history, and what the request's practice recorded of it.
OF_AGREEMENT: dict[type[Model], dict[str, str]] = {
    AgreementChange: {"agreement__requests": "pk"},
    AgreementJoining: {"agreement__requests": "pk", "practice": "practice"},
}
# What the patient was asked and said: these tables name the request by its key.
BY_KEY: tuple[type[Model], ...] = (Consent, Asking, Telling)
# Relations whose rows the page asks for from the other side than the request's.
CHILDREN: tuple[tuple[type[Model], str, type[Model], str], ...] = (
    (LegalBasisReview, "findings", LegalBasisFinding, "review"),
    (PublicInterestReview, "findings", PublicInterestFinding, "review"),
    (Decision, "items", ItemDecision, "decision"),
    (Release, "items", ReleasedItem, "release"),
    (Disclosure, "items", DisclosedItem, "disclosure"),
    (Clock, "changes", ClockChange, "clock"),
)
ONE_TO_ONE: tuple[tuple[type[Model], type[Model], str], ...] = (
    (Release, Disclosure, "release"),
    (ReleasedItem, DisclosedItem, "released_item"),
)

Rows = dict[type[Model], list[Any]]
# Stands in the composed statement for the request's id; no request has it.
_THE_REQUEST = -1


def load_story(request: Request, *, subjects: bool = True) -> Request:
    """Fill the relations of a request that is in scope already. One query, whatever happened to it.

    subjects: False leaves whose data it is unread, for those who may not see it.
    """
    parts = tuple(model for model in PARTS if subjects or model is not Subject)
    rows = _read(request, (*parts, *BY_KEY, *([Objection] if subjects else [])))
    rows.setdefault(Subject, [])
    return _fill_all(request, rows)


def load_parts(request: Request, *models: type[Model]) -> Request:
    """Fill only these relations of a request that is in scope already. One query."""
    return _fill_all(request, _read(request, models))


def consents_of(request: Request) -> list[Consent]:
    """What the patient consented to for this request, the newest first; no query with its story loaded."""
    return _by_key(request, Consent)


def askings_of(request: Request) -> list[Asking]:
    """When the patient was asked for consent, the newest first; no query where the story is loaded."""
    return _by_key(request, Asking)


def tellings_of(request: Request) -> list[Telling]:
    """What happened about telling the patient, the newest first; no query where the story is loaded."""
    return _by_key(request, Telling)


def _by_key(request: Request, model: type[Any]) -> list[Any]:
    loaded = request.__dict__.get(LOADED_BY_KEY, {})
    if model in loaded:
        return list(loaded[model])
    people = [field.name for field in _people_keys(model)]
    return list(model.objects.filter(for_request=request.key).select_related(*people))


def load_agreement(request: Request) -> None:
    """Fill the agreement that the request cites, for a page or a guard. One query, once; none without one."""
    agreement = request.agreement
    if agreement is None or "changes" in getattr(agreement, "_prefetched_objects_cache", {}):
        return
    rows = _read(request, tuple(OF_AGREEMENT))
    _fill(agreement, "changes", rows[AgreementChange])
    _fill(agreement, "joinings", rows[AgreementJoining])


def _read(request: Request, models: tuple[type[Model], ...]) -> Rows:
    statement, values = _statement(models)
    with connection.cursor() as cursor:
        cursor.execute(statement, [request.pk if value == _THE_REQUEST else value for value in values])
        found = json.loads(cursor.fetchone()[0])
    return {model: [_instance(model, row) for row in found[_key(model)]] for model in models}


@cache
def _statement(models: tuple[type[Model], ...]) -> tuple[str, tuple[Any, ...]]:
    """The statement and its values, with _THE_REQUEST where the request's id goes.

    Composed once a process: it is the same for every request, and composing it took longer than running it.
    """
    composed = (
        Request.objects.filter(pk=_THE_REQUEST)
        .annotate(**{_key(model): _rows_as_json(model) for model in models})
        .values(*map(_key, models))
    )
    statement, values = composed.query.sql_with_params()
    return f"SELECT row_to_json(found)::text FROM ({statement}) AS found", values  # noqa: S608 (Django's own)


def _fill_all(request: Request, rows: Rows) -> Request:
    _join(request, rows)
    for model in rows:
        if PARTS.get(model) == "request":
            _fill(request, _relation(model, "request").get_accessor_name(), rows[model])
    for parent, name, child, key in CHILDREN:
        if parent in rows and child in rows:
            by_parent = defaultdict(list)
            for row in rows[child]:
                by_parent[getattr(row, f"{key}_id")].append(row)
            for row in rows[parent]:
                _fill(row, name, by_parent[row.pk])
    for parent, child, key in ONE_TO_ONE:
        if parent in rows and child in rows:
            relation = _relation(child, key)
            by_pk = {getattr(row, f"{key}_id"): row for row in rows[child]}
            for row in rows[parent]:
                relation.set_cached_value(row, by_pk.get(row.pk))
    found = {model: sorted(rows[model], key=lambda row: -row.pk) for model in BY_KEY if model in rows}
    request.__dict__.setdefault(LOADED_BY_KEY, {}).update(found)
    if Objection in rows:
        request.__dict__[LOADED_OBJECTIONS] = sorted(rows[Objection], key=lambda row: -row.pk)
    return request


def _key(model: type[Model]) -> str:
    return f"part_{model._meta.model_name}"


def _relation(model: type[Model], key: str) -> Any:
    """The other side of a foreign key."""
    return model._meta.get_field(key).remote_field


def _rows_as_json(model: type[Model]) -> ArraySubquery:
    columns = {field.attname: F(field.attname) for field in model._meta.concrete_fields}
    columns |= {_name_of(field): F(f"{field.name}__full_name") for field in _people_keys(model)}
    path = PARTS.get(model, "")
    asked = {"for_request": "key"} if model in BY_KEY else OF_AGREEMENT.get(model) or {path: "pk"}
    if model is Objection:
        rows: Any = objections_of_outer()
    else:
        rows = model._default_manager.filter(**{name: OuterRef(outer) for name, outer in asked.items()})
    if path == "verification__request":
        rows = model._default_manager.filter(
            pk__in=Verification.objects.filter(request=OuterRef(OuterRef("pk"))).values("called")
        )
    return ArraySubquery(rows.values(json=JSONObject(**columns)))


def _instance(model: type[Model], row: dict[str, Any]) -> Model:
    """A model instance as the database would have given it: JSON has dates and keys as text."""
    fields = model._meta.concrete_fields
    made = model.from_db("default", [f.attname for f in fields], [_value(f, row[f.attname]) for f in fields])
    for field in _people_keys(model):
        if row[field.attname] is not None:
            person = Person.from_db(
                "default", ["id", "full_name"], [row[field.attname], row[_name_of(field)]]
            )
            setattr(made, field.name, person)
    return made


def _value(field: Any, value: Any) -> Any:
    return (field.target_field if field.is_relation else field).to_python(value)


def _people_keys(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.related_model is Person]


def _name_of(field: Any) -> str:
    return f"{field.name}_full_name"


def _join(request: Request, rows: Rows) -> None:
    """Set every foreign key whose row is here."""
    here: dict[Any, dict[Any, Any]] = {model: {row.pk: row for row in found} for model, found in rows.items()}
    here[Request] = {request.pk: request}
    here[type(request.practice)] = {request.practice_id: request.practice}
    for model, found in rows.items():
        for field in (key for key in model._meta.concrete_fields if key.related_model in here):
            targets = here[field.related_model]
            for row in found:
                target = targets.get(getattr(row, field.attname))
                if target is not None:
                    setattr(row, field.name, target)


def _fill(instance: Any, name: str, rows: list[Any]) -> None:
    """What Django's own prefetch does: hand a relation its rows."""
    cached = getattr(instance, name).get_queryset()
    cached._result_cache, cached._prefetch_done = rows, True
    instance.__dict__.setdefault("_prefetched_objects_cache", {})[name] = cached
