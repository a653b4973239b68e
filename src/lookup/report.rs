//! The report of a lookup: the shape of `--format json`, which a terminal gets in sentences.
//!
//! In: the works and passages that fit, the site. Out: [`LookupReport`], in words and addresses.

use super::LookupSite;
use super::matching::{Difference, Matches, OpenMention};
use super::paste::{Paste, paste, reference};
use super::query::Query;
use crate::check::title_as_written;
use crate::corpus::status::standing;
use crate::corpus::{Corpus, Passage, Work, WorkIndex};
use crate::render::links::{absolute, lookup_address};
use crate::render::names::work_name;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Works that are described in full.
const MOST_WORKS: usize = 20;
/// Ways of writing one work.
const MOST_WAYS: usize = 12;
/// Places of one way of writing.
const MOST_PLACES: usize = 20;

/// All that `congbao cite --find` says.
#[derive(Debug, Serialize)]
pub(crate) struct LookupReport {
    /// As typed.
    pub query: String,
    /// The date read in it, or given beside it.
    pub date: Option<String>,
    /// Works that fit, also those not listed.
    pub total: usize,
    /// What tells them apart, where several bear the number.
    pub differs: Vec<&'static str>,
    /// Best first.
    pub works: Vec<FoundWork>,
    /// Words of texts whose work is not known.
    pub mentions: Vec<Wording>,
    /// NearMiss misses.
    pub near: Vec<NearMiss>,
}

/// A work.
#[derive(Debug, Serialize)]
pub(crate) struct FoundWork {
    /// As in the list of works.
    pub id: String,
    /// What `relations:`, `citations:` and `works.yaml` call it; null before it has a row or a document.
    pub reference: Option<String>,
    /// "Quyết định 2457/QĐ-BGDĐT".
    pub name: String,
    /// Key of its row in `works.yaml`.
    pub row: Option<String>,
    /// The site has its text, in this file.
    pub held: Option<String>,
    /// Key of the type.
    pub r#type: Option<String>,
    /// Its name.
    pub type_name: String,
    /// Số, ký hiệu.
    pub number: Option<String>,
    /// ISO day or year.
    pub date: Option<String>,
    /// Key of the body.
    pub issuer: Option<String>,
    /// Its name.
    pub issuer_name: Option<String>,
    /// Trích yếu, as a document or a row has it.
    pub title: Option<String>,
    /// Where it is not verified: as texts write it, the most frequent first.
    pub titles_written: Vec<String>,
    /// `in-force`, `ended` …: what is said of its force.
    pub status: &'static str,
    /// What is said of it and by whom.
    pub status_by: Vec<ForceEvidence>,
    /// Its page.
    pub url: String,
    /// Its address within the site.
    pub address: String,
    /// Its official address elsewhere.
    pub official_url: Option<String>,
    /// Where its number can be looked up, where there is no official address; not checked.
    pub lookup: Vec<String>,
    /// Passages that cite it.
    pub cited: usize,
    /// Documents that cite it.
    pub cited_in: usize,
    /// Passages that may mean it.
    pub perhaps_cited: usize,
    /// What texts call it, and where.
    pub called: Vec<Wording>,
    /// Lines to paste.
    pub paste: Paste,
}

/// A statement about a work's force.
#[derive(Debug, Serialize)]
pub(crate) struct ForceEvidence {
    /// `replaced`, `repealed`, `ended`.
    pub kind: &'static str,
    /// `whole`, `part`, `unsaid`.
    pub extent: &'static str,
    /// The work that ends it.
    pub by: Option<String>,
    /// Where it is said; null: the editors declare it.
    pub place: Option<FilePlace>,
}

/// One way of writing, with its places.
#[derive(Debug, Serialize)]
pub(crate) struct Wording {
    /// The words.
    pub text: String,
    /// How often.
    pub times: usize,
    /// `ambiguous` or `unknown` where the work is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<&'static str>,
    /// Where, the first ones.
    pub places: Vec<FilePlace>,
}

/// A place in a file.
#[derive(Debug, Serialize)]
pub(crate) struct FilePlace {
    /// The document's id.
    pub document: String,
    /// The Markdown file.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

/// A near miss.
#[derive(Debug, Serialize)]
pub(crate) struct NearMiss {
    /// As in the list of works.
    pub id: String,
    /// "Quyết định 2457/QĐ-BGDĐT".
    pub name: String,
    /// ISO day or year.
    pub date: Option<String>,
    /// The body's name.
    pub issuer_name: Option<String>,
    /// Trích yếu.
    pub title: Option<String>,
    /// What does not fit.
    pub differs: Vec<&'static str>,
}

/// The report on what was found.
pub(super) fn report(query: &Query, found: &Matches, site: LookupSite<'_>) -> LookupReport {
    let maker = ReportMaker { site, corpus: site.corpus };
    let keys = |aspects: &[Difference]| aspects.iter().map(|aspect| aspect.key()).collect::<Vec<_>>();
    LookupReport {
        query: query.typed.clone(),
        date: query.date.map(|date| date.to_string()),
        total: found.works.len(),
        differs: keys(&found.differs),
        works: found.works.iter().take(MOST_WORKS).map(|index| maker.work(*index)).collect(),
        mentions: found.mentions.iter().take(MOST_WAYS).map(|mention| maker.mention(mention)).collect(),
        near: found.near.iter().map(|(index, missing)| maker.near(*index, keys(missing))).collect(),
    }
}

struct ReportMaker<'a> {
    site: LookupSite<'a>,
    corpus: &'a Corpus,
}

