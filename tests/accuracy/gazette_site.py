"""Gazette texts (JSON lines: id, text, date, number; type or issuer and title) as a site that `congbao` can build.

Out: Markdown with front matter, one file a text, its lines kept as they were extracted: page heads and page numbers stand
between the lines of a paragraph, as they do for an officer who pastes such a text.

What the rows leave open is derived, always in this order:
  number: the row's; for a consolidated text, and where the row has none, that of the id ("…-so-04-2017-qh14-24225");
          else the first "Số: …" of the text;
  type:   by the code of the symbol (TT, NĐ, QĐ …); numbers of the Quốc hội have no code: by the first word of the id;
  issuer: by the last code of the symbol that is one body's; else the row's;
  date:   the row's; else the day on which it was passed or signed, as the head says; else none (the document says so).
Of two texts of one number, type, issuer and year the longer one counts.
"""

import os
import re

import corpus_site
import keys

OF_ID = re.compile(r"-so-((?:\d+[a-z]?-)?\d+(?:-\d{4})?)-([a-z]+\d{0,2}(?:-[a-z]+\d{0,2})*?)(?:-(?:pl))?(?:-\d{4,})?$")
SAID = re.compile(r"(?:Số|số)\s*:\s*([0-9][^\s|*,;]+)")
PASSED = re.compile(r"thông qua\s+ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})")
SIGNED = re.compile(r"(?:Hà Nội|Ngày ban hành)[^\n]{0,20}?ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.I)
FRONT = re.compile(r"\A---\n.*?\n---\n", re.S)
# Codes of numbers as ids spell them.
SPELT = {"nd": "NĐ", "qd": "QĐ", "bldtbxh": "BLĐTBXH", "bkhdt": "BKHĐT", "bgddt": "BGDĐT", "ttg": "TTg", "cd": "CĐ"}
KINDS = {
    "nd": "nghi dinh", "tt": "thong tu", "ttlt": "thong tu lien tich", "qd": "quyet dinh", "nq": "nghi quyet", "cd": "cong dien",
    "vbhn": "van ban hop nhat", "ct": "chi thi", "tb": "thong bao", "kh": "ke hoach", "cv": "cong van",
}


class Paper:
    """A text that became a document; the same fields as `corpus_site.Held`."""

    def __init__(self, row, number, kind, issuer, date, names):
        self.id, self.row = row["id"], row
        self.number, self.kind, self.issuer, self.date = number, kind, issuer, date or ""
        self.type = names[kind]
        self.title = " ".join((row.get("title") or row["id"]).split())
        self.key = keys.number_key(number)
        self.stated_issuer = issuer
        self.name, self.text, self.faults, self.repaired_from = "", "", [], None

    @property
    def consolidated(self):
        return self.kind == "van-ban-hop-nhat"

    def label(self):
        return f"{self.type} {self.number} ngày {self.date or '?'} ({self.issuer}) {self.title[:100]}"


def numbers_of(row):
    """The number of a row, or None."""
    identity = os.path.basename(row["id"])
    match = OF_ID.search(identity)
    from_id = None
    if match:
        digits, symbol = match.groups()
        codes = [SPELT.get(code, code.upper()) for code in symbol.split("-")]
        from_id = digits.replace("-", "/") + "/" + "-".join(codes)
    if identity.startswith("van-ban-hop-nhat") and from_id:
        return from_id
    stated = re.sub(r"\s+", "", row.get("number") or "")
    if re.match(r"\d", stated):
        return stated
    said = SAID.search(row["text"][:3000])
    return from_id or (said.group(1) if said else None)


def kind_of(row, number, types):
    """The key of the type, or None."""
    code = keys.fold(re.split(r"[-/]", re.sub(r"^[\d./]+[-/]?", "", number))[0])
    name = KINDS.get(code)
    if name is None and re.fullmatch(r"qh\d*|ubtvqh\d*", code):
        first = keys.fold(os.path.basename(row["id"]).replace("-", " "))
        head = keys.fold(f"{row.get('title') or ''} {row['text'][:600]}")
        name = next((word for word in ("bo luat", "phap lenh", "nghi quyet", "luat") if first.startswith(word)), None)
        name = name or next((word for word in ("nghi quyet", "phap lenh", "bo luat") if word in head[:200]), "luat")
    return types.get(name) if name else None


def issuer_of(row, number, issuers):
    """The key of the issuing body, or None."""
    for part in reversed(re.split(r"[-/]", keys.fold(number))):
        for code in (part, re.sub(r"\d+$", "", part)):
            bodies = issuers.codes.get(code, []) if code else []
            if bodies:
                return bodies[0]
    return issuers.of(row.get("issuer") or "", number)


def date_of(row):
    """ISO, or None."""
    stated = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", row.get("date") or "")
    if stated:
        return "{0}-{1:0>2}-{2:0>2}".format(*stated.groups())
    match = PASSED.search(row["text"]) or SIGNED.search(row["text"][:4000])
    return "{2}-{1:0>2}-{0:0>2}".format(*match.groups()) if match else None


def body_of(row):
    """Markdown. Extracted text: its own lines, nothing in them markup; an article begins a paragraph."""
    if row["id"].endswith(".md"):
        return re.sub(r"<(?=[a-zA-Z/!?])", r"\\<", FRONT.sub("", row["text"]))
    lines = []
    for line in row["text"].split("\n"):
        line = line.strip()
        if re.match(r"(?:Điều\s+\d+[a-zđ]?\s*\.|Chương\s+[IVXL\d]+\b|Mục\s+\d+\b)", line):
            lines.append("")
        lines.append(corpus_site.BLOCK.sub(r"\\\1", corpus_site.escaped(line)))
    return "\n".join(lines) + "\n"


def papers(rows, root, issuers):
    """([Paper], [(row, why it is left out)]), in the order of the rows."""
    types = corpus_site.type_keys(root)
    names = {key: name.capitalize() for name, key in types.items()}
    held, left_out = {}, []
    for row in rows:
        number = numbers_of(row)
        kind = number and kind_of(row, number, types)
        issuer = number and issuer_of(row, number, issuers)
        if not (number and kind and issuer):
            reason = "no number" if not number else "no such type" if not kind else "issuer not known"
            left_out.append((row, reason))
            continue
        paper = Paper(row, number, kind, issuer, date_of(row), names)
        identity = (kind, issuers.series(issuer), paper.key, paper.date[:4])
        twin = held.get(identity)
        if twin and len(twin.row["text"]) >= len(row["text"]):
            left_out.append((row, f"a shorter text of {twin.id}"))
            continue
        if twin:
            left_out.append((twin.row, f"a shorter text of {row['id']}"))
        held[identity] = paper
    return list(held.values()), left_out


def write_site(documents, folder, issuers, body=body_of):
    """Writes the site; {file name: Paper}."""
    os.makedirs(os.path.join(folder, "content"))
    held = {}
    for at, paper in enumerate(documents, 1):
        paper.name = f"{at:05}.md"
        paper.text = _front_matter(paper) + body(paper.row).replace("\0", " ")
        with open(os.path.join(folder, "content", paper.name), "w", encoding="utf-8") as file:
            file.write(paper.text)
        held[paper.name] = paper
    corpus_site.write_registries(folder, issuers)
    return held


def _front_matter(paper):
    fields = {
        "type": paper.kind,
        "number": corpus_site.quoted(paper.number),
        "date": paper.date,
        "issuer": paper.issuer,
        "title": corpus_site.quoted(paper.title),
        "source": corpus_site.quoted(paper.name),
        "published": paper.date or "2026-01-01",
    }
    if not paper.date:
        del fields["date"]
        fields["id"] = corpus_site.quoted("khong-ngay/" + re.sub(r"[^a-z0-9]+", "-", keys.fold(paper.number)))
        fields["date_note"] = "ngày không có trong bản nguồn"
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in fields.items()) + "---\n\n"
