//! README and the guide: every command block is run as it stands, every link leads somewhere, both languages have the
//! same pages with the same commands.
//!
//! A block of shell commands that another program runs says so in a remark above it, `<!-- run by: PATH -->`; one that
//! can be run on no machine of ours is no `sh` block.

use super::support::{self, SiteTest};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const LANGUAGES: [&str; 2] = ["vi", "en"];

/// What the pages' commands find in the folder where they are run.
const PLAN: &str = "\
ỦY BAN NHÂN DÂN                    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH LÀO CAI                       Độc lập - Tự do - Hạnh phúc

Số: 90/KH-UBND                     Lào Cai, ngày 12 tháng 3 năm 2025

KẾ HOẠCH
Chuyển đổi số ngành Giáo dục năm 2025

I. MỤC ĐÍCH

1. Thực hiện Nghị định số 81/2021/NĐ-CP ngày 27/8/2021 của Chính phủ.

Nơi nhận:                          KT. CHỦ TỊCH
- Sở Giáo dục và Đào tạo;          PHÓ CHỦ TỊCH
- Lưu: VT.

                                   Nguyễn Văn A
";
const LETTER: &str = "Thực hiện Nghị định số 81/2021/NĐ-CP ngày 27/8/2021 của Chính phủ.\n";

#[test]
fn every_command_block_of_the_guide_runs() {
    let mut failed = String::new();
    for page in pages() {
        let blocks = shell_blocks(&read(&page), &page);
        if blocks.is_empty() {
            continue;
        }
        let run = run_blocks(&blocks);
        if run.status != 0 {
            let _ = writeln!(failed, "{}: exit status {}\n{}", page.display(), run.status, run.said());
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

#[test]
fn both_languages_have_the_same_pages_and_the_same_commands() {
    let [vi, en] = LANGUAGES.map(|language| page_names(&guide(language)));
    assert_eq!(vi, en);
    for name in vi {
        let [vi, en] = LANGUAGES.map(|language| {
            let page = guide(language).join(&name);
            let blocks = shell_blocks(&read(&page), &page);
            blocks.iter().flat_map(|block| block.lines().map(without_remark).map(str::to_owned)).collect::<Vec<_>>()
        });
        assert_eq!(vi, en, "{name}");
    }
}

#[test]
fn every_page_of_the_guide_stands_in_its_summary() {
    for language in LANGUAGES {
        let summary = read(&guide(language).join("SUMMARY.md"));
        for name in page_names(&guide(language)) {
            assert!(name == "SUMMARY.md" || summary.contains(&format!("({name})")), "{language}: {name}");
        }
    }
}

#[test]
fn every_command_stands_in_the_guide() {
    let help = SiteTest::new().run(&["--help", "--lang", "en"]).stdout;
    let listed =
        help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1).take_while(|line| !line.is_empty());
    // A line that goes on is set in further.
    let own = listed.filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    let names = own.filter_map(|line| line.split_whitespace().next());
    let names: Vec<&str> = names.filter(|name| *name != "help").collect();
    assert!(names.contains(&"build"), "{help}");
    for language in LANGUAGES {
        let page = read(&guide(language).join("commands.md"));
        for name in &names {
            assert!(page.contains(&format!("`congbao {name}")), "{language}: congbao {name}");
        }
    }
}

#[test]
fn links_of_the_guide_lead_to_files_and_headings_that_exist() {
    let mut dead = Vec::new();
    for page in pages() {
        for target in links(&read(&page)) {
            let (path, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let file = if path.is_empty() { page.clone() } else { folder_of(&page).join(path) };
            let heading_is_there = || anchor.is_empty() || headings(&read(&file)).contains(anchor);
            if !file.exists() || !heading_is_there() {
                dead.push(format!("{}: {target}", page.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

#[test]
fn a_reader_of_readme_needs_a_minute() {
    for name in ["README.md", "README.vi.md"] {
        let lines = read(&root().join(name)).lines().count();
        assert!(lines <= 150, "{name}: {lines} lines");
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn guide(language: &str) -> PathBuf {
    root().join("docs/guide").join(language).join("src")
}

fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md"), root().join("README.vi.md")];
    for language in LANGUAGES {
        pages.extend(page_names(&guide(language)).into_iter().map(|name| guide(language).join(name)));
    }
    pages
}

fn page_names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).expect("the folder of the guide");
    entries.map(|entry| entry.expect("readable").file_name().into_string().expect("UTF-8")).collect()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn folder_of(page: &Path) -> &Path {
    page.parent().expect("a page lies in a folder")
}

fn without_remark(line: &str) -> &str {
    line.split(" #").next().unwrap_or(line).trim_end()
}

/// The `sh` blocks that this test has to run, in the order of the page.
fn shell_blocks(text: &str, page: &Path) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut blocks = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        if line.trim_start() != "```sh" {
            continue;
        }
        let runs_elsewhere = lines[..at].last().and_then(|above| above.trim().strip_prefix("<!-- run by: "));
        if let Some(other) = runs_elsewhere {
            let other = other.trim_end_matches(" -->");
            assert!(root().join(other).exists(), "{}: {other} is not there", page.display());
            continue;
        }
        let body = lines[at + 1..].iter().take_while(|line| line.trim() != "```");
        blocks.push(body.fold(String::new(), |all, line| all + line.get(indent..).unwrap_or("") + "\n"));
    }
    blocks
}

/// Runs the blocks of one page in one shell, in a copy of the committed site beside a Word file, a folder
/// of incoming files and a letter.
fn run_blocks(blocks: &[String]) -> support::Run {
    let site = SiteTest::committed();
    let word = std::fs::read(root().join("tests/import/word/decision.docx")).expect("a Word file");
    site.file("Chỉ thị 06.docx", &word).file("Văn bản đến/Quyết định.docx", &word).file("cong-van.txt", LETTER);
    site.file("Kế hoạch 90.txt", PLAN);
    site.file("texts.jsonl", format!("{}\n", serde_json::json!({"id": "a", "text": LETTER})));
    // `serve` and a review run until they are ended: they are asked to end once they say their address.
    let serve = "congbao() { if [ \"$1\" = serve ] || [[ \"$*\" == *--review* ]]; then serve_a_moment \"$@\"; else command congbao \"$@\"; fi; }\n\
        serve_a_moment() { local log=$PWD/.log; command congbao \"$@\" >\"$log\" 2>&1 & local server=$!\n\
        for _ in $(seq 300); do grep -q 'http://' \"$log\" && break; kill -0 $server 2>/dev/null || break; sleep 0.1; done\n\
        kill -INT $server; wait $server || true; grep -q 'http://' \"$log\"; rm -f \"$log\"; }\n\
        rsync() { command rsync \"${@/#user@host:\\/srv\\/congbao\\/site/$PWD/server}\"; }\n";
    // What a block leaves in the temporary folder goes with the site.
    let mut script = String::from("set -euo pipefail\nmkdir -p server .tmp\nexport TMPDIR=$PWD/.tmp\n");
    script += serve;
    let publishes = blocks.iter().any(|block| block.contains(" output/ "));
    if publishes {
        script += "congbao build\n";
    }
    script.extend(blocks.iter().map(String::as_str));
    if publishes {
        script += "test -s server/index.html\n";
    }
    let folder = support::program().parent().expect("the program lies in a folder").to_path_buf();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&path))).expect("a PATH");
    let mut bash = Command::new("bash");
    bash.args(["-c", &script]).current_dir(site.root()).env("PATH", path);
    support::run(support::speechless(&mut bash))
}

/// Targets of the page's links and pictures that are no addresses elsewhere.
fn links(text: &str) -> Vec<String> {
    // What stands between backticks is an example.
    let text: String = text.split('`').step_by(2).collect();
    let pieces = text.split("](").skip(1);
    let targets = pieces.filter_map(|rest| rest.split_once(')')).map(|(target, _)| target.to_owned());
    targets.filter(|target| !target.contains("://") && !target.contains(' ') && !target.contains('…')).collect()
}

/// Anchors of a page's headings, as code hosts and mdBook make them.
fn headings(text: &str) -> BTreeSet<String> {
    let titles = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let anchor = |title: &str| -> String {
        let kept = title.to_lowercase();
        let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    titles.map(anchor).collect()
}
