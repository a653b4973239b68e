//! A document in other forms, feeds, data: what is published is what the page says, and nothing that must stay inside.

use crate::support::{CONFIG, SiteTest, directive};
use serde_json::{Map, Value};
use sha2::Digest;
use std::collections::BTreeMap;
use std::io::Read;

const ADDRESS: &str = "van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd";

/// All that a text can hold.
const TEXT: &str = "\
Căn cứ Luật Giáo dục ngày 14 tháng 6 năm 2019;
Theo *Quyết định* số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ[^1].

[//]: # (nội bộ: hỏi lại chị Hoa)

## I. Mục tiêu

### 1. Chung: {.run-in}

Làm tốt **mọi việc**.

- Một,
  viết hai dòng;
  + Trong một;
- Hai.

1) Thứ nhất

   Thêm một đoạn.
3) Thứ ba

> Trích \\
> xuống dòng.

| TT | Tên | Số |
|---|---|---:|
| 1 | Trường A | 10 |
| 2 | Trường B & C | 2 |

| Nội dung | Ghi chú |
|---|---|
| Một nội dung rất dài, dài hơn bề ngang của trang giấy, để bảng không thể xếp thành cột cho vừa mắt | và ghi chú cũng dài |

```
a < b
```

***

## II. Tổ chức thực hiện

Các sở thực hiện./.

[^1]: Phê duyệt đề án.
";

fn with_all() -> SiteTest {
    let site = SiteTest::new();
    let text = directive("05/CT-UBND", "2024-05-06", TEXT)
        .replace("title: Về việc thử", "title: Về </script><script>alert(1)</script> & \"=1+1\" # đừng đăng dòng này");
    let text = text.replace(
        "published: 2026-01-02\n",
        "# nội bộ: chờ anh Nam duyệt\npublished: 2026-01-02\nupdated: 2026-02-03\nplace: Lào Cai\nstatus: in-force\nsigner:\n  authority: KT. CHỦ TỊCH\n  position: PHÓ CHỦ TỊCH\n  name: Nguyễn Văn A\nrecipients: [Bộ GDĐT, Các trường]\narchive: VT\nnotes:\n  - date: 2026-02-04\n    text: Bản gốc mờ chữ.\nattachments:\n  - file: Bản ký.pdf\n    title: Bản ký\n    signed: true\n",
    );
    site.file("content/05.md", text).file("content/Bản ký.pdf", b"%PDF-1.4 thu");
    site.every_form();
    site
}

#[test]
fn plain_text_reads_like_the_page() {
    let site = with_all();
    site.build();
    insta::assert_snapshot!("formats_text", site.read(&format!("output/{ADDRESS}/van-ban.txt")));
}

/// What must hold of every such file, `tests/data/akoma.rs` checks.
#[test]
fn akoma_ntoso_has_the_structure_and_the_references() {
    let site = with_all();
    site.build();
    insta::assert_snapshot!("formats_akn", site.read(&format!("output/{ADDRESS}/van-ban.akn.xml")));
}

#[test]
fn json_points_into_the_markdown_and_repeats_no_text() {
    let site = with_all();
    site.build();
    let document = json(&site, &format!("{ADDRESS}/van-ban.json"));
    insta::assert_snapshot!("formats_json", serde_json::to_string_pretty(&document).expect("JSON"));
    let data = site.data("citations");
    let own = document["citations"].as_array().expect("a list");
    assert_eq!(own.len(), data.len());
    for (of_data, own) in data.iter().zip(own) {
        for key in ["section", "start", "end"] {
            assert_eq!(of_data[key], own[key], "{key}");
        }
        assert_eq!(of_data["resolution"]["id"], own["resolution"]["id"]);
    }
}

#[test]
fn who_adopted_a_document_is_said_in_every_form_and_is_text_of_no_article() {
    let site = SiteTest::new();
    let sentence =
        "Nghị quyết này đã được Hội đồng nhân dân tỉnh khóa XVI, kỳ họp thứ 27 thông qua ngày 17 tháng 7 năm 2025.";
    let text = directive("05/CT-UBND", "2024-05-06", "## Điều 1. Một\n\nHai./.");
    let text = text.replace("published:", &format!("adopted: 2025-07-17\nadoption: {sentence}\npublished:"));
    site.file("content/05.md", text);
    site.every_form();
    site.build();
    let page = site.read(&format!("output/{ADDRESS}/index.html"));
    assert!(page.contains(&format!("<p class=\"adoption\">{sentence}</p>")), "{page}");
    assert!(page.contains("Thông qua ngày"), "{page}");
    assert!(site.read(&format!("output/{ADDRESS}/van-ban.txt")).contains("17 tháng 7 năm 2025."));
    assert!(site.read(&format!("output/{ADDRESS}/van-ban.akn.xml")).contains(sentence));
    let document = json(&site, &format!("{ADDRESS}/van-ban.json"));
    assert_eq!(document["metadata"]["adopted"], "2025-07-17");
    assert_eq!(document["metadata"]["adoption"], sentence);
}

