//! Rules over the text of one document, run while it is in memory for the finder: tone placement, characters, traces of
//! PDF extraction, the outline, tables.
//!
//! In: a file with its tree and flows. Out: problems with places.

use super::numbering;
use super::policy::Policy;
use crate::content::registry::DocumentType;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::flow::text_of;
use crate::document::{Block, Document, Flow};
use crate::source::{Source, Span};
use crate::text::{fold, fold_char, is_letter, place_tone};
use std::collections::BTreeMap;

/// A document while its text is in memory.
#[derive(Clone, Copy, Debug)]
pub struct LintedText<'a> {
    /// The file.
    pub source: &'a Source,
    /// Where its body stands.
    pub body: Span,
    /// The document's type, where there is one of that key.
    pub kind: Option<&'a DocumentType>,
    /// The tree.
    pub document: &'a Document,
    /// What a reader reads across.
    pub flows: &'a [Flow],
}

/// Checks the text of one document. Linear; each rule reports once for a document, with the first place and how many
/// there are.
pub fn lint(text: &LintedText<'_>, policy: &Policy<'_>, problems: &mut Vec<Diagnostic>) {
    characters(text, problems);
    blocks(text, problems);
    numbering::check(text, problems);
    let [tones_mixed, implementation_missing] = WHERE_WANTED;
    if policy.wants(tones_mixed, Severity::Info) {
        tones(text, problems);
    }
    if policy.wants(implementation_missing, Severity::Info) {
        implementation(text, problems);
    }
}

/// Findings that are looked for only where they are wanted.
const WHERE_WANTED: [&str; 2] = ["tone-placement-mixed", "implementation-missing"];

/// Whether [`lint`] would have said this for `policy`, where it was asked for everything.
pub fn is_wanted(problem: &Diagnostic, policy: &Policy<'_>) -> bool {
    !WHERE_WANTED.contains(&problem.code) || policy.wants(problem.code, Severity::Info)
}

/// How often something was met, and where first.
#[derive(Clone, Copy, Debug, Default)]
struct OccurrenceCount {
    count: usize,
    first: Option<Span>,
}

impl OccurrenceCount {
    fn at(&mut self, span: Span) {
        self.count += 1;
        self.first.get_or_insert(span);
    }

    fn report(&self, text: &LintedText<'_>, code: &'static str, problems: &mut Vec<Diagnostic>) {
        if let Some(first) = self.first {
            let quoted = text.source.slice(first);
            let problem = Diagnostic::warning(code).at(text.source, first).with("count", self.count.to_string());
            problems.push(problem.with("text", excerpt(quoted)));
        }
    }
}

/// Enough to recognise it.
fn excerpt(text: &str) -> String {
    const LONGEST: usize = 60;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

/// T02: what looks like Vietnamese and is not the letters of TCVN 6909.
fn characters(text: &LintedText<'_>, problems: &mut Vec<Diagnostic>) {
    let body = text.source.slice(text.body);
    let (mut decomposed, mut invisible, mut eth) =
        (OccurrenceCount::default(), OccurrenceCount::default(), OccurrenceCount::default());
    let bytes = body.as_bytes();
    if !may_have_odd_characters(bytes) {
        return;
    }
    let mut at = 0;
    // Only a few first bytes can begin one of these characters.
    while let Some(offset) = bytes[at..].iter().position(|byte| matches!(byte, 0xc2 | 0xc3 | 0xcc | 0xcd | 0xe2 | 0xef))
    {
        let start = at + offset;
        let Some(c) = body[start..].chars().next() else { break };
        at = start + c.len_utf8();
        let span = Span::new(text.body.start + start, text.body.start + at);
        match c {
            'Ð' | 'ð' => eth.at(span),
            '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => {
                invisible.at(span);
            }
            // The letter and its mark.
            '\u{300}'..='\u{36f}' => {
                let letter = body[..start].char_indices().next_back().map_or(start, |(letter, _)| letter);
                decomposed.at(Span::new(text.body.start + letter, span.end));
            }
            _ => {}
        }
    }
    decomposed.report(text, "text-decomposed", problems);
    eth.report(text, "text-eth", problems);
    if let Some(first) = invisible.first {
        let character = text.source.slice(first).chars().next().map_or(0, |c| c as u32);
        let problem = Diagnostic::warning("text-invisible").at(text.source, first);
        problems
            .push(problem.with("count", invisible.count.to_string()).with("character", format!("U+{character:04X}")));
    }
}

