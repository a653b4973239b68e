"""Runs one command and prints what it took: `measure.py LOG COMMAND ARGUMENT…`

In: the file for what the command prints, and the command. Out, on one line: exit status, seconds of wall time, of user
and of system time, peak resident bytes, and the part of a processor that others used meanwhile.

A program of its own, kept small (start it with `python3 -I -S`), because on Linux the peak memory of a new process starts at
that of the process that made it: all that stays below about 9 MiB cannot be told apart.
"""
import os
import sys
import time


def machine_busy() -> float:
    """CPU seconds that the whole machine has spent so far; idle, waiting and stolen time left out."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _idle, _wait, irq, soft_irq = map(int, file.readline().split()[1:8])
    return (user + nice + system + irq + soft_irq) / os.sysconf("SC_CLK_TCK")


def main(log: str, command: list[str]) -> None:
    """Runs and prints."""
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    busy = machine_busy()
    start = time.monotonic()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=files)
    _, status, usage = os.wait4(process, 0)
    wall = time.monotonic() - start
    others = max(0.0, machine_busy() - busy - usage.ru_utime - usage.ru_stime) / wall
    status = os.waitstatus_to_exitcode(status)
    print(status, wall, usage.ru_utime, usage.ru_stime, usage.ru_maxrss * 1024, others)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
