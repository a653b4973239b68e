//! Walks over what a page draws, its forms and the fields that are filled in, and keeps the letters with their places,
//! the ruled lines, filled boxes and pictures.
//!
//! In: a page. Out: [`Drawn`], in points, y upwards. Operators: ISO 32000-1, 9.4 (text), 8.10 (forms), 12.5.5 (fields).

use super::drawn::Drawn;
use super::font::Font;
use super::page::{PageFrame, numbers, rectangle};
use super::paint::Paint;
use super::pen::{FontKey, GraphicsState, IDENTITY, MOST_STATES, Matrix, Pen, apply, times};
use crate::import::limits;
use crate::import::problem::Problem;
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use std::collections::BTreeMap;

/// Forms inside forms.
const DEEPEST_FORM: usize = 8;
/// Bytes that a page's drawing unpacks to. A full page of text has 60 kB.
const LARGEST_PAGE: usize = 32 * 1024 * 1024;
/// Runs of letters of one page. A dense table of figures has 5,000.
const MOST_RUNS: usize = 200_000;
/// Fields and remarks of one page.
const MOST_FIELDS: usize = 2_000;

/// Reads page after page; fonts are kept between them.
pub(super) struct PageReader<'a> {
    document: &'a Document,
    fonts: BTreeMap<ObjectId, Font<'a>>,
    inline_fonts: Vec<Font<'a>>,
    operations: usize,
    pub(super) letters: usize,
    pub(super) unreadable: usize,
    /// A font whose letters are no Unicode, once one of them was drawn.
    pub(super) old_font: Option<String>,
}

