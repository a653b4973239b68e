//! Where and how the next thing is drawn, and what drawing it leaves on the page.
//!
//! In: operators of state, path and place. Out: letters, rules, filled boxes and pictures in [`Drawn`], in points, y
//! upwards. Operators: ISO 32000-1, 8.4 (state), 8.5 (paths), 8.6 (colours), 9.3 (text).

use super::drawn::{Area, Drawn, LetterRun, PageBox, Turn};
use super::paint::Paint;
use lopdf::ObjectId;

/// Saved states; no program nests more.
pub(super) const MOST_STATES: usize = 512;
/// Thicker boxes are no lines.
const THICKEST_RULE: f32 = 2.5;
/// Rules of one page that are kept, and points of one path.
const MOST_RULES: usize = 20_000;
/// Filled boxes and pictures of one page that are kept.
const MOST_AREAS: usize = 2_000;
/// Smaller letters are not seen.
const SMALLEST: f32 = 1.0;
/// Letters this far apart (in letter sizes) do not belong to one run.
const RUN_GAP: f32 = 0.12;
/// Wider letter spacing than this (in letter sizes) sets letters into boxes of a form.
const WIDEST_SPACING: f32 = 1.2;

pub(super) type Matrix = [f32; 6];

pub(super) const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

pub(super) fn times(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

pub(super) fn apply(m: Matrix, x: f32, y: f32) -> (f32, f32) {
    (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])
}

#[derive(Clone, Copy)]
pub(super) struct GraphicsState {
    pub(super) matrix: Matrix,
    pub(super) size: f32,
    pub(super) letter_space: f32,
    pub(super) word_space: f32,
    pub(super) scale: f32,
    leading: f32,
    rise: f32,
    pub(super) font: Option<FontKey>,
    /// `Tr`: 0 fills, 1 strokes, 2 does both; 3 and 7 draw nothing.
    mode: u8,
    pub(super) fill: Paint,
    pub(super) stroke: Paint,
    /// What is drawn hides what lies below: no mixing of colours, nothing shines through.
    pub(super) opaque: bool,
    /// Nothing that is filled is seen.
    pub(super) clear: bool,
}

impl GraphicsState {
    pub(super) fn new(matrix: Matrix) -> Self {
        Self {
            matrix,
            size: 1.0,
            letter_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            font: None,
            mode: 0,
            fill: Paint::BLACK,
            stroke: Paint::BLACK,
            opaque: true,
            clear: false,
        }
    }
}

#[derive(Clone, Copy)]
pub(super) enum FontKey {
    Object(ObjectId),
    Inline(usize),
}

/// Part of a path, in points of the page.
#[derive(Default)]
struct Subpath {
    points: Vec<(f32, f32)>,
    curved: bool,
    closed: bool,
}

/// Where and how the next thing is drawn.
pub(super) struct Pen {
    pub(super) state: GraphicsState,
    saved: Vec<GraphicsState>,
    text: Matrix,
    line: Matrix,
    /// The path so far, not yet painted.
    path: Vec<Subpath>,
    points: usize,
}

impl Pen {
    pub(super) fn new(state: GraphicsState) -> Self {
        Self { state, saved: Vec::new(), text: IDENTITY, line: IDENTITY, path: Vec::new(), points: 0 }
    }

    pub(super) fn step(&mut self, operator: &str, number: &dyn Fn(usize) -> f32, drawn: &mut Drawn) {
        let six = || [number(0), number(1), number(2), number(3), number(4), number(5)];
        match operator {
            "q" if self.saved.len() < MOST_STATES => self.saved.push(self.state),
            "Q" => self.state = self.saved.pop().unwrap_or(self.state),
            "cm" => self.state.matrix = times(six(), self.state.matrix),
            "BT" => {
                self.text = IDENTITY;
                self.line = IDENTITY;
            }
            "Tm" => {
                self.text = six();
                self.line = self.text;
            }
            "Td" => self.move_line(number(0), number(1)),
            "TD" => {
                self.state.leading = -number(1);
                self.move_line(number(0), number(1));
            }
            "T*" => self.next_line(),
            "TL" => self.state.leading = number(0),
            "Tc" => self.state.letter_space = number(0),
            "Tw" => self.state.word_space = number(0),
            "Tz" => self.state.scale = number(0) / 100.0,
            "Ts" => self.state.rise = number(0),
            "Tr" => self.state.mode = number(0).clamp(0.0, 7.0) as u8,
            _ => self.path_step(operator, number, drawn),
        }
    }

    fn path_step(&mut self, operator: &str, number: &dyn Fn(usize) -> f32, drawn: &mut Drawn) {
        match operator {
            "re" => self.rectangle(number(0), number(1), number(2), number(3)),
            "m" => {
                self.path.push(Subpath::default());
                self.point(number(0), number(1));
            }
            "l" => self.point(number(0), number(1)),
            "c" => self.curve(number(4), number(5)),
            "v" | "y" => self.curve(number(2), number(3)),
            "h" => self.close(),
            "f" | "F" | "f*" => self.paint(true, false, drawn),
            "S" => self.paint(false, true, drawn),
            "s" => {
                self.close();
                self.paint(false, true, drawn);
            }
            "B" | "B*" => self.paint(true, true, drawn),
            "b" | "b*" => {
                self.close();
                self.paint(true, true, drawn);
            }
            "n" => self.clear(),
            _ => {}
        }
    }

