//! The metadata of a document, complete and valid.

use crate::content::rules::Silencing;
use crate::signature::FileSignatures;
use crate::source::Span;
use crate::text::number::Number;
use jiff::civil::Date;
use serde::{Serialize, Serializer};

/// Whether a document applies, as its editor says it. A fact stated by people, never computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Hash)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Còn hiệu lực.
    InForce,
    /// Hết hiệu lực toàn bộ.
    Expired,
    /// Hết hiệu lực một phần.
    PartlyExpired,
    /// Chưa có hiệu lực.
    NotYet,
    /// Ngưng hiệu lực.
    Suspended,
    /// Đã thu hồi.
    Withdrawn,
    /// Chưa xác định.
    #[default]
    Unknown,
}

impl Status {
    /// The catalogue's key of its word; `None` where nothing is stated.
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Self::InForce => Some("page-status-in-force"),
            Self::Expired => Some("page-status-expired"),
            Self::PartlyExpired => Some("page-status-partly-expired"),
            Self::NotYet => Some("page-status-not-yet"),
            Self::Suspended => Some("page-status-suspended"),
            Self::Withdrawn => Some("page-status-withdrawn"),
            Self::Unknown => None,
        }
    }
}

/// Who signed, as printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Hash)]
pub struct Signer {
    /// Quyền hạn: `KT. CHỦ TỊCH`, `TL. GIÁM ĐỐC`, `TM. ỦY BAN NHÂN DÂN`; empty when the head signs.
    pub authority: Option<String>,
    /// Chức vụ: `PHÓ CHỦ TỊCH`.
    pub position: Option<String>,
    /// Họ tên.
    pub name: String,
}

/// How one work treats another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Căn cứ.
    Basis,
    /// Thực hiện.
    Implements,
    /// Hướng dẫn, quy định chi tiết.
    Guides,
    /// Sửa đổi, bổ sung.
    Amends,
    /// Thay thế.
    Replaces,
    /// Bãi bỏ.
    Repeals,
    /// Đính chính.
    Corrects,
    /// Hợp nhất (Pháp lệnh 01/2012/UBTVQH13).
    Consolidates,
    /// Dẫn chiếu.
    #[default]
    Cites,
}

impl Relation {
    /// All, in the order in which lists show them.
    pub const ALL: [Self; 9] = [
        Self::Basis,
        Self::Implements,
        Self::Guides,
        Self::Amends,
        Self::Replaces,
        Self::Repeals,
        Self::Corrects,
        Self::Consolidates,
        Self::Cites,
    ];

    /// The key in front matter and data.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Basis => "basis",
            Self::Implements => "implements",
            Self::Guides => "guides",
            Self::Amends => "amends",
            Self::Replaces => "replaces",
            Self::Repeals => "repeals",
            Self::Corrects => "corrects",
            Self::Consolidates => "consolidates",
            Self::Cites => "cites",
        }
    }
}

/// A value with the place it was read from, for problems found later.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Bytes in the file.
    pub span: Span,
}

/// A relation that the editor declares: this document `relation` the work `target` (a document `id` or a
/// `key` of `works.yaml`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeclaredRelation {
    /// Which relation.
    pub relation: Relation,
    /// Document id or key of a work.
    pub target: Located<String>,
}

/// What the editor decides about a citation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// It means this document (`id`) or work (`key`).
    Work(Located<String>),
    /// It is no citation.
    NotACitation,
}

/// `citations:` an editor's decision about one citation, found by its text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CitationDecision {
    /// The text as in the file, white space runs counting as one space.
    pub text: Located<String>,
    /// Only inside the section with this anchor.
    pub section: Option<Located<String>>,
    /// Only the n-th place (from 1) where the text stands (in the section, where one is given); else all places.
    pub nth: Option<u32>,
    /// The decision.
    pub decision: Decision,
    /// Shown beside the text.
    pub note: Option<String>,
}

