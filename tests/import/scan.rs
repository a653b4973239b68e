//! Scans and pictures by way of Poppler and Tesseract, which `tests/all` installs. Nothing here is skipped: where a
//! program is missing, the test fails and names the package.

use super::{REGISTRIES, fixture, imported};
use crate::support::{SiteTest, program, run};
use congbao::catalogue::Language;
use congbao::import::{Attaching, ImportRequest, import};
use std::path::Path;
use std::process::Command;

/// Pages of a fixture as pictures.
fn pictures(pdf: &str, form: &str) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/pdf").join(pdf);
    let done = Command::new("pdftoppm").args(["-r", "200", form]).arg(file).arg(folder.path().join("p")).status();
    assert!(
        done.is_ok_and(|status| status.success()),
        "this test needs pdftoppm: apt-get install poppler-utils tesseract-ocr tesseract-ocr-vie"
    );
    let mut files: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    files.sort_by_key(std::fs::DirEntry::file_name);
    files.iter().map(|file| std::fs::read(file.path()).expect("a picture")).collect()
}

/// A PDF whose pages are these JPEG pictures, as a scanner makes it.
fn scan(pictures: &[Vec<u8>]) -> Vec<u8> {
    let mut objects: Vec<Vec<u8>> = vec![b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), Vec::new()];
    let mut kids = String::new();
    for picture in pictures {
        let (width, height) = size(picture);
        let page = objects.len() + 1;
        kids.push_str(&format!("{page} 0 R "));
        let drawn = "q 595 0 0 842 0 0 cm /I Do Q";
        objects.push(
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {} 0 R/Resources<</XObject<</I {} 0 R>>>>>>",
                page + 1,
                page + 2
            )
            .into_bytes(),
        );
        objects.push(format!("<</Length {}>>\nstream\n{drawn}\nendstream", drawn.len()).into_bytes());
        let head = format!(
            "<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length {}>>\nstream\n",
            picture.len()
        );
        objects.push([head.as_bytes(), picture, b"\nendstream"].concat());
    }
    objects[1] = format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pictures.len()).into_bytes();
    super::hostile::pdf(&objects)
}

/// Width and height of a JPEG: its frame says them.
fn size(jpeg: &[u8]) -> (u16, u16) {
    let at = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame");
    let number = |at: usize| u16::from_be_bytes([jpeg[at], jpeg[at + 1]]);
    (number(at + 7), number(at + 5))
}

