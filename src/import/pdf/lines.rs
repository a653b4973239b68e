//! Joins letters to lines: what stands on one height, raised signs, letters that were set apart, spaces where there are
//! gaps.
//!
//! In: runs of letters. Out: lines from the top, and a line as a paragraph of the flow.

use super::drawn::LetterRun;
use crate::import::flow::{ImportPlace, LineExtent, Paragraph, Raised, StyledRun};

/// A line of a page.
#[derive(Clone, Debug)]
pub(super) struct PdfLine {
    pub(super) runs: Vec<LetterRun>,
    pub(super) base: f32,
    pub(super) size: f32,
}

impl PdfLine {
    pub(super) fn left(&self) -> f32 {
        self.runs.iter().map(|run| run.left).fold(f32::MAX, f32::min)
    }

    pub(super) fn right(&self) -> f32 {
        self.runs.iter().map(|run| run.right).fold(f32::MIN, f32::max)
    }

    pub(super) fn middle(&self) -> f32 {
        (self.left() + self.right()) / 2.0
    }
}

/// Letters closer than this belong to one word; fonts set a space at a quarter of their size.
const SPACE: f32 = 0.17;
/// Text this far apart stands in columns, in letter sizes.
pub(super) const WIDE_GAP: f32 = 1.8;
/// Letters of a word that is set apart letter by letter, at least.
const FEWEST_APART: usize = 4;
/// Letters further apart are no word, in letter sizes.
const FARTHEST_APART: f32 = 1.5;

/// Runs on one line together, lines from the top.
pub(super) fn gather(mut runs: Vec<LetterRun>) -> Vec<PdfLine> {
    runs.sort_by(|a, b| b.base.total_cmp(&a.base).then(a.left.total_cmp(&b.left)));
    let mut lines: Vec<PdfLine> = Vec::new();
    for run in runs {
        let line = lines.last_mut().filter(|line| (line.base - run.base).abs() < 0.25 * line.size.min(run.size));
        match line {
            Some(line) => {
                if run.size > line.size * 1.2 {
                    line.base = run.base;
                    line.size = run.size;
                }
                line.runs.push(run);
            }
            None => lines.push(PdfLine { base: run.base, size: run.size, runs: vec![run] }),
        }
    }
    let mut lines = with_raised(lines);
    for line in &mut lines {
        line.runs.sort_by(|a, b| a.left.total_cmp(&b.left));
        close_up(&mut line.runs);
    }
    lines.retain(|line| line.runs.iter().any(|run| !run.text.trim().is_empty()));
    lines
}

/// Raised and lowered signs belong to the line whose letters they stand beside.
fn with_raised(lines: Vec<PdfLine>) -> Vec<PdfLine> {
    let mut out: Vec<PdfLine> = Vec::with_capacity(lines.len());
    let mut lines = lines.into_iter().peekable();
    while let Some(line) = lines.next() {
        if let Some(next) = lines.peek_mut().filter(|next| stands_beside(&line, next)) {
            next.runs.extend(line.runs);
        } else if let Some(last) = out.last_mut().filter(|last| stands_beside(&line, last)) {
            last.runs.extend(line.runs);
        } else {
            out.push(line);
        }
    }
    out
}

/// A few small signs right after letters of the other line.
fn stands_beside(signs: &PdfLine, line: &PdfLine) -> bool {
    const MOST_SIGNS: usize = 8;
    let small = signs.runs.len() <= MOST_SIGNS
        && signs.size < 0.8 * line.size
        && (signs.base - line.base).abs() < 0.6 * line.size;
    let beside = |sign: &LetterRun| {
        sign.text.trim().chars().count() <= 4
            && line.runs.iter().any(|run| (sign.left - run.right).abs() < 0.3 * line.size)
    };
    small && signs.runs.iter().all(beside)
}

/// Letters that are set apart are words again: "K Ế   H O Ạ C H". Their own gaps tell which of them are wider.
fn close_up(runs: &mut Vec<LetterRun>) {
    typed_apart(runs);
    let is_letter = |run: &LetterRun| {
        let mut letters = run.text.trim().chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    };
    let mut out: Vec<LetterRun> = Vec::with_capacity(runs.len());
    let mut rest = std::mem::take(runs).into_iter().peekable();
    while let Some(run) = rest.next() {
        let mut apart = vec![run];
        // A blank run between letters says where a word ends.
        while let Some(last) = apart.iter().rfind(|run| !run.is_blank()).filter(|last| is_letter(last)) {
            let near = |next: &LetterRun| next.left - last.right < FARTHEST_APART * last.size;
            let Some(next) = rest.next_if(|next| near(next) && (next.is_blank() || is_letter(next))) else { break };
            apart.push(next);
        }
        out.extend(words(apart));
    }
    *runs = out;
}

