//! Every kind of page on a small site: well formed, no stray link, nothing unescaped.

use super::*;
use crate::catalogue::Language;
use crate::site::fixture::{Fixture, fixture, theme};
use std::collections::{BTreeMap, BTreeSet};

fn render_all(fixture: &Fixture, portable: bool) -> BTreeMap<String, String> {
    let renderer = Renderer::new(&fixture.config, &BTreeMap::new(), &theme()).expect("the built-in theme is right");
    let mut world = fixture.world();
    world.portable = portable;
    let mut rendered = BTreeMap::new();
    for page in &fixture.site.pages {
        let bytes = renderer.bytes(&world, page).unwrap_or_else(|problem| panic!("{}: {problem:?}", page.address));
        assert!(!bytes.is_empty() || matches!(page.job, Job::RedirectList(_)), "{} is empty", page.address);
        let is_text = ![".png", ".zip"].iter().any(|ending| page.address.ends_with(ending));
        let bytes = if page.address.ends_with(".gz") { unpacked(&bytes) } else { bytes };
        let text = if is_text { String::from_utf8(bytes).expect("text") } else { String::new() };
        rendered.insert(page.address.clone(), text);
    }
    rendered
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(bytes), &mut text).expect("gzip");
    text
}

/// The records of all shards of a list.
fn shards(pages: &BTreeMap<String, String>, list: &str) -> String {
    let folder = format!("/data/{list}/");
    pages
        .iter()
        .filter(|(address, _)| address.starts_with(&folder) && address.ends_with(".gz"))
        .map(|(_, text)| &**text)
        .collect()
}

/// Names and attributes of the tags of a page; panics where tags do not nest.
fn tags<'a>(address: &str, html: &'a str) -> Vec<(&'a str, Vec<(&'a str, &'a str)>)> {
    const VOID: [&str; 8] = ["meta", "link", "br", "img", "hr", "wbr", "input", "path"];
    let mut found = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html.trim_start_matches("<!doctype html>");
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').unwrap_or_else(|| panic!("{address}: a tag that does not end"));
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{address}: </{name}> closes nothing before {rest:.60}");
            continue;
        }
        // Within SVG an element that ends in "/>" is whole.
        let (tag, is_whole) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, mut attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        let mut list = Vec::new();
        while let Some((key, after)) = attributes.split_once("=\"") {
            let (value, after) = after.split_once('"').unwrap_or_else(|| panic!("{address}: {tag}"));
            list.push((key.trim(), value));
            attributes = after;
        }
        found.push((name, list));
        if !is_whole && !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{address}: {open:?} stay open");
    found
}

fn is_html(address: &str) -> bool {
    address.ends_with('/') || address.ends_with(".html")
}

fn resolve(from: &str, link: &str) -> String {
    let path = link.split(['#', '?']).next().unwrap_or("");
    if path.starts_with('/') {
        return path.to_owned();
    }
    let mut parts: Vec<&str> =
        from[..from.rfind('/').unwrap_or(0)].split('/').filter(|part| !part.is_empty()).collect();
    if path.is_empty() {
        return from.to_owned();
    }
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => assert!(parts.pop().is_some(), "{from}: {link} leaves the site"),
            part => parts.push(part),
        }
    }
    let end = if path.ends_with('/') && !parts.is_empty() || path.ends_with("..") { "/" } else { "" };
    format!("/{}{end}", parts.join("/"))
}

