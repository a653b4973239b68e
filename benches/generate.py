#!/usr/bin/env python3
"""Lay out a site of N directives made of real Vietnamese text, the same ones every time.

    generate.py --n 1000 --out DIR --dialect congbao|hugo
    generate.py --check                (are these the documents every other measurement used?)

In: `paragraphs.txt`, `headings.txt` (one a line, drawn from the five real directives) and, for Hugo, the
site skeleton in `hugo/`. Out: a site in DIR, ready to build, and one line of JSON about it.

A document is about 18 KB: headings, each with three to seven paragraphs drawn at random, and after the
first of them one paragraph that cites three to eight works in full (type, number, date, issuer): half of them
120 well-known works from outside, some far more often than others, half documents of the same set. Both
dialects have the same file names and, byte for byte, the same bodies; only the front matter differs. What a
draw decides depends on nothing but N: never reorder or add draws.
"""
import argparse
import datetime
import hashlib
import json
import os
import random
import re
import shutil
import sys
import unicodedata
from typing import Iterator, NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 1
BODY_BYTES = 18_000
FOLDER = os.path.join("content", "van-ban")
"""Where the documents stand in a site, in both dialects."""

DIGEST_OF_100 = "e3aa515d8261284bdb2e2dc6c88163b0392b50cff40bd0dde5dffc58b7299410"
"""SHA-256 over slug, title and body (without the citing paragraph) of the documents for N = 100."""

THEMES = """Chuyển đổi số|Giáo dục mầm non|Giáo dục tiểu học|Giáo dục trung học cơ sở|Giáo dục trung học phổ thông
Giáo dục thường xuyên|Giáo dục nghề nghiệp|Giáo dục đại học|Giáo dục dân tộc|Giáo dục STEM|Ngoại ngữ|Tin học
Tuyển sinh|Thi tốt nghiệp|Kiểm tra, đánh giá|Dạy thêm, học thêm|Sách giáo khoa|Chương trình GDPT 2018
Phổ cập giáo dục|Xóa mù chữ|Trường đạt chuẩn quốc gia|Cơ sở vật chất|Thiết bị dạy học|Đội ngũ nhà giáo
Bồi dưỡng giáo viên|Tuyển dụng viên chức|Thi đua, khen thưởng|Thanh tra, kiểm tra|Cải cách hành chính
Công khai, minh bạch|Thu, chi đầu năm|Học phí|Học bổng và hỗ trợ học sinh|An toàn trường học
Phòng, chống bạo lực học đường|Y tế trường học|Giáo dục thể chất|Giáo dục quốc phòng và an ninh
Xã hội học tập|Hợp tác quốc tế""".replace("\n", "|").split("|")

SUBJECTS = """thực hiện nhiệm vụ trọng tâm năm học|tăng cường công tác bảo đảm an toàn trường học
đẩy mạnh chuyển đổi số trong giáo dục|nâng cao chất lượng dạy và học ngoại ngữ
tổ chức kỳ thi tốt nghiệp trung học phổ thông|công tác tuyển sinh đầu cấp|chấn chỉnh việc dạy thêm, học thêm
quản lý các khoản thu đầu năm học|phòng, chống bạo lực học đường|triển khai Chương trình giáo dục phổ thông 2018
phổ cập giáo dục, xóa mù chữ|xây dựng trường đạt chuẩn quốc gia|bồi dưỡng đội ngũ nhà giáo và cán bộ quản lý
công tác y tế trường học|giáo dục quốc phòng và an ninh|chế độ, chính sách đối với học sinh dân tộc thiểu số
kiểm định chất lượng giáo dục|công tác thi đua, khen thưởng""".replace("\n", "|").split("|")


class Kind(NamedTuple):
    """A document type: abbreviation in symbols, name, key in congbao's registry, how often it is drawn."""
    code: str
    name: str
    key: str
    weight: int


KINDS = [
    Kind("CT", "Chỉ thị", "chi-thi", 30), Kind("CV", "Công văn", "cong-van", 24),
    Kind("KH", "Kế hoạch", "ke-hoach", 18), Kind("QĐ", "Quyết định", "quyet-dinh", 12),
    Kind("TB", "Thông báo", "thong-bao", 8), Kind("HD", "Hướng dẫn", "huong-dan", 5),
    Kind("BC", "Báo cáo", "bao-cao", 3),
]


