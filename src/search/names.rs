//! Lists what a query can name: keys of works, themes and issuers, each with the entries it means. A query that is the
//! number of a work gets the work itself.
//!
//! An entry stands once, behind its own key (`@` and the id of a work, or the address of a list); other keys hold own
//! keys. So what changes with every citation, how often a work is cited, changes one piece. A key's hash tells container
//! and piece: no list of beginnings is needed.

use super::IndexSources;
use super::keeping::{IndexKeeper, KeptNames};
use super::numbers;
use super::pack::{Container, IndexFile, hash, pack, piece_key};
use super::words::folded_text;
use crate::corpus::Work;
use crate::text::date::WorkDate;
use rayon::prelude::*;
use serde::Serialize;
use std::sync::Arc;

/// Keys of a piece, at most twice as many.
const KEYS: usize = 64;
/// Pieces of a container.
const PIECES: usize = 128;
/// A number alone may be that of many works; the most cited are named. Browsers read each by itself.
const MOST: usize = 4;
/// A longer title is never typed in full.
const LONGEST_KEY: usize = 160;
/// A title's beginning tells it.
const LONGEST_TITLE: usize = 220;

/// Files, and what the root tells of them.
#[derive(Serialize)]
pub(super) struct NameFiles {
    #[serde(skip)]
    pub files: Vec<IndexFile>,
    #[serde(skip)]
    pub kept: Vec<KeptNames>,
    /// Pieces of a container.
    pieces: usize,
    generations: Vec<String>,
    /// Bytes of the head of each: the lengths of its pieces.
    heads: Vec<usize>,
}

/// What a query may mean.
#[derive(Serialize)]
struct NameEntry {
    kind: &'static str,
    name: String,
    title: Option<String>,
    /// Address within the site, without the first slash.
    url: String,
    /// Documents of the list, or times cited.
    count: usize,
    /// For works: the site has its text.
    held: bool,
    date: Option<String>,
    issuer: Option<String>,
    /// For works: what documents that cite it are found by.
    id: Option<String>,
}

impl NameEntry {
    /// The key behind which the entry itself stands.
    fn key(&self) -> String {
        format!("@{}", self.id.as_ref().unwrap_or(&self.url))
    }
}

/// Writes all names. Containers that stand, as `before` says, are not made again.
pub(super) fn write(sources: &IndexSources<'_>, before: &[KeptNames], keeper: Option<&dyn IndexKeeper>) -> NameFiles {
    let (entries, keys) = collect(sources);
    let count = (keys.len() / KEYS).max(1).next_power_of_two();
    let pieces = count.min(PIECES);
    let mut open = vec![String::new(); count];
    let told: Vec<_> = keys.chunk_by(|(a, _), (b, _)| a == b).collect();
    let told = told.into_par_iter().map(|same| {
        let key = &same[0].0;
        let named = same.iter().map(|(_, at)| &entries[*at as usize]);
        let is_own = |entry: &&NameEntry| entry.key() == **key;
        let json = match named.clone().find(is_own) {
            Some(entry) => serde_json::to_string(entry),
            None => serde_json::to_string(&most_cited(named.collect())),
        };
        let json = json.expect("strings and numbers are always JSON");
        (hash(key) as usize % count, format!("{key}\t{json}\n"))
    });
    for (at, line) in told.collect::<Vec<_>>() {
        open[at].push_str(&line);
    }
    let mut names =
        NameFiles { files: Vec::new(), kept: Vec::new(), pieces, generations: Vec::new(), heads: Vec::new() };
    for (number, texts) in open.chunks(pieces).enumerate() {
        let name = format!("n/{number}");
        let key = piece_key(texts.join("\0").as_bytes());
        let stands = before.get(number).filter(|stands| {
            let keeps = |keeper: &dyn IndexKeeper| keeper.keep(&format!("{name}.bin"), &stands.file.digest());
            stands.key == key && keeper.is_some_and(keeps)
        });
        let (file, head) = match stands {
            Some(stands) => (stands.file.clone(), stands.head),
            None => {
                let packed: Vec<Vec<u8>> = texts.par_iter().map(|piece| pack(piece.as_bytes())).collect();
                let lengths: Vec<usize> = packed.iter().map(Vec::len).collect();
                let head = pack(&serde_json::to_vec(&lengths).expect("numbers are always JSON"));
                let length = head.len();
                let pieces = std::iter::once(head).chain(packed).collect();
                let (file, files) = Container { name, pieces }.write(sources.form);
                names.files.extend(files);
                (file, length)
            }
        };
        names.heads.push(head);
        names.generations.push(file.generation.clone());
        names.kept.push(KeptNames { file, key, head });
    }
    names
}

/// The own keys of those that count, in the order of the entries: it does not change with every citation.
fn most_cited(found: Vec<&NameEntry>) -> Vec<String> {
    let mut places: Vec<usize> = (0..found.len()).collect();
    places.sort_by_key(|at| std::cmp::Reverse((found[*at].kind != "work", found[*at].count)));
    places.truncate(MOST);
    places.sort_unstable();
    places.into_iter().map(|at| found[at].key()).collect()
}

