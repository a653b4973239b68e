//! Reads HTML into [`ImportedText`]. Only the tokenizer of html5ever is used: it knows entities, comments and scripts
//! as browsers do, in linear time. The tree builder is not: it takes quadratic time on deep nesting (html5ever issue
//! 788), and all that is needed of a tree is which block and which table the text stands in.

use super::flow::{ImportLoss, ImportPlace, ImportedItem, ImportedText, Paragraph, ParagraphAlignment, StyledRun};
use super::limits;
use super::problem::Problem;
use super::tables::Tables;
use super::text_file::decode;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;

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
    /// Inside `head`, `script` and their like nothing is text.
    hidden: Option<String>,
    /// Lists that are open: the next number, or none for bullets.
    lists: Vec<Option<u32>>,
    alignment: Option<ParagraphAlignment>,
    heading: Option<u8>,
    preformatted: u32,
    paragraphs: usize,
    letters: usize,
    links: usize,
    pictures: usize,
    failed: Option<Problem>,
}

/// Elements whose text is none of the document's.
const HIDDEN: [&str; 11] =
    ["script", "style", "title", "noscript", "template", "svg", "textarea", "select", "iframe", "object", "nav"];

impl HtmlReader {
    fn text(&mut self, text: &str, line: u64) {
        if self.hidden.is_some() {
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
        let (bold, italic) = (self.bold > 0, self.italic > 0);
        match self.paragraph.runs.last_mut().filter(|run| (run.bold, run.italic) == (bold, italic)) {
            Some(run) => run.text.push_str(&text),
            None => self.paragraph.runs.push(StyledRun { text, bold, italic, ..StyledRun::default() }),
        }
    }

    fn ends_in_space(&self) -> bool {
        self.paragraph.runs.last().is_none_or(|run| run.text.ends_with([' ', '\n']))
    }

    fn tag(&mut self, tag: &Tag, line: u64) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let opens = tag.kind == TagKind::StartTag;
        if let Some(hidden) = &self.hidden {
            if !opens && hidden == name {
                self.hidden = None;
            }
            return TokenSinkResult::Continue;
        }
        if opens && HIDDEN.contains(&name) && !tag.self_closing {
            self.hidden = Some(name.to_owned());
            return match name {
                "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                "style" | "iframe" | "noscript" => TokenSinkResult::RawData(RawKind::Rawtext),
                "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                _ => TokenSinkResult::Continue,
            };
        }
        match name {
            "b" | "strong" | "th" if name != "th" => count(&mut self.bold, opens),
            "i" | "em" => count(&mut self.italic, opens),
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
                self.tables.open_cell(0);
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
                    Some(Some(next)) => {
                        *next = next.saturating_add(1);
                        format!("{}.", next.saturating_sub(1))
                    }
                    _ => "-".to_owned(),
                };
                self.paragraph.label = Some(label);
            }
            ("li", false) => {}
            (_, true) if self.lists.len() < limits::DEEPEST => {
                let start = attribute(tag, "start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.lists.push((name == "ol").then_some(start));
            }
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
        for (code, count) in [("import-external", self.links), ("import-pictures", self.pictures)] {
            if count > 0 {
                losses.push(ImportLoss::of_file(code, count));
            }
        }
        Ok(ImportedText { items: self.tables.finish(), losses, ..ImportedText::default() })
    }
}

fn count(depth: &mut u32, opens: bool) {
    *depth = if opens { depth.saturating_add(1) } else { depth.saturating_sub(1) };
}

fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

fn is_elsewhere(tag: &Tag) -> bool {
    attribute(tag, "href").is_some_and(|target| target.contains("//"))
}

/// `align="center"`, `style="text-align: center"`.
fn alignment(tag: &Tag) -> Option<ParagraphAlignment> {
    let style = attribute(tag, "style").unwrap_or("");
    let styled = style.split(';').find_map(|rule| {
        let (name, value) = rule.split_once(':')?;
        name.trim().eq_ignore_ascii_case("text-align").then(|| value.trim())
    });
    match attribute(tag, "align").or(styled)?.to_ascii_lowercase().as_str() {
        "center" => Some(ParagraphAlignment::Centre),
        "right" => Some(ParagraphAlignment::End),
        "left" | "justify" => Some(ParagraphAlignment::Start),
        _ => None,
    }
}
