//! XML as events: names without prefixes, attributes by name, limits kept. `quick-xml` keeps no tree and expands no
//! entity but XML's own five.
//!
//! In: the text of a part. Out: one [`XmlNode`] after another.

use super::{Unreadable, limits};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What a part is made of.
pub enum XmlNode<'a> {
    /// An element begins.
    Open(Element<'a>),
    /// An element ends; its local name.
    Close(String),
    /// Words.
    Text(String),
}

/// The beginning of an element.
pub struct Element<'a> {
    start: BytesStart<'a>,
    /// Its name without prefix.
    pub name: String,
}

impl Element<'_> {
    /// The value of an attribute, by its name without prefix.
    pub fn attribute(&self, name: &str) -> Option<String> {
        // The crate's check for attributes that stand twice takes quadratic time.
        let mut attributes = self.start.html_attributes();
        attributes.with_checks(false);
        attributes.flatten().find_map(|attribute| {
            let key: &str = attribute.key.local_name().into_inner();
            (key == name).then(|| unescape(&attribute.value))
        })
    }

    /// `w:val`.
    pub fn value(&self) -> Option<String> {
        self.attribute("val")
    }

    /// Whether a property like `<w:b/>` is on: present, and not said to be off.
    pub fn is_on(&self) -> bool {
        !matches!(self.value().as_deref(), Some("0" | "false" | "none" | "off"))
    }
}

fn unescape(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

/// Walks over a part and hands each node to `visit`.
///
/// # Errors
/// What `visit` returns; damaged XML, a document type, elements nested too deep.
pub fn walk<E: From<Unreadable>>(part: &str, mut visit: impl FnMut(XmlNode<'_>) -> Result<(), E>) -> Result<(), E> {
    let mut reader = Reader::from_str(part);
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(Unreadable::damaged)? {
            Event::Start(start) => {
                depth += 1;
                if depth > limits::DEEPEST {
                    return Err(Unreadable::Depth.into());
                }
                visit(XmlNode::Open(element(start)))?;
            }
            Event::Empty(start) => {
                let element = element(start);
                let name = element.name.clone();
                visit(XmlNode::Open(element))?;
                visit(XmlNode::Close(name))?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(XmlNode::Close(end.local_name().into_inner().to_owned()))?;
            }
            Event::Text(text) => visit(XmlNode::Text(text.xml10_content().into_owned()))?,
            Event::CData(text) => visit(XmlNode::Text(text.into_inner().into_owned()))?,
            Event::GeneralRef(reference) => visit(XmlNode::Text(resolve(&reference)?))?,
            // The format forbids it, and only an attack has one.
            Event::DocType(_) => return Err(Unreadable::damaged("DOCTYPE").into()),
            Event::Eof if depth > 0 => return Err(Unreadable::damaged("XML").into()),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn element(start: BytesStart<'_>) -> Element<'_> {
    let name = start.local_name().into_inner().to_owned();
    Element { start, name }
}

fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Result<String, Unreadable> {
    if let Some(letter) = reference.resolve_char_ref().map_err(Unreadable::damaged)? {
        return Ok(letter.to_string());
    }
    let name = reference.xml10_content();
    let letter = match name.as_ref() {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => return Err(Unreadable::damaged(format!("&{name};"))),
    };
    Ok(letter.to_owned())
}
