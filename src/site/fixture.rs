//! A small site made by hand: three documents, works held, not held, ambiguous and unknown, planned as any other.

use crate::address::published::PublishedSite;
use crate::catalogue::Language;
use crate::citation::statement::{Extent, Subject};
use crate::citation::{Citation, Form, IssuerMention, Pinpoint, Rare};
use crate::content::config::{ChosenForm, Config, Gone};
use crate::content::front_matter::{Attachment, FrontMatter, Located, Note, Relation, Signer, Status, ThemeTag};
use crate::content::registry::{
    DocumentType, DocumentTypes, Issuer, Issuers, Laws, Level, Registries, System, Theme, Themes, Works,
};
use crate::corpus::{
    By, Corpus, DocumentHead, FormerAddress, HeldDocument, Passage, Resolution, ResolvedCitation, TextIdentity,
    ThemeList, Work, WorkHead, WorkRelation,
};
use crate::diagnostic::Diagnostic;
use crate::document::{Block, Document, Inline, Label, Section, Unit};
use crate::render::{Asset, Scripts, assets};
use crate::reuse::SharedPassages;
use crate::site::plan::{self, PlanInput};
use crate::site::{DocumentText, Site, Texts, World};
use crate::source::{LineColumn, Source, Span};
use crate::text::date::{WorkDate, parse_day};
use crate::text::number::Number;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Everything a world needs.
pub struct Fixture {
    pub corpus: Corpus,
    pub site: Site,
    pub registries: Registries,
    pub config: Config,
    pub source: Arc<Source>,
    pub tree: Arc<Document>,
}

impl Texts for Fixture {
    fn source(&self, _: usize) -> Result<Arc<Source>, Diagnostic> {
        Ok(Arc::clone(&self.source))
    }

    fn text(&self, document: usize) -> Result<DocumentText, Diagnostic> {
        Ok(DocumentText { source: self.source(document)?, tree: Arc::clone(&self.tree) })
    }

    fn shared(&self, _: usize, _: &Document) -> Arc<SharedPassages> {
        Arc::default()
    }

    fn attachment(&self, _: usize, _: usize) -> Result<Vec<u8>, Diagnostic> {
        Ok(b"%PDF".to_vec())
    }

    fn version(&self, _: usize, _: usize) -> Result<Arc<Document>, Diagnostic> {
        Ok(Arc::clone(&self.tree))
    }

    fn image(&self, _: usize, _: &str) -> Result<Vec<u8>, Diagnostic> {
        Ok(b"GIF89a".to_vec())
    }
}

impl Fixture {
    pub fn world(&self) -> World<'_> {
        World::new(&self.corpus, &self.site, &self.registries, &self.config, self)
    }
}

fn located<T>(value: T) -> Located<T> {
    Located { value, span: Span::default() }
}

fn day(iso: &str) -> Date {
    parse_day(iso).expect("a day")
}

const FIRST: &str = "Thực hiện Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2023 của Bộ Giáo dục và Đào tạo, ";
const SECOND: &str =
    "Nghị quyết số 29-NQ/TW, Kế hoạch 90/KH-UBND và Đề án 6 <b>không phải thẻ</b> & Chỉ thị 05/CT-UBND.";

fn citation(text: &str, whole: &str, section: usize, kind: &str, relation: Relation) -> Citation {
    let start = whole.find(text).expect("in the text");
    let chars = whole[..start].chars().count();
    let length = text.chars().count();
    Citation {
        section,
        span: Span::new(start, start + text.len()),
        chars: (chars..chars + length).into(),
        at: LineColumn { line: 1, column: 1 },
        issuer_chars: Some((chars + length + 5..chars + length + 10).into()),
        form: Form::Numbered,
        kind: Some(kind.into()),
        type_word: text.split(" số").next().map(Into::into),
        number: text.split(' ').find_map(Number::parse),
        date: WorkDate::parse_iso("2023-08-23"),
        issuer: Some(std::sync::Arc::new(IssuerMention::new(
            "bo-gddt".to_owned(),
            "Bộ Giáo dục và Đào tạo".to_owned(),
            System::State,
            true,
        ))),
        relation: (relation, Some((0..9).into())),
        subject: Subject::default(),
        extent: Extent::default(),
        sentence: whole.into(),
        in_sentence: (start..start + text.len()).into(),
        rare: Some(Box::new(Rare {
            pinpoint: vec![Pinpoint { unit: "khoan", label: "2".to_owned() }],
            ..Rare::default()
        })),
    }
}

