//! What is kept between runs never changes a byte of the site, whatever became of it, and makes reading unneeded.

use crate::support::{CONFIG, Run, SiteTest, directive, program, run, speechless, tree};
use std::fs;
use std::path::Path;
use std::process::Command;

const BODY: &str = "Căn cứ Quyết định số 2457/QĐ-BGDĐT ngày 12 tháng 8 năm 2024 của Bộ Giáo dục và Đào tạo;\n\n## I. Nhiệm vụ\n\n\
    Giao Sở Giáo dục và Đào tạo thực hiện Chỉ thị số 05/CT-UBND ngày 06 tháng 5 năm 2024 của UBND tỉnh Lào Cai và Đề án Sao Mai.\n";
const WORKS: &str = "- {key: 5-qd-ttg, type: quyet-dinh, number: 5/QĐ-TTg, date: 2023-02-03, title: Quyết định A, aliases: [{text: Đề án Sao Mai}]}\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\x0dIDATx\x9cc`\0\0\x02\0\0\0\x01\xe2!\xbc3\0\0\0\0IEND\xaeB`\x82";

/// Three documents; one has a file, an image and a link, one a name of its own.
fn site() -> SiteTest {
    let site = SiteTest::new();
    // Of a published text that was edited only a build into its folder knows.
    site.file("congbao.yaml", format!("{CONFIG}rules: {{published-text-edited: {{level: off, reason: Thử}}}}\n"));
    let attached = |text: String| text.replace("published:", "attachments: [{file: tep.txt, title: A}]\npublished:");
    let named = |text: String| text.replace("published:", "aliases: [Đề án Sao Hôm]\npublished:");
    site.file("content/a.md", named(directive("05/CT-UBND", "2024-05-06", BODY)))
        .file("content/b.md", attached(directive("06/CT-UBND", "2024-06-07", &format!("{BODY}\n[x](tep.txt)\n"))))
        .file(
            "content/c.md",
            directive("07/CT-UBND", "2024-07-08", &format!("{BODY}\nXem Đề án Sao Hôm. ![hình](h.png)\n")),
        )
        .file("content/h.png", PNG)
        .file("content/tep.txt", "Một.\n");
    site
}

/// Builds with what was kept and without; both must say and write the same. The documents that were read.
fn read(site: &SiteTest, what: &str) -> usize {
    let with = site.run(&["build", "--lang", "en"]);
    let beside = tempfile::tempdir().expect("a folder");
    let output = beside.path().join("output");
    let folder = output.to_str().expect("UTF-8");
    let store = beside.path().join("store").display().to_string();
    let without = site.run(&["build", "--lang", "en", "--fresh", "--store", &store, "--output", folder]);
    let (said, read) = parts(&with);
    assert_eq!((with.status, &said), (without.status, &parts(&without).0), "{what}");
    if with.status == 0 {
        let written = |folder: &Path| {
            let mut files = tree(folder);
            // The inputs of the run, and times.
            files.retain(|path, _| !path.starts_with(".congbao"));
            files
        };
        let (ours, fresh) = (written(&site.root().join("output")), written(&output));
        let differing: Vec<_> =
            ours.iter().filter(|(path, bytes)| fresh.get(*path) != Some(bytes)).map(|(path, _)| path).collect();
        assert_eq!((ours.len(), differing), (fresh.len(), Vec::new()), "{what}");
    }
    read
}

/// What was said less what differs between two runs, and how many documents were read.
fn parts(run: &Run) -> (Vec<String>, usize) {
    let said = run.said();
    let read = said.lines().find_map(|line| line.split_once(" read)")?.0.rsplit_once('(')?.1.parse().ok());
    let differs = |line: &&str| {
        let counted = ["Documents:", "Pages and files:", "Pages made:"];
        counted.iter().any(|count| line.starts_with(count)) || line.contains("cannot keep")
    };
    (said.lines().filter(|line| !differs(line)).map(str::to_owned).collect(), read.unwrap_or(0))
}

