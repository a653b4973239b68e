//! What a page is made of: the files that an editor would open to change it.
//!
//! In: a page of the site. Out: [`PageSources`], which each kind of page says of itself.

use super::world::World;
use super::{Job, pages};
use crate::content::registry::WORKS_FILE;
use crate::corpus::{DocumentIndex, WorkIndex};

/// What a page is made of. Empty for what is made of the whole site, no file more than another, and for
/// what is made of none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageSources {
    /// Files beside the documents.
    pub files: Vec<&'static str>,
    /// Documents of which it shows something.
    pub documents: Vec<DocumentIndex>,
    /// Documents whose text it shows: their citations must be known.
    pub texts: Vec<DocumentIndex>,
}

impl PageSources {
    pub(super) fn files(files: impl IntoIterator<Item = &'static str>) -> Self {
        Self { files: files.into_iter().collect(), ..Self::default() }
    }

    pub(super) fn documents(documents: impl Into<Vec<DocumentIndex>>) -> Self {
        Self { documents: documents.into(), ..Self::default() }
    }

    pub(super) fn texts(texts: impl Into<Vec<DocumentIndex>>) -> Self {
        Self { texts: texts.into(), ..Self::default() }
    }
}

/// What a page is made of.
pub fn sources(world: &World<'_>, job: &Job) -> PageSources {
    pages::sources(world, job)
}

/// The registry of works, where one of these has a row in it.
pub(super) fn rows(world: &World<'_>, works: &[WorkIndex]) -> Vec<&'static str> {
    let has_row = works.iter().any(|work| world.corpus.works[*work].row.is_some());
    has_row.then_some(WORKS_FILE).into_iter().collect()
}

/// The documents that are texts of these works.
pub(super) fn held(world: &World<'_>, works: &[WorkIndex]) -> Vec<DocumentIndex> {
    works.iter().filter_map(|work| world.corpus.works[*work].held).collect()
}
