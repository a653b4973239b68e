//! The whole round: the office makes a key, builds, signs; a stranger checks what is published, by this program and by
//! minisign. A server that alters a byte, drops a file, adds one, or shows an older list is found out.

use super::server::Server;
use crate::support::{Run, SiteTest, directive, program, run, speechless, tree};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A site that is signed, the folder of its secret key, the public one.
struct Signed {
    site: SiteTest,
    _keys: TempDir,
    secret: String,
    public: String,
}

const FIRST: &str = "van-ban/ubnd-tinh-lao-cai/chi-thi/2024/01-ct-ubnd/";

fn signed() -> Signed {
    let site = SiteTest::new();
    for number in 1..=3 {
        write(&site, number, "Văn bản.");
    }
    let keys = TempDir::new().expect("a folder");
    let secret = keys.path().join("office.key").display().to_string();
    let made = site.run(&["key", &secret, "--no-password"]);
    assert_eq!(made.status, 0, "{}", made.said());
    let public = made.stdout.lines().next().expect("the public key").to_owned();
    let signed = Signed { site, _keys: keys, secret, public };
    signed.build_and_sign();
    signed
}

fn write(site: &SiteTest, number: usize, words: &str) {
    let text = directive(&format!("{number:02}/CT-UBND"), "2024-05-06", words);
    site.file(&format!("content/{number}.md"), text);
}

impl Signed {
    fn build_and_sign(&self) {
        let run = self.site.run(&["build", "--sign", "--key", &self.secret]);
        assert_eq!(run.status, 0, "{}", run.said());
        assert!(run.said().contains("Đã ký"), "{}", run.said());
    }

    fn output(&self) -> PathBuf {
        self.site.root().join("output")
    }

    /// `congbao verify` with the office's key.
    fn verify(&self, copy: &str, more: &[&str]) -> Run {
        verify(copy, &[&["--public-key", &self.public], more].concat())
    }
}

/// `congbao verify` somewhere else.
fn verify(copy: &str, more: &[&str]) -> Run {
    let elsewhere = TempDir::new().expect("a folder");
    let arguments = [&["verify", copy, "--lang", "en"], more].concat();
    run(speechless(Command::new(program()).args(arguments).current_dir(elsewhere.path())))
}

/// The codes of what is wrong, and that the status fits.
fn codes(run: &Run) -> Vec<String> {
    let found = regex::Regex::new(r"error\[([a-z-]+)\]").expect("a pattern");
    let codes: Vec<String> = found.captures_iter(&run.stderr).map(|code| code[1].to_owned()).collect();
    assert_eq!(run.status, i32::from(!codes.is_empty()), "{}", run.said());
    codes
}

#[test]
fn a_stranger_checks_a_folder_a_server_and_the_signature_alone() {
    let signed = signed();
    let output = signed.output();
    let folder = signed.verify(&output.display().to_string(), &[]);
    assert_eq!(codes(&folder), Vec::<String>::new());
    assert!(
        folder.stdout.contains("The list was signed by the key") && folder.stdout.contains(", 0 days ago"),
        "{folder:?}"
    );
    let server = Server::of(&output);
    for _ in 0..2 {
        let web = signed.verify(&server.address, &[]);
        assert_eq!(codes(&web), Vec::<String>::new(), "{}", web.said());
        assert!(web.stdout.contains("Good:"), "{}", web.said());
        // And the same from a server that packs.
        server.pack();
    }
    let sample = signed.verify(&server.address, &["--sample", "5"]);
    assert!(codes(&sample).is_empty() && sample.stdout.contains("Good: 5 of "), "{}", sample.said());
    let without = verify(&server.address, &[]);
    assert!(codes(&without).is_empty() && without.stdout.contains("from the copy itself"), "{}", without.said());
    // The page for readers has the commands that fit.
    let page = std::fs::read_to_string(output.join("kiem-tra/index.html")).expect("the page");
    assert!(
        page.contains(&format!("congbao verify https://vanban.example.vn/ --public-key {}", signed.public)),
        "{page}"
    );
    // Where the program of that name is installed, it says the same.
    let manifest = output.join("data/manifest.json");
    let by_minisign = |file: &PathBuf| {
        let mut minisign = Command::new("minisign");
        minisign
            .args(["-V", "-P", &signed.public, "-x"])
            .arg(output.join("data/manifest.json.minisig"))
            .arg("-m")
            .arg(file);
        minisign.output().ok()
    };
    if let Some(answer) = by_minisign(&manifest) {
        let said = String::from_utf8_lossy(&answer.stdout);
        assert!(answer.status.success() && said.contains("site:https://vanban.example.vn/"), "{answer:?}");
        assert!(!by_minisign(&output.join("index.html")).expect("it ran once").status.success());
    }
}

