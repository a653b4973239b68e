//! The Markdown files of a site that is followed: what each was when it was last read, and when it was last good.
//!
//! In: paths. Out: [`File`]s.

use crate::content::RawDocument;
use crate::content::files::read_document;
use crate::corpus::CitedDocument;
use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::base::Base;
use crate::pipeline::kept::{FileReading, ToKeep};
use crate::pipeline::linking::are_beside;
use crate::source::Source;
use std::sync::Arc;

/// One Markdown file.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// As it was when it was last without error; `None`: never since the preview began.
    pub good: Option<Good>,
    /// It has errors now.
    pub broken: bool,
    /// What is wrong with it: its front matter, and, where it is read so far, its text.
    pub problems: Arc<[Diagnostic]>,
    /// How many of them are about its front matter.
    about_head: usize,
    /// The store has it as it is.
    pub is_kept: bool,
    /// The names by which its citations were found.
    names: [u8; 32],
    /// Something in it must not be published (contract 8).
    pub is_secret: bool,
}

/// A document as far as it is read.
#[derive(Clone, Debug)]
pub(super) enum Good {
    /// Its front matter.
    Raw(Arc<RawDocument>),
    /// Its citations.
    Cited(Arc<CitedDocument>),
}

impl Good {
    pub fn raw(&self) -> &RawDocument {
        match self {
            Self::Raw(raw) => raw,
            Self::Cited(cited) => &cited.raw,
        }
    }

    pub const fn is_cited(&self) -> bool {
        matches!(self, Self::Cited(_))
    }

    /// For the corpus; without citations where they are not known yet.
    pub fn document(&self) -> CitedDocument {
        match self {
            Self::Raw(raw) => bare(raw),
            Self::Cited(cited) => (**cited).clone(),
        }
    }
}

/// A document of which nothing but the front matter is known.
pub(super) fn bare(raw: &RawDocument) -> CitedDocument {
    CitedDocument {
        raw: raw.clone(),
        sections: Vec::new(),
        destinations: Default::default(),
        citations: Vec::new(),
        tasks: Default::default(),
        links: Default::default(),
        read: Default::default(),
    }
}

impl File {
    /// Without errors.
    pub fn good(good: Good, problems: Vec<Diagnostic>) -> Self {
        Self::new(Some(good), false, problems)
    }

    /// Without errors, and read; the first `head` of its problems are about its front matter.
    pub fn cited(document: Arc<CitedDocument>, head: usize, problems: Vec<Diagnostic>) -> Self {
        Self { about_head: head, ..Self::good(Good::Cited(document), problems) }
    }

    /// As the store has it.
    pub fn kept(base: &Base, mut reading: FileReading) -> Option<Self> {
        let document = reading.document?;
        if !base.shows(&document.raw) {
            reading.problems.truncate(reading.head);
            base.said_of(&document.raw, &mut reading.problems);
            return Some(Self::good(Good::Raw(Arc::new(document.raw)), reading.problems));
        }
        let file = Self::cited(Arc::new(document), reading.head, reading.problems);
        Some(Self { is_kept: true, names: reading.names, ..file })
    }

    /// It has errors now.
    #[must_use]
    pub fn broken_now(self, problems: Vec<Diagnostic>) -> Self {
        Self { names: self.names, ..Self::broken(self.good, problems) }
    }

    /// Its citations were found by the names that `base` has now.
    #[must_use]
    pub fn found_by(mut self, base: &Base) -> Self {
        self.names = self.good.as_ref().map(|good| names_for(base, good.raw())).unwrap_or_default();
        self
    }

    /// Lets go of citations that were found by other names than those in scope now; true: there were some.
    pub fn forget_found_by_others(&mut self, base: &Base) -> bool {
        let Some(Good::Cited(cited)) = &self.good else { return false };
        if self.names == names_for(base, &cited.raw) {
            return false;
        }
        self.good = Some(Good::Raw(Arc::new(cited.raw.clone())));
        self.is_kept = false;
        true
    }