fn sections() -> Vec<Section> {
    let section = |anchor: &str, level, label: Option<&str>, title: &str, parent| Section {
        anchor: anchor.into(),
        level,
        label: label.map(|text| Label { unit: Unit::Item, text: text.into() }),
        title: title.into(),
        parent,
        span: Span::default(),
    };
    vec![
        section("mo-dau", 0, None, "", None),
        section("muc-i", 1, Some("I"), "Nhiệm vụ chung & <mục tiêu>", None),
        section("muc-i-1", 2, Some("1"), "Quản lý giáo dục", Some(1)),
        section("muc-i-2", 2, Some("2"), "Mạng lưới trường lớp", Some(1)),
        section("muc-ii", 1, Some("II"), "Tổ chức thực hiện", None),
    ]
}

fn front_matter(title: &str, number: Option<&str>, date: Option<&str>, year: &str) -> FrontMatter {
    FrontMatter {
        id: None,
        kind: located("chi-thi".to_owned()),
        number: number.and_then(Number::parse).map(located),
        date: date.map(day).map(located),
        date_note: None,
        issuer: located("ubnd-tinh-lao-cai".to_owned()),
        issuer_title: Some("Chủ tịch UBND tỉnh".to_owned()),
        title: title.to_owned(),
        school_year: Some(year.to_owned()),
        place: Some("Lào Cai".to_owned()),
        adopted: None,
        adoption: None,
        effective_from: Some(day("2024-08-31")),
        effective_to: Some(day("2025-08-31")),
        status: Status::Unknown,
        themes: vec![ThemeTag {
            theme: located("chuyen-doi-so".to_owned()),
            sections: vec![located("muc-i-2".to_owned())],
        }],
        signer: Some(Signer {
            authority: Some("KT. CHỦ TỊCH".to_owned()),
            position: Some("PHÓ CHỦ TỊCH".to_owned()),
            name: "Giàng Thị Dung".to_owned(),
        }),
        recipients: vec!["Bộ Giáo dục và Đào tạo".to_owned(), "TT. Tỉnh ủy, HĐND, UBND tỉnh".to_owned()],
        archive: Some("VT, TH2, VX1".to_owned()),
        relations: Vec::new(),
        citations: Vec::new(),
        tasks: Vec::new(),
        notes: vec![Note {
            date: day("2024-09-12"),
            section: Some(located("muc-i".to_owned())),
            text: "Ghi chú <thử> & kiểm.".to_owned(),
        }],
        versions: Vec::new(),
        attachments: vec![Attachment {
            file: located("06-ct-ubnd.pdf".to_owned()),
            title: "Bản quét".to_owned(),
            signed: true,
            sha256: "ab".repeat(32),
            size: 1_300_000,
            kept: false,
            signatures: Default::default(),
        }],
        aliases: Vec::new(),
        series: None,
        published: Some(day("2024-09-10")),
        updated: Some(day("2024-09-12")),
        redirect_from: Vec::new(),
        draft: false,
        rules: Default::default(),
        source: Some("001.txt".to_owned()),
    }
}

