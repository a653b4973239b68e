//! What each citation of a document becomes in its text: a link, or a mark that says why there is none.
//!
//! In: a held document with its resolved citations, its tree. Out: the HTML of the body.

use super::body::{self, BodyLink, BodyNote, Labels, Mark};
use super::names::label_of;
use super::views::Scene;
use crate::corpus::{HeldDocument, Resolution};
use crate::document::Document;

/// The text of `document` as HTML, every citation marked.
pub fn body(scene: Scene<'_>, document: &HeldDocument, tree: &Document) -> String {
    let links: Vec<BodyLink> = document
        .citations
        .iter()
        .enumerate()
        .map(|(index, resolved)| BodyLink {
            span: resolved.citation.span,
            number: index + 1,
            mark: mark(scene, &resolved.resolution),
        })
        .collect();
    let notes: Vec<BodyNote> = document
        .citations
        .iter()
        .enumerate()
        .filter_map(|(index, resolved)| Some(BodyNote { number: index + 1, text: resolved.note.clone()? }))
        .collect();
    body::render(tree, &links, &notes, &Labels {})
}

fn mark(scene: Scene<'_>, resolution: &Resolution) -> Mark {
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
        Resolution::Unknown => Mark::Unknown { label: scene.text("page-mark-unknown").to_owned() },
        Resolution::Ambiguous(candidates) => {
            // The legend and the list below the text name all; a tooltip with fifty names helps nobody.
            let names: Vec<String> =
                candidates.iter().take(4).map(|index| label_of(language, &scene.world.corpus.works[*index])).collect();
            Mark::Ambiguous { label: scene.fill("page-mark-ambiguous", &[("candidates", &names.join("; "))]) }
        }
    }
}
