//! The official page as a template sees it: head, signature, card of attributes, remarks of editors.
//!
//! In: a document of the corpus. Out: its head by the layout of Nghị định 30/2020/NĐ-CP, and what is known of it.

use crate::content::registry::System;
use crate::corpus::HeldDocument;
use crate::corpus::status::force;
use crate::render::links::in_query;
use crate::render::names::label_of;
use crate::render::templates::{contact_address, written};
use crate::site::ListKind;
use crate::site::views::Scene;
use crate::site::views::parts::{DateView, Fact};
use crate::site::views::state::word;
use crate::text::date::{WorkDate, vietnamese_long};
use crate::text::fold;
use serde::Serialize;
use std::borrow::Cow;

/// The official head (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.1–5; Party: Hướng dẫn 36-HD/VPTW).
#[derive(Debug, Serialize)]
pub struct Head<'a> {
    /// Party layout: "ĐẢNG CỘNG SẢN VIỆT NAM" instead of quốc hiệu and tiêu ngữ.
    pub party: bool,
    /// Cơ quan chủ quản.
    pub parent: Option<&'a str>,
    /// Cơ quan ban hành.
    pub issuer: &'a str,
    /// Số/ký hiệu.
    pub number: Option<&'a str>,
    /// Địa danh.
    pub place: Option<&'a str>,
    /// "ngày 31 tháng 8 năm 2024".
    pub date: Option<String>,
    /// ISO.
    pub iso: Option<String>,
    /// Why number or date are missing.
    pub date_note: Option<Cow<'a, str>>,
    /// Tên loại.
    pub kind: &'a str,
    /// Trích yếu.
    pub title: &'a str,
    /// Công văn: no type line, trích yếu under the number.
    pub letter: bool,
    /// "V/v " before the trích yếu of a công văn (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.5), unless it says so itself.
    pub about: &'static str,
}

/// An editor's remark.
#[derive(Debug, Serialize)]
pub struct NoteView<'a> {
    /// When it was made.
    pub date: DateView,
    /// The remark.
    pub text: &'a str,
}

/// The document that had the address before.
#[derive(Debug, Serialize)]
pub struct FormerlyView<'a> {
    /// Its type, number and title, and where it stands now.
    pub document: Option<FormerDocument>,
    /// Why the address is another's now.
    pub reason: &'a str,
}

/// A link to the document that had an address before.
#[derive(Debug, Serialize)]
pub struct FormerDocument {
    /// Its type, number and title.
    pub text: String,
    /// Where it stands now.
    pub href: String,
}

/// What `renumbered:` says of an address.
pub fn formerly<'a>(scene: Scene<'a>, address: &str) -> Option<FormerlyView<'a>> {
    let world = scene.world;
    let entry = world.config.renumbered.iter().find(|one| one.address.value == address)?;
    let before = entry.before.as_ref().map(|before| before.value.as_str());
    let document = before.and_then(|before| world.corpus.documents.iter().find(|one| one.address == before));
    let document = document.map(|document| FormerDocument {
        text: format!(
            "{}: {}",
            label_of(scene.language(), &world.corpus.works[document.work]),
            document.front_matter.title
        ),
        href: scene.links.to(&document.address),
    });
    Some(FormerlyView { document, reason: &entry.reason })
}

/// The signature block.
#[derive(Debug, Serialize)]
pub struct SignerView<'a> {
    /// Quyền hạn.
    pub authority: Option<&'a str>,
    /// Chức vụ.
    pub position: Option<&'a str>,
    /// Họ tên.
    pub name: &'a str,
}

/// The official head of a document.
pub fn head<'a>(scene: Scene<'a>, document: &'a HeldDocument) -> Head<'a> {
    let front_matter = &document.front_matter;
    let issuers = &scene.world.registries.issuers;
    let issuer = issuers.get(&front_matter.issuer.value);
    let official = issuer.map_or(front_matter.issuer.value.as_str(), |issuer| issuer.official_name.as_str());
    let parent = issuer.and_then(|issuer| issuers.printed_above(issuer)).map(|parent| parent.official_name.as_str());
    let date = front_matter.date.as_ref().map(|date| date.value);
    let missing = match (front_matter.number.is_none(), date.is_none()) {
        (true, true) => Some("page-lost-number-and-date"),
        (true, false) => Some("page-lost-number"),
        (false, true) => Some("page-lost-date"),
        (false, false) => None,
    };
    let date_note = front_matter.date_note.as_deref().map(Cow::Borrowed);
    Head {
        party: issuer.is_some_and(|issuer| issuer.system == System::Party),
        parent,
        issuer: official,
        number: front_matter.number.as_ref().map(|number| number.value.as_str()),
        place: front_matter.place.as_deref(),
        date: date.map(vietnamese_long),
        iso: date.map(|date| date.to_string()),
        date_note: date_note.or_else(|| missing.map(|key| Cow::Borrowed(scene.text(key)))),
        kind: scene.world.kind_of(document),
        title: &front_matter.title,
        letter: scene.world.registries.types.get(&front_matter.kind.value).is_some_and(|row| row.form.letter),
        about: if ["v/v", "ve "].iter().any(|word| fold(&front_matter.title).starts_with(word)) { "" } else { "V/v " },
    }
}

