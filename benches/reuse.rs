//! How the search for passages in several documents grows: `cargo bench --bench reuse [documents]`.
//!
//! Documents of real paragraphs (`paragraphs.txt`) between which each has words of its own; a third of them goes on
//! from an earlier one, as yearly directives do. Then the texts that hurt: all documents equal, two that are equal, one
//! word for ever. CPU time, for other tenants of the machine do not move it.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench stops at the first thing wrong and talks")]

use congbao::document;
use congbao::reuse::{ReuseIndex, ReuseText, found};
use congbao::source::{Source, Span};
use rayon::prelude::*;
use rustix::time::{ClockId, clock_gettime};

const PARAGRAPHS: &str = include_str!("paragraphs.txt");

fn main() {
    let (flags, arguments): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    // `cargo test --all-targets` runs this too, without the flag: then it only shows that it works.
    let usual = if flags.iter().any(|flag| flag == "--bench") { 10_000 } else { 50 };
    let most: usize = arguments.first().and_then(|count| count.parse().ok()).unwrap_or(usual);
    let paragraphs: Vec<&str> = PARAGRAPHS.lines().filter(|line| !line.is_empty()).collect();
    let mut count = most;
    let mut sizes = vec![most];
    while count > 1000 {
        count /= 10;
        sizes.push(count);
    }
    for count in sizes.into_iter().rev() {
        let texts: Vec<Vec<u8>> = (0..count).into_par_iter().map(|n| read(&yearly(n, &paragraphs))).collect();
        measure("as directives are", &texts);
        let own: Vec<Vec<u8>> = (0..count).into_par_iter().map(|n| read(&unlike(n))).collect();
        measure("nothing in common", &own);
        measure("all equal", &vec![texts[0].clone(); count]);
        let mut pairs = own;
        for n in (1..count).step_by(2) {
            pairs[n] = pairs[n - 1].clone();
        }
        measure("each equal to one other", &pairs);
    }
    let word = read(&"giáo dục ".repeat(most.min(1000) * 1000));
    measure("one word for ever", &[word.clone(), word]);
}

fn read(markdown: &str) -> Vec<u8> {
    let source = Source::new("a.md", markdown.to_owned());
    ReuseText::of(&document::parse(&source, Span::new(0, markdown.len()), &mut Vec::new())).to_bytes()
}

/// Numbers that look drawn, the same each time.
fn drawn(seed: usize) -> usize {
    let mut number = (seed as u64).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    number = (number ^ (number >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (number ^ (number >> 32)) as usize >> 8
}

/// About 3,000 words: paragraphs with words of the document's own in them; a third as in an earlier document.
fn yearly(number: usize, paragraphs: &[&str]) -> String {
    let mut text = String::new();
    for at in 0..40 {
        let family = if at % 3 == 0 { number / 12 } else { number };
        let paragraph = paragraphs[drawn(family * 64 + at) % paragraphs.len()];
        for (word_at, word) in paragraph.split(' ').enumerate() {
            text.push_str(word);
            text.push(' ');
            if word_at % 6 == 5 {
                text.push_str(&format!("{}v{} ", family, drawn(family * 4096 + at * 64 + word_at) % 50));
            }
        }
        text.push_str("\n\n");
    }
    text
}

fn unlike(number: usize) -> String {
    (0..3000)
        .map(|at| format!("{}{}", drawn(number * 3000 + at) % 5000, if at % 80 == 79 { "\n\n" } else { " " }))
        .collect()
}

fn measure(what: &str, texts: &[Vec<u8>]) {
    let words = texts.iter().map(|text| text.len() / 4).sum();
    let begun = cpu();
    let index = ReuseIndex::new(texts.len(), words, &|number| Some(texts[number].clone()));
    let indexed = cpu();
    let look = |number: usize| {
        let other = |other: &u32| (*other as usize, ReuseText::from_bytes(&texts[*other as usize]).unwrap());
        let others: Vec<(usize, ReuseText)> = index.others(number).iter().map(other).collect();
        found(&ReuseText::from_bytes(&texts[number]).unwrap(), &others, &index).passages.len()
    };
    let passages: usize = (0..texts.len()).into_par_iter().map(look).sum();
    let done = cpu();
    let each = |from: f64, to: f64| (to - from) * 1e6 / texts.len() as f64;
    println!(
        "{:>7} documents, {what:<24} {:>7.0} µs each to index, {:>7.0} µs each to find {passages} passages",
        texts.len(),
        each(begun, indexed),
        each(indexed, done)
    );
}

fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
