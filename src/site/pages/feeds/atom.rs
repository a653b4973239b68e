//! A feed as Atom (RFC 4287).
//!
//! In: a feed. Out: XML on any writer.

use crate::render::xml::Xml;
use crate::site::World;
use crate::site::pages::feeds::{Feed, FeedEntry, moment};
use std::io::{self, Write};

/// Writes a feed.
///
/// # Errors
/// Those of `out`.
pub fn write(world: &World<'_>, Feed { channel, entries }: &Feed<'_>, out: &mut dyn Write) -> io::Result<()> {
    // An empty feed still needs a date; this one says "never".
    let updated = entries.first().map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |entry| moment(entry.updated));
    let mut xml = Xml::new();
    xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", "vi")]);
    leaf(&mut xml, "\n  ", "id", &channel.itself);
    leaf(&mut xml, "\n  ", "title", &channel.title);
    leaf(&mut xml, "\n  ", "updated", &updated);
    link(&mut xml, "\n  ", "self", "application/atom+xml", &channel.itself);
    link(&mut xml, "\n  ", "alternate", "text/html", &channel.home);
    if let Some(json) = &channel.json {
        link(&mut xml, "\n  ", "alternate", "application/feed+json", json);
    }
    if let Some(archive) = &channel.archive {
        link(&mut xml, "\n  ", "related", "application/json", archive);
    }
    xml.text("\n  ");
    xml.open("author", &[]);
    xml.leaf("name", &[], &world.config.portal);
    xml.close();
    xml.text("\n  ");
    xml.leaf("generator", &[("version", env!("CARGO_PKG_VERSION"))], "congbao");
    for entry in entries {
        write_entry(&mut xml, entry);
    }
    xml.line();
    xml.close();
    out.write_all(&xml.end())
}

fn write_entry(xml: &mut Xml, entry: &FeedEntry<'_>) {
    const INDENT: &str = "\n    ";
    xml.text("\n  ");
    xml.open("entry", &[]);
    leaf(xml, INDENT, "id", &entry.id);
    leaf(xml, INDENT, "title", &entry.title);
    link(xml, INDENT, "alternate", "text/html", &entry.url);
    for file in &entry.files {
        let size = file.size.to_string();
        let attributes =
            [("rel", "enclosure"), ("type", file.kind), ("length", &size), ("title", file.title), ("href", &file.url)];
        xml.text(INDENT);
        xml.empty("link", &attributes);
    }
    if let Some(published) = entry.published {
        leaf(xml, INDENT, "published", &moment(published));
    }
    leaf(xml, INDENT, "updated", &moment(entry.updated));
    if let Some(state) = entry.state {
        xml.text(INDENT);
        xml.empty("category", &[("scheme", "urn:congbao:state"), ("term", state)]);
    }
    for (key, name) in &entry.themes {
        xml.text(INDENT);
        xml.empty("category", &[("term", key), ("label", name)]);
    }
    leaf(xml, INDENT, "summary", &entry.summary);
    xml.text("\n  ");
    xml.close();
}

fn leaf(xml: &mut Xml, indent: &str, name: &'static str, text: &str) {
    xml.text(indent);
    xml.leaf(name, &[], text);
}

fn link(xml: &mut Xml, indent: &str, relation: &str, kind: &str, address: &str) {
    xml.text(indent);
    xml.empty("link", &[("rel", relation), ("type", kind), ("href", address)]);
}
