//! Files as signing programs write them, and what can be done to them.
//!
//! In: `tests/signed`. Out: what is said of each.

use super::*;
use crate::catalogue::Language;
use crate::foreign::package::pack;

/// A file of `tests/signed`, made by `make.py` there.
fn file(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signed").join(name);
    std::fs::read(path).unwrap()
}

/// Whose, when, and whether it changed; one line a signature.
fn told(bytes: &[u8]) -> Vec<String> {
    let signatures = read("a.pdf", bytes).list;
    signatures
        .iter()
        .map(|signature| {
            let said = words(Language::Vietnamese, signature);
            format!("{}. {}", said.who, said.state)
        })
        .collect()
}

const PERSON: &str = "Chữ ký số của Nguyễn Văn A (UBND tỉnh Lào Cai)";
const MACHINE: &str = "ký lúc 08:15 ngày 05/9/2024 (theo máy của người ký)";
const INTACT: &str = "Tệp không đổi từ khi ký.";

#[test]
fn every_algorithm_and_way_to_write_it() {
    for name in ["one.pdf", "open.pdf", "sha1.pdf", "ecdsa.pdf", "p384.pdf", "pss.pdf"] {
        assert_eq!(told(&file(name)), [format!("{PERSON}, {MACHINE}. {INTACT}")], "{name}");
    }
    let stamped = told(&file("stamped.pdf"));
    assert_eq!(stamped, [format!("{PERSON}, ký lúc 08:20 ngày 05/9/2024 (theo dấu thời gian). {INTACT}")]);
    assert_eq!(told(&file("empty.pdf")), [""; 0]);
}

#[test]
fn several_signatures_stand_in_their_order_with_what_each_covers() {
    let part = "Phần được ký không đổi từ khi ký; phần thêm sau đó có chữ ký sau.";
    let expected = [
        format!("{PERSON}, {MACHINE}. {part}"),
        format!("Chữ ký số của UBND tỉnh Lào Cai, ký lúc 08:15 ngày 05/9/2024 (theo tệp ghi). {part}"),
        format!("Dấu thời gian của Dấu thời gian thử nghiệm, lúc 08:20 ngày 05/9/2024. {INTACT}"),
    ];
    let bytes = file("three.pdf");
    assert_eq!(told(&bytes), expected);
    let signatures = read("a.pdf", &bytes).list;
    assert!(signatures[0].covers < signatures[1].covers && signatures[1].covers < signatures[2].covers);
    assert_eq!(signatures[2].maker, Maker::Clock);
    assert_eq!(problems(&FileSignatures { list: signatures }, "a.pdf"), []);
}

#[test]
fn the_certificate_is_told_without_what_it_says_of_the_person() {
    let signatures = read("a.pdf", &file("one.pdf"));
    let said = words(Language::Vietnamese, &signatures.list[0]).certificate.unwrap();
    assert_eq!(said, "Chứng thư số do CA thử nghiệm cấp, số 1a2b3c, dùng từ 01/01/2024 đến 01/01/2029");
    let all = format!("{signatures:?}");
    assert!(!all.contains("012345678901") && !all.contains('@'), "{all}");
}

/// The place of the message's digits, and its length in digits without what fills up its room.
fn message(bytes: &[u8]) -> (usize, usize) {
    let start = bytes.windows(11).position(|part| part == b"/Contents <").unwrap() + 11;
    let end = start + bytes[start..].iter().position(|byte| *byte == b'>').unwrap();
    let whole = der::Element::first(&dictionary::hex(&bytes[start..end])).unwrap().whole.len();
    (start, whole * 2)
}

fn codes(bytes: &[u8]) -> Vec<&'static str> {
    problems(&read("a.pdf", bytes), "a.pdf").iter().map(|problem| problem.code).collect()
}

