//! The columns of `types.yaml`: what the program knows of a type of document, each with its values and default.
//!
//! In: nothing. Out: the values that a row may have. A row that gives only key and name is a type that is cited by
//! number and symbol, carries no year in its number, and has a body with headings; all that could make a wrong
//! citation must be said in a column.

/// Columns of a row, in the order in which people write them.
pub const KEYS: [&str; 31] = [
    "key",
    "name",
    "english",
    "like",
    "aliases",
    "state",
    "party",
    "normative",
    "year",
    "short",
    "symbols",
    "joint",
    "ministry",
    "named",
    "whole_titles",
    "not_after",
    "titled",
    "title_words",
    "short_name",
    "ends_name",
    "called",
    "this",
    "attached",
    "carries",
    "amended_by",
    "issuer",
    "layout",
    "akoma",
    "letter",
    "consolidates",
    "implementation",
];

/// Columns about numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberFacts {
    /// `year`: whether the number carries its year. Default: `sometimes` for normative types, else `never`.
    pub year: NumberYear,
    /// `short`: how texts cite it without its symbol. Default: only with an issuer or a date after the number.
    pub short: Vec<ShortForm>,
    /// `symbols`: abbreviations that open the symbol of such a number and name no type: `QH` of `83/2015/QH13`. Types
    /// that have this column share one series, whose numbers may have a law's name before them ("Luật Ngân sách nhà
    /// nước số 83/2015/QH13"); their own abbreviations count, too. Default: none.
    pub symbols: Vec<String>,
    /// `joint`: several bodies issue it, and the one that stands first in the symbol counts its numbers.
    /// Default: false.
    pub joint: bool,
    /// `ministry`: when an abbreviation that ministries gave up (`82-TC/TCT`) tells the issuer. Default: never.
    pub ministry: Option<Ministry>,
}

/// Columns about names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameFacts {
    /// `named`: it is cited by name, without number. Default: it is not.
    pub named: Option<NamedBy>,
    /// `whole_titles`: titles that begin with the type's word and do not repeat it: "Luật sư" is the
    /// title of Luật Luật sư.
    pub whole_titles: Vec<String>,
    /// `not_after`: words before the type word that make another word of it: "pháp luật". Folded when compared.
    pub not_after: Vec<String>,
    /// `titled`: what a text must say before its words are the name of such a document. Default: it has no names.
    pub titled: Vec<Titled>,
    /// `title_words`: words that begin the name of one, with a capital type word: "Bộ quy tắc ứng xử".
    pub title_words: Vec<String>,
    /// `short_name`: the type word may open a short name that a text defines: "sau đây gọi là Đề án". Default: false.
    pub short_name: bool,
    /// `ends_name`: when the type word inside another document's name begins a citation of its own.
    pub ends_name: Vec<EndsName>,
}

/// Columns about what texts say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextFacts {
    /// `called`: key of the type by whose word texts call it, too: thông tư for a thông tư liên tịch. Default: none.
    pub called: Option<String>,
    /// `this`: what "Nghị định này" may do in a text. Default: nothing.
    pub this: Vec<This>,
    /// `attached`: it is promulgated by another document, whose "Quy chế này" it is. Default: it stands alone.
    pub attached: Vec<Attached>,
    /// `carries`: what it puts into force. Default: nothing but itself.
    pub carries: Option<Carries>,
    /// `amended_by`: keys of the types that change it, where a sentence says so of works of several
    /// types. Default: none.
    pub amended_by: Vec<String>,
}

/// Columns about the document itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormFacts {
    /// `issuer`: key of the one body that issues it: Quốc hội for luật. Default: any.
    pub issuer: Option<String>,
    /// `layout`: the empty body that `congbao new` writes. Default: `articles` for normative types, else `headings`.
    pub layout: TypeLayout,
    /// `akoma`: its element in Akoma Ntoso. Default: `act` for normative types, else `doc`.
    pub akoma: AkomaElement,
    /// `letter`: it has no type word in its head and no abbreviation in its symbol (công văn). Default: false.
    pub letter: bool,
    /// `consolidates`: its words are those of several days (văn bản hợp nhất). Default: false.
    pub consolidates: bool,
    /// `implementation`: it must say who carries it out (rule S01). Default: false.
    pub implementation: bool,
}

impl NumberFacts {
    /// The defaults.
    pub fn default_of(normative: bool) -> Self {
        let year = if normative { NumberYear::Sometimes } else { NumberYear::Never };
        Self { year, short: Vec::new(), symbols: Vec::new(), joint: false, ministry: None }
    }
}

impl FormFacts {
    /// The defaults.
    pub fn default_of(normative: bool) -> Self {
        let (layout, akoma) = if normative {
            (TypeLayout::Articles, AkomaElement::Act)
        } else {
            (TypeLayout::Headings, AkomaElement::Doc)
        };
        Self { issuer: None, layout, akoma, letter: false, consolidates: false, implementation: false }
    }
}

/// Values of `year`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberYear {
    /// `30/2020/NĐ-CP`. Rule C08 reports one without.
    Always,
    /// It depends on the document; nothing is reported.
    Sometimes,
    /// `06/CT-UBND`. Rule C08 reports one with a year.
    Never,
}

