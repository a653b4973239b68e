//! Every problem that this stage reports, made by a small site that has just this one: the place, and the words in both
//! languages (in the snapshot).

use super::*;
use crate::catalogue::Language;
use crate::diagnostic::print::{hint, human, message};
use crate::diagnostic::{Severity, sort};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::LazyLock;
use tempfile::TempDir;

const CONFIG: &str = "title: Văn bản\nbase_url: https://vanban.example.vn\n";
const DOCUMENT: &str = "---\ntype: chi-thi\nnumber: 06/CT-UBND\ndate: 2024-08-31\nissuer: ubnd-tinh-lao-cai\n\
    title: Về nhiệm vụ trọng tâm\npublished: 2024-09-10\n---\nNội dung.\n";

/// A site on disk.
struct Site {
    folder: TempDir,
}

impl Site {
    /// A good site with one document.
    fn good() -> Self {
        let site = Self { folder: TempDir::new().expect("a temporary folder") };
        site.with("congbao.yaml", CONFIG).with("content/a.md", DOCUMENT)
    }

    fn with(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
        self
    }

    fn without(self, path: &str) -> Self {
        let path = self.folder.path().join(path);
        if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }.expect("removed");
        self
    }

    /// The document with `from` replaced in it.
    fn document(self, from: &str, to: &str) -> Self {
        assert!(DOCUMENT.contains(from), "{from}");
        self.with("content/a.md", DOCUMENT.replacen(from, to, 1))
    }

    /// The document with more lines of front matter.
    fn front(self, lines: &str) -> Self {
        self.document("---\ntype", &format!("---\n{lines}\ntype"))
    }

    fn problems(&self) -> Vec<Diagnostic> {
        let Settings { registries, problems: mut diagnostics, .. } = Settings::read(self.folder.path());
        for path in files::list(self.folder.path(), &mut diagnostics) {
            files::read_document(self.folder.path(), &path, &registries, &mut diagnostics);
        }
        sort(&mut diagnostics);
        diagnostics
    }
}

fn issuer(lines: &str) -> Site {
    let row = "- key: so-y-te-tinh-lao-cai\n  name: Sở Y tế tỉnh Lào Cai\n  level: province\n  system: state\n  place: Lào Cai\n";
    Site::good().with("content/issuers.yaml", format!("{row}{lines}"))
}

fn theme(rows: &str) -> Site {
    Site::good().with("content/themes.yaml", rows)
}

fn work(lines: &str) -> Site {
    Site::good().with("content/works.yaml", format!("- key: nq-29\n  type: nghi-quyet\n  title: Về đổi mới\n{lines}"))
}

fn config(lines: &str) -> Site {
    Site::good().with("congbao.yaml", format!("{CONFIG}{lines}"))
}

