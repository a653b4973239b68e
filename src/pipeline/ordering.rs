//! Which pages a build begins with.
//!
//! In: the pages of the site. Out: those that are made one by one, in the order in which they are begun.

use super::searching;
use crate::site::{Job, Page};

/// The data files take longest: begun last, one core would idle at the end.
pub(super) fn heaviest_first(pages: &[Page]) -> Vec<&Page> {
    let heavy = |page: &&Page| {
        !matches!(
            page.job,
            Job::Archive
                | Job::CitationsData
                | Job::RelationsData
                | Job::Table(_)
                | Job::DocumentsData
                | Job::WorksData
                | Job::TasksData
                | Job::Sitemap(_)
        )
    };
    // The pages of documents, their other forms, and what they share, are made with the search index, where there is one: of the same trees.
    let mut ordered: Vec<&Page> = pages.iter().filter(|page| !searching::makes(&page.job)).collect();
    ordered.sort_by_key(heavy);
    ordered
}
