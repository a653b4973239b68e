#!/usr/bin/env python3
"""Makes the Word and PDF fixtures of the import tests, once: python3 tests/import/make_fixtures.py

Needs LibreOffice Writer (soffice) and qpdf. In: the directives in content/ (their text is what a typist would have typed) and the
document below. Out: tests/import/word/*.docx in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I, and tests/import/pdf/*.pdf
printed from them. The files are committed, so that tests need no LibreOffice."""

import pathlib
import re
import subprocess
import sys
import tempfile
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

STYLES = """
<office:automatic-styles>
 <style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"
  fo:margin-top="1.2cm" fo:margin-bottom="2cm" fo:margin-left="3cm" fo:margin-right="1.7cm"/>
  <style:header-style><style:header-footer-properties fo:min-height="0.8cm"/></style:header-style></style:page-layout>
 <style:style style:name="Body" style:family="paragraph"><style:paragraph-properties fo:text-align="justify"
  fo:text-indent="1.27cm" fo:margin-bottom="0.21cm" fo:line-height="115%"/></style:style>
 <style:style style:name="Centre" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/></style:style>
 <style:style style:name="Left" style:family="paragraph"/>
 <style:style style:name="b" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
 <style:style style:name="i" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
 <style:style style:name="bi" style:family="text"><style:text-properties fo:font-weight="bold" fo:font-style="italic" fo:font-size="12pt"/></style:style>
 <style:style style:name="s12" style:family="text"><style:text-properties fo:font-size="12pt"/></style:style>
 <style:style style:name="s12b" style:family="text"><style:text-properties fo:font-size="12pt" fo:font-weight="bold"/></style:style>
 <style:style style:name="s13" style:family="text"><style:text-properties fo:font-size="13pt"/></style:style>
 <style:style style:name="s13b" style:family="text"><style:text-properties fo:font-size="13pt" fo:font-weight="bold"/></style:style>
 <style:style style:name="s13i" style:family="text"><style:text-properties fo:font-size="13pt" fo:font-style="italic"/></style:style>
 <style:style style:name="s11" style:family="text"><style:text-properties fo:font-size="11pt"/></style:style>
 <style:style style:name="Head" style:family="table"><style:table-properties style:width="16.3cm" table:align="left"/></style:style>
 <style:style style:name="Head.A" style:family="table-column"><style:table-column-properties style:column-width="6.6cm"/></style:style>
 <style:style style:name="Head.B" style:family="table-column"><style:table-column-properties style:column-width="9.7cm"/></style:style>
 <style:style style:name="Grid" style:family="table"><style:table-properties style:width="16cm" table:align="left"/></style:style>
 <style:style style:name="GridCell" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>
 <text:list-style style:name="Numbers">
  <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
  <text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>
 </text:list-style>
</office:automatic-styles>
<office:master-styles>
 <style:master-page style:name="First" style:page-layout-name="A4" style:next-style-name="Standard"/>
 <style:master-page style:name="Standard" style:page-layout-name="A4"><style:header><text:p text:style-name="Centre"><text:page-number/></text:p></style:header></style:master-page>
</office:master-styles>
"""

