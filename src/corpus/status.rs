//! Whether a work still applies, as far as it is said: the editors' word, dates that they state, what documents of the
//! site say of it, the registry of laws. Never a legal opinion of the program: it sums up what is said, and names the
//! source beside it.
//!
//! In: a work, what is said of it, the day of the site's data. Out: [`State`], which all pages and data show; the
//! [`Standing`] that the statements alone come to.
//!
//! ## How a state is told
//!
//! The editors' `status:` comes first, read at the day of the data: `effective_to:` before it ends what they call in
//! force, `effective_from:` after it is not yet. Then what ends a work as a whole by that day: a relation that editors
//! declare, a passage that the finder read, a law of the registry. Where they say that it applies and another says that
//! it has ended, the state is [`Force::Disputed`]: no page may show as in force what may not be. A part that has ended
//! is said as that. Nothing is [`Force::InForce`] because nobody says otherwise.

use super::background::EndedLaw;
use super::statements::{ForceStatement, Loss};
use super::{Corpus, Passage, WorkIndex};
use crate::citation::statement::Extent;
use crate::content::front_matter::{FrontMatter, Status};
use crate::trace::{EVERYTHING, kinds, note, unrecorded};
use jiff::civil::Date;

/// What the statements about a work's force come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Nothing is said.
    Unknown,
    /// Only the editors of its document say something.
    Declared(Status),
    /// It is said to have ended as a whole.
    Ended,
    /// A part of it is said to have ended.
    PartlyEnded,
    /// It is said to have ended; whether as a whole is left open.
    Unclear,
    /// The editors say that it applies, a document that it has ended.
    Contradicted,
}

impl Standing {
    /// The key in data.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Declared(status) => match status {
                Status::InForce => "in-force",
                Status::Expired => "expired",
                Status::PartlyExpired => "partly-expired",
                Status::NotYet => "not-yet",
                Status::Suspended => "suspended",
                Status::Withdrawn => "withdrawn",
                Status::Unknown => "unknown",
            },
            Self::Ended => "ended",
            Self::PartlyEnded => "partly-ended",
            Self::Unclear => "unclear",
            Self::Contradicted => "contradicted",
        }
    }
}

/// The standing of a work: a fact of its own, since a hundred documents may say of a work what one has said.
pub fn standing(corpus: &Corpus, work: WorkIndex) -> Standing {
    note(kinds::STANDING, u32::try_from(work).unwrap_or(EVERYTHING));
    unrecorded(|| {
        let held = corpus.works[work].held.map(|index| corpus.documents[index].front_matter.status);
        sum(held.unwrap_or_default(), corpus.statements.force_of(work))
    })
}

fn sum(declared: Status, said: &[ForceStatement]) -> Standing {
    let says = |extent| said.iter().any(|statement| statement.extent == extent);
    let by_others = if says(Extent::Whole) {
        Some(Standing::Ended)
    } else if says(Extent::Part) {
        Some(Standing::PartlyEnded)
    } else if says(Extent::Unsaid) {
        Some(Standing::Unclear)
    } else {
        None
    };
    match (declared, by_others) {
        (Status::Unknown, None) => Standing::Unknown,
        (Status::Unknown, Some(standing)) => standing,
        (status, None) => Standing::Declared(status),
        (Status::InForce | Status::NotYet, Some(Standing::Ended)) => Standing::Contradicted,
        (Status::Expired | Status::Withdrawn, Some(Standing::PartlyEnded | Standing::Unclear)) => {
            Standing::Declared(declared)
        }
        (Status::InForce, Some(Standing::PartlyEnded | Standing::Unclear)) => Standing::Contradicted,
        (status, Some(_)) => Standing::Declared(status),
    }
}

/// Whether a work is in force, in a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Force {
    /// Còn hiệu lực.
    InForce,
    /// Hết hiệu lực một phần.
    PartlyExpired,
    /// Ngưng hiệu lực.
    Suspended,
    /// Chưa có hiệu lực.
    NotYet,
    /// Hết hiệu lực.
    Expired,
    /// Đã thu hồi.
    Withdrawn,
    /// Bị thay thế.
    Replaced,
    /// Some say that it has ended, others that it has not, or they leave open whether all of it has.
    Disputed,
    /// Không rõ.
    #[default]
    Unknown,
}

