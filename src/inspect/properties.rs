//! Properties of Office files: who wrote a file, who changed it last, from which template; and what its parts point to
//! outside of it.

use super::traces::Traces;
use super::{Level, Sort};
use crate::foreign::Unreadable;
use crate::foreign::package::Package;
use crate::foreign::xml::{XmlNode, walk};
use crate::text::fold;
use std::io::{Read, Seek};

/// What programs and shops write where a name should stand; folded.
const NO_NAMES: [&str; 40] = [
    "admin",
    "administrator",
    "user",
    "users",
    "windows user",
    "windows",
    "microsoft office user",
    "microsoft",
    "microsoft cop.",
    "office",
    "word",
    "pc",
    "my pc",
    "mypc",
    "may tinh",
    "hp",
    "dell",
    "asus",
    "acer",
    "lenovo",
    "thinkpad",
    "toshiba",
    "sony",
    "vaio",
    "msi",
    "apple",
    "mac",
    "owner",
    "guest",
    "home",
    "python-docx",
    "openpyxl",
    "apache poi",
    "libreoffice",
    "unknown",
    "anonymous",
    "author",
    "tac gia",
    "default",
    "desktop",
];
/// Beginnings of names of machines, and words of names of bodies; folded.
const NO_PERSONS: [&str; 24] = [
    "desktop-",
    "laptop-",
    "pc-",
    "www",
    "ubnd",
    "uy ban",
    "hdnd",
    "so ",
    "bo ",
    "phong ",
    "van phong",
    "van thu",
    "trung tam",
    "truong ",
    "cuc ",
    "chi cuc",
    "vu ",
    "ban ",
    "cong ty",
    "tinh uy",
    "thanh uy",
    "dang uy",
    "cong doan",
    "to chuc",
];

/// Whether a name in properties is that of a person, as far as that can be told.
pub(super) fn is_person(name: &str) -> bool {
    let name = fold(name.trim());
    let is_site = name.contains('.') && !name.contains(' ');
    name.chars().any(char::is_alphabetic)
        && !NO_NAMES.contains(&&*name)
        && !NO_PERSONS.iter().any(|begin| name.starts_with(begin))
        && !is_site
}

/// Adds a name where it is one of a person.
pub(super) fn name(name: &str, traces: &mut Traces) {
    if is_person(name) {
        traces.add(Sort::Author, vec![(Level::Properties, String::new())], name);
    }
}

/// The text of the elements called so, in order, with their names.
pub(super) fn texts(part: &str, names: &[&'static str]) -> Result<Vec<(&'static str, String)>, Unreadable> {
    let mut found: Vec<(&'static str, String)> = Vec::new();
    let mut open = false;
    walk::<Unreadable>(part, |node| {
        match node {
            XmlNode::Open(element) => {
                if let Some(name) = names.iter().find(|name| **name == element.name) {
                    found.push((name, String::new()));
                    open = true;
                }
            }
            XmlNode::Text(text) if open => {
                if let Some((_, value)) = found.last_mut() {
                    value.push_str(&text);
                }
            }
            XmlNode::Close(_) => open = false,
            XmlNode::Text(_) => {}
        }
        Ok(())
    })?;
    Ok(found)
}

/// Looks at properties and relationships.
pub(super) fn look(package: &mut Package<impl Read + Seek>, traces: &mut Traces) -> Result<(), Unreadable> {
    let mut names: Vec<String> = Vec::new();
    if let Some(part) = package.part("docProps/core.xml")? {
        names.extend(texts(&part, &["creator", "lastModifiedBy"])?.into_iter().map(|(_, name)| name));
    }
    if let Some(part) = package.part("docProps/app.xml")? {
        for (element, value) in texts(&part, &["Manager", "Template"])? {
            match element {
                "Manager" => names.push(value),
                _ if is_path(&value) => traces.add(Sort::Origin, vec![(Level::Properties, String::new())], &value),
                _ => {}
            }
        }
    }
    names.dedup();
    names.iter().for_each(|one| name(one.trim(), traces));
    for part in package.names().iter().filter(|name| name.ends_with(".rels")) {
        let Some(text) = package.part(part)? else { continue };
        relationships(&text, traces)?;
    }
    let is_inside =
        |name: &&String| name.contains("embeddings/") || name.contains("activeX/") && name.ends_with(".bin");
    for part in package.names().iter().filter(is_inside) {
        traces.add(Sort::Active, vec![(Level::Inside, part.clone())], part);
    }
    Ok(())
}

/// What a part points to: a path of somebody's computer, a template or an object that is fetched when it is opened.
fn relationships(part: &str, traces: &mut Traces) -> Result<(), Unreadable> {
    walk::<Unreadable>(part, |node| {
        let XmlNode::Open(element) = node else { return Ok(()) };
        let external = element.attribute("TargetMode").is_some_and(|mode| mode == "External");
        let Some(target) = element.attribute("Target").filter(|_| external) else { return Ok(()) };
        let kind = element.attribute("Type").unwrap_or_default();
        let fetched =
            ["/attachedTemplate", "/oleObject", "/frame", "/subDocument"].iter().any(|end| kind.ends_with(end));
        if fetched && target.contains("://") && !target.starts_with("file:") {
            traces.add(Sort::Active, vec![(Level::Properties, String::new())], &target);
        } else if is_path(&target) {
            traces.add(Sort::Origin, vec![(Level::Properties, String::new())], &target);
        }
        Ok(())
    })
}

/// `C:\Users\nva\…`, `\\may-chu\…`, `file:///…`, `/Users/nva/…`.
pub(super) fn is_path(text: &str) -> bool {
    let text = text.trim();
    let drive = text.as_bytes().get(1..3) == Some(b":\\") || text.as_bytes().get(1..3) == Some(b":/");
    let starts = ["file:", "\\\\", "/Users/"];
    let home = text.strip_prefix('/').is_some_and(|text| text.starts_with("home/"));
    home || drive && text.as_bytes()[0].is_ascii_alphabetic() || starts.iter().any(|start| text.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_persons_are_told_from_those_of_machines_and_bodies() {
        for name in ["Nguyễn Văn A", "nguyenvana", "Hoàng Thị Mừng", "Tran B"] {
            assert!(is_person(name), "{name}");
        }
        for name in [
            "",
            "Admin",
            "Microsoft Office User",
            "DESKTOP-7A8",
            "Sở GDĐT Lào Cai",
            "UBND tỉnh",
            "Sky123.Org",
            "HP",
            "12",
        ] {
            assert!(!is_person(name), "{name}");
        }
    }
}