class Issuer(NamedTuple):
    """An issuing body: abbreviation in symbols, its name without a place, and what `issuers.yaml` says of it."""
    code: str
    bare: str
    name: str
    official_name: str
    system: str = "state"
    level: str = "province"
    place: str = "Lào Cai"

    @property
    def key(self) -> str:
        """Key in `issuers.yaml`: the slug of the name."""
        return slug(self.name)


ISSUERS = [
    Issuer("UBND", "Ủy ban nhân dân tỉnh", "UBND tỉnh Lào Cai", "Ủy ban nhân dân tỉnh Lào Cai"),
    Issuer("SGDĐT", "Sở Giáo dục và Đào tạo", *["Sở Giáo dục và Đào tạo tỉnh Lào Cai"] * 2),
    Issuer("HĐND", "Hội đồng nhân dân tỉnh", "HĐND tỉnh Lào Cai", "Hội đồng nhân dân tỉnh Lào Cai"),
    Issuer("TU", "Tỉnh ủy", *["Tỉnh ủy Lào Cai"] * 2, system="party"),
    Issuer("SNV", "Sở Nội vụ", *["Sở Nội vụ tỉnh Lào Cai"] * 2),
    Issuer("STC", "Sở Tài chính", *["Sở Tài chính tỉnh Lào Cai"] * 2),
    Issuer("SYT", "Sở Y tế", *["Sở Y tế tỉnh Lào Cai"] * 2),
    Issuer("PGDĐT", "Phòng Giáo dục và Đào tạo", *["Phòng Giáo dục và Đào tạo huyện Bảo Thắng"] * 2,
           level="district", place="Bảo Thắng"),
    Issuer("CĐN", "Công đoàn ngành Giáo dục", *["Công đoàn ngành Giáo dục tỉnh Lào Cai"] * 2, system="union"),
    Issuer("TTGDTX", "Trung tâm GDNN-GDTX tỉnh", *["Trung tâm GDNN-GDTX tỉnh Lào Cai"] * 2),
]


class Work(NamedTuple):
    """What a citation says of a work."""
    kind: str
    number: str
    date: datetime.date
    issuer: str

    def citation(self) -> str:
        """`Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2023 của Bộ Giáo dục và Đào tạo`."""
        return f"{self.kind} số {self.number} ngày {vietnamese_date(self.date)} của {self.issuer}"


class Document(NamedTuple):
    """One directive; `blocks` are the headings and paragraphs of its body, without the citing paragraph."""
    slug: str
    title: str
    kind: Kind
    issuer: Issuer
    number: str
    date: datetime.date
    themes: list[str]
    references: list[Work]
    blocks: list[str]

    def body(self) -> str:
        """The body as it is published: the citing paragraph stands at the end of the first section."""
        end = next((i for i, block in enumerate(self.blocks) if i and block.startswith("#")), len(self.blocks))
        citing = "Căn cứ " + "; ".join(work.citation() for work in self.references) + "."
        return join([*self.blocks[:end], citing, *self.blocks[end:]])


# Symbols of the works from outside, with the type and issuer they stand for.
OUTSIDE = {
    "NQ/TW": ("Nghị quyết", "Ban Chấp hành Trung ương"),
    "QĐ-BGDĐT": ("Quyết định", "Bộ Giáo dục và Đào tạo"),
    "QĐ-TTg": ("Quyết định", "Thủ tướng Chính phủ"),
    "NĐ-CP": ("Nghị định", "Chính phủ"),
    "TT-BGDĐT": ("Thông tư", "Bộ Giáo dục và Đào tạo"),
    "CT/TW": ("Chỉ thị", "Ban Bí thư"),
    "KL/TW": ("Kết luận", "Bộ Chính trị"),
}
OUTSIDE_WORKS = 120


def slug(text: str) -> str:
    """ASCII letters and digits with `-` between them."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def vietnamese_date(day: datetime.date) -> str:
    """As official texts write it: a zero before days below 10 and before January and February."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def join(blocks: list[str]) -> str:
    """Blocks as Markdown."""
    return "\n\n".join(blocks) + "\n"


def read_lines(name: str) -> list[str]:
    """The lines of a file beside this one."""
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read().splitlines()


def skewed(rng: random.Random, count: int) -> int:
    """An index below `count`, the first ones far more often (about 1/rank)."""
    return min(count - 1, int(count ** rng.random()) - 1)


class Identity(NamedTuple):
    """Who a document is, drawn for all of them first, so that any can cite any other."""
    kind: Kind
    issuer: Issuer
    number: str
    date: datetime.date

    def work(self) -> Work:
        """As others cite it."""
        return Work(self.kind.name, self.number, self.date, self.issuer.official_name)


