//! Who may ask, and for what.

use super::*;

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
        "Host: localhost:1:2\r\n".to_owned(),
        format!("Host: localhost:{port}\r\nHost: evil.example\r\n"),
    ] {
        let (head, body) = ask(&hosts);
        assert_eq!(status(&head), 403, "{hosts}");
        assert!(!body.contains("home"), "{hosts}");
    }
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        assert_eq!(status(&ask(&format!("Host: {host}:{port}\r\n")).0), 200, "{host}");
    }
    // The port may be a forwarded one.
    for host in ["localhost", "localhost:9000"] {
        assert_eq!(status(&ask(&format!("Host: {host}\r\n")).0), 200, "{host}");
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
        assert!(!body.contains("secret"), "{path}");
        assert!(!head.contains(&folder), "{path}");
        assert!(!body.contains(&folder), "{path}");
    }
}

#[test]
fn pages_of_other_origins_are_refused() {
    let preview = Preview::start(&[HOME, ("a.md", "<body>a</body>"), ("x.png", "picture")]);
    let port = preview.port;
    let own = format!("Origin: http://localhost:{port}\r\n");
    for (headers, page, picture, ours) in [
        ("", 200, 200, 200),
        (own.as_str(), 200, 200, 200),
        ("Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\n", 200, 200, 200),
        ("Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\n", 200, 200, 200),
        ("Origin: https://evil.example\r\n", 403, 403, 403),
        ("Origin: null\r\n", 403, 403, 403),
        ("Origin: http://localhost:1\r\n", 403, 403, 403),
        ("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n", 403, 403, 403),
        ("Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n", 403, 403, 403),
        ("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n", 403, 403, 403),
        ("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: websocket\r\n", 403, 403, 403),
        // A link that was sent by mail.
        ("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n", 200, 200, 403),
    ] {
        for (path, expected) in [("/a/", page), ("/x.png", picture), ("/__congbao/problems", ours)] {
            let request =
                format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n{headers}Connection: close\r\n\r\n");
            assert_eq!(status(&preview.raw(&request).0), expected, "{path} {headers}");
        }
    }
}

#[test]
fn every_reply_forbids_other_origins_to_take_it_in() {
    let preview = Preview::start(&[HOME]);
    for path in ["/", "/missing/", "/__congbao/problems", "/__congbao/reload.js", "/..", "/__congbao/open"] {
        let (head, _) = preview.get(path);
        for (name, value) in [
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("X-Frame-Options", "DENY"),
            ("Content-Security-Policy", "frame-ancestors 'none'"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ] {
            assert_eq!(header(&head, name), Some(value), "{path}");
        }
        assert_eq!(header(&head, "Access-Control-Allow-Origin"), None, "{path}");
    }
}

#[test]
fn only_our_pages_open_the_editor_and_only_at_files_of_the_site() {
    let preview = Preview::start(&[("a.md", "doubtful"), HOME]);
    let (_, body) = preview.get("/");
    assert!(body.contains("line 3 is to blame"), "{body}");
    let link = body.split("href=\"/__congbao/open?").nth(1).expect("a link").split('"').next().unwrap();
    let link = link.replace("&amp;", "&");
    let (head, said) = preview.get(&format!("/__congbao/open?{link}"));
    let root = preview.root.path().to_str().unwrap();
    assert_eq!(status(&head), 302);
    assert_eq!(header(&head, "Location"), Some(format!("vscode://file{root}/content/a.md:3:1").as_str()));
    assert!(!said.contains(root), "the path is on no page");
    assert!(!body.contains(root), "the path is on no page");
    let key = link.split("key=").nth(1).unwrap();
    for (query, expected) in [
        ("file=content/a.md&line=3", 403),
        ("file=content/a.md&line=3&key=", 403),
        (&format!("file=content/a.md&key={}", &key[..key.len() - 1]), 403),
        (&format!("file=../secret.txt&key={key}"), 404),
        (&format!("file=content/..%2f..%2fsecret.txt&key={key}"), 404),
        (&format!("file=/etc/passwd&key={key}"), 404),
        (&format!("key={key}"), 404),
        (&format!("file=content/a.md%0d%0aX:y&line=-1&column=x&key={key}"), 302),
    ] {
        let (head, _) = preview.get(&format!("/__congbao/open?{query}"));
        assert_eq!(status(&head), expected, "{query}");
        assert_eq!(header(&head, "X"), None, "{query}");
    }
}

#[test]
fn requests_that_are_large_slow_or_nonsense_are_refused_and_hurt_nobody() {
    let preview = Preview::start(&[HOME]);
    let host = format!("Host: localhost:{}\r\n", preview.port);
    for (request, expected) in [
        (format!("GET /{} HTTP/1.1\r\n{host}\r\n", "a".repeat(100_000)), 431),
        (format!("GET / HTTP/1.1\r\n{host}{}\r\n", "X: y\r\n".repeat(50_000)), 431),
        (format!("POST / HTTP/1.1\r\n{host}Content-Length: 99999999999999\r\n\r\n{}", "x".repeat(100_000)), 405),
        (format!("GET / HTTP/1.1\r\n{host}Content-Length: 5\r\n\r\nhello"), 413),
        ("\u{16}\u{3}\u{1}\u{2}\r\n\r\n".to_owned(), 400),
        ("GET\r\n\r\n".to_owned(), 400),
        (format!("GET / HTTP/3.0\r\n{host}\r\n"), 400),
        ("GET /".to_owned(), 400),
    ] {
        let (head, _) = preview.raw(&request);
        assert_eq!(status(&head), expected, "{}", request.chars().take(60).collect::<String>());
    }
    // Many that say nothing take no place from one that asks.
    let silent: Vec<TcpStream> = (0..60).map(|_| preview.connect()).collect();
    assert_eq!(status(&preview.get("/").0), 200);
    drop(silent);
}

#[test]
fn one_connection_serves_several_requests() {
    let preview = Preview::start(&[HOME, ("a.md", "<body>a</body>")]);
    let one = format!("GET /a/ HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", preview.port);
    let last = one.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    let (head, body) = preview.raw(&format!("{one}{one}{last}"));
    assert_eq!((status(&head), body.matches("HTTP/1.1 200 OK").count()), (200, 2));
}
