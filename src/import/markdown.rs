//! Writes runs as inline Markdown and tables as pipe tables. Characters that mean something in Markdown are escaped, so
//! that the page shows what the paper shows.

use super::flow::{ImportedTable, Paragraph, StyledRun};
use super::join::squeezed;

/// The runs before and from byte `at` of their joined text, the space between them dropped.
pub(super) fn split(runs: &[StyledRun], at: usize) -> (Vec<StyledRun>, Vec<StyledRun>) {
    let (mut head, mut rest) = (Vec::new(), Vec::new());
    let mut passed = 0;
    for run in runs {
        let end = passed + run.text.len();
        if end <= at {
            head.push(run.clone());
        } else if passed >= at {
            rest.push(run.clone());
        } else {
            let (before, after) = run.text.split_at(at - passed);
            head.push(StyledRun { text: before.to_owned(), footnote: None, ..run.clone() });
            rest.push(StyledRun { text: after.to_owned(), ..run.clone() });
        }
        passed = end;
    }
    if let Some(first) = rest.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    rest.retain(|run| !run.text.is_empty() || run.footnote.is_some());
    (head, rest)
}

/// The runs without emphasis.
pub(super) fn plain(runs: &[StyledRun]) -> Vec<StyledRun> {
    runs.iter().map(|run| StyledRun { bold: false, italic: false, ..run.clone() }).collect()
}

/// Whether every word is bold, or every word is italic.
pub(super) fn is_all_emphasised(runs: &[StyledRun]) -> bool {
    let mut words = runs.iter().filter(|run| !run.text.trim().is_empty()).peekable();
    words.peek().is_some() && (words.clone().all(|run| run.bold) || words.all(|run| run.italic))
}

/// A heading: emphasis is its own.
pub(super) fn heading(runs: &[StyledRun]) -> String {
    inline_of(&plain(runs)).trim_end().to_owned()
}

/// One paragraph of text.
pub(super) fn inline(runs: &[StyledRun]) -> String {
    guard_start(&inline_of(runs))
}

/// A paragraph that begins with a number that the file counts: it is the item of a list, however large the number.
pub(super) fn numbered(runs: &[StyledRun]) -> String {
    let text = inline_of(runs);
    if text.starts_with(|c: char| c.is_ascii_digit()) { text } else { guard_start(&text) }
}

fn inline_of(runs: &[StyledRun]) -> String {
    let mut merged: Vec<StyledRun> = Vec::new();
    for run in runs {
        match merged.last_mut() {
            Some(last)
                if last.footnote.is_none()
                    && ((last.bold, last.italic) == (run.bold, run.italic) || run.text.trim().is_empty()) =>
            {
                last.text.push_str(&run.text);
                last.footnote = run.footnote;
            }
            _ => merged.push(run.clone()),
        }
    }
    let mut text = String::new();
    for (i, run) in merged.iter().enumerate() {
        let next = merged.get(i + 1).and_then(|next| next.text.chars().next());
        emphasised(run, next, &mut text);
        if let Some(footnote) = run.footnote {
            text.push_str(&format!("[^{}]", footnote + 1));
        }
    }
    text.trim().replace('\n', "\\\n")
}

/// `**words**`, where CommonMark would read it so; else the words alone.
fn emphasised(run: &StyledRun, next: Option<char>, out: &mut String) {
    let marks = match (run.bold, run.italic) {
        (true, true) => "***",
        (true, false) => "**",
        (false, true) => "*",
        (false, false) => "",
    };
    let inner = run.text.trim();
    if marks.is_empty() || inner.is_empty() || inner.contains('\n') {
        out.push_str(&escape(&run.text));
        return;
    }
    let leading = run.text.len() - run.text.trim_start().len();
    let trailing = &run.text[leading + inner.len()..];
    let before = out.chars().last().filter(|_| leading == 0);
    let after = trailing.chars().next().or(next);
    let is_word = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !is_punctuation(c));
    let opens = !inner.starts_with(is_punctuation) || !is_word(before);
    let closes = !inner.ends_with(is_punctuation) || !is_word(after);
    out.push_str(&run.text[..leading]);
    if opens && closes {
        out.push_str(marks);
        out.push_str(&escape(inner));
        out.push_str(marks);
    } else {
        out.push_str(&escape(inner));
    }
    out.push_str(trailing);
}

fn is_punctuation(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace() && !crate::text::is_mark(c)
}

/// Signs that Markdown would take for its own.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = signs.next() {
        let next = signs.peek().copied().unwrap_or(' ');
        let special = match c {
            '\\' => is_punctuation(next),
            '*' | '`' => true,
            '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
            '[' => true,
            ']' => next == '(' || next == ':',
            '<' => next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'),
            '&' => entity_follows(signs.clone()),
            '~' => next == '~' || before == '~',
            '{' => next == '.' || next == '#',
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// `&amp;`, `&#38;`: what follows makes an entity of the sign.
fn entity_follows(signs: impl Iterator<Item = char>) -> bool {
    for (seen, c) in signs.take(32).enumerate() {
        match c {
            ';' => return seen > 0,
            '#' if seen == 0 => {}
            c if c.is_ascii_alphanumeric() => {}
            _ => return false,
        }
    }
    false
}

/// The beginning of a paragraph must not be read as a list, heading, quotation, rule or table.
fn guard_start(text: &str) -> String {
    let mut signs = text.chars();
    let Some(first) = signs.next() else { return String::new() };
    let second = signs.next().unwrap_or(' ');
    match first {
        '#' | '>' | '|' | '=' => format!("\\{text}"),
        '-' | '+' if second.is_whitespace() || second == first => format!("\\{text}"),
        ':' | '~' if second == first => format!("\\{text}"),
        '0'..='9' => {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let rest = &text[digits..];
            // A number of a clause stays: as an item of an ordered list it is a legal unit of the site. A year is none.
            if (4..=9).contains(&digits) && rest.starts_with(['.', ')']) && rest[1..].starts_with([' ', '\t']) {
                format!("{}\\{rest}", &text[..digits])
            } else {
                text.to_owned()
            }
        }
        _ => text.to_owned(),
    }
}

/// A pipe table; the first row is its head. A table of one cell or column is its paragraphs.
pub(super) fn table(table: &ImportedTable) -> String {
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or_default();
    if columns <= 1 || columns > super::limits::MOST_COLUMNS {
        let paragraphs = table.rows.iter().flatten().flatten();
        return paragraphs
            .map(|one| inline(&one.runs))
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join("\n\n");
    }
    let mut out = String::new();
    for (at, row) in table.rows.iter().enumerate() {
        out.push('|');
        for column in 0..columns {
            let text = row.get(column).map(|cell| cell_text(cell, at == 0)).unwrap_or_default();
            out.push_str(&format!(" {text} |"));
        }
        out.push('\n');
        if at == 0 {
            out.push('|');
            out.push_str(&" --- |".repeat(columns));
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn cell_text(cell: &[Paragraph], head: bool) -> String {
    let one = |paragraph: &Paragraph| {
        let mut runs = paragraph.runs.clone();
        if let Some(label) = &paragraph.label {
            runs.insert(0, StyledRun { text: format!("{label} "), ..StyledRun::default() });
        }
        let runs = if head || is_all_emphasised(&runs) { plain(&runs) } else { runs };
        squeezed(&inline_of(&runs).replace("\\\n", " ")).replace('|', "\\|")
    };
    cell.iter().map(one).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}
