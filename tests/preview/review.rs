//! `congbao import --review` as a program: what the form shows, what it writes, and what it refuses.

use super::serve::Served;
use crate::support::{SiteTest, repository};

/// A page of the review, with what a form of it must send.
struct Review<'a> {
    site: &'a SiteTest,
    served: Served,
}

impl<'a> Review<'a> {
    fn start(site: &'a SiteTest, arguments: &[&str]) -> Self {
        let mut all = vec!["--review", "--port", "0"];
        all.extend(arguments);
        let served = Served::run(site, "import", &all, |_| ());
        Self { site, served }
    }

    fn form(&self, file: usize) -> String {
        let (status, form) = self.served.get(&format!("/__congbao/review/{file}/form"));
        assert_eq!(status, 200, "{form}");
        form
    }

    /// Saves as the script of the page does: status and reply.
    fn save(&self, file: usize, field: &str, values: &str) -> (u16, String) {
        let seen = attribute(&self.form(file), "data-seen");
        self.send(file, &format!("seen={seen}&field={field}&{values}"))
    }

    fn send(&self, file: usize, body: &str) -> (u16, String) {
        let (_, page) = self.served.get(&format!("/__congbao/review/{file}/"));
        let headers = format!(
            "Origin: http://localhost:{}\r\nCongbao-Key: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n",
            self.served.port,
            attribute(&page, "data-key"),
            body.len()
        );
        self.served.ask("POST", &format!("/__congbao/review/{file}/save"), &headers, body)
    }
}

fn attribute(html: &str, name: &str) -> String {
    let start = html.split(&format!("{name}=\"")).nth(1).unwrap_or_else(|| panic!("{name} in {html}"));
    start.split('"').next().expect("a value").to_owned()
}

fn fixture(path: &str) -> Vec<u8> {
    std::fs::read(repository().join("tests/import").join(path)).expect("a fixture")
}

const PLAN: &str = "content/lang-son/thuc-hien-nhiem-vu-trong-tam-nam-hoc-2023-2024.md";

/// A PDF without number and day is on the desk.
fn desk() -> SiteTest {
    let site = SiteTest::committed();
    std::fs::remove_file(site.root().join("content/lang-son/van-lang-2023-2024-nhiem-vu-trong-tam.md")).expect("gone");
    site.file("bàn/Kế hoạch.pdf", fixture("pdf/004.pdf"));
    site
}

#[test]
fn what_a_pdf_lacks_is_filled_in_by_the_form() {
    let site = desk();
    let review = Review::start(&site, &["bàn/Kế hoạch.pdf"]);
    let page = review.served.get("/__congbao/review/").1;
    assert!(page.is_empty() || page.trim().is_empty(), "{page}");
    let form = review.form(1);
    assert!(form.contains("data-name=\"number\"") && form.contains("<q>Số: /KH-UBND</q>"), "{form}");
    assert_eq!(
        attribute(&form, "data-address"),
        "/van-ban/ubnd-huyen-van-lang/ke-hoach/thuc-hien-nhiem-vu-trong-tam-nam-hoc-2023-2024/"
    );
    let before = review.site.read(PLAN);

    // A day that does not exist, and nothing at all, are refused at the field.
    let (status, said) = review.save(1, "date", "value=30/2/2023");
    assert!(status == 422 && said.contains("date-invalid"), "{status} {said}");
    assert_eq!(review.save(1, "number", "value=+").0, 422);
    assert_eq!(review.save(1, "number", "value=K%E1%BA%BF").0, 422);
    assert_eq!(review.site.read(PLAN), before);

    let (status, form) = review.save(1, "number", "value=90/KH-UBND");
    assert_eq!(status, 200, "{form}");
    let (status, form) = review.save(1, "date", "value=ng%C3%A0y+31/8/2023");
    assert_eq!(status, 200, "{form}");
    assert_eq!(attribute(&form, "data-address"), "/van-ban/ubnd-huyen-van-lang/ke-hoach/2023/90-kh-ubnd/");
    let after = review.site.read(PLAN);
    assert!(after.contains("\nnumber: 90/KH-UBND\ndate: 2023-08-31\n"), "{after}");
    for gone in ["TODO number", "TODO date", "TODO id", "\nid:", "date_note"] {
        assert!(!after.contains(gone), "{gone} in {after}");
    }
    let rest = |text: &str| text.split_once("\nissuer:").expect("an issuer").1.to_owned();
    assert_eq!(rest(&before), rest(&after));

    // The page is there, and our own page may show it in a frame.
    let address = attribute(&form, "data-address");
    let shown = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        review.served.get(&address).1.contains("90/KH-UBND")
    });
    assert!(shown, "{address}");

    // The words of the original, and what is left to choose.
    let (_, original) = review.served.get("/__congbao/review/1/original");
    assert!(original.contains("data-page=\"1\" data-line=\"2\"") && original.contains("KẾ HOẠCH"), "{original}");
    let (status, form) = review.save(1, "published", "value=2026-11-30");
    assert!(status == 200 && !form.contains("id=\"f-published\" class=\"field doubt\""), "{form}");
}

