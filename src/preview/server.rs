//! The HTTP side: only this machine, only what the snapshot answers, and only reading; a review alone writes
//! ([`review`]).

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use tokio::sync::Semaphore;

use super::editor::percent;
use super::http::{self, Answered, Reply, Request};
use super::page::{self, PATCH, PageLabel, SCRIPT, SENT, STYLE};
use super::panel::{OURS, Scribe, escaped, panel};
use super::state::{PreviewState, Shown};
use super::{Answer, ServeError, events, list, review};
use crate::address::{SEARCH_INDEX, is_attachment};
use crate::catalogue;

/// Pages that wait for changes. One more is told what is new at once, and asks again a second later.
const WATCHING_PAGES: usize = 16;
/// What a `Location` header cannot have; everything beyond ASCII is encoded as well.
const LOCATION: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

const HTML: &str = "text/html; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// Listens on the loopback address, of IPv6 as well where there is one, at the first free port of `ports`.
pub(super) fn listen(ports: RangeInclusive<u16>) -> Result<Vec<TcpListener>, ServeError> {
    let (wanted, last) = (*ports.start(), *ports.end());
    for port in ports {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(first) => {
                let bound = first.local_addr()?.port();
                // `localhost` may mean either. A machine without IPv6 is no error.
                let second = TcpListener::bind((Ipv6Addr::LOCALHOST, bound));
                let taken = second.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse);
                if !taken || port == last {
                    return Ok([Some(first), second.ok()].into_iter().flatten().collect());
                }
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(ServeError::Io(error)),
        }
    }
    Err(ServeError::PortTaken(wanted))
}

/// Starts the server; returns the address to open.
pub(super) fn start(listeners: Vec<TcpListener>, state: &Arc<PreviewState>) -> Result<String, ServeError> {
    let port =
        listeners.first().map(TcpListener::local_addr).transpose()?.map_or(0, |address: SocketAddr| address.port());
    let desk = Desk { state: Arc::clone(state), pages: Arc::new(Semaphore::new(WATCHING_PAGES)) };
    // Where another program has the port of IPv6, `localhost` may lead there.
    let name = if listeners.len() > 1 { "localhost" } else { "127.0.0.1" };
    let body = if state.review().is_some() { review::LARGEST_FORM } else { 0 };
    http::start(listeners, http::Limits { body, ..http::LIMITS }, move |request| desk.answer(&request))?;
    Ok(format!("http://{name}:{port}/"))
}

/// Answers.
struct Desk {
    state: Arc<PreviewState>,
    /// Room for pages that wait for changes.
    pages: Arc<Semaphore>,
}

impl Desk {
    /// Answers a request.
    fn answer(&self, request: &Request) -> Answered {
        Answered::Whole(match self.check(request) {
            Err(reply) => reply,
            Ok(address) => match address.strip_prefix(OURS) {
                Some("events") if request.method == "GET" => return self.events(request),
                Some(ours) => self.ours(ours, request),
                None => self.page(&address, request),
            },
        })
    }

    /// The address asked for, if it may be asked for.
    fn check(&self, request: &Request) -> Result<String, Reply> {
        // A page of the internet can make its own name mean this machine and then read the answers: only
        // our names count. The port does not: a forwarded one (ssh -L, an editor on another machine) differs.
        let mut hosts = request.headers("Host");
        let host = hosts.next().unwrap_or_default();
        if hosts.next().is_some() || !is_our_host(host) {
            return Err(Reply::plain(403, "this preview answers only on localhost"));
        }
        let is_post = request.method == "POST" && self.state.review().is_some();
        if !is_post && !matches!(request.method.as_str(), "GET" | "HEAD") {
            return Err(Reply::only_reading());
        }
        if request.has_body {
            return Err(Reply::plain(413, "no request with a body"));
        }
        let address = address(&request.target).ok_or_else(|| Reply::plain(400, "not an address of this site"))?;
        if !may_ask(request, host, address.starts_with(OURS)) {
            return Err(Reply::plain(403, "this preview answers only its own pages"));
        }
        if is_post && !address.starts_with(&format!("{OURS}{}", review::FOLDER)) {
            return Err(Reply::only_reading());
        }
        if is_post && !review::may_write(request, host, self.state.secret()) {
            return Err(Reply::plain(403, "save from the preview's own pages"));
        }
        Ok(address)
    }

