//! A document's tree and the meaning of its citations → the HTML of its body. The only place where the text of a
//! document becomes HTML: one walk over the tree with a cursor in the sorted citations, everything escaped, every
//! element closed where it was opened, no style and no script.
//!
//! In: [`Body`]. Out: [`Body::html`].

mod inline;
mod note;
#[cfg(test)]
mod tests;

use super::citing::place;
use crate::catalogue::{self, Language};
use crate::document::{
    Block, ColumnAlignment, Document, Inline, ListItem, ListMarker, OPENING_ANCHOR, SectionIndex, Table,
};
use crate::source::Span;
pub use note::{Beside, BodyNote};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;

/// A citation as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyLink {
    /// Its number in the document, from 1: the element's id is `vd-<number>`.
    pub number: usize,
    /// Bytes in the file.
    pub span: Span,
    /// What it means.
    pub mark: CitationMark,
}

/// How a citation is marked. A label, where it is not empty, says in plain text what the citation means: title and date of the work, or why
/// there is no link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CitationMark {
    /// The site holds the text.
    Held {
        /// Address as it shall stand in `href`.
        href: String,
        /// Title and date.
        label: String,
        /// A rule inferred it from a bare name.
        inferred: bool,
    },
    /// The site has a page about the work, without its text.
    NotHeld {
        /// Address as it shall stand in `href`.
        href: String,
        /// Title and date.
        label: String,
        /// A rule inferred it from a bare name.
        inferred: bool,
    },
    /// Another site holds the text.
    Elsewhere {
        /// Whole address there.
        href: String,
        /// Title, date and the site.
        label: String,
        /// A rule inferred it from a bare name.
        inferred: bool,
    },
    /// Which work is meant cannot be told.
    Unknown {
        /// Says so.
        label: String,
    },
    /// A programme cited by its name, of which no number is known: nothing is doubtful about it.
    Named {
        /// Says so.
        label: String,
    },
    /// Several works may be meant.
    Ambiguous {
        /// Says so.
        label: String,
    },
    /// The document itself.
    Own {
        /// The place in it that is meant, where there is one.
        href: Option<String>,
        /// Says so.
        label: String,
    },
}

/// What stands in the margin beside a section's heading: a number with what is counted, and where the list of them is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// "viện dẫn 3".
    pub text: String,
    /// Address as it shall stand in `href`.
    pub href: String,
}

/// The words of the page that stand inside the body.
#[derive(Clone, Copy, Debug)]
pub struct Labels {
    /// Name of a table, with `{n}`.
    pub table: &'static str,
    /// Name of the list of footnotes.
    pub footnotes: &'static str,
    /// Accessible name of a reference, with `{n}`.
    pub footnote: &'static str,
    /// Accessible name of the way back, with `{n}` and `{nth}`.
    pub back: &'static str,
}

impl Labels {
    /// From the catalogue.
    pub fn of(language: Language) -> Self {
        Self {
            table: catalogue::text(language, "body.table"),
            footnotes: catalogue::text(language, "body.footnotes"),
            footnote: catalogue::text(language, "body.footnote"),
            back: catalogue::text(language, "body.back"),
        }
    }
}

/// All that the body of a page is made of.
pub struct Body<'a> {
    /// The text.
    pub document: &'a Document,
    /// The blocks that are shown; `None`: all. Beside them the footnotes to which they refer.
    pub shown: Option<Range<usize>>,
    /// Citations by span, ascending, not overlapping.
    pub links: &'a [BodyLink],
    /// Editor's notes.
    pub notes: &'a [BodyNote],
    /// What stands beside a section, by its anchor.
    pub counts: &'a BTreeMap<String, Vec<Count>>,
    /// Words.
    pub labels: Labels,
    /// Makes the target of an author's link or image fit the page: `/van-ban/x/` → `../../van-ban/x/`. Targets on
    /// other sites come as they are and should go as they are.
    pub address: &'a dyn Fn(&str) -> String,
}