/// Code, marked text (or the file where no text is marked), and the site.
fn cases() -> Vec<(&'static str, &'static str, Site)> {
    let front = |lines: &str| Site::good().front(lines);
    let long = "a: ".to_owned() + &"x".repeat(70_000);
    vec![
        // The file and its front matter.
        ("front-matter-missing", "# Chỉ thị", Site::good().with("content/a.md", "# Chỉ thị\n")),
        ("front-matter-unclosed", "---", Site::good().with("content/a.md", "---\ntype: chi-thi\n")),
        ("front-matter-too-large", "---", front(&long)),
        ("front-matter-empty", "---", Site::good().with("content/a.md", "---\n# remark\n---\n")),
        ("file-not-utf8", "\u{fffd}", Site::good().with("content/a.md", b"---\ntype: chi-thi\ntitle: V\xca\n---\n")),
        ("file-utf16", "content/a.md", Site::good().with("content/a.md", b"\xff\xfe-\0-\0-\0\n\0")),
        ("file-too-large", "content/a.md", Site::good().with("content/a.md", vec![b'-'; 16 * 1024 * 1024 + 1])),
        ("file-not-regular", "content/themes.yaml", Site::good().with("content/themes.yaml/x", "")),
        ("content-missing", "content", Site::good().without("content")),
        // YAML.
        ("yaml-sign", "@", front("place: @x")),
        ("yaml-tab", "\t", front("signer:\n\tplace: x")),
        ("yaml-colon", ":", front("place: Lào Cai: tỉnh")),
        ("yaml-quote", "\"", front("place: \"Lào Cai")),
        ("yaml-anchor", "&a", front("place: &a x")),
        ("yaml-anchor", "*a", front("place: *a")),
        ("yaml-merge-key", "<", front("signer: {<<: {name: x}}")),
        ("yaml-tag", "!mine", front("place: !mine x")),
        ("yaml-too-deep", "[", front(&format!("place: {}", "[".repeat(5000)))),
        ("yaml-escape", "\"", front("place: \"C:\\Văn bản\"")),
        ("yaml-after-quote", "v", front("place: \"Lào\" và \"Cai\"")),
        ("yaml-bracket", "[", front("aliases: [Lào, Cai")),
        ("yaml-indent", "p", front("signer:\n    name: A\n  position: B")),
        ("yaml-key", "place Lào Cai", front("place Lào Cai")),
        ("yaml-space", "place:", front("place:Lào Cai")),
        ("yaml-space", "-", front("aliases:\n  - Lào\n  -Cai")),
        (
            "yaml-several-documents",
            "-",
            theme("- {key: x, name: X, description: x}\n---\n- {key: y, name: Y, description: y}\n"),
        ),
        // Shapes.
        ("unknown-key", "tilte", front("tilte: x")),
        ("unknown-key", "xyzzy", front("xyzzy: x")),
        ("key-twice", "title", Site::good().document("published", "title: x\npublished")),
        ("expected-text", "a", front("place: [a]")),
        ("expected-list", "a", front("recipients: a")),
        ("expected-mapping", "Giàng", front("signer: Giàng")),
        ("expected-boolean", "yes", front("draft: yes")),
        ("expected-position", "0", front("citations:\n- {text: x, nth: 0, not_a_citation: true}")),
        ("value-missing", "type", Site::good().document("title: Về nhiệm vụ trọng tâm\n", "")),
        ("value-empty", "title", Site::good().document("title: Về nhiệm vụ trọng tâm", "title:")),
        ("value-twice", "b", front("aliases: [b, a, \"b\"]")),
        ("value-unknown", "in-forc", front("status: in-forc")),
        ("value-unknown", "xyz", front("status: xyz")),
        // Text.
        ("value-character", "\u{a0}", front("place: Lào\u{a0}Cai")),
        ("value-character", "\u{202e}", front("place: Lào\u{202e}Cai")),
        ("value-character", "\"Lào\\tCai\"", front("place: \"Lào\\tCai\"")),
        ("number-look-alike", "07/2025/NĐ-СР", Site::good().document("06/CT-UBND", "07/2025/NĐ-СР")),
        ("value-eth", "Ð", front("place: Ðà Nẵng")),
        ("value-line-break", "Lào\n  Cai", front("place: |\n  Lào\n  Cai")),
        ("value-outer-space", "' Lào Cai'", front("place: ' Lào Cai'")),
        // Days, numbers, keys.
        ("date-invalid", "31/08/2024", Site::good().document("2024-08-31", "31/08/2024")),
        ("date-invalid", "2024-02-30", Site::good().document("2024-08-31", "2024-02-30")),
        ("date-order", "2024-01-01", front("effective_from: 2024-02-01\neffective_to: 2024-01-01")),
        ("date-note-missing", "type", Site::good().document("number: 06/CT-UBND\ndate: 2024-08-31\n", "")),
        ("school-year-invalid", "2024 - 2025", front("school_year: 2024 - 2025")),
        ("school-year-invalid", "2024-2026", front("school_year: 2024-2026")),
        ("school-year-invalid", "năm nay", front("school_year: năm nay")),
        ("number-invalid", "CT-UBND", Site::good().document("06/CT-UBND", "CT-UBND")),
        ("number-type-mismatch", "06/CT-UBND", Site::good().document("chi-thi", "ke-hoach")),
        ("number-type-mismatch", "06/CT-UBND", Site::good().document("chi-thi", "cong-van")),
        ("id-invalid", "../a", front("id: ../a")),
        ("id-invalid", "/", front("id: /")),
        ("key-invalid", "Năm học", front("series: Năm học")),
        ("address-invalid", "/cu", front("redirect_from: [/cu]")),
        ("theme-shape", "a", front("themes:\n- {a: [x], b: [y]}").with("content/themes.yaml", "")),
        ("citation-undecided", "text", front("citations:\n- text: x")),
        ("citation-undecided", "text", front("citations:\n- {text: x, work: y, not_a_citation: true}")),
        ("published-missing", "type", Site::good().document("published: 2024-09-10\n", "")),
        // Secrecy.
        ("secrecy-set", "mật", front("draft: true\nsecrecy: mật")),
        ("secrecy-mark", "**MẬT**", Site::good().document("Nội dung.", "  **MẬT**\n\nNội dung.")),
        ("personal-data", "0912345678", Site::good().document("Nội dung.", "Gọi 0912345678.")),
        // Registries.
        ("type-unknown", "Chỉ thị", Site::good().document("chi-thi", "Chỉ thị")),
        ("type-unknown", "xyz", Site::good().document("chi-thi", "xyz")),
        ("issuer-unknown", "ubnd-tinh-lao-cay", Site::good().document("ubnd-tinh-lao-cai", "ubnd-tinh-lao-cay")),
        ("issuer-unknown", "xyz", Site::good().document("ubnd-tinh-lao-cai", "xyz")),
        ("theme-unknown", "chuyen-doi", front("themes: [chuyen-doi]")),
        (
            "theme-unknown",
            "chuyen-doi-sô",
            front("themes: [chuyen-doi-sô]")
                .with("content/themes.yaml", "- {key: chuyen-doi-so, name: Chuyển đổi số, description: x}\n"),
        ),
        ("issuer-unknown", "xyz", issuer("  parent: xyz\n")),
        ("province-unknown", "Lào Cay", issuer("  province: Lào Cay\n")),
        ("province-unknown", "xyz", issuer("  province: xyz\n")),
        ("row-built-in", "bo-y-te", issuer("- {key: bo-y-te, name: Bộ Y tế, level: central, system: state}\n")),
        ("row-twice", "a", theme("- {key: a, name: A, description: x}\n- {key: \"a\", name: B, description: x}\n")),
        (
            "rows-overlap",
            "b",
            issuer(
                "- {key: a, name: Báo A, level: province, system: state, place: A, valid_to: 2025-07-01}\n- {key: \
                 b, name: Báo A, level: province, system: state, place: A, valid_from: 2025-07-01}\n",
            ),
        ),
        ("reference-cycle", "so-y-te-tinh-lao-cai", issuer("  parent: so-y-te-tinh-lao-cai\n")),
        ("value-missing", "key", issuer("- {key: a, name: A, level: district, system: state}\n")),
        ("date-invalid", "11/2013", work("  date: 11/2013\n")),
        ("url-invalid", "javascript:alert(1)", work("  url: javascript:alert(1)\n")),
        ("issuer-unknown", "xyz", work("  aliases:\n  - {text: Đề án 6, issuer: xyz}\n")),
        // Attachments.
        ("attachment-missing", "a.pdf", front("attachments:\n- {file: a.pdf, title: Bản ký}")),
        ("attachment-outside", "../congbao.yaml", front("attachments:\n- {file: ../congbao.yaml, title: x}")),
        ("attachment-outside", "/etc/passwd", front("attachments:\n- {file: /etc/passwd, title: x}")),
        ("attachment-not-a-file", "b", front("attachments:\n- {file: b, title: x}").with("content/b/c.txt", "")),
        // The configuration.
        ("config-missing", "congbao.yaml", Site::good().without("congbao.yaml")),
        ("base-url-invalid", "vanban.vn", Site::good().with("congbao.yaml", "title: x\nbase_url: vanban.vn\n")),
        ("contact-invalid", "@", config("contact: \"@\"\n")),
        ("theme-name-invalid", "../x", config("theme: ../x\n")),
        ("output-invalid", "../x", config("output: ../x\n")),
        ("output-invalid", "content/x", config("output: content/x\n")),
        ("expected-boolean", "không", config("search: không\n")),
        ("expected-redirects", "/a/", config("redirects: [/a/]\n")),
        ("redirect-to-itself", "/a/", config("redirects:\n  /a/: \"/a/\"\n")),
        ("address-invalid", "https://x.vn/", config("redirects:\n  /a/: https://x.vn/\n")),
        ("issuer-unknown", "xyz", config("issuer: xyz\n")),
    ]
}

