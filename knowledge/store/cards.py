"""The cards folder: new and changed cards into the library."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from sqlite_utils import Database

from ..card import read_card
from ..case import CardError, Case, ChapuError
from .cases import digest_of, file_cases, replace_case, same_case
from .rows import row_of
from .transaction import writing

if TYPE_CHECKING:
    from .library import Library


def take_up_cards(library: Library, folder: Path) -> list[str]:
    """Take up the folder's new and changed cards, all at once; what could not be taken up, a sentence each.

    A case that was changed in the library since its card was taken up is left as it is.
    """
    known = {row["name"]: row for row in library.db.query("SELECT * FROM cards")}
    problems: list[str | None] = []
    files = {}
    for path in sorted(folder.glob("*.md")):
        try:
            files[path.name] = path.read_bytes()
        except OSError:
            problems.append(f"「{path.name}」读不出来，请看看它是不是一个能读的文件。")
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    changed = [name for name, digest in digests.items() if name not in known or known[name]["file_digest"] != digest]
    if changed:
        with writing(library.db):
            problems += [_take_up(library, folder / name, files[name], digests[name]) for name in changed]
    return [problem for problem in problems if problem]


def check_topics(library: Library, case: Case, name: str) -> None:
    """Raise CardError, naming the card, where a case has a topic that the library does not know; without topics of its own it knows all."""
    known = [topic.name for topic in library.words.topics]
    for topic in case.topics:
        if known and topic not in known:
            raise CardError(
                f"「{name}」的主题「{topic}」不在主题表里，可用的是：{'、'.join(known)}；几个主题之间用英文逗号隔开。"
            )


def _take_up(library: Library, path: Path, data: bytes, file_digest: str) -> str | None:
    """Take up one card; why it could not be, None where it was."""
    db, name = library.db, path.name
    try:
        case = read_card(data.decode("utf-8-sig"), name)
        check_topics(library, case, name)
    except UnicodeDecodeError:
        return f"「{name}」不是 UTF-8 文本，请另存为 UTF-8 后再启动。"
    except ChapuError as error:
        return str(error)
    card = db.execute("SELECT case_id FROM cards WHERE name = ?", [name]).fetchone()
    case_id = card[0] if card else same_case(db, case)
    others = db.execute("SELECT name FROM cards WHERE case_id = ? AND name != ?", [case_id, name]).fetchall()
    if twin := next((other for (other,) in others if (path.parent / other).is_file()), None):
        return f"「{name}」和「{twin}」的标题、地方都一样，是同一个案例，请合成一张卡片，或改一个标题。"
    if case_id is None:
        [(case_id, _)] = file_cases(library, [case])
    elif row_of(case)["digest"] != digest_of(db, case_id) and not _is_as_carded(db, case_id):
        db.execute("UPDATE cards SET file_digest = ? WHERE name = ?", [file_digest, name])
        return (
            f"「{name}」与案例 #{case_id} 不同，但它在库里改过，保留库里的；要换成卡片，请运行 add --publish {path}。"
        )
    else:
        replace_case(library, case_id, case)
    db.execute("INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?)", [name, case_id, file_digest, digest_of(db, case_id)])
    return None


def _is_as_carded(db: Database, case_id: int) -> bool:
    """Whether a case is as one of its cards last told it, and not changed or added in the library itself."""
    return bool(
        db.execute(
            "SELECT 1 FROM cards JOIN cases ON cases.id = case_id AND digest = case_digest WHERE case_id = ?", [case_id]
        ).fetchone()
    )
