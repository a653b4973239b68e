//! Files damaged at random, from fixed seeds: each is imported or refused within ten seconds of one processor, no code of
//! ours panics, and memory stays below 1 GB.
//!
//! A few hundred of each format in an ordinary run; `CONGBAO_MUTATIONS=2000` sets how many, and then (the tests run alone:
//! `cargo test --test all damage -- --test-threads 1 --nocapture`) memory is measured, too.

use super::{fixture, imported, pages, root, word};
use crate::fuzz::mutate::Dice;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, Once};
use std::time::{Duration, Instant};

/// Longest time of a processor for one file, in a debug build.
const SOON: Duration = Duration::from_secs(10);
/// A file that takes so long by the clock hangs.
const HANGS: Duration = Duration::from_secs(300);
/// Most memory, in kB.
const MOST_MEMORY: u64 = 1024 * 1024;

/// Where code of the import panicked. The reader turns panics of the PDF crate into errors; ours must not hide there.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());
static HOOK: Once = Once::new();

/// What a number, a name or an operator of a PDF may become.
const OF_PDF: [&str; 24] = [
    "0",
    "-1",
    "1e9",
    "99999999999999999999",
    "2147483648",
    "0.0000001",
    "/F1",
    "<",
    ">>",
    "[",
    "]",
    "(",
    "BT",
    "ET",
    "q",
    "Q",
    "1 0 R",
    "2 0 R",
    "9 0 R",
    "Do",
    "re f",
    "endstream",
    "stream\n",
    "\0",
];

/// The same for web pages, and for parts of Word files.
const OF_TAGS: [&str; 26] = [
    "<",
    ">",
    "\"",
    "&#x110000;",
    "&#0;",
    "&quot",
    "<!--",
    "<![CDATA[",
    "<table>",
    "<td colspan=99999999 rowspan=99999999>",
    "</table>",
    "<ol start=4294967295 type=i>",
    "<li value=-2147483648>",
    "<script>",
    "<style>.a{display:none",
    "<div style=\"display:none\">",
    "<w:p>",
    "</w:p>",
    "<w:tbl><w:tr><w:tc>",
    "<w:gridSpan w:val=\"4294967296\"/>",
    "<w:vMerge/>",
    "<w:fldChar w:fldCharType=\"begin\"/>",
    "<m:oMath>",
    "<w:sdt>",
    "<w:ilvl w:val=\"99\"/>",
    "<w:del>",
];

/// A few bytes wrong: changed, lost, doubled, cut off, a figure another one, a piece put in.
fn damaged(mut bytes: Vec<u8>, pieces: &[&str], dice: &mut Dice) -> Vec<u8> {
    for _ in 0..=dice.below(8) {
        if bytes.is_empty() {
            break;
        }
        let at = dice.below(bytes.len());
        let end = (at + 1 + dice.below(40)).min(bytes.len());
        match dice.below(6) {
            0 => bytes[at] = dice.below(256) as u8,
            1 => drop(bytes.drain(at..end)),
            2 => {
                let copy = bytes[at..end].repeat(1 + dice.below(3));
                let to = dice.below(bytes.len());
                drop(bytes.splice(to..to, copy));
            }
            3 if dice.below(4) == 0 => bytes.truncate(at.max(64)),
            // A figure becomes another number.
            3 | 4 => {
                let from = (at..bytes.len()).find(|i| bytes[*i].is_ascii_digit());
                if let Some(from) = from {
                    let to = (from..bytes.len()).find(|i| !bytes[*i].is_ascii_digit()).unwrap_or(bytes.len());
                    drop(bytes.splice(from..to, pieces[dice.below(pieces.len())].bytes()));
                }
            }
            _ => drop(bytes.splice(at..at, pieces[dice.below(pieces.len())].bytes())),
        }
    }
    bytes
}

/// One thing wrong with the text of a part: an element lost, doubled or moved, a letter or a value changed.
fn spoilt(text: &str, dice: &mut Dice) -> String {
    let mut pieces: Vec<String> = text.split_inclusive('>').map(str::to_owned).collect();
    if pieces.is_empty() {
        return String::new();
    }
    for _ in 0..=dice.below(4) {
        let at = dice.below(pieces.len());
        let other = dice.below(pieces.len());
        match dice.below(7) {
            0 => pieces[at].clear(),
            1 => pieces[at] = pieces[at].repeat(2),
            2 => pieces.swap(at, other),
            3 => pieces[at] = pieces[at].replace("val=\"", "val=\"9"),
            4 => pieces[at] = pieces[at].replace(|c: char| c.is_ascii_digit(), "-"),
            5 => pieces[at].push_str(OF_TAGS[dice.below(OF_TAGS.len())]),
            _ => {
                let mut letters: Vec<char> = pieces[at].chars().collect();
                let place = dice.below(letters.len());
                if let Some(letter) = letters.get_mut(place) {
                    *letter = ['<', '>', '"', '\u{0}', '\u{fdd0}', 'w', '/', '%'][dice.below(8)];
                }
                pieces[at] = letters.into_iter().collect();
            }
        }
    }
    pieces.concat()
}

/// How many files of each format.
fn wanted() -> Option<u64> {
    std::env::var("CONGBAO_MUTATIONS").ok().and_then(|count| count.parse().ok())
}

