//! Walks over what a page draws and keeps the letters with their places, the ruled lines, and how many
//! pictures there are.
//!
//! In: a page. Out: [`Drawn`], in points, y upwards. Operators: ISO 32000-1, 8.4 (state), 8.5 (paths),
//! 9.3 and 9.4 (text).

use super::font::Font;
use crate::import::limits;
use crate::import::problem::Problem;
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::BTreeMap;

/// What a page shows.
#[derive(Default)]
pub(super) struct Drawn {
    pub(super) pieces: Vec<LetterRun>,
    pub(super) rules: Vec<RuledLine>,
    pub(super) pictures: usize,
    /// The first words that are drawn unseen.
    pub(super) unseen: String,
}

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
}

/// A thin box: a line of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct RuledLine {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
    pub(super) top: f32,
}

/// Forms inside forms.
const DEEPEST_FORM: usize = 8;
/// Saved states; no program nests more.
const MOST_STATES: usize = 512;
/// Bytes that a page's drawing unpacks to. A full page of text has 60 kB.
const LARGEST_PAGE: usize = 32 * 1024 * 1024;
/// Thicker boxes are no lines.
const THICKEST_RULE: f32 = 2.5;
/// Pieces of text of one page. A dense table of figures has 5,000.
const MOST_PIECES: usize = 200_000;
/// Bytes of unseen text that are kept.
const LONGEST_UNSEEN: usize = 400;
/// Rules of one page that are kept.
const MOST_RULES: usize = 20_000;

type Matrix = [f32; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn times(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

fn apply(m: Matrix, x: f32, y: f32) -> (f32, f32) {
    (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])
}

/// Reads page after page; fonts are kept between them.
pub(super) struct PageReader<'a> {
    document: &'a Document,
    fonts: BTreeMap<ObjectId, Font<'a>>,
    inline_fonts: Vec<Font<'a>>,
    operations: usize,
    pub(super) letters: usize,
    pub(super) unreadable: usize,
}

#[derive(Clone, Copy)]
struct GraphicsState {
    matrix: Matrix,
    size: f32,
    letter_space: f32,
    word_space: f32,
    scale: f32,
    leading: f32,
    rise: f32,
    font: Option<FontKey>,
    line_width: f32,
    /// Text mode 3 draws nothing: the layer that recognition puts behind a scan.
    unseen: bool,
}

#[derive(Clone, Copy)]
enum FontKey {
    Object(ObjectId),
    Inline(usize),
}

