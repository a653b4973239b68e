//! XML that we write, well-formed by construction: names are fixed, text is escaped, what was opened is closed in
//! order. The only file of `render` that names `quick-xml`.
//!
//! In: elements, attributes and texts in the order of the file. Out: the bytes of the file.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::borrow::Cow;
use std::io::{self, Write};

/// Names with values, in the order of the file.
pub(crate) type Attributes<'a> = &'a [(&'static str, &'a str)];

/// A file that is being written, in memory.
pub(crate) struct Xml {
    writer: Writer<Vec<u8>>,
    open: Vec<&'static str>,
}

impl Xml {
    /// With the declaration.
    pub fn new() -> Self {
        let mut xml = Self { writer: Writer::new(Vec::new()), open: Vec::new() };
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml.line();
        xml
    }

    /// Opens an element.
    pub fn open(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.event(Event::Start(start(name, attributes)));
        self.open.push(name);
    }

    /// Closes the element that was opened last.
    pub fn close(&mut self) {
        let name = self.open.pop().expect("a close() follows its open() in the same function");
        self.event(Event::End(BytesEnd::new(name)));
    }

    /// An element without content.
    pub fn empty(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.event(Event::Empty(start(name, attributes)));
    }

    /// An element with a text.
    pub fn leaf(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.open(name, attributes);
        self.text(text);
        self.close();
    }

    /// Text. What XML 1.0 has no way to write becomes U+FFFD.
    pub fn text(&mut self, text: &str) {
        self.event(Event::Text(BytesText::new(&writable(text))));
    }

    /// The end of a line, which is text as well.
    pub fn line(&mut self) {
        self.text("\n");
    }

    /// Bytes written so far: the same as before where nothing was added.
    pub fn len(&self) -> usize {
        self.writer.get_ref().len()
    }

    /// The whole file; every element is closed.
    pub fn end(mut self) -> Vec<u8> {
        debug_assert!(self.open.is_empty(), "{:?} are not closed", self.open);
        self.line();
        self.writer.into_inner()
    }

    /// Sends what is written so far, so that a long file is never in memory as a whole.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn send(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let bytes = self.writer.get_mut();
        out.write_all(bytes)?;
        bytes.clear();
        Ok(())
    }

    fn event(&mut self, event: Event<'_>) {
        self.writer.write_event(event).expect("writing to memory does not fail");
    }
}

fn start<'a>(name: &'a str, attributes: Attributes<'a>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        let value = writable(value);
        // Readers take line ends in attributes for spaces; written as references, they would stay.
        let value = if value.contains(['\n', '\t']) { value.replace(['\n', '\t'], " ").into() } else { value };
        start.push_attribute((*name, &*value));
    }
    start
}

/// Without what XML 1.0 has no way to write; carriage returns, which it reads as line ends, go.
fn writable(text: &str) -> Cow<'_, str> {
    let is_written = |c: char| matches!(c, '\t' | '\n' | ' '..='\u{fffd}' | '\u{10000}'..);
    if text.chars().all(is_written) {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().filter(|c| *c != '\r');
    Cow::Owned(kept.map(|c| if is_written(c) { c } else { '\u{fffd}' }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_escaped_and_closed() {
        let mut xml = Xml::new();
        xml.open("a", &[("b", "<\"&\n'\u{b}")]);
        xml.leaf("c", &[], "x\r\n<y>&\u{0}\u{ffff}\u{1f4d6}]]>");
        xml.empty("d", &[]);
        xml.close();
        let text = String::from_utf8(xml.end()).expect("text");
        assert_eq!(
            text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"&lt;&quot;&amp; &apos;\u{fffd}\">\
             <c>x\n&lt;y&gt;&amp;\u{fffd}\u{fffd}\u{1f4d6}]]&gt;</c><d/></a>\n"
        );
    }

    #[test]
    fn what_was_sent_is_not_sent_again() {
        let (mut xml, mut out) = (Xml::new(), Vec::new());
        xml.open("a", &[]);
        xml.send(&mut out).expect("memory does not fail");
        xml.close();
        out.extend(xml.end());
        assert_eq!(out, b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a></a>\n");
    }
}