/// What this thread has used of a processor so far; the clock where the system does not say.
fn used(since: Instant) -> Duration {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    match said.split_whitespace().next().and_then(|nanos| nanos.parse().ok()) {
        Some(nanos) => Duration::from_nanos(nanos),
        None => since.elapsed(),
    }
}

/// The most memory that this process ever had, in kB; 0 where the system does not say.
fn memory() -> u64 {
    let said = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = said.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()).and_then(|size| size.parse().ok()).unwrap_or_default()
}

/// Tries seeds on all processors; `make` damages a file.
#[allow(clippy::print_stdout, clippy::print_stderr, reason = "the long run tells what it measured")]
fn try_all(name: &str, make: impl Fn(&mut Dice) -> Vec<u8> + Sync) {
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let ours = panic.location().filter(|place| place.file().contains("src/import"));
            match (ours, PANICS.lock()) {
                (Some(place), Ok(mut panics)) => panics.push(place.to_string()),
                _ => before(panic),
            }
        }));
    });
    let (count, measured) = (wanted().unwrap_or(200), wanted().is_some());
    let (next, slowest, wrong) = (AtomicU64::new(0), Mutex::new((Duration::ZERO, 0)), Mutex::new(String::new()));
    let workers = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    let open: Vec<Mutex<Option<(u64, Instant)>>> = (0..workers).map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for mine in &open {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= count {
                        break;
                    }
                    let bytes = make(&mut Dice(seed));
                    let begun = Instant::now();
                    *mine.lock().expect("no thread panics with it") = Some((seed, begun));
                    let before = used(begun);
                    let _ = imported(name, &bytes);
                    let took = used(begun).saturating_sub(before);
                    *mine.lock().expect("no thread panics with it") = None;
                    let mut slow = slowest.lock().expect("no thread panics with it");
                    *slow = (*slow).max((took, seed));
                    let mut wrong = wrong.lock().expect("no thread panics with it");
                    if took > SOON {
                        writeln!(wrong, "seed {seed} took {took:?}").expect("written");
                    }
                    if measured && memory() > MOST_MEMORY {
                        writeln!(wrong, "seed {seed} took {} kB of memory", memory()).expect("written");
                    }
                    let panics = std::mem::take(&mut *PANICS.lock().expect("no test panics with it"));
                    if !panics.is_empty() {
                        writeln!(wrong, "near seed {seed}: {panics:?}").expect("written");
                    }
                }
            });
        }
        // A file that hangs would hang the test: this ends all.
        scope.spawn(|| {
            while next.load(Ordering::Relaxed) < count + workers as u64 {
                std::thread::sleep(Duration::from_millis(200));
                for one in &open {
                    let one = *one.lock().expect("no thread panics with it");
                    if let Some((seed, _)) = one.filter(|(_, begun)| begun.elapsed() > HANGS) {
                        eprintln!("{name}: seed {seed} hangs");
                        std::process::exit(101);
                    }
                }
            }
        });
    });
    let (slow, seed) = slowest.into_inner().expect("no thread panicked");
    println!("{name}: {count} files, the slowest (seed {seed}) took {slow:?}, most memory {} kB", memory());
    let wrong = wrong.into_inner().expect("no thread panicked");
    assert!(wrong.is_empty(), "{name}: {wrong}");
}

#[test]
fn damaged_pdfs_are_imported_or_refused_soon_and_nothing_of_ours_panics() {
    let mut originals = pages::samples();
    originals.push(fixture("import/pdf/decision.pdf"));
    originals.push(fixture("import/pdf/004-chromium.pdf"));
    try_all("hỏng.pdf", |dice| damaged(originals[dice.below(originals.len())].clone(), &OF_PDF, dice));
}

#[test]
fn damaged_word_files_are_imported_or_refused_soon_and_nothing_of_ours_panics() {
    let cases = word::sources();
    let whole = [fixture("import/word/decision.docx"), fixture("import/word/003.docx")];
    try_all("hỏng.docx", |dice| {
        if dice.below(8) == 0 {
            return damaged(whole[dice.below(whole.len())].clone(), &OF_TAGS, dice);
        }
        let parts = word::parts(&cases[dice.below(cases.len())]);
        let spoilt: Vec<(&str, String)> = parts.into_iter().map(|(name, text)| (name, spoilt(text, dice))).collect();
        let borrowed: Vec<(&str, &str)> = spoilt.iter().map(|(name, text)| (*name, text.as_str())).collect();
        word::word(&borrowed)
    });
}

#[test]
fn damaged_web_pages_are_imported_or_refused_soon_and_nothing_of_ours_panics() {
    let folder = root().join("tests/import/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("cases").flatten().map(|case| case.path()).collect();
    files.sort();
    let pages = files.iter().filter_map(|case| std::fs::read(case.join("input.html")).ok());
    let mut originals: Vec<Vec<u8>> = pages.collect();
    let text = String::from_utf8(fixture("import/text/003.txt")).expect("text");
    let lines: String = text.lines().map(|line| format!("<p align=center class=a>{line}<br>")).collect();
    originals.push(format!("<html><style>.b{{display:none}}</style><main>{lines}</main>").into_bytes());
    let row = "<tr><td rowspan=2>1<td colspan=3><ol><li>x<li>y<sup>2</sup></ol><td><table><tr><td>a<td>b</table>";
    originals.push(format!("<html><body><table>{}</table>", row.repeat(40)).into_bytes());
    try_all("hỏng.html", |dice| damaged(originals[dice.below(originals.len())].clone(), &OF_TAGS, dice));
}
