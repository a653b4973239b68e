//! The lists of data that a site of this kind publishes: `data/site.json` and the shards that it names.
//!
//! In: a way to read files by their path below the address of the site. Out: [`PublishedSite`], and the rows of its lists. What
//! comes from there is bounded, its hash compared; paths lead into the site alone.

use flate2::read::GzDecoder;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Read;

/// Bytes of a packed file.
pub const LARGEST_FILE: u64 = 64 << 20;
/// Bytes of what is in it.
const LARGEST_LIST: u64 = 512 << 20;
/// Bytes of all lists together.
const LARGEST_LISTS: u64 = 2 << 30;

/// Reads a file of at most so many bytes; an error in words.
pub type ReadFile<'a> = dyn Fn(&str, u64) -> Result<Vec<u8>, String> + 'a;

/// What a site says of itself.
#[derive(Deserialize)]
pub struct PublishedSite {
    /// Its title.
    pub title: String,
    /// Its own address, with which its addresses begin.
    pub base_url: String,
    /// The day of its data.
    pub data_as_of: Option<String>,
    data: Vec<List>,
    /// Bytes of lists that may still come.
    #[serde(skip)]
    read: u64,
}

#[derive(Deserialize)]
struct List {
    name: String,
    shards: Vec<Shard>,
}

#[derive(Deserialize)]
struct Shard {
    url: String,
    sha256: String,
}

impl PublishedSite {
    /// Reads `data/site.json`.
    ///
    /// # Errors
    /// In words: it cannot be read, or is no data of such a site.
    pub fn open(read: &ReadFile<'_>) -> Result<Self, String> {
        let bytes = read("data/site.json", LARGEST_FILE)?;
        serde_json::from_slice(&bytes).map_err(|error| format!("data/site.json: {error}"))
    }

    /// The rows of a list, in the order of its shards.
    ///
    /// # Errors
    /// In words.
    pub fn rows<T: DeserializeOwned>(&mut self, name: &str, read: &ReadFile<'_>) -> Result<Vec<T>, String> {
        let mut rows = Vec::new();
        let shards = self.data.iter().filter(|list| list.name == name).flat_map(|list| &list.shards);
        for shard in shards {
            let path = self.path(&shard.url)?;
            let packed = read(&path, LARGEST_FILE)?;
            if hex(&packed) != shard.sha256 {
                return Err(format!("{path}: SHA-256"));
            }
            let mut bytes = Vec::new();
            let most = LARGEST_LISTS.saturating_sub(self.read).min(LARGEST_LIST);
            let count = GzDecoder::new(&*packed).take(most + 1).read_to_end(&mut bytes);
            let count = count.map_err(|error| format!("{path}: {error}"))? as u64;
            if count > most {
                return Err(format!("{path}: > {most}"));
            }
            self.read += count;
            let text = String::from_utf8(bytes).map_err(|error| format!("{path}: {error}"))?;
            for line in text.lines() {
                rows.push(serde_json::from_str(line).map_err(|error| format!("{path}: {error}"))?);
            }
        }
        Ok(rows)
    }

    /// The path of a file of the site by its address.
    ///
    /// # Errors
    /// In words: it leads out of the site.
    pub fn path(&self, url: &str) -> Result<String, String> {
        path(&self.base_url, url)
    }
}

fn path(base_url: &str, url: &str) -> Result<String, String> {
    let path = url.strip_prefix(base_url).unwrap_or("").trim_start_matches('/');
    let is_inside = path.split('/').all(|part| part != ".." && part != ".");
    if path.is_empty() || !is_inside || path.contains(['\\', ':', '?', '#', '%', '\0']) {
        return Err(format!("{url}: ?"));
    }
    Ok(path.to_owned())
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_leads_out_of_the_site() {
        let base = "https://a.example/";
        assert_eq!(path(base, "https://a.example/van-ban/x/").as_deref(), Ok("van-ban/x/"));
        for url in ["../x", "a/../../x", "a/./x", "C:\\x", "%2e%2e/x", "x\0", "", "x?y", "x#y"] {
            assert!(path(base, &format!("{base}{url}")).is_err(), "{url}");
        }
        assert!(path(base, "https://b.example/x").is_err());
    }
}
