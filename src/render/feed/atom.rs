//! A feed as Atom (RFC 4287).
//!
//! In: a list. Out: XML on any writer.

use super::{Entry, feed, moment};
use crate::render::World;
use crate::render::escape::xml;
use crate::render::links::{absolute, feed_address};
use crate::site::ListKind;
use crate::site::address::json_feed_address;
use std::io::{self, Write};

/// The feed of `kind`.
///
/// # Errors
/// Those of `out`.
pub fn write(world: &World<'_>, kind: &ListKind, out: &mut dyn Write) -> io::Result<()> {
    let base = &world.config.base_url;
    let (channel, entries) = feed(world, kind);
    // An empty feed still needs a date; this one says "never".
    let updated = entries.first().map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |entry| moment(entry.updated));
    let itself = xml(&absolute(base, &feed_address(kind)));
    writeln!(out, r#"<?xml version="1.0" encoding="utf-8"?>"#)?;
    writeln!(out, r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi">"#)?;
    writeln!(out, "  <id>{itself}</id>")?;
    writeln!(out, "  <title>{}</title>", xml(&channel.title))?;
    writeln!(out, "  <updated>{updated}</updated>")?;
    writeln!(out, r#"  <link rel="self" type="application/atom+xml" href="{itself}"/>"#)?;
    writeln!(out, r#"  <link rel="alternate" type="text/html" href="{}"/>"#, xml(&channel.home))?;
    let json = xml(&absolute(base, &json_feed_address(kind)));
    writeln!(out, r#"  <link rel="alternate" type="application/feed+json" href="{json}"/>"#)?;
    if let Some(archive) = &channel.archive {
        writeln!(out, r#"  <link rel="related" type="application/json" href="{}"/>"#, xml(archive))?;
    }
    writeln!(out, "  <author><name>{}</name></author>", xml(&world.config.portal))?;
    writeln!(out, r#"  <generator version="{}">congbao</generator>"#, env!("CARGO_PKG_VERSION"))?;
    for entry in &entries {
        write_entry(entry, out)?;
    }
    writeln!(out, "</feed>")
}

fn write_entry(entry: &Entry<'_>, out: &mut dyn Write) -> io::Result<()> {
    let url = xml(&entry.url);
    writeln!(out, "  <entry>")?;
    writeln!(out, "    <id>{url}</id>")?;
    writeln!(out, "    <title>{}</title>", xml(&entry.title))?;
    writeln!(out, r#"    <link rel="alternate" type="text/html" href="{url}"/>"#)?;
    for file in &entry.files {
        let (href, title) = (xml(&file.url), xml(file.title));
        write!(out, r#"    <link rel="enclosure" type="{}" length="{}" "#, file.kind, file.size)?;
        writeln!(out, r#"title="{title}" href="{href}"/>"#)?;
    }
    if let Some(published) = entry.published {
        writeln!(out, "    <published>{}</published>", moment(published))?;
    }
    writeln!(out, "    <updated>{}</updated>", moment(entry.updated))?;
    if let Some(state) = entry.state {
        writeln!(out, r#"    <category scheme="urn:congbao:state" term="{state}"/>"#)?;
    }
    for (key, name) in &entry.themes {
        writeln!(out, r#"    <category term="{}" label="{}"/>"#, xml(key), xml(name))?;
    }
    writeln!(out, "    <summary>{}</summary>", xml(&entry.summary))?;
    writeln!(out, "  </entry>")
}