fn tree() -> (Arc<Source>, Arc<Document>) {
    let whole = format!("{FIRST}{SECOND}");
    let text =
        |text: &str, start: usize| Inline::Text { text: text.to_owned(), span: Span::new(start, start + text.len()) };
    let sections = sections();
    let mut blocks = vec![Block::Paragraph {
        opens: None,
        anchor: Some("mo-dau-doan-1".to_owned()),
        content: vec![text(&whole, 0)],
        span: Span::new(0, whole.len()),
    }];
    for (index, section) in sections.iter().enumerate().skip(1) {
        let label = section.label.as_ref().map_or("", |label| &*label.text);
        blocks.push(Block::Heading {
            section: index,
            level: section.level + 1,
            run_in: false,
            content: vec![Inline::Text {
                text: format!("{label}. {}", section.title),
                span: Span::new(whole.len(), whole.len()),
            }],
            span: Span::new(whole.len(), whole.len()),
        });
    }
    let tree = Document { blocks, sections, footnotes: Vec::new(), annexes: Vec::new() };
    (Arc::new(Source::new("content/a.md", whole)), Arc::new(tree))
}

fn held(id: &str, work: usize, front_matter: FrontMatter, citations: Vec<ResolvedCitation>) -> HeldDocument {
    let head = DocumentHead {
        id: id.to_owned(),
        address: format!("/van-ban/{id}/"),
        work,
        path: format!("content/{id}.md").into(),
        front_matter: Box::new(front_matter),
        series: "nhiem-vu-nam-hoc".to_owned(),
        previous: None,
        next: None,
    };
    HeldDocument {
        head: head.into(),
        text: TextIdentity { content_hash: [0; 32], text_hash: [0; 32], body: Span::default() }.into(),
        sections: sections().into(),
        destinations: Default::default(),
        portions: Default::default(),
        citations: citations.into(),
        tasks: Default::default(),
        links: Default::default(),
        read: Default::default(),
    }
}

fn work(address: &str, kind_name: &str, number: Option<&str>, title: Option<&str>, held: Option<usize>) -> Work {
    WorkHead {
        id: address.trim_matches('/').split_once('/').map_or("", |(_, id)| id).to_owned(),
        address: address.to_owned(),
        held,
        row: None,
        kind: Some(crate::text::slug(kind_name)),
        kind_name: kind_name.to_owned(),
        number: number.and_then(Number::parse),
        date: WorkDate::parse_iso("2023"),
        issuer: Some("bo-gddt".to_owned()),
        issuer_name: Some("Bộ Giáo dục và Đào tạo".to_owned()),
        title: title.map(str::to_owned),
        effective: None,
        url: (held.is_none() && title.is_some()).then(|| "https://example.vn/?a=1&b=2".to_owned()),
        note: Some("Đối chiếu \"ngày\" ban hành.".to_owned()),
        date_disputed: false,
    }
    .into()
}

