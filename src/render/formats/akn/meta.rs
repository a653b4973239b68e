//! Who a document is in Akoma Ntoso: addresses of work, expression and manifestation (FRBR), by the naming convention (akn-nc v1.0):
//! `/akn/vn/doc/<type>/<issuer>/<date>/<number>`.
//!
//! In: a work, a document. Out: addresses, the element `meta`.

use crate::corpus::{HeldDocument, Resolution, Work};
use crate::render::World;
use crate::render::escape::xml;
use crate::render::links::absolute;
use crate::render::views::Scene;
use crate::text::slug;
use std::fmt::Write;

/// Whether a work is of a type that lays down the law (văn bản quy phạm pháp luật).
pub(super) fn is_normative(world: &World<'_>, work: &Work) -> bool {
    let kind = work.kind.as_deref().and_then(|key| world.registries.types.get(key));
    kind.is_some_and(|kind| kind.normative)
}

/// The address of a work. One without number, date or issuer has that of its id, which never changes either.
pub(super) fn frbr(world: &World<'_>, work: &Work) -> String {
    let root = if is_normative(world, work) { "act" } else { "doc" };
    match (&work.kind, &work.issuer, work.date, &work.number) {
        (Some(kind), Some(issuer), Some(date), Some(number)) => {
            format!("/akn/vn/{root}/{kind}/{issuer}/{date}/{}", slug(number.as_str()))
        }
        _ => format!("/akn/vn/{root}/{}", work.id),
    }
}

/// Where a citation leads.
pub(super) fn target(world: &World<'_>, document: &HeldDocument, resolution: &Resolution) -> Option<String> {
    let work = match resolution {
        Resolution::Work(index) => *index,
        Resolution::Own => document.work,
        Resolution::Ambiguous(_) | Resolution::Unknown => return None,
    };
    Some(frbr(world, &world.corpus.works[work]))
}

/// Writes `meta`.
pub(super) fn write(out: &mut String, scene: Scene<'_>, document: &HeldDocument, work: String) {
    let front_matter = &document.front_matter;
    let published = front_matter.updated.or(front_matter.published);
    let issued = front_matter.date.as_ref().map(|date| date.value);
    // The schema demands a day; a source that lost it has none.
    let issued = issued.map_or(("1000-01-01".to_owned(), "khong-ro"), |day| (day.to_string(), "ban-hanh"));
    let published = published.map_or_else(|| (issued.0.clone(), issued.1), |day| (day.to_string(), "dang"));
    let expression = format!("{work}/vie@{}", published.0);
    let manifestation = format!("{expression}.akn");
    out.push_str("<meta>\n<identification source=\"#cong\">\n");
    level(out, "FRBRWork", &work, (&issued.0, issued.1), |out| {
        out.push_str("<FRBRcountry value=\"vn\"/>\n");
        let _ = writeln!(out, "<FRBRsubtype value=\"{}\"/>", xml(&front_matter.kind.value));
        if let Some(number) = &front_matter.number {
            let _ = writeln!(out, "<FRBRnumber value=\"{}\"/>", xml(number.value.as_str()));
        }
        let _ = writeln!(out, "<FRBRname value=\"{}\"/>", xml(&front_matter.title));
    });
    level(out, "FRBRExpression", &expression, (&published.0, published.1), |out| {
        out.push_str("<FRBRlanguage language=\"vie\"/>\n");
    });
    level(out, "FRBRManifestation", &manifestation, (&published.0, published.1), |out| {
        out.push_str("<FRBRformat value=\"application/akn+xml\"/>\n");
    });
    out.push_str("</identification>\n<references source=\"#cong\">\n");
    let config = scene.world.config;
    let mut organization = |id: &str, href: &str, name: &str| {
        let _ = writeln!(out, "<TLCOrganization eId=\"{id}\" href=\"{}\" showAs=\"{}\"/>", xml(href), xml(name));
    };
    organization("cong", &config.base_url, &config.portal);
    let issuer = &front_matter.issuer.value;
    organization(
        "co-quan-ban-hanh",
        &format!("/akn/ontology/organization/vn/{issuer}"),
        scene.world.issuer_name(issuer),
    );
    let page = xml(&absolute(&config.base_url, &document.address));
    let _ = writeln!(out, "<original eId=\"trang\" href=\"{page}\" showAs=\"{page}\"/>");
    out.push_str("</references>\n</meta>\n");
}

fn level(out: &mut String, name: &str, address: &str, (day, of): (&str, &str), more: impl FnOnce(&mut String)) {
    let (this, uri) = match address.strip_suffix(".akn") {
        Some(expression) => (format!("{expression}/!main.akn"), address.to_owned()),
        None => (format!("{address}/!main"), address.to_owned()),
    };
    let author = if name == "FRBRWork" { "#co-quan-ban-hanh" } else { "#cong" };
    let _ = writeln!(out, "<{name}>\n<FRBRthis value=\"{}\"/>\n<FRBRuri value=\"{}\"/>", xml(&this), xml(&uri));
    let _ = writeln!(out, "<FRBRdate date=\"{day}\" name=\"{of}\"/>\n<FRBRauthor href=\"{author}\"/>");
    more(out);
    let _ = writeln!(out, "</{name}>");
}
