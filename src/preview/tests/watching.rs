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
/// The text of one document at each moment when the site was built, without repetition.
fn texts_seen(preview: &Preview, until: &str) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    let end = Instant::now() + PATIENCE;
    while seen.last().is_none_or(|text| text != until) {
        assert!(Instant::now() < end, "{until} never came: {seen:?}");
        let (_, body) = preview.get("/a/");
        let text = body.split("<congbao-preview").next().unwrap().to_owned();
        if seen.last() != Some(&text) {
            seen.push(text);
        }
        thread::sleep(Duration::from_millis(1));
    }
    seen
}

#[test]
fn every_way_of_saving_is_seen_and_nothing_else_is_shown() {
    let moment = || thread::sleep(Duration::from_millis(12));
    type Save = fn(&Path, &str, &dyn Fn());
    let ways: [(&str, Save); 7] = [
        ("in place", |file, text, _| fs::write(file, text).unwrap()),
        ("in place, cut first", |file, text, moment| {
            fs::write(file, "").unwrap();
            moment();
            fs::write(file, text).unwrap();
        }),
        ("in place, in two pieces", |file, text, moment| {
            let text = format!("---\na: b\n---\n{text}");
            fs::write(file, &text[..6]).unwrap();
            moment();
            fs::write(file, &text).unwrap();
        }),
        ("by a rename", |file, text, _| {
            let other = file.with_file_name(".goutputstream-1");
            fs::write(&other, text).unwrap();
            fs::rename(other, file).unwrap();
        }),
        ("vim, with a backup", |file, text, moment| {
            let probe = file.with_file_name("4913");
            fs::write(&probe, "").unwrap();
            fs::remove_file(probe).unwrap();
            let backup = file.with_file_name("a.md~");
            fs::rename(file, &backup).unwrap();
            moment();
            fs::write(file, text).unwrap();
            fs::remove_file(backup).unwrap();
        }),
        ("emacs, with a lock", |file, text, _| {
            let lock = file.with_file_name(".#a.md");
            fs::write(&lock, "someone").unwrap();
            fs::copy(file, file.with_file_name("a.md~")).unwrap();
            fs::write(file, text).unwrap();
            fs::remove_file(lock).unwrap();
        }),
        ("deleted and written again", |file, text, moment| {
            fs::remove_file(file).unwrap();
            moment();
            fs::write(file, text).unwrap();
        }),
    ];
    let preview = Preview::start(&[HOME, ("a.md", "<p>0")]);
    let file = preview.content().join("a.md");
    let mut last = "<p>0".to_owned();
    for (number, (way, save)) in ways.iter().enumerate() {
        let text = format!("<p>{}", number + 1);
        save(&file, &text, &moment);
        let shown = fs::read_to_string(&file).unwrap();
        let seen = texts_seen(&preview, &shown);
        assert!(seen.iter().all(|text| *text == shown || *text == last), "{way}: {seen:?}");
        last = shown;
    }
}

#[test]
fn a_checkout_of_thousands_of_files_is_one_batch() {
    let preview = Preview::start(&[HOME]);
    let content = preview.content();
    for n in 0..3000 {
        fs::write(content.join(format!("{n}.md")), "x").unwrap();
        if n % 100 == 0 {
            thread::sleep(Duration::from_millis(5));
        }
    }
    let mut batches = Vec::new();
    while batches.iter().sum::<usize>() < 3000 {
        batches.push(preview.built(|_| true).len());
    }
    // Its first few files may be one of their own, on a machine that is busy.
    assert!(batches.len() <= 3, "{batches:?}");
}

#[cfg(unix)]
#[test]
fn linked_folders_are_followed_wherever_they_lead() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path().canonicalize().unwrap();
    let (one, two) = (root.join("one"), root.join("two"));
    fs::create_dir_all(&one).unwrap();
    fs::create_dir_all(&two).unwrap();
    fs::write(one.join("a.md"), "<p>one").unwrap();
    fs::write(two.join("a.md"), "<p>two").unwrap();
    let site = root.join("site");
    fs::create_dir(&site).unwrap();
    std::os::unix::fs::symlink(&one, site.join("content")).unwrap();
    let options = PreviewOptions { watch: vec![site.join("content")], ..options(&site, 0, Box::new(|_| ())) };
    let mut watch = crate::preview::watch::Watch::start(&options);
    fs::write(one.join("a.md"), "<p>1").unwrap();
    assert_eq!(watch.next_batch().unwrap(), [site.join("content/a.md")], "by the name that the site knows");
    fs::remove_file(site.join("content")).unwrap();
    std::os::unix::fs::symlink(&two, site.join("content")).unwrap();
    assert!(watch.next_batch().unwrap().contains(&site.join("content")));
    // Removed and made again may be two changes; then it is watched where it leads now.
    let end = Instant::now() + PATIENCE;
    let mut number = 0;
    loop {
        fs::write(two.join("a.md"), format!("<p>{number}")).unwrap();
        number += 1;
        if watch.next_batch().unwrap() == [site.join("content/a.md")] {
            break;
        }
        assert!(Instant::now() < end);
    }
}

#[test]
fn a_folder_replaced_with_all_above_it_is_noticed() {
    let root = tempfile::tempdir().unwrap();
    let site = root.path().canonicalize().unwrap().join("a/site");
    fs::create_dir_all(site.join("content")).unwrap();
    let options = PreviewOptions { watch: vec![site.join("content")], ..options(&site, 0, Box::new(|_| ())) };
    let mut watch = crate::preview::watch::Watch::start(&options);
    fs::rename(root.path().join("a"), root.path().join("b")).unwrap();
    fs::create_dir_all(site.join("content")).unwrap();
    assert!(watch.next_batch().unwrap().contains(&site.join("content")));
    fs::write(site.join("content/a.md"), "x").unwrap();
    loop {
        if watch.next_batch().unwrap().contains(&site.join("content/a.md")) {
            break;
        }
    }
}

#[cfg(unix)]
#[test]
fn a_theme_that_is_a_link_is_watched_where_it_leads() {
    for poll in [false, true] {
        let shared = tempfile::tempdir().unwrap();
        let shared = shared.path().canonicalize().unwrap();
        fs::create_dir(shared.join("static")).unwrap();
        let preview = Preview::start_with(&[HOME], poll);
        let root = preview.root.path().canonicalize().unwrap();
        let saw = |path: &str| {
            let path = root.join(path);
            preview.built(move |changed| changed.contains(&path));
        };
        fs::create_dir_all(root.join("themes/other")).unwrap();
        // A new folder is watched a moment after it is made.
        std::thread::sleep(Duration::from_millis(1500));
        std::os::unix::fs::symlink(shared.join("static"), root.join("themes/other/static")).unwrap();
        saw("themes/other/static");
        // The link is noticed within a second, and then what is behind it.
        std::thread::sleep(Duration::from_millis(1500));
        fs::write(shared.join("static/own.css"), "a{}").unwrap();
        saw("themes/other/static/own.css");
        fs::write(shared.join("static/own.css"), "a{color:red}").unwrap();
        saw("themes/other/static/own.css");
        // A link to a folder above it is no loop.
        std::os::unix::fs::symlink("..", root.join("themes/other/loop")).unwrap();
        saw("themes/other/loop");
        fs::write(shared.join("static/own.css"), "a{color:blue;}").unwrap();
        saw("themes/other/static/own.css");
    }
}
