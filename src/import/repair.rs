//! Repairs what belongs to pages: white space, line ends, running heads. Wording never changes.
//!
//! In: the imported text. Out: the same text, and one [`Repair`] for each change, so that a person can
//! check all of them.

use super::flow::{ImportPlace, ImportedItem, ImportedText, Paragraph, StyledRun};
use super::furniture;
use super::join::is_one_symbol;
use std::collections::{BTreeMap, BTreeSet};

/// What kind of repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RepairKind {
    /// Lines were joined to a paragraph.
    LinesJoined,
    /// A number broken over two lines is whole again.
    NumberMended,
    /// A page number was left out.
    PageNumber,
    /// A line at the top or bottom of every page was left out.
    RunningHead,
    /// A rule drawn with signs was left out.
    Rule,
    /// White space runs became one space.
    Spaces,
    /// Letters were composed (NFC), or signs of old fonts replaced by the letter they look like.
    Letters,
    /// Words of a list of recipients about what they receive it for.
    Remark,
    /// Emphasis of a whole paragraph, which official layout gives it, is not marked in the text.
    Emphasis,
    /// Words above or below the line became signs on it.
    Raised,
    /// A formula became a line of text.
    Formula,
    /// A line of the list of contents that the office program made was left out.
    Contents,
    /// The stamp of an electronic signature was left out.
    Stamp,
    /// Words that stand for the signature itself: "(Đã ký)".
    Mark,
}

impl RepairKind {
    /// Key of its words in the catalogue.
    pub const fn key(self) -> &'static str {
        match self {
            Self::LinesJoined => "import-repair-lines",
            Self::NumberMended => "import-repair-number",
            Self::PageNumber => "import-repair-page-number",
            Self::RunningHead => "import-repair-running-head",
            Self::Rule => "import-repair-rule",
            Self::Spaces => "import-repair-spaces",
            Self::Letters => "import-repair-letters",
            Self::Remark => "import-repair-remark",
            Self::Emphasis => "import-repair-emphasis",
            Self::Raised => "import-repair-raised",
            Self::Formula => "import-repair-formula",
            Self::Contents => "import-repair-contents",
            Self::Stamp => "import-repair-stamp",
            Self::Mark => "import-repair-mark",
        }
    }
}

/// One repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Which.
    pub kind: RepairKind,
    /// Where in the file.
    pub at: ImportPlace,
    /// The words before.
    pub before: String,
    /// The words after, or a count.
    pub after: String,
}

impl Repair {
    /// One repair at `at`.
    pub fn new(kind: RepairKind, at: ImportPlace, before: &str, after: &str) -> Self {
        Self { kind, at, before: before.to_owned(), after: after.to_owned() }
    }
}

/// Leaves out what belongs to the pages and not to the text: page numbers, running heads, invisible signs.
pub(super) fn clean(flow: &mut ImportedText, repairs: &mut Vec<Repair>) {
    for item in &mut flow.items {
        match item {
            ImportedItem::Paragraph(paragraph) => visible(paragraph, repairs),
            ImportedItem::Table(table) => {
                table.rows.iter_mut().flatten().flatten().for_each(|cell| visible(cell, repairs));
            }
            ImportedItem::PageBreak => {}
        }
    }
    flow.footnotes.iter_mut().flatten().chain(&mut flow.margins).for_each(|paragraph| visible(paragraph, repairs));
    if flow.wrapped {
        furniture::drop(flow, repairs);
    }
    drop_page_numbers(flow, repairs);
}

/// Composed letters, no invisible signs.
fn visible(paragraph: &mut Paragraph, repairs: &mut Vec<Repair>) {
    for run in &mut paragraph.runs {
        let seen: String = run.text.chars().filter_map(shown).collect();
        let composed = crate::text::nfc(&seen);
        if *composed != *run.text {
            if composed.chars().ne(run.text.chars().filter(|c| !is_space_like(*c)).map(plain_space))
                && crate::text::nfc(&run.text) != run.text
            {
                repairs.push(Repair::new(RepairKind::Letters, paragraph.at, &run.text, &composed));
            }
            run.text = composed.into_owned();
        }
    }
}

const fn plain_space(c: char) -> char {
    if matches!(c, '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}') { ' ' } else { c }
}