/// A case with the problems that its site has.
struct Tried {
    code: &'static str,
    marked: &'static str,
    problems: Vec<Diagnostic>,
}

/// All cases, tried once for all tests.
static TRIED: LazyLock<Vec<Tried>> = LazyLock::new(|| {
    let tried =
        |(code, marked, site): (&'static str, &'static str, Site)| Tried { code, marked, problems: site.problems() };
    cases().into_iter().map(tried).collect()
});

fn place_of(diagnostic: &Diagnostic) -> String {
    let place = diagnostic.place.as_ref().expect("every problem of a file has a place");
    if place.column == 0 {
        return place.file.to_string();
    }
    let before = (place.column - place.line_text_column) as usize;
    place.line_text.chars().skip(before).take(place.length as usize).collect()
}

#[test]
fn a_good_site_has_no_problem() {
    assert_eq!(Site::good().problems(), []);
}

#[test]
fn each_mistake_is_reported_once_at_its_place() {
    for Tried { code, marked, problems } in TRIED.iter() {
        let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, [*code], "{marked}: {problems:#?}");
        let place = place_of(&problems[0]);
        let first_line = marked.lines().next().unwrap_or("");
        let inner = place.trim_matches(['"', '\'']);
        assert!(place == first_line || inner == first_line, "{code}: {place:?}, not {marked:?}");
    }
}