impl Force {
    /// All, those that readers may rely on first.
    pub const ALL: [Self; 9] = [
        Self::InForce,
        Self::PartlyExpired,
        Self::NotYet,
        Self::Suspended,
        Self::Replaced,
        Self::Expired,
        Self::Withdrawn,
        Self::Disputed,
        Self::Unknown,
    ];

    /// The key in data, in the index of the search, in the classes of pages: that of `status:` where it has one.
    pub const fn key(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::PartlyExpired => "partly-expired",
            Self::Suspended => "suspended",
            Self::NotYet => "not-yet",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Replaced => "replaced",
            Self::Disputed => "disputed",
            Self::Unknown => "unknown",
        }
    }

    /// Whether nothing of it is to be followed on the day of the data.
    pub const fn is_out(self) -> bool {
        matches!(self, Self::Suspended | Self::NotYet | Self::Expired | Self::Withdrawn | Self::Replaced)
    }
}

/// The state of a work at the day of the site's data, with its evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Whether it is in force.
    pub force: Force,
    /// The first day of this state, where it is known; of what is not yet in force, the first on which it will be.
    pub since: Option<Date>,
    /// How it ended, where another work or a passage says so.
    pub loss: Option<Loss>,
    /// What ended it.
    pub by: Option<EndedBy>,
    /// Who says so.
    pub source: StateSource,
    /// What will end it later than the day of the data, and when.
    pub ahead: Option<(Date, WorkIndex)>,
    /// The newest work of its series, where that is newer.
    pub newer: Option<WorkIndex>,
}

/// What took the place of a work, or ended it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndedBy {
    /// A work that has a page.
    Work(WorkIndex),
    /// An instrument of the registry of laws that no page tells of.
    Law(String),
}

/// Who says what a state is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StateSource {
    /// Nobody says anything.
    #[default]
    Nobody,
    /// `status:`, or a relation that editors declare.
    Editors,
    /// `effective_from:` or `effective_to:`, beside the day of the data.
    Dates,
    /// A passage of the site, as the finder read it.
    Passage(Passage),
    /// The registry of laws.
    Laws,
}

impl StateSource {
    /// The key in data.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Editors => "editors",
            Self::Dates => "dates",
            Self::Passage(_) => "passage",
            Self::Laws => "laws",
        }
    }
}

/// Whether a work is in force, in a word: a fact of its own, for lists and marks.
pub fn force(corpus: &Corpus, work: WorkIndex) -> Force {
    note(kinds::STANDING, u32::try_from(work).unwrap_or(EVERYTHING));
    unrecorded(|| told(corpus, work).force)
}

/// The state of a work with its evidence, for the line that tells it.
pub fn state(corpus: &Corpus, work: WorkIndex) -> State {
    note(kinds::STATE, u32::try_from(work).unwrap_or(EVERYTHING));
    unrecorded(|| State { newer: corpus.background.newest(corpus, work), ..told(corpus, work) })
}

fn told(corpus: &Corpus, work: WorkIndex) -> State {
    let day = corpus.data_day();
    let head = &corpus.works[work];
    let own = match head.held {
        Some(index) => stated(&corpus.documents[index].front_matter, day),
        None => State::default(),
    };
    let own = match (own.force, head.effective, day) {
        (Force::Unknown, Some(first), Some(day)) if first > day => {
            State { force: Force::NotYet, since: Some(first), source: StateSource::Laws, ..own }
        }
        _ => own,
    };
    let ends = Ends::of(corpus, work, day);
    State { ahead: ends.ahead, ..own.with(&ends) }
}

