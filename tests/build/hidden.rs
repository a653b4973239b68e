//! What only editors may read stands in no byte of what is published: pages, forms, data, feeds, search, archives, as
//! they are and unpacked.

use crate::support::{SiteTest, directive, tree};
use flate2::{Decompress, FlushDecompress, Status, read::GzDecoder};
use std::io::{Cursor, Read};
use std::path::Path;

/// Stands in every remark; no page has it.
const WORD: &str = "zqkin";
/// A number that only remarks cite.
const NUMBER: &str = "7391";

const REMARK: &str = "Zqkin: hỏi lại anh Tuấn, Quyết định số 7391/QĐ-TTg ngày 01/02/2023; giao Sở Zqkin chủ trì";

/// Remarks in every place of a text.
fn text() -> String {
    let remark = format!("[//]: # ({REMARK})");
    [
        &format!("Đoạn thứ nhất theo Quyết định số 131/QĐ-TTg ngày 25/01/2022.\n{remark}\n\nĐoạn thứ hai[^1]."),
        &remark,
        &format!("Số 13<!-- {REMARK} -->1/QĐ-TTg, và Quyết định số 2457/QĐ-<!-- zqkin -->BGDĐT ngày 23/8/2023."),
        &format!("- Giao Sở Giáo dục và Đào tạo chủ trì.\n  {remark}\n- {remark}\n- Các trường báo cáo trước ngày 30/9/2024.\n{remark}"),
        &format!("> Trích dẫn.\n> {remark}\n> Tiếp.\n>\n> {remark}"),
        &format!("| TT | Nhiệm vụ | Chủ trì |\n|---|---|---|\n| 1 | Rà soát <!-- zqkin --> | Sở Y tế |\n{remark}\n| 2 | Báo cáo | Sở Y tế |"),
        &format!("## II. Tổ chức thực hiện <!-- zqkin -->\n{remark}\n\nCác sở thực hiện.\n\n<!--\nZqkin\n\n{REMARK}\n-->"),
        &format!("[comment]: <> \"{REMARK}\"\n\n[ghi chú]: # '{REMARK}\n{REMARK}'\n\n[khong-dung]: https://zqkin.vn \"Zqkin\""),
        &format!("[^1]: Chú thích.\n{remark}\n"),
    ]
    .map(String::as_str)
    .join("\n\n")
}

fn site() -> SiteTest {
    let site = SiteTest::new();
    site.every_form();
    for path in ["congbao.yaml", "content/issuers.yaml"] {
        site.file(path, format!("# {REMARK}\n{}# zqkin\n", site.read(path)));
    }
    let theme = "- key: chuyen-doi-so # zqkin\n  name: Chuyển đổi số\n  description: X\n";
    site.file("content/themes.yaml", format!("# {REMARK}\n{theme}"));
    let head = format!(
        "# {REMARK}\nthemes: [chuyen-doi-so] # zqkin\nnotes: # zqkin\n  - {{date: 2024-06-01, text: 'Ghi # chú'}} # zqkin\npublished:"
    );
    for (file, number, date) in [("a", "05/CT-UBND", "2024-05-06"), ("b", "06/CT-UBND", "2025-05-07")] {
        let document = directive(number, date, &text()).replace("published:", &head);
        site.file(&format!("content/{file}.md"), &document);
        site.file(
            &format!("content/{file}-crlf.md"),
            document.replace(number, &format!("1{number}")).replace('\n', "\r\n"),
        );
    }
    site.file("content/c.md", directive("07/CT-UBND", "2024-05-08", REMARK).replace("title:", "draft: true\ntitle:"));
    site
}