/// `passages` citing passages of the most cited work make its page as long as wanted.
pub fn fixture(passages: usize) -> Fixture {
    let whole = format!("{FIRST}{SECOND}");
    let resolved = |text: &str, kind: &str, relation, resolution, note: Option<&str>| ResolvedCitation {
        citation: citation(text, &whole, 0, kind, relation),
        resolution,
        note: note.map(Into::into),
    };
    let first = vec![
        resolved(
            "Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2023",
            "quyet-dinh",
            Relation::Implements,
            Resolution::Work(3, By::Written),
            None,
        ),
        resolved(
            "Nghị quyết số 29-NQ/TW",
            "nghi-quyet",
            Relation::Cites,
            Resolution::Work(1, By::Written),
            Some("văn bản ghi 2023; ban hành <2013>"),
        ),
        resolved("Kế hoạch 90/KH-UBND", "ke-hoach", Relation::Cites, Resolution::Ambiguous([3, 4].into()), None),
        resolved("Đề án 6", "de-an", Relation::Cites, Resolution::Unknown, None),
        resolved("Chỉ thị 05/CT-UBND", "chi-thi", Relation::Cites, Resolution::Own, None),
    ];
    let many = (0..passages)
        .map(|_| {
            resolved("Nghị quyết số 29-NQ/TW", "nghi-quyet", Relation::Basis, Resolution::Work(3, By::Written), None)
        })
        .collect();
    let mut no_number = front_matter("Về nhiệm vụ năm học 2023-2024", None, None, "2023-2024");
    no_number.date_note = Some("số và ngày ban hành không có trong bản nguồn".to_owned());
    no_number.attachments.clear();
    let mut no_day = front_matter("Kế hoạch \"thử\" <1>", Some("90/KH-UBND"), Some("2023-03-01"), "2023-2024");
    no_day.published = None;
    let mut documents = vec![
        held(
            "a",
            0,
            front_matter("Về nhiệm vụ năm học 2024-2025", Some("06/CT-UBND"), Some("2024-08-31"), "2024-2025"),
            first,
        ),
        held("b", 1, no_number, many),
        held("c", 2, no_day, Vec::new()),
    ];
    documents[0].front_matter.redirect_from.push(located("/cu/123.html".to_owned()));
    documents[0].previous = Some(1);
    documents[1].next = Some(0);
    let mut works = vec![
        work("/van-ban/a/", "Chỉ thị", Some("06/CT-UBND"), Some("Về nhiệm vụ năm học 2024-2025"), Some(0)),
        work("/van-ban/b/", "Chỉ thị", None, Some("Về nhiệm vụ năm học 2023-2024"), Some(1)),
        work("/van-ban/c/", "Kế hoạch", Some("90/KH-UBND"), Some("Kế hoạch \"thử\" <1>"), Some(2)),
        work(
            "/vien-dan/bo-gddt/2457-qd-bgddt/2023/",
            "Quyết định",
            Some("2457/QĐ-BGDĐT"),
            Some("Ban hành <Khung> & kế hoạch"),
            None,
        ),
        work("/vien-dan/bo-gddt/90-kh/2023/", "Kế hoạch", Some("90/KH-UBND"), None, None),
    ];
    for (work, date) in [(0, "2024-08-31"), (1, "lost"), (2, "2023-03-01")] {
        works[work].date = WorkDate::parse_iso(date);
    }
    works[3].cited_by.push(Passage { document: 0, citation: 0 });
    works[3].cited_by.extend((0..passages).map(|citation| Passage { document: 1, citation }));
    works[4].perhaps_cited_by.push(Passage { document: 0, citation: 2 });
    works[1].cited_by.push(Passage { document: 0, citation: 1 });
    let relation = |outgoing, other| WorkRelation { relation: Relation::Implements, outgoing, other, declared: false };
    works[0].relations.push(relation(true, 3));
    works[3].relations.push(relation(false, 0));
    let corpus = Corpus {
        tasks: Default::default(),
        documents: documents.into_iter().map(Arc::new).collect::<Vec<_>>().into(),
        works: works.into_iter().map(Arc::new).collect::<Vec<_>>().into(),
        newest: vec![0, 1, 2].into(),
        by_theme: BTreeMap::from([(
            "chuyen-doi-so".to_owned(),
            ThemeList { documents: vec![(0, vec![3]), (1, Vec::new())] },
        )])
        .into(),
        by_issuer: BTreeMap::from([("ubnd-tinh-lao-cai".to_owned(), vec![0, 1, 2])]).into(),
        works_by_issuer: BTreeMap::from([("bo-gddt".to_owned(), vec![3, 4])]).into(),
        issuer_names: BTreeMap::from([
            ("bo-gddt".to_owned(), "Bộ Giáo dục và Đào tạo".to_owned()),
            ("ubnd-tinh-lao-cai".to_owned(), "UBND tỉnh Lào Cai".to_owned()),
        ])
        .into(),
        by_type: BTreeMap::from([("chi-thi".to_owned(), vec![0, 1, 2])]).into(),
        by_school_year: BTreeMap::from([("2023-2024".to_owned(), vec![1, 2]), ("2024-2025".to_owned(), vec![0])])
            .into(),
        former: vec![
            FormerAddress {
                kind: "work".to_owned(),
                address: "/vien-dan/x/90-kh/".to_owned(),
                candidates: vec![2, 4],
                label: "Kế hoạch 90/KH-UBND".to_owned(),
            },
            FormerAddress {
                kind: "work".to_owned(),
                address: "/vien-dan/x/het/".to_owned(),
                candidates: Vec::new(),
                label: "Quyết định 1/QĐ-X".to_owned(),
            },
        ]
        .into(),
        ..Corpus::default()
    };
    let registries = registries();
    let config = Config {
        title: "Văn bản giáo dục Lào Cai".to_owned(),
        base_url: "https://vanban.example.vn/giao-duc/".to_owned(),
        portal: "Cổng thông tin giáo dục".to_owned(),
        issuer: None,
        contact: Some("vanban@example.vn".to_owned()),
        language: Language::Vietnamese,
        theme: "default".to_owned(),
        output: "output".to_owned(),
        search: true,
        byte_ranges: true,
        timezone: crate::content::config::VIET_NAM,
        data_as_of: None,
        public_key: None,
        online: true,
        formats: vec![ChosenForm::Text, ChosenForm::AkomaNtoso],
        feeds: None,
        license: Default::default(),
        embed: Vec::new(),
        neighbours: Vec::new(),
        lookup: Vec::new(),
        offline: true,
        redirects: Default::default(),
        attachments: Default::default(),
        gone: vec![Gone {
            address: located("/van-ban/cu/".to_owned()),
            reason: "Đăng <nhầm>".to_owned(),
            date: Some(day("2024-10-01")),
        }]
        .into(),
        renumbered: Default::default(),
        rules: Default::default(),
    };
    let assets: Vec<String> = theme().into_iter().map(|asset| asset.address).collect();
    let planned = plan::plan(&PlanInput {
        corpus: &corpus,
        registries: &registries,
        config: &config,
        ledger: &[],
        published: &PublishedSite::default(),
        assets: &assets,
        reused: &BTreeSet::new(),
    });
    assert_eq!(planned.diagnostics, []);
    let site = planned.site;
    let (source, tree) = tree();
    Fixture { corpus, site, registries, config, source, tree }
}