#[test]
fn after_any_change_the_site_is_that_of_a_fresh_build() {
    let site = site();
    assert_eq!(read(&site, "the first time"), 3);
    assert_eq!(read(&site, "nothing changed"), 0);
    let edit = |path: &str, from: &str, to: &str| {
        let text = site.read(path);
        assert!(text.contains(from), "{path}: {from}");
        site.file(path, text.replace(from, to));
    };
    edit("content/a.md", "Nhiệm vụ", "Việc phải làm");
    assert_eq!(read(&site, "a text"), 1);
    edit("content/a.md", "Về việc thử", "Về việc khác");
    assert_eq!(read(&site, "a title"), 1);
    edit("content/a.md", "Đề án Sao Hôm", "Đề án Sao Kim");
    read(&site, "a name that a document gives itself");
    site.file("content/works.yaml", WORKS);
    read(&site, "a name in a registry");
    edit("content/works.yaml", "title: Quyết định A", "title: Quyết định B");
    assert_eq!(read(&site, "a title in a registry"), 0);
    edit("content/works.yaml", "Đề án Sao Mai", "Đề án Sao Mơ");
    read(&site, "another name in a registry");
    site.file("content/tep.txt", "Hai.\n");
    assert_eq!(read(&site, "an attachment"), 1);
    site.remove("content/h.png");
    read(&site, "an image that is missing");
    site.file("content/h.png", PNG);
    // As it was when it was last built: nothing is done.
    read(&site, "an image that came back");
    site.remove("content/tep.txt");
    read(&site, "an attachment that is missing");
    site.file("content/tep.txt", "Ba.\n");
    read(&site, "an attachment that came back");
    edit("content/issuers.yaml", "name: UBND tỉnh Lào Cai", "name: UBND Lào Cai");
    assert_eq!(read(&site, "the name of an issuer"), 3);
    edit("content/issuers.yaml", "official_name: Ủy ban", "official_name: Uỷ ban");
    assert_eq!(read(&site, "how heads print the name of an issuer"), 0);
    edit("content/issuers.yaml", "official_name: Uỷ ban nhân dân", "official_name: Ban quản trị");
    assert_eq!(read(&site, "another official name"), 3);
    let issuers = site.read("content/issuers.yaml");
    site.file("content/issuers.yaml", format!("# Lời nhắc.\n{issuers}"));
    assert_eq!(read(&site, "a remark in a registry"), 0);
    edit("content/c.md", "published:", "draft: true\npublished:");
    read(&site, "a draft");
    edit("content/c.md", "draft: true\n", "");
    read(&site, "a draft no more");
    edit("congbao.yaml", "https://vanban.example.vn/", "https://khac.example.vn/");
    read(&site, "another address of the site");
    edit("content/b.md", "title: ", "titel: ");
    read(&site, "a broken document");
    edit("content/b.md", "titel: ", "title: ");
    read(&site, "a document that is mended");
    fs::rename(site.root().join("content/b.md"), site.root().join("content/d.md")).expect("renamed");
    assert_eq!(read(&site, "another name of a file"), 1);
    // Rules decide what is said, not what is kept; `check` and `build` share everything.
    edit("congbao.yaml", "language: vi", "language: vi\nrules: {T01: {level: warning, reason: Thử}}");
    assert_eq!(read(&site, "a rule"), 0);
    site.run(&["check"]);
    assert_eq!(read(&site, "after a check"), 0);
}

/// Every document of the committed site can be kept: no part of a value is unknown to the store.
#[test]
fn nothing_of_the_committed_site_is_read_twice() {
    let site = SiteTest::committed();
    let all = site.run(&["check", "--format", "json"]);
    site.build();
    let _ = fs::remove_dir_all(site.root().join("output"));
    let (_, read) = parts(&site.run(&["build", "--lang", "en"]));
    assert_eq!(read, 0);
    assert_eq!(site.run(&["check", "--format", "json"]).stdout, all.stdout);
    // What is read of texts. Traces of pages weigh more than so few texts, and less than many.
    let of_texts = |path: &String| path.starts_with("documents-") || path.starts_with("words-");
    let store = tree(&site.root().join(".congbao"));
    let store = store.iter().filter(|(path, _)| of_texts(path)).map(|(_, kept)| kept.len()).sum::<usize>();
    let texts = tree(&site.root().join("content"))
        .iter()
        .filter(|(path, _)| path.ends_with(".md"))
        .map(|(_, text)| text.len())
        .sum::<usize>();
    assert!(store <= texts, "{store} bytes are kept of {texts}");
}

/// Lays something else in the place of what was kept.
type Damage = (&'static str, fn(&Path));

fn each(folder: &Path, change: impl Fn(Vec<u8>) -> Vec<u8>) {
    for (name, bytes) in tree(folder).into_iter().filter(|(name, _)| name.contains('-') || name == "files") {
        fs::write(folder.join(name), change(bytes)).expect("written");
    }
}

const DAMAGES: [Damage; 9] = [
    ("half of each file", |folder| each(folder, |bytes| bytes[..bytes.len() / 2].to_vec())),
    ("nothing in the files", |folder| each(folder, |_| Vec::new())),
    ("a byte in the middle", |folder| {
        each(folder, |mut bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 4;
            bytes
        });
    }),
    ("another program's", |folder| {
        each(folder, |mut bytes| {
            if let Some(byte) = bytes.get_mut(20) {
                *byte ^= 4;
            }
            bytes
        });
    }),
    ("some files are gone", |folder| {
        for name in tree(folder).keys().filter(|name| name.starts_with("words") || name.starts_with("files")) {
            fs::remove_file(folder.join(name)).expect("removed");
        }
    }),
    ("no folder", |folder| fs::remove_dir_all(folder).expect("removed")),
    ("a file", |folder| {
        fs::remove_dir_all(folder).expect("removed");
        fs::write(folder, "x").expect("written");
    }),
    ("a folder of another program", |folder| {
        fs::remove_dir_all(folder).expect("removed");
        fs::create_dir(folder).expect("made");
        fs::write(folder.join("x"), "x").expect("written");
    }),
    ("readings of the same names in other files", |folder| {
        let files: Vec<_> = tree(folder).into_iter().filter(|(name, _)| name.contains('-')).collect();
        for ((name, _), (_, bytes)) in files.iter().zip(files.iter().rev()) {
            fs::write(folder.join(name), bytes).expect("written");
        }
    }),
];