/// Whether one of the characters of [`characters`] may stand there. Every byte is looked at, whatever the others are, so
/// that the processor looks at many at a time: nearly no text has one.
fn may_have_odd_characters(bytes: &[u8]) -> bool {
    let within = |byte: u8, from: u8, to: u8| (byte >= from) & (byte <= to);
    let is_odd = |a: u8, b: u8, c: u8| {
        let no_space = (a == 0xc2) & ((b == 0xa0) | (b == 0xad));
        let eth = (a == 0xc3) & ((b == 0x90) | (b == 0xb0));
        let mark = (a == 0xcc) | (a == 0xcd);
        let invisible = (b == 0x80) & (within(c, 0x8b, 0x8f) | within(c, 0xaa, 0xae)) | (b == 0x81) & (c == 0xa0);
        no_space | eth | mark | (a == 0xe2) & invisible | (a == 0xef) & (b == 0xbb) & (c == 0xbf)
    };
    let Some((last, _)) = bytes.split_last_chunk::<2>() else { return true };
    let triples = last.iter().zip(&bytes[1..]).zip(&bytes[2..]);
    // What begins in the last two bytes is not told: they are nearly always the end of a line.
    !bytes[last.len()..].is_ascii() || triples.fold(false, |odd, ((a, b), c)| odd | is_odd(*a, *b, *c))
}

/// T03 (paragraphs cut by a page, page numbers left over) and A01 (tables without a header).
fn blocks(text: &LintedText<'_>, problems: &mut Vec<Diagnostic>) {
    let (mut broken, mut pages, mut headless) =
        (OccurrenceCount::default(), OccurrenceCount::default(), OccurrenceCount::default());
    let mut before: Option<String> = None;
    for block in &text.document.blocks {
        match block {
            Block::Paragraph { content, span, .. } => {
                let words = text_of(content);
                let words = words.trim();
                if is_page_number(words) {
                    // What it cuts goes on behind it.
                    pages.at(*span);
                    continue;
                }
                if before.as_deref().is_some_and(is_unfinished) && starts_inside_sentence(words) {
                    broken.at(first_line(text.source, *span));
                }
                before = Some(words.to_owned());
            }
            Block::Table(table) => {
                if table.head.iter().all(|cell| text_of(cell).trim().is_empty()) {
                    headless.at(first_line(text.source, table.span));
                }
                before = None;
            }
            _ => before = None,
        }
    }
    broken.report(text, "paragraph-broken", problems);
    pages.report(text, "page-number-left", problems);
    headless.report(text, "table-without-header", problems);
}

fn first_line(source: &Source, span: Span) -> Span {
    let text = source.slice(span);
    Span::new(span.start, span.start + text.find(['\n', '\r']).unwrap_or(text.len()))
}

