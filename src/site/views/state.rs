//! Whether a work is in force, as pages show it: the line under a title, and the mark in lists.
//!
//! In: a work. Out: [`ForceLine`], [`ForceMark`]. Both say what [`crate::corpus::status`] tells, in words; sign and colour
//! are the style sheet's, by the key.

use crate::corpus::WorkIndex;
use crate::corpus::statements::Loss;
use crate::corpus::status::{EndedBy, Force, State, StateSource, force, state};
use crate::render::templates::written;
use crate::site::views::Scene;
use crate::site::views::meaning::{NamedLink, named, source};
use crate::text::date::WorkDate;
use jiff::civil::Date;
use serde::Serialize;

/// Whether a work is in force, in a word.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ForceMark {
    /// `replaced`.
    pub key: &'static str,
    /// "Đã bị thay thế".
    pub text: &'static str,
}

/// The line under the title of a work.
#[derive(Debug, Serialize)]
pub struct ForceLine<'a> {
    /// `replaced`.
    pub key: &'static str,
    /// "Đã bị thay thế".
    pub words: &'static str,
    /// " bởi", ", bị bãi bỏ bởi": between the words and what ended it.
    pub how: String,
    /// What ended it.
    pub by: Option<EndingLink<'a>>,
    /// "từ ngày 01/9/2024".
    pub since: Option<String>,
    /// "theo người biên tập trang này", "theo".
    pub who: &'static str,
    /// The passage that says so, by the name of its document.
    pub said_in: Option<NamedLink<'a>>,
    /// After that link: the program read it.
    pub read: Option<&'static str>,
    /// "tính đến ngày 12/9/2024".
    pub day: Option<String>,
    /// "Sẽ bị thay thế từ ngày 01/01/2025 bởi", and by what.
    pub ahead: Option<(String, EndingLink<'a>)>,
    /// A newer work of the same series.
    pub newer: Option<EndingLink<'a>>,
}

/// A work that ended another, or goes on with it.
#[derive(Debug, Serialize)]
pub struct EndingLink<'a> {
    /// Its page; `None`: the site has none of it.
    pub href: Option<String>,
    /// Type and number, or type and title.
    pub name: String,
    /// Its issuer.
    pub issuer: Option<&'a str>,
}

impl<'a> EndingLink<'a> {
    fn of(scene: Scene<'a>, work: WorkIndex) -> Self {
        let NamedLink { href, name, issuer } = named(scene, work);
        Self { href: Some(href), name, issuer }
    }
}

/// The catalogue's key of a state in a word.
pub const fn word(force: Force) -> &'static str {
    match force {
        Force::InForce => "page-state-in-force",
        Force::PartlyExpired => "page-state-partly-expired",
        Force::Suspended => "page-state-suspended",
        Force::NotYet => "page-state-not-yet",
        Force::Expired => "page-state-expired",
        Force::Withdrawn => "page-state-withdrawn",
        Force::Replaced => "page-state-replaced",
        Force::Disputed => "page-state-disputed",
        Force::Unknown => "page-state-unknown",
    }
}

/// The mark of a work in a list; `None`: it is not known.
pub fn mark(scene: Scene<'_>, work: WorkIndex) -> Option<ForceMark> {
    let force = force(scene.world.corpus, work);
    (force != Force::Unknown).then(|| ForceMark { key: force.key(), text: scene.text(word(force)) })
}

/// The line of a work.
pub fn line(scene: Scene<'_>, work: WorkIndex) -> ForceLine<'_> {
    let corpus = scene.world.corpus;
    let state = state(corpus, work);
    let said_in = match state.source {
        StateSource::Passage(passage) => Some(source(scene, passage)),
        _ => None,
    };
    let by = state.by.as_ref().map(|by| match by {
        EndedBy::Work(by) => EndingLink::of(scene, *by),
        EndedBy::Law(name) => EndingLink { href: None, name: name.clone(), issuer: None },
    });
    // Without a word of anybody no day is needed to tell it: such pages stay what they are when a document comes.
    let day = match state.force {
        Force::Unknown => corpus.stated_data_day(),
        _ => corpus.data_day(),
    };
    ForceLine {
        key: state.force.key(),
        words: scene.text(word(state.force)),
        how: format!("{}{}", if state.force == Force::Replaced { " " } else { ", " }, scene.text(how(&state))),
        by,
        since: state.since.map(|day| scene.fill(since_key(state.force), &[("date", &on(scene, day))])),
        who: scene.text(who(&state)),
        read: said_in.is_some().then(|| scene.text("page-state-read")),
        said_in,
        day: day.map(|day| scene.fill("page-state-as-of", &[("date", &on(scene, day))])),
        ahead: state
            .ahead
            .map(|(day, by)| (scene.fill("page-state-ahead", &[("date", &on(scene, day))]), EndingLink::of(scene, by))),
        newer: newer(scene, &state),
    }
}

/// The same line as plain text, for forms without links of their own: addresses are not in it.
pub fn sentence(scene: Scene<'_>, work: WorkIndex) -> String {
    let line = line(scene, work);
    let mut sentence = line.words.to_owned();
    if let Some(by) = &line.by {
        sentence.push_str(&format!("{} {}", line.how, by.name));
    }
    if let Some(since) = &line.since {
        sentence.push_str(&format!(" {since}"));
    }
    let said = line.said_in.map(|link| format!(" {}", link.name)).unwrap_or_default();
    sentence.push_str(&format!(" ({}{said}", line.who));
    if let Some(day) = &line.day {
        sentence.push_str(&format!("; {day}"));
    }
    sentence.push(')');
    sentence
}

/// What replaced it is named already.
fn newer<'a>(scene: Scene<'a>, state: &State) -> Option<EndingLink<'a>> {
    let newer = state.newer.filter(|newer| state.by != Some(EndedBy::Work(*newer)))?;
    Some(EndingLink::of(scene, newer))
}

fn on(scene: Scene<'_>, day: Date) -> String {
    written(scene.language(), WorkDate::Day(day))
}

const fn since_key(force: Force) -> &'static str {
    match force {
        Force::NotYet => "page-state-applies-from",
        _ => "page-state-since",
    }
}

const fn how(state: &State) -> &'static str {
    match (state.force, state.loss) {
        (Force::Replaced, _) => "page-state-by",
        (_, Some(Loss::Repealed)) => "page-state-repealed-by",
        (_, Some(Loss::Ended)) => "page-state-ended-by",
        _ => "page-state-replaced-by",
    }
}

const fn who(state: &State) -> &'static str {
    match (state.source, state.force) {
        (StateSource::Nobody, _) => "page-state-nobody",
        (StateSource::Dates, _) => "page-state-dates",
        (StateSource::Laws, _) => "page-state-laws",
        (StateSource::Editors, Force::Disputed) => "page-state-editors-differ",
        (StateSource::Editors, _) => "page-state-editors",
        (StateSource::Passage(_), _) => "page-state-passage",
    }
}
