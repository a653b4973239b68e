//! What is annexed: "PHỤ LỤC", with or without a number, and a title of its own (DANH SÁCH, BIỂU, MẪU, QUY CHẾ).
//!
//! In: the items after the foot, or a whole text. Out: the same items, the title of each annex one paragraph that is
//! marked as such, its letterhead left out. A title is one by its words (`annexes.tsv`, types of documents) where an annex
//! can begin, or by the line "(Kèm theo …)" below it anywhere.

use super::flow::{ImportPlace, ImportedItem, ImportedTable, Paragraph, ParagraphAlignment, StyledRun};
use super::join::{bullet_text, ends_sentence, is_capitals, squeezed};
use super::letterhead::{is_letterhead_line, is_motto, is_whole_motto, parts};
use super::problem::Problem;
use super::repair::{Repair, RepairKind, is_rule};
use crate::content::registry::DocumentTypes;
use crate::document::{Unit, label};
use crate::text::name_key;
use std::sync::LazyLock;

/// Lines of a title.
const MOST_LINES: usize = 6;
/// Letters of one of them.
const LONGEST_LINE: usize = 200;
/// Lines of a letterhead before the title.
const LONGEST_LETTERHEAD: usize = 10;

struct TitleWord {
    words: &'static str,
    list: bool,
}

static TITLE_WORDS: LazyLock<Vec<TitleWord>> = LazyLock::new(|| {
    let rows = include_str!("annexes.tsv").lines().filter(|line| !line.starts_with('#'));
    let row = |row: &'static str| row.split_once('\t').map(|(kind, words)| TitleWord { words, list: kind == "list" });
    rows.filter_map(row).collect()
});

/// Whether something annexed begins with item `at`, where an annex can begin.
pub(super) fn begins(items: &[ImportedItem], at: usize, types: &DocumentTypes) -> bool {
    match &items[at] {
        ImportedItem::Paragraph(paragraph) => {
            let text = paragraph.text();
            let text = squeezed(text.split('\n').next().unwrap_or_default());
            is_title(&text, types) || is_enclosure(&text) || parts(&text).into_iter().any(is_motto)
        }
        ImportedItem::Table(table) => is_letterhead(table),
        ImportedItem::PageBreak => false,
    }
}

/// Whether something annexed begins with item `at`, wherever in the text: "QUY ĐỊNH CHUNG" may be a chapter's title.
pub(super) fn surely_begins(items: &[ImportedItem], at: usize) -> bool {
    match &items[at] {
        ImportedItem::Paragraph(paragraph) => {
            let text = paragraph.text();
            let first = squeezed(text.split('\n').next().unwrap_or_default());
            is_annex_label(&first)
                || is_capitals(&first) && is_followed_by_enclosure(&items[at..])
                || text.lines().flat_map(parts).any(is_whole_motto)
        }
        ImportedItem::Table(table) => is_letterhead(table),
        ImportedItem::PageBreak => false,
    }
}

/// Marks the titles of annexes. `behind`: the items stand behind a foot, where a title needs no "(Kèm theo …)".
pub(super) fn mark(
    items: Vec<ImportedItem>,
    behind: bool,
    types: &DocumentTypes,
    losses: &mut Vec<Problem>,
    repairs: &mut Vec<Repair>,
) -> Vec<ImportedItem> {
    let mut marked = Vec::with_capacity(items.len());
    let mut fresh = behind;
    let mut at = 0;
    while at < items.len() {
        if fresh && let Some((length, words)) = letterhead_at(&items[at..], types) {
            losses.push(Problem::warning("import-letterhead").with("text", words.clone()).at(place(&items[at]), words));
            at += length;
            continue;
        }
        match &items[at] {
            ImportedItem::PageBreak => fresh = behind,
            ImportedItem::Paragraph(paragraph) if paragraph.is_blank() || is_rule(&paragraph.text()) => {}
            // What the file itself says of its outline holds.
            ImportedItem::Paragraph(paragraph) if paragraph.plain || paragraph.heading.is_some() => {
                fresh = false;
                // Behind the foot, the first heading begins what is annexed, whatever it says.
                if behind && marked.iter().all(is_blank) && paragraph.heading.is_some() {
                    marked.push(ImportedItem::Paragraph(Paragraph { annex: true, ..paragraph.clone() }));
                    at += 1;
                    continue;
                }
            }
            ImportedItem::Paragraph(_) => {
                if let Some(length) = title_at(&items[at..], fresh, types) {
                    marked.push(ImportedItem::Paragraph(title(&items[at..at + length], repairs)));
                    at += length;
                    fresh = false;
                    continue;
                }
                // A line at the right may say which annex of what this is.
                fresh &= is_aside(&items[at]);
            }
            ImportedItem::Table(_) => fresh = false,
        }
        marked.push(items[at].clone());
        at += 1;
    }
    marked
}

