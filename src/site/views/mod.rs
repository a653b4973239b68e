//! What several kinds of pages show: the frame, lines of lists, what is said of a work. Templates see
//! views with every link ready.
//!
//! In: a [`Scene`]. Out: serialisable views.

pub mod frame;
pub mod legislation;
pub mod meaning;
pub mod media;
pub mod parts;
pub(super) mod twins;

use crate::catalogue::{self, Language};
use crate::corpus::HeldDocument;
use crate::render::links::Links;
use crate::site::blocks;
use crate::site::world::World;

/// What every view is made with.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Corpus, plan, registries, configuration.
    pub world: &'a World<'a>,
    /// How this page links.
    pub links: &'a Links,
}

impl Scene<'_> {
    /// Language of the interface.
    pub fn language(&self) -> Language {
        self.world.config.language
    }

    /// A text of the catalogue.
    pub fn text(&self, key: &'static str) -> &'static str {
        catalogue::text(self.language(), key)
    }

    /// A text of the catalogue with arguments.
    pub fn fill(&self, key: &'static str, arguments: &[(&str, &str)]) -> String {
        catalogue::fill(self.text(key), arguments)
    }
}

/// "Chỉ thị 06/CT-UBND: Về nhiệm vụ trọng tâm năm học 2024-2025".
pub fn document_title(world: &World<'_>, document: &HeldDocument) -> String {
    let kind = world.kind_of(document);
    let title = &document.front_matter.title;
    match &document.front_matter.number {
        Some(number) => format!("{kind} {}: {title}", number.value),
        None => format!("{kind}: {title}"),
    }
}

/// The heading of a page of a list in the order of time.
pub(super) fn dated(scene: Scene<'_>, heading: &str, number: usize) -> String {
    if number == blocks::FRONT {
        return heading.to_owned();
    }
    format!("{heading} – {}", scene.fill("page-number-of-list", &[("n", &number.to_string())]))
}

/// The heading of page `number` (from 1) of what goes on.
pub(super) fn numbered(scene: Scene<'_>, heading: &str, number: usize) -> String {
    if number <= 1 {
        return heading.to_owned();
    }
    format!("{heading} – {}", scene.fill("page-number-of-list", &[("n", &number.to_string())]))
}
