//! Excel files: comments of both kinds, hidden sheets, rows and columns, tracked changes, and the cells as lines.

use super::traces::Traces;
use super::{Level, Sort, Spot};
use crate::foreign::Unreadable;
use crate::foreign::package::Package;
use crate::foreign::xml::{Element, XmlNode, walk};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

/// Texts of cells that stand in a table of their own.
const MOST_SHARED: usize = 1_000_000;
/// Ranges of hidden columns of one sheet.
const MOST_RANGES: usize = 1_000;

/// A sheet as the workbook names it.
struct Sheet {
    name: String,
    hidden: bool,
    /// `xl/worksheets/sheet1.xml`.
    part: String,
}

/// Looks at the parts of an Excel file.
pub(super) fn look(package: &mut Package<impl Read + Seek>, traces: &mut Traces) -> Result<(), Unreadable> {
    let shared = match package.part("xl/sharedStrings.xml")? {
        Some(part) => shared_texts(&part)?,
        None => Vec::new(),
    };
    let persons = match package.part("xl/persons/person.xml")? {
        Some(part) => persons(&part)?,
        None => BTreeMap::new(),
    };
    for sheet in sheets(package)? {
        let Some(part) = package.part(&sheet.part)? else { continue };
        SheetReader::new(&sheet, &shared, traces).read(&part)?;
        let (folder, file) = sheet.part.rsplit_once('/').unwrap_or(("", &sheet.part));
        let Some(relationships) = package.part(&format!("{folder}/_rels/{file}.rels"))? else { continue };
        let mut threaded = BTreeSet::new();
        let targets: Vec<String> = targets(&relationships)?.into_values().collect();
        for target in targets.iter().filter(|target| target.contains("threadedComment")) {
            if let Some(part) = package.part(&within(folder, target))? {
                threaded_comments(&part, &sheet.name, &persons, &mut threaded, traces)?;
            }
        }
        for target in targets.iter().filter(|target| target.contains("comments") && !target.contains("threaded")) {
            if let Some(part) = package.part(&within(folder, target))? {
                comments(&part, &sheet.name, &threaded, traces)?;
            }
        }
    }
    if package.names().iter().any(|name| name.starts_with("xl/revisions/")) {
        traces.add(Sort::Change, vec![(Level::Properties, String::new())], "xl/revisions");
    }
    Ok(())
}

fn sheets(package: &mut Package<impl Read + Seek>) -> Result<Vec<Sheet>, Unreadable> {
    let Some(workbook) = package.part("xl/workbook.xml")? else { return Ok(Vec::new()) };
    let parts = match package.part("xl/_rels/workbook.xml.rels")? {
        Some(part) => targets(&part)?,
        None => BTreeMap::new(),
    };
    let mut sheets = Vec::new();
    walk::<Unreadable>(&workbook, |node| {
        let XmlNode::Open(element) = node else { return Ok(()) };
        // `sheetId` counts sheets; `r:id` is the relationship.
        if element.name == "sheet"
            && let Some(target) = element.attribute("id").and_then(|id| parts.get(&id))
        {
            sheets.push(Sheet {
                name: element.attribute("name").unwrap_or_default(),
                hidden: element.attribute("state").is_some_and(|state| state != "visible"),
                part: within("xl", target),
            });
        }
        Ok(())
    })?;
    Ok(sheets)
}

/// Id → target of each relationship.
fn targets(part: &str) -> Result<BTreeMap<String, String>, Unreadable> {
    let mut targets = BTreeMap::new();
    walk::<Unreadable>(part, |node| {
        if let XmlNode::Open(element) = node
            && let (Some(id), Some(target)) = (element.attribute("Id"), element.attribute("Target"))
        {
            targets.insert(id, target);
        }
        Ok(())
    })?;
    Ok(targets)
}

/// A target as the name of a part: `../comments1.xml` of `xl/worksheets` is `xl/comments1.xml`.
fn within(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut folders: Vec<&str> = folder.split('/').collect();
    let mut rest = target;
    while let Some(above) = rest.strip_prefix("../") {
        folders.pop();
        rest = above;
    }
    folders.push(rest);
    folders.join("/")
}

