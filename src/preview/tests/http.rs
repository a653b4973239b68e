//! The server alone, over real sockets, with limits that a test can wait for.

use super::*;
use proptest::prelude::*;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::sync::OnceLock;
use std::time::Instant;

const PATIENCE: Duration = Duration::from_secs(20);

/// Answers with what it understood. `/much` has a body that no buffer holds.
fn serve(limits: Limits) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = |request: Request| {
        let values: Vec<&str> = request.headers("x").collect();
        let body = match request.target.as_str() {
            "/much" => "x".repeat(64 << 20),
            "/panic" => panic!("a page that panics"),
            _ => format!("{} {} {values:?} {}", request.method, request.target, request.has_body),
        };
        Answered::Whole(Reply::ok("text/plain", body))
    };
    start(vec![listener], limits, answer).unwrap();
    port
}

fn connect(port: u16) -> std::net::TcpStream {
    let stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Sends bytes and no more; all that comes back.
fn say(port: u16, bytes: &[u8]) -> String {
    let mut stream = connect(port);
    stream.write_all(bytes).unwrap();
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

/// `200`; `0` without an answer.
fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).map_or(0, |status| status.parse().unwrap())
}

#[test]
fn a_request_is_read() {
    let port = serve(LIMITS);
    let answer = say(port, b"GET /a?b=c HTTP/1.1\r\nHost: localhost:1\r\nX:\t y \r\nx: z\r\n\r\n");
    assert!(answer.ends_with("GET /a?b=c [\"y\", \"z\"] false"), "{answer}");
    let posted = say(port, b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello");
    assert!(posted.ends_with("POST / [] true") && posted.contains("connection: close"), "{posted}");
    assert!(!say(port, b"GET / HTTP/1.0\r\n\r\n").contains("keep-alive"));
}

#[test]
fn what_is_no_request_is_refused() {
    let port = serve(LIMITS);
    for (head, expected) in [
        // Nothing was asked.
        ("", 0),
        ("\r\n\r\n", 0),
        // HTTP/2 begins like that; it gets no answer that it could misread.
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0),
        ("GET /\r\n\r\n", 400),
        ("GET / HTTP/1.1", 400),
        ("GET / HTTP/1.1\r\nHost: localhost\r\n", 400),
        ("GET  / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1 \r\n\r\n", 400),
        ("G(T / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/2.0\r\n\r\n", 400),
        ("GET / ICY/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost localhost\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nA: b\0\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked, x\r\n\r\n", 400),
    ] {
        let answer = say(port, head.as_bytes());
        assert_eq!(status(&answer), expected, "{head:?} {answer}");
    }
}

#[test]
fn a_head_that_is_slow_is_refused_and_an_idle_connection_ends() {
    let port = serve(Limits { arrival: Duration::from_millis(300), ..LIMITS });
    let mut stream = connect(port);
    let mut answer = String::new();
    let begun = Instant::now();
    // One letter now and then does not buy more time.
    for letter in "GET / HTTP/1.1\r\nX: ".chars().chain(std::iter::repeat('x')) {
        if stream.write_all(letter.to_string().as_bytes()).is_err() || begun.elapsed() > Duration::from_secs(2) {
            break;
        }
        thread::sleep(Duration::from_millis(40));
    }
    let _ = stream.read_to_string(&mut answer);
    assert!(answer.is_empty() || status(&answer) == 408, "{answer}");
    let mut slow = connect(port);
    slow.write_all(b"GET / HTTP/1.1\r\n").unwrap();
    slow.read_to_string(&mut answer).unwrap();
    assert_eq!(status(&answer), 408, "{answer}");
    let mut idle = connect(port);
    answer.clear();
    idle.read_to_string(&mut answer).unwrap();
    assert_eq!(answer, "", "nothing was asked, nothing is answered");
    assert!(begun.elapsed() < PATIENCE);
}

