"""Gazette texts as a site: which links there are, by which rule, which look wrong by the words around them, what stays unknown.

In: rows of `--gazette`, one program or two. Out: tallies of the program under test, tables of both, files of links to read.
"""

import collections
import os
import random
import re

import around
import gazette_site
import keys
import links
import short_names
from tally import FOUND, MISSED, NEUTRAL, WRONG, Tally

RULES = """\
links: every citation that leads to a work, held or not; self-references ("Nghị định này") apart. Wrong when the words contradict
  the work: another number in the citation; another day in it or directly after; another year after a name; another type
  word; another body after "của"; a name that is not among the titles which that number has in the texts; a name without
  day for a work younger than the document, or than the work in whose title it stands. Neutral: such a name in a document
  without a date, or in a consolidated text, whose words are of several days.
unknown: what leads nowhere, of all that is no self-reference, by kind: what is written decides, not what was understood."""

KINDS = (
    "laws by name", "laws by number", "Government, Prime Minister", "ministries", "UBND, HĐND", "Party", "other numbered",
    "other names",
)


class Link:
    """A citation that leads somewhere."""

    def __init__(self, site, identity, citation, item):
        self.document, self.citation, self.item = site.documents[identity], citation, item
        self.work = site.works[citation["resolution"]["id"]]
        self.by = citation["resolution"].get("by") or "?"

    def wrong_work(self):
        """What tells wrong works apart: what was written, and where it leads."""
        words = self.citation["number"] or around.title_key(self.citation["text"])
        return words, self.work["id"]


def measure(comparison, rows, corpus):
    """Tallies of the program under test; tables of both."""
    issuers, draw = comparison.issuers, comparison.draw
    documents, left_out = gazette_site.papers(rows, comparison.program.root, issuers)
    print(f"  texts {len(rows)}, documents {len(documents)}, left out {len(left_out)}")
    reader = around.Reader(issuers, around.Titles((row["text"] for row in rows), comparison.program.root))
    builds = comparison.builds(lambda root: gazette_site.write_site(documents, root, issuers))
    if builds is None:
        print("  NOT MEASURED: the site of the gazette texts does not build")
        return None
    judged = {name: judge(build.site, reader) for name, build in builds.items()}
    _print_links(judged)
    _print_kinds({name: build.site for name, build in builds.items()})
    if draw.folder:
        write_links(judged["now"], draw, comparison.draw_by)
        if comparison.before:
            write_changes(builds["before"].site, builds["now"].site, draw.folder)
    return [_tally(judged["now"], corpus), *print_short_names("gazette", builds, corpus)]


def print_short_names(name, builds, corpus):
    """The tally of the program under test; one line for each."""
    tallies = {which: short_names.measure(name, build.site, corpus) for which, build in builds.items()}
    print("\n  short names tied to a wrong work")
    for which, tally in tallies.items():
        right, wrong, missed = tally.count(FOUND), tally.count(WRONG), tally.count(MISSED)
        documents = len({item[1].split("#")[0] for item in tally.items if item[0] == WRONG})
        share = f"{wrong / (right + wrong):.1%}" if right + wrong else "-"
        print(f"    {which:<8} {wrong} of {right + wrong} tied ({share}), in {documents} documents; not tied {missed}")
    return [tallies["now"]]


def each(site):
    """(document id, citation, item) of every citation; an item names the citation at any place of its text."""
    for identity in sorted(site.documents):
        seen = collections.Counter()
        for citation in site.citations[identity]:
            label = citation["number"] or " ".join(citation["text"].split())[:40]
            seen[label] += 1
            yield identity, citation, f"{identity}#{label}#{seen[label]}"


def judge(site, reader):
    """[(Link, faults)]."""
    judged = []
    for identity, citation, item in each(site):
        if citation["resolution"]["kind"] in ("document", "work"):
            link = Link(site, identity, citation, item)
            judged.append((link, reader.faults(link.document, citation, link.work)))
    return judged


def _outcome(link, faults):
    if not faults:
        return FOUND
    of_time = all(fault.startswith("younger") for fault in faults)
    doubtful = link.document.consolidated or not link.document.date
    return NEUTRAL if of_time and doubtful else WRONG


def _tally(judged, corpus):
    tally = Tally("gazette links", "links that nothing around them contradicts", corpus)
    for link, faults in judged:
        kind = f"{link.citation['type'] or '?'}{'' if link.citation['number'] else ', by name'}"
        shown = f"[{link.by}] {shown_around(link)} → {work_label(link.work)}"
        tally.add(_outcome(link, faults), link.item, kind, faults[0] if faults else "", shown)
    return tally


def shown_around(link):
    return around.marked(link.document.text, link.citation["start"], link.citation["end"])


def work_label(work):
    return f"{work['type']} {work['number'] or '(no number)'} {work['date'] or '?'} {work['issuer'] or '?'}"


def _print_links(judged):
    names = list(judged)
    print("\n  links by rule" + "".join(f"{name:>12}" for name in names))
    counts = {name: collections.Counter(link.by for link, _ in all_links) for name, all_links in judged.items()}
    for rule in sorted(set().union(*counts.values())):
        print(f"    {rule:<24}" + "".join(f"{counts[name][rule]:>12}" for name in names))
    wrong = {name: [link for link, faults in of if _outcome(link, faults) == WRONG] for name, of in judged.items()}
    rows = [
        ("links", [len(judged[name]) for name in names]),
        ("contradicted by the text", [len(wrong[name]) for name in names]),
        ("distinct wrong works", [len({link.wrong_work() for link in wrong[name]}) for name in names]),
    ]
    for label, values in rows:
        print(f"  {label:<26}" + "".join(f"{value:>12}" for value in values))


