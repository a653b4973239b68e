"""The open data of a built site, list by list.

In: the output folder, the name of a list. Out: its rows, shards in the order of their names.
"""

import glob
import gzip
import json
import os


def read(output, name):
    """All rows of `data/NAME/*.jsonl.gz`; a list without a shard is a mistake of the caller's."""
    shards = sorted(glob.glob(os.path.join(glob.escape(output), "data", name, "*.jsonl.gz")))
    if not shards:
        raise FileNotFoundError(f"no shard of {name} below {output}")
    rows = []
    for shard in shards:
        with gzip.open(shard, "rt", encoding="utf-8") as file:
            rows.extend(json.loads(line) for line in file)
    return rows
