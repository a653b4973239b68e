//! Images that lie beside a document are published where its text shows them, with their size; what is no image is
//! refused, and what no text shows stays where it is.

use crate::support::{SiteTest, directive};
use std::path::Path;

/// One pixel. Its lengths are wrong, as small programs write them; browsers show it.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\x0dIDATx\x9cc`\0\0\x02\0\0\0\x01\xe2!\xbc3\0\0\0\0IEND\xaeB`\x82";
const GIF: &[u8] = b"GIF89a\x03\0\x02\0\x80\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0\x03\0\x02\0\0\x02\x02\x84\x5f\0\x3b";

const DOCUMENT: &str = "output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd";

fn site(body: &str) -> SiteTest {
    let site = SiteTest::new();
    site.every_form().file("content/xã/a.md", directive("05/CT-UBND", "2024-05-06", body));
    site
}

/// The images of a page: what stands in `src`, with the rest of the element.
fn images(page: &str) -> Vec<(String, String)> {
    let elements = page.split("<img src=\"").skip(1);
    let parts = elements.map(|rest| {
        let (src, rest) = rest.split_once('"').expect("closed");
        (src.to_owned(), rest.split('>').next().unwrap_or_default().to_owned())
    });
    parts.collect()
}

/// The bytes behind a relative address of the document's page.
fn behind(site: &SiteTest, src: &str) -> Vec<u8> {
    std::fs::read(site.root().join(DOCUMENT).join(Path::new(src))).unwrap_or_else(|error| panic!("{src}: {error}"))
}

#[test]
fn an_image_beside_the_document_is_published_with_width_and_height() {
    let site = site("![Sơ đồ](anh.png) và ![hình](hinh/so-do_2.GIF)");
    site.file("content/xã/anh.png", PNG).file("content/xã/hinh/so-do_2.GIF", GIF).file("content/xã/thua.png", PNG);
    site.build();
    let page = site.read(&format!("{DOCUMENT}/index.html"));
    assert!(page.contains("<img src=\"anh.png\" alt=\"Sơ đồ\" width=\"1\" height=\"1\" loading=\"lazy\">"), "{page}");
    assert!(page.contains("<img src=\"hinh/so-do_2.GIF\" alt=\"hình\" width=\"3\" height=\"2\""), "{page}");
    assert_eq!((behind(&site, "anh.png"), behind(&site, "hinh/so-do_2.GIF")), (PNG.to_vec(), GIF.to_vec()));
    // The text is right as it stands, and what no text shows is not published.
    assert!(site.read(&format!("{DOCUMENT}/van-ban.md")).contains("![Sơ đồ](anh.png)"));
    assert!(!site.exists(&format!("{DOCUMENT}/thua.png")));
    let akoma = site.read(&format!("{DOCUMENT}/van-ban.akn.xml"));
    let address = "https://vanban.example.vn/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/anh.png";
    assert!(akoma.contains(&format!("<img src=\"{address}\" alt=\"Sơ đồ\"")), "{akoma}");
    assert!(site.read(&format!("{DOCUMENT}/van-ban.txt")).contains("Sơ đồ"));
}

#[test]
fn images_are_found_wherever_and_however_they_are_written() {
    let body = "![a](<ảnh/Sơ đồ 1.PNG>) ![b](%E1%BA%A3nh/S%C6%A1%20%C4%91%E1%BB%93%201.PNG) ![c](../chung/logo.gif)\n\n\
        - ![d][sơ đồ]\n- [![e](anh.png)](https://a.vn/)\n\n| ![f](anh.png) | x |\n|---|---|\n| ![g](./anh.png) | y |\n\n\
        Chú thích[^1].\n\n[^1]: ![h](anh.png \"tên\")\n\n[sơ đồ]: anh.png\n";
    let site = site(body);
    site.file("content/xã/b.md", directive("06/CT-UBND", "2024-05-07", "![a](anh.png) ![c](../chung/logo.gif)"));
    site.file("content/xã/ảnh/Sơ đồ 1.PNG", PNG).file("content/chung/logo.gif", GIF).file("content/xã/anh.png", PNG);
    site.build();
    let shown = images(&site.read(&format!("{DOCUMENT}/index.html")));
    let sources: Vec<&str> = shown.iter().map(|(src, _)| &**src).collect();
    let slugged = "anh/anh-so-do-1.png";
    let logo = "anh/chung-logo.gif";
    assert_eq!(sources, [slugged, slugged, logo, "anh.png", "anh.png", "anh.png", "anh.png", "anh.png"]);
    assert!(shown.iter().all(|(_, rest)| rest.contains("width=")), "{shown:?}");
    assert_eq!((behind(&site, slugged), behind(&site, logo)), (PNG.to_vec(), GIF.to_vec()));
    let other = images(&site.read("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/index.html"));
    assert_eq!(other.len(), 2, "each document has its own");
    // On a stick as well.
    let run = site.run(&["build", "--portable", "--output", "stick"]);
    assert_eq!(run.status, 0, "{}", run.said());
    assert!(site.exists("stick/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/anh/chung-logo.gif"));
}

#[test]
fn an_attached_image_keeps_its_address_and_has_its_size() {
    let text = directive("05/CT-UBND", "2024-05-06", "![a](tep/so-do.png) [b](<Sơ đồ.png>) [c](tep/so-do.png)");
    let attached = "published: 2026-01-02\nattachments:\n  - file: Sơ đồ.png\n    title: Sơ đồ\n";
    let site = SiteTest::new();
    site.file("content/a.md", text.replace("published: 2026-01-02\n", attached)).file("content/Sơ đồ.png", PNG);
    site.build();
    let page = site.read(&format!("{DOCUMENT}/index.html"));
    assert!(page.contains("<img src=\"tep/so-do.png\" alt=\"a\" width=\"1\" height=\"1\""), "{page}");
    assert!(page.contains("<a href=\"tep/so-do.png\">b</a>"), "{page}");
    assert!(!site.exists(&format!("{DOCUMENT}/anh")), "one copy is enough");
}

#[test]
fn another_image_under_the_same_name_is_published() {
    let site = site("![Sơ đồ](anh.png)");
    site.file("content/xã/anh.png", PNG);
    site.build();
    let mut other = PNG.to_vec();
    other[19] = 7;
    site.file("content/xã/anh.png", &other);
    site.build();
    assert_eq!(behind(&site, "anh.png"), other);
    assert!(site.read(&format!("{DOCUMENT}/index.html")).contains("width=\"7\""));
    // And nothing where there is none any more.
    site.remove("content/xã/anh.png");
    assert_eq!(site.run(&["build"]).status, 1);
    // The page that would break now, and the address that was promised.
    assert_eq!(site.codes(), ["file-lost", "link-file-missing"]);
    assert_eq!(behind(&site, "anh.png"), other, "the old site stays");
}

#[test]
fn what_is_no_image_is_not_published() {
    let body = "![a](a.png) ![b](b.svg) ![c](c.png) ![d](d.gif) ![e](/van-ban/) ![f](../../ngoai.png)";
    let site = site(body);
    site.file("content/xã/a.png", "<script>alert(1)</script>").file("content/xã/b.svg", "<svg onload='alert(1)'/>");
    site.file("content/xã/c.png", GIF).file("content/xã/d.gif", [GIF, b"PK\x03\x04"].concat()).file("ngoai.png", PNG);
    assert_eq!(site.run(&["build"]).status, 1);
    let codes = site.codes();
    assert_eq!(codes[..5], ["image-refused"; 5], "{codes:?}");
    assert_eq!(codes[5..], ["link-file-outside"]);
}
