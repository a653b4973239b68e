//! The part of HTTP/1.1 that a preview needs: a request without a body in, a reply out.
//!
//! In: bytes of a socket, from whoever on this machine connects. Out: a [`Request`], or the [`Refusal`] that answers it.
//! Everything is bounded, in bytes and in time: a web page opened in the same browser can send requests here, and may be
//! hostile.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// Request line and headers together. A browser sends one or two kilobytes.
const LONGEST_HEAD: usize = 16 * 1024;
/// How long a kept connection may be silent before the next request.
const IDLE: Duration = Duration::from_secs(20);
/// How long a request may take to arrive, from its first byte.
const ARRIVAL: Duration = Duration::from_secs(5);
/// How long a reply may take to be read.
const DEPARTURE: Duration = Duration::from_secs(60);
/// How long one write may wait for the other side to read.
const STALL: Duration = Duration::from_secs(10);
/// Bytes of a body that nobody reads are taken, so that the refusal arrives before the connection ends.
const LINGER: usize = 256 * 1024;

/// What somebody asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// `GET`.
    pub method: String,
    /// `/a/?b`, as it was sent.
    pub target: String,
    /// Names as they were sent.
    headers: Vec<(String, String)>,
    /// The connection stays open for another request.
    pub keep: bool,
}

