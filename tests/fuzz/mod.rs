//! Every door by which what others wrote comes in, fuzzed in this process: `fuzz/targets.rs` says what a target does.
//!
//! Every run of the tests tries what once found something (`found/TARGET/`) and a few hundred inputs of a fixed seed.
//! For longer: `CONGBAO_FUZZ_SECONDS=3600 cargo test --test all fuzz:: -- --ignored --nocapture`, with
//! `CONGBAO_FUZZ=pdf,html` for some targets only and `CONGBAO_FUZZ_SEED=N` for another seed. An input that panics,
//! takes longer than ten seconds of a processor or kills the process is left in `found/TARGET/`; to keep it there is to
//! test it for ever.

pub(crate) mod mutate;
#[path = "../../fuzz/targets.rs"]
mod targets;

use crate::support::repository;
use mutate::{Dice, mutated};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, Once};
use std::time::{Duration, Instant};
use targets::{LONGEST, TARGETS, Target};

/// Longest time of a processor for one input, in a debug build.
const SOON: Duration = Duration::from_secs(10);
/// An input that takes so long by the clock hangs.
const HANGS: Duration = Duration::from_secs(120);
/// Larger PDFs are no seeds.
const LARGEST_PDF: usize = 40_000;
/// Inputs of a target in an ordinary run: some seconds of a debug build.
fn few(target: &str) -> u64 {
    match target {
        "pdf" => 60,
        // All registries are read anew for each.
        "registries" => 15,
        "citations" => 60,
        _ => 150,
    }
}

/// Where the files stand of which inputs are made: folders and their files' ending, from the root of the repository.
fn seeds(target: &str) -> &'static [(&'static str, &'static str)] {
    match target {
        "front_matter" => &[("content", "md"), ("tests/check/broken_sites", "md")],
        "markdown" => &[("content", "md"), ("tests/check/broken_sites", "md"), ("tests/import/cases", "md")],
        "citations" => &[("tests/cite/truth", "txt"), ("content", "md")],
        "registries" => &[("content", "yaml"), ("tests/check/broken_sites", "yaml")],
        "search_query" => &[("tests/search", "tsv"), ("tests/cite/truth", "txt")],
        "docx" => &[("tests/import/word", "docx"), ("tests/import/word_cases", "txt")],
        "pdf" => &[("tests/import/pdf", "pdf"), ("tests/signed", "pdf")],
        _ => &[("tests/import", "html")],
    }
}

/// The inputs that a run begins with: short ones, and pieces of long ones.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let mut inputs = Vec::new();
    for (folder, ending) in seeds(target) {
        for entry in walkdir::WalkDir::new(repository().join(folder)).sort_by_file_name() {
            let entry = entry.expect("readable");
            if entry.file_type().is_file() && entry.path().extension().is_some_and(|found| found == *ending) {
                inputs.push(std::fs::read(entry.path()).expect("a seed"));
            }
        }
    }
    if target == "search_query" {
        inputs = inputs.iter().flat_map(|text| text.split(|byte| *byte == b'\n').map(<[u8]>::to_vec)).collect();
    }
    if target == "registries" {
        let with = |which: u8| inputs.iter().map(move |text| [&[which][..], text].concat());
        inputs = (0..6).flat_map(with).collect();
    }
    if target == "pdf" {
        // A file of five pages takes seconds; those of one page have as many kinds of mistakes in them.
        inputs.retain(|file| file.len() < LARGEST_PDF);
        inputs.push(b"q 1 0 0 1 0 0 cm BT /F1 14 Tf 80 700 Td [(Mot) -300 (dong)] TJ T* (x) ' ET Q /X Do".to_vec());
    }
    if target == "docx" {
        // The text of the main part of each case, without what is expected of it.
        let body = |text: &[u8]| {
            let text = String::from_utf8_lossy(text).into_owned();
            let text = text.split("== expected").next().unwrap_or_default().to_owned();
            let part = text.split_once("document.xml\n").map_or(text.clone(), |(_, part)| part.to_owned());
            let part = part.split("\n== ").next().unwrap_or_default().to_owned();
            format!("<w:document><w:body>{part}</w:body></w:document>").into_bytes()
        };
        inputs =
            inputs.iter().map(|bytes| if bytes.starts_with(b"PK") { bytes.clone() } else { body(bytes) }).collect();
    }
    let is_whole = |bytes: &[u8]| bytes.starts_with(b"PK") || bytes.starts_with(b"%PDF");
    inputs.retain(|input| !input.is_empty() && (input.len() <= 4 * LONGEST || is_whole(input)));
    inputs.extend(found(target).into_iter().map(|(_, bytes)| bytes));
    assert!(inputs.len() > 1, "{target} has no seeds");
    inputs
}

