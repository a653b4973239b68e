//! `congbao serve` as a program: where it listens, what it says, how it ends, and what it never serves.
#![allow(clippy::unwrap_used, reason = "the helpers here are tests, too: what cannot go on fails")]

use crate::support::{SiteTest, directive, program, speechless};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

/// A running preview; killed when dropped.
pub(super) struct Served {
    child: Child,
    lines: Receiver<String>,
    pub(super) port: u16,
}

impl Served {
    pub(super) fn start(site: &SiteTest, arguments: &[&str]) -> Self {
        Self::start_with(site, arguments, |_| ())
    }

    fn start_with(site: &SiteTest, arguments: &[&str], prepare: impl Fn(&mut Command)) -> Self {
        Self::run(site, "serve", arguments, prepare)
    }

    /// Starts a command that serves.
    pub(super) fn run(site: &SiteTest, name: &str, arguments: &[&str], prepare: impl Fn(&mut Command)) -> Self {
        let mut command = Command::new(program());
        command.arg(name).arg("--lang").arg("en").args(arguments).current_dir(site.root());
        speechless(&mut command).stdout(Stdio::piped()).stderr(Stdio::null());
        prepare(&mut command);
        let mut child = command.spawn().unwrap();
        let (sender, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let mut served = Self { child, lines, port: 0 };
        let ready = served.line("http://");
        let url = ready.split_whitespace().find(|word| word.starts_with("http://")).unwrap();
        let port = url.rsplit(':').next().unwrap().split('/').next().unwrap();
        served.port = port.parse().unwrap();
        served
    }

    /// The next line that has `part` in it.
    pub(super) fn line(&self, part: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("never said {part}"));
            if line.contains(part) {
                return line;
            }
        }
    }

    /// Status and body.
    pub(super) fn get(&self, path: &str) -> (u16, String) {
        self.ask("GET", path, "", "")
    }

    /// Status and body of any request. `headers` end in line ends.
    pub(super) fn ask(&self, method: &str, path: &str, headers: &str, sent: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let host = format!("Host: localhost:{}", self.port);
        write!(stream, "{method} {path} HTTP/1.1\r\n{host}\r\n{headers}Connection: close\r\n\r\n{sent}").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(super) fn site() -> SiteTest {
    let site = SiteTest::new();
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", "Chỉ thị này."));
    site
}

pub(super) const PAGE: &str = "/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/";

#[test]
fn the_next_free_port_is_taken_and_said_unless_one_was_asked_for() {
    let site = site();
    let one = Served::start(&site, &[]);
    let two = Served::start(&site, &[]);
    assert_ne!(one.port, two.port);
    assert!((1871..1900).contains(&two.port), "{}", two.port);
    assert_eq!(two.get(PAGE).0, 200);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = site.run(&["serve", "--port", &port]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains(&port), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_with_status_0() {
    let mut served = Served::start(&site(), &["--port", "0"]);
    let id = served.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(served.child.wait().unwrap().code(), Some(0));
}

#[cfg(all(unix, not(target_os = "macos")))]
#[test]
fn open_hands_the_address_to_the_desktop_and_fails_softly() {
    use std::os::unix::fs::PermissionsExt;
    let site = site();
    let programs = site.root().join("bin");
    let (opener, opened) = (programs.join("xdg-open"), site.root().join("opened"));
    std::fs::create_dir(&programs).unwrap();
    std::fs::write(
        &opener,
        format!("#!/bin/sh\nprintf %s \"$*\" > '{0}.part'\n/bin/mv '{0}.part' '{0}'\n", opened.display()),
    )
    .unwrap();
    std::fs::set_permissions(&opener, std::fs::Permissions::from_mode(0o755)).unwrap();
    let served = Served::start_with(&site, &["--port", "0", "--open"], |command| {
        command.env("PATH", &programs);
    });
    let end = std::time::Instant::now() + PATIENCE;
    while !opened.exists() {
        assert!(std::time::Instant::now() < end, "nothing was opened");
        std::thread::sleep(Duration::from_millis(10));
    }
    let address = std::fs::read_to_string(&opened).unwrap();
    assert!(address.starts_with("http://"), "{address}");
    assert!(address.ends_with(&format!(":{}/", served.port)), "{address}");
    let served = Served::start_with(&site, &["--port", "0", "--open"], |command| {
        command.env("PATH", site.root().join("no programs"));
    });
    assert!(served.line("could not be opened").contains(&format!(":{}/", served.port)));
    assert_eq!(served.get("/").0, 200);
}

#[test]
fn a_draft_is_shown_when_asked_for_and_else_named() {
    let site = site();
    let draft = directive("06/CT-UBND", "2024-05-07", "Chỉ thị kia.").replacen("---\n", "---\ndraft: true\n", 1);
    site.file("content/nháp.md", draft);
    let address = PAGE.replace("05", "06");
    let served = Served::start(&site, &["--port", "0"]);
    let (status, body) = served.get(&address);
    assert_eq!(status, 404);
    assert!(body.contains("content/nháp.md"), "{body}");
    assert!(body.contains("serve --drafts"), "{body}");
    assert!(!body.contains("Chỉ thị kia"));
    assert!(!served.get(&PAGE.replace("05", "07")).1.contains("draft"));
    assert!(!served.get("/van-ban/").1.contains("BẢN NHÁP"));
    drop(served);
    let served = Served::start(&site, &["--port", "0", "--drafts"]);
    let (status, body) = served.get(&address);
    assert_eq!(status, 200);
    assert!(body.contains("class=\"draft\""), "{body}");
    assert!(body.contains("name=\"robots\" content=\"noindex\""), "{body}");
    assert!(!served.get(PAGE).1.contains("class=\"draft\""));
    assert_eq!(served.get("/van-ban/").1.matches("BẢN NHÁP").count(), 1);
}

#[test]
fn the_page_of_the_key_follows_the_file_of_the_key() {
    let site = site();
    let served = Served::start(&site, &["--port", "0"]);
    let page = || served.get("/kiem-tra/").1;
    assert!(!page().contains("--public-key"));
    let keys = tempfile::TempDir::new().unwrap();
    let made = site.run(&["key", &keys.path().join("office.key").display().to_string(), "--no-password"]);
    let key = made.stdout.lines().next().unwrap().to_owned();
    let end = std::time::Instant::now() + PATIENCE;
    while !page().contains(&format!("--public-key {key}")) {
        assert!(std::time::Instant::now() < end, "the key is not shown: {}", made.said());
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_of_the_site_are_not_served() {
    use std::os::unix::fs::symlink;
    let site = site();
    let secrets = tempfile::tempdir().unwrap();
    std::fs::write(secrets.path().join("secret.txt"), "very secret").unwrap();
    std::fs::write(secrets.path().join("secret.md"), directive("09/CT-UBND", "2024-05-09", "very secret")).unwrap();
    site.file("content/tep/own.txt", "own");
    for (link, target) in [
        ("content/tep/link.txt", "secret.txt"),
        ("content/link.md", "secret.md"),
        ("content/folder", ""),
        ("themes/default/static/link.txt", "secret.txt"),
        ("themes/default/static/folder", ""),
    ] {
        let link = site.root().join(link);
        std::fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(secrets.path().join(target), link).unwrap();
    }
    let text = directive("05/CT-UBND", "2024-05-06", "Chỉ thị này.");
    let attachments = "attachments:\n  - file: tep/link.txt\n    title: Tệp\n";
    site.file("content/a.md", text.replacen("---\n", &format!("---\n{attachments}"), 1));
    site.file("content/b.md", directive("06/CT-UBND", "2024-05-06", "Chỉ thị này."));
    let served = Served::start(&site, &["--port", "0"]);
    for path in [
        "/",
        PAGE,
        "/tep/link.txt",
        "/link.txt",
        "/folder/secret.txt",
        "/static/link.txt",
        "/content/tep/link.txt",
        "/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/09-ct-ubnd/",
        "/__congbao/problems",
        "/congbao.yaml",
        "/content/a.md",
    ] {
        let body = served.get(path).1;
        assert!(!body.contains("very secret"), "{path}");
        assert!(!body.contains(site.root().to_str().unwrap()), "{path}");
        assert!(!body.contains(secrets.path().to_str().unwrap()), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn an_attachment_replaced_by_a_link_is_no_longer_served() {
    let site = site();
    let secrets = tempfile::tempdir().unwrap();
    std::fs::write(secrets.path().join("secret.txt"), "very secret").unwrap();
    site.file("content/tep/own.txt", "own file");
    let text = directive("05/CT-UBND", "2024-05-06", "Chỉ thị này.");
    site.file("content/a.md", text.replacen("---\n", "---\nattachments:\n  - {file: tep/own.txt, title: Tệp}\n", 1));
    let served = Served::start(&site, &["--port", "0"]);
    let file = format!("{PAGE}tep/own.txt");
    assert_eq!(served.get(&file).1, "own file");
    let own = site.root().join("content/tep/own.txt");
    std::fs::remove_file(&own).unwrap();
    std::os::unix::fs::symlink(secrets.path().join("secret.txt"), &own).unwrap();
    for _ in 0..50 {
        let body = served.get(&file).1;
        assert!(!body.contains("very secret"), "{body}");
        assert!(!body.contains(site.root().to_str().unwrap()), "{body}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_page_for_missing_addresses_works_everywhere() {
    let served = Served::start(&site(), &["--port", "0"]);
    let (status, body) = served.get("/khong/co/trang-nay");
    assert_eq!(status, 404);
    assert!(body.contains("href=\"/van-ban/\""), "{body}");
    assert!(body.contains("href=\"/assets/style."), "{body}");
    let style = body.split("href=\"/assets/style.").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(served.get(&format!("/assets/style.{style}")).0, 200);
}
