//! What of a page a reader sees. Words that are drawn unseen, in white on white, under a box or a picture, or beside the
//! page are never text; but a page that is one picture over words is a scan, and the words are what recognition read.
//!
//! In: [`Drawn`]. Out: [`Seen`].

use super::drawn::{Drawn, LetterRun, PageBox, Turn};
use std::collections::BTreeMap;

/// A page as its reader sees it.
#[derive(Default)]
pub(super) struct Seen {
    /// Words that stand upright.
    pub(super) runs: Vec<LetterRun>,
    pub(super) rules: Vec<PageBox>,
    /// Words turned by quarters.
    pub(super) turned: BTreeMap<Turn, Vec<LetterRun>>,
    /// Words in fields for signatures.
    pub(super) fields: Vec<Vec<LetterRun>>,
    /// Slanted words.
    pub(super) slanted: String,
    /// Words that nobody sees.
    pub(super) hidden: String,
    pub(super) pictures: usize,
    /// The page is a picture, and its words were read from it by a machine.
    pub(super) recognised: bool,
}

impl Seen {
    /// Nothing but pictures.
    pub(super) fn is_picture(&self) -> bool {
        self.pictures > 0 && !self.recognised && self.runs.is_empty() && self.turned.values().all(Vec::is_empty)
    }
}

/// Share of the page that the pictures of a scan cover at least.
const SCAN: f32 = 0.5;
/// Comparisons of words with what may cover them, for one page.
const MOST_LOOKS: usize = 20_000_000;
/// Bytes of hidden words that are kept.
const LONGEST_HIDDEN: usize = 50_000;
/// Letters may stand so far beside the page, in points: boxes are rounded.
const BESIDE: f32 = 2.0;

/// Sorts what is seen from what is not.
pub(super) fn of(drawn: Drawn) -> Seen {
    let page = drawn.page;
    let area = (page.width() * page.height()).max(1.0);
    let scan = drawn.pictures.iter().map(|picture| picture.at.shared(&page)).sum::<f32>() > SCAN * area;
    let mut seen = Seen { pictures: drawn.pictures.len(), ..Seen::default() };
    let covers: Vec<_> = drawn.boxes.iter().chain(&drawn.pictures).collect();
    let room = (MOST_LOOKS / drawn.runs.len().max(1)).min(covers.len());
    let covers = &covers[covers.len() - room..];
    let (mut visible, mut layer, mut hidden) = (Vec::new(), Vec::new(), Vec::new());
    for run in drawn.runs {
        let at = run.middle();
        let beside = at.0 < -BESIDE || at.1 < -BESIDE || at.0 > page.right + BESIDE || at.1 > page.top + BESIDE;
        let above = covers.iter().filter(|area| area.opaque && area.order >= run.order && area.at.holds(at));
        let below = || covers.iter().filter(|area| area.order < run.order && area.at.holds(at));
        let lit = run.white && below().next_back().is_none_or(|area| area.white);
        if beside || lit {
            hidden.push(run);
        } else if run.unseen || above.count() > 0 {
            layer.push(run);
        } else {
            visible.push(run);
        }
    }
    let letters = |runs: &[LetterRun]| runs.iter().map(LetterRun::letters).sum::<usize>();
    // A scan may bear a few words that were added later: a stamp, a number.
    if scan && letters(&layer) > letters(&visible) {
        seen.recognised = true;
        visible.append(&mut layer);
        visible.iter_mut().for_each(|run| run.unseen = false);
    } else {
        hidden.append(&mut layer);
    }
    for run in hidden.iter().filter(|run| !run.is_blank()) {
        add(&mut seen.hidden, &run.text);
    }
    for run in visible {
        match run.turn {
            Turn::Upright => seen.runs.push(run),
            // Its letters are runs of their own, its spaces, too.
            Turn::Slanted if seen.slanted.len() < LONGEST_HIDDEN => seen.slanted.push_str(&run.text),
            Turn::Slanted => {}
            turn => seen.turned.entry(turn).or_default().push(run),
        }
    }
    seen.rules = drawn.rules;
    seen.fields = drawn.fields;
    seen
}

fn add(words: &mut String, text: &str) {
    if words.len() < LONGEST_HIDDEN && !text.trim().is_empty() {
        if !words.is_empty() && !words.ends_with(char::is_whitespace) {
            words.push(' ');
        }
        words.push_str(text);
    }
}
