//! What stands around the text on the official page → `preface` and `conclusions`.
//!
//! In: a held document. Out: XML, with the words of the layout of Nghị định 30/2020/NĐ-CP (Phụ lục I),
//! as the page has them.

use super::text::AkomaWriter;
use crate::catalogue::{self, Language};
use crate::content::front_matter::Signer;
use crate::corpus::HeldDocument;
use crate::render::xml::Xml;
use crate::site::pages::document::official_head;
use crate::site::views::Scene;

/// `preface`: quốc hiệu, who issues, number, place and date, type and trích yếu.
pub(super) fn preface(xml: &mut Xml, scene: Scene<'_>, document: &HeldDocument) {
    let head = official_head(scene, document);
    let word = |key| catalogue::text(Language::Vietnamese, key);
    xml.open("preface", &[]);
    xml.line();
    xml.open("container", &[("name", "quoc-hieu")]);
    match head.party {
        true => xml.leaf("p", &[], word("page-party")),
        false => {
            xml.leaf("p", &[], word("page-republic"));
            xml.leaf("p", &[], word("page-motto"));
        }
    }
    xml.close();
    xml.line();
    xml.open("container", &[("name", "co-quan-ban-hanh")]);
    if let Some(parent) = head.parent {
        xml.leaf("p", &[], parent);
    }
    xml.open("p", &[]);
    xml.leaf("docAuthority", &[("refersTo", "#org_issuer")], head.issuer);
    xml.close();
    xml.close();
    xml.line();
    if let Some(number) = head.number {
        xml.open("p", &[]);
        xml.text(if head.party { "Số " } else { "Số: " });
        xml.leaf("docNumber", &[], number);
        xml.close();
        xml.line();
    }
    if let (Some(date), Some(iso)) = (&head.date, &head.iso) {
        xml.open("p", &[]);
        if let Some(place) = head.place {
            xml.text(place);
            xml.text(", ");
        }
        xml.leaf("docDate", &[("date", iso)], date);
        xml.close();
        xml.line();
    }
    xml.open("longTitle", &[]);
    xml.open("p", &[]);
    if head.letter {
        xml.text(head.about);
    } else {
        xml.leaf("docType", &[], head.kind);
        xml.text(" ");
    }
    xml.leaf("docTitle", &[], head.title);
    xml.close();
    xml.close();
    xml.line();
    xml.close();
    xml.line();
}

/// `conclusions`: who adopted it and when, signature, nơi nhận; and the footnotes that stand nowhere in the text.
pub(super) fn conclusions(writer: &mut AkomaWriter<'_>, document: &HeldDocument) {
    let front_matter = &document.front_matter;
    let has_recipients = !front_matter.recipients.is_empty() || front_matter.archive.is_some();
    let nothing = front_matter.signer.is_none() && front_matter.adoption.is_none() && !has_recipients;
    if nothing && !writer.has_unplaced_notes() {
        return;
    }
    writer.xml.open("conclusions", &[]);
    writer.xml.line();
    writer.unplaced_notes();
    let xml = &mut writer.xml;
    if let Some(adoption) = &front_matter.adoption {
        xml.leaf("p", &[], adoption);
    }
    if let Some(signer) = &front_matter.signer {
        signature(xml, signer);
    }
    if has_recipients {
        xml.open("container", &[("name", "noi-nhan")]);
        xml.leaf("p", &[], "Nơi nhận:");
        for recipient in &front_matter.recipients {
            xml.leaf("p", &[], &format!("- {recipient};"));
        }
        if let Some(archive) = &front_matter.archive {
            xml.leaf("p", &[], &format!("- Lưu: {archive}."));
        }
        xml.close();
        xml.line();
    }
    xml.close();
    xml.line();
}

fn signature(xml: &mut Xml, signer: &Signer) {
    xml.open("container", &[("name", "chu-ky")]);
    if let Some(authority) = &signer.authority {
        xml.leaf("p", &[], authority);
    }
    if let Some(position) = &signer.position {
        xml.open("p", &[]);
        xml.leaf("role", &[("refersTo", "#role_signer")], position);
        xml.close();
    }
    xml.open("p", &[]);
    xml.open("signature", &[]);
    xml.leaf("person", &[("refersTo", "#person_signer")], &signer.name);
    xml.close();
    xml.close();
    xml.close();
    xml.line();
}
