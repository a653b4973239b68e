//! Flows: the stretches of text that a reader reads across, flattened: a paragraph, a cell, a heading, a run-in
//! heading together with its paragraph. Citations are looked for in flows and mapped back to the file.
//!
//! In: a [`Document`]. Out: [`Flow`]s.

use super::furniture;
use super::{Block, Document, Inline, SectionIndex, Table};
use crate::source::Span;

/// Stands in a flow for what is not the document's own text.
const OPAQUE: char = '\u{fffc}';

/// A piece of a flow that came from one stretch of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlowRun {
    /// Bytes in [`Flow::text`].
    pub flat: Span,
    /// Bytes in the file. Where the lengths differ (an entity, an escape), the run maps as a whole.
    pub source: Span,
}

impl FlowRun {
    const fn is_exact(&self) -> bool {
        self.flat.end - self.flat.start == self.source.end - self.source.start
    }
}

/// Text read in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The section it stands in (for a heading: its own; for a footnote: that of its first reference).
    pub section: SectionIndex,
    /// What the reader reads; breaks are one space; code, links' text, images and raw HTML are U+FFFC each, so
    /// that nothing is found across them. A reference to a footnote is nothing: the text is read across it. So
    /// are remarks and tags of HTML that only set letters, what belongs to the page (`document::furniture`), and
    /// a link that cuts a word in two.
    pub text: String,
    /// Ascending in both.
    pub runs: Vec<FlowRun>,
}

impl Flow {
    /// The bytes of the file that `flat` (bytes of [`Flow::text`]) was made from. What came from no text of the file
    /// (U+FFFC, the space after a run-in heading) maps to the empty place next to it.
    pub fn source_span(&self, flat: Span) -> Span {
        let first = self.runs.partition_point(|run| run.flat.end <= flat.start);
        let start = match self.runs.get(first) {
            Some(run) if run.is_exact() => run.source.start + flat.start.saturating_sub(run.flat.start),
            Some(run) => run.source.start,
            None => self.runs.last().map_or(0, |run| run.source.end),
        };
        let after = self.runs.partition_point(|run| run.flat.start < flat.end);
        let end = match after.checked_sub(1).map(|last| &self.runs[last]) {
            Some(run) if run.is_exact() => run.source.end - run.flat.end.saturating_sub(flat.end),
            Some(run) => run.source.end,
            None => start,
        };
        Span::new(start, end.max(start))
    }

    pub(super) fn add(&mut self, text: &str, source: Span) {
        let start = self.text.len();
        self.text.push_str(text);
        self.runs.push(FlowRun { flat: Span::new(start, self.text.len()), source });
    }

    /// Like [`Flow::add`], without the running heads of pages.
    fn add_text(&mut self, text: &str, source: Span) {
        let exact = text.len() == source.end - source.start;
        let mut from = 0;
        for head in furniture::running_heads(text).into_iter().filter(|_| exact) {
            if from < head.start {
                self.add(&text[from..head.start], Span::new(source.start + from, source.start + head.start));
            }
            from = head.end;
        }
        if from == 0 {
            self.add(text, source);
        } else if from < text.len() {
            self.add(&text[from..], Span::new(source.start + from, source.end));
        }
    }

    fn inlines(&mut self, content: &[Inline]) {
        let mut at = 0;
        while let Some(inline) = content.get(at) {
            let rest = &content[at + 1..];
            at += 1;
            match inline {
                Inline::Text { text, span } => self.add_text(text, *span),
                Inline::SoftBreak(span) | Inline::HardBreak(span) => {
                    self.add(" ", *span);
                    at += self.page_number(rest);
                }
                Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => self.inlines(inner),
                Inline::Link { content: inner, .. } if self.is_cut(rest) => self.inlines(inner),
                Inline::RawHtml(text) => {
                    at += raised(text, rest);
                    self.tag(text);
                }
                Inline::Code(_) | Inline::Link { .. } | Inline::Image { .. } => self.text.push(OPAQUE),
                Inline::FootnoteReference { .. } => {}
            }
        }
    }

    /// How many of the inlines after a line break are a page number and the break after it, inside a reference.
    fn page_number(&self, rest: &[Inline]) -> usize {
        let mut skipped = 0;
        let mut head = false;
        // A running head and a number, in either order.
        while let [Inline::Text { text, .. }, Inline::SoftBreak(_) | Inline::HardBreak(_), next, ..] = &rest[skipped..]
            && skipped < 4
        {
            let after = if let Inline::Text { text, .. } = next { text.as_str() } else { "" };
            let is_head = is_running_head(text);
            let beside = head || is_running_head(after);
            if !is_head && !(furniture::is_page_number(text) && (beside || self.is_cut_by(text, after))) {
                break;
            }
            head = is_head;
            skipped += 2;
        }
        skipped
    }

    fn is_cut_by(&self, number: &str, after: &str) -> bool {
        furniture::cuts_reference(&self.text, number, after)
    }

    /// Whether a link begins or ends inside a word or a number: "TT-[BGDĐT](…)".
    fn is_cut(&self, rest: &[Inline]) -> bool {
        let joins = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '–' | '‑');
        let after =
            rest.first().and_then(|next| if let Inline::Text { text, .. } = next { text.chars().next() } else { None });
        self.text.chars().next_back().is_some_and(joins) || after.is_some_and(joins)
    }

    /// Raw HTML: a break is a space, remarks and tags that only set letters are nothing.
    fn tag(&mut self, html: &str) {
        const SET_LETTERS: [&str; 19] = [
            "a", "abbr", "b", "big", "del", "em", "font", "i", "ins", "mark", "nobr", "s", "small", "span", "strong",
            "sub", "sup", "u", "wbr",
        ];
        let name = html.trim_start_matches(['<', '/']);
        let name: String = name.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        match name.as_str() {
            "br" => self.text.push(' '),
            name if html.starts_with("<!--") || SET_LETTERS.contains(&name) => {}
            _ => self.text.push(OPAQUE),
        }
    }
}

