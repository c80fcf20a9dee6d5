"""The example environment, filled in by the program."""

import pytest

from scripts import new_environment
from tests.support import compose

TO_DECIDE = {"EMAIL_URL", "DEFAULT_FROM_EMAIL"}


def test_all_but_the_mail_server_is_filled_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert new_environment.main(["desk.example.nhs.uk"]) == 0
    printed = capsys.readouterr()
    filled = compose.environment_file(printed.out)
    assert {name for name, value in filled.items() if not value} == TO_DECIDE | new_environment.OPTIONAL
    assert printed.err == "Still to fill in: EMAIL_URL, DEFAULT_FROM_EMAIL\n"
    assert filled["PUBLIC_URL"] == "https://desk.example.nhs.uk"
    assert filled["WEB_PORT"] == "8000"


def test_each_password_and_key_is_made_up_anew() -> None:
    first, second = (new_environment.made_up("desk.example.nhs.uk") for _ in range(2))
    names = {"LEDGER_ORIGIN", "ALLOWED_HOSTS", "PUBLIC_URL"}
    drawn = [*first.values(), *(value for name, value in second.items() if name not in names)]
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize("words", [[], ["https://desk.example.nhs.uk"], ["desk"], ["a.nhs.uk", "b.nhs.uk"]])
def test_it_asks_for_a_host_name(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert new_environment.main(words) == 1
    assert "Give the host name" in capsys.readouterr().err
