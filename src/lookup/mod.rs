//! What a site knows of a number or a name that an editor types.
//!
//! In: the words as typed, the corpus, the registries, the address of the site. Out: a `LookupReport`: the works that
//! fit, best first, passages whose work is not known, near misses, and for each work lines to paste. The report never
//! chooses among works that fit. Disk and terminal belong to `commands/cite`.
//!
//! Three steps: `query` reads the words, `matching` holds them against the corpus, `report` puts the result in
//! words and addresses, with the help of `paste`.

mod matching;
mod paste;
mod query;
mod report;

pub(crate) use query::LONGEST;
pub use query::{Query, QueryWord};
pub(crate) use report::{FilePlace, ForceEvidence, FoundWork, LookupReport, NearMiss, Wording};

use crate::content::registry::Registries;
use crate::corpus::Corpus;

/// What a lookup reads of a site.
#[derive(Clone, Copy)]
pub(crate) struct LookupSite<'a> {
    /// Works and the passages that cite them.
    pub corpus: &'a Corpus,
    /// Types, issuers and rows of works.
    pub registries: &'a Registries,
    /// Where the site is published.
    pub base_url: &'a str,
    /// Where its editors look numbers up: patterns of `lookup:`.
    pub lookup: &'a [String],
}

/// Everything that the site knows of `query`.
pub(crate) fn look_up(query: &Query, site: LookupSite<'_>) -> LookupReport {
    report::report(query, &matching::matches(query, site), site)
}