impl<'a> PageReader<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self {
            document,
            fonts: BTreeMap::new(),
            inline_fonts: Vec::new(),
            operations: 0,
            letters: 0,
            unreadable: 0,
            old_font: None,
        }
    }

    /// What the page draws.
    pub(super) fn page(&mut self, page: ObjectId) -> Result<Drawn, Problem> {
        let frame = PageFrame::of(self.document, page);
        let mut drawn = Drawn::on(frame.shown);
        let content = self.document.get_page_content_with_limit(page, LARGEST_PAGE);
        let content = content.map_err(|_| Problem::too_complex("import-limit-unpacked", LARGEST_PAGE))?;
        let mut resources: Vec<&Dictionary> = Vec::new();
        if let Ok((own, ids)) = self.document.get_page_resources(page) {
            resources.extend(own);
            resources.extend(ids.iter().filter_map(|id| self.document.get_dictionary(*id).ok()));
        }
        self.run(&content, &resources, GraphicsState::new(frame.matrix), 0, &mut drawn)?;
        self.fields(page, frame.matrix, &mut drawn)?;
        drawn.finish();
        Ok(drawn)
    }

    fn run(
        &mut self,
        content: &[u8],
        resources: &[&'a Dictionary],
        state: GraphicsState,
        depth: usize,
        drawn: &mut Drawn,
    ) -> Result<(), Problem> {
        let mut pen = Pen::new(state);
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
        if drawn.runs.len() > MOST_RUNS || self.letters > limits::LONGEST_TEXT {
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
            "Do" => return self.object(operands.first(), pen, resources, depth, drawn),
            "BI" => pen.picture(true, drawn),
            "gs" => self.appearance(operands.first(), pen, resources),
            operator => {
                if !self.colour(operator, operands, pen, resources) {
                    pen.step(operator, &number, drawn);
                }
            }
        }
        Ok(())
    }

    /// Operators of colour; `false` for any other.
    fn colour(&self, operator: &str, operands: &[Object], pen: &mut Pen, resources: &[&'a Dictionary]) -> bool {
        let stroke = operator.starts_with(char::is_uppercase);
        let paint = if stroke { &mut pen.state.stroke } else { &mut pen.state.fill };
        match operator {
            "g" | "rg" | "k" | "sc" | "scn" | "G" | "RG" | "K" | "SC" | "SCN" => {
                let numbers: Vec<f32> = operands.iter().filter_map(|object| object.as_float().ok()).collect();
                *paint = paint.set(&operator.to_lowercase(), &numbers);
            }
            "cs" | "CS" => {
                let name = operands.first().unwrap_or(&Object::Null);
                *paint = Paint::in_space(self.document, name, resources);
            }
            _ => return false,
        }
        true
    }

    /// `gs`: what mixes with the colours below hides nothing.
    fn appearance(&self, name: Option<&Object>, pen: &mut Pen, resources: &[&'a Dictionary]) {
        let document = self.document;
        let Some(state) = name.and_then(|name| resource(document, resources, b"ExtGState", name)) else { return };
        let Ok(state) = state.as_dict() else { return };
        if let Ok(alpha) = state.get_deref(b"ca", document).and_then(Object::as_float) {
            pen.state.opaque = alpha >= 0.99;
            pen.state.clear = alpha < 0.05;
        }
        if let Ok(mode) = state.get_deref(b"BM", document) {
            let first = mode.as_array().ok().and_then(|modes| modes.first()).unwrap_or(mode);
            pen.state.opaque &= first.as_name().is_ok_and(|name| matches!(name, b"Normal" | b"Compatible"));
        }
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
            let space = state.letter_space + if letter.space { state.word_space } else { 0.0 };
            let between = state.letter_space * state.scale;
            // A letter that nothing translates keeps its place, so that a reader sees where one is missing.
            let text = letter.text.as_deref().unwrap_or("\u{fffd}");
            self.unreadable += usize::from(letter.text.is_none());
            if font.old && self.old_font.is_none() && text.contains(|c: char| ('\u{a1}'..='\u{ff}').contains(&c)) {
                self.old_font = Some(font.name.clone());
            }
            pen.put(text, width, between, (font.bold, font.italic), drawn);
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

    /// `Do`: a picture, or a form.
    fn object(
        &mut self,
        name: Option<&Object>,
        pen: &Pen,
        resources: &[&'a Dictionary],
        depth: usize,
        drawn: &mut Drawn,
    ) -> Result<(), Problem> {
        let found = name.and_then(|name| resource(self.document, resources, b"XObject", name));
        let Some(stream) = found.and_then(|object| object.as_stream().ok()) else { return Ok(()) };
        if stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Image") {
            let lets_through = [&b"SMask"[..], b"Mask", b"ImageMask"].iter().any(|key| stream.dict.has(key));
            pen.picture(!lets_through, drawn);
            return Ok(());
        }
        self.form(stream, pen.state, resources, depth, drawn)
    }

    fn form(
        &mut self,
        stream: &'a Stream,
        mut state: GraphicsState,
        resources: &[&'a Dictionary],
        depth: usize,
        drawn: &mut Drawn,
    ) -> Result<(), Problem> {
        if depth >= DEEPEST_FORM {
            return Err(Problem::too_complex("import-limit-depth", DEEPEST_FORM));
        }
        let Ok(content) = stream.get_plain_content_with_limit(LARGEST_PAGE) else {
            return Err(Problem::too_complex("import-limit-unpacked", LARGEST_PAGE));
        };
        // Forms that show each other cost steps, which are counted; their bytes count as well.
        self.operations += content.len() / 16;
        let document = self.document;
        let own = stream.dict.get_deref(b"Resources", document).and_then(Object::as_dict).ok();
        let inner: Vec<&'a Dictionary> = own.into_iter().chain(resources.iter().copied()).take(DEEPEST_FORM).collect();
        state.matrix = times(matrix_of(document, &stream.dict), state.matrix);
        self.run(&content, &inner, state, depth + 1, drawn)
    }

    /// What fields of forms show, and what was typed on the page later. Words in fields for signatures are kept apart.
    fn fields(&mut self, page: ObjectId, frame: Matrix, drawn: &mut Drawn) -> Result<(), Problem> {
        const UNSEEN: i64 = 0b10_0010;
        let document = self.document;
        let Ok(annotations) = document.get_page_annotations(page) else { return Ok(()) };
        for field in annotations.into_iter().take(MOST_FIELDS) {
            let kind = field.get_deref(b"Subtype", document).and_then(Object::as_name).unwrap_or_default();
            let flags = field.get_deref(b"F", document).and_then(Object::as_i64).unwrap_or_default();
            let shown = flags & UNSEEN == 0 && matches!(kind, b"Widget" | b"FreeText");
            let Some((stream, placed)) = shown.then(|| appearance(document, field)).flatten() else { continue };
            let state = GraphicsState::new(times(placed, frame));
            if !is_signature(document, field) {
                self.form(stream, state, &[], 0, drawn)?;
                continue;
            }
            let mut own = Drawn::on(drawn.page);
            self.form(stream, state, &[], 0, &mut own)?;
            own.runs.retain(|run| !run.unseen && !run.white && !run.is_blank());
            if !own.runs.is_empty() {
                drawn.fields.push(own.runs);
            }
        }
        Ok(())
    }
}

fn resource<'a>(document: &'a Document, all: &[&'a Dictionary], kind: &[u8], name: &Object) -> Option<&'a Object> {
    let name = name.as_name().ok()?;
    all.iter().find_map(|resources| {
        let objects = resources.get_deref(kind, document).and_then(Object::as_dict).ok()?;
        objects.get_deref(name, document).ok()
    })
}

fn matrix_of(document: &Document, form: &Dictionary) -> Matrix {
    form.get_deref(b"Matrix", document).ok().and_then(|value| numbers(document, value)).unwrap_or(IDENTITY)
}

/// What a field shows now, and where its drawing stands on the page.
fn appearance<'a>(document: &'a Document, field: &'a Dictionary) -> Option<(&'a Stream, Matrix)> {
    let shown = field.get_deref(b"AP", document).and_then(Object::as_dict).ok()?;
    let mut shown = shown.get_deref(b"N", document).ok()?;
    if let Ok(states) = shown.as_dict() {
        let state = field.get_deref(b"AS", document).and_then(Object::as_name).ok()?;
        shown = states.get_deref(state, document).ok()?;
    }
    let stream = shown.as_stream().ok()?;
    let to = rectangle(document, field.get_deref(b"Rect", document).ok()?)?;
    let own = rectangle(document, stream.dict.get_deref(b"BBox", document).ok()?)?;
    let matrix = matrix_of(document, &stream.dict);
    let corners = [(own.left, own.bottom), (own.right, own.bottom), (own.left, own.top), (own.right, own.top)];
    let from = super::drawn::PageBox::around(&corners.map(|(x, y)| apply(matrix, x, y)))?;
    let scale = |to: f32, from: f32| if from > 0.01 { to / from } else { 1.0 };
    let (x, y) = (scale(to.width(), from.width()), scale(to.height(), from.height()));
    Some((stream, [x, 0.0, 0.0, y, to.left - from.left * x, to.bottom - from.bottom * y]))
}

/// The kind of a field stands in it, or in the field that it belongs to.
fn is_signature(document: &Document, field: &Dictionary) -> bool {
    let mut node = field;
    for _ in 0..DEEPEST_FORM {
        if let Ok(kind) = node.get_deref(b"FT", document).and_then(Object::as_name) {
            return kind == b"Sig";
        }
        match node.get_deref(b"Parent", document).and_then(Object::as_dict) {
            Ok(parent) => node = parent,
            Err(_) => return false,
        }
    }
    false
}
