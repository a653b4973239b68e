"""What befalls a published site from outside, and whether the next build mends it or refuses.

Each function below spoils something and says what in a few words; its name is what is counted. `None`: there was nothing to spoil."""

import collections
import os
import shutil
import time

from site_under_test import MANIFEST, Found, difference, is_pipe, read, snapshot, write

LIST = ".congbao-addresses.tsv"
EMPTY = "an empty folder"


def addresses(ledger):
    return {line.split(b"\t")[0] for line in ledger.splitlines()}


def run(site, count, chance):
    """Tries `count` rounds of one to three mutations each; what came of them, counted."""
    counts = collections.Counter()
    site.build()
    spoiler = Spoiler(site, chance)
    spoiler.save()
    for number in range(count):
        spoiler.look()
        done = [spoiler.spoil() for _ in range(chance.choice((1, 1, 2, 3)))]
        edited = site.edit() if chance.random() < 0.5 else "no edit"
        where = f"mutation {number} ({edited}, {', '.join(done)})"
        # The truth does not know what became of the ledger.
        new, ledger = spoiler.truth()
        before, ledger_before = snapshot(site.root), read_if(site.ledger)
        status, said = site.run("build")
        if status:
            spoiler.unchanged(before, ledger_before, said, where)
            counts["refused"] += 1
        else:
            spoiler.mended(new, ledger, before, where)
            counts["mended"] += 1
            if chance.random() < 0.2:
                site.build()
                spoiler.mended(new, ledger, before, f"{where}, built twice")
        spoiler.next(None if status else new, ledger)
    return counts


def read_if(path):
    return read(path) if os.path.isfile(path) and not os.path.islink(path) else None


