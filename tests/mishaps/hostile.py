"""Sources that want to use up the machine: each is built or refused in words, soon and in little memory.

A row of `CASES`: a name, the files of a site (texts, bytes, or functions that write what no text can say), the command, the statuses
that it may end with, and what it must say. `Document(body, front)` is a whole document. To add one: add a row, and see it fail first."""

import collections
import os
import resource
import shutil
import signal
import struct
import subprocess
import time
import zlib
import zipfile

from site_under_test import Found, write

# Of one run: data in memory, seconds of all processors together, seconds by the clock.
MEMORY, PROCESSOR, CLOCK = 1 << 30, 120, 60
CONFIG = "title: Trang\nbase_url: https://vanban.example.vn/\nportal: Cổng\nlanguage: vi\nonline: false\n"
ISSUERS = """- {key: ubnd-xa-mau, name: UBND xã Mẫu, official_name: Ủy ban nhân dân xã Mẫu, codes: [UBND], level: commune, system: state,
   place: Mẫu, province: Lào Cai}
"""
HEAD = "type: chi-thi\nnumber: 05/CT-UBND\ndate: 2024-05-06\nissuer: ubnd-xa-mau\ntitle: Về việc thử\npublished: 2026-01-02\n"
BUILD, CHECK, CITE = ("build",), ("check",), ("cite", "--root", "{site}", "{site}/text.md")
IMPORT = ("import", "{file}", "--root", "{site}", "--dry-run")
DIFF = ("diff", "{site}/content/a.md", "{site}/content/b.md")
FINE, REFUSED, ANY = (0,), (1,), (0, 1, 2)


def document(body="Chỉ thị này.", front="", number="05"):
    return f"---\n{HEAD.replace('05/', number + '/')}{front}---\n\n{body}\n"


def a(body, front=""):
    """A site of one document."""
    return {"content/a.md": document(body, front)}


def png(width, height):
    """A picture that says to be so large."""
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def pdf(*objects):
    out, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, table, size, len(out))


def packed(megabytes, inner=b" "):
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(inner * (1 << 20)) for _ in range(megabytes)) + packer.flush()


def stream(dictionary, data):
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (dictionary, len(data), data)


def archive(parts):
    def make(path):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, text in parts:
                file.writestr(name, text)

    return make


def word(body):
    head = '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    return archive([("[Content_Types].xml", "<Types/>"), ("word/document.xml", f"{head}{body}</w:body></w:document>")])


def hole(size):
    def make(path):
        with open(path, "wb") as file:
            file.truncate(size)

    return make


def attached(name, file):
    return {**a("Xem tệp.", f"attachments:\n  - {{file: {name}, title: Tệp}}\n"), f"content/{name}": file}


def decrees(count, join=", "):
    return join.join(f"Nghị định số {n + 1}/{1990 + n % 35}/NĐ-CP ngày {n % 28 + 1:02}/{n % 12 + 1:02}/{1990 + n % 35}" for n in range(count))


def numbers(count):
    return ", ".join(f"{n}/{2000 + n % 25}/NĐ-CP" for n in range(1, count + 1))


def themes(count, parent):
    rows = (f"- {{key: c-{n}, name: Chủ đề {n}, description: Mô tả{parent(n)}}}\n" for n in range(count))
    return {**a("Chữ.", "themes: [c-0]\n"), "content/themes.yaml": "".join(rows)}


def works(count, of):
    rows = (f"- {{key: chinh-phu/nghi-dinh/{n}, type: nghi-dinh, number: {n}/2020/NĐ-CP, date: 2020-01-02, issuer: chinh-phu, title: Việc {n}{of(n)}}}\n" for n in range(1, count + 1))
    return {**a("Nghị định số 1/2020/NĐ-CP."), "content/works.yaml": "".join(rows)}


def documents(count, body):
    return {f"content/{n}.md": document(body(n), number=str(n)) for n in range(1, count + 1)}


def reference_bomb():
    return "\n".join(["[a][x] " * 20_000, "", f"[x]: https://example.com/{'a' * 100_000}"])


