//! What is listed by sections: contents and themes.
//!
//! In: a document of the corpus. Out: nested entries, themes with the sections about each.

use crate::corpus::HeldDocument;
use crate::document::Section;
use crate::render::names::{section_name, section_number};
use crate::site::ListKind;
use crate::site::views::Scene;
use crate::site::views::parts::Link;
use serde::Serialize;
use std::borrow::Cow;

/// An entry of the contents list.
#[derive(Debug, Serialize)]
pub struct ContentsEntry<'a> {
    /// `#muc-ii`.
    pub href: String,
    /// Label and title.
    pub text: Cow<'a, str>,
    /// Sections inside it.
    pub children: Vec<ContentsEntry<'a>>,
}

/// A theme of the document.
#[derive(Debug, Serialize)]
pub struct ThemeView<'a> {
    /// Its page.
    pub link: Link<'a>,
    /// Sections about it; empty: the document as a whole.
    pub sections: Vec<SectionMark>,
}

/// A section named by its number alone: a theme can be in twenty sections with long headings.
#[derive(Debug, Serialize)]
pub struct SectionMark {
    /// Where it is.
    pub href: String,
    /// `I.3`: its heading stands in the contents list.
    pub short: String,
}

/// More sections than this, and only the upper two levels are listed.
const LONGEST_CONTENTS: usize = 250;

/// The contents list of these sections.
pub fn contents<'a>(scene: Scene<'a>, sections: impl ExactSizeIterator<Item = &'a Section>) -> Vec<ContentsEntry<'a>> {
    let deepest = if sections.len() > LONGEST_CONTENTS { 2 } else { 3 };
    let shown = |section: &&Section| section.level > 0 && section.level <= deepest;
    let mut entries: Vec<(u8, ContentsEntry<'a>)> = Vec::new();
    for section in sections.filter(shown) {
        let text = Cow::Owned(section_name(scene.language(), section));
        let entry = ContentsEntry { href: format!("#{}", section.anchor), text, children: Vec::new() };
        fold_deeper(&mut entries, section.level);
        entries.push((section.level, entry));
    }
    fold_deeper(&mut entries, 0);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

/// Moves the entries at the end that are deeper than `level` into the ones above them.
pub fn fold_deeper(entries: &mut Vec<(u8, ContentsEntry<'_>)>, level: u8) {
    loop {
        let Some(last) = entries.last().map(|(level, _)| *level) else { return };
        if last <= level {
            return;
        }
        let start = entries.iter().rposition(|(above, _)| *above < last).map_or(0, |at| at + 1);
        if start == 0 {
            return;
        }
        let children: Vec<_> = entries.drain(start..).map(|(_, entry)| entry).collect();
        entries[start - 1].1.children.extend(children);
    }
}

pub(super) fn themes<'a>(scene: Scene<'a>, document: &'a HeldDocument) -> Vec<ThemeView<'a>> {
    let tags = document.front_matter.themes.iter();
    tags.map(|tag| {
        let key = &tag.theme.value;
        let name = scene.world.registries.themes.get(key).map_or(key.as_str(), |theme| theme.name.as_str());
        let href = scene.world.list_link(scene.links, &ListKind::Theme(key.clone()));
        let indexes = tag
            .sections
            .iter()
            .filter_map(|anchor| document.sections.iter().position(|section| *section.anchor == *anchor.value));
        ThemeView {
            link: Link { href, text: Cow::Borrowed(name) },
            sections: indexes.map(|index| section_mark(scene, document, index)).collect(),
        }
    })
    .collect()
}

pub(super) fn section_mark(scene: Scene<'_>, document: &HeldDocument, index: usize) -> SectionMark {
    let sections = &document.sections;
    SectionMark {
        href: scene.place(document, &sections[index].anchor),
        short: section_number(scene.language(), sections, index),
    }
}
