//! What lets other sites link here: `/lien-ket.mjs`, one line in a page of any host, turns references in its text into
//! links and shows documents and lists of this site; `/data/lien-ket.json` and the shards below it are the table that
//! it reads.
//!
//! In: the works that have a number, and the shards in which they stand (`site/numbers`). Out: JSON on any writer, and
//! the script, which is made of `themes/default/scripts/linker*.mjs` (`tests/browser/scripts.mjs`).
//!
//! ```text
//! data/lien-ket.json      {site, language, types, words, states, day, shards: names}; a small table stands in it
//! data/lien-ket/01.json   {numbers: {"131/qd-ttg": [record, …]}, issuers: [[slug, …], …]}
//! record                  [type, date, address, name, title, issuer, state, held, 0 or the place of its issuer from 1]
//! ```
//!
//! An issuer stands in a record where the number alone does not tell it: every province has a `10/CT-UBND`. A text must
//! name it by one of its slugs.

use crate::catalogue;
use crate::content::registry::{Issuer, Level};
use crate::corpus::status::Force;
use crate::corpus::{Work, WorkIndex};
use crate::render::links::Links;
use crate::render::names::work_name;
use crate::site::Job;
use crate::site::numbers::{self, by_number};
use crate::site::plan::Planner;
use crate::site::shards::Shards;
use crate::site::views::Scene;
use crate::site::views::parts::clipped;
use crate::site::views::state::{mark, word};
use crate::site::world::World;
use crate::text::date::WorkDate;
use crate::text::slug;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Address of the script.
pub const LINKER: &str = "/lien-ket.mjs";
/// Address of the table, or of the list of its shards.
pub const INDEX: &str = "/data/lien-ket.json";
/// The folder of the shards.
pub const SHARDS: &str = "/data/lien-ket/";
/// A title in a card.
const LONGEST_TITLE: usize = 160;

/// The script as it is served.
const SCRIPT: &[u8] = include_bytes!("linker.min.mjs");

/// The words that the script says: its name for each, its key.
const WORDS: [(&str, &str); 8] = [
    ("held", "page-linker-held"),
    ("cited", "page-linker-cited"),
    ("dated", "page-label-day"),
    ("year", "page-label-year"),
    ("by", "page-label-issuer"),
    ("asOf", "page-linker-as-of"),
    ("failed", "page-linker-failed"),
    ("empty", "page-linker-empty"),
];

/// The script and the table; the shards are files of the data.
pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.add(LINKER, Job::Linker);
    planner.add(INDEX, Job::LinkerIndex);
}

/// The shards of a table that is divided.
pub(super) fn files(shards: &Shards) -> BTreeMap<String, Job> {
    let keys = shards.works.quietly().keys();
    let names = keys.filter_map(|key| key.strip_prefix(numbers::FOLDER)).filter(|name| !name.is_empty());
    names.map(|name| (format!("{SHARDS}{name}.json"), Job::LinkerShard(name.to_owned()))).collect()
}

/// Writes the script.
///
/// # Errors
/// Those of `out`.
pub(super) fn write_script(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(SCRIPT)
}

/// Writes the table, or the list of its shards.
///
/// # Errors
/// Those of `out`.
pub(super) fn write_index(world: &World<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = world.config.language;
    let names: Vec<&str> = world
        .site
        .below(SHARDS)
        .iter()
        .filter_map(|page| if let Job::LinkerShard(name) = &page.job { Some(name.as_str()) } else { None })
        .collect();
    let types: BTreeSet<&str> = world.registries.types.iter().map(|row| row.name.as_str()).collect();
    let words: Map<String, Value> =
        WORDS.iter().map(|(name, key)| ((*name).to_owned(), json!(catalogue::text(language, key)))).collect();
    let states: Map<String, Value> = Force::ALL
        .iter()
        .map(|force| (force.key().to_owned(), json!(catalogue::text(language, word(*force)))))
        .collect();
    let mut index = json!({
        "site": world.config.title,
        "language": language.tag(),
        "types": types,
        "words": words,
        "states": states,
        "day": world.corpus.data_day().map(|day| day.to_string()),
        "shards": names,
    });
    if names.is_empty() {
        index["table"] = table(world, "");
    }
    serde_json::to_writer(&mut *out, &index)?;
    out.write_all(b"\n")
}

