//! The HTTP side: only this machine, only reading, only what the snapshot answers.

use std::io::{self, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use tiny_http::{Header, Method, Request, Response, Server};

use super::page::{self, OURS, SCRIPT, STYLE};
use super::state::{Change, State};
use super::{Answer, ServeError};
use crate::catalogue;

/// Threads that answer. A page takes milliseconds and one person is reading: more would only compete with the build.
const WORKERS: usize = 4;
/// Requests that may wait for a worker before new ones are no longer read.
const WAITING: usize = 64;
/// Pages that may wait for changes at a time, each with a thread of its own.
const WATCHING_PAGES: usize = 16;
/// How often a silent stream says that it is alive, which is also how a closed page is noticed (by the second write).
const HEARTBEAT: Duration = Duration::from_secs(5);
/// What a `Location` header cannot have; everything beyond ASCII is encoded as well.
const LOCATION: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

const HTML: &str = "text/html; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";

/// Listens on the loopback address, of IPv6 as well where there is one.
pub(super) fn listen(port: u16) -> Result<Vec<TcpListener>, ServeError> {
    let first = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => ServeError::PortTaken(port),
        _ => ServeError::Io(error),
    })?;
    let port = first.local_addr()?.port();
    // `localhost` may mean either. A machine without IPv6 is no error, nor is another program that has this port there.
    let second = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).ok();
    Ok([Some(first), second].into_iter().flatten().collect())
}

/// Starts the threads that answer; returns the address to open.
pub(super) fn start(listeners: Vec<TcpListener>, state: &Arc<State>) -> Result<String, ServeError> {
    let port =
        listeners.first().map(TcpListener::local_addr).transpose()?.map_or(0, |address: SocketAddr| address.port());
    let (sender, receiver) = sync_channel(WAITING);
    let receiver = Arc::new(Mutex::new(receiver));
    let pages = Arc::new(AtomicUsize::new(0));
    for _ in 0..WORKERS {
        let worker = Worker { port, state: Arc::clone(state), pages: Arc::clone(&pages) };
        let receiver = Arc::clone(&receiver);
        thread::Builder::new().name("preview".into()).spawn(move || work(&worker, &receiver))?;
    }
    for listener in listeners {
        let sender = sender.clone();
        thread::Builder::new().name("preview-accept".into()).spawn(move || accept(&listener, &sender))?;
    }
    Ok(format!("http://localhost:{port}/"))
}

/// Hands requests to the workers. The HTTP crate stops for good when a connection cannot be accepted (too many open files
/// for a moment), so it is started again on the same socket.
fn accept(listener: &TcpListener, workers: &SyncSender<Request>) {
    while let Some(server) = listener.try_clone().ok().and_then(|listener| Server::from_listener(listener, None).ok()) {
        while let Ok(request) = server.recv() {
            if workers.send(request).is_err() {
                return;
            }
        }
        thread::sleep(Duration::from_millis(200));
    }
}

fn work(worker: &Worker, requests: &Mutex<Receiver<Request>>) {
    loop {
        let request = requests.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(request) = request else { return };
        // The browser may have gone away; nobody is left to be told.
        let _ = worker.answer(request);
    }
}

struct Worker {
    port: u16,
    state: Arc<State>,
    /// Pages that wait for changes now.
    pages: Arc<AtomicUsize>,
}

/// What goes out.
struct Reply {
    status: u16,
    content_type: &'static str,
    bytes: Vec<u8>,
    /// One more header.
    header: Option<(&'static str, String)>,
}

impl Reply {
    fn plain(status: u16, text: &str) -> Self {
        Self { status, content_type: PLAIN, bytes: format!("{text}\n").into_bytes(), header: None }
    }

    fn ok(content_type: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, content_type, bytes: bytes.into(), header: None }
    }
}

impl Worker {
    fn answer(&self, request: Request) -> io::Result<()> {
        let reply = match self.check(&request) {
            Err(reply) => reply,
            Ok(address) => match address.strip_prefix(OURS) {
                Some("events") if *request.method() == Method::Get => return self.watch_page(request),
                Some("events") => Reply::ok("text/event-stream", ""),
                Some("reload.js") => Reply::ok("text/javascript; charset=utf-8", SCRIPT),
                Some("problems.css") => Reply::ok("text/css; charset=utf-8", STYLE),
                Some(_) => Reply::plain(404, "not found"),
                None => self.page(&address),
            },
        };
        send(request, reply)
    }

