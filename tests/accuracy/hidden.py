"""Names of laws whose number is hidden: does the program, left with the bare name, find the number that stood there?

In: rows with a text each. Out: rows without those numbers, and after a build what each name came to mean.
"""

import collections
import re

import around
import corpus_site
import gazette_site
import keys
from tally import FOUND, MISSED, NEUTRAL, WRONG, Tally

RULES = """\
In a text that gives a law's title with one number and no other ("Luật Giáo dục số 43/2019/QH14"), number and day are taken
away where they stand beside that title; a text that still has the number elsewhere, or the title with a year, or a number that neither another text
nor the program's list has for that title (a misprint), is left out for that title. Judged are all places of the title, not followed by a word with which it could be a longer one: those whose number
was taken away ("hidden", which are certain), and those that were bare before ("bare": the text is taken to mean the law that it
names in full). A place inside the title of another work ("Nghị định số … quy định chi tiết một số điều của Luật …") is counted apart;
there a bare one is neutral where the outer work is older than the law: it means that law's predecessor, whose number is not known here. Neutral too: a text
that names a law of years after its own date (consolidated later), of which hiding takes the sign away."""

NUMBER_AFTER = re.compile(
    r"[\s,]*(?:\(\s*)?(?:số|Luật\s+số)\s*:?\s*(?:\d{1,4}[a-z]?\s?/\s?\d{4}\s?/\s?(?:(?:PL-)?UBTVQH|QH)\s?\d+|\d{1,4}[-/]?L/CTN)(?:\s*\))?", re.I
)
DAY_AFTER = re.compile(
    r"[\s,]*(?:được\s+Quốc\s+hội\s+[^,;.]{0,60}thông\s+qua\s+)?ngày\s+\d{1,2}\s*(?:[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}|tháng\s*\d{1,2}\s*năm\s*\d{4})", re.I
)
YEAR_AFTER = re.compile(r"\s*,?\s*(?:\(\s*)?(?:năm\s+)?(?:19|20)\d\d\b", re.I)
# A word in small letters after a title may be its next word, unless it is one of these.
ENDS = set(
    "và hoặc của thì là này đó nói để được quy đã có về tại do theo mà nêu trên với trong khi ngày số năm như còn bao gồm phải không từ cho "
    "đối áp hướng sửa các những bằng sau trước hiện nếu trừ bị đang vẫn chưa nhưng ban thông cũng sẽ căn vào hay".split()
)


class Hidden:
    """One title in one text."""

    def __init__(self, title, number, known_titles):
        self.title, self.number = title, number
        words = [word for word in re.split(r"[\s,]+", title) if word]
        self.pattern = re.compile(rf"\b{around.LAW_WORD}\s+(?i:" + r"[\s,]+".join(map(re.escape, words)) + r")(?!\w)")
        key = around.title_key(title)
        # How longer titles go on.
        self.longer = [other[len(key) + 1 :] for other in known_titles if other.startswith(key + " ")]
        # Places in the new text whose number was taken away, by rank among all places of the title.
        self.was_full = set()
        self.count = 0

    def goes_on(self, text, end):
        """Whether what follows may make it a longer title."""
        follows = re.match(r"\s+([^\W\d_]+)", text[end : end + 40])
        if follows and follows.group(1)[0].islower() and follows.group(1).lower() not in ENDS:
            return True
        rest = around.title_key(text[end : end + 80])
        return any(rest.startswith(more) for more in self.longer)


class Place:
    """One name to be judged."""

    def __init__(self, hidden, span, was_full, rank):
        self.hidden, self.start, self.end, self.was_full, self.rank = hidden, span[0], span[1], was_full, rank


def _full_forms(text):
    """{title key: (title as written, {number key})} of a text; titles of amending laws are none."""
    titles = {}
    for match in around.FULL_LAW.finditer(text):
        if around.AMENDS.search(text[max(0, match.start() - 200) : match.start()]):
            continue
        title = " ".join(match.group(2).split()).strip(" ,")
        key = around.title_key(title)
        if key and not key.startswith(("sua doi", "nay", "so ")):
            titles.setdefault(key, (title, set()))[1].add(keys.number_key(match.group(3)))
    return titles


