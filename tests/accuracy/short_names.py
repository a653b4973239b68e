"""Short names that a text defines ("… số 81/2021/NĐ-CP … (sau đây gọi tắt là Nghị định số 81)"): what are they tied to?

In: a built site. Out: a tally. The definition is read by a plain pattern, apart from the program: a law's name means the number that
stands beside that title in the sentence before the bracket; "Nghị định số 81" the only number there that begins so. Where
that does not tell exactly one number, nothing is judged. Every later place of the name, no number or year beside it, that leads to a work
must lead to that number; inside the title of an older work it is neutral.
"""

import re

import around
import keys
from tally import FOUND, MISSED, NEUTRAL, WRONG, Tally

DEFINED = re.compile(
    r"[(–\-,]\s*(?:sau\s+đây|dưới\s+đây)[^()“”]{0,30}?gọi(?:\s+(?:tắt|chung))*\s+là\s*:?\s*[“\"]?\s*"
    r"(?P<name>(?:Luật|Bộ\s+luật|Pháp\s+lệnh|Nghị\s+định|Thông\s+tư|Quyết\s+định|Nghị\s+quyết|Chỉ\s+thị)\s[^()“”\";]{2,110}?)\s*[”\"]?\s*\)",
    re.I,
)
ORDINAL = re.compile(r"(?P<kind>[^\d]+?)\s+(?:số\s+)?(?P<number>\d+[a-z]?(?:/\d{4}(?:/[\w\-]+)?)?)$", re.I)


class Definition:
    """A short name, where it is defined, and the number that it means."""

    def __init__(self, name, span, number):
        self.name, self.span, self.number = name, span, number
        words = r"\s+".join(map(re.escape, name.split()))
        self.pattern = re.compile(rf"\b{words}(?![\w/])", re.I)


def definitions(text):
    """[Definition] in the order of a text; names that are defined twice are left out."""
    found = []
    for match in DEFINED.finditer(text):
        name = " ".join(match.group("name").split())
        start = max(0, match.start() - 1500)
        sentence = re.split(r"(?<=[;.])\s(?=[A-ZĐ\d])|\n\s*\n", text[start : match.start()])[-1]
        number = _meant(name, sentence)
        if number:
            found.append(Definition(name, match.span(), number))
    names = [one.name.lower() for one in found]
    return [one for one in found if names.count(one.name.lower()) == 1]


def _meant(name, sentence):
    ordinal = ORDINAL.match(name)
    if ordinal:
        wanted = keys.number_key(ordinal.group("number"))
        numbers = {key for _, _, key in keys.numbers_in(sentence) if key == wanted or key.startswith(wanted + "/")}
        return next(iter(numbers)) if len(numbers) == 1 else None
    if not re.match(around.LAW_WORD, name, re.I):
        return None
    wanted = around.title_key(re.sub(rf"^{around.LAW_WORD}\s+", "", name, flags=re.I))
    full = [match for match in around.FULL_LAW.finditer(sentence) if around.title_key(match.group(2)) == wanted]
    # The number after the title of an amending law is the amending law's.
    plain = [match for match in full if not around.AMENDS.search(sentence[: match.start()])]
    numbers = {keys.number_key(match.group(3)) for match in plain or full}
    return next(iter(numbers)) if len(numbers) == 1 else None


def measure(name, site, corpus):
    """The tally of a site."""
    tally = Tally(f"short names, {name}", "places of a defined short name that lead to the work it was defined for", corpus, keeps_missed=False)
    for identity in sorted(site.documents):
        document = site.documents[identity]
        for definition in definitions(document.text):
            for rank, match in enumerate(definition.pattern.finditer(document.text, definition.span[1])):
                if not match.group()[0].isupper():
                    continue
                judged = _judge(site, identity, definition, match)
                if judged:
                    shown = f"{around.marked(document.text, *match.span())} → {judged[2]}; defined for {definition.number}"
                    tally.add(judged[0], f"{identity}#{definition.name}#{rank}", "law" if "L" in definition.name[:4] else "other", judged[1], shown)
    return tally


def _judge(site, identity, definition, match):
    text = site.documents[identity].text
    if re.match(r"[\s,]*(?:số\s|năm\s|ngày\s|\(\s*số)", text[match.end() : match.end() + 12]):
        return None
    touching = [c for c in site.citations[identity] if keys.overlap((c["start"], c["end"]), match.span())]
    best = max(touching, key=lambda c: keys.overlap((c["start"], c["end"]), match.span()), default=None)
    # A longer name: "Luật Giáo dục đại học".
    if best and best["end"] > match.end() + 1:
        return None
    if not best or best["resolution"]["kind"] not in ("document", "work"):
        return MISSED, best["resolution"]["kind"] if best else "not found", ""
    work = site.works[best["resolution"]["id"]]
    label = f"{work['type']} {work['number'] or '(no number)'}"
    if work["number"] and keys.number_key(work["number"]) == definition.number:
        return FOUND, "", label
    if around.TITLE_WORDS.search(around.sentence_before(text, match.start())):
        return NEUTRAL, "inside the title of another work", label
    return WRONG, "another work", label
