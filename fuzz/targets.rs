//! What is fuzzed, a function a target: the doors by which what others wrote comes into the program.
//!
//! In: any bytes. Out: nothing; what is wrong panics. `tests/fuzz` runs them on stable Rust with a seeded loop, the
//! programs in `fuzz_targets` under libFuzzer (`cargo +nightly fuzz run citations`). Only what `congbao` makes public
//! is used, so that the product has no code for this.

use congbao::catalogue::Language;
use congbao::citation::find::{NameTable, find};
use congbao::citation::{Context, KnownName, Lexicon};
use congbao::content::Settings;
use congbao::content::attachments::MeasuredFile;
use congbao::content::front_matter::{parse, split, to_json};
use congbao::content::registry::Registries;
use congbao::diagnostic::Diagnostic;
use congbao::diagnostic::print::{TerminalStyle, fitted, json};
use congbao::document::{self, flows, plain};
use congbao::import::{Attaching, ImportRequest, Problem, import, place_words};
use congbao::lookup::Query;
use congbao::source::{Source, Span};
use std::io::{Cursor, Write as _};
use std::sync::LazyLock;

/// Takes an input; panics where something is wrong.
pub type Target = fn(&[u8]);

/// Name and function of every target.
pub const TARGETS: [(&str, Target); 8] = [
    ("front_matter", front_matter),
    ("markdown", markdown),
    ("citations", citations),
    ("registries", registries),
    ("search_query", search_query),
    ("docx", docx),
    ("pdf", pdf),
    ("html", html),
];

/// Longer inputs say no more and take longer.
pub const LONGEST: usize = 1 << 16;

static REGISTRIES: LazyLock<Registries> = LazyLock::new(Registries::built_in);
static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(&REGISTRIES));

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Every problem can be said, in both languages, on a terminal of any width and to a program.
fn say(problems: &[Diagnostic]) {
    for problem in problems.iter().take(40) {
        for language in [Language::Vietnamese, Language::English] {
            let _ = fitted(problem, language, TerminalStyle { colour: true, width: Some(20) });
            let said = json(problem, language);
            assert!(!said.contains('\n'), "one line a problem: {said}");
        }
    }
}

/// A document's front matter; a text without the lines `---` is put between them.
pub fn front_matter(bytes: &[u8]) {
    let mut text = text(bytes);
    if !text.starts_with("---\n") {
        text = format!("---\n{text}\n---\n\nChữ.\n");
    }
    let (source, mut problems) = (Source::new("t.md", text), Vec::new());
    if let Some(split) = split(&source, &mut problems) {
        let measured = |_: &Source, _: &_| Ok(MeasuredFile::default());
        if let Some(read) = parse(&source, &split, &measured, &mut problems) {
            assert!(!problems.iter().any(|problem| problem.severity == congbao::diagnostic::Severity::Error));
            let _ = to_json(&read);
        }
    }
    say(&problems);
}

/// A body of Markdown: tree, outline and flows, all whose spans lie in the file.
pub fn markdown(bytes: &[u8]) {
    let text = text(bytes);
    let (body, mut problems) = (Span::new(0, text.len()), Vec::new());
    let source = Source::new("t.md", text);
    let document = document::parse(&source, body, &mut problems);
    let mut anchors: Vec<&str> = document.sections.iter().map(|section| &*section.anchor).collect();
    let sections = anchors.len();
    anchors.sort_unstable();
    anchors.dedup();
    assert_eq!(anchors.len(), sections, "two sections have one anchor");
    for section in &document.sections {
        let _ = source.slice(section.span);
    }
    let _ = flows(&document);
    say(&problems);
}