#[test]
fn no_byte_of_the_site_has_a_word_of_a_remark() {
    let site = site();
    let run = site.run(&["build"]);
    assert_eq!(run.status, 0, "{}", run.said());
    let run = site.run(&["build", "--portable", "--output", "usb"]);
    assert_eq!(run.status, 0, "{}", run.said());
    for folder in ["output", "usb"] {
        let mut looked_at = 0;
        for (path, bytes) in tree(&site.root().join(folder)) {
            for (inside, bytes) in unpacked(&path, bytes) {
                looked_at += bytes.len();
                let text = String::from_utf8_lossy(&bytes).to_lowercase();
                for word in [WORD, NUMBER, "tuấn", "tuan,"] {
                    let place = text.match_indices(word).map(|(at, _)| at).find(|at| !in_hash(&text, *at, word.len()));
                    let place = place.map(|at| text[..at + word.len()].chars().rev().take(300).collect::<String>());
                    let place = place.map(|place| place.chars().rev().collect::<String>());
                    assert_eq!(place, None, "{folder}/{path} {inside}");
                }
            }
        }
        assert!(looked_at > 500_000, "{folder}: {looked_at} bytes");
    }
    // The text around the remarks is whole.
    let page = site.read("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/van-ban.txt");
    for words in ["131/QĐ-TTg, và Quyết định số 2457/QĐ-BGDĐT", "Rà soát", "Báo cáo", "Tiếp.", "Chú thích."]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let citations = site.data("citations");
    assert!(citations.iter().any(|citation| citation["number"] == "2457/QĐ-BGDĐT"), "{citations:?}");
    // Offsets count in the published Markdown.
    let address = "output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/van-ban.md";
    let markdown: Vec<char> = site.read(address).chars().collect();
    assert_eq!(markdown.len(), site.read("content/a.md").chars().count());
    for citation in
        citations.iter().filter(|citation| citation["document"] == "ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd")
    {
        let place = |key: &str| citation[key].as_u64().map_or(0, |place| place as usize);
        let slice: String = markdown[place("start")..place("end")].iter().collect();
        assert_eq!(citation["text"], slice.as_str());
    }
}

#[test]
fn the_finder_and_the_check_see_no_remark() {
    let site = site();
    let run = site.run(&["cite", "content/a.md"]);
    assert!(run.status == 0 && !run.stdout.contains(NUMBER), "{}", run.said());
    let run = site.run(&["check"]);
    assert!(run.status == 0 && !run.said().contains(NUMBER), "{}", run.said());
}

/// Whether a number of four digits stands in the hash of a file, as it does by chance in one of several hundred.
fn in_hash(text: &str, at: usize, length: usize) -> bool {
    let is_hexadecimal = |byte: &u8| byte.is_ascii_hexdigit();
    let before = text.as_bytes()[..at].iter().rev().take_while(|byte| is_hexadecimal(byte)).count();
    let after = text.as_bytes()[at + length..].iter().take_while(|byte| is_hexadecimal(byte)).count();
    before + length + after == 64
}

/// A file as it is, and what it holds packed.
fn unpacked(path: &str, bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let ending = Path::new(path).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let mut parts = Vec::new();
    match ending {
        "gz" => {
            let mut plain = Vec::new();
            GzDecoder::new(&bytes[..]).read_to_end(&mut plain).expect("gzip");
            parts.push(("unpacked".to_owned(), plain));
        }
        "zip" => {
            let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).expect("a zip");
            for index in 0..archive.len() {
                let mut file = archive.by_index(index).expect("a file");
                let (name, mut plain) = (file.name().expect("Unicode").into_owned(), Vec::new());
                file.read_to_end(&mut plain).expect("its bytes");
                parts.extend(
                    unpacked(&name, plain).into_iter().map(|(inside, bytes)| (format!("{name} {inside}"), bytes)),
                );
            }
            assert!(parts.len() > 1, "{path}");
        }
        "bin" => parts.extend(inflated(&bytes)),
        "js" if bytes.starts_with(b"congbaoPiece(") => {
            let text = String::from_utf8_lossy(&bytes);
            let packed = text.split('"').nth(3).expect("the piece");
            parts.extend(inflated(&of_base64(packed)));
        }
        _ => {}
    }
    parts.push((String::new(), bytes));
    parts
}

/// Pieces of the search index: packed texts one after another, with nothing or with numbers between them.
fn inflated(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let mut stream = Decompress::new(false);
        let mut plain = Vec::with_capacity(4 << 20);
        match stream.decompress_vec(&bytes[at..], &mut plain, FlushDecompress::Finish) {
            Ok(Status::StreamEnd) if plain.len() > 8 => {
                at += stream.total_in() as usize;
                parts.push((format!("piece at {at}"), plain));
            }
            _ => at += 1,
        }
    }
    assert!(!parts.is_empty(), "nothing is packed in {} bytes", bytes.len());
    parts
}

fn of_base64(text: &str) -> Vec<u8> {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        held = held << 6 | letters.iter().position(|known| *known == letter).expect("base64") as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    bytes
}
