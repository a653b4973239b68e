//! Word files: comments, tracked changes, hidden text, and the lines of all parts.

use super::traces::Traces;
use super::{Level, Sort, Spot};
use crate::foreign::Unreadable;
use crate::foreign::package::Package;
use crate::foreign::word::FORMER;
use crate::foreign::xml::{Element, XmlNode, walk};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

/// Hidden by size: half points, too small to be read.
const SMALLEST: u32 = 4;

/// Looks at the parts of a Word file.
pub(super) fn look(package: &mut Package<impl Read + Seek>, traces: &mut Traces) -> Result<(), Unreadable> {
    let mut hidden_styles = BTreeSet::new();
    if let Some(styles) = package.part("word/styles.xml")? {
        hidden_styles = styles_hidden(&styles)?;
    }
    let mut reader = WordReader::new(traces, hidden_styles);
    let names = package.names();
    let is_main = |name: &&String| name.starts_with("word/document") && name.ends_with(".xml");
    for name in names.iter().filter(is_main) {
        if let Some(part) = package.part(name)? {
            reader.read(&part, WordPart::Body)?;
        }
    }
    for name in &names {
        let part = match name.strip_prefix("word/").and_then(|name| name.strip_suffix(".xml")) {
            Some(name) if name.starts_with("header") || name.starts_with("footer") => WordPart::Margin,
            Some("footnotes" | "endnotes") => WordPart::Notes,
            _ => continue,
        };
        if let Some(text) = package.part(name)? {
            reader.read(&text, part)?;
        }
    }
    if let Some(part) = package.part("word/comments.xml")? {
        reader.comments(&part)?;
    }
    reader.finish();
    Ok(())
}

/// Ids of the styles whose text is hidden.
fn styles_hidden(part: &str) -> Result<BTreeSet<String>, Unreadable> {
    let (mut hidden, mut current) = (BTreeSet::new(), None);
    walk::<Unreadable>(part, |node| {
        match node {
            XmlNode::Open(element) if element.name == "style" => current = element.attribute("styleId"),
            XmlNode::Open(element) if element.name == "vanish" && element.is_on() => hidden.extend(current.clone()),
            XmlNode::Close(name) if name == "style" => current = None,
            _ => {}
        }
        Ok(())
    })?;
    Ok(hidden)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum WordPart {
    Body,
    Margin,
    Notes,
}

/// How a run is set.
#[derive(Default)]
struct WordRun {
    text: String,
    hidden: bool,
    white: bool,
    shaded: bool,
    tiny: bool,
}

/// A paragraph that is open.
#[derive(Default)]
struct OpenParagraph {
    text: String,
    /// Its style hides it.
    hidden: bool,
    /// Its ground is not white.
    shaded: bool,
}

/// Whether `w:shd` gives a ground that is not white.
fn is_shaded(element: &Element<'_>) -> bool {
    let fill = element.attribute("fill").unwrap_or_default();
    !matches!(fill.to_ascii_lowercase().as_str(), "" | "auto" | "ffffff")
}

/// A change that is open.
struct OpenChange {
    author: String,
    text: String,
    deletes: bool,
}

struct WordReader<'t> {
    traces: &'t mut Traces,
    hidden_styles: BTreeSet<String>,
    part: WordPart,
    /// Paragraphs of the text so far.
    paragraphs: u32,
    /// Paragraphs that are open: a text box stands inside one.
    open: Vec<OpenParagraph>,
    run: WordRun,
    changes: Vec<OpenChange>,
    /// Changes without words: of settings, of paragraph marks.
    silent_changes: u32,
    /// Id of a comment → paragraph in which it is referred to.
    comment_places: BTreeMap<String, u32>,
    depth: Depth,
}

/// How deep inside elements the reader is.
#[derive(Default)]
struct Depth {
    skipped: usize,
    paragraph_properties: usize,
    /// Tables and boxes, which may have a ground that is not white.
    grounds: usize,
    tables: usize,
    text: bool,
    instruction: bool,
}

