//! Addresses as editors write them: of a page or file of the site, of a portal that stood here before, of the place that
//! a redirect leads to.
//!
//! In: text from `congbao.yaml` or front matter. Out: whether it is one, and the form in which the site keeps it.

use std::borrow::Cow;

/// Whether `text` is the address of a page (`/van-ban/x/`) or of a file (`/van-ban/x/tep/ky.pdf`).
pub fn is_page_or_file(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('/') else { return false };
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    text == "/" || inner.split('/').all(is_part)
}

/// Whether `text` is the address of a page or file, perhaps with an anchor: `/van-ban/x/#dieu-3`.
pub fn is_target(text: &str) -> bool {
    let (address, anchor) = without_anchor(text);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    is_page_or_file(address) && anchor.is_none_or(|anchor| !anchor.is_empty() && anchor.chars().all(plain))
}

/// The address and the anchor of a target.
pub fn without_anchor(target: &str) -> (&str, Option<&str>) {
    target.split_once('#').map_or((target, None), |(address, anchor)| (address, Some(anchor)))
}

/// An address of an old portal in the form in which the site keeps it: the path with letters instead of their percent
/// codes, the query exactly as it is written. `None`: it is none.
pub fn old_address(text: &str) -> Option<String> {
    let (path, query) = text.split_once('?').map_or((text, None), |(path, query)| (path, Some(query)));
    let path = decoded(path)?;
    if !is_page_or_file(&path) || query.is_some_and(|query| !is_query(query)) {
        return None;
    }
    Some(query.map_or_else(|| path.clone().into_owned(), |query| format!("{path}?{query}")))
}

/// A part of a path: no sign that a browser, a file system or a server's list of redirects takes for something else.
fn is_part(part: &str) -> bool {
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !"?#\\\"'<>{}|^`%*:".contains(c);
    !part.is_empty() && part != "." && part != ".." && part.chars().all(plain)
}

fn is_query(query: &str) -> bool {
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !"#\\\"'<>{}|^`".contains(c);
    !query.is_empty() && query.chars().all(plain)
}

/// Percent codes as the characters that they stand for; `None` where they are none, or no UTF-8.
fn decoded(path: &str) -> Option<Cow<'_, str>> {
    if !path.contains('%') {
        return Some(Cow::Borrowed(path));
    }
    let mut pieces = path.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        let code = piece.get(..2).filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        bytes.push(u8::from_str_radix(code, 16).ok()?);
        bytes.extend(&piece.as_bytes()[2..]);
    }
    // A coded `/` would be a part of its own after it is decoded.
    let slashes = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'/').count();
    (slashes(&bytes) == slashes(path.as_bytes())).then_some(())?;
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_addresses_are_kept_as_a_server_is_asked_for_them() {
        for (written, kept) in [
            ("/chitiet.aspx?id=1234", "/chitiet.aspx?id=1234"),
            ("/vb/123.html", "/vb/123.html"),
            ("/vb/123", "/vb/123"),
            ("/vb/123/", "/vb/123/"),
            ("/van-ban?so=12&loai=ct", "/van-ban?so=12&loai=ct"),
            ("/tìm?từ=chỉ-thị", "/tìm?từ=chỉ-thị"),
            ("/quy%E1%BA%BFt-%C4%91%E1%BB%8Bnh.html", "/quyết-định.html"),
            ("/x.aspx?q=a%20b&c=%C3%A0", "/x.aspx?q=a%20b&c=%C3%A0"),
            ("/x?url=/a/b:c*d", "/x?url=/a/b:c*d"),
        ] {
            assert_eq!(old_address(written).as_deref(), Some(kept), "{written}");
        }
    }

    #[test]
    fn what_is_no_old_address_is_refused() {
        for bad in [
            "",
            "chitiet.aspx?id=1",
            "https://cu.vn/chitiet.aspx?id=1",
            "//cu.vn/x?id=1",
            "/a/../b.html",
            "/a/%2e%2e/b.html",
            "/a%2fb.html",
            "/a%00.html",
            "/a%zz",
            "/a%2",
            "/a%ff",
            "/a?",
            "/a#b",
            "/a?b#c",
            "/a b.html",
            "/a%20b.html",
            "/a?b c",
            "/a?b\nc",
            "/a\\b",
            "/a?\"b",
            "/a//b",
            "/*",
            "/:a",
        ] {
            assert_eq!(old_address(bad), None, "{bad}");
        }
    }

    #[test]
    fn pages_and_files_of_the_site_are_told_from_others() {
        for good in ["/", "/a/", "/van-ban/123.html/", "/văn-bản/a/", "/van-ban/a/tep/ky.pdf"] {
            assert!(is_page_or_file(good), "{good}");
        }
        for bad in
            ["", "a/", "//", "/a//b/", "/../", "/a/../b/", "https://x.vn/", "/a?b/", "/a b/", "/a\\b/", "/%2e%2e/"]
        {
            assert!(!is_page_or_file(bad), "{bad}");
        }
    }

    #[test]
    fn targets_are_pages_or_files_of_the_site_with_an_anchor() {
        for good in ["/", "/van-ban/x/", "/van-ban/x/#dieu-3", "/van-ban/x/tep/ky.pdf", "/data/works.json"] {
            assert!(is_target(good), "{good}");
        }
        for bad in ["", "x/", "/x/#", "/x/#a#b", "/x/#a b", "/x?y=1", "https://x.vn/", "/../x/", "/x//"] {
            assert!(!is_target(bad), "{bad}");
        }
    }
}
