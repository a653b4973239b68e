//! What is found in files of each kind, where it stands, and that hostile files end in a finding.

use super::*;
use std::io::Write as _;

fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, ::zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// `code where: words n/count`, one a line.
fn found(name: &str, bytes: &[u8]) -> Vec<String> {
    let said = |trace: &Trace| {
        let spot: Vec<String> = trace.spot.iter().map(|(level, value)| format!("{} {value}", level.word())).collect();
        let code = trace.sort.code().trim_start_matches("attachment-");
        format!("{code} [{}] {} {}/{}", spot.join(", "), trace.quoted, trace.nth, trace.count)
    };
    inspect(name, bytes).findings.iter().map(said).collect()
}

fn word(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let document = format!("<w:document><w:body>{body}</w:body></w:document>");
    zip(&[&[("word/document.xml", document.as_str())], more].concat())
}

#[test]
fn a_word_file_tells_its_comments_changes_hidden_text_and_names() {
    let body = r#"<w:p><w:r><w:t>Kế hoạch</w:t></w:r><w:r><w:commentReference w:id="4"/></w:r></w:p>
        <w:p><w:ins w:author="Lan"><w:r><w:t>thêm vào</w:t></w:r></w:ins>
             <w:del w:author="Nam"><w:r><w:delText>CCCD 010203004567</w:delText></w:r></w:del></w:p>
        <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>chữ ẩn</w:t></w:r>
             <w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>chữ thường</w:t></w:r>
             <w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>chữ trắng</w:t></w:r></w:p>
        <w:tbl><w:tr><w:tc><w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>đầu bảng</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"#;
    let comments = r#"<w:comments><w:comment w:id="4" w:author="Hoa"><w:p><w:r><w:t>chưa duyệt</w:t></w:r></w:p></w:comment></w:comments>"#;
    let core = "<cp><dc:creator>Nguyễn Văn A</dc:creator><cp:lastModifiedBy>Admin</cp:lastModifiedBy></cp>";
    let app = r"<p><Template>C:\Users\nva\Mau.dotx</Template><Company>Sở</Company></p>";
    let file = word(body, &[("word/comments.xml", comments), ("docProps/core.xml", core), ("docProps/app.xml", app)]);
    assert_eq!(
        found("a.docx", &file),
        [
            "personal-data [paragraph 2] 010******567 1/1",
            "comment [paragraph 1] Hoa: chưa duyệt 1/1",
            "change [paragraph 2] Lan: thêm vào 1/2",
            "change [paragraph 2] Nam: CCCD 010203004567 2/2",
            "hidden [paragraph 3] chữ ẩn 1/2",
            "hidden [paragraph 3] chữ trắng 2/2",
            "author [properties ] Nguyễn Văn A 1/1",
            r"origin [properties ] C:\Users\nva\Mau.dotx 1/1",
        ]
    );
}

#[test]
fn hidden_styles_changed_settings_and_templates_from_elsewhere_count() {
    let body = r#"<w:p><w:pPr><w:pStyle w:val="An"/><w:rPr><w:ins w:author="Lan"/></w:rPr></w:pPr><w:r><w:t>theo kiểu</w:t></w:r></w:p>"#;
    let styles = r#"<s><w:style w:styleId="An"><w:rPr><w:vanish/></w:rPr></w:style></s>"#;
    let rels = r#"<r><Relationship Id="1" Type="x/attachedTemplate" Target="https://evil.vn/a.dotm" TargetMode="External"/>
        <Relationship Id="2" Type="x/image" Target="file:///C:/Users/nva/a.png" TargetMode="External"/></r>"#;
    let file = word(body, &[("word/styles.xml", styles), ("word/_rels/settings.xml.rels", rels)]);
    assert_eq!(
        found("a.docx", &file),
        [
            "change [paragraph 1] … 1/1",
            "hidden [paragraph 1] theo kiểu 1/1",
            "origin [properties ] file:///C:/Users/nva/a.png 1/1",
            "active [properties ] https://evil.vn/a.dotm 1/1",
        ]
    );
}

#[test]
fn a_clean_word_file_is_silent() {
    let body = "<w:p><w:r><w:t>Thực hiện công tác bảo vệ bí mật nhà nước.</w:t></w:r></w:p>";
    let core = "<cp><dc:creator>Microsoft Office User</dc:creator></cp>";
    let rels = r#"<r><Relationship Id="1" Type="x/hyperlink" Target="https://a.vn/" TargetMode="External"/></r>"#;
    let app = "<p><Template>Normal.dotm</Template></p>";
    let file =
        word(body, &[("docProps/core.xml", core), ("docProps/app.xml", app), ("word/_rels/document.xml.rels", rels)]);
    assert_eq!(found("a.docx", &file), Vec::<String>::new());
}