/// The citations of a text, of Markdown and of a plain one.
pub fn citations(bytes: &[u8]) {
    let text = text(bytes);
    let known = |text: &str| KnownName { text: text.to_owned(), target: text.to_owned() };
    let names = NameTable::new(["Đề án 06", "Luật Trẻ em", "Nghị quyết 29"].iter().map(|name| known(name)).collect());
    let context = Context {
        registries: &REGISTRIES,
        lexicon: &LEXICON,
        issuer: Some("ubnd-tinh-lao-cai"),
        province: None,
        names: &names,
        trace: None,
    };
    let body = Span::new(0, text.len());
    let source = Source::new("t.md", text);
    let document = document::parse(&source, body, &mut Vec::new());
    for flows in [flows(&document), plain::flows(source.text())] {
        let mut end = 0;
        for citation in find(&source, &flows, &context) {
            let _ = (citation.text(), citation.words(), source.slice(citation.span));
            assert!(citation.pinpoint_start() <= citation.span.end);
            // Footnotes stand at the end of the flows and anywhere in the file.
            end = end.max(citation.span.end);
        }
        assert!(end <= source.text().len());
    }
}

/// All registries and the configuration of a site; the first byte says which of them the rest is.
pub fn registries(bytes: &[u8]) {
    let Some((which, rest)) = bytes.split_first() else { return };
    let files = [
        "congbao.yaml",
        "content/issuers.yaml",
        "content/types.yaml",
        "content/themes.yaml",
        "content/works.yaml",
        "content/laws.yaml",
    ];
    thread_local! {
        static FOLDER: tempfile::TempDir = tempfile::tempdir().expect("a temporary folder");
    }
    FOLDER.with(|folder| {
        let file = folder.path().join(files[usize::from(*which) % files.len()]);
        std::fs::create_dir_all(folder.path().join("content")).expect("a folder");
        std::fs::write(&file, rest).expect("written");
        let settings = Settings::read(folder.path());
        say(&settings.problems);
        let _ = Lexicon::new(&settings.registries);
        std::fs::remove_file(&file).expect("removed");
    });
}

/// Words that an editor types to find a work.
pub fn search_query(bytes: &[u8]) {
    let text = text(bytes);
    if let Ok(query) = Query::read(&text, None) {
        let again = Query::read(&query.typed, None);
        assert_eq!(again.as_ref().map(Query::phrase), Ok(query.phrase()), "what was read reads the same");
    }
}

fn imported(name: &str, bytes: &[u8]) {
    let request = ImportRequest {
        name,
        bytes,
        registries: &REGISTRIES,
        issuer: None,
        stem: None,
        attaching: Attaching::UnlessDraft,
        language: Language::Vietnamese,
    };
    if let Ok(made) = import(&request) {
        // What is made is read again: it is a file of the site from now on.
        front_matter(made.markdown.as_bytes());
        let language = Language::English;
        let said = |problem: &Problem| problem.diagnostic(name, language, |at| place_words(language, at));
        say(&made.problems.iter().map(said).collect::<Vec<_>>());
    }
}

/// A Word file; bytes that are no archive are the text of its main part.
pub fn docx(bytes: &[u8]) {
    if bytes.starts_with(b"PK") {
        return imported("a.docx", bytes);
    }
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, part) in [("[Content_Types].xml", &b"<Types/>"[..]), ("word/document.xml", bytes)] {
        writer.start_file(name, options).expect("a part");
        writer.write_all(part).expect("written");
    }
    imported("a.docx", &writer.finish().expect("an archive").into_inner());
}

/// A PDF; bytes that are none are what its one page draws.
pub fn pdf(bytes: &[u8]) {
    if bytes.starts_with(b"%PDF") {
        return imported("a.pdf", bytes);
    }
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut content = format!("<</Length {}>>\nstream\n", bytes.len()).into_bytes();
    content.extend(bytes);
    content.extend(b"\nendstream");
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</X 4 0 R>>>>>>";
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        page.as_bytes().to_vec(),
        content,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
    ];
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", at + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let table = file.len();
    file.extend(b"xref\n0 6\n0000000000 65535 f \n");
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    file.extend(format!("trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").bytes());
    imported("a.pdf", &file);
}

/// A web page.
pub fn html(bytes: &[u8]) {
    imported("a.html", bytes);
}
