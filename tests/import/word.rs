//! Small Word files, each for one thing that Word can do and an import must not lose: `word_cases/NAME.txt` holds the
//! parts, what the body must be and what must be told. `CONGBAO_UPDATE=1` writes what came out: read it.

use super::{imported, root};
use congbao::catalogue::{Language, fill, text};
use congbao::import::{Imported, Problem, place_words};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What is expected stands below this line.
const EXPECTED: &str = "== expected\n";

/// Name and text of each part.
pub(super) fn parts(case: &str) -> Vec<(&str, &str)> {
    let parts = case.split("== ").skip(1).filter_map(|part| part.split_once('\n'));
    parts.map(|(name, text)| (name.trim(), text)).collect()
}

/// The parts of all cases.
pub(super) fn sources() -> Vec<String> {
    let folder = root().join("tests/import/word_cases");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("cases").map(|entry| entry.expect("a case").path()).collect();
    files.sort();
    let case = |file| std::fs::read_to_string(file).expect("a case");
    files
        .iter()
        .map(case)
        .map(|case| case.split_once(EXPECTED).map_or(case.clone(), |(source, _)| source.to_owned()))
        .collect()
}

/// A Word file with these parts; its relationships are named after the parts.
pub(super) fn word(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut files: Vec<(String, String)> = Vec::new();
    let mut relations = String::new();
    let mut main = "word/document.xml".to_owned();
    for (name, text) in parts {
        let file = name.rsplit('/').next().unwrap_or(name);
        let (stem, ending) = file.split_once('.').unwrap_or((file, ""));
        let kind = stem.trim_end_matches(|c: char| c.is_ascii_digit());
        let element = match kind {
            "header" => "hdr",
            "footer" => "ftr",
            kind => kind,
        };
        let text = match (kind, ending) {
            ("document", _) => {
                main = (*name).to_owned();
                format!("<w:document><w:body>{text}</w:body></w:document>")
            }
            (_, "xml") => format!("<w:{element}>{text}</w:{element}>"),
            _ => (*text).to_owned(),
        };
        let kind = if ending == "xml" { kind } else { "aFChunk" };
        if kind != "document" {
            write!(relations, "<Relationship Id=\"{stem}\" Type=\"http://x/{kind}\" Target=\"{file}\"/>")
                .expect("written");
        }
        files.push(((*name).to_owned(), text));
    }
    let of = main.replace("word/", "word/_rels/") + ".rels";
    files.push((of, format!("<Relationships>{relations}</Relationships>")));
    let whole = format!(
        "<Relationships><Relationship Id=\"d\" Type=\"http://x/officeDocument\" Target=\"/{main}\"/></Relationships>"
    );
    files.push(("_rels/.rels".to_owned(), whole));
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

fn told(problem: &Problem) -> String {
    let words = |at| match place_words(Language::English, at) {
        words if words.is_empty() => words,
        words => format!(" ({words})"),
    };
    let place = problem.at.map(words).unwrap_or_default();
    let mut arguments: Vec<(&str, &str)> =
        problem.arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    arguments.push(("place", &place));
    format!("{}: {}", problem.code, fill(text(Language::English, problem.code), &arguments))
}

/// The body, what the front matter says of head and text, and what was told.
fn shown(result: &Result<Imported, Problem>) -> String {
    let made = match result {
        Ok(made) => made,
        Err(problem) => return format!("refused: {}\n", told(problem)),
    };
    let (front_matter, body) = made.markdown.split_once("\n---\n").expect("front matter");
    let mut shown = body.trim_start_matches('\n').to_owned();
    let kept = ["type:", "number:", "date:", "issuer:", "title:", "# TODO text"];
    let mut lines: Vec<String> = Vec::new();
    lines.extend(front_matter.lines().filter(|line| kept.iter().any(|key| line.starts_with(key))).map(str::to_owned));
    lines.extend(made.problems.iter().map(told));
    if !lines.is_empty() {
        writeln!(shown, "-- told\n{}", lines.join("\n")).expect("written");
    }
    shown
}

#[test]
fn small_word_files_become_what_they_must() {
    let update = std::env::var_os("CONGBAO_UPDATE").is_some();
    let folder = root().join("tests/import/word_cases");
    let mut files: Vec<_> =
        std::fs::read_dir(&folder).expect("cases").map(|entry| entry.expect("a case").path()).collect();
    files.sort();
    assert!(files.len() > 25, "{}", files.len());
    let mut wrong = String::new();
    for file in files {
        let case = std::fs::read_to_string(&file).expect("a case");
        let (source, expected) = case.split_once(EXPECTED).unwrap_or((&case, ""));
        let got = shown(&imported("a.docx", &word(&parts(source))));
        if update {
            std::fs::write(&file, format!("{source}{EXPECTED}{got}")).expect("written");
        } else if got != expected {
            writeln!(wrong, "{}:\n--- got\n{got}--- right\n{expected}", file.display()).expect("written");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What Word files can hold that a text cannot: each loss is told, and a case shows how.
#[test]
fn every_loss_of_a_word_file_has_a_case() {
    const LOSSES: [&str; 12] = [
        "import-embedded",
        "import-form-object",
        "import-header",
        "import-struck",
        "import-raised",
        "import-formula",
        "import-formula-object",
        "import-symbol",
        "import-prompt",
        "import-field",
        "import-number-format",
        "import-note-lost",
    ];
    let folder = root().join("tests/import/word_cases");
    let files = std::fs::read_dir(folder).expect("cases").map(|entry| entry.expect("a case").path());
    let all: String = files.map(|file| std::fs::read_to_string(file).expect("a case")).collect();
    for code in LOSSES {
        assert!(all.contains(&format!("\n{code}: ")), "no case has {code}");
    }
}
