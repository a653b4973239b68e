//! `congbao export --docx`: the Word file of a document, imported again, is the same document.

use crate::support::{SiteTest, repository};
use congbao::catalogue::Language;
use congbao::content::attachments::MeasuredFile;
use congbao::content::front_matter::{FrontMatter, parse, split};
use congbao::content::registry::Registries;
use congbao::document;
use congbao::export::{OfficialDocument, docx};
use congbao::import::{Attaching, ImportRequest, import};
use congbao::source::Source;
use std::sync::LazyLock;

static REGISTRIES: LazyLock<Registries> = LazyLock::new(|| Registries::read(repository(), &mut Vec::new()));

fn read(markdown: &str) -> (FrontMatter, document::Document) {
    let source = Source::new("t.md", markdown);
    let mut problems = Vec::new();
    let split = split(&source, &mut problems).expect("two lines ---");
    let measured = |_: &Source, _: &_| Ok(MeasuredFile::default());
    let front_matter = parse(&source, &split, &measured, &mut problems);
    let front_matter = front_matter.unwrap_or_else(|| panic!("{problems:?}\n{markdown}"));
    let text = document::parse(&source, split.body, &mut problems);
    (front_matter, text)
}

fn body(markdown: &str) -> &str {
    markdown.split_once("\n---\n").expect("front matter").1.trim()
}

/// The Word file of this document.
fn word(markdown: &str) -> Vec<u8> {
    let (front_matter, text) = read(markdown);
    docx(&OfficialDocument::of(&front_matter, &REGISTRIES, &text)).bytes
}

/// The document, as a Word file, imported again.
fn there_and_back(markdown: &str) -> String {
    let bytes = word(markdown);
    let language = Language::Vietnamese;
    let request = ImportRequest {
        name: "a.docx",
        bytes: &bytes,
        registries: &REGISTRIES,
        issuer: None,
        stem: None,
        attaching: Attaching::UnlessDraft,
        language,
    };
    import(&request).unwrap_or_else(|problem| panic!("{problem:?}\n{markdown}")).markdown
}

#[test]
fn the_committed_directives_come_back_from_word_as_they_were() {
    let content = repository().join("content");
    let mut count = 0;
    for folder in ["lao-cai", "lai-chau", "lang-son"] {
        for entry in std::fs::read_dir(content.join(folder)).expect("a folder") {
            let path = entry.expect("a file").path();
            if path.extension().is_none_or(|ending| ending != "md") {
                continue;
            }
            count += 1;
            let markdown = std::fs::read_to_string(&path).expect("a directive");
            let back = there_and_back(&markdown);
            for (got, right) in body(&back).lines().zip(body(&markdown).lines()) {
                assert_eq!(got, right, "{}", path.display());
            }
            assert_eq!(body(&back), body(&markdown), "{}", path.display());
            let ((got, _), (right, _)) = (read(&back), read(&markdown));
            assert_eq!(got.kind.value, right.kind.value);
            assert_eq!(got.number.map(|number| number.value), right.number.map(|number| number.value));
            assert_eq!(got.date.map(|date| date.value), right.date.map(|date| date.value));
            assert_eq!((got.issuer.value, got.title, got.place), (right.issuer.value, right.title, right.place));
            assert_eq!(got.signer.map(|signer| signer.name), right.signer.map(|signer| signer.name));
            assert_eq!((got.recipients, got.archive), (right.recipients, right.archive));
        }
    }
    assert_eq!(count, 5);
}

/// Numbers drawn from a seed, the same ones every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % most.max(1)
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// As those of `benches/generate.py`: headings of the real directives, each with paragraphs drawn at random.
fn drawn(draw: &mut Draw) -> String {
    let paragraphs: Vec<&str> = include_str!("../../benches/paragraphs.txt").lines().collect();
    let headings: Vec<&str> = include_str!("../../benches/headings.txt").lines().collect();
    let mut text = String::from(
        "---\ntype: bao-cao\nnumber: 01/BC-UBND\ndate: 2022-09-07\nissuer: ubnd-tinh-lao-cai\n\
         title: Về việc đẩy mạnh chuyển đổi số trong giáo dục\nplace: Lào Cai\n---\n",
    );
    for section in 0..2 + draw.below(6) {
        let marks = if section > 0 && draw.below(4) == 0 { "###" } else { "##" };
        text += &format!("\n{marks} {}\n", draw.of(&headings));
        for _ in 0..3 + draw.below(5) {
            text += &format!("\n{}\n", draw.of(&paragraphs));
        }
    }
    text
}

#[test]
fn two_hundred_drawn_documents_come_back_from_word_as_they_were() {
    let mut draw = Draw(1);
    for round in 0..200 {
        let markdown = drawn(&mut draw);
        let back = there_and_back(&markdown);
        for (got, right) in body(&back).lines().zip(body(&markdown).lines()) {
            assert_eq!(got, right, "document {round}");
        }
        assert_eq!(body(&back), body(&markdown), "document {round}");
    }
}

