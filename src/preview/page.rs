//! What the preview adds to a page: the script that reloads it and the panel of problems. What a build
//! would write is left as it is.

use std::hash::Hasher;

use super::http::Reply;
use super::panel::{OURS, escaped};
use crate::catalogue::Language;
use crate::foreign::kinds::media_type;

/// The script that follows changes: a file of its own, so that a page with a strict content security policy allows it.
pub(super) const SCRIPT: &str = include_str!("reload.js");
/// Its part that changes a page without loading it again.
pub(super) const PATCH: &str = include_str!("patch.js");
/// Keeps the page as it was sent; it must run before scripts of the page do.
pub(super) const SENT: &str = include_str!("sent.js");
/// The look of the panel and of the list.
pub(super) const STYLE: &str = include_str!("preview.css");

/// The content type of the file at `address`, by its ending; a page where it ends in `/`.
pub fn content_type(address: &str) -> &'static str {
    let file = address.rsplit('/').next().unwrap_or(address);
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        None if file.is_empty() => "text/html; charset=utf-8",
        Some("html" | "htm") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json" | "jsonld" | "map" | "webmanifest") => "application/json; charset=utf-8",
        Some("xml" | "xsl") => "application/xml; charset=utf-8",
        Some("atom") => "application/atom+xml; charset=utf-8",
        Some("txt" | "md" | "tsv" | "csv") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("avif") => "image/avif",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("wasm") => "application/wasm",
        _ => media_type(file),
    }
}

/// An attachment, as web servers send it by the recipes: a PDF is shown, all else is saved, and what could run has no
/// type of its own.
pub(super) fn saved(mut reply: Reply) -> Reply {
    const RUN: [&str; 5] = ["text/html", "text/javascript", "text/css", "application/xml", "image/svg"];
    if reply.content_type == "application/pdf" {
        return reply;
    }
    if RUN.iter().any(|kind| reply.content_type.starts_with(kind)) {
        reply.content_type = "application/octet-stream";
    }
    reply.with_own("content-disposition", "attachment")
}

/// A whole page with nothing on it, to carry the panel.
pub(super) fn bare(language: Language, text: &str) -> Vec<u8> {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>congbao</title>\n</head>\n\
         <body>\n<p>{text}</p>\n</body>\n</html>\n",
        language.tag()
    )
    .into_bytes()
}

/// What a page shows, for the script on it.
pub(super) struct PageLabel<'a> {
    /// Name of the version.
    pub version: &'a str,
    /// Name of the bytes, as a build would write them: a page that is the same need not be changed.
    pub page: &'a str,
    /// Said when no problems are left.
    pub mended: &'a str,
    /// Of the words around the page.
    pub language: Language,
}

/// `html` with the panel and the scripts at the end of its body. The panel stands in a shadow tree: the style of the
/// site does not reach it, and its own does not reach the site.
pub(super) fn equip(html: &[u8], panel: &str, label: &PageLabel<'_>) -> Vec<u8> {
    let ours = format!(
        "<congbao-preview lang=\"{lang}\" data-version=\"{version}\" data-page=\"{page}\" data-mended=\"{mended}\">\
         <template shadowrootmode=\"open\">{panel}</template></congbao-preview>\
         <script src=\"{OURS}sent.js\"></script><script type=\"module\" src=\"{OURS}reload.js\"></script>",
        lang = label.language.tag(),
        version = label.version,
        page = label.page,
        mended = escaped(label.mended),
    );
    let end = last(html, b"</body").unwrap_or(html.len());
    let mut page = Vec::with_capacity(html.len() + ours.len());
    page.extend_from_slice(&html[..end]);
    page.extend_from_slice(ours.as_bytes());
    page.extend_from_slice(&html[end..]);
    page
}

/// A name that changes with the bytes, the same in every process.
pub(super) fn name_of(status: u16, bytes: &[u8]) -> String {
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write_u16(status);
    hasher.write(bytes);
    format!("{:016x}", hasher.finish())
}

fn last(html: &[u8], tag: &[u8]) -> Option<usize> {
    (0..html.len()).rev().find(|at| starts_with(&html[*at..], tag))
}

fn starts_with(bytes: &[u8], tag: &[u8]) -> bool {
    bytes.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panel_and_script_stand_at_the_end_of_the_body() {
        let label = PageLabel { version: "v", page: "p", mended: "<m>", language: Language::English };
        for (html, before, after) in [
            ("<html><body><p>a</body></html>", "<html><body><p>a", "</body></html>"),
            ("<BODY>a</BODY >", "<BODY>a", "</BODY >"),
            ("<p>no body", "<p>no body", ""),
            ("<body>a</body>b</body>", "<body>a</body>b", "</body>"),
            ("<body", "<body", ""),
            ("", "", ""),
        ] {
            let ours = "<congbao-preview lang=\"en\" data-version=\"v\" data-page=\"p\" data-mended=\"&lt;m&gt;\">\
                        <template shadowrootmode=\"open\">[panel]</template></congbao-preview>\
                        <script src=\"/__congbao/sent.js\"></script>\
                        <script type=\"module\" src=\"/__congbao/reload.js\"></script>";
            let equipped = String::from_utf8(equip(html.as_bytes(), "[panel]", &label)).unwrap();
            assert_eq!(equipped, format!("{before}{ours}{after}"), "{html}");
        }
    }

    #[test]
    fn the_name_of_a_page_changes_with_its_bytes_and_status() {
        assert_eq!(name_of(200, b"a"), name_of(200, b"a"));
        assert_ne!(name_of(200, b"a"), name_of(200, b"b"));
        assert_ne!(name_of(200, b"a"), name_of(404, b"a"));
    }

    #[test]
    fn content_types_go_by_the_ending() {
        for (address, expected) in [
            ("/van-ban/a/", "text/html; charset=utf-8"),
            ("/a.HTML", "text/html; charset=utf-8"),
            ("/a.b/c", "application/octet-stream"),
            ("/style.0a1b.css", "text/css; charset=utf-8"),
            ("/tep/Kế hoạch.PDF", "application/pdf"),
            ("/feed.atom", "application/atom+xml; charset=utf-8"),
        ] {
            assert_eq!(content_type(address), expected, "{address}");
        }
    }
}
