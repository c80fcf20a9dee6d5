"""Tests run as the application, on real PostgreSQL, with its guards in force."""

import pytest
from django.contrib.sessions.models import Session
from django.db import ProgrammingError, connection
from django.utils import timezone

from tests.support.clones import WHO, Clone


def _one(query: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    return row[0] if row else None


@pytest.mark.django_db
def test_tests_run_as_the_application() -> None:
    assert _one("SELECT current_user") == "desk_app"
    assert _one("SELECT count(*) FROM pg_class WHERE relowner = 'desk_app'::regrole") == 0


@pytest.mark.django_db
def test_the_application_cannot_change_the_schema() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        _one("CREATE TABLE mine (id int)")


@pytest.mark.django_db
@pytest.mark.parametrize("extension", ["pg_trgm", "btree_gist", "unaccent"])
def test_extensions_are_there(extension: str) -> None:
    assert _one(f"SELECT 1 FROM pg_extension WHERE extname = '{extension}'") == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next(time: int) -> None:
    assert not Session.objects.exists()
    Session.objects.create(session_key=f"key{time}", session_data="{}", expire_date=timezone.now())
    assert _one("SELECT current_user") == "desk_app"


@pytest.mark.django_db
def test_a_guard_against_losing_data_is_off_for_tests_alone(clone: Clone) -> None:
    assert _one("SHOW fsync") == "off"
    asked = WHO.replace("SELECT current_user", "SHOW fsync")
    assert clone.run("manage.py", "shell", "--no-imports", "-c", asked) == (0, "('on',)\n")
