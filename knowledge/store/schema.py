"""The tables, as numbered migrations."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("chapu")


@migrations()
def m001_cases(db: Database) -> None:
    """Cases and their passages; `shape` is [[heading, number of paragraphs], …]; `versions` keeps what a change replaced."""
    _run(
        db,
        """CREATE TABLE cases (
            id INTEGER PRIMARY KEY, title TEXT NOT NULL,
            city TEXT NOT NULL, district TEXT NOT NULL, street TEXT NOT NULL, community TEXT NOT NULL,
            year INTEGER, topics TEXT NOT NULL, source TEXT NOT NULL, shape TEXT NOT NULL,
            captions TEXT NOT NULL, notes TEXT NOT NULL, digest TEXT NOT NULL)""",
        "CREATE INDEX cases_by_title ON cases (title, district, street, community)",
        """CREATE TABLE passages (
            id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
            position INTEGER NOT NULL, heading TEXT NOT NULL, text TEXT NOT NULL, cuts BLOB NOT NULL,
            UNIQUE (case_id, position))""",
        """CREATE TABLE versions (
            id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
            content TEXT NOT NULL, replaced_at TEXT NOT NULL)""",
    )


@migrations()
def m002_index(db: Database) -> None:
    """The search index: segmented terms in a contentless table (bm25 there needs detail=full, the default), their frequencies, and
    names (kind: own, place, person or title).

    The ascii tokenizer splits at spaces alone, as terms come segmented.
    """
    _run(
        db,
        "CREATE VIRTUAL TABLE passage_index USING fts5(terms, content='', tokenize='ascii')",
        "CREATE TABLE terms (term TEXT PRIMARY KEY, frequency INTEGER NOT NULL, sound TEXT) WITHOUT ROWID",
        "CREATE INDEX terms_by_sound ON terms (sound) WHERE sound IS NOT NULL",
        """CREATE TABLE names (
            name TEXT NOT NULL, case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
            kind TEXT NOT NULL, sound TEXT NOT NULL, PRIMARY KEY (name, case_id, kind)) WITHOUT ROWID""",
        "CREATE INDEX names_by_sound ON names (sound)",
        "CREATE INDEX names_by_case ON names (case_id)",
        "CREATE INDEX names_by_start ON names (substr(name, 1, 2))",
        "CREATE INDEX names_by_end ON names (substr(name, -2))",
        "CREATE TABLE totals (one INTEGER PRIMARY KEY CHECK (one = 1), passages INTEGER NOT NULL, length INTEGER NOT NULL, made_by TEXT NOT NULL)",
        "INSERT INTO totals VALUES (1, 0, 0, '')",
    )


@migrations()
def m003_cards(db: Database) -> None:
    """Which card file a case came from, as the file and as the case then were: tells a changed card from a case changed in the library."""
    _run(
        db,
        """CREATE TABLE cards (
            name TEXT PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
            file_digest TEXT NOT NULL, case_digest TEXT NOT NULL) WITHOUT ROWID""",
    )


@migrations()
def m004_readers(db: Database) -> None:
    """What readers leave behind: what they asked in which chat and how it was answered, votes on answers, favourites, questions they want to
    hear of, the step of a conversation they are in. And who edits.

    `message_id` is the question's message, `reply_id` the answer's; `tier` is NULL where nothing was asked. Of a vote, `message_id` is
    the message with the reason, where that was written.
    """
    _run(
        db,
        """CREATE TABLE answers (
            id TEXT PRIMARY KEY, question TEXT NOT NULL, tier TEXT, case_ids TEXT NOT NULL, asker_id INTEGER,
            chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, reply_id INTEGER, asked_at TEXT NOT NULL,
            UNIQUE (chat_id, message_id)) WITHOUT ROWID""",
        "CREATE INDEX answers_by_asker ON answers (asker_id)",
        """CREATE TABLE votes (
            answer_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE, voter_id INTEGER NOT NULL,
            good INTEGER NOT NULL, reason TEXT NOT NULL, voted_at TEXT NOT NULL, message_id INTEGER,
            PRIMARY KEY (answer_id, voter_id)) WITHOUT ROWID""",
        """CREATE TABLE favourites (
            reader_id INTEGER NOT NULL, case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
            kept_at TEXT NOT NULL, PRIMARY KEY (reader_id, case_id)) WITHOUT ROWID""",
        """CREATE TABLE wishes (
            reader_id INTEGER NOT NULL, question TEXT NOT NULL, wished_at TEXT NOT NULL,
            PRIMARY KEY (reader_id, question)) WITHOUT ROWID""",
        "CREATE TABLE steps (reader_id INTEGER PRIMARY KEY, step TEXT NOT NULL, subject TEXT NOT NULL, begun_at TEXT NOT NULL)",
        "CREATE TABLE editors (editor_id INTEGER PRIMARY KEY, since TEXT NOT NULL)",
    )


@migrations()
def m005_lighter_index(db: Database) -> None:
    """The index tells which passages hold a term and nothing more (detail=none): a third as large, read three times as fast. It is made anew."""
    _run(
        db,
        "DROP TABLE passage_index",
        "CREATE VIRTUAL TABLE passage_index USING fts5(terms, content='', tokenize='ascii', detail=none, columnsize=0)",
        "UPDATE totals SET made_by = ''",
    )


@migrations()
def m006_several_sources(db: Database) -> None:
    """What a paragraph tells, its `kind`, apart from its heading, which so far named it; and `further`, what other sources tell of a case:
    [{"source", "shape"}, …], their paragraphs among the case's passages, after its own.
    """
    _run(
        db,
        "ALTER TABLE passages ADD COLUMN kind TEXT NOT NULL DEFAULT ''",
        """UPDATE passages SET kind = heading
            WHERE heading IN ('背景', '做法', '机制', '资金', '成效', '难点', '政策依据')""",
        "ALTER TABLE cases ADD COLUMN further TEXT NOT NULL DEFAULT '[]'",
    )


@migrations()
def m007_deeds(db: Database) -> None:
    """Who did what: `deeds`, each with the versions of the cases it changed. `content` is what a case was before, NULL where it was not there.

    A deed without an editor is one of the command line, a card file, or an editor whose data was deleted. `subject_id` is the id of its case, synonyms or
    person, `subject` what to call it; `message_id` is the message that asked for it, where that is not to be done twice. A hidden case keeps its text and
    has no index rows and names. `dealt` marks messages that are not to be dealt with twice.
    """
    _run(
        db,
        "ALTER TABLE cases ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0",
        """CREATE TABLE deeds (
            id INTEGER PRIMARY KEY, act TEXT NOT NULL, editor_id INTEGER, subject_id INTEGER, subject TEXT NOT NULL,
            done_at TEXT NOT NULL, undone_by INTEGER REFERENCES deeds (id), message_id INTEGER)""",
        "CREATE INDEX deeds_by_editor ON deeds (editor_id)",
        "ALTER TABLE versions RENAME TO earlier_versions",
        """CREATE TABLE versions (
            id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
            deed_id INTEGER REFERENCES deeds (id), content TEXT, hidden INTEGER NOT NULL, replaced_at TEXT NOT NULL)""",
        "INSERT INTO versions SELECT id, case_id, NULL, content, 0, replaced_at FROM earlier_versions",
        "DROP TABLE earlier_versions",
        "CREATE INDEX versions_by_case ON versions (case_id)",
        "CREATE INDEX versions_by_deed ON versions (deed_id)",
        "ALTER TABLE editors ADD COLUMN name TEXT NOT NULL DEFAULT ''",
        "CREATE TABLE dealt (mark TEXT PRIMARY KEY, dealt_at TEXT NOT NULL) WITHOUT ROWID",
    )


@migrations()
def m008_leads(db: Database) -> None:
    """What readers suggest: waiting, accepted, refused or published. `credit` is the name to thank, NULL where none is wanted; `note` what was written
    beside a file, `mark` what tells the same file however often it is sent; `told_at` is when the editors were told of it.
    """
    _run(
        db,
        """CREATE TABLE leads (
            id INTEGER PRIMARY KEY, reader_id INTEGER, name TEXT NOT NULL, credit TEXT, kind TEXT NOT NULL, content TEXT NOT NULL,
            file_name TEXT NOT NULL, note TEXT NOT NULL, mark TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, editor_id INTEGER,
            case_id INTEGER REFERENCES cases (id) ON DELETE SET NULL, sent_at TEXT NOT NULL, told_at TEXT)""",
        "CREATE INDEX leads_by_reader ON leads (reader_id)",
    )


@migrations()
def m009_drafts(db: Database) -> None:
    """Cases on their way into the library. A batch is what an editor sends to be read, in pieces; of it come drafts, whose ids are those of cases to be.

    state of a batch: collecting, reading, read, left; of a draft: open, published, dropped. `doubts` is [[line, text], …]. An edit is a change of a case
    or draft not yet saved, its `content` empty once it is; `digest` is that of what it was made from.
    """
    _run(
        db,
        """CREATE TABLE batches (
            id INTEGER PRIMARY KEY, editor_id INTEGER, chat_id INTEGER NOT NULL, status_id INTEGER, state TEXT NOT NULL,
            lead_id INTEGER REFERENCES leads (id), begun_at TEXT NOT NULL)""",
        """CREATE TABLE pieces (
            chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, position INTEGER NOT NULL,
            batch_id INTEGER NOT NULL REFERENCES batches (id), kind TEXT NOT NULL, content TEXT NOT NULL, name TEXT NOT NULL,
            PRIMARY KEY (chat_id, message_id, position)) WITHOUT ROWID""",
        "CREATE INDEX pieces_by_batch ON pieces (batch_id)",
        """CREATE TABLE drafts (
            id INTEGER PRIMARY KEY, editor_id INTEGER, batch_id INTEGER REFERENCES batches (id), lead_id INTEGER REFERENCES leads (id),
            name TEXT NOT NULL, content TEXT NOT NULL, digest TEXT NOT NULL, doubts TEXT NOT NULL, card INTEGER NOT NULL, state TEXT NOT NULL,
            case_id INTEGER REFERENCES cases (id), deed_id INTEGER REFERENCES deeds (id), made_at TEXT NOT NULL)""",
        "CREATE INDEX drafts_by_digest ON drafts (digest)",
        """CREATE TABLE edits (
            id INTEGER PRIMARY KEY, editor_id INTEGER, case_id INTEGER NOT NULL, is_draft INTEGER NOT NULL,
            digest TEXT NOT NULL, content TEXT NOT NULL, made_at TEXT NOT NULL)""",
    )


@migrations()
def m010_imports(db: Database) -> None:
    """The import under way, at most one, or the undoing of one; without a deed its file is still being read. `staged` is what it has yet to do: the case to
    be put in, and in `before` the state of the case it is to replace ("" for none), or else the version to be put back. `report` is what is told of it at
    the end, as JSON.
    """
    _run(
        db,
        """CREATE TABLE imports (
            one INTEGER PRIMARY KEY CHECK (one = 1), editor_id INTEGER, name TEXT NOT NULL, deed_id INTEGER REFERENCES deeds (id),
            report TEXT NOT NULL)""",
        """CREATE TABLE staged (
            id INTEGER PRIMARY KEY, case_id INTEGER, content TEXT, hidden INTEGER NOT NULL, before TEXT NOT NULL,
            version_id INTEGER REFERENCES versions (id))""",
    )


@migrations()
def m011_gaps(db: Database) -> None:
    """What the library lacks, and how that is mended: synonyms told in chat, missed questions that were set aside, and questions whose right case is known,
    with its place in their answer before the last change and after it (0: not there). `told_at` of a wish is when its follower was told, `told` by which case:
    NULL while that is under way, 0 where it is not known whether it arrived. `audited` of a deed is whether all that it changed was there when the saved
    questions were last asked.

    `tier` of an answer says `weak` from now on where its cases are only loosely related; those kept before do not tell.
    `learned` of synonyms is their place in the order in which the segmenter learns words, NULL while they are proposed and not saved. `days` keeps the
    counts of questions that are too old to be kept.
    """
    _run(
        db,
        """CREATE TABLE synonyms (
            id INTEGER PRIMARY KEY, words TEXT NOT NULL, editor_id INTEGER, made_at TEXT NOT NULL, removed_at TEXT, learned INTEGER)""",
        "CREATE TABLE set_aside (question TEXT PRIMARY KEY, editor_id INTEGER, set_at TEXT NOT NULL) WITHOUT ROWID",
        """CREATE TABLE checks (
            question TEXT PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE, editor_id INTEGER,
            before INTEGER, now INTEGER, kept_at TEXT NOT NULL) WITHOUT ROWID""",
        "ALTER TABLE deeds ADD COLUMN audited INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX deeds_not_audited ON deeds (id) WHERE NOT audited",
        "ALTER TABLE wishes ADD COLUMN told_at TEXT",
        "ALTER TABLE wishes ADD COLUMN told INTEGER",
        """CREATE TABLE days (
            day TEXT PRIMARY KEY, questions INTEGER NOT NULL, answered INTEGER NOT NULL, weak INTEGER NOT NULL,
            people INTEGER NOT NULL) WITHOUT ROWID""",
        "CREATE INDEX answers_by_time ON answers (asked_at)",
        "CREATE INDEX answers_by_question ON answers (question)",
        "DROP INDEX answers_by_asker",
        "CREATE INDEX answers_by_asker ON answers (asker_id, asked_at)",
    )


@migrations()
def m012_weekly(db: Database) -> None:
    """每周一案: who gets it, which case a week has, and what became of each message.

    `topics` and `fewer` of a subscriber are what they want more of and less of; `weekday` (Monday is 1) and `hour` are NULL where they want the usual
    ones; `since` is when they subscribed or last chose a time: no earlier slot is theirs. `week` is as 2026-W48, `passed` the cases that editors put
    aside for it, `tell_since` the moment since when editors have not yet been told how it goes out. A delivery is queued, sending, sent, failed,
    blocked or uncertain; `wait_until` is when it may be tried again. Times are of UTC, days local. `useful` is who found a weekly case of use,
    `pictures` what Telegram calls a picture that it has.
    """
    _run(
        db,
        """CREATE TABLE subscribers (
            chat_id INTEGER PRIMARY KEY, kind TEXT NOT NULL, thread_id INTEGER, state TEXT NOT NULL, topics TEXT NOT NULL DEFAULT '[]',
            fewer TEXT NOT NULL DEFAULT '[]', weekday INTEGER, hour INTEGER, silent INTEGER NOT NULL DEFAULT 0, paused_until TEXT,
            district TEXT NOT NULL DEFAULT '', neighbourhood TEXT NOT NULL DEFAULT '', since TEXT NOT NULL)""",
        """CREATE TABLE editions (
            week TEXT PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE, line TEXT NOT NULL, picked INTEGER NOT NULL,
            state TEXT NOT NULL, passed TEXT NOT NULL, editor_id INTEGER, previewed_at TEXT, tell_since TEXT, made_at TEXT NOT NULL) WITHOUT ROWID""",
        """CREATE TABLE deliveries (
            week TEXT NOT NULL, chat_id INTEGER NOT NULL, case_id INTEGER REFERENCES cases (id) ON DELETE SET NULL, state TEXT NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0, fault TEXT NOT NULL DEFAULT '', wait_until TEXT, message_id INTEGER, queued_at TEXT NOT NULL,
            done_at TEXT, PRIMARY KEY (week, chat_id)) WITHOUT ROWID""",
        "CREATE INDEX deliveries_by_chat ON deliveries (chat_id, case_id)",
        "CREATE INDEX deliveries_by_state ON deliveries (state, week)",
        """CREATE TABLE useful (
            case_id INTEGER NOT NULL REFERENCES cases (id) ON DELETE CASCADE, reader_id INTEGER NOT NULL, said_at TEXT NOT NULL,
            PRIMARY KEY (case_id, reader_id)) WITHOUT ROWID""",
        "CREATE TABLE pictures (key TEXT PRIMARY KEY, file_id TEXT NOT NULL, kept_at TEXT NOT NULL) WITHOUT ROWID",
    )


def migrate(db: Database) -> None:
    """Bring a database to the newest schema; must run inside a write transaction."""
    migrations.apply(db)


def is_current(db: Database) -> bool:
    """Whether nothing is left to migrate."""
    return not migrations.pending(db)


def _run(db: Database, *statements: str) -> None:
    for statement in statements:
        db.execute(statement)
