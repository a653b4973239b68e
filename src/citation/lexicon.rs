//! The registries compiled for matching: type words, abbreviations of types and issuers, names of issuers and
//! provinces. In: [`Registries`]. Out: [`Lexicon`], built once per site and shared by all documents.

use super::folded::{Folded, pattern, word_hash};
use super::phrases::WordFilter;
use super::type_words::TypeWords;
use crate::content::registry::{DocumentType, DocumentTypes, Issuer, Level, Registries, System};
use crate::text::{fold, nfc};
use jiff::civil::Date;
use std::collections::HashMap as StdHashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Only looked up by what a text says, never filled by it: no text can choose keys that fall together,
/// and a plain hash will do.
pub(super) type HashMap<K, V> = StdHashMap<K, V, BuildHasherDefault<PlainHasher>>;

/// Eight bytes at a time: turn, mix in, multiply.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PlainHasher(u64);

impl Hasher for PlainHasher {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut block = [0; 8];
            block[..part.len()].copy_from_slice(part);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(block)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn finish(&self) -> u64 {
        // The table takes the lowest bits, a product's best are the highest.
        self.0.rotate_left(26)
    }
}

/// An issuing body as the matchers need it.
#[derive(Clone, Debug)]
pub struct IssuerEntry {
    /// Key in the registry.
    pub key: String,
    /// Canonical name with place.
    pub name: String,
    /// Its system.
    pub system: System,
    /// Province, where it has one.
    pub province: Option<String>,
    /// Its level.
    pub level: Level,
    /// Key of the body that counts its numbers.
    numbering: String,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
}

/// A province under the central government.
#[derive(Clone, Debug)]
pub struct ProvinceEntry {
    /// "Lào Cai".
    pub name: String,
    /// `tỉnh` or `thành phố`.
    pub unit_word: String,
}

/// Everything the finder knows before it reads a text.
#[derive(Debug, Default)]
pub struct Lexicon {
    types: DocumentTypes,
    words: TypeWords,
    type_names: HashMap<String, usize>,
    longest_type_name: usize,
    type_last_words: WordFilter,
    state_codes: Codes,
    party_codes: Codes,
    issuers: Vec<IssuerEntry>,
    issuer_codes: HashMap<String, Vec<usize>>,
    issuer_names: Trie,
    provinces: Vec<ProvinceEntry>,
    province_names: Trie,
}

impl Lexicon {
    /// Compiles the registries.
    pub fn new(registries: &Registries) -> Self {
        let types = registries.types.clone();
        let mut lexicon = Self { words: TypeWords::new(&types), types, ..Self::default() };
        for (index, row) in registries.types.iter().enumerate() {
            for name in std::iter::once(&row.name).chain(&row.aliases) {
                let name = pattern(name);
                lexicon.type_last_words.add(word_hash(name.rsplit(' ').next().unwrap_or_default().as_bytes()));
                lexicon.longest_type_name = lexicon.longest_type_name.max(name.split(' ').count());
                lexicon.type_names.entry(name).or_insert(index);
            }
            row.state_codes.iter().for_each(|code| lexicon.state_codes.add(code, index));
            row.party_codes.iter().for_each(|code| lexicon.party_codes.add(code, index));
        }
        for row in registries.issuers.iter() {
            lexicon.add_issuer(row, registries.issuers.numbering(&row.key));
        }
        for row in registries.issuers.provinces().iter() {
            for name in std::iter::once(&row.name).chain(&row.spellings) {
                lexicon.province_names.add(name, lexicon.provinces.len());
            }
            lexicon.provinces.push(ProvinceEntry { name: row.name.clone(), unit_word: row.unit_word.clone() });
        }
        lexicon
    }

    fn add_issuer(&mut self, row: &Issuer, numbering: &str) {
        let index = self.issuers.len();
        self.issuers.push(IssuerEntry {
            key: row.key.clone(),
            name: row.name.clone(),
            system: row.system,
            province: row.province.clone(),
            level: row.level,
            numbering: numbering.to_owned(),
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        });
        for name in [&row.name, &row.official_name].into_iter().chain(&row.spellings) {
            self.issuer_names.add(name, index);
        }
        // "Thống đốc NHNN": texts use the abbreviations as names; two letters ("CP", "TW") mean too much.
        for code in row.codes.iter().filter(|code| code.chars().count() > 2) {
            self.issuer_names.add(code, index);
        }
        for code in &row.codes {
            let rows = self.issuer_codes.entry(code_key(code)).or_default();
            if !rows.contains(&index) {
                rows.push(index);
            }
        }
    }

