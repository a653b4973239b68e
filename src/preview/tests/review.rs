//! The review: who may write, and what.

use super::*;
use crate::writing::review::{self as sheet, Change, FieldValue};
use std::sync::Mutex;

/// One file in memory.
struct OneFile(Mutex<(String, Vec<String>)>);

const TEXT: &str = "---\ntype: a\n# TODO number: <b>missing</b> (page 1, line 2: “Số: ”)\nissuer: b\ntitle: \"C & <d>\"\n\
    # TODO text: struck (page 1, line 9: “x”)\n---\nText.\n";

impl ReviewFiles for OneFile {
    fn paths(&self) -> Vec<String> {
        vec!["content/a.md".to_owned()]
    }

    fn choices(&self) -> Choices {
        Choices {
            kinds: vec![("a".into(), "Chỉ thị".into())],
            issuers: vec![("b".into(), "UBND <b>".into())],
            ..Choices::default()
        }
    }

    fn look(&self, _: usize) -> Result<ReviewedFile, Vec<Diagnostic>> {
        let sheet = sheet::read(&self.0.lock().unwrap().0)?;
        Ok(ReviewedFile { seen: "s1".into(), sheet, ..ReviewedFile::default() })
    }

    fn original(&self, _: usize) -> Original {
        Original::Missing(Some("<gốc>.doc".into()))
    }

    fn picture(&self, _: usize, page: u32) -> Option<(&'static str, Vec<u8>)> {
        (page == 1).then(|| ("image/png", b"PNG".to_vec()))
    }

    fn pdf(&self, _: usize) -> Option<Vec<u8>> {
        Some(b"%PDF".to_vec())
    }

    fn add_issuer(&self, row: &str) -> Result<(), SaveRefused> {
        Err(SaveRefused::Unwritable(row.to_owned()))
    }

    fn save(&self, _: usize, _: &str, field: &str, change: Change) -> Result<(), SaveRefused> {
        let mut held = self.0.lock().unwrap();
        held.0 = sheet::change(&held.0, field, &change).map_err(|_| SaveRefused::ByHand)?;
        held.1.push(field.to_owned());
        drop(held);
        assert_ne!(change, Change::Value(FieldValue::Line("panic".into())), "a disk that panics");
        Ok(())
    }
}

fn reviewing() -> (Preview, Arc<OneFile>) {
    let file = Arc::new(OneFile(Mutex::new((TEXT.to_owned(), Vec::new()))));
    (Preview::start_reviewing(&[("index.md", "<body>home</body>")], Arc::<OneFile>::clone(&file)), file)
}

fn key(preview: &Preview) -> String {
    let (_, page) = preview.get("/__congbao/review/1/");
    page.split("data-key=\"").nth(1).expect("a key").split('"').next().unwrap().to_owned()
}

const BODY: &str = "seen=s1&field=number&value=05%2FCT-UBND";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

fn post(preview: &Preview, path: &str, host: &str, headers: &str, body: &str) -> (String, String) {
    let length = body.len();
    preview.raw(&format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    ))
}

#[test]
fn only_our_own_page_writes() {
    let (preview, file) = reviewing();
    let (port, key) = (preview.port, key(&preview));
    let (host, origin) = (format!("localhost:{port}"), format!("Origin: http://localhost:{port}\r\n"));
    let own = format!("Congbao-Key: {key}\r\n");
    let save = "/__congbao/review/1/save";
    for (path, host, headers, expected) in [
        // Each one thing that is missing or wrong.
        (save, &host, format!("{own}{FORM}"), 403),
        (save, &host, format!("{origin}{FORM}"), 403),
        (save, &host, format!("{origin}{own}"), 403),
        (save, &host, format!("{origin}{own}Content-Type: text/plain\r\n"), 403),
        (save, &host, format!("{origin}{FORM}Congbao-Key: {}\r\n", &key[1..]), 403),
        (save, &host, format!("{origin}{own}{own}{FORM}"), 403),
        (save, &host, format!("Origin: null\r\n{own}{FORM}"), 403),
        (save, &host, format!("Origin: https://localhost:{port}\r\n{own}{FORM}"), 403),
        (save, &host, format!("Origin: http://localhost:1\r\n{own}{FORM}"), 403),
        (save, &host, format!("Origin: http://evil.example\r\n{own}{FORM}"), 403),
        (save, &host, format!("{origin}Origin: http://evil.example\r\n{own}{FORM}"), 403),
        (save, &host, format!("{origin}{own}{FORM}Sec-Fetch-Site: cross-site\r\n"), 403),
        (save, &host, format!("{origin}{own}{FORM}Sec-Fetch-Site: same-site\r\n"), 403),
        // A name of the internet that means this machine.
        (save, &format!("evil.example:{port}"), format!("Origin: http://evil.example:{port}\r\n{own}{FORM}"), 403),
        // Nothing but the form can be posted to, and no other file.
        ("/", &host, format!("{origin}{own}{FORM}"), 405),
        ("/__congbao/problems", &host, format!("{origin}{own}{FORM}"), 405),
        ("/__congbao/review/1/form", &host, format!("{origin}{own}{FORM}"), 405),
        ("/__congbao/review/2/save", &host, format!("{origin}{own}{FORM}"), 404),
        ("/__congbao/review/0/save", &host, format!("{origin}{own}{FORM}"), 404),
        ("/__congbao/review/../../x/save", &host, format!("{origin}{own}{FORM}"), 400),
        ("/__congbao/review/%2e%2e/save", &host, format!("{origin}{own}{FORM}"), 400),
    ] {
        assert_eq!(status(&post(&preview, path, host, &headers, BODY).0), expected, "{path} {host} {headers}");
    }
    for method in ["PUT", "DELETE", "OPTIONS", "PATCH"] {
        assert_eq!(status(&preview.request(method, save).0), 405, "{method}");
    }
    assert_eq!(file.0.lock().unwrap().0, TEXT, "nothing was written");
    let ours = format!("{origin}{own}{FORM}Sec-Fetch-Site: same-origin\r\n");
    let (head, form) = post(&preview, save, &host, &ours, BODY);
    assert_eq!(status(&head), 200, "{form}");
    assert!(file.0.lock().unwrap().0.contains("\nnumber: 05/CT-UBND\n"));
    assert_eq!(header(&head, "Access-Control-Allow-Origin"), None);
}