impl<'t> WordReader<'t> {
    fn new(traces: &'t mut Traces, hidden_styles: BTreeSet<String>) -> Self {
        Self {
            traces,
            hidden_styles,
            part: WordPart::Body,
            paragraphs: 0,
            open: Vec::new(),
            run: WordRun::default(),
            changes: Vec::new(),
            silent_changes: 0,
            comment_places: BTreeMap::new(),
            depth: Depth::default(),
        }
    }

    fn read(&mut self, part: &str, kind: WordPart) -> Result<(), Unreadable> {
        self.part = kind;
        self.depth = Depth::default();
        self.open.clear();
        self.changes.clear();
        walk::<Unreadable>(part, |node| {
            self.node(node);
            Ok(())
        })
    }

    fn spot(&self) -> Spot {
        match self.part {
            WordPart::Body => vec![(Level::Paragraph, self.paragraphs.to_string())],
            WordPart::Margin => vec![(Level::Margin, String::new())],
            WordPart::Notes => vec![(Level::Notes, String::new())],
        }
    }

    fn node(&mut self, node: XmlNode<'_>) {
        match node {
            XmlNode::Open(_) if self.depth.skipped > 0 => self.depth.skipped += 1,
            XmlNode::Close(_) if self.depth.skipped > 0 => self.depth.skipped -= 1,
            XmlNode::Text(_) if self.depth.skipped > 0 => {}
            XmlNode::Open(element) => self.opens(&element),
            XmlNode::Close(name) => self.closes(&name),
            XmlNode::Text(text) if self.depth.text => {
                self.run.text.push_str(&text);
                if let Some(change) = self.changes.last_mut() {
                    change.text.push_str(&text);
                }
            }
            XmlNode::Text(text) if self.depth.instruction && text.trim_start().to_uppercase().starts_with("DDE") => {
                let spot = self.spot();
                self.traces.add(Sort::Active, spot, &text);
            }
            XmlNode::Text(_) => {}
        }
    }

    fn opens(&mut self, element: &Element<'_>) {
        let name = element.name.as_str();
        // An alternative of what was read, or what was there before a change.
        let former = FORMER.contains(&name);
        if former || name == "Fallback" {
            self.silent_changes += u32::from(former);
            self.depth.skipped = 1;
            return;
        }
        match name {
            "p" => {
                self.paragraphs += u32::from(self.part == WordPart::Body);
                self.open.push(OpenParagraph::default());
            }
            "pPr" => self.depth.paragraph_properties += 1,
            "tbl" | "txbxContent" => {
                self.depth.grounds += 1;
                self.depth.tables += usize::from(name == "tbl");
            }
            "r" => self.run = WordRun::default(),
            "t" | "delText" => self.depth.text = true,
            "instrText" => self.depth.instruction = true,
            "tab" | "br" | "cr" => self.run.text.push(' '),
            "ins" | "del" | "moveFrom" | "moveTo" => self.changes.push(OpenChange {
                author: element.attribute("author").unwrap_or_default(),
                text: String::new(),
                deletes: matches!(name, "del" | "moveFrom"),
            }),
            "cellIns" | "cellDel" | "cellMerge" => self.silent_changes += 1,
            "commentReference" => {
                let id = element.attribute("id").unwrap_or_default();
                self.comment_places.insert(id, self.paragraphs);
            }
            "pStyle" | "rStyle" => {
                let hides = element.value().is_some_and(|style| self.hidden_styles.contains(&style));
                match self.open.last_mut() {
                    Some(paragraph) if name == "pStyle" => paragraph.hidden |= hides,
                    _ => self.run.hidden |= hides,
                }
            }
            _ if self.depth.paragraph_properties == 0 => self.set(element),
            "shd" => {
                if let Some(paragraph) = self.open.last_mut() {
                    paragraph.shaded |= is_shaded(element);
                }
            }
            _ => {}
        }
    }

    /// A property of a run.
    fn set(&mut self, element: &Element<'_>) {
        let value = || element.value().unwrap_or_default();
        match element.name.as_str() {
            "vanish" | "specVanish" => self.run.hidden |= element.is_on(),
            "color" => self.run.white = value().eq_ignore_ascii_case("ffffff"),
            "highlight" => self.run.shaded = true,
            "shd" => self.run.shaded |= is_shaded(element),
            "sz" => self.run.tiny = value().parse().is_ok_and(|size: u32| size <= SMALLEST),
            _ => {}
        }
    }

