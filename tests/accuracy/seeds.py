"""The gold of the directives of the site: numbered and titled citations, by `congbao cite` and on the built site.

In: the raw texts, the gold (JSON, one file a text), the repository's own site. Out: four tallies. A numbered citation is found when
its text is how the gold's surface starts (white space aside) and type, number, date, issuer and the work it leads to are
right. A titled one is found when one of ours overlaps it, one to one; unscored ones and `neutral.tsv` count neither way.
"""

import glob
import json
import os
import re
import tempfile

import data_lists
import keys
from tally import FOUND, MISSED, NEUTRAL, WRONG, Tally

# The gold keeps the type word; the work's own type is wider.
WIDER = {"Văn bản": "Công văn", "Chương trình hành động": "Chương trình"}


def read_gold(folder):
    """[(short name, file name, document, citations)] by name."""
    gold = []
    for path in sorted(glob.glob(os.path.join(folder, "*.json"))):
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
        gold.append((value["seed"].split("_")[0], value["seed"], value["document"], value["citations"]))
    return gold


class Located:
    """A text without its white space, and where each of its letters stands."""

    def __init__(self, text):
        self.places = [at for at, c in enumerate(text) if not c.isspace()]
        self.letters = "".join(text[at] for at in self.places)

    def find(self, phrase, begin):
        """(start, end, where to look for the next) of a phrase, in characters of the text; None where it is not."""
        wanted = "".join(phrase.split())
        at = self.letters.find(wanted, begin)
        if at < 0:
            return None
        return self.places[at], self.places[at + len(wanted) - 1] + 1, at


def locate(text, citations):
    """The places of the gold's surfaces, which stand in the order of the text."""
    located, begin, places = Located(text), 0, []
    for citation in citations:
        hit = located.find(citation["surface"], begin)
        places.append(hit and hit[:2])
        begin = hit[2] + 1 if hit else begin
    return places


def locate_all(text, phrases):
    """Every place of every phrase."""
    located, places = Located(text), []
    for phrase in phrases:
        begin = 0
        while (hit := located.find(phrase, begin)) is not None:
            places.append(hit[:2])
            begin = hit[2] + 1
    return places


def _table(name):
    path = os.path.join(os.path.dirname(__file__), name)
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]


def measure(program, seeds, gold_folder, corpus):
    """The four tallies."""
    gold = read_gold(gold_folder)
    works = {(row[0], int(row[1])): row[2] for row in _table("works.tsv")}
    neutral = {}
    for seed, phrase in _table("neutral.tsv"):
        neutral.setdefault(seed, []).append(phrase)
    keys_of = issuer_keys(program.root)
    tallies = []
    built = built_site(program)
    for where in ("cite", "site"):
        numbered = Tally(f"seeds numbered, {where}", "with all parts and the right work", corpus)
        titled = Tally(f"seeds titled, {where}", "those marked scored, overlapping", corpus)
        for short, name, document, citations in gold:
            if where == "cite":
                path = os.path.join(seeds, name)
                with open(path, encoding="utf-8") as file:
                    text = file.read()
                issuer = keys_of.get(document["issuer"])
                place = place_of(document)
                ours = program.cite_file(path, issuer, place)
            elif name in built:
                text, ours = built[name]
            else:
                continue
            places = locate(text, citations)
            wanted = [works.get((short, at)) for at in range(len(citations))]
            _numbered(numbered, short, citations, places, wanted, ours, where, document["number"])
            skip = locate_all(text, neutral.get(short, []))
            _titled(titled, short, text, citations, places, skip, ours)
        tallies += [numbered, titled]
    return tallies


def place_of(document):
    """The province, with the district where the issuer is one."""
    match = re.search(r"(?:huyện|thị xã|quận|xã|phường) .*$", document["issuer"])
    return f"{match.group()}, tỉnh {document['province']}" if match else document["province"]


def issuer_keys(root):
    """Issuers of the site by name."""
    path = os.path.join(root, "content", "issuers.yaml")
    with open(path, encoding="utf-8") as file:
        pairs = re.findall(r"^- key: (\S+)\n  name: (.+)$", file.read(), re.M)
    return {name: key for key, name in pairs}


