//! Which of the bodies of one name is meant, as a text says it after the name: "UBND tỉnh Yên Bái (cũ)", "UBND tỉnh Lào
//! Cai (nguyên là UBND tỉnh Yên Bái)", "… (trước sáp nhập)", "… (nay là UBND tỉnh Lào Cai)".
//!
//! In: folded text after an issuer. Out: where the words end, and the issuer that they mean.

use super::folded::Folded;
use super::issuer::{self, FlowReader};
use super::place::{self, NamedPlace};
use super::{Era, IssuerMention};
use crate::content::registry::Level;
use crate::text::{name_key, slug};
use std::sync::LazyLock;

/// What the words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EraWords {
    /// The body named is the one that ended.
    Former,
    /// The body named is the one of today.
    Present,
    /// The body named after these words is meant.
    Was,
    /// The body named after these words took over; the one before them is meant.
    Now,
}

/// A line of `era.tsv`.
struct EraLine {
    /// Folded.
    words: &'static str,
    /// As written, where folding says too little; else empty.
    written: &'static str,
    said: EraWords,
    /// They must stand in brackets.
    in_brackets: bool,
}

static WORDS: LazyLock<Vec<EraLine>> = LazyLock::new(|| {
    let lines = include_str!("era.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(read).collect()
});

fn read(line: &'static str) -> Option<EraLine> {
    let mut cells = line.split('\t');
    let (words, written) = (cells.next()?, cells.next()?);
    let said = match cells.next()? {
        "former" => EraWords::Former,
        "present" => EraWords::Present,
        "was" => EraWords::Was,
        "now" => EraWords::Now,
        _ => return None,
    };
    Some(EraLine { words, written, said, in_brackets: cells.next() == Some("brackets") })
}

/// Brackets that say which body is meant hold no more.
const LONGEST_BRACKETS: usize = 160;

/// What stands after an issuer that ends at `end`: the end of the words and the issuer meant. Without
/// such words both stay.
pub(super) fn after(
    reader: &FlowReader<'_>,
    end: usize,
    issuer: Option<IssuerMention>,
) -> (usize, Option<IssuerMention>) {
    let folded = reader.folded;
    let start = folded.skip_space(end);
    let opened = folded.byte(start) == b'(';
    let at = folded.skip_space(start + usize::from(opened));
    if start == end && !opened {
        return (end, issuer);
    }
    let Some(closed) = (if opened { closing(folded, at) } else { Some(at) }) else { return (end, issuer) };
    if let Some((after, said)) = words(folded, at, opened) {
        let (read_to, issuer) = meant(reader, after, said, issuer);
        // "(cũ), nay là UBND tỉnh Lào Cai": the second says nothing new.
        return (if opened { closed } else { read_to }, issuer);
    }
    // "(UBND tỉnh Yên Bái cũ)", "(tỉnh Yên Bái cũ)".
    if opened
        && let Some(old) = named(reader, at, issuer.as_ref())
        && let Some((_, EraWords::Former)) = words(folded, folded.skip_space(old.0), false)
    {
        return (closed, old.1.map(|old| IssuerMention { era: Era::Former, ..old }));
    }
    (end, issuer)
}

fn closing(folded: &Folded<'_>, at: usize) -> Option<usize> {
    let reach = folded.len().min(at + LONGEST_BRACKETS);
    folded.bytes[at..reach].iter().position(|byte| *byte == b')').map(|length| at + length + 1)
}

fn words(folded: &Folded<'_>, at: usize, in_brackets: bool) -> Option<(usize, EraWords)> {
    WORDS.iter().filter(|row| in_brackets || !row.in_brackets).find_map(|row| {
        let end = folded.words_at(at, row.words)?;
        (row.written.is_empty() || name_key(folded.slice(at, end)) == row.written).then_some((end, row.said))
    })
}

fn meant(
    reader: &FlowReader<'_>,
    after: usize,
    said: EraWords,
    issuer: Option<IssuerMention>,
) -> (usize, Option<IssuerMention>) {
    let with_era = |era| issuer.clone().map(|issuer| IssuerMention { era, ..issuer });
    match said {
        EraWords::Former => (after, with_era(Era::Former)),
        EraWords::Present => (after, with_era(Era::Present)),
        EraWords::Now => (after, with_era(Era::Former)),
        EraWords::Was => {
            let at = reader.folded.skip_space(after);
            match named(reader, at, issuer.as_ref()) {
                Some((end, old)) => (end, old.map(|old| IssuerMention { era: Era::Former, ..old })),
                // The former body cannot be read. It is not the body of today, so the issuer stays open.
                None => (after, None),
            }
        }
    }
}

/// A body at `at`, or a place alone: then the same body of that place.
fn named(reader: &FlowReader<'_>, at: usize, issuer: Option<&IssuerMention>) -> Option<(usize, Option<IssuerMention>)> {
    if let Some((end, named)) = issuer::body(reader, at, None) {
        return Some((end, named));
    }
    let written = place::read(reader.folded, reader.lexicon, reader.home, at)?;
    Some((written.end, issuer.zip(written.place).and_then(|(issuer, place)| moved(reader, issuer, &place))))
}

/// The body like `issuer` in another province.
fn moved(reader: &FlowReader<'_>, issuer: &IssuerMention, place: &NamedPlace) -> Option<IssuerMention> {
    let issuers = reader.issuers;
    let own = issuers.province_named(&issuer.name).filter(|_| place.level == Level::Province)?;
    let bare = issuer.name.strip_suffix(own)?.trim_end();
    // "Tỉnh ủy" has its unit word inside; UBND and Sở have it before the place.
    let bare = ["tỉnh", "thành phố"].iter().find_map(|word| bare.strip_suffix(word));
    let name = match bare {
        Some(bare) => format!("{bare}{} {}", place.unit_word, place.name),
        None => return None,
    };
    let key = slug(&name);
    let key = issuers.row_key(&key).to_owned();
    Some(IssuerMention { key, name, at_home: false, ..issuer.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_words_is_read() {
        assert_eq!(WORDS.len(), include_str!("era.tsv").lines().filter(|line| !line.starts_with('#')).count());
        assert!(WORDS.iter().any(|row| row.in_brackets) && WORDS.iter().any(|row| row.said == EraWords::Present));
    }
}
