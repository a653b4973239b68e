"""Builds that are killed, while others work in the output folder."""

import collections
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from site_under_test import Found, Site, difference, read, snapshot, write

# At entry of which system calls a build is killed, and at which of them, counted in one thread, at the latest.
CALLS = {
    "rename": 12, "renameat2": 2, "syncfs": 1, "fsync": 4, "linkat,link": 10, "unlink,unlinkat": 15, "mkdir": 8, "rmdir": 12,
    "openat": 60, "statx": 60,
}
# More often those at the switch and behind it.
WEIGHTS = (5, 2, 1, 3, 2, 3, 1, 3, 1, 1)
FOREIGN = "theirs"


def run(site, count, chance):
    """Kills `count` builds; what happened, counted."""
    counts = collections.Counter()
    while counts["killed"] < count:
        run_one(site, min(40, count - counts["killed"]), chance, counts)
        # Sites grow with each edit.
        site = Site(site.program, f"{site.folder}+", chance)
    return counts


def run_one(site, count, chance, counts):
    foreign = {}
    site.build()
    took = time_of(site)
    killed = 0
    while killed < count:
        old, old_ledger = own(snapshot(site.output)), read(site.ledger)
        what = site.edit()
        new, new_ledger = site.fresh()
        state, died = "old", True
        # A build that finishes the work of a killed one may be killed, too.
        while died and killed < count and chance.random() < 0.7:
            others = Others(site.output, foreign, chance, took)
            how, died = kill(site, chance, took, others)
            killed += died
            counts["killed" if died else "ended before"] += 1
            # A program that cannot be killed would be praised for it.
            if counts["ended before"] > 100 + 10 * counts["killed"]:
                raise Found(f"{counts['ended before']} builds ended before they were killed, {counts['killed']} did not: nothing is tried")
            foreign = others.foreign
            what = f"{what}; {how}, others {others.done}"
            where = f"kill {killed}: {what}"
            # A build killed before it has brought the old site back leaves it hidden.
            may_be_hidden = "no-atomic" in how or state == "hidden old"
            before, state = state, after_kill(site, old, new, where, may_be_hidden)
            if before == "new" and state == "old":
                raise Found(f"{where}: the old site has come back")
            counts[f"left the {state} site"] += died
            check_ledger(site, state, old_ledger, new_ledger, where)
        if chance.random() < 0.2:
            others = Others(site.output, foreign, chance, took)
            others.act()
            foreign, what = others.foreign, f"{what}; then {others.done}"
        site.build()
        check(site, new, new_ledger, foreign, f"kill {killed}: {what}; {state} site, built again")


def time_of(site):
    site.write_document(1)
    begun = time.monotonic()
    site.build()
    return time.monotonic() - begun


def kill(site, chance, took, others):
    """Builds and kills; how, and whether it died."""
    command = [site.program, "build", "--root", site.root]
    if shutil.which("strace") and chance.random() < 0.7:
        calls = chance.choices(list(CALLS), WEIGHTS)[0]
        number = chance.randint(1, CALLS[calls])
        inject = ["-e", f"inject={calls}:signal=SIGKILL:when={number}"]
        how = f"at {calls} {number}"
        if chance.random() < 0.25:
            # A file system that cannot exchange two names.
            command.append("--no-atomic")
            inject = ["-e", "inject=renameat2:error=EINVAL", "-e", f"inject=rename:signal=SIGKILL:when={chance.randint(1, 5)}"]
            how = "no-atomic, " + inject[-1]
        if chance.random() < 0.3 and calls != "renameat2" and "--no-atomic" not in command:
            # Room for others just before the switch.
            inject += ["-e", "inject=renameat2:delay_enter=300000"]
        trace = f"trace={calls},rename,renameat2,syncfs"
        command = ["strace", "-f", "-o", os.devnull, "-e", trace, *inject, *command]
        delay = None
    else:
        delay = chance.uniform(0, took * 0.9)
        how = f"after {delay:.3f} s"
    with tempfile.TemporaryFile() as said, subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said) as child:
        worker = threading.Thread(target=others.work, args=(child,))
        worker.start()
        if delay is not None:
            time.sleep(delay)
            child.kill()
        try:
            status = child.wait(timeout=180)
        except subprocess.TimeoutExpired:
            child.kill()
            raise Found(f"hangs: {' '.join(command)}") from None
        worker.join()
        if others.found:
            raise Found(f"{how}: {others.found}")
        said.seek(0)
        if status not in (0, -signal.SIGKILL, 128 + signal.SIGKILL):
            raise Found(f"exit {status} {how}, others {others.done}: {' '.join(command)}\n{said.read().decode()}")
    return how, status != 0