def built_site(program):
    """{source name: (text of the Markdown file, its citations)} of the repository's own site."""
    texts = {}
    for folder, _, names in os.walk(os.path.join(program.root, "content")):
        for name in names:
            if name.endswith(".md"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    text = file.read()
                match = re.search(r"^source: (.+)$", text, re.M)
                if match:
                    texts[match.group(1).strip()] = text
    with tempfile.TemporaryDirectory() as folder:
        output = os.path.join(folder, "output")
        program.build(program.root, output)
        data = {name: data_lists.read(output, name) for name in ("documents", "citations")}
    built = {}
    for document in data["documents"]:
        if document["source"] in texts:
            ours = [c for c in data["citations"] if c["document"] == document["id"]]
            built[document["source"]] = (texts[document["source"]], ours)
    return built


def _numbered(tally, short, citations, places, works, ours, where, own_number):
    left = [c for c in ours if c["form"] == "numbered" and c["resolution"]["kind"] != "self"]
    for at, (citation, place) in enumerate(zip(citations, places)):
        if citation["form"] != "numbered":
            continue
        item, kind = f"{short}#{at}", citation["type"]
        match = next((c for c in left if place and c["start"] == place[0]), None)
        if match is None:
            tally.add(MISSED, item, kind, "not found", citation["surface"])
            continue
        left.remove(match)
        fault = _fault(citation, match, works[at], where)
        if fault:
            tally.add(WRONG, item, kind, fault, f"{citation['surface']} ≠ {match['text']} {match['resolution']}")
        else:
            tally.add(FOUND, item, kind)
    for citation in left:
        own = own_number and keys.number_key(citation["number"]) == keys.number_key(own_number)
        if own and where == "cite":
            # The head of the text; the program does not know whose it is.
            tally.add(NEUTRAL, f"{short}@{citation['start']}", citation["type"] or "?", "the text's own number")
            continue
        tally.add(WRONG, f"{short}@{citation['text'][:40]}", citation["type"] or "?", "not in the gold", citation["text"])


def _fault(gold, ours, work, where):
    """What is wrong with a citation, or nothing."""
    if not keys.squeezed(gold["surface"]).startswith(keys.squeezed(ours["text"])):
        return "span"
    if ours["type"] not in (gold["type"], WIDER.get(gold["type"])):
        return "type"
    resolution = ours["resolution"]
    for part in ("number", "date", "issuer"):
        # The gold completes an issuer that the text leaves out; here the work that was found carries it.
        carried = part == "issuer" and ours[part] is None and resolution["id"] == work
        if ours[part] != gold[part] and not carried:
            return part
    if where == "cite" and gold.get("suspected_error") and work in resolution["candidates"]:
        # The decision about a wrong date stands in the front matter, which a bare text does not have.
        return None
    return None if resolution["id"] == work else "work"


def _titled(tally, short, text, citations, places, skip, ours):
    left = [c for c in ours if c["form"] == "titled" and c["resolution"]["kind"] != "self"]
    pairs = []
    for at, (citation, place) in enumerate(zip(citations, places)):
        for mine in left:
            if citation["form"] == "titled" and place and keys.overlap(place, (mine["start"], mine["end"])):
                distance = abs(place[0] - mine["start"]) + abs(place[1] - mine["end"])
                pairs.append((distance, at, mine["start"], mine))
    taken = {}
    for _, at, _, mine in sorted(pairs, key=lambda pair: pair[:3]):
        if at not in taken and mine in left:
            taken[at] = mine
            left.remove(mine)
    exact = 0
    for at, (citation, place) in enumerate(zip(citations, places)):
        if citation["form"] != "titled":
            continue
        item, kind = f"{short}#{at}", citation["type"]
        if at in taken and citation["scored"]:
            exact += place == (taken[at]["start"], taken[at]["end"])
            tally.add(FOUND, item, kind)
        elif citation["scored"]:
            tally.add(MISSED, item, kind, "not found", citation["surface"])
        else:
            tally.add(NEUTRAL, item, kind, "unscored, " + ("found" if at in taken else "not found"), citation["surface"])
    any_gold = [place for place in places if place]
    for mine in left:
        place = (mine["start"], mine["end"])
        item = f"{short}@{' '.join(mine['text'].split())[:40]}"
        kind = mine["type"] or "?"
        if any(keys.overlap(place, other) for other in skip):
            tally.add(NEUTRAL, item, kind, "excluded by the gold's notes", mine["text"])
        elif any(keys.overlap(place, other) for other in any_gold):
            tally.add(WRONG, item, kind, "beside or inside a citation that is another's", mine["text"])
        else:
            tally.add(WRONG, item, kind, "not in the gold", mine["text"])
