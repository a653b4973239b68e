//! Texts that belong to no site: what their citations mean by themselves and by the verified works.
//!
//! In: registries, then one text's citations after the other. Out: [`Meaning`]s. Each text is read for itself: what one
//! says about a work is not known to the next.

use super::Resolution;
use super::resolve::{Citing, Own, decide, make_dated, read};
use super::work_table::WorkTable;
use crate::citation::Citation;
use crate::content::registry::Registries;

/// The verified works, ready for any number of texts.
pub struct Texts<'a> {
    registries: &'a Registries,
    table: WorkTable,
    verified: usize,
}

/// What a citation turned out to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// This work.
    Work(KnownWork),
    /// Several works fit, or the date contradicts the only one: their ids.
    Ambiguous(Vec<String>),
    /// The citing text itself.
    Own,
    /// Issuer or name cannot be told.
    Unknown,
}

/// A work as far as registries and text know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownWork {
    /// Key in `works.yaml`, or made of its identity.
    pub id: String,
    /// `/vien-dan/…/`.
    pub address: String,
    /// Its full số/ký hiệu.
    pub number: Option<String>,
}

impl<'a> Texts<'a> {
    /// Knows the rows of `works.yaml`. Rows for one work twice are reported where the file is read.
    pub fn new(registries: &'a Registries) -> Self {
        let mut table = WorkTable::default();
        for row in registries.works.iter() {
            table.add_row(registries, row, &mut Vec::new());
        }
        let verified = table.entries.len();
        Self { registries, table, verified }
    }

    /// What the citations of one text mean, in order.
    pub fn resolve(&mut self, own: Own<'_>, citations: &[Citation]) -> Vec<Meaning> {
        let table = &mut self.table;
        let citing = Citing::new(own, citations);
        let mentions: Vec<_> = (0..citations.len()).map(|at| read(self.registries, table, &citing, at)).collect();
        for (mention, citation) in mentions.iter().zip(citations) {
            make_dated(self.registries, table, mention, citation.number.as_ref());
        }
        let resolved: Vec<Resolution> = mentions
            .iter()
            .zip(citations)
            .map(|(mention, citation)| decide(self.registries, table, mention, citation).0)
            .collect();
        let meanings = resolved.into_iter().map(|resolution| meaning(table, resolution)).collect();
        table.forget_after(self.verified);
        meanings
    }
}

fn meaning(table: &WorkTable, resolution: Resolution) -> Meaning {
    let work = |index: usize| &table.entries[index].work;
    match resolution {
        Resolution::Own => Meaning::Own,
        Resolution::Unknown => Meaning::Unknown,
        Resolution::Ambiguous(works) => {
            Meaning::Ambiguous(works.into_iter().map(|index| work(index).id.clone()).collect())
        }
        Resolution::Work(index) => Meaning::Work(KnownWork {
            id: work(index).id.clone(),
            address: work(index).address.clone(),
            number: work(index).number.as_ref().map(|number| number.as_str().to_owned()),
        }),
    }
}
