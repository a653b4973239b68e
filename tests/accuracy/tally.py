"""What a measure found, and how that compares to the committed baseline.

A measure is a list of items, each found, missed or wrong. Only what is missed or wrong is kept in the baseline, as ids:
an item that leaves the list is gained, one that joins it is lost.
"""

import collections
import os

FOUND, MISSED, WRONG, NEUTRAL = "found", "missed", "wrong", "neutral"


class Tally:
    """Items of one measure on one corpus (`corpus`: a hash, so that no baseline is compared to another corpus)."""

    def __init__(self, name, about, corpus, keeps_missed=True):
        """`keeps_missed`: what is missed is named in the baseline; without it only counted."""
        self.name, self.about, self.corpus, self.keeps_missed = name, about, corpus, keeps_missed
        self.items = []

    def add(self, outcome, item, kind, cause="", text=""):
        """`item`: id. `kind`: type. `cause`: short and the same for items that fail alike. `text`: for people."""
        self.items.append((outcome, item, kind, cause, text))

    def count(self, outcome):
        return sum(1 for item in self.items if item[0] == outcome)

    def failures(self):
        kept = (MISSED, WRONG) if self.keeps_missed else (WRONG,)
        return {(item[1], item[0]): item for item in self.items if item[0] in kept}

    def scores(self):
        """Precision, recall, F1."""
        found, missed, wrong = self.count(FOUND), self.count(MISSED), self.count(WRONG)
        precision = found / (found + wrong) if found + wrong else 1.0
        recall = found / (found + missed) if found + missed else 1.0
        both = precision + recall
        return precision, recall, 2 * precision * recall / both if both else 0.0

    def summary(self):
        return " ".join(f"{outcome}={self.count(outcome)}" for outcome in (FOUND, MISSED, WRONG, NEUTRAL))


def show(tally, baseline, detail):
    """Prints a measure; `detail`: by type too. Returns (gained, lost)."""
    precision, recall, f1 = tally.scores()
    print(f"\n{tally.name}: {tally.about}")
    counts = f"found {tally.count(FOUND)}, missed {tally.count(MISSED)}, wrong {tally.count(WRONG)}"
    print(f"  {counts}, neutral {tally.count(NEUTRAL)}   precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}")
    if detail:
        by_kind = collections.defaultdict(collections.Counter)
        for outcome, _, kind, _, _ in tally.items:
            by_kind[kind][outcome] += 1
        for kind, counter in sorted(by_kind.items(), key=lambda entry: (-sum(entry[1].values()), entry[0])):
            parts = ", ".join(f"{outcome} {counter[outcome]}" for outcome in (FOUND, MISSED, WRONG, NEUTRAL) if counter[outcome])
            print(f"    {kind:<28} {parts}")
    causes = collections.Counter((item[0], item[3]) for item in tally.items if item[0] != FOUND and item[3])
    for (outcome, cause), count in sorted(causes.items(), key=lambda entry: (entry[0][0], -entry[1])):
        print(f"    {outcome}: {cause}: {count}")
    return compare(tally, baseline)


def compare(tally, baseline):
    """Prints what was gained and lost against the baseline, the first of each by name."""
    known = baseline.get(tally.name)
    if known is None:
        print("  baseline: none")
        return 0, 0
    corpus, failures, summary = known
    if corpus != tally.corpus:
        print("  baseline: of another corpus, not compared")
        return 0, 0
    now = tally.failures()
    gained, lost = sorted(failures - now.keys()), sorted(now.keys() - failures)
    print(f"  baseline: gained {len(gained)}, lost {len(lost)} (was {summary})")
    for item, outcome in lost[:10]:
        print(f"    lost: {outcome} {item}: {now[(item, outcome)][4][:160]}")
    if len(lost) > 10:
        print(f"    lost: … {len(lost) - 10} more")
    for item, outcome in gained[:5]:
        print(f"    gained: no longer {outcome}: {item}")
    return len(gained), len(lost)


def read_baseline(path):
    """{measure: (corpus, {(id, outcome)}, summary)}."""
    baseline = {}
    if not os.path.exists(path):
        return baseline
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("#") or not line.strip():
                continue
            measure, outcome, item, *rest = line.rstrip("\n").split("\t")
            if outcome == "total":
                baseline[measure] = (item, set(), rest[0])
            else:
                baseline[measure][1].add((item, outcome))
    return baseline


def write_baseline(path, tallies):
    """Measures that were not run keep their lines."""
    kept = read_baseline(path)
    for tally in tallies:
        kept[tally.name] = (tally.corpus, set(tally.failures()), tally.summary())
    with open(path, "w", encoding="utf-8") as out:
        out.write("# What `tests/accuracy/run` missed or got wrong when this was last updated: measure, outcome, id.\n")
        for measure in sorted(kept):
            corpus, failures, summary = kept[measure]
            out.write(f"{measure}\ttotal\t{corpus}\t{summary}\n")
            for item, outcome in sorted(failures):
                out.write(f"{measure}\t{outcome}\t{item}\n")


def write_disagreements(folder, tally):
    """Every item that was not simply found, grouped by cause."""
    groups = collections.defaultdict(list)
    for outcome, item, kind, cause, text in tally.items:
        if outcome != FOUND:
            groups[(outcome, cause)].append(f"{item}\t{kind}\t{text}")
    path = os.path.join(folder, tally.name.replace(" ", "-") + ".txt")
    with open(path, "w", encoding="utf-8") as out:
        for (outcome, cause), lines in sorted(groups.items()):
            out.write(f"== {outcome}: {cause or 'no cause known'} ({len(lines)})\n")
            out.write("\n".join(sorted(lines)) + "\n\n")
