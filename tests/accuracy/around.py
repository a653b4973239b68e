"""What the text around a citation says by itself: read by plain patterns, apart from the program.

In: a text, a place in it, the work that a link leads to. Out: the reasons why that work cannot be meant.
"""

import os
import re

import corpus_site
import keys

LAW_TYPES = ("luat", "bo luat", "phap lenh", "hien phap")
TYPES = (
    "nghi dinh|thong tu lien tich|thong tu|nghi quyet lien tich|nghi quyet|quyet dinh|chi thi|luat|bo luat|phap lenh|"
    "lenh|cong van|ke hoach|huong dan|thong bao"
).split("|")
# What a type may be called for short.
SHORTER = {"thong tu lien tich": "thong tu", "nghi quyet lien tich": "nghi quyet", "bo luat": "luat"}

AMENDED_BY = re.compile(r"(?:sửa\s+đổi|bổ\s+sung)[^;.:“”]{0,80}?\b(?:bởi|theo|tại)\s+(?P<laws>[^;.:“”()]{0,400})", re.I)
LAW_NUMBER = re.compile(r"\bLuật\s+số\s*:?\s*(\d{1,4}/\d{4}/QH\d+)")
LAW_WORD = r"(?:Bộ\s+luật|Luật|Pháp\s+lệnh)"
FULL_LAW = re.compile(
    r"\b(Luật|Bộ\s+luật|Pháp\s+lệnh)\s+((?:(?!Luật\s|Bộ\s+luật|Pháp\s+lệnh)[^;:()“”\"\d|*]){3,140}?)[\s,]+số\s*:?\s*"
    r"(\d{1,4}[a-z]?/\d{4}/(?:(?:PL-)?UBTVQH|QH)\s?\d+|\d{1,4}[-/]?L/CTN)\b",
    re.I,
)
AMENDS = re.compile(r"(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ|hủy\s+bỏ)[^;.:“”]{0,160}$", re.I)
ISSUER = re.compile(
    r"\s*(?:,?\s*ngày\s[\d/.\-\s]+(?:tháng\s*\d+\s*năm\s*\d+)?)?\s*,?\s*của\s+(?P<name>[^,;.()“”:\n]{4,80}?)"
    r"(?=\s*(?:[,;.()“”:]|\b(?:về|quy\s+định|hướng\s+dẫn|và|ngày|ban\s+hành|sửa\s+đổi|phê\s+duyệt|đã|được|thì|để|có|tại)\b|\n\s*\n|$))"
)
YEAR_AFTER = re.compile(r"\s*,?\s*năm\s+(\d{4})", re.I)


def title_key(words):
    """Folded words of a title, letters and digits alone; "Phí, lệ phí" is "Phí và lệ phí"."""
    return re.sub(r"\bva\s", "", corpus_site.name_key(words))


class Titles:
    """Which titles a law's number stands with in the texts and in the program's list of laws, and the other way round."""

    def __init__(self, texts, root):
        self.of_number, self.numbers, self.amending = {}, {}, set()
        # The texts in which a title stands with a number; the list of laws is one more.
        self.sources = {}
        for at, text in enumerate(texts):
            for match in AMENDED_BY.finditer(text):
                self.amending.update(keys.number_key(number) for number in LAW_NUMBER.findall(match.group("laws")))
            for match in FULL_LAW.finditer(text):
                if AMENDS.search(text[max(0, match.start() - 200) : match.start()]):
                    continue
                self._add(title_key(match.group(2)), keys.number_key(match.group(3)), at)
        # What stands with a number once, while another title stands often, is a slip or the end of a longer list.
        for number, titles in self.of_number.items():
            most = max(titles.values())
            for title in [title for title, count in titles.items() if count * 20 < most]:
                del titles[title]

        with open(os.path.join(root, "src", "content", "registry", "built_in", "laws.tsv"), encoding="utf-8") as file:
            for line in file:
                _, title, number = (line.rstrip("\n").split("\t") + ["", ""])[:3]
                if re.match(r"\d", number) and not line.startswith("#"):
                    self._add(title_key(title), keys.number_key(number), "list")

    def _add(self, title, number, source):
        if title.startswith(("sua doi", "nay", "so ")):
            return
        self.sources.setdefault((title, number), set()).add(source)
        titles = self.of_number.setdefault(number, {})
        titles[title] = titles.get(title, 0) + 1
        numbers = self.numbers.setdefault(title, {})
        numbers[number] = numbers.get(number, 0) + 1

    def is_sure(self, title, number):
        """Whether more than one text, or the list, has this number for this title: once alone it may be a misprint."""
        sources = self.sources.get((title, number), ())
        return len(sources) > 1 or "list" in sources

    def contradicts(self, title, number):
        """Whether the number is known to be that of a law of another title, or of a law that amends others."""
        known = self.of_number.get(number)
        if not known:
            return number in self.amending and title in self.numbers
        # The end of an amending law's title looks like a title of its own.
        others = max((count for other, count in self.numbers.get(title, {}).items() if other != number), default=0)
        if number in self.amending and known.get(title, 0) < 2 <= others:
            return True
        return not any(title == other or title.startswith(other + " ") or other.startswith(title + " ") for other in known)


