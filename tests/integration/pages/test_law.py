"""Anyone signed in reads and searches the law; every entry says how sure we are of it."""

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from requests_app.law import catalogue
from requests_app.law.base import Tagged
from requests_app.law.loader import TABLES
from requests_app.presenters import law_pages, law_words
from tests.factories.journeys import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client, team: Team) -> Client:
    client.force_login(team.front_desk)
    return client


def read(client: Client, table: str, code: str) -> str:
    return " ".join(client.get(law_pages.address(table, code)).content.decode().split())


def test_every_table_is_on_the_page_and_has_words(reader: Client) -> None:
    page = reader.get(reverse("law")).content.decode()
    assert set(law_words.TABLES) == set(TABLES)
    for table in TABLES:
        assert reverse("law_table", args=[law_words.slug(table)]) in page


@pytest.mark.parametrize("table", TABLES)
def test_every_entry_opens_from_its_table(reader: Client, table: str) -> None:
    listed = reader.get(reverse("law_table", args=[law_words.slug(table)])).content.decode()
    for code, entry in getattr(catalogue(), table).items():
        address = law_pages.address(table, code)
        assert address in listed
        answer = reader.get(address)
        assert answer.status_code == 200, code
        assert "Check with your DPO" in answer.content.decode() or not (
            isinstance(entry, Tagged) and entry.check_with_dpo
        ), code


def test_an_entry_says_all_that_is_known(reader: Client) -> None:
    page = read(reader, "powers", "IM-01")
    for words in (
        "Immigration and Asylum Act 1999 s.20",
        "Permits; compels nobody",
        "Contested: seek advice",
        "A written request that cites s.20",
        "Yes, unless prejudice under Sch 2 para 2 is shown",
        "Any public authority to the Home Secretary",
        "Disputed: seek advice",
        "Whether a GP partnership is a &#34;public authority&#34;",
        "Partly verified, partly from general knowledge: check with your DPO",
        reverse("law_entry", args=["sources", "S112"]),
        reverse("law_entry", args=["requester-kinds", "home_office"]),
        "In force.",
    ):
        assert words in page, words


def test_editions_stand_below_each_other_the_newest_first(reader: Client) -> None:
    page = read(reader, "article6", "A6-e")
    assert page.index("In force, from 5 February 2026") < page.index("Not in force today, to 4 February 2026")
    assert "Not in force." in read(reader, "powers", "DW-02")
    assert "Whether it is in force is not known." in read(reader, "powers", "CA-01")


def test_a_law_without_doubt_has_no_tag_and_a_source_its_address(reader: Client) -> None:
    assert "Seek advice" not in read(reader, "powers", "CO-01")
    assert "gov.uk/government/publications" in read(reader, "sources", "S01")


def search(client: Client, words: str) -> str:
    return " ".join(client.post(reverse("law"), {"words": words}).content.decode().split())


def test_a_search_finds_every_word_anywhere(reader: Client) -> None:
    page = search(reader, "inquest REFERENCE")
    assert law_pages.address("powers", "CO-02") in page
    assert law_pages.address("powers", "CO-01") not in page
    assert law_pages.address("powers", "PO-02") in search(reader, "po-02")
    assert "1 entry found" in search(reader, "po-02 victim telecoms") or "Nothing fits" in search(
        reader, "po-02 victim telecoms"
    )


def test_a_search_without_success_and_one_with_too_much(reader: Client) -> None:
    assert "Nothing fits" in search(reader, "zebra crossing")
    assert f"More than {law_pages.MOST_FOUND} entries found" in search(reader, "e")


def test_nothing_typed_is_said_so_and_no_address_carries_what_was(reader: Client) -> None:
    answer = reader.post(reverse("law"), {"words": " "})
    assert answer.status_code == 422
    assert "Enter what to look for" in answer.content.decode()
    typed = reader.get(reverse("law") + "?words=" + quote("Dmitar Halloway")).content.decode()
    assert "Halloway" not in typed


@pytest.mark.parametrize("path", ["/law/scrolls/", "/law/powers/XX-99/", "/law/scrolls/IM-01/"])
def test_what_is_not_there_is_not_found(reader: Client, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_nobody_reads_it_signed_out(client: Client) -> None:
    assert client.get(reverse("law")).status_code == 302
    assert client.get(law_pages.address("powers", "IM-01")).status_code == 302


def test_words_of_a_value() -> None:
    assert law_words.value_in_words(("awaiting",)) == ["awaiting"]
    assert law_words.value_in_words(None) == ""
    assert law_words.title("old_table") == "Old table"
    assert law_words.field_name("seal") == "Seal"
