//! Draws bars: which works carried out a work, after how many days.
//!
//! In: [`Delays`]. Out: a [`Panel`] for each few rows, so that paper can break between them.

use super::axis::DayAxis;
use super::panel::{Boxed, Corner, GAP, PAD, TRACK, WIDTH, box_class, boxed, text};
use super::rows::dot;
use super::width::{self, FontWeight};
use super::{Delay, Delays, Panel, PanelShape};

/// Units that a box moves right under what it carries out.
const INDENT: i32 = 16;
/// Boxes do not move further than this.
const DEEPEST: usize = 3;
/// Rows of one panel.
const ROWS: usize = 8;

/// Draws who carried out a work after how many days.
pub fn delays(delays: &Delays) -> Vec<Panel> {
    let longest = delays.rows.iter().filter_map(|row| row.days).max();
    // Behind the longest bar there is room for its days in words.
    let words = delays.rows.iter().map(|row| width::of(&row.label, FontWeight::Regular, 13)).max().unwrap_or(0);
    let left = delays.rows.iter().map(left_of).max().unwrap_or(0);
    let from = TRACK.0.max(left + PAD + 7);
    let axis = longest.map(|days| DayAxis::new(days, from, TRACK.1 - words.min(120) - 10));
    delays
        .rows
        .chunks(ROWS)
        .map(|rows| {
            let mut shapes = Vec::new();
            let mut y = 4;
            if let Some(axis) = &axis {
                labels(axis, &delays.unit, y + 12, &mut shapes);
                y += 20;
            }
            for row in rows {
                y = draw(row, y, axis, &mut shapes) + GAP;
            }
            Panel { label: String::new(), width: WIDTH, height: y, shapes }
        })
        .collect()
}

fn labels(axis: &DayAxis, unit: &str, y: i32, shapes: &mut Vec<PanelShape>) {
    let mut free = i32::MIN;
    for (x, days) in axis.labels() {
        let words = if days == 0 { format!("0 {unit}") } else { days.to_string() };
        let label = text("year", (x, y), words);
        let PanelShape::Text { width, .. } = &label else { continue };
        if x >= free && x + width <= WIDTH {
            free = x + width + 6;
            shapes.push(label);
        }
    }
}

/// The left edge of a row's box.
fn left_of(row: &Delay) -> i32 {
    2 + row.depth.min(DEEPEST) as i32 * INDENT
}

fn draw(row: &Delay, y: i32, axis: Option<DayAxis>, shapes: &mut Vec<PanelShape>) -> i32 {
    let left = left_of(row);
    // A box without a bar has no room for one: its words say that the day is not known.
    let timed = row.days.is_some();
    let Boxed { link, area, track } = boxed(&row.node, Corner { left, top: y }, box_class(row.node.state), timed);
    if row.depth > 0 {
        let (x, middle) = (left - INDENT / 2, y + 14);
        shapes.push(PanelShape::Line { class: "trunk", from: (x, y - GAP), to: (x, middle) });
        shapes.push(PanelShape::Line { class: "trunk", from: (x, middle), to: (left, middle) });
    }
    shapes.push(link);
    if !timed {
        return area.y + area.height;
    }
    let words_at = match (row.days, axis) {
        (Some(days), Some(axis)) => {
            let (start, from, to) = (axis.day(0), axis.day(row.since.min(days)), axis.day(days));
            shapes.push(PanelShape::Line { class: "time", from: (start, track), to: (from, track) });
            shapes.push(PanelShape::Line { class: "here", from: (start, track - 7), to: (start, track + 7) });
            if from != to {
                shapes.push(PanelShape::Line { class: "bar", from: (from, track), to: (to, track) });
            }
            dot(to, track, row.node.state, false, shapes);
            to + 10
        }
        _ => TRACK.0,
    };
    let label = text("days", (words_at, track + 5), row.label.clone());
    if matches!(&label, PanelShape::Text { width, .. } if words_at + width <= WIDTH) {
        shapes.push(label);
    }
    area.y + area.height
}
