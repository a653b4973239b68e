#!/usr/bin/env python3
"""BM25 by a kept library (`pip install bm25s`): the textbook's answer beside ours.

    bm25.py ARTICLES.jsonl QUERIES.jsonl

In: articles { title, heading, text }, queries (strings). Out: for each query a line with the places of the best ten articles. Terms are words
without marks and pairs of neighbours; the title counts three times; k1 = 1.2, b = 0.75.
"""
import json
import re
import sys
import unicodedata

import bm25s

WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)*")


def plain(text):
    letters = unicodedata.normalize("NFD", text.lower().replace("&", ""))
    return "".join(c for c in letters if not "\u0300" <= c <= "\u036f").replace("đ", "d").replace("ð", "d")


def terms(text):
    words = plain(" ".join(WORD.findall(unicodedata.normalize("NFC", text)))).split()
    return words + [f"{a} {b}" for a, b in zip(words, words[1:])]


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def main(articles, queries):
    model = bm25s.BM25(k1=1.2, b=0.75)
    corpus = [terms(one["title"]) * 3 + terms(one["heading"]) + terms(one["text"]) for one in lines(articles)]
    model.index(corpus, show_progress=False)
    for query in lines(queries):
        # A term counts once, however often it is asked for.
        found, _ = model.retrieve([list(dict.fromkeys(terms(query)))], k=10, show_progress=False)
        print(json.dumps([int(at) for at in found[0]]))


if __name__ == "__main__":
    main(*sys.argv[1:])
