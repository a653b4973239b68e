//! Atom feeds (RFC 4287) of lists. Only documents with a day of publishing are in feeds; ids are the permanent addresses;
//! days come from the front matter, never from a clock.

use super::escape::xml;
use super::links::{absolute, feed_address, list_address};
use super::world::World;
use crate::corpus::HeldDocument;
use crate::render::names::label_of;
use crate::site::ListKind;
use jiff::civil::Date;
use std::io::{self, Write};

/// Documents in a feed, newest first.
pub const FEED_ENTRIES: usize = 50;

/// The feed of `kind`.
///
/// # Errors
/// Those of `out`.
pub fn write(world: &World<'_>, kind: &ListKind, out: &mut dyn Write) -> io::Result<()> {
    let base = &world.config.base_url;
    let mut entries: Vec<(Date, Date, &HeldDocument)> = world
        .documents_of(kind)
        .into_iter()
        .map(|index| &*world.corpus.documents[index])
        .filter_map(|document| {
            let published = document.front_matter.published?;
            let updated = document.front_matter.updated.unwrap_or(published).max(published);
            Some((updated, published, document))
        })
        .collect();
    entries.sort_by(|a, b| (b.0, b.1, &a.2.id).cmp(&(a.0, a.1, &b.2.id)));
    entries.truncate(FEED_ENTRIES);
    // An empty feed still needs a date; this one says "never".
    let updated = entries.first().map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |(updated, ..)| moment(*updated));
    let name = world.list_name(kind);
    let title = if name.is_empty() { world.config.title.clone() } else { format!("{name} – {}", world.config.title) };
    let address = if *kind == ListKind::All { "/".to_owned() } else { list_address(kind) };
    let itself = xml(&absolute(base, &feed_address(kind)));
    writeln!(out, r#"<?xml version="1.0" encoding="utf-8"?>"#)?;
    writeln!(out, r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi">"#)?;
    writeln!(out, "  <id>{itself}</id>")?;
    writeln!(out, "  <title>{}</title>", xml(&title))?;
    writeln!(out, "  <updated>{updated}</updated>")?;
    writeln!(out, r#"  <link rel="self" type="application/atom+xml" href="{itself}"/>"#)?;
    writeln!(out, r#"  <link rel="alternate" type="text/html" href="{}"/>"#, xml(&absolute(base, &address)))?;
    writeln!(out, "  <author><name>{}</name></author>", xml(&world.config.portal))?;
    writeln!(out, r#"  <generator version="{}">congbao</generator>"#, env!("CARGO_PKG_VERSION"))?;
    for (updated, published, document) in entries {
        write_entry(world, document, published, updated, out)?;
    }
    writeln!(out, "</feed>")
}

fn write_entry(
    world: &World<'_>,
    document: &HeldDocument,
    published: Date,
    updated: Date,
    out: &mut dyn Write,
) -> io::Result<()> {
    let url = xml(&absolute(&world.config.base_url, &document.address));
    let work = &world.corpus.works[document.work];
    writeln!(out, "  <entry>")?;
    writeln!(out, "    <id>{url}</id>")?;
    writeln!(out, "    <title>{}</title>", xml(&super::document_title(world, document)))?;
    writeln!(out, r#"    <link rel="alternate" type="text/html" href="{url}"/>"#)?;
    writeln!(out, "    <published>{}</published>", moment(published))?;
    writeln!(out, "    <updated>{}</updated>", moment(updated))?;
    for tag in &document.front_matter.themes {
        let key = &tag.theme.value;
        let name = world.registries.themes.get(key).map_or(key.as_str(), |theme| theme.name.as_str());
        writeln!(out, r#"    <category term="{}" label="{}"/>"#, xml(key), xml(name))?;
    }
    writeln!(out, "    <summary>{}</summary>", xml(&label_of(world.config.language, work)))?;
    writeln!(out, "  </entry>")
}

/// Midnight in Việt Nam, which has had one time zone and no summer time since 1975.
fn moment(day: Date) -> String {
    format!("{day}T00:00:00+07:00")
}
