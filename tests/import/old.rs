//! Old formats by way of LibreOffice, which `tests/all` installs. Nothing here is skipped: where a program is missing,
//! the test fails and names the package.

use super::{fixture, imported};
use crate::support::{Run, SiteTest, program, run};
use std::path::Path;
use std::process::Command;

/// The body of what was imported to `content/x/NAME.md`.
fn body(site: &SiteTest, name: &str) -> String {
    let markdown = site.read(&format!("content/x/{name}.md"));
    markdown.split_once("\n---\n").expect("front matter").1.to_owned()
}

/// Runs the program with this search path.
fn with_path(site: &SiteTest, path: &Path, arguments: &[&str]) -> Run {
    run(Command::new(program()).current_dir(site.root()).args(arguments).env("PATH", path))
}

/// Names in the folder for temporary files that a conversion may leave.
fn left_behind(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).expect("a folder").flatten();
    names.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn old_formats_become_what_the_word_file_becomes() {
    let wanted = imported("decision.docx", &fixture("import/word/decision.docx")).expect("imported").markdown;
    let wanted = wanted.split_once("\n---\n").expect("front matter").1.to_owned();
    for ending in ["doc", "odt", "rtf"] {
        let site = SiteTest::committed();
        let file = format!("Quyết định cũ.{ending}");
        site.file(&file, fixture(&format!("import/old/decision.{ending}")));
        site.file("tạm/giữ", "");
        let temporary = site.root().join("tạm");
        let mut command = Command::new(program());
        command
            .current_dir(site.root())
            .args(["import", &file, "--to", "content/x/a.md", "--attach"])
            .env("TMPDIR", &temporary);
        let run = run(&mut command);
        assert!(
            !run.stderr.contains("import-no-libreoffice"),
            "this test needs LibreOffice: apt-get install libreoffice-writer-nogui"
        );
        assert_eq!(run.status, 0, "{}", run.said());
        assert_eq!(body(&site, "a"), wanted, "{ending}");
        assert_eq!(left_behind(&temporary), ["giữ"]);
        // All of it is marked as a machine's.
        let markdown = site.read("content/x/a.md");
        assert!(run.stderr.contains("[import-converted]"), "{}", run.stderr);
        assert!(markdown.contains("\n# TODO text: do máy chuyển đổi từ định dạng cũ"), "{markdown}");
        for key in ["type", "number", "date", "issuer", "title", "signer"] {
            let value = markdown.contains(&format!("\n{key}: "));
            assert!(value && markdown.contains(&format!("\n# TODO {key}: ")), "{key}: {markdown}");
        }
        assert!(markdown.contains(&format!("source: {file}")), "{markdown}");
        // The original stays what it was; sites serve no RTF unless they say so.
        let beside = format!("content/x/a.{ending}");
        if ending == "rtf" {
            assert!(run.stderr.contains("[import-not-attached]") && !site.exists(&beside), "{}", run.stderr);
        } else {
            let original = std::fs::read(site.root().join(&beside)).expect("attached");
            assert_eq!(original, fixture(&format!("import/old/decision.{ending}")));
            assert!(!run.stderr.contains("[import-not-attached]"), "{}", run.stderr);
        }
    }
}

#[test]
fn without_libreoffice_the_package_is_named_and_other_files_go_on() {
    let site = SiteTest::committed();
    site.file("đến/a.doc", fixture("import/old/decision.doc"));
    site.file("đến/b.docx", fixture("import/word/decision.docx"));
    site.file("trống/x", "");
    let nowhere = site.root().join("trống");
    for (language, words) in [("vi", "sudo apt install libreoffice-writer-nogui"), ("en", "from libreoffice.org")] {
        let run = with_path(&site, &nowhere, &["import", "đến", "--to", "content/x", "--force", "--lang", language]);
        assert_eq!(run.status, 1, "{}", run.said());
        assert!(run.stderr.contains("[import-no-libreoffice]") && run.stderr.contains(words), "{}", run.stderr);
        assert!(run.stderr.contains("a.doc"), "{}", run.stderr);
    }
    assert_eq!(left_behind(&site.root().join("content/x")).len(), 2, "the other file and its original");
}

#[test]
fn what_is_no_old_document_is_refused_before_any_program_starts() {
    let word = fixture("import/word/decision.docx");
    for (name, bytes, code) in [
        ("trang.doc", b"<html><body>x</body></html>".to_vec(), "import-wrong-ending"),
        ("mới.doc", word.clone(), "import-wrong-ending"),
        ("mới.odt", word, "import-wrong-ending"),
        ("cũ.rtf", fixture("import/old/decision.doc"), "import-wrong-ending"),
        ("giàu.doc", fixture("import/old/decision.rtf"), "import-wrong-ending"),
        ("chữ.rtf", b"{x\\rtf1}".to_vec(), "import-wrong-ending"),
        ("bảng tính.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1W\0o\0r\0k\0b\0o\0o\0k\0".to_vec(), "import-wrong-ending"),
        ("cũ.doc", fixture("import/old/decision.doc"), "import-no-libreoffice"),
    ] {
        assert_eq!(imported(name, &bytes).expect_err("refused").code, code, "{name}");
    }
}

#[test]
#[cfg(unix)]
fn a_file_that_libreoffice_cannot_read_is_said_to_be_one() {
    use std::os::unix::fs::PermissionsExt;
    let site = SiteTest::committed();
    // A compound file with the right name in it, and nothing else that is right.
    let mut broken = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    broken.resize(2048, 7);
    broken.extend("WordDocument".bytes().flat_map(|byte| [byte, 0]));
    site.file("hỏng.doc", broken);
    let run = site.run(&["import", "hỏng.doc"]);
    assert_eq!(run.status, 1, "{}", run.said());
    assert!(run.stderr.contains("[import-program-failed]"), "{}", run.stderr);
    // What another program says of it is quoted; it makes no file of garbage.
    site.file("bin/soffice", "#!/bin/sh\necho 'không mở được'\n").file("a.doc", fixture("import/old/decision.doc"));
    let fake = site.root().join("bin/soffice");
    std::fs::set_permissions(&fake, std::fs::Permissions::from_mode(0o755)).expect("a program");
    let run = with_path(&site, &site.root().join("bin"), &["import", "a.doc"]);
    assert!(run.status == 1 && run.stderr.contains("không mở được"), "{}", run.said());
}
