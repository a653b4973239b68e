//! Which documents another site holds, as its data say.
//!
//! In: a way to read its files, what was known of it before. Out: [`Fetched`]: rows for `content/neighbours/`, sorted. A document
//! without number, day or issuer cannot be told from others, and has none.

use super::published::{LARGEST_FILE, PublishedSite, ReadFile};
use crate::content::neighbours::Row;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Documents of a site that are taken.
const MOST_ROWS: usize = 1_000_000;
/// Documents of which the units are asked for.
const MOST_OUTLINES: usize = 500;
/// Units of one document.
const MOST_ANCHORS: usize = 2000;
/// Letters of a title.
const LONGEST_TITLE: usize = 300;

/// What a neighbour holds.
pub struct Fetched {
    /// The day of its data.
    pub day: Option<String>,
    /// Its documents, sorted.
    pub rows: Vec<Row>,
    /// Documents that cannot be told from others.
    pub left_out: usize,
}

#[derive(Deserialize)]
struct WorkRow {
    url: String,
    held: bool,
    #[serde(rename = "type")]
    kind: Option<String>,
    number: Option<String>,
    date: Option<String>,
    issuer: Option<String>,
    title: Option<String>,
}

#[derive(Deserialize)]
struct DocumentFile {
    outline: Vec<Unit>,
}

#[derive(Deserialize)]
struct Unit {
    anchor: String,
    level: u8,
}

/// Asks a site. `cited`: the identities of works to whose units this site's documents point: of these alone the units are
/// asked for, each in a file of its own.
///
/// # Errors
/// In words.
pub fn fetch(read: &ReadFile<'_>, cited: &BTreeSet<String>) -> Result<Fetched, String> {
    let mut site = PublishedSite::open(read)?;
    let works: Vec<WorkRow> = site.rows("works", read)?;
    let held: Vec<WorkRow> = works.into_iter().filter(|work| work.held).collect();
    let all = held.len();
    let mut rows: Vec<Row> = held.into_iter().take(MOST_ROWS).filter_map(|work| row(&site, work)).collect();
    rows.sort();
    rows.dedup();
    let left_out = all - rows.len();
    let is_cited = |row: &&mut Row| row.key().is_some_and(|key| cited.contains(&key));
    for row in rows.iter_mut().filter(is_cited).take(MOST_OUTLINES) {
        // A document without an outline is linked to as a whole.
        let Ok(bytes) = read(&format!("{}van-ban.json", row.address), LARGEST_FILE) else { continue };
        let Ok(file) = serde_json::from_slice::<DocumentFile>(&bytes) else { continue };
        let units = file.outline.into_iter().filter(|unit| unit.level > 0).take(MOST_ANCHORS);
        let anchors = Row { anchors: units.map(|unit| unit.anchor).collect::<Vec<_>>().join(" "), ..row.clone() };
        if anchors.is_sound() {
            *row = anchors;
        }
    }
    Ok(Fetched { day: site.data_as_of.filter(|day| day.len() == 10), rows, left_out })
}

fn row(site: &PublishedSite, work: WorkRow) -> Option<Row> {
    let WorkRow { url, held: _, kind, number, date, issuer, title } = work;
    let one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title: String = one_line(title.unwrap_or_default()).chars().take(LONGEST_TITLE).collect();
    let address = site.path(&url).ok()?;
    let row = Row {
        number: number?,
        date: date?,
        kind: one_line(kind?),
        issuer: one_line(issuer?),
        address,
        title,
        anchors: String::new(),
    };
    row.is_sound().then_some(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use sha2::{Digest, Sha256};
    use std::collections::BTreeMap;
    use std::io::Write;

    fn site(works: &str) -> BTreeMap<String, Vec<u8>> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(works.as_bytes()).expect("memory");
        let packed = packer.finish().expect("memory");
        let hash: String = Sha256::digest(&packed).iter().map(|byte| format!("{byte:02x}")).collect();
        let shard =
            format!(r#"{{"name":"2024","url":"https://a.example/data/works/2024.jsonl.gz","sha256":"{hash}"}}"#);
        let json = format!(
            r#"{{"title":"A","base_url":"https://a.example/","data_as_of":"2026-01-02","data":[{{"name":"works","shards":[{shard}]}}]}}"#
        );
        let outline = r#"{"outline":[{"anchor":"mo-dau","level":0},{"anchor":"dieu-1","level":1}]}"#;
        BTreeMap::from([
            ("data/site.json".to_owned(), json.into_bytes()),
            ("data/works/2024.jsonl.gz".to_owned(), packed),
            ("van-ban/a/van-ban.json".to_owned(), outline.as_bytes().to_vec()),
        ])
    }

    fn line(url: &str, held: bool, number: &str) -> String {
        format!(
            r#"{{"url":"{url}","held":{held},"type":"Quyết định","number":{number},"date":"2024-03-05","issuer":"Chính phủ","title":"Một\tviệc"}}"#
        )
    }

    fn fetched(files: &BTreeMap<String, Vec<u8>>) -> Result<Fetched, String> {
        let read = |path: &str, _: u64| files.get(path).cloned().ok_or_else(|| "404".to_owned());
        let key = "quyết định\t12/qd-ttg\t2024-03-05\tchính phủ";
        fetch(&read, &BTreeSet::from([key.to_owned()]))
    }

    #[test]
    fn held_documents_are_taken_with_the_units_that_citations_may_name() {
        let works = [
            line("https://a.example/van-ban/a/", true, r#""12/QĐ-TTg""#),
            line("https://a.example/vien-dan/b/", false, r#""13/QĐ-TTg""#),
            line("https://a.example/van-ban/c/", true, "null"),
            line("https://evil.example/van-ban/d/", true, r#""14/QĐ-TTg""#),
        ];
        let found = fetched(&site(&works.join("\n"))).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((found.rows.len(), found.left_out), (1, 2));
        let row = &found.rows[0];
        assert_eq!(
            (row.address.as_str(), row.title.as_str(), row.anchors.as_str()),
            ("van-ban/a/", "Một việc", "dieu-1")
        );
    }

    #[test]
    fn what_is_not_what_the_list_says_is_refused() {
        let mut files = site("");
        files.insert("data/works/2024.jsonl.gz".to_owned(), vec![1, 2, 3]);
        assert!(fetched(&files).is_err_and(|reason| reason.contains("SHA-256")));
        assert!(fetched(&BTreeMap::new()).is_err());
    }
}
