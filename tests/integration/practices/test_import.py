"""`manage.py import_practices`: what arrives, what is named and left out, what stays."""

import hashlib
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.ledger.api import SITE_LOG, entries
from practices.following import practices_behind
from practices.models import Practice

SAMPLES = Path(__file__).parent / "samples"
GOOD, DAMAGED = SAMPLES / "practices.csv", SAMPLES / "damaged.csv"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("steps")]


def bring_in(file=GOOD):
    call_command("import_practices", str(file))


def codes(**which):
    return set(Practice.objects.filter(**which).values_list("ods_code", flat=True))


def test_active_practices_arrive_with_their_nation(capsys):
    bring_in()
    assert codes(status="active") == {"T10001", "T10002", "T10003", "T10006", "T10009", "T10010"}
    assert codes(nation="wales") == {"T10003"}
    assert codes(status="closed") == set()
    assert "6 created, 0 updated, 0 closed, 0 unchanged; 3 not active and unknown here, 1 other" in (
        capsys.readouterr().out
    )


def test_repeating_changes_nothing(capsys):
    bring_in()
    before = list(Practice.objects.values())
    bring_in()
    assert list(Practice.objects.values()) == before
    assert "0 created, 0 updated, 0 closed, 6 unchanged" in capsys.readouterr().out


def test_known_practices_are_updated_and_keep_their_own_settings(capsys):
    bring_in()
    practice = Practice.objects.get(ods_code="T10001")
    Practice.objects.filter(pk=practice.pk).update(name="OLD NAME", decide_working_days=10)
    bring_in()
    again = Practice.objects.get(ods_code="T10001")
    assert (again.pk, again.public_id) == (practice.pk, practice.public_id)
    assert (again.name, again.decide_working_days) == ("ALDER TEST SURGERY", 10)
    assert "0 created, 1 updated, 0 closed, 5 unchanged" in capsys.readouterr().out


def test_known_practices_that_closed_are_marked_and_none_is_deleted(capsys):
    for code in ("T10004", "T10007", "T10008", "S12345"):
        Practice.objects.create(ods_code=code, name="Known", nation="england")
    bring_in()
    assert codes(status="closed") == {"T10004", "T10007"}
    assert Practice.objects.get(ods_code="T10004").closed_on.isoformat() == "2017-10-31"
    assert codes(name="Known") == {"S12345"}
    assert "6 created, 1 updated, 2 closed" in capsys.readouterr().out


def test_a_closed_practice_may_open_again():
    Practice.objects.create(
        ods_code="T10001", name="Known", nation="england", status="closed", closed_on="2020-01-01"
    )
    bring_in()
    again = Practice.objects.get(ods_code="T10001")
    assert (again.status, again.closed_on) == ("active", None)


def test_one_entry_in_the_sites_log_with_hash_and_counts():
    bring_in(DAMAGED)
    (entry,) = entries(SITE_LOG)
    assert (entry.event, entry.actor) == ("practices.imported", "system:command_line")
    assert entry.facts == {
        "sha256": hashlib.sha256(DAMAGED.read_bytes()).hexdigest(),
        "lines": 13,
        "other_organisations": 1,
        "created": 3,
        "updated": 0,
        "closed": 0,
        "unchanged": 0,
        "not_active_and_unknown": 3,
        "bad": 6,
        "bad_lines": [2, 3, 6, 11, 12, 13],
    }


def test_each_bad_line_of_a_damaged_copy_is_named_and_the_rest_arrives(capsys):
    bring_in(DAMAGED)
    assert capsys.readouterr().err.splitlines() == [
        "Line 2: it is not UTF-8. Left out.",
        "Line 3: it has 18 columns, not 27. Left out.",
        "Line 6: T10006 has an unknown status. Left out.",
        "Line 11: the code T10001 was on an earlier line. Left out.",
        "Line 12: T10011 has no real opening date. Left out.",
        "Line 13: its quotation marks do not match. Left out.",
    ]
    assert codes() == {"T10001", "T10009", "T10010"}
    assert Practice.objects.get(ods_code="T10001").name == "ALDER TEST SURGERY"


def test_bad_lines_change_nothing_that_is_known():
    bring_in(GOOD)
    bring_in(DAMAGED)
    assert len(codes(status="active")) == 6


@pytest.mark.parametrize("content", [b"", b"\n\n", b'"T1","only"\n', b"\xff\xfe\x00\n"])
def test_nothing_readable_fails_and_changes_nothing(tmp_path, content):
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError, match="no line of a GP practice"):
        bring_in(file)
    assert entries(SITE_LOG) == []


def test_a_missing_file_fails_in_words(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        bring_in(tmp_path / "absent.csv")


def test_progress_is_shown(tmp_path, capsys):
    line = GOOD.read_text().splitlines()[4]  # another organisation
    file = tmp_path / "long.csv"
    file.write_text("\n".join([GOOD.read_text().splitlines()[0], *[line] * 10_000]))
    bring_in(file)
    assert "5,000 lines read\n10,000 lines read\n" in capsys.readouterr().out


def test_another_nation_leaves_the_dates_of_that_practice_behind():
    """Bank holidays differ: what follows them is told so, once, and the others aren't."""
    bring_in()
    Practice.objects.filter(ods_code="T10001").update(nation="wales", dates_followed=0)
    Practice.objects.filter(ods_code="T10002").update(name="OLD NAME")
    bring_in()
    behind = {practice.ods_code for practice in practices_behind()}
    assert behind == {"T10001"}
    bring_in()
    assert Practice.objects.get(ods_code="T10001").dates_version == 1
