//! The page with the picture of what stands around a work (lược đồ), and how many days others took to carry it out.
//!
//! In: a work. Out: [`PictureView`] and [`Drawings`]. However many works stand around one, few are drawn
//! and the others counted.
//!
//! ## What is drawn
//!
//! `corpus::neighbours` gathers what stands around a work, each once in each relation, and says whether a picture says
//! more than the lists on the work's page: others carry it out, it is one link of a chain, or one of two changes,
//! replaces, guides or corrects the other. This module chooses the few that are drawn (most tied first, each level at
//! least once) and counts the others, which the work's page lists. The drawing is all that the page has: its links are
//! stops of the keyboard, its panels say what they show. `picture` is pure geometry in whole units, a panel for each
//! group, so that a desk and paper can flow them. Text is measured by the widest of the usual system fonts; where a
//! year alone is known a stretch of the line is marked, and without a date nothing. `chains::carried_out_widely` is the
//! tree that the bars of days are made of; who stands there is not drawn among the relations again.

use crate::address;
use crate::content::front_matter::Relation;
use crate::content::registry::Level;
use crate::corpus::Corpus;
use crate::corpus::chains::{Branch, ChainEvidence, carried_out_widely};
use crate::corpus::neighbours::is_worth_drawing;
use crate::corpus::neighbours::{Neighbour, neighbours, unresolved};
use crate::corpus::{Work, WorkIndex};
use crate::diagnostic::Diagnostic;
use crate::picture;
use crate::picture::{Band, Delay, Delays, PictureGroup, PictureWork, Relations, UndrawnWorks, WorkState, svg};
use crate::render::names::work_name;
use crate::render::templates::written;
use crate::site::plan::Planner;
use crate::site::sources::PageSources;
use crate::site::sources::{held, rows};
use crate::site::views::Scene;
use crate::site::views::parts::relation_word;
use crate::site::views::state::mark;
use crate::site::world::World;
use crate::site::{Job, Page, Renderer};
use crate::text::date::WorkDate;
use crate::text::number::Number;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Address of the picture of what stands around the work or document at `address`.
pub fn picture_address(address: &str) -> String {
    format!("{address}luoc-do/")
}

/// Whether a page of its own is made for what stands around a work.
pub fn has_picture(corpus: &Corpus, index: WorkIndex) -> bool {
    is_worth_drawing(corpus, index)
}

/// A page for each work with enough around it.
pub(super) fn plan(planner: &mut Planner<'_>) {
    let corpus = planner.input.corpus;
    for (index, work) in corpus.works.iter().enumerate().filter(|(index, _)| has_picture(corpus, *index)) {
        planner.add(picture_address(&work.address), Job::Picture(index));
    }
}

/// What the page is made of.
pub(super) fn sources(world: &World<'_>, index: WorkIndex) -> PageSources {
    let around = neighbours(world.corpus, index).into_iter().map(|neighbour| neighbour.work);
    let works: Vec<WorkIndex> = [index].into_iter().chain(around).collect();
    PageSources { files: rows(world, &[index]), documents: held(world, &works), texts: Vec::new() }
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(
    renderer: &Renderer,
    scene: Scene<'_>,
    page: &Page,
    index: WorkIndex,
) -> Result<Vec<u8>, Diagnostic> {
    let work = &scene.world.corpus.works[index];
    let (view, drawings) = view(scene, index);
    let heading = scene.fill("page-picture-heading", &[("name", &view.name)]);
    let section = match work.held {
        Some(_) => (address::DOCUMENTS, scene.text("page-nav-documents")),
        None => (address::WORKS, scene.text("page-nav-works")),
    };
    let name = view.name.clone();
    let above = [section, (work.address.as_str(), name.as_str())];
    let mut frame = renderer.frame(scene, page, &heading).below(scene, &above, scene.text("page-picture"));
    frame.noindex |= work.held.is_some_and(|held| scene.world.corpus.documents[held].front_matter.draft);
    let drawings = [("relations", drawings.relations.as_str()), ("bars", drawings.bars.as_str())];
    renderer.templates.render("picture.html", &frame, "picture", &view, &drawings)
}

/// Boxes that a picture should not have more of.
const DRAWN: usize = 9;
/// Boxes of one group: the first that keeps the picture small enough counts.
const EACH: [usize; 7] = [9, 6, 5, 4, 3, 2, 1];
/// Rows of bars.
const BARS: usize = 9;

/// The page.
#[derive(Debug, Serialize)]
pub struct PictureView<'a> {
    /// The work.
    pub name: String,
    /// Title, where the name does not say it.
    pub title: Option<&'a str>,
    /// "12 văn bản: 8 có toàn văn, 4 không có toàn văn".
    pub sum: String,
    /// Where all passages that cite it are.
    pub passages: String,
    /// Who carries it out is drawn.
    pub bars: bool,
    /// Works that carry it out and are not drawn.
    pub more: usize,
    /// How many provinces, and which was first.
    pub provinces: Option<String>,
    /// Which marks the legend must explain.
    pub marks: PictureMarks,
}

