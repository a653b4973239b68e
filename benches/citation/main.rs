//! How fast citations are found: `cargo bench --bench citation -- [PATH …] [--rounds N] [--dump FILE] [--site FOLDER]
//! [--before PROGRAM]`.
//!
//! In: texts, as JSON lines with a `text` each (`-` is standard input, so `zcat corpus.jsonl.gz | cargo bench --bench
//! citation -- -`), as `.md` and `.txt` files, or as folders of these; without any path, texts made by rule. Out:
//!
//! 1. megabytes of text (UTF-8 bytes / 10⁶) per second of CPU on one core, beside floors taken in the same round:
//!    reading every character, and a regular expression of ten lines. The ratios are what to quote: another tenant of
//!    the machine moves both sides of a ratio;
//! 2. hostile texts of 1, 2 and 4 MB, each one single flow: time per byte must not grow with the size;
//! 3. with `--site FOLDER` (laid out by `benches/generate.py --dialect congbao`): what part of a build's CPU, writing
//!    included, the finder takes;
//! 4. with `--before PROGRAM` (or `CONGBAO_BEFORE=PROGRAM`), a release build of another state: the speed of
//!    both in one run, as a ratio.
//!
//! `--dump FILE` writes every field of every citation, to compare what is found before and after a change of how.

#![allow(clippy::print_stdout, reason = "a bench talks")]

mod before;
mod corpus;
mod hostile;
mod share;

use anyhow::{Context as _, Result, bail};
use congbao::citation::find::{NameTable, find};
use congbao::citation::{Citation, Context, KnownName, Lexicon};
use congbao::content::registry::Registries;
use congbao::document::{Flow, plain};
use congbao::source::Source;
use regex::Regex;
use rustix::time::{ClockId, clock_gettime};
use std::hint::black_box;
use std::io::Write;

fn main() -> Result<()> {
    let arguments = Arguments::parse()?;
    let texts = corpus::read(&arguments.paths)?;
    let hostile = Finder::new(&HOSTILE_NAMES);
    if let Some(path) = &arguments.dump {
        return dump(&hostile, &texts, path);
    }
    if let Some(before) = &arguments.before {
        before::compare(before.as_ref(), &texts, arguments.rounds)?;
    }
    speed(&Finder::new(&USUAL_NAMES), &texts, arguments.rounds);
    hostile::table(&hostile, if arguments.full { 1_000_000 } else { 10_000 });
    if let Some(site) = &arguments.site {
        share::of_a_build(site.as_ref(), arguments.rounds)?;
    }
    Ok(())
}

struct Arguments {
    paths: Vec<String>,
    rounds: usize,
    dump: Option<String>,
    site: Option<String>,
    before: Option<String>,
    /// Called by `cargo bench`; `cargo test --all-targets` only wants to see that it works.
    full: bool,
}

impl Arguments {
    fn parse() -> Result<Self> {
        let before = std::env::var("CONGBAO_BEFORE").ok();
        let mut parsed = Self { paths: Vec::new(), rounds: 0, dump: None, site: None, before, full: false };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--bench" => parsed.full = true,
                "--rounds" => parsed.rounds = arguments.next().context("--rounds N")?.parse().context("--rounds N")?,
                "--dump" => parsed.dump = arguments.next(),
                "--site" => parsed.site = arguments.next(),
                "--before" => parsed.before = arguments.next(),
                other if other.len() > 1 && other.starts_with('-') => {
                    bail!(
                        "unknown option {other}: [PATH …] [--rounds N] [--dump FILE] [--site FOLDER] [--before PROGRAM]"
                    )
                }
                _ => parsed.paths.push(argument),
            }
        }
        if parsed.rounds == 0 {
            parsed.rounds = if parsed.full { 7 } else { 1 };
        }
        Ok(parsed)
    }
}

/// A site has some names in scope; these stand for them.
const USUAL_NAMES: [&str; 4] = ["Đề án 06", "Luật Trẻ em", "Chỉ thị năm học 2023-2024", "Nghị quyết 29"];
/// Names that stand everywhere.
const HOSTILE_NAMES: [&str; 7] =
    ["Đề án 06", "Luật Trẻ em", "Chỉ thị năm học 2023-2024", "Nghị quyết 29", "Luật", "Luật Luật", "luật a a a"];

/// The finder with what it knows, and a document's issuer.
struct Finder {
    registries: Registries,
    lexicon: Lexicon,
    names: NameTable,
}

impl Finder {
    fn new(names: &[&str]) -> Self {
        let registries = Registries::built_in();
        let lexicon = Lexicon::new(&registries);
        let known = |text: &str| KnownName { text: text.to_owned(), target: text.to_owned() };
        Self { registries, lexicon, names: NameTable::new(names.iter().map(|name| known(name)).collect()) }
    }

