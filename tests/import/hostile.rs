//! Files that want to harm: each ends in an error that says what is wrong, soon and in little memory.

use super::{fixture, imported};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::{Cursor, Write};
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Longest time for any of these files, in a debug build on a busy machine.
const SOON: Duration = Duration::from_secs(60);

/// An archive with these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        writer.start_file(*name, options).expect("a part");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

const OPEN: &str = r#"<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#;
const CLOSE: &str = "</w:body></w:document>";

/// A Word file with this body.
fn word(body: &str) -> Vec<u8> {
    archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", format!("{OPEN}{body}{CLOSE}").as_bytes())])
}

/// A PDF with these objects (from number 1, the catalog) and a table of where they stand.
pub(super) fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", i + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let table = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    file.extend(format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).bytes());
    file
}

fn stream(dictionary: &str, bytes: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{dictionary}/Length {}>>\nstream\n", bytes.len()).into_bytes();
    object.extend(bytes);
    object.extend(b"\nendstream");
    object
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

/// A PDF of one page that draws `content`.
fn page(content: Vec<u8>) -> Vec<u8> {
    pdf(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</X 4 0 R/I 6 0 R>>>>>>".to_vec(),
        content,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
        stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", b"x"),
    ])
}

/// Megabytes of the same byte, packed piece by piece.
fn bomb(megabytes: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let piece = vec![b' '; 1024 * 1024];
    for _ in 0..megabytes {
        encoder.write_all(&piece).expect("packed");
    }
    encoder.finish().expect("packed")
}

fn zip_bomb() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true);
    writer.start_file("word/document.xml", options).expect("a part");
    let piece = vec![b' '; 1024 * 1024];
    for _ in 0..200 {
        writer.write_all(&piece).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A compound file with a stream of this name, as Office writes documents with a password.
fn compound(name: &str) -> Vec<u8> {
    let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    bytes.resize(600, 0);
    bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(2048, 0);
    bytes
}

/// Name, bytes, and the code of the error.
fn cases() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let entities = r#"<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"#;
    let entity_bomb =
        format!("{entities}<w:document><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>");
    let deep = format!("{}{}", "<w:sdt>".repeat(100_000), "</w:sdt>".repeat(100_000));
    let tables = "<w:tbl><w:tr><w:tc>".repeat(5_000) + &"</w:tc></w:tr></w:tbl>".repeat(5_000);
    let mut truncated = fixture("import/word/000.docx");
    truncated.truncate(truncated.len() / 2);
    let mut half_pdf = fixture("import/pdf/000.pdf");
    half_pdf.truncate(3_000);
    let many: Vec<(String, Vec<u8>)> = (0..10_001).map(|i| (format!("word/{i}"), Vec::new())).collect();
    let mut many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    many.push(("word/document.xml", b"<w:document/>"));
    let twice = stream("/Filter[/FlateDecode/FlateDecode]", &packed(&bomb(64)));
    let endless_form = stream("/Type/XObject/Subtype/Form/Resources<</XObject<</X 4 0 R>>>>", b"/X Do /X Do");
    vec![
        ("trống.txt", Vec::new(), "import-empty"),
        ("trống.docx", b"\n\n".to_vec(), "import-empty"),
        ("bảng mã cũ.txt", b"Ch\xef\xff th\xb4".to_vec(), "import-encoding"),
        ("nhị phân.txt", b"a\0b".to_vec(), "import-wrong-ending"),
        ("bảng.xlsx", b"PK".to_vec(), "import-format"),
        ("không đuôi", b"chu".to_vec(), "import-format"),
        ("pdf giả.docx", fixture("import/pdf/000.pdf"), "import-wrong-ending"),
        ("word giả.pdf", fixture("import/word/000.docx"), "import-wrong-ending"),
        ("ảnh.pdf", b"\x89PNG\r\n\x1a\n....".to_vec(), "import-wrong-ending"),
        ("cũ.docx", compound("WordDocument"), "import-wrong-ending"),
        ("mật khẩu.docx", compound("EncryptedPackage"), "import-encrypted"),
        ("bom.docx", zip_bomb(), "import-too-complex"),
        ("bom thực thể.docx", archive(&[("word/document.xml", entity_bomb.as_bytes())]), "import-damaged"),
        ("thực thể lạ.docx", word("<w:p><w:r><w:t>&xxe;</w:t></w:r></w:p>"), "import-damaged"),
        ("lồng sâu.docx", word(&deep), "import-too-complex"),
        ("bảng lồng bảng.docx", word(&tables), "import-too-complex"),
        ("nhiều tệp.docx", archive(&many), "import-too-complex"),
        ("chưa xong.docx", truncated, "import-wrong-ending"),
        ("XML cụt.docx", archive(&[("word/document.xml", b"<w:document><w:body><w:p>")]), "import-damaged"),
        ("không chữ.docx", word("<w:p/>"), "import-no-text"),
        (
            "mật.docx",
            word("<w:p><w:r><w:t>MẬT</w:t></w:r></w:p><w:p><w:r><w:t>Nội dung</w:t></w:r></w:p>"),
            "import-secret",
        ),
        ("nội bộ.txt", "LƯU HÀNH NỘI BỘ\nCHỈ THỊ\nVề việc thử\n".into(), "import-secret"),
        (
            "phông cũ.docx",
            word("<w:p><w:r><w:rPr><w:rFonts w:ascii=\".VnTime\"/></w:rPr><w:t>ChØ thÞ</w:t></w:r></w:p>"),
            "import-old-font",
        ),
        ("bom.pdf", page(stream("/Filter/FlateDecode", &bomb(300))), "import-too-complex"),
        ("bom kép.pdf", page(twice), "import-too-complex"),
        (
            "bom đối tượng.pdf",
            page(stream("/Type/ObjStm/N 1/First 5/Filter/FlateDecode", &bomb(300))),
            "import-too-complex",
        ),
        ("biểu mẫu vô tận.pdf", page(endless_form), "import-too-complex"),
        ("nhiều thuộc tính.html", attributes().into_bytes(), "import-too-complex"),
        ("quá dài.txt", "Một dòng chữ dài.\n".repeat(1_000_000).into_bytes(), "import-too-complex"),
        ("quá lớn.pdf", vec![b'%'; 65 * 1024 * 1024], "import-too-large"),
        ("quét.pdf", page(stream("", b"/I Do")), "import-scan"),
        ("chưa xong.pdf", half_pdf, "import-damaged"),
        ("rác.pdf", b"%PDF-1.7\n\xff\xfe rubbish <<<< [[[[ startxref 99999999999999999999".to_vec(), "import-damaged"),
        ("mật khẩu.pdf", locked_pdf(), "import-encrypted"),
    ]
}