    /// The address asked for, if it may be asked for.
    fn check(&self, request: &Request) -> Result<String, Reply> {
        // A page of the internet can make its own name mean this machine and then read the answers: only our names count.
        let mut hosts = request.headers().iter().filter(|header| header.field.equiv("Host"));
        let host = hosts.next().map(|header| header.value.as_str());
        if hosts.next().is_some() || !host.is_some_and(|host| is_our_host(host, self.port)) {
            return Err(Reply::plain(403, "this preview answers only on localhost"));
        }
        if !matches!(request.method(), Method::Get | Method::Head) {
            let mut reply = Reply::plain(405, "only GET and HEAD");
            reply.header = Some(("Allow", "GET, HEAD".to_owned()));
            return Err(reply);
        }
        address(request.url()).ok_or_else(|| Reply::plain(400, "not an address of this site"))
    }

    fn page(&self, address: &str) -> Reply {
        let shown = self.state.shown();
        let language = self.state.language();
        let mut reply = match &shown.snapshot {
            None => Reply { status: 503, ..Reply::ok(HTML, page::bare(language, "")) },
            // A template may panic; the preview must not go with it.
            Some(snapshot) => catch_unwind(AssertUnwindSafe(|| snapshot.page(address))).map_or_else(
                |_| {
                    let text = catalogue::text(language, "preview.broken");
                    Reply { status: 500, ..Reply::ok(HTML, page::bare(language, text)) }
                },
                |answer| match answer {
                    Answer::Page { content_type, bytes } => Reply::ok(content_type, bytes),
                    Answer::Redirect(to) => redirect(&to),
                    Answer::Draft(_) => Reply { status: 404, ..Reply::ok(HTML, page::bare(language, "")) },
                    Answer::NotFound { content_type, bytes } => self
                        .with_slash(snapshot.as_ref(), address)
                        .unwrap_or(Reply { status: 404, ..Reply::ok(content_type, bytes) }),
                },
            ),
        };
        if reply.content_type.to_ascii_lowercase().starts_with("text/html") {
            let version = self.state.name(shown.version);
            reply.bytes = page::equip(&reply.bytes, shown.panel.as_deref(), &version);
        }
        reply
    }

    /// As web servers do for a folder: `/van-ban/a` leads to `/van-ban/a/`, `/van-ban/a/index.html` as well.
    fn with_slash(&self, snapshot: &dyn super::Snapshot, address: &str) -> Option<Reply> {
        let folder = match address.strip_suffix("index.html") {
            Some(folder) if folder.ends_with('/') => folder.to_owned(),
            _ if address.ends_with('/') => return None,
            _ => format!("{address}/"),
        };
        let answer = catch_unwind(AssertUnwindSafe(|| snapshot.page(&folder))).ok()?;
        (!matches!(answer, Answer::NotFound { .. } | Answer::Draft(_))).then(|| redirect(&folder))
    }

    /// Gives the page that asked a thread that tells it of changes.
    fn watch_page(&self, request: Request) -> io::Result<()> {
        let Some(place) = Place::take(&self.pages) else {
            let mut reply = Reply::plain(503, "too many open pages");
            reply.header = Some(("Retry-After", "2".to_owned()));
            return send(request, reply);
        };
        let last = request.headers().iter().find(|header| header.field.equiv("Last-Event-ID"));
        let query = request.url().split_once("since=").map(|(_, since)| since.to_owned());
        let since = last.map(|header| header.value.as_str().to_owned()).or(query);
        let state = Arc::clone(&self.state);
        let tell = move || {
            let _place = place;
            // An error means that the page was closed.
            let _ = tell_changes(&state, since.as_deref(), &mut request.into_writer());
        };
        thread::Builder::new().name("preview-events".into()).spawn(tell).map(drop)
    }
}

