//! A document → Akoma Ntoso 1.0 XML (OASIS LegalDocML, namespace `…/akn/3.0`), valid against the schema of the standard: the same text as
//! on the page, its levels by name, every resolved citation a `ref`.
//!
//! In: a held document, its file and its tree. Out: [`fn@write`], the XML. References lead to FRBR addresses (`iri`); `references`
//! says for each where its page is. What is not known is left out: no date is guessed, no reference made of a doubt.

mod eid;
mod frame;
pub(super) mod iri;
mod meta;
mod text;
mod units;

use super::marks::place_of;
use super::views::Scene;
use crate::citation::Form;
use crate::corpus::{DocumentIndex, HeldDocument, Resolution, ResolvedCitation, WorkIndex};
use crate::document::{Block, Document, text_of};
use crate::source::Span;
use crate::text::fold;
use eid::Level;
use meta::{Cited, Identity};
use std::collections::BTreeMap;
use text::{Mark, Writer, attribute};
use units::{Piece, Unit, Units};

/// The namespace of Akoma Ntoso 1.0.
pub const NAMESPACE: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";
/// What of a document the standard has no element for: our own vocabulary.
const OWN_NAMESPACE: &str = "urn:congbao:akn:1";

/// The document as Akoma Ntoso.
pub fn write(scene: Scene<'_>, index: DocumentIndex, tree: &Document) -> String {
    let world = scene.world;
    let document = &world.corpus.documents[index];
    let (marks, cited) = marks(scene, document);
    let units = Units::of(tree);
    let parts = Parts::of(&units);
    let identity = Identity::of(scene, document);
    let mut writer = Writer::new(tree, &marks, &world.config.base_url);
    let body = body(&mut writer, &units, &parts, identity.element);
    let conclusions = frame::conclusions(&mut writer, document);
    let attachments = attachments(&mut writer, &units, &parts, &identity);
    let mut xml = String::with_capacity(body.len() + 8192);
    xml.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.push_str(&format!("<akomaNtoso xmlns=\"{NAMESPACE}\">\n<{}", identity.element));
    attribute(&mut xml, "name", &document.front_matter.kind.value);
    xml.push_str(" contains=\"originalVersion\">\n");
    meta::write(&mut xml, scene, document, &identity, &cited);
    frame::preface(&mut xml, scene, document);
    xml.push_str(&body);
    xml.push_str(&conclusions);
    xml.push_str(&attachments);
    xml.push_str(&format!("</{}>\n</akomaNtoso>\n", identity.element));
    xml
}

/// What the citations become, and the works they lead to, in order of first mention.
fn marks(scene: Scene<'_>, document: &HeldDocument) -> (Vec<Mark>, Vec<Cited>) {
    let mut cited: Vec<Cited> = Vec::new();
    let mut known: BTreeMap<WorkIndex, usize> = BTreeMap::new();
    let marks = document.citations.iter().enumerate().map(|(index, resolved)| {
        let place = place_of(scene, document, resolved);
        let citation = &resolved.citation;
        // As on the page: a link begins with its pinpoint.
        let start = match place {
            Some(_) => citation.pinpoint_start().min(citation.span.start),
            None => citation.span.start,
        };
        let span = Span::new(start, citation.span.end);
        if let Resolution::Work(work, _) = resolved.resolution {
            let number = *known.entry(work).or_insert_with(|| {
                cited.push(Cited::of(scene, work));
                cited.len() - 1
            });
            cited[number].said(resolved, index + 1);
            return reference(&cited[number], number + 1, place.as_deref(), span);
        }
        doubtful(resolved, place.as_deref(), span)
    });
    (marks.collect(), cited)
}

fn reference(cited: &Cited, number: usize, place: Option<&str>, span: Span) -> Mark {
    let mut tag = "ref".to_owned();
    let href = match (place, &cited.iri) {
        (Some(anchor), Some(iri)) => format!("{iri}#{}", eid::of(anchor).0),
        (Some(anchor), None) => format!("{}#{anchor}", cited.url),
        (None, iri) => iri.as_ref().unwrap_or(&cited.url).clone(),
    };
    attribute(&mut tag, "href", &href);
    tag.push_str(&format!(" refersTo=\"#work_{number}\""));
    Mark { span, tag, name: "ref" }
}

/// A citation that leads to no other work: to a place of the document itself, or nowhere.
fn doubtful(resolved: &ResolvedCitation, place: Option<&str>, span: Span) -> Mark {
    if let (Resolution::Own, Some(anchor)) = (&resolved.resolution, place) {
        return Mark { span, tag: format!("ref href=\"#{}\"", eid::of(anchor).0), name: "ref" };
    }
    let class = match &resolved.resolution {
        Resolution::Ambiguous(_) => "citation ambiguous",
        Resolution::Own => "citation own",
        Resolution::Unknown if resolved.citation.form == Form::Titled => "citation named",
        _ => "citation unknown",
    };
    Mark { span, tag: format!("span class=\"{class}\""), name: "span" }
}

