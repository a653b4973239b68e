//! The page for missing addresses, with links that lead about the preview and not to the published site.
//!
//! In: the page, the base address of the published site. Out: the page as it works at any address of the preview.

/// Makes links start at the root: a missing address can lie anywhere.
pub(super) fn at_home(html: &[u8], base_url: &str) -> Vec<u8> {
    let Ok(html) = std::str::from_utf8(html) else { return html.to_vec() };
    let path = base_url.splitn(4, '/').nth(3).map_or("/".into(), |path| format!("/{path}"));
    let path = path.as_str();
    let mut page = html.to_owned();
    for name in ["href", "src", "action"] {
        let start = format!(" {name}=\"");
        let mut pieces = page.split(&start);
        let mut whole = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let value = piece.split('"').next().unwrap_or_default();
            // The preview stands at the root of its host, also where the published site stands below a path.
            let (cut, slash) = match [base_url, path].iter().find(|start| value.starts_with(**start)) {
                Some(start) => (start.len(), "/"),
                None if value.starts_with(['/', '#']) || value.contains(':') => (0, ""),
                None => (0, "/"),
            };
            whole.extend([start.as_str(), slash, &piece[cut..]]);
        }
        page = whole;
    }
    page.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_the_missing_page_stay_in_the_preview() {
        for (html, expected) in [
            ("<link href=\"assets/a.css\">", "<link href=\"/assets/a.css\">"),
            ("<form action=\"tim-kiem/\">", "<form action=\"/tim-kiem/\">"),
            ("<a href=\"https://x.vn/s/van-ban/\">", "<a href=\"/van-ban/\">"),
            ("<link href=\"/s/assets/a.css\">", "<link href=\"/assets/a.css\">"),
            ("<a href=\"https://y.vn/\"><a href=\"#a\">", "<a href=\"https://y.vn/\"><a href=\"#a\">"),
        ] {
            assert_eq!(String::from_utf8(at_home(html.as_bytes(), "https://x.vn/s/")).unwrap(), expected);
        }
        assert_eq!(at_home(b"\xff", "https://x.vn/"), b"\xff");
    }
}
