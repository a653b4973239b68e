//! Import: the five directives from text, Word and PDF become the committed files; other documents too; hostile files
//! end in an error; the command writes what it says.

mod cases;
mod command;
mod damage;
mod hostile;
mod old;
mod pages;
mod scan;
mod variants;
mod word;

use congbao::catalogue::Language;
use congbao::content::attachments::MeasuredFile;
use congbao::content::front_matter::{FrontMatter, parse, split};
use congbao::content::registry::Registries;
use congbao::import::{Attaching, ImportRequest, Imported, Problem, import};
use congbao::source::{Source, Span};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The registries of the committed site.
static REGISTRIES: LazyLock<Registries> = LazyLock::new(|| Registries::read(&root(), &mut Vec::new()));

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn fixture(path: &str) -> Vec<u8> {
    std::fs::read(root().join("tests").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Imports bytes under a name, in the committed site.
fn imported(name: &str, bytes: &[u8]) -> Result<Imported, Problem> {
    let language = Language::Vietnamese;
    import(&ImportRequest {
        name,
        bytes,
        registries: &REGISTRIES,
        issuer: None,
        stem: None,
        attaching: Attaching::UnlessDraft,
        language,
    })
}

/// Front matter and body of a Markdown file.
fn read(markdown: &str) -> (FrontMatter, String) {
    let source = Source::new("t.md", markdown);
    let mut problems = Vec::new();
    let split = split(&source, &mut problems).expect("two lines ---");
    let measured = |_: &Source, _: &_| Ok(MeasuredFile::default());
    let front_matter = parse(&source, &split, &measured, &mut problems);
    let front_matter = front_matter.unwrap_or_else(|| panic!("{problems:?}\n{markdown}"));
    (front_matter, source.slice(Span::new(split.body.start, split.body.end)).to_owned())
}

/// The committed directives by the first three letters of their sources.
const DIRECTIVES: [(&str, &str); 5] = [
    ("000_199a662b4bddddaa.txt", "lao-cai/2023-2024-nhiem-vu-trong-tam.md"),
    ("001_d51f51f6d07de545.txt", "lao-cai/2024-2025-nhiem-vu-trong-tam.md"),
    ("002_c8332dcbed01a365.txt", "lai-chau/2023-2024-nhiem-vu-trong-tam.md"),
    ("003_0454fa01641e54bf.txt", "lao-cai/2022-2023-giao-ban-hoc-ky-i.md"),
    ("004_8ad459f67a3aed31.txt", "lang-son/van-lang-2023-2024-nhiem-vu-trong-tam.md"),
];

/// `bytes` under `name` must become the committed directive.
fn becomes(name: &str, bytes: &[u8], committed: &str) {
    let wanted = std::fs::read_to_string(root().join("content").join(committed)).expect("the directive");
    let (wanted, wanted_body) = read(&wanted);
    let made = imported(name, bytes).unwrap_or_else(|problem| panic!("{name}: {problem:?}"));
    let (made, body) = read(&made.markdown);
    for (mine, theirs) in body.lines().zip(wanted_body.lines()) {
        assert_eq!(mine, theirs, "{name}");
    }
    assert_eq!(body, wanted_body, "{name}");
    assert_eq!(made.kind.value, wanted.kind.value, "{name}");
    assert_eq!(made.title, wanted.title, "{name}");
    assert_eq!(made.school_year, wanted.school_year, "{name}");
    assert_eq!(made.issuer.value, wanted.issuer.value, "{name}");
    assert_eq!(made.signer, wanted.signer, "{name}");
    assert_eq!(made.recipients, wanted.recipients, "{name}");
    assert_eq!(made.archive, wanted.archive, "{name}");
    assert_eq!(made.source.as_deref(), Some(name));
    let value = |front_matter: &FrontMatter| {
        let number = front_matter.number.as_ref().map(|number| number.value.to_string());
        (number, front_matter.date.as_ref().map(|date| date.value))
    };
    assert_eq!(value(&made), value(&wanted), "{name}");
}

#[test]
fn the_five_texts_become_the_committed_directives() {
    for (source, committed) in DIRECTIVES {
        let bytes = fixture(&format!("import/text/{}.txt", &source[..3]));
        becomes(source, &bytes, committed);
    }
}

#[test]
fn the_five_word_files_become_the_committed_directives() {
    for (source, committed) in DIRECTIVES {
        let name = format!("{}.docx", &source[..3]);
        becomes(&name, &fixture(&format!("import/word/{name}")), committed);
    }
}

#[test]
fn the_five_pdfs_become_the_committed_directives() {
    for (source, committed) in DIRECTIVES {
        let name = format!("{}.pdf", &source[..3]);
        becomes(&name, &fixture(&format!("import/pdf/{name}")), committed);
    }
}

/// Another program's fonts and drawing: this one was printed by Chromium.
#[test]
fn pdfs_of_other_programs_are_read_alike() {
    let (_, committed) = DIRECTIVES[4];
    becomes("004.pdf", &fixture("import/pdf/004-chromium.pdf"), committed);
}

#[test]
fn a_committed_directive_imported_as_markdown_keeps_its_body() {
    for (_, committed) in DIRECTIVES {
        let text = std::fs::read_to_string(root().join("content").join(committed)).expect("the directive");
        let (_, body) = read(&text);
        let made = imported("bài.md", text.as_bytes()).expect("imported");
        let made_body = made.markdown.split_once("\n---\n").expect("front matter").1;
        assert_eq!(made_body, body, "{committed}");
    }
}

#[test]
fn articles_tables_footnotes_and_automatic_numbers_of_word_and_pdf() {
    for kind in ["word/decision.docx", "pdf/decision.pdf"] {
        let name = Path::new(kind).file_name().expect("a name").to_string_lossy().into_owned();
        let made = imported(&name, &fixture(&format!("import/{kind}"))).expect("imported");
        insta::assert_snapshot!(format!("import_{}", name.replace('.', "_")), made.markdown);
    }
}

/// Offices print PDFs that anybody may open but only the owner may change; they are encrypted all the same.
#[test]
fn a_pdf_with_a_password_for_its_owner_alone_is_read() {
    let body = |name: &str| {
        let made = imported("decision.pdf", &fixture(&format!("import/pdf/{name}"))).expect("imported");
        made.markdown.split_once("\n---\n").expect("front matter").1.to_owned()
    };
    assert_eq!(body("decision-owner-password.pdf"), body("decision.pdf"));
}

#[test]
fn every_value_says_where_it_was_read_and_every_doubt_has_a_reason() {
    let made = imported("001.txt", &fixture("import/text/001.txt")).expect("imported");
    let front_matter = made.markdown.split_once("\n---\n").expect("front matter").0;
    insta::assert_snapshot!("import_front_matter_vi", front_matter);
    for todo in &made.todos {
        assert!(front_matter.contains(&format!("# TODO {}: ", todo.key)), "{}", todo.key);
    }
    let bytes = fixture("import/word/004.docx");
    let language = Language::English;
    let request = ImportRequest {
        name: "004.docx",
        bytes: &bytes,
        registries: &REGISTRIES,
        issuer: None,
        stem: None,
        attaching: Attaching::UnlessDraft,
        language,
    };
    let made = import(&request).expect("imported");
    insta::assert_snapshot!("import_front_matter_en", made.markdown.split_once("\n---\n").expect("front matter").0);
}
