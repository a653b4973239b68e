//! `congbao new`: next year's directive from this year's, empty documents of all types; `check` then
//! says only what is TODO.

use crate::support::{SiteTest, directive, tree};

const LAO_CAI: &str = "content/lao-cai/2023-2024-nhiem-vu-trong-tam.md";

/// Codes of the problems of one file, drafts included.
fn codes_of(site: &SiteTest, file: &str) -> Vec<String> {
    let run = site.run(&["check", "--drafts", "--format", "json", "--today", "2026-11-21"]);
    let problems = run.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let own = problems.filter(|problem| problem["file"] == file && problem["severity"] != "info");
    own.map(|problem| problem["code"].as_str().expect("a code").to_owned()).collect()
}

#[test]
fn next_year_s_directive_carries_over_what_stays_and_marks_what_does_not() {
    let site = SiteTest::committed();
    let run = site.run(&["new", "chi-thi", "--from", LAO_CAI, "--to", "content/lao-cai/moi.md"]);
    assert_eq!(run.status, 0, "{}", run.said());
    assert!(run.stdout.contains("24 văn bản: 1 đã có văn bản mới hơn"), "{}", run.stdout);
    assert!(run.stdout.contains("ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd"), "it has a successor: {}", run.stdout);
    let text = site.read("content/lao-cai/moi.md");
    for line in [
        "type: chi-thi",
        "issuer: ubnd-tinh-lao-cai",
        "title: Về nhiệm vụ trọng tâm năm học 2024-2025",
        "school_year: 2024-2025",
        "  - chuyen-doi-so: [muc-i-7]",
        "  name: Giàng Thị Dung",
        "  - \"TT: TU, HĐND, UBND tỉnh\"",
        "archive: VT, TH2, NC2, XD1, VX1",
        "draft: true",
        "## II. TỔ CHỨC THỰC HIỆN",
        "#   implements: [2236-qd-bgddt-2024] # văn bản trước: 2457-qd-bgddt-2023",
        "#   replaces: [ubnd-tinh-lao-cai/chi-thi/nam-hoc-2023-2024]",
    ] {
        assert!(text.lines().any(|own| own == line), "{line}\n{text}");
    }
    for (key, words) in [
        ("number", "…/CT-UBND"),
        ("date", "ngày ban hành"),
        ("title", "“Về nhiệm vụ trọng tâm năm học 2023-2024”"),
        ("signer", "kiểm tra lại"),
    ] {
        let todo = format!("# TODO {key}: ");
        assert!(text.lines().any(|line| line.starts_with(&todo) && line.contains(words)), "{key}\n{text}");
    }
    let newer = text.lines().find(|line| line.contains("[2457-qd-bgddt-2023] (")).expect("2457 is listed");
    assert!(newer.contains("Quyết định 2236/QĐ-BGDĐT ngày 23/8/2024 [2236-qd-bgddt-2024]"), "{newer}");
    assert!(!text.contains("\nnumber:"), "{text}");
    assert!(!text.contains("\ndate:"), "{text}");
    assert!(!text.contains("\nsource:"), "{text}");
    let codes = codes_of(&site, "content/lao-cai/moi.md");
    assert!(codes.len() > 5, "{codes:?}");
    assert!(codes.iter().all(|code| code == "front-matter-todo"), "{codes:?}");
    assert_eq!(site.run(&["build"]).status, 0, "a draft keeps nothing from being published");
}

#[test]
fn what_is_said_to_have_ended_comes_first() {
    let site = SiteTest::new();
    let old = directive(
        "05/CT-UBND",
        "2024-05-06",
        "Thực hiện Thông tư số 12/2020/TT-BGDĐT ngày 22/5/2020 của Bộ Giáo dục và Đào tạo và Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ.",
    );
    let ending = directive(
        "07/CT-UBND",
        "2024-06-06",
        "Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ được thay thế bằng Nghị định số 99/2024/NĐ-CP ngày 01/5/2024 của Chính phủ.",
    );
    site.file("content/a.md", old).file("content/b.md", ending);
    let run = site.run(&["new", "--from", "content/a.md", "--dry-run"]);
    assert_eq!(run.status, 0, "{}", run.said());
    let lines: Vec<&str> = run.stdout.lines().filter(|line| line.starts_with("#   - ")).collect();
    assert!(lines[0].contains("30/2020/NĐ-CP"), "{lines:?}");
    assert!(lines[0].contains("99/2024/NĐ-CP"), "{lines:?}");
    assert!(lines[1].contains("12/2020/TT-BGDĐT"), "{lines:?}");
}

#[test]
fn a_document_is_found_by_id_address_number_and_file() {
    let site = SiteTest::committed();
    let before = tree(site.root());
    for from in [
        "ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd",
        "/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/",
        "https://vanban.example.vn/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/#muc-i",
        "06/CT-UBND",
        "6/ct-ubnd",
        "./content/lao-cai/2024-2025-nhiem-vu-trong-tam.md",
        "lao-cai/../content/lao-cai/2024-2025-nhiem-vu-trong-tam.md",
    ] {
        let run = site.run(&["new", "chi-thi", "--from", from, "--dry-run"]);
        let found = run.stdout.contains("school_year: 2025-2026");
        assert_eq!(
            run.status == 0 && found,
            from != "lao-cai/../content/lao-cai/2024-2025-nhiem-vu-trong-tam.md",
            "{from}: {}",
            run.said()
        );
    }
    assert_eq!(tree(site.root()), before, "--dry-run writes nothing");
}