    fn find(&self, source: &Source, flows: &[Flow]) -> Vec<Citation> {
        let context = Context {
            registries: &self.registries,
            lexicon: &self.lexicon,
            issuer: Some("bo-giao-duc-va-dao-tao"),
            province: None,
            names: &self.names,
            trace: None,
        };
        find(source, flows, &context)
    }
}

/// Seconds of CPU that this thread took for `work`: what other tenants of the machine do does not count.
fn cpu<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let now = || {
        let time = clock_gettime(ClockId::ThreadCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
    };
    let start = now();
    let result = work();
    (now() - start, result)
}

/// Least, middle and greatest.
fn spread(mut figures: Vec<f64>) -> [f64; 3] {
    figures.sort_by(f64::total_cmp);
    [figures[0], figures[figures.len() / 2], figures[figures.len() - 1]]
}

/// Numbers as the obvious regular expression finds them: the floor of what must be beaten, in accuracy
/// and here in time.
const TEN_LINES: &str = r"(?x)
    (?: (?i: Nghị\s+định | Thông\s+tư (?: \s+liên\s+tịch )? | Quyết\s+định | Nghị\s+quyết | Chỉ\s+thị
        | Luật | Bộ\s+luật | Pháp\s+lệnh | Công\s+văn | Kế\s+hoạch | Văn\s+bản | Lệnh ) \s+ )?
    (?: số \s* :? \s* )?
    (?-u:\b) [0-9]{1,5} [a-z]?
    (?: / [0-9]{4} )?
    [/-] \s* [A-ZĐ] [A-Za-zĐ&]* [0-9]*
    (?: \s* [-/] \s* [A-ZĐ] [A-Za-zĐ&]+ )*
    (?: ,? \s+ ngày \s+ [0-9]{1,2} (?: / [0-9]{1,2} / [0-9]{4} | \s+ tháng \s+ [0-9]{1,2} \s+ năm \s+ [0-9]{4} ) )?
";

fn speed(finder: &Finder, texts: &[String], rounds: usize) {
    let bytes: usize = texts.iter().map(String::len).sum();
    let sources: Vec<Source> = texts.iter().map(|text| Source::new("text", text.as_str())).collect();
    let flows: Vec<Vec<Flow>> = texts.iter().map(|text| plain::flows(text)).collect();
    let regex = Regex::new(TEN_LINES).expect("a fixed expression");
    let (mut floor, mut regular, mut split, mut found) = (vec![], vec![], vec![], vec![]);
    let (mut citations, mut matches) = (0, 0);
    for _ in 0..rounds {
        floor.push(cpu(|| black_box(texts.iter().map(|text| every_character(text)).sum::<u32>())).0);
        let (time, count) = cpu(|| texts.iter().map(|text| regex.find_iter(text).count()).sum::<usize>());
        regular.push(time);
        matches = count;
        split.push(cpu(|| texts.iter().for_each(|text| drop(black_box(plain::flows(text))))).0);
        let (time, count) =
            cpu(|| sources.iter().zip(&flows).map(|(source, flows)| finder.find(source, flows).len()).sum::<usize>());
        found.push(time);
        citations = count;
    }
    let flow_count: usize = flows.iter().map(Vec::len).sum();
    println!(
        "{} texts, {flow_count} flows, {:.1} MB; {rounds} rounds, CPU of one core",
        texts.len(),
        bytes as f64 / 1e6
    );
    let per_second = |times: &[f64]| spread(times.iter().map(|time| bytes as f64 / 1e6 / time).collect());
    let ratio = |times: &[f64], to: &[f64]| spread(times.iter().zip(to).map(|(time, to)| time / to).collect());
    println!("{:44}{:>9}{:>9}{:>9}", "MB/s", "least", "median", "most");
    for (what, times) in [
        ("reading every character (floor)", &floor),
        ("regular expression of ten lines", &regular),
        ("making flows (plain text)", &split),
        ("finding citations", &found),
    ] {
        let [least, median, most] = per_second(times);
        println!("{what:44}{least:9.1}{median:9.1}{most:9.1}");
    }
    for (what, to) in [("finding / reading, time", &floor), ("finding / regular expression, time", &regular)] {
        let [least, median, most] = ratio(&found, to);
        println!("{what:44}{least:9.2}{median:9.2}{most:9.2}");
    }
    println!(
        "{citations} citations ({matches} matches of the expression), {:.2} a kilobyte",
        citations as f64 * 1e3 / bytes as f64
    );
}

/// Validates and looks at every character.
fn every_character(text: &str) -> u32 {
    let text = std::str::from_utf8(text.as_bytes()).expect("it was a str");
    text.chars().fold(0, |sum, c| sum.wrapping_mul(31).wrapping_add(c as u32))
}

fn dump(finder: &Finder, texts: &[String], path: &str) -> Result<()> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    for (index, text) in texts.iter().enumerate() {
        let source = Source::new("text", text.as_str());
        for citation in finder.find(&source, &plain::flows(text)) {
            writeln!(out, "{index} {citation:?}")?;
        }
    }
    Ok(())
}