HEADER = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles><style:default-style style:family="paragraph"><style:paragraph-properties style:writing-mode="lr-tb"/>
<style:text-properties style:font-name="Liberation Serif" fo:font-size="14pt" fo:language="vi" fo:country="VN"/></style:default-style>
<style:style style:name="Standard" style:family="paragraph"/></office:styles>
"""


def words(text, style=""):
    """A span; runs of spaces are kept, as typists make gaps of them."""
    text = escape(text)
    text = re.sub(r"  +", lambda m: " " + f'<text:s text:c="{len(m.group()) - 1}"/>', text)
    return f'<text:span text:style-name="{style}">{text}</text:span>' if style else text


def paragraph(content, style="Body"):
    return f'<text:p text:style-name="{style}">{content}</text:p>'


def rich(text):
    """**bold** and *italic*."""
    out = []
    for i, part in enumerate(text.split("**")):
        out.append(words(part, "b") if i % 2 else words(part))
    return "".join(out)


def two_columns(left, right):
    cells = "".join(f"<table:table-cell>{''.join(cell)}</table:table-cell>" for cell in (left, right))
    return (
        '<table:table table:style-name="Head"><table:table-column table:style-name="Head.A"/>'
        f'<table:table-column table:style-name="Head.B"/><table:table-row>{cells}</table:table-row></table:table>'
    )


def head(above, issuer, number, place_date, subject=None):
    left = [paragraph(words(above, "s12"), "Centre")] if above else []
    left += [paragraph(words(line, "s12b"), "Centre") for line in issuer]
    left += [paragraph(words("_______", "s12"), "Centre"), paragraph(words(number, "s13"), "Centre")]
    left += [paragraph(words(line, "s12"), "Centre") for line in subject or []]
    right = [
        paragraph(words("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "s12b"), "Centre"),
        paragraph(words("Độc lập - Tự do - Hạnh phúc", "s13b"), "Centre"),
        paragraph(words("_______________________", "s12"), "Centre"),
        paragraph(words(place_date, "s13i"), "Centre"),
    ]
    return two_columns(left, right)


def foot(recipients, archive, signer):
    left = [paragraph(words("Nơi nhận:", "bi"), "Left")]
    left += [paragraph(words(f"- {one};", "s11"), "Left") for one in recipients]
    left += [paragraph(words(f"- Lưu: {archive}.", "s11"), "Left")]
    right = [paragraph(words(line, "b"), "Centre") for line in signer[:-1]]
    right += [paragraph("", "Centre")] * 4 + [paragraph(words(line, "b"), "Centre") for line in signer[-1:]]
    return two_columns(left, right if signer else [paragraph("", "Centre")])


def title(kind, lines):
    return (
        paragraph("", "Centre") + paragraph(words(kind, "b"), "Centre")
        + "".join(paragraph(words(line, "b"), "Centre") for line in lines)
        + paragraph(words("____________", "s12"), "Centre") + paragraph("", "Centre")
    )


def body(markdown):
    """The paragraphs of one of our own files, as they stand on paper."""
    out, run_in = [], None
    for block in re.split(r"\n\n|\n(?=- )", markdown.strip()):
        heading = re.match(r"#+ (.*?)( \{\.run-in\})?$", block)
        if heading and heading.group(2):
            run_in = heading.group(1)
        elif heading:
            out.append(paragraph(words(heading.group(1), "b")))
        elif run_in:
            out.append(paragraph(words(run_in, "b") + words(" ") + rich(block)))
            run_in = None
        else:
            out.append(paragraph(rich(block)))
    return "".join(out)


def convert(name, text, folder):
    source = folder / f"{name}.fodt"
    # The first page has no number.
    text = text.replace("<text:p ", '<text:p ', 1)
    source.write_text(HEADER + STYLES + f"<office:body><office:text>{text}</office:text></office:body></office:document>")
    run = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile"]
    word, pdf = HERE / "word", HERE / "pdf"
    subprocess.run(run + ["--convert-to", "docx:MS Word 2007 XML", "--outdir", word, source], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(run + ["--convert-to", "pdf", "--outdir", pdf, word / f"{name}.docx"], check=True, stdout=subprocess.DEVNULL)


def directive(path):
    """Front matter (the few keys needed) and body of one of our files."""
    front, text = path.read_text().split("\n---\n", 1)
    value = lambda key: (re.search(rf"^ *{key}: (.*)$", front, re.M) or [None, None])[1]
    unquoted = lambda text: text.strip('"') if text else text
    block = re.search(r"^recipients:\n((?:  - .*\n)+)", front, re.M)[1]
    return {
        "source": value("source"),
        "title": value("title"),
        "recipients": [unquoted(line[4:]) for line in block.splitlines()],
        "archive": value("archive"),
        "signer": [unquoted(value(key)) for key in ("authority", "position", "name") if value(key)],
        "body": text,
    }


HEADS = {
    "000": ("", ["ỦY BAN NHÂN DÂN", "TỈNH LÀO CAI"], "Số:        /CT-UBND", "Lào Cai, ngày       tháng 8 năm 2023", "CHỈ THỊ"),
    "001": ("", ["ỦY BAN NHÂN DÂN", "TỈNH LÀO CAI"], "Số: 06/CT-UBND", "Lào Cai, ngày 31 tháng 8 năm 2024", "CHỈ THỊ"),
    "002": ("", ["ỦY BAN NHÂN DÂN", "TỈNH LAI CHÂU"], "Số:       /CT-UBND", "Lai Châu, ngày     tháng     năm 2023", "CHỈ THỊ"),
    "003": ("UBND TỈNH LÀO CAI", ["SỞ GIÁO DỤC VÀ ĐÀO TẠO"], "Số:       /TB-SGD&ĐT", "Lào Cai, ngày     tháng 01 năm 2023", "THÔNG BÁO"),
    "004": ("UBND TỈNH LẠNG SƠN", ["ỦY BAN NHÂN DÂN", "HUYỆN VĂN LÃNG"], "Số:       /KH-UBND", "Văn Lãng, ngày     tháng     năm 2023", "KẾ HOẠCH"),
}


def decision():
    """A decision of another body with articles, automatic numbers, a table and a footnote."""
    note = (
        '<text:note text:id="ftn1" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
        "<text:p>Theo số liệu của Sở Nội vụ.</text:p></text:note-body></text:note>"
    )
    item = lambda text: f"<text:list-item>{paragraph(words(text))}</text:list-item>"
    numbered = '<text:list text:style-name="Numbers">' + item("Hỗ trợ học sinh bán trú.") + item("Hỗ trợ giáo viên vùng cao.") + "</text:list>"
    rows = [("TT", "Đơn vị", "Kinh phí (triệu đồng)"), ("1", "Huyện Mường Tè", "1.250"), ("2", "Huyện Sìn Hồ | Nậm Nhùn", "980")]
    cells = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell table:style-name="GridCell">{paragraph(words(cell, "b" if at == 0 else ""), "Left")}</table:table-cell>' for cell in row)
        + "</table:table-row>"
        for at, row in enumerate(rows)
    )
    table = f'<table:table table:style-name="Grid"><table:table-column table:number-columns-repeated="3"/>{cells}</table:table>'
    return (
        head("", ["ỦY BAN NHÂN DÂN", "TỈNH LAI CHÂU"], "Số: 1234/QĐ-UBND", "Lai Châu, ngày 05 tháng 9 năm 2024")
        + title("QUYẾT ĐỊNH", ["Phê duyệt kinh phí hỗ trợ giáo dục năm học 2024-2025"])
        + paragraph(words("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH LAI CHÂU", "b"), "Centre")
        + paragraph(words("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;", "i"))
        + paragraph(words("Theo đề nghị của Giám đốc Sở Giáo dục và Đào tạo.", "i"))
        + paragraph(words("QUYẾT ĐỊNH:", "b"), "Centre")
        + paragraph(words("Điều 1.", "b") + words(" Phê duyệt kinh phí hỗ trợ như sau:"))
        + numbered + table
        + paragraph(words("Điều 2.", "b") + words(" Kinh phí được cấp từ ngân sách tỉnh") + note + words(" và nguồn ") + words("xã hội hóa", "i") + words("."))
        + paragraph(words("Điều 3.", "b") + words(" Quyết định này có hiệu lực kể từ ngày ký./."))
        + foot(["Như Điều 3", "Bộ Giáo dục và Đào tạo"], "VT, VX", ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn A"])
    )


def main():
    (HERE / "word").mkdir(exist_ok=True)
    (HERE / "pdf").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for path in sorted(ROOT.glob("content/*/*.md")):
            made = directive(path)
            if not made["source"] or made["source"][:3] not in HEADS:
                continue
            name = made["source"][:3]
            above, issuer, number, place_date, kind = HEADS[name]
            text = (
                head(above, issuer, number, place_date) + title(kind, [made["title"]]) + body(made["body"])
                + foot(made["recipients"], made["archive"], made["signer"])
            )
            convert(name, text, folder)
        convert("decision", decision(), folder)
    (HERE / "old").mkdir(exist_ok=True)
    for form in ("doc:MS Word 97", "odt", "rtf"):
        subprocess.run(
            ["soffice", "--headless", "--convert-to", form, "--outdir", HERE / "old", HERE / "word" / "decision.docx"], check=True
        )
    pdf = HERE / "pdf"
    # Anybody may open it; its owner has a password.
    subprocess.run(
        ["qpdf", "--encrypt", "", "owner", "256", "--", pdf / "decision.pdf", pdf / "decision-owner-password.pdf"], check=True
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