pub(super) fn card<'a>(scene: Scene<'a>, document: &'a HeldDocument) -> Vec<Fact<'a>> {
    let world = scene.world;
    let front_matter = &document.front_matter;
    let list = |kind: ListKind| world.list_link(scene.links, &kind);
    let day = |date: jiff::civil::Date| written(scene.language(), WorkDate::Day(date));
    let unstated = || Cow::Borrowed(scene.text("page-unstated"));
    let mut card = vec![Fact::data(
        scene.text("page-type"),
        world.glossed_type(&front_matter.kind.value, world.kind_of(document)),
        list(ListKind::Type(front_matter.kind.value.clone())),
    )];
    card.push(match &front_matter.number {
        Some(number) => Fact::data(scene.text("page-number"), number.value.as_str(), None),
        None => Fact::word(scene.text("page-number"), unstated()),
    });
    let issued = front_matter.date.as_ref().map_or_else(unstated, |date| Cow::Owned(day(date.value)));
    card.push(Fact::word(scene.text("page-date"), issued));
    let issuer = &front_matter.issuer.value;
    card.push(Fact::data(scene.text("page-issuer"), world.issuer_name(issuer), list(ListKind::Issuer(issuer.clone()))));
    if let Some(title) = &front_matter.issuer_title {
        card.push(Fact::data(scene.text("page-issuer-title"), title.as_str(), None));
    }
    if let Some(signer) = &front_matter.signer {
        card.push(Fact::data(scene.text("page-signer"), signer.name.as_str(), None));
    }
    if let Some(year) = &front_matter.school_year {
        let href = list(ListKind::SchoolYear(year.clone()));
        card.push(Fact::data(scene.text("page-school-year"), year.as_str(), href));
    }
    for (key, date) in [
        ("page-adopted", front_matter.adopted),
        ("page-effective-from", front_matter.effective_from),
        ("page-effective-to", front_matter.effective_to),
        ("page-published", front_matter.published),
        ("page-updated", front_matter.updated),
    ] {
        if let Some(date) = date {
            card.push(Fact::word(scene.text(key), day(date)));
        }
    }
    let force = word(force(world.corpus, document.work));
    card.insert(3, Fact::word(scene.text("page-status"), scene.text(force)));
    card.extend(as_of_today(scene, document));
    card.extend(crate::site::views::twins::facts(scene, document.work));
    card
}

/// What follows from the stated dates on the day of `--today`; nothing without it.
pub(super) fn as_of_today<'a>(scene: Scene<'a>, document: &HeldDocument) -> Option<Fact<'a>> {
    let today = scene.world.today?;
    let front_matter = &document.front_matter;
    let key = if front_matter.effective_to.is_some_and(|last| last < today) {
        "page-today-over"
    } else if front_matter.effective_from.is_some_and(|first| first > today) {
        "page-today-not-yet"
    } else {
        return None;
    };
    let day = written(scene.language(), WorkDate::Day(today));
    Some(Fact::word(scene.text("page-today"), scene.fill(key, &[("date", &day)])))
}

pub(super) fn notes<'a>(scene: Scene<'a>, document: &'a HeldDocument) -> Vec<NoteView<'a>> {
    let notes = document.front_matter.notes.iter().filter(|note| note.section.is_none());
    notes.map(|note| NoteView { date: DateView::new(scene, WorkDate::Day(note.date)), text: &note.text }).collect()
}

/// Who signed.
pub fn signer(document: &HeldDocument) -> Option<SignerView<'_>> {
    let signer = document.front_matter.signer.as_ref()?;
    Some(SignerView {
        authority: signer.authority.as_deref(),
        position: signer.position.as_deref(),
        name: &signer.name,
    })
}

/// The contact for errors; a mail has the document in its subject.
pub(super) fn report(scene: Scene<'_>, document: &HeldDocument, address: &str) -> Option<String> {
    let contact = contact_address(scene.world.config.contact.as_deref()?);
    if !contact.starts_with("mailto:") {
        return Some(contact);
    }
    let subject = scene.fill("page-report-subject", &[("id", &document.id)]);
    Some(format!("{contact}?subject={}&body={}", in_query(&subject), in_query(&format!("{address}\n\n"))))
}