#[test]
fn a_new_site_has_markdown_and_json_others_where_they_are_chosen() {
    let site = SiteTest::new();
    site.file("content/05.md", directive("05/CT-UBND", "2024-05-06", "Chỉ thị."));
    let has = |form: &str| site.exists(&format!("output/{ADDRESS}/van-ban.{form}"));
    site.build();
    assert_eq!(["md", "json", "txt", "akn.xml"].map(has), [true, true, false, false]);
    site.file("congbao.yaml", format!("{CONFIG}formats: [akn]\n"));
    site.build();
    assert_eq!(["md", "json", "txt", "akn.xml"].map(has), [true, true, false, true]);
    // Once published, it is kept, and the ledger remembers it.
    site.file("congbao.yaml", CONFIG);
    site.build();
    assert!(has("akn.xml"));
    assert!(site.read("content/addresses.tsv").contains("van-ban.akn.xml\tbelow\t"));
    std::fs::remove_dir_all(site.root().join("output")).expect("removed");
    site.build();
    assert!(has("akn.xml"), "a build from the sources alone makes it, too");
    site.file("content/06.md", directive("06/CT-UBND", "2024-05-06", "Chỉ thị."));
    site.build();
    assert!(!site.exists("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/van-ban.akn.xml"));
    let moved = directive("07/CT-UBND", "2024-05-06", "Chỉ thị.")
        .replace("published:", &format!("redirect_from: [/{ADDRESS}/]\npublished:"));
    site.file("content/05.md", moved);
    site.build();
    for number in ["05", "07"] {
        let path = format!("output/{}/van-ban.akn.xml", ADDRESS.replace("05-ct", &format!("{number}-ct")));
        assert!(site.exists(&path), "a document takes its forms along: {path}");
    }
    let gone = format!(
        "gone:\n  - address: /{}/van-ban.akn.xml\n    reason: Không dùng nữa\n",
        ADDRESS.replace("05-ct", "07-ct")
    );
    site.file("congbao.yaml", format!("{CONFIG}{gone}"));
    site.build();
    let page = format!("output/{}/van-ban.akn.xml/index.html", ADDRESS.replace("05-ct", "07-ct"));
    assert!(site.read(&page).contains("Không dùng nữa"), "given up, it is made no more");
}

#[test]
fn markdown_is_the_file_without_remarks_and_offsets_count_in_it() {
    let site = with_all();
    site.build();
    let published = site.read(&format!("output/{ADDRESS}/van-ban.md"));
    let file = site.read("content/05.md");
    assert!(!published.contains("nội bộ"), "{published}");
    assert!(!published.contains("đừng đăng"), "{published}");
    let chars: Vec<char> = published.chars().collect();
    assert_eq!(chars.len(), file.chars().count());
    let citations = site.data("citations");
    assert!(citations.len() >= 2);
    for citation in &citations {
        let at = |key: &str| usize::try_from(citation[key].as_u64().expect("a number")).expect("small");
        let slice: String = chars[at("start")..at("end")].iter().collect();
        assert_eq!(slice, citation["text"].as_str().expect("text"));
    }
    let differing = published.lines().zip(file.lines()).filter(|(a, b)| a != b).count();
    assert_eq!(differing, 3, "one line of YAML, one end of a line, one definition");
}