#[test]
fn a_server_that_alters_drops_adds_or_replays_is_found_out() {
    let signed = signed();
    let output = signed.output();
    let server = Server::of(&output);
    let read = |path: &str| std::fs::read(output.join(path)).expect("a file of the site");
    let said = |more: &[&str]| {
        let run = signed.verify(&server.address, more);
        (codes(&run), run.stderr)
    };
    // One byte.
    let page = format!("{FIRST}index.html");
    let mut altered = read(&page);
    let at = altered.len() / 2;
    altered[at] ^= 1;
    server.lie(&page, Some(&altered));
    let (found, words) = said(&[]);
    assert_eq!(found, ["verify-differs"]);
    assert!(words.contains(&page), "{words}");
    // One file is gone.
    server.be_honest();
    server.lie("van-ban/index.html", None);
    let (found, words) = said(&[]);
    assert_eq!(found, ["verify-missing"]);
    assert!(words.contains("van-ban/index.html: missing"), "{words}");
    // One more, to which a page leads that was altered for it.
    server.be_honest();
    let home = String::from_utf8(read("index.html")).expect("UTF-8");
    server.lie("index.html", Some(home.replacen("</main>", "<a href=\"them/\">Mới</a></main>", 1).as_bytes()));
    server.lie("them/index.html", Some(b"<h1>Added</h1>"));
    let (found, words) = said(&[]);
    assert_eq!(found, ["verify-differs", "verify-not-ours"]);
    assert!(words.contains("them/index.html: not of this site"), "{words}");
    // Readers are sent to another host.
    server.be_honest();
    server.send_on("van-ban/", "https://other.example/");
    let (found, words) = said(&[]);
    assert_eq!(found, ["verify-leads-away"]);
    assert!(words.contains("https://other.example/"), "{words}");
    // Within the site it may: the page stands at its own address, too.
    server.be_honest();
    server.send_on("van-ban/", "/");
    assert_eq!(said(&[]).0, Vec::<String>::new());
    // What leads on and cannot be compared is named.
    server.send_on("robots.txt", "/");
    let run = signed.verify(&server.address, &[]);
    assert!(codes(&run).is_empty() && run.stdout.contains("robots.txt → http://127.0.0.1:"), "{}", run.said());
    // A page whose address leads on and that stands nowhere is missing.
    server.lie("van-ban/index.html", None);
    assert_eq!(said(&[]).0, ["verify-missing"]);
    server.be_honest();
    // A shard that is not as the root says.
    let shard = tree(&output.join("data/manifest")).into_keys().next().expect("a shard");
    server.lie(&format!("data/manifest/{shard}"), Some(b"/\n"));
    assert_eq!(said(&[]).0, ["verify-shard-differs"]);
    server.be_honest();
    server.lie("data/manifest.json.minisig", None);
    assert_eq!(said(&[]).0, ["verify-unsigned"]);
    let without = verify(&server.address, &[]);
    assert!(codes(&without).is_empty() && without.stdout.contains("No signature was confirmed"), "{}", without.said());
}

/// The two commands of the page for readers, as they would be copied from it, for a copy at another address.
fn commands_of_page(output: &Path, address: &str) -> [String; 2] {
    let page = std::fs::read_to_string(output.join("kiem-tra/index.html")).expect("the page");
    let commands = page.split("<pre class=\"command\"><code>").skip(1).filter_map(|rest| rest.split_once("</code>"));
    let commands = commands.map(|(written, _)| {
        let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")];
        let typed = marks.iter().fold(written.to_owned(), |text, (from, to)| text.replace(from, to));
        typed.replace("https://vanban.example.vn/", address)
    });
    let commands: Vec<String> = commands.collect();
    let [.., list, files] = &*commands else { panic!("no two commands: {commands:?}") };
    [list.clone(), files.clone()]
}

/// What a stranger sees who runs them in a folder of their own; that folder.
fn by_hand(commands: &[String; 2]) -> (String, bool, TempDir) {
    let elsewhere = TempDir::new().expect("a folder");
    let [list, files] = commands;
    let mut shell = Command::new("sh");
    let run = shell.arg("-c").arg(format!("{list} || exit 9\n{files}")).current_dir(elsewhere.path()).output();
    let run = run.expect("a shell");
    let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    (said, run.status.success(), elsewhere)
}

/// Whether a program is installed. `tests/all` installs those that are asked for here.
fn is_there(name: &str) -> bool {
    Command::new("sh").args(["-c", &format!("command -v {name}")]).output().is_ok_and(|run| run.status.success())
}

