//! Geometry: what a drawing is made of.
//!
//! In: calls that put boxes, lines and texts at places. Out: a [`Panel`] with its height.

use super::width::{self, FontWeight};
use super::{PictureWork, WorkState};

/// Units; 1 is a pixel of a picture shown at its own size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

/// A thing drawn. `class` is what the style sheet knows it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PanelShape {
    /// A box.
    Box {
        /// For the style sheet.
        class: &'static str,
        /// Where.
        area: Rect,
    },
    /// A straight line.
    Line {
        /// For the style sheet.
        class: &'static str,
        /// From.
        from: (i32, i32),
        /// To.
        to: (i32, i32),
    },
    /// The line of time that all boxes have, written once, to be shown at other heights: pieces from left to right,
    /// places of years, the date of the work in the middle.
    Axis {
        /// From, to.
        pieces: Vec<(i32, i32)>,
        /// Beginnings of years.
        years: Vec<i32>,
        /// The date of the work in the middle.
        here: Option<i32>,
    },
    /// The line of time at this height.
    Track(i32),
    /// A round mark.
    Dot {
        /// For the style sheet.
        class: &'static str,
        /// Middle.
        at: (i32, i32),
        /// Half its width.
        radius: i32,
    },
    /// A closed form.
    Form {
        /// For the style sheet.
        class: &'static str,
        /// Corners.
        points: Vec<(i32, i32)>,
    },
    /// A line of text.
    Text {
        /// For the style sheet.
        class: &'static str,
        /// Where its base line begins.
        at: (i32, i32),
        /// The text, not escaped.
        text: String,
        /// Units it takes at most.
        width: i32,
    },
    /// What a link surrounds.
    Link {
        /// Where to, not escaped.
        href: String,
        /// What a pointer that rests on it is told; empty: nothing was cut.
        hint: String,
        /// What is drawn.
        shapes: Vec<PanelShape>,
    },
}

/// A part of a picture that stands on one sheet of paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Panel {
    /// What it shows, for those who do not see it; empty: what the panel before does.
    pub label: String,
    /// Units.
    pub width: i32,
    /// Units.
    pub height: i32,
    /// In the order of drawing.
    pub shapes: Vec<PanelShape>,
}

/// Width of a panel: a phone, upright.
pub(super) const WIDTH: i32 = 328;
/// Left edge of the boxes; the trunk stands left of it.
pub(super) const LEFT: i32 = 20;
/// Right edge of the boxes.
pub(super) const RIGHT: i32 = 327;
/// The line of time.
pub(super) const TRACK: (i32, i32) = (32, 315);
/// The line that ties the groups to the work in the middle.
pub(super) const TRUNK: i32 = 8;
/// Space inside a box.
pub(super) const PAD: i32 = 9;
/// Space between boxes.
pub(super) const GAP: i32 = 7;
const NAME: i32 = 14;
const TEXT: i32 = 13;
const NAME_STEP: i32 = 19;
const TEXT_STEP: i32 = 18;
/// Height of a line of time inside a box.
const TRACK_ROOM: i32 = 20;

pub(super) const fn box_class(state: WorkState) -> &'static str {
    match state {
        WorkState::Held => "held",
        WorkState::NotHeld => "not-held",
        WorkState::Unknown => "unknown",
    }
}

pub(super) fn text(class: &'static str, at: (i32, i32), text: impl Into<String>) -> PanelShape {
    let text = text.into();
    let (weight, size) = match class {
        "name" | "group" => (FontWeight::Bold, NAME),
        "year" => (FontWeight::Regular, super::axis::LABEL),
        _ => (FontWeight::Regular, TEXT),
    };
    let width = width::of(&text, weight, size);
    PanelShape::Text { class, at, text, width }
}

pub(super) fn group_lines(name: &str, room: i32) -> Vec<String> {
    width::wrap(name, FontWeight::Bold, NAME, room, 2)
}

pub(super) fn text_lines(name: &str, room: i32, most: usize) -> Vec<String> {
    width::wrap(name, FontWeight::Regular, TEXT, room, most)
}

/// Facts beside each other where they fit, else below each other.
fn fact_lines(facts: &[String], room: i32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for fact in facts {
        let beside = lines.last().map(|line| format!("{line} · {fact}"));
        match beside.filter(|line| width::of(line, FontWeight::Regular, TEXT) <= room) {
            Some(line) => {
                lines.pop();
                lines.push(line);
            }
            None => lines.extend(text_lines(fact, room, 2)),
        }
    }
    lines
}

/// A box with its lines.
pub(super) struct Boxed {
    pub link: PanelShape,
    pub area: Rect,
    /// Where the line of time runs.
    pub track: i32,
}

/// Where a box begins.
#[derive(Clone, Copy)]
pub(super) struct Corner {
    pub left: i32,
    pub top: i32,
}

/// The box of a work with its upper left corner there, and room for a line of time where there is one.
pub(super) fn boxed(node: &PictureWork, corner: Corner, class: &'static str, timed: bool) -> Boxed {
    let Corner { left, top: y } = corner;
    let room = RIGHT - left - 2 * PAD;
    let names = width::wrap(&node.name, FontWeight::Bold, NAME, room, 2);
    let titles = node.title.as_deref().map(|title| width::wrap(title, FontWeight::Regular, TEXT, room, 2));
    let titles = titles.unwrap_or_default();
    let facts = fact_lines(&node.facts, room);
    let is_cut = |lines: &[String]| lines.last().is_some_and(|line| line.ends_with('…'));
    let hint = if is_cut(&names) || is_cut(&titles) {
        node.title.iter().fold(node.name.clone(), |name, title| format!("{name}: {title}"))
    } else {
        String::new()
    };
    let mut shapes = Vec::with_capacity(names.len() + titles.len() + facts.len() + 1);
    let (mut base, x) = (y + PAD - 3, left + PAD);
    for line in names {
        base += NAME_STEP;
        shapes.push(text("name", (x, base), line));
    }
    for (class, line) in
        titles.into_iter().map(|line| ("about", line)).chain(facts.into_iter().map(|line| ("fact", line)))
    {
        base += TEXT_STEP;
        shapes.push(text(class, (x, base), line));
    }
    let bottom = (base + PAD).max(y + 30) + if timed { TRACK_ROOM } else { 0 };
    let area = Rect { x: left, y, width: RIGHT - left, height: bottom - y };
    shapes.insert(0, PanelShape::Box { class, area });
    let track = if timed { bottom - PAD - 3 } else { y + area.height / 2 };
    Boxed { link: PanelShape::Link { href: node.href.clone(), hint, shapes }, area, track }
}
