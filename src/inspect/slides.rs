//! PowerPoint files: comments, speaker's notes, hidden slides, and the texts as lines.

use super::traces::Traces;
use super::{Level, Sort};
use crate::foreign::Unreadable;
use crate::foreign::package::Package;
use crate::foreign::xml::{XmlNode, walk};
use std::io::{Read, Seek};

/// Looks at the parts of a PowerPoint file.
pub(super) fn look(package: &mut Package<impl Read + Seek>, traces: &mut Traces) -> Result<(), Unreadable> {
    for name in package.names().iter().filter(|name| name.ends_with(".xml")) {
        let Some((folder, file)) = name.strip_prefix("ppt/").and_then(|name| name.rsplit_once('/')) else { continue };
        let number: String = file.chars().filter(char::is_ascii_digit).collect();
        let spot = vec![(Level::Slide, number)];
        if !matches!(folder, "slides" | "notesSlides" | "comments") {
            continue;
        }
        let Some(part) = package.part(name)? else { continue };
        let (lines, hidden) = lines(&part)?;
        let all = lines.join(" ");
        match folder {
            "slides" if hidden => traces.add(Sort::Hidden, spot.clone(), &all),
            // A note page repeats the number of its slide.
            "notesSlides" if all.chars().any(char::is_alphabetic) => traces.add(Sort::Hidden, spot.clone(), &all),
            "comments" => traces.add(Sort::Comment, spot.clone(), &all),
            _ => {}
        }
        for line in lines {
            match folder {
                "slides" => traces.line(spot.clone(), &line),
                _ => traces.aside(spot.clone(), &line),
            }
        }
    }
    Ok(())
}

/// The paragraphs of a part, and whether the slide is hidden.
fn lines(part: &str) -> Result<(Vec<String>, bool), Unreadable> {
    let (mut lines, mut in_text, mut hidden) = (Vec::<String>::new(), false, false);
    walk::<Unreadable>(part, |node| {
        match node {
            XmlNode::Open(element) => match element.name.as_str() {
                "sld" => hidden = element.attribute("show").is_some_and(|show| show == "0" || show == "false"),
                "p" => lines.push(String::new()),
                "t" | "text" => {
                    in_text = true;
                    if lines.is_empty() {
                        lines.push(String::new());
                    }
                }
                _ => {}
            },
            XmlNode::Text(text) if in_text => {
                if let Some(line) = lines.last_mut() {
                    line.push_str(&text);
                }
            }
            XmlNode::Close(_) => in_text = false,
            XmlNode::Text(_) => {}
        }
        Ok(())
    })?;
    lines.retain(|line| !line.trim().is_empty());
    Ok((lines, hidden))
}