#[test]
fn marks_of_secrecy_count_where_they_stand_and_warn_elsewhere() {
    let stamp = "<w:p><w:r><w:t>MẬT</w:t></w:r></w:p>";
    assert_eq!(found("a.docx", &word(stamp, &[])), ["secrecy-attachment [paragraph 1] MẬT 1/1"]);
    let header = format!("<w:hdr>{stamp}</w:hdr>");
    let file = word("<w:p/>", &[("word/header1.xml", &header)]);
    assert_eq!(found("a.docx", &file), ["secrecy-attachment [margin ] MẬT 1/1"]);
    let far = format!("{}{stamp}", "<w:p><w:r><w:t>dòng</w:t></w:r></w:p>".repeat(90));
    assert_eq!(found("a.docx", &word(&far, &[])), ["secrecy [paragraph 91] MẬT 1/1"]);
    let cell = format!("<w:tbl><w:tr><w:tc>{stamp}</w:tc></w:tr></w:tbl>");
    assert_eq!(found("a.docx", &word(&cell, &[])), ["secrecy-attachment [paragraph 1] MẬT 1/1"]);
    let sentence = "<w:p><w:r><w:t>Các chỉ dẫn được trình bày như bảng dưới đây.</w:t></w:r></w:p>";
    assert_eq!(found("a.docx", &word(&format!("{sentence}{cell}"), &[])), ["secrecy [paragraph 2] MẬT 1/1"]);
    assert_eq!(found("a.txt", "UBND\n\nTỐI MẬT\n".as_bytes()), ["secrecy-attachment [line 3] TỐI MẬT 1/1"]);
}

fn sheets(sheet: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let workbook = r#"<workbook><sheets><sheet name="Danh sách" sheetId="1" r:id="rId1"/>
        <sheet name="Nháp" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>"#;
    let rels = r#"<r><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></r>"#;
    let second = r#"<worksheet><row r="1"><c r="A1"><v>7</v></c></row></worksheet>"#;
    let shared = "<sst><si><t>Họ tên</t></si><si><r><t>0102</t></r><r><t>03004567</t></r></si></sst>";
    let parts = [
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", rels),
        ("xl/sharedStrings.xml", shared),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/worksheets/sheet2.xml", second),
    ];
    zip(&[&parts, more].concat())
}

#[test]
fn an_excel_file_tells_what_is_hidden_and_commented_by_cell() {
    let sheet = r#"<worksheet><cols><col min="2" max="3" hidden="1"/></cols>
        <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>cột ẩn</t></is></c></row>
        <row r="2" hidden="1"><c r="A2" t="s"><v>1</v></c></row></worksheet>"#;
    let rels = r#"<r><Relationship Id="1" Target="../comments1.xml"/><Relationship Id="2" Target="../threadedComments/threadedComment1.xml"/></r>"#;
    let comments = r#"<c><authors><author>Hoa</author></authors><commentList>
        <comment ref="A1" authorId="0"><text><t>xem lại</t></text></comment>
        <comment ref="A2" authorId="0"><text><t>[Threaded comment] trùng</t></text></comment></commentList></c>"#;
    let threads = r#"<t><threadedComment ref="A2" personId="{1}"><text>trùng</text></threadedComment></t>"#;
    let persons = r#"<p><person displayName="Lan" id="{1}"/></p>"#;
    let file = sheets(
        sheet,
        &[
            ("xl/worksheets/_rels/sheet1.xml.rels", rels),
            ("xl/comments1.xml", comments),
            ("xl/threadedComments/threadedComment1.xml", threads),
            ("xl/persons/person.xml", persons),
        ],
    );
    assert_eq!(
        found("a.xlsx", &file),
        [
            "personal-data [sheet Danh sách, cell A2] 010******567 1/1",
            "comment [sheet Danh sách, cell A2] Lan: trùng 1/2",
            "comment [sheet Danh sách, cell A1] Hoa: xem lại 2/2",
            "hidden [sheet Danh sách, column B] cột ẩn 1/3",
            "hidden [sheet Danh sách, row 2] 010203004567 2/3",
            "hidden [sheet Nháp] 7 3/3",
        ]
    );
}

