//! Builds blocks and inlines with spans on the file.
//!
//! In: pulldown-cmark's events. Out: a [`ParsedTree`]. The events are balanced, so a stack of open elements is enough;
//! depth is capped so that later steps may recurse.

use super::footnote::{NoteDefinition, NoteReference};
use super::hidden::Visible;
use super::problems::{ProblemCollector, is_unclosed};
use super::{Block, ColumnAlignment, Inline, ListItem, ListMarker, Table, link, text_of};
use crate::source::{Source, Span};
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};
use std::collections::BTreeSet;
use std::ops::Range;

/// What may stand in braces after a heading: the paragraph below goes on in its line; it begins an annex.
const HEADING_CLASSES: [&str; 2] = ["run-in", "annex"];

/// Quotes and lists deeper than this are flattened: their text stays, in the container above.
const DEEPEST_BLOCKS: usize = 16;
/// Emphasis and links deeper than this are flattened.
const DEEPEST_INLINES: usize = 16;

/// What the events gave: blocks without sections, footnotes without numbers.
pub(super) struct ParsedTree {
    pub(super) blocks: Vec<Block>,
    pub(super) definitions: Vec<NoteDefinition>,
    pub(super) references: Vec<NoteReference>,
    /// First bytes of the headings that carry `{.annex}`.
    pub(super) annexes: BTreeSet<usize>,
}

/// Something open, and what was found in it so far.
struct OpenElement {
    kind: OpenKind,
    span: Span,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
}

enum OpenKind {
    Root,
    Paragraph,
    /// The text of a tight item, which has no paragraph event of its own.
    Implicit,
    Heading {
        level: HeadingLevel,
        run_in: bool,
        keep: Option<Span>,
    },
    Quote,
    List {
        kind: ListMarker,
        loose: bool,
        items: Vec<ListItem>,
    },
    Item,
    Footnote(String),
    Table {
        alignments: Vec<ColumnAlignment>,
        head: Vec<Vec<Inline>>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    Row {
        head: bool,
        cells: Vec<Vec<Inline>>,
        end: usize,
    },
    Cell,
    Code(String),
    Html(String),
    Emphasis,
    Strong,
    Strikethrough,
    Link {
        target: String,
        title: String,
    },
    Image {
        target: String,
        title: String,
    },
}

/// Builds the tree, one event after another.
pub(super) struct TreeBuilder<'a, 'b> {
    source: &'a Source,
    body: Span,
    visible: &'a Visible<'a>,
    masked: &'a str,
    problems: &'a mut ProblemCollector<'b>,
    /// Never empty: the first is the root.
    frames: Vec<OpenElement>,
    block_depth: usize,
    inline_depth: usize,
    flattened_blocks: usize,
    flattened_inlines: usize,
    definitions: Vec<NoteDefinition>,
    references: Vec<NoteReference>,
    annexes: BTreeSet<usize>,
}

impl<'a, 'b> TreeBuilder<'a, 'b> {
    /// `visible` is what the body shows, `masked` the same, byte for byte, as the Markdown parser reads it.
    pub(super) fn new(
        source: &'a Source,
        body: Span,
        visible: &'a Visible<'a>,
        masked: &'a str,
        problems: &'a mut ProblemCollector<'b>,
    ) -> Self {
        Self {
            source,
            body,
            visible,
            masked,
            problems,
            frames: vec![OpenElement { kind: OpenKind::Root, span: body, blocks: Vec::new(), inlines: Vec::new() }],
            block_depth: 0,
            inline_depth: 0,
            flattened_blocks: 0,
            flattened_inlines: 0,
            definitions: Vec::new(),
            references: Vec::new(),
            annexes: BTreeSet::new(),
        }
    }

    /// The place in the file of a stretch of the visible text.
    fn span(&self, range: &Range<usize>) -> Span {
        let span = self.visible.source(range);
        Span::new(self.body.start + span.start, self.body.start + span.end)
    }