/// Imports a file by the program; the Markdown and what was said.
fn by_program(name: &str, bytes: &[u8]) -> (String, String) {
    let site = SiteTest::committed();
    site.file(name, bytes);
    let run = site.run(&["import", name, "--to", "content/x/a.md"]);
    assert!(
        !run.stderr.contains("[import-no-tesseract]") && !run.stderr.contains("[import-scan]"),
        "this test needs Tesseract: apt-get install tesseract-ocr tesseract-ocr-vie poppler-utils"
    );
    assert!(site.exists("content/x/a.md"), "{}", run.said());
    (site.read("content/x/a.md"), run.stderr)
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// How many of 100 words of `wanted` stand in `got`, in order.
fn kept(wanted: &str, got: &str) -> usize {
    let (wanted, got) = (words(wanted), words(got));
    let same = similar::capture_diff_slices(similar::Algorithm::Myers, &wanted, &got);
    let equal: usize = same
        .iter()
        .map(|part| match part {
            similar::DiffOp::Equal { len, .. } => *len,
            _ => 0,
        })
        .sum();
    100 * equal / wanted.len()
}

fn body(markdown: &str) -> &str {
    markdown.split_once("\n---\n").expect("front matter").1
}

#[test]
fn a_scan_is_recognised_and_all_of_it_marked() {
    let wanted = imported("decision.pdf", &fixture("import/pdf/decision.pdf")).expect("imported").markdown;
    let (markdown, said) = by_program("Bản quét.pdf", &scan(&pictures("decision.pdf", "-jpeg")));
    let share = kept(body(&wanted), body(&markdown));
    assert!(share >= 85, "{share} of 100 words: {markdown}");
    // The ruled table is one again.
    assert!(markdown.contains("| 1 | Huyện Mường") && markdown.contains("| 1.250 |"), "{markdown}");
    assert!(markdown.contains("| 2 | Huyện Sìn Hồ Nậm Nhùn | 980 |"), "{markdown}");
    assert!(markdown.contains("Điều 2. Kinh phí được cấp từ ngân sách tỉnh"), "{markdown}");
    for line in ["type: quyet-dinh", "number: 1234/QĐ-UBND", "date: 2024-09-05", "issuer: ubnd-tinh-lai-chau"] {
        assert!(markdown.contains(&format!("\n{line} #")), "{line}: {markdown}");
    }
    for key in ["type", "number", "date", "issuer", "title"] {
        assert!(markdown.contains(&format!("\n# TODO {key}: do máy nhận dạng")), "{key}: {markdown}");
    }
    assert!(markdown.contains("\n# TODO text: do máy nhận dạng từ ảnh quét"), "{markdown}");
    assert!(said.contains("[import-recognised]") && said.contains("[import-unsure]"), "{said}");
    assert!(markdown.contains("  - file: a.pdf #"), "the scan is attached: {markdown}");
}

#[test]
fn a_picture_of_a_page_is_recognised() {
    for (form, name) in [("-jpeg", "Trang 1.jpg"), ("-png", "Trang 1.PNG"), ("-tiff", "Trang 1.tif")] {
        let picture = &pictures("decision.pdf", form)[0];
        let (markdown, said) = by_program(name, picture);
        assert!(markdown.contains("\nnumber: 1234/QĐ-UBND #"), "{name}: {markdown}");
        assert!(markdown.contains("\n# TODO number: do máy nhận dạng"), "{name}: {markdown}");
        assert!(said.contains("[import-recognised]"), "{name}: {said}");
        assert_eq!(said.contains("[import-not-attached]"), name.ends_with("tif"), "{name}: {said}");
    }
}

#[test]
fn what_is_no_vietnamese_is_refused() {
    let site = SiteTest::committed();
    let page = pictures("decision.pdf", "-jpeg").remove(0);
    site.file("hỏng.jpg", &page[..300]).file("trắng.png", white());
    for (name, code) in [("hỏng.jpg", "[import-program-failed]"), ("trắng.png", "[import-recognised-noise]")] {
        let run = site.run(&["import", name]);
        assert!(run.status == 1 && run.stderr.contains(code), "{name}: {}", run.said());
    }
}

fn white() -> Vec<u8> {
    png(800)
}

/// A white PNG of so many points across and down, one bit a point.
fn png(edge: u32) -> Vec<u8> {
    use std::io::Write;
    let mut rows = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let row = [vec![0], vec![255; edge as usize / 8]].concat();
    for _ in 0..edge {
        rows.write_all(&row).expect("packed");
    }
    let head = [&edge.to_be_bytes()[..], &edge.to_be_bytes(), &[1, 0, 0, 0, 0]].concat();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, bytes) in [(b"IHDR", head), (b"IDAT", rows.finish().expect("packed")), (b"IEND", Vec::new())] {
        let part = [&name[..], &bytes].concat();
        let mut sum = flate2::Crc::new();
        sum.update(&part);
        png.extend((bytes.len() as u32).to_be_bytes());
        png.extend(part);
        png.extend(sum.sum().to_be_bytes());
    }
    png
}

/// A picture of 1.6 billion points in a few hundred kB.
#[test]
fn a_huge_picture_is_refused_soon() {
    let site = SiteTest::committed();
    site.file("to.png", png(40_000));
    let started = std::time::Instant::now();
    let run = site.run(&["import", "to.png"]);
    assert!(run.status == 1 && run.stderr.contains("[import-program-failed]"), "{}", run.said());
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn a_scan_of_a_whole_volume_is_refused() {
    let site = SiteTest::committed();
    let page = pictures("decision.pdf", "-jpeg").remove(0);
    site.file("tập.pdf", scan(&vec![page[..].to_vec(); 201]));
    let run = site.run(&["import", "tập.pdf"]);
    assert!(run.status == 1 && run.stderr.contains("[import-too-many-scanned]"), "{}", run.said());
}

#[test]
fn without_tesseract_the_packages_are_named() {
    let site = SiteTest::committed();
    let pages = pictures("decision.pdf", "-jpeg");
    site.file("quét.pdf", scan(&pages)).file("ảnh.jpg", &pages[0]).file("trống/x", "");
    for (name, code) in [("quét.pdf", "[import-scan]"), ("ảnh.jpg", "[import-no-tesseract]")] {
        let mut command = Command::new(program());
        command.current_dir(site.root()).args(["import", name]).env("PATH", site.root().join("trống"));
        let run = run(&mut command);
        assert!(run.status == 1 && run.stderr.contains(code), "{}", run.said());
        assert!(run.stderr.contains("tesseract-ocr tesseract-ocr-vie poppler-utils"), "{}", run.stderr);
    }
    let request = ImportRequest {
        name: "ảnh.jpg",
        bytes: &pages[0],
        registries: &REGISTRIES,
        issuer: None,
        stem: None,
        attaching: Attaching::UnlessDraft,
        language: Language::English,
    };
    assert_eq!(import(&request).expect_err("refused").code, "import-no-tesseract");
}
