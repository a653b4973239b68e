//! Texts that ask for the worst, in three sizes. In: a finder. Out: a table of times per byte.

use super::{Finder, corpus, cpu};
use congbao::document::plain;
use congbao::source::Source;

/// Repeated to the size wanted; what stands before `|` only once.
const UNITS: [(&str, &str); 39] = [
    ("digits", "1"),
    ("digits and spaces", "1 "),
    ("1/1/1/1", "1/"),
    ("1-1-1", "1-"),
    ("dots and digits", "1.2,"),
    ("số", "số "),
    ("Nghị định số", "Nghị định số "),
    ("a/a-a/", "a/a-a/"),
    ("A/A-A/ after a number", "12/|A/A-A/"),
    ("symbols without end", "12/QĐ|-UBND"),
    ("open brackets", "("),
    ("brackets and numbers", "12/QĐ-BCA (1"),
    ("one sentence, a citation every 20 bytes", "12/2020/NĐ-CP, số "),
    ("full citations", "Căn cứ Nghị định số 12/2020/NĐ-CP ngày 5/9/2023 của Chính phủ; "),
    ("citations, far issuers", "Nghị định của Bộ trưởng Bộ Lao động - Thương binh và Xã hội số 12/2020/QH13 "),
    ("combining marks", "e\u{301}\u{323}\u{302}"),
    ("nothing but marks", "1|\u{301}"),
    ("decomposed text", "Nghi\u{323} đi\u{323}nh số 12/2020/N\u{110}\u{2013}CP, "),
    ("pinpoints", "Điều 1 khoản 1 điểm a "),
    ("pinpoints, citations", "điểm a, b, c, d khoản 1, 2, 3 Điều 1 của 12/2020/NĐ-CP "),
    ("của", "của "),
    ("của and numbers", "Thông tư của số 12 "),
    ("Luật", "Luật "),
    ("laws and numbers", "Luật Luật số 12/2020/QH13 "),
    ("long law names", "Luật a a a a a a a a a a a a a a a a a a a a a a a số 1/QH "),
    ("titles of persons", "12/2020/NĐ-CP của Phó Chủ tịch Phó Chủ tịch Bộ trưởng Bộ trưởng "),
    ("prefixes of issuers' names", "12/2020/NĐ-CP của Bộ Lao động - Thương binh và "),
    ("quotes", "“"),
    ("quotes and citations", "““““““““““““12/QĐ-TTg "),
    ("full stops and capitals", "A. (12/QĐ-TTg) "),
    ("spaces and lines", "\n \u{a0}\u{200b}1"),
    ("titles that never end", "Đề án “phát triển "),
    ("titles and periods", "Đề án phát triển giai đoạn 2021-2025 "),
    ("type words of programmes", "đề án chương trình kế hoạch "),
    ("laws that amend laws", "Luật sửa đổi, bổ sung một số điều của "),
    ("pointing words", "Nghị định này nêu trên, "),
    ("triggers", "sửa đổi, bổ sung theo quy định tại "),
    ("triggers and citations", "bãi bỏ, thay thế Nghị định số 1/2020/NĐ-CP, "),
    ("names defined", "Nghị định số 1/2020/NĐ-CP (sau đây gọi tắt là Nghị định 1), Nghị định 1 "),
];

/// The same as paragraphs, each a flow: what one says must not be sought in all that came before.
const PARAGRAPHS: [(&str, &str); 7] = [
    ("citations", "Nghị định số 12/2020/NĐ-CP.\n\n"),
    ("pointing back", "Theo điểm a khoản 1 Điều 2 Nghị định nêu trên.\n\n"),
    ("pointing back to a citation", "Theo Nghị định số 1/2020/NĐ-CP.\n\nĐiều 2 Nghị định nêu trên.\n\n"),
    ("the text itself", "Nghị định này. Điều 5 của Nghị định này.\n\n“Thông tư này.\n\n"),
    ("introductions", "Bãi bỏ các văn bản sau đây:\n\n1. Nghị định số 1/2020/NĐ-CP;\n\n"),
    ("names defined", "Nghị định số 1/2020/NĐ-CP (sau đây gọi tắt là Nghị định 1).\n\nTheo Nghị định 1.\n\n"),
    ("laws", "Luật Giáo dục số 1/2020/QH13.\n\nĐiều 5 Luật Giáo dục.\n\n"),
];

/// Above this factor from one size to four times that, time is not linear. Quadratic time would give 4; larger texts
/// leave the caches, and other tenants come and go.
const GROWS: f64 = 2.5;

/// Prints nanoseconds a byte for texts of `size`, twice and four times that.
pub fn table(finder: &Finder, size: usize) {
    println!(
        "\nhostile texts, one flow each or many;  ns{:>18}{:>9}{:>9}{:>8}{:>11}",
        "1×", "2×", "4×", "4×/1×", "citations"
    );
    let mut worst: (f64, f64) = (0.0, 0.0);
    let units = UNITS.iter().map(|unit| (unit, false)).chain(PARAGRAPHS.iter().map(|unit| (unit, true)));
    for ((name, unit), paragraphs) in units {
        let (head, unit) = unit.split_once('|').unwrap_or(("", unit));
        let name = if paragraphs { format!("{name} (paragraphs)") } else { (*name).to_owned() };
        let measured = [1, 2, 4].map(|times| {
            let text = head.to_owned() + &unit.repeat(size * times / unit.len());
            measure(finder, text, paragraphs)
        });
        let [(one, _), (two, _), (four, count)] = measured;
        let growth = four / one;
        worst = (worst.0.max(four), worst.1.max(growth));
        let mark = if growth > GROWS { "  grows" } else { "" };
        println!("{name:48}{one:9.1}{two:9.1}{four:9.1}{growth:8.2}{count:11}{mark}");
    }
    println!("{:48}{:27.1}{:8.2}", "worst", worst.0, worst.1);
}

/// The better of two rounds.
fn measure(finder: &Finder, text: String, paragraphs: bool) -> (f64, usize) {
    let bytes = text.len();
    let source = Source::new("text", text);
    let flows = if paragraphs { plain::flows(source.text()) } else { vec![corpus::flow(source.text(), 0)] };
    let rounds = [(); 2].map(|()| cpu(|| finder.find(&source, &flows).len()));
    (rounds[0].0.min(rounds[1].0) * 1e9 / bytes as f64, rounds[0].1)
}