    /// Takes one event; `range` is in the visible text.
    pub(super) fn event(&mut self, event: Event, range: Range<usize>) {
        let span = self.span(&range);
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, range, span),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.inline(Inline::Code(text.into_string()));
            }
            Event::Html(text) => match &mut self.top().kind {
                OpenKind::Html(html) => html.push_str(&text),
                _ => self.inline_html(&text, span),
            },
            Event::InlineHtml(text) => self.inline_html(&text, span),
            Event::FootnoteReference(label) => {
                let footnote = self.references.len();
                self.references.push(NoteReference { label: label.into_string(), span });
                self.inline(Inline::FootnoteReference { footnote, nth: 0 });
            }
            Event::SoftBreak => self.inline(Inline::SoftBreak(span)),
            Event::HardBreak => self.inline(Inline::HardBreak(span)),
            Event::Rule => self.block(Block::Rule),
            Event::TaskListMarker(_) => {
                let text = self.source.shown(span).into_owned();
                self.text(&CowStr::from(text), range, span);
            }
        }
    }

    /// The tree; everything is closed, since events are balanced.
    pub(super) fn finish(mut self) -> ParsedTree {
        while self.frames.len() > 1 {
            self.close();
        }
        self.close_implicit();
        let root = self.frames.swap_remove(0);
        ParsedTree {
            blocks: root.blocks,
            definitions: self.definitions,
            references: self.references,
            annexes: self.annexes,
        }
    }

    fn top(&mut self) -> &mut OpenElement {
        self.frames.last_mut().expect("the root frame is never closed")
    }

    fn open(&mut self, kind: OpenKind, span: Span) {
        self.frames.push(OpenElement { kind, span, blocks: Vec::new(), inlines: Vec::new() });
    }

    fn start(&mut self, tag: Tag, span: Span) {
        match tag {
            Tag::BlockQuote(_) | Tag::List(_) | Tag::FootnoteDefinition(_) | Tag::Item => {
                self.close_implicit();
                self.start_container(tag, span);
            }
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. } => {
                self.start_inline(tag, span);
            }
            Tag::Superscript | Tag::Subscript => {}
            Tag::TableRow => self.open(OpenKind::Row { head: false, cells: Vec::new(), end: span.start }, span),
            Tag::TableHead => self.open(OpenKind::Row { head: true, cells: Vec::new(), end: span.start }, span),
            Tag::TableCell => {
                if let OpenKind::Row { end, .. } = &mut self.top().kind {
                    *end = span.end;
                }
                self.open(OpenKind::Cell, span);
            }
            _ => {
                self.close_implicit();
                self.start_leaf(tag, span);
            }
        }
    }

    /// Quotes, lists, items and footnotes: what nests.
    fn start_container(&mut self, tag: Tag, span: Span) {
        let is_item = matches!(tag, Tag::Item);
        if self.flattened_blocks > 0 || (!is_item && self.block_depth == DEEPEST_BLOCKS) {
            if self.flattened_blocks == 0 {
                self.problems.warn("nesting-too-deep", first_line(self.source, span), &[]);
            }
            self.flattened_blocks += 1;
            return;
        }
        if !is_item {
            self.block_depth += 1;
        }
        match tag {
            Tag::BlockQuote(_) => self.open(OpenKind::Quote, span),
            Tag::List(_) => {
                let (_, kind) = marker(self.source.slice(span));
                self.open(OpenKind::List { kind, loose: false, items: Vec::new() }, span);
            }
            Tag::FootnoteDefinition(label) => self.open(OpenKind::Footnote(label.into_string()), span),
            _ => self.open(OpenKind::Item, span),
        }
    }

    fn start_leaf(&mut self, tag: Tag, span: Span) {
        match tag {
            Tag::Heading { level, id, classes, attrs } => {
                let has = |name: &str| classes.iter().any(|class| &**class == name);
                let run_in = has("run-in");
                self.annexes.extend(has("annex").then_some(span.start));
                let unknown =
                    attrs.len() + classes.iter().filter(|class| !HEADING_CLASSES.contains(&&***class)).count();
                let keep = self.attributes(span, id.as_deref(), unknown > 0);
                self.open(OpenKind::Heading { level, run_in, keep }, span);
            }
            Tag::CodeBlock(kind) => {
                if kind.is_indented() {
                    self.problems.warn("indented-code", first_line(self.source, span), &[]);
                } else if is_unclosed(self.source.slice(span)) {
                    self.problems.warn("code-unclosed", first_line(self.source, span), &[]);
                }
                self.open(OpenKind::Code(String::new()), span);
            }
            Tag::HtmlBlock | Tag::MetadataBlock(_) => self.open(OpenKind::Html(String::new()), span),
            Tag::Table(alignments) => {
                let alignments = alignments.into_iter().map(alignment).collect();
                self.open(OpenKind::Table { alignments, head: Vec::new(), rows: Vec::new() }, span);
            }
            _ => {
                if let Some(list) = self.frames.iter_mut().rev().nth(1)
                    && let OpenKind::List { loose, .. } = &mut list.kind
                {
                    *loose = true;
                }
                self.open(OpenKind::Paragraph, span);
            }
        }
    }

    fn start_inline(&mut self, tag: Tag, span: Span) {
        self.open_implicit(span);
        if self.inline_depth >= DEEPEST_INLINES {
            if self.flattened_inlines == 0 {
                self.problems.warn("nesting-too-deep", first_line(self.source, span), &[]);
            }
            self.flattened_inlines += 1;
            return;
        }
        self.inline_depth += 1;
        let kind = match tag {
            Tag::Emphasis => OpenKind::Emphasis,
            Tag::Strong => OpenKind::Strong,
            Tag::Link { link_type, dest_url, title, .. } => {
                let target = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.into_string(),
                };
                OpenKind::Link { target, title: title.into_string() }
            }
            Tag::Image { dest_url, title, .. } => {
                OpenKind::Image { target: dest_url.into_string(), title: title.into_string() }
            }
            _ => OpenKind::Strikethrough,
        };
        self.open(kind, span);
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition | TagEnd::Item => {
                self.close_implicit();
                if self.flattened_blocks > 0 {
                    self.flattened_blocks -= 1;
                    return;
                }
                if tag != TagEnd::Item {
                    self.block_depth -= 1;
                }
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image => {
                if self.flattened_inlines > 0 {
                    self.flattened_inlines -= 1;
                    return;
                }
                self.inline_depth -= 1;
            }
            TagEnd::Superscript | TagEnd::Subscript => return,
            _ => {}
        }
        if self.frames.len() > 1 {
            self.close();
        }
    }

    /// Closes the innermost frame and hands what it became to the one around it.
    fn close(&mut self) {
        let Some(OpenElement { kind, span, blocks, inlines }) = self.frames.pop() else { return };
        match kind {
            OpenKind::Root => {}
            OpenKind::Paragraph | OpenKind::Implicit => {
                if !inlines.is_empty() {
                    self.block(Block::Paragraph { opens: None, anchor: None, content: inlines, span });
                }
            }
            OpenKind::Heading { level, run_in, keep } => self.heading(level, run_in, keep, inlines, span),
            OpenKind::Quote => self.block(Block::Quote(blocks)),
            OpenKind::List { kind, loose, items } => self.block(Block::List { kind, tight: !loose, items, span }),
            OpenKind::Item => {
                let (number, _) = marker(self.source.slice(span));
                let item = ListItem { number, anchor: String::new(), blocks, span };
                match &mut self.top().kind {
                    OpenKind::List { items, .. } => items.push(item),
                    _ => self.top().blocks.extend(item.blocks),
                }
            }
            OpenKind::Footnote(label) => {
                let span = first_line(self.source, span);
                self.definitions.push(NoteDefinition { label, blocks, span });
            }
            OpenKind::Table { alignments, head, rows } => {
                self.block(Block::Table(Table { alignments, head, rows, span }));
            }
            OpenKind::Row { head, cells, end } => self.row(head, cells, Span::new(end, span.end)),
            OpenKind::Cell => {
                if let OpenKind::Row { cells, .. } = &mut self.top().kind {
                    cells.push(inlines);
                }
            }
            OpenKind::Code(text) => self.block(Block::Code(text)),
            OpenKind::Html(text) => {
                self.problems.warn("raw-html", first_line(self.source, span), &[("text", &text)]);
                self.block(Block::RawHtml { text, span });
            }
            OpenKind::Emphasis => self.inline(Inline::Emphasis(inlines)),
            OpenKind::Strong => self.inline(Inline::Strong(inlines)),
            OpenKind::Strikethrough => self.inline(Inline::Strikethrough(inlines)),
            OpenKind::Link { target, title } => self.link(&target, title, inlines, span),
            OpenKind::Image { target, title } => self.image(&target, title, inlines, span),
        }
    }

    fn block(&mut self, block: Block) {
        self.close_implicit();
        self.top().blocks.push(block);
    }

    fn inline(&mut self, inline: Inline) {
        let at = match &inline {
            Inline::Text { span, .. } | Inline::SoftBreak(span) | Inline::HardBreak(span) => *span,
            _ => Span::default(),
        };
        self.open_implicit(at);
        self.top().inlines.push(inline);
    }

    /// Inlines that stand directly in a container are a paragraph (of a tight item).
    fn open_implicit(&mut self, at: Span) {
        if matches!(
            self.top().kind,
            OpenKind::Root | OpenKind::Quote | OpenKind::List { .. } | OpenKind::Item | OpenKind::Footnote(_)
        ) {
            let span = if at == Span::default() { self.top().span } else { at };
            self.open(OpenKind::Implicit, span);
        }
    }

    fn close_implicit(&mut self) {
        if matches!(self.top().kind, OpenKind::Implicit) {
            if let Some(end) = last_end(&self.top().inlines) {
                self.top().span.end = end;
            }
            self.close();
        }
    }

    /// Raw text events only: in merged ones, entities and escapes would shift every byte after them.
    fn text(&mut self, text: &CowStr, range: Range<usize>, span: Span) {
        // What the parser read is what stands there: take it from the file, where nothing is masked. Pieces between
        // hidden parts stay apart, so that each maps to the file byte for byte.
        if self.masked.get(range.clone()) != Some(&**text) {
            self.piece(text, span, false);
            return;
        }
        let visible = self.visible;
        for range in visible.cut(range) {
            let span = self.span(&range);
            self.piece(&visible.text[range], span, true);
        }
    }

    fn piece(&mut self, text: &str, span: Span, exact: bool) {
        if let OpenKind::Code(code) = &mut self.top().kind {
            code.push_str(text);
            return;
        }
        if exact
            && let Some(Inline::Text { text: before, span: place }) = self.top().inlines.last_mut()
            && place.end == span.start
            && before.len() == place.end - place.start
        {
            before.push_str(text);
            place.end = span.end;
            return;
        }
        let text = text.to_owned();
        self.inline(Inline::Text { text, span });
    }

    fn inline_html(&mut self, text: &str, span: Span) {
        self.problems.warn("raw-html", span, &[("text", text)]);
        self.inline(Inline::RawHtml(text.to_owned()));
    }

    /// Attributes in braces after a heading. Only [`HEADING_CLASSES`] mean anything; braces with anything unknown in them were
    /// never meant as attributes (`## Tập {A, B}`), so they are kept: their place is returned.
    fn attributes(&mut self, span: Span, id: Option<&str>, unknown: bool) -> Option<Span> {
        if unknown {
            let text = self.source.slice(span);
            let place = text.rfind('{').zip(text.rfind('}')).filter(|(open, close)| open < close);
            let keep = place.map(|(open, close)| Span::new(span.start + open, span.start + close + 1))?;
            self.problems.warn("heading-attribute", keep, &[("text", self.source.slice(keep))]);
            return Some(keep);
        }
        if let Some(id) = id {
            self.problems.warn("heading-id", first_line(self.source, span), &[("id", id)]);
        }
        None
    }

    fn heading(&mut self, level: HeadingLevel, run_in: bool, keep: Option<Span>, mut content: Vec<Inline>, span: Span) {
        if let Some(keep) = keep {
            content.push(Inline::Text { text: " ".to_owned(), span: Span::new(keep.start, keep.start) });
            content.push(Inline::Text { text: self.source.shown(keep).into_owned(), span: keep });
        }
        let place = first_line(self.source, span);
        if content.is_empty() {
            self.problems.warn("heading-empty", place, &[]);
            return;
        }
        if !self.source.slice(span).starts_with('#') {
            self.problems.warn("heading-underlined", place, &[("text", &text_of(&content))]);
        }
        if !matches!(self.top().kind, OpenKind::Root) {
            // The outline is the document's own: a heading in a quotation is not a section of this document.
            self.problems.warn("heading-nested", place, &[("text", &text_of(&content))]);
            let content = vec![Inline::Strong(content)];
            self.block(Block::Paragraph { opens: None, anchor: None, content, span });
            return;
        }
        let level = level as u8;
        if level == 1 {
            self.problems.warn("heading-level-one", place, &[("text", &text_of(&content))]);
        }
        self.block(Block::Heading { section: 0, level: level.max(2), run_in, content, span });
    }

    /// A row; `rest` is what stands after its last cell. Markdown drops cells for which there is no column; we do not.
    fn row(&mut self, head: bool, mut cells: Vec<Vec<Inline>>, rest: Span) {
        let rest = Span::new(rest.start.min(rest.end), rest.end);
        let lost = &*self.source.shown(rest);
        if lost.contains(|c: char| c != '|' && !c.is_whitespace()) {
            let place = first_line(self.source, rest);
            self.problems.warn("table-row-too-long", place, &[("text", lost)]);
            let start = rest.start + (lost.len() - lost.trim_start().len());
            let text = lost.trim().to_owned();
            let span = Span::new(start, start + text.len());
            let gap = Inline::Text { text: " ".to_owned(), span: Span::new(start, start) };
            match cells.last_mut() {
                Some(cell) => cell.extend([gap, Inline::Text { text, span }]),
                None => cells.push(vec![Inline::Text { text, span }]),
            }
        }
        if let OpenKind::Table { head: table_head, rows, .. } = &mut self.top().kind {
            if head {
                *table_head = cells;
            } else {
                rows.push(cells);
            }
        }
    }

    fn link(&mut self, target: &str, title: String, mut content: Vec<Inline>, span: Span) {
        let Some(target) = link::allowed(target) else {
            self.problems.warn("link-refused", span, &[("target", target)]);
            self.top().inlines.append(&mut content);
            return;
        };
        if text_of(&content).trim().is_empty() {
            self.problems.warn("link-without-text", span, &[("target", &target)]);
            content.push(Inline::Text { text: self.source.shown(span).into_owned(), span });
            self.top().inlines.append(&mut content);
            return;
        }
        self.inline(Inline::Link { target, title, content: unlinked(content), span });
    }

    fn image(&mut self, target: &str, title: String, mut content: Vec<Inline>, span: Span) {
        let alt = text_of(&content).split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(allowed) = link::allowed_image(target) else {
            self.problems.warn("link-refused", span, &[("target", target)]);
            self.top().inlines.append(&mut content);
            return;
        };
        if link::is_elsewhere(&allowed) && !alt.is_empty() {
            // Reading a page asks no other site for anything: the image becomes a link to it.
            self.problems.warn("image-elsewhere", span, &[("target", target)]);
            self.inline(Inline::Link { target: allowed, title, content: unlinked(content), span });
            return;
        }
        if alt.is_empty() {
            self.problems.error("image-without-alt", span, &[("target", target)]);
            self.inline(Inline::Text { text: self.source.shown(span).into_owned(), span });
            return;
        }
        self.inline(Inline::Image { target: allowed, title, alt, size: None, span });
    }
}

