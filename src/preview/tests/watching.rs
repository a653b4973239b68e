//! Files that change in all the ways that editors and people change them.

use super::*;

#[test]
fn changes_come_in_batches_and_without_what_does_not_matter() {
    let preview = Preview::start(&[HOME]);
    let content = preview.content();
    fs::create_dir(content.join("output")).unwrap();
    preview.write("output/index.html", "ours");
    preview.write(".a.md.swp", "scratch");
    fs::read_to_string(content.join("index.md")).unwrap();
    preview.write("../beside.txt", "not of the site");
    for n in 0..20 {
        preview.write(&format!("{n}.md"), "x");
    }
    let mut seen = Vec::new();
    let mut batches = 0;
    while seen.len() < 20 {
        seen.extend(preview.built(|_| true));
        seen.sort();
        seen.dedup();
        batches += 1;
    }
    assert!(
        seen.iter().all(|path| path.extension().is_some_and(|e| e == "md") && path.starts_with(&content)),
        "{seen:?}"
    );
    assert!(batches <= 3, "{batches} batches");
}

#[test]
fn files_and_folders_that_are_made_replaced_or_moved_stay_watched() {
    let preview = Preview::start(&[HOME]);
    let root = preview.root.path().canonicalize().unwrap();
    let content = preview.content();
    let saw = |path: &Path| {
        let path = path.to_owned();
        preview.built(move |changed| changed.contains(&path));
    };
    // Saved by a rename, beside the watched folders.
    fs::write(root.join("other.yaml"), "x").unwrap();
    fs::rename(root.join("other.yaml"), root.join("congbao.yaml")).unwrap();
    saw(&root.join("congbao.yaml"));
    // A watched folder that did not exist at the start.
    fs::create_dir(root.join("themes")).unwrap();
    saw(&root.join("themes"));
    fs::write(root.join("themes/style.css"), "x").unwrap();
    saw(&root.join("themes/style.css"));
    // A folder moved within, then a save in it.
    fs::create_dir(content.join("a")).unwrap();
    saw(&content.join("a"));
    fs::write(content.join("a/x.md"), "1").unwrap();
    saw(&content.join("a/x.md"));
    fs::rename(content.join("a"), content.join("b")).unwrap();
    saw(&content.join("b"));
    fs::write(content.join("b/x.md"), "2").unwrap();
    saw(&content.join("b/x.md"));
    // The watched folder itself replaced, as by a checkout.
    fs::rename(&content, root.join("elsewhere")).unwrap();
    fs::create_dir(&content).unwrap();
    saw(&content);
    fs::write(content.join("y.md"), "<body>after</body>").unwrap();
    preview.wait("/y/", |body| body.contains("after"));
}

#[test]
fn polling_sees_two_saves_within_one_second() {
    let preview = Preview::start_with(&[HOME], true);
    for text in ["aaaa", "bbbb", "cccc"] {
        preview.write("index.md", text);
        preview.wait("/", |body| body.contains(text));
    }
    fs::remove_file(preview.content().join("index.md")).unwrap();
    preview.wait("/", |body| body.contains("no such page"));
}