def hide(text, titles):
    """(the text without the numbers, [Hidden]). `titles`: those of all texts."""
    hidden = []
    for key, (written, numbers) in sorted(_full_forms(text).items()):
        if len(numbers) != 1 or not all(titles.is_sure(key, number) for number in numbers):
            continue
        one = Hidden(written, next(iter(numbers)), titles.numbers)
        shorter = _without_numbers(text, one)
        if shorter is not None:
            text = shorter
            hidden.append(one)
    for one in hidden:
        marked = [text[match.end() : match.end() + 1] == MARK for match in one.pattern.finditer(text)]
        one.was_full, one.count = {rank for rank, full in enumerate(marked) if full}, len(marked)
    return text.replace(MARK, ""), hidden


MARK = "\x01"


def _without_numbers(text, one):
    """The text with a mark where a number of the title was; None where the law is still told by something else."""
    parts, at = [], 0
    for match in one.pattern.finditer(text):
        end, full = match.end(), False
        for pattern in (NUMBER_AFTER, DAY_AFTER, NUMBER_AFTER):
            more = pattern.match(text, end)
            if more:
                end, full = more.end(), True
        if YEAR_AFTER.match(text, end):
            return None
        parts.append(text[at : match.end()] + (MARK if full else ""))
        at = end
    shorter = "".join(parts) + text[at:]
    left = {key for _, _, key in keys.numbers_in(shorter)}
    return None if one.number in left else shorter


def places(text, hidden, begin):
    """[Place] in the file made of the text."""
    found = []
    for one in hidden:
        matches = list(one.pattern.finditer(text, begin))
        if len(matches) != one.count:
            continue
        for rank, match in enumerate(matches):
            numbered = re.match(r"[\s(]*(?:số\s*)?\d+/\d{4}/", text[match.end() : match.end() + 16])
            if not numbered and not one.goes_on(text, match.end()):
                found.append(Place(one, match.span(), rank in one.was_full, rank))
    return found


def inside_title(text, place):
    """The year of the numbered work in whose title the name stands; 0 where it stands in none, None where the year is not told."""
    sentence = around.sentence_before(text, place.start)
    if not around.TITLE_WORDS.search(sentence):
        return 0
    years = [keys.own_year(key) for _, _, key in keys.numbers_in(sentence)]
    return years[-1] if years else None


def without_numbers(rows, root):
    """([row without the numbers], {row index: [Hidden]})."""
    titles = around.Titles((row["text"] for row in rows), root)
    rewritten, hidden = [], {}
    for at, row in enumerate(rows):
        text, ones = hide(row["text"], titles)
        rewritten.append({**row, "text": text} if ones else row)
        if ones:
            hidden[at] = ones
    return rewritten, hidden


PLAIN, IN_TITLES = "plain", "inside titles"


def measure_site(name, site, hidden, corpus):
    """Two tallies of one site: names that stand plainly, and names inside titles. `hidden`: [Hidden] by document id."""
    tallies = {
        where: Tally(f"hidden names, {name}, {where}", "the number that stood beside the name", corpus, keeps_missed=False)
        for where in (PLAIN, IN_TITLES)
    }
    rules = collections.Counter()
    for identity, ones in sorted(hidden.items()):
        document = site.documents[identity]
        begin = document.text.find("\n---\n") + 5
        for place in places(document.text, ones, begin):
            year = inside_title(document.text, place)
            where = PLAIN if year == 0 else IN_TITLES
            outcome, cause, by, work = _judge(site, identity, place, year)
            item = f"{identity}#{around.title_key(place.hidden.title)}#{place.rank}"
            kind = ("hidden" if place.was_full else "bare") + (", consolidated" if document.consolidated else "")
            shown = f"[{by}] {document.date} {around.marked(document.text, place.start, place.end)} → {work}; hidden: {place.hidden.number}"
            tallies[where].add(outcome, item, kind, cause, shown)
            rules[(where, by, outcome)] += 1
    return list(tallies.values()), rules


