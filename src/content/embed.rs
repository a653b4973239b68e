//! `embed:` in `congbao.yaml`: which hosts may show pages below `/nhung/` in a frame.
//!
//! In: the value, a list of hosts. Out: the sources of a `frame-ancestors` directive (Content Security Policy, level 3,
//! section 2.3.1), in order of writing.

use super::node::Node;
use super::reader::ValueReader;

/// The hosts as a policy names them: `https://portal.example.vn`, `https://*.example.vn:8443`. What is no host is an
/// error: one sign more could end the policy of a server.
pub(super) fn read(reader: &mut ValueReader<'_>, node: &Node) -> Vec<String> {
    let mut sources: Vec<String> = Vec::new();
    for written in reader.texts("embed", node) {
        match source(&written.value) {
            Some(source) if sources.contains(&source) => {
                reader.error("value-twice", written.span, &[("key", "embed"), ("text", &written.value)]);
            }
            Some(source) => sources.push(source),
            None => reader.error("embed-invalid", written.span, &[("text", &written.value)]),
        }
    }
    sources
}

/// A host, with `https://` unless it says `http://`; `*.` may stand for the names below it, never for all hosts.
fn source(written: &str) -> Option<String> {
    let written = written.trim_end_matches('/').to_ascii_lowercase();
    let (scheme, rest) = written.split_once("://").unwrap_or(("https", &written));
    let (host, port) = rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port)));
    let labels: Vec<&str> = host.strip_prefix("*.").unwrap_or(host).split('.').collect();
    let is_label = |label: &&str| {
        let plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        plain && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    let is_host = labels.iter().all(is_label) && (labels.len() > 1 || host == "localhost");
    let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    let fits = matches!(scheme, "http" | "https") && is_host && is_port;
    fits.then(|| format!("{scheme}://{rest}"))
}

#[cfg(test)]
mod tests {
    use super::source;

    #[test]
    fn a_host_becomes_a_source_and_nothing_else_does() {
        for (written, expected) in [
            ("laocai.gov.vn", Some("https://laocai.gov.vn")),
            ("https://Portal.LaoCai.gov.vn/", Some("https://portal.laocai.gov.vn")),
            ("*.laocai.edu.vn", Some("https://*.laocai.edu.vn")),
            ("http://localhost:8080", Some("http://localhost:8080")),
            ("*", None),
            ("*.vn.*", None),
            ("vn", None),
            ("laocai.gov.vn/tin", None),
            ("laocai.gov.vn; script-src *", None),
            ("laocai.gov.vn\"", None),
            ("javascript://laocai.gov.vn", None),
            ("laocai.gov.vn:99999", None),
            ("lào-cai.vn", None),
            ("'self'", None),
            ("", None),
        ] {
            assert_eq!(source(written).as_deref(), expected, "{written}");
        }
    }
}
