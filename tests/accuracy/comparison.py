"""One site built by one program or two, so that both can be measured in one run.

In: a function that writes the sources. Out: what each program made of them.
"""

import os
import shutil
import tempfile

import corpus_site
import links


class Build:
    """The site of one program: what it found, and what that took."""

    def __init__(self, program, write, issuers, keep=None):
        """`write`: makes the sources in a folder, returns documents by file name."""
        folder = tempfile.mkdtemp()
        try:
            root = os.path.join(folder, "site")
            held = write(root)
            names = set(held)
            self.status, self.problems, self.cost = program.build(root)
            while self.status == 1 and links.drop_failing(root, held, self.problems):
                self.status, self.problems, self.cost = program.build(root)
            self.dropped = sorted(names - held.keys())
            if keep:
                shutil.copytree(root, keep, dirs_exist_ok=True)
            self.site = links.Site(held, links.read_data(root), issuers) if self.status == 0 else None
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def print(self, name):
        """What it took, and what was left out."""
        cost = self.cost
        print(f"  build {name}: exit {self.status}, {cost['wall']:.1f} s, CPU {cost['cpu']:.1f} s, {cost['megabytes']:.0f} MB")
        if self.dropped:
            print(f"    left out, because the program refuses them: {', '.join(self.dropped)}")
        for problem in [p for p in self.problems if p.get("severity") == "error"][:5]:
            print(f"    {problem.get('file')}:{problem.get('line')}: {problem['message']}")


class Comparison:
    """What every measure is given: one program or two, where to write, and how to draw."""

    def __init__(self, program, before, draw, draw_by=None, keep=None):
        self.program, self.before, self.draw, self.draw_by, self.keep = program, before, draw, draw_by, keep
        self.issuers = corpus_site.Issuers(program.root)

    def builds(self, write):
        """{"before": Build, "now": Build}; None where a site does not build."""
        builds = {}
        for name, program in (("before", self.before), ("now", self.program)):
            if program:
                builds[name] = Build(program, write, self.issuers, self.keep if name == "now" else None)
                builds[name].print(name)
        return builds if all(build.site for build in builds.values()) else None