/// One tag with 400,000 attributes.
fn attributes() -> String {
    let all: String = (0..400_000).map(|i| format!("a{i}<z ")).collect();
    format!("<html><p {all}>chữ")
}

/// A PDF that says it is encrypted, by an unknown handler.
fn locked_pdf() -> Vec<u8> {
    let file = page(stream("", b"BT /F1 12 Tf (x) Tj ET"));
    let text = String::from_utf8_lossy(&file).into_owned();
    text.replace(
        "/Root 1 0 R",
        "/Root 1 0 R/ID[<00><00>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<00>/U<00>>>",
    )
    .into_bytes()
}

#[test]
fn hostile_and_broken_files_end_in_the_right_error_soon() {
    for (name, bytes, code) in cases() {
        let begun = Instant::now();
        let problem = match imported(name, &bytes) {
            Ok(made) => panic!("{name} was imported: {}", made.markdown),
            Err(problem) => problem,
        };
        assert_eq!(problem.code, code, "{name}: {problem:?}");
        println!("{name}: {:?}", begun.elapsed());
        assert!(begun.elapsed() < SOON, "{name} took {:?}", begun.elapsed());
    }
}

#[test]
fn nesting_without_end_is_read_in_linear_time() {
    let html = format!("{}Chữ ở trong{}", "<div><b><ul><li>".repeat(50_000), "</li></ul></b></div>".repeat(50_000));
    let begun = Instant::now();
    let made = imported("lồng.html", html.as_bytes()).expect("imported");
    assert!(made.markdown.contains("Chữ ở trong"));
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    let tables = "<table><tr><td>".repeat(1_000);
    assert_eq!(imported("bảng.html", tables.as_bytes()).expect_err("too deep").code, "import-too-complex");
}

