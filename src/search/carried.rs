//! The title of what a document carries ("Ban hành kèm theo Quyết định này Quy chế …"), where its own title says little: a
//! reader asks for the regulation, not for the decision that issues it.
//!
//! In: a document's title, the texts of its sections, the names of types, folded. Out: titles of what it carries, none where its own says
//! enough.

use super::passages::PassageText;
use super::words::folded_text;

/// Titles that are taken, at most, and bytes of one: longer is a sentence.
const MOST: usize = 2;
const LONGEST: usize = 300;
/// A title of so few words, besides those that say that something is issued, says little.
const FEW: usize = 2;

/// Titles of what the document carries, in the order of the text.
pub(super) fn titles(own: &str, sections: &[PassageText], types: &[String]) -> Vec<String> {
    if !says_little(own, types) {
        return Vec::new();
    }
    let mut found: Vec<String> = Vec::new();
    let lines: Vec<&str> = sections.iter().flat_map(|section| section.text.split('\n')).collect();
    let announced = lines.iter().filter_map(|line| announced(line));
    let headed = (0..lines.len()).filter_map(|at| headed(&lines, at, types));
    for title in announced.map(str::to_owned).chain(headed) {
        let folded = folded_text(&title);
        if !says_little(&title, types) && found.iter().all(|other| !folded_text(other).contains(&folded)) {
            found.push(title);
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// "Ban hành kèm theo Quyết định số 12/QĐ-UBND", "Về việc ban hành Quy chế": nothing of the subject.
fn says_little(title: &str, types: &[String]) -> bool {
    let folded = folded_text(title);
    let rest = folded.strip_prefix("ve viec ").unwrap_or(&folded);
    let Some(rest) = rest.strip_prefix("ban hanh") else {
        return types.iter().any(|name| name == rest);
    };
    if rest.trim_start().starts_with("kem theo") {
        return true;
    }
    let rest = rest.trim_start();
    let name = types.iter().find(|name| rest.starts_with(name.as_str()));
    let subject = &rest[name.map_or(0, String::len)..];
    subject.split_whitespace().count() <= FEW
}

/// What stands behind "Ban hành kèm theo Quyết định này" in a sentence.
fn announced(line: &str) -> Option<&str> {
    let (_, after) = line.split_once("an hành kèm theo ")?;
    let (issues, after) = after.split_once(" này ")?;
    let end = after.find([';', '(']).unwrap_or(after.len());
    let title = after[..after[..end].find(". ").unwrap_or(end)].trim().trim_end_matches(['.', ':', ',']);
    (issues.len() < 40 && !title.is_empty() && title.len() <= LONGEST).then_some(title)
}

/// The lines above "(Ban hành kèm theo …)": the type where it stands alone, and the title.
fn headed(lines: &[&str], at: usize, types: &[String]) -> Option<String> {
    let note = lines[at].trim_start().strip_prefix(['(', '['])?.trim_start();
    note.strip_prefix(['B', 'b'])
        .and_then(|rest| rest.strip_prefix("an hành "))
        .unwrap_or(note)
        .trim_start_matches(['K', 'k'])
        .strip_prefix("èm theo")?;
    let title = lines.get(at.checked_sub(1)?)?.trim();
    let above = at.checked_sub(2).and_then(|at| lines.get(at)).map(|line| line.trim());
    let kind = above.filter(|line| types.contains(&folded_text(line)));
    let title = kind.map_or_else(|| title.to_owned(), |kind| format!("{kind} {title}"));
    (!title.is_empty() && title.len() <= LONGEST).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(title: &str, text: &str) -> Vec<String> {
        let types: Vec<String> = ["quy che", "quy dinh", "quyet dinh"].map(str::to_owned).into();
        titles(title, &[PassageText { section: 0, text: text.to_owned() }], &types)
    }

    #[test]
    fn a_title_that_says_little_gives_way_to_what_is_carried() {
        let text = "Điều 1. Ban hành kèm theo Quyết định này Quy chế tuyển sinh lớp 10. Có hiệu lực.\nQUY CHẾ\nTuyển sinh lớp 10\n(Ban hành kèm theo Quyết định số 5/QĐ-UBND)";
        assert_eq!(carried("Về việc ban hành Quy chế", text), ["Quy chế tuyển sinh lớp 10"]);
        assert_eq!(
            carried("Ban hành kèm theo Quyết định số 5/QĐ-UBND ngày 2/3/2024", text),
            ["Quy chế tuyển sinh lớp 10"]
        );
        let headed = "QUY CHẾ\nQuản lý ký túc xá\n(Kèm theo Quyết định số 5/QĐ-UBND)";
        assert_eq!(carried("Ban hành Quy chế", headed), ["QUY CHẾ Quản lý ký túc xá"]);
    }

    #[test]
    fn a_title_that_names_its_subject_stays() {
        let text = "Điều 1. Ban hành kèm theo Thông tư này Quy chế thi tốt nghiệp trung học phổ thông.";
        assert!(carried("Ban hành Quy chế thi tốt nghiệp trung học phổ thông", text).is_empty());
        assert!(carried("Về việc tăng cường chuyển đổi số", text).is_empty());
        assert!(carried("Quy định về dạy thêm, học thêm", text).is_empty());
        assert!(carried("Ban hành Quy chế", "Điều 2. Quyết định này có hiệu lực.").is_empty());
    }
}
