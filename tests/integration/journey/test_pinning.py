"""Every review and decision pins a version of the law, which is kept whole from its first use on."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from requests_app.journey import confirming, correction
from requests_app.journey.pinning import pinned
from requests_app.law.loader import catalogue
from requests_app.law.stored import content_of, restore
from requests_app.models import CatalogueVersion, Request
from tests.factories import journeys
from tests.factories.journeys import Team

pytestmark = pytest.mark.django_db


def pins(request: Request) -> set[str]:
    rows = (
        request.triage_set,
        request.legalbasisreview_set,
        request.publicinterestreview_set,
        request.decisions,
    )
    return {row.catalogue_version for relation in rows for row in relation.all()}


def test_reviews_and_decision_pin_the_version_and_it_is_kept_once(team: Team) -> None:
    request = journeys.approved(team)
    kept = CatalogueVersion.objects.get()
    assert pins(request) == {kept.version} == {catalogue().version}
    assert kept.content == content_of(catalogue())
    assert restore(kept.version, kept.content).version == kept.version
    assert kept.first_used_at == request.triage_set.get().saved_at


def test_an_early_refusal_pins_it_too(team: Team) -> None:
    assert pins(journeys.refused(team, journeys.submitted(team))) == {catalogue().version}
    assert CatalogueVersion.objects.count() == 1


def test_a_later_use_changes_nothing(team: Team) -> None:
    first = timezone.now()
    pinned(first)
    pinned(first + timedelta(days=1))
    assert CatalogueVersion.objects.get().first_used_at == first


def test_it_is_kept_only_with_the_step_that_pins_it(team: Team) -> None:
    with transaction.atomic():
        pinned(timezone.now())
        transaction.set_rollback(True)
    assert not CatalogueVersion.objects.exists()


@pytest.mark.parametrize(
    "change", [{"content": "{}"}, {"first_used_at": timezone.now}], ids=["content", "day"]
)
def test_what_is_kept_is_never_changed(team: Team, change: dict[str, object]) -> None:
    pinned(timezone.now())
    values = {name: value() if callable(value) else value for name, value in change.items()}
    with pytest.raises(DatabaseError), transaction.atomic():
        CatalogueVersion.objects.update(**values)
    with pytest.raises(DatabaseError), transaction.atomic():
        CatalogueVersion.objects.all().delete()


def test_whoever_confirms_a_review_applies_the_law_of_today(team: Team) -> None:
    request = journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))
    request.legalbasisreview_set.update(catalogue_version="f" * 64)
    correction.correct(
        key=request.key,
        by=team.ig_lead,
        part="purpose",
        data={"purpose": "To find a suspect", "offence": "Attempted murder"},
        because="They wrote again",
    )
    confirming.confirm(key=request.key, by=team.ig_lead, verb="weigh")
    review = request.legalbasisreview_set.get(voided_at=None)
    assert review.catalogue_version == catalogue().version


@pytest.mark.django_db(transaction=True)
def test_two_first_uses_at_once_keep_it_once() -> None:
    start, failed = threading.Barrier(2), []

    def use() -> None:
        try:
            with transaction.atomic():
                start.wait(timeout=10)
                pinned(timezone.now())
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert failed == []
    assert CatalogueVersion.objects.count() == 1