#[test]
fn long_files_take_linear_time() {
    let time = |times: usize| {
        let text = "Một dòng khá dài của một đoạn văn không bao giờ kết thúc, cứ thế kéo dài mãi\n".repeat(times);
        let begun = Instant::now();
        imported("dài.txt", text.as_bytes()).expect("imported");
        begun.elapsed()
    };
    time(500);
    let (short, long) = (time(4_000), time(16_000));
    assert!(long < short * 12, "{short:?} for 4,000 lines, {long:?} for 16,000");
}

#[test]
fn macros_pictures_links_and_changes_are_named_and_left_out() {
    let body = r#"<w:p><w:r><w:t>CHỈ THỊ</w:t></w:r></w:p><w:p><w:r><w:t>Về việc thử</w:t></w:r></w:p>
        <w:p><w:r><w:t xml:space="preserve">Giữ </w:t></w:r><w:ins><w:r><w:t xml:space="preserve">thêm </w:t></w:r></w:ins>
        <w:del><w:r><w:delText>bỏ</w:delText><w:t>bỏ</w:t></w:r></w:del><w:r><w:drawing/><w:t>lại.</w:t></w:r></w:p>"#;
    let document = format!("{OPEN}{body}{CLOSE}");
    let bytes = archive(&[
        ("word/document.xml", document.as_bytes()),
        ("word/vbaProject.bin", b"Attribute VB_Name"),
        ("word/_rels/document.xml.rels", br#"<Relationships><Relationship TargetMode="External" Target="http://attacker.example/x"/></Relationships>"#),
    ]);
    let made = imported("macro.docm", &bytes).expect("imported");
    assert!(made.markdown.contains("\nGiữ thêm lại.\n"), "{}", made.markdown);
    assert!(!made.markdown.contains("attacker"), "{}", made.markdown);
    let mut codes: Vec<&str> = made.problems.iter().map(|problem| problem.code).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["import-changes", "import-external", "import-macros", "import-pictures"]);
    assert_eq!(made.attached, None, "a document with macros is not put on a public site");
}

#[test]
fn a_broken_table_of_places_is_mended_and_the_text_read() {
    let content = stream("", b"BT /F1 14 Tf 80 700 Td (Mot dong chu) Tj 0 -20 Td (Dong thu hai.) Tj ET");
    let mut file = page(content);
    let at = file.windows(9).position(|window| window == b"startxref").expect("there is one");
    file.truncate(at);
    file.extend(b"startxref\n12345\n%%EOF\n");
    let made = imported("hỏng.pdf", &file).expect("imported");
    assert!(made.markdown.contains("Mot dong chu"), "{}", made.markdown);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 64, ..Default::default() })]

    /// With any byte wrong, there is an answer and no panic.
    #[test]
    fn damaged_files_never_panic(
        at in proptest::collection::vec((0_usize..1_000_000, proptest::prelude::any::<u8>()), 1..20),
        which in 0_usize..4,
    ) {
        let (name, mut bytes) = match which {
            0 => ("a.docx", fixture("import/word/decision.docx")),
            1 => ("a.pdf", page(stream("", b"q 1 0 0 1 0 0 cm BT /F1 14 Tf 80 700 Td [(Mot) -300 (dong)] TJ T* (x) ' ET Q"))),
            2 => ("a.html", b"<table><tr><td>a<td><b>b</table><ol start=3><li>c<p align=center>d&amp;e".to_vec()),
            _ => ("a.md", b"# a\n\n| a | b |\n|---|---|\n| c[^1] | d |\n\n[^1]: e\n\n1. f\n   - g\n".to_vec()),
        };
        for (place, byte) in at {
            let place = place % bytes.len();
            bytes[place] = byte;
        }
        let _ = imported(name, &bytes);
    }

    /// Text of any kind is imported or refused, and never turns into raw HTML.
    #[test]
    fn any_text_is_imported(text in "(\\PC|\n){0,400}") {
        if let Ok(made) = imported("a.txt", text.as_bytes()) {
            proptest::prop_assert!(made.markdown.starts_with("---\n"));
        }
    }
}
