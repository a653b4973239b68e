//! The page of a document of the site: the official head, the card, contents, what it cites and who cites it.

use super::Scene;
use super::meaning::{self, MeaningView, standing_key};
use super::parts::{
    DateView, DocumentLine, Fact, Link, Pager, PassageGroup, RelationGroup, WorkLine, citation_anchor, page_of,
    passage_groups, relation_groups, relation_word, resolved_work,
};
use crate::citation::Form;
use crate::content::registry::System;
use crate::corpus::status::standing;
use crate::corpus::{DocumentIndex, HeldDocument, Passage, Resolution, WorkIndex};
use crate::document::Section;
use crate::render::links::{absolute, cited_by_address};
use crate::render::names::{section_name, section_number, section_path};
use crate::render::templates::{contact_address, written};
use crate::site::address::news_address;
use crate::site::{CITED_BY_PAGE, Job, ListKind};
use crate::text::date::{WorkDate, vietnamese_long};
use crate::text::fold;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The page of a document.
#[derive(Debug, Serialize)]
pub struct DocumentView<'a> {
    /// Official head.
    pub head: Head<'a>,
    /// Card of attributes.
    pub card: Vec<Fact<'a>>,
    /// Contents list, nested; empty where the text has no sections.
    pub contents: Vec<ContentsEntry<'a>>,
    /// Remarks on the document as a whole; those on a section stand beside it.
    pub notes: Vec<NoteView<'a>>,
    /// Nơi nhận.
    pub recipients: &'a [String],
    /// Lưu.
    pub archive: Option<&'a str>,
    /// Who signed.
    pub signer: Option<SignerView<'a>>,
    /// Works cited, each once, in order of first mention.
    pub cites: Vec<CitedWork<'a>>,
    /// Citations that no work could be told for.
    pub unresolved: Vec<UnresolvedCitation<'a>>,
    /// Relations to other works.
    pub relations: Vec<RelationGroup<'a>>,
    /// What other documents say of it.
    pub meaning: MeaningView<'a>,
    /// Who cites it.
    pub cited_by: CitedByView<'a>,
    /// Who may cite it.
    pub perhaps: CitedByView<'a>,
    /// Themes, with the sections about each.
    pub themes: Vec<ThemeView<'a>>,
    /// Files.
    pub attachments: Vec<AttachmentView<'a>>,
    /// Document before it in the series.
    pub previous: Option<DocumentLine<'a>>,
    /// The page that says what is new beside the one before.
    pub news: Option<String>,
    /// The page that says what is new in the one after.
    pub next_news: Option<String>,
    /// Document after it in the series.
    pub next: Option<DocumentLine<'a>>,
    /// Not published yet: a banner says so, on paper too.
    pub draft: bool,
    /// An attachment is the signed original.
    pub signed: bool,
    /// Where to report an error.
    pub report: Option<String>,
    /// The permanent address, as text.
    pub address: String,
    /// Which marks the legend must explain.
    pub marks: Marks,
}

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

/// An entry of the contents list.
#[derive(Debug, Serialize)]
pub struct ContentsEntry<'a> {
    /// `#muc-ii`.
    pub href: String,
    /// Label and title.
    pub text: Cow<'a, str>,
    /// Sections inside it.
    pub children: Vec<ContentsEntry<'a>>,
}

/// An editor's remark.
#[derive(Debug, Serialize)]
pub struct NoteView<'a> {
    /// When it was made.
    pub date: DateView,
    /// The remark.
    pub text: &'a str,
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

/// A work that the document cites.
#[derive(Debug, Serialize)]
pub struct CitedWork<'a> {
    /// The work.
    pub work: WorkLine<'a>,
    /// Where it is cited.
    pub places: Vec<MarkView<'a>>,
    /// What the text says it does with the work.
    pub relations: Vec<&'static str>,
}