impl NumberYear {
    /// All, with their words.
    pub const ALL: [(&'static str, Self); 3] =
        [("always", Self::Always), ("sometimes", Self::Sometimes), ("never", Self::Never)];
}

/// Values of `short`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShortForm {
    /// "Đề án số 06".
    Number,
    /// "Thông tư 22".
    Bare,
    /// "Nghị định số 54/2017".
    Year,
}

impl ShortForm {
    /// All, with their words.
    pub const ALL: [(&'static str, Self); 3] = [("number", Self::Number), ("bare", Self::Bare), ("year", Self::Year)];
}

/// Values of `ministry`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ministry {
    /// Only a minister issues it.
    Always,
    /// One whose number carries the year is a minister's; else a Sở may speak (`896/QĐ-TC`).
    WithYear,
}

impl Ministry {
    /// All, with their words.
    pub const ALL: [(&'static str, Option<Self>); 3] =
        [("always", Some(Self::Always)), ("with-year", Some(Self::WithYear)), ("none", None)];
}

/// Values of `named`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// Type word and title: "Luật Giáo dục". Official texts cite it so.
    Title,
    /// The type word is the whole name, the year tells them apart: "Hiến pháp năm 2013".
    Word,
}

impl NamedBy {
    /// All, with their words.
    pub const ALL: [(&'static str, Option<Self>); 3] =
        [("title", Some(Self::Title)), ("word", Some(Self::Word)), ("none", None)];
}

/// Values of `titled`. Without `programme` or `school-year` the others say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Titled {
    /// A name in quotation marks, or with its period: "Kế hoạch phát triển … giai đoạn 2021-2025".
    Programme,
    /// A small letter will do where a period follows: "đề án phát triển … giai đoạn 2021-2025".
    Small,
    /// A capital and the first words of a title will do, without a period.
    Bare,
    /// Texts tell their readers to make one ("xây dựng Kế hoạch …"): not every one that is named exists.
    Ordered,
    /// Known by the school year: "Chỉ thị nhiệm vụ trọng tâm năm học 2023-2024".
    SchoolYear,
    /// A single year is no period of it: only a span of years, or "đến năm …".
    LongPeriod,
    /// With a small letter only a wide period will do: "thời kỳ 2021-2030, tầm nhìn đến năm 2050".
    WidePeriod,
    /// What a school teaches has this name, too: known curricula are named by it, other teaching is none.
    Taught,
    /// "Đề án 06": known by its number alone.
    Ordinal,
}

impl Titled {
    /// All, with their words.
    pub const ALL: [(&'static str, Self); 9] = [
        ("programme", Self::Programme),
        ("small", Self::Small),
        ("bare", Self::Bare),
        ("ordered", Self::Ordered),
        ("school-year", Self::SchoolYear),
        ("long-period", Self::LongPeriod),
        ("wide-period", Self::WidePeriod),
        ("taught", Self::Taught),
        ("ordinal", Self::Ordinal),
    ];
}

/// Values of `ends_name`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndsName {
    /// With a capital.
    Capital,
    /// After a comma or "và", also with a small letter.
    Listed,
    /// The same for "các …", its plural.
    Several,
}

impl EndsName {
    /// All, with their words.
    pub const ALL: [(&'static str, Self); 3] =
        [("capital", Self::Capital), ("listed", Self::Listed), ("several", Self::Several)];
}

/// Values of `this`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum This {
    /// "Điều 5 của Nghị định này" and "Nghị định nêu trên" point to a work.
    Points,
    /// "Nghị định này thay thế …": the document does it.
    Acts,
}

impl This {
    /// All, with their words.
    pub const ALL: [(&'static str, Self); 2] = [("points", Self::Points), ("acts", Self::Acts)];
}

/// Values of `attached`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attached {
    /// "Quy chế này" in a document of another type means the one that it promulgates.
    This,
    /// Its name may stand between a pinpoint and the work that promulgates it: "Điều 5 Quy chế … ban hành kèm theo".
    Between,
}

impl Attached {
    /// All, with their words.
    pub const ALL: [(&'static str, Self); 2] = [("this", Self::This), ("between", Self::Between)];
}

/// Values of `carries`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// Works of other types, which it approves or promulgates, and its annexes.
    Works,
    /// Its annexes: "ban hành kèm theo Kế hoạch này".
    Annexes,
}

impl Carries {
    /// All, with their words.
    pub const ALL: [(&'static str, Option<Self>); 3] =
        [("works", Some(Self::Works)), ("annexes", Some(Self::Annexes)), ("none", None)];
}

/// Values of `layout` (Nghị định 30/2020/NĐ-CP, Phụ lục III).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeLayout {
    /// Mẫu 1.1 to 1.3.
    Articles,
    /// Mẫu 1.5 to 1.7: addressed to somebody.
    Letter,
    /// Mẫu 1.10: minutes.
    Minutes,
    /// Mẫu 1.4: any other type with a name.
    Headings,
}

impl TypeLayout {
    /// All, with their words.
    pub const ALL: [(&'static str, Self); 4] = [
        ("articles", Self::Articles),
        ("letter", Self::Letter),
        ("minutes", Self::Minutes),
        ("headings", Self::Headings),
    ];
}

/// Values of `akoma`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AkomaElement {
    /// It has the form of law: written in articles, it may bind everybody.
    Act,
    /// Anything else.
    Doc,
}

impl AkomaElement {
    /// All, with their words.
    pub const ALL: [(&'static str, Self); 2] = [("act", Self::Act), ("doc", Self::Doc)];
}
