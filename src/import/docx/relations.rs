//! Relationships of parts: which part is the document, where its headers, notes and embedded files lie (ECMA-376 part 2).
//!
//! In: an archive. Out: names of parts.

use crate::foreign::Unreadable;
use crate::foreign::package::Package;
use crate::foreign::xml::{XmlNode, walk};
use std::io::{Read, Seek};

/// One relationship of a part.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of its type: `header`, `footnotes`, `aFChunk`.
    pub(super) kind: String,
    /// The name of the part, or an address outside.
    pub(super) target: String,
    pub(super) external: bool,
}

/// The part that is the document: what the archive says, else the usual name.
pub(super) fn main_part(package: &mut Package<impl Read + Seek>) -> Result<Option<String>, Unreadable> {
    let relations = of_part(package, "")?;
    let named = relations.into_iter().find(|relation| relation.kind == "officeDocument" && !relation.external);
    let names = named.map(|relation| relation.target).into_iter().chain(["word/document.xml".to_owned()]);
    let mut found = names.filter_map(|name| package.find(&name));
    Ok(found.next())
}

/// The relationships of the part `name`; of the archive itself where it is empty.
pub(super) fn of_part(package: &mut Package<impl Read + Seek>, name: &str) -> Result<Vec<Relation>, Unreadable> {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let part = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let Some(name) = package.find(&part) else { return Ok(Vec::new()) };
    let Some(text) = package.part(&name)? else { return Ok(Vec::new()) };
    let mut relations = Vec::new();
    walk::<Unreadable>(&text, |node| {
        if let XmlNode::Open(element) = node
            && element.name == "Relationship"
        {
            let attribute = |name: &str| element.attribute(name).unwrap_or_default();
            let external = attribute("TargetMode") == "External";
            let target = attribute("Target");
            relations.push(Relation {
                id: attribute("Id"),
                kind: attribute("Type").rsplit('/').next().unwrap_or_default().to_owned(),
                target: if external { target } else { resolved(folder, &target) },
                external,
            });
        }
        Ok(())
    })?;
    Ok(relations)
}

/// The name of the part that `target` means in a part of `folder`.
fn resolved(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_names_of_parts() {
        for (folder, target, name) in [
            ("word", "header1.xml", "word/header1.xml"),
            ("word", "/word/document2.xml", "word/document2.xml"),
            ("word", "../a/./b.html", "a/b.html"),
            ("", "word/document.xml", "word/document.xml"),
            ("", "../../x", "x"),
        ] {
            assert_eq!(resolved(folder, target), name);
        }
    }
}
