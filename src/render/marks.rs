//! What each citation of a document becomes in its text: a link, or a mark that says why there is none; and the editors'
//! notes beside it.
//!
//! In: a held document with its resolved citations, its tree. Out: the HTML of the body.

use super::body::{Beside, Body, BodyLink, BodyNote, Labels, Mark};
use super::escape::escaped;
use super::names::label_of;
use super::templates::written;
use super::views::Scene;
use crate::citation::Form;
use crate::corpus::{HeldDocument, Resolution};
use crate::document::Document;
use crate::text::date::WorkDate;

/// The text of `document` as HTML, every citation marked.
pub fn body(scene: Scene<'_>, document: &HeldDocument, tree: &Document) -> String {
    let citations = document.citations.iter().enumerate();
    let links: Vec<BodyLink> = citations
        .map(|(index, resolved)| BodyLink {
            number: index + 1,
            span: resolved.citation.span,
            text: resolved.citation.text.split_whitespace().collect::<Vec<_>>().join(" "),
            mark: mark(scene, &resolved.resolution, resolved.citation.form),
        })
        .collect();
    let address = |target: &str| own_address(scene, target);
    let notes = notes(scene, document);
    Body { document: tree, links: &links, notes: &notes, labels: Labels::of(scene.language()), address: &address }
        .html()
}

/// Notes on citations and on sections; those on the document as a whole stand above the text.
fn notes(scene: Scene<'_>, document: &HeldDocument) -> Vec<BodyNote> {
    let on_citations = document.citations.iter().filter_map(|resolved| {
        Some(BodyNote {
            beside: Beside::Byte(resolved.citation.span.start),
            html: escaped(resolved.note.as_deref()?),
            label: scene.text("page-note-label").to_owned(),
        })
    });
    let on_sections = document.front_matter.notes.iter().filter_map(|note| {
        let date = written(scene.language(), WorkDate::Day(note.date));
        Some(BodyNote {
            beside: Beside::Anchor(note.section.clone()?),
            html: escaped(&note.text),
            label: scene.fill("page-note-dated", &[("date", &date)]),
        })
    });
    on_citations.chain(on_sections).collect()
}

/// An author's target: relative to the page when it lies inside the site.
fn own_address(scene: Scene<'_>, target: &str) -> String {
    if !target.starts_with('/') || target.starts_with("//") {
        return target.to_owned();
    }
    let end = target.find(['#', '?']).unwrap_or(target.len());
    format!("{}{}", scene.links.to(&target[..end]), &target[end..])
}

fn mark(scene: Scene<'_>, resolution: &Resolution, form: Form) -> Mark {
    let language = scene.language();
    match resolution {
        Resolution::Work(index) => {
            let work = &scene.world.corpus.works[*index];
            let href = scene.links.to(&work.address);
            let label = label_of(language, work);
            if work.held.is_some() {
                Mark::Held { href, label: scene.fill("page-mark-held", &[("label", &label)]) }
            } else {
                Mark::NotHeld { href, label: scene.fill("page-mark-not-held", &[("label", &label)]) }
            }
        }
        Resolution::Own => Mark::Own { label: scene.text("page-mark-own").to_owned() },
        Resolution::Unknown if form == Form::Titled => Mark::Named { label: scene.text("page-mark-named").to_owned() },
        Resolution::Unknown => Mark::Unknown { label: scene.text("page-mark-unknown").to_owned() },
        Resolution::Ambiguous(candidates) => {
            // The list below the text names all; a tooltip with fifty names helps nobody.
            let names: Vec<String> =
                candidates.iter().take(4).map(|index| label_of(language, &scene.world.corpus.works[*index])).collect();
            Mark::Ambiguous { label: scene.fill("page-mark-ambiguous", &[("candidates", &names.join("; "))]) }
        }
    }
}