/// `2`, `- 2 -`, `Trang 2`, `2/9` alone in a paragraph.
fn is_page_number(words: &str) -> bool {
    const LONGEST: usize = 16;
    if words.len() > LONGEST || !words.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let bare = words.trim_matches([' ', '-', '–', '—', '|']);
    let bare = bare.strip_prefix("Trang").or_else(|| bare.strip_prefix("trang")).unwrap_or(bare).trim_start();
    let mut parts = bare.splitn(2, '/');
    parts.all(|part| {
        let part = part.trim();
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Ends without a sign that ends anything.
fn is_unfinished(words: &str) -> bool {
    words.ends_with(|c: char| c.is_alphabetic() || c == ',') && words.split_whitespace().count() > 3
}

/// Begins in the middle of a sentence: with a small letter that is no label ("a)", "đ.").
fn starts_inside_sentence(words: &str) -> bool {
    let mut chars = words.chars();
    let small = chars.next().is_some_and(char::is_lowercase);
    small && chars.next().is_some_and(|c| c.is_alphabetic() || c == ' ') && words.split_whitespace().count() > 1
}

/// S01. Chỉ thị, kế hoạch and other types with the column `implementation` say who carries them out.
fn implementation(text: &LintedText<'_>, problems: &mut Vec<Diagnostic>) {
    if !text.kind.is_some_and(|kind| kind.form.implementation) {
        return;
    }
    let says = |title: &str| {
        let title = fold(title);
        title.contains("to chuc thuc hien") || title.contains("to chuc trien khai")
    };
    let headed = text.document.sections.iter().any(|section| says(&section.title));
    // Short directives have it as a paragraph: "Tổ chức thực hiện: …".
    let opening = |flow: &Flow| says(&flow.text.chars().take(60).collect::<String>());
    if !headed && !text.flows.iter().any(opening) {
        problems.push(Diagnostic::info("implementation-missing").in_file(text.source.path()));
    }
}

/// How often a syllable stands in each of the two spellings, and where first.
#[derive(Default)]
struct Spellings {
    /// `hòa`, the mark on the first vowel.
    first: OccurrenceCount,
    /// `hoà`, on the second.
    second: OccurrenceCount,
}

/// T01. Per syllable: `hoà` beside `thủy` is a mix of words, `hoà` beside `hòa` is one of spellings.
fn tones(text: &LintedText<'_>, problems: &mut Vec<Diagnostic>) {
    let body = text.source.slice(text.body);
    let mut found: BTreeMap<String, Spellings> = BTreeMap::new();
    let mut at = 0;
    while let Some(letter) = open_group(body.as_bytes(), at) {
        let start = body[..letter].char_indices().rev().take_while(|(_, c)| is_letter(*c)).last();
        let start = start.map_or(letter, |(start, _)| start);
        let end = body[letter..].find(|c: char| !is_letter(c)).map_or(body.len(), |end| letter + end);
        at = end.max(letter + 1);
        let (word, span) = (&body[start..end], Span::new(text.body.start + start, text.body.start + end));
        // No syllable is longer; a hostile file has one word of a megabyte.
        if word.len() > 24 || !is_open_syllable(word) {
            continue;
        }
        let lower = word.to_lowercase();
        let first = place_tone(&lower);
        if first != lower {
            found.entry(first.into_owned()).or_default().second.at(span);
        } else if ends_in_first(&lower) {
            found.entry(lower).or_default().first.at(span);
        }
    }
    let mixed: Vec<(String, Spellings)> =
        found.into_iter().filter(|(_, spellings)| spellings.first.count > 0 && spellings.second.count > 0).collect();
    let rare = |spellings: &Spellings| {
        if spellings.second.count <= spellings.first.count { spellings.second.first } else { spellings.first.first }
    };
    let Some(place) = mixed.iter().filter_map(|(_, spellings)| rare(spellings)).min() else { return };
    let examples: Vec<String> = mixed
        .iter()
        .take(4)
        .map(|(_, Spellings { first, second })| {
            let word =
                |met: &OccurrenceCount| met.first.map_or(String::new(), |span| text.source.slice(span).to_lowercase());
            format!("{} ({}) – {} ({})", word(first), first.count, word(second), second.count)
        })
        .collect();
    let problem = Diagnostic::info("tone-placement-mixed").at(text.source, place);
    problems.push(problem.with("examples", examples.join("; ")));
}

/// Whether a syllable ends in oa, oe, uy with any mark on either letter: no other has two spellings.
fn is_open_syllable(word: &str) -> bool {
    let mut back = word.chars().rev().map(fold_char);
    matches!((back.next(), back.next()), (Some('a' | 'e'), Some('o')) | (Some('y'), Some('u')))
}

/// The first letter from byte `from` on where a group may stand that has two spellings: a plain o or u before a letter with
/// marks, or a letter with marks before a plain a, e or y. Most of these are no such group.
fn open_group(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let found = rest.windows(2).position(|pair| match *pair {
        [b'o' | b'u' | b'O' | b'U', second] => matches!(second, 0xc3 | 0xe1),
        [first, b'a' | b'e' | b'y' | b'A' | b'E' | b'Y'] => first >= 0x80,
        _ => false,
    })?;
    // The plain one of the two, where a letter begins.
    Some(from + found + usize::from(rest[found] >= 0x80))
}

/// Whether a syllable ends in `òa`, `òe`, `ùy` with any mark: it could as well be spelt the other way.
fn ends_in_first(word: &str) -> bool {
    let mut back = word.chars().rev();
    matches!(
        (back.next(), back.next()),
        (Some('a' | 'e'), Some('ò' | 'ó' | 'ỏ' | 'õ' | 'ọ')) | (Some('y'), Some('ù' | 'ú' | 'ủ' | 'ũ' | 'ụ'))
    )
}
