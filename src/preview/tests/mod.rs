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
use crate::diagnostic::{Place, Severity};

/// Long enough for a busy machine; a passing test never waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

/// Answers what the files of a folder said when it was made; a page is made of the file of its name.
struct Pages(BTreeMap<String, String>);

impl ServedPages for Pages {
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

    fn sources(&self, address: &str) -> Vec<String> {
        vec![format!("content{}.md", address.trim_end_matches('/'))]
    }
}

/// `content/a/b.md` answers at `/a/b/`, `content/style.css` at `/style.css`. A file that says "bad" breaks the build,
/// one that says "doubtful" is warned of, one that says "panic" kills the builder.
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
        let place = |(address, _): (&String, &String)| Place {
            line: 3,
            ..Place::file(format!("content{}.md", address.trim_end_matches('/')))
        };
        let problems_of = |word: &'static str, severity| {
            pages.iter().filter(move |(_, text)| text.contains(word)).map(move |page| {
                let problem = Diagnostic::error("serve-io").with("reason", "line 3 is to blame");
                Diagnostic { severity, ..problem.placed(Some(place(page))) }
            })
        };
        let errors = problems_of("bad", Severity::Error);
        let mut problems: Vec<Diagnostic> = errors.chain(problems_of("doubtful", Severity::Warning)).collect();
        crate::diagnostic::sort(&mut problems);
        BuildResult {
            problems: problems.into(),
            snapshot: (says("bad") == 0).then(|| Arc::new(Pages(pages)) as Arc<dyn ServedPages>),
            ..BuildResult::default()
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
        Self::start_as(files, poll, None)
    }

    fn start_reviewing(files: &[(&str, &str)], review: Arc<dyn ReviewFiles>) -> Self {
        Self::start_as(files, false, Some(review))
    }

    fn start_as(files: &[(&str, &str)], poll: bool, review: Option<Arc<dyn ReviewFiles>>) -> Self {
        let root = tempfile::tempdir().unwrap();
        let content = root.path().canonicalize().unwrap().join("content");
        fs::create_dir(&content).unwrap();
        files.iter().for_each(|(path, text)| fs::write(content.join(path), text).unwrap());
        let (ready, on_ready) = channel();
        let (built, on_built) = channel();
        let options = PreviewOptions {
            watch: vec![content.clone(), root.path().join("congbao.yaml"), root.path().join("themes")],
            linked: vec![root.path().join("themes")],
            ignore: vec![content.join("output")],
            poll,
            review,
            ..options(root.path(), 0, Box::new(move |event| drop(ready.send(event))))
        };
        let builder = Files { root: content, built };
        thread::spawn(move || serve(builder, options));
        let Ok(PreviewEvent::Ready(url)) = on_ready.recv_timeout(PATIENCE) else { panic!("not ready") };
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
        // The stream of HTTP/1.0 is not cut into chunks.
        write!(stream, "GET /__congbao/events{query} HTTP/1.0\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port).unwrap();
        let mut events = Events(BufReader::new(stream));
        while !events.line().is_empty() {}
        assert_eq!(events.line(), ": ok");
        events
    }

    /// The version that a page says it shows.
    fn version(&self) -> String {
        let (_, body) = self.get("/");
        body.split("data-version=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }
}

/// Nothing is watched.
fn options(root: &Path, port: u16, on_event: Box<dyn Fn(PreviewEvent) + Send + Sync>) -> PreviewOptions {
    PreviewOptions {
        ports: port..=port,
        watch: Vec::new(),
        linked: Vec::new(),
        ignore: Vec::new(),
        poll: false,
        language: Language::English,
        root: root.to_owned(),
        editor: Editor::parse("vscode"),
        review: None,
        on_event,
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

mod review;
mod safety;
mod watching;

#[test]
fn a_page_is_served_with_the_script_and_safe_headers() {
    let preview = Preview::start(&[HOME, ("style.css", "p {}"), ("data.json", "{\"html\": \"<body></body>\"}")]);
    let (head, body) = preview.get("/?q=1");
    assert_eq!(status(&head), 200);
    assert_eq!(header(&head, "Content-Type"), Some("text/html; charset=utf-8"));
    assert_eq!(header(&head, "Cache-Control"), Some("no-store"));
    assert_eq!(header(&head, "X-Content-Type-Options"), Some("nosniff"));
    assert_eq!(header(&head, "Content-Length").unwrap(), body.len().to_string());
    assert!(body.starts_with("<html><body class=\"x\"><h1>home</h1><congbao-preview lang=\"en\""), "{body}");
    assert!(body.ends_with("</script></body></html>"));
    assert!(!body.contains("<details"));
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
fn a_missing_page_is_404_with_the_sites_own_page() {
    let preview = Preview::start(&[HOME]);
    let (head, body) = preview.get("/missing/");
    assert_eq!(status(&head), 404);
    assert!(body.starts_with("<body>no such page<congbao-preview"), "{body}");
}

#[test]
fn redirects_and_folders_without_a_slash_lead_on() {
    let preview = Preview::start(&[HOME, ("văn bản.md", "<body>x</body>")]);
    for (path, to) in [
        ("/old/", Some("/v%C4%83n%20b%E1%BA%A3n/")),
        ("/v%C4%83n%20b%E1%BA%A3n", Some("/v%C4%83n%20b%E1%BA%A3n/")),
        ("/index.html", Some("/")),
        ("/old/?s=%C4%91&n=2", Some("/v%C4%83n%20b%E1%BA%A3n/?s=%C4%91&n=2")),
        ("/v%C4%83n%20b%E1%BA%A3n?s=1", Some("/v%C4%83n%20b%E1%BA%A3n/?s=1")),
        ("/other", None),
        ("/other?s=1", None),
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
    assert_eq!(event, "change");
    assert!(preview.get("/").1.contains("changed"));
    assert_eq!(preview.version(), version);
    preview.write("new.md", "<body>new</body>");
    assert_eq!(preview.events(Some(&version)).next().0, "change");
    assert!(preview.get("/new/").1.contains("new"));
}

#[test]
fn a_page_that_was_loaded_before_the_change_hears_of_it_when_it_connects() {
    let preview = Preview::start(&[HOME]);
    let version = preview.version();
    preview.write("index.md", "<body>changed</body>");
    preview.wait("/", |body| body.contains("changed"));
    assert_eq!(preview.events(Some(&version)).next().0, "change");
    assert_eq!(preview.events(Some("another-process.1")).next().0, "change");
}

#[test]
fn a_script_that_has_the_page_gets_only_what_is_new() {
    let preview = Preview::start(&[HOME, ("a.md", "<body>a</body>")]);
    let ask = |has: &str, seen: &str| {
        let (port, extra) = (preview.port, format!("Congbao-Has: {has}\r\nCongbao-Seen: {seen}\r\n"));
        preview.raw(&format!("GET /a/ HTTP/1.1\r\nHost: localhost:{port}\r\n{extra}Connection: close\r\n\r\n"))
    };
    let version = preview.version();
    let (head, body) = ask("", &version);
    assert!(body.starts_with("<body>a<congbao-preview"), "{body}");
    let name = header(&head, "Congbao-Page").unwrap().to_owned();
    assert_eq!((header(&head, "Congbao-Version"), header(&head, "Congbao-Files")), (Some(version.as_str()), Some("")));
    assert!(ask(&name, &version).1.starts_with("<congbao-preview"), "the page is the same: only the panel is sent");
    let mut events = preview.events(Some(&version));
    preview.write("sơ đồ.png", "picture");
    events.next();
    let (head, body) = ask(&name, &version);
    assert!(body.starts_with("<congbao-preview"));
    assert_eq!(header(&head, "Congbao-Files"), Some("s%C6%A1%20%C4%91%E1%BB%93.png so-do.png"));
    assert_eq!(header(&ask(&name, "another.1").0, "Congbao-Files"), Some("s%C6%A1%20%C4%91%E1%BB%93.png so-do.png"));
    preview.write("a.md", "<body>b</body>");
    events.next();
    let (head, body) = ask(&name, &version);
    assert!(body.starts_with("<body>b<congbao-preview"));
    assert_ne!(header(&head, "Congbao-Page"), Some(name.as_str()));
}

#[test]
fn problems_stand_with_the_last_good_page_until_they_are_mended() {
    let preview = Preview::start(&[HOME, ("a.md", "<body>good</body>")]);
    let mut events = preview.events(Some(&preview.version()));
    preview.write("a.md", "<body>bad</body>");
    assert_eq!(events.next().0, "change");
    for (path, text) in [("/", "<h1>home</h1>"), ("/a/", "good"), ("/missing/", "no such page")] {
        let body = preview.get(path).1;
        let panel = body.find("line 3 is to blame").expect("the panel");
        assert!(body.find(text).expect("the last good page") < panel, "{body}");
        assert!(body.contains("<summary>errors: 1</summary>"), "{body}");
        assert!(body.contains("last one that could be built"), "{body}");
    }
    let bad = preview.version();
    preview.write("a.md", "<body>good again</body>");
    assert_eq!(preview.events(Some(&bad)).next().0, "change");
    let body = preview.get("/a/").1;
    assert!(body.contains("good again"), "{body}");
    assert!(!body.contains("<details"), "{body}");
    preview.write("a.md", "<body>doubtful</body>");
    let body = preview.wait("/a/", |body| body.contains("doubtful"));
    assert!(body.contains("<summary>warnings: 1</summary>"), "{body}");
    assert!(!body.contains("last one"), "{body}");
}

#[test]
fn a_site_that_never_built_shows_its_problems() {
    let preview = Preview::start(&[("index.md", "bad")]);
    let (head, body) = preview.get("/any/");
    assert_eq!(status(&head), 503);
    assert!(body.contains("line 3 is to blame"), "{body}");
    assert!(body.contains("reload.js"), "{body}");
    preview.write("index.md", "<body>good</body>");
    preview.wait("/", |body| body.contains("good") && !body.contains("<details"));
}

#[test]
fn a_builder_that_panics_does_not_stop_the_preview() {
    let preview = Preview::start(&[HOME]);
    preview.write("a.md", "panic now");
    let body = preview.wait("/", |body| body.contains("<details"));
    assert!(body.contains("<h1>home</h1>"), "{body}");
    assert!(body.contains("internal error"), "{body}");
    preview.write("a.md", "calm");
    preview.wait("/", |body| !body.contains("<details"));
}

#[test]
fn pages_that_wait_for_changes_block_nobody_and_are_bounded() {
    let preview = Preview::start(&[HOME]);
    let waiting: Vec<Events> = (0..16).map(|_| preview.events(None)).collect();
    assert_eq!(status(&preview.get("/").0), 200);
    // One more hears what is new at once, and is to ask again after a second.
    let version = preview.version();
    let (head, body) = preview.get(&format!("/__congbao/events?since={version}"));
    assert_eq!((status(&head), header(&head, "Content-Type")), (200, Some("text/event-stream")));
    assert!(body.contains("retry: 1000"), "{body}");
    assert!(!body.contains("event:"), "{body}");
    preview.write("index.md", "<body>changed</body>");
    for mut events in waiting {
        assert_eq!(events.next().0, "change");
    }
    let (_, body) = preview.get(&format!("/__congbao/events?since={version}"));
    assert!(body.contains("event: change"), "{body}");
}

#[test]
fn a_taken_port_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let options = options(Path::new("/nowhere"), port, Box::new(|_| ()));
    let builder = Files { root: PathBuf::new(), built: channel().0 };
    assert!(matches!(serve(builder, options), Err(ServeError::PortTaken(found)) if found == port));
}
