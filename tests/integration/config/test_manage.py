"""`manage.py` with no settings at all: it uses services that run, or starts them, and leaves none behind."""

import os
import signal
import subprocess

from config.local import folders
from tests.support.clones import WHO, Clone, new_clone, wait_until


def hold(clone: Clone) -> "subprocess.Popen[str]":
    """A command that holds the services until it is killed."""
    process = clone.start("manage.py", "shell", "--no-imports", "-c", "import time; time.sleep(60)")
    wait_until(clone.places.announcement.exists, "The services run")
    return process


def test_a_command_runs_as_the_application_and_leaves_nothing_behind(clone: Clone) -> None:
    code, output = clone.run("manage.py", "shell", "--no-imports", "-c", WHO)
    assert (code, output.strip()) == (0, "('desk_app',)")


def test_commands_that_change_the_schema_run_as_the_owner(clone: Clone) -> None:
    code, output = clone.run("manage.py", "migrate", "sessions", "--verbosity=0")
    assert (code, output) == (0, "")
    code, output = clone.run("manage.py", "shell", "--owner", "--no-imports", "-c", WHO)
    assert (code, output.strip()) == (0, "('desk_owner',)")


def test_commands_that_need_no_services_start_none(clone: Clone) -> None:
    assert clone.run("manage.py", "help", DATABASE_ROLE="app")[0] == 0
    assert clone.run("manage.py", "check")[0] == 0
    assert not clone.alive()


def test_a_command_of_ours_makes_the_tables_of_a_new_database() -> None:
    with new_clone() as clone:
        code, output = clone.run("manage.py", "verify_ledger")
        assert (code, "Everything that was checked agrees." in output) == (0, True), output
        wait_until(lambda: not clone.alive(), "No process is left", patience=10)


def test_tables_that_are_missing_get_a_sentence() -> None:
    with new_clone() as clone:
        clone.run("manage.py", "migrate", "sessions", "--verbosity=0")  # some, and not those of the ledger
        code, output = clone.run("manage.py", "verify_ledger")
        wait_until(lambda: not clone.alive(), "No process is left", patience=10)
    assert code == 1
    assert output == "The database lacks tables. First run: python manage.py migrate\n"


def test_a_second_command_joins_the_first_and_its_end_stops_nothing(clone: Clone) -> None:
    first = hold(clone)
    keeper = clone.number_of("config.local.keeper")
    assert clone.run("manage.py", "shell", "--no-imports", "-c", WHO)[0] == 0
    assert clone.number_of("config.local.keeper") == keeper
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()


def test_two_commands_that_start_at_once_share_one_keeper(clone: Clone) -> None:
    together = [clone.start("manage.py", "shell", "--no-imports", "-c", WHO) for _ in range(4)]
    assert [process.communicate()[0].strip() for process in together] == ["('desk_app',)"] * 4


def test_a_killed_keeper_takes_its_servers_along_and_the_next_command_works(clone: Clone) -> None:
    first = hold(clone)
    os.kill(clone.number_of("config.local.keeper"), signal.SIGKILL)
    code, output = clone.run("manage.py", "shell", "--no-imports", "-c", WHO)
    assert (code, output.strip()) == (0, "('desk_app',)")
    first.kill()
    first.communicate()


def test_an_interrupted_first_start_is_repaired() -> None:
    with new_clone() as clone:
        folders.prepare(clone.places)
        half = clone.places.postgres_data.with_suffix(".new")
        half.mkdir()
        (half / "PG_VERSION").write_text("18\n")
        code, output = clone.run("manage.py", "shell", "--no-imports", "-c", WHO)
        assert (code, output.strip()) == (0, "('desk_app',)")
        wait_until(lambda: not clone.alive(), "No process is left", patience=10)
    assert not clone.places.servers.exists()


def test_a_pid_file_whose_number_another_program_has_now_is_no_obstacle(clone: Clone) -> None:
    settle(clone)
    account = clone.places.account
    other = subprocess.Popen(["sleep", "60"], user=account.uid if account else None, cwd="/")
    try:
        (clone.places.postgres_data / "postmaster.pid").write_text(f"{other.pid}\n/nowhere\n1\n5432\n\n\n")
        assert clone.run("manage.py", "shell", "--no-imports", "-c", WHO) == (0, "('desk_app',)\n")
    finally:
        other.kill()
        other.wait()


def settle(clone: Clone) -> None:
    """Make the data folder, and wait until its server has gone."""
    clone.run("manage.py", "shell", "--no-imports", "-c", WHO)
    wait_until(lambda: not clone.alive(), "No process is left", patience=10)


def test_a_newer_data_folder_gets_a_sentence(clone: Clone) -> None:
    settle(clone)
    version = clone.places.postgres_data / "PG_VERSION"
    version.write_text("19\n")
    try:
        code, output = clone.run("manage.py", "shell", "--no-imports", "-c", WHO)
    finally:
        version.write_text("18\n")
    assert code == 1
    assert output.startswith("The data in ")
    assert "were made by PostgreSQL 19, and this is 18." in output
    assert output.count("\n") == 1


def test_a_folder_that_is_not_a_database_gets_a_sentence(clone: Clone) -> None:
    settle(clone)
    version = clone.places.postgres_data / "PG_VERSION"
    version.unlink()
    try:
        code, output = clone.run("manage.py", "shell", "--no-imports", "-c", WHO)
    finally:
        version.write_text("18\n")
    assert code == 1
    assert "isn't PostgreSQL's. Move it away and try again." in output
    assert output.count("\n") == 1