    /// What is not of the site.
    fn ours(&self, name: &str, request: &Request) -> Reply {
        let query = request.target.split_once('?').map_or("", |(_, query)| query);
        match name {
            "reload.js" => Reply::ok(JAVASCRIPT, SCRIPT),
            "patch.js" => Reply::ok(JAVASCRIPT, PATCH),
            "sent.js" => Reply::ok(JAVASCRIPT, SENT),
            "preview.css" => Reply::ok("text/css; charset=utf-8", STYLE),
            "events" => Reply::ok("text/event-stream", ""),
            "open" => self.open(query),
            "problems" => {
                let shown = self.state.shown();
                let bytes = list::page(&shown.problems, &list::Wanted::parse(query), Scribe::of(&self.state));
                // The list itself is what the panel would show.
                self.equipped(Reply::ok(HTML, bytes), "", &shown, request)
            }
            _ => match (self.state.review(), name.strip_prefix(review::FOLDER)) {
                (Some(files), Some(name)) => review::answer(files, name, request, &self.state),
                _ => Reply::plain(404, "not found"),
            },
        }
    }

    /// Leads to the editor. The path of the file on this machine goes to the browser alone: no page can read where a
    /// redirect leads, and only our own pages know the key.
    fn open(&self, query: &str) -> Reply {
        let value = |name: &str| {
            let pair = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(found, _)| *found == name);
            pair.and_then(|(_, value)| percent_decode_str(value).decode_utf8().ok()).unwrap_or_default()
        };
        if self.state.key() != Some(&*value("key")) {
            return Reply::plain(403, "open this from the preview's own pages");
        }
        let number = |name| value(name).parse().unwrap_or(0);
        match self.state.editor_address(&value("file"), number("line"), number("column")) {
            Some(to) => Reply::redirect(to),
            None => Reply::plain(404, "not a file of this site"),
        }
    }

    fn page(&self, address: &str, request: &Request) -> Reply {
        let shown = self.state.shown();
        let language = self.state.language();
        let reply = match &shown.snapshot {
            None => Reply::ok(HTML, page::bare(language, "")).with_status(503),
            // A template may panic; the preview must not go with it.
            Some(snapshot) => catch_unwind(AssertUnwindSafe(|| snapshot.page(address))).map_or_else(
                |_| {
                    let text = catalogue::text(language, "preview.broken");
                    Reply::ok(HTML, page::bare(language, text)).with_status(500)
                },
                |answer| match answer {
                    Answer::Page { content_type, bytes } => Reply::ok(content_type, bytes),
                    Answer::Redirect(to) => redirect(&to, &request.target),
                    Answer::Draft(file) => {
                        let text = catalogue::text(language, "preview.draft");
                        let text = escaped(&catalogue::fill(text, &[("file", &file)]));
                        Reply::ok(HTML, page::bare(language, &text)).with_status(404)
                    }
                    Answer::NotFound { content_type, bytes } => self
                        .with_slash(snapshot.as_ref(), address, &request.target)
                        .unwrap_or(Reply::ok(content_type, bytes).with_status(404)),
                },
            ),
        };
        if address.starts_with(SEARCH_INDEX) && reply.status == 200 {
            return reply.part(request.header("Range"));
        }
        if is_attachment(address) && reply.status == 200 {
            return page::saved(reply);
        }
        if reply.content_type.to_ascii_lowercase().starts_with("text/html") {
            let reply = self.equipped(reply, address, &shown, request);
            // The review shows the page beside its original.
            if self.state.review().is_some() { reply.framed_by_us() } else { reply }
        } else {
            reply
        }
    }

    /// The page with the panel and the script; for a script that has the page already, the panel alone.
    fn equipped(&self, mut reply: Reply, address: &str, shown: &Shown, request: &Request) -> Reply {
        let language = self.state.language();
        let version = self.state.name(shown.version);
        let name = page::name_of(reply.status, &reply.bytes);
        let panel = if address.is_empty() {
            "<p id=\"said\" role=\"status\"></p>".to_owned()
        } else {
            let snapshot = shown.snapshot.as_ref();
            let sources =
                snapshot.and_then(|snapshot| catch_unwind(AssertUnwindSafe(|| snapshot.sources(address))).ok());
            panel(&shown.problems, &sources.unwrap_or_default(), Scribe::of(&self.state))
        };
        let mended = catalogue::text(language, "preview.mended");
        let label = PageLabel { version: &version, page: &name, mended, language };
        let has = request.header("Congbao-Has");
        reply.bytes = page::equip(if has == Some(&name) { b"" } else { &reply.bytes }, &panel, &label);
        if has.is_none() {
            return reply;
        }
        let seen = request.header("Congbao-Seen").and_then(|name| self.state.version(name)).unwrap_or(0);
        let files = shown.files_since(seen).map_or_else(
            || "*".to_owned(),
            |files| files.iter().map(|file| percent(file)).collect::<Vec<_>>().join(" "),
        );
        reply.with_own("congbao-version", version).with_own("congbao-page", name).with_own("congbao-files", files)
    }

    /// As web servers do for a folder: `/van-ban/a` leads to `/van-ban/a/`, `/van-ban/a/index.html` as well.
    fn with_slash(&self, snapshot: &dyn super::ServedPages, address: &str, target: &str) -> Option<Reply> {
        let folder = match address.strip_suffix("index.html") {
            Some(folder) if folder.ends_with('/') => folder.to_owned(),
            _ if address.ends_with('/') => return None,
            _ => format!("{address}/"),
        };
        let answer = catch_unwind(AssertUnwindSafe(|| snapshot.page(&folder))).ok()?;
        (!matches!(answer, Answer::NotFound { .. } | Answer::Draft(_))).then(|| redirect(&folder, target))
    }

    /// Tells the page that asked of changes.
    fn events(&self, request: &Request) -> Answered {
        let query = request.target.split_once("since=").map(|(_, since)| since);
        let seen = match request.header("Last-Event-ID").or(query) {
            Some(since) => self.state.version(since),
            None => Some(self.state.shown().version),
        };
        let place = Arc::clone(&self.pages).try_acquire_owned().ok();
        Answered::Events(events::stream(&self.state, seen, place))
    }
}

