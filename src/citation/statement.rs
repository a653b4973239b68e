//! What a text says of the works it cites beyond its own relation to them: who acts, how much of the work is concerned,
//! what one cited work is said to do with another, and that a work has lost its force. Kept as said, with the words
//! that say it; this file does not judge whether it is true.
//!
//! In: places of one flow, from `relation`. Out: [`StatedRelation`], in Unicode scalar values of the file.

use super::Citation;
use crate::content::front_matter::Relation;
use crate::source::Stretch;

/// Who does what a citation's relation says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Not said, or an order to another body, or a report of the past.
    #[default]
    Unsaid,
    /// The citing document itself: "Thông tư này thay thế", "Căn cứ", "Bãi bỏ".
    Document,
}

/// How much of a work is concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// The words leave it open.
    #[default]
    Unsaid,
    /// All of it.
    Whole,
    /// Some articles, annexes, words.
    Part,
}

impl Extent {
    /// The key in data.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unsaid => "unsaid",
            Self::Whole => "whole",
            Self::Part => "part",
        }
    }
}

/// What is said of a cited work.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum StatedClaim {
    /// It does this to another work that the same text cites.
    Does {
        /// What.
        relation: Relation,
        /// Where the other citation starts, in Unicode scalar values of the file.
        other: usize,
    },
    /// It has lost its force.
    Ended {
        /// On the day this document enters into force: the document is what ends it.
        with_document: bool,
    },
}

/// One thing said of a cited work.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Statement {
    /// What.
    pub claim: StatedClaim,
    /// How much of the work that is acted upon.
    pub extent: Extent,
    /// The words that say it, in Unicode scalar values of the file.
    pub trigger: Stretch,
}

/// All that is said where a work is cited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatedRelation {
    /// Who does what the relation says.
    pub subject: Subject,
    /// How much of the work that relation concerns.
    pub extent: Extent,
    /// What else is said of the work; its `other` is not yet translated while a flow is being read.
    pub statements: Vec<Statement>,
}

/// The citations of one flow have their places: `other`, an index among them until now, becomes where
/// that citation starts.
pub(super) fn settle(citations: &mut [Citation]) {
    let starts: Vec<usize> = citations.iter().map(|citation| citation.chars.start()).collect();
    for statement in
        citations.iter_mut().filter_map(|citation| citation.rare.as_mut()).flat_map(|rare| &mut rare.statements)
    {
        if let StatedClaim::Does { other, .. } = &mut statement.claim {
            *other = starts.get(*other).copied().unwrap_or(usize::MAX);
        }
    }
}
