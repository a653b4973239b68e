//! Draws a work and the works around it: one panel for each group, one for the work itself.
//!
//! In: [`Relations`]. Out: [`Panel`]s from top to bottom.

use super::axis::TimeAxis;
use super::panel::{
    Boxed, Corner, GAP, LEFT, PAD, RIGHT, TRACK, TRUNK, WIDTH, box_class, boxed, group_lines, text, text_lines,
};
use super::{Panel, PanelShape, PictureGroup, PictureWork, Rect, Relations, UndrawnWorks, WorkState};
use crate::text::date::WorkDate;
use std::collections::BTreeSet;

/// Half the width of a mark.
const DOT: i32 = 5;
/// Boxes of one panel: as many as a sheet of A4 has room for.
const ROWS: usize = 7;
/// Height of a row with words alone.
const WORDS: i32 = 30;

/// Draws a work and what stands around it.
pub fn relations(relations: &Relations) -> Vec<Panel> {
    let years = relations
        .groups
        .iter()
        .flat_map(|group| {
            let nodes = group.bands.iter().flat_map(|band| &band.nodes).filter_map(|node| node.date);
            nodes.chain(group.more.iter().flat_map(|more| more.dates.iter().copied()))
        })
        .chain(relations.subject.date)
        .map(WorkDate::year);
    let axis = TimeAxis::new(&years.collect::<BTreeSet<i16>>(), TRACK.0, TRACK.1);
    let drawing = Drawing { axis, relations };
    let mut panels = vec![drawing.subject()];
    let last = relations.groups.len().saturating_sub(1);
    panels.extend(relations.groups.iter().enumerate().flat_map(|(at, group)| drawing.group(group, at == last)));
    panels
}

struct Drawing<'a> {
    axis: Option<TimeAxis>,
    relations: &'a Relations,
}

impl Drawing<'_> {
    /// The work in the middle; the trunk to the groups begins under it.
    fn subject(&self) -> Panel {
        let mut shapes = Vec::new();
        let node = &self.relations.subject;
        if let Some(axis) = &self.axis {
            let here = node.date.map(|date| axis.start(date));
            let years = axis.labels().into_iter().map(|(x, _)| x).collect();
            shapes.push(PanelShape::Axis { pieces: axis.pieces().collect(), years, here });
        }
        let dated = self.axis.as_ref().zip(node.date);
        // Its box reaches to the trunk.
        let Boxed { link, area, track } = boxed(node, Corner { left: 2, top: 2 }, "own", dated.is_some());
        shapes.push(link);
        if let Some((axis, date)) = dated {
            shapes.push(PanelShape::Track(track));
            mark(axis, track, date, WorkState::Held, true, &mut shapes);
        }
        let bottom = area.y + area.height;
        let height = if self.relations.groups.is_empty() { bottom + 4 } else { bottom + 10 };
        if height > bottom + 4 {
            shapes.push(PanelShape::Line { class: "trunk", from: (TRUNK, bottom), to: (TRUNK, height) });
        }
        Panel { label: node.name.clone(), width: WIDTH, height, shapes }
    }

    /// One group; where it is long, in pieces that paper has room for.
    fn group(&self, group: &PictureGroup, is_last: bool) -> Vec<Panel> {
        let (left, right) = (LEFT, RIGHT);
        let mut shapes = Vec::new();
        let mut y = 6;
        let head = y + 13;
        for line in group_lines(&group.name, right - left) {
            shapes.push(text("group", (left, y + 18), line));
            y += 20;
        }
        y = y.max(head + 13);
        let is_dated = group.bands.iter().flat_map(|band| &band.nodes).any(|node| node.date.is_some());
        if is_dated && self.axis.is_some() {
            y += 16;
            self.years(y - 2, &mut shapes);
        }
        y += 6;
        shapes.push(PanelShape::Line { class: "trunk", from: (TRUNK, head), to: (left - 5, head) });
        // The arrow leads from who acts to what is acted upon.
        let (tip, back) = if group.outgoing { (left - 4, left - 11) } else { (TRUNK, TRUNK + 7) };
        let points = vec![(tip, head), (back, head - 4), (back, head + 4)];
        shapes.push(PanelShape::Form { class: "arrow", points });
        let mut sheets = Sheets { panels: Vec::new(), label: group.name.clone(), head, ends: is_last };
        let mut rows = 0;
        for band in &group.bands {
            for (at, node) in band.nodes.iter().enumerate() {
                if rows == ROWS {
                    sheets.push(std::mem::take(&mut shapes), y);
                    (rows, y) = (0, 0);
                }
                if at == 0 && !band.name.is_empty() {
                    shapes.push(text("band", (left, y + 14), text_lines(&band.name, right - left, 1).concat()));
                    y += 22;
                }
                y = self.row(node, y.max(1), box_class(node.state), &mut shapes) + GAP;
                rows += 1;
            }
        }
        if let Some(more) = &group.more {
            y = self.more(more, y, &mut shapes) + GAP;
        }
        sheets.push(shapes, y + 4);
        sheets.panels
    }

    /// One work; gives back where its box ends.
    fn row(&self, node: &PictureWork, y: i32, class: &'static str, shapes: &mut Vec<PanelShape>) -> i32 {
        let dated = node.date.filter(|_| self.axis.is_some());
        let Boxed { link, area, track } = boxed(node, Corner { left: LEFT, top: y }, class, dated.is_some());
        shapes.push(link);
        if let (Some(axis), Some(date)) = (&self.axis, dated) {
            shapes.push(PanelShape::Track(track));
            self.bar(axis, track, date, shapes);
            mark(axis, track, date, node.state, false, shapes);
        }
        area.y + area.height
    }

    /// Works left out: their dates stand on the line all the same.
    fn more(&self, more: &UndrawnWorks, y: i32, shapes: &mut Vec<PanelShape>) -> i32 {
        let (left, right) = (LEFT, RIGHT);
        let ticks = self.axis.as_ref().filter(|_| !more.dates.is_empty());
        let height = WORDS + if ticks.is_some() { 18 } else { 0 };
        let area = Rect { x: left, y, width: right - left, height };
        let words = text_lines(&more.text, right - left - 2 * PAD, 1).concat();
        let drawn = vec![PanelShape::Box { class: "more", area }, text("more", (left + PAD, y + 20), words)];
        shapes.push(PanelShape::Link { href: more.href.clone(), hint: String::new(), shapes: drawn });
        if let Some(axis) = ticks {
            let track = y + height - 11;
            shapes.push(PanelShape::Track(track));
            // Thousands of dates have at most as many places as the line has units.
            let places: BTreeSet<i32> = more.dates.iter().map(|date| axis.start(*date)).collect();
            for x in places {
                shapes.push(PanelShape::Line { class: "few", from: (x, track - 4), to: (x, track + 4) });
            }
        }
        y + height
    }

    fn years(&self, y: i32, shapes: &mut Vec<PanelShape>) {
        for (x, label) in self.axis.iter().flat_map(TimeAxis::labels) {
            shapes.push(text("year", (x, y), label));
        }
    }

    /// From the date of the work in the middle to that of another; only between two days.
    fn bar(&self, axis: &TimeAxis, y: i32, date: WorkDate, shapes: &mut Vec<PanelShape>) {
        let days = self.relations.subject.date.and_then(WorkDate::day).zip(date.day());
        if let Some((own, other)) = days {
            let (from, to) = (axis.day(own), axis.day(other));
            if from != to {
                shapes.push(PanelShape::Line { class: "bar", from: (from, y), to: (to, y) });
            }
        }
    }
}