#[test]
fn a_stranger_checks_all_files_by_the_two_commands_of_the_page() {
    if !["curl", "minisign", "sha256sum"].into_iter().all(is_there) {
        return;
    }
    let signed = signed();
    let output = signed.output();
    let server = Server::of(&output);
    let commands = commands_of_page(&output, &server.address);
    let (said, is_good, folder) = by_hand(&commands);
    assert!(is_good && said.contains("Signature and comment signature verified"), "{said}");
    let listed = std::fs::read_to_string(folder.path().join("kiem-tra/files")).expect("the list").lines().count();
    let root: serde_json::Value = serde_json::from_str(&signed.site.read("output/data/manifest.json")).expect("JSON");
    let for_servers = ["_redirects", "redirects.map", "queries.map", "gone.map"];
    let for_servers = for_servers.iter().filter(|name| output.join(name).exists()).count();
    assert_eq!(Some(listed + for_servers), root["files"].as_u64().map(|files| files as usize));
    assert!(said.contains(&format!("OK: {listed}\n")), "{said}");
    let fails = |part: &str| {
        let (said, is_good, _) = by_hand(&commands);
        assert!(!is_good && said.contains(part) && !said.contains("OK"), "{part}: {said}");
        server.be_honest();
    };
    let page = format!("{FIRST}index.html");
    let mut altered = std::fs::read(output.join(&page)).expect("a page");
    altered[100] ^= 1;
    server.lie(&page, Some(&altered));
    fails(&format!("{page}: FAILED"));
    server.lie("van-ban/index.html", None);
    fails("van-ban/index.html: FAILED");
    let shard = tree(&output.join("data/manifest")).into_keys().next().expect("a shard");
    server.lie(&format!("data/manifest/{shard}"), Some(b"/\n"));
    fails(&format!("data/manifest/{shard}: FAILED"));
    let root = signed.site.read("output/data/manifest.json");
    server.lie("data/manifest.json", Some(root.replacen("congbao ", "congbaO ", 1).as_bytes()));
    fails("verification failed");
}

#[test]
fn without_a_signature_the_commands_write_nothing_outside_of_their_folder() {
    if !["curl", "sha256sum"].into_iter().all(is_there) {
        return;
    }
    let site = SiteTest::new();
    write(&site, 1, "Văn bản.");
    assert_eq!(site.build().status, 0);
    let output = site.root().join("output");
    let server = Server::of(&output);
    let commands = commands_of_page(&output, &server.address);
    assert!(!commands[0].contains("minisign"), "{commands:?}");
    let (said, is_good, _) = by_hand(&commands);
    assert!(is_good && said.contains("OK: "), "{said}");
    for folder in ["/../", "//tmp/congbao-outside/"] {
        let hash = |text: &str| Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let file = hash("x");
        let shard = format!("{folder}\nthem\t1\t{file}\n");
        let root = format!("{{\n\"0000\": [\"{}\", {}, 1]\n}}\n", hash(&shard), shard.len());
        server.lie("data/manifest.json", Some(root.as_bytes()));
        server.lie("data/manifest/0000.tsv", Some(shard.as_bytes()));
        server.lie("them", Some(b"x"));
        let (said, is_good, elsewhere) = by_hand(&commands);
        assert!(!is_good && !said.contains("OK: 1"), "{said}");
        assert!(!elsewhere.path().join("them").exists() && !Path::new("/tmp/congbao-outside").exists(), "{said}");
    }
}

#[test]
fn an_older_list_is_found_out_and_so_is_an_older_site() {
    let signed = signed();
    let output = signed.output();
    let server = Server::of(&output);
    let list = |path: &str| std::fs::read(output.join(path)).expect("a file of the list");
    let old = ["data/manifest.json", "data/manifest.json.minisig"].map(|path| (path, list(path)));
    write(&signed.site, 1, "Văn bản đã sửa.");
    signed.build_and_sign();
    for (path, bytes) in &old {
        server.lie(path, Some(bytes));
    }
    // The old list is well signed; but the files are the new ones.
    let run = signed.verify(&server.address, &[]);
    let found: BTreeSet<String> = codes(&run).into_iter().collect();
    assert!(
        found.iter().all(|code| ["verify-shard-differs", "verify-differs", "verify-missing"].contains(&&**code)),
        "{run:?}"
    );
    assert!(!found.is_empty());
    // The whole old site is told by its day alone.
    server.be_honest();
    assert_eq!(codes(&signed.verify(&server.address, &["--not-before", "2020-01-01"])), Vec::<String>::new());
    let late = signed.verify(&server.address, &["--not-before", "2099-01-01"]);
    assert_eq!(codes(&late), ["verify-too-old"]);
    assert!(late.stderr.contains("before 2099-01-01"), "{}", late.said());
    // A list that somebody else signed, or changed after it was signed.
    let other = self::signed();
    assert_eq!(codes(&other.verify(&server.address, &[])), ["verify-other-key"]);
    let root = String::from_utf8(list("data/manifest.json")).expect("UTF-8");
    server.lie("data/manifest.json", Some(root.replacen("congbao ", "congbaO ", 1).as_bytes()));
    assert_eq!(codes(&signed.verify(&server.address, &[])), ["verify-signature-wrong"]);
    server.be_honest();
    server.lie("data/manifest.json.minisig", Some(b"<html>"));
    assert_eq!(codes(&signed.verify(&server.address, &[])), ["verify-signature-unreadable"]);
    server.lie("data/manifest.json.minisig", Some(&list("data/manifest.json.minisig")));
    server.lie("data/congbao.pub", None);
    assert_eq!(codes(&verify(&server.address, &[]))[0], "verify-no-key");
}

