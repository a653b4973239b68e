//! Addresses → links. Links inside pages are relative, so that the site works under any path and from a folder;
//! canonical links, feeds, the sitemap and data use the base address.
//!
//! In: the address of the page that links, the address it links to. Out: `../../chu-de/chuyen-doi-so/`.

use crate::content::config::LOOKUP_NUMBER;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

/// Characters that an address may hold in a ledger but not in a link.
const UNSAFE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'?').add(b'#').add(b'%');

/// What a part of a query need not escape is left as it is (RFC 3986, 2.3): ids and addresses are full of `-`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as a part of a query.
pub fn in_query(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, ESCAPED)
}

/// How a page links to the others.
#[derive(Clone, Debug)]
pub struct Links {
    /// Folders of the page.
    from: Vec<String>,
    /// Links end in `index.html`.
    portable: bool,
    /// Set on a page that answers at any address: links start with this instead of being relative.
    root: Option<String>,
}

impl Links {
    /// For the page at `address`.
    pub fn new(address: &str, portable: bool) -> Self {
        let folder = address.rfind('/').map_or("", |end| &address[..end]);
        let from = folder.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        Self { from, portable, root: None }
    }

    /// For a page that a server shows at any address (404): nothing relative would hold there, so links are whole.
    pub fn anywhere(base_url: &str, portable: bool) -> Self {
        let root = if portable { None } else { Some(absolute(base_url, "/")) };
        Self { from: Vec::new(), portable, root }
    }

    /// The same for what such a page loads: from the root of its own host, which holds at any depth of address.
    pub fn from_host(base_url: &str) -> Self {
        let root = format!("{}/", base_path(base_url).trim_end_matches('/'));
        Self { from: Vec::new(), portable: false, root: Some(root) }
    }

    /// The link to `address` (which starts with `/`).
    pub fn to(&self, address: &str) -> String {
        let mut link = String::with_capacity(address.len() + 12);
        let rest = address.trim_start_matches('/');
        if let Some(root) = &self.root {
            link.push_str(root);
            push_path(&mut link, rest);
        } else {
            let (mut own, mut rest) = (self.from.as_slice(), rest);
            // Folders that both have.
            while let ([folder, others @ ..], Some((first, after))) = (own, rest.split_once('/'))
                && folder == first
            {
                (own, rest) = (others, after);
            }
            own.iter().for_each(|_| link.push_str("../"));
            let begins_like_a_scheme = || rest.split('/').next().is_some_and(|first| first.contains(':'));
            if link.is_empty() && (rest.is_empty() || begins_like_a_scheme()) {
                link.push_str("./");
            }
            push_path(&mut link, rest);
        }
        if self.portable && link.ends_with('/') {
            link.push_str("index.html");
        }
        link
    }

    /// The link to the element `anchor` of `address`.
    pub fn to_anchor(&self, address: &str, anchor: &str) -> String {
        format!("{}#{anchor}", self.to(address))
    }
}

fn push_path(link: &mut String, path: &str) {
    // Nearly all addresses.
    if path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_')) {
        return link.push_str(path);
    }
    link.extend(utf8_percent_encode(path, UNSAFE));
}

/// The address on the web: `base_url` and `address` put together.
pub fn absolute(base_url: &str, address: &str) -> String {
    let mut url = base_url.trim_end_matches('/').to_owned();
    url.push('/');
    push_path(&mut url, address.trim_start_matches('/'));
    url
}

/// An address of an old portal as a client asks for it: letters become percent codes, all else stays as written.
pub fn requested(address: &str) -> String {
    utf8_percent_encode(address, CONTROLS).to_string()
}

/// The path of a base address, from `/` to `/`: `/van-ban/` of `https://laocai.gov.vn/van-ban/`.
pub fn base_path(base_url: &str) -> &str {
    let after_scheme = base_url.find("://").map_or(base_url, |at| &base_url[at + 3..]);
    after_scheme.find('/').map_or("/", |at| &after_scheme[at..])
}

/// Where a number can be looked up by a pattern with `{number}`: the host, and the address.
pub fn lookup_address<'p>(pattern: &'p str, number: &str) -> (&'p str, String) {
    (pattern.split('/').nth(2).unwrap_or_default(), pattern.replace(LOOKUP_NUMBER, &in_query(number).to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_relative_and_end_in_a_slash() {
        for (from, to, link) in [
            ("/", "/", "./"),
            ("/", "/chu-de/x/", "chu-de/x/"),
            ("/van-ban/a/", "/", "../../"),
            ("/van-ban/a/", "/van-ban/a/", "./"),
            ("/van-ban/a/", "/van-ban/b/", "../b/"),
            ("/van-ban/a/", "/van-ban/", "../"),
            ("/van-ban/a/", "/van-ban/a/duoc-vien-dan/2/", "duoc-vien-dan/2/"),
            ("/van-ban/a/b/", "/vien-dan/c/", "../../../vien-dan/c/"),
            ("/van-ban/123.html", "/van-ban/x/", "x/"),
            ("/a/", "/assets/style.css", "../assets/style.css"),
            ("/a/", "/a/b:c/", "./b:c/"),
            ("/", "/văn bản/", "v%C4%83n%20b%E1%BA%A3n/"),
        ] {
            assert_eq!(Links::new(from, false).to(to), link, "{from} → {to}");
        }
    }

    #[test]
    fn portable_links_name_the_file() {
        let links = Links::new("/van-ban/a/", true);
        assert_eq!(links.to("/van-ban/a/"), "./index.html");
        assert_eq!(links.to("/chu-de/x/"), "../../chu-de/x/index.html");
        assert_eq!(links.to_anchor("/", "noi-dung"), "../../index.html#noi-dung");
        assert_eq!(links.to("/atom.xml"), "../../atom.xml");
    }

    #[test]
    fn a_number_is_looked_up_by_a_pattern() {
        let (host, address) = lookup_address("https://a.vn/tim?q={number}&x=1", "45/QĐ-UBND");
        assert_eq!((host, address.as_str()), ("a.vn", "https://a.vn/tim?q=45%2FQ%C4%90-UBND&x=1"));
    }

    #[test]
    fn the_404_page_has_whole_links() {
        assert_eq!(Links::anywhere("https://a.vn/sub/", false).to("/chu-de/"), "https://a.vn/sub/chu-de/");
        assert_eq!(Links::anywhere("https://a.vn", false).to("/"), "https://a.vn/");
        assert_eq!(Links::from_host("https://a.vn/sub/").to("/assets/a.css"), "/sub/assets/a.css");
        assert_eq!(Links::from_host("https://a.vn").to("/assets/a.css"), "/assets/a.css");
        assert_eq!(absolute("https://a.vn/sub/", "/chu-de/"), "https://a.vn/sub/chu-de/");
    }
}