#[test]
fn every_message_of_this_stage_in_both_languages() {
    let mut text = String::new();
    for Tried { problems, .. } in TRIED.iter() {
        for problem in problems {
            let english = (message(problem, Language::English), hint(problem, Language::English));
            writeln!(text, "{}", human(problem, Language::Vietnamese, false)).expect("text");
            writeln!(text, "en: {}\n    {}\n", english.0, english.1.expect("every problem has a hint")).expect("text");
        }
    }
    insta::assert_snapshot!("problems", text);
}

/// Cannot be made on every machine: the disk, rights, names that are no Unicode, a change between two readings.
const BY_HAND: [&str; 8] = [
    "attachment-unreadable",
    "file-changed",
    "file-name-invalid",
    "file-unreadable",
    "link-skipped",
    "problems-too-many",
    "yaml-syntax",
    "yaml-too-large",
];

#[test]
fn messages_of_problems_that_no_case_makes() {
    let mut text = String::new();
    for code in BY_HAND {
        let problem = Diagnostic::error(code)
            .with("text", "a.pdf")
            .with("reason", "permission denied")
            .with("limit", "200")
            .with("detail", "unexpected eof");
        for language in [Language::Vietnamese, Language::English] {
            let hint = hint(&problem, language).expect("every problem has a hint");
            writeln!(text, "{code}: {}\n    {hint}", message(&problem, language)).expect("text");
        }
    }
    insta::assert_snapshot!("problems_by_hand", text);
}

#[test]
fn every_code_of_this_stage_has_a_case() {
    let made: BTreeSet<&str> = TRIED.iter().map(|case| case.code).chain(BY_HAND).collect();
    let catalogue = include_str!("../catalogue/diagnostics.tsv");
    let own = catalogue.lines().skip_while(|line| !line.starts_with("# content:")).skip(1);
    for line in own.take_while(|line| !line.starts_with('#')) {
        let key = line.split('\t').next().unwrap_or("");
        assert!(key.contains('.') || made.contains(key), "no case makes {key}");
    }
}

