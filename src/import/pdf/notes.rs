//! Footnotes: small lines at the foot of a page that begin with a figure which is raised in the text above.
//!
//! In: the lines of a page. Out: the notes in the flow; their lines taken away, the figures in the text
//! made references.

use super::drawn::LetterRun;
use super::layout::Counter;
use super::lines::{PdfLine, paragraph};
use crate::import::flow::{ImportedText, Paragraph};

/// A note is set smaller than the text.
const SMALLER: f32 = 0.9;
/// Notes of one page; looking for their references takes quadratic time.
const MOST: usize = 200;

/// Takes the notes of a page.
pub(super) fn take(lines: &mut Vec<PdfLine>, counter: &mut Counter, flow: &mut ImportedText) {
    let mut sizes: Vec<f32> = lines.iter().map(|line| line.size).collect();
    sizes.sort_by(f32::total_cmp);
    let Some(usual) = sizes.get(sizes.len() / 2).copied() else { return };
    let small = lines.iter().rev().take_while(|line| line.size < usual * SMALLER).count();
    let first = lines.len() - small;
    let Some(begin) = (first..lines.len()).find(|at| label(&lines[*at]).is_some()) else { return };
    let referred: Vec<u32> = lines[..begin].iter().flat_map(raised).map(|(_, number)| number).collect();
    if label(&lines[begin]).is_none_or(|number| !referred.contains(&number)) {
        return;
    }
    let mut notes: Vec<(u32, Vec<PdfLine>)> = Vec::new();
    for line in lines.split_off(begin) {
        let room = notes.len() < MOST;
        match (label(&line).filter(|number| room && referred.contains(number)), notes.last_mut()) {
            (Some(number), _) => notes.push((number, vec![line])),
            (None, Some((_, note))) => note.push(line),
            (None, None) => {}
        }
    }
    for (number, note) in notes {
        let at = counter.next();
        let mut text = String::new();
        for line in &note {
            let words = paragraph(line, at).text();
            text.push_str(words.trim());
            text.push(' ');
        }
        let text = text.trim().trim_start_matches(|c: char| c.is_ascii_digit()).trim().to_owned();
        mark(lines, number, flow.footnotes.len());
        flow.footnotes.push(vec![Paragraph::plain(text, at)]);
    }
}

/// The figure that a line begins with.
fn label(line: &PdfLine) -> Option<u32> {
    let text: String = line.runs.iter().map(|run| run.text.as_str()).collect();
    let digits: String = text.trim_start().chars().take_while(char::is_ascii_digit).take(4).collect();
    digits.parse().ok()
}

/// Figures that are raised and small.
fn raised(line: &PdfLine) -> Vec<(usize, u32)> {
    let is_raised = |run: &LetterRun| run.size < line.size * 0.8 && run.base > line.base + 0.1 * line.size;
    let runs = line.runs.iter().enumerate().filter(|(_, run)| is_raised(run));
    runs.filter_map(|(at, run)| run.text.trim().parse().ok().map(|number| (at, number))).collect()
}

/// A sign that no text has stands for the reference until the line is made a paragraph.
fn mark(lines: &mut [PdfLine], number: u32, note: usize) {
    for line in lines.iter_mut() {
        for (at, found) in raised(line) {
            if found == number {
                let size = line.size;
                let run = &mut line.runs[at];
                run.text = super::lines::reference(note);
                run.size = size;
                return;
            }
        }
    }
}