/// What was asked of the old address (`?s=…` of the `target` of the request) is asked of the new one. Never kept by the
/// browser: tomorrow the editor may have removed it. `//` would lead to another machine.
fn redirect(to: &str, target: &str) -> Reply {
    if !to.starts_with('/') || to.starts_with("//") || to.contains(|c: char| c == '\\' || c.is_control()) {
        return Reply::plain(404, "not found");
    }
    let (page, place) = to.find('#').map_or((to, ""), |at| to.split_at(at));
    let query = target.find('?').map_or("", |at| &target[at..]);
    Reply::redirect(utf8_percent_encode(&format!("{page}{query}{place}"), LOCATION).to_string())
}

/// Whether the page that asks, as the browser tells, may. Ours may ask for everything, and so may a person who types an
/// address, or a program (neither names a page). A link on a page of another origin may lead to a page of the site, and
/// to nothing else.
fn may_ask(request: &Request, host: &str, is_ours: bool) -> bool {
    let is_this_origin =
        |origin: &str| origin.strip_prefix("http://").is_some_and(|rest| rest.eq_ignore_ascii_case(host));
    if request.headers("Origin").any(|origin| !is_this_origin(origin)) {
        return false;
    }
    match request.header("Sec-Fetch-Site") {
        None | Some("same-origin" | "none") => true,
        Some(_) => {
            let is_link = request.header("Sec-Fetch-Mode") == Some("navigate")
                && request.header("Sec-Fetch-Dest").is_none_or(|dest| dest == "document");
            is_link && !is_ours
        }
    }
}

/// Whether `host` (the header) names this machine, at whatever port.
fn is_our_host(host: &str) -> bool {
    let is_port = |port: &str| !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    let name = host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(name, _)| name);
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|ours| name.eq_ignore_ascii_case(ours))
}

/// The address of a request: decoded, without query. `None` for anything that could mean more than a page of the site.
fn address(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?;
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let refused = |c: char| c.is_control() || c == '\\';
    let climbs = |part: &str| part == ".." || part == ".";
    if !url.is_ascii() || !decoded.starts_with('/') || decoded.contains(refused) || decoded.split('/').any(climbs) {
        return None;
    }
    Some(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_names_are_our_host() {
        let ours = ["localhost", "localhost:4000", "LocalHost:4000", "127.0.0.1:4000", "[::1]:4000", "localhost:9000"];
        for host in ours {
            assert!(is_our_host(host), "{host}");
        }
        let strangers = [
            "",
            "localhost:",
            "localhost:4000:1",
            "localhost:evil",
            "localhost:400000",
            "evil.example:4000",
            "localhost.evil.example:4000",
            "evil.example",
            "x@localhost:4000",
            "0.0.0.0:4000",
            "[::2]:4000",
        ];
        for host in strangers {
            assert!(!is_our_host(host), "{host}");
        }
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
            "/é",
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
        assert_eq!(redirect("/văn bản/#muc-1", "/old/").location(), Some("/v%C4%83n%20b%E1%BA%A3n/#muc-1"));
        for to in ["//evil.example/", "https://evil.example/", "/\\evil.example", "relative", "/a\r\nX: y"] {
            assert_eq!(redirect(to, "/old/").status, 404, "{to}");
        }
    }
}
