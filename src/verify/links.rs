//! Which addresses of its own site a page leads to: what somebody added to a site is found by the page that leads
//! there, and that page is none of the office's.
//!
//! In: the bytes of a page or a sitemap, its path. Out: paths of files within the site.

use crate::address::file_of;
use percent_encoding::percent_decode_str;
use regex::Regex;
use std::sync::LazyLock;

static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?:\b(?:href|src|action|data)\s*=\s*["']?|<loc>\s*)([^"'<>\s]+)"#)
        .expect("a pattern that is tested")
});

/// The files that the page at `path` leads to; `base`: the base address of the site, which ends in `/`.
pub fn leads_to(page: &[u8], path: &str, base: &str) -> Vec<String> {
    let text = String::from_utf8_lossy(page);
    let mut paths: Vec<String> = LINK.captures_iter(&text).filter_map(|found| within(&found[1], path, base)).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// The file at which a link of the page at `path` is answered, within the site.
fn within(link: &str, path: &str, base: &str) -> Option<String> {
    let link = link.split(['#', '?']).next().filter(|link| !link.is_empty())?.replace("&amp;", "&");
    let root = base.splitn(4, '/').nth(3).unwrap_or_default();
    let below = if let Some(below) = link.strip_prefix(base) {
        below.to_owned()
    } else if link.contains("://") || link.starts_with("//") || link.contains(':') {
        return None;
    } else if let Some(absolute) = link.strip_prefix('/') {
        absolute.strip_prefix(root)?.to_owned()
    } else {
        let mut parts: Vec<&str> = path.split('/').collect();
        parts.pop();
        for part in link.split('/') {
            match part {
                "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        if link.ends_with("..") || link.ends_with('.') { format!("{}/", parts.join("/")) } else { parts.join("/") }
    };
    let decoded = percent_decode_str(&below).decode_utf8().ok()?.into_owned();
    Some(file_of(&format!("/{}", decoded.trim_start_matches('/'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_page_are_files_of_its_site() {
        let page = br##"<a href="../them.html">x</a> <a href='/so/a/'>y</a> <a href=b/#n>z</a> <a href="https://so.vn/so/c/">
            <a href="https://other.vn/d/"> <a href="mailto:a@b.vn"> <a href="/ngoai/"> <script src="https://so.vn/so/t%C3%AAn.js">
            <loc>https://so.vn/so/e/</loc>"##;
        let found = leads_to(page, "van-ban/index.html", "https://so.vn/so/");
        let expected =
            ["a/index.html", "c/index.html", "e/index.html", "them.html", "t\u{ea}n.js", "van-ban/b/index.html"];
        assert_eq!(found, expected.map(str::to_owned));
    }
}
