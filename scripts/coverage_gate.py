"""Branch coverage: complete where a mistake would break the law or the ledger, nearly so elsewhere."""

import io
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from coverage import Coverage
from coverage.exceptions import CoverageException

from scripts.build_frontend import ROOT

# Rules and the ledger: each line and each way out of each branch.
COMPLETE = (
    "requests_app/workflow.py",
    "requests_app/policies",
    "requests_app/permissions.py",
    "requests_app/law",
    "requests_app/deadlines",
    "audit/ledger",
    "practices/permissions.py",
)
OVERALL = 95.0  # per cent of lines and branches


def check() -> tuple[bool, str]:
    """Compare the last test run with the limits; whether it holds, and a table."""
    try:
        files = _measured()
    except CoverageException as problem:
        return False, str(problem)
    table, passed = io.StringIO(), True
    for place in COMPLETE:
        inside = {
            name: facts for name, facts in files.items() if name == place or name.startswith(f"{place}/")
        }
        share = _share(inside.values())
        passed &= bool(inside) and share == 100
        table.write(_row(place, share, 100))
        for name, facts in sorted(inside.items()):
            if facts["missing_lines"] or facts["missing_branches"]:
                table.write(
                    f"    {name}: lines {facts['missing_lines']}, branches {facts['missing_branches']}\n"
                )
    share = _share(files.values())
    passed &= share > OVERALL
    table.write(_row("everything", share, OVERALL))
    if share <= OVERALL:
        worst = sorted(files, key=lambda name: -len(files[name]["missing_lines"]))[:15]
        table.writelines(f"    {name}: lines {files[name]['missing_lines']}\n" for name in worst)
    return passed, table.getvalue()


def _measured() -> dict[str, dict]:
    """Per file of ours: its summary and what was missed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        coverage = Coverage(data_file=str(ROOT / ".coverage"), config_file=str(ROOT / "pyproject.toml"))
        coverage.load()
        coverage.json_report(outfile=str(report))
        return json.loads(report.read_text())["files"]


def _share(files: Iterable[dict]) -> float:
    summaries = [facts["summary"] for facts in files]
    possible = sum(each["num_statements"] + each["num_branches"] for each in summaries)
    covered = sum(each["covered_lines"] + each["covered_branches"] for each in summaries)
    return 100 * covered / possible if possible else 100.0


def _row(place: str, share: float, limit: float) -> str:
    return f"{'ok' if share >= limit else 'LOW':<4} {share:6.2f} % of {limit:.0f} %  {place}\n"