impl<'a> PageReader<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document, fonts: BTreeMap::new(), inline_fonts: Vec::new(), operations: 0, letters: 0, unreadable: 0 }
    }

    /// What the page shows.
    pub(super) fn page(&mut self, page: ObjectId) -> Result<Drawn, Problem> {
        let mut drawn = Drawn::default();
        let content = self.document.get_page_content_with_limit(page, LARGEST_PAGE);
        let content = content.map_err(|_| Problem::too_complex("import-limit-unpacked", LARGEST_PAGE))?;
        let Ok((own, ids)) = self.document.get_page_resources(page) else { return Ok(drawn) };
        let mut resources: Vec<&Dictionary> = own.into_iter().collect();
        resources.extend(ids.iter().filter_map(|id| self.document.get_dictionary(*id).ok()));
        let state = GraphicsState {
            matrix: self.turn(page),
            size: 1.0,
            letter_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            font: None,
            line_width: 1.0,
            unseen: false,
        };
        self.run(&content, &resources, state, 0, &mut drawn)?;
        Ok(drawn)
    }

    /// Pages may be turned by quarters.
    fn turn(&self, page: ObjectId) -> Matrix {
        let turned = self
            .document
            .get_dictionary(page)
            .and_then(|page| page.get_deref(b"Rotate", self.document))
            .and_then(Object::as_i64)
            .unwrap_or_default();
        match turned.rem_euclid(360) {
            90 => [0.0, -1.0, 1.0, 0.0, 0.0, 842.0],
            180 => [-1.0, 0.0, 0.0, -1.0, 595.0, 842.0],
            270 => [0.0, 1.0, -1.0, 0.0, 842.0, 0.0],
            _ => IDENTITY,
        }
    }

    fn run(
        &mut self,
        content: &[u8],
        resources: &[&'a Dictionary],
        state: GraphicsState,
        depth: usize,
        drawn: &mut Drawn,
    ) -> Result<(), Problem> {
        let mut pen =
            Pen { state, saved: Vec::new(), text: IDENTITY, line: IDENTITY, path: Vec::new(), at: (0.0, 0.0) };
        for operation in Content::decode_iter(content) {
            self.operations += 1;
            if self.operations > limits::MOST_OPERATIONS {
                return Err(Problem::too_complex("import-limit-operations", limits::MOST_OPERATIONS));
            }
            // What comes after a damaged place is lost; what came before is not.
            let Ok(operation) = operation else { break };
            self.step(&operation, &mut pen, resources, depth, drawn)?;
        }
        Ok(())
    }

    fn step(
        &mut self,
        operation: &Operation,
        pen: &mut Pen,
        resources: &[&'a Dictionary],
        depth: usize,
        drawn: &mut Drawn,
    ) -> Result<(), Problem> {
        if drawn.pieces.len() > MOST_PIECES || self.letters > limits::LONGEST_TEXT {
            return Err(Problem::too_complex("import-limit-text", limits::LONGEST_TEXT));
        }
        let operands = &operation.operands;
        let number = |i: usize| operands.get(i).and_then(|object| object.as_float().ok()).unwrap_or_default();
        match operation.operator.as_str() {
            "Tf" => {
                pen.state.font = operands.first().and_then(|name| self.font(name, resources));
                pen.state.size = number(1);
            }
            "Tj" => self.show(operands.first(), pen, drawn),
            "'" => {
                pen.next_line();
                self.show(operands.first(), pen, drawn);
            }
            "\"" => {
                pen.state.word_space = number(0);
                pen.state.letter_space = number(1);
                pen.next_line();
                self.show(operands.get(2), pen, drawn);
            }
            "TJ" => {
                let Some(Object::Array(parts)) = operands.first() else { return Ok(()) };
                for part in parts {
                    match part.as_float() {
                        Ok(back) => pen.advance(-back / 1000.0 * pen.state.size * pen.state.scale),
                        Err(_) => self.show(Some(part), pen, drawn),
                    }
                }
            }
            "Do" => return self.form(operands.first(), pen, resources, depth, drawn),
            "BI" => drawn.pictures += 1,
            _ => pen.step(&operation.operator, &number, drawn),
        }
        Ok(())
    }

    fn show(&mut self, string: Option<&Object>, pen: &mut Pen, drawn: &mut Drawn) {
        let (Some(string), Some(key)) = (string.and_then(|object| object.as_str().ok()), pen.state.font) else {
            return;
        };
        let font = match key {
            FontKey::Object(id) => self.fonts.get(&id),
            FontKey::Inline(at) => self.inline_fonts.get(at),
        };
        let Some(font) = font else { return };
        for letter in font.letters(string) {
            self.letters += 1;
            let state = &pen.state;
            let width = letter.width / 1000.0 * state.size * state.scale;
            match letter.text {
                Some(text) => pen.put(&text, width, (font.bold, font.italic), drawn),
                None => self.unreadable += 1,
            }
            let space = state.letter_space + if letter.space { state.word_space } else { 0.0 };
            pen.advance(width + space * pen.state.scale);
        }
    }

    fn font(&mut self, name: &Object, resources: &[&'a Dictionary]) -> Option<FontKey> {
        let name = name.as_name().ok()?;
        let document = self.document;
        let entry = resources.iter().find_map(|resources| {
            let fonts = resources.get_deref(b"Font", document).and_then(Object::as_dict).ok()?;
            fonts.get(name).ok()
        })?;
        match entry {
            Object::Reference(id) => {
                if !self.fonts.contains_key(id) {
                    let dictionary = document.get_dictionary(*id).ok()?;
                    self.fonts.insert(*id, Font::read(document, dictionary));
                }
                Some(FontKey::Object(*id))
            }
            Object::Dictionary(dictionary) if self.inline_fonts.len() < MOST_STATES => {
                self.inline_fonts.push(Font::read(document, dictionary));
                Some(FontKey::Inline(self.inline_fonts.len() - 1))
            }
            _ => None,
        }
    }

    fn form(
        &mut self,
        name: Option<&Object>,
        pen: &Pen,
        resources: &[&'a Dictionary],
        depth: usize,
        drawn: &mut Drawn,
    ) -> Result<(), Problem> {
        let document = self.document;
        let Some(name) = name.and_then(|name| name.as_name().ok()) else { return Ok(()) };
        let stream = resources.iter().find_map(|resources| {
            let objects = resources.get_deref(b"XObject", document).and_then(Object::as_dict).ok()?;
            objects.get_deref(name, document).and_then(Object::as_stream).ok()
        });
        let Some(stream) = stream else { return Ok(()) };
        if stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Image") {
            drawn.pictures += 1;
            return Ok(());
        }
        if depth >= DEEPEST_FORM {
            return Err(Problem::too_complex("import-limit-depth", DEEPEST_FORM));
        }
        let Ok(content) = stream.get_plain_content_with_limit(LARGEST_PAGE) else {
            return Err(Problem::too_complex("import-limit-unpacked", LARGEST_PAGE));
        };
        // Forms that show each other cost steps, which are counted; their bytes count as well.
        self.operations += content.len() / 16;
        let own = stream.dict.get_deref(b"Resources", document).and_then(Object::as_dict).ok();
        let inner: Vec<&'a Dictionary> = own.into_iter().chain(resources.iter().copied()).take(DEEPEST_FORM).collect();
        let mut state = pen.state;
        if let Ok(matrix) = stream.dict.get_deref(b"Matrix", document).and_then(Object::as_array)
            && let [a, b, c, d, e, f] = matrix.as_slice()
        {
            let value = |object: &Object| object.as_float().unwrap_or_default();
            state.matrix = times([value(a), value(b), value(c), value(d), value(e), value(f)], state.matrix);
        }
        self.run(&content, &inner, state, depth + 1, drawn)
    }
}

/// Where and how the next thing is drawn.
struct Pen {
    state: GraphicsState,
    saved: Vec<GraphicsState>,
    text: Matrix,
    line: Matrix,
    /// Boxes of the path so far, not yet painted.
    path: Vec<RuledLine>,
    at: (f32, f32),
}

impl Pen {
    fn step(&mut self, operator: &str, number: &dyn Fn(usize) -> f32, drawn: &mut Drawn) {
        let six = || [number(0), number(1), number(2), number(3), number(4), number(5)];
        match operator {
            "q" if self.saved.len() < MOST_STATES => self.saved.push(self.state),
            "Q" => self.state = self.saved.pop().unwrap_or(self.state),
            "cm" => self.state.matrix = times(six(), self.state.matrix),
            "w" => self.state.line_width = number(0),
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
            "Tr" => self.state.unseen = matches!(number(0) as i32, 3 | 7),
            "re" => self.rectangle(number(0), number(1), number(2), number(3)),
            "m" => self.at = (number(0), number(1)),
            "l" => {
                let to = (number(0), number(1));
                self.edge(self.at, to);
                self.at = to;
            }
            "f" | "F" | "f*" | "S" | "s" | "B" | "B*" | "b" | "b*" => {
                let room = MOST_RULES.saturating_sub(drawn.rules.len());
                drawn.rules.extend(self.path.drain(..).take(room));
            }
            "n" => self.path.clear(),
            _ => {}
        }
    }

    fn move_line(&mut self, x: f32, y: f32) {
        self.line = times([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }

    fn next_line(&mut self) {
        self.move_line(0.0, -self.state.leading);
    }

    fn advance(&mut self, x: f32) {
        self.text = times([1.0, 0.0, 0.0, 1.0, x, 0.0], self.text);
    }

    /// A thin box is a line; of a wide one the borders are.
    fn rectangle(&mut self, x: f32, y: f32, width: f32, height: f32) {
        let corner = |x: f32, y: f32| apply(self.state.matrix, x, y);
        let (a, b) = (corner(x, y), corner(x + width, y + height));
        let rule = RuledLine { left: a.0.min(b.0), right: a.0.max(b.0), bottom: a.1.min(b.1), top: a.1.max(b.1) };
        let thin = rule.right - rule.left <= THICKEST_RULE || rule.top - rule.bottom <= THICKEST_RULE;
        if self.path.len() < MOST_RULES && thin {
            self.path.push(rule);
        } else if self.path.len() + 4 <= MOST_RULES {
            self.path.extend([
                RuledLine { right: rule.left, ..rule },
                RuledLine { left: rule.right, ..rule },
                RuledLine { top: rule.bottom, ..rule },
                RuledLine { bottom: rule.top, ..rule },
            ]);
        }
    }

    fn edge(&mut self, from: (f32, f32), to: (f32, f32)) {
        let (a, b) = (apply(self.state.matrix, from.0, from.1), apply(self.state.matrix, to.0, to.1));
        let rule = RuledLine { left: a.0.min(b.0), right: a.0.max(b.0), bottom: a.1.min(b.1), top: a.1.max(b.1) };
        let straight = rule.right - rule.left < 1.0 || rule.top - rule.bottom < 1.0;
        if straight && self.path.len() < MOST_RULES {
            self.path.push(rule);
        }
    }

    /// Puts letters down; they join the piece before where they follow it.
    fn put(&self, text: &str, width: f32, style: (bool, bool), drawn: &mut Drawn) {
        let state = &self.state;
        let all = times(self.text, state.matrix);
        let (left, base) = apply(all, 0.0, state.rise);
        let (right, end) = apply(all, width, state.rise);
        let size = (all[2].hypot(all[3]) * state.size).abs();
        // Text that runs up the page is a mark at its border.
        let sideways = (end - base).abs() > (right - left).abs();
        if !(left.is_finite() && right.is_finite() && base.is_finite() && size.is_finite()) || sideways || size < 1.0 {
            return;
        }
        if state.unseen && drawn.unseen.len() < LONGEST_UNSEEN {
            drawn.unseen.push_str(text);
        }
        if let Some(last) = drawn.pieces.last_mut() {
            let gap = left - last.right;
            let same = (last.bold, last.italic) == style && (last.base - base).abs() < 0.1 && last.size == size;
            if same && gap.abs() < size * 0.12 {
                last.text.push_str(text);
                last.right = right;
                return;
            }
        }
        let (bold, italic) = style;
        drawn.pieces.push(LetterRun { left, right, base, size, text: text.to_owned(), bold, italic });
    }
}