def kind_of(citation):
    """One of `KINDS`, by what is written."""
    number, said = citation["number"] or "", keys.fold(citation["type"] or "")
    if said in around.LAW_TYPES:
        return "laws by number" if number else "laws by name"
    if not number:
        return "other names"
    symbol = re.sub(r"^[\d./]+[a-z]?[-/]?", "", number)
    if re.match(r"\d+[a-z]?-[A-ZĐ]", number) or re.search(r"/(?:TW|TU|ĐU|HU|BTC?TU)\b", number):
        return "Party"
    if re.search(r"UBND|HĐND|UB\b", symbol):
        return "UBND, HĐND"
    if re.search(r"(?:-|/)(?:CP|TTg|HĐBT|HĐCP|QH\d*|UBTVQH\d*)\b|^QH|^UBTVQH|^CP", symbol):
        return "Government, Prime Minister"
    return "ministries" if re.match(r"(?:TT|TTLT|QĐ|CT|CV|VBHN|NQLT)\b", symbol) else "other numbered"


def _print_kinds(sites):
    names = list(sites)
    print("\n  unknown of all, by kind    " + "".join(f"{name:>24}" for name in names))
    tables = {}
    for name, site in sites.items():
        table = tables[name] = collections.defaultdict(collections.Counter)
        for _, citation, _ in each(site):
            kind = citation["resolution"]["kind"]
            if kind != "self":
                table[kind_of(citation)][kind] += 1
                table["all"][kind] += 1
    for kind in (*KINDS, "all"):
        cells = []
        for name in names:
            counts = tables[name][kind]
            total, lost = sum(counts.values()), counts["unknown"] + counts["ambiguous"]
            cells.append(f"{lost} of {total} ({lost / total:.1%})" if total else "-")
        print(f"    {kind:<25}" + "".join(f"{cell:>24}" for cell in cells))


def write_links(judged, draw, draw_by):
    """Links drawn to be read: of all, and of one rule."""
    draws = [("gazette-links", judged, draw.count)]
    if draw_by:
        rule, count = draw_by
        draws.append((f"gazette-links-{rule}", [one for one in judged if one[0].by == rule], count))
    for name, pool, count in draws:
        drawn = random.Random(draw.seed).sample(pool, min(count, len(pool)))
        path = os.path.join(draw.folder, f"{name}-{draw.seed}.txt")
        with open(path, "w", encoding="utf-8") as out:
            for at, (link, faults) in enumerate(drawn, 1):
                citation, document = link.citation, link.document
                out.write(f"{at}. IN {document.label()} [{document.id}]\n")
                out.write(f"   SAYS {around.paragraph(document.text, citation['start'], citation['end'])}\n")
                read = [citation["type"], citation["number"], citation["date"], citation["issuer"] or "?"]
                out.write(f"   READ {' | '.join(str(part) for part in read)}\n")
                out.write(f"   LEADS TO {work_label(link.work)} by {link.by}{'  !! ' + ', '.join(faults) if faults else ''}\n\n")
        print(f"  {len(drawn)} of {len(pool)} links written to be read: {os.path.basename(path)}")


def write_changes(before, now, folder):
    """Links that are new, gone, or lead elsewhere."""
    tables = []
    for site in (before, now):
        table = {}
        for identity, citation, _ in each(site):
            document, kind = site.documents[identity], citation["resolution"]["kind"]
            target = kind
            if kind in ("document", "work"):
                by = citation["resolution"].get("by") or "?"
                work = site.works[citation["resolution"]["id"]]
                # Another day of the same work is no other work.
                target = f"{work['type']} {work['number'] or work['id']} {work['issuer'] or '?'}"
                table[(document.name, citation["start"])] = (target, by, citation["end"], document)
            else:
                table[(document.name, citation["start"])] = (target, "", citation["end"], document)
        tables.append(table)
    groups = collections.defaultdict(list)
    old, new = tables
    for place in sorted(old.keys() | new.keys()):
        was, by_was, end, document = old.get(place, ("nothing", "", 0, None))
        now_is, by, end_now, document_now = new.get(place, ("nothing", "", 0, None))
        if was == now_is:
            continue
        document = document_now or document
        linked = [state not in ("unknown", "ambiguous", "nothing", "self") for state in (was, now_is)]
        group = {(True, True): "leads elsewhere", (False, True): f"new by {by}", (True, False): "gone"}.get(tuple(linked), f"{was} is {now_is}")
        words = around.marked(document.text, place[1], max(end, end_now))
        groups[group].append(f"{document.number} ({document.date}) {words}  WAS {was}  IS {now_is}")
    with open(os.path.join(folder, "gazette-changes.txt"), "w", encoding="utf-8") as out:
        for group, lines in sorted(groups.items()):
            out.write(f"== {group} ({len(lines)})\n" + "\n".join(lines) + "\n\n")
    print("  changed: " + ", ".join(f"{group} {len(lines)}" for group, lines in sorted(groups.items())))
