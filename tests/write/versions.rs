//! `congbao versions`: what git's history knows of former texts, shown and written.

use crate::support::{Run, SiteTest, directive, program, run, speechless};
use std::process::Command;

const FIRST: &str = "Có 68% trường trung học đạt chuẩn quốc gia.";
const SECOND: &str = "Có 70% trường trung học đạt chuẩn quốc gia.";
const PRESENT: &str = "Có 72% trường trung học đạt chuẩn quốc gia.";

const NONE: &str = "không có bản trước nào chưa được liệt kê\n";

fn document(keys: &str, body: &str) -> String {
    directive("02/CT-UBND", "2024-02-02", body)
        .replace("published: 2026-01-02\n", &format!("published: 2024-02-03\n{keys}"))
}

fn git(site: &SiteTest, arguments: &[&str], date: &str) {
    let mut command = Command::new("git");
    command.current_dir(site.root()).args([
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@b.vn",
        "-c",
        "commit.gpgsign=false",
    ]);
    command.args(arguments).env("GIT_AUTHOR_DATE", date).env("GIT_COMMITTER_DATE", date);
    let output = command.output().expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The program where a variable of the environment has this value.
fn versions(site: &SiteTest, arguments: &[&str], (name, value): (&str, &str)) -> Run {
    let mut command = Command::new(program());
    command.arg("versions").args(arguments).current_dir(site.root()).env(name, value);
    run(speechless(&mut command))
}

fn commit(site: &SiteTest, day: &str, subject: &str, text: String) {
    site.file("content/02.md", text);
    git(site, &["add", "."], day);
    git(site, &["commit", "-q", "-m", subject], &format!("{day}T09:00:00+07:00"));
}

/// Two texts that were replaced; a slip in the front matter, other line ends and a remark that nobody reads between.
fn with_history() -> SiteTest {
    let site = SiteTest::new();
    git(&site, &["init", "-q"], "");
    commit(&site, "2024-02-03", "Đăng chỉ thị 02", document("", FIRST));
    commit(&site, "2024-02-20", "Sửa trích yếu", document("", FIRST).replace("Về việc thử", "Về việc khác"));
    commit(&site, "2024-02-25", "Xuống dòng", document("", &FIRST.replace("học đạt", "học\nđạt")));
    let remark = format!("{FIRST}\n\n<!-- hỏi lại phòng Giáo dục trung học -->");
    commit(&site, "2024-02-27", "Ghi chú cho nhau", document("", &remark));
    commit(&site, "2024-03-01", "Sửa lỗi chép", document("", SECOND));
    commit(&site, "2024-04-05", "Đính chính theo văn bản 03", document("", PRESENT));
    site
}

#[test]
fn former_texts_are_proposed_and_nothing_is_written() {
    let site = with_history();
    let before = site.read("content/02.md");
    let run = site.run(&["versions"]);
    assert_eq!(run.status, 0, "{}", run.said());
    assert_eq!(
        run.stdout,
        "content/02.md: 2024-02-03 – 2024-03-01 · Sửa lỗi chép\n\
         content/02.md: 2024-03-01 – 2024-04-05 · Đính chính theo văn bản 03\n\
         2 bản trước; thêm --write để ghi tệp và dòng versions:\n"
    );
    assert_eq!(site.read("content/02.md"), before);
    assert!(!site.root().join("content/02.ban").exists());
}

#[test]
fn what_is_written_is_published_and_not_proposed_again() {
    let site = with_history();
    let run = site.run(&["versions", "--write"]);
    assert_eq!(run.status, 0, "{}", run.said());
    let rows = "versions:\n  # TODO Sửa lỗi chép\n  \
         - {date: 2024-02-03, until: 2024-03-01, file: '02.ban/2024-02-03.md', reason: copying}\n  \
         # TODO Đính chính theo văn bản 03\n  \
         - {date: 2024-03-01, until: 2024-04-05, file: '02.ban/2024-03-01.md', reason: correction}\n";
    assert_eq!(site.read("content/02.md"), document(rows, PRESENT), "all other lines stay");
    assert!(site.read("content/02.ban/2024-03-01.md").contains(SECOND));
    assert_eq!(site.run(&["versions"]).stdout, NONE);
    let built = site.run(&["build"]);
    assert_eq!(built.status, 0, "{}", built.said());
    assert_eq!(built.said().matches("[front-matter-todo]").count(), 2, "{}", built.said());
    let page = "output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/02-ct-ubnd/ban/2024-03-01/index.html";
    assert!(site.read(page).contains(SECOND));
}

#[test]
fn an_edit_that_is_not_committed_yet_adds_its_row_below_the_others() {
    let site = with_history();
    assert_eq!(site.run(&["versions", "--write"]).status, 0);
    let written = site.read("content/02.md");
    git(&site, &["add", "."], "2024-04-06");
    git(&site, &["commit", "-q", "-m", "Các bản trước"], "2024-04-06T09:00:00+07:00");
    site.file("content/02.md", written.replace("72%", "73%"));
    let run = versions(&site, &["--write"], ("SOURCE_DATE_EPOCH", "1714525200"));
    assert_eq!(run.status, 0, "{}", run.said());
    let row = "  - {date: 2024-04-05, until: 2024-05-01, file: '02.ban/2024-04-05.md', reason: copying}\n---\n";
    assert!(site.read("content/02.md").contains(row), "{}", site.read("content/02.md"));
    assert_eq!(site.run(&["check"]).status, 0);
}

#[test]
fn a_draft_has_no_former_texts() {
    let site = SiteTest::new();
    git(&site, &["init", "-q"], "");
    commit(&site, "2024-02-03", "Nháp", document("draft: true\n", FIRST));
    commit(&site, "2024-03-01", "Đăng", document("", SECOND));
    let run = site.run(&["versions"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, NONE), "{}", run.said());
}

#[test]
fn rows_that_no_line_can_follow_are_left_to_the_editor() {
    let site = with_history();
    site.file("content/02.ban/a.md", "Nội dung.\n");
    let keys = "versions: [{date: 2023-01-01, until: 2023-02-01, file: 02.ban/a.md, reason: copying}]\n";
    site.file("content/02.md", document(keys, PRESENT));
    let run = site.run(&["versions", "--write"]);
    assert_eq!(run.status, 1);
    assert!(run.said().contains("[versions-by-hand]"), "{}", run.said());
    assert_eq!(site.read("content/02.md"), document(keys, PRESENT));
}

#[test]
fn what_git_cannot_tell_is_said() {
    let site = SiteTest::new();
    site.file("content/02.md", document("", FIRST));
    let run = site.run(&["versions"]);
    assert_eq!(run.status, 2);
    assert!(run.said().contains("[versions-no-repository]"), "{}", run.said());
    let run = versions(&site, &[], ("PATH", ""));
    assert!(run.said().contains("[versions-no-git]"), "{}", run.said());
}

#[test]
fn a_shallow_clone_is_told() {
    let site = with_history();
    let copy = SiteTest::empty();
    let from = format!("file://{}", site.root().display());
    git(&copy, &["clone", "-q", "--depth", "1", &from, "ban-sao"], "");
    let run = copy.run(&["versions", "--root", "ban-sao"]);
    assert_eq!(run.status, 0, "{}", run.said());
    assert!(run.said().contains("[versions-shallow]"), "{}", run.said());
}
