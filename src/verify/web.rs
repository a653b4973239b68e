//! A copy of a site on a web server.
//!
//! In: its address. Out: its files as readers get them: a page by the address of its folder, packed or not. The server
//! may send a reader on within the host (from http to https; from the address that a page had before), never elsewhere.

use super::links::leads_to;
use super::{Found, Missing, SiteCopy};
use crate::address::FOR_SERVERS;
use crate::address::published::FileDigest;
use crate::signing::ROOT;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::time::Duration;
use ureq::http::Response;
use ureq::{Agent, Body};

/// What stands in an address as it is.
const KEPT: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');
/// Steps from the address that was given to the site itself.
const MOST_STEPS: usize = 5;
/// How much of a page that differs is looked through for links.
const LARGEST_PAGE: u64 = 4 << 20;
/// How many addresses of them are asked for.
const MOST_LINKS: usize = 200;
/// The page of an address.
const INDEX: &str = "index.html";

/// The server.
pub struct Web {
    agent: Agent,
    /// Address of the site, which ends in `/`.
    base: String,
}

type Answer = Result<Response<Body>, String>;

impl Web {
    /// The copy at `address`, or where its server sends a reader on the same host.
    ///
    /// # Errors
    /// In words: there is no answer, or it leads to another host.
    pub fn open(address: &str) -> Result<Self, String> {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(Duration::from_secs(15)))
            .timeout_recv_response(Some(Duration::from_secs(60)))
            .timeout_global(Some(Duration::from_secs(600)))
            .user_agent(concat!("congbao/", env!("CARGO_PKG_VERSION")));
        let base = format!("{}/", address.trim_end_matches('/'));
        let mut web = Self { agent: Agent::new_with_config(config.build()), base };
        for _ in 0..MOST_STEPS {
            let Some(target) = target(&web.get(&web.address(ROOT))?) else { return Ok(web) };
            let target = web.joined(ROOT, &target);
            let base = target.strip_suffix(ROOT).filter(|base| base.ends_with('/'));
            match base.filter(|base| host(base) == host(&web.base)) {
                Some(base) => web.base = base.to_owned(),
                None => return Err(format!("→ {target}")),
            }
        }
        Err("→ …".to_owned())
    }

    fn address(&self, path: &str) -> String {
        format!("{}{}", self.base, utf8_percent_encode(path, &KEPT))
    }

    fn get(&self, address: &str) -> Answer {
        self.agent.get(address).call().map_err(|error| error.to_string())
    }

    /// Where a link of the file at `path` leads, as a whole address.
    fn joined(&self, path: &str, target: &str) -> String {
        if target.contains("://") {
            return target.to_owned();
        }
        let start: String = self.base.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        if let Some(other) = target.strip_prefix("//") {
            return format!("{}://{other}", self.base.split(':').next().unwrap_or("https"));
        }
        if target.starts_with('/') {
            return format!("{start}{target}");
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{}{folder}/{target}", self.base)
    }

    /// Whether the answer is just this file.
    fn is_same(answer: Response<Body>, content: &FileDigest) -> Result<bool, String> {
        let mut reader = answer.into_body().into_reader().take(content.size + 1);
        let mut hash = Sha256::new();
        let mut size = 0;
        let mut buffer = vec![0; 1 << 16];
        loop {
            let read = reader.read(&mut buffer).map_err(|error| error.to_string())?;
            if read == 0 {
                break;
            }
            size += read as u64;
            hash.update(&buffer[..read]);
        }
        Ok(size == content.size && <[u8; 32]>::from(hash.finalize()) == content.sha256)
    }

    /// Whether something answers at the address of a file.
    fn answers(&self, path: &str) -> bool {
        self.addresses(path).first().is_some_and(|address| self.get(address).is_ok_and(|answer| answer.status() == 200))
    }

    /// The addresses of a file: for a page that of its folder, at which it is read, then its own.
    fn addresses(&self, path: &str) -> Vec<String> {
        let folder = path.strip_suffix(INDEX).filter(|folder| folder.is_empty() || folder.ends_with('/'));
        folder.into_iter().chain([path]).map(|path| self.address(path)).collect()
    }
}