#[test]
fn what_was_done_to_a_file_after_signing_is_seen() {
    let one = file("one.pdf");
    let (start, length) = message(&one);
    let change = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = one.clone();
        change(&mut bytes);
        bytes
    };
    let place = |of: &[u8]| one.windows(of.len()).position(|part| part == of).unwrap();
    let altered = change(&|bytes| bytes[place(b"2024) Tj") + 3] = b'5');
    assert_eq!(
        (told(&altered)[0].ends_with("Tệp đã bị sửa sau khi ký."), &*codes(&altered)),
        (true, &["signature-altered"][..])
    );
    // White space at the end is nothing.
    assert_eq!(told(&change(&|bytes| bytes.extend(b"\r\n"))), told(&one));
    let added = change(&|bytes| bytes.extend(b"6 0 obj\n<<>>\nendobj\n"));
    assert!(told(&added)[0].contains("có phần thêm vào sau chữ ký (19 byte)"), "{:?}", told(&added));
    assert_eq!(codes(&added), ["signature-added"]);
    // The last byte of the message is the last one of the signature.
    let foreign =
        change(&|bytes| bytes[start + length - 1] = if bytes[start + length - 1] == b'0' { b'1' } else { b'0' });
    assert!(told(&foreign)[0].ends_with("Chữ ký không khớp với chứng thư số trong tệp."), "{:?}", told(&foreign));
    assert_eq!(codes(&foreign), ["signature-foreign"]);
    let cut = change(&|bytes| bytes.truncate(bytes.len() - 40));
    assert_eq!(codes(&cut), ["signature-altered"]);
}

#[test]
fn data_for_checking_that_a_program_added_are_no_change() {
    let bytes = file("ltv.pdf");
    assert!(told(&bytes)[0].contains("sau đó chỉ có thêm dữ liệu để kiểm tra chữ ký"), "{:?}", told(&bytes));
    assert_eq!(codes(&bytes), [""; 0]);
    let changed = [&bytes[..], b"6 0 obj\n<<>>\nendobj\n"].concat();
    assert_eq!(codes(&changed), ["signature-added"]);
}

#[test]
fn what_cannot_be_read_is_said() {
    let one = file("one.pdf");
    let (start, _) = message(&one);
    let broken = [&one[..start], b"00", &one[start + 2..]].concat();
    let said = told(&broken);
    assert_eq!(
        said,
        [
            "Chữ ký số của Ten trong tep, ký lúc 08:15 ngày 05/9/2024 (theo tệp ghi). Trang này không đọc được chữ ký: chữ ký bị hỏng hoặc viết sai quy cách."
        ]
    );
    assert_eq!(codes(&broken), ["signature-unread"]);
    // A signature that leaves out more than itself.
    let range = one.windows(11).position(|part| part == b"/ByteRange ").unwrap();
    let digits = range + one[range..].iter().position(|byte| (b'1'..=b'8').contains(byte)).unwrap();
    let mut wrong = one.clone();
    wrong[digits] += 1;
    assert!(told(&wrong)[0].contains("không phủ trọn tệp"), "{:?}", told(&wrong));
    for name in ["a.docx", "a.XLSX"] {
        let signed = pack(&[("[Content_Types].xml", Vec::new()), ("_xmlsignatures/sig1.xml", Vec::new())]);
        assert_eq!(read(name, &signed).list, [Signature::unread("signature.office")], "{name}");
    }
    let signed = pack(&[("META-INF/documentsignatures.xml", Vec::new())]);
    assert_eq!(read("a.odt", &signed).list.len(), 1);
    assert_eq!(read("a.odt", &pack(&[("content.xml", Vec::new())])), FileSignatures::default());
    assert_eq!(read("a.docx", b"no archive"), FileSignatures::default());
}

#[test]
fn every_reason_is_in_the_catalogue() {
    for why in ["office", "range", "damaged", "format", "certificate", "algorithm", "many"] {
        let key = crate::catalogue::find(Language::English, &format!("signature.{why}"));
        assert!(key.is_some(), "{why}");
    }
}

#[test]
fn no_bytes_make_it_panic_or_wait() {
    let one = file("stamped.pdf");
    let (start, length) = message(&one);
    for at in (0..length).step_by(37) {
        let mut bytes = one.clone();
        bytes[start + at] = if bytes[start + at] == b'f' { b'0' } else { b'f' };
        assert_eq!(read("a.pdf", &bytes).list.len(), 1, "{at}");
        read("a.pdf", &one[..start + at]);
    }
    let many = b"1 0 obj<</ByteRange[0 1 2 3]/Contents<00>>>endobj\n".repeat(20_000);
    assert_eq!(read("a.pdf", &many).list.len(), MOST);
    for slow in ["1 0 obj<</ByteRange(", "/ByteRange ", "1 0 obj<</A[/ByteRange<<"] {
        let begun = std::time::Instant::now();
        read("a.pdf", &[b"1 0 obj<<", &*slow.repeat(20_000).into_bytes()].concat());
        assert!(begun.elapsed().as_secs() < 60, "{slow}");
    }
    let nested = [b"1 0 obj".to_vec(), b"<</ByteRange".repeat(100_000)].concat();
    assert_eq!(read("a.pdf", &nested), FileSignatures::default());
}