#[test]
fn what_others_laid_into_a_folder_is_named_and_nothing_is_signed_that_was_not_built() {
    let signed = signed();
    let output = signed.output();
    std::fs::write(output.join("them.html"), "x").expect("written");
    let run = signed.verify(&output.display().to_string(), &[]);
    assert_eq!(codes(&run), ["verify-not-ours"]);
    assert!(run.stderr.contains("them.html: not of this site"), "{}", run.said());
    std::fs::remove_file(output.join("them.html")).expect("removed");
    std::fs::write(output.join(format!("{FIRST}index.html")), "x").expect("written");
    let refused = signed.site.run(&["sign", "--key", &signed.secret, "--lang", "en"]);
    assert_eq!(refused.status, 2, "{}", refused.said());
    assert!(refused.stderr.contains("publish-changed-meanwhile"), "{}", refused.said());
}

#[test]
fn a_signature_stays_as_long_as_it_fits_and_no_longer() {
    let signed = signed();
    let path = "output/data/manifest.json.minisig";
    let signature = signed.site.read(path);
    // Nothing changed; all was made anew.
    for arguments in [&["build"][..], &["build", "--fresh"]] {
        let run = signed.site.run(arguments);
        assert!(run.status == 0 && !run.said().contains("sign"), "{}", run.said());
        assert_eq!(signed.site.read(path), signature);
    }
    write(&signed.site, 2, "Văn bản đã sửa.");
    let run = signed.site.build();
    assert!(!signed.site.exists(path), "it fits no more");
    assert!(run.said().contains("Ký lại: congbao sign"), "{}", run.said());
    // One that was made elsewhere, by minisign with the same key, is the site's as well.
    let run = signed.site.run(&["sign", "--key", &signed.secret]);
    assert_eq!(run.status, 0, "{}", run.said());
    let elsewhere = signed.site.read(path);
    write(&signed.site, 2, "Văn bản.");
    signed.site.build();
    write(&signed.site, 2, "Văn bản đã sửa.");
    signed.site.build();
    assert!(!signed.site.exists(path));
    signed.site.file(path, &elsewhere);
    signed.site.run(&["build", "--fresh"]);
    assert_eq!(signed.site.read(path), elsewhere);
    assert_eq!(codes(&signed.verify(&signed.output().display().to_string(), &[])), Vec::<String>::new());
    write(&signed.site, 2, "Văn bản đã sửa nữa.");
    signed.site.build();
    assert!(!signed.site.exists(path), "laid there by others, it fits no more all the same");
}

#[test]
fn one_edit_changes_few_shards_and_the_root() {
    let signed = signed();
    let lists = || {
        let mut files = tree(&signed.output().join("data"));
        files.retain(|path, _| path.starts_with("manifest") && !path.ends_with("minisig"));
        files
    };
    let before = lists();
    write(&signed.site, 3, "Văn bản đã sửa.");
    signed.site.build();
    let after = lists();
    let changed: Vec<&String> =
        after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).map(|file| file.0).collect();
    // The root, the shard of the document, that of what every edit changes.
    assert!(changed.len() <= 3 && changed.contains(&&"manifest.json".to_owned()), "{changed:?}");
    assert_eq!(after.len(), before.len());
}

#[test]
fn a_portable_copy_is_checked_as_well() {
    let signed = signed();
    let stick = signed.site.root().join("stick").display().to_string();
    let built = signed.site.run(&["build", "--portable", "--output", &stick, "--sign", "--key", &signed.secret]);
    assert_eq!(built.status, 0, "{}", built.said());
    assert_eq!(codes(&signed.verify(&stick, &[])), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn the_secret_key_is_its_owners_alone_and_never_lies_in_the_site() {
    use std::os::unix::fs::PermissionsExt;
    let signed = signed();
    let mode = std::fs::metadata(&signed.secret).expect("the key").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let secret = std::fs::read_to_string(&signed.secret).expect("the key");
    let secret = secret.lines().nth(1).expect("two lines").as_bytes().to_vec();
    let holds = |bytes: &[u8]| bytes.windows(secret.len()).any(|window| window == secret);
    let leaks: Vec<String> =
        tree(signed.site.root()).into_iter().filter(|(_, bytes)| holds(bytes)).map(|file| file.0).collect();
    assert_eq!(leaks, Vec::<String>::new());
}