#[test]
fn what_a_text_can_hold_comes_back() {
    let markdown = "---\ntype: ke-hoach\nnumber: 07/KH-UBND\ndate: 2024-09-05\nissuer: ubnd-tinh-lao-cai\ntitle: Thử nghiệm\n\
                    place: Lào Cai\nsigner:\n  authority: KT. CHỦ TỊCH\n  position: PHÓ CHỦ TỊCH\n  name: Giàng Thị Dung\nrecipients:\n  - Như trên\narchive: VT\n---\n\n\
                    Câu mở đầu có **chữ đậm**, *chữ nghiêng* và chú thích[^1].\n\n\
                    ## I. MỤC ĐÍCH\n\n### 1. Một: {.run-in}\n\nhai ba. Bốn.\n\n- Gạch một\n- Gạch hai\n  - Cộng một\n\n\
                    a) Điểm a;\n\nđ) Điểm đ;\n\ne) Điểm e.\n\n7. Khoản bảy.\n\n8. Khoản tám\\\ndòng hai.\n\n\
                    | TT | Việc |\n| --- | --- |\n| 1 | Rà soát 10³ m² |\n| 2 | Báo cáo |\n\n\
                    Điều 3. Văn bản này có hiệu lực kể từ ngày ký./.\n\n[^1]: Ghi chú.";
    assert_eq!(body(&there_and_back(markdown)), body(markdown));
    assert_eq!(word(markdown), word(markdown), "the same document, the same bytes");
}

#[test]
fn who_adopted_a_resolution_stands_after_its_text_and_comes_back() {
    let sentence = "Nghị quyết này đã được Hội đồng nhân dân tỉnh Lào Cai khóa XVI, kỳ họp thứ 27 thông qua ngày 17 tháng 7 năm 2025 và có hiệu lực từ ngày 27 tháng 7 năm 2025.";
    let markdown = format!(
        "---\ntype: nghi-quyet\nnumber: 12/2025/NQ-HĐND\ndate: 2025-07-18\nissuer: hdnd-tinh-lao-cai\ntitle: Quy định mức hỗ trợ\nadopted: 2025-07-17\nadoption: {sentence}\nsigner: {{position: CHỦ TỊCH, name: Vũ Văn A}}\nrecipients: [Chính phủ]\narchive: VT\npublished: 2025-07-19\n---\n\n## Điều 1. Mức hỗ trợ\n\nMột câu.\n"
    );
    let back = there_and_back(&markdown);
    assert_eq!(body(&back), body(&markdown));
    assert!(back.contains("\nadopted: 2025-07-17 "), "{back}");
    assert!(back.contains(&format!("\nadoption: {sentence} ")), "{back}");
}

#[test]
fn the_command_writes_a_file_and_overwrites_none() {
    let site = SiteTest::new();
    site.file("content/a.md", "---\ntype: ke-hoach\nnumber: 07/KH-UBND\ndate: 2024-09-05\nissuer: ubnd-tinh-lao-cai\ntitle: Thử\npublished: 2024-09-06\n---\n\nMột câu.\n");
    let to = site.root().join("a.docx");
    let arguments =
        ["export", "--docx", "07/KH-UBND", "--to", &to.display().to_string(), "--lang", "en"].map(str::to_owned);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let run = site.run(&arguments);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(std::fs::read(&to).expect("written").starts_with(b"PK"));
    let again = site.run(&arguments);
    assert_eq!(again.status, 2);
    assert!(again.stderr.contains("exists already"), "{}", again.stderr);
    assert_eq!(site.run(&[&arguments[..], &["--force"]].concat()).status, 0);
    assert_eq!(site.run(&["export", "--docx", "99/KH-UBND"]).status, 2);
    let picture = site.read("content/a.md").replace("07/KH", "08/KH").replace("Một câu.", "![Sơ đồ](so-do.png)");
    site.file("content/b.md", picture).file("content/so-do.png", b"\x89PNG\r\n\x1a\n");
    let other = site.root().join("b.docx").display().to_string();
    let run = site.run(&["export", "--docx", "08/KH-UBND", "--to", &other, "--lang", "en"]);
    assert!(run.stderr.contains("[export-pictures]: 1 pictures are not in the Word file"), "{}", run.said());
}

#[test]
fn what_is_annexed_comes_back_behind_the_foot() {
    let markdown = "---\ntype: quyet-dinh\nnumber: 12/QĐ-UBND\ndate: 2024-05-06\nissuer: ubnd-tinh-lao-cai\ntitle: Khen thưởng\nplace: Lào Cai\n\
                    signer: {position: CHỦ TỊCH, name: Nguyễn Văn A}\nrecipients: [Các sở]\npublished: 2024-05-07\n---\n\n\
                    Điều 1. Khen các trường có tên sau.\n\n## DANH SÁCH TRƯỜNG {.annex}\n\nTrường A ở xã B.\n";
    assert_eq!(body(&there_and_back(markdown)), body(markdown));
}
