"""Runs the program under test. In: arguments. Out: what it printed, and what it took."""

import json
import os
import subprocess
import sys
import tempfile
import time


class Program:
    """The binary and the site whose registries count."""

    def __init__(self, binary, root):
        self.binary = os.path.abspath(binary)
        self.root = os.path.abspath(root)

    def cite_lines(self, texts):
        """`congbao cite --jsonl` on {id: text}: {id: [citation]}."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "texts.jsonl")
            with open(path, "w", encoding="utf-8") as out:
                for name, text in texts.items():
                    out.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
            # A folder without configuration: only what the program has built in counts.
            return self._cite(["--jsonl", "--root", folder, path])

    def cite_file(self, path, issuer, place):
        """`congbao cite` on one file: its citations."""
        arguments = ["--root", self.root, path]
        if issuer:
            arguments += ["--issuer", issuer]
        if place:
            arguments += ["--place", place]
        (citations,) = self._cite(arguments).values()
        return citations

    def _cite(self, arguments):
        result = subprocess.run([self.binary, "cite", *arguments], capture_output=True, check=False)
        if result.returncode == 2 or not result.stdout:
            sys.exit(f"congbao cite failed:\n{result.stderr.decode()}")
        lines = (json.loads(line) for line in result.stdout.decode().splitlines())
        return {line["id"]: line["citations"] for line in lines}

    def build(self, root, output=None):
        """`congbao build`: (exit status, problems, {wall, cpu, memory})."""
        command = [self.binary, "build", "--root", root, "--format", "json"]
        if output:
            command += ["--output", output]
        with tempfile.TemporaryFile() as said:
            began = time.monotonic()
            child = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            wall = time.monotonic() - began
            said.seek(0)
            problems = [json.loads(line) for line in said if line.startswith(b"{")]
        cost = {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "megabytes": usage.ru_maxrss / 1024}
        return child.returncode, problems, cost
