//! Draws what stands around one work: lược đồ.
//!
//! In: a [`Relations`] (the work, groups of others, each with name, date and link) or [`Delays`] (which works carried
//! it out after how many days). Out: [`Panel`]s, pure geometry, one below the other; [`svg`]
//! writes them. Knows nothing of the corpus, of templates or of HTML.
//!
//! A picture is a column of boxes: the work itself, and under it a box for each other work, grouped by relation
//! and level; an arrow leads from the work that acts to the one that is acted upon. Every box has a line of time
//! in it, the same for all and written once, on which its date stands, and a bar from the date of the work in the middle
//! to that date. One drawing serves all: a phone shows it as a column, a desk and paper flow its panels into two. Nothing is placed by guess: a year alone is a stretch of the line, and
//! without a date there is no line.

mod axis;
mod bars;
mod panel;
mod rows;
pub mod svg;
mod width;

pub use bars::delays;
pub use panel::{Panel, PanelShape, Rect};
pub use rows::relations;

use crate::text::date::WorkDate;

/// What the site has of a work: told apart by the border of its box and the form of its mark, and said in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkState {
    /// Its text.
    Held,
    /// What is known of it.
    NotHeld,
    /// Nothing: it is not known which work is meant.
    Unknown,
}

/// A work in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureWork {
    /// Where its box leads, ready to be written.
    pub href: String,
    /// What it is called, in full.
    pub name: String,
    /// What it is about.
    pub title: Option<String>,
    /// Issuer, date and state in words, each kept together where there is room.
    pub facts: Vec<String>,
    /// What the site has of it.
    pub state: WorkState,
    /// Its date, as far as it is known.
    pub date: Option<WorkDate>,
}

/// Works of one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// "Trung ương".
    pub name: String,
    /// By date, those without one last.
    pub nodes: Vec<PictureWork>,
}

/// Works that are counted, not drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndrawnWorks {
    /// Where all are listed.
    pub href: String,
    /// "và 43 văn bản khác".
    pub text: String,
    /// Their dates, which have their places on the line all the same.
    pub dates: Vec<WorkDate>,
}

/// Works in one relation to the one in the middle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureGroup {
    /// "Căn cứ (12)".
    pub name: String,
    /// The work in the middle does it to these; else they do it to that one.
    pub outgoing: bool,
    /// By level.
    pub bands: Vec<Band>,
    /// Those that are left out.
    pub more: Option<UndrawnWorks>,
}

/// A work and what stands around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relations {
    /// The work in the middle.
    pub subject: PictureWork,
    /// From top to bottom.
    pub groups: Vec<PictureGroup>,
}

/// A work that carries out the one in question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delay {
    /// The work; its name says who issued it.
    pub node: PictureWork,
    /// Days after the work in question; `None`: one of the days is not known.
    pub days: Option<i32>,
    /// Days after which what it carries out itself was issued, where that stands in between.
    pub since: i32,
    /// "13 ngày"; "không rõ ngày".
    pub label: String,
    /// Works between it and the work in question.
    pub depth: usize,
}

/// Who carried a work out, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delays {
    /// In order; what carries out one of them comes behind it.
    pub rows: Vec<Delay>,
    /// "ngày", at the line.
    pub unit: String,
}

#[cfg(test)]
mod tests;