/// Whether the annex with this title is a list, whose numbers are no headings.
pub(super) fn is_list(title: &str) -> bool {
    let key = name_key(title);
    TITLE_WORDS.iter().any(|word| word.list && starts_with_word(&key, word.words))
}

fn is_blank(item: &ImportedItem) -> bool {
    match item {
        ImportedItem::Paragraph(paragraph) => paragraph.is_blank(),
        ImportedItem::PageBreak => true,
        ImportedItem::Table(_) => false,
    }
}

const fn place(item: &ImportedItem) -> ImportPlace {
    match item {
        ImportedItem::Paragraph(paragraph) => paragraph.at,
        ImportedItem::Table(table) => table.at,
        ImportedItem::PageBreak => ImportPlace { page: None, line: None, paragraph: None },
    }
}

fn is_title(text: &str, types: &DocumentTypes) -> bool {
    if text.chars().count() > LONGEST_LINE || ends_sentence(text) {
        return false;
    }
    if is_annex_label(text) {
        return true;
    }
    let key = name_key(text);
    let form = ["mẫu số", "biểu số", "phụ biểu", "mẫu", "biểu"].iter().any(|word| {
        key.strip_prefix(word).is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
    });
    if form && text.chars().count() <= 40 {
        return true;
    }
    is_capitals(text)
        && (types.by_name(text).is_some() || TITLE_WORDS.iter().any(|word| starts_with_word(&key, word.words)))
}

/// "PHỤ LỤC", "Phụ lục II", "PHỤ LỤC 1: DANH MỤC".
fn is_annex_label(text: &str) -> bool {
    label::of_heading(text).is_some_and(|found| {
        let rest = text[found.rest..].trim();
        let named = found.named && found.label.unit == Unit::Annex;
        named
            && (rest.is_empty()
                || text[..found.rest].ends_with(['.', ':'])
                || is_capitals(rest)
                || rest.starts_with('('))
    })
}

/// "(Kèm theo Quyết định số …)", "(Ban hành kèm theo …".
fn is_enclosure(text: &str) -> bool {
    let Some(rest) = text.trim_start().strip_prefix('(') else { return false };
    let key = name_key(&rest.chars().take(40).collect::<String>());
    ["kèm theo", "ban hành kèm", "đính kèm", "kèm "].iter().any(|start| key.starts_with(start))
}

fn starts_with_word(key: &str, word: &str) -> bool {
    key.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',', ':', '/']))
}

/// How many items a title takes that begins with the first of `items`.
fn title_at(items: &[ImportedItem], fresh: bool, types: &DocumentTypes) -> Option<usize> {
    let first = line(&items[0])?;
    let by_words = fresh && is_title(&first, types);
    let by_enclosure = is_capitals(&first) && is_followed_by_enclosure(items);
    // "Phụ lục" is a label everywhere; the outline knows it, and its title in capitals.
    if !by_words && !by_enclosure || !fresh && label::of_heading(&first).is_some() && !by_enclosure {
        return None;
    }
    let mut length = 1;
    let bare = types.by_name(&first).is_some()
        || is_annex_label(&first)
        || TITLE_WORDS.iter().any(|word| word.words == name_key(&first));
    while length < MOST_LINES.min(items.len()) && goes_on(&items[..=length], bare) {
        length += 1;
    }
    Some(length)
}

fn line(item: &ImportedItem) -> Option<String> {
    let ImportedItem::Paragraph(paragraph) = item else { return None };
    let text = squeezed(&paragraph.text());
    (paragraph.label.is_none() && !text.is_empty() && text.chars().count() <= 2 * LONGEST_LINE).then_some(text)
}

