//! Indentation of lists and mappings below a key: two columns for each level, one space behind a dash.
//!
//! In: the lines of an entry and its tree. Out: the lines, or `None` where they hold something that this file does not
//! read: then they stay as they are.

use super::entry::is_in_brackets;
use crate::content::front_matter::Located;
use crate::content::node::{Node, Value};

/// Columns of one level.
const STEP: usize = 2;

/// The lines of the entry with their indentation in order.
pub(super) fn in_form(text: &str, value: &Node) -> Option<String> {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .take_while(|at| *at < text.len())
        .collect();
    let mut plan = IndentPlan { text, starts: &starts, lines: vec![LineChange::default(); starts.len()] };
    plan.value(value, STEP)?;
    Some(plan.write())
}

/// What becomes of one line.
#[derive(Clone, Copy, Default)]
struct LineChange {
    /// Columns to the right, or to the left, from this line on.
    shift: Option<isize>,
    /// A line with a dash: its new column, and where what follows the dash begins (a byte of the line).
    dash: Option<(usize, usize)>,
}

struct IndentPlan<'a> {
    text: &'a str,
    starts: &'a [usize],
    lines: Vec<LineChange>,
}

impl IndentPlan<'_> {
    /// Line and byte within it of a place.
    fn place(&self, at: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= at) - 1;
        (line, at - self.starts[line])
    }

    /// A list or mapping in block style whose items or keys are to begin at `column`; anything else stays.
    fn value(&mut self, node: &Node, column: usize) -> Option<()> {
        match &node.value {
            Value::Sequence(items) if !items.is_empty() && !is_in_brackets(self.text, node) => self.list(items, column),
            Value::Mapping(entries) if !entries.is_empty() && !is_in_brackets(self.text, node) => {
                self.mapping(entries, column, false)
            }
            _ => Some(()),
        }
    }

    fn list(&mut self, items: &[Node], column: usize) -> Option<()> {
        for item in items {
            let (line, content) = self.place(item.span.start);
            let prefix = &self.text[self.starts[line]..self.starts[line] + content];
            let dash = prefix.len() - prefix.trim_start_matches(' ').len();
            // What follows the dash on another line, or a list in a list, is left to its author.
            if prefix[dash..].trim_end_matches(' ') != "-" || prefix.len() == dash + 1 {
                return None;
            }
            self.shift_from(line, (column + STEP) as isize - content as isize);
            self.lines[line].dash = Some((column, content));
            if let Value::Mapping(entries) = &item.value
                && !is_in_brackets(self.text, item)
            {
                self.mapping(entries, column + STEP, true)?;
            }
        }
        Some(())
    }

    /// `behind_dash`: the first key stands behind a dash, and its line is settled.
    fn mapping(&mut self, entries: &[(Located<String>, Node)], column: usize, behind_dash: bool) -> Option<()> {
        for (index, (key, value)) in entries.iter().enumerate() {
            let (line, old) = self.place(key.span.start);
            if !(behind_dash && index == 0) {
                let prefix = &self.text[self.starts[line]..self.starts[line] + old];
                if !prefix.trim_matches(' ').is_empty() || line == 0 {
                    return None;
                }
                self.shift_from(line, column as isize - old as isize);
            }
            self.value(value, column + STEP)?;
        }
        Some(())
    }

    fn shift_from(&mut self, line: usize, shift: isize) {
        self.lines[line] = LineChange { shift: Some(shift), dash: None };
    }

    fn write(&self) -> String {
        let mut out = String::with_capacity(self.text.len() + 16);
        let mut shift = 0;
        for (line, plan) in self.text.split_inclusive('\n').zip(&self.lines) {
            shift = plan.shift.unwrap_or(shift);
            let spaces = line.len() - line.trim_start_matches(' ').len();
            if let Some((column, content)) = plan.dash {
                out.extend([&" ".repeat(column), "- ", &line[content..]]);
            } else if line.starts_with('#') || line.trim().is_empty() {
                out.push_str(line);
            } else {
                out.push_str(&" ".repeat(spaces.saturating_add_signed(shift)));
                out.push_str(&line[spaces..]);
            }
        }
        out
    }
}