/// A mark in the text.
#[derive(Debug, Serialize)]
pub struct MarkView<'a> {
    /// `#vd-3`.
    pub href: String,
    /// 3.
    pub number: usize,
    /// The section it stands in.
    pub section: Option<Cow<'a, str>>,
}

/// A citation without link.
#[derive(Debug, Serialize)]
pub struct UnresolvedCitation<'a> {
    /// The mark in the text.
    pub place: MarkView<'a>,
    /// Further marks of the same name.
    pub more: Vec<MarkView<'a>>,
    /// Cited by a name of which no number is known.
    pub named: bool,
    /// As written.
    pub text: &'a str,
    /// What it may mean; empty: cannot be told.
    pub candidates: Vec<WorkLine<'a>>,
}

/// Who cites a work: one page of the passages.
#[derive(Debug, Serialize)]
pub struct CitedByView<'a> {
    /// Passages in all.
    pub total: usize,
    /// Those of this page, by document.
    pub groups: Vec<PassageGroup<'a>>,
    /// Other pages.
    pub pager: Option<Pager>,
}

/// A further page of the passages that cite a document of the site.
#[derive(Debug, Serialize)]
pub struct CitedByPage<'a> {
    /// The document's page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// The passages.
    pub cited_by: CitedByView<'a>,
}

/// A theme of the document.
#[derive(Debug, Serialize)]
pub struct ThemeView<'a> {
    /// Its page.
    pub link: Link<'a>,
    /// Sections about it; empty: the document as a whole.
    pub sections: Vec<SectionMark>,
}

/// A section named by its number alone: a theme can be in twenty sections with long headings.
#[derive(Debug, Serialize)]
pub struct SectionMark {
    /// Where it is.
    pub href: String,
    /// `I.3`.
    pub short: String,
    /// `I.3. Đổi mới chương trình …`.
    pub title: String,
}

/// A file of the document.
#[derive(Debug, Serialize)]
pub struct AttachmentView<'a> {
    /// Where it is.
    pub link: Link<'a>,
    /// "1,2 MB".
    pub size: String,
    /// SHA-256, hexadecimal.
    pub sha256: &'a str,
    /// The signed original.
    pub signed: bool,
}

/// Kinds of marks that occur in a text.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Marks {
    /// To a document of the site.
    pub held: bool,
    /// To a work whose text the site does not hold.
    pub not_held: bool,
    /// Several works fit.
    pub ambiguous: bool,
    /// Cannot be told.
    pub unknown: bool,
    /// Cited by a name of which no number is known.
    pub named: bool,
}

/// The view of document `index`.
pub fn view(scene: Scene<'_>, index: DocumentIndex) -> DocumentView<'_> {
    let document = &scene.world.corpus.documents[index];
    let work = &scene.world.corpus.works[document.work];
    let front_matter = &document.front_matter;
    let signed = front_matter.attachments.iter().any(|attachment| attachment.signed);
    let head = head(scene, document);
    let address = absolute(&scene.world.config.base_url, &document.address);
    DocumentView {
        card: card(scene, document),
        contents: contents(scene, &document.sections),
        notes: notes(scene, document),
        recipients: &front_matter.recipients,
        archive: front_matter.archive.as_deref(),
        signer: front_matter.signer.as_ref().map(|signer| SignerView {
            authority: signer.authority.as_deref(),
            position: signer.position.as_deref(),
            name: &signer.name,
        }),
        cites: cites(scene, document),
        unresolved: unresolved(scene, document),
        relations: relation_groups(scene, &work.relations),
        meaning: meaning::view(scene, document.work),
        cited_by: cited_by(scene, document.work, 1, |page| cited_by_address(&document.address, page)),
        perhaps: perhaps_cited_by(scene, document.work, true),
        themes: themes(scene, document),
        attachments: attachments(scene, index),
        previous: document.previous.map(|other| DocumentLine::new(scene, other)),
        news: news(scene, &document.address),
        next_news: document.next.and_then(|next| news(scene, &scene.world.corpus.documents[next].address)),
        next: document.next.map(|other| DocumentLine::new(scene, other)),
        draft: front_matter.draft,
        signed,
        report: report(scene, document, &address),
        address,
        marks: marks(scene, document),
        head,
    }
}

/// The page of what is new in the document at `address`, where there is one.
fn news(scene: Scene<'_>, address: &str) -> Option<String> {
    scene.world.site.find(&news_address(address)).map(|page| scene.links.to(&page.address))
}

fn head<'a>(scene: Scene<'a>, document: &'a HeldDocument) -> Head<'a> {
    let front_matter = &document.front_matter;
    let issuers = &scene.world.registries.issuers;
    let issuer = issuers.get(&front_matter.issuer.value);
    let official = issuer.map_or(front_matter.issuer.value.as_str(), |issuer| issuer.official_name.as_str());
    // A people's committee or council stands alone in its head; what is above it only tells its place.
    let alone = ["Ủy ban nhân dân", "Hội đồng nhân dân", "UBND", "HĐND"].iter().any(|word| official.starts_with(word));
    let parent = issuer
        .filter(|_| !alone)
        .and_then(|issuer| issuer.parent.as_deref())
        .and_then(|parent| issuers.get(parent))
        .map(|parent| parent.official_name.as_str());
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
        letter: front_matter.kind.value == "cong-van",
        about: if ["v/v", "ve "].iter().any(|word| fold(&front_matter.title).starts_with(word)) { "" } else { "V/v " },
    }
}

