//! Citations that mean what the document says elsewhere: "Nghị định này", "Quyết định nêu trên", and "Nghị định 204"
//! after "Nghị định số 204/2004/NĐ-CP".
//!
//! In: one document's citations. Out: which of the earlier ones such a citation means. Never through a gap: where two
//! may be meant there is no link.

use super::resolve::{Doubt, Own, ReadMention};
use super::{By, Resolution, WorkIndex};
use crate::citation::{Citation, Reference, Speaks, speaks};
use crate::content::registry::{DocumentTypes, Registries};
use std::collections::{BTreeMap, BTreeSet};

/// Different works of one type and ordinal that a document may cite; with more, a bare ordinal says nothing.
const MOST_WORKS: usize = 8;

/// Type and bare ordinal → one citation for each way (number, date, issuer) in which the document writes it in full.
#[derive(Debug, Default)]
pub(super) struct Ordinals {
    ways: BTreeMap<(String, String), Vec<usize>>,
}

impl Ordinals {
    /// Hears of a citation whose way of writing is new.
    pub fn add(&mut self, at: usize, citation: &Citation) {
        let (Some(number), Some(kind)) = (&citation.number, &citation.kind) else { return };
        if !number.symbol().is_empty() {
            let ways = self.ways.entry((kind.to_string(), bare(number.ordinal()).to_owned())).or_default();
            if ways.len() <= MOST_WORKS {
                ways.push(at);
            }
        }
    }
}

fn bare(ordinal: &str) -> &str {
    ordinal.trim_start_matches('0')
}

/// "Nghị định này", "Nghị định nêu trên".
pub(super) fn pointed(
    types: &DocumentTypes,
    own: &Own<'_>,
    citation: &Citation,
    reference: Reference,
    at: usize,
) -> ReadMention {
    match reference {
        Reference::Earlier(back) => ReadMention::As(at.checked_sub(back).into_iter().collect()),
        Reference::This { agreed } => {
            let said = citation.kind.as_deref().unwrap_or_default();
            let own = own.kind.map_or(agreed, |own| speaks(types, own, said) != Speaks::Other);
            if own { ReadMention::Own } else { ReadMention::Nothing }
        }
    }
}

/// "Nghị định 204": the work of this type and ordinal that the document has named in full before.
pub(super) fn by_ordinal(
    registries: &Registries,
    ordinals: &Ordinals,
    citations: &[Citation],
    own: &Own<'_>,
    at: usize,
) -> ReadMention {
    let citation = &citations[at];
    let (Some(number), Some(kind)) = (&citation.number, &citation.kind) else { return ReadMention::Unknown };
    let ordinal = bare(number.ordinal());
    let own_fits = own.kind == Some(&**kind) && own.number.is_some_and(|own| bare(own.ordinal()) == ordinal);
    let key = (kind.to_string(), ordinal.to_owned());
    let ways = ordinals.ways.get(&key).map_or(&[][..], Vec::as_slice);
    if own_fits || ways.len() > MOST_WORKS {
        return ReadMention::Unknown;
    }
    let fits = |way: &&usize| {
        let full = &citations[**way];
        let date = match (citation.date, full.date) {
            (Some(written), Some(known)) => written.agrees_with(known),
            _ => true,
        };
        let issuer = match (citation.issuer.as_ref().filter(|issuer| issuer.stated), &full.issuer) {
            (Some(written), Some(known)) => {
                registries.issuers.series(&written.key) == registries.issuers.series(&known.key)
            }
            _ => true,
        };
        date && issuer
    };
    let fitting: Vec<usize> = ways.iter().filter(fits).copied().collect();
    // Another work of this ordinal further down: the short form may belong to it.
    let numbers: BTreeSet<String> =
        fitting.iter().filter_map(|way| citations[*way].number.as_ref().map(|number| number.key())).collect();
    let earlier: Vec<usize> = fitting.iter().copied().filter(|way| *way < at).collect();
    if earlier.is_empty() || numbers.len() > 1 && earlier.len() < fitting.len() {
        return ReadMention::Unknown;
    }
    ReadMention::As(earlier)
}

/// What a citation means that means what `earlier` ones do. `None`: it is no citation.
pub(super) fn meant<'r>(
    citation: &Citation,
    earlier: &[usize],
    resolution: impl Fn(usize) -> Option<&'r Resolution>,
) -> Option<(Resolution, Option<Doubt>)> {
    let meant: Vec<&Resolution> = earlier.iter().filter_map(|at| resolution(*at)).collect();
    if citation.reference().is_some() {
        // What points to a doubtful citation says nothing that the doubtful one does not.
        return match meant.as_slice() {
            [Resolution::Work(work, by)] => Some((Resolution::Work(*work, by.through()), None)),
            [Resolution::Own] => Some((Resolution::Own, None)),
            _ => None,
        };
    }
    let mut works: BTreeSet<WorkIndex> = BTreeSet::new();
    let mut own = false;
    let mut by = By::Document;
    for resolution in meant {
        match resolution {
            Resolution::Work(work, reason) => {
                by = by.max(reason.through());
                works.insert(*work);
            }
            Resolution::Ambiguous(candidates) => works.extend(candidates),
            Resolution::Own => own = true,
            Resolution::Unknown => {}
        }
    }
    let certain = earlier.iter().all(|at| matches!(resolution(*at), Some(Resolution::Work(..) | Resolution::Own)));
    let works: Vec<WorkIndex> = works.into_iter().collect();
    Some(match (works.as_slice(), own, certain) {
        ([work], false, true) => (Resolution::Work(*work, by), None),
        ([], true, true) => (Resolution::Own, None),
        ([], ..) => (Resolution::Unknown, Some(Doubt::Unknown)),
        _ => (Resolution::Ambiguous(works.into()), Some(Doubt::Tie)),
    })
}
