//! Finds the documents that a command names.
//!
//! In: an id, an address, a file or a number as typed, the corpus. Out: the documents it stands for, or
//! the nearest name.

use crate::corpus::{Corpus, DocumentIndex, HeldDocument};
use crate::text::number::Number;
use crate::text::suggest::nearest;
use std::path::{Path, PathBuf};

/// Looks in one site.
pub(super) struct DocumentFinder<'a> {
    /// The site's folder.
    pub root: &'a Path,
    /// Where the site is published.
    pub base_url: &'a str,
    /// Its documents.
    pub corpus: &'a Corpus,
}

impl DocumentFinder<'_> {
    /// Documents with this id, address, file; else those with this number.
    pub fn named(&self, typed: &str) -> Vec<DocumentIndex> {
        let documents = &self.corpus.documents;
        let address = typed.strip_prefix(self.base_url.trim_end_matches('/')).unwrap_or(typed);
        let address = format!("/{}/", address.split(['#', '?']).next().unwrap_or("").trim_matches('/'));
        let path = self.relative(typed);
        let all = |is: &dyn Fn(&HeldDocument) -> bool| -> Vec<DocumentIndex> {
            (0..documents.len()).filter(|index| is(&documents[*index])).collect()
        };
        let exact = all(&|document| {
            document.id == typed || document.address == address || path.as_deref() == Some(&*document.path)
        });
        if !exact.is_empty() {
            return exact;
        }
        let number = Number::parse(typed).map(|number| number.key());
        all(&|document| {
            let own = document.front_matter.number.as_ref().map(|number| number.value.key());
            number.is_some() && own == number
        })
    }

    /// A file as typed, from the site's root, with `/`.
    pub fn relative(&self, typed: &str) -> Option<String> {
        let root = self.root.canonicalize().ok()?;
        let places = [PathBuf::from(typed), self.root.join(typed)];
        let file = places.iter().find_map(|path| path.canonicalize().ok().filter(|path| path.is_file()))?;
        let parts: Option<Vec<&str>> =
            file.strip_prefix(&root).ok()?.components().map(|part| part.as_os_str().to_str()).collect();
        Some(parts?.join("/"))
    }

    /// The id or file nearest to what was typed, which is often the end of an id, or the name of a file.
    pub fn nearest(&self, typed: &str) -> Option<String> {
        let documents = &self.corpus.documents;
        let names = || documents.iter().flat_map(|document| [document.id.as_str(), &*document.path]);
        let part = names().find(|name| typed.chars().count() > 2 && name.contains(typed));
        part.or_else(|| nearest(typed, names())).map(str::to_owned).or_else(|| {
            let ends =
                documents.iter().filter_map(|document| document.id.rsplit('/').next().map(|end| (end, document)));
            let end = nearest(typed, ends.clone().map(|(end, _)| end))?;
            ends.clone().find(|(other, _)| *other == end).map(|(_, document)| document.id.clone())
        })
    }
}