    /// For the store.
    pub fn to_keep(&self) -> ToKeep<'_> {
        let document = match &self.good {
            Some(Good::Cited(document)) if !self.broken => Some(&**document),
            _ => None,
        };
        let Self { problems, about_head, names, is_kept, .. } = self;
        ToKeep { document, problems, head: *about_head, names: *names, is_kept: *is_kept }
    }

    /// Whether it is read as it is now.
    pub fn is_read(&self, base: &Base, raw: &RawDocument) -> bool {
        let known = self.good.as_ref().filter(|_| !self.broken);
        matches!(known, Some(Good::Cited(cited)) if is_same(base, cited, raw))
    }

    /// With errors; `good`: as it was before.
    pub fn broken(good: Option<Good>, problems: Vec<Diagnostic>) -> Self {
        Self::new(good, true, problems)
    }

    fn new(good: Option<Good>, broken: bool, problems: Vec<Diagnostic>) -> Self {
        let is_secret = problems.iter().any(is_secret);
        let about_head = problems.len();
        Self { good, broken, about_head, is_kept: false, names: [0; 32], is_secret, problems: problems.into() }
    }

    /// Reads the front matter of the file at `path`. What `old` says of its text holds where both are the same, and so
    /// is what the finder of citations knows (`same_context`).
    pub fn read(base: &Base, path: &str, old: Option<&Self>, same_context: bool) -> Self {
        let (read, problems) = read(base, path);
        let known = old.and_then(|old| old.good.as_ref());
        let Some((raw, _)) = read else {
            let good =
                known.map(|good| if same_context { good.clone() } else { Good::Raw(Arc::new(good.raw().clone())) });
            let names = old.map(|old| old.names).unwrap_or_default();
            return Self { names, ..Self::broken(good, problems) };
        };
        match (known, old) {
            (Some(Good::Cited(cited)), Some(old)) if same_context && !old.broken && is_same(base, cited, &raw) => {
                let head = problems.len();
                let text = old.problems[old.about_head..].iter().cloned();
                let file = Self::cited(Arc::clone(cited), head, problems.into_iter().chain(text).collect());
                Self { is_kept: old.is_kept && file.problems == old.problems, names: old.names, ..file }
            }
            _ => Self::good(Good::Raw(Arc::new(raw)), problems),
        }
    }

    /// Takes the citations that were found in it.
    pub fn take(&mut self, base: &Base, document: CitedDocument, problems: Vec<Diagnostic>) {
        let same = |good: &Good| good.raw().content_hash == document.raw.content_hash;
        if !self.good.as_ref().is_some_and(same) {
            return;
        }
        self.names = names_for(base, &document.raw);
        self.good = Some(Good::Cited(Arc::new(document)));
        self.is_kept = false;
        if !self.broken {
            self.is_secret |= problems.iter().any(is_secret);
            let head = &self.problems[..self.about_head];
            self.problems = head.iter().cloned().chain(problems).collect();
        }
    }

    /// Whether its text names the file at `path`, one that is called so, or one in this folder.
    pub fn names(&self, path: &str) -> bool {
        let Some(Good::Cited(cited)) = &self.good else { return false };
        let name = path.rsplit('/').next().unwrap_or(path);
        let folder = format!("{path}/");
        let mut files = cited.links.iter().filter_map(|link| link.beside.as_ref());
        files.any(|file| file.path.ends_with(name) || file.path.starts_with(&folder))
    }

    /// The document, where the site shows it.
    pub fn shown(&self, base: &Base) -> Option<&Good> {
        self.good.as_ref().filter(|good| base.options.drafts || !good.raw().front_matter.draft)
    }
}

/// The mark of the names that count in a document.
fn names_for(base: &Base, raw: &RawDocument) -> [u8; 32] {
    base.names.table(&base.registries, &raw.front_matter.issuer.value).mark
}

/// Whether a problem is that something must not be published.
fn is_secret(problem: &Diagnostic) -> bool {
    problem.code.starts_with("secrecy") && problem.severity == Severity::Error
}

/// Whether a file is still that document: the same text with the same attachments, and beside it what was there.
fn is_same(base: &Base, known: &CitedDocument, raw: &RawDocument) -> bool {
    known.raw.content_hash == raw.content_hash
        && known.raw.front_matter.attachments == raw.front_matter.attachments
        && known.raw.front_matter.versions == raw.front_matter.versions
        && are_beside(base, &raw.path, &known.links, raw)
}

/// Reads the file at `path`, its front matter alone. `None` instead of a document: it has errors.
pub(super) fn read(base: &Base, path: &str) -> (Option<(RawDocument, Source)>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let read = read_document(&base.root, path, &base.registries, &base.served, &mut problems);
    if let Some((raw, _)) = &read {
        base.said_of(raw, &mut problems);
    }
    (read, problems)
}
