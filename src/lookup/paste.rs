//! What an editor pastes to cite a work.
//!
//! In: a work, the registries. Out: [`Paste`]: the full citation as Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.6.b asks
//! for it (type, number, date, issuer, trích yếu; of laws and ordinances the name alone), the short one for later
//! mentions, and lines of YAML. Nothing is invented: what is not known is an ellipsis in the citation, a line to be
//! filled in the row, and a name in [`Paste::missing`].

use crate::content::registry::Registries;
use crate::corpus::{Corpus, Work};
use crate::import::quote;
use crate::render::names::called;
use crate::text::date::{WorkDate, vietnamese_long};
use crate::text::number::Number;
use crate::text::{name_key, slug};
use serde::Serialize;

/// Lines to paste.
#[derive(Debug, Serialize)]
pub(crate) struct Paste {
    /// For the first mention. In a document of this site it becomes a link by itself.
    pub citation: String,
    /// For later mentions.
    pub short: String,
    /// What the full citation lacks, because the site does not know it: `date`, `issuer`, `title`.
    pub missing: Vec<&'static str>,
    /// For pages of another site: the citation with a link to the work's page.
    pub markdown: String,
    /// For front matter: a decision that says which work these words mean; `None` where it has no id yet.
    pub decision: Option<String>,
    /// For `content/works.yaml`, where neither a document nor a row has made the work known.
    pub row: Option<String>,
}

/// Words that keep their capital in any place, though the next one has none.
const PROPER: [&str; 5] = ["Đảng", "Nhà", "Quốc", "Chính", "Tết"];
const UNKNOWN: &str = "…";

/// What to paste for `work`. `titles`: its titles as texts write them; `url`: its page.
pub(super) fn paste(corpus: &Corpus, registries: &Registries, work: &Work, titles: &[String], url: &str) -> Paste {
    let mut missing = Vec::new();
    let kind = work.kind.as_deref().and_then(|kind| registries.types.get(kind));
    let name = kind.and_then(|kind| called(kind, work));
    let (citation, short) = match name {
        Some(name) => (dated_law(&name, work.date, &mut missing), name),
        None => (full(corpus, registries, work, &mut missing), short(work)),
    };
    let reference = reference(work);
    Paste {
        markdown: format!("[{}]({url})", escaped(&citation)),
        decision: reference.map(|key| format!("citations:\n  - text: {}\n    work: {}", quote(&short), quote(key))),
        row: reference.is_none().then(|| row(work, titles)),
        citation,
        short,
        missing,
    }
}

/// What front matter and `works.yaml` may call the work now.
pub(super) fn reference(work: &Work) -> Option<&str> {
    work.row.as_deref().or_else(|| work.held.map(|_| work.id.as_str()))
}

/// Three laws are called Luật Giáo dục: the date, which custom adds, tells them apart, and this site links by it.
fn dated_law(name: &str, date: Option<WorkDate>, missing: &mut Vec<&'static str>) -> String {
    match date {
        Some(WorkDate::Day(day)) => format!("{name} {}", vietnamese_long(day)),
        Some(WorkDate::Year(year)) => format!("{name} năm {year}"),
        None => {
            missing.push("date");
            name.to_owned()
        }
    }
}

fn short(work: &Work) -> String {
    match (&work.number, &work.title) {
        (Some(number), _) => format!("{} số {number}", work.kind_name),
        (None, Some(title)) => format!("{} {}", work.kind_name, continued(title)),
        (None, None) => work.kind_name.clone(),
    }
}

fn full(corpus: &Corpus, registries: &Registries, work: &Work, missing: &mut Vec<&'static str>) -> String {
    let mut words = vec![work.kind_name.clone()];
    words.extend(work.number.as_ref().map(|number| format!("số {number}")));
    words.push(match work.date {
        Some(WorkDate::Day(day)) => vietnamese_long(day),
        known => {
            missing.push("date");
            let year = known.map(WorkDate::year).or_else(|| work.number.as_ref().and_then(Number::own_year));
            let year = year.map_or_else(|| UNKNOWN.to_owned(), |year| year.to_string());
            format!("ngày {UNKNOWN} tháng {UNKNOWN} năm {year}")
        }
    });
    let issuer = issuer(corpus, registries, work);
    if issuer.is_none() {
        missing.push("issuer");
    }
    words.push(format!("của {}", issuer.unwrap_or(UNKNOWN)));
    if work.title.is_none() {
        missing.push("title");
    }
    words.push(work.title.as_deref().map_or_else(|| format!("về {UNKNOWN}"), continued));
    words.join(" ")
}

/// Who signed for it where the document says so, else the body's full name.
fn issuer<'a>(corpus: &'a Corpus, registries: &'a Registries, work: &'a Work) -> Option<&'a str> {
    let title = work.held.and_then(|index| corpus.documents[index].front_matter.issuer_title.as_deref());
    let official = work.issuer.as_deref().and_then(|key| registries.issuers.get(key));
    let official = official.map(|issuer| issuer.official_name.as_str()).filter(|name| !name.is_empty());
    title.or(official).or(work.issuer_name.as_deref())
}