impl SiteCopy for Web {
    fn list_file(&self, path: &str, limit: u64) -> Result<Vec<u8>, Missing> {
        let answer = self.get(&self.address(path)).map_err(Missing::Answer)?;
        match answer.status().as_u16() {
            200 => {}
            404 | 410 => return Err(Missing::Absent),
            status => return Err(Missing::Answer(format!("HTTP {status}"))),
        }
        let mut bytes = Vec::new();
        let read = answer.into_body().into_reader().take(limit + 1).read_to_end(&mut bytes);
        read.map_err(|error| Missing::Answer(error.to_string()))?;
        if bytes.len() as u64 > limit { Err(Missing::TooLarge) } else { Ok(bytes) }
    }

    fn compare(&self, path: &str, content: &FileDigest) -> Found {
        let (mut last, mut led_on) = (Missing::Absent, None);
        for address in self.addresses(path) {
            let answer = match self.get(&address) {
                Ok(answer) => answer,
                Err(reason) => return Found::Failed(reason),
            };
            let status = answer.status().as_u16();
            if let Some(target) = target(&answer) {
                let target = self.joined(path, &target);
                if host(&target) != host(&self.base) {
                    return Found::Away(target);
                }
                led_on = Some(target);
                continue;
            }
            // The page of an address that answers no more comes with 404 or 410, and is a file of the site all the
            // same.
            match Self::is_same(answer, content) {
                Ok(true) => return Found::Same,
                Ok(false) if status == 200 => return Found::Differs,
                Ok(false) => {
                    led_on = None;
                    let is_absent = matches!(status, 404 | 410);
                    last = if is_absent { Missing::Absent } else { Missing::Answer(format!("HTTP {status}")) };
                }
                Err(reason) => return Found::Failed(reason),
            }
        }
        match led_on {
            // Its own address leads on as well as that of its folder.
            Some(target) if last == Missing::Absent => Found::LedOn(target),
            _ if last == Missing::Absent && FOR_SERVERS.contains(&path) => Found::Kept,
            _ => Found::Missing(last),
        }
    }

    /// A server shows no list of its files. But what a page of the office leads to is in the list, since the page is:
    /// only a page that differs can lead to something else.
    fn others(&self, files: &BTreeMap<String, FileDigest>, differing: &[String]) -> Vec<(String, Option<String>)> {
        let mut seen = BTreeSet::new();
        let mut others = Vec::new();
        for page in differing.iter().filter(|path| path.ends_with(".html") || path.ends_with(".xml")) {
            let Some(address) = self.addresses(page).into_iter().next() else { continue };
            let Ok(answer) = self.get(&address) else { continue };
            let mut bytes = Vec::new();
            if answer.into_body().into_reader().take(LARGEST_PAGE).read_to_end(&mut bytes).is_err() {
                continue;
            }
            for path in leads_to(&bytes, page, &self.base) {
                let is_new =
                    !files.contains_key(&path) && !crate::signing::is_of_list(&path) && seen.insert(path.clone());
                if is_new && seen.len() <= MOST_LINKS && self.answers(&path) {
                    others.push((path, Some(page.clone())));
                }
            }
        }
        others
    }
}

/// Where an answer sends the reader.
fn target(answer: &Response<Body>) -> Option<String> {
    let is_elsewhere = matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    is_elsewhere.then(|| answer.headers().get("location")?.to_str().ok().map(str::to_owned)).flatten()
}

/// The host of an address, in small letters; `www.` and the port count.
fn host(address: &str) -> String {
    address.split('/').nth(2).unwrap_or_default().to_ascii_lowercase()
}
