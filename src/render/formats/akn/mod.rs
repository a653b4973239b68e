//! A document as Akoma Ntoso 3.0 (OASIS LegalDocML, akn-core v1.0): meta, preface, preamble, body by its sections, conclusions. A
//! normative document is an `act`, any other a `doc`. `eId`s are the anchors of the page; references lead to FRBR addresses by the
//! naming convention where a work's identity is known, else to its page.
//!
//! In: a document of the corpus, its file's tree. Out: XML, valid against `akomantoso30.xsd`.

mod inline;
mod meta;

use super::pieces::footnote;
use crate::corpus::{DocumentIndex, HeldDocument};
use crate::document::{Block, Document, ListItem, ListKind, Section, SectionIndex, Table, Unit, text_of};
use crate::render::escape::xml;
use crate::render::views::Scene;
use crate::render::views::document::{Head, official_head};
use inline::Cited;
use meta::{frbr, is_normative};
use std::fmt::Write;

/// The XML of document `index`.
pub(super) fn text(scene: Scene<'_>, index: DocumentIndex, tree: &Document) -> String {
    let document = &scene.world.corpus.documents[index];
    let work = &scene.world.corpus.works[document.work];
    let (root, body) = if is_normative(scene.world, work) { ("act", "body") } else { ("doc", "mainBody") };
    let cited = document.citations.iter().map(|resolved| Cited {
        span: resolved.citation.span,
        href: meta::target(scene.world, document, &resolved.resolution),
    });
    let mut writer = Writer {
        out: String::with_capacity(48 * 1024),
        tree,
        cited: cited.collect(),
        noted: vec![false; tree.footnotes.len()],
        unnamed: 0,
        skip: 0,
        next: 0,
    };
    let out = &mut writer.out;
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<akomaNtoso xmlns=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\">\n");
    let _ = writeln!(out, "<{root} name=\"{}\">", xml(&document.front_matter.kind.value));
    meta::write(out, scene, document, frbr(scene.world, work));
    out.push_str("<preface>\n");
    preface(out, scene, &official_head(scene, document));
    out.push_str("</preface>\n");
    writer.text(body);
    writer.conclusions(document);
    let _ = writeln!(writer.out, "</{root}>\n</akomaNtoso>");
    writer.out
}

fn preface(out: &mut String, scene: Scene<'_>, head: &Head<'_>) {
    let mut line = |class: &str, inner: &str| {
        let _ = writeln!(out, "<p class=\"{class}\">{inner}</p>");
    };
    if let Some(parent) = head.parent {
        line("co-quan", &xml(parent));
    }
    line("co-quan", &format!("<docAuthority>{}</docAuthority>", xml(head.issuer)));
    if let Some(number) = head.number {
        line("so-ky-hieu", &format!("Số: <docNumber>{}</docNumber>", xml(number)));
    }
    let republic = if head.party { "page-party" } else { "page-republic" };
    line("quoc-hieu", &xml(scene.text(republic)));
    if let (Some(day), Some(iso)) = (&head.date, &head.iso) {
        let place = head.place.map(|place| format!("{}, ", xml(place))).unwrap_or_default();
        line("ngay", &format!("{place}<docDate date=\"{iso}\">{}</docDate>", xml(day)));
    }
    line("ten-loai", &format!("<docType>{}</docType>", xml(head.kind)));
    line("trich-yeu", &format!("<docTitle>{}</docTitle>", xml(head.title)));
}

/// What a section has of its own: its heading, and the blocks before the first section inside it.
#[derive(Default)]
struct Own<'a> {
    heading: Option<&'a Block>,
    blocks: Vec<&'a Block>,
    inner: Vec<SectionIndex>,
}

struct Writer<'a> {
    out: String,
    tree: &'a Document,
    /// By span, ascending.
    cited: Vec<Cited>,
    /// Footnotes that stand at their first reference by now.
    noted: Vec<bool>,
    /// Elements that need an id and have no anchor.
    unnamed: usize,
    /// Bytes of text that were written before as a number.
    skip: usize,
    /// The first citation that ends after the place of the walk.
    next: usize,
}

