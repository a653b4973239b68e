"""Links on a site made of laws: does a citation lead to the right held document, and if it leads nowhere, why.

In: rows of laws. Out: tallies, counts, files of links to read.
"""

import collections
import json
import os
import random
import re
import shutil
import tempfile

import around
import corpus_site
import data_lists
import keys
import short_names
from tally import FOUND, MISSED, NEUTRAL, WRONG, Tally

RULES = """\
links expected: every number string with a year of its own that stands in a text and is that of exactly one document held
  (searched for by a plain pattern, apart from the program) must be part of a citation that leads to that document.
  Neutral: forms and standards; a type word or date beside it that is not that document's; targets whose own metadata
  contradict each other (faults of the corpus, listed with --show).
links made: every link to a held document; wrong when number, or type, or stated issuer, or stated date is not the target's, or when
  a citation without number leads to a document issued after the one that cites it. Neutral: targets with faults of the corpus."""

STRICT = re.compile(rf"(?<![\w/\-.,])\d{{1,4}}[a-z]?/\d{{4}}/{keys.PART}(?:-{keys.PART})*")

class Draw:
    """How links are drawn to be read, and where they are written."""

    def __init__(self, folder, count, seed):
        self.folder, self.count, self.seed = folder, count, seed


def measure(program, rows, corpus, draw, keep):
    """Builds the site and reads its data: tallies; None where it does not build."""
    folder = tempfile.mkdtemp()
    try:
        root = os.path.join(folder, "site")
        issuers = corpus_site.Issuers(program.root)
        held, left_out = corpus_site.write_site(rows, root, program.root, issuers)
        status, problems, cost = program.build(root)
        _print_build(rows, held, left_out, status, problems, cost)
        if status == 1 and drop_failing(root, held, problems):
            status, problems, cost = program.build(root)
            print(f"  built again without them: exit {status}")
        if draw.folder:
            _write_problems(draw.folder, problems, left_out, held)
        if keep:
            shutil.copytree(root, keep, dirs_exist_ok=True)
        if status != 0:
            for problem in [p for p in problems if p.get("severity") == "error"][:5]:
                print(f"  {problem.get('file')}:{problem.get('line')}: {problem['message']}")
            print("  NOT MEASURED: the site of the laws does not build")
            return None
        data = read_data(root)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    site = Site(held, data, issuers)
    site.print_counts()
    made = _made(site, corpus)
    expected = _expected(site, corpus)
    if draw.folder:
        _write_links(site, draw)
    return [expected, made, short_names.measure("laws", site, corpus)]


def _print_build(rows, held, left_out, status, problems, cost):
    print(f"  rows {len(rows)}, documents {len(held)}, left out {len(left_out)}")
    for row, reason in left_out[:10]:
        print(f"    left out: {row['type']} {row['number']}, {row['issuer']}: {reason}")
    faults = collections.Counter(fault for document in held.values() for fault in document.faults)
    faults["the number was cut off and is put together again"] = sum(1 for d in held.values() if d.repaired_from)
    for fault, count in sorted(faults.items()):
        print(f"    faults of the corpus: {fault}: {count}")
    print(f"  build: exit {status}, {cost['wall']:.1f} s, CPU {cost['cpu']:.1f} s, {cost['megabytes']:.0f} MB")
    codes = collections.Counter((problem["severity"], problem["code"]) for problem in problems if "code" in problem)
    for (severity, code), count in sorted(codes.items()):
        print(f"    {severity} {code}: {count}")


def drop_failing(root, held, problems):
    """Takes documents with errors out of the site, so that the others can be measured."""
    names = {os.path.basename(p["file"]) for p in problems if p.get("severity") == "error" and p.get("file")}
    names &= held.keys()
    for name in names:
        os.remove(os.path.join(root, "content", name))
        del held[name]
    return bool(names)


def read_data(root):
    """The lists of a built site's data, by name."""
    return {name: data_lists.read(os.path.join(root, "output"), name) for name in ("documents", "citations", "works")}


