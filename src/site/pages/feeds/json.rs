//! A feed as JSON Feed 1.1 (jsonfeed.org). What the format has no place for stands under `_congbao`.
//!
//! In: a feed. Out: JSON on any writer.

use crate::site::World;
use crate::site::pages::feeds::{Feed, FeedEntry, moment};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct FeedRecord<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    language: &'static str,
    authors: [Author<'a>; 1],
    #[serde(rename = "_congbao", skip_serializing_if = "Option::is_none")]
    own: Option<ChannelRecord<'a>>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct ChannelRecord<'a> {
    /// All documents.
    archive: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    content_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<FeedAttachment<'a>>,
    #[serde(rename = "_congbao")]
    own: ItemRecord<'a>,
}

#[derive(Serialize)]
struct FeedAttachment<'a> {
    url: &'a str,
    mime_type: &'static str,
    title: &'a str,
    size_in_bytes: u64,
    #[serde(rename = "_sha256")]
    sha256: &'a str,
}

#[derive(Serialize)]
struct ItemRecord<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
}

/// Writes a feed.
///
/// # Errors
/// Those of `out`.
pub fn write(world: &World<'_>, Feed { channel, entries }: &Feed<'_>, out: &mut dyn Write) -> io::Result<()> {
    let own = channel.archive.as_deref();
    let record = FeedRecord {
        version: "https://jsonfeed.org/version/1.1",
        title: &channel.title,
        home_page_url: &channel.home,
        feed_url: channel.json.as_deref().unwrap_or(&channel.itself),
        language: "vi",
        authors: [Author { name: &world.config.portal }],
        own: own.map(|archive| ChannelRecord { archive }),
        items: entries.iter().map(item).collect(),
    };
    serde_json::to_writer(&mut *out, &record)?;
    out.write_all(b"\n")
}

fn item<'a>(entry: &'a FeedEntry<'a>) -> Item<'a> {
    let files = entry.files.iter().map(|file| FeedAttachment {
        url: &file.url,
        mime_type: file.kind,
        title: file.title,
        size_in_bytes: file.size,
        sha256: file.sha256,
    });
    let front_matter = entry.document.map(|document| &document.front_matter);
    Item {
        id: &entry.id,
        url: &entry.url,
        title: &entry.title,
        content_text: &entry.summary,
        date_published: entry.published.map(moment),
        date_modified: moment(entry.updated),
        tags: entry.themes.iter().map(|(_, name)| *name).collect(),
        attachments: files.collect(),
        own: ItemRecord {
            id: entry.document.map(|document| document.id.as_str()),
            r#type: front_matter.map(|front_matter| front_matter.kind.value.as_str()),
            number: front_matter.and_then(|front_matter| front_matter.number.as_ref()).map(|n| n.value.as_str()),
            date: front_matter.and_then(|front_matter| front_matter.date.as_ref()).map(|date| date.value.to_string()),
            issuer: front_matter.map(|front_matter| front_matter.issuer.value.as_str()),
            state: entry.state,
        },
    }
}
