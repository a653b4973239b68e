//! Works → FRBR addresses by Akoma Ntoso's Naming Convention (section 4):
//! `/akn/vn/act/nghi-dinh/chinh-phu/2020/30-2020-nd-cp`.
//!
//! In: works of the corpus. Out: addresses. They are made so that a web server finds the page by one rule, without a
//! list: that of a held document has the parts of its permanent id in another order
//! (`chinh-phu/nghi-dinh/2020/30-2020-nd-cp`).

use crate::content::registry::tenure::{is_shared_year, key_since, split_key};
use crate::content::registry::types::AkomaElement;
use crate::content::registry::{Registries, System};
use crate::corpus::{Corpus, Work};
use crate::render::links::{absolute, base_path};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What may not stand in a URI as it is (RFC 3986); `%` is looked at by [`uri`].
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'[')
    .add(b']');

/// `act` for what binds everybody, `doc` for the rest. Akoma Ntoso's `act` is for normative documents: those that the
/// law on issuing normative documents lists (Luật 64/2025/QH15, Điều 4), in Vietnam always in articles. Resolutions and
/// decisions of the state may be individual, but have the same form. Chỉ thị and all papers of the Party are `doc`: no
/// legislation, and without articles. Only type and issuer count, so that a citation alone tells it, too.
pub(super) fn element_of(registries: &Registries, kind: &str, issuer: &str) -> &'static str {
    let is_party = registries.issuers.get(issuer).is_some_and(|row| row.system == System::Party);
    let is_act = registries.types.get(kind).is_some_and(|row| row.form.akoma == AkomaElement::Act);
    if is_act && !is_party { "act" } else { "doc" }
}

/// The address of a work; `None` where type, issuer or year are not known, and nothing honest can be said.
pub(super) fn of_work(registries: &Registries, corpus: &Corpus, work: &Work) -> Option<String> {
    if let Some(held) = work.held {
        let document = &corpus.documents[held];
        let front_matter = &document.front_matter;
        return Some(of_id(registries, &document.id, &front_matter.kind.value, &front_matter.issuer.value));
    }
    let (kind, issuer, number) = (work.kind.as_deref()?, work.issuer.as_deref()?, work.number.as_ref()?);
    if kind.is_empty() {
        return None;
    }
    let year = number.own_year().or(work.date.map(|date| date.year()))?;
    let element = element_of(registries, kind, issuer);
    // As ids of documents are made, so that the address stays when the text comes.
    let (issuer, from) = split_key(issuer);
    let number = number.slug();
    let number = match from.filter(|from| is_shared_year(*from, year)) {
        Some(from) => key_since(&number, from),
        None => number,
    };
    Some(format!("/akn/vn/{element}/{kind}/{issuer}/{year}/{number}"))
}

/// The address of a held document. Ids are `issuer/type/year/number` or, where number or date are missing,
/// `issuer/type/name`; one that an editor shaped otherwise stands as it is.
pub(super) fn of_id(registries: &Registries, id: &str, kind: &str, issuer: &str) -> String {
    let element = element_of(registries, kind, issuer);
    let parts: Vec<&str> = id.split('/').collect();
    match parts.as_slice() {
        [issuer, kind, rest @ ..] if matches!(rest.len(), 1 | 2) => {
            format!("/akn/vn/{element}/{kind}/{issuer}/{}", rest.join("/"))
        }
        _ => format!("/akn/vn/{element}/{id}"),
    }
}

/// Pattern and target, twice: for ids with a year and a number, and for those with a name.
type Rules = [(String, String); 2];

/// The rules by which a web server leads from a FRBR address to the page: (pattern of nginx, its target), and
/// (pattern of static hosts, its target). Paths begin with that of the base address.
pub(crate) fn server_rules(base_url: &str) -> (Rules, Rules) {
    let root = base_path(base_url).trim_end_matches('/');
    let start = format!("~^{root}/akn/vn/(?:act|doc)/(?<akn_type>[a-z0-9-]+)/(?<akn_issuer>[a-z0-9-]+)");
    let end = "(?:/vie@[^/]*)?(?:/!main)?/?$";
    let nginx = [
        (
            format!("{start}/(?<akn_year>[0-9]+)/(?<akn_number>[a-z0-9-]+){end}"),
            format!("{root}/van-ban/$akn_issuer/$akn_type/$akn_year/$akn_number/"),
        ),
        (format!("{start}/(?<akn_name>[a-z0-9-]+){end}"), format!("{root}/van-ban/$akn_issuer/$akn_type/$akn_name/")),
    ];
    let plain = [
        (
            format!("{root}/akn/vn/:element/:type/:issuer/:year/:number"),
            format!("{root}/van-ban/:issuer/:type/:year/:number/"),
        ),
        (format!("{root}/akn/vn/:element/:type/:issuer/:name"), format!("{root}/van-ban/:issuer/:type/:name/")),
    ];
    (nginx, plain)
}