#[test]
fn every_page_nests_its_tags_and_has_one_heading_and_unique_ids() {
    let fixture = fixture(120);
    for (address, html) in render_all(&fixture, false).iter().filter(|(address, _)| is_html(address)) {
        let tags = tags(address, html);
        let mut ids = BTreeSet::new();
        for (name, attributes) in &tags {
            let own =
                ["assets/search-box.", "assets/reading.", "assets/offline.", "assets/saved-pages.", "assets/moved."];
            let is_own = |(key, value): &(&str, &str)| {
                *key == "src" && own.iter().any(|own| value.contains(own)) || *value == "application/ld+json"
            };
            assert!(!["style", "iframe"].contains(name), "{address}: <{name}>");
            assert!(*name != "script" || attributes.iter().any(is_own), "{address}: <{name}>");
            let mut names = BTreeSet::new();
            for (key, value) in attributes {
                assert!(names.insert(*key), "{address}: {key} twice on <{name}>");
                assert!(*key != "style", "{address}: {key} on <{name}>");
                assert!(!key.starts_with("on"), "{address}: {key} on <{name}>");
                assert!(*key != "id" || ids.insert(*value), "{address}: id {value} twice");
            }
        }
        for (key, value) in tags.iter().flat_map(|(_, attributes)| attributes) {
            assert!(*key != "aria-labelledby" || ids.contains(value), "{address}: {key} {value}");
        }
        assert_eq!(tags.iter().filter(|(name, _)| *name == "h1").count(), 1, "{address}: one h1");
        let levels = tags.iter().filter_map(|(name, _)| name.strip_prefix('h')?.parse::<u8>().ok());
        levels.fold(1, |above, level| {
            assert!(level <= above + 1, "{address}: h{level} under h{above}");
            level
        });
        for text in ["<thử>", "<Khung>", "<nhầm>", "<mục", "<số>", "page-", "{{", "{%"] {
            assert!(!html.contains(text), "{address}: {text}");
        }
    }
}