fn shared_texts(part: &str) -> Result<Vec<String>, Unreadable> {
    let (mut texts, mut in_text) = (Vec::new(), false);
    walk::<Unreadable>(part, |node| {
        match node {
            XmlNode::Open(element) if element.name == "si" && texts.len() < MOST_SHARED => texts.push(String::new()),
            XmlNode::Open(element) => in_text = element.name == "t",
            XmlNode::Text(text) if in_text => {
                if let Some(last) = texts.last_mut() {
                    last.push_str(&text);
                }
            }
            XmlNode::Close(_) => in_text = false,
            XmlNode::Text(_) => {}
        }
        Ok(())
    })?;
    Ok(texts)
}

fn persons(part: &str) -> Result<BTreeMap<String, String>, Unreadable> {
    let mut persons = BTreeMap::new();
    walk::<Unreadable>(part, |node| {
        if let XmlNode::Open(element) = node
            && let (Some(id), Some(name)) = (element.attribute("id"), element.attribute("displayName"))
        {
            persons.insert(id, name);
        }
        Ok(())
    })?;
    Ok(persons)
}

struct SheetReader<'t> {
    sheet: &'t Sheet,
    shared: &'t [String],
    traces: &'t mut Traces,
    hidden_columns: Vec<(u32, u32)>,
    /// The row, where it is hidden.
    hidden_row: Option<String>,
    cell: String,
    is_shared: bool,
    in_value: bool,
    value: String,
    /// What is hidden and was said.
    said: BTreeSet<String>,
}

impl<'t> SheetReader<'t> {
    fn new(sheet: &'t Sheet, shared: &'t [String], traces: &'t mut Traces) -> Self {
        Self {
            sheet,
            shared,
            traces,
            hidden_columns: Vec::new(),
            hidden_row: None,
            cell: String::new(),
            is_shared: false,
            in_value: false,
            value: String::new(),
            said: BTreeSet::new(),
        }
    }

    fn read(mut self, part: &str) -> Result<(), Unreadable> {
        walk::<Unreadable>(part, |node| {
            match node {
                XmlNode::Open(element) => self.opens(&element),
                XmlNode::Text(text) if self.in_value => self.value.push_str(&text),
                XmlNode::Close(name) => match name.as_str() {
                    "v" | "t" => self.in_value = false,
                    "c" => self.end_cell(),
                    "row" => self.hidden_row = None,
                    _ => {}
                },
                XmlNode::Text(_) => {}
            }
            Ok(())
        })
    }

    fn opens(&mut self, element: &Element<'_>) {
        let is_hidden = || element.attribute("hidden").is_some_and(|value| value == "1" || value == "true");
        let number = |name| element.attribute(name).and_then(|value| value.parse().ok()).unwrap_or(0);
        match element.name.as_str() {
            "col" if self.hidden_columns.len() < MOST_RANGES && is_hidden() => {
                self.hidden_columns.push((number("min"), number("max")));
            }
            "row" => self.hidden_row = is_hidden().then(|| element.attribute("r").unwrap_or_default()),
            "c" => {
                self.cell = element.attribute("r").unwrap_or_default();
                self.is_shared = element.attribute("t").is_some_and(|kind| kind == "s");
                self.value.clear();
            }
            "v" | "t" => self.in_value = true,
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let text = match self.value.trim().parse::<usize>() {
            Ok(at) if self.is_shared => self.shared.get(at).cloned().unwrap_or_default(),
            _ => self.value.clone(),
        };
        if text.trim().is_empty() {
            return;
        }
        let sheet = (Level::Sheet, self.sheet.name.clone());
        let column: String = self.cell.chars().take_while(char::is_ascii_alphabetic).collect();
        let number = column.bytes().fold(0_u32, |sum, letter| {
            sum.saturating_mul(26).saturating_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
        });
        let hidden: Option<Spot> = if self.sheet.hidden {
            Some(vec![sheet.clone()])
        } else if let Some(row) = &self.hidden_row {
            Some(vec![sheet.clone(), (Level::Row, row.clone())])
        } else if self.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&number)) {
            Some(vec![sheet.clone(), (Level::Column, column)])
        } else {
            None
        };
        if let Some(spot) = hidden
            && self.said.insert(format!("{spot:?}"))
        {
            self.traces.add(Sort::Hidden, spot, &text);
        }
        self.traces.line(vec![sheet, (Level::Cell, self.cell.clone())], &text);
    }
}