/// The entries, and what each may be called, sorted, with its place.
fn collect(sources: &IndexSources<'_>) -> (Vec<NameEntry>, Vec<(Box<str>, u32)>) {
    let (corpus, registries) = (sources.corpus, sources.registries);
    let mut entries = Vec::new();
    let mut keys = Vec::new();
    let mut add = |entry: NameEntry, names: Vec<String>| {
        let names = names.into_iter().filter(|name| name.len() > 1 && name.len() <= LONGEST_KEY);
        for name in names.chain([entry.key()]) {
            keys.push((name.into_boxed_str(), entries.len() as u32));
        }
        entries.push(entry);
    };
    let of_work = |work: &Arc<Work>| {
        let row = work.row.as_deref().and_then(|key| registries.works.get(key));
        let aliases = row.into_iter().flat_map(|row| row.aliases.iter().map(|alias| alias.text.as_str()));
        let own = work.held.map(|index| &corpus.documents[index].front_matter.aliases);
        let aliases = aliases.chain(own.into_iter().flatten().map(String::as_str));
        (work_entry(work), work_keys(work, aliases))
    };
    let works: Vec<(NameEntry, Vec<String>)> = corpus.works.iter().as_slice().par_iter().map(of_work).collect();
    works.into_iter().for_each(|(entry, names)| add(entry, names));
    for theme in registries.themes.iter() {
        let count = corpus.by_theme.get(&theme.key).map_or(0, |list| list.documents.len());
        let parts = theme.name.split(',').map(folded_text).filter(|part| part.contains(' '));
        let words = std::iter::once(folded_text(&theme.name)).chain(parts);
        let words = words.chain(theme.synonyms.iter().map(|synonym| folded_text(synonym))).collect();
        add(list_entry("theme", &theme.name, format!("chu-de/{}/", theme.key), count), words);
    }
    for (key, name) in &corpus.issuer_names {
        let count = corpus.by_issuer.get(key).map_or(0, Vec::len);
        let mut words = vec![folded_text(name)];
        if let Some(issuer) = registries.issuers.get(key) {
            words.push(folded_text(&issuer.official_name));
            words.extend(issuer.spellings.iter().map(|spelling| folded_text(spelling)));
        }
        let name = corpus.dated_names.get(key).unwrap_or(name);
        add(list_entry("issuer", name, format!("co-quan/{key}/"), count), words);
    }
    keys.par_sort_unstable();
    keys.dedup();
    (entries, keys)
}

fn list_entry(kind: &'static str, name: &str, url: String, count: usize) -> NameEntry {
    let name = name.to_owned();
    NameEntry { kind, name, title: None, url, count, held: false, date: None, issuer: None, id: None }
}

/// What a work is called in a list.
pub(super) fn work_name(work: &Work) -> String {
    match (&work.number, &work.title) {
        (Some(number), _) if number.symbol().is_empty() => format!("{} số {number}", work.kind_name),
        (Some(number), _) => format!("{} {number}", work.kind_name),
        (None, Some(title)) => title.clone(),
        (None, None) => work.kind_name.clone(),
    }
}

fn work_entry(work: &Work) -> NameEntry {
    NameEntry {
        kind: "work",
        name: work_name(work),
        title: work.number.as_ref().and(work.title.as_ref()).map(|title| shortened(title)),
        url: work.address.trim_start_matches('/').to_owned(),
        count: work.cited_by.len(),
        held: work.held.is_some(),
        date: work.date.map(|date| match date {
            WorkDate::Day(day) => day.to_string(),
            WorkDate::Year(year) => year.to_string(),
        }),
        issuer: work.issuer_name.clone(),
        id: Some(work.id.clone()),
    }
}

fn shortened(title: &str) -> String {
    let end = title.floor_char_boundary(LONGEST_TITLE);
    if end == title.len() { title.to_owned() } else { format!("{}…", &title[..end]) }
}

/// Whether a term of a number (`#2457qd`, `#qdbgddt`) begins with its digits.
fn has_ordinal(term: &String) -> bool {
    term.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
}

fn work_keys<'a>(work: &'a Work, aliases: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut keys: Vec<String> = aliases.map(folded_text).collect();
    if let Some(number) = &work.number {
        // The symbol alone names no work.
        keys.extend(numbers::terms(number).into_iter().filter(has_ordinal));
    }
    if let Some(title) = &work.title {
        let title = folded_text(title);
        let kind = folded_text(&work.kind_name);
        let own = if title.starts_with(&kind) { None } else { Some(format!("{kind} {title}")) };
        for name in own.into_iter().chain([title]) {
            // "luật giáo dục 2019": laws are known by their year.
            keys.extend(work.date.map(|date| format!("{name} {}", date.year())));
            keys.push(name);
        }
    }
    keys
}
