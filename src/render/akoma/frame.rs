//! What stands around the text on the official page → `preface` and `conclusions`.
//!
//! In: a held document. Out: XML, with the words of the layout of Nghị định 30/2020/NĐ-CP (Phụ lục I), as the page has them.

use super::text::{Writer, attribute, escape};
use crate::catalogue::{self, Language};
use crate::corpus::HeldDocument;
use crate::render::views::Scene;
use crate::render::views::document::official_head;

/// `preface`: quốc hiệu, who issues, number, place and date, type and trích yếu.
pub(super) fn preface(xml: &mut String, scene: Scene<'_>, document: &HeldDocument) {
    let head = official_head(scene, document);
    let word = |key| catalogue::text(Language::Vietnamese, key);
    xml.push_str("<preface>\n<container name=\"quoc-hieu\">");
    match head.party {
        true => paragraph(xml, "p", word("page-party")),
        false => {
            paragraph(xml, "p", word("page-republic"));
            paragraph(xml, "p", word("page-motto"));
        }
    }
    xml.push_str("</container>\n<container name=\"co-quan-ban-hanh\">");
    if let Some(parent) = head.parent {
        paragraph(xml, "p", parent);
    }
    xml.push_str("<p><docAuthority refersTo=\"#org_issuer\">");
    escape(xml, head.issuer);
    xml.push_str("</docAuthority></p></container>\n");
    if let Some(number) = head.number {
        xml.push_str(if head.party { "<p>Số <docNumber>" } else { "<p>Số: <docNumber>" });
        escape(xml, number);
        xml.push_str("</docNumber></p>\n");
    }
    if let (Some(date), Some(iso)) = (&head.date, &head.iso) {
        xml.push_str("<p>");
        if let Some(place) = head.place {
            escape(xml, place);
            xml.push_str(", ");
        }
        xml.push_str("<docDate");
        attribute(xml, "date", iso);
        xml.push('>');
        escape(xml, date);
        xml.push_str("</docDate></p>\n");
    }
    xml.push_str("<longTitle><p>");
    if head.letter {
        escape(xml, head.about);
    } else {
        xml.push_str("<docType>");
        escape(xml, head.kind);
        xml.push_str("</docType> ");
    }
    xml.push_str("<docTitle>");
    escape(xml, head.title);
    xml.push_str("</docTitle></p></longTitle>\n</preface>\n");
}

/// `conclusions`: signature, nơi nhận; and the footnotes that stand nowhere in the text.
pub(super) fn conclusions(writer: &mut Writer<'_>, document: &HeldDocument) -> String {
    let front_matter = &document.front_matter;
    let has_recipients = !front_matter.recipients.is_empty() || front_matter.archive.is_some();
    if front_matter.signer.is_none() && !has_recipients && !writer.has_unplaced_notes() {
        return String::new();
    }
    writer.xml.push_str("<conclusions>\n");
    writer.unplaced_notes();
    let xml = &mut writer.xml;
    if let Some(signer) = &front_matter.signer {
        xml.push_str("<container name=\"chu-ky\">");
        if let Some(authority) = &signer.authority {
            paragraph(xml, "p", authority);
        }
        if let Some(position) = &signer.position {
            xml.push_str("<p><role refersTo=\"#role_signer\">");
            escape(xml, position);
            xml.push_str("</role></p>");
        }
        xml.push_str("<p><signature><person refersTo=\"#person_signer\">");
        escape(xml, &signer.name);
        xml.push_str("</person></signature></p></container>\n");
    }
    if has_recipients {
        xml.push_str("<container name=\"noi-nhan\"><p>Nơi nhận:</p>");
        for recipient in &front_matter.recipients {
            paragraph(xml, "p", &format!("- {recipient};"));
        }
        if let Some(archive) = &front_matter.archive {
            paragraph(xml, "p", &format!("- Lưu: {archive}."));
        }
        xml.push_str("</container>\n");
    }
    xml.push_str("</conclusions>\n");
    std::mem::take(xml)
}

fn paragraph(xml: &mut String, name: &str, text: &str) {
    xml.push_str(&format!("<{name}>"));
    escape(xml, text);
    xml.push_str(&format!("</{name}>"));
}
