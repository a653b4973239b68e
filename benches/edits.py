"""What an edit costs: changes a built site in one place, builds again, and counts files and bytes.

In: a site with its output, a function that builds and measures. Out: [`EditCost`] for each of `EDITS`. The site is as it was
afterwards; its output is not.
"""
import os
import re
import shutil
import subprocess
import tempfile
from typing import Callable, Generic, NamedTuple, TypeVar

REPOSITORY = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DOCUMENTS = os.path.join("content", "van-ban")
SEARCH = os.path.join("tim-kiem", "chi-muc")
TEMPLATE = os.path.join("themes", "default", "templates", "document-tasks.html")
Measured = TypeVar("Measured")


class EditCost(NamedTuple, Generic[Measured]):
    """What one edit cost: the build, and how the output differs from what it was."""
    run: Measured
    added: int
    changed: int
    removed: int
    bytes: int
    sent: int

    @property
    def files(self) -> int:
        """What an upload touches."""
        return self.added + self.changed + self.removed


def first_document(site: str) -> str:
    """A document; the same at every call."""
    folder = os.path.join(site, DOCUMENTS)
    return os.path.join(folder, min(name for name in os.listdir(folder) if name.endswith(".md") and name != "_index.md"))


def read(path: str) -> str:
    """A text."""
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def write(path: str, text: str) -> None:
    """The same text there."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def change(path: str, old: str, new: str) -> None:
    """`old` → `new`, where it stands first; it must stand there."""
    text = read(path)
    assert old in text, f"“{old}” does not stand in “{path}”"
    write(path, text.replace(old, new, 1))


def add_line(site: str) -> None:
    """A paragraph more at the end of one document."""
    path = first_document(site)
    write(path, read(path) + "\nCác đơn vị báo cáo kết quả trước ngày 15 hằng tháng.\n")


def add_citation(site: str) -> None:
    """One document cites another that the site holds."""
    folder = os.path.join(site, DOCUMENTS)
    cited = read(os.path.join(folder, max(name for name in os.listdir(folder) if name.endswith(".md"))))
    number, issuer = (re.search(rf'^{key}: "?([^"\n]+)', cited, re.M)[1] for key in ("number", "issuer"))
    kind = re.search(r'^title: "(.+?) số ', cited, re.M)[1]
    year, month, day = re.search(r"^date: (\d+)-(\d+)-(\d+)$", cited, re.M).groups()
    rows = read(os.path.join(site, "content", "issuers.yaml"))
    name = re.search(rf"^- key: {re.escape(issuer)}\n(?:  .*\n)*?  official_name: (.+)$", rows, re.M)[1]
    path = first_document(site)
    write(path, f"{read(path)}\nThực hiện {kind} số {number} ngày {day}/{month}/{year} của {name}.\n")


def add_document(site: str) -> None:
    """One document more: the text of another with a number of its own."""
    path = first_document(site)
    own = re.sub(r'^number: "\d+', 'number: "90001', read(path), count=1, flags=re.M)
    write(os.path.join(site, DOCUMENTS, "90001-moi.md"), own)


def add_work(site: str) -> None:
    """A row of works.yaml that nothing cites."""
    row = "- key: 55-1998-qh10\n  type: nghi-quyet\n  number: 55/1998/QH10\n  date: 1998-11-28\n  issuer: quoc-hoi\n" \
          "  title: Về nhiệm vụ năm 1999\n"
    write(os.path.join(site, "content", "works.yaml"), row)


def add_cited_work(site: str) -> None:
    """A row of a work that one document in six cites, so that their pages show its title."""
    row = "- key: 88-2014-qh13\n  type: nghi-quyet\n  number: 88/2014/QH13\n  date: 2014-11-28\n  issuer: quoc-hoi\n" \
          "  title: Về đổi mới chương trình, sách giáo khoa giáo dục phổ thông\n"
    write(os.path.join(site, "content", "works.yaml"), row)


def rename_issuer(site: str) -> None:
    """The issuer of one document in ten, in full."""
    change(os.path.join(site, "content", "issuers.yaml"), "official_name: Ủy ban nhân dân tỉnh Lào Cai",
           "official_name: Uỷ ban nhân dân tỉnh Lào Cai")


def edit_template(site: str) -> None:
    """The page of a document's tasks."""
    change(os.path.join(site, TEMPLATE), "<h1", '<h1 title=""')


