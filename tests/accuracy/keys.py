"""How texts, numbers and names are compared here: written apart from the program, so that both can be wrong only apart.

In: strings as a text has them. Out: keys, and the places of what is visibly a number string.
"""

import re
import unicodedata

UPPER = "A-ZĐÐÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĨŨƠƯẠ-Ỹ"
LOWER = "a-zđ"
PART = rf"[{UPPER}][{UPPER}{LOWER}&]*\d{{0,3}}"
DASH = r"[-‐‑–—/]"
# 12/2008/TTLT-BTC-BKHCN, 29-NQ/TW, 169/UBND-VX, 119-CP, 88/2014/QH13, 210a TC/VP
NUMBER = re.compile(
    rf"(?<![\w/\-.,])(?:\d{{1,6}}(?:[. ]?[a-zA-Z](?![a-zA-Z]))?(?:\.\d{{1,4}})?\s?(?:{DASH}\s?(?:\d{{2,4}}\s?{DASH}\s?)?|(?=[{UPPER}]{{2}}))"
    rf"{PART}(?:\s?\([A-Z]\d+\))?(?:\s?[-‐‑–—/.]\s?{PART})*(?:(?<=QH)\s\d{{1,2}})?)"
)
# "Nghị định số 24", "Đề án 911": a type word and an ordinal.
ORDINAL = re.compile(rf"[{UPPER}{LOWER}][^\d,;]{{2,60}}\s(?:số:?\s*)?\d+[a-z]?$", re.I)
# Words before a number that make it a form, a standard or a sheet.
LOOK_ALIKE = re.compile(r"(?:mẫu|biểu|biểu mẫu|phụ lục|tcvn|qcvn|tcxd|tiêu chuẩn|ký hiệu)(?: số)?:?\s*$", re.I)
DATE = re.compile(
    r"\s*,?\s*(?:ký\s+)?ngày\s+\d{1,2}\s*(?:[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}|tháng\s*\d{1,2}\s*năm\s*\d{4})", re.I
)
YEAR = re.compile(r"\s*,?\s*năm\s+\d{4}", re.I)


def fold(text):
    """Small letters without marks; đ as d; white space as one space."""
    plain = unicodedata.normalize("NFD", text.replace("Ð", "Đ"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.replace("đ", "d").replace("Đ", "D").lower().split())


def squeezed(text):
    """Without white space, composed."""
    return "".join(unicodedata.normalize("NFC", text).split())


def number_key(printed):
    """The contract's comparison key, with the signs after the ordinal left out: a lost hyphen makes no other number."""
    flat = re.sub(r"\s", "", fold(printed))
    flat = re.sub(r"[‐‑–—⁄∕]", "-", flat)
    match = re.match(r"0*(\d+[a-z]?(?:\.\d+)?)(.*)$", flat, re.S)
    if not match:
        return flat
    ordinal, rest = match.groups()
    year = re.match(r"[/-](\d{4})[/-](.*)$", rest, re.S)
    head = ordinal
    if year:
        head, rest = f"{ordinal}/{year.group(1)}", year.group(2)
    symbol = re.sub(r"[^a-z0-9]", "", rest)
    return f"{head}/{symbol}" if symbol else head


def own_year(key):
    """The year inside a number's key, or None."""
    parts = key.split("/")
    return int(parts[1]) if len(parts) > 2 and len(parts[1]) == 4 and parts[1].isdigit() else None


def numbers_in(text):
    """(start, end, key) of every string that is visibly a document's number."""
    return [(m.start(), m.end(), number_key(m.group())) for m in NUMBER.finditer(text)]


def overlap(a, b):
    """Characters that two (start, end) share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))