class Site:
    """What was built, by document."""

    def __init__(self, held, data, issuers):
        self.issuers = issuers
        self.documents = {}
        for record in data["documents"]:
            self.documents[record["id"]] = held[record["source"]]
        self.ids = {document.name: identity for identity, document in self.documents.items()}
        self.citations = collections.defaultdict(list)
        for citation in data["citations"]:
            self.citations[citation["document"]].append(citation)
        self.works = {work["id"]: work for work in data["works"]}
        self.by_key = collections.defaultdict(list)
        for identity, document in self.documents.items():
            self.by_key[document.key].append(identity)

    def target(self, citation):
        """The held document a citation leads to, other than itself."""
        if citation["resolution"]["kind"] != "document":
            return None
        work = self.works[citation["resolution"]["id"]]
        return self.documents[work["document"]]

    def print_counts(self):
        kinds = collections.Counter()
        for citation in (c for of_document in self.citations.values() for c in of_document):
            kinds[(citation["form"], citation["resolution"]["kind"])] += 1
        print(f"  citations: {sum(kinds.values())}; works: {len(self.works)}")
        for (form, kind), count in sorted(kinds.items()):
            print(f"    {form} {kind}: {count}")


def _type_before(text, start):
    """The type word right before a number, folded; empty where none stands there."""
    before = keys.fold(text[max(0, start - 60) : start])
    before = re.sub(r"[\s,:(]*(?:so)?[\s:]*$", "", before)
    for word in around.TYPES:
        if re.search(rf"\b{word}$", before):
            return word
    return ""


def _date_after(text, end):
    match = keys.DATE.match(text, end)
    if not match:
        return None
    numbers = [int(n) for n in re.findall(r"\d+", match.group())]
    return "{2:04}-{1:02}-{0:02}".format(*numbers[:3])


def _expected(site, corpus):
    tally = Tally("links expected", "numbers of held documents, found by a plain pattern", corpus)
    for identity, document in sorted(site.documents.items()):
        seen = collections.Counter()
        ours = site.citations[identity]
        for match in STRICT.finditer(document.text, document.text.find("\n---\n")):
            key = keys.number_key(match.group())
            candidates = site.by_key.get(key, [])
            if len(candidates) != 1:
                continue
            seen[key] += 1
            item = f"{identity}#{key}#{seen[key]}"
            target = site.documents[candidates[0]]
            shown = f"{around.marked(document.text, *match.span())} → {target.label()}"
            covering = [c for c in ours if keys.overlap((c["start"], c["end"]), match.span())]
            outcome, cause = _judge(site, document.text, match, target, covering)
            tally.add(outcome, item, target.type, cause, shown)
    return tally


def _judge(site, text, match, target, covering):
    """(outcome, cause) of one number string."""
    resolution = covering[0]["resolution"] if covering else {"kind": "not found"}
    kind = resolution["kind"]
    reached = None
    if kind in ("document", "self"):
        reached = site.documents[site.works[resolution["id"]]["document"]]
    if reached is target:
        return FOUND, ""
    word, date = _type_before(text, match.start()), _date_after(text, match.end())
    if keys.LOOK_ALIKE.search(text[max(0, match.start() - 30) : match.start()]):
        return NEUTRAL, "form or standard"
    if target.faults:
        return NEUTRAL, f"fault of the corpus: {target.faults[0]}"
    if word and word not in (keys.fold(target.type), around.SHORTER.get(keys.fold(target.type))):
        return NEUTRAL, "another type word stands before it"
    if date and date != target.date:
        return NEUTRAL, "another date stands after it"
    if reached:
        return WRONG, "leads to another document"
    cause = {"work": "taken for a work that is not held", "not found": "not found"}.get(kind, kind)
    return MISSED, cause


def _faults(site, identity, citation, target):
    """Why a link looks wrong, mechanically; the first reason in this order."""
    document = site.documents[identity]
    faults = []
    if citation["number"] and keys.number_key(citation["number"]) != target.key:
        faults.append("another number")
    # A programme leads to the circular that promulgates it; the type word of all others is that of the target.
    said = keys.fold(citation["type"] or "")
    if said in around.TYPES and said not in (keys.fold(target.type), around.SHORTER.get(keys.fold(target.type))):
        faults.append("another type")
    if citation["date"] and not target.date.startswith(citation["date"]):
        faults.append("another date")
    if citation["issuer_span"] and citation["issuer"] and "liên tịch" not in target.type:
        stated = site.issuers.names.get(corpus_site.name_key(citation["issuer"]))
        if stated and site.issuers.series(stated) != site.issuers.series(target.issuer):
            faults.append("another issuer")
    # Texts of the corpus are consolidated: they cite what amended them, by a number with its year. A name is not so sure.
    later = target.date > document.date and not target.faults and not document.faults
    if later and keys.own_year(keys.number_key(citation["number"] or "")) is None:
        faults.append("target is later than the citing document")
    if not citation["number"] and not citation["date"] and _follows_older(document.text, citation, target):
        faults.append("a bare name in the title of a work older than the target")
    return faults


