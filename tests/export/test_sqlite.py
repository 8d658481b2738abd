from __future__ import annotations

import hashlib
import resource
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from newskit.article import Article
from newskit.errors import OutputError, UsageError
from newskit.export import open_export

from .articles import corpus, ferry
from .conftest import Export


@pytest.fixture
def database(export: Export) -> Iterator[sqlite3.Connection]:
    """Open the database of the three articles."""
    with closing(sqlite3.connect(export("sqlite", corpus(), "a.sqlite"))) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def names(database: sqlite3.Connection, kind: str) -> set[str]:
    return {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = ?", (kind,))}


def test_the_database_is_whole(database: sqlite3.Connection) -> None:
    """No page is damaged, no key points nowhere, and the search index fits the articles."""
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.execute("INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')")


def test_articles_and_their_metadata(database: sqlite3.Connection) -> None:
    """One row an article, in order, with the hash of its text and its own keys."""
    rows = database.execute("SELECT * FROM articles ORDER BY id").fetchall()
    assert [row["article_id"] for row in rows] == [article.id for article in corpus()]
    assert [row["text"] for row in rows] == [article.text for article in corpus()]
    assert rows[0]["text_sha256"] == hashlib.sha256((ferry().text or "").encode()).hexdigest()
    assert rows[0]["extra"] == '{"my_key":{"n":1}}'
    assert rows[2]["title"] == "bare"
    assert [tuple(row) for row in database.execute("SELECT name, url FROM authors")] == [
        ("Ann Example", "https://coast.example/ann")
    ]


def test_every_span_covers_its_words(database: sqlite3.Connection) -> None:
    """Whatever has start, end and words says what stands there."""
    tables = [
        ("sentences", "text"),
        ("mentions", "text"),
        ("times", "name"),
        ("quantities", "name"),
        ("events", "name"),
    ]
    for table, words in tables:
        rows = database.execute(
            f'SELECT t.{words}, substr(a.text, t.start + 1, t."end" - t.start) FROM {table} t '
            "JOIN articles a ON a.id = t.article"
        ).fetchall()
        assert rows
        assert all(row[0] == row[1] for row in rows)


def test_layers_are_linked(database: sqlite3.Connection) -> None:
    """Speakers, participants, times and wholes are keys into the tables of entities, times and quantities."""
    query = (
        "SELECT q.polarity, e.name FROM quotes q JOIN quote_speakers s ON s.quote = q.id "
        "JOIN entities e ON e.id = s.entity ORDER BY q.id"
    )
    assert [tuple(row) for row in database.execute(query)] == [("asserts", "Ruth Kemp"), ("warns", "Ruth Kemp")]
    query = "SELECT t.value FROM events v JOIN times t ON t.id = v.time WHERE v.negated"
    assert [row[0] for row in database.execute(query)] == ["2024-03-03"]
    query = "SELECT p.name, w.name FROM quantities p JOIN quantities w ON w.id = p.part_of"
    assert [tuple(row) for row in database.execute(query)] == [("55", "57")]
    roles = database.execute("SELECT role, count(*) FROM event_participants GROUP BY role ORDER BY role").fetchall()
    assert [tuple(row) for row in roles] == [("agent", 2), ("patient", 1), ("place", 1)]


def test_text_is_searched(database: sqlite3.Connection) -> None:
    """The full-text index finds words in headline and text, without regard for accents."""
    found = database.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'lucky'").fetchall()
    assert [row[0] for row in found] == [1]
    assert database.execute("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'cafe'").fetchone()[0] == 1


def test_views_answer_the_usual_questions(database: sqlite3.Connection) -> None:
    """Who is named, who speaks, who said what, what happened when."""
    assert names(database, "view") == {"names", "speakers", "who_said_what", "timeline"}
    first = database.execute("SELECT * FROM names WHERE label = 'PERSON'").fetchone()
    assert (first["name"], first["articles"], first["mentions"]) == ("Ruth Kemp", 1, 4)
    speaker = database.execute("SELECT * FROM speakers").fetchone()
    assert (speaker["name"], speaker["quotes"], speaker["direct"]) == ("Ruth Kemp", 2, 1)
    said = [row["speaker"] for row in database.execute("SELECT * FROM who_said_what")]
    assert said == ["Ruth Kemp", "Ruth Kemp"]
    days = [(row["value"], row["sentence"][:4]) for row in database.execute("SELECT * FROM timeline")]
    assert days == [("2024-02-26", "Mayo"), ("2024-03-03", "Kemp")]


def test_what_refers_can_be_labelled(database: sqlite3.Connection) -> None:
    """Each table that others refer to has a key of its own and a title or name: so Datasette labels the references."""
    for table in names(database, "table"):
        for key in database.execute(f"PRAGMA foreign_key_list({table})"):
            columns = {row["name"]: row["pk"] for row in database.execute(f"PRAGMA table_info({key['table']})")}
            assert columns["id"] == 1
            assert columns.keys() & {"title", "name"}, key["table"]


def test_every_reference_has_an_index(database: sqlite3.Connection) -> None:
    """A lookup by article never reads a whole table."""
    for table in names(database, "table") - {"articles"}:
        if any(key["from"] == "article" for key in database.execute(f"PRAGMA foreign_key_list({table})")):
            plan = database.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE article = 1").fetchall()
            assert all("SEARCH" in row["detail"] for row in plan), table


def test_the_same_corpus_gives_the_same_bytes(export: Export) -> None:
    """Two runs make the same file."""
    first, second = (export("sqlite", corpus(), name).read_bytes() for name in ("a.sqlite", "b.sqlite"))
    assert first == second


def test_many_articles_are_inserted_in_turns(export: Export) -> None:
    """Rows are inserted before there are too many of them to hold; the numbers go on."""
    articles = [Article(id=f"a{n}", text="x", keywords=["k"] * 30) for n in range(2000)]
    with closing(sqlite3.connect(export("sqlite", articles, "a.db"))) as connection:
        assert connection.execute("SELECT count(*), max(id) FROM articles").fetchone() == (2000, 2000)
        assert connection.execute("SELECT count(*) FROM keywords").fetchone() == (60_000,)


@pytest.mark.parametrize(("target", "told"), [("-", "standard output"), ("a.db.gz", "not compressed")])
def test_where_a_database_cannot_be(target: str, told: str, tmp_path: Path) -> None:
    """A database is a file of its own."""
    with pytest.raises(UsageError, match=told):
        open_export(target if target == "-" else str(tmp_path / target), "sqlite")


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    """When SQLite cannot write, the error says so and nothing is left behind."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
    try:
        with pytest.raises(OutputError, match="cannot write"):
            fill(tmp_path / "a.sqlite")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert list(tmp_path.iterdir()) == []


def fill(path: Path) -> None:
    with open_export(str(path)) as output:
        for number in range(300):
            output.write(Article(id=str(number), text="x" * 10_000))