/// What the front matter alone says at `day`.
fn stated(front_matter: &FrontMatter, day: Option<Date>) -> State {
    let (first, last) = (front_matter.effective_from, front_matter.effective_to);
    let is_over = last.zip(day).is_some_and(|(last, day)| last < day);
    let is_ahead = first.zip(day).is_some_and(|(first, day)| first > day);
    let after = last.and_then(|last| last.tomorrow().ok());
    let of = |force, since, source| State { force, since, source, ..State::default() };
    match front_matter.status {
        Status::Expired => of(Force::Expired, after, StateSource::Editors),
        Status::Withdrawn => of(Force::Withdrawn, after, StateSource::Editors),
        _ if is_over => of(Force::Expired, after, StateSource::Dates),
        Status::NotYet if is_ahead || first.is_none() => of(Force::NotYet, first, StateSource::Editors),
        _ if is_ahead => of(Force::NotYet, first, StateSource::Dates),
        // The day that they state has come.
        Status::NotYet => of(Force::InForce, first, StateSource::Dates),
        Status::InForce => of(Force::InForce, None, StateSource::Editors),
        Status::PartlyExpired => of(Force::PartlyExpired, None, StateSource::Editors),
        Status::Suspended => of(Force::Suspended, None, StateSource::Editors),
        Status::Unknown => State::default(),
    }
}

/// What ends a work, by how much of it: the best word of each kind.
#[derive(Default)]
struct Ends {
    whole: Option<WorkEnding>,
    part: Option<WorkEnding>,
    /// All or a part: it is left open.
    open: Option<WorkEnding>,
    ahead: Option<(Date, WorkIndex)>,
}

/// The end of a work, or of a part of it.
#[derive(Clone, Debug)]
struct WorkEnding {
    loss: Loss,
    by: Option<EndedBy>,
    since: Option<Date>,
    source: StateSource,
}

impl WorkEnding {
    /// What says most comes first: editors, then who names what took the place.
    const fn rank(&self) -> (bool, bool) {
        (!matches!(self.source, StateSource::Editors), !matches!(self.loss, Loss::Replaced))
    }
}

impl Ends {
    fn of(corpus: &Corpus, work: WorkIndex, day: Option<Date>) -> Self {
        let mut ends = Self::default();
        for said in corpus.statements.force_of(work) {
            let begins = said.by.and_then(|by| first_day(corpus, by));
            match (begins, day, said.by) {
                (Some(first), Some(day), Some(by)) if first > day => {
                    if said.extent == Extent::Whole && ends.ahead.is_none_or(|(known, _)| first < known) {
                        ends.ahead = Some((first, by));
                    }
                }
                _ => ends.take(said, said.by.and_then(|by| corpus.works[by].effective)),
            }
        }
        if let (None, Some(law)) = (&ends.whole, corpus.background.law(work)) {
            ends.whole = Some(WorkEnding::of_law(law));
        }
        ends
    }

    fn take(&mut self, said: &ForceStatement, since: Option<Date>) {
        let ending = WorkEnding {
            loss: said.loss,
            by: said.by.map(EndedBy::Work),
            since,
            source: said.evidence.map_or(StateSource::Editors, StateSource::Passage),
        };
        let place = match said.extent {
            Extent::Whole => &mut self.whole,
            Extent::Part => &mut self.part,
            Extent::Unsaid => &mut self.open,
        };
        if place.as_ref().is_none_or(|known| ending.rank() < known.rank()) {
            *place = Some(ending);
        }
    }
}

impl WorkEnding {
    fn of_law(law: &EndedLaw) -> Self {
        let by = law.by.map_or_else(|| EndedBy::Law(law.name.clone()), EndedBy::Work);
        Self { loss: Loss::Replaced, by: Some(by), since: Some(law.from), source: StateSource::Laws }
    }
}

/// The first day of a work, as far as it is known: that of effect, else that of issue.
fn first_day(corpus: &Corpus, work: WorkIndex) -> Option<Date> {
    let head = &corpus.works[work];
    head.effective.or_else(|| head.date?.day())
}

impl State {
    /// What editors say of it themselves, with what others say.
    fn with(self, ends: &Ends) -> Self {
        let ended = |force, ending: &WorkEnding| Self {
            force,
            since: ending.since,
            loss: Some(ending.loss),
            by: ending.by.clone(),
            source: ending.source,
            ..Self::default()
        };
        let is_over = matches!(self.force, Force::Expired | Force::Withdrawn);
        match (&ends.whole, &ends.part, &ends.open) {
            (Some(whole), ..) if is_over => {
                let by_another = self.force == Force::Expired && whole.loss == Loss::Replaced;
                let force = if by_another { Force::Replaced } else { self.force };
                let since = self.since.or(whole.since);
                Self { force, since, loss: Some(whole.loss), by: whole.by.clone(), ..self }
            }
            (Some(whole), ..) if self.says_applies() => Self { since: None, ..ended(Force::Disputed, whole) },
            (Some(whole), ..) if whole.loss == Loss::Replaced => ended(Force::Replaced, whole),
            (Some(whole), ..) => ended(Force::Expired, whole),
            (None, Some(part), _) if matches!(self.force, Force::InForce | Force::Unknown) => {
                Self { since: None, ..ended(Force::PartlyExpired, part) }
            }
            (None, None, Some(open)) if self.says_applies() || self.force == Force::Unknown => {
                Self { since: None, ..ended(Force::Disputed, open) }
            }
            _ => self,
        }
    }

