//! Kinds of files, by the ending of the name: which are served, which a site may add, which never.
//!
//! In: a file name. Out: the row of `kinds.tsv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Who serves files of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Every site.
    Always,
    /// A site that adds the kind.
    Added,
    /// No site: a browser runs it, a server executes it, or it starts a program.
    Never,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileKind {
    /// Who serves it.
    pub service: Service,
    /// What its bytes must be: a word of [`super::content`].
    pub form: &'static str,
    /// Media type (IANA).
    pub media_type: &'static str,
}

/// Of what nothing else is known.
pub const UNKNOWN_MEDIA_TYPE: &str = "application/octet-stream";

static KINDS: LazyLock<BTreeMap<&str, FileKind>> = LazyLock::new(|| {
    let rows = include_str!("kinds.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| {
        let mut cells = row.split('\t');
        let ending = cells.next().unwrap_or_default();
        let service = match cells.next() {
            Some("served") => Service::Always,
            Some("may") => Service::Added,
            _ => Service::Never,
        };
        let form = cells.next().unwrap_or("any");
        (ending, FileKind { service, form, media_type: cells.next().unwrap_or(UNKNOWN_MEDIA_TYPE) })
    })
    .collect()
});

/// The ending of a file's name in lower case; empty where it has none.
pub fn ending(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase()
}

/// The row of an ending in lower case.
pub fn find(ending: &str) -> Option<FileKind> {
    KINDS.get(ending).copied()
}

/// The media type of the file `name`.
pub fn media_type(name: &str) -> &'static str {
    find(&ending(name)).map_or(UNKNOWN_MEDIA_TYPE, |kind| kind.media_type)
}

/// The endings that every site serves, in alphabetical order.
pub fn served() -> impl Iterator<Item = &'static str> {
    KINDS.iter().filter(|(_, kind)| kind.service == Service::Always).map(|(ending, _)| *ending)
}

/// Whether a site may add this ending: plain letters and figures, and nothing that runs.
pub fn may_be_added(ending: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    !ending.is_empty()
        && ending.len() <= 12
        && ending.chars().all(is_plain)
        && find(ending).is_none_or(|kind| kind.service != Service::Never)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_whole() {
        let rows: Vec<&str> = include_str!("kinds.tsv").lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(rows.len(), KINDS.len(), "an ending stands twice");
        for row in rows {
            let cells: Vec<&str> = row.split('\t').collect();
            match cells[..] {
                [ending, "served" | "may", _, media] => assert!(may_be_added(ending) && media.contains('/'), "{row}"),
                [ending, "never"] => assert!(!may_be_added(ending), "{row}"),
                _ => panic!("{row}"),
            }
        }
    }

    #[test]
    fn the_list_is_that_of_the_rules() {
        let list: Vec<&str> = served().collect();
        let wanted = "csv doc docx jpeg jpg ods odt pdf png pptx txt webp xls xlsx zip";
        assert_eq!(list.join(" "), wanted);
    }

    #[test]
    fn the_ending_tells_the_kind() {
        for (name, kind) in [
            ("tệp/Bản ký.PDF", "application/pdf"),
            ("a.b.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("không đuôi", UNKNOWN_MEDIA_TYPE),
            ("x.exe", UNKNOWN_MEDIA_TYPE),
            ("x.html", UNKNOWN_MEDIA_TYPE),
            ("a.pdf/x", UNKNOWN_MEDIA_TYPE),
        ] {
            assert_eq!(media_type(name), kind, "{name}");
        }
    }
}