/// Whether lines in capitals go on to a line "(Kèm theo …)".
fn is_followed_by_enclosure(items: &[ImportedItem]) -> bool {
    for item in items.iter().take(MOST_LINES).skip(1) {
        let Some(text) = line(item) else { return false };
        if is_enclosure(&text) {
            return true;
        }
        if ends_sentence(&text) || label::of_heading(&text).is_some() || bullet_text(&text).is_some() {
            return false;
        }
    }
    false
}

/// Whether the last of `items` goes on with the title that the others are.
fn goes_on(items: &[ImportedItem], bare: bool) -> bool {
    let Some((ImportedItem::Paragraph(next), before)) = items.split_last() else { return false };
    let Some(text) = line(&items[items.len() - 1]) else { return false };
    let ended = ends_sentence(&text) || text.ends_with([';', ',']);
    if ended
        || text.starts_with('(')
        || label::of_heading(&text).is_some()
        || bullet_text(&text).is_some()
        || is_rule(&text)
    {
        return false;
    }
    let capitals = before.iter().filter_map(line).all(|line| is_capitals(&line));
    let centred = next.alignment == Some(ParagraphAlignment::Centre);
    let short = text.chars().count() <= LONGEST_LINE;
    is_capitals(&text) && capitals || centred && short || bare && before.len() == 1 && short && next.alignment.is_none()
}

/// The lines of a title as one paragraph.
fn title(items: &[ImportedItem], repairs: &mut Vec<Repair>) -> Paragraph {
    let mut whole = Paragraph { heading: Some(1), annex: true, ..Paragraph::default() };
    for (nth, item) in items.iter().enumerate() {
        let ImportedItem::Paragraph(paragraph) = item else { continue };
        if nth == 0 {
            (whole.at, whole.gap, whole.alignment) = (paragraph.at, paragraph.gap, paragraph.alignment);
        } else {
            whole.runs.push(StyledRun { text: " ".to_owned(), ..StyledRun::default() });
        }
        whole
            .runs
            .extend(paragraph.runs.iter().map(|run| StyledRun { text: run.text.replace('\n', " "), ..run.clone() }));
    }
    if items.len() > 1 {
        let text = squeezed(&whole.text());
        repairs.push(Repair::new(RepairKind::LinesJoined, whole.at, &text, &items.len().to_string()));
    }
    whole
}

/// Set at the right margin, short: "Phụ lục kèm theo", a number of the form.
fn is_aside(item: &ImportedItem) -> bool {
    let ImportedItem::Paragraph(paragraph) = item else { return false };
    let short = paragraph.text().chars().count() <= 120;
    short && paragraph.alignment == Some(ParagraphAlignment::End) || is_enclosure(&paragraph.text())
}

fn is_letterhead(table: &ImportedTable) -> bool {
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or_default();
    let cells = table.rows.iter().flatten().flatten();
    columns <= 3
        && cells
            .flat_map(|cell| cell.text().lines().map(str::to_owned).collect::<Vec<_>>())
            .any(|line| is_motto(line.trim()))
}

/// How many items the letterhead of what is annexed takes, and its words: a table with the motto, or lines with the motto
/// among them up to the title.
fn letterhead_at(items: &[ImportedItem], types: &DocumentTypes) -> Option<(usize, String)> {
    if let ImportedItem::Table(table) = &items[0] {
        let words = || table.rows.iter().flatten().flatten().map(|cell| squeezed(&cell.text())).collect::<Vec<_>>();
        return is_letterhead(table).then(|| (1, words().join(" / ")));
    }
    let mut length = 0;
    let mut words = Vec::new();
    let mut motto = false;
    for item in items.iter().take(LONGEST_LETTERHEAD) {
        let Some(text) = line(item) else { break };
        let ImportedItem::Paragraph(paragraph) = item else { break };
        let whole = paragraph.text();
        let words_apart: Vec<&str> = whole.lines().flat_map(parts).collect();
        if is_title(&text, types) || !words_apart.iter().all(|part| is_letterhead_line(&squeezed(part))) {
            break;
        }
        motto |= words_apart.iter().any(|part| is_motto(part));
        length += 1;
        words.push(text);
    }
    motto.then(|| (length, words.join(" / ")))
}