/// How the levels are shared out between the parts of an Akoma Ntoso document.
struct Parts {
    /// Levels of the body.
    body: Vec<usize>,
    /// Annexes, where nothing but annexes follows the first.
    annexes: Vec<usize>,
}

impl Parts {
    fn of(units: &Units<'_>) -> Self {
        let top = &units.all[0].parts;
        let is_annex = |index: &usize| units.all[*index].level == Level::Annex;
        let first = top.iter().position(is_annex).unwrap_or(top.len());
        let first = if top[first..].iter().all(is_annex) { first } else { top.len() };
        Self { body: top[..first].to_vec(), annexes: top[first..].to_vec() }
    }
}

/// `preamble` and `body`, or `mainBody`. An act's body has levels only: what stands before the first is its preamble.
fn body(writer: &mut Writer<'_>, units: &Units<'_>, parts: &Parts, element: &str) -> String {
    let opening = &units.all[0].pieces;
    let is_act = element == "act";
    let until = match is_act && !parts.body.is_empty() {
        true => opening.len(),
        false => opening.iter().rposition(is_basis).map_or(0, |last| last + 1),
    };
    preamble(writer, &opening[..until]);
    let name = if is_act { "body" } else { "mainBody" };
    writer.xml.push_str(&format!("<{name}>\n"));
    let rest = &opening[until..];
    if is_act && parts.body.is_empty() {
        writer.xml.push_str("<hcontainer name=\"noi-dung\"><content>\n");
        rest.iter().for_each(|piece| writer.piece(piece));
        writer.xml.push_str("</content></hcontainer>\n");
    } else {
        let before = writer.xml.len();
        rest.iter().for_each(|piece| writer.piece(piece));
        parts.body.iter().for_each(|unit| writer.unit(units, *unit));
        if writer.xml.len() == before {
            writer.xml.push_str("<p/>\n");
        }
    }
    writer.xml.push_str(&format!("</{name}>\n"));
    std::mem::take(&mut writer.xml)
}

/// Căn cứ are `citations`, the rest of what stands before the text is `formula`: who issues it, and that it is issued.
fn preamble(writer: &mut Writer<'_>, pieces: &[Piece<'_>]) {
    if pieces.is_empty() {
        return;
    }
    writer.xml.push_str("<preamble>\n");
    for group in pieces.chunk_by(|a, b| is_basis(a) == is_basis(b)) {
        if is_basis(&group[0]) {
            writer.xml.push_str("<citations>\n");
            for piece in group {
                writer.xml.push_str("<citation>");
                writer.piece(piece);
                writer.xml.push_str("</citation>\n");
            }
            writer.xml.push_str("</citations>\n");
        } else {
            writer.xml.push_str("<formula name=\"ban-hanh\">\n");
            group.iter().for_each(|piece| writer.piece(piece));
            writer.xml.push_str("</formula>\n");
        }
    }
    writer.xml.push_str("</preamble>\n");
}

/// "Căn cứ …", "Theo đề nghị của …": what a document rests on (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.6a).
fn is_basis(piece: &Piece<'_>) -> bool {
    let content = match piece {
        Piece::Text(window) => window.content,
        Piece::Block(Block::Paragraph { content, .. }) => content,
        _ => return false,
    };
    let text: String = text_of(content).trim_start().chars().take(40).collect();
    let text = fold(&text);
    ["can cu ", "theo de nghi ", "xet de nghi ", "xet to trinh "].iter().any(|words| text.starts_with(words))
}

fn attachments(writer: &mut Writer<'_>, units: &Units<'_>, parts: &Parts, identity: &Identity) -> String {
    if parts.annexes.is_empty() {
        return String::new();
    }
    writer.xml.push_str("<attachments>\n");
    for index in &parts.annexes {
        let unit = &units.all[*index];
        writer.xml.push_str("<attachment");
        writer.ids(unit);
        writer.xml.push('>');
        writer.title(unit);
        writer.xml.push_str("\n<doc name=\"phu-luc\">\n");
        meta::of_annex(&mut writer.xml, identity, &annex_name(unit));
        writer.xml.push_str("<mainBody>\n");
        let before = writer.xml.len();
        unit.pieces.iter().for_each(|piece| writer.piece(piece));
        unit.parts.iter().for_each(|part| writer.unit(units, *part));
        if writer.xml.len() == before {
            writer.xml.push_str("<p/>\n");
        }
        writer.xml.push_str("</mainBody>\n</doc>\n</attachment>\n");
    }
    writer.xml.push_str("</attachments>\n");
    std::mem::take(&mut writer.xml)
}

/// The component of the document that an annex is: its anchor.
fn annex_name(unit: &Unit<'_>) -> String {
    format!("!{}", unit.anchor)
}
