"""The house holds to its drawing: imports go down, one library has one home, things stay small, nothing happens at import."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

FLOORS = ("knowledge", "handlers", "bot", "sandbox_server", "sandbox", "benchmarks")
INSIDE = (  # of knowledge: who may be imported by those further down the list
    "case",
    "sounds",
    "terms",
    "words",
    "card",
    "missing",
    "sheet.texts",
    "sheet.cells",
    "sheet.rows",
    "sheet.told",
    "sheet.workbook",
    "sheet",
    "difference",
    "citation",
    "fields",
    "revision",
    "reader.manuscript",
    "reader.text_file",
    "reader.pdf_layout",
    "reader.pdf_file",
    "reader.docx_file",
    "reader.html_file",
    "reader.child",
    "reader.worker",
    "reader.files",
    "reader.web",
    "reader.draft",
    "reader.form",
    "reader.bylines",
    "reader.credits",
    "reader.lists",
    "reader.lines",
    "reader.blocks",
    "reader.names",
    "reader.places",
    "reader.joints",
    "reader.captions",
    "reader.headings",
    "reader.repeats",
    "reader.repair",
    "reader.starts",
    "reader.articles",
    "reader.titles",
    "reader.sections",
    "reader.facts",
    "reader.left_out",
    "reader.page",
    "reader",
    "parcel",
    "excerpt",
    "digest",
    "figures",
    "schedule",
    "store.schema",
    "store.transaction",
    "store.dealt",
    "store.index",
    "store.rows",
    "store.cases",
    "store.subject",
    "store.twins",
    "store.leads",
    "store.deeds",
    "store.drafts",
    "store.batches",
    "store.undo",
    "store.imports",
    "store.edits",
    "store.editors",
    "store.cards",
    "store.synonyms",
    "store.library",
    "store.readers",
    "store.wishes",
    "store.checks",
    "store.missed",
    "store.numbers",
    "store.subscribers",
    "store.editions",
    "store.deliveries",
    "store",
    "weekly",
    "intake",
    "search.wants",
    "search.spelling",
    "search.question",
    "search.rank",
    "search.evidence",
    "search.reading",
    "search.listing",
    "search.choose",
    "search",
    "why",
    "answer",
    "audit",
    "pairs",
    "gaps",
    "trial",
    "beir",
    "desk",
)
HOMES = {
    "jieba": ("knowledge/terms.py",),
    "opencc": ("knowledge/terms.py",),
    "pypinyin": ("knowledge/sounds.py",),
    "rapidfuzz": ("knowledge/search/spelling.py", "knowledge/store/twins.py"),
    "sqlite_utils": ("knowledge/store/",),
    "sqlite3": ("knowledge/store/",),
    "frontmatter": ("knowledge/card.py",),
    "yaml": ("knowledge/card.py",),
    "docx": ("knowledge/reader/docx_file.py",),
    "pypdfium2": ("knowledge/reader/pdf_file.py",),
    "trafilatura": ("knowledge/reader/html_file.py",),
    "openpyxl": ("knowledge/sheet/workbook.py",),
    "lxml": ("knowledge/reader/html_file.py",),
    "httpcore": ("knowledge/reader/web.py",),
    "matplotlib": ("handlers/pictures/",),
    "PIL": ("handlers/pictures/card.py",),
    "telegram": ("handlers/",),
    "rich": ("handlers/", "bot.py"),
    "tornado": ("sandbox_server/", "benchmarks/botapi"),
}
FILES = sorted(
    path
    for folder in ("knowledge", "handlers", "sandbox_server", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
)
PRODUCT = [*FILES, ROOT / "bot.py", ROOT / "sandbox.py"]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT)).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports_of(path: Path) -> set[str]:
    """The modules a file imports when it is imported, absolute; those for type checkers alone left out."""
    package = name_of(path).split(".") if path.name == "__init__.py" else name_of(path).split(".")[:-1]
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            found |= (
                {".".join([*base, node.module])}
                if node.module
                else {".".join([*base, alias.name]) for alias in node.names}
            )
    return found


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_imports_go_down(path: Path) -> None:
    here = name_of(path)
    imported = {name for name in imports_of(path) if name.split(".")[0] in FLOORS}
    upwards = {name for name in imported if FLOORS.index(name.split(".")[0]) > FLOORS.index(here.split(".")[0])}
    inside = {name for name in imported if name.startswith("knowledge.") and here.startswith("knowledge.")}
    order = [f"knowledge.{name}" for name in INSIDE]
    upwards |= {name for name in inside if order.index(name) >= order.index(here)}
    assert upwards == set()


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_a_library_has_one_home(path: Path) -> None:
    where = str(path.relative_to(ROOT))
    strangers = {name for name in imports_of(path) if name.split(".")[0] in HOMES}
    assert {name for name in strangers if not where.startswith(HOMES[name.split(".")[0]])} == set()


@pytest.mark.parametrize("path", sorted((ROOT / "handlers").rglob("*.py")), ids=name_of)
def test_handlers_import_knowledge_whole(path: Path) -> None:
    assert {name for name in imports_of(path) if name.startswith("knowledge.")} <= {"knowledge.desk"}


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_things_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {node.name: size for node in functions if (size := (node.end_lineno or 0) - node.lineno + 1) > 40}
    assert (text.count("\n") <= 300, long) == (True, {})


@pytest.mark.parametrize("name", ["__init__.py", "desk.py"])
def test_the_public_names_are_those_imported(name: str) -> None:
    tree = ast.parse((ROOT / "knowledge" / name).read_text(encoding="utf-8"))
    imported = {alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    listed = next(node.value for node in tree.body if isinstance(node, ast.Assign))
    assert sorted(ast.literal_eval(listed)) == sorted(imported)


def test_importing_does_nothing(tmp_path: Path) -> None:
    """No file is made, nothing is printed, and no dictionary is loaded by an import alone; what draws pictures is loaded where they are drawn."""
    check = "import bot, jieba; assert not jieba.dt.initialized; from knowledge.terms import _folding; assert not _folding.cache_info().currsize"
    check += "; import sys, handlers.application; assert not {'matplotlib', 'PIL'} & {*sys.modules}"
    ran = subprocess.run(
        [sys.executable, "-c", check], cwd=tmp_path, capture_output=True, check=False, env={"PYTHONPATH": str(ROOT)}
    )
    assert (ran.returncode, ran.stdout, ran.stderr, list(tmp_path.iterdir())) == (0, b"", b"", [])