fn folder(target: &str) -> PathBuf {
    repository().join("tests/fuzz/found").join(target)
}

fn found(target: &str) -> Vec<(String, Vec<u8>)> {
    if !folder(target).exists() {
        return Vec::new();
    }
    crate::support::tree(&folder(target)).into_iter().collect()
}

/// Where code of ours panicked: the import turns panics of the crate that reads PDFs into errors, and ours must not
/// hide there.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());
static HOOK: Once = Once::new();

fn listen() {
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let of_crate = panic.location().is_some_and(|place| place.file().contains("lopdf"));
            let is_ours = std::thread::current().name().is_some_and(|name| name.starts_with("fuzz "));
            if is_ours && !of_crate {
                PANICS.lock().unwrap_or_else(|lock| lock.into_inner()).push(panic.to_string());
            } else if !is_ours {
                before(panic);
            }
        }));
    });
}

/// What this thread has used of a processor so far; the clock where the system does not say.
fn used(since: Instant) -> Duration {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    match said.split_whitespace().next().and_then(|nanos| nanos.parse().ok()) {
        Some(nanos) => Duration::from_nanos(nanos),
        None => since.elapsed(),
    }
}

/// One input: what is wrong with it, if anything.
fn tried(target: Target, bytes: &[u8]) -> Option<String> {
    let begun = Instant::now();
    let before = used(begun);
    let ended = catch_unwind(AssertUnwindSafe(|| target(bytes)));
    let took = used(begun).saturating_sub(before);
    let panics = std::mem::take(&mut *PANICS.lock().unwrap_or_else(|lock| lock.into_inner()));
    match ended {
        _ if !panics.is_empty() => Some(panics.join("; ")),
        Err(_) => Some("a panic".to_owned()),
        Ok(()) if took > SOON => Some(format!("took {took:?}")),
        Ok(()) => None,
    }
}

/// Runs `work` in a thread that the hook knows as ours, with the stack of a worker of the program.
fn in_own_thread<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    listen();
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("fuzz input".to_owned()).stack_size(2 << 20);
        thread.spawn_scoped(scope, work).expect("a thread").join().expect("it catches what panics")
    })
}

/// What one target came to.
struct Tally {
    inputs: u64,
    slowest: Duration,
    wrong: Vec<String>,
}

/// Tries inputs until `enough` of them or `end`. The one at work stands in a file, in case that it ends the process.
fn fuzz(name: &str, target: Target, seed: u64, enough: u64, end: Option<Instant>) -> Tally {
    let corpus = corpus(name);
    let (at_work, since, ended) = (Mutex::new(Vec::new()), AtomicU64::new(0), AtomicBool::new(false));
    let origin = Instant::now();
    let current = std::env::temp_dir().join(format!("congbao-fuzz-{name}-{}", std::process::id()));
    let tally = std::thread::scope(|scope| {
        scope.spawn(|| watch(name, &at_work, &since, &ended, origin));
        in_own_thread(|| {
            let mut tally = Tally { inputs: 0, slowest: Duration::ZERO, wrong: Vec::new() };
            while tally.inputs < enough && end.is_none_or(|end| Instant::now() < end) && tally.wrong.len() < 5 {
                let mut dice = Dice::new(seed, tally.inputs);
                let mut bytes = mutated(name, &corpus, &mut dice);
                if !bytes.starts_with(b"PK") && !bytes.starts_with(b"%PDF") {
                    bytes.truncate(LONGEST);
                }
                if end.is_some() {
                    std::fs::write(&current, &bytes).expect("written");
                }
                at_work.lock().expect("not poisoned").clone_from(&bytes);
                let begun = Instant::now();
                since.store(origin.elapsed().as_millis() as u64, Ordering::Relaxed);
                let wrong = tried(target, &bytes);
                tally.slowest = tally.slowest.max(begun.elapsed());
                tally.inputs += 1;
                if let Some(wrong) = wrong {
                    let file = keep(name, &bytes, end.is_some());
                    tally.wrong.push(format!(
                        "{name}, seed {seed}, input {}: {wrong}\n  {}",
                        tally.inputs - 1,
                        file.display()
                    ));
                }
            }
            ended.store(true, Ordering::Relaxed);
            tally
        })
    });
    let _ = std::fs::remove_file(current);
    tally
}