#[test]
fn what_cannot_be_done_is_said_with_what_was_meant() {
    let site = SiteTest::committed();
    site.file("content/hỏng.md", "---\ntype: chi-thi\n---\n");
    site.file("content/lao-cai/2025-2026-nhiem-vu-trong-tam.md", "đã có\n");
    for (arguments, code, words) in [
        (&["new", "chi-thii"][..], "new-type-unknown", "chi-thi"),
        (&["new", "chi-thi", "--from", "06-ct-ubn"], "new-from-unknown", "ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd"),
        (&["new", "chi-thi", "--from", "zzz"], "new-from-unknown", "--from"),
        (&["new", "chi-thi", "--from", "content/hỏng.md"], "new-from-broken", "congbao check"),
        (&["new", "chi-thi", "--from", "06/CT-UBND"], "new-target-exists", "--to"),
        (&["new", "chi-thi", "--issuer", "ubnd-tinh-lao-cay"], "import-issuer", "ubnd-tinh-lao-cai"),
        (&["new", "chi-thi", "--to", "../a.md"], "import-target-outside", "content"),
        (&["new", "chi-thi", "--root", "content"], "no-site", "congbao init"),
    ] {
        let run = site.run(arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {}", run.said());
        assert!(run.stderr.contains(code), "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(words), "{arguments:?}: {}", run.stderr);
    }
    assert_eq!(site.read("content/lao-cai/2025-2026-nhiem-vu-trong-tam.md"), "đã có\n");
    assert_eq!(site.run(&["new"]).status, 2);
    assert_eq!(site.run(&["new", "chi-thi", "--school-year", "2025-2027"]).status, 2);
}

#[test]
fn an_empty_document_of_any_type_is_only_to_be_filled_in() {
    let site = SiteTest::new();
    let without = site.run(&["new", "chi-thi"]);
    assert!(without.status == 2, "{}", without.said());
    assert!(without.stderr.contains("new-issuer-missing"), "{}", without.said());
    site.file("congbao.yaml", format!("{}issuer: ubnd-tinh-lao-cai\n", crate::support::CONFIG));
    for (kind, body) in [
        ("chi-thi", "## II. TỔ CHỨC THỰC HIỆN"),
        ("quyet-dinh", "## Điều 1. …"),
        ("nghi-quyet", "Căn cứ …;"),
        ("cong-van", "Kính gửi: …"),
        ("Biên bản", "## III. KẾT LUẬN"),
        ("thong-tu", "## Điều 1. …"),
        ("bao-cao", "## I. …"),
    ] {
        let file = format!("content/mới/{}.md", congbao::text::slug(kind));
        let run = site.run(&["new", kind, "--to", &file, "--title", "Về việc: thử # năm học 2025-2026"]);
        assert_eq!(run.status, 0, "{kind}: {}", run.said());
        let text = site.read(&file);
        assert!(text.contains(body), "{kind}: {text}");
        assert!(text.contains("school_year: 2025-2026"), "{kind}: {text}");
        let codes = codes_of(&site, &file);
        assert!(codes.len() > 4, "{kind}: {codes:?}");
        assert!(codes.iter().all(|code| code == "front-matter-todo"), "{kind}: {codes:?}");
        let again = site.run(&["new", kind, "--to", &file]);
        assert!(again.status == 2, "never written over");
        assert!(site.read(&file) == text, "never written over");
    }
    // The layout since 2025: of resolutions of councils, and of other normative documents where they are said to be such.
    for (arguments, has, has_not) in [
        (
            &["nghi-quyet", "--issuer", "hdnd-tinh-lao-cai"][..],
            "Hội đồng nhân dân ban hành Nghị quyết …",
            "Theo đề nghị",
        ),
        (&["quyet-dinh", "--normative"], "Ủy ban nhân dân ban hành Quyết định …", "TODO adopted"),
        (&["quyet-dinh"], "Theo đề nghị của …", "ban hành Quyết định …"),
    ] {
        let run = site.run(&[&["new", "--dry-run"], arguments].concat());
        assert_eq!(run.status, 0, "{}", run.said());
        assert!(run.stdout.contains(has) && !run.stdout.contains(has_not), "{arguments:?}: {}", run.stdout);
        let council = arguments[0] == "nghi-quyet";
        assert_eq!(run.stdout.contains("# TODO adopted: "), council, "{}", run.stdout);
        assert_eq!(run.stdout.contains("…/…/"), arguments.len() > 1, "the number carries the year: {}", run.stdout);
    }
    let english = site.run(&["new", "cong-van", "--dry-run", "--lang", "en"]);
    assert!(english.stdout.contains("# TODO number: write the number"), "{}", english.stdout);
}

#[test]
fn a_yearly_series_goes_on_by_itself() {
    let site = SiteTest::new();
    let old =
        directive("05/CT-UBND", "2024-05-06", "Chỉ thị.").replace("Về việc thử", "Về nhiệm vụ năm học 2023 - 2024");
    site.file("content/2023-2024.md", old);
    assert_eq!(site.run(&["new", "--from", "05/CT-UBND"]).status, 0);
    let text = site.read("content/2024-2025.md");
    assert!(text.contains("title: Về nhiệm vụ năm học 2024 - 2025"), "{text}");
    assert_eq!(site.run(&["build", "--drafts", "--output", "nháp"]).status, 0);
    let page = site.read("nháp/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/index.html");
    assert!(page.contains("ve-nhiem-vu-nam-hoc-2024-2025"), "the page of the first leads to the next");
}