class Spoiler:
    def __init__(self, site, chance):
        self.site, self.chance = site, chance
        self.backup = os.path.join(site.folder, "backup")
        self.older = None
        # Which promises may be lost, since both that hold them were spoilt.
        self.spoilt = set()
        # What faked leftovers hold may be carried over, as files of others.
        self.carried = set()
        self.kinds = [getattr(self, name) for name in sorted(dir(self)) if name.startswith("do_")]

    # The round

    def save(self):
        shutil.rmtree(self.backup, ignore_errors=True)
        shutil.copytree(self.site.root, self.backup, symlinks=True)
        self.documents = dict(self.site.documents)

    def next(self, new, ledger):
        """A site that is as it should be: this one where it is `new`, or the one saved; sometimes with an older state to
        take files from."""
        clean = snapshot(self.site.output) == new and read_if(self.site.ledger) == ledger and not self.site.beside()
        if not clean:
            shutil.rmtree(self.site.root)
            shutil.copytree(self.backup, self.site.root, symlinks=True)
            self.site.documents = dict(self.documents)
        self.spoilt, self.carried, self.older = set(), set(), None
        if self.chance.random() < 0.5:
            self.older = os.path.join(self.site.folder, "older")
            shutil.rmtree(self.older, ignore_errors=True)
            shutil.copytree(self.site.output, self.older, symlinks=True)
            self.site.edit()
        self.site.build()
        if self.chance.random() < 0.6:
            # The program notes how files lie that were too young before.
            time.sleep(0.02)
            self.site.build()

    def truth(self):
        """What a fresh build makes of the sources with the ledger as it was."""
        ledger = self.ledger_was
        aside, is_there = os.path.join(self.site.folder, "ledger"), os.path.lexists(self.site.ledger)
        if is_there:
            os.rename(self.site.ledger, aside)
        write(self.site.ledger, ledger)
        answer = self.site.fresh()
        os.remove(self.site.ledger)
        if is_there:
            os.rename(aside, self.site.ledger)
        return answer

    def look(self):
        """Remembers what is ours, and lays some files of others there."""
        self.ledger_was, self.ours = read(self.site.ledger), snapshot(self.site.output)
        names = ("theirs.txt", "theirs/a b.txt", "van-ban/theirs.html")
        for name in self.chance.sample(names, self.chance.randrange(3)):
            path = os.path.join(self.site.output, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            write(path, name)

    def spoil(self):
        while True:
            kind = self.chance.choice(self.kinds)
            said = kind()
            if said is not None:
                return f"{kind.__name__[3:]} {said}".strip()

    def mended(self, new, ledger, before, where):
        found = snapshot(self.site.output)
        was = {path.removeprefix("output/"): what for path, what in before.items() if path.startswith("output/")}
        was.pop(MANIFEST, None)
        # What the program's list names is deleted when the site no longer has it; without the list it is anybody's.
        known = set() if "manifest" in self.spoilt else set(self.ours)
        theirs = {path: what for path, what in was.items() if path not in known and path not in new and what != EMPTY}
        gone = difference({path: found.get(path) for path in theirs}, theirs)
        if gone:
            raise Found(f"{where}: files of others: {gone}")
        # The list of addresses holds the labels of the ledger.
        lost = {LIST} if "ledger" in self.spoilt else set()
        # The ledger is an input: an address in it that never was, made by a changed byte, may be answered from now on.
        made_up = addresses(read_if(self.site.ledger) or b"") - addresses(ledger)
        below = tuple(address.decode(errors="replace").strip("/") + "/" for address in made_up)
        answered = lambda path: "ledger" in self.spoilt and below and path.startswith(below)
        found = {path: what for path, what in found.items() if path in new or not answered(path)}
        may_be = theirs.keys() | self.carried | lost | {path for path, what in was.items() if what == EMPTY}
        rest = {path: what for path, what in found.items() if path in new or path not in may_be}
        if made_up and "ledger" in self.spoilt:
            # Maps of redirects and the list of all files name it, too.
            lists = {path for path in new if "/" not in path and not path.endswith(".html")}
            lost |= lists | {path for path in new if path == "data/site.json" or path.startswith("data/manifest")}
        drop = lambda files: {path: what for path, what in files.items() if path not in lost}
        if drop(rest) != drop(new):
            raise Found(f"{where}: {difference(drop(rest), drop(new))}")
        if "ledger" not in self.spoilt and read_if(self.site.ledger) != ledger:
            raise Found(f"{where}: the ledger is not that of a fresh build")
        missing = addresses(ledger) - addresses(read_if(self.site.ledger) or b"")
        if missing and not self.spoilt & {"manifest", "list"}:
            raise Found(f"{where}: lost from the ledger: {sorted(missing)[:3]}")
        # What has become of the second generation is mended when something changes.
        if "manifest" not in self.spoilt and "(no edit" not in where:
            self.site.check_twin(where)

    def unchanged(self, before, ledger, said, where):
        """A refusal changes nothing but what lies beside the output folder, and says why. It may complete the ledger."""
        if "error[" not in said:
            raise Found(f"{where}: refused without a message:\n{said}")
        # A file of others that a killed build had set aside is brought back before anything is judged.
        back = {f"output/{path}" for path in self.carried}
        inside = lambda found: {path: what for path, what in found.items() if path.startswith("output") and path not in back}
        changed = difference(inside(snapshot(self.site.root)), inside(before))
        if changed:
            raise Found(f"{where}: refused, but changed: {changed}\n{said}")
        now = read_if(self.site.ledger)
        was, could_be = addresses(ledger or b""), addresses(self.ledger_was)
        if now != ledger and not (now is not None and was <= addresses(now) <= was | could_be):
            raise Found(f"{where}: refused, but the ledger changed\n{said}")

    # What is spoilt

    def page(self):
        files = [path for path in self.ours if os.path.isfile(os.path.join(self.site.output, path))]
        files = [path for path in files if not os.path.islink(os.path.join(self.site.output, path))]
        if not files:
            return None, None
        path = self.chance.choice(sorted(files))
        if path == LIST:
            self.spoilt.add("list")
        return path, os.path.join(self.site.output, path)

    def beside(self, ending):
        return os.path.join(self.site.root, f".congbao-output.{ending}")

    def do_delete(self):
        path, full = self.page()
        if path:
            os.remove(full)
        return path

    def do_delete_folder(self):
        path, full = self.page()
        if not path or "/" not in path:
            return None
        shutil.rmtree(os.path.dirname(full))
        return os.path.dirname(path)

    def do_alter(self):
        path, full = self.page()
        if not path:
            return None
        data = bytearray(read(full)) or bytearray(b"x")
        data[self.chance.randrange(len(data))] ^= 1
        time_kept, in_place = self.chance.random() < 0.6, self.chance.random() < 0.5
        stat = os.stat(full)
        if not in_place:
            os.remove(full)
        write(full, bytes(data))
        if time_kept:
            os.utime(full, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        return f"{path} (time kept: {time_kept}, in place: {in_place})"

    def do_append(self):
        path, full = self.page()
        if path:
            write(full, read(full) + b"x")
        return path

    def do_empty(self):
        path, full = self.page()
        if path:
            write(full, b"")
        return path

    def do_put_back(self):
        if not self.older:
            return None
        both = [path for path in sorted(snapshot(self.older)) if os.path.isfile(os.path.join(self.site.output, path))]
        both = [path for path in both if read(os.path.join(self.older, path)) != read(os.path.join(self.site.output, path))]
        if not both:
            return None
        path = self.chance.choice(both)
        if path == LIST:
            self.spoilt.add("list")
        full = os.path.join(self.site.output, path)
        if self.chance.random() < 0.5:
            os.remove(full)
        shutil.copy2(os.path.join(self.older, path), full)
        return path

    def do_put_back_all(self):
        if not self.older or self.chance.random() < 0.5:
            return None
        self.spoilt.update(("manifest", "list"))
        how = self.chance.choice(("over", "moved"))
        if how == "moved":
            shutil.rmtree(self.site.output)
        try:
            shutil.copytree(self.older, self.site.output, symlinks=True, dirs_exist_ok=True)
        except (shutil.Error, OSError):
            # A file stands where a folder was, by another mutation: the rest is put back.
            pass
        return how

    def do_folder_moved_in(self):
        if not self.older:
            return None
        name = self.chance.choice(("van-ban", "vien-dan", "assets", "data", "tim-kiem"))
        old, now = os.path.join(self.older, name), os.path.join(self.site.output, name)
        if not os.path.isdir(old) or not os.path.isdir(now) or os.path.islink(now):
            return None
        shutil.rmtree(now)
        shutil.move(old, now)
        return name

    def do_swap(self):
        (one, a), (other, b) = self.page(), self.page()
        if not one or one == other:
            return None
        os.rename(a, f"{a}.swap")
        os.rename(b, a)
        os.rename(f"{a}.swap", b)
        return f"{one} and {other}"

    def do_rename(self):
        path, full = self.page()
        if path:
            os.rename(full, f"{full}.renamed")
        return path

    def do_replace(self):
        path, full = self.page()
        if not path:
            return None
        kind = self.chance.choice(("folder", "folder with a file", "link", "dead link", "link to a folder", "pipe", "hard link"))
        if kind == "hard link":
            os.link(full, os.path.join(self.site.folder, f"linked-{self.chance.random()}"))
            return f"{path} by a {kind}"
        os.remove(full)
        if "folder" in kind and "link" not in kind:
            os.mkdir(full)
            if "file" in kind:
                write(os.path.join(full, "theirs"), "x")
        elif kind == "pipe":
            os.mkfifo(full)
        else:
            target = {"link": "index.html", "dead link": "nowhere", "link to a folder": self.site.folder}[kind]
            os.symlink(target, full)
        return f"{path} by a {kind}"

    def do_folder_by_file(self):
        path, full = self.page()
        if not path or "/" not in path:
            return None
        folder = os.path.dirname(full)
        shutil.rmtree(folder)
        write(folder, "theirs")
        return path

    def do_rights(self):
        path, full = self.page()
        if not path:
            return None
        mode = self.chance.choice((0o000, 0o444, 0o777))
        target = self.chance.choice((full, os.path.dirname(full)))
        os.chmod(target, mode)
        return f"{mode:o} {os.path.relpath(target, self.site.output)}"

    def do_times(self):
        path, full = self.page()
        if not path:
            return None
        at = time.time() + self.chance.choice((-10**9, -3600, 3600, 10**9))
        os.utime(full, (at, at))
        return path

    def do_foreign(self):
        _, full = self.page()
        if not full:
            return None
        folder = os.fsencode(os.path.dirname(full))
        kind = self.chance.choice(("odd name", "folder", "pipe", "link", "deep"))
        name = os.path.join(folder, b"odd \xff\n name" if kind == "odd name" else f"of-others-{kind}".encode())
        if os.path.lexists(name):
            return None
        if kind == "odd name":
            write(name, "x")
        elif kind == "pipe":
            os.mkfifo(name)
        elif kind == "link":
            os.symlink("/etc", name)
        elif kind == "folder":
            os.mkdir(name)
        else:
            os.makedirs(os.path.join(name, *[b"d" * 200] * 8))
        return kind

    def do_manifest(self):
        self.spoilt.add("manifest")
        return self.spoil_list(os.path.join(self.site.output, MANIFEST))

    def do_ledger(self):
        self.spoilt.add("ledger")
        return self.spoil_list(self.site.ledger)

    def spoil_list(self, path):
        if not os.path.isfile(path) or os.path.islink(path):
            return None
        kind = self.chance.choice(("lines lost", "cut", "a byte", "twice", "deleted", "pipe", "folder", "garbage", "dead link", "unsorted"))
        data = read(path)
        lines = data.splitlines(True)
        if kind == "lines lost":
            write(path, b"".join(line for number, line in enumerate(lines) if number == 0 or self.chance.random() < 0.8))
        elif kind == "cut":
            write(path, data[: self.chance.randrange(len(data) + 1)])
        elif kind == "a byte":
            spoilt = bytearray(data)
            spoilt[self.chance.randrange(len(data))] ^= 1 << self.chance.randrange(8)
            write(path, bytes(spoilt))
        elif kind == "twice":
            write(path, data + data)
        elif kind == "unsorted":
            self.chance.shuffle(lines)
            write(path, b"".join(lines))
        elif kind == "garbage":
            write(path, self.chance.randbytes(500))
        else:
            os.remove(path)
            if kind == "pipe":
                os.mkfifo(path)
            elif kind == "folder":
                os.mkdir(path)
            elif kind == "dead link":
                os.symlink("nowhere", path)
        return kind

    def do_twin(self):
        twin = self.beside("twin")
        if not os.path.isdir(twin) or os.path.islink(twin):
            return None
        path = self.chance.choice(sorted(snapshot(twin)) + [MANIFEST])
        full = os.path.join(twin, path)
        if not os.path.isfile(full) or os.path.islink(full):
            return None
        kind = self.chance.choice(("deleted", "no folder", "gone", "replaced", "alien", "copied", "older", "link", "folder", "manifest"))
        if kind == "manifest":
            path, full = MANIFEST, os.path.join(twin, MANIFEST)
        if kind == "alien":
            self.carried.add("carried.txt")
            write(os.path.join(twin, "carried.txt"), "x")
        elif kind in ("copied", "older"):
            source = self.older if kind == "older" and self.older else twin
            # Pipes and the like were never in it.
            copy = f"{twin}-copy"
            shutil.copytree(source, copy, symlinks=True, ignore=lambda folder, names: [n for n in names if is_pipe(os.path.join(folder, n))])
            self.carried |= set(snapshot(copy))
            shutil.rmtree(twin)
            os.rename(copy, twin)
        elif kind == "gone":
            shutil.rmtree(twin)
        elif kind == "no folder":
            shutil.rmtree(os.path.dirname(full))
        else:
            os.remove(full)
            if kind in ("replaced", "manifest"):
                write(full, b"x")
            elif kind == "link":
                os.symlink("nowhere", full)
            elif kind == "folder":
                os.makedirs(os.path.join(full, "deep"))
        return f"{path} {kind}"

    def do_leftover(self):
        ending = self.chance.choice(("part", "twin", "new", "gone", "old", "scratch", "words", "manifest", "foreign", "stat", "last", "lock", "left-1"))
        path = self.beside(ending)
        if os.path.isdir(path):
            return None
        if os.path.lexists(path):
            os.remove(path)
        kind = self.chance.choice(("none", "garbage", "folder", "folder with a file", "site", "older site", "link", "pipe", "cut"))
        self.carried.add("carried.txt")
        if kind == "garbage":
            write(path, self.chance.randbytes(300))
        elif kind == "folder":
            os.mkdir(path)
        elif kind == "folder with a file":
            os.mkdir(path)
            write(os.path.join(path, "carried.txt"), "x")
        elif kind in ("site", "older site"):
            source = self.older if kind == "older site" and self.older else self.site.output
            pipes = lambda folder, names: [name for name in names if is_pipe(os.path.join(folder, name))]
            shutil.copytree(source, path, symlinks=True, ignore=pipes)
            self.carried |= set(snapshot(path))
        elif kind == "link":
            os.symlink(self.site.folder, path)
        elif kind == "pipe":
            os.mkfifo(path)
        elif kind == "cut":
            write(path, "congbao-stat\t1\t1\t")
        return f"{ending} by {kind}"

    def do_store(self):
        """What is kept between runs is cut, spoilt, mixed up, of another day or something else. It never changes a byte."""
        store = os.path.join(self.site.root, ".congbao")
        if os.path.islink(store) or not os.path.isdir(store):
            if os.path.lexists(store):
                os.remove(store)
            return None
        values = sorted(name for name in os.listdir(store) if "-" in name or name == "files")
        kind = self.chance.choice(("none", "a file", "a link", "foreign", "cut", "spoilt", "mixed up", "older", "unfinished"))
        if kind in ("none", "a file", "a link", "foreign"):
            shutil.rmtree(store)
        if kind == "a file":
            write(store, b"x")
        elif kind == "a link":
            os.symlink(self.site.folder, store)
        elif kind == "foreign":
            os.mkdir(store)
            write(os.path.join(store, "lock"), b"")
        elif kind == "unfinished":
            write(os.path.join(store, "1-0.unfinished"), b"x")
        elif kind == "older" and os.path.isdir(os.path.join(self.backup, ".congbao")):
            shutil.copytree(os.path.join(self.backup, ".congbao"), store, dirs_exist_ok=True)
        elif values and kind in ("cut", "spoilt", "mixed up"):
            path = os.path.join(store, self.chance.choice(values))
            data = bytearray(read(path))
            if kind == "cut":
                write(path, bytes(data[: self.chance.randrange(len(data) + 1)]))
            elif kind == "spoilt" and data:
                data[self.chance.randrange(len(data))] ^= 1 << self.chance.randrange(8)
                write(path, bytes(data))
            elif kind == "mixed up":
                write(path, read(os.path.join(store, self.chance.choice(values))))
        return f"the store: {kind}"