    fn closes(&mut self, name: &str) {
        match name {
            "p" => {
                let Some(OpenParagraph { text, .. }) = self.open.pop() else { return };
                let spot = self.spot();
                match self.part {
                    WordPart::Body if self.depth.tables > 0 => self.traces.cell(spot, &text),
                    WordPart::Body => self.traces.line(spot, &text),
                    WordPart::Margin => self.traces.margin(spot, &text),
                    WordPart::Notes => self.traces.aside(spot, &text),
                }
            }
            "pPr" => self.depth.paragraph_properties = self.depth.paragraph_properties.saturating_sub(1),
            "tbl" | "txbxContent" => {
                self.depth.grounds = self.depth.grounds.saturating_sub(1);
                self.depth.tables -= usize::from(name == "tbl" && self.depth.tables > 0);
            }
            "t" | "delText" => self.depth.text = false,
            "instrText" => self.depth.instruction = false,
            "r" => self.end_run(),
            "ins" | "del" | "moveFrom" | "moveTo" => self.end_change(),
            _ => {}
        }
    }

    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run);
        if run.text.trim().is_empty() {
            return;
        }
        let paragraph = self.open.last();
        let by_style = paragraph.is_some_and(|paragraph| paragraph.hidden);
        let shaded = run.shaded || paragraph.is_some_and(|paragraph| paragraph.shaded);
        let unseen = run.white && !shaded && self.depth.grounds == 0;
        if run.hidden || run.tiny || unseen || by_style {
            let spot = self.spot();
            self.traces.add(Sort::Hidden, spot, &run.text);
        }
        if self.changes.last().is_some_and(|change| change.deletes) {
            return;
        }
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.text.push_str(&run.text);
        }
    }

    fn end_change(&mut self) {
        let Some(change) = self.changes.pop() else { return };
        if change.text.trim().is_empty() {
            self.silent_changes += 1;
            return;
        }
        let spot = self.spot();
        let quoted =
            if change.author.is_empty() { change.text.clone() } else { format!("{}: {}", change.author, change.text) };
        self.traces.add(Sort::Change, spot.clone(), &quoted);
        if change.deletes {
            self.traces.aside(spot, &change.text);
        }
    }

    fn comments(&mut self, part: &str) -> Result<(), Unreadable> {
        let mut comment: Option<(String, String, String)> = None;
        let mut in_text = false;
        walk::<Unreadable>(part, |node| {
            match node {
                XmlNode::Open(element) => match element.name.as_str() {
                    "comment" => {
                        let attribute = |name| element.attribute(name).unwrap_or_default();
                        comment = Some((attribute("id"), attribute("author"), String::new()));
                    }
                    "t" => in_text = true,
                    "p" | "br" => {
                        if let Some((_, _, text)) = &mut comment {
                            text.push(' ');
                        }
                    }
                    _ => {}
                },
                XmlNode::Text(text) if in_text => {
                    if let Some((_, _, all)) = &mut comment {
                        all.push_str(&text);
                    }
                }
                XmlNode::Close(name) if name == "comment" => {
                    if let Some((id, author, text)) = comment.take() {
                        let place = self.comment_places.get(&id).copied().unwrap_or_default().to_string();
                        let spot = vec![(Level::Paragraph, place)];
                        self.traces.add(Sort::Comment, spot.clone(), &format!("{author}: {text}"));
                        self.traces.aside(spot, &text);
                    }
                }
                XmlNode::Close(_) => in_text = false,
                XmlNode::Text(_) => {}
            }
            Ok(())
        })
    }

    /// Changes without words are said where no others are.
    fn finish(self) {
        if self.silent_changes > 0 && self.traces.count(Sort::Change) == 0 {
            self.traces.add(Sort::Change, vec![(Level::Paragraph, "1".to_owned())], "…");
        }
    }
}
