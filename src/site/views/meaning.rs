//! What documents say of a work: its force with the evidence, relations that third documents report, and the chain of
//! what carries it out. In: a work. Out: views for the pages of documents and of works not held.

use crate::citation::statement::Extent;
use crate::content::front_matter::Relation;
use crate::corpus::chains::{Branch, ChainEvidence, ChainLink, Step, carried_out_by, paths_to};
use crate::corpus::statements::{ForceStatement, Loss, Reported};
use crate::corpus::status::{Standing, standing};
use crate::corpus::{DocumentIndex, Passage, WorkIndex};
use crate::render::names::work_name;
use crate::site::views::Scene;
use crate::site::views::parts::{AROUND, DateView, PassageView, passage_view, relation_word};
use serde::Serialize;
use std::collections::BTreeMap;

/// All that is said of one work.
#[derive(Debug, Serialize)]
pub struct MeaningView<'a> {
    /// Its force, where anybody says something.
    pub force: Option<ForceView<'a>>,
    /// Relations that other documents report, by relation.
    pub reported: Vec<ReportedGroup<'a>>,
    /// What carries it out; empty: nothing known.
    pub chain: BranchView<'a>,
    /// What it carries out itself, each path from its beginning to this work.
    pub paths: Vec<Vec<StepView<'a>>>,
}

/// What is said of a work's force.
#[derive(Debug, Serialize)]
pub struct ForceView<'a> {
    /// What the statements come to.
    pub sum: &'static str,
    /// They contradict each other.
    pub contradicted: bool,
    /// The editors' own word, where they give one.
    pub declared: Option<&'static str>,
    /// Each statement.
    pub statements: Vec<ForceLine<'a>>,
    /// Statements left out.
    pub more: usize,
}

/// One statement about a work's force.
#[derive(Debug, Serialize)]
pub struct ForceLine<'a> {
    /// "Bị thay thế bởi", "Hết hiệu lực".
    pub what: &'static str,
    /// "toàn bộ", "một phần"; `None` where the words leave it open.
    pub extent: Option<&'static str>,
    /// The work that ends it.
    pub by: Option<NamedLink<'a>>,
    /// Who says so; `None`: the editors.
    pub source: Option<NamedLink<'a>>,
    /// The passage.
    pub passage: Option<PassageView<'a>>,
}

/// A work or document with its link.
#[derive(Debug, Serialize)]
pub struct NamedLink<'a> {
    /// Where.
    pub href: String,
    /// Type and number, or type and title.
    pub name: String,
    /// Its issuer.
    pub issuer: Option<&'a str>,
}

/// Works in one reported relation.
#[derive(Debug, Serialize)]
pub struct ReportedGroup<'a> {
    /// "Thực hiện", "Được sửa đổi, bổ sung bởi".
    pub name: &'static str,
    /// The works.
    pub works: Vec<ReportedWork<'a>>,
    /// Works left out.
    pub more: usize,
}

/// A work in a reported relation, and who says so.
#[derive(Debug, Serialize)]
pub struct ReportedWork<'a> {
    /// The other work.
    pub work: NamedLink<'a>,
    /// Documents that say so; the link leads to the words.
    pub sources: Vec<NamedLink<'a>>,
    /// Documents left out.
    pub more: usize,
}

/// What carries out one work.
#[derive(Debug, Default, Serialize)]
pub struct BranchView<'a> {
    /// By date.
    pub links: Vec<LinkView<'a>>,
    /// Works left out.
    pub more: usize,
}

/// A work in a chain.
#[derive(Debug, Serialize)]
pub struct LinkView<'a> {
    /// The work.
    pub work: NamedLink<'a>,
    /// Its date.
    pub date: Option<DateView>,
    /// The site has its text.
    pub held: bool,
    /// "sau 13 ngày".
    pub delay: Option<String>,
    /// "13 ngày kể từ văn bản đầu chuỗi", where it is not the same.
    pub delay_from_root: Option<String>,
    /// Another document says that it carries out the one above.
    pub source: Option<NamedLink<'a>>,
    /// The editors say so of a work whose text is not here.
    pub by_editors: bool,
    /// It stands elsewhere in the chain.
    pub repeated: bool,
    /// What carries it out.
    pub below: BranchView<'a>,
}