def draw_identities(rng: random.Random, count: int) -> list[Identity]:
    """Type, issuer, number and date of every document; numbers run on through the years."""
    weights = [kind.weight for kind in KINDS]
    last_number: dict[tuple[str, str], int] = {}
    identities = []
    for _ in range(count):
        kind = rng.choices(KINDS, weights)[0]
        issuer = ISSUERS[min(len(ISSUERS) - 1, int(rng.expovariate(0.45)))]
        ordinal = last_number[kind.code, issuer.code] = last_number.get((kind.code, issuer.code), 0) + 1
        date = datetime.date(2013, 1, 1) + datetime.timedelta(days=rng.randrange(4900))
        identities.append(Identity(kind, issuer, f"{ordinal:02d}/{kind.code}-{issuer.code}", date))
    return identities


def draw_outside_works(rng: random.Random) -> list[Work]:
    """The well-known works from outside. Month and day follow from the number: nothing is drawn for them."""
    symbols, works = list(OUTSIDE), []
    for i in range(OUTSIDE_WORKS):
        symbol = symbols[i % len(symbols)]
        ordinal, year = rng.randrange(1, 3000), rng.randrange(2013, 2026)
        number = f"{ordinal}-{symbol}" if symbol.endswith("TW") else f"{ordinal}/{year}/{symbol}"
        kind, issuer = OUTSIDE[symbol]
        works.append(Work(kind, number, datetime.date(year, 1 + ordinal % 12, 1 + ordinal % 28), issuer))
    return works


def draw_themes(rng: random.Random) -> list[str]:
    """Three different themes."""
    themes: list[str] = []
    while len(themes) < 3:
        theme = THEMES[skewed(rng, len(THEMES))]
        if theme not in themes:
            themes.append(theme)
    return themes


def draw_references(rng: random.Random, own: str, identities: list[Identity], outside: list[Work]) -> list[Work]:
    """Three to eight works with different numbers, never the document itself (fewer where N is very small)."""
    references: dict[str, Work] = {}
    wanted = rng.randint(3, 8)
    for _ in range(60):
        if len(references) == wanted:
            break
        if rng.random() < 0.5:
            work = outside[skewed(rng, len(outside))]
        else:
            work = identities[rng.randrange(len(identities))].work()
        if work.number != own:
            references.setdefault(work.number, work)
    return list(references.values())


def draw_blocks(rng: random.Random, headings: list[str], paragraphs: list[str]) -> list[str]:
    """Sections until the body is long enough."""
    blocks: list[str] = []
    size = 0
    while size < BODY_BYTES:
        heading = ("### " if blocks and rng.random() < 0.3 else "## ") + rng.choice(headings)
        for block in [heading] + [rng.choice(paragraphs) for _ in range(rng.randint(3, 7))]:
            if size >= BODY_BYTES:
                break
            blocks.append(block)
            size += len(block.encode()) + 2
    return blocks


def documents(count: int) -> Iterator[Document]:
    """The documents for N = `count`."""
    headings, paragraphs = read_lines("headings.txt"), read_lines("paragraphs.txt")
    rng = random.Random(SEED)
    identities = draw_identities(rng, count)
    assert_unique(identities)
    outside = draw_outside_works(rng)
    for i, (kind, issuer, number, date) in enumerate(identities):
        rng = random.Random(f"{SEED}/{i}")
        subject = rng.choice(SUBJECTS)
        themes = draw_themes(rng)
        references = draw_references(rng, number, identities, outside)
        title = f"{kind.name} số {number} về việc {subject} năm học {date.year}-{date.year + 1}"
        blocks = draw_blocks(rng, headings, paragraphs)
        yield Document(slug(number), title, kind, issuer, number, date, themes, references, blocks)


def assert_unique(identities: list[Identity]) -> None:
    """congbao derives a document's id from issuer, type, year and number: no two may share one."""
    ids = {(i.issuer.key, i.kind.key, i.date.year, slug(i.number)) for i in identities}
    assert len(ids) == len(identities), "two documents with the same issuer, type, year and number"
    assert len({slug(i.number) for i in identities}) == len(identities), "two documents with the same file name"


def quoted(text: str) -> str:
    """A YAML string."""
    return json.dumps(text, ensure_ascii=False)


def listed(texts: list[str]) -> str:
    """A YAML list of strings."""
    return "[" + ", ".join(map(quoted, texts)) + "]"