#[test]
fn a_store_that_is_damaged_changes_nothing() {
    for (what, damage) in DAMAGES {
        let site = site();
        site.build();
        damage(&site.root().join(".congbao"));
        let _ = fs::remove_dir_all(site.root().join("output"));
        read(&site, what);
        if what.starts_with("a f") {
            assert!(site.run(&["build", "--lang", "en"]).said().contains("cannot keep"), "{what}");
        }
    }
    let site = site();
    site.build();
    // What is not ours stays.
    let foreign = site.root().join(".congbao");
    fs::remove_dir_all(&foreign).expect("removed");
    fs::create_dir(&foreign).expect("made");
    fs::write(foreign.join("documents-1-0"), "x").expect("written");
    site.run(&["build"]);
    assert_eq!(tree(&foreign).into_iter().collect::<Vec<_>>(), [("documents-1-0".to_owned(), b"x".to_vec())]);
}

#[test]
fn the_store_of_another_site_is_of_no_harm() {
    let (site, other) = (site(), site());
    other.build();
    other.file("content/a.md", other.read("content/a.md").replace("Nhiệm vụ", "Việc khác"));
    other.build();
    for (name, bytes) in tree(&other.root().join(".congbao")) {
        site.file(&format!(".congbao/{name}"), bytes);
    }
    assert_eq!(read(&site, "another site's"), 1);
}

/// A text that must not be published leaves the store with the run that refuses it; so does one that is taken away.
#[test]
fn a_secret_does_not_stay() {
    let site = site();
    let words = "Căn cứ Quyết định số 77/QĐ-UBND ngày 07 tháng 7 năm 2024 về đường hầm";
    let has_it = || {
        let kept = tree(&site.root().join(".congbao"));
        kept.values().any(|bytes| bytes.windows(words.len()).any(|part| part == words.as_bytes()))
    };
    for end in ["secret", "refused by check", "gone"] {
        let plain = directive("09/CT-UBND", "2024-09-10", &format!("{words};\n\n{end}\n"));
        site.file("content/e.md", &plain);
        site.build();
        assert!(has_it(), "{end}");
        match end {
            "gone" => drop(site.remove("content/e.md")),
            _ => drop(site.file("content/e.md", plain.replace("Căn cứ", "TỐI MẬT\n\nCăn cứ"))),
        }
        site.run(&[if end == "secret" { "build" } else { "check" }]);
        assert!(!has_it(), "{end}");
        let searched = tree(&site.root().join(".congbao")).into_keys().any(|name| name.starts_with("search-"));
        assert_eq!(searched, end == "gone", "{end}: its words leave with the next build");
    }
}

#[test]
fn two_programs_share_a_store() {
    let site = site();
    let start = |output: &str| {
        let mut command = Command::new(program());
        command.args(["build", "--lang", "en", "--output", output]).current_dir(site.root());
        speechless(&mut command).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        command.spawn().expect("started")
    };
    let runs: Vec<_> = ["one", "two", "three"].map(start).into();
    for mut run in runs {
        assert!(run.wait().expect("ends").success());
    }
    let (one, two) = (tree(&site.root().join("one")), tree(&site.root().join("two")));
    assert_eq!(one.len(), two.len());
    assert_eq!(read(&site, "after two at once"), 0);
}

#[test]
fn the_store_lies_where_it_is_wanted() {
    let site = site();
    let elsewhere = site.root().join("nơi khác");
    let build = |more: &[&str]| {
        let mut command = Command::new(program());
        command.args(["build", "--lang", "en", "--store"]).arg(&elsewhere).args(more).current_dir(site.root());
        parts(&run(speechless(&mut command))).1
    };
    assert_eq!(build(&[]), 3);
    assert!(elsewhere.join("CACHEDIR.TAG").is_file() && !site.exists(".congbao"));
    fs::remove_dir_all(site.root().join("output")).expect("removed");
    assert_eq!(build(&[]), 0);
    assert_eq!(build(&["--fresh"]), 3);
    fs::remove_dir_all(site.root().join("output")).expect("removed");
    assert_eq!(build(&[]), 0);
}