class Others:
    """The owner of files that we did not write: adds, deletes, replaces, edits one while a build runs."""

    def __init__(self, output, foreign, chance, took):
        self.output, self.foreign, self.chance = output, dict(foreign), chance
        self.delays = [chance.uniform(0, took * 1.2) for _ in range(chance.choice((0, 1, 1, 2)))]
        self.done, self.found = [], None

    def work(self, child):
        for delay in sorted(self.delays):
            begun = time.monotonic()
            while child.poll() is None and time.monotonic() - begun < delay:
                time.sleep(0.002)
            try:
                self.act()
            except Found as error:
                self.found = error

    def act(self):
        known = [path for path in self.foreign if not any(path in done for done in self.done)]
        kind = self.chance.choice(("add", "delete", "replace", "edit")) if len(known) > 3 else "add"
        path = self.chance.choice(known) if kind != "add" else self.new_path()
        text = f"{kind} {self.chance.random()}"
        for _ in range(2000):
            try:
                self.do(kind, path, text)
                break
            except (FileNotFoundError, NotADirectoryError):
                # The folder is being switched.
                time.sleep(0.005)
                if not os.path.isdir(self.output):
                    break
        else:
            raise Found(f"{path} of others cannot be found: {kind}")
        self.done.append(f"{kind} {path}")

    def new_path(self):
        name = f"{FOREIGN}-{self.chance.randrange(10**9)}.txt"
        return os.path.join(self.chance.choice(("", "", f"{FOREIGN}/a", f"{FOREIGN}/b/c", "van-ban", "assets")), name)

    def do(self, kind, path, text):
        full = os.path.join(self.output, path)
        if kind == "delete":
            os.remove(full)
            self.foreign.pop(path)
            return
        if kind == "add":
            if FOREIGN in os.path.dirname(path):
                if not os.path.isdir(self.output):
                    raise FileNotFoundError(self.output)
                os.makedirs(os.path.dirname(full), exist_ok=True)
            write(full, text)
        elif kind == "replace":
            part = f"{path}.{self.chance.randrange(10**9)}.part"
            write(os.path.join(self.output, part), text)
            try:
                os.rename(os.path.join(self.output, part), full)
            except FileNotFoundError:
                # Written into the one site, to be renamed in the other: it will be carried over.
                self.foreign[part] = text
                raise
        else:
            with open(full, "r+b") as file:
                file.write(text.encode())
                file.truncate()
        self.foreign[path] = text


def own(found):
    return {path: what for path, what in found.items() if not is_foreign(path)}


def is_foreign(path):
    return FOREIGN in path


def after_kill(site, old, new, where, two_renames):
    """Which site stands after a kill."""
    if not os.path.isdir(site.output):
        if two_renames:
            return "hidden old"
        raise Found(f"{where}: no site at all")
    found = own(snapshot(site.output))
    if found == new:
        return "new"
    if found == old:
        return "old"
    raise Found(f"{where}: a mixture. Not the old one:\n  {difference(found, old)}\nnor the new one:\n  {difference(found, new)}")


def check_ledger(site, state, old, new, where):
    now = read(site.ledger)
    if now not in ((old, new) if state == "new" else (old,)):
        raise Found(f"{where}: the ledger is ahead of the {state} site")


def check(site, new, ledger, foreign, where):
    found = snapshot(site.output)
    if own(found) != new:
        raise Found(f"{where}: {difference(own(found), new)}")
    if read(site.ledger) != ledger:
        raise Found(f"{where}: the ledger is not that of a fresh build")
    theirs = {path: read(os.path.join(site.output, path)).decode() for path in found if is_foreign(path) and "empty" not in found[path]}
    if theirs != foreign:
        raise Found(f"{where}: files of others: {difference(theirs, foreign)}")
    if site.beside():
        raise Found(f"{where}: left beside the output folder: {site.beside()}")
    site.check_twin(where)
