//! The preview over real sockets, with real files that change.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::*;
use crate::diagnostic::Severity;

/// Long enough for a busy machine; a passing test never waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

/// Answers what the files of a folder said when it was made.
struct Pages(BTreeMap<String, String>);

impl Snapshot for Pages {
    fn page(&self, address: &str) -> Answer {
        match address {
            "/old/" => Answer::Redirect("/văn bản/".to_owned()),
            "/panic/" => panic!("a template panics"),
            _ => match self.0.get(address) {
                Some(text) => Answer::Page { content_type: content_type(address), bytes: text.clone().into_bytes() },
                None => Answer::NotFound {
                    content_type: "text/html; charset=utf-8",
                    bytes: b"<body>no such page</body>".to_vec(),
                },
            },
        }
    }
}

/// `content/a/b.md` answers at `/a/b/`, `content/style.css` at `/style.css`. A file that says "bad" breaks the build, one
/// that says "doubtful" is warned of, one that says "panic" kills the builder.
struct Files {
    root: PathBuf,
    built: std::sync::mpsc::Sender<Vec<PathBuf>>,
}

impl Builder for Files {
    fn build(&mut self, changed: &[PathBuf]) -> BuildResult {
        let mut pages = BTreeMap::new();
        for entry in walkdir::WalkDir::new(&self.root).into_iter().filter_map(Result::ok) {
            let Ok(text) = fs::read_to_string(entry.path()) else { continue };
            let path = entry.path().strip_prefix(&self.root).unwrap().to_str().unwrap();
            let address = path.strip_suffix(".md").map_or(format!("/{path}"), |page| format!("/{page}/"));
            pages.insert(address.replace("/index/", "/"), text);
        }
        let _ = self.built.send(changed.to_vec());
        let says = |word: &str| pages.values().filter(|text| text.contains(word)).count();
        assert!(says("panic now") == 0, "a stage panics");
        let problem =
            |severity| Diagnostic { severity, ..Diagnostic::error("serve-io").with("reason", "line 3 is to blame") };
        let errors = (0..says("bad")).map(|_| problem(Severity::Error));
        let problems: Vec<Diagnostic> =
            errors.chain((0..says("doubtful")).map(|_| problem(Severity::Warning))).collect();
        BuildResult {
            snapshot: (says("bad") == 0).then(|| Arc::new(Pages(pages)) as Arc<dyn Snapshot>),
            problems: problems.into(),
            unfinished: None,
        }
    }
}

struct Preview {
    root: TempDir,
    port: u16,
    built: Receiver<Vec<PathBuf>>,
}

impl Preview {
    fn start(files: &[(&str, &str)]) -> Self {
        Self::start_with(files, false)
    }

    fn start_with(files: &[(&str, &str)], poll: bool) -> Self {
        let root = tempfile::tempdir().unwrap();
        let content = root.path().canonicalize().unwrap().join("content");
        fs::create_dir(&content).unwrap();
        files.iter().for_each(|(path, text)| fs::write(content.join(path), text).unwrap());
        let (ready, on_ready) = channel();
        let (built, on_built) = channel();
        let options = Options {
            port: 0,
            watch: vec![content.clone(), root.path().join("congbao.yaml"), root.path().join("themes")],
            ignore: vec![content.join("output")],
            poll,
            language: Language::English,
            on_event: Box::new(move |event| drop(ready.send(event))),
        };
        let builder = Files { root: content, built };
        thread::spawn(move || serve(builder, options));
        let Ok(Event::Ready(url)) = on_ready.recv_timeout(PATIENCE) else { panic!("not ready") };
        let port = url.trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
        assert_eq!(on_built.recv_timeout(PATIENCE).unwrap(), Vec::<PathBuf>::new());
        Self { root, port, built: on_built }
    }

    fn content(&self) -> PathBuf {
        self.root.path().canonicalize().unwrap().join("content")
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.content().join(path), text).unwrap();
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a request as it is; returns head and body.
    fn raw(&self, request: &str) -> (String, String) {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        (head.to_owned(), body.to_owned())
    }

