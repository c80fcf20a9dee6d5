"""An installation from docker-compose.yml and the filled-in example, from empty servers to a served page."""

import http.client
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from config.environment import Environment
from tests.integration.deployment.installation import Installation, installation
from tests.support import compose
from tests.support.clones import wait_until

pytestmark = pytest.mark.timeout(300)  # seconds; everything is made anew
SERVING = ("web", "worker", "beat", "ledger")


@pytest.fixture(scope="module")
def installed() -> Iterator[Installation]:
    """Servers, both steps, static files, and all that serves."""
    with installation() as made:
        made.start_database()
        made.start_redis()
        made.step("database")
        made.step("migrate")
        made.collect_static_files()
        assert not made.is_healthy("web")
        assert not made.is_healthy("beat")
        assert not made.is_healthy("ledger")
        made.run(["python", "manage.py", "make_ledger_key"], "ledger")
        for name in SERVING:
            made.start(name)
        wait_until(lambda: made.is_healthy("web"), "The web server is healthy")
        yield made


def get(
    installed: Installation, path: str, *, host: str = "desk.example.nhs.uk", https: bool = True
) -> tuple[http.client.HTTPResponse, str]:
    """A page as the proxy asks for it, or as somebody who goes past the proxy."""
    headers = {
        "Host": host,
        **({"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"} if https else {}),
    }
    with closing(http.client.HTTPConnection("127.0.0.1", installed.ports["web"], timeout=30)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read().decode()


def asked(installed: Installation, variable: str, question: str) -> list[Any]:
    """Ask the database as one of its roles, over the network, with its password."""
    name = "migrate" if variable == "MIGRATION_DATABASE_URL" else "web"
    role = Environment(installed.environment(name)).database(variable)
    keys = ("HOST", "PORT", "USER", "PASSWORD")
    place = {key.lower(): role[key] for key in keys}
    with closing(psycopg2.connect(dbname=role["NAME"], **place)) as link, link.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def test_it_is_alive_and_ready_for_a_probe_without_our_host_name(installed: Installation) -> None:
    for page in ("/healthz", "/readyz"):
        answer, text = get(installed, page, host="127.0.0.1", https=False)
        assert answer.status == 200, text


@pytest.mark.parametrize("name", SERVING)
def test_its_containers_find_themselves_healthy(installed: Installation, name: str) -> None:
    wait_until(lambda: installed.is_healthy(name), f"{name} is healthy")


def test_the_sign_in_page_comes_over_tls_only(installed: Installation) -> None:
    answer, page = get(installed, "/accounts/login/")
    assert answer.status == 200
    assert "<h1" in page
    assert "max-age=31536000" in str(answer.headers["Strict-Transport-Security"])
    assert re.search(r"csrftoken=[^;]+;.*Secure", str(answer.headers["Set-Cookie"]))
    plain, _ = get(installed, "/accounts/login/", https=False)
    assert (plain.status, plain.headers["Location"]) == (301, "https://desk.example.nhs.uk/accounts/login/")


def test_another_host_s_name_is_refused(installed: Installation) -> None:
    assert get(installed, "/accounts/login/", host="elsewhere.example")[0].status == 400


def test_static_files_have_names_made_from_their_contents_and_stay_for_years(installed: Installation) -> None:
    _, page = get(installed, "/accounts/login/")
    names = re.findall(r'"(/static/[^"]+\.(?:css|js))"', page)
    assert len(names) >= 2
    for name in names:
        answer, _ = get(installed, name)
        assert answer.status == 200
        assert re.search(r"\.[0-9a-f]{12}\.(css|js)$", name)
        assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"


def test_the_application_owns_nothing_and_may_make_nothing(installed: Installation) -> None:
    owned = "SELECT relname FROM pg_class WHERE relowner = current_user::regrole"
    assert asked(installed, "DATABASE_URL", owned) == []
    assert len(asked(installed, "MIGRATION_DATABASE_URL", owned)) > 50
    for forbidden in (
        "CREATE TABLE own ()",
        "CREATE TEMPORARY TABLE own ()",
        "CREATE SCHEMA own",
        "SET ROLE desk_owner",
        "ALTER TABLE ledger_event DISABLE TRIGGER ALL",
        "TRUNCATE ledger_event",
        "DELETE FROM ledger_event",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            asked(installed, "DATABASE_URL", forbidden)


def test_neither_role_is_a_superuser(installed: Installation) -> None:
    question = "SELECT rolname FROM pg_roles WHERE rolsuper OR rolcreaterole OR rolbypassrls"
    assert asked(installed, "DATABASE_URL", question) == [("postgres",)]
    may = "SELECT rolcreatedb, rolreplication FROM pg_roles WHERE rolname = current_user"
    assert asked(installed, "DATABASE_URL", may) == [(False, False)]


def enters(installed: Installation, password: str) -> bool:
    """Whether the application's role gets in with this password."""
    role = Environment(installed.environment("web")).database("DATABASE_URL")
    try:
        psycopg2.connect(
            host=role["HOST"], port=role["PORT"], user=role["USER"], password=password, dbname=role["NAME"]
        ).close()
    except psycopg2.OperationalError as refusal:
        assert "password authentication failed" in str(refusal)  # noqa: PT017 - one kind of refusal only
        return False
    return True


def test_both_steps_may_run_again_as_at_every_upgrade(installed: Installation) -> None:
    installed.step("database")
    installed.step("migrate")
    assert get(installed, "/readyz")[0].status == 200


def test_a_password_that_was_changed_in_the_environment_is_changed_in_the_database(
    installed: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = compose.FILLED["DESK_APP_PASSWORD"], "another0password"
    given = installed.services["database"]["environment"]
    with monkeypatch.context() as changed:
        changed.setitem(given, "DATABASE_URL", given["DATABASE_URL"].replace(old, new))
        installed.step("database")
    assert (enters(installed, old), enters(installed, new)) == (False, True)
    installed.step("database")
    assert (enters(installed, old), enters(installed, new)) == (True, False)


def test_no_password_and_no_key_is_in_a_log(installed: Installation) -> None:
    secret = {value for name in SERVING for value in installed.environment(name).values() if len(value) > 40}
    secret |= set(re.findall(r":([0-9a-f]{48})@", " ".join(installed.environment("migrate").values())))
    assert len(secret) >= 5
    for name in (*SERVING, "db", "redis"):
        assert not [each for each in secret if each in installed.log(name)]
    assert '"level": "INFO"' in installed.log("web")  # one object a line