impl Body<'_> {
    /// The body as HTML, for an element that allows flow content. Ids are the anchors of the document (sections,
    /// paragraphs, list items), `vd-<n>` for citations and `chu-thich-<n>` for footnotes.
    pub fn html(&self) -> BodyHtml {
        let mut writer = BodyWriter::new(self);
        writer.opening();
        writer.sections();
        writer.notes.rest(&mut writer.html);
        writer.footnotes();
        let annexes = writer.annexes.map(|at| writer.html.split_off(at)).unwrap_or_default();
        BodyHtml { signed: writer.html, annexes }
    }
}

/// A body, cut where the signature stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BodyHtml {
    /// What is signed.
    pub signed: String,
    /// What follows the signature; empty where nothing does. It has the footnotes then.
    pub annexes: String,
}

/// Appends `text`, escaped for text and for quoted attributes. Control characters, which HTML forbids, become U+FFFD.
pub(crate) fn escape(html: &mut String, text: &str) {
    let is_special = |b: u8| matches!(b, b'&' | b'<' | b'>' | b'"' | 0x7f | 0xc2) || b < b' ';
    if !text.bytes().any(is_special) {
        html.push_str(text);
        return;
    }
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\n' | '\t' => html.push(c),
            // HTML reads a carriage return as a line end.
            '\r' => {}
            _ if c.is_control() => html.push('\u{fffd}'),
            _ => html.push(c),
        }
    }
}

/// Appends ` name="value"`, escaped.
pub(crate) fn attribute(html: &mut String, name: &str, value: &str) {
    html.push(' ');
    html.push_str(name);
    html.push_str("=\"");
    escape(html, value);
    html.push('"');
}

struct BodyWriter<'a> {
    html: String,
    body: &'a Body<'a>,
    citations: inline::Cursor<'a>,
    notes: note::Notes<'a>,
    tables: usize,
    in_link: bool,
    /// The numbered item whose first paragraph is being written: its permalink stands at the end of it.
    item: Option<&'a str>,
    /// What was opened is closed where it was opened: how deep the inlines are.
    depth: usize,
    /// Where in `html` the annexes begin.
    annexes: Option<usize>,
    /// Footnotes to which what was written refers, each with which reference it is.
    noted: BTreeSet<(usize, usize)>,
}

impl<'a> BodyWriter<'a> {
    fn new(body: &'a Body<'a>) -> Self {
        Self {
            html: String::new(),
            body,
            citations: inline::Cursor::new(body.links),
            notes: note::Notes::new(body.notes),
            tables: 0,
            in_link: false,
            item: None,
            depth: 0,
            annexes: None,
            noted: BTreeSet::new(),
        }
    }

    /// What stands before the first section, so that `#mo-dau` always leads somewhere.
    fn opening(&mut self) {
        if self.body.shown.as_ref().is_some_and(|shown| shown.start > 0) {
            return;
        }
        let _ = write!(self.html, "<div id=\"{OPENING_ANCHOR}\">");
        self.counts("div", OPENING_ANCHOR);
        self.notes.at_anchor(OPENING_ANCHOR, &mut self.html);
        let document = self.body.document;
        for block in &document.blocks[..first_section(document)] {
            self.block(block, false);
        }
        self.html.push_str("</div>\n");
    }

