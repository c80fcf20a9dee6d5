"""Documents as accessible PDFs (PDF/UA-1): tagged headings, lists and tables, a title, the language."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

STANDARD, LARGE = "standard", "large"
#: The size of a document's letters in points. Large print is 18 point, never smaller.
SIZES = {STANDARD: 12, LARGE: 18}


def typeset(source: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF of a Typst file, which reads `data` as JSON in sys.inputs. Nothing in it is read as markup."""
    made = typst.compile(
        source.read_bytes(),
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
    )
    assert isinstance(made, bytes)  # noqa: S101 - one file was asked for
    return made