impl<'a> Writer<'a> {
    fn text(&mut self, body: &str) {
        let sections = self.sections();
        let opening = &sections[0];
        if !opening.blocks.is_empty() && !opening.inner.is_empty() {
            self.out.push_str("<preamble>\n");
            opening.blocks.iter().for_each(|block| self.block(block));
            self.out.push_str("</preamble>\n");
        }
        let _ = writeln!(self.out, "<{body}>");
        if opening.inner.is_empty() {
            self.out.push_str("<hcontainer name=\"noi-dung\" eId=\"noi-dung\">\n");
            self.content(&opening.blocks);
            self.out.push_str("</hcontainer>\n");
        }
        for inner in &opening.inner {
            self.section(&sections, *inner);
        }
        let _ = writeln!(self.out, "</{body}>");
    }

    /// The blocks by section; sections without a parent are those of the opening.
    fn sections(&self) -> Vec<Own<'a>> {
        let tree = self.tree;
        let mut sections: Vec<Own<'a>> = tree.sections.iter().map(|_| Own::default()).collect();
        for (index, section) in tree.sections.iter().enumerate().skip(1) {
            sections[section.parent.unwrap_or(0)].inner.push(index);
        }
        let mut current = 0;
        for block in &tree.blocks {
            match block {
                Block::Heading { section, .. } | Block::Paragraph { opens: Some(section), .. } => {
                    current = *section;
                    sections[current].heading = Some(block);
                }
                other => sections[current].blocks.push(other),
            }
        }
        sections
    }

    fn section(&mut self, sections: &[Own<'a>], index: SectionIndex) {
        let (own, section) = (&sections[index], &self.tree.sections[index]);
        let (tag, name) = element(section);
        let _ = write!(self.out, "<{tag}");
        if let Some(name) = name {
            let _ = write!(self.out, " name=\"{name}\"");
        }
        let _ = writeln!(self.out, " eId=\"{}\">", xml(&section.anchor));
        let mut first = None;
        match own.heading {
            Some(Block::Heading { content, .. }) => {
                let skip = self.number(section, &text_of(content));
                self.out.push_str("<heading>");
                self.skip = skip;
                self.inlines(content);
                self.skip = 0;
                self.out.push_str("</heading>\n");
            }
            Some(Block::Paragraph { content, .. }) => first = Some((self.number(section, &text_of(content)), content)),
            _ => {}
        }
        let wrap = if own.inner.is_empty() { "content" } else { "intro" };
        if wrap == "content" || first.is_some() || !own.blocks.is_empty() {
            let _ = writeln!(self.out, "<{wrap}>");
            if let Some((skip, content)) = first {
                self.skip = skip;
                self.paragraph(None, content);
                self.skip = 0;
            }
            own.blocks.iter().for_each(|block| self.block(block));
            if first.is_none() && own.blocks.is_empty() {
                self.out.push_str("<p/>\n");
            }
            let _ = writeln!(self.out, "</{wrap}>");
        }
        for inner in &own.inner {
            self.section(sections, *inner);
        }
        let _ = writeln!(self.out, "</{tag}>");
    }

    /// Writes the number of a section, as it stands at the beginning of `text`; how many bytes that is.
    fn number(&mut self, section: &Section, text: &str) -> usize {
        const LONGEST: usize = 40;
        let Some(label) = section.label.as_ref().filter(|label| !label.text.is_empty()) else { return 0 };
        let Some(at) = text.find(&*label.text).filter(|at| *at <= LONGEST) else { return 0 };
        let end = at + label.text.len();
        let sign = text[end..].chars().take_while(|c| matches!(c, '.' | ')' | ':' | '/')).count();
        let number = text[..end + sign].trim();
        let _ = writeln!(self.out, "<num>{}</num>", xml(number));
        let rest = &text[end + sign..];
        end + sign + (rest.len() - rest.trim_start().len())
    }

    fn content(&mut self, blocks: &[&'a Block]) {
        self.out.push_str("<content>\n");
        blocks.iter().for_each(|block| self.block(block));
        if blocks.is_empty() {
            self.out.push_str("<p/>\n");
        }
        self.out.push_str("</content>\n");
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Heading { content, .. } => self.paragraph(None, content),
            Block::Paragraph { anchor, content, .. } => self.paragraph(anchor.as_deref(), content),
            Block::List { kind, items, .. } => self.list(*kind, items),
            Block::Quote(inner) => {
                let id = self.id();
                let _ = writeln!(self.out, "<tblock class=\"trich\" eId=\"{id}\">");
                inner.iter().for_each(|block| self.block(block));
                if inner.is_empty() {
                    self.out.push_str("<p/>\n");
                }
                self.out.push_str("</tblock>\n");
            }
            Block::Code(text) | Block::RawHtml { text, .. } => {
                let lines: Vec<String> = text.trim_end().lines().map(xml).collect();
                let _ = writeln!(self.out, "<p class=\"nguyen-van\">{}</p>", lines.join("<eol/>"));
            }
            Block::Table(table) => self.table(table),
            Block::Rule => self.out.push_str("<p class=\"gach\"/>\n"),
        }
    }

    fn list(&mut self, kind: ListKind, items: &'a [ListItem]) {
        let id = self.id();
        let _ = writeln!(self.out, "<blockList eId=\"{id}\">");
        for item in items {
            let number = match (kind, item.number) {
                (ListKind::Bullet(sign), _) | (ListKind::Ordered(sign), None) => sign.to_string(),
                (ListKind::Ordered(sign), Some(number)) => format!("{number}{sign}"),
            };
            let _ = writeln!(self.out, "<item eId=\"{}\">\n<num>{number}</num>", xml(&item.anchor));
            item.blocks.iter().for_each(|block| self.block(block));
            if item.blocks.is_empty() {
                self.out.push_str("<p/>\n");
            }
            self.out.push_str("</item>\n");
        }
        self.out.push_str("</blockList>\n");
    }

    fn table(&mut self, table: &'a Table) {
        let has_head = table.head.iter().any(|cell| !text_of(cell).trim().is_empty());
        self.out.push_str("<table>\n");
        let head = has_head.then_some(("th", &table.head));
        for (tag, row) in head.into_iter().chain(table.rows.iter().map(|row| ("td", row))) {
            self.out.push_str("<tr>");
            for cell in row {
                let _ = write!(self.out, "<{tag}><p>");
                self.inlines(cell);
                let _ = write!(self.out, "</p></{tag}>");
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</table>\n");
    }

    fn id(&mut self) -> String {
        self.unnamed += 1;
        format!("khoi-{}", self.unnamed)
    }

    /// Signature, nơi nhận, footnotes that nothing refers to.
    fn conclusions(&mut self, document: &HeldDocument) {
        let front_matter = &document.front_matter;
        let mut lines: Vec<(&str, String)> = Vec::new();
        if let Some(signer) = &front_matter.signer {
            for line in [&signer.authority, &signer.position].into_iter().flatten() {
                lines.push(("chuc-vu", xml(line)));
            }
            lines.push(("nguoi-ky", format!("<signature>{}</signature>", xml(&signer.name))));
        }
        lines.extend(front_matter.recipients.iter().map(|recipient| ("noi-nhan", xml(recipient))));
        lines.extend(front_matter.archive.iter().map(|archive| ("luu", format!("Lưu: {}", xml(archive)))));
        for (index, note) in self.tree.footnotes.iter().enumerate().filter(|(index, _)| !self.noted[*index]) {
            lines.push(("chu-thich", xml(&format!("[{}] {}", index + 1, footnote(&note.blocks)))));
        }
        if lines.is_empty() {
            return;
        }
        self.out.push_str("<conclusions>\n");
        for (class, line) in lines {
            let _ = writeln!(self.out, "<p class=\"{class}\">{line}</p>");
        }
        self.out.push_str("</conclusions>\n");
    }
}

/// The element of a section, with a name where Akoma Ntoso has none of its own. Khoản is `paragraph`, as in the laws of others.
fn element(section: &Section) -> (&'static str, Option<&'static str>) {
    match section.label.as_ref().map(|label| label.unit) {
        Some(Unit::Part) => ("part", None),
        Some(Unit::Chapter) => ("chapter", None),
        Some(Unit::SubItem) => ("subsection", None),
        Some(Unit::Article) => ("article", None),
        Some(Unit::Clause) => ("paragraph", None),
        Some(Unit::Point) => ("point", None),
        Some(Unit::Item) => ("hcontainer", Some("muc")),
        Some(Unit::Annex) => ("hcontainer", Some("phu-luc")),
        None => ("hcontainer", Some("tieu-de")),
    }
}