    /// Whether editors say that it applies, or will.
    fn says_applies(&self) -> bool {
        matches!(self.force, Force::InForce | Force::NotYet) && self.source == StateSource::Editors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the editors state, with what others say of the whole, a part, or leave open.
    #[test]
    fn nothing_looks_in_force_that_another_ends() {
        let ending = |loss, source| WorkEnding { loss, by: Some(EndedBy::Work(7)), since: None, source };
        let passage = StateSource::Passage(Passage { document: 0, citation: 0 });
        let whole = |loss, source| Ends { whole: Some(ending(loss, source)), ..Ends::default() };
        let part = Ends { part: Some(ending(Loss::Repealed, passage)), ..Ends::default() };
        let open = Ends { open: Some(ending(Loss::Ended, passage)), ..Ends::default() };
        let replaced = whole(Loss::Replaced, StateSource::Editors);
        let repealed = whole(Loss::Repealed, passage);
        use Force::{Disputed, Expired, InForce, NotYet, PartlyExpired, Replaced, Suspended, Unknown, Withdrawn};
        for (own, ends, force) in [
            (Unknown, &Ends::default(), Unknown),
            (InForce, &Ends::default(), InForce),
            (Unknown, &replaced, Replaced),
            (Unknown, &repealed, Expired),
            (InForce, &replaced, Disputed),
            (NotYet, &repealed, Disputed),
            (PartlyExpired, &replaced, Replaced),
            (Suspended, &repealed, Expired),
            (Expired, &replaced, Replaced),
            (Withdrawn, &replaced, Withdrawn),
            (Unknown, &part, PartlyExpired),
            (InForce, &part, PartlyExpired),
            (Withdrawn, &part, Withdrawn),
            (Unknown, &open, Disputed),
            (InForce, &open, Disputed),
            (Expired, &open, Expired),
        ] {
            let source = if own == Unknown { StateSource::Nobody } else { StateSource::Editors };
            let state = State { force: own, source, ..State::default() }.with(ends);
            assert_eq!(state.force, force, "{own:?}");
            let is_named = matches!(force, Replaced | Disputed) || own == Withdrawn && ends.whole.is_some();
            assert!(!is_named || state.by == Some(EndedBy::Work(7)), "what ended it is a link");
        }
    }

    #[test]
    fn statements_are_summed_up_and_contradictions_stay() {
        let said = |extent| ForceStatement { loss: Loss::Repealed, extent, by: None, evidence: None, trigger: None };
        let (whole, part, unsaid) = (said(Extent::Whole), said(Extent::Part), said(Extent::Unsaid));
        for (declared, statements, standing) in [
            (Status::Unknown, vec![], Standing::Unknown),
            (Status::InForce, vec![], Standing::Declared(Status::InForce)),
            (Status::Unknown, vec![part.clone()], Standing::PartlyEnded),
            (Status::Unknown, vec![part.clone(), whole.clone()], Standing::Ended),
            (Status::Unknown, vec![unsaid.clone()], Standing::Unclear),
            (Status::Unknown, vec![unsaid, part.clone()], Standing::PartlyEnded),
            (Status::InForce, vec![whole.clone()], Standing::Contradicted),
            (Status::InForce, vec![part.clone()], Standing::Contradicted),
            (Status::Expired, vec![whole], Standing::Declared(Status::Expired)),
            (Status::PartlyExpired, vec![part], Standing::Declared(Status::PartlyExpired)),
        ] {
            assert_eq!(sum(declared, &statements), standing, "{declared:?} {statements:?}");
        }
    }
}
