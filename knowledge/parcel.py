"""Case cards packed into one zip file, and taken out of one. Nothing of it is ever written to a folder."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from .card import read_card, write_card
from .case import Case, ChapuError, ReadError
from .reader.text_file import decode
from .sheet import Held, Told

HIDDEN_FOLDER = "下架"
MOST_CARDS, MOST_UNPACKED, LONGEST_CARD = 50_000, 200 << 20, 1 << 20
"""Files in a zip; bytes of all of them together, and of one card."""
_ENCRYPTED, _UTF8 = 0x1, 0x800
_UNFIT = re.compile(r'[\s/\\:*?"<>|.\x00-\x1f\x7f\ud800-\udfff]+')
_DAMAGED = (BadZipFile, LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error)
"""What zipfile raises of a file that is not as it should be."""


def card_name(case: Case) -> str:
    """The file name of a case's card: its number, and its place, or else its title."""
    name = case.place.community or case.place.street or case.place.district or case.title
    return f"{case.id:04d}-{_UNFIT.sub('-', name)[:40]}.md"


def write_parcel(cases: Iterable[Held]) -> bytes:
    """The cards of some cases in a zip file, those that are hidden in a folder of their own."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as parcel:
        for each in cases:
            folder = f"{HIDDEN_FOLDER}/" if each.hidden else ""
            parcel.writestr(folder + card_name(each.case), write_card(each.case))
    return out.getvalue()


def read_parcel(data: bytes, name: str) -> Iterator[Told | str]:
    """What each card in a zip file says, or a sentence on why it cannot be read. Raises ReadError where the whole cannot be opened."""
    try:
        with ZipFile(BytesIO(data)) as parcel:
            parts = [part for part in parcel.infolist() if not part.is_dir()]
            _check(parts, name)
            cards = [part for part in parts if _is_card(_name(part))]
            if not cards:
                raise ReadError(f"「{name}」里没有案例卡（.md），请发 /export 给的那种压缩包。")
            for part in cards:
                yield _told(parcel, part)
    except _DAMAGED as error:
        raise ReadError(f"「{name}」打不开，压缩包可能已经损坏；请重新打包成 .zip 再发。") from error


def read_lone_card(data: bytes, name: str) -> Told | str:
    """What a card says; whether its case is hidden, it does not."""
    told = _read(data, name, False)
    return told if isinstance(told, str) else Told(told.where, told.case, missing=frozenset({"状态"}))


def _check(parts: Sequence[ZipInfo], name: str) -> None:
    if len(parts) > MOST_CARDS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ReadError(f"「{name}」展开来太大，请拆成几份再发。")
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise ReadError(f"「{name}」加了密码，打不开；请不加密码重新打包再发。")


def _told(parcel: ZipFile, part: ZipInfo) -> Told | str:
    path = PurePosixPath(_name(part))
    if part.file_size > LONGEST_CARD:
        return f"「{path.name}」：超过 1 MB，不像案例卡"
    try:
        data = parcel.read(part)
    except _DAMAGED:
        return f"「{path.name}」：在压缩包里已经损坏，请重新打包"
    return _read(data, path.name, HIDDEN_FOLDER in path.parts[:-1])


def _read(data: bytes, name: str, hidden: bool) -> Told | str:
    if len(data) > LONGEST_CARD:
        return f"「{name}」：超过 1 MB，不像案例卡"
    text = decode(data)
    if text is None:
        return f"「{name}」：文字编码认不出来，请另存为 UTF-8"
    try:
        return Told(f"「{name}」", read_card(text, name), hidden)
    except ChapuError as error:
        return str(error).removesuffix("。")


def _is_card(name: str) -> bool:
    """Whether a file in a zip is a card; what macOS puts beside each is none."""
    path = PurePosixPath(name)
    return path.suffix.lower() == ".md" and not path.name.startswith(".") and "__MACOSX" not in path.parts


def _name(part: ZipInfo) -> str:
    """The name of a file in a zip: where that does not say that it is UTF-8, it may be all the same, or what Chinese Windows writes."""
    if part.flag_bits & _UTF8:
        return part.filename.replace("\\", "/")
    raw = part.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return part.filename
