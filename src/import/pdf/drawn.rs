//! What a page draws, before anything is known of lines: runs of letters, rules, filled boxes, pictures.
//!
//! In: letters as the pen puts them. Out: [`Drawn`], each run turned upright, letters that are printed twice kept once.

use std::collections::HashMap;

/// What a page draws.
#[derive(Default)]
pub(super) struct Drawn {
    pub(super) runs: Vec<LetterRun>,
    pub(super) rules: Vec<PageBox>,
    /// Filled boxes.
    pub(super) boxes: Vec<Area>,
    pub(super) pictures: Vec<Area>,
    /// How many things were drawn.
    pub(super) order: u32,
    /// Words of fields of a form that are signatures, each with its box.
    pub(super) fields: Vec<Vec<LetterRun>>,
    /// The page, in its own points.
    pub(super) page: PageBox,
    /// Where letters stand, to find those that are printed twice.
    seen: HashMap<(i32, i32), Vec<LetterPlace>>,
    kept: usize,
}

/// The run that a letter belongs to, where it begins, on which line, and the letter.
type LetterPlace = (u32, f32, f32, char);

/// Letters that follow each other without a gap, in one appearance.
#[derive(Clone, Debug)]
pub(super) struct LetterRun {
    pub(super) left: f32,
    pub(super) right: f32,
    /// The line that the letters stand on.
    pub(super) base: f32,
    pub(super) size: f32,
    pub(super) text: String,
    pub(super) bold: bool,
    pub(super) italic: bool,
    /// How the letters lie on the page. The numbers above are those of the page turned so that they stand upright.
    pub(super) turn: Turn,
    /// After how many other things it was drawn.
    pub(super) order: u32,
    /// Drawn in white.
    pub(super) white: bool,
    /// Not drawn at all.
    pub(super) unseen: bool,
    /// How many of its letters were printed twice.
    pub(super) doubled: u32,
    /// Stands in a field for a signature.
    pub(super) field: bool,
}

/// A box on the page.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PageBox {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
    pub(super) top: f32,
}

/// A filled box, or a picture.
#[derive(Clone, Copy)]
pub(super) struct Area {
    pub(super) at: PageBox,
    /// After how many other things it was drawn.
    pub(super) order: u32,
    pub(super) white: bool,
    pub(super) opaque: bool,
}

/// How letters lie on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    Upright,
    /// They run up the page.
    Up,
    /// They run down.
    Down,
    /// They stand on their heads.
    Over,
    /// Anything between: a watermark.
    Slanted,
}

/// Letters of a page whose places are kept to find what is printed twice. A dense page of figures has 15,000.
const MOST_PLACES: usize = 300_000;
/// Letters at one place.
const MOST_AT_PLACE: usize = 16;
/// Edge of the squares that places are sorted into, in points.
const SQUARE: f32 = 4.0;
/// The same letter this near (in letter sizes) is printed twice: no letter is that narrow.
const SHADOW: f32 = 0.1;

impl PageBox {
    /// Around points; `None` for no point.
    pub(super) fn around(points: &[(f32, f32)]) -> Option<Self> {
        let first = points.first()?;
        let first = Self { left: first.0, right: first.0, bottom: first.1, top: first.1 };
        Some(points.iter().fold(first, |all, (x, y)| Self {
            left: all.left.min(*x),
            right: all.right.max(*x),
            bottom: all.bottom.min(*y),
            top: all.top.max(*y),
        }))
    }

    pub(super) fn width(&self) -> f32 {
        self.right - self.left
    }

    pub(super) fn height(&self) -> f32 {
        self.top - self.bottom
    }

    pub(super) fn holds(&self, (x, y): (f32, f32)) -> bool {
        self.left <= x && x <= self.right && self.bottom <= y && y <= self.top
    }

    /// What both cover.
    pub(super) fn shared(&self, other: &Self) -> f32 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.top.min(other.top) - self.bottom.max(other.bottom);
        width.max(0.0) * height.max(0.0)
    }

    /// As it lies where letters of `turn` stand upright.
    pub(super) fn turned(&self, turn: Turn) -> Self {
        let corners = [(self.left, self.bottom), (self.right, self.top)].map(|corner| turn.upright(corner));
        Self::around(&corners).unwrap_or_default()
    }
}

impl Turn {
    /// The turn of letters that run along `(x, y)`.
    pub(super) fn of(x: f32, y: f32) -> Self {
        // Scans are a degree or two askew.
        const ASKEW: f32 = 0.1;
        if y.abs() <= ASKEW * x.abs() {
            if x < 0.0 { Self::Over } else { Self::Upright }
        } else if x.abs() <= ASKEW * y.abs() {
            if y > 0.0 { Self::Up } else { Self::Down }
        } else {
            Self::Slanted
        }
    }