#[test]
fn bodies_are_bounded_and_nonsense_is_refused() {
    let (preview, file) = reviewing();
    let host = format!("localhost:{}", preview.port);
    let ours = format!("Origin: http://{host}\r\nCongbao-Key: {}\r\n{FORM}", key(&preview));
    let save = "/__congbao/review/1/save";
    for (body, expected) in [
        ("x".repeat(70_000), 413),
        (String::new(), 400),
        ("%ff".to_owned(), 400),
        ("seen=s0&field=number&value=1".to_owned(), 409),
        ("seen=s1&field=content&value=1".to_owned(), 409),
        ("seen=s1&field=number&value=".to_owned(), 422),
        ("seen=s1&field=title&checked=1".to_owned(), 422),
        ("seen=s1&field=text/1&value=1".to_owned(), 422),
        ("seen=s1&field=%2Bissuer&value=x".to_owned(), 422),
    ] {
        let expected = if body.is_empty() { 409 } else { expected };
        let (head, said) = post(&preview, save, &host, &ours, &body);
        assert_eq!(status(&head), expected, "{} {said}", &body[..body.len().min(40)]);
    }
    let chunked = format!(
        "POST {save} HTTP/1.1\r\nHost: {host}\r\n{ours}Transfer-Encoding: chunked\r\n\r\n4\r\nseen\r\n0\r\n\r\n"
    );
    assert_eq!(status(&preview.raw(&chunked).0), 413);
    assert!(file.0.lock().unwrap().1.is_empty());
    let (head, _) = post(&preview, save, &host, &ours, "seen=s1&field=number&value=panic");
    assert_eq!(status(&head), 500);
    assert_eq!(status(&preview.get("/__congbao/review/1/").0), 200, "the preview outlives it");
}

#[test]
fn the_form_has_reason_place_and_escaped_words() {
    let (preview, _) = reviewing();
    let (head, page) = preview.get("/__congbao/review/1/");
    assert_eq!(header(&head, "X-Frame-Options"), Some("DENY"));
    for part in [
        "<label for=\"v-number\">Number</label>",
        "<p class=\"why\">&lt;b&gt;missing&lt;/b&gt;</p>",
        "data-page=\"1\" data-line=\"2\" data-paragraph=\"\" data-words=\"Số:\">page 1, line 2: <q>Số:</q>",
        "name=\"value\" value=\"C &amp; &lt;d&gt;\"",
        "<option value=\"a\" selected>Chỉ thị</option>",
        "<option value=\"UBND &lt;b&gt;\">b</option>",
        "data-left=\"2\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let (head, page) = preview.get("/");
    assert_eq!(header(&head, "X-Frame-Options"), Some("SAMEORIGIN"), "our own page frames it");
    assert_eq!(header(&head, "Content-Security-Policy"), Some("frame-ancestors 'self'"));
    assert!(page.contains("home"));
    let (head, bytes) = preview.get("/__congbao/review/1/original.pdf");
    assert_eq!((header(&head, "X-Frame-Options"), bytes.as_str()), (Some("SAMEORIGIN"), "%PDF"));
    assert_eq!(preview.get("/__congbao/review/1/page/1.png").1, "PNG");
    for path in ["1/page/2.png", "1/page/x.png", "1/x", "2/", "x/", "1"] {
        assert_eq!(status(&preview.get(&format!("/__congbao/review/{path}")).0), 404, "{path}");
    }
    assert!(preview.get("/__congbao/review/1/original").1.contains("&lt;gốc&gt;.doc"));
    assert_eq!(header(&preview.get("/__congbao/review/").0, "Location"), Some("/__congbao/review/1/"));
}

#[test]
fn without_a_review_there_is_nothing_of_it() {
    let preview = Preview::start(&[("index.md", "<body>home</body>")]);
    for path in ["/__congbao/review/", "/__congbao/review/1/", "/__congbao/review/review.js"] {
        assert_eq!(status(&preview.get(path).0), 404, "{path}");
    }
}
