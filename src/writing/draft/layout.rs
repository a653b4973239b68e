//! The empty body of a new document, after its type.
//!
//! In: the key of a type. Out: Markdown with `…` where something is to be written.

/// What the bodies look like (Nghị định 30/2020/NĐ-CP, Phụ lục III): in articles, mẫu 1.1 to 1.3; a letter, mẫu 1.5 and
/// 1.6, and others that are addressed to somebody, mẫu 1.7; minutes, mẫu 1.10; all other types with a name, mẫu 1.4.
const ARTICLES: &str = include_str!("../layouts/articles.md");
const LETTER: &str = include_str!("../layouts/letter.md");
const MINUTES: &str = include_str!("../layouts/minutes.md");
const NAMED: &str = include_str!("../layouts/named.md");

/// The body of a type, normative or not.
pub(super) fn body(kind: &str, normative: bool) -> &'static str {
    match kind {
        "nghi-quyet" | "quyet-dinh" | "quy-che" | "quy-dinh" => ARTICLES,
        "cong-van" | "cong-dien" | "to-trinh" | "giay-moi" | "phieu-gui" | "phieu-chuyen" | "phieu-bao" => LETTER,
        "bien-ban" => MINUTES,
        _ if normative => ARTICLES,
        _ => NAMED,
    }
}