#[test]
fn what_was_saved_elsewhere_is_not_overwritten() {
    let site = desk();
    let review = Review::start(&site, &["bàn/Kế hoạch.pdf"]);
    let seen = attribute(&review.form(1), "data-seen");
    let by_hand = review.site.read(PLAN).replace("place: Văn Lãng", "place: Na Sầm");
    review.site.file(PLAN, by_hand.clone());
    let (status, said) = review.send(1, &format!("seen={seen}&field=number&value=90/KH-UBND"));
    assert!(status == 409 && said.contains("changed elsewhere"), "{status} {said}");
    assert_eq!(review.site.read(PLAN), by_hand);
    assert_eq!(review.save(1, "number", "value=90/KH-UBND").0, 200);
    assert!(review.site.read(PLAN).contains("place: Na Sầm"));
}

#[test]
fn an_issuer_is_written_by_its_key_whatever_was_typed() {
    let site = desk();
    let review = Review::start(&site, &["bàn/Kế hoạch.pdf"]);
    let (status, said) = review.save(1, "issuer", "value=UBND+t%E1%BB%89nh+L%C3%A0o+Cai");
    assert_eq!(status, 200, "{said}");
    assert!(review.site.read(PLAN).contains("\nissuer: ubnd-tinh-lao-cai # page 1"), "{}", review.site.read(PLAN));
    let (status, said) = review.save(1, "issuer", "value=C%C6%A1+quan+n%C3%A0o+%C4%91%C3%B3");
    assert!(status == 422 && said.contains("issuer"), "{status} {said}");
    let (status, said) = review.save(1, "type", "value=khong-co");
    assert!(status == 422 && said.contains("type-unknown"), "{status} {said}");
}

#[test]
fn a_review_goes_on_tomorrow() {
    let site = desk();
    assert_eq!(site.run(&["import", "bàn/Kế hoạch.pdf"]).status, 0);
    std::fs::remove_file(site.root().join("bàn/Kế hoạch.pdf")).expect("gone");
    for arguments in [&[][..], &[PLAN], &["content/lang-son"]] {
        let review = Review::start(&site, arguments);
        let (_, page) = review.served.get("/__congbao/review/1/");
        assert!(page.contains(PLAN), "{arguments:?} {page}");
        let (_, original) = review.served.get("/__congbao/review/1/original");
        assert!(original.contains("KẾ HOẠCH"), "{arguments:?} {original}");
    }
    // The same command again: the file is there, and nothing is overwritten.
    site.file("bàn/Kế hoạch.pdf", fixture("pdf/004.pdf"));
    let by_hand = site.read(PLAN).replace("place: Văn Lãng", "place: Na Sầm");
    site.file(PLAN, by_hand.clone());
    let review = Review::start(&site, &["bàn/Kế hoạch.pdf"]);
    assert!(review.form(1).contains("Na Sầm"));
    assert_eq!(site.read(PLAN), by_hand);
    drop(review);
    // Nothing left to do: nothing is opened.
    site.file(PLAN, by_hand.lines().filter(|line| !line.starts_with("# TODO")).collect::<Vec<_>>().join("\n"));
    let run = site.run(&["import", "--review", "--lang", "en"]);
    assert!(run.status == 0 && run.said().contains("No file has anything left"), "{}", run.said());
}

#[test]
fn an_issuer_of_no_registry_is_added_from_the_form() {
    let site = SiteTest::committed();
    site.file(
        "bàn/khai giảng.txt",
        std::fs::read(repository().join("tests/import/cases/truong-hoc/input.txt")).expect("there"),
    );
    let review = Review::start(&site, &["bàn/khai giảng.txt", "--to", "content/mới.md"]);
    let form = review.form(1);
    assert!(form.contains("data-address=\"\"") && form.contains("issuer-unknown"), "{form}");
    let row = form.split("name=\"value\" rows=\"3\"").nth(1).expect("a row").split('>').nth(1).expect("its text");
    let row = row.trim_end_matches("</textarea").to_owned();
    assert!(row.starts_with("- {key: truong-thpt-so-1-tinh-lao-cai,"), "{row}");
    let before = site.read("content/issuers.yaml");
    let encoded = |row: &str| row.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let nonsense = row.replace("level:", "lvl:");
    let (status, said) = review.save(1, "%2Bissuer", &format!("value={}", encoded(&nonsense)));
    assert!(status == 422 && said.contains("unknown-key"), "{status} {said}");
    assert_eq!(site.read("content/issuers.yaml"), before);
    let row = row.replace("province: …", "province: Lào Cai");
    let (status, form) = review.save(1, "%2Bissuer", &format!("value={}", encoded(&row)));
    assert!(status == 200 && !form.contains("f-new-issuer"), "{status} {form}");
    assert_eq!(site.read("content/issuers.yaml"), format!("{}\n{row}\n", before.trim_end()));
    assert_eq!(attribute(&form, "data-address"), "/van-ban/truong-thpt-so-1-tinh-lao-cai/ke-hoach/2024/12-kh-thpts1/");
}