/// Marks that occur in the drawings.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct PictureMarks {
    /// A work whose text is here.
    pub held: bool,
    /// A work whose text is not here.
    pub not_held: bool,
    /// Which work is meant cannot be told.
    pub unknown: bool,
    /// The work in question has a date, so lines of time mark it.
    pub here: bool,
    /// A date of which the year alone is known.
    pub year: bool,
}

/// Citations without a link.
#[derive(Debug)]
struct UnresolvedLine {
    /// Where they are listed.
    href: String,
    /// "12 viện dẫn chưa rõ là văn bản nào".
    text: String,
}

/// SVG, ready to be put into the page.
#[derive(Debug, Default)]
pub struct Drawings {
    /// What stands around the work.
    pub relations: String,
    /// Who carried it out after how many days.
    pub bars: String,
}

/// The link to the picture of the work or document at `address`, where the site has one.
pub fn picture_link(scene: Scene<'_>, address: &str) -> Option<String> {
    scene.world.link(scene.links, &picture_address(address))
}

/// The view of work `index`, and its drawings.
pub fn view(scene: Scene<'_>, index: WorkIndex) -> (PictureView<'_>, Drawings) {
    let maker = PictureMaker { scene, index, work: &scene.world.corpus.works[index] };
    let all = neighbours(scene.world.corpus, index);
    let chain = carried_out_widely(scene.world.corpus, index);
    let mut rows = maker.delays(&chain);
    let carrying = if rows.is_empty() { 0 } else { maker.carrying(&all) };
    rows.truncate(BARS);
    // One that carries out another, too, stands under the nearer.
    let drawn = rows.len().min(carrying);
    let shown: Vec<Neighbour> = match carrying {
        0 => all.clone(),
        _ => all.iter().filter(|neighbour| !carries_out(neighbour)).copied().collect(),
    };
    let groups = maker.groups(&shown);
    let unresolved = maker.unresolved();
    let relations = maker.relations(&groups, &unresolved);
    let delays = Delays { rows, unit: scene.text("page-picture-unit").to_owned() };
    let mut drawings = Drawings::default();
    svg::write(&picture::relations(&relations), &mut drawings.relations);
    svg::write(&picture::delays(&delays), &mut drawings.bars);
    let view = PictureView {
        name: work_name(maker.work),
        title: maker.work.number.as_ref().and(maker.work.title.as_deref()),
        sum: maker.sum(&all),
        passages: scene.links.to_anchor(&maker.work.address, "duoc-vien-dan"),
        provinces: maker.provinces(&chain),
        bars: carrying > 0,
        more: carrying.saturating_sub(drawn),
        marks: maker.marks(&all, &unresolved),
    };
    (view, drawings)
}

/// Whether the bars of days show it.
fn carries_out(neighbour: &Neighbour) -> bool {
    neighbour.relation == Relation::Implements && !neighbour.outgoing
}

/// Neighbours in one relation and direction, by level.
struct Grouped {
    name: &'static str,
    outgoing: bool,
    /// Catalogue's key of the level, and the works by date.
    bands: BTreeMap<(u8, &'static str), Vec<Neighbour>>,
}

impl Grouped {
    fn count(&self) -> usize {
        self.bands.values().map(Vec::len).sum()
    }
}

struct PictureMaker<'a> {
    scene: Scene<'a>,
    index: WorkIndex,
    work: &'a Work,
}

