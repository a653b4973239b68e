//! Whether a work still applies, as far as it is said: the editors' word, and what documents of the site state. Never a
//! legal opinion of the program: it sums up what is said, and names the source beside it.
//!
//! In: a work's statements. Out: [`Standing`].

use super::statements::ForceStatement;
use super::{Corpus, WorkIndex};
use crate::citation::statement::Extent;
use crate::content::front_matter::Status;
use crate::trace::{EVERYTHING, kinds, note, unrecorded};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::statements::Loss;

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