impl Request {
    /// All values of a header.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// A request that cannot be understood, or is too large: the status that says so. The connection ends with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal(pub u16);

/// One side of a conversation.
pub(super) struct Connection {
    stream: TcpStream,
    /// What was read beyond the last request.
    rest: Vec<u8>,
}

impl Connection {
    /// Takes over an accepted socket.
    ///
    /// # Errors
    /// The socket is gone already.
    pub fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nonblocking(false)?;
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(STALL))?;
        Ok(Self { stream, rest: Vec::new() })
    }

    /// The next request; `None` when the other side has no more, or says nothing for long.
    ///
    /// # Errors
    /// The socket broke.
    pub fn request(&mut self) -> io::Result<Option<Result<Request, Refusal>>> {
        let mut deadline = Instant::now() + if self.rest.is_empty() { IDLE } else { ARRIVAL };
        let mut buffer = [0; 4096];
        loop {
            if let Some(end) = end_of_head(&self.rest) {
                let head: Vec<u8> = self.rest.drain(..end).collect();
                return Ok(Some(parse(&head)));
            }
            if self.rest.len() > LONGEST_HEAD {
                return Ok(Some(Err(Refusal(431))));
            }
            let patience = deadline.saturating_duration_since(Instant::now());
            if patience.is_zero() {
                return Ok((!self.rest.is_empty()).then_some(Err(Refusal(408))));
            }
            self.stream.set_read_timeout(Some(patience))?;
            match self.stream.read(&mut buffer) {
                Ok(0) => return Ok((!self.rest.is_empty()).then_some(Err(Refusal(400)))),
                Ok(read) => {
                    if self.rest.is_empty() {
                        deadline = Instant::now() + ARRIVAL;
                    }
                    self.rest.extend_from_slice(&buffer[..read]);
                }
                Err(error) if is_late(&error) || error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Sends bytes.
    ///
    /// # Errors
    /// The other side is gone, or reads too slowly.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let end = Instant::now() + DEPARTURE;
        for piece in bytes.chunks(64 * 1024) {
            if Instant::now() > end {
                return Err(ErrorKind::TimedOut.into());
            }
            self.stream.write_all(piece)?;
        }
        Ok(())
    }

    /// Whether the other side has closed the connection. (It has nothing to say while it listens to events.)
    pub fn is_closed(&mut self) -> bool {
        let mut byte = [0];
        let asked = self.stream.set_read_timeout(Some(Duration::from_millis(1)));
        match asked.and_then(|()| self.stream.read(&mut byte)) {
            Ok(read) => read == 0,
            Err(error) => !is_late(&error),
        }
    }

    /// Ends the conversation after a refusal: what is still coming is taken, within bounds, since a connection that is
    /// closed over unread bytes takes the refusal with it.
    pub fn close(mut self) {
        let _ = self.stream.shutdown(Shutdown::Write);
        let end = Instant::now() + Duration::from_millis(500);
        let mut buffer = [0; 4096];
        let mut taken = 0;
        while taken < LINGER {
            let patience = end.saturating_duration_since(Instant::now());
            if patience.is_zero() || self.stream.set_read_timeout(Some(patience)).is_err() {
                return;
            }
            match self.stream.read(&mut buffer) {
                Ok(0) | Err(_) => return,
                Ok(read) => taken += read,
            }
        }
    }
}

fn is_late(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// The byte behind the empty line that ends a head.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let bytes = &bytes[..bytes.len().min(LONGEST_HEAD)];
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

/// Reads a head: request line and headers, each ended by CR LF, and the empty line.
pub(super) fn parse(head: &[u8]) -> Result<Request, Refusal> {
    const BAD: Refusal = Refusal(400);
    let head = std::str::from_utf8(head).map_err(|_| BAD)?;
    let mut lines = head.strip_suffix("\r\n\r\n").ok_or(BAD)?.split("\r\n");
    let mut words = lines.next().ok_or(BAD)?.split(' ');
    let (Some(method), Some(target), Some(version), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(BAD);
    };
    let is_target = |target: &str| !target.is_empty() && target.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_token(method) || !is_target(target) {
        return Err(BAD);
    }
    let modern = match version {
        "HTTP/1.1" => true,
        "HTTP/1.0" => false,
        _ => return Err(if version.starts_with("HTTP/") { Refusal(505) } else { BAD }),
    };
    let mut headers = Vec::new();
    for line in lines {
        let (name, value) = line.split_once(':').ok_or(BAD)?;
        // A line that starts with a space would continue the one before: long forbidden, and good for smuggling.
        if !is_token(name) || value.contains(|c: char| c.is_control() && c != '\t') {
            return Err(BAD);
        }
        headers.push((name.to_owned(), value.trim_matches([' ', '\t']).to_owned()));
    }
    let mut request = Request { method: method.to_owned(), target: target.to_owned(), headers, keep: modern };
    let has_body = request.header("Transfer-Encoding").is_some()
        || request.headers("Content-Length").any(|length| length.parse() != Ok(0_u64));
    let closes = request.headers("Connection").any(|value| value.to_ascii_lowercase().contains("close"));
    if has_body && matches!(method, "GET" | "HEAD") {
        return Err(Refusal(413));
    }
    request.keep = modern && !closes && !has_body;
    Ok(request)
}

/// Letters, digits and a few signs: what names of methods and headers are made of.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// The words of the statuses that a preview sends.
pub(super) fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        302 => "Found",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        413 => "Content Too Large",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        505 => "HTTP Version Not Supported",
        _ => "Other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_request_is_read() {
        let head = b"GET /a?b=c HTTP/1.1\r\nHost: localhost:1\r\nX:\t y \r\nx: z\r\n\r\n";
        let request = parse(head).unwrap();
        assert_eq!((request.method.as_str(), request.target.as_str(), request.keep), ("GET", "/a?b=c", true));
        assert_eq!(request.header("HOST"), Some("localhost:1"));
        assert_eq!(request.headers("x").collect::<Vec<_>>(), ["y", "z"]);
        assert!(!parse(b"GET / HTTP/1.0\r\n\r\n").unwrap().keep);
        assert!(!parse(b"GET / HTTP/1.1\r\nconnection: Close\r\n\r\n").unwrap().keep);
        assert!(!parse(b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n").unwrap().keep);
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for (head, status) in [
            ("", 400),
            ("\r\n\r\n", 400),
            ("GET /\r\n\r\n", 400),
            ("GET / HTTP/1.1", 400),
            ("GET  / HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.1 \r\n\r\n", 400),
            ("GET /\u{e9} HTTP/1.1\r\n\r\n", 400),
            ("G(T / HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/2.0\r\n\r\n", 505),
            ("GET / ICY/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost localhost\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nA: b\nHost: c\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nA: b\0\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nContent-Length: 9\r\n\r\n", 413),
            ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 413),
        ] {
            assert_eq!(parse(head.as_bytes()), Err(Refusal(status)), "{head:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = end_of_head(&bytes);
            let _ = parse(&bytes);
        }

        #[test]
        fn no_nearly_good_request_makes_it_panic(
            parts in proptest::collection::vec(
                prop_oneof!["GET", "/", " ", "HTTP/1.1", "\r\n", "\n", ":", "Host", "%", "\u{e9}", "\t", "Content-Length", "9{1,30}"],
                0..20,
            )
        ) {
            let head = parts.concat() + "\r\n\r\n";
            if let Ok(request) = parse(head.as_bytes()) {
                prop_assert!(!request.target.contains(|c: char| c.is_whitespace() || c.is_control()));
            }
        }
    }
}
