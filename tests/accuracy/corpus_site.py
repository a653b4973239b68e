"""A corpus of laws (JSON lines: type, number, issuer, date, title, text) as a site that `congbao` can build.

Out: Markdown with front matter, one file a row, and registries; rows that cannot be expressed, each with the reason, and
rows whose metadata contradict themselves.
"""

import os
import re

import keys

# Folded by the program too: letters that start another kind of block or inline in Markdown.
INLINE = re.compile(r"([\\`*_\[\]<>~|])|&(?=#?\w+;)")
BLOCK = re.compile(r"^(#|[-+=]|\d+\))")
ARTICLE = re.compile(r"^(Điều\s+\d+[a-zđ]?)\s*[.:]?\s*(.*)$")


class Issuers:
    """Issuers by name and by code: those the program has built in, and historic ones that are added to the site."""

    def __init__(self, root):
        folder = os.path.dirname(__file__)
        self.names, self.codes, self.added, self.numbers_with = {}, {}, [], {}
        path = os.path.join(root, "src", "content", "registry", "built_in", "issuers.yaml")
        with open(path, encoding="utf-8") as file:
            self.known = self._read_rows(file.read())
        with open(os.path.join(folder, "issuers.tsv"), encoding="utf-8") as file:
            for line in file:
                if line.strip() and not line.startswith("#"):
                    key, name, codes, spellings = (line.rstrip("\n") + "\t\t").split("\t")[:4]
                    self._add_historic(key, name, codes.split(), [s for s in spellings.split("; ") if s])

    def _read_rows(self, text):
        known = set()
        for row in re.split(r"^(?=- )", text, flags=re.M):
            match = re.search(r"\bkey: ([\w-]+)", row)
            name = re.search(r"\bname: ([^\n,}]+(?:, [^\n}]+?)?)\s*(?:$|, \w+:|\})", row, re.M)
            if not match or not name:
                continue
            known.add(match.group(1))
            numbers_with = re.search(r"numbers_with: ([\w-]+)", row)
            if numbers_with:
                self.numbers_with[match.group(1)] = numbers_with.group(1)
            spellings = re.search(r"spellings:\s*\[([^\]]*)\]", row)
            codes = re.search(r"codes:\s*\[([^\]]*)\]", row)
            listed = [a or b for a, b in re.findall(r'"([^"]+)"|([^,\[\]"]+)', spellings.group(1))] if spellings else []
            self._name(match.group(1), [name.group(1).strip('" '), *listed])
            for code in re.findall(r"[^,\s\"]+", codes.group(1)) if codes else []:
                self.codes.setdefault(keys.fold(code), []).append(match.group(1))
        return known

    def series(self, key):
        """The body with which a body shares its numbers."""
        return self.numbers_with.get(key, key)

    def _name(self, key, names):
        for name in names:
            self.names.setdefault(name_key(name), key)

    def _add_historic(self, key, name, codes, spellings):
        if name_key(name) in self.names:
            # The program knows it by now, under a key of its own.
            key = self.names[name_key(name)]
        elif key not in self.known:
            self.added.append((key, name, codes))
            for code in codes:
                self.codes.setdefault(keys.fold(code), []).append(key)
        self._name(key, [name, *spellings])

    def of(self, stated, number):
        """The key for an issuer as the corpus states it, or None. Joint documents: the body first in the symbol."""
        stated = re.split(r"\bngày \d.*? của ", stated)[-1].strip(" .,")
        whole = self.names.get(name_key(stated))
        if whole:
            return whole
        key = keys.fold(number)
        symbol = [part for part in re.split(r"[-/]", key)[1:] if not part.isdigit()]
        bodies = self._bodies(stated)
        for part in symbol:
            for candidate in self.codes.get(part, []):
                if candidate in bodies:
                    return candidate
        return bodies[0] if bodies else None

    def _bodies(self, stated):
        """The bodies that a joint issuer names, in order: known names, longest first at each place."""
        rest, bodies = name_key(stated), []
        while rest:
            hit = max((name for name in self.names if rest.startswith(name)), key=len, default=None)
            if hit:
                bodies.append(self.names[hit])
                rest = rest[len(hit) :]
            else:
                rest = rest[1:]
            rest = re.sub(r"^(?: va |[ ,]+)", "", rest)
        return bodies

    def rows(self):
        """`content/issuers.yaml`."""
        lines = []
        for key, name, codes in self.added:
            lines.append(f"- key: {key}\n  name: {quoted(name)}\n  level: central\n  system: state\n  parent: chinh-phu")
            if codes:
                lines[-1] += "\n  codes: [" + ", ".join(quoted(code) for code in codes) + "]"
        return "\n".join(lines) + "\n" if lines else "[]\n"