/// Writes the shard with this name.
///
/// # Errors
/// Those of `out`.
pub(super) fn write_shard(world: &World<'_>, name: &str, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &table(world, name))?;
    out.write_all(b"\n")
}

fn table(world: &World<'_>, name: &str) -> Value {
    let scene = Scene { world, links: &Links::new("/", false) };
    let mut issuers = IssuerTable::default();
    let members = world.site.shards.works.get(&format!("{}{name}", numbers::FOLDER));
    let works = by_number(world.corpus, members.map_or(&[][..], Vec::as_slice));
    let numbers: Map<String, Value> = works
        .into_iter()
        .map(|(number, works)| {
            let records = works.into_iter().map(|(at, work)| record(scene, at, work, &mut issuers));
            (number, records.collect())
        })
        .collect();
    json!({ "numbers": numbers, "issuers": issuers.slugs })
}

fn record(scene: Scene<'_>, at: WorkIndex, work: &Work, issuers: &mut IssuerTable) -> Value {
    let date = work.date.map(|date| match date {
        WorkDate::Day(day) => day.to_string(),
        WorkDate::Year(year) => year.to_string(),
    });
    json!([
        work.kind_name,
        date,
        work.address.trim_start_matches('/'),
        work_name(work),
        work.title.as_ref().map(|title| clipped(title.clone(), LONGEST_TITLE)),
        work.issuer_name,
        mark(scene, at).map(|mark| mark.key),
        u8::from(work.held.is_some()),
        issuers.place(scene.world, work),
    ])
}

/// The issuers of a shard whose numbers do not tell them, each once.
#[derive(Default)]
struct IssuerTable {
    places: BTreeMap<String, usize>,
    slugs: Vec<Vec<String>>,
}

impl IssuerTable {
    /// 0: the number tells the issuer, which is a central body; else its place, from 1.
    fn place(&mut self, world: &World<'_>, work: &Work) -> usize {
        let key = work.issuer.clone().unwrap_or_default();
        let row = world.registries.issuers.get(&key);
        if row.is_some_and(|row| row.level == Level::Central) {
            return 0;
        }
        if let Some(place) = self.places.get(&key) {
            return *place;
        }
        self.slugs.push(names_of(row, work.issuer_name.as_deref()));
        self.places.insert(key, self.slugs.len());
        self.slugs.len()
    }
}

/// What a text may call a body so that nobody else is meant: each name that says its province.
fn names_of(row: Option<&Issuer>, name: Option<&str>) -> Vec<String> {
    let Some(row) = row else { return name.map(slug).into_iter().collect() };
    let province = row.province.as_deref().map(slug);
    let is_below = !matches!(row.level, Level::Central | Level::Province);
    let mut names = BTreeSet::new();
    for name in [&row.name, &row.official_name].into_iter().chain(&row.spellings) {
        let name = slug(name);
        match &province {
            Some(province) if !is_below && has(&name, province) => drop(names.insert(name)),
            // The name of a commune may be that of a province.
            Some(province) if is_below => {
                for kind in ["tinh", "thanh-pho"] {
                    names.insert(format!("{name}-{kind}-{province}"));
                }
            }
            _ => {}
        }
    }
    names.into_iter().collect()
}

/// Whether a slug has these words.
fn has(slug: &str, words: &str) -> bool {
    format!("-{slug}-").contains(&format!("-{words}-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_small() {
        assert!(SCRIPT.len() > 3_000 && SCRIPT.len() <= 20_000, "{} bytes", SCRIPT.len());
    }

    #[test]
    fn words_are_whole() {
        assert!(has("ubnd-tinh-lao-cai", "lao-cai") && !has("ubnd-tinh-lao-caix", "lao-cai"));
    }
}