/// The number and kind of the list that `text` (an item, or a list) begins with.
fn marker(text: &str) -> (Option<u64>, ListMarker) {
    let text = text.trim_start();
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let sign = rest.chars().next().unwrap_or('-');
    match text[..text.len() - rest.len()].parse() {
        Ok(number) => (Some(number), ListMarker::Ordered(if sign == ')' { ')' } else { '.' })),
        Err(_) => (None, ListMarker::Bullet(if matches!(sign, '+' | '*') { sign } else { '-' })),
    }
}

/// A problem is marked on one line.
fn first_line(source: &Source, span: Span) -> Span {
    let text = source.text().get(span.range()).unwrap_or("");
    let line = text.trim_start_matches(['\n', '\r']);
    let start = span.start + (text.len() - line.len());
    Span::new(start, start + line.find(['\n', '\r']).unwrap_or(line.len()))
}

fn last_end(content: &[Inline]) -> Option<usize> {
    content.iter().rev().find_map(|inline| match inline {
        Inline::Text { span, .. } | Inline::SoftBreak(span) | Inline::HardBreak(span) => Some(span.end),
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => last_end(inner),
        _ => None,
    })
}

const fn alignment(alignment: pulldown_cmark::Alignment) -> ColumnAlignment {
    match alignment {
        pulldown_cmark::Alignment::None => ColumnAlignment::None,
        pulldown_cmark::Alignment::Left => ColumnAlignment::Left,
        pulldown_cmark::Alignment::Center => ColumnAlignment::Center,
        pulldown_cmark::Alignment::Right => ColumnAlignment::Right,
    }
}

/// No link stands in a link: HTML has none, though Markdown lets an address in angle brackets, or an image of another
/// site, stand in a link's text. The outer link stays; the text of the inner ones is kept.
fn unlinked(content: Vec<Inline>) -> Vec<Inline> {
    let mut kept = Vec::with_capacity(content.len());
    for inline in content {
        match inline {
            Inline::Link { content, .. } => kept.extend(unlinked(content)),
            Inline::Emphasis(inner) => kept.push(Inline::Emphasis(unlinked(inner))),
            Inline::Strong(inner) => kept.push(Inline::Strong(unlinked(inner))),
            Inline::Strikethrough(inner) => kept.push(Inline::Strikethrough(unlinked(inner))),
            other => kept.push(other),
        }
    }
    kept
}