    fn sections(&mut self) {
        let document = self.body.document;
        let shown = self.body.shown.clone().unwrap_or(0..document.blocks.len());
        let first = first_section(document).clamp(shown.start, shown.end);
        let annexes = document.annexes.first().copied();
        let mut blocks = document.blocks[..shown.end].iter().enumerate().skip(first);
        while let Some((at, block)) = blocks.next() {
            if annexes.is_some_and(|annexes| annexes == at || annexes < at && at == shown.start) {
                self.annexes = Some(self.html.len());
            }
            match block {
                Block::Heading { section, level, run_in, content, span } => {
                    let paragraph = if *run_in { blocks.next().map(|(_, block)| block) } else { None };
                    self.heading(*section, *level, content, paragraph);
                    self.notes.at_anchor(&document.sections[*section].anchor, &mut self.html);
                    self.notes.within(*span, &mut self.html);
                    if let Some(Block::Paragraph { anchor, span, .. }) = paragraph {
                        self.notes.at_anchor(anchor.as_deref().unwrap_or(""), &mut self.html);
                        self.notes.within(*span, &mut self.html);
                    }
                }
                _ => self.block(block, false),
            }
        }
    }

    /// A heading with its permalink beside it (inside, it would be read out as part of the heading). A run-in heading
    /// and its paragraph are one line for the eye and two elements for assistive technology.
    fn heading(&mut self, section: SectionIndex, level: u8, content: &'a [Inline], paragraph: Option<&'a Block>) {
        let anchor = &self.body.document.sections[section].anchor;
        let class = if paragraph.is_some() { "run-in" } else { "heading" };
        let level = level.clamp(2, 6);
        let _ = write!(self.html, "<div class=\"{class}\"><h{level}");
        attribute(&mut self.html, "id", anchor);
        self.html.push('>');
        self.inlines(content);
        let _ = write!(self.html, "</h{level}>");
        self.permalink(section);
        if let Some(Block::Paragraph { anchor, content, .. }) = paragraph {
            self.html.push(' ');
            self.paragraph(anchor.as_deref(), None, content);
        }
        self.counts("span", anchor);
        self.html.push_str("</div>\n");
    }

    /// The permalink of a section. Its name says the place as texts cite it.
    fn permalink(&mut self, section: SectionIndex) {
        let sections = &self.body.document.sections;
        self.html.push_str("<a class=\"permalink\"");
        attribute(&mut self.html, "href", &format!("#{}", sections[section].anchor));
        attribute(&mut self.html, "aria-label", &format!("§ {}", place(sections, section)));
        self.html.push_str(">§</a>");
    }

    /// What stands in the margin.
    fn counts(&mut self, tag: &str, anchor: &str) {
        let Some(counts) = self.body.counts.get(anchor) else { return };
        let _ = write!(self.html, "<{tag} class=\"counts\">");
        for count in counts {
            self.html.push_str(" <a");
            attribute(&mut self.html, "href", &count.href);
            self.html.push('>');
            escape(&mut self.html, &count.text);
            self.html.push_str("</a>");
        }
        let _ = write!(self.html, "</{tag}>");
    }

    /// `tight`: the text of a tight list item has no paragraph around it.
    fn block(&mut self, block: &'a Block, tight: bool) {
        match block {
            // Headings inside other blocks are paragraphs by now; one that is not loses its permalink, not its text.
            Block::Heading { content, .. } => self.paragraph(None, None, content),
            Block::Paragraph { opens, anchor, content, span } => {
                if tight {
                    self.inlines(content);
                    self.number_link(None);
                } else {
                    self.paragraph(anchor.as_deref(), *opens, content);
                    self.html.push('\n');
                }
                self.notes.at_anchor(anchor.as_deref().unwrap_or(""), &mut self.html);
                self.notes.within(*span, &mut self.html);
            }
            Block::List { kind, tight, items, .. } => self.list(*kind, *tight, items),
            Block::Quote(blocks) => {
                self.html.push_str("<blockquote>\n");
                blocks.iter().for_each(|block| self.block(block, false));
                self.html.push_str("</blockquote>\n");
            }
            Block::Code(text) => self.preformatted("<pre><code>", text),
            Block::RawHtml { text, .. } => self.preformatted("<pre class=\"raw\"><code>", text),
            Block::Table(table) => {
                self.table(table);
                self.notes.within(table.span, &mut self.html);
            }
            Block::Rule => self.html.push_str("<hr>\n"),
        }
    }

