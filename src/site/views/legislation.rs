//! What a work is, for search engines and portals: schema.org `Legislation`, whose terms are those of ELI (the European
//! Legislation Identifier); what schema.org has no word for (căn cứ) in ELI's own. `@id` is the permanent address.
//!
//! In: a work, and the document that is its text where the site holds it. Out: JSON-LD that may stand in
//! a `<script>`: without `<`.
//!
//! Force is told only where editors or a registry state it, relations only as far as `RELATED`; plain citations are in
//! `van-ban.json`: pages stay light.

use crate::content::front_matter::Relation;
use crate::content::registry::System;
use crate::corpus::status::{Force, State, StateSource, state};
use crate::corpus::{DocumentIndex, HeldDocument, Work, WorkIndex};
use crate::foreign::kinds::media_type;
use crate::render::links::absolute;
use crate::render::names::work_name;
use crate::site::World;
use crate::site::views::media::original_files;
use crate::text::date::WorkDate;
use serde_json::{Map, Value, json};

/// Related works in the data of one page.
const RELATED: usize = 24;
/// Where ELI's terms are defined.
const ELI: &str = "http://data.europa.eu/eli/ontology#";

/// The work `index`, whether its text is here or not.
pub fn json_ld(world: &World<'_>, index: WorkIndex) -> String {
    let work = &world.corpus.works[index];
    let mut map = Map::new();
    let mut put = |key: &str, value: Value| {
        let empty = match &value {
            Value::Null => true,
            Value::Array(list) => list.is_empty(),
            Value::String(text) => text.is_empty(),
            _ => false,
        };
        if !empty {
            map.insert(key.to_owned(), value);
        }
    };
    let related = related(world, work);
    let needs_eli = related.iter().any(|(term, _)| term.starts_with("eli:"));
    put(
        "@context",
        if needs_eli { json!(["https://schema.org", { "eli": ELI }]) } else { json!("https://schema.org") },
    );
    put("@type", json!("Legislation"));
    put("@id", json!(absolute(&world.config.base_url, &work.address)));
    put("name", json!(work.title.clone().unwrap_or_else(|| work_name(work))));
    put("inLanguage", json!("vi"));
    put("legislationIdentifier", json!(work.number.as_ref().map(|number| number.as_str())));
    put("legislationType", json!(work.kind_name));
    if let Some(WorkDate::Day(day)) = work.date {
        put("legislationDate", json!(day.to_string()));
    }
    if let Some(issuer) = work.issuer.as_deref() {
        put("legislationPassedBy", passed_by(world, issuer));
        put("legislationJurisdiction", jurisdiction(world, issuer));
    } else if let Some(name) = &work.issuer_name {
        put("legislationPassedBy", json!({ "@type": "Organization", "name": name }));
    }
    for (term, works) in related {
        put(term, Value::Array(works));
    }
    match work.held {
        Some(document) => of_document(world, document, &mut put),
        None => put("sameAs", json!(work.url)),
    }
    // `</script>` and `<!--` would end or change the element.
    Value::Object(map).to_string().replace('<', "\\u003c")
}

fn of_document(world: &World<'_>, index: DocumentIndex, put: &mut impl FnMut(&str, Value)) {
    let document = &world.corpus.documents[index];
    let front_matter = &document.front_matter;
    let day = |day: Option<jiff::civil::Date>| json!(day.map(|day| day.to_string()));
    put("legislationLegalForce", json!(legal_force(&state(world.corpus, document.work))));
    put("legislationDateOfApplicability", day(front_matter.effective_from));
    put("legislationDateVersion", day(front_matter.updated.or(front_matter.published)));
    put("datePublished", day(front_matter.published));
    put("dateModified", day(front_matter.updated));
    if document.previous.is_some() || document.next.is_some() {
        put("isPartOf", json!({ "@type": "CreativeWorkSeries", "identifier": document.series }));
    }
    put("encoding", Value::Array(encoding(world, index, document)));
}

/// Only what editors or a registry state, not what the finder read.
const fn legal_force(state: &State) -> Option<&'static str> {
    match (state.source, state.force) {
        (StateSource::Passage(_) | StateSource::Nobody, _) | (_, Force::Disputed | Force::Unknown) => None,
        (_, Force::InForce) => Some("https://schema.org/InForce"),
        (_, Force::PartlyExpired) => Some("https://schema.org/PartiallyInForce"),
        _ => Some("https://schema.org/NotInForce"),
    }
}

fn passed_by(world: &World<'_>, issuer: &str) -> Value {
    let is_state = world.registries.issuers.get(issuer).is_some_and(|row| row.system == System::State);
    let kind = if is_state { "GovernmentOrganization" } else { "Organization" };
    json!({ "@type": kind, "name": world.issuer_name(issuer) })
}

fn jurisdiction(world: &World<'_>, issuer: &str) -> Value {
    match world.registries.issuers.get(issuer) {
        Some(row) => json!(row.province.as_deref().unwrap_or("Việt Nam")),
        None => Value::Null,
    }
}

/// What the work does with others, by term.
fn related(world: &World<'_>, work: &Work) -> Vec<(&'static str, Vec<Value>)> {
    let mut terms: Vec<(&'static str, Vec<Value>)> = Vec::new();
    let mut left = RELATED;
    for relation in Relation::ALL {
        let Some(term) = term(relation) else { continue };
        let outgoing = work.relations.iter().filter(|found| found.outgoing && found.relation == relation);
        let mut others = world.corpus.in_order(outgoing.map(|found| found.other));
        others.dedup();
        let ids = others.into_iter().take(left).map(|other| {
            let other = &world.corpus.works[other];
            json!({ "@id": absolute(&world.config.base_url, &other.address) })
        });
        let ids: Vec<Value> = ids.collect();
        left -= ids.len();
        match terms.iter_mut().find(|(known, _)| *known == term) {
            Some((_, known)) => known.extend(ids),
            None => terms.push((term, ids)),
        }
    }
    terms
}

/// schema.org says which of its terms equal ELI's: `legislationApplies` is `eli:implements`.
const fn term(relation: Relation) -> Option<&'static str> {
    match relation {
        Relation::Basis => Some("eli:based_on"),
        Relation::Implements | Relation::Guides => Some("legislationApplies"),
        Relation::Amends => Some("legislationAmends"),
        Relation::Replaces => Some("legislationChanges"),
        Relation::Repeals => Some("legislationRepeals"),
        Relation::Corrects => Some("legislationCorrects"),
        Relation::Consolidates => Some("legislationConsolidates"),
        Relation::Cites => None,
    }
}

/// The original files with what proves them. The text in its other forms is linked in the head of the page.
fn encoding(world: &World<'_>, index: DocumentIndex, document: &HeldDocument) -> Vec<Value> {
    let base = &world.config.base_url;
    let addresses = original_files(world, index);
    let originals = document.front_matter.attachments.iter().enumerate().filter_map(|(at, file)| {
        Some(json!({
            "@type": "MediaObject",
            "name": file.title,
            "contentUrl": absolute(base, addresses.get(&at)?),
            "encodingFormat": media_type(&file.file.value),
            "contentSize": file.size.to_string(),
            "sha256": file.sha256,
        }))
    });
    originals.collect()
}