fn card<'a>(scene: Scene<'a>, document: &'a HeldDocument) -> Vec<Fact<'a>> {
    let world = scene.world;
    let front_matter = &document.front_matter;
    let list = |kind: ListKind| world.list_link(scene.links, &kind);
    let day = |date: jiff::civil::Date| written(scene.language(), WorkDate::Day(date));
    let unstated = || Cow::Borrowed(scene.text("page-unstated"));
    let mut card = vec![Fact::data(
        scene.text("page-type"),
        world.kind_of(document),
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
        ("page-effective-from", front_matter.effective_from),
        ("page-effective-to", front_matter.effective_to),
        ("page-published", front_matter.published),
        ("page-updated", front_matter.updated),
    ] {
        if let Some(date) = date {
            card.push(Fact::word(scene.text(key), day(date)));
        }
    }
    // Where its editors say nothing, what other documents say is told, as theirs.
    let status = front_matter.status.word().unwrap_or_else(|| standing_key(standing(world.corpus, document.work)));
    card.insert(3, Fact::word(scene.text("page-status"), scene.text(status)));
    card.extend(as_of_today(scene, document));
    card
}

/// What follows from the stated dates on the day of `--today`; nothing without it.
fn as_of_today<'a>(scene: Scene<'a>, document: &HeldDocument) -> Option<Fact<'a>> {
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

/// More sections than this, and only the upper two levels are listed.
const LONGEST_CONTENTS: usize = 250;