#[test]
fn all_problems_of_a_run_come_together_in_source_order() {
    let site = Site::good()
        .with("content/b.md", "---\ntpye: x\nissuer: xyz\ndate: 30/02/2024\n---\nMẬT\n")
        .with("content/c/d.md", "không có")
        .with("content/themes.yaml", "- key: A\n")
        .with("congbao.yaml", "title: x\nbase_url: y\ntheme: ..\n");
    let codes: Vec<_> = site.problems().into_iter().map(|problem| problem.code).collect();
    assert_eq!(
        codes,
        [
            "base-url-invalid",
            "theme-name-invalid",
            "date-note-missing",
            "published-missing",
            "unknown-key",
            "value-missing",
            "issuer-unknown",
            "date-invalid",
            "secrecy-mark",
            "front-matter-missing",
            "value-missing",
            "value-missing",
            "key-invalid",
        ]
    );
}

#[test]
fn a_flood_of_mistakes_ends() {
    let site = Site::good().front(&(0..5000).map(|i| format!("x{i}: 1\n")).collect::<String>());
    let problems = site.problems();
    assert_eq!(problems.len(), reader::MOST_PROBLEMS + 1);
    assert!(problems.iter().any(|problem| problem.code == "problems-too-many"));
    assert!(problems.iter().all(|problem| problem.severity == Severity::Error));
}

#[cfg(unix)]
#[test]
fn links_are_passed_over_and_named() {
    let site = Site::good().with("outside.md", DOCUMENT).with("content/.hidden/x.md", "bad");
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(site.folder.path().join(to), site.folder.path().join(name)).expect("a link");
    };
    link("outside.md", "content/link.md");
    link("", "content/folder");
    let problems = site.problems();
    let found: Vec<_> = problems.iter().map(|problem| (problem.code, place_of(problem))).collect();
    let skipped = |name: &str| ("link-skipped", name.to_owned());
    assert_eq!(found, [skipped("content/folder"), skipped("content/link.md")]);
    link("outside.md", "content/signed.pdf");
    let site = site.front("attachments:\n- {file: signed.pdf, title: x}");
    assert!(site.problems().iter().any(|problem| problem.code == "attachment-outside"));
}

#[cfg(unix)]
#[test]
fn names_that_are_no_unicode_hide_no_other() {
    use std::os::unix::ffi::OsStrExt as _;
    let site = Site::good();
    let name = std::ffi::OsStr::from_bytes(b"content/\xff.md");
    std::fs::write(site.folder.path().join(name), "x").expect("a file");
    let codes: Vec<_> = site.problems().into_iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["file-name-invalid"]);
}

#[test]
fn documents_are_listed_in_order_and_read_again() {
    let decomposed = "content/Chi\u{309}.md";
    let site = Site::good().with("content/b/1.MD", DOCUMENT).with(decomposed, DOCUMENT).with("content/x.txt", "");
    let Settings { registries, problems: mut diagnostics, .. } = Settings::read(site.folder.path());
    let paths = files::list(site.folder.path(), &mut diagnostics);
    assert_eq!(paths, [decomposed, "content/a.md", "content/b/1.MD"]);
    let read = files::read_document(site.folder.path(), "content/a.md", &registries, &mut diagnostics);
    let (document, source) = read.expect("a good document");
    let codes: Vec<_> = diagnostics.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["file-name-decomposed"]);
    assert_eq!(source.slice(document.body), "Nội dung.\n");
    assert!(files::reread(site.folder.path(), &document.path, &document.content_hash).is_ok());
    let site = site.document("Nội dung", "Khác");
    let changed = files::reread(site.folder.path(), &document.path, &document.content_hash).expect_err("another text");
    assert_eq!(changed.code, "file-changed");
    let gone = files::reread(site.without("content/a.md").folder.path(), &document.path, &document.content_hash)
        .expect_err("no file");
    assert_eq!(gone.code, "file-unreadable");
}