/// Single letters with gaps between them → words; `apart` as it is where the gaps are none or the letters are few.
fn words(apart: Vec<LetterRun>) -> Vec<LetterRun> {
    let letters: Vec<&LetterRun> = apart.iter().filter(|run| !run.is_blank()).collect();
    let mut gaps: Vec<f32> = letters.windows(2).map(|pair| pair[1].left - pair[0].right).collect();
    gaps.sort_by(f32::total_cmp);
    let usual = gaps.get(gaps.len() / 3).copied().unwrap_or_default();
    let size = letters.first().map_or(0.0, |run| run.size);
    if letters.len() < FEWEST_APART || usual <= SPACE * size {
        return apart;
    }
    let spaced = apart.iter().any(|run| run.text.ends_with(char::is_whitespace));
    let mut out: Vec<LetterRun> = Vec::new();
    let mut ended = true;
    for run in apart {
        let gap = out.last().map_or(0.0, |last| run.left - last.right);
        if run.is_blank() {
            ended = true;
            continue;
        }
        let ends = run.text.ends_with(char::is_whitespace);
        let goes_on = !std::mem::replace(&mut ended, ends) && (spaced || gap < 1.6 * usual);
        match out.last_mut().filter(|_| goes_on) {
            Some(last) => {
                last.text.push_str(run.text.trim());
                last.right = run.right;
            }
            None => {
                if let Some(last) = out.last_mut() {
                    last.text.push(' ');
                }
                out.push(LetterRun { text: run.text.trim().to_owned(), ..run });
            }
        }
    }
    out
}

/// Letters with typed spaces between them, all over the line: a run is a word.
fn typed_apart(runs: &mut [LetterRun]) {
    let mut letters = 0;
    for word in runs.iter().flat_map(|run| run.text.split_whitespace()) {
        let mut signs = word.chars();
        if !(signs.next().is_some_and(char::is_uppercase) && signs.next().is_none()) {
            return;
        }
        letters += 1;
    }
    let typed = |run: &LetterRun| run.text.split_whitespace().count() > 1;
    if letters < FEWEST_APART || !runs.iter().any(typed) {
        return;
    }
    for run in runs {
        let end = if run.text.ends_with(char::is_whitespace) { " " } else { "" };
        run.text = run.text.split_whitespace().collect::<String>() + end;
    }
}

/// The words of a line.
pub(super) fn text_of(line: &PdfLine) -> String {
    paragraph(line, ImportPlace::default()).text()
}

/// The line as a paragraph: spaces where there are gaps, raised figures as references.
pub(super) fn paragraph(line: &PdfLine, at: ImportPlace) -> Paragraph {
    let mut runs: Vec<StyledRun> = Vec::new();
    let mut right: Option<f32> = None;
    for run in &line.runs {
        let gap = right.map_or(0.0, |right| run.left - right);
        let ended = runs.last().is_none_or(|run| run.text.ends_with(' '));
        let mut text = String::new();
        if gap > WIDE_GAP * line.size && right.is_some() {
            text.push_str(if ended { "  " } else { "   " });
        } else if gap > SPACE * line.size && !ended && !run.text.starts_with(' ') {
            text.push(' ');
        }
        text.push_str(&run.text);
        right = Some(run.right);
        match runs.last_mut() {
            Some(last) if (last.bold, last.italic, last.raised) == (run.bold, run.italic, raised(run, line)) => {
                last.text.push_str(&text);
            }
            // A space at a change of appearance is bold on neither side.
            Some(last) if text.trim().is_empty() => last.text.push_str(&text),
            _ => runs.push(StyledRun {
                text,
                bold: run.bold,
                italic: run.italic,
                size: Some(line.size),
                raised: raised(run, line),
                ..StyledRun::default()
            }),
        }
    }
    let extent = Some(LineExtent {
        left: line.left(),
        right: visible_right(line),
        margin: line.left(),
        above: 0.0,
        base: line.base,
        size: line.size,
    });
    Paragraph { runs: resolved(runs), extent, at, ..Paragraph::default() }
}

/// Small letters above the line, or below it.
fn raised(run: &LetterRun, line: &PdfLine) -> Raised {
    let by = (run.base - line.base) / line.size.max(1.0);
    if run.size > 0.85 * line.size || run.is_blank() {
        Raised::No
    } else if by > 0.12 {
        Raised::Up
    } else if by < -0.05 {
        Raised::Down
    } else {
        Raised::No
    }
}

/// Private signs of Unicode, which no text has: a reference to a footnote in the letters of a line.
const REFERENCE: u32 = 0xf_0000;

/// The sign that stands for a reference.
pub(super) fn reference(note: usize) -> String {
    char::from_u32(REFERENCE + (note as u32).min(0xfff0)).map(String::from).unwrap_or_default()
}

/// Signs of references → references.
fn resolved(runs: Vec<StyledRun>) -> Vec<StyledRun> {
    let mut out: Vec<StyledRun> = Vec::with_capacity(runs.len());
    for run in runs {
        let mut rest = run.text.as_str();
        while let Some(at) = rest.find(|c: char| (REFERENCE..REFERENCE + 0xfff1).contains(&(c as u32))) {
            let sign = rest[at..].chars().next().unwrap_or(' ');
            let footnote = Some((sign as u32 - REFERENCE) as usize);
            out.push(StyledRun { text: rest[..at].to_owned(), footnote, ..run.clone() });
            rest = &rest[at + sign.len_utf8()..];
        }
        if !rest.is_empty() {
            out.push(StyledRun { text: rest.to_owned(), ..run.clone() });
        }
    }
    out
}

/// Spaces at the end of a line take no room.
fn visible_right(line: &PdfLine) -> f32 {
    let last = line.runs.iter().rev().find(|run| !run.text.trim().is_empty());
    last.map_or_else(
        || line.right(),
        |run| {
            let ended = run.text.trim_end();
            let share = ended.chars().count() as f32 / run.text.chars().count().max(1) as f32;
            if ended.len() == run.text.len() { run.right } else { run.left + (run.right - run.left) * share }
        },
    )
}