#[test]
fn nothing_in_the_head_of_a_page_ends_its_script() {
    let site = with_all();
    site.build();
    let page = site.read(&format!("output/{ADDRESS}/index.html"));
    let (_, rest) = page.split_once("<script type=\"application/ld+json\">").expect("JSON-LD");
    let (data, _) = rest.split_once("</script>").expect("closed");
    let data: Value = serde_json::from_str(data).expect("JSON");
    assert_eq!(data["name"], "Về </script><script>alert(1)</script> & \"=1+1\"");
    assert!(!page.contains("<script>alert"));
    assert_eq!(data["@id"], format!("https://vanban.example.vn/{ADDRESS}/"));
    assert_eq!(data["legislationLegalForce"], "https://schema.org/InForce");
    let file = &data["encoding"][0];
    assert_eq!(file["contentUrl"], format!("https://vanban.example.vn/{ADDRESS}/tep/ban-ky.pdf"));
    assert_eq!((&file["contentSize"], &file["encodingFormat"]), (&"12".into(), &"application/pdf".into()));
    assert_eq!(file["sha256"].as_str().map(str::len), Some(64));
    for form in ["van-ban.txt", "van-ban.md", "van-ban.json", "van-ban.akn.xml"] {
        assert!(page.contains(&format!("<link rel=\"alternate\" type=\"{}\" href=\"{form}\">", kind(form))), "{form}");
        assert!(page.contains(&format!("<a href=\"{form}\" download=\"05-ct-ubnd.")), "{form}");
        assert!(site.exists(&format!("output/{ADDRESS}/{form}")), "{form}");
    }
    assert!(page.contains("<meta property=\"og:locale\" content=\"vi_VN\">"));
    // A work that is only cited has the same data, without a text.
    let work = site.read("output/vien-dan/thu-tuong-chinh-phu/131-qd-ttg/2022/index.html");
    assert!(work.contains("\"legislationIdentifier\":\"131/QĐ-TTg\""), "{work}");
    assert!(!work.contains("encoding"), "{work}");
}

fn kind(form: &str) -> &'static str {
    match form.rsplit('.').next() {
        Some("md") => "text/markdown",
        Some("json") => "application/json",
        Some("xml") => "application/akn+xml",
        _ => "text/plain",
    }
}

fn json(site: &SiteTest, path: &str) -> Value {
    serde_json::from_str(&site.read(&format!("output/{path}"))).expect("JSON")
}

/// (id, day of the last change, state) of the entries of a JSON feed.
fn entries(feed: &Value) -> Vec<(String, String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let short = |id: &str| id.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    let items = feed["items"].as_array().expect("a list").iter();
    items
        .map(|item| {
            let day = text(&item["date_modified"]).expect("a day")[..10].to_owned();
            (short(item["id"].as_str().expect("an id")), day, text(&item["_congbao"]["state"]))
        })
        .collect()
}

#[test]
fn feeds_announce_corrections_withdrawals_and_what_was_taken_down() {
    let site = SiteTest::new();
    let one = |number: &str, published: &str, more: &str| {
        directive(number, "2024-05-06", "Chỉ thị.")
            .replace("published: 2026-01-02", &format!("published: {published}\n{more}"))
    };
    site.file("content/01.md", one("01/CT-UBND", "2026-01-01", ""))
        .file("content/02.md", one("02/CT-UBND", "2026-01-02", "status: withdrawn\nupdated: 2026-03-01\n"))
        .file("content/03.md", one("03/CT-UBND", "2026-01-03", ""))
        .file(
            "content/04.md",
            one("04/CT-UBND", "2026-02-01", "relations:\n  corrects: [ubnd-tinh-lao-cai/chi-thi/2024/01-ct-ubnd]\n"),
        )
        .file("content/05.md", one("05/CT-UBND", "2026-01-04", "").replace("published: 2026-01-04\n", ""));
    let gone = "gone:\n  - address: /van-ban/ubnd-tinh-lao-cai/chi-thi/2023/09-ct-ubnd/\n    reason: Đăng nhầm\n    date: 2026-02-15\n  - address: /van-ban/x/y/2023/1/\n    reason: Không rõ ngày\n";
    site.file("congbao.yaml", format!("{CONFIG}{gone}"));
    site.build();
    let line = |id: &str, day: &str, state: Option<&str>| (id.to_owned(), day.to_owned(), state.map(str::to_owned));
    let expected = [
        line("02-ct-ubnd", "2026-03-01", Some("withdrawn")),
        line("09-ct-ubnd", "2026-02-15", Some("gone")),
        line("04-ct-ubnd", "2026-02-01", None),
        line("01-ct-ubnd", "2026-02-01", None),
        line("03-ct-ubnd", "2026-01-03", None),
    ];
    for feed in ["feed.json", "co-quan/ubnd-tinh-lao-cai/feed.json", "loai/chi-thi/feed.json"] {
        assert_eq!(entries(&json(&site, feed)), expected, "{feed}");
    }
    let corrected = &json(&site, "feed.json")["items"][3];
    let words = corrected["content_text"].as_str().expect("text");
    assert!(words.contains("Được đính chính bởi: Chỉ thị 04/CT-UBND"), "{words}");
    let atom = site.read("output/atom.xml");
    assert!(atom.contains("<category scheme=\"urn:congbao:state\" term=\"withdrawn\"/>"));
    assert!(atom.contains("Đăng nhầm"));
    let list = site.read("output/loai/chi-thi/index.html");
    for kind in ["atom+xml", "feed+json"] {
        assert!(list.contains(&format!("<link rel=\"alternate\" type=\"application/{kind}\"")), "{kind}");
    }
}