#[test]
fn every_link_and_anchor_inside_the_site_resolves() {
    for portable in [false, true] {
        let fixture = fixture(120);
        let pages = render_all(&fixture, portable);
        for (address, html) in pages.iter().filter(|(address, _)| is_html(address)) {
            for (name, attributes) in tags(address, html) {
                for (key, link) in attributes {
                    let outside = ["https:", "mailto:"].iter().any(|scheme| link.starts_with(scheme));
                    if !matches!(key, "href" | "src") || outside {
                        continue;
                    }
                    // The 404 page is shown at any depth.
                    let from_host = link.strip_prefix("/giao-duc").filter(|_| *address == "/404.html");
                    assert!(from_host.is_some() || !link.starts_with('/'), "{address}: {link} is not relative");
                    let mut target = from_host.map_or_else(|| resolve(address, link), str::to_owned);
                    if portable && !link.starts_with('#') {
                        assert!(!link.ends_with('/'), "{address}: {link} needs a server");
                        target = target.strip_suffix("index.html").map_or(target.clone(), str::to_owned);
                    }
                    // The index is made of the texts, beside the pages.
                    if target.starts_with(crate::search::FOLDER) {
                        continue;
                    }
                    let there = pages.get(&target).unwrap_or_else(|| panic!("{address}: <{name}> to {target}"));
                    // The body's own paragraphs are not all in the hand-made tree.
                    if let Some((_, anchor)) = link.split_once('#').filter(|(_, anchor)| !anchor.starts_with("vd-")) {
                        assert!(there.contains(&format!("id=\"{anchor}\"")), "{address}: {link}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_same_site_gives_the_same_bytes() {
    assert_eq!(render_all(&fixture(3), false), render_all(&fixture(3), false));
}

#[test]
fn long_lists_of_passages_have_pages() {
    let fixture = fixture(220);
    let pages = render_all(&fixture, false);
    let first = &pages["/vien-dan/bo-gddt/2457-qd-bgddt/2023/"];
    let second = &pages["/vien-dan/bo-gddt/2457-qd-bgddt/2023/trang/2023-09-01-phan-1/"];
    assert_eq!(first.matches("<blockquote>").count(), 71, "one of 2024, 70 of one day");
    assert_eq!(second.matches("<blockquote>").count(), 150);
    assert!(first.contains(r#"rel="next" href="trang/2023-09-01-phan-1/""#));
    assert!(second.contains(r#"rel="prev" href="../../""#));
    assert!(first.contains("Trang này không có toàn văn"));
}

#[test]
fn a_lost_number_is_said_and_never_invented() {
    let pages = render_all(&fixture(1), false);
    let lost = &pages["/van-ban/b/"];
    assert!(lost.contains("số và ngày ban hành không có trong bản nguồn"));
    assert!(lost.contains(r#"<p class="number">Số: <span class="lost">chưa rõ</span></p>"#));
    assert!(lost.contains("Đây là bản tham khảo"));
    let whole = &pages["/van-ban/a/"];
    assert!(whole.contains(r#"Lào Cai, <time datetime="2024-08-31">ngày 31 tháng 8 năm 2024</time>"#));
    assert!(whole.contains("Có bản gốc đã ký trong tệp kèm theo"));
    assert!(!whole.contains("Chính phủ"), "a people's committee names no body above it");
}

#[test]
fn data_is_json_of_the_agreed_shape() {
    let pages = render_all(&fixture(2), false);
    let record = |line: &str| -> serde_json::Value { serde_json::from_str(line).expect("JSON") };
    let list: Vec<serde_json::Value> = shards(&pages, "citations").lines().map(record).collect();
    assert_eq!(list.len(), 7);
    let first = &list[0];
    let keys: Vec<&str> = first.as_object().expect("an object").keys().map(String::as_str).collect();
    let mut wanted = [
        "document",
        "section",
        "start",
        "end",
        "text",
        "issuer_span",
        "form",
        "type",
        "number",
        "date",
        "issuer",
        "pinpoint",
        "relation",
        "resolution",
    ];
    wanted.sort_unstable();
    let mut keys = keys;
    keys.sort_unstable();
    assert_eq!(keys, wanted);
    assert_eq!(first["text"], "Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2023");
    assert_eq!(first["type"], "Quyết định");
    assert_eq!(first["section"], "mo-dau");
    assert_eq!(first["start"], 10);
    assert_eq!(first["relation"]["kind"], "implements");
    assert_eq!(first["resolution"]["kind"], "work");
    assert_eq!(first["resolution"]["url"], "https://vanban.example.vn/giao-duc/vien-dan/bo-gddt/2457-qd-bgddt/2023/");
    let kinds: Vec<&str> = list.iter().take(5).filter_map(|one| one["resolution"]["kind"].as_str()).collect();
    assert_eq!(kinds, ["work", "document", "ambiguous", "unknown", "self"]);
    assert_eq!(list[2]["resolution"]["candidates"].as_array().map(Vec::len), Some(2));
    let documents: Vec<serde_json::Value> = shards(&pages, "documents").lines().map(record).collect();
    let first = documents.iter().find(|document| document["id"] == "a").expect("the first document");
    assert_eq!(first["source"], "001.txt");
    assert_eq!(first["title"], "Về nhiệm vụ năm học 2024-2025");
    assert!(shards(&pages, "works").lines().all(|line| record(line)["id"].is_string()));
    assert!(record(&pages["/data/site.json"])["data"].as_array().is_some_and(|lists| lists.len() == 5));
}

#[test]
fn feeds_and_sitemap_have_only_what_belongs() {
    let pages = render_all(&fixture(1), false);
    let feed = &pages["/atom.xml"];
    assert_eq!(feed.matches("<entry>").count(), 3, "a document without a day of publishing stays out");
    assert!(feed.contains("<id>https://vanban.example.vn/giao-duc/van-ban/a/</id>"));
    assert!(feed.contains("<updated>2024-09-12T00:00:00+07:00</updated>"));
    let sitemap = &pages["/sitemap.xml"];
    assert!(sitemap.contains("<loc>https://vanban.example.vn/giao-duc/van-ban/a/</loc><lastmod>2024-09-12</lastmod>"));
    assert!(!sitemap.contains("/cu/"));
    assert!(!sitemap.contains("404"));
    assert!(pages["/_redirects"].starts_with("/giao-duc/cu/123.html /giao-duc/van-ban/a/ 301\n"));
    assert!(pages["/redirects.map"].starts_with("\"/giao-duc/cu/123.html\" \"/giao-duc/van-ban/a/\";\n"));
    for file in ["/_redirects", "/redirects.map"] {
        assert!(pages[file].lines().skip(1).all(|line| line.contains("/akn/vn/")), "then the rules for FRBR addresses");
    }
    assert_eq!(pages["/gone.map"], "\"/giao-duc/van-ban/cu/\" 1;\n");
    assert!(pages["/404.html"].contains("href=\"/giao-duc/assets/"), "it is shown at any depth");
}

#[test]
fn a_site_can_replace_one_template_and_is_told_what_is_wrong_with_it() {
    let fixture = fixture(1);
    let world = fixture.world();
    let page = fixture.site.find("/gioi-thieu/").expect("planned");
    let with = |text: &str| BTreeMap::from([("about.html".to_owned(), text.to_owned())]);
    let renderer = Renderer::new(&fixture.config, &with("<p>{{ site.title }}</p>"), &[]).expect("right");
    assert_eq!(renderer.bytes(&world, page).expect("right"), "<p>Văn bản giáo dục Lào Cai</p>".as_bytes());
    let problem = Renderer::new(&fixture.config, &with("<p>\n{{ site.title </p>"), &[]).expect_err("wrong");
    let place = problem.place.expect("a place");
    assert_eq!((problem.code, &*place.file, place.line), ("template-error", "themes/default/templates/about.html", 2));
    let renderer = Renderer::new(&fixture.config, &with("\n\n{{ site.titel }}"), &[]).expect("right so far");
    let problem = renderer.bytes(&world, page).expect_err("no such field");
    assert_eq!((problem.code, problem.place.map(|place| place.line)), ("template-error", Some(3)));
}

#[test]
fn an_english_site_marks_vietnamese_text() {
    let mut fixture = fixture(1);
    fixture.config.language = Language::English;
    let pages = render_all(&fixture, false);
    let document = &pages["/van-ban/a/"];
    assert!(document.starts_with("<!doctype html>\n<html lang=\"en\">"));
    assert!(document.contains("<header class=\"official\" lang=\"vi\">"));
    assert!(document.contains("Cited by"));
    assert!(document.contains("31 August 2024"));
}

#[test]
fn a_timeline_has_held_and_cited_works_by_year_and_dates_nothing_by_guess() {
    let pages = render_all(&fixture(3), false);
    let own = &pages["/co-quan/ubnd-tinh-lao-cai/dong-thoi-gian/"];
    let places = ["nam-2024", "06/CT-UBND", "nam-2023", "90/KH-UBND", "khong-ro-ngay", ">2023-2024<"];
    let found: Vec<usize> = places
        .iter()
        .scan(0, |from, text| {
            let at = own[*from..].find(text).unwrap_or_else(|| panic!("{text} stands not after {from}")) + *from;
            *from = at;
            Some(at)
        })
        .collect();
    assert!(found.is_sorted());
    assert!(own.contains("<li class=\"held\">"));
    assert!(!own.contains("<li class=\"not-held\">"));
    let cited = &pages["/co-quan/bo-gddt/dong-thoi-gian/"];
    assert!(cited.contains("2 văn bản được biết đến, trong đó 0 có toàn văn"));
    assert!(cited.contains("not-held"));
    assert!(pages["/co-quan/bo-gddt/"].contains("href=\"dong-thoi-gian/\""));
}

#[test]
fn a_school_year_tells_what_its_documents_cite_and_leads_to_the_years_beside() {
    let pages = render_all(&fixture(3), false);
    let year = &pages["/nam-hoc/2023-2024/"];
    assert!(year.contains("1 văn bản ở đây viện dẫn"), "counted by documents");
    assert!(year.contains("2457/QĐ-BGDĐT"), "counted by documents");
    assert!(year.contains("rel=\"next\" href=\"../2024-2025/\""));
    assert!(!year.contains("rel=\"prev\""));
    // The fixture's theme is about a section that cites nothing, and about another document as a whole.
    assert!(pages["/chu-de/chuyen-doi-so/"].contains("Đếm trong các mục về chủ đề này"));
}