/// Writes server-sent events until the page is told to reload, or is closed. Each carries the name of the version as its id, so that a page that
/// connects again gets what it missed; one left open from an earlier process is told to reload.
fn tell_changes(state: &State, since: Option<&str>, to: &mut dyn Write) -> io::Result<()> {
    to.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
          X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\nConnection: close\r\n\r\n: ok\n\n",
    )?;
    to.flush()?;
    let mut seen = match since {
        Some(since) => state.version(since),
        None => Some(state.shown().version),
    };
    loop {
        match state.wait(seen, HEARTBEAT) {
            None => to.write_all(b": still here\n\n")?,
            Some((change, version)) => {
                let event = match change {
                    Change::Reload => "reload",
                    Change::Style => "style",
                };
                let name = state.name(version);
                to.write_all(format!("id: {name}\nevent: {event}\ndata: {name}\n\n").as_bytes())?;
                to.flush()?;
                if change == Change::Reload {
                    // The page goes away now; its place is needed by the one that comes.
                    return Ok(());
                }
                seen = Some(version);
            }
        }
        to.flush()?;
    }
}

/// One of the places for pages that wait; given back when dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(places: &Arc<AtomicUsize>) -> Option<Self> {
        let one_more = |taken| (taken < WATCHING_PAGES).then_some(taken + 1);
        places.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_more).ok()?;
        Some(Self(Arc::clone(places)))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn send(request: Request, reply: Reply) -> io::Result<()> {
    // Without a threshold the crate sends longer pages in chunks and hides their length.
    let mut response =
        Response::from_data(reply.bytes).with_status_code(reply.status).with_chunked_threshold(usize::MAX);
    let fixed = [
        ("Content-Type", reply.content_type),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        // A page of the internet may not take a draft in as a picture, script or frame.
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ];
    let own = reply.header.iter().map(|(name, value)| (*name, value.as_str()));
    for (name, value) in fixed.into_iter().chain(own) {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    request.respond(response)
}

/// Never kept by the browser: tomorrow the editor may have removed it. `//` would lead to another machine.
fn redirect(to: &str) -> Reply {
    if !to.starts_with('/') || to.starts_with("//") || to.contains('\\') {
        return Reply::plain(404, "not found");
    }
    let mut reply = Reply::plain(302, "");
    reply.header = Some(("Location", utf8_percent_encode(to, LOCATION).to_string()));
    reply
}

/// Whether `host` (the header) names this preview.
fn is_our_host(host: &str, port: u16) -> bool {
    let name = match host.strip_suffix(&format!(":{port}")) {
        Some(name) => name,
        None if port == 80 => host,
        None => return false,
    };
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|ours| name.eq_ignore_ascii_case(ours))
}

/// The address of a request: decoded, without query. `None` for anything that could mean more than a page of the site.
fn address(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?;
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let refused = |c: char| c.is_control() || c == '\\';
    let climbs = |part: &str| part == ".." || part == ".";
    if !decoded.starts_with('/') || decoded.contains(refused) || decoded.split('/').any(climbs) {
        return None;
    }
    Some(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_names_are_our_host() {
        for host in ["localhost:4000", "LocalHost:4000", "127.0.0.1:4000", "[::1]:4000"] {
            assert!(is_our_host(host, 4000), "{host}");
        }
        let strangers = [
            "",
            "localhost",
            "localhost:40001",
            "localhost:4001",
            "evil.example:4000",
            "localhost.evil.example:4000",
            "x@localhost:4000",
            "0.0.0.0:4000",
        ];
        for host in strangers {
            assert!(!is_our_host(host, 4000), "{host}");
        }
        assert!(is_our_host("localhost", 80));
    }

    #[test]
    fn addresses_are_decoded_and_cannot_climb() {
        assert_eq!(address("/v%C4%83n-b%E1%BA%A3n/?q=..").as_deref(), Some("/văn-bản/"));
        assert_eq!(address("/100%/a").as_deref(), Some("/100%/a"));
        for url in [
            "/../etc/passwd",
            "/a/..",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/a/%2E./b",
            "/..%2f..%2fetc",
            "/a%5c..%5cb",
            "/a\\b",
            "/%00",
            "/a%0d%0aSet-Cookie:x",
            "/%ff",
            "http://localhost/",
            "*",
            "",
        ] {
            assert_eq!(address(url), None, "{url}");
        }
    }

    #[test]
    fn redirects_stay_on_this_machine() {
        assert_eq!(redirect("/văn bản/#muc-1").header.unwrap().1, "/v%C4%83n%20b%E1%BA%A3n/#muc-1");
        for to in ["//evil.example/", "https://evil.example/", "/\\evil.example", "relative"] {
            assert_eq!(redirect(to).status, 404, "{to}");
        }
        assert!(!redirect("/a\r\nX: y").header.unwrap().1.contains('\n'));
    }
}
