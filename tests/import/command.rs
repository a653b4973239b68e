//! The command: where it writes, what it says, how it ends.

use super::fixture;
use crate::support::SiteTest;

/// A site with three files on the desk, their names as people give them.
fn desk() -> SiteTest {
    let site = SiteTest::committed();
    site.file("bàn làm việc/Chỉ thị 06 (bản chính).docx", fixture("import/word/001.docx"));
    site.file("bàn làm việc/Kế hoạch Văn Lãng.pdf", fixture("import/pdf/004.pdf"));
    site.file("bàn làm việc/hỏng.docx", "không phải Word");
    site
}

#[test]
fn several_files_are_imported_and_a_bad_one_stops_no_other() {
    let site = desk();
    let files =
        ["bàn làm việc/hỏng.docx", "bàn làm việc/Chỉ thị 06 (bản chính).docx", "bàn làm việc/Kế hoạch Văn Lãng.pdf"];
    let run = site.run(&["import", files[0], files[1], files[2], "--to", "content/mới"]);
    assert_eq!(run.status, 1, "{}", run.said());
    assert!(run.stderr.contains("import-wrong-ending"), "{}", run.stderr);
    assert!(run.stderr.contains("hỏng.docx"), "{}", run.stderr);
    let markdown = site.read("content/mới/06-ct-ubnd-2024.md");
    assert!(markdown.contains("source: Chỉ thị 06 (bản chính).docx"), "{markdown}");
    assert!(markdown.contains("- file: 06-ct-ubnd-2024.docx # SHA-256 "), "{markdown}");
    assert!(site.exists("content/mới/06-ct-ubnd-2024.docx"));
    assert!(site.exists("content/mới/thuc-hien-nhiem-vu-trong-tam-nam-hoc-2023-2024.pdf"));
    assert!(run.stdout.contains("2 trên 3"), "{}", run.stdout);
}

#[test]
fn nothing_is_overwritten_without_force() {
    let site = desk();
    let file = "bàn làm việc/Chỉ thị 06 (bản chính).docx";
    let arguments = ["import", file, "--to", "content/mới/một.md"];
    assert_eq!(site.run(&arguments).status, 0);
    site.file("content/mới/một.md", "của người khác");
    let run = site.run(&arguments);
    assert!(run.status == 2, "{}", run.said());
    assert!(run.stderr.contains("import-target-exists"), "{}", run.said());
    assert_eq!(site.read("content/mới/một.md"), "của người khác");
    let run = site.run(&["import", file, "--to", "content/mới/một.md", "--force"]);
    assert_eq!(run.status, 0, "{}", run.said());
    assert!(site.read("content/mới/một.md").starts_with("---\n"));
    let left: Vec<_> = std::fs::read_dir(site.root().join("content/mới")).expect("a folder").flatten().collect();
    assert_eq!(left.len(), 2, "no temporary file is left: {left:?}");
}

#[test]
fn a_dry_run_shows_and_writes_nothing() {
    let site = desk();
    let run = site.run(&["import", "bàn làm việc/Kế hoạch Văn Lãng.pdf", "--dry-run", "--show-changes"]);
    assert_eq!(run.status, 0, "{}", run.said());
    assert!(run.stdout.contains("## I. MỤC ĐÍCH, YÊU CẦU"), "{}", run.stdout);
    assert!(run.stdout.contains("nối 3 dòng thành một đoạn"), "{}", run.stdout);
    assert!(run.stdout.contains("bỏ số trang “2”"), "{}", run.stdout);
    assert!(!site.exists("content/lang-son/thuc-hien-nhiem-vu-trong-tam-nam-hoc-2023-2024.md"));
}

