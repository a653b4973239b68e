//! A document → Akoma Ntoso 1.0 XML (OASIS LegalDocML, namespace `…/akn/3.0`), valid against the schema of the
//! standard: the same text as on the page, its levels by name, every resolved citation a `ref`.
//!
//! In: a held document, its file and its tree. Out: [`fn@write`], the XML. References lead to FRBR
//! addresses (`iri`); `references` says for each where its page is. What is not known is left out: no date
//! is guessed, no reference made of a doubt.
//!
//! ## How levels and addresses are made
//!
//! `render::akoma` writes one document: `units` makes levels of the flat blocks (headings by the outline, labelled
//! paragraphs and items by their anchors; what has no label belongs to the innermost open level, so a level has text of
//! its own only before its parts), `text` walks them with a cursor in the citations, as `render::body` does for HTML,
//! `eid` makes an `eId` of an anchor alone and `iri` a FRBR address of a work alone, so that no reference needs another
//! document's text. The FRBR address of a document has the parts of its id in another order, so a web server needs one
//! rule and no list. `tests/data/akoma.rs` holds what must be true of every file (well formed, the text whole and once,
//! no reference into nothing) over Markdown put together at random, and validates where `CONGBAO_AKN_SCHEMA` names the
//! schema, which `tests/data/akn/schema` fetches. `render::qr` draws the code that ends a printed page.

mod eid;
mod frame;
pub(crate) mod iri;
mod meta;
mod text;
mod units;

use crate::citation::Form;
use crate::corpus::{DocumentIndex, HeldDocument, Resolution, ResolvedCitation, WorkIndex};
use crate::document::{Block, Document, text_of};
use crate::render::xml::Xml;
use crate::site::pages::document::marks::place_of;
use crate::site::views::Scene;
use crate::source::Span;
use crate::text::fold;
use meta::{CitedReference, FrbrIdentity};
use std::collections::{BTreeMap, BTreeSet};
use text::{AkomaMark, AkomaWriter};
use units::{AkomaUnit, UnitPiece, Units};

/// The namespace of Akoma Ntoso 1.0.
pub const NAMESPACE: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";
/// What of a document the standard has no element for: our own vocabulary.
const OWN_NAMESPACE: &str = "urn:congbao:akn:1";

/// The document as Akoma Ntoso.
pub fn write(scene: Scene<'_>, index: DocumentIndex, tree: &Document) -> Vec<u8> {
    let world = scene.world;
    let document = &world.corpus.documents[index];
    let (marks, cited) = marks(scene, document);
    let units = Units::of(tree);
    let parts = LevelParts::of(&units, tree);
    let identity = FrbrIdentity::of(scene, document);
    let mut writer = AkomaWriter::new(Xml::new(), tree, &marks, &world.config.base_url);
    writer.begin("akomaNtoso", &[("xmlns", NAMESPACE)]);
    writer.begin(identity.element, &[("name", &document.front_matter.kind.value), ("contains", "originalVersion")]);
    meta::write(&mut writer.xml, scene, document, &identity, &cited);
    frame::preface(&mut writer.xml, scene, document);
    body(&mut writer, &units, &parts, identity.element);
    frame::conclusions(&mut writer, document);
    attachments(&mut writer, &units, &parts, &identity);
    writer.end();
    writer.xml.close();
    writer.xml.end()
}

/// What the citations become, and the works they lead to, in order of first mention.
fn marks(scene: Scene<'_>, document: &HeldDocument) -> (Vec<AkomaMark>, Vec<CitedReference>) {
    let mut cited: Vec<CitedReference> = Vec::new();
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
                cited.push(CitedReference::of(scene, work));
                cited.len() - 1
            });
            cited[number].said(resolved, index + 1);
            return reference(&cited[number], number + 1, place.as_deref(), span);
        }
        doubtful(resolved, place.as_deref(), span)
    });
    (marks.collect(), cited)
}

fn reference(cited: &CitedReference, number: usize, place: Option<&str>, span: Span) -> AkomaMark {
    let href = match (place, &cited.iri) {
        (Some(anchor), Some(iri)) => format!("{iri}#{}", eid::of(anchor).0),
        (Some(anchor), None) => format!("{}#{anchor}", cited.url),
        (None, iri) => iri.as_ref().unwrap_or(&cited.url).clone(),
    };
    AkomaMark { span, name: "ref", attributes: vec![("href", href), ("refersTo", format!("#work_{number}"))] }
}

/// A citation that leads to no other work: to a place of the document itself, or nowhere.
fn doubtful(resolved: &ResolvedCitation, place: Option<&str>, span: Span) -> AkomaMark {
    if let (Resolution::Own, Some(anchor)) = (&resolved.resolution, place) {
        return AkomaMark { span, name: "ref", attributes: vec![("href", format!("#{}", eid::of(anchor).0))] };
    }
    let class = match &resolved.resolution {
        Resolution::Ambiguous(_) => "citation ambiguous",
        Resolution::Own => "citation own",
        Resolution::Unknown if resolved.citation.form == Form::Titled => "citation named",
        _ => "citation unknown",
    };
    AkomaMark { span, name: "span", attributes: vec![("class", class.to_owned())] }
}