    /// The type whose name or alias `folded` is (folded, single spaces).
    pub fn type_named(&self, folded: &str) -> Option<&DocumentType> {
        self.type_names.get(folded).and_then(|index| self.types.at(*index))
    }

    /// All types.
    pub const fn types(&self) -> &DocumentTypes {
        &self.types
    }

    /// What their words may do in a text.
    pub const fn words(&self) -> &TypeWords {
        &self.words
    }

    /// Whether the name of a type may end with this word (folded); nearly all other words are refused.
    pub fn may_end_type(&self, word: &[u8]) -> bool {
        self.type_last_words.may_hold(word_hash(word))
    }

    /// Words in the longest type name.
    pub const fn longest_type_name(&self) -> usize {
        self.longest_type_name
    }

    /// The type that an abbreviation names in a system. Unions write as the state does.
    pub fn type_of_code(&self, code: &str, system: System) -> Option<&DocumentType> {
        let codes = match system {
            System::Party => &self.party_codes,
            System::State | System::Union => &self.state_codes,
        };
        codes.get(code).and_then(|index| self.types.at(index))
    }

    /// Whether an abbreviation names a type in any system.
    pub fn is_type_code(&self, code: &str) -> bool {
        self.state_codes.get(code).or_else(|| self.party_codes.get(code)).is_some()
    }

    /// Whether an abbreviation names an issuer; the term of a Quốc hội (`QH13`) and a unit number
    /// (`NHNN2`) do not count.
    pub fn is_issuer_code(&self, code: &str) -> bool {
        let key = code_key(code);
        self.issuer_codes.contains_key(&key) || self.issuer_codes.contains_key(without_term(&key))
    }

    /// The bodies that an abbreviation may stand for: one per number series, and where the year is known
    /// only those that existed then.
    pub fn issuers_of_code(&self, code: &str, year: Option<i16>) -> Vec<&IssuerEntry> {
        let key = code_key(code);
        let Some(rows) = self.issuer_codes.get(&key).or_else(|| self.issuer_codes.get(without_term(&key))) else {
            return Vec::new();
        };
        let mut found: Vec<&IssuerEntry> = Vec::new();
        for row in rows.iter().map(|index| &self.issuers[*index]).filter(|row| row.existed(year)) {
            if !found.iter().any(|other| other.numbering == row.numbering) {
                found.push(self.issuer(&row.numbering).unwrap_or(row));
            }
        }
        found
    }

    /// The issuer with a key.
    pub fn issuer(&self, key: &str) -> Option<&IssuerEntry> {
        // Rows come sorted by key.
        self.issuers.binary_search_by(|row| row.key.as_str().cmp(key)).ok().map(|index| &self.issuers[index])
    }

    /// The rows with the longest registered name at a place, and its end.
    pub fn issuers_at(&self, folded: &Folded<'_>, place: usize) -> Option<(Vec<&IssuerEntry>, usize)> {
        let (rows, end) = self.issuer_names.longest(folded, place)?;
        Some((rows.iter().map(|row| &self.issuers[*row]).collect(), end))
    }

    /// The longest name of a province at a place, with its end.
    pub fn province_at(&self, folded: &Folded<'_>, place: usize) -> Option<(&ProvinceEntry, usize)> {
        let (rows, end) = self.province_names.longest(folded, place)?;
        Some((&self.provinces[*rows.first()?], end))
    }

    /// A province by its exact name.
    pub fn province(&self, name: &str) -> Option<&ProvinceEntry> {
        self.provinces.iter().find(|province| province.name == name)
    }
}

impl IssuerEntry {
    /// Whether the body may have existed in a year; unknown dates say nothing.
    pub fn existed(&self, year: Option<i16>) -> bool {
        let Some(year) = year else { return true };
        self.valid_from.is_none_or(|first| first.year() <= year) && self.valid_to.is_none_or(|last| year <= last.year())
    }
}