def _follows_older(text, citation, target):
    """ "Thông tư số 02/2007/TT-BYT hướng dẫn thi hành Luật dược": the law of 2005, not that of 2016."""
    before = text[max(0, citation["start"] - 300) : citation["start"]]
    sentence = re.split(r"[.;]\s|\n", before)[-1]
    years = [year for year in (keys.own_year(key) for _, _, key in keys.numbers_in(sentence)) if year]
    return bool(years) and years[-1] < int(target.date[:4])


def _made(site, corpus):
    tally = Tally("links made", "links to held documents", corpus)
    for identity in sorted(site.documents):
        seen = collections.Counter()
        text = site.documents[identity].text
        for citation in site.citations[identity]:
            target = site.target(citation)
            if target is None:
                continue
            label = citation["number"] or " ".join(citation["text"].split())[:40]
            seen[label] += 1
            faults = _faults(site, identity, citation, target)
            item = f"{identity}#{label}#{seen[label]}"
            shown = f"{around.marked(text, citation['start'], citation['end'])} → {target.label()}"
            outcome = FOUND if not faults else NEUTRAL if target.faults else WRONG
            kind = f"{citation['type'] or '?'}{'' if citation['number'] else ', by name'}"
            tally.add(outcome, item, kind, faults[0] if faults else "", shown)
    return tally


def _write_links(site, draw):
    links = []
    for identity in sorted(site.documents):
        for citation in site.citations[identity]:
            target = site.target(citation)
            if target is not None:
                links.append((identity, citation, target))
    drawn = random.Random(draw.seed).sample(links, min(draw.count, len(links)))
    path = os.path.join(draw.folder, f"links-{draw.seed}.txt")
    with open(path, "w", encoding="utf-8") as out:
        for at, (identity, citation, target) in enumerate(drawn, 1):
            document = site.documents[identity]
            issuer = citation["issuer"] or "?"
            out.write(f"{at}. IN {document.label()}\n")
            out.write(f"   SAYS {around.paragraph(document.text, citation['start'], citation['end'])}\n")
            out.write(f"   READ {citation['type']} | {citation['number']} | {citation['date']} | {issuer}\n")
            out.write(f"   LEADS TO {target.label()}\n\n")
    print(f"  {len(drawn)} of {len(links)} links written to be read")
    _write_unlinked(site, draw.folder)


def _write_unlinked(site, folder):
    """Ambiguous and unknown citations, by number, to read."""
    path = os.path.join(folder, "unlinked.txt")
    with open(path, "w", encoding="utf-8") as out:
        for identity in sorted(site.documents):
            text = site.documents[identity].text
            for citation in site.citations[identity]:
                kind = citation["resolution"]["kind"]
                if kind in ("ambiguous", "unknown"):
                    shown = around.marked(text, citation["start"], citation["end"])
                    candidates = " ; ".join(citation["resolution"]["candidates"][:4])
                    out.write(f"{kind}\t{citation['form']}\t{citation['number']}\t{identity}\t{shown}\t{candidates}\n")


def _write_problems(folder, problems, left_out, held):
    with open(os.path.join(folder, "build-problems.txt"), "w", encoding="utf-8") as out:
        for problem in problems:
            if problem.get("severity") == "error":
                out.write(json.dumps(problem, ensure_ascii=False) + "\n")
    with open(os.path.join(folder, "corpus-metadata.txt"), "w", encoding="utf-8") as out:
        for row, reason in left_out:
            out.write(f"left out\t{row['type']} {row['number']} {row['date']} {row['issuer']}\t{reason}\n")
        for document in held.values():
            for fault in document.faults:
                out.write(f"{fault}\t{document.label()}\n")
            if document.repaired_from:
                out.write(f"number cut off: {document.repaired_from}\t{document.label()}\n")
