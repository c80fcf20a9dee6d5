"""The report's rows are the database's, practice by practice, over the whole demonstration."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from practices.models import Practice
from requests_app.models import Decision, DisclosedItem, EmergencyReview, Incident, ItemDecision, StatusChange
from tests.integration.audit.reports.files import report_of, rows_of

pytestmark = pytest.mark.django_db
ENDINGS = {"reject", "misdirect", "reclassify"}


def everything(practice: Practice) -> list[dict[str, str]]:
    """The file over all the days of the demonstration."""
    today = timezone.localdate()
    return rows_of(report_of(practice, today - timedelta(days=1000), today))


def number(rows: list[dict[str, str]], what: str) -> int:
    return len([row for row in rows if row["What happened"] == what])


def test_totals_reconcile_with_the_register() -> None:
    call_command("load_demonstration")
    seen: Counter[str] = Counter()
    for practice in Practice.objects.filter(ods_code__startswith="Y9999"):
        rows = everything(practice)
        here = {"request__practice": practice}
        decided = [row for row in rows if row["What happened"] == "Decided"]
        items = ItemDecision.objects.filter(decision__request__practice=practice)

        assert Counter(
            (row["Event"], row["Item"].split()[0], row["What became of it"]) for row in decided
        ) == Counter(
            (str(row.decision.ledger_event), row.item.token, row.outcome.capitalize())
            for row in items.select_related("decision", "item")
        )
        assert Counter(row["Outcome of the request"].split()[0] for row in decided) == Counter(
            items.values_list("decision__outcome", flat=True)
        )
        sent = [row for row in rows if row["What happened"] == "Disclosed"]
        assert Counter(
            (row["Event"], row["Item"].split()[0], row["Sent at (UK time)"]) for row in sent
        ) == Counter(
            (
                str(row.disclosure.ledger_event),
                row.released_item.item_decision.item.token,
                f"{timezone.localtime(row.disclosure.sent_at):%Y-%m-%d %H:%M}",
            )
            for row in DisclosedItem.objects.filter(disclosure__request__practice=practice).select_related(
                "disclosure", "released_item__item_decision__item"
            )
        )
        # Each disclosure leads to the decision that it rests on.
        assert {(row["Rests on the decision in event"], row["Item"]) for row in sent} <= {
            (row["Event"], row["Item"]) for row in decided if row["What became of it"] == "Disclose"
        }
        assert number(rows, "Incident") == Incident.objects.filter(practice=practice).count()
        assert number(rows, "Emergency looked back at") == EmergencyReview.objects.filter(**here).count()
        changes = StatusChange.objects.filter(**here)
        assert number(rows, "Ended without a decision") == changes.filter(verb__in=ENDINGS).count()
        withdrawn = [row for row in rows if row["What became of it"] == "Not pursued"]
        assert len(withdrawn) == changes.filter(verb="withdraw").count()
        assert {row["Emergency"] for row in decided} == {
            "yes" if emergency else "no"
            for emergency in Decision.objects.filter(**here).values_list("emergency", flat=True)
        }
        seen.update(row["What happened"] for row in rows)
    # The demonstration has enough of each for the sums to mean something.
    assert seen["Decided"] > 40
    assert seen["Disclosed"] > 10
    assert seen["Ended without a decision"] > 1