const fn is_space_like(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The sign as it is kept; `None` for invisible signs that can change the meaning of what a reader sees.
fn shown(c: char) -> Option<char> {
    match c {
        _ if is_space_like(c) => None,
        '\n' | '\t' => Some(c),
        _ if c.is_control() => None,
        'Ð' => Some('Đ'),
        'ð' => Some('đ'),
        _ => Some(plain_space(c)),
    }
}

/// Signs that are drawn, not read: `-------`, `_____`, `***`.
pub(super) fn is_rule(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() >= 3 && text.chars().all(|c| "-_=*—–―─━~.·… ".contains(c))
}

/// A number alone, or between dashes or as "Trang 2/5", beside a page's border.
pub(super) fn page_number(text: &str) -> Option<u32> {
    let text = text.trim().trim_matches(['-', '–', '—', ' ']);
    let text = text.strip_prefix("Trang ").or_else(|| text.strip_prefix("trang ")).unwrap_or(text);
    let first = text.split('/').next().unwrap_or(text).trim();
    let plain = first.len() <= 4 && first.bytes().all(|byte| byte.is_ascii_digit());
    let rest = text[first.len().min(text.len())..].trim_start_matches(['/', ' ']);
    (plain && rest.bytes().all(|byte| byte.is_ascii_digit())).then(|| first.parse().ok()).flatten()
}

/// Lines between two page numbers at least, in a text without page breaks.
const SHORTEST_PAGE: usize = 15;

/// Numbers of pages stand alone and count up with the pages. Any other number alone belongs to the text.
fn drop_page_numbers(flow: &mut ImportedText, repairs: &mut Vec<Repair>) {
    let on_page =
        |item: &ImportedItem| matches!(item, ImportedItem::Paragraph(paragraph) if paragraph.at.page.is_some());
    let paged = flow.items.contains(&ImportedItem::PageBreak) || flow.items.iter().any(on_page);
    let numbers = if paged { numbers_at_borders(&flow.items) } else { numbers_between_lines(&flow.items) };
    let mut kept = Vec::with_capacity(flow.items.len());
    for (at, item) in std::mem::take(&mut flow.items).into_iter().enumerate() {
        match &item {
            ImportedItem::Paragraph(paragraph) if numbers.contains(&at) => {
                repairs.push(Repair::new(RepairKind::PageNumber, paragraph.at, paragraph.text().trim(), ""));
                if flow.wrapped && !paged {
                    kept.push(ImportedItem::PageBreak);
                }
            }
            _ => kept.push(item),
        }
    }
    flow.items = kept;
}

/// Where pages are known: numbers that stand first or last on a page and differ from the page's own by what most do.
fn numbers_at_borders(items: &[ImportedItem]) -> BTreeSet<usize> {
    let mut page = 1_i64;
    let mut found: Vec<(usize, i64)> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let border = at.checked_sub(1).is_none_or(|before| items[before] == ImportedItem::PageBreak)
            || items.get(at + 1).is_none_or(|next| *next == ImportedItem::PageBreak);
        match item {
            ImportedItem::PageBreak => page += 1,
            ImportedItem::Paragraph(paragraph) if border => {
                found.extend(page_number(&paragraph.text()).map(|number| (at, i64::from(number) - page)));
            }
            _ => {}
        }
    }
    let mut votes: BTreeMap<i64, usize> = BTreeMap::new();
    for (_, difference) in &found {
        *votes.entry(*difference).or_default() += 1;
    }
    let usual = votes.into_iter().max_by_key(|(difference, count)| (*count, *difference == 0));
    let Some((usual, _)) = usual.filter(|(difference, count)| *count > 1 || *difference == 0) else {
        return BTreeSet::new();
    };
    found.into_iter().filter(|(_, difference)| *difference == usual).map(|(at, _)| at).collect()
}

/// Where they are not: between empty lines, a page apart, beginning with 2, since Nghị định 30/2020/NĐ-CP
/// prints none on the first page.
fn numbers_between_lines(items: &[ImportedItem]) -> BTreeSet<usize> {
    let mut numbers = BTreeSet::new();
    let (mut last, mut last_at) = (1, 0);
    for (at, item) in items.iter().enumerate() {
        let ImportedItem::Paragraph(paragraph) = item else { continue };
        let Some(number) = page_number(&paragraph.text()) else { continue };
        let next = items.get(at + 1).and_then(ImportedItem::paragraph);
        let before = at.checked_sub(1).and_then(|before| items[before].paragraph());
        let alone = paragraph.gap > 0 && next.is_some_and(|next| next.gap > 0);
        // No number stands between the halves of a symbol: "2236/QĐ-", "BGDĐT".
        let within =
            matches!((before, next), (Some(before), Some(next)) if is_one_symbol(&before.text(), &next.text()));
        if within && number > 1 || alone && at - last_at > SHORTEST_PAGE && number == last + 1 {
            (last, last_at) = (number, at);
            numbers.insert(at);
        }
    }
    numbers
}

/// One space for every run of white space, none at the ends of lines.
pub(super) fn squeeze(paragraph: &mut Paragraph, repairs: &mut Vec<Repair>) {
    let before = paragraph.text();
    let mut spaced = true;
    for run in &mut paragraph.runs {
        let mut text = String::with_capacity(run.text.len());
        for c in run.text.chars() {
            match c {
                '\n' => {
                    text.truncate(text.trim_end_matches(' ').len());
                    text.push('\n');
                    spaced = true;
                }
                c if c.is_whitespace() => {
                    if !std::mem::replace(&mut spaced, true) {
                        text.push(' ');
                    }
                }
                c => {
                    spaced = false;
                    text.push(c);
                }
            }
        }
        run.text = text;
    }
    trim_end(&mut paragraph.runs);
    paragraph.runs.retain(|run| !run.text.is_empty() || run.footnote.is_some());
    let inner = before.trim();
    if inner.contains("  ") || inner.contains('\t') {
        repairs.push(Repair::new(RepairKind::Spaces, paragraph.at, inner, &paragraph.text()));
    }
}

fn trim_end(runs: &mut [StyledRun]) {
    for run in runs.iter_mut().rev() {
        let ended = run.text.trim_end().len();
        run.text.truncate(ended);
        if !run.text.is_empty() || run.footnote.is_some() {
            break;
        }
    }
}