/// Abbreviations of types, compared as strictly as needed: `CT` is not `CTr`, `DA` not `ĐA`, but `CTR`
/// and `QD` can only be one each.
#[derive(Debug, Default)]
struct Codes {
    exact: HashMap<String, usize>,
    lower: HashMap<String, Option<usize>>,
    folded: HashMap<String, Option<usize>>,
}

impl Codes {
    fn add(&mut self, code: &str, index: usize) {
        self.exact.entry(nfc(code).into_owned()).or_insert(index);
        let first = self.exact[nfc(code).as_ref()];
        for (map, key) in [(&mut self.lower, code.to_lowercase()), (&mut self.folded, fold(code))] {
            map.entry(key).and_modify(|known| *known = known.filter(|known| *known == first)).or_insert(Some(first));
        }
    }

    fn get(&self, code: &str) -> Option<usize> {
        self.exact.get(code).copied().or_else(|| {
            let lower = self.lower.get(&code.to_lowercase());
            lower.or_else(|| self.folded.get(&fold(code))).copied().flatten()
        })
    }
}

/// Issuers' abbreviations are compared without case, marks and signs between their letters.
fn code_key(code: &str) -> String {
    fold(code).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// `qh13` → `qh`, `ubtvqhk9` → `ubtvqh`.
fn without_term(key: &str) -> &str {
    let bare = key.trim_end_matches(|c: char| c.is_ascii_digit());
    if bare.len() == key.len() { bare } else { bare.strip_suffix("qhk").map_or(bare, |_| &bare[..bare.len() - 1]) }
}

/// Names as words, so that "Lao động - Thương binh", "Lao động Thương binh" and "GD & ĐT" are found with any sign
/// between the words.
#[derive(Debug, Default)]
struct Trie {
    nodes: Vec<LexiconNode>,
}

#[derive(Debug, Default)]
struct LexiconNode {
    next: HashMap<Box<[u8]>, usize>,
    ends: Vec<usize>,
    /// Whether a sign other than a space may stand before the word that leads here.
    signs: bool,
}

impl Trie {
    fn add(&mut self, name: &str, row: usize) {
        let folded = Folded::new(name);
        let mut words = Vec::new();
        let mut at = 0;
        while at < folded.len() {
            let end = folded.word_end(at);
            if end > at {
                words.push((at, end));
            }
            at = end.max(at + 1);
        }
        if words.is_empty() {
            return;
        }
        if self.nodes.is_empty() {
            self.nodes.push(LexiconNode::default());
        }
        let mut node = 0;
        let mut previous_end = 0;
        for (start, end) in words {
            let word = &folded.bytes[start..end];
            let signs = folded.bytes[previous_end..start].iter().any(|byte| *byte != b' ');
            let new = self.nodes.len();
            let next = *self.nodes[node].next.entry(word.into()).or_insert(new);
            if next == new {
                self.nodes.push(LexiconNode::default());
            }
            self.nodes[next].signs |= signs;
            node = next;
            previous_end = end;
        }
        if !self.nodes[node].ends.contains(&row) {
            self.nodes[node].ends.push(row);
        }
    }

    /// Rows of the longest name at `place` and its end.
    fn longest(&self, folded: &Folded<'_>, place: usize) -> Option<(&[usize], usize)> {
        let mut node = self.nodes.first()?;
        let (mut at, mut plain) = (place, true);
        let mut best = None;
        loop {
            let end = folded.word_end(at);
            let Some(next) = node.next.get(&folded.bytes[at..end]).map(|next| &self.nodes[*next]) else { return best };
            if !plain && !next.signs {
                return best;
            }
            node = next;
            if !node.ends.is_empty() {
                best = Some((node.ends.as_slice(), end));
            }
            let Some(after) = next_word(folded, end) else { return best };
            plain = after == end + 1 && folded.byte(end) == b' ';
            at = after;
        }
    }
}

/// The next word after a space, or after one sign with optional spaces.
fn next_word(folded: &Folded<'_>, end: usize) -> Option<usize> {
    let mut at = folded.skip_space(end);
    if matches!(folded.byte(at), b'-' | b',' | b'&') {
        at = folded.skip_space(at + 1);
    }
    (at > end && folded.is_word(at)).then_some(at)
}
