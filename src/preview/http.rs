//! The HTTP side of the preview: a server for programs of this machine, with `hyper`.
//!
//! In: listeners, and a function that answers a [`Request`]. Out: replies on the wire. Everything is bounded, in
//! bytes, in time and in number: a web page opened in the same browser can send requests here, and may be hostile.
//! Bodies of requests are read where [`Limits::body`] allows it, of `POST` alone.

use super::connections::{Connections, Place};
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{ALLOW, CONNECTION, CONTENT_RANGE, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::thread;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::mpsc;
use tokio::task::{spawn_blocking, yield_now};
use tokio::time::{Sleep, sleep, timeout};

/// What the other side may use up.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// Bytes of request line and headers together. A browser sends one or two kilobytes. `hyper` asks
    /// for 8,192 at least.
    pub head: usize,
    /// How long the next head may take to arrive, from the end of the last reply on.
    pub arrival: Duration,
    /// How long one write may wait for the other side to read.
    pub stall: Duration,
    /// Connections at a time; a browser opens six. One more takes the place of the one that is silent longest.
    pub connections: usize,
    /// Bytes of the body of a `POST`; 0: none is read.
    pub body: usize,
    /// Bytes of a body that are taken, so that the reply arrives before the connection ends.
    pub linger: usize,
}

/// Those of the preview.
pub(super) const LIMITS: Limits = Limits {
    head: 16 * 1024,
    arrival: Duration::from_secs(10),
    stall: Duration::from_secs(10),
    connections: 128,
    body: 0,
    linger: 256 * 1024,
};

/// Connections that may wait to be taken. The usual 128 are gone after a burst, and who finds no room tries again only
/// after a second.
const LINE: i32 = 1024;

/// Pages that are made at a time, each by a thread that may wait for the disk.
const MAKERS: usize = 16;

/// With every reply. Pages of other origins may neither take in what we serve (a draft as a picture, script or frame),
/// nor keep a window on it, nor hear from a link where it leads from.
const FIXED_HEADERS: [(&str, &str); 7] = [
    ("cache-control", "no-store"),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("content-security-policy", "frame-ancestors 'none'"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
];

/// What is asked for.
#[derive(Debug)]
pub(super) struct Request {
    /// `GET`.
    pub method: String,
    /// `/a/?b`, as it was sent.
    pub target: String,
    headers: HeaderMap,
    /// A body follows, which was not read.
    pub has_body: bool,
    /// The body, where it was.
    pub body: Vec<u8>,
}

impl Request {
    /// Takes a request in, with its body where `limits` allow it.
    async fn of(request: hyper::Request<Incoming>, limits: Limits) -> Self {
        let (parts, body) = request.into_parts();
        let has_body = !body.is_end_stream();
        let taken = if has_body && parts.method == Method::POST {
            timeout(limits.arrival, taken(body, limits.body)).await.ok().flatten()
        } else {
            None
        };
        Self {
            method: parts.method.as_str().to_owned(),
            target: parts.uri.to_string(),
            headers: parts.headers,
            has_body: has_body && taken.is_none(),
            body: taken.unwrap_or_default(),
        }
    }

    /// All values of a header. One that is no text is empty: a check that knows good values refuses it.
    pub fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default())
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).next()
    }
}

/// A body that says how long it is, and is no longer than `most`.
async fn taken(mut body: Incoming, most: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    body.size_hint().exact().filter(|length| *length <= most as u64)?;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        bytes.extend_from_slice(&frame.ok()?.into_data().unwrap_or_default());
    }
    Some(bytes)
}

/// What goes out at once.
#[derive(Debug)]
pub(super) struct Reply {
    /// `200`.
    pub status: u16,
    /// `text/html; charset=utf-8`.
    pub content_type: &'static str,
    /// The body; of a reply to HEAD only its length is sent.
    pub bytes: Vec<u8>,
    headers: Vec<(HeaderName, String)>,
}

impl Reply {
    /// A sentence.
    pub fn plain(status: u16, text: &str) -> Self {
        let bytes = format!("{text}\n").into_bytes();
        Self { status, content_type: "text/plain; charset=utf-8", bytes, headers: Vec::new() }
    }