/// Ends the process where an input hangs, and leaves the input.
#[allow(clippy::print_stderr, reason = "nothing else can be said before the end")]
fn watch(name: &str, at_work: &Mutex<Vec<u8>>, since: &AtomicU64, ended: &AtomicBool, origin: Instant) {
    while !ended.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(50));
        let begun = Duration::from_millis(since.load(Ordering::Relaxed));
        if origin.elapsed().saturating_sub(begun) > HANGS && !ended.load(Ordering::Relaxed) {
            let file = keep(name, &at_work.lock().expect("not poisoned"), true);
            eprintln!("{name} hangs: {}", file.display());
            std::process::exit(101);
        }
    }
}

/// Writes an input that found something, beside those that did before; in an ordinary run into the temporary folder.
fn keep(name: &str, bytes: &[u8], for_ever: bool) -> PathBuf {
    let folder = if for_ever { folder(name) } else { std::env::temp_dir() };
    std::fs::create_dir_all(&folder).expect("a folder");
    let hash = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
    let file = folder.join(format!("{name}-{hash:016x}"));
    std::fs::write(&file, bytes).expect("written");
    file
}

/// Inputs at which the program once failed.
#[test]
fn what_once_found_something_finds_nothing_now() {
    let mut wrong = Vec::new();
    for (name, target) in TARGETS {
        for (file, bytes) in found(name) {
            let said = in_own_thread(|| tried(target, &bytes));
            wrong.extend(said.map(|said| format!("{name}/{file}: {said}")));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_few_inputs_of_every_target_find_nothing() {
    for (name, target) in TARGETS {
        let tally = fuzz(name, target, 7, few(name), None);
        assert_eq!(tally.wrong, Vec::<String>::new());
    }
}

/// The programs of libFuzzer and the targets are the same ones.
#[test]
fn every_target_has_its_program() {
    let manifest = std::fs::read_to_string(repository().join("fuzz/Cargo.toml")).expect("the manifest");
    let programs: Vec<&str> = manifest
        .lines()
        .filter_map(|line| line.strip_prefix("path = \"fuzz_targets/")?.strip_suffix(".rs\""))
        .collect();
    assert_eq!(programs, TARGETS.map(|(name, _)| name));
    for (name, _) in TARGETS {
        let program = repository().join(format!("fuzz/fuzz_targets/{name}.rs"));
        let text = std::fs::read_to_string(&program).expect("a program");
        assert!(text.contains(&format!("targets::{name}(")), "{}", Path::display(&program));
    }
}

#[test]
#[ignore = "takes as long as it is told to: CONGBAO_FUZZ_SECONDS, a minute a target"]
#[allow(clippy::print_stdout, reason = "a long run tells what it did")]
fn as_long_as_asked() {
    let asked = |name: &str| std::env::var(name).ok();
    let number = |name: &str| asked(name).and_then(|value| value.parse::<u64>().ok());
    let seconds = number("CONGBAO_FUZZ_SECONDS").unwrap_or(60);
    let seed = number("CONGBAO_FUZZ_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    let wanted = asked("CONGBAO_FUZZ");
    let mut wrong = Vec::new();
    for (name, target) in TARGETS {
        if wanted.as_deref().is_some_and(|wanted| !wanted.split(',').any(|one| one == name)) {
            continue;
        }
        let tally = fuzz(name, target, seed, u64::MAX, Some(Instant::now() + Duration::from_secs(seconds)));
        println!(
            "{name}: {} inputs, seed {seed}, the slowest {:?}, found {}",
            tally.inputs,
            tally.slowest,
            tally.wrong.len()
        );
        wrong.extend(tally.wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
