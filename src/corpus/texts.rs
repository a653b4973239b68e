//! Texts that belong to no site: what their citations mean by themselves and by the verified works.
//!
//! In: registries, then one text's citations after the other. Out: [`Meaning`]s. Each text is read for itself: what one
//! says about a work is not known to the next.

use super::decide::decide;
use super::resolve::{Citing, Doubt, Own, ReadMention, read};
use super::stated::StatedWorks;
use super::work_table::WorkTable;
use super::{By, Resolution};
use crate::citation::Citation;
use crate::content::registry::Registries;
use std::sync::Arc;

/// The verified works, ready for any number of texts.
pub struct TextWorks<'a> {
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
    /// Why it is this one.
    pub by: By,
}

impl<'a> TextWorks<'a> {
    /// Knows the rows of `works.yaml`. Rows for one work twice are reported where the file is read.
    pub fn new(registries: &'a Registries) -> Self {
        let mut table = WorkTable::new(registries);
        for row in registries.works.iter() {
            table.add_row(registries, row, &mut Vec::new());
        }
        let verified = table.entries.len();
        Self { registries, table, verified }
    }

    /// What the citations of one text mean, in order, each with the catalogue's key of the rule that says so. `None`:
    /// it points to another text, and is none after all.
    pub fn resolve(&mut self, own: Own<'_>, citations: &[Citation]) -> Vec<Option<(Meaning, &'static str)>> {
        let table = &mut self.table;
        let citing = Citing::new(self.registries, own, citations);
        let mentions: Vec<_> = (0..citations.len()).map(|at| read(self.registries, table, &citing, at)).collect();
        let itself: Arc<str> = "".into();
        let mut stated = StatedWorks::default();
        for (at, mention) in mentions.iter().enumerate() {
            stated.state(self.registries, table, &citing, at, mention.clone());
        }
        stated.make_dated(self.registries, table, &itself).make_rest(self.registries, table);
        let mut resolved: Vec<Option<Resolution>> = Vec::with_capacity(citations.len());
        let mut rules = Vec::with_capacity(citations.len());
        for (at, mention) in mentions.iter().enumerate() {
            let earlier = |at: usize| resolved.get(at).and_then(Option::as_ref);
            let decided = decide(self.registries, table, mention, citing.text(), at, earlier);
            rules.push(
                decided
                    .as_ref()
                    .map_or("", |(resolution, doubt)| rule(mention, &citations[at], resolution, *doubt, self.verified)),
            );
            resolved.push(decided.map(|(resolution, _)| resolution));
        }
        let meanings = resolved
            .into_iter()
            .zip(rules)
            .map(|(resolution, rule)| resolution.map(|resolution| (meaning(table, resolution), rule)))
            .collect();
        table.forget_after(self.verified);
        meanings
    }
}

/// The rule of contract 1 that decided. Works before `verified` are rows.
fn rule(
    mention: &ReadMention,
    citation: &Citation,
    resolution: &Resolution,
    doubt: Option<Doubt>,
    verified: usize,
) -> &'static str {
    match (doubt, mention) {
        (Some(Doubt::Tie), _) => "why.tie",
        (Some(Doubt::Contradiction), _) => "why.contradiction",
        (Some(Doubt::Years), _) => "why.years",
        (Some(Doubt::Conflict), _) => "why.conflict",
        (Some(Doubt::Undated), _) => "why.undated",
        (Some(Doubt::Renewed), _) => "why.renewed",
        (Some(Doubt::Younger), _) => "why.younger",
        _ if citation.reference().is_some() || citation.same_as().is_some() => "why.said-before",
        (_, ReadMention::As(_)) => "why.said-before",
        (_, ReadMention::Own) => "why.own",
        (_, ReadMention::NoLaw(refusal)) => refusal.why(),
        (_, ReadMention::Law(_, By::Date)) => "why.law-in-force",
        (_, ReadMention::Law(_, By::TitleDate)) => "why.law-in-force-then",
        (_, ReadMention::Law(_, By::Only)) => "why.law-only",
        (_, ReadMention::Law(..)) => "why.date",
        (_, ReadMention::Named(_, By::Written)) => "why.date",
        (_, ReadMention::Named(..)) => "why.alias",
        (_, ReadMention::Unknown) => match &citation.number {
            None => "why.name-unknown",
            Some(number) if number.symbol().is_empty() => "why.no-symbol",
            Some(_) => "why.no-issuer",
        },
        _ if matches!(resolution, Resolution::Work(work, _) if *work < verified) => "why.row",
        _ if citation.number.as_ref().is_some_and(|number| number.own_year().is_some()) => "why.own-year",
        _ if citation.date.is_some() => "why.date",
        (_, ReadMention::Numbered(reading)) if reading.date.is_some() => "why.date-beside",
        _ => "why.no-date",
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
        Resolution::Work(index, by) => Meaning::Work(KnownWork {
            by,
            id: work(index).id.clone(),
            address: work(index).address.clone(),
            number: work(index).number.as_ref().map(|number| number.as_str().to_owned()),
        }),
    }
}