/// A step of a path down to this work.
#[derive(Debug, Serialize)]
pub struct StepView<'a> {
    /// The work.
    pub work: NamedLink<'a>,
    /// Its date.
    pub date: Option<DateView>,
    /// The site has its text.
    pub held: bool,
    /// "sau 13 ngày".
    pub delay: Option<String>,
    /// Another document says that it carries out the step before.
    pub source: Option<NamedLink<'a>>,
    /// The editors say so of a work whose text is not here.
    pub by_editors: bool,
    /// It is the work that the page is about.
    pub here: bool,
}

/// Statements shown of one work's force.
const STATEMENTS: usize = 12;
/// Works shown of one reported relation.
const RELATED: usize = 12;
/// Documents named for one reported relation.
const SOURCES: usize = 3;

/// The view of a work.
pub fn view(scene: Scene<'_>, work: WorkIndex) -> MeaningView<'_> {
    let corpus = scene.world.corpus;
    let mut paths = paths_to(corpus, work);
    // What the text itself says that it carries out stands in the list of what it cites.
    paths.retain(|path| path.len() > 2 || path.iter().any(|step| step.word != ChainEvidence::Own));
    MeaningView {
        force: force(scene, work),
        reported: reported(scene, work),
        chain: branch(scene, &carried_out_by(corpus, work)),
        paths: paths.iter().map(|path| path.iter().map(|step| step_view(scene, step, work)).collect()).collect(),
    }
}

/// The word for what is said.
fn standing_key(standing: Standing) -> &'static str {
    match standing {
        Standing::Unknown | Standing::Declared(_) => "page-status-unknown",
        Standing::Ended => "page-force-ended",
        Standing::PartlyEnded => "page-force-partly-ended",
        Standing::Unclear => "page-force-unclear",
        Standing::Contradicted => "page-force-contradicted",
    }
}