/// How an agency is told to do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Giao; also what stands under the agency's name.
    Assigned,
    /// Yêu cầu.
    Required,
    /// Đề nghị: a request to those whom the issuer cannot order.
    Requested,
    /// Có trách nhiệm, chịu trách nhiệm.
    Responsible,
    /// Chủ trì.
    Leads,
    /// Phối hợp.
    Cooperates,
    /// Báo cáo.
    Reports,
}

impl Verb {
    /// All, in the order in which pages show them, with the words of front matter and data.
    pub const ALL: [(&'static str, Self); 7] = [
        ("giao", Self::Assigned),
        ("yeu-cau", Self::Required),
        ("de-nghi", Self::Requested),
        ("trach-nhiem", Self::Responsible),
        ("chu-tri", Self::Leads),
        ("phoi-hop", Self::Cooperates),
        ("bao-cao", Self::Reports),
    ];

    /// The word in front matter and data.
    pub const fn key(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// `tasks:` an editor's decision about one task, found by where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TaskDecision {
    /// Anchor of the section, paragraph or item.
    pub section: Located<String>,
    /// Only the n-th task there (from 1); else all.
    pub nth: Option<u32>,
    /// Who has it: key of an issuer, or a name as texts write it.
    pub agency: Option<Located<String>>,
    /// It is no task.
    pub not_a_task: bool,
    /// How the agency is told.
    pub verb: Option<Verb>,
    /// By when, in words.
    pub deadline: Option<String>,
    /// Shown beside the task.
    pub note: Option<String>,
}

/// `notes:` a dated remark of the editors, shown beside the text, never inside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Hash)]
pub struct Note {
    /// When it was made.
    #[serde(serialize_with = "serialize_date")]
    pub date: Date,
    /// Anchor of the section it is about; `None`: the document as a whole.
    #[serde(serialize_with = "without_place")]
    pub section: Option<Located<String>>,
    /// The remark (plain text).
    pub text: String,
}

/// `attachments:` a file that belongs to the document; path relative to the Markdown file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attachment {
    /// Path as it stands on the disk, relative to the Markdown file's folder; never leaves `content/`.
    pub file: Located<String>,
    /// What the reader sees.
    pub title: String,
    /// The signed original (`signed: true`), not a reference copy.
    pub signed: bool,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Its kind is not served any more; it was published before, and is only offered for download.
    pub kept: bool,
    /// Electronic signatures in it.
    pub signatures: FileSignatures,
}

/// Why a text was replaced by another at its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChangeReason {
    /// The site had copied the document wrongly.
    Copying,
    /// Đính chính: the issuer corrected it.
    Correction,
    /// Sửa đổi, bổ sung.
    Amendment,
    /// Hợp nhất.
    Consolidation,
}

impl ChangeReason {
    /// All, with their words in front matter and data.
    pub const ALL: [(&'static str, Self); 4] = [
        ("copying", Self::Copying),
        ("correction", Self::Correction),
        ("amendment", Self::Amendment),
        ("consolidation", Self::Consolidation),
    ];

    /// The word in front matter and data.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Copying => "copying",
            Self::Correction => "correction",
            Self::Amendment => "amendment",
            Self::Consolidation => "consolidation",
        }
    }

    /// The catalogue's key of what readers are told.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Copying => "page-version-copying",
            Self::Correction => "page-version-correction",
            Self::Amendment => "page-version-amendment",
            Self::Consolidation => "page-version-consolidation",
        }
    }
}

/// `versions:` a text that stood at the document's address before; the newest is the document's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Version {
    /// From when it stood there.
    pub date: Located<Date>,
    /// When another took its place.
    pub until: Date,
    /// Its file, relative to the Markdown file's folder.
    pub file: Located<String>,
    /// Why it was replaced.
    pub reason: ChangeReason,
    /// Id of the work that changed it.
    pub by: Option<Located<String>>,
    /// What readers are told beside that (plain text).
    pub note: Option<String>,
    /// What the file holds; `None` until it was read.
    pub text: Option<VersionText>,
}

