//! The words of a page as its operators draw them, without any look at lines, columns and tables, to count them apart
//! from the layout.
//!
//! In: what a page draws. Out: its words, from the top of the page down.

use super::drawn::{Drawn, LetterRun, Turn};

/// A gap (in letter sizes) that parts words.
const GAP: f32 = 0.12;
/// Letters whose lines lie this near (in letter sizes) stand on one line.
const ASKEW: f32 = 0.2;

/// Adds the words of a page. Letters of one word may be drawn far apart in time, one font after the other: they are put
/// together by their places alone.
pub(super) fn add(drawn: &Drawn, text: &mut String) {
    for runs in std::iter::once(&drawn.runs).chain(&drawn.fields) {
        let mut runs: Vec<&LetterRun> = runs.iter().collect();
        let down = |run: &LetterRun| if run.turn == Turn::Slanted { 0.0 } else { -run.base };
        runs.sort_by(|a, b| a.turn.cmp(&b.turn).then(down(a).total_cmp(&down(b))));
        let same = |a: &&LetterRun, b: &&LetterRun| a.turn == b.turn && (a.base - b.base).abs() < ASKEW * b.size;
        let mut last: Option<&LetterRun> = None;
        for line in runs.chunk_by_mut(same).filter(|line| line[0].turn != Turn::Slanted) {
            line.sort_by(|a, b| a.left.total_cmp(&b.left));
        }
        for run in runs {
            let goes_on = last.is_some_and(|last| same(&last, &run) && (run.left - last.right).abs() < GAP * last.size);
            // Letters of a watermark are runs of their own, and so are its spaces.
            if !goes_on && run.turn != Turn::Slanted {
                text.push(' ');
            }
            text.push_str(&run.text);
            last = Some(run);
        }
        text.push('\n');
    }
}