fn force(scene: Scene<'_>, work: WorkIndex) -> Option<ForceView<'_>> {
    let corpus = scene.world.corpus;
    let statements = corpus.statements.force_of(work);
    if statements.is_empty() {
        return None;
    }
    let standing = standing(corpus, work);
    let declared = corpus.works[work].held.and_then(|index| corpus.documents[index].front_matter.status.word());
    let sum = match (standing, declared) {
        (Standing::Declared(_), Some(word)) => word,
        (standing, _) => standing_key(standing),
    };
    Some(ForceView {
        sum: scene.text(sum),
        contradicted: standing == Standing::Contradicted,
        declared: declared.map(|word| scene.text(word)),
        statements: statements.iter().take(STATEMENTS).map(|statement| force_line(scene, statement)).collect(),
        more: statements.len().saturating_sub(STATEMENTS),
    })
}

fn force_line<'a>(scene: Scene<'a>, statement: &'a ForceStatement) -> ForceLine<'a> {
    let what = match (statement.loss, statement.by.is_some()) {
        (Loss::Replaced, _) => "page-relation-replaced-by",
        (Loss::Repealed, _) => "page-relation-repealed-by",
        (Loss::Ended, true) => "page-force-ended-by",
        (Loss::Ended, false) => "page-status-expired",
    };
    let extent = match statement.extent {
        Extent::Whole => Some("page-extent-whole"),
        Extent::Part => Some("page-extent-part"),
        Extent::Unsaid => None,
    };
    // The words speak of the work that is acted upon, or of the one that acts: either way they are in this sentence.
    ForceLine {
        what: scene.text(what),
        extent: extent.map(|key| scene.text(key)),
        by: statement.by.map(|work| named(scene, work)),
        source: statement.evidence.map(|passage| source(scene, passage)),
        passage: statement.evidence.and_then(|passage| passage_view(scene, passage, AROUND)),
    }
}

/// A statement about a work's force in one line: "Được thay thế bởi Quyết định 5/QĐ-TTg".
pub fn said_of_force(scene: Scene<'_>, statement: &ForceStatement) -> String {
    let line = force_line(scene, statement);
    let by = line.by.map(|by| format!(" {}", by.name)).unwrap_or_default();
    format!("{}{by}", line.what)
}

/// A work with its link.
pub fn named(scene: Scene<'_>, index: WorkIndex) -> NamedLink<'_> {
    let work = &scene.world.corpus.works[index];
    NamedLink { href: scene.links.to(&work.address), name: work_name(work), issuer: work.issuer_name.as_deref() }
}

/// A document as the one who says so; the link leads to the words.
pub fn source(scene: Scene<'_>, passage: Passage) -> NamedLink<'_> {
    let document = &scene.world.corpus.documents[passage.document];
    NamedLink { href: scene.passage(document, passage.citation), ..named(scene, document.work) }
}

fn document(scene: Scene<'_>, index: DocumentIndex) -> NamedLink<'_> {
    named(scene, scene.world.corpus.documents[index].work)
}

fn reported(scene: Scene<'_>, work: WorkIndex) -> Vec<ReportedGroup<'_>> {
    let mut groups = Vec::new();
    for outgoing in [true, false] {
        let all: Vec<&Reported> = scene.world.corpus.statements.of(work, outgoing).collect();
        for relation in Relation::ALL {
            let Some(name) = relation_word(scene, relation, outgoing) else { continue };
            let mut others: BTreeMap<WorkIndex, Vec<Passage>> = BTreeMap::new();
            for found in all.iter().filter(|found| found.relation == relation) {
                let other = if outgoing { found.to } else { found.from };
                others.entry(other).or_default().push(found.by);
            }
            if others.is_empty() {
                continue;
            }
            let more = others.len().saturating_sub(RELATED);
            let shown = scene.world.corpus.in_order(others.keys().copied()).into_iter().take(RELATED);
            let works = shown.map(|other| reported_work(scene, other, &others[&other])).collect();
            groups.push(ReportedGroup { name, works, more });
        }
    }
    groups
}

fn reported_work<'a>(scene: Scene<'a>, other: WorkIndex, passages: &[Passage]) -> ReportedWork<'a> {
    let mut first: Vec<Passage> = passages.to_vec();
    first.dedup_by_key(|passage| passage.document);
    ReportedWork {
        work: named(scene, other),
        sources: first.iter().take(SOURCES).map(|passage| source(scene, *passage)).collect(),
        more: first.len().saturating_sub(SOURCES),
    }
}

/// A tree of what carries out a work.
pub fn branch<'a>(scene: Scene<'a>, branch: &Branch) -> BranchView<'a> {
    BranchView { links: branch.links.iter().map(|link| link_view(scene, link)).collect(), more: branch.more }
}

fn link_view<'a>(scene: Scene<'a>, link: &ChainLink) -> LinkView<'a> {
    let work = &scene.world.corpus.works[link.work];
    let from_root = link.days_from_root.filter(|days| Some(*days) != link.days);
    LinkView {
        work: named(scene, link.work),
        date: work.date.map(|date| DateView::new(scene, date)),
        held: work.held.is_some(),
        delay: link.days.map(|days| delay(scene, days)),
        delay_from_root: from_root.map(|days| scene.fill("page-chain-days-root", &[("n", &days.to_string())])),
        source: reporter(scene, link.word),
        by_editors: link.word == ChainEvidence::Declared && work.held.is_none(),
        repeated: link.repeated,
        below: branch(scene, &link.below),
    }
}

fn step_view<'a>(scene: Scene<'a>, step: &Step, here: WorkIndex) -> StepView<'a> {
    let work = &scene.world.corpus.works[step.work];
    StepView {
        work: named(scene, step.work),
        date: work.date.map(|date| DateView::new(scene, date)),
        held: work.held.is_some(),
        delay: step.days.map(|days| delay(scene, days)),
        source: reporter(scene, step.word),
        by_editors: step.word == ChainEvidence::Declared && work.held.is_none(),
        here: step.work == here,
    }
}

fn reporter(scene: Scene<'_>, word: ChainEvidence) -> Option<NamedLink<'_>> {
    match word {
        ChainEvidence::Reported(index) => Some(document(scene, index)),
        ChainEvidence::Declared | ChainEvidence::Own => None,
    }
}

fn delay(scene: Scene<'_>, days: i32) -> String {
    match days {
        0 => scene.text("page-chain-same-day").to_owned(),
        days => scene.fill("page-chain-days", &[("n", &days.to_string())]),
    }
}
