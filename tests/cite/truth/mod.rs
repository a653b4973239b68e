//! What a citation truly means: the cases of `tests/cite/truth/*.txt` (how to write one: `tests/cite/truth/README.md`).
//!
//! In: small texts with the issuer, place and date of the document they stand in, and what each mention
//! means. A case is a site of its own, read as a build reads it: front matter, registries, corpus, data.
//! Out: every difference at once.
//!
//! `CONGBAO_TRUTH=WORDS cargo test --test all truth` tries the cases whose file or name has these words.

mod case;
mod judge;
mod meaning;

use case::Case;
use judge::Writer;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Titles of cases that fail today, a file for each part of the work that mends them. Remove the line of a case that
/// passes, and the file with its last line.
const UNTIL: &str = "until";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cite/truth")
}

/// All cases, by file and in its order.
fn cases() -> Vec<Case> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the folder of the cases")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    let all = files.iter().flat_map(|path| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).expect("readable");
        case::parse(&name, &text).unwrap_or_else(|error| panic!("{name}.txt:{error}"))
    });
    all.collect()
}

/// Titles of the cases that are known to fail.
fn known_failures() -> BTreeSet<String> {
    let Ok(files) = std::fs::read_dir(folder().join(UNTIL)) else { return BTreeSet::new() };
    let texts = files.map(|entry| std::fs::read_to_string(entry.expect("readable").path()).expect("readable"));
    texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn what_each_citation_truly_means() {
    let cases = cases();
    let titles: BTreeSet<String> = cases.iter().map(Case::title).collect();
    assert_eq!(titles.len(), cases.len(), "two cases of one file have one name");
    let known = known_failures();
    let gone: Vec<&String> = known.difference(&titles).collect();
    assert!(gone.is_empty(), "{UNTIL} names cases that are not there: {gone:#?}");
    let wanted = std::env::var("CONGBAO_TRUTH").unwrap_or_default();
    let writer = Writer::new();
    let tried: Vec<(String, Result<(), String>)> = cases
        .par_iter()
        .filter(|case| case.title().contains(&wanted))
        .map(|case| (case.title(), judge::judge(case, &writer)))
        .collect();
    assert!(!tried.is_empty(), "no case has the words {wanted:?}");
    let mut report = Vec::new();
    for (title, outcome) in &tried {
        match (outcome, known.contains(title)) {
            (Err(why), false) => report.push(format!("FAILS  {title}\n{why}")),
            (Ok(()), true) => {
                report.push(format!("PASSES {title}\n  remove its line from tests/cite/truth/{UNTIL}/\n"));
            }
            _ => {}
        }
    }
    assert!(report.is_empty(), "\n{}", report.join("\n"));
}

/// The judge itself must be able to say no.
#[test]
fn a_wrong_expectation_fails() {
    let writer = Writer::new();
    for (expectations, says) in [
        ("→ Nghị định số 81/2021/NĐ-CP = Nghị định 81/2021/NĐ-CP Chính phủ 2021", None),
        ("→ Nghị định số 81/2021/NĐ-CP = Nghị định 82/2021/NĐ-CP", Some("expected Nghị định 82/2021/NĐ-CP")),
        ("→ Nghị định số 81/2021/NĐ-CP = Quyết định 81/2021/NĐ-CP", Some("got      Nghị định 81/2021/NĐ-CP Chính phủ")),
        ("→ Nghị định số 81/2021/NĐ-CP = 81/2021/NĐ-CP Bộ Tài chính", Some("expected 81/2021/NĐ-CP Bộ Tài chính")),
        ("→ Nghị định số 81/2021/NĐ-CP = 81/2021/NĐ-CP 27/8/2020", Some("expected 81/2021/NĐ-CP")),
        ("→ Nghị định số 81/2021/NĐ-CP = unlinked", Some("expected unlinked")),
        ("→ Nghị định số 81/2021/NĐ-CP = no citation", Some("expected no citation")),
        ("→ Nghị định số 81/2021/NĐ-CP = self", Some("expected self")),
        ("→ Nghị định số 81/2021/NĐ-CP = not 81/2021/NĐ-CP", Some("expected not")),
        ("→ Nghị định số 81/2021/NĐ-CP = unlinked | 81/2021/NĐ-CP", None),
        ("→ Nghị định số 81/2021/NĐ-CP = 81/2021/NĐ-CP; reported", Some("nothing is reported there")),
        ("→ Nghị định số 81/2021/NĐ-CP = 81/2021/NĐ-CP; not reported", None),
        ("→ số 81/2021/NĐ-CP = 81/2021/NĐ-CP; exact", Some("its words are “Nghị định số 81/2021/NĐ-CP”")),
        ("→ Mục I Kế hoạch này [last] = self", None),
        ("→ Mục I Kế hoạch này = self", Some("stand 2 times")),
        ("→ Luật Nhà giáo = self", Some("do not stand in the text")),
        ("→ Chỉ thị số 07/CT-UBND = A", None),
        ("→ Chỉ thị số 07/CT-UBND = B", Some("expected B")),
        ("→ của Chính phủ = unlinked", None),
        ("→ của Chính phủ = 81/2021/NĐ-CP", Some("got      no citation")),
    ] {
        let text = format!(
            "== one\nheld: A = Chỉ thị 07/CT-UBND, UBND tỉnh Lào Cai, 04/3/2023\nheld: B = Chỉ thị 07/CT-UBND, UBND tỉnh Lào Cai, 05/3/2024\n\
             doc: Kế hoạch 9/KH-UBND, UBND tỉnh Lào Cai, 05/6/2025\nTheo Nghị định số 81/2021/NĐ-CP của Chính phủ, \
             Chỉ thị số 07/CT-UBND\nngày 04/3/2023 của UBND tỉnh Lào Cai. Mục I Kế hoạch này. Mục I Kế hoạch này.\n{expectations}\n"
        );
        let cases = case::parse("judge", &text).expect("a case");
        let outcome = judge::judge(&cases[0], &writer);
        match (says, outcome) {
            (None, outcome) => assert_eq!(outcome, Ok(()), "{expectations}"),
            (Some(part), Err(why)) => assert!(why.contains(part), "{expectations}: {why}"),
            (Some(part), Ok(())) => panic!("{expectations}: nothing said of “{part}”"),
        }
    }
}