    /// A page or file.
    pub fn ok(content_type: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, content_type, bytes: bytes.into(), headers: Vec::new() }
    }

    /// Only GET and HEAD are answered.
    pub fn only_reading() -> Self {
        Self::plain(405, "only GET and HEAD").with(ALLOW, "GET, HEAD")
    }

    /// Leads to `address`, which is encoded already.
    pub fn redirect(address: impl Into<String>) -> Self {
        Self::plain(302, "").with(LOCATION, address)
    }

    /// The part that `range` asks for (`bytes=0-99`); all of it where nothing is asked for that way.
    pub fn part(self, range: Option<&str>) -> Self {
        let ends = range.and_then(|range| range.strip_prefix("bytes=")?.split_once('-'));
        let number = |text: &str| text.parse::<usize>().ok();
        let Some((from, last)) = ends.and_then(|(from, last)| Some((number(from)?, number(last)?))) else {
            return self;
        };
        let all = self.bytes.len();
        let end = last.saturating_add(1).min(all);
        if from >= end {
            return Self::plain(416, "no such part").with(CONTENT_RANGE, format!("bytes */{all}"));
        }
        let bytes = self.bytes[from..end].to_vec();
        Self { status: 206, bytes, ..self }.with(CONTENT_RANGE, format!("bytes {from}-{}/{all}", end - 1))
    }

    /// The same with another status.
    pub fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// With one more header of our own.
    pub fn with_own(self, name: &'static str, value: impl Into<String>) -> Self {
        self.with(HeaderName::from_static(name), value)
    }

    /// May stand in a frame of our own pages.
    pub fn framed_by_us(self) -> Self {
        self.with_own("x-frame-options", "SAMEORIGIN").with_own("content-security-policy", "frame-ancestors 'self'")
    }

    fn with(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Where a redirect leads.
    #[cfg(test)]
    pub fn location(&self) -> Option<&str> {
        self.headers.iter().find(|(name, _)| name == LOCATION).map(|(_, value)| value.as_str())
    }
}

/// What answers a request.
#[derive(Debug)]
pub(super) enum Answered {
    /// A reply with its whole body.
    Whole(Reply),
    /// A stream of server-sent events, until its sender or the browser ends it.
    Events(mpsc::Receiver<Bytes>),
}

impl Answered {
    fn response(self, has_body: bool) -> Response<Payload> {
        let (status, content_type, headers, payload) = match self {
            Self::Whole(reply) => {
                (reply.status, reply.content_type, reply.headers, Payload::Whole(Some(reply.bytes.into())))
            }
            Self::Events(events) => (200, "text/event-stream", Vec::new(), Payload::Events(events)),
        };
        let ends = has_body || matches!(payload, Payload::Events(_));
        let mut response = Response::new(payload);
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let fields = response.headers_mut();
        fields.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        if ends {
            fields.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        for (name, value) in FIXED_HEADERS {
            fields.insert(name, HeaderValue::from_static(value));
        }
        for (name, value) in headers {
            // None of them can have a line end in it; if one had, it must not become a header of its own.
            if let Ok(value) = HeaderValue::from_str(&value) {
                fields.insert(name, value);
            }
        }
        response
    }
}

/// The body of a reply.
enum Payload {
    Whole(Option<Bytes>),
    Events(mpsc::Receiver<Bytes>),
}

impl Body for Payload {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = match self.get_mut() {
            Self::Whole(bytes) => bytes.take(),
            Self::Events(events) => ready!(events.poll_recv(context)),
        };
        Poll::Ready(next.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Self::Events(_) => SizeHint::default(),
        }
    }
}

/// Answers what arrives at `listeners`, in a thread that never ends.
///
/// # Errors
/// The system gives no thread, or cannot wait for these sockets.
pub(super) fn start(
    listeners: Vec<std::net::TcpListener>,
    limits: Limits,
    answer: impl Fn(Request) -> Answered + Send + Sync + 'static,
) -> io::Result<()> {
    let runtime = Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(MAKERS)
        .thread_name("preview-page")
        .build()?;
    let context = runtime.enter();
    let listeners = listeners.into_iter().map(|listener| {
        listener.set_nonblocking(true)?;
        rustix::net::listen(&listener, LINE)?;
        TcpListener::from_std(listener)
    });
    let listeners: Vec<TcpListener> = listeners.collect::<io::Result<_>>()?;
    drop(context);
    let (answer, connections) = (Arc::new(answer), Connections::new(limits.connections));
    let numbers = Arc::new(AtomicU64::new(0));
    let serve = async move {
        let accepting: Vec<_> = listeners
            .into_iter()
            .map(|listener| {
                let (connections, numbers) = (Arc::clone(&connections), Arc::clone(&numbers));
                tokio::spawn(accept(listener, limits, connections, numbers, Arc::clone(&answer)))
            })
            .collect();
        for task in accepting {
            // It ends by a panic alone; the other listener goes on.
            let _ = task.await;
        }
    };
    thread::Builder::new().name("preview-http".into()).spawn(move || runtime.block_on(serve))?;
    Ok(())
}

