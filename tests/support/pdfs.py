"""Reads back the PDFs that Typst makes: their text in order, its sizes, tags, language and title."""

import re
import zlib
from dataclasses import dataclass, field

OBJECT = re.compile(rb"(\d+) 0 obj\n?(.*?)endobj", re.DOTALL)
SHOWN = re.compile(rb"/(f\d+) ([\d.]+) Tf|\[(.*?)\]\s*TJ|(ET)", re.DOTALL)
STRING = re.compile(rb"\(((?:[^\\()]|\\.)*)\)|<([0-9A-Fa-f]+)>", re.DOTALL)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass
class Read:
    """What a reader, or a screen reader, gets of a PDF. `sizes`: of its letters, in points."""

    text: str
    language: str
    title: str
    tags: list[str]
    marked: bool
    pages: int
    sizes: set[float] = field(default_factory=set)


def read(data: bytes) -> Read:
    """Raises AssertionError where it isn't a PDF as Typst writes them."""
    assert data.startswith(b"%PDF-1.7")
    objects = {int(found[1]): found[2] for found in OBJECT.finditer(data)}
    catalog = next(body for body in objects.values() if b"/Type/Catalog" in body)
    language = re.search(rb"/Lang\((.*?)\)", catalog)
    title = re.search(rb"<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>", _metadata(objects), re.DOTALL)
    sizes: set[float] = set()
    pages = [body for body in objects.values() if b"/Type/Page/" in body]
    text = "\n".join(_page(body, objects, sizes) for body in pages)
    return Read(
        text=re.sub(r"\s+", " ", text),
        language=language[1].decode() if language else "",
        title=title[1].decode() if title else "",
        tags=[name.decode() for name in re.findall(rb"/Type/StructElem/S/(\w+)", data)],
        marked=b"/MarkInfo<</Marked true" in catalog,
        pages=len(pages),
        sizes=sizes,
    )


def _metadata(objects: dict[int, bytes]) -> bytes:
    return next(_stream(body) for body in objects.values() if b"/Type/Metadata" in body)


def _stream(body: bytes) -> bytes:
    head, _, rest = body.partition(b"stream")
    raw = rest.lstrip(b"\r\n")
    return zlib.decompress(raw) if b"/FlateDecode" in head else raw


def _page(body: bytes, objects: dict[int, bytes], sizes: set[float]) -> str:
    fonts = _fonts(objects[_number(rb"/Resources", body)], objects)
    found, letters = [], {}
    for name, size, strings, end in SHOWN.findall(_stream(objects[_number(rb"/Contents", body)])):
        if name:
            letters = fonts[name]
            sizes.add(round(float(size), 1))
        elif end:
            found.append(" ")
        else:
            found.append("".join(_letters(part, letters) for part in STRING.findall(strings)))
    return "".join(found)


def _fonts(resources: bytes, objects: dict[int, bytes]) -> dict[bytes, dict[int, str]]:
    return {
        name: _map(_stream(objects[_number(rb"/ToUnicode", objects[int(number)])]))
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)
    }


def _map(cmap: bytes) -> dict[int, str]:
    found = {}
    for glyph, text in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", cmap):
        found[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return found


def _letters(part: tuple[bytes, bytes], letters: dict[int, str]) -> str:
    plain, hexed = part
    raw = (
        bytes.fromhex(hexed.decode()) if hexed else re.sub(rb"\\([0-7]{1,3}|.)", _escaped, plain, flags=re.S)
    )
    return "".join(letters.get(int.from_bytes(raw[at : at + 2]), "") for at in range(0, len(raw), 2))


def _escaped(found: "re.Match[bytes]") -> bytes:
    what = found[1]
    return bytes([int(what, 8)]) if what[:1].isdigit() else ESCAPES.get(what, what)


def _number(key: bytes, body: bytes) -> int:
    found = re.search(key + rb" (\d+) 0 R", body)
    assert found is not None, f"{key!r} is missing"
    return int(found[1])