/// An author's target as a URI; `None` for one that is none (a port that is no number, an open host).
pub(super) fn uri(base_url: &str, target: &str) -> Option<String> {
    if target.starts_with('/') && !target.starts_with("//") {
        let end = target.find(['#', '?']).unwrap_or(target.len());
        return Some(format!("{}{}", absolute(base_url, &target[..end]), encoded(&target[end..])));
    }
    if let Some(rest) = target.split_once("://").map(|(_, rest)| rest) {
        let host = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let (name, port) = host.split_once(':').unwrap_or((host, ""));
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
        if name.is_empty() || !name.chars().all(is_plain) || !port.bytes().all(|b| b.is_ascii_digit()) || port.len() > 5
        {
            return None;
        }
    }
    Some(encoded(target))
}

fn encoded(target: &str) -> String {
    let mut uri = String::with_capacity(target.len() + 8);
    let (before, fragment) = match target.split_once('#') {
        Some((before, fragment)) => (before, Some(fragment)),
        None => (target, None),
    };
    push_encoded(before, &mut uri);
    if let Some(fragment) = fragment {
        uri.push('#');
        push_encoded(&fragment.replace('#', "%23"), &mut uri);
    }
    uri
}

/// A `%` that begins no escape is a letter like others.
fn push_encoded(text: &str, uri: &mut String) {
    for (at, piece) in text.split('%').enumerate() {
        if at > 0 {
            let is_escape = piece.len() >= 2 && piece.bytes().take(2).all(|b| b.is_ascii_hexdigit());
            uri.push_str(if is_escape { "%" } else { "%25" });
        }
        uri.extend(utf8_percent_encode(piece, UNSAFE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_document_has_the_parts_of_its_id() {
        let registries = Registries::built_in();
        for (id, kind, issuer, address) in [
            (
                "chinh-phu/nghi-dinh/2020/30-2020-nd-cp",
                "nghi-dinh",
                "chinh-phu",
                "/akn/vn/act/nghi-dinh/chinh-phu/2020/30-2020-nd-cp",
            ),
            (
                "ubnd-huyen-van-lang/ke-hoach/nam-hoc-2023-2024",
                "ke-hoach",
                "ubnd-huyen-van-lang",
                "/akn/vn/doc/ke-hoach/ubnd-huyen-van-lang/nam-hoc-2023-2024",
            ),
            (
                "tinh-uy-lao-cai/nghi-quyet/2021/10-nq-tu",
                "nghi-quyet",
                "",
                "/akn/vn/act/nghi-quyet/tinh-uy-lao-cai/2021/10-nq-tu",
            ),
            ("a", "chi-thi", "x", "/akn/vn/doc/a"),
        ] {
            assert_eq!(of_id(&registries, id, kind, issuer), address);
        }
    }

    #[test]
    fn what_is_no_legislation_is_a_doc() {
        let registries = Registries::built_in();
        for (kind, issuer, element) in [
            ("luat", "quoc-hoi", "act"),
            ("quyet-dinh", "bo-giao-duc-va-dao-tao", "act"),
            ("nghi-quyet", "trung-uong-dang", "doc"),
            ("chi-thi", "thu-tuong-chinh-phu", "doc"),
            ("cong-van", "", "doc"),
        ] {
            assert_eq!(element_of(&registries, kind, issuer), element, "{kind} {issuer}");
        }
    }

    #[test]
    fn targets_of_authors_become_uris_or_nothing() {
        for (target, uri_of) in [
            ("/chu-de/a b/#x y", Some("https://a.vn/chu-de/a%20b/#x%20y")),
            ("https://b.vn/x?y=[1]#z#w", Some("https://b.vn/x?y=%5B1%5D#z%23w")),
            ("https://b.vn/100%", Some("https://b.vn/100%25")),
            ("https://b.vn/%C4%83", Some("https://b.vn/%C4%83")),
            ("https://b.vn:port/", None),
            ("https://[::1/", None),
            ("mailto:a@b.vn", Some("mailto:a@b.vn")),
        ] {
            assert_eq!(uri("https://a.vn/", target).as_deref(), uri_of, "{target}");
        }
    }
}