    fn move_line(&mut self, x: f32, y: f32) {
        self.line = times([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }

    pub(super) fn next_line(&mut self) {
        self.move_line(0.0, -self.state.leading);
    }

    pub(super) fn advance(&mut self, x: f32) {
        self.text = times([1.0, 0.0, 0.0, 1.0, x, 0.0], self.text);
    }

    fn point(&mut self, x: f32, y: f32) {
        let point = apply(self.state.matrix, x, y);
        if self.points < MOST_RULES
            && point.0.is_finite()
            && point.1.is_finite()
            && let Some(part) = self.path.last_mut()
        {
            part.points.push(point);
            self.points += 1;
        }
    }

    fn curve(&mut self, x: f32, y: f32) {
        self.point(x, y);
        if let Some(part) = self.path.last_mut() {
            part.curved = true;
        }
    }

    fn close(&mut self) {
        if let Some(part) = self.path.last_mut() {
            part.closed = true;
        }
    }

    fn clear(&mut self) {
        self.path.clear();
        self.points = 0;
    }

    fn rectangle(&mut self, x: f32, y: f32, width: f32, height: f32) {
        self.path.push(Subpath::default());
        for (x, y) in [(x, y), (x + width, y), (x + width, y + height), (x, y + height)] {
            self.point(x, y);
        }
        self.close();
    }

    /// A thin box is a line however it is drawn. Of a thick one its strokes are lines; filled it is a background.
    fn paint(&mut self, fill: bool, stroke: bool, drawn: &mut Drawn) {
        let fill = fill && !self.state.clear;
        let stroke = stroke && !self.state.stroke.is_white();
        for part in std::mem::take(&mut self.path) {
            let Some(all) = PageBox::around(&part.points) else { continue };
            let thin = all.width() <= THICKEST_RULE || all.height() <= THICKEST_RULE;
            if thin {
                if (stroke || fill && !self.state.fill.is_white()) && drawn.rules.len() < MOST_RULES {
                    drawn.rules.push(all);
                }
                continue;
            }
            if fill && !part.curved && is_box(&part.points) && drawn.boxes.len() < MOST_AREAS {
                let (white, opaque) = (self.state.fill.is_white(), self.state.opaque);
                drawn.boxes.push(Area { at: all, order: drawn.order, white, opaque });
            }
            if stroke && !part.curved {
                let first = part.points.first().copied().filter(|_| part.closed);
                let ends = part.points.iter().skip(1).copied().chain(first);
                let edges = part.points.iter().zip(ends).filter_map(|(from, to)| PageBox::around(&[*from, to]));
                let straight = edges.filter(|edge| edge.width() < 1.0 || edge.height() < 1.0);
                let room = MOST_RULES.saturating_sub(drawn.rules.len());
                drawn.rules.extend(straight.take(room));
            }
        }
        self.points = 0;
        drawn.order += 1;
    }

    /// A picture fills the unit square.
    pub(super) fn picture(&self, opaque: bool, drawn: &mut Drawn) {
        let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(x, y)| apply(self.state.matrix, x, y));
        if let Some(at) = PageBox::around(&corners).filter(|_| drawn.pictures.len() < MOST_AREAS) {
            let opaque = opaque && self.state.opaque;
            drawn.pictures.push(Area { at, order: drawn.order, white: false, opaque });
        }
        drawn.order += 1;
    }

    /// Puts letters down; they join the run before where they follow it. `spacing`: what stands between two letters of
    /// the run besides their widths.
    pub(super) fn put(&self, text: &str, width: f32, spacing: f32, style: (bool, bool), drawn: &mut Drawn) {
        let state = &self.state;
        let all = times(self.text, state.matrix);
        let size = (all[2].hypot(all[3]) * state.size).abs();
        let turn = Turn::of(all[0] * state.scale.signum(), all[1] * state.scale.signum());
        let (left, base) = turn.upright(apply(all, 0.0, state.rise));
        let (right, _) = turn.upright(apply(all, width, state.rise));
        if !(left.is_finite() && right.is_finite() && base.is_finite() && size.is_finite()) {
            return;
        }
        let white = match state.mode {
            1 => state.stroke.is_white(),
            2 | 6 => state.fill.is_white() && state.stroke.is_white(),
            _ => state.fill.is_white(),
        };
        let letters = LetterRun {
            left,
            right,
            base,
            size,
            text: text.to_owned(),
            // Stroked round their edges, letters are bold.
            bold: style.0 || state.mode == 2 && !state.stroke.is_white(),
            italic: style.1,
            turn,
            order: drawn.order,
            white,
            unseen: matches!(state.mode, 3 | 7) || state.clear && state.mode == 0 || size < SMALLEST,
            doubled: 0,
            field: false,
        };
        let reach = all[0].hypot(all[1]);
        let spacing = (spacing * reach).clamp(-WIDEST_SPACING * size, WIDEST_SPACING * size);
        drawn.put(letters, spacing, RUN_GAP * size);
    }
}

/// Four corners (or five, the first again) with edges along the page's.
fn is_box(points: &[(f32, f32)]) -> bool {
    let corners = match points {
        [rest @ .., last] if rest.len() == 4 && rest.first() == Some(last) => rest,
        _ => points,
    };
    let along = |a: &(f32, f32), b: &(f32, f32)| (a.0 - b.0).abs() < 0.5 || (a.1 - b.1).abs() < 0.5;
    corners.len() == 4 && corners.iter().zip(corners.iter().cycle().skip(1)).all(|(a, b)| along(a, b))
}
