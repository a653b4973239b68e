//! Which targets an author's link or image may have. Content is not trusted: a link may lead to the web, to a mail or
//! telephone program, or to an address inside the site, and nowhere else.
//!
//! In: a target after Markdown's entities and escapes. Out: the target as it may stand in `href`, or `None`.

/// The target with characters percent-encoded that a URL may not contain; `None` when it is not allowed.
///
/// Judged is what a browser makes of it, so everything a browser skips or rewrites is refused, not cleaned: control and
/// format characters (`java\tscript:`), backslashes (`/\host` is `//host`), a user name before the host
/// (`https://moet.gov.vn@elsewhere`).
pub(super) fn allowed(target: &str) -> Option<String> {
    if target.is_empty() || target.chars().any(|c| is_hidden(c) || c == '\\') {
        return None;
    }
    match scheme(target) {
        Some((scheme, rest)) => match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => has_plain_host(rest).then(|| encode(target)),
            "mailto" | "tel" => (!rest.trim().is_empty()).then(|| encode(target)),
            _ => None,
        },
        None if target.starts_with("//") || target.starts_with(' ') => None,
        None => Some(encode(target)),
    }
}

/// Images come by the web's protocols or from the site, never from a mail address or an anchor.
pub(super) fn allowed_image(target: &str) -> Option<String> {
    match scheme(target) {
        Some((scheme, _)) if !scheme.to_ascii_lowercase().starts_with("http") => None,
        _ if target.starts_with('#') => None,
        _ => allowed(target),
    }
}

/// Whether an allowed target is on another site.
pub(super) fn is_elsewhere(target: &str) -> bool {
    scheme(target).is_some()
}

/// `scheme` and what follows its colon. As in a browser, the first of `:/?#` decides; what stands before a colon is a
/// scheme even when it is no valid one.
fn scheme(target: &str) -> Option<(&str, &str)> {
    let at = target.find([':', '/', '?', '#'])?;
    let rest = target[at..].strip_prefix(':')?;
    Some((&target[..at], rest))
}

fn has_plain_host(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix("//") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    !authority.is_empty() && !authority.starts_with(':') && !authority.contains(['@', ' '])
}

/// Characters that a reader of the source cannot see: controls, white space other than a plain space, joiners and
/// marks of direction.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{ffff}')
}

/// Percent-encodes what may not stand in a URL; `%` stays when it begins an escape. Letters of any script may stay.
fn encode(target: &str) -> String {
    let bytes = target.as_bytes();
    let is_escape =
        |at: usize| bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    let mut encoded = String::with_capacity(target.len());
    for (at, c) in target.char_indices() {
        match c {
            '%' if is_escape(at) => encoded.push('%'),
            ' ' | '"' | '<' | '>' | '`' | '{' | '}' | '|' | '^' | '%' => {
                encoded.push_str(&format!("%{:02X}", u32::from(c)));
            }
            _ => encoded.push(c),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_web_mail_telephone_and_the_site_itself() {
        for (target, expected) in [
            ("https://moet.gov.vn/van-ban?id=1#a", "https://moet.gov.vn/van-ban?id=1#a"),
            ("HTTP://example.vn", "HTTP://example.vn"),
            ("mailto:so@laocai.gov.vn", "mailto:so@laocai.gov.vn"),
            ("tel:+842143840034", "tel:+842143840034"),
            ("/van-ban/x/", "/van-ban/x/"),
            ("#muc-i", "#muc-i"),
            ("../tep/văn bản.pdf", "../tep/văn%20bản.pdf"),
            ("a/b:c", "a/b:c"),
            ("?q=100%", "?q=100%25"),
            ("/a%20b\"<>", "/a%20b%22%3C%3E"),
        ] {
            assert_eq!(allowed(target).as_deref(), Some(expected), "{target}");
        }
    }

    #[test]
    fn nothing_else() {
        for target in [
            "",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "java\u{200b}script:alert(1)",
            " javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "ftp://example.vn/",
            "//evil.example/",
            "/\\evil.example/",
            "\\\\evil.example",
            "https:evil.example",
            "https://",
            "https:///x",
            "https://moet.gov.vn@evil.example/",
            "mailto:",
            "văn-bản:x",
            ":x",
            "https://a\u{202e}b.vn",
        ] {
            assert_eq!(allowed(target), None, "{target:?}");
        }
    }

    #[test]
    fn images_come_from_the_web_or_the_site() {
        assert!(allowed_image("/anh/a.png").is_some());
        assert!(allowed_image("https://a.vn/a.png").is_some());
        for target in ["mailto:a@b.vn", "tel:1", "#a", "data:image/png;base64,x"] {
            assert_eq!(allowed_image(target), None, "{target}");
        }
    }
}