/// Words with which a trích yếu begins that says what the work does; before any other stands "về".
const DEEDS: [&str; 40] = [
    "ban hành",
    "phê duyệt",
    "quy định",
    "sửa đổi",
    "bổ sung",
    "bãi bỏ",
    "thay thế",
    "công bố",
    "hướng dẫn",
    "thành lập",
    "giao",
    "điều chỉnh",
    "triển khai",
    "thực hiện",
    "kiện toàn",
    "phân công",
    "phân cấp",
    "ủy quyền",
    "công nhận",
    "cho phép",
    "tổ chức",
    "đính chính",
    "hợp nhất",
    "gia hạn",
    "thu hồi",
    "kéo dài",
    "giải thể",
    "bổ nhiệm",
    "chấm dứt",
    "đình chỉ",
    "hủy bỏ",
    "thông qua",
    "thí điểm",
    "quy chế",
    "tặng thưởng",
    "khen thưởng",
    "sáp nhập",
    "đổi tên",
    "phê chuẩn",
    "miễn nhiệm",
];

/// A trích yếu in the middle of a sentence: "về đổi mới …", "phê duyệt Đề án …". Its first capital was that of a line,
/// unless the next word has one too ("Luật Trẻ em") or it is a name.
fn continued(title: &str) -> String {
    let mut words = title.split(' ');
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    let lower = name_key(title);
    if lower.starts_with("về ") || lower.starts_with("v/v ") {
        return lowered(title);
    }
    let does =
        DEEDS.iter().any(|deed| lower.strip_prefix(deed).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')));
    if does {
        return lowered(title);
    }
    if !first.starts_with(char::is_alphabetic) {
        return title.to_owned();
    }
    let all_capitals = first.chars().count() > 1 && !first.chars().any(char::is_lowercase);
    let is_name = !second.starts_with(char::is_lowercase) || PROPER.contains(&first);
    if all_capitals || is_name { format!("về {title}") } else { format!("về {}", lowered(title)) }
}

fn lowered(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |c| c.to_lowercase().chain(letters).collect())
}

/// Text that Markdown would take for its own signs.
fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| ['\\'].into_iter().filter(move |_| "\\`*_[]<>".contains(c)).chain([c])).collect()
}

/// A row for `works.yaml`. Without a title it is refused, so that nothing unfinished is published.
fn row(work: &Work, titles: &[String]) -> String {
    let mut lines = vec![format!("- key: {}", key(work))];
    match &work.kind {
        Some(kind) => lines.push(format!("  type: {}", quote(kind))),
        None => lines.push("  # TODO type:".to_owned()),
    }
    lines.extend(work.number.as_ref().map(|number| format!("  number: {}", quote(number.as_str()))));
    match work.date {
        Some(date) => lines.push(format!("  date: {date}")),
        None => lines.push("  # TODO date:".to_owned()),
    }
    lines.extend(work.issuer.as_ref().map(|issuer| format!("  issuer: {}", quote(issuer))));
    match (&work.title, titles.first()) {
        (Some(title), _) => lines.push(format!("  title: {}", quote(title))),
        (None, Some(title)) => lines.push(format!("  # TODO title: {}", one_line(title))),
        (None, None) => lines.push("  # TODO title:".to_owned()),
    }
    lines.push("  # TODO url:".to_owned());
    lines.join("\n")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A key as the others are: `2457-qd-bgddt-2023`, `30-2020-nd-cp`.
fn key(work: &Work) -> String {
    let number = work.number.as_ref().map(|number| number.slug());
    let stem = number.unwrap_or_else(|| slug(work.title.as_deref().unwrap_or(&work.kind_name)));
    let year = work.date.filter(|_| work.number.as_ref().is_none_or(|number| number.own_year().is_none()));
    year.map_or_else(|| stem.clone(), |date| format!("{stem}-{}", date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_goes_on_in_the_sentence() {
        for (title, continued_title) in [
            ("Về công tác văn thư", "về công tác văn thư"),
            ("Về Đề án “Xây dựng”", "về Đề án “Xây dựng”"),
            ("Phê duyệt Đề án", "phê duyệt Đề án"),
            ("Quy định chế độ làm việc", "quy định chế độ làm việc"),
            ("Chuyển đổi số ngành Giáo dục", "về chuyển đổi số ngành Giáo dục"),
            ("Luật Trẻ em", "về Luật Trẻ em"),
            ("Đảng viên tự học", "về Đảng viên tự học"),
            ("“Học suốt đời”", "“Học suốt đời”"),
            ("CNTT trong trường", "về CNTT trong trường"),
            ("", ""),
        ] {
            assert_eq!(continued(title), continued_title, "{title}");
        }
    }

    #[test]
    fn signs_of_markdown_are_escaped() {
        assert_eq!(escaped("a_b [c] *d*"), "a\\_b \\[c\\] \\*d\\*");
    }
}