EDITS: dict[str, Callable[[str], None]] = {
    "nothing changed": lambda site: None,
    "one line added to one document": add_line,
    "one citation more, of a work held": add_citation,
    "one document added": add_document,
    "a row of works.yaml, not cited": add_work,
    "a row of works.yaml, widely cited": add_cited_work,
    "an issuer's name": rename_issuer,
    "one template": edit_template,
}


def files_below(folder: str) -> dict[str, os.stat_result]:
    """Every file, by its path in the folder."""
    found = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            found[os.path.relpath(path, folder)] = os.lstat(path)
    return found


def uploaded(output: str) -> dict[str, os.stat_result]:
    """Every file of the site; the lists that the program keeps for itself are on no server."""
    return {path: stat for path, stat in files_below(output).items() if not path.startswith(".congbao-")}


def bytes_sent(old: str, new: str, paths: list[str]) -> int:
    """What rsync sends of the files that both folders have: the parts of them that are new. Whole files without it."""
    if not paths:
        return 0
    if not shutil.which("rsync"):
        return sum(os.path.getsize(os.path.join(new, path)) for path in paths)
    # Into the copies, which are thrown away: with --dry-run rsync counts whole files.
    command = ["rsync", "--no-whole-file", "--ignore-times", "--stats", "--files-from=-", new + "/", old + "/"]
    printed = subprocess.run(command, input="\n".join(paths), capture_output=True, text=True, check=True).stdout
    return int(re.search(r"Literal data: ([\d,.]+)", printed)[1].replace(",", "").replace(".", ""))


def cost_of(edit: Callable[[str], None], site: str, output: str, build: Callable[[], Measured]) -> EditCost[Measured]:
    """Edits, builds, compares. Containers of the search count by what rsync sends of them."""
    search = os.path.join(output, SEARCH)
    with tempfile.TemporaryDirectory(dir=os.path.dirname(output)) as kept:
        if os.path.isdir(search):
            shutil.copytree(search, os.path.join(kept, SEARCH))
        before = uploaded(output)
        edit(site)
        run = build()
        after = uploaded(output)
        changed = [path for path in after.keys() & before.keys()
                   if (after[path].st_mtime_ns, after[path].st_size) != (before[path].st_mtime_ns, before[path].st_size)]
        added = after.keys() - before.keys()
        packed = sorted(path for path in changed if path.startswith(SEARCH + os.sep))
        whole = sum(after[path].st_size for path in [*added, *(set(changed) - set(packed))])
        return EditCost(run, len(added), len(changed), len(before.keys() - after.keys()),
                        sum(after[path].st_size for path in [*added, *changed]),
                        whole + bytes_sent(kept, output, packed))


def costs(site: str, output: str, build: Callable[[], Measured]) -> dict[str, EditCost[Measured]]:
    """All edits, one after the other."""
    texts = os.path.join(site, "content")
    with tempfile.TemporaryDirectory(dir=os.path.dirname(site)) as kept:
        shutil.copytree(texts, os.path.join(kept, "content"))
        try:
            # A site with a template of its own, which says what the built-in one does.
            write(os.path.join(site, TEMPLATE), read(os.path.join(REPOSITORY, TEMPLATE)))
            build()
            return {name: cost_of(edit, site, output, build) for name, edit in EDITS.items()}
        finally:
            shutil.rmtree(texts)
            shutil.rmtree(os.path.join(site, "themes"), ignore_errors=True)
            shutil.move(os.path.join(kept, "content"), texts)
