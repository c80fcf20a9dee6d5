"""Wrong addresses are told in a sentence. The rest is tried on a server, in integration/deployment."""

import pytest

from scripts import prepare_database

ADDRESSES = {
    "ENVIRONMENT": "production",
    "SUPERUSER_DATABASE_URL": "postgresql://postgres:secret0@127.0.0.1:9/postgres",
    "MIGRATION_DATABASE_URL": "postgresql://desk_owner:secret1@127.0.0.1:9/desk",
    "DATABASE_URL": "postgresql://desk_app:secret2@127.0.0.1:9/desk",
}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "Connection refused"),
        ({"SUPERUSER_DATABASE_URL": ""}, "SUPERUSER_DATABASE_URL is not set"),
        ({"DATABASE_URL": "postgresql://desk_app:x@127.0.0.1:9/other"}, "must name the same database"),
        ({"DATABASE_URL": "postgresql://desk_owner:x@127.0.0.1:9/desk"}, "must be three roles"),
    ],
)
def test_it_stops_with_a_sentence(
    wrong: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (ADDRESSES | wrong).items():
        monkeypatch.setenv(name, value)
    assert prepare_database.main() == 1
    printed = capsys.readouterr().err
    assert said in printed
    assert "secret" not in printed
