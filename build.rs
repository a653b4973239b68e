//! Makes the examples that `congbao check --explain CODE` prints, so that they are neither committed twice nor untrue.
//!
//! In: `tests/check/broken_sites/*/expected.txt`, what the program says of each broken site, held true by a test. Out: `examples.rs`, for each
//! code its severities and its shortest message in either language, which `src/catalogue/examples.rs` includes.
#![allow(clippy::print_stdout, reason = "that is how a build script talks to cargo")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const CASES: &str = "tests/check/broken_sites";
/// How a message begins: word in Vietnamese, in English.
const SEVERITIES: [(&str, &str, &str); 3] =
    [("error", "lỗi", "error"), ("warning", "cảnh báo", "warning"), ("info", "lưu ý", "note")];

/// What is known of one code.
#[derive(Default)]
struct Met {
    severities: BTreeSet<&'static str>,
    /// By language.
    shortest: BTreeMap<&'static str, String>,
}

fn main() {
    println!("cargo::rerun-if-changed={CASES}");
    println!("cargo::rerun-if-changed=build.rs");
    let mut met: BTreeMap<String, Met> = BTreeMap::new();
    let folders = std::fs::read_dir(CASES).expect("the broken sites stand beside the source");
    let mut cases: Vec<_> = folders.map(|case| case.expect("a folder that can be read").path()).collect();
    cases.sort();
    for case in cases {
        // A new case has no expectation yet.
        let said = std::fs::read_to_string(case.join("expected.txt")).unwrap_or_default();
        read(&said, &mut met);
    }
    let mut code = String::from("&[\n");
    for (name, met) in met {
        let example = |language| met.shortest.get(language).map_or("", String::as_str);
        let severities: Vec<&str> =
            SEVERITIES.map(|(word, ..)| word).into_iter().filter(|word| met.severities.contains(word)).collect();
        code += &format!(
            "Example {{ code: {name:?}, severities: &{severities:?}, texts: [{:?}, {:?}] }},\n",
            example("vi"),
            example("en")
        );
    }
    let out = std::env::var("OUT_DIR").expect("cargo says where to write");
    std::fs::write(Path::new(&out).join("examples.rs"), code + "]\n").expect("cargo's own folder can be written");
}

/// Every message of one case.
fn read(said: &str, met: &mut BTreeMap<String, Met>) {
    let mut lines = said.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((code, severity, language)) = begin(line) else { continue };
        let mut text = line.to_owned();
        while let Some(line) = lines.next_if(|line| goes_on(line)) {
            text = text + "\n" + line;
        }
        let met = met.entry(code.to_owned()).or_default();
        met.severities.insert(severity);
        let kept = met.shortest.entry(language).or_default();
        if kept.is_empty() || text.len() < kept.len() {
            *kept = text;
        }
    }
}

/// `warning[code] …`: code, severity, language.
fn begin(line: &str) -> Option<(&str, &'static str, &'static str)> {
    let (word, rest) = line.split_once('[')?;
    let (code, _) = rest.split_once(']')?;
    let (severity, vi, _) = SEVERITIES.into_iter().find(|(_, vi, en)| *vi == word || *en == word)?;
    Some((code, severity, if vi == word { "vi" } else { "en" }))
}

/// The quoted line with its number, the mark below it, the place and the hint belong to the message above.
fn goes_on(line: &str) -> bool {
    let numbered = line.split(" | ").next().is_some_and(|number| number.parse::<u32>().is_ok());
    let is_note_of_a_rule = line.starts_with("  S") || line.contains("TODO");
    numbered || line.starts_with(' ') && !is_note_of_a_rule
}