/// The files of the built-in theme.
pub fn theme() -> Vec<Asset> {
    assets(BTreeMap::new(), Scripts { search: true, neighbours: false, offline: true, language: Language::Vietnamese })
}

fn registries() -> Registries {
    let issuer = |key: &str, name: &str, official: &str, level, parent: Option<&str>| Issuer {
        key: key.to_owned(),
        name: name.to_owned(),
        official_name: official.to_owned(),
        spellings: Vec::new(),
        codes: Vec::new(),
        level,
        system: System::State,
        place: Some("Lào Cai".to_owned()),
        province: Some("Lào Cai".to_owned()),
        parent: parent.map(str::to_owned),
        numbers_with: None,
        valid_from: Some(day("1991-10-01")),
        valid_to: None,
        predecessors: Vec::new(),
        successor: None,
        registered: true,
    };
    let theme = |key: &str, name: &str, parent: Option<&str>| Theme {
        key: key.to_owned(),
        name: name.to_owned(),
        description: "Ứng dụng công nghệ <số> trong trường học.".to_owned(),
        parent: parent.map(str::to_owned),
        synonyms: vec!["CNTT".to_owned(), "số hóa".to_owned()],
    };
    let kind = |key, name| DocumentType::new(key, name, false);
    Registries {
        types: DocumentTypes::new(vec![kind("chi-thi", "Chỉ thị"), kind("ke-hoach", "Kế hoạch")]).into(),
        issuers: Issuers::new(vec![
            issuer(
                "ubnd-tinh-lao-cai",
                "UBND tỉnh Lào Cai",
                "Ủy ban nhân dân tỉnh Lào Cai",
                Level::Province,
                Some("chinh-phu"),
            ),
            issuer("chinh-phu", "Chính phủ", "Chính phủ", Level::Central, None),
        ])
        .into(),
        laws: Laws::default().into(),
        accessibility: Default::default(),
        elsewhere: Default::default(),
        themes: Themes::new(vec![
            theme("quan-ly", "Quản lý giáo dục", None),
            theme("chuyen-doi-so", "Chuyển đổi số, ứng dụng CNTT", Some("quan-ly")),
        ])
        .into(),
        works: Works::default().into(),
    }
}