    fn request(&self, method: &str, path: &str) -> (String, String) {
        self.raw(&format!("{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", self.port))
    }

    fn get(&self, path: &str) -> (String, String) {
        self.request("GET", path)
    }

    /// Asks until the answer is as wanted.
    fn wait(&self, path: &str, wanted: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let (_, body) = self.get(path);
            if wanted(&body) {
                return body;
            }
            assert!(Instant::now() < end, "{path} stays {body}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits for a build whose changes are as wanted.
    fn built(&self, wanted: impl Fn(&[PathBuf]) -> bool) -> Vec<PathBuf> {
        loop {
            let changed = self.built.recv_timeout(PATIENCE).expect("no such build");
            if wanted(&changed) {
                return changed;
            }
        }
    }

    fn events(&self, since: Option<&str>) -> Events {
        let mut stream = self.connect();
        let query = since.map(|since| format!("?since={since}")).unwrap_or_default();
        write!(stream, "GET /__congbao/events{query} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port).unwrap();
        let mut events = Events(BufReader::new(stream));
        while !events.line().is_empty() {}
        assert_eq!(events.line(), ": ok");
        events
    }

    /// The version that a page says it shows.
    fn version(&self) -> String {
        let (_, body) = self.get("/");
        body.split("data-since=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }
}

struct Events(BufReader<TcpStream>);

impl Events {
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// The kind and the version of the next event.
    fn next(&mut self) -> (String, String) {
        let (mut event, mut data) = (String::new(), String::new());
        loop {
            let line = self.line();
            if let Some(kind) = line.strip_prefix("event: ") {
                kind.clone_into(&mut event);
            } else if let Some(version) = line.strip_prefix("data: ") {
                version.clone_into(&mut data);
            } else if line.is_empty() && !event.is_empty() {
                return (event, data);
            }
        }
    }
}

fn status(head: &str) -> u16 {
    head.split(' ').nth(1).unwrap().parse().unwrap()
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .find_map(|line| line.split_once(": ").filter(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, v)| v))
}

const HOME: (&str, &str) = ("index.md", "<html><body class=\"x\"><h1>home</h1></body></html>");

#[test]
fn a_page_is_served_with_the_script_and_safe_headers() {
    let preview = Preview::start(&[HOME, ("style.css", "p {}"), ("data.json", "{\"html\": \"<body></body>\"}")]);
    let (head, body) = preview.get("/?q=1");
    assert_eq!(status(&head), 200);
    assert_eq!(header(&head, "Content-Type"), Some("text/html; charset=utf-8"));
    assert_eq!(header(&head, "Cache-Control"), Some("no-store"));
    assert_eq!(header(&head, "X-Content-Type-Options"), Some("nosniff"));
    assert_eq!(header(&head, "Content-Length").unwrap(), body.len().to_string());
    assert!(body.starts_with("<html><body class=\"x\"><h1>home</h1><script src=\"/__congbao/reload.js\""), "{body}");
    assert!(body.ends_with("</script></body></html>"));
    assert!(!body.contains("congbao-problems"));
    assert_eq!(preview.get("/data.json").1, "{\"html\": \"<body></body>\"}", "only pages get the script");
    let (head, body) = preview.get("/style.css");
    assert_eq!((header(&head, "Content-Type"), body.as_str()), (Some("text/css; charset=utf-8"), "p {}"));
    assert!(preview.get("/__congbao/reload.js").1.contains("EventSource"));
    assert_eq!(status(&preview.get("/__congbao/other").0), 404);
}

#[test]
fn head_has_the_headers_of_get_and_no_body() {
    let preview = Preview::start(&[HOME]);
    let (get, body) = preview.get("/");
    let (head, nothing) = preview.request("HEAD", "/");
    assert_eq!(nothing, "");
    assert_eq!(header(&head, "Content-Length"), header(&get, "Content-Length"));
    assert_eq!(header(&head, "Content-Length").unwrap(), body.len().to_string());
}

#[test]
fn other_methods_are_refused() {
    let preview = Preview::start(&[HOME]);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "NONSENSE"] {
        let (head, _) = preview.request(method, "/");
        assert_eq!((status(&head), header(&head, "Allow")), (405, Some("GET, HEAD")), "{method}");
    }
}

#[test]
fn another_host_name_is_refused() {
    let preview = Preview::start(&[HOME]);
    let ask = |hosts: &str| preview.raw(&format!("GET / HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n"));
    let port = preview.port;
    for hosts in [
        String::new(),
        "Host: evil.example\r\n".to_owned(),
        format!("Host: evil.example:{port}\r\n"),
        "Host: localhost\r\n".to_owned(),
        "Host: localhost:1\r\n".to_owned(),
        format!("Host: localhost:{port}\r\nHost: evil.example\r\n"),
    ] {
        let (head, body) = ask(&hosts);
        assert_eq!(status(&head), 403, "{hosts}");
        assert!(!body.contains("home"), "{hosts}");
    }
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        assert_eq!(status(&ask(&format!("Host: {host}:{port}\r\n")).0), 200, "{host}");
    }
    let events = preview.raw("GET /__congbao/events HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert_eq!(status(&events.0), 403);
}

#[test]
fn nothing_outside_the_snapshot_is_reached_or_named() {
    let preview = Preview::start(&[HOME]);
    fs::write(preview.root.path().join("secret.txt"), "secret").unwrap();
    let folder = preview.root.path().to_str().unwrap().to_owned();
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/a/../../secret.txt",
        "//etc/passwd",
        "/etc/passwd",
        "/%00",
        "/missing/",
        "/panic/",
        "http://localhost/",
    ] {
        let (head, body) = preview.get(path);
        assert!(matches!(status(&head), 400 | 404 | 500), "{path}: {head}");
        assert!(!body.contains("secret") && !head.contains(&folder) && !body.contains(&folder), "{path}");
    }
}

#[test]
fn a_missing_page_is_404_with_the_sites_own_page() {
    let preview = Preview::start(&[HOME]);
    let (head, body) = preview.get("/missing/");
    assert_eq!(status(&head), 404);
    assert!(body.starts_with("<body>no such page<script"), "{body}");
}

#[test]
fn redirects_and_folders_without_a_slash_lead_on() {
    let preview = Preview::start(&[HOME, ("văn bản.md", "<body>x</body>")]);
    for (path, to) in [
        ("/old/", Some("/v%C4%83n%20b%E1%BA%A3n/")),
        ("/v%C4%83n%20b%E1%BA%A3n", Some("/v%C4%83n%20b%E1%BA%A3n/")),
        ("/index.html", Some("/")),
        ("/other", None),
    ] {
        let (head, _) = preview.get(path);
        assert_eq!((header(&head, "Location"), status(&head)), (to, if to.is_some() { 302 } else { 404 }), "{path}");
    }
}

#[test]
fn a_page_that_panics_does_not_stop_the_preview() {
    let preview = Preview::start(&[HOME]);
    for _ in 0..10 {
        assert_eq!(status(&preview.get("/panic/").0), 500);
    }
    assert_eq!(status(&preview.get("/").0), 200);
}

#[test]
fn a_saved_file_is_told_to_open_pages_and_shown() {
    let preview = Preview::start(&[HOME]);
    let mut events = preview.events(Some(&preview.version()));
    preview.write("index.md", "<body>changed</body>");
    let (event, version) = events.next();
    assert_eq!(event, "reload");
    assert!(preview.get("/").1.contains("changed"));
    assert_eq!(preview.version(), version);
    preview.write("new.md", "<body>new</body>");
    assert_eq!(preview.events(Some(&version)).next().0, "reload");
    assert!(preview.get("/new/").1.contains("new"));
}

#[test]
fn a_page_that_was_loaded_before_the_change_hears_of_it_when_it_connects() {
    let preview = Preview::start(&[HOME]);
    let version = preview.version();
    preview.write("index.md", "<body>changed</body>");
    preview.wait("/", |body| body.contains("changed"));
    assert_eq!(preview.events(Some(&version)).next().0, "reload");
    assert_eq!(preview.events(Some("another-process.1")).next().0, "reload");
}

#[test]
fn style_sheets_alone_need_no_reload() {
    let preview = Preview::start(&[HOME, ("style.css", "p {}")]);
    let version = preview.version();
    let mut events = preview.events(Some(&version));
    preview.write("style.css", "p { color: red }");
    assert_eq!(events.next().0, "style");
    preview.write("index.md", "<body>changed</body>");
    let (event, changed) = events.next();
    assert_eq!(event, "reload");
    preview.write("style.css", "p { color: blue }");
    assert_eq!(preview.events(Some(&changed)).next().0, "style");
    assert_eq!(preview.events(Some(&version)).next().0, "reload", "it missed more than a style sheet");
}

#[test]
fn problems_stand_above_the_last_good_page_until_they_are_mended() {
    let preview = Preview::start(&[HOME, ("a.md", "<body>good</body>")]);
    let mut events = preview.events(Some(&preview.version()));
    preview.write("a.md", "<body>bad</body>");
    assert_eq!(events.next().0, "reload");
    for (path, text) in [("/", "<h1>home</h1>"), ("/a/", "good"), ("/missing/", "no such page")] {
        let body = preview.get(path).1;
        let panel = body.find("line 3 is to blame").expect("the panel");
        assert!(panel < body.find(text).expect("the last good page"), "{body}");
        assert!(body.contains("errors: 1, warnings: 0") && body.contains("last one that could be built"), "{body}");
    }
    let bad = preview.version();
    preview.write("a.md", "<body>good again</body>");
    assert_eq!(preview.events(Some(&bad)).next().0, "reload");
    let body = preview.get("/a/").1;
    assert!(body.contains("good again") && !body.contains("congbao-problems"), "{body}");
    preview.write("a.md", "<body>doubtful</body>");
    let body = preview.wait("/a/", |body| body.contains("doubtful"));
    assert!(body.contains("errors: 0, warnings: 1") && !body.contains("last one"), "{body}");
}

#[test]
fn a_site_that_never_built_shows_its_problems() {
    let preview = Preview::start(&[("index.md", "bad")]);
    let (head, body) = preview.get("/any/");
    assert_eq!(status(&head), 503);
    assert!(body.contains("line 3 is to blame") && body.contains("reload.js"), "{body}");
    preview.write("index.md", "<body>good</body>");
    preview.wait("/", |body| body.contains("good") && !body.contains("congbao-problems"));
}

#[test]
fn a_builder_that_panics_does_not_stop_the_preview() {
    let preview = Preview::start(&[HOME]);
    preview.write("a.md", "panic now");
    let body = preview.wait("/", |body| body.contains("congbao-problems"));
    assert!(body.contains("<h1>home</h1>") && body.contains("internal error"), "{body}");
    preview.write("a.md", "calm");
    preview.wait("/", |body| !body.contains("congbao-problems"));
}

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

#[test]
fn pages_that_wait_for_changes_block_nobody_and_are_bounded() {
    let preview = Preview::start(&[HOME]);
    let waiting: Vec<Events> = (0..16).map(|_| preview.events(None)).collect();
    assert_eq!(status(&preview.get("/").0), 200);
    let (head, _) = preview.get("/__congbao/events");
    assert_eq!((status(&head), header(&head, "Retry-After")), (503, Some("2")));
    preview.write("index.md", "<body>changed</body>");
    for mut events in waiting {
        assert_eq!(events.next().0, "reload");
    }
    // A page that reloads gives its place back.
    (0..16).for_each(|_| drop(preview.events(None)));
}

#[test]
fn a_taken_port_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let options = Options {
        port,
        watch: Vec::new(),
        ignore: Vec::new(),
        poll: false,
        language: Language::Vietnamese,
        on_event: Box::new(|_| ()),
    };
    let builder = Files { root: PathBuf::new(), built: channel().0 };
    assert!(matches!(serve(builder, options), Err(ServeError::PortTaken(found)) if found == port));
}
