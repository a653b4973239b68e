//! A document of the site as a Word file in the official layout (Nghị định 30/2020/NĐ-CP, Phụ lục I), for a desk that
//! goes on with it: real styles, automatic numbers, tables, notes.
//!
//! In: head, text and foot of a document. Out: the bytes of a `.docx` file. `congbao import` of that file gives the same
//! text again: every paragraph says by its style whether it is a heading.

mod body;
mod frame;
mod lists;
mod parts;

use crate::content::front_matter::{FrontMatter, Signer};
use crate::content::registry::{Registries, System};
use crate::document::Document;
use crate::foreign::package;
use crate::text::date::vietnamese_long;
use body::BodyWriter;

/// A document as its office would set it.
#[derive(Debug)]
pub struct OfficialDocument<'a> {
    /// Party layout: "ĐẢNG CỘNG SẢN VIỆT NAM" instead of quốc hiệu and tiêu ngữ.
    pub party: bool,
    /// Cơ quan chủ quản, where it is printed.
    pub above: Option<&'a str>,
    /// Cơ quan ban hành.
    pub issuer: &'a str,
    /// Số, ký hiệu.
    pub number: Option<&'a str>,
    /// Địa danh.
    pub place: Option<&'a str>,
    /// "ngày 31 tháng 8 năm 2024".
    pub date: Option<String>,
    /// Tên loại.
    pub kind: &'a str,
    /// Trích yếu.
    pub title: &'a str,
    /// Công văn: no type line, trích yếu under the number.
    pub letter: bool,
    /// Who signed.
    pub signer: Option<&'a Signer>,
    /// Nơi nhận.
    pub recipients: &'a [String],
    /// What follows "Lưu:".
    pub archive: Option<&'a str>,
    /// The sentence at its end that says who adopted it.
    pub adoption: Option<&'a str>,
    /// Whether it is in force, as the site says it: stands above the first page, and is no part of the document.
    pub state: Option<String>,
    /// The text.
    pub text: &'a Document,
}

impl<'a> OfficialDocument<'a> {
    /// As front matter and registries say.
    pub fn of(front_matter: &'a FrontMatter, registries: &'a Registries, text: &'a Document) -> Self {
        let (key, kind) = (&front_matter.issuer.value, &front_matter.kind.value);
        let issuer = registries.issuers.get(key);
        let above = issuer.and_then(|issuer| registries.issuers.printed_above(issuer));
        let row = registries.types.get(kind);
        Self {
            party: issuer.is_some_and(|issuer| issuer.system == System::Party),
            above: above.map(|above| above.official_name.as_str()),
            issuer: issuer.map_or(key, |issuer| issuer.official_name.as_str()),
            number: front_matter.number.as_ref().map(|number| number.value.as_str()),
            place: front_matter.place.as_deref(),
            date: front_matter.date.as_ref().map(|date| vietnamese_long(date.value)),
            kind: row.map_or(kind, |row| row.name.as_str()),
            title: &front_matter.title,
            letter: row.is_some_and(|row| row.form.letter),
            signer: front_matter.signer.as_ref(),
            recipients: &front_matter.recipients,
            archive: front_matter.archive.as_deref(),
            adoption: front_matter.adoption.as_deref(),
            state: None,
            text,
        }
    }
}

/// A Word file, and what of the text it does not hold.
#[derive(Debug)]
pub struct WordFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Pictures that stand in it as their descriptions.
    pub pictures: usize,
}

/// Writes the Word file.
pub fn docx(document: &OfficialDocument<'_>) -> WordFile {
    let mut writer = BodyWriter::new(document.text);
    frame::head(&mut writer, document);
    let (signed, annexed) = document.text.signed_and_annexed();
    writer.blocks(signed);
    frame::foot(&mut writer, document);
    if !annexed.is_empty() {
        writer.page_break();
        writer.blocks(annexed);
    }
    let written = writer.end(document.state.is_some());
    let parts = parts::parts(&written, document);
    WordFile { bytes: package::pack(&parts), pictures: written.pictures }
}
