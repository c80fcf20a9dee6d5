"""The first administrator and guardian of a practice, made by a command where nobody could appoint them."""

import pytest
from django.core.management import CommandError, call_command

from kit.errors import InvalidInput, NotPossible
from practices import founding
from practices.models import Person
from practices.permissions import access_of
from tests.factories.people import a_member, a_person, a_practice


class TestFounding:
    NEW = (
        "--administrator-email=Ann@new.test",
        "--administrator-name=Ann Admin",
        "--guardian-email=gil@new.test",
        "--guardian-name=Gil Guardian",
    )

    @pytest.fixture
    def practice(self, db, steps):
        return a_practice("A99999", name="New Surgery")

    def call(self, *options, practice="a99999"):
        call_command("create_practice_administrator", f"--practice={practice}", *options)

    def test_makes_both_and_prints_links_instead_of_passwords(self, practice, capsys, told, client):
        self.call(*self.NEW)
        said = capsys.readouterr().out
        assert "Ann Admin is Practice administrator of New Surgery." in said
        ann, gil = Person.objects.get(email="ann@new.test"), Person.objects.get(email="gil@new.test")
        assert access_of(ann).may("manage_people", practice.pk)
        assert access_of(gil).may("confirm_appointment", practice.pk)
        assert not ann.has_usable_password()
        links = [line.split()[-1] for line in said.splitlines() if "/accounts/password/reset/key/" in line]
        assert len(links) == 2
        page = client.get("/" + links[0].split("/", 3)[3], follow=True)
        assert "Set your password" in page.content.decode()
        assert told(practice) == ["membership.founded", "membership.founded"]
        assert told() == ["person.invited", "person.invited"]

    def test_refuses_where_both_serve(self, practice):
        self.call(*self.NEW)
        with pytest.raises(CommandError, match="has a serving administrator and guardian"):
            self.call(*self.NEW)

    def test_fills_only_what_is_vacant(self, practice, capsys):
        a_member(practice, "caldicott_guardian")
        self.call(*self.NEW[:2])
        assert "Guardian" not in capsys.readouterr().out

    def test_takes_someone_who_has_an_account(self, practice, capsys):
        a_person("Ann Known", email="ann@new.test", password="three random words")
        a_member(practice, "caldicott_guardian")
        self.call(*self.NEW[:1], "--administrator-name=x")
        assert capsys.readouterr().out == "Ann Known is Practice administrator of New Surgery.\n"

    def test_needs_two_people(self, practice):
        with pytest.raises(CommandError, match="two people"):
            self.call(*self.NEW[:2], "--guardian-email=ann@new.test", "--guardian-name=Ann")

    @pytest.mark.parametrize(
        ("options", "problem"),
        [
            (("--administrator-email=nonsense",), "not an email address"),
            ((), "missing"),
            (("--administrator-email=ann@new.test",), "missing"),
        ],
    )
    def test_says_what_is_missing(self, practice, options, problem):
        with pytest.raises(CommandError, match=problem):
            self.call(*options)

    def test_asks_at_a_terminal(self, practice, monkeypatch, capsys):
        answers = iter(["A99999", "ann@new.test", "Ann Admin", "gil@new.test", "Gil Guardian"])
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        monkeypatch.setattr("builtins.input", lambda question: next(answers))
        call_command("create_practice_administrator")
        assert "Gil Guardian is Caldicott guardian" in capsys.readouterr().out

    def test_knows_the_practice(self, practice):
        with pytest.raises(CommandError, match="There is no practice"):
            self.call(practice="B00000")

    def test_does_not_make_an_auditor_administrator(self, practice):
        auditor = a_member(practice, "auditor")
        with pytest.raises(CommandError, match="auditor holds no other role"):
            self.call(f"--administrator-email={auditor.email}", "--administrator-name=x", *self.NEW[2:])

    def test_refuses_other_roles_and_a_second_time(self, practice):
        given = {"practice": practice, "email": "ann@new.test", "full_name": "Ann"}
        with pytest.raises(InvalidInput):
            founding.found(role="auditor", **given)
        with pytest.raises(InvalidInput, match="name"):
            founding.found(role="caldicott_guardian", **{**given, "full_name": " "})
        founding.found(role="caldicott_guardian", **given)
        with pytest.raises(NotPossible, match="has a serving"):
            founding.found(role="caldicott_guardian", **{**given, "email": "bob@new.test"})
