//! What is read of a folder, and read again. What is said of broken files: `tests/check/broken_sites`.

use super::*;
use std::path::Path;
use tempfile::TempDir;

const DOCUMENT: &str = "---\ntype: chi-thi\nnumber: 06/CT-UBND\ndate: 2024-08-31\nissuer: ubnd-tinh-lao-cai\n\
    title: Về nhiệm vụ trọng tâm\npublished: 2024-09-10\n---\nNội dung.\n";

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

#[test]
fn documents_are_listed_in_order_and_read_again() {
    let decomposed = "content/Chi\u{309}.md";
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path();
    write(root, "congbao.yaml", "title: Văn bản\nbase_url: https://vanban.example.vn\n");
    for (path, text) in
        [("content/a.md", DOCUMENT), ("content/b/1.MD", DOCUMENT), (decomposed, DOCUMENT), ("content/x.txt", "")]
    {
        write(root, path, text);
    }
    let Settings { registries, problems: mut diagnostics, .. } = Settings::read(root);
    let paths = files::list(root, &mut diagnostics);
    assert_eq!(paths, [decomposed, "content/a.md", "content/b/1.MD"]);
    let read = files::read_document(root, "content/a.md", &registries, &Default::default(), &mut diagnostics);
    let (document, source) = read.expect("a good document");
    let codes: Vec<_> = diagnostics.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["file-name-decomposed"]);
    assert_eq!(source.slice(document.body), "Nội dung.\n");
    assert!(files::reread(root, &document.path, &document.content_hash).is_ok());
    write(root, "content/a.md", &DOCUMENT.replace("Nội dung", "Khác"));
    let changed = files::reread(root, &document.path, &document.content_hash).expect_err("another text");
    assert_eq!(changed.code, "file-changed");
    std::fs::remove_file(root.join("content/a.md")).expect("removed");
    let gone = files::reread(root, &document.path, &document.content_hash).expect_err("no file");
    assert_eq!(gone.code, "file-unreadable");
}