/// The panels of one group.
struct Sheets {
    panels: Vec<Panel>,
    label: String,
    /// Where the trunk meets the group's name, in the first panel.
    head: i32,
    /// The trunk ends there.
    ends: bool,
}

impl Sheets {
    fn push(&mut self, mut shapes: Vec<PanelShape>, height: i32) {
        let end = match (self.panels.is_empty(), self.ends) {
            (true, true) => Some(self.head),
            (false, true) => None,
            (_, false) => Some(height),
        };
        shapes.extend(end.map(|end| PanelShape::Line { class: "trunk", from: (TRUNK, 0), to: (TRUNK, end) }));
        let label = std::mem::take(&mut self.label);
        self.panels.push(Panel { label, width: WIDTH, height, shapes });
    }
}

/// The date itself: a mark on a day, a stretch for a year.
pub(super) fn mark(axis: &TimeAxis, y: i32, date: WorkDate, state: WorkState, own: bool, shapes: &mut Vec<PanelShape>) {
    match date {
        WorkDate::Year(year) => {
            let (from, to) = axis.year(year);
            shapes.push(PanelShape::Line { class: "all-year", from: (from, y), to: (to, y) });
            for x in [from, to] {
                shapes.push(PanelShape::Line { class: "end", from: (x, y - 4), to: (x, y + 4) });
            }
        }
        WorkDate::Day(day) => dot(axis.day(day), y, state, own, shapes),
    }
}

pub(super) fn dot(x: i32, y: i32, state: WorkState, own: bool, shapes: &mut Vec<PanelShape>) {
    let shape = match state {
        _ if own => {
            let r = DOT + 1;
            PanelShape::Form { class: "dot", points: vec![(x, y - r), (x + r, y), (x, y + r), (x - r, y)] }
        }
        WorkState::Held => PanelShape::Dot { class: "dot", at: (x, y), radius: DOT },
        WorkState::NotHeld | WorkState::Unknown => PanelShape::Dot { class: "ring", at: (x, y), radius: DOT },
    };
    shapes.push(shape);
}
