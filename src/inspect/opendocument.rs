//! OpenDocument files: names in the properties, comments, tracked changes, hidden text, and the paragraphs as lines.

use super::properties::{name, texts};
use super::traces::Traces;
use super::{Level, Sort};
use crate::foreign::Unreadable;
use crate::foreign::package::Package;
use crate::foreign::xml::{XmlNode, walk};
use std::io::{Read, Seek};

/// Looks at the parts of an OpenDocument file.
pub(super) fn look(package: &mut Package<impl Read + Seek>, traces: &mut Traces) -> Result<(), Unreadable> {
    if let Some(meta) = package.part("meta.xml")? {
        let mut names: Vec<String> =
            texts(&meta, &["initial-creator", "creator"])?.into_iter().map(|(_, name)| name).collect();
        names.dedup();
        names.iter().for_each(|one| name(one, traces));
    }
    let Some(content) = package.part("content.xml")? else { return Ok(()) };
    let mut paragraph = 0_u32;
    // What the texts of open elements belong to, innermost last.
    let mut open: Vec<(Sort, String)> = Vec::new();
    let (mut lines, mut in_creator) = (Vec::<String>::new(), false);
    walk::<Unreadable>(&content, |node| {
        let spot = |paragraph: u32| vec![(Level::Paragraph, paragraph.to_string())];
        match node {
            XmlNode::Open(element) => match element.name.as_str() {
                "p" | "h" => {
                    paragraph += 1;
                    lines.push(String::new());
                }
                "annotation" => open.push((Sort::Comment, String::new())),
                "changed-region" => open.push((Sort::Change, String::new())),
                "hidden-text" | "hidden-paragraph" => {
                    let text = element.attribute("string-value").unwrap_or_default();
                    traces.add(Sort::Hidden, spot(paragraph), &text);
                    open.push((Sort::Hidden, String::new()));
                }
                "creator" => in_creator = true,
                "date" => in_creator = true,
                _ => {}
            },
            XmlNode::Text(text) => {
                if let Some((_, words)) = open.last_mut() {
                    words.push_str(if in_creator { "" } else { &text });
                } else if let Some(line) = lines.last_mut() {
                    line.push_str(&text);
                }
            }
            XmlNode::Close(name) => match name.as_str() {
                "p" | "h" => {
                    let line = lines.pop().unwrap_or_default();
                    traces.line(spot(paragraph), &line);
                }
                "annotation" | "changed-region" => {
                    if let Some((sort, words)) = open.pop() {
                        traces.add(sort, spot(paragraph), &words);
                        traces.aside(spot(paragraph), &words);
                    }
                }
                "hidden-text" | "hidden-paragraph" => {
                    open.pop();
                }
                "creator" | "date" => in_creator = false,
                _ => {}
            },
        }
        Ok(())
    })
}