def _judge(site, identity, place, year):
    """(outcome, cause, rule, work) of one name."""
    touching = [c for c in site.citations[identity] if keys.overlap((c["start"], c["end"]), (place.start, place.end))]
    best = max(touching, key=lambda c: keys.overlap((c["start"], c["end"]), (place.start, place.end)), default=None)
    kind = best["resolution"]["kind"] if best else "not found"
    if kind not in ("document", "work", "self"):
        return MISSED, kind, "", ""
    work = site.works[best["resolution"]["id"]]
    by = best["resolution"].get("by") or "?"
    label = f"{work['type']} {work['number'] or '(no number)'} {work['date'] or '?'}"
    if work["number"] and keys.number_key(work["number"]) == place.hidden.number:
        return FOUND, "", by, label
    if best["end"] > place.end + 3 and re.search(r"\d/\d{4}/", best["text"]):
        return NEUTRAL, "inside the title of an amending law", by, label
    law_year = keys.own_year(place.hidden.number)
    document = site.documents[identity]
    if law_year and document.date and law_year > int(document.date[:4]):
        return NEUTRAL, "the text is younger than its date: it names a law of later years", by, label
    if not place.was_full and year != 0 and (year is None or law_year and year < law_year):
        return NEUTRAL, "a bare name in the title of a work older than the law", by, label
    return WRONG, "another law", by, label


def print_table(measured):
    """`measured`: {"before": ([tallies], rules), "now": …} of one corpus."""
    print("    " + " " * 44 + "".join(f"{name:>34}" for name in measured))
    for index in (0, 1):
        cells = []
        for tallies, _ in measured.values():
            found, missed, wrong = (tallies[index].count(outcome) for outcome in (FOUND, MISSED, WRONG))
            answered, total = found + wrong, found + wrong + missed
            precision = f"{found / answered:.4f}" if answered else "-"
            cells.append(f"{precision} ({found} of {answered}), {answered / max(total, 1):.1%} of {total}")
        title = next(iter(measured.values()))[0][index].name
        print(f"    {title:<44}" + "".join(f"{cell:>34}" for cell in cells))
    for name, (_, rules) in measured.items():
        for where, by in sorted({(where, by) for where, by, _ in rules if by}):
            counts = ", ".join(f"{outcome} {rules[(where, by, outcome)]}" for outcome in (FOUND, WRONG, NEUTRAL))
            print(f"      {name}, {where}, by {by}: {counts}")


def measure_gazette(comparison, rows, corpus):
    """Tallies of the gazette texts; a table of both programs. None where a site does not build."""
    papers, _ = gazette_site.papers(rows, comparison.program.root, comparison.issuers)
    rewritten, by_row = without_numbers([paper.row for paper in papers], comparison.program.root)
    for paper, row in zip(papers, rewritten):
        paper.row = row
    names = {paper.id: by_row.get(at, []) for at, paper in enumerate(papers)}
    builds = comparison.builds(lambda root: gazette_site.write_site(papers, root, comparison.issuers))
    return _measure("gazette", builds, lambda document: names[document.id], corpus)


def measure_laws(comparison, rows, corpus):
    """The same of the laws."""
    rewritten, by_row = without_numbers(rows, comparison.program.root)
    names = {f"{at + 1:05}.md": ones for at, ones in by_row.items()}
    program = comparison.program
    builds = comparison.builds(lambda root: corpus_site.write_site(rewritten, root, program.root, comparison.issuers)[0])
    return _measure("laws", builds, lambda document: names.get(document.name, []), corpus)


def _measure(name, builds, names_of, corpus):
    if builds is None:
        print(f"  NOT MEASURED: the site of the {name} with hidden numbers does not build")
        return None
    measured = {}
    for which, build in builds.items():
        names = {identity: names_of(document) for identity, document in build.site.documents.items()}
        measured[which] = measure_site(name, build.site, names, corpus)
    print_table(measured)
    return measured["now"][0]