fn contents<'a>(scene: Scene<'a>, sections: &'a [Section]) -> Vec<ContentsEntry<'a>> {
    let deepest = if sections.len() > LONGEST_CONTENTS { 2 } else { 3 };
    let shown = |section: &&Section| section.level > 0 && section.level <= deepest;
    let mut entries: Vec<(u8, ContentsEntry<'a>)> = Vec::new();
    for section in sections.iter().filter(shown) {
        let text = Cow::Owned(section_name(scene.language(), section));
        let entry = ContentsEntry { href: format!("#{}", section.anchor), text, children: Vec::new() };
        fold_deeper(&mut entries, section.level);
        entries.push((section.level, entry));
    }
    fold_deeper(&mut entries, 0);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

/// Moves the entries at the end that are deeper than `level` into the ones above them.
fn fold_deeper(entries: &mut Vec<(u8, ContentsEntry<'_>)>, level: u8) {
    loop {
        let Some(last) = entries.last().map(|(level, _)| *level) else { return };
        if last <= level {
            return;
        }
        let start = entries.iter().rposition(|(above, _)| *above < last).map_or(0, |at| at + 1);
        if start == 0 {
            return;
        }
        let children: Vec<_> = entries.drain(start..).map(|(_, entry)| entry).collect();
        entries[start - 1].1.children.extend(children);
    }
}

fn notes<'a>(scene: Scene<'a>, document: &'a HeldDocument) -> Vec<NoteView<'a>> {
    let notes = document.front_matter.notes.iter().filter(|note| note.section.is_none());
    notes.map(|note| NoteView { date: DateView::new(scene, WorkDate::Day(note.date)), text: &note.text }).collect()
}

fn mark_view<'a>(scene: Scene<'a>, document: &'a HeldDocument, index: usize) -> MarkView<'a> {
    let section = document.citations[index].citation.section;
    let name = document.sections.get(section).map(|section| Cow::Owned(section_name(scene.language(), section)));
    MarkView { href: format!("#{}", citation_anchor(index)), number: index + 1, section: name }
}

fn cites<'a>(scene: Scene<'a>, document: &'a HeldDocument) -> Vec<CitedWork<'a>> {
    let mut cited: Vec<CitedWork<'a>> = Vec::new();
    let mut places: BTreeMap<WorkIndex, usize> = BTreeMap::new();
    for (index, resolved) in document.citations.iter().enumerate() {
        let Some(work) = resolved_work(&resolved.resolution) else { continue };
        let at = *places.entry(work).or_insert_with(|| {
            cited.push(CitedWork { work: WorkLine::new(scene, work), places: Vec::new(), relations: Vec::new() });
            cited.len() - 1
        });
        cited[at].places.push(mark_view(scene, document, index));
        if let Some(word) = relation_word(scene, resolved.citation.relation.0, true)
            && !cited[at].relations.contains(&word)
        {
            cited[at].relations.push(word);
        }
    }
    cited
}

fn unresolved<'a>(scene: Scene<'a>, document: &'a HeldDocument) -> Vec<UnresolvedCitation<'a>> {
    let mut found = Vec::new();
    // A programme that is named ten times stands in the list once.
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, resolved) in document.citations.iter().enumerate() {
        let candidates: &[WorkIndex] = match &resolved.resolution {
            Resolution::Ambiguous(candidates) => candidates,
            Resolution::Unknown => &[],
            Resolution::Work(_) | Resolution::Own => continue,
        };
        let named = candidates.is_empty() && resolved.citation.form == Form::Titled;
        let place = mark_view(scene, document, index);
        if named && let Some(first) = names.get(resolved.citation.text()) {
            let first: &mut UnresolvedCitation<'_> = &mut found[*first];
            first.more.push(place);
            continue;
        }
        if named {
            names.insert(resolved.citation.text(), found.len());
        }
        found.push(UnresolvedCitation {
            place,
            more: Vec::new(),
            named,
            text: resolved.citation.text(),
            candidates: candidates.iter().map(|work| WorkLine::new(scene, *work)).collect(),
        });
    }
    found
}

/// One page of the passages that cite `work`.
pub fn cited_by(
    scene: Scene<'_>,
    work: WorkIndex,
    number: usize,
    address: impl Fn(usize) -> String,
) -> CitedByView<'_> {
    let passages = &scene.world.corpus.works[work].cited_by;
    CitedByView {
        total: passages.len(),
        groups: passage_groups(scene, page_of(passages, number, CITED_BY_PAGE)),
        pager: Pager::new(scene, number, passages.len(), CITED_BY_PAGE, address),
    }
}

/// The first passages that may mean `work`: it is one of several candidates, or their date contradicts.
pub fn perhaps_cited_by(scene: Scene<'_>, work: WorkIndex, shown: bool) -> CitedByView<'_> {
    let passages: &[Passage] = if shown { &scene.world.corpus.works[work].perhaps_cited_by } else { &[] };
    CitedByView {
        total: passages.len(),
        groups: passage_groups(scene, page_of(passages, 1, CITED_BY_PAGE)),
        pager: None,
    }
}

fn themes<'a>(scene: Scene<'a>, document: &'a HeldDocument) -> Vec<ThemeView<'a>> {
    let tags = document.front_matter.themes.iter();
    tags.map(|tag| {
        let key = &tag.theme.value;
        let name = scene.world.registries.themes.get(key).map_or(key.as_str(), |theme| theme.name.as_str());
        let href = scene.world.list_link(scene.links, &ListKind::Theme(key.clone()));
        let indexes = tag
            .sections
            .iter()
            .filter_map(|anchor| document.sections.iter().position(|section| *section.anchor == *anchor.value));
        ThemeView {
            link: Link { href, text: Cow::Borrowed(name) },
            sections: indexes.map(|index| section_mark(scene, document, index)).collect(),
        }
    })
    .collect()
}

fn section_mark(scene: Scene<'_>, document: &HeldDocument, index: usize) -> SectionMark {
    let sections = &document.sections;
    SectionMark {
        href: scene.links.to_anchor(&document.address, &sections[index].anchor),
        short: section_number(scene.language(), sections, index),
        title: section_path(scene.language(), sections, index),
    }
}

fn attachments(scene: Scene<'_>, index: DocumentIndex) -> Vec<AttachmentView<'_>> {
    let world = scene.world;
    let document = &world.corpus.documents[index];
    if document.front_matter.attachments.is_empty() {
        return Vec::new();
    }
    let first = world.site.pages.partition_point(|page| page.address < document.address);
    let below = world.site.pages[first..].iter().take_while(|page| page.address.starts_with(&document.address));
    let addresses: BTreeMap<usize, &str> = below
        .filter_map(|page| match page.job {
            Job::Attachment(owner, file) if owner == index => Some((file, page.address.as_str())),
            _ => None,
        })
        .collect();
    let files = document.front_matter.attachments.iter().enumerate();
    files
        .map(|(file, attachment)| AttachmentView {
            link: Link {
                href: addresses.get(&file).map(|address| scene.links.to(address)),
                text: Cow::Borrowed(&attachment.title),
            },
            size: size_in_words(scene, attachment.size),
            sha256: &attachment.sha256,
            signed: attachment.signed,
        })
        .collect()
}

/// "950 KB", "1,2 MB" with the decimal sign of the language.
fn size_in_words(scene: Scene<'_>, bytes: u64) -> String {
    const KB: u64 = 1024;
    if bytes < KB {
        return format!("{bytes} B");
    }
    if bytes < KB * KB {
        return format!("{} KB", bytes.div_ceil(KB));
    }
    let tenths = bytes * 10 / (KB * KB);
    let sign = scene.text("page-decimal-sign");
    format!("{}{sign}{} MB", tenths / 10, tenths % 10)
}

/// The contact for errors; a mail has the document in its subject.
fn report(scene: Scene<'_>, document: &HeldDocument, address: &str) -> Option<String> {
    let contact = contact_address(scene.world.config.contact.as_deref()?);
    if !contact.starts_with("mailto:") {
        return Some(contact);
    }
    let subject = scene.fill("page-report-subject", &[("id", &document.id)]);
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    Some(format!("{contact}?subject={}&body={}", encode(&subject), encode(&format!("{address}\n\n"))))
}

fn marks(scene: Scene<'_>, document: &HeldDocument) -> Marks {
    let mut marks = Marks::default();
    for resolved in &document.citations {
        match &resolved.resolution {
            Resolution::Work(work) if scene.world.corpus.works[*work].held.is_some() => marks.held = true,
            Resolution::Work(_) => marks.not_held = true,
            Resolution::Ambiguous(_) => marks.ambiguous = true,
            Resolution::Unknown if resolved.citation.form == Form::Titled => marks.named = true,
            Resolution::Unknown => marks.unknown = true,
            Resolution::Own => {}
        }
    }
    marks
}
