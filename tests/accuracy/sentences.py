"""Sentences with marked references (VNLegalText): distinct numbers, exact spans, names of laws.

In: JSON lines {"id", "text", "spans": [{"start", "end", "label"}]}. Out: three tallies (`RULES` says what counts).
"""

import re

import keys
from tally import FOUND, MISSED, NEUTRAL, WRONG, Tally

RULES = """\
A marked span is numbered when digits remain after its dates and years are taken away, else it is a name.
numbers: distinct numbers of a sentence, by the comparison key. A number that we report and the gold does not have is
  neutral when it stands in no marked span, is visibly a number string there and no word before it makes it a form or a
  standard; else wrong.
spans: numbered references, start and end exact. Of marked spans that share a number and overlap, the longest counts.
  One of ours whose number stands in no marked span (a number that the gold left unmarked) is neutral under the same conditions.
  A marked span that stops before a directly following date breaks the rule of its own corpus: it counts as a
  disagreement here, and is taken through its date in "spans, dates completed".
names: marked spans without number labelled L, BL, PL, HP against our titled citations of those types: exact spans; the same
  with dates completed; overlapping spans. A marked span that stops before its own number ("… ⟦Luật Thuế⟧ số 57/2005/QH11") is
  neutral where we report the number. What we report and no mark touches is wrong: marks of names are too often left out to
  say what is neutral; read them with --show."""

LAW_LABELS = ("L", "BL", "PL", "HP")
LAW_TYPES = ("luat", "bo luat", "phap lenh", "hien phap")


class Gold:
    """A marked span."""

    def __init__(self, text, span):
        self.start, self.end, self.label = span["start"], span["end"], span["label"]
        self.text = text[self.start : self.end]
        bare = keys.YEAR.sub(" ", keys.DATE.sub(" ", self.text))
        self.numbers = [(self.start + a, self.start + b, key) for a, b, key in keys.numbers_in(self.text)]
        match = re.search(r"\d+[a-zA-Z]?\b.*$", bare.split(" <")[0], re.S)
        # "Khóa X", "lần thứ 2" are no numbers; "Nghị định 85", "Quyết định số 150 CP" are.
        if not self.numbers and match and self.label not in LAW_LABELS:
            lead = re.match(r"\S+(?:\s+\S+){0,3}?\s+(?:số:?\s*)?(\d+[a-zA-Z]?(?:\s?[^\s,;<]+){0,2})\s*$", bare.split(" <")[0].strip())
            if lead:
                self.numbers = [(self.start, self.end, keys.number_key(lead.group(1)))]
        self.numbered = bool(self.numbers)

    def through_date(self, text):
        """Where the span ends under the rule of the corpus: after a date that follows directly."""
        if keys.DATE.search(self.text) or keys.YEAR.search(self.text):
            return self.end
        match = keys.DATE.match(text, self.end) or (not self.numbered and keys.YEAR.match(text, self.end))
        return match.end() if match else self.end


def measure(program, rows, corpus):
    """The tallies of all sentences."""
    found = program.cite_lines({row["id"]: row["text"] for row in rows})
    tallies = [
        Tally("numbers", "distinct numbers per sentence", corpus),
        Tally("spans", "exact spans of numbered references", corpus),
        Tally("spans, dates completed", "the same, marked spans taken through a directly following date", corpus),
        Tally("names", "names of laws and codes, exact spans", corpus),
        Tally("names, dates completed", "the same, marked spans taken through a directly following date", corpus),
        Tally("names, overlapping", "names of laws and codes, overlapping spans", corpus),
    ]
    for row in rows:
        gold = [Gold(row["text"], span) for span in row["spans"]]
        ours = found.get(row["id"], [])
        _numbers(tallies[0], row, gold, ours)
        _spans(tallies[1], row, gold, ours, False)
        _spans(tallies[2], row, gold, ours, True)
        _names(tallies[3], row, gold, ours, "exact")
        _names(tallies[4], row, gold, ours, "dates")
        _names(tallies[5], row, gold, ours, "overlapping")
    return tallies


def _around(text, start, end):
    return " ".join((text[max(0, start - 60) : start] + "⟦" + text[start:end] + "⟧" + text[end : end + 60]).split())


def _place_of_number(text, citation):
    """Where the citation's number stands, and whether it is visibly one."""
    wanted = keys.number_key(citation["number"])
    piece = text[citation["start"] : citation["end"] + 4]
    for start, end, key in keys.numbers_in(piece):
        # A lost hyphen or a word stuck to the end: the pattern sees less or more of the same string.
        if key == wanted or "/" in key and (key.startswith(wanted) or wanted.startswith(key)):
            return citation["start"] + start, citation["start"] + end, True
    match = re.search(r"\d", piece)
    start = citation["start"] + (match.start() if match else 0)
    return start, citation["end"], bool(keys.ORDINAL.fullmatch(citation["text"]))


def _unmarked(text, gold, citation):
    """Whether the citation names a number that the gold merely left unmarked."""
    start, end, visible = _place_of_number(text, citation)
    inside = any(keys.overlap((start, end), (span.start, span.end)) for span in gold)
    return visible and not inside and not keys.LOOK_ALIKE.search(text[max(0, start - 30) : start])