/// Gives each connection a task.
async fn accept(
    listener: TcpListener,
    limits: Limits,
    connections: Arc<Connections>,
    numbers: Arc<AtomicU64>,
    answer: Arc<impl Fn(Request) -> Answered + Send + Sync + 'static>,
) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Too many open files for a moment.
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        let (number, answer) = (numbers.fetch_add(1, Ordering::Relaxed), Arc::clone(&answer));
        connections.admit(number, move |place| talk(stream, limits, answer, Arc::new(place))).await;
        // Its request may have arrived with it: it is read before the next connection wants a place.
        yield_now().await;
    }
}

/// Answers the requests of one connection, one after the other.
async fn talk(
    stream: TcpStream,
    limits: Limits,
    answer: Arc<impl Fn(Request) -> Answered + Send + Sync + 'static>,
    place: Arc<Place>,
) {
    // Without it, only speed is lost.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let (answer, place) = (Arc::clone(&answer), Arc::clone(&place));
        async move {
            let request = Request::of(request, limits).await;
            place.is_answered(true);
            let has_body = request.has_body;
            // Making a page takes as long as it takes; other connections go on meanwhile.
            let answered = spawn_blocking(move || answer(request)).await;
            let broken = |_| Answered::Whole(Reply::plain(500, "internal error"));
            let answered = answered.unwrap_or_else(broken);
            // Pages that wait for changes are silent by their nature; there are few places for them.
            place.is_answered(matches!(answered, Answered::Events(_)));
            Ok::<_, Infallible>(answered.response(has_body))
        }
    });
    let stream = TokioIo::new(Patient { stream, stall: limits.stall, stalled: None });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.arrival)
        .max_buf_size(limits.head)
        .auto_date_header(false)
        // A program may say that it has asked everything, and wait for the answer.
        .half_close(true)
        .serve_connection(stream, service);
    let ended = poll_fn(|context| Pin::new(&mut connection).poll(context)).await;
    let rest = connection.into_parts();
    let stream = rest.io.into_inner().stream;
    // What `hyper` leaves without an answer: a head that never ended.
    if let Err(error) = ended
        && !rest.read_buf.is_empty()
    {
        let status = match error {
            _ if error.is_timeout() => Some(StatusCode::REQUEST_TIMEOUT),
            _ if error.is_incomplete_message() => Some(StatusCode::BAD_REQUEST),
            _ => None,
        };
        if let Some(status) = status {
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            // It has room in any empty buffer; the other side may be gone.
            let _ = stream.try_write(head.as_bytes());
        }
    }
    close(stream, limits.linger).await;
}

/// Ends the conversation. What is still coming is taken, within bounds: a connection that is closed over unread
/// bytes takes the last reply with it.
async fn close(mut stream: TcpStream, linger: usize) {
    let _ = poll_fn(|context| Pin::new(&mut stream).poll_shutdown(context)).await;
    let take = async {
        let (mut taken, mut buffer) = (0, [0; 4096]);
        while taken < linger && stream.readable().await.is_ok() {
            match stream.try_read(&mut buffer) {
                Ok(0) => return,
                Ok(read) => taken += read,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => return,
            }
        }
    };
    // Late or not, the connection ends now.
    let _ = timeout(Duration::from_millis(500), take).await;
}

/// A socket that gives up on a side that does not read what is sent.
struct Patient {
    stream: TcpStream,
    stall: Duration,
    /// Set while a write waits.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl AsyncRead for Patient {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        pin!(&mut self.stream).poll_read(context, to)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = pin!(&mut self.stream).poll_write(context, bytes);
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stall = self.stall;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(stall)));
        stalled.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        pin!(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        pin!(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
#[path = "tests/http.rs"]
mod tests;