# What it is called, a function that gives its files, the command, its statuses, what it says.
CASES = [
    # Markdown
    ("quotations in each other", lambda: a(">" * 200_000 + " a"), BUILD, ANY, ""),
    ("lists in each other", lambda: a("- " * 100_000 + "a"), BUILD, ANY, ""),
    ("numbered lists in each other", lambda: a("1. " * 100_000 + "a"), BUILD, ANY, ""),
    ("lists in each other, line by line", lambda: a("\n".join("  " * n + "- a" for n in range(2_000))), BUILD, ANY, ""),
    ("emphasis in each other", lambda: a("*a **a " * 100_000 + "a** a*" * 100_000), BUILD, ANY, ""),
    ("emphasis without end", lambda: a("*a_ " * 200_000), BUILD, ANY, ""),
    ("brackets", lambda: a("[" * 300_000 + "a" + "]" * 300_000), BUILD, ANY, ""),
    ("links that begin", lambda: a("[a](" * 200_000), BUILD, ANY, ""),
    ("pictures in each other", lambda: a("![a" * 100_000 + "](b)" * 100_000), BUILD, ANY, ""),
    ("backticks, a run of each length", lambda: a(" ".join("`" * n for n in range(1, 1_500))), BUILD, ANY, ""),
    ("tags that begin", lambda: a("<a " * 200_000), BUILD, ANY, ""),
    ("remarks that begin", lambda: a("<!--" * 200_000), BUILD, ANY, ""),
    ("declarations that begin", lambda: a("<![CDATA[ <? <!A " * 100_000), BUILD, ANY, ""),
    ("tags in each other", lambda: a("<div>" * 100_000 + "a" + "</div>" * 100_000), BUILD, ANY, ""),
    ("entities", lambda: a("&#x41;&amp;&hellip;&" * 200_000), BUILD, ANY, ""),
    ("a reference used often", lambda: a(reference_bomb()), BUILD, ANY, ""),
    ("references defined often", lambda: a("\n".join(f"[x{n}]: /a{n}" for n in range(100_000))), BUILD, ANY, ""),
    ("a footnote used often", lambda: a("a[^1] " * 200_000 + "\n\n[^1]: b"), BUILD, ANY, ""),
    ("footnotes of footnotes", lambda: a("a[^0]\n\n" + "\n\n".join(f"[^{n}]: b[^{n + 1}]" for n in range(20_000))), BUILD, ANY, ""),
    ("a footnote of itself", lambda: a("a[^1]\n\n[^1]: b[^1]"), BUILD, ANY, ""),
    ("a million headings", lambda: a("# a\n" * 1_000_000), BUILD, ANY, ""),
    ("headings of the same words", lambda: a("\n\n".join(["## Điều 1. Việc"] * 20_000)), BUILD, ANY, ""),
    ("headings of all depths", lambda: a("\n\n".join(f"{'#' * (n % 6 + 1)} Mục {n}" for n in range(20_000))), BUILD, ANY, ""),
    ("a wide table", lambda: a("|a" * 50_000 + "|\n" + "|-" * 50_000 + "|\n" + "|b" * 50_000 + "|"), BUILD, ANY, ""),
    ("a table that is filled up", lambda: a("|a" * 3_000 + "|\n" + "|-" * 3_000 + "|\n" + "|b\n" * 20_000), BUILD, ANY, ""),
    ("a long table", lambda: a("|a|b|\n|-|-|\n" + "|c|d|\n" * 200_000), BUILD, ANY, ""),
    ("a line of 15 MB", lambda: a("chữ " * 3_000_000), BUILD, ANY, ""),
    ("a word of 15 MB", lambda: a("a" * 15_000_000), BUILD, ANY, ""),
    ("a file of 100 MB", lambda: {"content/a.md": hole(100 << 20)}, BUILD, REFUSED, "file-too-large"),
    ("marks upon marks", lambda: a("a" + "\u0301\u0323" * 1_000_000), BUILD, ANY, ""),
    ("letters without width", lambda: a("a\u200b\u202e" * 500_000), BUILD, ANY, ""),
    # Front matter and YAML
    ("lists in each other, YAML", lambda: a("a", f"aliases: {'[' * 20_000}\n"), BUILD, REFUSED, "yaml-too-deep"),
    ("maps in each other, YAML", lambda: a("a", f"signer: {'{a: ' * 10_000}\n"), BUILD, REFUSED, "yaml-too-deep"),
    ("aliases of aliases", lambda: a("a", "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}' if n else 'x'] * 9)}]\n" for n in range(9))), BUILD, REFUSED, "yaml-anchor"),
    ("many keys", lambda: a("a", "".join(f"k{n}: 1\n" for n in range(6_000))), BUILD, REFUSED, "unknown-key"),
    ("lists in each other, configuration", lambda: {"congbao.yaml": CONFIG + "rules: " + "[" * 1_000_000}, BUILD, REFUSED, "yaml-too-deep"),
    ("lists in each other, registry", lambda: {"content/works.yaml": "- " * 1_000_000}, BUILD, REFUSED, "yaml-too-deep"),
    ("aliases of aliases, registry", lambda: {"content/themes.yaml": "".join(f"- &a{n} [{','.join([f'*a{n - 1}' if n else 'x'] * 9)}]\n" for n in range(9))}, BUILD, REFUSED, "yaml-anchor"),
    ("a scalar of 15 MB", lambda: {"content/themes.yaml": f"- {{key: a, name: {'b ' * 7_000_000}, description: c}}\n"}, BUILD, ANY, ""),
    ("a quotation mark of 15 MB", lambda: {"content/themes.yaml": '- "' + "a\\n" * 5_000_000}, BUILD, REFUSED, "error["),
    ("ten thousand themes", lambda: themes(10_000, lambda n: ""), BUILD, FINE, ""),
    ("ten thousand themes below each other", lambda: themes(10_000, lambda n: f", parent: c-{n - 1}" if n else ""), BUILD, ANY, ""),
    ("ten thousand themes in a ring", lambda: themes(10_000, lambda n: f", parent: c-{(n + 1) % 10_000}"), BUILD, REFUSED, "error["),
    ("issuers that follow each other", lambda: {"content/issuers.yaml": ISSUERS + "".join(f"- {{key: x-{n}, name: Sở X {n}, codes: [X{n}], level: province, system: state, province: Lào Cai, predecessors: [x-{n + 1}]}}\n" for n in range(5_000))}, BUILD, ANY, ""),
    ("works that replace each other", lambda: works(5_000, lambda n: f", relations: {{replaces: [chinh-phu/nghi-dinh/{n + 1}]}}"), BUILD, ANY, ""),
    ("works that all replace one", lambda: works(5_000, lambda n: ", relations: {replaces: [chinh-phu/nghi-dinh/1]}" if n > 1 else ""), BUILD, ANY, ""),
    ("works in a ring", lambda: works(2_000, lambda n: f", relations: {{replaces: [chinh-phu/nghi-dinh/{n % 2_000 + 1}]}}"), BUILD, ANY, ""),
    ("redirects that follow each other", lambda: {**a("a"), "congbao.yaml": CONFIG + "redirects:\n" + "".join(f"  /cu/{n}/: /cu/{n + 1}/\n" for n in range(20_000))}, BUILD, ANY, ""),
    ("a ledger of a million lines", lambda: {**a("a"), "content/addresses.tsv": "".join(f"/cu/{n}/\tredirect\tx\n" for n in range(1_000_000))}, BUILD, ANY, ""),
    ("a ledger of one line", lambda: {**a("a"), "content/addresses.tsv": "/" + "a/" * 5_000_000}, BUILD, ANY, ""),
    # Citations and tasks
    ("a document that cites 50,000 decrees", lambda: a(decrees(50_000, ".\n\n")), BUILD, FINE, ""),
    ("a paragraph that cites 20,000 decrees", lambda: a(decrees(20_000)), BUILD, FINE, ""),
    ("a list of 20,000 numbers", lambda: a(f"Các Nghị định số {numbers(20_000)} của Chính phủ."), BUILD, FINE, ""),
    ("articles in a list", lambda: a(f"Nghị định số 1/2020/NĐ-CP: Điều {', '.join(map(str, range(50_000)))}; " + "khoản 1 Điều 2, " * 50_000), BUILD, FINE, ""),
    ("points of clauses", lambda: a("điểm a khoản 1 Điều 2 " * 50_000), BUILD, FINE, ""),
    ("types without numbers", lambda: a("Quyết định Nghị định Thông tư số " * 50_000), BUILD, FINE, ""),
    ("a number without end", lambda: a("Quyết định số " + "1/" * 300_000 + "QĐ-" * 300_000), BUILD, FINE, ""),
    ("dates without documents", lambda: a("ngày 01 tháng 02 năm 2020 " * 50_000), BUILD, FINE, ""),
    ("relations without works", lambda: a("thay thế bãi bỏ sửa đổi, bổ sung một số điều của " * 30_000), BUILD, FINE, ""),
    ("this document", lambda: a("Quyết định này Nghị định này Luật này văn bản nêu trên " * 30_000), BUILD, FINE, ""),
    ("laws by their names", lambda: a("Luật Giáo dục và Luật sửa đổi, bổ sung một số điều của Luật Giáo dục và " * 20_000), BUILD, FINE, ""),
    ("decrees on something", lambda: a("Nghị định của Chính phủ quy định chi tiết một số điều của Luật quy định về việc " * 20_000), BUILD, FINE, ""),
    ("quotation marks", lambda: a("“Quyết định “số “1/QĐ-UBND ngày” " * 30_000), BUILD, FINE, ""),
    ("capital letters", lambda: a("ỦY BAN NHÂN DÂN TỈNH LÀO CAI QUYẾT ĐỊNH SỐ " * 30_000), BUILD, FINE, ""),
    ("tasks", lambda: a("\n\n".join(f"## {n}. Việc\n\nSở Tài chính chủ trì, phối hợp với Sở Nội vụ, báo cáo trước ngày 15/3/2024." for n in range(5_000))), BUILD, FINE, ""),
    ("tasks in one paragraph", lambda: a("Sở Tài chính chủ trì, phối hợp với Sở Nội vụ; trước ngày 15/3/2024 báo cáo; " * 20_000), BUILD, FINE, ""),
    ("lists of agencies", lambda: a("Sở Tài chính, " * 50_000 + "chủ trì thực hiện."), BUILD, FINE, ""),
    ("one sentence in 600 documents", lambda: documents(600, lambda n: "Các trường tổ chức thực hiện trách nhiệm thuộc về hiệu trưởng các trường học trên địa bàn toàn tỉnh. " * 20), BUILD, FINE, ""),
    ("the same words without end, twice", lambda: documents(2, lambda n: "a b c d e f g h " * 60_000), BUILD, FINE, ""),
    ("two long documents, compared", lambda: {f"content/{name}.md": document("\n\n".join(f"Đoạn {n * step} nói về việc {n % 7}." for n in range(10_000)), number=str(step)) for name, step in (("a", 3), ("b", 5))}, DIFF, ANY, ""),
    ("two long paragraphs, compared", lambda: {f"content/{name}.md": document(" ".join(f"x{n * step % 9973}" for n in range(60_000)), number=str(step)) for name, step in (("a", 3), ("b", 5))}, DIFF, ANY, ""),
    ("JSON in each other", lambda: {"text.jsonl": "[" * 5_000_000}, ("cite", "--jsonl", "{site}/text.jsonl"), (1, 2), "error["),
    ("a JSON line with deep values", lambda: {"text.jsonl": '{"id": "a", "text": "b", "c": ' + "[" * 100_000 + "]" * 100_000 + "}"}, ("cite", "--jsonl", "{site}/text.jsonl"), ANY, ""),
    ("words to look up", lambda: {}, ("cite", "--root", "{site}", "--find", "nghị định số 1/2020 " * 4_000), ANY, ""),
    # Files
    ("a name with a line end", lambda: {"content/a\nb.md": document()}, BUILD, ANY, ""),
    ("a name that turns around", lambda: {"content/\u202egpj.a.md": document()}, BUILD, ANY, ""),
    ("a name that is no text", lambda: {b"content/chi-th\xde.md": document()}, BUILD, ANY, ""),
    ("a name of markup", lambda: {"content/<img src=x onerror=alert(1)>.md": document()}, BUILD, ANY, ""),
    ("an attachment named by a line end", lambda: attached("a\\nb.pdf", b"%PDF-1.4\n"), BUILD, ANY, ""),
    ("folders in each other", lambda: {"content/" + "a/" * 900 + "a.md": document()}, BUILD, ANY, ""),
    ("ten thousand files that are none", lambda: {f"content/{n}.md": "" for n in range(10_000)}, BUILD, REFUSED, "error["),
    ("a picture of 2^31 by 2^31", lambda: {**a("![a](a.png)"), "content/a.png": png(2**31 - 1, 2**31 - 1)}, BUILD, ANY, "image"),
    ("a picture without room", lambda: {**a("![a](a.png)"), "content/a.png": png(0, 0)}, BUILD, ANY, "image"),
    ("a picture of holes", lambda: {**a("![a](a.png)"), "content/a.png": hole(3 << 30)}, BUILD, ANY, "image"),
    ("an attachment of holes", lambda: attached("a.pdf", hole(3 << 30)), BUILD, REFUSED, "attachment-too-large"),
    ("an attached Word file that unpacks", lambda: attached("a.docx", word("<w:p/>" + " " * (300 << 20))), BUILD, ANY, ""),
    ("an attached PDF that unpacks", lambda: attached("a.pdf", pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>", stream(b"/Filter/FlateDecode", packed(500)))), BUILD, ANY, ""),
    ("an attached PDF whose pages are a ring", lambda: attached("a.pdf", pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Parent 2 0 R/Count 2>>")), BUILD, ANY, ""),
    ("an attached PDF of arrays in each other", lambda: attached("a.pdf", pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"[" * 1_000_000)), BUILD, ANY, ""),
    # Imports
    ("a Word file that unpacks", lambda: {"a.docx": word("<w:p/>" + " " * (300 << 20))}, IMPORT, ANY, "import-too-complex"),
    ("a Word file of elements in each other", lambda: {"a.docx": word("<w:sdt>" * 500_000)}, IMPORT, ANY, "import-too-complex"),
    ("a Word file of a million empty paragraphs", lambda: {"a.docx": word("<w:p/>" * 1_000_000)}, IMPORT, ANY, "error["),
    ("a Word file of tables in tables", lambda: {"a.docx": word("<w:tbl><w:tr><w:tc>" * 50 + "<w:p><w:r><w:t>a</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * 50)}, IMPORT, ANY, ""),
    ("a Word file that spans cells", lambda: {"a.docx": word("<w:tbl>" + '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="4000000000"/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr>' * 1_000 + "</w:tbl>")}, IMPORT, ANY, ""),
    ("a PDF that unpacks", lambda: {"a.pdf": pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>", stream(b"/Filter/FlateDecode", packed(500)))}, IMPORT, ANY, "import-too-complex"),
    ("a PDF whose pages are a ring", lambda: {"a.pdf": pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Parent 2 0 R/Count 2>>")}, IMPORT, ANY, "error["),
    ("a PDF whose length is itself", lambda: {"a.pdf": pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>", b"<</Length 4 0 R>>\nstream\nBT ET\nendstream")}, IMPORT, ANY, "error["),
    ("a PDF of arrays in each other", lambda: {"a.pdf": pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"[" * 1_000_000)}, IMPORT, ANY, "error["),
    ("HTML in each other", lambda: {"a.html": "<div><b><ul><li>" * 200_000 + "a"}, IMPORT, ANY, ""),
    ("HTML tables that span cells", lambda: {"a.html": "<table>" + "<tr><td colspan=1000 rowspan=65534>a" * 500}, IMPORT, ANY, ""),
    ("HTML of formatting that is taken up again", lambda: {"a.html": "<p>" + "<b><i><a href=x>" * 3_000 + "<p>a" * 3_000}, IMPORT, ANY, ""),
    ("HTML of one tag", lambda: {"a.html": "<p " + "a=b " * 500_000 + ">a"}, IMPORT, ANY, ""),
    ("text of one line", lambda: {"a.txt": "CHỈ THỊ\nVề việc thử\n" + "a " * 3_000_000}, IMPORT, ANY, ""),
    ("text of short lines", lambda: {"a.txt": "CHỈ THỊ\nVề việc thử\n" + "a\n" * 390_000}, IMPORT, ANY, ""),
    ("text of rules and bullets", lambda: {"a.txt": "CHỈ THỊ\nVề việc thử\n" + "- a\n1. b\n| c | d |\n" * 50_000}, IMPORT, ANY, ""),
]


def run(site, count, chance):
    """Tries the first `count` rows in the order that `chance` draws (all of them where it is more); what came of them, counted."""
    counts = collections.Counter()
    cases = list(CASES)
    if count < len(cases):
        chance.shuffle(cases)
    wrong = []
    for case in cases[:count]:
        try:
            counts[run_one(site, *case)] += 1
        except Found as error:
            wrong.append(str(error))
    if wrong:
        raise Found("\n".join(wrong))
    return counts


def run_one(site, name, files, command, statuses, words):
    folder = os.path.join(site.folder, "hostile")
    shutil.rmtree(folder, ignore_errors=True)
    file = lay_all(folder, files())
    arguments = [argument.replace("{site}", folder).replace("{file}", file) for argument in command]
    if command in (BUILD, CHECK):
        arguments += ["--root", folder]
    status, said, memory, took = limited([site.program, *arguments, "--lang", "en"], folder)
    shutil.rmtree(folder, ignore_errors=True)
    if os.environ.get("MISHAPS_TELL"):
        print(f"{name}: {status}, {took:.1f} s, {memory >> 10} MB", flush=True)
    is_said = status == 0 or "error[" in said
    if status not in statuses or not is_said or "panicked" in said or words not in said:
        raise Found(f"{name}: exit {status} after {took:.1f} s and {memory >> 10} MB, expected {statuses} and “{words}”: {said[:1500]}")
    return "refused" if status else "built"


def lay_all(folder, files):
    """Writes the site, and gives the path of the first file."""
    for path, what in {"congbao.yaml": CONFIG, "content/issuers.yaml": ISSUERS, **files}.items():
        lay(folder, path, what)
    return os.path.join(folder, os.fsdecode(next(iter(files), "")))


def lay(folder, path, what):
    """Writes a file, however long its path is."""
    parts = os.fsencode(path).split(b"/")
    here = os.open(makedirs(folder), os.O_RDONLY)
    for part in parts[:-1]:
        try:
            os.mkdir(part, dir_fd=here)
        except FileExistsError:
            pass
        below = os.open(part, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    full = os.path.join(b"/proc/self/fd/%d" % here, parts[-1])
    what(os.fsdecode(full)) if callable(what) else write(full, what)
    os.close(here)


def makedirs(folder):
    os.makedirs(folder, exist_ok=True)
    return folder


def limited(command, folder):
    """Runs within the limits: status, what was said, most memory in kB, seconds of all processors."""
    said_in = os.path.join(folder, "said")

    def limit():
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    with open(said_in, "wb") as out:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, preexec_fn=limit, cwd=folder)
    end = time.monotonic() + CLOCK * 5
    while True:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            break
        if time.monotonic() > end:
            os.kill(child.pid, signal.SIGKILL)
        time.sleep(0.01)
    child.returncode = os.waitstatus_to_exitcode(status)
    with open(said_in, "rb") as file:
        said = file.read(200_000).decode(errors="replace")
    return child.returncode, said, usage.ru_maxrss, usage.ru_utime + usage.ru_stime