    fn paragraph(&mut self, anchor: Option<&'a str>, opens: Option<SectionIndex>, content: &'a [Inline]) {
        self.html.push_str("<p");
        if let Some(anchor) = anchor {
            attribute(&mut self.html, "id", anchor);
        }
        if opens.is_some() {
            self.html.push_str(" class=\"article\"");
        }
        self.html.push('>');
        self.inlines(content);
        match (opens, anchor) {
            (Some(section), Some(anchor)) => {
                self.permalink(section);
                self.counts("span", anchor);
            }
            _ => self.number_link(anchor),
        }
        self.html.push_str("</p>");
    }

    /// The permalink of a numbered paragraph, or of the item that it is the first of. There can be a
    /// thousand on a page: the keyboard comes to them from the permalink of their section by the arrow keys,
    /// and none of them holds up the tab key.
    fn number_link(&mut self, anchor: Option<&'a str>) {
        let Some(anchor) = self.item.take().or(anchor).filter(|anchor| is_numbered(anchor)) else { return };
        self.html.push_str("<a class=\"permalink\"");
        attribute(&mut self.html, "href", &format!("#{anchor}"));
        self.html.push_str(" tabindex=\"-1\">§</a>");
    }

    fn preformatted(&mut self, open: &str, text: &str) {
        self.html.push_str(open);
        escape(&mut self.html, text.trim_end_matches(['\n', '\r']));
        self.html.push_str("</code></pre>\n");
    }

    /// Numbers are those of the author, not those that a browser would count; the sign after them is a class.
    fn list(&mut self, kind: ListMarker, tight: bool, items: &'a [ListItem]) {
        let (tag, class) = match kind {
            ListMarker::Bullet('+') => ("ul", " class=\"plus\""),
            ListMarker::Bullet('*') => ("ul", ""),
            ListMarker::Bullet(_) => ("ul", " class=\"dash\""),
            ListMarker::Ordered(')') => ("ol", " class=\"parenthesis\""),
            ListMarker::Ordered(_) => ("ol", ""),
        };
        let _ = write!(self.html, "<{tag}{class}");
        let mut expected = items.first().and_then(|item| item.number).unwrap_or(1);
        if tag == "ol" && expected != 1 {
            let _ = write!(self.html, " start=\"{expected}\"");
        }
        self.html.push_str(">\n");
        for item in items {
            self.html.push_str("<li");
            attribute(&mut self.html, "id", &item.anchor);
            if let Some(number) = item.number.filter(|number| *number != expected) {
                let _ = write!(self.html, " value=\"{number}\"");
                expected = number;
            }
            expected += 1;
            self.html.push('>');
            self.item = Some(&*item.anchor).filter(|_| matches!(item.blocks.first(), Some(Block::Paragraph { .. })));
            for (at, block) in item.blocks.iter().enumerate() {
                if at > 0 && !self.html.ends_with('\n') {
                    self.html.push('\n');
                }
                self.block(block, tight);
            }
            self.notes.at_anchor(&item.anchor, &mut self.html);
            self.html.push_str("</li>\n");
        }
        let _ = writeln!(self.html, "</{tag}>");
    }

    /// A wide table scrolls in a box of its own, which the keyboard can reach and which has a name.
    fn table(&mut self, table: &Table) {
        self.tables += 1;
        let number = self.tables.to_string();
        self.html.push_str("<div class=\"table\" tabindex=\"0\" role=\"region\"");
        attribute(&mut self.html, "aria-label", &catalogue::fill(self.body.labels.table, &[("n", &number)]));
        self.html.push_str("><table>\n");
        // Markdown demands a first row; authors leave it empty when the table has no header.
        if table.head.iter().any(|cell| !is_blank(cell)) {
            self.html.push_str("<thead>");
            self.row(&table.head, &table.alignments, true);
            self.html.push_str("</thead>\n");
        }
        if !table.rows.is_empty() {
            self.html.push_str("<tbody>\n");
            for row in &table.rows {
                self.row(row, &table.alignments, false);
            }
            self.html.push_str("</tbody>\n");
        }
        self.html.push_str("</table></div>\n");
    }

