//! Reads HTML into [`ImportedText`]. Only the tokenizer of html5ever is used: it knows entities, comments and scripts
//! as browsers do, in linear time. The tree builder is not: it takes quadratic time on deep nesting (html5ever issue
//! 788), and all that is needed of a tree is which block and which table the text stands in. What no reader sees is no
//! text; of a page that says where its text stands, the rest is left out and told.

pub(super) mod plain;
mod tags;

use super::flow::{
    ImportLoss, ImportPlace, ImportedItem, ImportedText, Paragraph, ParagraphAlignment, Raised, StyledRun,
};
use super::limits;
use super::problem::Problem;
use super::tables::Tables;
use super::tally::Aside;
use super::text_file::decode;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;
use tags::{HIDDEN, HiddenNames, OpenList, alignment, attribute, closes_itself, is_around, is_main, is_void};

/// What words that are left out are counted as: no reader sees them, or they are the page's.
const UNSEEN: usize = 0;
const AROUND: usize = 1;
/// Bytes that are looked at in one go.
const PIECE: usize = 16 * 1024;
/// Attributes of one tag: the tokenizer compares each with all before it. Data addresses of pictures have many slashes.
const MOST_ATTRIBUTES: usize = 50_000;

/// Reads the file's bytes.
///
/// # Errors
/// Where the bytes are no Unicode text, or a limit is passed.
pub fn read(bytes: &[u8]) -> Result<ImportedText, Problem> {
    let text = decode(bytes)?;
    let sink = TokenReceiver(RefCell::new(HtmlReader::default()));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let queue = BufferQueue::default();
    // In pieces, so that a limit ends the work soon.
    let mut rest = text.as_str();
    let mut attributes = 0;
    while !rest.is_empty() {
        let mut end = rest.len().min(PIECE);
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let before = tokenizer.sink.0.borrow().tokens;
        queue.push_back(StrTendril::from_slice(&rest[..end]));
        let _ = tokenizer.feed(&queue);
        // A piece without a single token lies inside one tag.
        let inside = tokenizer.sink.0.borrow().tokens == before;
        attributes = if inside { attributes + rest[..end].matches([' ', '\n', '\t', '/']).count() } else { 0 };
        if attributes > MOST_ATTRIBUTES {
            return Err(Problem::too_complex("import-limit-attributes", MOST_ATTRIBUTES));
        }
        rest = &rest[end..];
        if tokenizer.sink.0.borrow().failed.is_some() {
            break;
        }
    }
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

struct TokenReceiver(RefCell<HtmlReader>);

impl TokenSink for TokenReceiver {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let mut reader = self.0.borrow_mut();
        // Errors are said of attributes too, in the middle of a tag.
        reader.tokens += usize::from(!matches!(token, Token::ParseError(_)));
        if reader.failed.is_some() {
            return TokenSinkResult::Continue;
        }
        match token {
            Token::CharacterTokens(text) => reader.text(&text, line),
            Token::TagToken(tag) => return reader.tag(&tag, line),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[derive(Default)]
struct HtmlReader {
    tokens: usize,
    tables: Tables,
    paragraph: Paragraph,
    /// Depth of `b`, `strong` and of `i`, `em`.
    bold: u32,
    italic: u32,
    /// Of `sup`, of `sub`, and of what is struck out.
    raised: u32,
    lowered: u32,
    struck: u32,
    /// Inside `head`, `script` and their like nothing is text.
    hidden: Option<HiddenElement>,
    hidden_names: HiddenNames,
    /// The style sheet that is being read.
    sheet: String,
    /// Depth of elements that hold the text of the page, of those of the same name inside, and the name.
    main: Option<(String, u32)>,
    /// The page has said where its text stands; what came before or comes after is not it.
    has_main: bool,
    /// Words that were left out as hidden, and as parts of the page.
    unseen: [usize; 2],
    aside: Vec<(Aside, String)>,
    lists: Vec<OpenList>,
    alignment: Option<ParagraphAlignment>,
    heading: Option<u8>,
    preformatted: u32,
    paragraphs: usize,
    letters: usize,
    links: usize,
    pictures: usize,
    failed: Option<Problem>,
}

/// An element whose text is left out.
struct HiddenElement {
    name: String,
    /// Elements of the same name that are open in it.
    depth: u32,
    /// What its words are counted as: an index of `unseen`.
    words: Option<usize>,
}

impl HtmlReader {
    fn text(&mut self, text: &str, line: u64) {
        if let Some(hidden) = &self.hidden {
            let is_sheet = hidden.name == "style" && self.sheet.len() < limits::LONGEST_TEXT;
            match hidden.words {
                Some(kind) => self.leave_out(kind, text),
                None if is_sheet => self.sheet.push_str(text),
                // Words of a button, a list to choose from.
                None => self.set_aside(Aside::Around, text),
            }
            return;
        }
        self.letters += text.len();
        if self.letters > limits::LONGEST_TEXT {
            self.failed = Some(Problem::too_complex("import-limit-text", limits::LONGEST_TEXT));
            return;
        }
        let text: String = if self.preformatted > 0 {
            text.to_owned()
        } else {
            // One space for every run, kept where it stands between two pieces.
            let mut out = String::with_capacity(text.len());
            let mut spaced = self.ends_in_space();
            for c in text.chars() {
                if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                    if !std::mem::replace(&mut spaced, true) {
                        out.push(' ');
                    }
                } else {
                    spaced = false;
                    out.push(c);
                }
            }
            out
        };
        if text.is_empty() {
            return;
        }
        if self.paragraph.runs.is_empty() {
            self.paragraph.at = ImportPlace::line(u32::try_from(line).unwrap_or(u32::MAX));
        }
        let raised = match (self.raised, self.lowered) {
            (0, 0) => Raised::No,
            (0, _) => Raised::Down,
            _ => Raised::Up,
        };
        let (bold, italic, struck) = (self.bold > 0, self.italic > 0, self.struck > 0);
        let run = StyledRun { text, bold, italic, struck, raised, ..StyledRun::default() };
        match self.paragraph.runs.last_mut().filter(|last| last.looks_like(&run)) {
            Some(last) => last.text.push_str(&run.text),
            None => self.paragraph.runs.push(run),
        }
    }

    /// Counts words that are left out.
    fn leave_out(&mut self, kind: usize, text: &str) {
        self.unseen[kind] += text.split_whitespace().count();
        self.set_aside(if kind == UNSEEN { Aside::Unseen } else { Aside::Around }, text);
    }

    fn set_aside(&mut self, why: Aside, text: &str) {
        self.letters += text.len();
        if self.letters > limits::LONGEST_TEXT {
            self.failed = Some(Problem::too_complex("import-limit-text", limits::LONGEST_TEXT));
        } else if !text.trim().is_empty() {
            self.aside.push((why, text.to_owned()));
        }
    }

    fn ends_in_space(&self) -> bool {
        self.paragraph.runs.last().is_none_or(|run| run.text.ends_with([' ', '\n']))
    }

    fn tag(&mut self, tag: &Tag, line: u64) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let opens = tag.kind == TagKind::StartTag;
        if self.stays_hidden(name, opens, tag) {
            return TokenSinkResult::Continue;
        }
        if opens && !tag.self_closing && !is_void(name) {
            let words = match () {
                () if HIDDEN.contains(&name) => (name == "nav").then_some(AROUND),
                () if self.hidden_names.hide(tag) => Some(UNSEEN),
                () if is_around(tag) => Some(AROUND),
                () => Some(usize::MAX),
            };
            if words != Some(usize::MAX) {
                self.hidden = Some(HiddenElement { name: name.to_owned(), depth: 0, words });
                return match name {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" | "iframe" | "noscript" => TokenSinkResult::RawData(RawKind::Rawtext),
                    "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
        }
        self.main(name, opens, tag);
        match name {
            "b" | "strong" => count(&mut self.bold, opens),
            "i" | "em" => count(&mut self.italic, opens),
            "sup" => count(&mut self.raised, opens),
            "sub" => count(&mut self.lowered, opens),
            "s" | "strike" | "del" => count(&mut self.struck, opens),
            "pre" => {
                self.end_paragraph();
                count(&mut self.preformatted, opens);
            }
            "br" => self.line_break(),
            "img" | "video" | "canvas" if opens => self.pictures += 1,
            "a" if opens => self.links += usize::from(is_elsewhere(tag)),
            "table" | "tr" | "td" | "th" => self.table(name, opens, tag, line),
            "ul" | "ol" | "li" => self.list(name, opens, tag),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.end_paragraph();
                self.heading = opens.then(|| name.as_bytes()[1] - b'0');
                self.alignment = opens.then(|| alignment(tag)).flatten();
            }
            "p" | "div" | "center" | "section" | "article" | "header" | "footer" | "main" | "blockquote" | "body"
            | "hr" | "caption" | "dl" | "dt" | "dd" | "tbody" | "thead" | "figure" | "address" => {
                self.end_paragraph();
                self.alignment = if name == "center" && opens {
                    Some(ParagraphAlignment::Centre)
                } else if opens {
                    alignment(tag)
                } else {
                    None
                };
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }

    /// Whether the tag stands in an element whose text is left out; its own end tag does.
    fn stays_hidden(&mut self, name: &str, opens: bool, tag: &Tag) -> bool {
        let Some(hidden) = &mut self.hidden else { return false };
        let same = hidden.name == name;
        if opens && closes_itself(&hidden.name) && (same || is_block(name) && hidden.name == "p") {
            self.hidden = None;
            return false;
        }
        match (same, opens) {
            (true, true) if !tag.self_closing => hidden.depth = hidden.depth.saturating_add(1),
            (true, false) if hidden.depth > 0 => hidden.depth -= 1,
            (true, false) => {
                self.hidden = None;
                let sheet = std::mem::take(&mut self.sheet);
                self.hidden_names.read(&sheet);
            }
            _ => {}
        }
        true
    }

    /// Where a page says that its text begins, all that was read before belongs to the page; so does all that follows.
    fn main(&mut self, name: &str, opens: bool, tag: &Tag) {
        match &mut self.main {
            None if opens && !tag.self_closing && is_main(tag) && self.tables.depth() == 0 => {
                self.end_paragraph();
                if !self.has_main {
                    let before = self.tables.forget();
                    self.leave_out(AROUND, &before);
                }
                (self.main, self.has_main) = (Some((name.to_owned(), 0)), true);
            }
            Some((open, depth)) if open == name => match (opens, *depth) {
                (true, _) => *depth = depth.saturating_add(1),
                (false, 0) => {
                    self.end_paragraph();
                    self.main = None;
                }
                (false, _) => *depth -= 1,
            },
            _ => {}
        }
    }

    fn line_break(&mut self) {
        if let Some(run) = self.paragraph.runs.last_mut() {
            let ended = run.text.trim_end_matches(' ').len();
            run.text.truncate(ended);
            run.text.push('\n');
        }
    }

    fn table(&mut self, name: &str, opens: bool, tag: &Tag, line: u64) {
        self.end_paragraph();
        match (name, opens) {
            ("table", true) => {
                if self.tables.depth() >= limits::DEEPEST {
                    self.failed = Some(Problem::too_complex("import-limit-depth", limits::DEEPEST));
                    return;
                }
                self.tables.open_table(ImportPlace::line(u32::try_from(line).unwrap_or(u32::MAX)));
            }
            ("table", false) => self.tables.close_table(),
            ("tr", true) => self.tables.open_row(),
            ("tr", false) => self.tables.close_row(),
            (_, true) => {
                let span = |name| attribute(tag, name).and_then(|span| span.trim().parse().ok()).unwrap_or(1);
                self.tables.open_spanning(span("colspan"), span("rowspan"));
                self.alignment = alignment(tag);
            }
            _ => self.alignment = None,
        }
    }

    fn list(&mut self, name: &str, opens: bool, tag: &Tag) {
        self.end_paragraph();
        match (name, opens) {
            ("li", true) => {
                let label = match self.lists.last_mut() {
                    Some(list) => list.label(tag),
                    None => Some("-".to_owned()),
                };
                self.paragraph.label = label;
            }
            ("li", false) => {}
            (_, true) if self.lists.len() < limits::DEEPEST => self.lists.push(OpenList::of(tag)),
            (_, false) => {
                self.lists.pop();
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let next = Paragraph::default();
        let mut paragraph = std::mem::replace(&mut self.paragraph, next);
        if paragraph.is_blank() {
            self.paragraph.label = paragraph.label;
            return;
        }
        self.paragraphs += 1;
        if self.paragraphs > limits::MOST_PARAGRAPHS {
            self.failed = Some(Problem::too_complex("import-limit-lines", limits::MOST_PARAGRAPHS));
        }
        if self.has_main && self.main.is_none() {
            self.leave_out(AROUND, &paragraph.text());
            return;
        }
        paragraph.alignment = self.alignment;
        paragraph.heading = self.heading;
        while let Some(run) = paragraph.runs.last_mut() {
            let ended = run.text.trim_end().len();
            run.text.truncate(ended);
            if ended > 0 {
                break;
            }
            paragraph.runs.pop();
        }
        self.tables.push(ImportedItem::Paragraph(paragraph));
    }

    fn finish(mut self) -> Result<ImportedText, Problem> {
        self.end_paragraph();
        if let Some(problem) = self.failed {
            return Err(problem);
        }
        let mut losses = Vec::new();
        let [unseen, around] = self.unseen;
        for (code, count) in [
            ("import-external", self.links),
            ("import-pictures", self.pictures),
            ("import-unseen", unseen),
            ("import-around", around),
        ] {
            if count > 0 {
                losses.push(ImportLoss::of_file(code, count));
            }
        }
        Ok(ImportedText { items: self.tables.finish(), losses, aside: self.aside, ..ImportedText::default() })
    }
}

fn count(depth: &mut u32, opens: bool) {
    *depth = if opens { depth.saturating_add(1) } else { depth.saturating_sub(1) };
}

fn is_elsewhere(tag: &Tag) -> bool {
    attribute(tag, "href").is_some_and(|target| target.contains("//"))
}

/// Elements that end an open `p`.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "table"
            | "ul"
            | "ol"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "blockquote"
            | "pre"
            | "hr"
    )
}