impl<'a> PictureMaker<'a> {
    fn of(&self, index: WorkIndex) -> &'a Work {
        &self.scene.world.corpus.works[index]
    }

    /// Relations that say more than that one names the other come first.
    fn groups(&self, all: &[Neighbour]) -> Vec<Grouped> {
        let mut groups: BTreeMap<(bool, bool, Relation), Grouped> = BTreeMap::new();
        for neighbour in all {
            let Neighbour { relation, outgoing, work, .. } = *neighbour;
            let name = self.named(relation, outgoing);
            let group = groups.entry((relation == Relation::Cites, !outgoing, relation)).or_insert_with(|| Grouped {
                name,
                outgoing,
                bands: BTreeMap::new(),
            });
            group.bands.entry(self.level(self.of(work))).or_default().push(*neighbour);
        }
        let mut groups: Vec<Grouped> = groups.into_values().collect();
        for works in groups.iter_mut().flat_map(|group| group.bands.values_mut()) {
            self.scene.world.corpus.put_in_order(works, |neighbour| neighbour.work);
            works.sort_by_cached_key(|neighbour| self.by_date(neighbour.work));
        }
        groups
    }

    fn named(&self, relation: Relation, outgoing: bool) -> &'static str {
        match (relation, outgoing) {
            (Relation::Cites, true) => self.scene.text("page-cites"),
            (Relation::Cites, false) => self.scene.text("page-cited-by"),
            _ => relation_word(self.scene, relation, outgoing).unwrap_or_default(),
        }
    }

    /// Works that carry it out directly.
    fn carrying(&self, all: &[Neighbour]) -> usize {
        all.iter().filter(|neighbour| carries_out(neighbour)).count()
    }

    fn level(&self, work: &Work) -> (u8, &'static str) {
        let issuers = &self.scene.world.registries.issuers;
        let known = work.issuer.as_deref().zip(work.issuer_name.as_deref());
        match known.and_then(|(key, name)| issuers.level_of(key, name)) {
            Some(Level::Central) => (0, "page-level-central"),
            Some(Level::Province) => (1, "page-level-province"),
            Some(Level::District | Level::Commune | Level::School) => (2, "page-picture-local"),
            None => (3, "page-picture-no-level"),
        }
    }

    /// The date, or the year that the number carries: 12/2022/TT-BGDĐT is of 2022, also where it is
    /// cited without a day.
    fn date_of(&self, work: &Work) -> Option<WorkDate> {
        let of_number = || work.number.as_ref().and_then(Number::own_year).map(WorkDate::Year);
        work.date.or_else(of_number)
    }

    /// By date, those without one last; a year alone stands before its days.
    fn by_date(&self, index: WorkIndex) -> (bool, i16, Option<jiff::civil::Date>) {
        let date = self.date_of(self.of(index));
        (date.is_none(), date.map_or(0, WorkDate::year), date.and_then(WorkDate::day))
    }

    /// Which of a group are drawn: those most tied to the work, then those whose text is here, then the newest; of each
    /// level at least one.
    fn drawn<'g>(&self, group: &'g Grouped, most: usize) -> Vec<(&'static str, Vec<&'g Neighbour>)> {
        let mut ranked: Vec<(usize, usize, (usize, &Neighbour))> = Vec::new();
        for (band, works) in group.bands.values().enumerate() {
            // They stand by date: of one day the first stays the first.
            let mut works: Vec<(usize, &Neighbour)> = works.iter().enumerate().collect();
            works.sort_by_cached_key(|(_, neighbour)| {
                let (undated, year, day) = self.by_date(neighbour.work);
                let held = self.of(neighbour.work).held.is_some();
                (Reverse(neighbour.passages), !held, undated, Reverse((year, day)))
            });
            ranked.extend(works.into_iter().enumerate().map(|(place, work)| (place, band, work)));
        }
        ranked.sort_by_key(|(place, band, _)| (*place, *band));
        ranked.truncate(most);
        let mut drawn: Vec<(&'static str, Vec<(usize, &Neighbour)>)> =
            group.bands.keys().map(|(_, level)| (*level, Vec::new())).collect();
        for (_, band, placed) in ranked {
            drawn[band].1.push(placed);
        }
        drawn.retain(|(_, works)| !works.is_empty());
        let by_date = |(level, mut works): (&'static str, Vec<(usize, &'g Neighbour)>)| {
            works.sort_unstable_by_key(|(place, _)| *place);
            (level, works.into_iter().map(|(_, neighbour)| neighbour).collect())
        };
        drawn.into_iter().map(by_date).collect()
    }

    fn relations(&self, groups: &[Grouped], unresolved: &[UnresolvedLine]) -> Relations {
        let sum = |most: usize| groups.iter().map(|group| group.count().min(most)).sum::<usize>();
        let most = EACH.into_iter().find(|most| sum(*most) <= DRAWN).unwrap_or(1);
        let mut drawn: Vec<PictureGroup> = groups.iter().map(|group| self.group(group, most)).collect();
        if !unresolved.is_empty() {
            let node = |line: &UnresolvedLine| PictureWork {
                href: line.href.clone(),
                name: line.text.clone(),
                title: None,
                facts: Vec::new(),
                state: WorkState::Unknown,
                date: None,
            };
            let nodes = unresolved.iter().map(node).collect();
            let name = self.scene.text("page-unresolved").to_owned();
            drawn.push(PictureGroup {
                name,
                outgoing: self.work.held.is_some(),
                bands: vec![Band { name: String::new(), nodes }],
                more: None,
            });
        }
        let own = PictureWork { state: WorkState::Held, ..self.node(self.index, None) };
        Relations { subject: own, groups: drawn }
    }

    fn group(&self, group: &Grouped, most: usize) -> PictureGroup {
        let count = group.count();
        // One line for a single work that is left out would take as much room as the work.
        let drawn = self.drawn(group, if count == most + 1 { count } else { most });
        let shown: usize = drawn.iter().map(|(_, works)| works.len()).sum();
        let is_drawn: std::collections::BTreeSet<WorkIndex> =
            drawn.iter().flat_map(|(_, works)| works).map(|neighbour| neighbour.work).collect();
        let left_out = group.bands.values().flatten().filter(|neighbour| !is_drawn.contains(&neighbour.work));
        let more = (shown < count).then(|| UndrawnWorks {
            href: match group.outgoing {
                true => self.scene.links.to(&self.work.address),
                false => self.scene.links.to_anchor(&self.work.address, "duoc-vien-dan"),
            },
            text: self.scene.fill("page-more", &[("n", &(count - shown).to_string())]),
            dates: left_out.filter_map(|neighbour| self.date_of(self.of(neighbour.work))).collect(),
        });
        let band = |(level, works): (&'static str, Vec<&Neighbour>)| Band {
            name: self.scene.text(level).to_owned(),
            nodes: works.into_iter().map(|neighbour| self.node(neighbour.work, Some(neighbour.word))).collect(),
        };
        PictureGroup {
            name: format!("{} ({count})", group.name),
            outgoing: group.outgoing,
            bands: drawn.into_iter().map(band).collect(),
            more,
        }
    }

    fn node(&self, index: WorkIndex, word: Option<ChainEvidence>) -> PictureWork {
        let work = self.of(index);
        PictureWork {
            href: self.scene.links.to(&work.address),
            name: work_name(work),
            title: work.number.as_ref().and(work.title.clone()),
            facts: self.facts(index, work.issuer_name.as_deref(), word),
            state: if work.held.is_some() { WorkState::Held } else { WorkState::NotHeld },
            date: self.date_of(work),
        }
    }

    /// "Bộ Giáo dục và Đào tạo", "23/8/2023", "không có toàn văn".
    fn facts(&self, index: WorkIndex, issuer: Option<&str>, word: Option<ChainEvidence>) -> Vec<String> {
        let work = self.of(index);
        let force = mark(self.scene, index).map(|mark| mark.text.to_owned());
        let date = self.date_of(work).map(|date| written(self.scene.language(), date));
        let date = date.unwrap_or_else(|| self.scene.text("page-no-date").to_owned());
        let state = self.scene.text(if work.held.is_some() { "page-held" } else { "page-not-held" });
        let source = match word {
            Some(ChainEvidence::Reported(by)) => Some(self.of(self.scene.world.corpus.documents[by].work)),
            _ => None,
        };
        let said = source.map(|by| format!("{} {}", self.scene.text("page-said-by"), work_name(by)));
        force.into_iter().chain(issuer.map(str::to_owned)).chain([date, state.to_owned()]).chain(said).collect()
    }

    fn sum(&self, all: &[Neighbour]) -> String {
        let works: BTreeMap<WorkIndex, bool> =
            all.iter().map(|neighbour| (neighbour.work, self.of(neighbour.work).held.is_some())).collect();
        let held = works.values().filter(|held| **held).count();
        let [total, held, not_held] = [works.len(), held, works.len() - held].map(|n| n.to_string());
        self.scene.fill("page-picture-sum", &[("n", &total), ("held", &held), ("not_held", &not_held)])
    }

    fn marks(&self, all: &[Neighbour], unresolved: &[UnresolvedLine]) -> PictureMarks {
        let any = |is: &dyn Fn(&Work) -> bool| all.iter().any(|neighbour| is(self.of(neighbour.work)));
        PictureMarks {
            held: any(&|work| work.held.is_some()),
            not_held: any(&|work| work.held.is_none()),
            unknown: !unresolved.is_empty(),
            here: self.date_of(self.work).is_some(),
            year: any(&|work| matches!(self.date_of(work), Some(WorkDate::Year(_)))),
        }
    }

    fn unresolved(&self) -> Vec<UnresolvedLine> {
        let found = unresolved(self.scene.world.corpus, self.index);
        let counted = [
            (found.unknown, "page-picture-unknown", "chua-ro"),
            (found.ambiguous, "page-picture-ambiguous", "chua-ro"),
            (found.perhaps, "page-picture-perhaps", "co-the"),
        ];
        let line = |(count, key, anchor): (usize, &'static str, &str)| UnresolvedLine {
            href: self.scene.links.to_anchor(&self.work.address, anchor),
            text: self.scene.fill(key, &[("n", &count.to_string())]),
        };
        counted.into_iter().filter(|(count, ..)| *count > 0).map(line).collect()
    }

    /// A row for each work of the tree, what carries it out behind it.
    fn delays(&self, chain: &Branch) -> Vec<Delay> {
        let mut rows = Vec::new();
        self.push_delays(chain, 0, 0, &mut rows);
        rows
    }

    /// As deep as the tree, which is bounded.
    fn push_delays(&self, branch: &Branch, depth: usize, since: i32, rows: &mut Vec<Delay>) {
        for link in &branch.links {
            let work = self.of(link.work);
            let node = self.node(link.work, Some(link.word));
            // Who did it comes first here.
            let node = match &work.issuer_name {
                Some(issuer) => PictureWork {
                    title: Some(node.name),
                    name: issuer.clone(),
                    facts: self.facts(link.work, None, Some(link.word)),
                    ..node
                },
                None => node,
            };
            let days = link.days_from_root;
            rows.push(Delay { node, days, since, label: self.delay_words(work, days), depth });
            if !link.repeated {
                self.push_delays(&link.below, depth + 1, days.unwrap_or(since), rows);
            }
        }
    }

    fn delay_words(&self, work: &Work, days: Option<i32>) -> String {
        match (days, self.date_of(work), self.date_of(self.work)) {
            (Some(0), ..) => self.scene.text("page-chain-same-day").to_owned(),
            (Some(days), ..) => self.scene.fill("page-picture-days", &[("n", &days.to_string())]),
            (None, Some(WorkDate::Day(day)), Some(WorkDate::Day(own))) if day < own => {
                self.scene.text("page-picture-earlier").to_owned()
            }
            (None, Some(WorkDate::Year(year)), _) => {
                self.scene.fill("page-picture-in-year", &[("year", &year.to_string())])
            }
            (None, Some(WorkDate::Day(_)), _) => self.scene.text("page-picture-no-start").to_owned(),
            (None, None, _) => self.scene.text("page-no-date").to_owned(),
        }
    }

    /// The provinces whose bodies carry the work out, directly or further down; the first of them by date.
    fn provinces(&self, chain: &Branch) -> Option<String> {
        let mut provinces: BTreeMap<&str, Option<i32>> = BTreeMap::new();
        let mut open: Vec<&Branch> = vec![chain];
        while let Some(branch) = open.pop() {
            for link in &branch.links {
                open.push(&link.below);
                let issuer = self.of(link.work).issuer.as_deref();
                let Some(province) = issuer.and_then(|key| self.scene.world.registries.issuers.province_of(key)) else {
                    continue;
                };
                let first = provinces.entry(province).or_insert(link.days_from_root);
                *first = (*first).into_iter().chain(link.days_from_root).min();
            }
        }
        let dated = provinces.iter().filter_map(|(name, days)| Some(((*days)?, *name)));
        let first = dated.min();
        let undated = provinces.values().filter(|days| days.is_none()).count();
        if provinces.is_empty() {
            return None;
        }
        let mut words = self.scene.fill("page-picture-provinces", &[("n", &provinces.len().to_string())]);
        if let Some((days, name)) = first {
            words.push(' ');
            let days = days.to_string();
            words.push_str(&self.scene.fill("page-picture-first", &[("name", name), ("n", &days)]));
        }
        if undated > 0 {
            words.push(' ');
            words.push_str(&self.scene.fill("page-picture-undated", &[("n", &undated.to_string())]));
        }
        Some(words)
    }
}