#[test]
fn a_side_that_does_not_read_loses_its_place() {
    let port = serve(Limits { stall: Duration::from_millis(300), connections: 1, ..LIMITS });
    let mut stalled = connect(port);
    stalled.write_all(b"GET /much HTTP/1.1\r\n\r\n").unwrap();
    let end = Instant::now() + PATIENCE;
    while status(&say(port, b"GET / HTTP/1.1\r\n\r\n")) != 200 {
        assert!(Instant::now() < end, "the place is never given back");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn one_connection_too_many_takes_the_place_of_the_most_silent() {
    let port = serve(Limits { connections: 2, ..LIMITS });
    let mut kept: Vec<_> = (0..2).map(|_| connect(port)).collect();
    for stream in &mut kept {
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        assert!(stream.read(&mut [0; 1000]).unwrap() > 0);
    }
    assert_eq!(status(&say(port, b"GET / HTTP/1.1\r\n\r\n")), 200);
    assert_eq!(kept[0].read(&mut [0; 10]).unwrap_or(0), 0, "the first was silent longest");
    kept[1].write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    assert!(kept[1].read(&mut [0; 10]).unwrap() > 0);
}

/// Whoever opens hundreds of connections and sends a letter now and then keeps nobody out.
#[test]
fn slow_connections_keep_no_one_out() {
    let port = serve(LIMITS);
    let mut slow = Vec::new();
    for at in 0..300 {
        let mut stream = connect(port);
        // Some send nothing, some half a head, some ask for much and do not read it.
        let sent: &[u8] = [&b""[..], b"GET / HTTP/1.1\r\nX: ", b"GET /much HTTP/1.1\r\n\r\n"][at % 3];
        if at < 9 || at % 3 < 2 {
            stream.write_all(sent).unwrap();
        }
        slow.push(stream);
        if at % 20 == 19 {
            let begun = Instant::now();
            assert_eq!(status(&say(port, b"GET / HTTP/1.1\r\n\r\n")), 200, "{at}");
            assert!(begun.elapsed() < Duration::from_secs(1), "{at}: {:?}", begun.elapsed());
        }
    }
    drop(slow);
}

#[test]
fn a_part_is_sent_where_a_part_is_asked_for() {
    let asked = |range| {
        let reply = Reply::ok("text/plain", *b"0123456789").part(range);
        (reply.status, String::from_utf8(reply.bytes).expect("text"))
    };
    for (range, status, bytes) in [
        (None, 200, "0123456789"),
        (Some("bytes=2-4"), 206, "234"),
        (Some("bytes=8-99"), 206, "89"),
        (Some("bytes=0-18446744073709551615"), 206, "0123456789"),
        (Some("bytes=10-12"), 416, "no such part\n"),
        (Some("bytes=4-2"), 416, "no such part\n"),
        (Some("bytes=-2"), 200, "0123456789"),
        (Some("bytes=0-1,4-5"), 200, "0123456789"),
        (Some("lines=0-1"), 200, "0123456789"),
    ] {
        assert_eq!(asked(range), (status, bytes.to_owned()), "{range:?}");
    }
}

#[test]
fn a_panic_is_an_answer() {
    let port = serve(LIMITS);
    assert_eq!(status(&say(port, b"GET /panic HTTP/1.1\r\n\r\n")), 500);
    assert_eq!(status(&say(port, b"GET / HTTP/1.1\r\n\r\n")), 200);
}

/// One server for all cases: a runtime each would be slow.
fn port() -> u16 {
    static PORT: OnceLock<u16> = OnceLock::new();
    *PORT.get_or_init(|| serve(LIMITS))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_stop_the_server(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        say(port(), &bytes);
        prop_assert_eq!(status(&say(port(), b"GET / HTTP/1.1\r\n\r\n")), 200);
    }

    #[test]
    fn no_nearly_good_request_gets_a_target_with_spaces(
        parts in proptest::collection::vec(
            prop_oneof!["GET", "/", " ", "HTTP/1.1", "\r\n", "\n", ":", "Host", "%", "\u{e9}", "\t", "Content-Length", "9{1,30}"],
            0..20,
        )
    ) {
        let answer = say(port(), (parts.concat() + "\r\n\r\n").as_bytes());
        if let Some((_, said)) = answer.split_once("\r\n\r\n").filter(|_| status(&answer) == 200) {
            prop_assert!(said.starts_with("GET "), "{}", said);
            prop_assert!(said.split(' ').count() >= 4 && !said.contains(|c: char| c.is_control()), "{}", said);
        }
    }
}
