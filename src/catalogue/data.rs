//! The keys of the files of data, with what they hold and what they mean: the schemas and the page that explains the
//! data are both made of this list.
//!
//! In: `data.tsv`. Out: [`fields`].

use super::Language;
use std::sync::LazyLock;

/// Whether a key is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always, with a value.
    Always,
    /// Always, perhaps null.
    Nullable,
    /// Left out where there is nothing.
    Optional,
}

/// One key of a record.
#[derive(Clone, Copy, Debug)]
pub struct DataField {
    /// The record it belongs to: `works`, `said-in`.
    pub record: &'static str,
    /// The key.
    pub key: &'static str,
    /// What it holds; the words are explained at the head of the list.
    pub shape: &'static str,
    /// Whether it is there.
    pub presence: Presence,
    vi: &'static str,
    en: &'static str,
}

static FIELDS: LazyLock<Vec<DataField>> = LazyLock::new(|| {
    let lines = include_str!("data.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).map(|line| parse(line).expect("a test reads the whole list")).collect()
});

fn parse(line: &'static str) -> Option<DataField> {
    let mut cells = line.split('\t');
    let (record, key, shape) = (cells.next()?, cells.next()?, cells.next()?);
    let presence = match cells.next()? {
        "always" => Presence::Always,
        "nullable" => Presence::Nullable,
        "optional" => Presence::Optional,
        _ => return None,
    };
    Some(DataField { record, key, shape, presence, vi: cells.next()?, en: cells.next()? })
}

/// The keys of a record, in the order in which they are written.
pub fn fields(record: &str) -> impl Iterator<Item = &'static DataField> {
    FIELDS.iter().filter(move |field| field.record == record)
}

impl DataField {
    /// What it means.
    pub fn words(&self, language: Language) -> &'static str {
        let own = match language {
            Language::Vietnamese => self.vi,
            Language::English => self.en,
        };
        match own {
            "=" => super::find(language, &format!("schema.document.{}", self.key)).unwrap_or(own),
            own => own,
        }
    }

    /// The record that its value is, or holds a list of.
    pub fn inner(&self) -> Option<&'static str> {
        let name = self.shape.strip_prefix("of:").or_else(|| self.shape.strip_prefix("list:"))?;
        (!matches!(name, "text" | "any")).then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_complete() {
        for line in include_str!("data.tsv").lines().filter(|line| !line.starts_with('#')) {
            assert_eq!(line.split('\t').count(), 6, "{line}");
            assert!(parse(line).is_some(), "{line}");
        }
        for field in FIELDS.iter() {
            assert!(field.inner().is_none_or(|record| fields(record).next().is_some()), "{field:?}");
            for language in [Language::Vietnamese, Language::English] {
                assert!(field.words(language).len() > 1, "{field:?}");
            }
            let twice = FIELDS.iter().filter(|other| (other.record, other.key) == (field.record, field.key)).count();
            assert_eq!(twice, 1, "{field:?}");
        }
    }
}
