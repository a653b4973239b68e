//! Addresses of the site in texts that are no Markdown: notes, registries, all that YAML holds.
//!
//! In: the text of a YAML file or of front matter. Out: where addresses of the site stand in it. Remarks (`# …`) are
//! nobody's to read.

use crate::address::{DOCUMENTS, ISSUERS, SCHOOL_YEARS, SEARCH, THEMES, TYPES, WORKS};
use crate::site::aim::within;
use crate::site::pages::about::ABOUT;
use crate::site::pages::data::{DATA, DATA_PAGE};
use crate::site::pages::published::LATEST;
use crate::site::pages::tasks::TASKS;
use crate::source::Span;

/// Where addresses below these begin, they are meant as such.
const FOLDERS: [&str; 12] =
    [DOCUMENTS, WORKS, THEMES, ISSUERS, TYPES, SCHOOL_YEARS, SEARCH, ABOUT, DATA, DATA_PAGE, LATEST, TASKS];
/// What stands before the target of a link in Markdown, which notes are not; who writes it means a link all the same.
const LINK: &str = "](";

/// The addresses of the site: whole ones, and those that begin with a folder of the site.
pub(super) fn addresses(text: &str, base_url: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        // Registries have tens of thousands of lines, and nearly none has an address of the site.
        if line.contains("://") || line.contains(LINK) || FOLDERS.iter().any(|folder| line.contains(folder)) {
            let end = remark(line).unwrap_or(line.len());
            words(&line[..end], start, base_url, &mut found);
        }
        start += line.len();
    }
    found
}

/// The byte at which a remark begins.
fn remark(line: &str) -> Option<usize> {
    let is_remark = |at: usize| at == 0 || line[..at].ends_with([' ', '\t']);
    line.match_indices('#').map(|(at, _)| at).find(|at| is_remark(*at))
}

fn words(line: &str, start: usize, base_url: &str, found: &mut Vec<Span>) {
    let divides = |c: char| c.is_whitespace() || "\"'<>()[]{},;“”‘’«»|`".contains(c);
    let mut at = 0;
    for word in line.split(divides) {
        let from = at;
        // All that divides words is a character of its own length.
        at += word.len() + line[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        let address = word.trim_end_matches(['.', ':', '!', '?', '…']);
        let is_meant = line[..from].ends_with(LINK) && address.starts_with('/') && !address.starts_with("//");
        let is_folder = FOLDERS.iter().any(|folder| address.starts_with(folder));
        if is_meant || is_folder || address.contains("://") && within(base_url, address).is_some() {
            found.push(Span::new(start + from, start + from + address.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_and_remarks_are_not() {
        let text = "# /van-ban/a/\nnote: \"xem https://so.vn/van-ban/x/#muc-i. và (/chu-de/y/),\" # /loai/z/\n\
                    url: https://khac.vn/van-ban/\nkind: a/b/\nđường: /co-quan/tỉnh/?q=1 [x](/khác/)\n";
        let found: Vec<&str> = addresses(text, "https://so.vn/").iter().map(|span| &text[span.range()]).collect();
        assert_eq!(found, ["https://so.vn/van-ban/x/#muc-i", "/chu-de/y/", "/co-quan/tỉnh/?q=1", "/khác/"]);
    }
}
