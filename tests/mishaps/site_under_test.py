"""A small site: made, edited, built, built afresh elsewhere, and looked at.

In: the program, a folder. Out: what stands in its output folder, and what should."""

import hashlib
import os
import shutil
import stat
import subprocess

MANIFEST = ".congbao-manifest.tsv"
DOCUMENT = """---
type: chi-thi
number: {number:02}/CT-UBND
date: 2024-05-06
issuer: ubnd-xa-mau
title: Về việc thử
published: 2026-01-02
---

Hạn năm {year}.{cites}
"""
# What a build may leave beside the output folder.
TWIN = ".congbao-output.twin"
STAYS = {".congbao-output.lock", ".congbao-output.stat", ".congbao-output.last", TWIN}


class Found(Exception):
    """A promise that was broken."""


class Site:
    # What fresh builds made, by their sources.
    known = {}

    def __init__(self, program, folder, chance):
        self.program, self.folder, self.chance = program, folder, chance
        self.root = os.path.join(folder, "site")
        self.output = os.path.join(self.root, "output")
        self.ledger = os.path.join(self.root, "content", "addresses.tsv")
        os.makedirs(folder)
        self.run("init", self.root, root=False)
        config = os.path.join(self.root, "congbao.yaml")
        text = read(config).decode()
        # A site that is online: all promises hold. Without search and what readers keep it has all that matters here.
        lines = [line for line in text.splitlines(True) if not line.startswith(("online:", "search:", "offline:", "title:"))]
        write(config, "".join(["title: Trang một\n", "search: false\n", "offline: false\n", *lines]))
        self.documents = {}
        for number in (1, 2, 3):
            self.write_document(number)

    # Editing

    def write_document(self, number, cites=0):
        year, _ = self.documents.get(number, (2024, 0))
        self.documents[number] = (2024 + 2025 - year, cites)
        text = "".join(f" Theo Quyết định số {n}/QĐ-BGDĐT ngày 02/3/2021." for n in range(1, cites + 1))
        text = DOCUMENT.format(number=number, year=self.documents[number][0], cites=text)
        write(os.path.join(self.root, "content", f"{number}.md"), text)

    def edit(self):
        """One change: other words of the same length, a citation of a work that has no page yet, a document, every page.
        States come again, so that not all have to be built afresh."""
        kind = self.chance.choice(("words", "words", "citation", "document", "every page"))
        number = self.chance.choice(list(self.documents))
        cites = self.documents[number][1]
        if kind == "document" and len(self.documents) < 5:
            self.write_document(max(self.documents) + 1)
        elif kind == "citation" and cites < 4:
            self.write_document(number, cites + 1)
        elif kind == "every page":
            config = os.path.join(self.root, "congbao.yaml")
            text = read(config).decode()
            one, other = "title: Trang một\n", "title: Trang hai\n"
            write(config, text.replace(one, other) if one in text else text.replace(other, one))
        else:
            kind = "words"
            self.write_document(number, cites)
        return kind

    # Building

    def run(self, *arguments, root=True, before=(), timeout=120):
        command = [*before, self.program, *arguments, *(("--root", self.root) if root else ())]
        try:
            run = subprocess.run(
                [*command, "--lang", "en"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                timeout=timeout, check=False,
            )
        except subprocess.TimeoutExpired:
            raise Found(f"hangs: {' '.join(command)}") from None
        said = run.stdout.decode(errors="replace")
        if "panicked" in said or run.returncode not in (0, 1, 2, -9, 137):
            raise Found(f"exit {run.returncode}: {said}")
        return run.returncode, said

    def build(self, *arguments):
        status, said = self.run("build", *arguments)
        if status:
            raise Found(f"the build fails:\n{said}")
        return said

    def fresh(self):
        """Files of the site, and its ledger, as a build in a new place makes them of the same sources and ledger."""
        sources = [(name, os.path.join(self.root, name)) for name in ("content", "themes", "congbao.yaml")]
        key = str([(name, sorted(snapshot(path).items()) if os.path.isdir(path) else look(path)) for name, path in sources])
        if key not in self.known:
            copy = os.path.join(self.folder, "fresh")
            shutil.rmtree(copy, ignore_errors=True)
            os.makedirs(copy)
            for name, path in sources:
                if os.path.isdir(path):
                    shutil.copytree(path, os.path.join(copy, name), ignore=shutil.ignore_patterns(".congbao-*"))
                else:
                    shutil.copy(path, os.path.join(copy, name))
            status, said = self.run("build", "--root", copy, root=False)
            if status:
                raise Found(f"a fresh build fails:\n{said}")
            self.known[key] = snapshot(os.path.join(copy, "output")), read(os.path.join(copy, "content", "addresses.tsv"))
        return self.known[key]

    # Looking

    def beside(self):
        """What lies beside the output folder, or beside the ledger, and should not."""
        names = os.listdir(self.root) + os.listdir(os.path.dirname(self.ledger))
        return {name for name in names if name.startswith(".congbao-")} - STAYS

    def check_twin(self, where):
        """The second generation has the very files that the program's list names, or does not exist."""
        twin = os.path.join(self.root, TWIN)
        if not os.path.isdir(twin):
            return
        listed = [line.split("\t")[0] for line in read(os.path.join(self.output, MANIFEST)).decode().splitlines()[1:]]
        inode = lambda folder, path: os.lstat(os.path.join(folder, path)).st_ino
        expected = {path: inode(self.output, path) for path in listed}
        found = {path: inode(twin, path) for path in snapshot(twin)}
        if found != expected:
            raise Found(f"{where}: the second generation is not the site: {difference(found, expected)}")


def snapshot(folder):
    """{path: what stands there} without the program's own list, whose fingerprint tells one machine from another."""
    found = {}
    for parent, folders, names in os.walk(os.fsencode(folder)):
        links = [name for name in folders if os.path.islink(os.path.join(parent, name))]
        for name in names + links:
            path = os.path.join(parent, name)
            shown = os.fsdecode(os.path.relpath(path, os.fsencode(folder)))
            if shown != MANIFEST:
                found[shown] = look(path)
        if not folders and not names and parent != os.fsencode(folder):
            found[os.fsdecode(os.path.relpath(parent, os.fsencode(folder)))] = "an empty folder"
    return found


def look(path):
    mode = os.lstat(path).st_mode
    if stat.S_ISLNK(mode):
        return f"a link to {os.readlink(path)!r}"
    if not stat.S_ISREG(mode):
        return "a pipe"
    return hashlib.sha256(read(path)).hexdigest()


def is_pipe(path):
    return stat.S_ISFIFO(os.lstat(path).st_mode)


def difference(found, expected):
    """The first three paths that differ, in words; empty where none does."""
    lines = []
    for path in sorted(found.keys() | expected.keys()):
        if found.get(path) != expected.get(path):
            lines.append(f"{path!r}: {found.get(path, 'nothing')}, expected {expected.get(path, 'nothing')}")
    return "\n  ".join(lines[:3] + ([f"and {len(lines) - 3} more"] if len(lines) > 3 else []))


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, text):
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