#[test]
fn a_long_feed_ends_and_says_where_the_rest_is() {
    let site = SiteTest::new();
    for number in 10..115 {
        let text = directive(&format!("{number}/CT-UBND"), "2024-05-06", "Chỉ thị.");
        site.file(&format!("content/{number}.md"), text);
    }
    site.build();
    let feed = json(&site, "feed.json");
    assert_eq!(feed["items"].as_array().map(Vec::len), Some(100));
    assert_eq!(feed["_congbao"]["archive"], "https://vanban.example.vn/data/site.json");
    assert!(site.read("output/atom.xml").contains("rel=\"related\""));
}

#[test]
fn attachments_are_in_feeds_with_size_and_checksum() {
    let site = with_all();
    site.build();
    let file = &json(&site, "feed.json")["items"][0]["attachments"][0];
    assert_eq!(file["url"], format!("https://vanban.example.vn/{ADDRESS}/tep/ban-ky.pdf"));
    assert_eq!((&file["mime_type"], &file["size_in_bytes"]), (&"application/pdf".into(), &12.into()));
    let sha = file["_sha256"].as_str().expect("a checksum");
    assert!(site.read(&format!("output/{ADDRESS}/index.html")).contains(sha));
    let atom = site.read("output/atom.xml");
    assert!(atom.contains("<link rel=\"enclosure\" type=\"application/pdf\" length=\"12\" title=\"Bản ký\""), "{atom}");
}

#[test]
fn tables_open_in_a_spreadsheet_and_run_nothing() {
    let site = with_all();
    let evil =
        directive("06/CT-UBND", "2024-06-07", "Chỉ thị.").replace("title: Về việc thử", "title: \"=HYPERLINK(1)\"");
    site.file("content/06.md", evil);
    site.build();
    let table = site.read("output/data/documents/2024.csv");
    assert!(table.starts_with("\u{feff}Loại văn bản,\"Số, ký hiệu\","), "{table}");
    assert!(table.contains(",'=HYPERLINK(1),"), "{table}");
    assert!(!table.contains(",=HYPERLINK"), "{table}");
    assert!(table.contains("& \"\"=1+1\"\"\","), "{table}");
    assert_eq!(table.matches("\r\n").count(), 3, "a head and two documents");
}

#[test]
fn the_archive_holds_what_is_published() {
    let site = with_all();
    site.build();
    let path = "output/data/archive/2024.zip";
    let bytes = std::fs::read(site.root().join(path)).expect("there");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("a ZIP archive");
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("an entry");
        let mut text = String::new();
        file.read_to_string(&mut text).expect("text");
        files.insert(file.name().expect("a name").into_owned(), text);
    }
    assert_eq!(files[&format!("{ADDRESS}.md")], site.read(&format!("output/{ADDRESS}/van-ban.md")));
    assert!(files["DOC-TRUOC.txt"].contains("https://vanban.example.vn/"));
    site.run(&["build", "--output", "lại"]);
    assert_eq!(std::fs::read(site.root().join("lại/data/archive/2024.zip")).expect("there"), bytes, "the same bytes");
}

#[test]
fn the_data_is_what_its_schemas_say() {
    let site = SiteTest::committed();
    site.run(&["build"]);
    let check = |name: &str, value: &Value, at: &str| {
        let schema = json(&site, &format!("data/schema/{name}.json"));
        let mut wrong = Vec::new();
        conform(&schema, &schema, value, at, &mut wrong);
        assert_eq!(wrong, Vec::<String>::new());
    };
    for name in ["documents", "works", "citations", "relations", "tasks"] {
        let records = site.data(name);
        assert!(records.len() >= 5, "{name}");
        records.iter().for_each(|record| check(name, record, name));
    }
    check("site", &json(&site, "data/site.json"), "site");
    let documents = site.data("documents");
    assert_eq!(documents.len(), 5);
    for document in &documents {
        let path = format!("van-ban/{}/van-ban.json", document["id"].as_str().expect("an id"));
        check("document", &json(&site, &path), &path);
    }
    let page = site.read("output/du-lieu/index.html");
    assert!(page.contains("<code>said_in.trigger.start</code>"));
    assert!(page.contains("href=\"../data/archive/2024.zip\""));
}