def name_key(name):
    """Letters and digits alone: "Bộ Văn hoá - Thông tin" is "Bộ Văn hóa, Thông tin"."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", keys.fold(name)).split())


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def type_keys(root):
    """Types by folded name."""
    path = os.path.join(root, "src", "content", "registry", "built_in", "types.yaml")
    with open(path, encoding="utf-8") as file:
        pairs = re.findall(r"key: ([\w-]+),?\s+name: ([^,\n}]+)", file.read())
    return {keys.fold(name): key for key, name in pairs}


def body_of(text):
    """Markdown: articles are headings, each line a paragraph; nothing else is markup."""
    blocks = []
    for line in text.split("\n"):
        line = line.strip()
        if not line:
            continue
        article = ARTICLE.match(line)
        if article and len(line) < 400:
            label, title = article.groups()
            blocks.append(f"## {label}. {escaped(title)}".rstrip())
        else:
            blocks.append(BLOCK.sub(r"\\\1", escaped(line)))
    return "\n\n".join(blocks) + "\n"


def escaped(line):
    return INLINE.sub(lambda match: "\\" + match.group(), line)


NUMBER_AND_DATE = "number and date are of different years"
ISSUER_AND_SYMBOL = "the issuer is not that of the symbol"


class Held:
    """A row that became a document."""

    # Texts of this corpus are consolidated, but each is dated as the original is, and so are the names in most of it.
    consolidated = False

    def __init__(self, row, name, issuer, kind):
        self.name, self.issuer, self.kind = name, issuer, kind
        self.number, self.date, self.title, self.type = row["number"].strip(), row["date"], row["title"], row["type"]
        self.stated_issuer = row["issuer"]
        self.key = keys.number_key(self.number)
        self.text = ""

        self.faults, self.repaired_from = [], None

    def label(self):
        return f"{self.type} {self.number} ngày {self.date} ({self.stated_issuer}) {self.title[:100]}"

    def find_faults(self, issuers):
        """What its metadata say against each other: the corpus was read by machine."""
        year = keys.own_year(self.key)
        if year is not None and not self.date.startswith(str(year)):
            self.faults.append(NUMBER_AND_DATE)
        # One type and one body: the body's code says who issued it.
        parts = [part for part in re.split(r"[-/]", keys.fold(self.number))[1:] if not part.isdigit()]
        if len(parts) <= 2 and "tlt" not in parts[0]:
            of_code = issuers.codes.get(parts[-1]) or issuers.codes.get(re.sub(r"\d+$", "", parts[-1])) or []
            if of_code and issuers.series(self.issuer) not in map(issuers.series, of_code):
                self.faults.append(ISSUER_AND_SYMBOL)


def repaired(row, issuers):
    """A number cut off at a space ("13/2016/TT", title "BVHTTDL Thông tư quy định …"): the codes that the title begins with
    belong to it. The row as it is where nothing was cut."""
    match = re.match(rf"((?:[{keys.UPPER}&]{{2,}}[a-z]{{0,2}}[{keys.UPPER}]*-?\s?)+)\s+(?=[{keys.UPPER}])", row["title"])
    codes = [code for code in re.split(r"[-\s]+", match.group(1)) if code] if match else []
    if not codes or not all(keys.fold(code) in issuers.codes or keys.fold(code) == "ttg" for code in codes):
        return row
    return {**row, "number": row["number"].rstrip(" -/") + "-" + "-".join(codes), "title": row["title"][match.end() :]}


def write_site(rows, folder, root, issuers):
    """Writes the site. Returns ({file name: Held}, [(row, why it is left out)])."""
    types = type_keys(root)
    os.makedirs(os.path.join(folder, "content"))
    held, left_out, seen = {}, [], {}
    for at, row in enumerate(repaired(row, issuers) for row in rows):
        kind = types.get(keys.fold(row["type"]))
        issuer = issuers.of(row["issuer"], row["number"])
        identity = (kind, issuer, keys.number_key(row["number"]), row["date"][:4])
        reason = None
        if kind is None:
            reason = "no such type"
        elif issuer is None:
            reason = "issuer not known"
        elif not re.fullmatch(r"\d{4}-\d{2}-\d{2}", row["date"] or ""):
            reason = "no date"
        elif not row["number"] or not row["title"].strip():
            reason = "no number or no title"
        elif identity in seen:
            reason = f"the same number, type, issuer and year as row {seen[identity] + 1}"
        if reason:
            left_out.append((row, reason))
            continue
        seen[identity] = at
        name = f"{at + 1:05}.md"
        document = Held(row, name, issuer, kind)
        document.find_faults(issuers)
        if row["number"] != rows[at]["number"]:
            document.repaired_from = rows[at]["number"]
        document.text = front_matter(row, document) + body_of(row["text"])
        with open(os.path.join(folder, "content", name), "w", encoding="utf-8") as file:
            file.write(document.text)
        held[name] = document
    write_registries(folder, issuers)
    return held, left_out


def write_registries(folder, issuers):
    """What a site needs besides its documents."""
    _write(folder, "content/issuers.yaml", issuers.rows())
    _write(folder, "content/themes.yaml", "[]\n")
    _write(folder, "content/works.yaml", "[]\n")
    _write(folder, "content/addresses.tsv", "")
    _write(
        folder,
        "congbao.yaml",
        "title: Kho văn bản\nbase_url: https://vanban.example.vn/\nportal: Kho văn bản\nlanguage: vi\n",
    )


def front_matter(row, document):
    fields = {
        "type": document.kind,
        "number": quoted(document.number),
        "date": document.date,
        "issuer": document.issuer,
        "title": quoted(" ".join(row["title"].split())),
        "source": quoted(document.name),
        "published": document.date,
    }
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in fields.items()) + "---\n\n"


def _write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)
