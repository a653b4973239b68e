//! PDFs damaged at random, from fixed seeds: each is imported or refused, soon, and no code of ours panics.
//!
//! A few hundred in an ordinary run; `CONGBAO_MUTATIONS=2000` sets how many.

use super::{fixture, imported, pages};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Longest time for one file, in a debug build on a busy machine.
const SOON: Duration = Duration::from_secs(60);

/// Where code of the import panicked. The reader turns panics of the PDF crate into errors; ours must not hide there.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Numbers that look random, the same in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }
}

/// What a number, a name or an operator may become.
const PIECES: [&str; 24] = [
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

fn damaged(mut bytes: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
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
                let copy = bytes[at..end].to_vec();
                let to = dice.below(bytes.len());
                drop(bytes.splice(to..to, copy));
            }
            3 => bytes.truncate(at.max(64)),
            // A figure becomes another number.
            4 => {
                let from = (at..bytes.len()).find(|i| bytes[*i].is_ascii_digit());
                if let Some(from) = from {
                    let to = (from..bytes.len()).find(|i| !bytes[*i].is_ascii_digit()).unwrap_or(bytes.len());
                    drop(bytes.splice(from..to, PIECES[dice.below(PIECES.len())].bytes()));
                }
            }
            _ => drop(bytes.splice(at..at, PIECES[dice.below(PIECES.len())].bytes())),
        }
    }
    bytes
}

#[test]
fn damaged_pdfs_are_imported_or_refused_soon_and_nothing_of_ours_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let ours = panic.location().filter(|place| place.file().contains("src/import"));
        match (ours, PANICS.lock()) {
            (Some(place), Ok(mut panics)) => panics.push(place.to_string()),
            _ => before(panic),
        }
    }));
    let count = std::env::var("CONGBAO_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(300);
    let mut originals = pages::samples();
    originals.push(fixture("import/pdf/decision.pdf"));
    originals.push(fixture("import/pdf/004-chromium.pdf"));
    for seed in 0..count {
        let mut dice = Dice(seed);
        let original = originals[dice.below(originals.len())].clone();
        let bytes = damaged(original, &mut dice);
        let begun = Instant::now();
        let _ = imported("hỏng.pdf", &bytes);
        assert!(begun.elapsed() < SOON, "seed {seed} took {:?}", begun.elapsed());
        let panics = PANICS.lock().expect("no test panics with it");
        assert!(panics.is_empty(), "seed {seed}: {panics:?}");
    }
}