/// The file of a former text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VersionText {
    /// Path relative to the site's root, with `/`.
    pub path: String,
    /// SHA-256 of the file's bytes.
    pub content_hash: [u8; 32],
    /// SHA-256 of the text.
    pub text_hash: [u8; 32],
    /// Where the text stands in the file.
    pub body: Span,
}

/// Outside the program only the value counts.
fn without_place<S: Serializer>(text: &Option<Located<String>>, serializer: S) -> Result<S::Ok, S::Error> {
    text.as_ref().map(|text| &text.value).serialize(serializer)
}

/// `themes:` one theme, for the whole document or for sections.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ThemeTag {
    /// Key in `themes.yaml`.
    pub theme: Located<String>,
    /// Anchors of the sections that are about it; empty: the document as a whole.
    pub sections: Vec<Located<String>>,
}

/// The metadata of a document. Complete and valid: keys known, dates real, registry keys checked by
/// [`crate::content::registry`]. A number or date that the source lost is `None` with a `date_note`.
#[derive(Clone, Debug, Hash)]
pub struct FrontMatter {
    /// Permanent id; derived later where it is not given.
    pub id: Option<Located<String>>,
    /// Key of the document type: `chi-thi`.
    pub kind: Located<String>,
    /// Số/ký hiệu as printed.
    pub number: Option<Located<Number>>,
    /// Date of issue.
    pub date: Option<Located<Date>>,
    /// Why number or date are missing or doubtful: "số và ngày ban hành không có trong bản nguồn".
    pub date_note: Option<String>,
    /// Key of the issuing body.
    pub issuer: Located<String>,
    /// The issuing authority's title where it differs from the body: "Chủ tịch UBND tỉnh".
    pub issuer_title: Option<String>,
    /// Trích yếu.
    pub title: String,
    /// `2024-2025`.
    pub school_year: Option<String>,
    /// Place of the date line ("Lào Cai").
    pub place: Option<String>,
    /// The day on which an assembly adopted it, where that is another than the day of issue.
    pub adopted: Option<Date>,
    /// The sentence that says so at its end, which belongs to no article: "Nghị quyết này đã được Hội đồng nhân dân tỉnh …
    /// thông qua ngày …".
    pub adoption: Option<String>,
    /// First day of application.
    pub effective_from: Option<Date>,
    /// Last day of application.
    pub effective_to: Option<Date>,
    /// Status as stated.
    pub status: Status,
    /// Themes of document and sections.
    pub themes: Vec<ThemeTag>,
    /// Who signed.
    pub signer: Option<Signer>,
    /// Nơi nhận, without the line "Lưu".
    pub recipients: Vec<String>,
    /// The line "Lưu:" without that word: `VT, TH2, NC2`.
    pub archive: Option<String>,
    /// Declared relations.
    pub relations: Vec<DeclaredRelation>,
    /// Decisions about citations.
    pub citations: Vec<CitationDecision>,
    /// Decisions about tasks.
    pub tasks: Vec<TaskDecision>,
    /// Editors' remarks.
    pub notes: Vec<Note>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// Former texts, the oldest first.
    pub versions: Vec<Version>,
    /// Names by which others cite this document.
    pub aliases: Vec<String>,
    /// Series key; default: issuer + type + title less the school year.
    pub series: Option<String>,
    /// When it was first published on the site.
    pub published: Option<Date>,
    /// When it was last changed on the site.
    pub updated: Option<Date>,
    /// Old addresses that lead here.
    pub redirect_from: Vec<Located<String>>,
    /// Not published without `--drafts`.
    pub draft: bool,
    /// Findings that the editors have looked at and silenced.
    pub rules: Vec<Silencing>,
    /// File name of the source this text was made from.
    pub source: Option<String>,
}

fn serialize_date<S: serde::Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}