/// A comment that is open.
#[derive(Default)]
struct OpenComment {
    cell: String,
    author: String,
    text: String,
}

fn say(sheet: &str, comment: &OpenComment, traces: &mut Traces) {
    let spot = vec![(Level::Sheet, sheet.to_owned()), (Level::Cell, comment.cell.clone())];
    let quoted = match comment.author.as_str() {
        "" => comment.text.clone(),
        author => format!("{author}: {}", comment.text),
    };
    traces.add(Sort::Comment, spot.clone(), &quoted);
    traces.aside(spot, &comment.text);
}

/// Notes, as comments were before threads; a copy of each thread is kept as one.
fn comments(part: &str, sheet: &str, threaded: &BTreeSet<String>, traces: &mut Traces) -> Result<(), Unreadable> {
    let mut authors: Vec<String> = Vec::new();
    let mut open: Option<OpenComment> = None;
    let (mut in_author, mut in_text) = (false, false);
    walk::<Unreadable>(part, |node| {
        match node {
            XmlNode::Open(element) => match element.name.as_str() {
                "author" => {
                    authors.push(String::new());
                    in_author = true;
                }
                "comment" => {
                    let author = element.attribute("authorId").and_then(|at| at.parse::<usize>().ok());
                    open = Some(OpenComment {
                        cell: element.attribute("ref").unwrap_or_default(),
                        author: author.and_then(|at| authors.get(at)).cloned().unwrap_or_default(),
                        text: String::new(),
                    });
                }
                "t" => in_text = true,
                _ => {}
            },
            XmlNode::Text(text) if in_author => {
                if let Some(author) = authors.last_mut() {
                    author.push_str(&text);
                }
            }
            XmlNode::Text(text) if in_text => {
                if let Some(comment) = &mut open {
                    comment.text.push_str(&text);
                }
            }
            XmlNode::Close(name) => {
                (in_author, in_text) = (false, false);
                if name == "comment"
                    && let Some(comment) = open.take().filter(|comment| !threaded.contains(&comment.cell))
                {
                    say(sheet, &comment, traces);
                }
            }
            XmlNode::Text(_) => {}
        }
        Ok(())
    })
}

fn threaded_comments(
    part: &str,
    sheet: &str,
    persons: &BTreeMap<String, String>,
    threaded: &mut BTreeSet<String>,
    traces: &mut Traces,
) -> Result<(), Unreadable> {
    let mut open: Option<OpenComment> = None;
    let mut in_text = false;
    walk::<Unreadable>(part, |node| {
        match node {
            XmlNode::Open(element) if element.name == "threadedComment" => {
                let person = element.attribute("personId").unwrap_or_default();
                open = Some(OpenComment {
                    cell: element.attribute("ref").unwrap_or_default(),
                    author: persons.get(&person).cloned().unwrap_or_default(),
                    text: String::new(),
                });
            }
            XmlNode::Open(element) => in_text = element.name == "text",
            XmlNode::Text(text) if in_text => {
                if let Some(comment) = &mut open {
                    comment.text.push_str(&text);
                }
            }
            XmlNode::Close(name) => {
                in_text = false;
                if name == "threadedComment"
                    && let Some(comment) = open.take()
                {
                    threaded.insert(comment.cell.clone());
                    say(sheet, &comment, traces);
                }
            }
            XmlNode::Text(_) => {}
        }
        Ok(())
    })
}
