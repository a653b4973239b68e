//! The words of a Word file without any look at what they are, to count them apart from the reader.
//!
//! In: the archive. Out: every `t` of the document, its notes, headers and footers, drawn lists (SmartArt) and embedded
//! files. Deleted words, and alternatives of what was read, are none.

use super::relations::{self, Relation};
use super::{Archive, DEEPEST_EMBEDDED};
use crate::foreign::Unreadable;
use crate::foreign::package::Package;
use crate::foreign::xml::{XmlNode, walk};
use std::io::Cursor;

/// Kinds of parts with words that a reader sees.
const PARTS: [&str; 5] = ["footnotes", "endnotes", "header", "footer", "diagramData"];
/// Elements whose words are passed over.
const PASSED: [&str; 3] = ["Fallback", "del", "moveFrom"];

/// The words of the file.
///
/// # Errors
/// A damaged archive or part, or a limit that is passed.
pub(in crate::import) fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    let mut text = String::new();
    add_file(bytes, DEEPEST_EMBEDDED, &mut text)?;
    Ok(text)
}

fn add_file(bytes: &[u8], deepest: usize, text: &mut String) -> Result<(), Unreadable> {
    let mut package = Package::open(Cursor::new(bytes))?;
    let Some(main) = relations::main_part(&mut package)? else { return Ok(()) };
    let relations = relations::of_part(&mut package, &main)?;
    let here = relations.iter().filter(|relation| !relation.external);
    let related = here.clone().filter(|relation| PARTS.contains(&relation.kind.as_str()));
    let mut names = vec![main.clone()];
    names.extend(related.filter_map(|relation| package.find(&relation.target)));
    // Files that say nothing of their notes have them all the same.
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    names.extend(["footnotes", "endnotes"].iter().filter_map(|kind| package.find(&format!("{folder}/{kind}.xml"))));
    let mut seen = Vec::new();
    for name in names {
        if seen.contains(&name) {
            continue;
        }
        if let Some(part) = package.part(&name)? {
            add_part(&part, text)?;
        }
        seen.push(name);
    }
    for chunk in here.filter(|relation| relation.kind == "aFChunk") {
        add_embedded(&mut package, chunk, deepest, text)?;
    }
    Ok(())
}

/// An embedded file that cannot be read is told by its name.
fn add_embedded(
    package: &mut Archive<'_>,
    chunk: &Relation,
    deepest: usize,
    text: &mut String,
) -> Result<(), Unreadable> {
    let Some(name) = package.find(&chunk.target) else { return Ok(()) };
    let Some(bytes) = package.bytes(&name)? else { return Ok(()) };
    text.push('\n');
    match name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase().as_str() {
        "docx" | "docm" | "dotx" if deepest > 0 => {
            let before = text.len();
            if add_file(&bytes, deepest - 1, text).is_err() {
                text.truncate(before);
            }
        }
        "html" | "htm" | "xhtml" => {
            let page = crate::foreign::unicode(&bytes).unwrap_or_default();
            text.push_str(&crate::import::html::plain::text(&page));
        }
        "txt" => text.push_str(&crate::foreign::unicode(&bytes).unwrap_or_default()),
        _ => {}
    }
    Ok(())
}

/// Adds the words of one part.
fn add_part(part: &str, text: &mut String) -> Result<(), Unreadable> {
    let (mut passed, mut inside) = (0_usize, false);
    walk::<Unreadable>(part, |node| {
        match node {
            XmlNode::Open(_) if passed > 0 => passed += 1,
            XmlNode::Close(_) if passed > 0 => passed -= 1,
            XmlNode::Text(_) if passed > 0 => {}
            XmlNode::Open(element) => match element.name.as_str() {
                name if PASSED.contains(&name) => passed = 1,
                "t" => inside = true,
                "tab" | "ptab" | "br" | "cr" | "p" | "tc" | "noBreakHyphen" | "sym" => text.push(' '),
                "footnoteReference" | "endnoteReference" => text.push(' '),
                _ => {}
            },
            XmlNode::Close(name) if name == "t" => inside = false,
            XmlNode::Close(name) if name == "p" => text.push('\n'),
            XmlNode::Text(words) if inside => text.push_str(&words),
            _ => {}
        }
        Ok(())
    })
}