    fn row(&mut self, cells: &[Vec<Inline>], alignments: &[ColumnAlignment], head: bool) {
        self.html.push_str("<tr>");
        for (column, cell) in cells.iter().enumerate() {
            // An empty header says nothing about its column.
            let (tag, scope) = if head && !is_blank(cell) { ("th", " scope=\"col\"") } else { ("td", "") };
            let class = match alignments.get(column) {
                Some(ColumnAlignment::Left) => " class=\"left\"",
                Some(ColumnAlignment::Center) => " class=\"center\"",
                Some(ColumnAlignment::Right) => " class=\"right\"",
                _ => "",
            };
            let _ = write!(self.html, "<{tag}{scope}{class}>");
            self.inlines(cell);
            let _ = write!(self.html, "</{tag}>");
        }
        self.html.push_str("</tr>\n");
    }

    /// All footnotes; on the page of a portion those to which it refers, and those to which these do.
    fn footnotes(&mut self) {
        let all = self.body.document.footnotes.len();
        let is_whole = self.body.shown.is_none();
        let mut written: BTreeMap<usize, String> = BTreeMap::new();
        loop {
            let is_new = |index: &usize| !written.contains_key(index);
            let next = match is_whole {
                true => Some(written.len()).filter(|index| *index < all),
                false => self.noted.iter().map(|(index, _)| *index).find(is_new),
            };
            let Some(index) = next else { break };
            let outer = std::mem::take(&mut self.html);
            self.footnote(index, is_whole);
            written.insert(index, std::mem::replace(&mut self.html, outer));
        }
        if written.is_empty() {
            return;
        }
        self.html.push_str("<section class=\"footnotes\" role=\"doc-endnotes\"");
        attribute(&mut self.html, "aria-label", self.body.labels.footnotes);
        self.html.push_str(">\n<ol>\n");
        written.values().for_each(|note| self.html.push_str(note));
        self.html.push_str("</ol>\n</section>\n");
        self.notes.rest(&mut self.html);
    }

    fn footnote(&mut self, index: usize, is_whole: bool) {
        let footnote = &self.body.document.footnotes[index];
        let number = (index + 1).to_string();
        let value = if is_whole { String::new() } else { format!(" value=\"{number}\"") };
        let _ = write!(self.html, "<li id=\"chu-thich-{number}\"{value}>");
        footnote.blocks.iter().for_each(|block| self.block(block, false));
        for nth in (1..=footnote.references).filter(|nth| is_whole || self.noted.contains(&(index, *nth))) {
            let nth = nth.to_string();
            let _ = write!(self.html, "<a class=\"back\" href=\"#chu-thich-{number}-dan-{nth}\"");
            let name = catalogue::fill(self.body.labels.back, &[("n", &number), ("nth", &nth)]);
            attribute(&mut self.html, "aria-label", &name);
            self.html.push_str(">↩</a> ");
        }
        self.html.push_str("</li>\n");
    }
}

fn first_section(document: &Document) -> usize {
    let opens = |block: &Block| matches!(block, Block::Heading { .. } | Block::Paragraph { opens: Some(_), .. });
    document.blocks.iter().position(opens).unwrap_or(document.blocks.len())
}

/// Whether an anchor is made of numbering, and not of a position in the text.
fn is_numbered(anchor: &str) -> bool {
    !anchor.contains("-doan-") && !anchor.contains("-gach-") && !anchor.starts_with("chu-thich-")
}

fn is_blank(content: &[Inline]) -> bool {
    content.iter().all(|inline| match inline {
        Inline::Text { text, .. } => text.trim().is_empty(),
        Inline::SoftBreak(_) | Inline::HardBreak(_) => true,
        _ => false,
    })
}