class Reader:
    """Judges links by what stands around them."""

    def __init__(self, issuers, titles):
        self.issuers, self.titles = issuers, titles

    def faults(self, document, citation, work):
        """Why a link looks wrong, the first reason in this order; empty where nothing speaks against it."""
        text, span = document.text, (citation["start"], citation["end"])
        # Markdown's backslashes are no part of a number.
        words = text[span[0] : span[1]].replace("\\", "")
        faults = []
        number = keys.number_key(work["number"]) if work["number"] else ""
        visible = [key for _, _, key in keys.numbers_in(words) if re.match(r"\d", key)]
        if visible and number and not any(same_number(key, number) for key in visible):
            faults.append("another number")
        date = date_in(words) or date_after(text, span[1])
        if date and len(work["date"] or "") == 10 and work["date"] != date:
            faults.append("another date")
        year = YEAR_AFTER.match(text, span[1]) if not visible else None
        if year and work_year(work) and int(year.group(1)) != work_year(work):
            faults.append("another year")
        if not visible:
            faults += self._name_faults(document, citation, work, number, date)
        said, kind = keys.fold(citation["type"] or ""), keys.fold(work["type"] or "")
        if visible and said in TYPES and kind in TYPES and said not in (kind, SHORTER.get(kind)) and SHORTER.get(said) != kind:
            faults.append("another type")
        if self._other_issuer(text, span[1], work):
            faults.append("another issuer")
        return faults

    def _name_faults(self, document, citation, work, number, date):
        faults = []
        said = keys.fold(citation["type"] or "")
        words = document.text[citation["start"] : citation["end"]]
        if said in LAW_TYPES and number and not re.search(r"\d{4}", words):
            title = title_key(re.sub(r"^\s*(?:Bộ\s+luật|Luật|Pháp\s+lệnh|Hiến\s+pháp)\s*", "", words, flags=re.I))
            if title and not title.startswith("nay") and self.titles.contradicts(title, number):
                faults.append("a law of another title")
        if not date and not document.faults and document.date and younger(work, document.date):
            faults.append("younger than the document")
        if not date and said in LAW_TYPES and follows_older(document.text, citation, work):
            faults.append("younger than the work in whose title the name stands")
        return faults

    def _other_issuer(self, text, end, work):
        if not work["issuer"] or "lien tich" in keys.fold(work["type"] or ""):
            return False
        match = ISSUER.match(text, end)
        stated = match and self.issuers.names.get(corpus_site.name_key(match.group("name")))
        target = self.issuers.names.get(corpus_site.name_key(work["issuer"]))
        return bool(stated and target) and self.issuers.series(stated) != self.issuers.series(target)


def same_number(key, number):
    """A short form ("81/2021") is the number that it begins."""
    return key == number or number.startswith(key + "/") or number.split("/")[0] == key


def date_in(words):
    """The day that words name, ISO."""
    match = keys.DATE.search(words)
    return _iso(match) if match else None


def date_after(text, end):
    """The day that follows directly, ISO."""
    match = keys.DATE.match(text, end)
    return _iso(match) if match else None


def _iso(match):
    day, month, year = [int(n) for n in re.findall(r"\d+", match.group())][:3]
    return f"{year:04}-{month:02}-{day:02}"


def work_year(work):
    """The year of a work: of its date, else in its number."""
    if work["date"]:
        return int(work["date"][:4])
    return keys.own_year(keys.number_key(work["number"])) if work["number"] else None


def younger(work, day):
    """Whether a work is certainly younger than a day."""
    if len(work["date"] or "") == 10:
        return work["date"] > day
    year = work_year(work)
    return bool(year) and year > int(day[:4])


def sentence_before(text, start):
    """The words of the sentence before a place."""
    before = text[max(0, start - 400) : start]
    return re.split(r"[.;:]\s|\n\s*\n|[“”]", before)[-1]


def follows_older(text, citation, work):
    """ "Thông tư số 02/2007/TT-BYT hướng dẫn thi hành Luật dược": the law of 2005, not that of 2016."""
    sentence = sentence_before(text, citation["start"])
    if not TITLE_WORDS.search(sentence):
        return False
    years = [year for year in (keys.own_year(key) for _, _, key in keys.numbers_in(sentence)) if year]
    return bool(years) and bool(work_year(work)) and years[-1] < work_year(work)


# Words that open the title of a numbered work: what follows them, up to the name, belongs to it.
TITLE_WORDS = re.compile(
    r"(?:\d{1,4}[a-z]?/\d{4}/|\d+/)[A-ZĐ][^;.:“”]{0,260}?\b(?:quy\s+định\s+(?:chi\s+tiết|về|một\s+số)|hướng\s+dẫn|sửa\s+đổi,\s+bổ\s+sung|về|thi\s+hành)\b"
    r"(?:(?!\btheo\b|\bcăn\s+cứ\b)[^;.:“”]){0,200}$",
    re.I,
)


def marked(text, start, end):
    """A place with what stands around it, on one line."""
    return " ".join((text[max(0, start - 90) : start] + "⟦" + text[start:end] + "⟧" + text[end : end + 70]).split())


def paragraph(text, start, end):
    """The paragraph around a citation, cut."""
    first = max(text.rfind("\n\n", 0, start) + 2, start - 400)
    last = text.find("\n\n", end)
    last = min(last if last >= 0 else len(text), end + 300)
    return " ".join((text[first:start] + "⟦" + text[start:end] + "⟧" + text[end:last]).split())
