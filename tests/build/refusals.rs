//! What `congbao build` refuses (contracts 4 and 8, and the output of others): each thing by itself on a published
//! site, of which not a byte may change.

use crate::support::{SiteTest, directive, tree};

const THEMES: &str = "- key: chuyen-doi-so\n  name: Chuyển đổi số\n  description: X\n";
const BODY: &str = "## I. NỘI DUNG\n\nChỉ thị này.";

/// A site that was published.
fn published() -> SiteTest {
    let site = SiteTest::new();
    let text = directive("05/CT-UBND", "2024-05-06", BODY);
    site.file("content/themes.yaml", THEMES);
    site.file("content/a.md", text.replace("published:", "themes: [chuyen-doi-so]\npublished:"));
    site.file("content/b.md", directive("06/CT-UBND", "2024-05-07", "Chỉ thị khác."));
    site.build();
    site
}

/// Changes the file `path`.
fn edit(site: &SiteTest, path: &str, from: &str, to: &str) {
    let text = site.read(path);
    assert!(text.contains(from), "{path} has no {from}");
    site.file(path, text.replace(from, to));
}

fn add(site: &SiteTest, path: &str, text: &str) {
    site.file(path, site.read(path) + text);
}

fn secret(site: &SiteTest, body: &str) {
    site.file("content/c.md", directive("07/CT-UBND", "2024-05-08", body));
}

/// What is done to the site, the options of the build, its exit status and the code of what it says.
type Refusal = (&'static str, fn(&SiteTest), &'static [&'static str], i32, &'static str);

const REFUSALS: &[Refusal] = &[
    // Contract 4: an address that was once published answers for ever.
    ("a document goes", |site| _ = site.remove("content/b.md"), &[], 1, "address-lost"),
    ("a number changes", |site| edit(site, "content/b.md", "06/CT", "16/CT"), &[], 1, "address-lost"),
    ("a year changes", |site| edit(site, "content/b.md", "2024-05-07", "2023-05-07"), &[], 1, "address-lost"),
    (
        "a document becomes a draft",
        |site| edit(site, "content/b.md", "title:", "draft: true\ntitle:"),
        &[],
        1,
        "address-lost",
    ),
    ("an id is given later", |site| edit(site, "content/b.md", "title:", "id: x\ntitle:"), &[], 1, "address-lost"),
    (
        "a theme is renamed",
        |site| {
            edit(site, "content/themes.yaml", "key: chuyen-doi-so", "key: so-hoa");
            edit(site, "content/a.md", "chuyen-doi-so", "so-hoa");
        },
        &[],
        1,
        "address-lost",
    ),
    ("the ledger is damaged", |site| add(site, "content/addresses.tsv", "không phải địa chỉ\n"), &[], 1, "ledger-"),
    (
        "a redirect leads nowhere",
        |site| add(site, "congbao.yaml", "redirects: {/cu/: /khong-co/}\n"),
        &[],
        1,
        "redirect-target-missing",
    ),
    (
        "a withdrawn page has no reason",
        |site| add(site, "congbao.yaml", "gone:\n  - address: /cu/\n"),
        &[],
        1,
        "value-missing",
    ),
    (
        "CI may not publish new addresses",
        |site| secret(site, "Không có gì mật."),
        &["--frozen"],
        1,
        "ledger-would-grow",
    ),
    ("drafts never reach the site", |_| {}, &["--drafts"], 2, "drafts-need-output"),
    ("by no way", |_| {}, &["--drafts", "--output", "output"], 2, "drafts-in-output"),
    // Contract 8: what must not be published is refused.
    ("secrecy is set", |site| edit(site, "content/b.md", "title:", "secrecy: mật\ntitle:"), &[], 1, "secrecy"),
    ("a line says so", |site| secret(site, "MẬT\n\nNội dung."), &[], 1, "secrecy-mark"),
    ("at the end", |site| secret(site, "Nội dung.\n\nTUYỆT MẬT"), &[], 1, "secrecy-mark"),
    ("bold", |site| secret(site, "**TỐI MẬT**\n\nNội dung."), &[], 1, "secrecy-mark"),
    ("as a heading", |site| secret(site, "## LƯU HÀNH NỘI BỘ\n\nNội dung."), &[], 1, "secrecy-mark"),
    ("in a list", |site| secret(site, "- Mật\n- Nội dung"), &[], 1, "secrecy-mark"),
    ("quoted", |site| secret(site, "> “TỐI MẬT”"), &[], 1, "secrecy-mark"),
    ("in a table", |site| secret(site, "| MẬT |\n|---|\n| Nội dung |"), &[], 1, "secrecy-mark"),
    ("spaced out", |site| secret(site, "M Ậ T\n\nNội dung."), &[], 1, "secrecy-mark"),
    ("decomposed", |site| secret(site, "MA\u{302}\u{323}T\n\nNội dung."), &[], 1, "secrecy-mark"),
    ("over two lines", |site| secret(site, "LƯU HÀNH\nNỘI BỘ\n\nNội dung."), &[], 1, "secrecy-mark"),
    ("in a footnote", |site| secret(site, "Nội dung.[^1]\n\n[^1]: Xem:\n\n    TỐI MẬT"), &[], 1, "secrecy-mark"),
    (
        "even in a draft that is not published",
        |site| {
            secret(site, "MẬT\n\nNội dung.");
            edit(site, "content/c.md", "title:", "draft: true\ntitle:");
        },
        &[],
        1,
        "secrecy-mark",
    ),
    (
        "and no editor can silence it",
        |site| {
            secret(site, "MẬT\n\nNội dung.");
            edit(site, "content/c.md", "title:", "rules:\n  - {id: secrecy-mark, reason: không sao}\ntitle:");
        },
        &[],
        1,
        "secrecy-mark",
    ),
    // What others laid into the folder is theirs; what people write is never an output.
    (
        "a foreign file stands where a new page goes",
        |site| {
            secret(site, "Không có gì mật.");
            site.file("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/07-ct-ubnd/index.html", "của người khác");
        },
        &[],
        2,
        "publish-foreign-file",
    ),
    ("the content would be the output", |_| {}, &["--output", "content"], 2, "output-invalid"),
    ("a new folder in the content would be it", |_| {}, &["--output", "content/moi"], 2, "output-invalid"),
    ("a new folder in the site theme would be it", |_| {}, &["--output", "themes/./x/y"], 2, "output-invalid"),
    ("the site itself would be the output", |_| {}, &["--output", "."], 2, "output-invalid"),
    ("the configuration says so", |site| add(site, "congbao.yaml", "output: content\n"), &[], 1, "output-invalid"),
    (
        "warnings count when they are asked to",
        |site| secret(site, "Theo Kế hoạch số 9/KH-UBND ngày 30/02/2023."),
        &["--strict"],
        1,
        "[",
    ),
];

#[test]
fn each_forbidden_thing_is_refused_and_the_published_site_stays() {
    let mut wrong = Vec::new();
    let files = tree(published().root());
    for (what, change, options, status, code) in REFUSALS {
        let site = SiteTest::new();
        files.iter().for_each(|(path, bytes)| _ = site.file(path, bytes));
        change(&site);
        let (output, content) = (tree(&site.root().join("output")), tree(&site.root().join("content")));
        let run = site.run(&[&["build", "--lang", "en"], *options].concat());
        if run.status != *status || !run.said().contains(&format!("[{code}")) && !run.said().contains(code) {
            wrong.push(format!("{what}: {} {}", run.status, run.said()));
        }
        if tree(&site.root().join("output")) != output || tree(&site.root().join("content")) != content {
            wrong.push(format!("{what}: something was written"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n---\n"));
}
