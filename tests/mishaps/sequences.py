"""A site is published, edited at random and published again, many times: every address that ever answered answers for ever.

An address is every file of a published site (pages, forms of a document, feeds, lists of data, attachments) and every line
of the ledger. It answers by the file, or by a page in a folder of its name: a redirect, a page that says that the text was
withdrawn. `LOOSE` are the files that promise nothing: a page names them, and no person does."""

import collections
import os
import re

from site_under_test import DOCUMENT, Found, read, snapshot, write

LOOSE = re.compile(r"assets/|data/manifest|tim-kiem/|ngoai-tuyen/|sitemap|opensearch|manifest\.webmanifest|redirects\.map|queries\.map|gone\.map|_redirects|(.*/)?\.")

FILES = ("congbao.yaml", "content/themes.yaml")


def run(site, count, chance):
    """Edits and publishes `count` times; what happened, counted."""
    counts = collections.Counter()
    life = Life(site, chance)
    for number in range(count):
        done = life.step()
        status, said = site.run("build")
        where = f"step {number} ({done})"
        if status:
            counts["refused"] += 1
            life.look(where, "a refused build")
            life.take_back()
        else:
            counts["published"] += 1
            life.look(where, "the site")
            life.accept()
    counts["addresses"] = len(life.ever)
    if counts["published"] < max(1, count // 4):
        raise Found(f"only {counts['published']} of {count} builds were published: nothing was tried")
    return counts


class Life:
    """The sources of a site that changes, and every address that it ever published."""

    def __init__(self, site, chance):
        self.site, self.chance = site, chance
        self.ever, self.next = set(), 10
        self.kinds = [getattr(self, name) for name in sorted(dir(self)) if name.startswith("do_")]
        self.documents = {}
        for number in (1, 2, 3):
            os.remove(self.path(f"content/{number}.md"))
            self.add(number)
        status, said = site.run("build")
        if status:
            raise Found(said)
        self.look("the first build", "the site")
        self.accept()

    def path(self, name):
        return os.path.join(self.site.root, name)

    def add(self, number):
        self.documents[f"{number}.md"] = dict(number=number, year=2024, issuer="ubnd-xa-mau", front=[], body="Các trường thực hiện.")

    def write_all(self):
        content = self.path("content")
        for name in os.listdir(content):
            if name.endswith(".md"):
                os.remove(os.path.join(content, name))
        for name, it in self.documents.items():
            front = "".join(line + "\n" for line in it["front"])
            text = DOCUMENT.format(number=it["number"], year=2024, cites="").replace("2024-05-06", f"{it['year']}-05-06")
            text = text.replace("published: 2026-01-02\n", f"published: 2026-01-02\n{front}").replace("Hạn năm 2024.", it["body"])
            write(self.path(f"content/{name}"), text)

    def step(self):
        """One to three edits, and mostly what the program asks of them: a redirect, a page that says that it is gone."""
        kept = {name: {key: list(what) if isinstance(what, list) else what for key, what in it.items()} for name, it in self.documents.items()}
        self.saved = kept, {name: read(self.path(name)) for name in FILES}
        done = [f"{kind.__name__[3:]}: {kind()}" for kind in self.chance.choices(self.kinds, k=self.chance.choice((1, 1, 2, 3)))]
        self.write_all()
        return ", ".join(done)

    def take_back(self):
        self.documents, files = self.saved
        for name, text in files.items():
            write(self.path(name), text)
        self.write_all()

    def accept(self):
        self.ever |= {path for path in snapshot(self.site.output) if not LOOSE.match(path)}
        # What the ledger promises is a page, whatever it is called.
        self.ever |= {file_of(address) for address in self.ledger()}

    def ledger(self):
        lines = read(self.site.ledger).decode().splitlines() if os.path.isfile(self.site.ledger) else []
        return [line.split("\t")[0] for line in lines if line.startswith("/")]

    def look(self, where, what):
        found = snapshot(self.site.output)
        answers = lambda path: path in found or f"{path}/index.html" in found or path.removesuffix("/index.html") in found
        lost = sorted(path for path in self.ever if not answers(path))
        if lost:
            raise Found(f"{where}: {what} no longer answers at {len(lost)} addresses it once had: {lost[:5]}")

    # Edits

    def any(self):
        return self.chance.choice(sorted(self.documents))

    def do_add(self):
        self.next += 1
        self.add(self.next)
        return self.next

    def do_number(self):
        """The number was wrong: the old address has to lead to the new one."""
        name = self.any()
        it = self.documents[name]
        self.next += 1
        if self.chance.random() < 0.7:
            it["front"] = [line for line in it["front"] if not line.startswith("redirect_from")]
            it.setdefault("old", []).append(self.address(it))
            it["front"].append(f"redirect_from: [{', '.join(it['old'])}]")
        it["number"] = self.next
        return f"{name} → {self.next}"

    def do_year(self):
        name = self.any()
        it = self.documents[name]
        if self.chance.random() < 0.7:
            it["front"] = [line for line in it["front"] if not line.startswith("redirect_from")]
            it.setdefault("old", []).append(self.address(it))
            it["front"].append(f"redirect_from: [{', '.join(it['old'])}]")
        it["year"] = self.chance.choice((2022, 2023, 2024, 2025))
        return f"{name} → {it['year']}"

    def address(self, it):
        return f"/van-ban/ubnd-xa-mau/chi-thi/{it['year']}/{it['number']:02}-ct-ubnd/"

    def do_remove(self):
        if len(self.documents) < 3:
            return "too few"
        name = self.any()
        it = self.documents.pop(name)
        if self.chance.random() < 0.7:
            self.gone(self.address(it), it.get("old", []))
        return name

    def gone(self, address, others):
        path = self.path("congbao.yaml")
        text = read(path).decode()
        rows = "".join(f"  - {{address: {one}, reason: Đăng nhầm, date: 2026-02-03}}\n" for one in [address, *others])
        text = text.replace("gone: []", "gone:")
        write(path, text.replace("gone:\n", f"gone:\n{rows}", 1) if "\ngone:\n" in text else text + f"gone:\n{rows}")

    def do_rename_file(self):
        name = self.any()
        self.next += 1
        self.documents[f"ten-{self.next}.md"] = self.documents.pop(name)
        return name

    def do_draft(self):
        it = self.documents[self.any()]
        it["front"] = ["draft: true", *[line for line in it["front"] if line != "draft: true"]] if self.chance.random() < 0.5 else [line for line in it["front"] if line != "draft: true"]
        return it["front"]

    def do_words(self):
        it = self.documents[self.any()]
        it["body"] = self.chance.choice((
            "Các trường thực hiện.", "Theo Quyết định số 7/QĐ-BGDĐT ngày 02/3/2021.", "Theo Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ.",
            "## I. Việc\n\nLàm.\n\n## II. Tổ chức\n\nTheo Chỉ thị số 02/CT-UBND ngày 06/5/2024.",
            "\n\n".join(f"## Điều {n}. Việc\n\n" + "Các trường tổ chức thực hiện nội dung này. " * 60 for n in range(1, 61)),
        ))
        return it["body"][:20]

    def do_forms(self):
        path = self.path("congbao.yaml")
        text = read(path).decode()
        forms = self.chance.choice(("[]", "[txt]", "[akn]", "[txt, akn]"))
        write(path, re.sub(r"(?m)^formats: .*$", f"formats: {forms}", text) if "\nformats: " in text else text + f"formats: {forms}\n")
        return forms

    def do_series(self):
        it = self.documents[self.any()]
        it["front"] = [line for line in it["front"] if not line.startswith("series")] + ([f"series: loat-{self.chance.randrange(2)}"] if self.chance.random() < 0.7 else [])
        return it["front"]

    def do_theme(self):
        """A theme more, or one less; a document about one."""
        path, it = self.path("content/themes.yaml"), self.documents[self.any()]
        text, row = read(path).decode(), f"chu-de-{self.chance.choice('abc')}"
        line = f"- {{key: {row}, name: Chủ đề {row}, description: Mô tả}}\n"
        it["front"] = [one for one in it["front"] if not one.startswith("themes")]
        if line not in text:
            write(path, text.rstrip("\n") + "\n" + line)
            it["front"].append(f"themes: [{row}]")
        elif self.chance.random() < 0.3:
            write(path, text.replace(line, ""))
        return row


def file_of(address):
    """The file that answers at an address."""
    path = address.lstrip("/")
    return path + "index.html" if path == "" or path.endswith("/") else path
