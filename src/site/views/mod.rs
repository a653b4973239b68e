//! What several kinds of pages show: the frame, lines of lists, what is said of a work. Templates see
//! views with every link ready.
//!
//! In: a [`Scene`]. Out: serialisable views.

pub mod frame;
pub mod legislation;
pub mod meaning;
pub mod media;
pub mod parts;
pub mod state;
pub(super) mod twins;

use crate::catalogue::{self, Language};
use crate::corpus::HeldDocument;
use crate::render::links::Links;
use crate::render::templates::written;
use crate::site::blocks::{Block, NamedSpan, Span};
use crate::site::pages::portion::portion_address;
use crate::site::views::parts::citation_anchor;
use crate::site::world::World;
use crate::text::date::WorkDate;
use jiff::civil::Date;

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

    /// The link to the place of a document that has `anchor`: of a long one, on the page of the portion around it.
    pub fn place(&self, document: &HeldDocument, anchor: &str) -> String {
        match document.portions.at(anchor) {
            Some(at) => self.links.to_anchor(&portion_address(document, at), anchor),
            None => self.links.to_anchor(&document.address, anchor),
        }
    }

    /// The link to a citation of a document. Their numbers count through the whole text, which of a long document is
    /// shown on no page that is easily read: there the section is the place.
    pub fn passage(&self, document: &HeldDocument, citation: usize) -> String {
        let section = || document.sections.get(document.citations.get(citation)?.citation.section);
        let is_long = !document.portions.is_empty();
        match is_long.then(section).flatten() {
            Some(section) => self.place(document, &section.anchor),
            None => self.links.to_anchor(&document.address, &citation_anchor(citation)),
        }
    }

    /// A count as the language writes it.
    pub fn count(&self, count: usize) -> String {
        catalogue::count(self.language(), count as u64)
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

/// The heading of a part of a list.
pub(super) fn dated(scene: Scene<'_>, heading: &str, block: Option<&Block>) -> String {
    match block.filter(|block| block.name.span != Span::Front) {
        Some(block) => format!("{heading} – {}", span_name(scene, &block.name)),
        None => heading.to_owned(),
    }
}

/// What readers call a part of a list.
pub(super) fn span_name(scene: Scene<'_>, NamedSpan { span, years, part }: &NamedSpan) -> String {
    let with_year = |key, year: i16, n: i8| scene.fill(key, &[("n", &n.to_string()), ("year", &year.to_string())]);
    let inner = |span: &Span| span_name(scene, &NamedSpan { span: span.clone(), years: *years, part: *part });
    match span {
        Span::Front => scene.text("page-newest").to_owned(),
        Span::Years(from, to) => {
            let (from, to) = years.unwrap_or((*from, *to));
            if from == to { from.to_string() } else { format!("{from}–{to}") }
        }
        Span::Quarter(year, quarter) => with_year("page-span-quarter", *year, *quarter),
        Span::Month(year, month) => with_year("page-span-month", *year, *month),
        Span::Third(year, month, third) => {
            let days = ["1–10", "11–20", "21–31"][(*third as usize).clamp(1, 3) - 1];
            format!("{days}/{month}/{year}")
        }
        Span::Day(year, month, day) => Date::new(*year, *month, *day)
            .map_or_else(|_| span.slug(), |day| written(scene.language(), WorkDate::Day(day))),
        Span::NoDay(year) => scene.fill("page-span-no-day", &[("year", &year.to_string())]),
        Span::NoYear => scene.text("page-no-year").to_owned(),
        Span::Nth(of, nth) => {
            let (nth, all) = part.unwrap_or((*nth, *nth));
            let counts = [nth, all].map(|count| scene.count(count));
            scene.fill("page-span-part", &[("name", &inner(of)), ("n", &counts[0]), ("all", &counts[1])])
        }
        Span::Times(from, to) if from == to => scene.fill("page-span-times", &[("n", &scene.count(*from))]),
        Span::Times(from, to) => scene.fill("page-span-times", &[("n", &format!("{from}–{to}"))]),
        Span::TimesIn(times, of) => {
            format!("{}: {}", scene.fill("page-span-times", &[("n", &scene.count(*times))]), inner(of))
        }
    }
}

/// The heading of page `number` (from 1) of what goes on.
pub(super) fn numbered(scene: Scene<'_>, heading: &str, number: usize) -> String {
    if number <= 1 {
        return heading.to_owned();
    }
    format!("{heading} – {}", scene.fill("page-number-of-list", &[("n", &number.to_string())]))
}
