"""Asks the databases and compares them with each other and with the data files of the site. Called by `run`."""

import collections
import csv
import glob
import gzip
import io
import json
import os
import pathlib
import sqlite3
import subprocess
import sys

import duckdb

WORK = pathlib.Path(os.environ["WORK"])
# What a person types; the same words without marks, and as a phrase.
SEARCHES = ["chuyển đổi số", "chuyen doi so", "CHUYEN ĐOI SO", '"doi so"', '"đổi số"', "giao duc dao tao", "đào tạo", "dao tao"]
failed = []


def check(what, found, wanted):
    if found != wanted:
        failed.append(f"{what}: {found!r}, not {wanted!r}")
    else:
        print(f"{what}: {str(found)[:100]}")


def records(name):
    lines = []
    for path in sorted(glob.glob(str(WORK / "site/data" / name / "*.jsonl.gz"))):
        lines += [json.loads(line) for line in gzip.open(path, "rt", encoding="utf-8")]
    return lines


site = json.loads((WORK / "site/data/site.json").read_text(encoding="utf-8"))
lists = {name: records(name) for name in ["documents", "works", "citations", "relations", "tasks"]}
verdicts = dict(collections.Counter(record["resolution"]["kind"] for record in lists["citations"]))
resolved = sum(count for kind, count in verdicts.items() if kind in ("document", "work", "self"))
agencies = dict(collections.Counter(agency["key"] for task in lists["tasks"] for agency in task["agencies"] if agency["key"]))
cited = {record["id"]: record["cited"] for record in lists["works"]}
places = sorted((r["document"], r["start"], r["end"], r["text"], r["resolution"]["id"]) for r in lists["citations"])
check("citations of site.json", site["citations"], len(lists["citations"]))

sqlite = sqlite3.connect(f"file:{WORK}/a.db?mode=ro", uri=True)
duck = duckdb.connect()
for path in sorted((WORK / "parquet").glob("*.parquet")):
    duck.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM read_parquet('{path}')")


def ask_sqlite(query):
    return sqlite.execute(query).fetchall()


def ask_duckdb(query):
    return duck.execute(query).fetchall()


def ask_postgres(query):
    command = [os.environ["PSQL"], "-X", "-q", "-h", str(WORK / "socket"), "-U", "postgres", "-v", "ON_ERROR_STOP=1"]
    answer = subprocess.run([*command, "-c", f"COPY ({query}) TO STDOUT WITH (FORMAT csv)"], capture_output=True, check=True,
                            env=dict(os.environ, PGOPTIONS="-c search_path=congbao,public"))
    return [tuple(row) for row in csv.reader(io.StringIO(answer.stdout.decode("utf-8"), newline=""))]


def number(rows):
    return int(rows[0][0])


def pairs(rows):
    return {key: int(count) for key, count in rows}


for name, ask in [("SQLite", ask_sqlite), ("DuckDB", ask_duckdb), ("PostgreSQL", ask_postgres)]:
    for table, wanted in lists.items():
        check(f"{name}, {table}", number(ask(f"SELECT count(*) FROM {table}")), len(wanted))
    check(f"{name}, resolved", number(ask("SELECT count(*) FROM citations WHERE verdict IN ('document', 'work', 'self')")), resolved)
    check(f"{name}, verdicts", pairs(ask("SELECT verdict, count(*) FROM citations GROUP BY verdict")), verdicts)
    check(f"{name}, tasks by agency", pairs(ask(
        "SELECT agency, count(*) FROM task_agencies WHERE agency IS NOT NULL GROUP BY agency")), agencies)
    check(f"{name}, cited", pairs(ask("SELECT id, cited FROM works")), cited)
    rows = ask("SELECT document, start_char, end_char, text, work FROM citations")
    check(f"{name}, places", sorted((d, int(s), int(e), t, w or None) for d, s, e, t, w in rows) == places, True)
    check(f"{name}, days", number(ask("SELECT count(date) FROM documents")), sum("date" in r for r in lists["documents"]))
    check(f"{name}, works with relations", number(ask(
        "SELECT count(*) FROM relations JOIN works ON works.id = relations.to_work")), len(lists["relations"]))
    check(f"{name}, no empty task", number(ask("SELECT count(*) FROM tasks WHERE text IS NULL OR text = ''")), 0)

texts = [ask("SELECT document, anchor, text FROM sections ORDER BY id") for ask in (ask_sqlite, ask_duckdb, ask_postgres)]
check("the same texts", texts[0] == texts[1] == texts[2], True)
check("sections with words", sum(len(text.split()) for _, _, text in texts[0]) > 100, True)
check("foreign keys of SQLite", ask_sqlite("PRAGMA foreign_key_check"), [])
check("SQLite is whole", ask_sqlite("PRAGMA integrity_check"), [("ok",)])
check("days of Parquet are days", ask_duckdb("SELECT typeof(date) FROM documents LIMIT 1"), [("DATE",)])

for words in SEARCHES:
    hits = [row[0] for row in sqlite.execute("SELECT rowid FROM sections_fts WHERE sections_fts MATCH ? ORDER BY rowid", [words])]
    quoted = words.replace("'", "''")
    same = [int(row[0]) for row in ask_postgres(f"SELECT id FROM sections WHERE search @@ search_words('{quoted}') ORDER BY id")]
    if set("đĐ") & set(words):
        # Who types "đ" in SQLite means it; PostgreSQL takes "d" for it, too.
        check(f"“{words}” in PostgreSQL has those of SQLite", set(same) >= set(hits), True)
    else:
        check(f"“{words}” in PostgreSQL as in SQLite", same, hits)
    check(f"“{words}” is found", len(hits) > 0, True)

# Datasette finds the full-text index by itself: its own search box answers.
for words in ["chuyen doi so", "chuyển đổi số"]:
    import urllib.parse
    address = f"/a/sections.json?_search={urllib.parse.quote(words)}&_shape=objects&_size=max"
    answer = subprocess.run([sys.executable, "-m", "datasette", str(WORK / "a.db"), "--get", address], capture_output=True, check=True)
    hits = number(ask_sqlite(f"SELECT min(count(*), 1000) FROM sections_fts WHERE sections_fts MATCH '{words}'"))
    check(f"“{words}” in Datasette", len(json.loads(answer.stdout)["rows"]), min(hits, 1000))

if failed:
    sys.exit("\n".join(failed))