impl ReportMaker<'_> {
    fn work(&self, index: WorkIndex) -> FoundWork {
        let work = &self.corpus.works[index];
        let mut documents: Vec<usize> = work.cited_by.iter().map(|passage| passage.document).collect();
        documents.dedup();
        let titles_written = if work.title.is_some() { Vec::new() } else { self.titles(work) };
        let url = absolute(self.site.base_url, &work.address);
        FoundWork {
            paste: paste(self.corpus, self.site.registries, work, &titles_written, &url),
            id: work.id.clone(),
            reference: reference(work).map(str::to_owned),
            name: work_name(work),
            row: work.row.clone(),
            held: work.held.map(|held| self.corpus.documents[held].path.to_string()),
            r#type: work.kind.clone(),
            type_name: work.kind_name.clone(),
            number: work.number.as_ref().map(|number| number.as_str().to_owned()),
            date: work.date.map(|date| date.to_string()),
            issuer: work.issuer.clone(),
            issuer_name: work.issuer_name.clone(),
            title: work.title.clone(),
            titles_written,
            status: standing(self.corpus, index).key(),
            status_by: self.status_by(index),
            url,
            address: work.address.clone(),
            official_url: work.url.clone(),
            lookup: self.lookup(work),
            cited: work.cited_by.len(),
            cited_in: documents.len(),
            perhaps_cited: work.perhaps_cited_by.len(),
            called: self.called(work),
        }
    }

    fn lookup(&self, work: &Work) -> Vec<String> {
        let Some(number) = work.number.as_ref().filter(|_| work.url.is_none()) else { return Vec::new() };
        self.site.lookup.iter().map(|pattern| lookup_address(pattern, number.as_str()).1).collect()
    }

    fn status_by(&self, index: WorkIndex) -> Vec<ForceEvidence> {
        let statements = self.corpus.statements.force_of(index).iter().take(MOST_WAYS);
        let told = statements.map(|statement| ForceEvidence {
            kind: statement.loss.key(),
            extent: statement.extent.key(),
            by: statement.by.map(|by| work_name(&self.corpus.works[by])),
            place: statement.evidence.map(|passage| self.spot(passage)),
        });
        told.collect()
    }

    /// What texts call a work; "Nghị định này" says nothing.
    fn called(&self, work: &Work) -> Vec<Wording> {
        let mut ways: BTreeMap<String, Vec<Passage>> = BTreeMap::new();
        for passage in &work.cited_by {
            let citation = &self.corpus.documents[passage.document].citations[passage.citation].citation;
            if citation.reference().is_none() {
                let text = citation.text().split_whitespace().collect::<Vec<_>>().join(" ");
                ways.entry(text).or_default().push(*passage);
            }
        }
        let mut ways: Vec<(String, Vec<Passage>)> = ways.into_iter().collect();
        ways.sort_by_key(|(_, passages)| Reverse(passages.len()));
        ways.truncate(MOST_WAYS);
        ways.into_iter().map(|(text, passages)| self.way(text, &passages, None)).collect()
    }

    fn titles(&self, work: &Work) -> Vec<String> {
        let mut titles: BTreeMap<String, usize> = BTreeMap::new();
        for passage in &work.cited_by {
            let citations = &self.corpus.documents[passage.document].citations;
            let next = citations.get(passage.citation + 1).map(|next| &next.citation);
            if let Some(title) = title_as_written(&citations[passage.citation].citation, next) {
                *titles.entry(title.split_whitespace().collect::<Vec<_>>().join(" ")).or_default() += 1;
            }
        }
        let mut titles: Vec<(String, usize)> = titles.into_iter().collect();
        titles.sort_by_key(|(_, times)| Reverse(*times));
        titles.into_iter().take(3).map(|(title, _)| title).collect()
    }

    fn mention(&self, mention: &OpenMention) -> Wording {
        let meaning = if mention.ambiguous { "ambiguous" } else { "unknown" };
        self.way(mention.text.clone(), &mention.passages, Some(meaning))
    }

    fn way(&self, text: String, passages: &[Passage], meaning: Option<&'static str>) -> Wording {
        let places = passages.iter().take(MOST_PLACES).map(|passage| self.spot(*passage)).collect();
        Wording { text, times: passages.len(), meaning, places }
    }

    fn spot(&self, passage: Passage) -> FilePlace {
        let document = &self.corpus.documents[passage.document];
        let at = document.citations[passage.citation].citation.at;
        FilePlace { document: document.id.clone(), file: document.path.to_string(), line: at.line, column: at.column }
    }

    fn near(&self, index: WorkIndex, differs: Vec<&'static str>) -> NearMiss {
        let work = &self.corpus.works[index];
        NearMiss {
            id: work.id.clone(),
            name: work_name(work),
            date: work.date.map(|date| date.to_string()),
            issuer_name: work.issuer_name.clone(),
            title: work.title.clone(),
            differs,
        }
    }
}