def congbao_front_matter(document: Document) -> str:
    """Front matter as congbao reads it: types, issuers and themes by their keys."""
    d = document
    return (f"---\ntype: {d.kind.key}\nnumber: {quoted(d.number)}\ndate: {d.date}\nissuer: {d.issuer.key}\n"
            f"title: {quoted(d.title)}\nschool_year: {d.date.year}-{d.date.year + 1}\n"
            f"themes: [{', '.join(map(slug, d.themes))}]\npublished: {d.date}\n---\n")


def hugo_front_matter(document: Document) -> str:
    """Front matter as Hugo reads it. `type` is taken there: it picks the template."""
    d = document
    return (f"---\ntitle: {quoted(d.title)}\ndate: {d.date}\nthemes: {listed(d.themes)}\n"
            f"references: {listed([work.number for work in d.references])}\nparams:\n  number: {quoted(d.number)}\n"
            f"  doctype: {quoted(d.kind.name)}\n  issuer: {quoted(d.issuer.bare)}\n---\n")


CONGBAO_CONFIG = """title: Cổng văn bản chỉ đạo ngành Giáo dục
base_url: https://giaoduc.example.vn/
portal: Cổng thông tin điện tử Giáo dục tỉnh Lào Cai
issuer: so-giao-duc-va-dao-tao-tinh-lao-cai
contact: gopy@giaoduc.example.vn
language: vi
theme: default
output: output
"""


def issuer_row(issuer: Issuer) -> str:
    """A row of `issuers.yaml`."""
    return (f"- key: {issuer.key}\n  name: {issuer.name}\n  official_name: {issuer.official_name}\n"
            f"  codes: [{issuer.code}]\n  level: {issuer.level}\n  system: {issuer.system}\n"
            f"  place: {issuer.place}\n  province: Lào Cai\n")


def theme_row(theme: str) -> str:
    """A row of `themes.yaml`."""
    return f"- key: {slug(theme)}\n  name: {quoted(theme)}\n  description: {quoted(f'Văn bản về {theme}.')}\n"


def lay_out_congbao(out: str) -> None:
    """Configuration and registries."""
    os.makedirs(os.path.join(out, FOLDER))
    for name, text in [
        ("congbao.yaml", CONGBAO_CONFIG),
        ("content/issuers.yaml", "\n".join(map(issuer_row, ISSUERS))),
        ("content/themes.yaml", "\n".join(map(theme_row, THEMES))),
        ("content/works.yaml", "[]\n"),
    ]:
        with open(os.path.join(out, name), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)


def lay_out_hugo(out: str) -> None:
    """Configuration, templates and style sheet."""
    shutil.copytree(os.path.join(HERE, "hugo"), out)


DIALECTS = {"congbao": (lay_out_congbao, congbao_front_matter), "hugo": (lay_out_hugo, hugo_front_matter)}


def lay_out(count: int, out: str, dialect: str) -> dict[str, object]:
    """Writes the site of `count` documents to `out`, which must not exist; says how much it is."""
    prepare, front_matter = DIALECTS[dialect]
    prepare(out)
    size, references = 0, 0
    for document in documents(count):
        data = f"{front_matter(document)}\n{document.body()}".encode()
        with open(os.path.join(out, FOLDER, document.slug + ".md"), "wb") as file:
            file.write(data)
        size += len(data)
        references += len(document.references)
    return {"dialect": dialect, "documents": count, "bytes": size, "references": references}


def digest(count: int) -> str:
    """SHA-256 over what no dialect changes, without the citing paragraph."""
    hasher = hashlib.sha256()
    for document in documents(count):
        hasher.update(f"{document.slug}\n{document.title}\n{join(document.blocks)}\n".encode())
    return hasher.hexdigest()


def check() -> None:
    """Exits with a message when the documents are not the known ones."""
    found = digest(100)
    if found != DIGEST_OF_100:
        sys.exit(f"generate.py: other documents than the known ones (digest {found}): was a text file changed?")
    print("the documents are the known ones")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, metavar="N", help="how many documents")
    parser.add_argument("--out", metavar="DIR", help="folder to make; must not exist")
    parser.add_argument("--dialect", choices=DIALECTS, help="whose site")
    parser.add_argument("--check", action="store_true", help="only check that the documents are the known ones")
    args = parser.parse_args()
    if args.check:
        return check()
    if not args.n or args.n < 1 or not args.out or not args.dialect:
        parser.error("--n (at least 1), --out and --dialect are needed")
    if os.path.lexists(args.out):
        parser.error(f"“{args.out}” exists already")
    print(json.dumps(lay_out(args.n, args.out, args.dialect)))


if __name__ == "__main__":
    main()