#[test]
fn the_list_of_all_data_has_every_shard_with_its_size_and_digest() {
    let site = SiteTest::committed();
    site.run(&["build"]);
    let list = json(&site, "data/site.json");
    let lists =
        list["data"].as_array().expect("lists").iter().flat_map(|one| one["shards"].as_array().expect("shards"));
    let others = ["tables", "archives"].into_iter().flat_map(|key| list[key].as_array().expect("a list"));
    let mut listed = std::collections::BTreeSet::new();
    for shard in lists.chain(others) {
        let path = shard["url"].as_str().and_then(|url| url.split_once("/data/")).expect("an address").1.to_owned();
        let bytes = std::fs::read(site.root().join("output/data").join(&path)).expect("there");
        let sha256: String = sha2::Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            (shard["size"].as_u64(), shard["sha256"].as_str()),
            (Some(bytes.len() as u64), Some(&*sha256)),
            "{path}"
        );
        listed.insert(path);
    }
    let files = crate::support::tree(&site.root().join("output/data")).into_keys();
    let is_data = |path: &String| {
        let aside = ["schema/", "manifest/", "lien-ket/"].iter().any(|folder| path.starts_with(folder));
        let told = ["site.json", "manifest.json", "openapi.json", "catalog.jsonld", "lien-ket.json"];
        !aside && !told.contains(&path.as_str())
    };
    let files: std::collections::BTreeSet<String> = files.filter(is_data).collect();
    assert_eq!(listed, files);
    // The same records give the same bytes, and no time of packing.
    let shard = std::fs::read(site.root().join("output/data/documents/2024.jsonl.gz")).expect("there");
    assert_eq!(&shard[..10], &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
}

/// A site that published each list in one file: the address answers with the list of the shards.
#[test]
fn former_addresses_of_data_answer_with_the_list_of_shards() {
    let site = SiteTest::new();
    site.file("content/05.md", directive("05/CT-UBND", "2024-05-06", "Theo Quyết định số 131/QĐ-TTg ngày 25/01/2022."));
    let lines = ["documents.json", "citations.csv", "congbao.zip"]
        .map(|name| format!("/data/{name}\tbelow\t/data/site.json\n"));
    let mut lines = lines.to_vec();
    lines.sort();
    site.file("content/addresses.tsv", lines.concat());
    site.build();
    let list = json(&site, "data/documents.json");
    assert_eq!(list["shards"][0]["url"], "https://vanban.example.vn/data/documents/2024.jsonl.gz");
    assert_eq!(list["site"], "https://vanban.example.vn/data/site.json");
    let table = site.read("output/data/citations.csv");
    assert!(table.contains("2024,https://vanban.example.vn/data/citations/2024.jsonl.gz,"), "{table}");
    assert!(site.exists("output/data/congbao.zip"));
    assert!(!site.exists("output/data/works.json"), "it was never published");
    let again = site.read("content/addresses.tsv");
    assert!(lines.iter().all(|line| again.contains(line)), "{again}");
}

/// The part of JSON Schema that our schemas use; `tests/browser/data.test.mjs` asks a whole validator.
fn conform(root: &Value, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let target = root.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{name}"));
        return conform(root, target, value, at, wrong);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let fits = |choice: &Value| {
            let mut wrong = Vec::new();
            conform(root, choice, value, at, &mut wrong);
            wrong.is_empty()
        };
        if !choices.iter().any(fits) {
            wrong.push(format!("{at}: nothing fits {value}"));
        }
        return;
    }
    if let Some(words) = schema["enum"].as_array() {
        if !words.contains(value) {
            wrong.push(format!("{at}: {value} is none of {words:?}"));
        }
        return;
    }
    let fits = match schema["type"].as_str() {
        Some("string") => value.as_str().is_some_and(|text| schema["minLength"].is_null() || !text.is_empty()),
        Some("integer") => value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        other => panic!("{at}: {other:?}"),
    };
    if !fits {
        wrong.push(format!("{at}: {value} is no {}", schema["type"]));
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        if !schema["items"].is_null() {
            conform(root, &schema["items"], item, &format!("{at}[{index}]"), wrong);
        }
    }
    if let (Some(map), Some(known)) = (value.as_object(), schema["properties"].as_object()) {
        members(root, schema, (map, known), at, wrong);
    }
}

fn members(
    root: &Value,
    schema: &Value,
    (map, known): (&Map<String, Value>, &Map<String, Value>),
    at: &str,
    wrong: &mut Vec<String>,
) {
    for (key, value) in map {
        match known.get(key) {
            Some(schema) => conform(root, schema, value, &format!("{at}.{key}"), wrong),
            None => wrong.push(format!("{at}: unknown key {key}")),
        }
    }
    for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !map.contains_key(key) {
            wrong.push(format!("{at}: no {key}"));
        }
    }
}