/// How the levels are shared out between the parts of an Akoma Ntoso document.
struct LevelParts {
    /// Levels of the body.
    body: Vec<usize>,
    /// Of each annex: its own, and those behind it that are its too by the order of the text.
    annexes: Vec<Vec<usize>>,
}

impl LevelParts {
    fn of(units: &Units<'_>, tree: &Document) -> Self {
        let top = &units.all[0].parts;
        let begins = tree.annexes.iter().filter_map(|at| match &tree.blocks[*at] {
            Block::Heading { section, .. } => Some(&*tree.sections[*section].anchor),
            _ => None,
        });
        let begins: BTreeSet<&str> = begins.collect();
        let is_annex = |index: &usize| begins.contains(units.all[*index].anchor);
        let first = top.iter().position(is_annex).unwrap_or(top.len());
        let annexes = top[first..].chunk_by(|_, next| !is_annex(next));
        Self { body: top[..first].to_vec(), annexes: annexes.map(<[usize]>::to_vec).collect() }
    }
}

/// `preamble` and `body`, or `mainBody`. An act's body has levels only: what stands before the first is its preamble.
fn body(writer: &mut AkomaWriter<'_>, units: &Units<'_>, parts: &LevelParts, element: &str) {
    let opening = &units.all[0].pieces;
    let is_act = element == "act";
    let until = match is_act && !parts.body.is_empty() {
        true => opening.len(),
        false => opening.iter().rposition(is_basis).map_or(0, |last| last + 1),
    };
    preamble(writer, &opening[..until]);
    writer.begin(if is_act { "body" } else { "mainBody" }, &[]);
    let rest = &opening[until..];
    if is_act && parts.body.is_empty() {
        writer.xml.open("hcontainer", &[("name", "noi-dung")]);
        writer.begin("content", &[]);
        rest.iter().for_each(|piece| writer.piece(piece));
        writer.xml.close();
        writer.end();
    } else {
        levels(writer, rest, units, &parts.body);
    }
    writer.end();
}

/// What stands before the first level, and the levels; at least something, as the schema wants.
fn levels(writer: &mut AkomaWriter<'_>, pieces: &[UnitPiece<'_>], units: &Units<'_>, parts: &[usize]) {
    let wrote = writer.writes(|writer| {
        pieces.iter().for_each(|piece| writer.piece(piece));
        parts.iter().for_each(|part| writer.unit(units, *part));
    });
    if !wrote {
        writer.xml.empty("p", &[]);
        writer.xml.line();
    }
}

/// Căn cứ are `citations`, the rest of what stands before the text is `formula`: who issues it, and that it is issued.
fn preamble(writer: &mut AkomaWriter<'_>, pieces: &[UnitPiece<'_>]) {
    if pieces.is_empty() {
        return;
    }
    writer.begin("preamble", &[]);
    for group in pieces.chunk_by(|a, b| is_basis(a) == is_basis(b)) {
        if is_basis(&group[0]) {
            writer.begin("citations", &[]);
            for piece in group {
                writer.xml.open("citation", &[]);
                writer.piece(piece);
                writer.end();
            }
        } else {
            writer.begin("formula", &[("name", "ban-hanh")]);
            group.iter().for_each(|piece| writer.piece(piece));
        }
        writer.end();
    }
    writer.end();
}

/// "Căn cứ …", "Theo đề nghị của …": what a document rests on (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.6a).
fn is_basis(piece: &UnitPiece<'_>) -> bool {
    let content = match piece {
        UnitPiece::Text(window) => window.content,
        UnitPiece::Block(Block::Paragraph { content, .. }) => content,
        _ => return false,
    };
    let text: String = text_of(content).trim_start().chars().take(40).collect();
    let text = fold(&text);
    ["can cu ", "theo de nghi ", "xet de nghi ", "xet to trinh "].iter().any(|words| text.starts_with(words))
}

fn attachments(writer: &mut AkomaWriter<'_>, units: &Units<'_>, parts: &LevelParts, identity: &FrbrIdentity) {
    if parts.annexes.is_empty() {
        return;
    }
    writer.begin("attachments", &[]);
    for annex in &parts.annexes {
        let unit = &units.all[annex[0]];
        let inside: Vec<usize> = unit.parts.iter().chain(&annex[1..]).copied().collect();
        writer.open_unit("attachment", &[], unit);
        writer.title(unit);
        writer.xml.line();
        writer.begin("doc", &[("name", "phu-luc")]);
        meta::of_annex(&mut writer.xml, identity, &annex_name(unit));
        writer.begin("mainBody", &[]);
        levels(writer, &unit.pieces, units, &inside);
        writer.end();
        writer.end();
        writer.end();
    }
    writer.end();
}

/// The component of the document that an annex is: its anchor.
fn annex_name(unit: &AkomaUnit<'_>) -> String {
    format!("!{}", unit.anchor)
}