/// How many inlines after `<sup>` are the mark of a footnote and its end: "NĐ-CP<sup>1</sup>".
fn raised(html: &str, rest: &[Inline]) -> usize {
    match rest {
        [Inline::Text { text, .. }, Inline::RawHtml(end), ..]
            if html.eq_ignore_ascii_case("<sup>")
                && end.eq_ignore_ascii_case("</sup>")
                && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '*' | '(' | ')' | '[' | ']')) =>
        {
            2
        }
        _ => 0,
    }
}

fn is_running_head(text: &str) -> bool {
    furniture::running_heads(text).first().is_some_and(|head| head.len() == text.trim_end().len())
}

/// All flows of a document in source order, footnotes last.
pub fn flows(document: &Document) -> Vec<Flow> {
    let mut flows = Flows { flows: Vec::new(), section: 0, runs_on: false };
    flows.blocks(&document.blocks);
    for footnote in &document.footnotes {
        flows.section = footnote.section;
        flows.blocks(&footnote.blocks);
    }
    flows.flows.retain(|flow| !flow.text.is_empty());
    flows.flows
}

/// The flow of `content` alone: a cell of a table.
pub fn flow_of(section: SectionIndex, content: &[Inline]) -> Flow {
    let mut flow = Flow { section, text: String::new(), runs: Vec::new() };
    flow.inlines(content);
    flow
}

/// The text of inlines as a person would say it: breaks are line ends, the texts of links and code are there, an image
/// is its alternative text; marks of footnotes are not.
pub fn text_of(content: &[Inline]) -> String {
    let mut text = String::new();
    collect(content, &mut text);
    text
}

fn collect(content: &[Inline], out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text { text, .. } | Inline::Code(text) | Inline::RawHtml(text) => out.push_str(text),
            Inline::SoftBreak(_) | Inline::HardBreak(_) => out.push('\n'),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => collect(inner, out),
            Inline::Link { content, .. } => collect(content, out),
            Inline::Image { alt, .. } => out.push_str(alt),
            Inline::FootnoteReference { .. } => {}
        }
    }
}

struct Flows {
    flows: Vec<Flow>,
    section: SectionIndex,
    /// The last flow is a run-in heading: the paragraph goes on in it.
    runs_on: bool,
}

impl Flows {
    fn blocks(&mut self, blocks: &[Block]) {
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            self.block(block);
            at += 1;
            if let Block::Paragraph { .. } = block
                && let Some(next) = self.page_blocks_before_rest(&blocks[at..])
                && let Block::Paragraph { content, .. } = &blocks[at + next]
                && let Some(flow) = self.flows.last_mut()
            {
                flow.text.push(' ');
                flow.inlines(content);
                at += next + 1;
            }
        }
    }

    /// How many paragraphs that belong to the page stand before the one in which a reference that the last paragraph
    /// began goes on.
    fn page_blocks_before_rest(&self, blocks: &[Block]) -> Option<usize> {
        self.flows.last().filter(|flow| furniture::is_open(&flow.text))?;
        for (at, block) in blocks.iter().enumerate().take(3) {
            let Block::Paragraph { opens: None, content, .. } = block else { return None };
            let text = text_of(content);
            if is_running_head(text.trim()) || furniture::is_page_number(&text) {
                continue;
            }
            return furniture::starts_part(&text).then_some(at);
        }
        None
    }

    /// The cells of a table; a reference that a border cuts is read across it.
    fn table(&mut self, table: &Table) {
        let mut above: Option<(usize, usize)> = None;
        for row in std::iter::once(&table.head).chain(&table.rows) {
            let mut last: Option<(usize, usize)> = None;
            for (column, cell) in row.iter().enumerate() {
                let text = text_of(cell);
                if text.trim().is_empty() {
                    continue;
                }
                // The cell beside it; below it where nothing else stands in between.
                let before = last.or(above.filter(|(of, _)| *of == column)).map(|(_, flow)| flow);
                let cut = before
                    .filter(|before| furniture::is_open(&self.flows[*before].text) && furniture::starts_part(&text));
                match cut.and_then(|flow| self.flows.get_mut(flow)) {
                    Some(flow) => {
                        flow.text.push(' ');
                        flow.inlines(cell);
                    }
                    None => self.flow(cell),
                }
                last = Some((column, cut.unwrap_or(self.flows.len() - 1)));
                above = None;
            }
            above = last.or(above);
        }
    }

    fn block(&mut self, block: &Block) {
        let runs_on = std::mem::replace(&mut self.runs_on, false);
        match block {
            Block::Heading { section, run_in, content, .. } => {
                self.section = *section;
                self.flow(content);
                self.runs_on = *run_in;
            }
            Block::Paragraph { content, .. } if runs_on => {
                let flow = self.flows.last_mut().expect("a run-in heading made the last flow");
                flow.text.push(' ');
                flow.inlines(content);
            }
            Block::Paragraph { opens, content, .. } => {
                self.section = opens.unwrap_or(self.section);
                self.flow(content);
            }
            Block::List { items, .. } => items.iter().for_each(|item| self.blocks(&item.blocks)),
            Block::Quote(inner) => self.blocks(inner),
            Block::Table(table) => self.table(table),
            Block::Code(_) | Block::Rule | Block::RawHtml { .. } => {}
        }
    }

    fn flow(&mut self, content: &[Inline]) {
        self.flows.push(flow_of(self.section, content));
    }
}
