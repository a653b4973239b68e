//! Reads Markdown from elsewhere into [`ImportedText`], by the site's own parser. A front matter in it
//! is not ours and is skipped.

use super::flow::{ImportLoss, ImportPlace, ImportedItem, ImportedTable, ImportedText, Paragraph, StyledRun};
use super::join::is_capitals;
use super::problem::Problem;
use super::text_file::decode;
use crate::document::{self, Block, Document, Inline, ListItem};
use crate::source::{Source, Span};

/// Reads the file's bytes.
///
/// # Errors
/// Where the bytes are no Unicode text.
pub fn read(bytes: &[u8]) -> Result<ImportedText, Problem> {
    let source = Source::new("", decode(bytes)?);
    let body = after_front_matter(source.text());
    let document = document::parse(&source, Span::new(body, source.text().len()), &mut Vec::new());
    let mut reader = MarkdownReader { source: &source, flow: ImportedText::default(), links: 0, pictures: 0 };
    reader.blocks(&document.blocks);
    reader.footnotes(&document);
    for (code, count) in [("import-external", reader.links), ("import-pictures", reader.pictures)] {
        if count > 0 {
            reader.flow.losses.push(ImportLoss::of_file(code, count));
        }
    }
    Ok(reader.flow)
}

fn after_front_matter(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("---\n") else { return 0 };
    rest.find("\n---\n").map_or(0, |end| 4 + end + 5)
}

/// The words of the file as they stand there, to count them apart from the parser: without front matter, and without the
/// targets of links.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = &text[after_front_matter(text)..];
    while let Some((before, after)) = rest.split_once("](") {
        out.push_str(before);
        out.push(']');
        rest = after.split_once(')').map_or("", |(_, behind)| behind);
    }
    out + rest
}

struct MarkdownReader<'a> {
    source: &'a Source,
    flow: ImportedText,
    links: usize,
    pictures: usize,
}

impl MarkdownReader<'_> {
    fn blocks(&mut self, blocks: &[Block]) {
        let mut run_in: Option<Paragraph> = None;
        for block in blocks {
            match block {
                Block::Heading { level, run_in: runs_on, content, span, .. } => {
                    let mut paragraph = self.paragraph(content, *span);
                    paragraph.heading = Some(*level);
                    if *runs_on {
                        run_in = Some(paragraph);
                    } else {
                        self.flow.items.push(ImportedItem::Paragraph(paragraph));
                    }
                }
                Block::Paragraph { content, span, .. } => {
                    let mut paragraph = self.paragraph(content, *span);
                    if let Some(mut head) = run_in.take() {
                        head.runs.push(StyledRun { text: " ".to_owned(), ..StyledRun::default() });
                        head.runs.append(&mut paragraph.runs);
                        paragraph = Paragraph { heading: None, ..head };
                    }
                    self.flow.items.push(ImportedItem::Paragraph(paragraph));
                }
                Block::List { items, .. } => items.iter().for_each(|item| self.item(item)),
                Block::Quote(inner) => self.blocks(inner),
                Block::Code(text) => {
                    self.flow
                        .items
                        .push(ImportedItem::Paragraph(Paragraph::plain(text.trim_end(), ImportPlace::default())));
                }
                Block::Table(table) => self.table(table),
                Block::Rule => {}
                Block::RawHtml { text, span } => {
                    self.flow.items.push(ImportedItem::Paragraph(Paragraph::plain(text.trim_end(), self.place(*span))));
                }
            }
        }
        self.flow.items.extend(run_in.map(ImportedItem::Paragraph));
    }

    fn item(&mut self, item: &ListItem) {
        let first = self.flow.items.len();
        self.blocks(&item.blocks);
        if let Some(ImportedItem::Paragraph(paragraph)) = self.flow.items.get_mut(first) {
            paragraph.label = Some(item.number.map_or_else(|| "-".to_owned(), |number| format!("{number}.")));
        }
    }

    fn table(&mut self, table: &document::Table) {
        let at = self.place(table.span);
        let mut rows = Vec::new();
        for row in std::iter::once(&table.head).chain(&table.rows) {
            rows.push(row.iter().map(|cell| vec![self.paragraph(cell, table.span)]).collect());
        }
        self.flow.items.push(ImportedItem::Table(ImportedTable { rows, at }));
    }

    fn footnotes(&mut self, document: &Document) {
        for footnote in &document.footnotes {
            let mut inner =
                MarkdownReader { source: self.source, flow: ImportedText::default(), links: 0, pictures: 0 };
            inner.blocks(&footnote.blocks);
            let paragraphs = inner.flow.items.into_iter().filter_map(|item| match item {
                ImportedItem::Paragraph(paragraph) => Some(paragraph),
                _ => None,
            });
            self.flow.footnotes.push(paragraphs.collect());
        }
    }

    fn place(&self, span: Span) -> ImportPlace {
        ImportPlace::line(self.source.line_of(span.start))
    }

    fn paragraph(&mut self, content: &[Inline], span: Span) -> Paragraph {
        let mut paragraph = Paragraph { at: self.place(span), ..Paragraph::default() };
        self.inlines(content, (false, false), &mut paragraph.runs);
        keep_set_lines(&mut paragraph);
        paragraph
    }

    fn inlines(&mut self, content: &[Inline], style: (bool, bool), runs: &mut Vec<StyledRun>) {
        let (bold, italic) = style;
        let run = |text: &str| StyledRun { text: text.to_owned(), bold, italic, ..StyledRun::default() };
        for inline in content {
            match inline {
                Inline::Text { text, .. } | Inline::Code(text) | Inline::RawHtml(text) => runs.push(run(text)),
                Inline::SoftBreak(_) => runs.push(run(SOFT_BREAK)),
                Inline::HardBreak(_) => runs.push(run("\n")),
                Inline::Emphasis(inner) => self.inlines(inner, (bold, true), runs),
                Inline::Strong(inner) => self.inlines(inner, (true, italic), runs),
                Inline::Strikethrough(inner) => self.inlines(inner, style, runs),
                Inline::Link { target, content, .. } => {
                    self.links += usize::from(target.contains("//"));
                    self.inlines(content, style, runs);
                }
                Inline::Image { alt, .. } => {
                    self.pictures += 1;
                    runs.push(run(alt));
                }
                Inline::FootnoteReference { footnote, .. } => {
                    runs.push(StyledRun { footnote: Some(*footnote), ..run("") });
                }
            }
        }
    }
}

/// A line end of the file until it is known what it means; never part of a text.
const SOFT_BREAK: &str = "\u{85}";

/// Markdown joins the lines of a paragraph. Lines of a head or a signature were set one by one: where a line is in capitals
/// or bold as a whole, its end stays one; anywhere else it is a space.
fn keep_set_lines(paragraph: &mut Paragraph) {
    let lines: Vec<(String, bool)> = paragraph
        .runs
        .split(|run| run.text == SOFT_BREAK)
        .map(|runs| {
            let text: String = runs.iter().map(|run| run.text.as_str()).collect();
            let bold = runs.iter().all(|run| run.bold || run.text.trim().is_empty());
            (text, bold)
        })
        .collect();
    let is_set = |line: &(String, bool)| {
        line.0.chars().count() <= 80 && (is_capitals(line.0.trim()) || line.1 && !line.0.trim().is_empty())
    };
    for (line, run) in paragraph.runs.iter_mut().filter(|run| run.text == SOFT_BREAK).enumerate() {
        let set = lines.get(line).is_some_and(is_set) || lines.get(line + 1).is_some_and(is_set);
        run.text = if set { "\n" } else { " " }.to_owned();
    }
}
