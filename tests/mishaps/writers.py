"""Commands that write files of people, killed at every call that could leave half of one.

Each command of `WRITERS` is run whole once; then it is killed at the first, second … call of each kind until it no longer
dies. After a kill every file is as it was, or as the whole run makes it; the same command, run again, makes the rest (or
says that it is done), and the site can be checked."""

import collections
import os
import shutil
import signal
import subprocess

from site_under_test import Found, Site, difference, look, read, snapshot, write

CALLS = ("openat", "write", "fsync", "linkat,link", "rename,renameat,renameat2", "mkdir", "unlink,unlinkat")
# A kill at a later call than this says nothing new: opening libraries and registries comes first, and is the same each time.
MOST = 60
UNTIDY = "---\nnumber: 09/CT-UBND\ntype: chi-thi\ndate: 2024-05-06\nissuer: ubnd-xa-mau\ntitle: Về việc thử\npublished: 2026-01-02\n---\n\nChữ.\n"
TEXT = "ỦY BAN NHÂN DÂN XÃ MẪU\nSố: 12/CT-UBND\nMẫu, ngày 06 tháng 5 năm 2024\n\nCHỈ THỊ\nVề việc thử\n\nCác trường thực hiện.\n"
# What it is called, its arguments; `{root}`: the site. What the program writes for itself (the store, what an upload had) is hidden and not
# looked at here: kills.py and unit tests do.
WRITERS = (
    ("fmt", ("fmt", "--fix", "all", "--root", "{root}")),
    ("new", ("new", "chi-thi", "--title", "Việc mới", "--root", "{root}", "--to", "content/moi.md")),
    ("import", ("import", "{root}/in.txt", "--root", "{root}", "--to", "content/nhap")),
    ("import --force", ("import", "{root}/in.txt", "--root", "{root}", "--to", "content/1.md", "--force")),
    ("export", ("export", "--docx", "02/CT-UBND", "--root", "{root}", "--to", "{root}/out.docx")),
    ("schema", ("schema", "--to", "{root}/schemas", "--root", "{root}")),
    ("changes", ("changes", "--to", "{root}/upload", "--root", "{root}")),
    ("check --report", ("check", "--report", "{root}/report.html", "--root", "{root}")),
    ("init", ("init", "{root}/another")),
)
HIDDEN = "/.congbao-"


def run(site, count, chance):
    """Kills at most `count` runs of each command; what happened, counted."""
    if not shutil.which("strace"):
        raise Found("writers are killed by strace, which is not here")
    write(os.path.join(site.root, "content", "untidy.md"), UNTIDY)
    write(os.path.join(site.root, "in.txt"), TEXT)
    site.build()
    site.run("changes", "--to", os.path.join(site.root, "upload"))
    site.edit()
    site.build()
    counts = collections.Counter()
    for name, arguments in WRITERS:
        killed = run_one(site, name, arguments, count, chance)
        if not killed:
            raise Found(f"{name}: no run was killed")
        counts[name] = killed
    return counts


def run_one(site, name, arguments, count, chance):
    before, saved = files(site), os.path.join(site.folder, "saved")
    shutil.rmtree(saved, ignore_errors=True)
    shutil.copytree(site.root, saved, symlinks=True)
    arguments = [argument.replace("{root}", site.root) for argument in arguments]
    status, said = site.run(*arguments, root=False)
    whole = files(site)
    if status or whole == before:
        raise Found(f"{name} writes nothing here: {status} {said}")
    places = [(call, number) for call in CALLS for number in range(1, MOST)]
    chance.shuffle(places)
    killed, over = 0, {}
    for call, number in places:
        if killed == count:
            break
        if number >= over.get(call, MOST):
            continue
        restore(site, saved)
        if not die(site, arguments, call, number):
            over[call] = number
            continue
        killed += 1
        where = f"{name}, killed at {call} {number}"
        whole_or_not(files(site), before, whole, where)
        site.run(*arguments, root=False)
        found = files(site)
        if found != whole:
            raise Found(f"{where}, run again: {difference(found, whole)}")
        status, said = site.run("check")
        if status == 2:
            raise Found(f"{where}: the site cannot be checked: {said}")
    restore(site, saved)
    return killed


def files(site):
    """What stands in the site, without what the program keeps for itself and what a kill leaves hidden."""
    return {path: what for path, what in snapshot(site.root).items() if HIDDEN not in f"/{path}" and "an empty folder" != what and not path.startswith(".congbao/")}


def restore(site, saved):
    shutil.rmtree(site.root)
    shutil.copytree(saved, site.root, symlinks=True)


def die(site, arguments, call, number):
    """Whether it was killed at this call of its main thread."""
    command = ["strace", "-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={number}", site.program, *arguments, "--lang", "en"]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120, check=False)
    return ended.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)


def whole_or_not(found, before, whole, where):
    for path in found.keys() | before.keys():
        if found.get(path) not in (before.get(path), whole.get(path)):
            raise Found(f"{where}: half written: {path!r}: {found.get(path)}, before {before.get(path)}, whole {whole.get(path)}")