#[test]
fn an_imported_site_builds_at_once_and_says_what_is_left_to_do() {
    let site = SiteTest::new();
    let mut arguments = vec!["import".to_owned()];
    for name in ["000.docx", "001.docx", "002.docx", "003.docx", "decision.docx"] {
        site.file(name, fixture(&format!("import/word/{name}")));
        arguments.push(name.to_owned());
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let run = site.run(&arguments);
    assert_eq!(run.status, 0, "{}", run.said());
    // A theme vocabulary, districts and their like are the site's own; these five need none.
    let run = site.build();
    assert!(run.stderr.contains("front-matter-todo"), "{}", run.stderr);
    assert!(site.exists("output/index.html"));
    let strict = site.run(&["build", "--strict", "--output", "khác"]);
    assert_eq!(strict.status, 1, "what is left to do can be made to stop a build");
}

/// A notice whose words are all kept.
const NOTICE: &str = "ỦY BAN NHÂN DÂN\nTỈNH LÀO CAI\nSố: 7/TB-UBND\nLào Cai, ngày 5 tháng 8 năm 2024\nTHÔNG BÁO\n\
    Về việc nghỉ học\nCác trường cho học sinh nghỉ học từ ngày mai.\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\
    CHỦ TỊCH\nNguyễn Văn A\n";

#[test]
fn a_line_says_what_was_kept_and_the_exit_status_whether_anything_was_lost() {
    let site = SiteTest::new();
    site.file("trọn vẹn.txt", NOTICE);
    let run = site.run(&["import", "trọn vẹn.txt", "--to", "content/a.md", "--lang", "en"]);
    assert_eq!(run.status, 0, "{}", run.said());
    let line = "fields: 7 sure, 0 doubtful, 0 missing; 0 tables, 0 notes; 46 of 46 words kept, 0 left aside, 0 lost";
    assert!(run.stdout.contains(line), "{}", run.said());
    site.file("có dòng lạ.txt", format!("Một dòng lạ\n{NOTICE}"));
    let run = site.run(&["import", "có dòng lạ.txt", "--to", "content/b.md", "--lang", "en"]);
    assert_eq!(run.status, 3, "{}", run.said());
    assert!(run.stdout.contains("46 of 49 words kept, 0 left aside, 3 lost"), "{}", run.said());
    assert!(site.exists("content/b.md"), "what is lost is told, and the rest is there");
    let drawn = "<a:p><a:r><a:t>Hiệu trưởng</a:t></a:r></a:p>";
    let text = "<w:p><w:r><w:t>Nội dung của phần này.</w:t><w:drawing/></w:r></w:p>";
    site.file("sơ đồ.docx", super::word::word(&[("word/diagramData1.xml", drawn), ("word/document.xml", text)]));
    let run = site.run(&["import", "sơ đồ.docx", "--to", "content/d.md", "--lang", "en"]);
    assert_eq!(run.status, 3, "{}", run.said());
    assert!(run.stderr.contains("[import-words-missing]") && run.stderr.contains("“hiệu trưởng”"), "{}", run.stderr);
    let run = site.run(&["import", "có dòng lạ.txt", "--to", "content/c.md", "--lang", "en", "--format", "json"]);
    let lines: Vec<serde_json::Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let counts = lines.iter().find(|line| line["code"].as_str() == Some("import-counts")).expect("a summary");
    assert_eq!((counts["severity"].as_str(), counts["file"].as_str()), (Some("info"), Some("có dòng lạ.txt")));
}

#[test]
fn a_folder_is_summed_up_in_a_table_and_a_last_line() {
    let site = SiteTest::new();
    site.file("hồ sơ/1.txt", NOTICE);
    site.file("hồ sơ/2.txt", format!("Một dòng lạ\n{}", NOTICE.replace("7/TB", "8/TB")));
    let picture = "<html><p>Nội dung của phần này<img src=x>được thực hiện như sau.</p><nav>Trang chủ</nav></html>";
    site.file("hồ sơ/3.html", picture);
    site.file("hồ sơ/4.pdf", "không phải PDF");
    let mut said = String::new();
    for lang in ["vi", "en"] {
        let run = site.run(&["import", "hồ sơ", "--to", "content/mới", "--force", "--lang", lang]);
        assert_eq!(run.status, 1, "a file that was refused counts more than a loss: {}", run.said());
        let lines: Vec<&str> = run.stdout.lines().filter(|line| !line.contains("TODO ")).collect();
        said.push_str(&format!("=== {lang}\n{}\n", lines.join("\n")));
    }
    insta::assert_snapshot!("import_folder", said);
}

/// A Word file of a notice, with a comment, a tracked change and hidden words.
fn unclean() -> Vec<u8> {
    let line = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let head: String = NOTICE.lines().take(6).map(line).collect();
    let foot: String = NOTICE.lines().skip(7).map(line).collect();
    let body = "<w:p><w:r><w:t>Các trường cho học sinh nghỉ học </w:t></w:r><w:ins w:id=\"1\" w:author=\"Lê C\"><w:r>\
        <w:t>từ ngày mai.</w:t></w:r></w:ins><w:r><w:commentReference w:id=\"0\"/></w:r></w:p>\
        <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Chưa duyệt kinh phí</w:t></w:r></w:p>";
    let comment =
        "<w:comment w:id=\"0\" w:author=\"Lê C\"><w:p><w:r><w:t>Anh xem lại nhé</w:t></w:r></w:p></w:comment>";
    super::word::word(&[("word/document.xml", &format!("{head}{body}{foot}")), ("word/comments.xml", comment)])
}

#[test]
fn what_may_not_leave_the_office_is_not_attached_unless_a_person_says_so() {
    let site = SiteTest::new();
    site.file("có ghi chú.docx", unclean());
    let import = |more: &[&str]| site.run(&[&["import", "có ghi chú.docx", "--to", "content/a.md"], more].concat());
    let run = import(&[]);
    assert!(site.exists("content/a.md"), "{}", run.said());
    assert!(!site.exists("content/a.docx"), "{}", run.said());
    assert!(run.stderr.contains("[import-original-unclean]"), "{}", run.stderr);
    for words in
        ["ý kiến ghi chú (1): “Lê C: Anh xem lại nhé”", "chỗ sửa được theo dõi (1)", "nội dung ẩn (1)", "--attach"]
    {
        assert!(run.stderr.contains(words), "{words}: {}", run.stderr);
    }
    let text = site.read("content/a.md");
    assert!(text.contains("từ ngày mai") && !text.contains("Chưa duyệt") && !text.contains("attachments:"), "{text}");
    let run = import(&["--attach", "--force"]);
    assert!(site.exists("content/a.docx") && site.read("content/a.md").contains("attachments:"), "{}", run.said());
    assert!(run.stderr.contains("[attachment-comment]"), "what leaves is said: {}", run.stderr);
}

#[test]
fn a_draft_stays_a_draft_and_its_original_at_home() {
    let site = SiteTest::new();
    for (name, mark, is_draft) in
        [("một", "DỰ THẢO", true), ("hai", "(Dự thảo lần 2 ngày 03/8/2024)", true), ("ba", "HỎA TỐC", false)]
    {
        site.file(&format!("{name}.txt"), format!("{mark}\n{NOTICE}"));
        let target = format!("content/{name}.md");
        let run = site.run(&["import", &format!("{name}.txt"), "--to", &target]);
        assert_eq!(site.read(&target).contains("\ndraft: true # "), is_draft, "{name}: {}", run.said());
        assert_eq!(run.stderr.contains("[import-draft]"), is_draft, "{name}: {}", run.said());
        assert_eq!(site.exists(&format!("content/{name}.txt")), !is_draft, "{name}: {}", run.said());
    }
    let run = site.run(&["import", "một.txt", "--to", "content/một.md", "--attach", "--force"]);
    assert!(site.exists("content/một.txt"), "{}", run.said());
}

#[test]
fn two_files_that_would_get_one_name_get_two() {
    let site = SiteTest::new();
    site.file("đến/a.txt", NOTICE).file("đến/b.txt", NOTICE.replace("nghỉ học", "đi học"));
    let run = site.run(&["import", "đến", "--to", "content/mới"]);
    assert_eq!(run.status, 0, "{}", run.said());
    for (document, words, original) in [
        ("07-tb-ubnd-2024", "Về việc nghỉ học", "07-tb-ubnd-2024.txt"),
        ("07-tb-ubnd-2024-2", "Về việc đi học", "07-tb-ubnd-2024-2.txt"),
    ] {
        let text = site.read(&format!("content/mới/{document}.md"));
        assert!(text.contains(words) && text.contains(&format!("- file: {original} ")), "{text}");
        assert!(site.exists(&format!("content/mới/{original}")));
    }
    assert!(run.stdout.contains("[import-same-name]"), "{}", run.said());
    assert!(site.read("import.log").contains("“content/mới/07-tb-ubnd-2024-2.md”"), "{}", site.read("import.log"));
    // A third file later gets a third name; the same file again is refused.
    site.file("c.txt", NOTICE.replace("nghỉ học", "về sớm"));
    let run = site.run(&["import", "c.txt", "--to", "content/mới"]);
    assert!(run.status == 0 && site.exists("content/mới/07-tb-ubnd-2024-3.md"), "{}", run.said());
    let run = site.run(&["import", "đến/a.txt", "--to", "content/mới"]);
    assert!(run.status == 2 && run.stderr.contains("[import-target-exists]"), "{}", run.said());
}

#[test]
fn of_several_files_the_terminal_has_a_table_and_the_log_the_rest() {
    let site = SiteTest::new();
    for number in 1..=5 {
        let notice = NOTICE.replace("7/TB", &format!("{number}/TB"));
        site.file(&format!("đến/{number}.txt"), format!("Một dòng lạ\n{notice}"));
    }
    site.file("đến/6.pdf", "không phải PDF");
    let run = site.run(&["import", "đến", "--to", "content/mới"]);
    assert_eq!(run.status, 1, "{}", run.said());
    assert!(run.stdout.contains("  5 cảnh báo[import-left-out]: "), "{}", run.stdout);
    assert!(!run.stderr.contains("import-left-out"), "{}", run.stderr);
    assert!(run.stderr.contains("6.pdf"), "what keeps a file out is said: {}", run.stderr);
    assert!(run.said().lines().count() < 25, "{}", run.said());
    let log = site.read("import.log");
    assert_eq!(log.matches("cảnh báo[import-left-out]").count(), 5, "{log}");
    for words in ["“Một dòng lạ”", "đến/3.txt → content/mới/03-tb-ubnd-2024.md", "6.pdf"] {
        assert!(log.contains(words), "{words}: {log}");
    }
}

#[test]
fn a_school_is_a_level_and_its_row_is_taken_as_it_is() {
    let site = SiteTest::new();
    let plan = NOTICE.replace("TỈNH LÀO CAI", "XÃ BẢN LẦU\nTRƯỜNG MẦM NON HOA SEN").replace("ỦY BAN NHÂN DÂN", "UBND");
    site.file("a.txt", plan.replace("7/TB-UBND", "7/TB-MNHS").replace("UBND\nXÃ", "UBND XÃ"));
    let run = site.run(&["import", "a.txt", "--to", "content/a.md"]);
    let row =
        run.stderr.lines().find_map(|line| line.split_once("- {key: ")).map(|(_, row)| format!("- {{key: {row}\n"));
    let row = row.unwrap_or_else(|| panic!("{}", run.said()));
    assert!(row.contains("level: school"), "{row}");
    site.file("content/issuers.yaml", format!("{}{row}", crate::support::ISSUERS));
    assert_eq!(site.codes().iter().filter(|code| code.starts_with("issuer-")).count(), 0, "{row} {:?}", site.codes());
    let run = site.run(&["import", "a.txt", "--to", "content/a.md", "--force"]);
    assert!(!run.stderr.contains("[import-issuer-row]"), "{}", run.said());
}

#[test]
fn wrong_usage_says_what_to_do() {
    let site = desk();
    let file = "bàn làm việc/Kế hoạch Văn Lãng.pdf";
    for (arguments, code) in [
        (vec!["import", "không có.docx"], "import-unreadable"),
        (vec!["import", "content"], "import-nothing-named"),
        (vec!["import", "bàn làm việc/*.html"], "import-nothing-named"),
        (vec!["import", file, "--to", "../ngoài"], "import-target-outside"),
        (vec!["import", file, "--to", "content/../ngoài"], "import-target-outside"),
        (vec!["import", file, "--to", "/tmp"], "import-target-outside"),
        (vec!["import", file, "bàn làm việc", "--to", "content/a.md"], "import-target-one"),
        (vec!["import", file, "--issuer", "ubnd-tinh-lao-cay"], "import-issuer"),
        (vec!["import", file, "--root", "không có"], "root-missing"),
    ] {
        let run = site.run(&arguments);
        assert!(run.status == 2, "{arguments:?}: {}", run.said());
        assert!(run.stderr.contains(code), "{arguments:?}: {}", run.said());
    }
    assert_eq!(site.run(&["import"]).status, 2);
    let run = site.run(&["import", file, "--issuer", "ubnd-tinh-lang-son", "--to", "content/a.md"]);
    assert_eq!(run.status, 0, "{}", run.said());
    assert!(site.read("content/a.md").contains("\nissuer: ubnd-tinh-lang-son #"));
}

#[test]
fn problems_are_said_in_both_languages_with_place_and_advice() {
    let site = SiteTest::new();
    site.file("một.txt", "ỦY BAN NHÂN DÂN\nHUYỆN BẢO YÊN\nMột dòng lạ\nSố:     /TB-UBND\nBảo Yên, ngày    tháng 8 năm 2024\nTHÔNG BÁO\nVỀ VIỆC NGHỈ HỌC\nNội dung của thông báo.\n");
    site.file("hai.txt", "MẬT\nCHỈ THỊ\n");
    site.file("ba.docx", "chữ");
    let mut said = String::new();
    for lang in ["vi", "en"] {
        let run = site.run(&["import", "một.txt", "hai.txt", "ba.docx", "--dry-run", "--lang", lang]);
        said.push_str(&format!("=== {lang}, exit {}\n{}", run.status, run.said()));
    }
    insta::assert_snapshot!("import_problems", said);
    let run = site.run(&["import", "hai.txt", "--format", "json"]);
    let problem: serde_json::Value = serde_json::from_str(run.stdout.lines().next().expect("a line")).expect("JSON");
    assert_eq!((problem["code"].as_str(), problem["line"].as_u64()), (Some("import-secret"), Some(1)));
}