    /// A point of the page, on the page turned so that the letters stand upright.
    pub(super) const fn upright(self, (x, y): (f32, f32)) -> (f32, f32) {
        match self {
            Self::Upright | Self::Slanted => (x, y),
            Self::Up => (y, -x),
            Self::Down => (-y, x),
            Self::Over => (-x, -y),
        }
    }

    /// The way back.
    const fn on_page(self, (x, y): (f32, f32)) -> (f32, f32) {
        match self {
            Self::Upright | Self::Slanted => (x, y),
            Self::Up => (-y, x),
            Self::Down => (y, -x),
            Self::Over => (-x, -y),
        }
    }
}

impl LetterRun {
    /// The middle of the letters, on the page as it is.
    pub(super) fn middle(&self) -> (f32, f32) {
        self.turn.on_page(((self.left + self.right) / 2.0, self.base + 0.3 * self.size))
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Letters and figures.
    pub(super) fn letters(&self) -> usize {
        self.text.chars().filter(|c| c.is_alphanumeric()).count()
    }

    fn looks_like(&self, other: &Self) -> bool {
        (self.bold, self.italic, self.turn) == (other.bold, other.italic, other.turn)
            && (self.white, self.unseen) == (other.white, other.unseen)
            && (self.base - other.base).abs() < 0.1
            && self.size == other.size
    }
}

impl Drawn {
    /// An empty page.
    pub(super) fn on(page: PageBox) -> Self {
        Self { page, ..Self::default() }
    }

    /// Adds letters. Those that stand `gap` at most after the last run (less `spacing`) go on with it.
    pub(super) fn put(&mut self, letters: LetterRun, spacing: f32, gap: f32) {
        if self.is_shadow(&letters) {
            return;
        }
        let at = self.runs.len() as u32;
        let follows = self.runs.last().is_some_and(|last| {
            let apart = letters.left - last.right;
            // What was drawn between is looked at only where it matters: white letters on a dark box.
            last.looks_like(&letters)
                && (apart.abs() < gap || (apart - spacing).abs() < gap)
                && (last.order == letters.order || !letters.white)
        });
        // More spaces than one are a gap, which a pen (or a field of a form) may fill.
        let spaced = self.runs.last().is_some_and(|last| last.text.ends_with(char::is_whitespace));
        if letters.is_blank() && spaced && (follows || self.ends_like(&letters)) {
            return;
        }
        if !follows {
            self.remember(at, &letters);
            self.runs.push(letters);
            return;
        }
        self.remember(at - 1, &letters);
        if let Some(last) = self.runs.last_mut() {
            last.text.push_str(&letters.text);
            last.right = letters.right;
        }
    }

    fn ends_like(&self, letters: &LetterRun) -> bool {
        self.runs.last().is_some_and(|last| last.looks_like(letters))
    }

    /// Whether the same letter stands there already. Some programs make letters bold by printing them twice.
    fn is_shadow(&mut self, letters: &LetterRun) -> bool {
        let Some(letter) = letters.text.chars().next() else { return true };
        let (x, y) = square(letters);
        let near = SHADOW * letters.size;
        for (dx, dy) in [(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (1, 1), (-1, 1), (1, -1)] {
            let Some(places) = self.seen.get(&(x.saturating_add(dx), y.saturating_add(dy))) else { continue };
            let found = places.iter().find(|(run, left, base, other)| {
                let turned = self.runs.get(*run as usize).is_none_or(|run| run.turn != letters.turn);
                !turned && *other == letter && (left - letters.left).abs() < near && (base - letters.base).abs() < near
            });
            if let Some(run) = found.and_then(|(run, ..)| self.runs.get_mut(*run as usize)) {
                run.doubled += 1;
                // Black on white: what is printed again is seen.
                run.white &= letters.white;
                run.unseen &= letters.unseen;
                return true;
            }
        }
        false
    }

    fn remember(&mut self, run: u32, letters: &LetterRun) {
        let Some(letter) = letters.text.chars().next() else { return };
        if self.kept < MOST_PLACES {
            self.kept += 1;
            let places = self.seen.entry(square(letters)).or_default();
            if places.len() < MOST_AT_PLACE {
                places.push((run, letters.left, letters.base, letter));
            }
        }
    }

    /// Letters printed twice are bold. Forgets what is needed only while drawing.
    pub(super) fn finish(&mut self) {
        self.seen = HashMap::new();
        for run in &mut self.runs {
            run.bold |= run.doubled as usize * 5 > run.text.chars().filter(|c| !c.is_whitespace()).count() * 3;
        }
    }
}

fn square(letters: &LetterRun) -> (i32, i32) {
    ((letters.left / SQUARE) as i32, (letters.base / SQUARE) as i32)
}