def _numbers(tally, row, gold, ours):
    text = row["text"]
    marked = {}
    for span in gold:
        for start, end, key in span.numbers:
            marked.setdefault(key, (span.label, start, end))
    reported = {}
    for citation in ours:
        if citation["number"]:
            reported.setdefault(keys.number_key(citation["number"]), []).append(citation)
    for key, (label, start, end) in sorted(marked.items()):
        item = f"{row['id']}#{key}"
        if key in reported:
            tally.add(FOUND, item, label)
        else:
            covering = [c for c in ours if keys.overlap((c["start"], c["end"]), (start, end))]
            cause = "read as another number" if any(c["number"] for c in covering) else "not found"
            if re.fullmatch(r"\d+[a-z]?", key):
                cause += ", number without symbol"
            tally.add(MISSED, item, label, cause, _around(text, start, end))
    for key, citations in sorted(reported.items()):
        if key in marked:
            continue
        neutral = any(_unmarked(text, gold, citation) for citation in citations)
        first = citations[0]
        shown = _around(text, first["start"], first["end"])
        outcome = NEUTRAL if neutral else WRONG
        inside = any(keys.overlap((first["start"], first["end"]), (span.start, span.end)) for span in gold)
        cause = "left unmarked" if neutral else "read as another number" if inside else "no visible number, or a form"
        tally.add(outcome, f"{row['id']}#{key}", first["type"] or "?", cause, shown)


def _longest(gold):
    """Of overlapping spans that share a number, the longest."""
    kept = []
    for span in sorted(gold, key=lambda span: (span.start - span.end, span.start)):
        own = {key for _, _, key in span.numbers}
        if not any(
            keys.overlap((span.start, span.end), (other.start, other.end))
            and own & {key for _, _, key in other.numbers}
            for other in kept
        ):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _spans(tally, row, gold, ours, dates):
    text = row["text"]
    numbered = _longest([span for span in gold if span.numbered])
    wanted = {(span.start, span.through_date(text) if dates else span.end): span for span in numbered}
    mine = {(c["start"], c["end"]): c for c in ours if c["number"]}
    for place, span in sorted(wanted.items()):
        item = f"{row['id']}@{span.start}"
        if place in mine:
            tally.add(FOUND, item, span.label)
        else:
            tally.add(MISSED, item, span.label, _why(text, place, mine), _around(text, span.start, span.end))
    for place, citation in sorted(mine.items()):
        if place in wanted:
            continue
        item = f"{row['id']}@{place[0]}"
        kind = citation["type"] or "?"
        shown = _around(text, *place)
        if _unmarked(text, gold, citation):
            tally.add(NEUTRAL, item, kind, "left unmarked", shown)
        else:
            near = [other for other in wanted if keys.overlap(other, place)]
            cause = _why(text, near[0], mine) if near else "in no marked span"
            tally.add(WRONG, item, kind, cause, shown)


def _why(text, place, mine):
    near = [other for other in mine if keys.overlap(other, place)]
    if not near:
        return "not found"
    best = max(near, key=lambda other: keys.overlap(other, place))
    if len([other for other in near if keys.overlap(other, place) > 3]) > 1:
        return "several of ours in one marked span"
    if best[0] == place[0] and best[1] > place[1] and keys.DATE.fullmatch(text, place[1], best[1]):
        return "marked span stops before the date that follows"
    if best[0] == place[0] and best[1] < place[1]:
        rest = text[best[1] : place[1]]
        return "ours stops before the date" if keys.DATE.match(rest) else "ours ends earlier"
    if best[0] == place[0]:
        return "ours ends later"
    return "ours begins earlier" if best[0] < place[0] else "ours begins later"


def _names(tally, row, gold, ours, rule):
    text = row["text"]
    wanted = [span for span in gold if not span.numbered and span.label in LAW_LABELS]
    # Of nested marks of one name the longest counts.
    longer = [(other.start, other.end) for other in gold]
    wanted = [span for span in wanted if not any(span.start == start and span.end < end for start, end in longer)]
    mine = [c for c in ours if c["form"] == "titled" and keys.fold(c["type"] or "") in LAW_TYPES]
    numbered = [c for c in ours if c["number"]]
    left = list(mine)
    for span in wanted:
        item = f"{row['id']}@{span.start}"
        end = span.through_date(text) if rule == "dates" else span.end
        touching = [c for c in left if keys.overlap((c["start"], c["end"]), (span.start, end))]
        match = [c for c in touching if (c["start"], c["end"]) == (span.start, end)]
        if rule == "overlapping":
            match = match or touching[:1]
        with_number = [c for c in numbered if c["start"] <= span.start and span.end < c["end"]]
        shown = _around(text, span.start, span.end)
        if match:
            left.remove(match[0])
            tally.add(FOUND, item, span.label)
        elif with_number and re.match(r"\s*(?:</?\w+>\s*)?,?\s*số", text[span.end :]):
            tally.add(NEUTRAL, item, span.label, "marked without its number", shown)
        else:
            tally.add(MISSED, item, span.label, _name_cause(text, span, touching), shown)
    for citation in left:
        place = (citation["start"], citation["end"])
        touched = [span for span in gold if keys.overlap(place, (span.start, span.end))]
        cause = "unmarked"
        if touched:
            cause = "inside a numbered mark" if touched[0].numbered else _name_cause(text, touched[0], [citation])
        tally.add(WRONG, f"{row['id']}@{place[0]}", citation["type"], cause, _around(text, *place))


def _name_cause(text, span, touching):
    if not touching:
        return "not found"
    best = max(touching, key=lambda c: keys.overlap((c["start"], c["end"]), (span.start, span.end)))
    if best["start"] != span.start:
        return "other beginning"
    rest = text[min(best["end"], span.end) : max(best["end"], span.end)]
    if keys.DATE.fullmatch(rest) or keys.YEAR.fullmatch(rest):
        return "date outside the mark" if best["end"] > span.end else "date outside ours"
    return "ours goes on" if best["end"] > span.end else "ours ends earlier"