#[test]
fn other_files_of_offices_are_looked_into_too() {
    let slide = r#"<p:sld show="0"><a:p><a:r><a:t>Bản nháp</a:t></a:r></a:p></p:sld>"#;
    let notes = "<p:notes><a:p><a:r><a:t>nói nhỏ</a:t></a:r></a:p></p:notes>";
    let file = zip(&[
        ("ppt/presentation.xml", "<p/>"),
        ("ppt/slides/slide2.xml", slide),
        ("ppt/notesSlides/notesSlide1.xml", notes),
    ]);
    assert_eq!(found("a.pptx", &file), ["hidden [slide 1] nói nhỏ 1/2", "hidden [slide 2] Bản nháp 2/2"]);
    let content = "<o><text:p>Chữ<office:annotation><dc:creator>Lan</dc:creator><text:p>ghi chú</text:p></office:annotation></text:p></o>";
    let file = zip(&[
        ("content.xml", content),
        ("meta.xml", "<m><meta:initial-creator>Trần Thị B</meta:initial-creator></m>"),
    ]);
    assert_eq!(found("a.odt", &file), ["comment [paragraph 2] ghi chú 1/1", "author [properties ] Trần Thị B 1/1"]);
    let file = zip(&[("phu-luc.pdf", "x"), ("cai-dat.exe", "x"), ("trang/a.html", "x")]);
    assert_eq!(
        found("a.zip", &file),
        ["active [inside cai-dat.exe] cai-dat.exe 1/2", "active [inside trang/a.html] trang/a.html 2/2"]
    );
}

/// A PDF of these objects, from 1 on; the crate mends the missing table.
#[cfg(feature = "pdf")]
fn pdf(objects: &[&str], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    bytes.extend(format!("trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n").bytes());
    bytes
}

#[cfg(feature = "pdf")]
fn page(drawing: &str, annotations: &str, trailer: &str) -> Vec<u8> {
    let stream = format!("<< /Length {} >>\nstream\n{drawing}\nendstream", drawing.len());
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [{annotations}] \
         /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >> >>"
    );
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        &page,
        &stream,
        "<< /Author (Nguyen Van A) /Title (C:\\\\Users\\\\nva\\\\a.doc) >>",
    ];
    pdf(&objects, trailer)
}

#[cfg(feature = "pdf")]
#[test]
fn a_pdf_tells_its_comments_names_scripts_and_unseen_text() {
    let drawing = "BT /F 12 Tf 72 700 Td (CCCD 010203004567) Tj 0 -40 Td 3 Tr (unseen) Tj ET";
    let notes = "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (chua duyet) /T (Hoa) >> \
                 << /Type /Annot /Subtype /Link /Rect [0 0 9 9] /Contents (x) >>";
    assert_eq!(
        found("a.pdf", &page(drawing, notes, "/Info 5 0 R")),
        [
            "personal-data [page 1, line 1] 010******567 1/1",
            "comment [page 1] Hoa: chua duyet 1/1",
            "hidden [page 1] unseen 1/1",
            "author [properties ] Nguyen Van A 1/1",
            r"origin [properties ] C:\Users\nva\a.doc 1/1",
            "active [inside JavaScript] JavaScript 1/1",
        ]
    );
}

#[test]
fn hostile_files_end_in_a_finding() {
    let deep = word(&"<w:p>".repeat(100_000), &[]);
    let entity = zip(&[("word/document.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]><w>&a;</w>")]);
    for (name, bytes) in [
        ("a.docx", &deep[..]),
        ("a.docx", &entity),
        ("a.docx", b"PK\x03\x04rac"),
        ("a.xlsx", b""),
        ("a.pdf", b"%PDF-1.4\nrac"),
        ("a.doc", b"\xd0\xcf\x11\xe0"),
    ] {
        let all = found(name, bytes);
        assert!(all.len() == 1 && all[0].starts_with("not-inspected"), "{name}: {all:?}");
    }
}

/// Bytes that are changed at random, by a rule that is the same each time.
#[test]
fn changed_files_never_end_the_program() {
    let sheet = r#"<worksheet><row r="1"><c r="ZZZZZZZZZZZZ1" t="s"><v>99999999999999999999</v></c></row></worksheet>"#;
    let files = [
        ("a.docx", word("<w:p><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>", &[])),
        ("a.xlsx", sheets(sheet, &[])),
    ];
    let mut seed = 88_172_645_463_325_252_u64;
    for (name, bytes) in &files {
        for _ in 0..300 {
            let mut changed = bytes.clone();
            for _ in 0..3 {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                let at = seed as usize % changed.len();
                changed[at] = (seed >> 32) as u8;
            }
            inspect(name, &changed);
        }
    }
    #[cfg(feature = "pdf")]
    for cut in (0..).step_by(37).take(40) {
        let whole = page("BT /F 12 Tf (a) Tj ET", "", "/Info 5 0 R");
        inspect("a.pdf", &whole[..cut.min(whole.len())]);
    }
}
