//! The source of a document as it is published: the file itself, so that the offsets in the data count its
//! characters. What a reader of the page never sees is blanked, a space for each character: remarks in the
//! front matter (`# …`, where editors leave word for each other) and link definitions that Markdown's writers
//! use as remarks (`[//]: # (…)`).
//!
//! In: the file and the span of its body. Out: text of exactly as many characters.

use crate::source::{Source, Span};

/// The text that is published.
pub fn published(source: &Source, body: Span) -> String {
    let text = source.text();
    let mut out = String::with_capacity(text.len());
    front_matter(&text[..body.start], &mut out);
    remarks_of_body(&text[body.start..], &mut out);
    out
}

/// Where the reading of YAML stands between two lines.
#[derive(Default)]
struct YamlReading {
    /// Inside a quoted text, by its quote.
    quote: Option<char>,
    /// Brackets that are open.
    flow: usize,
    /// Inside a block of text (`|`, `>`).
    block: Option<Indents>,
}

/// Spaces at the beginning of lines of a block of text.
struct Indents {
    /// Of the line that opens it.
    above: usize,
    /// Of its first line, once that was read.
    own: Option<usize>,
}

fn front_matter(yaml: &str, out: &mut String) {
    let mut reading = YamlReading::default();
    for line in yaml.split_inclusive('\n') {
        match reading.remark(line) {
            Some(start) => {
                out.push_str(&line[..start]);
                blank(&line[start..], out);
            }
            None => out.push_str(line),
        }
    }
}

impl YamlReading {
    /// Reads a line; the byte at which its remark begins.
    fn remark(&mut self, line: &str) -> Option<usize> {
        let content = line.trim_end();
        let indent = content.len() - content.trim_start_matches(' ').len();
        if let Some(block) = &mut self.block {
            if content.is_empty() {
                return None;
            }
            let own = *block.own.get_or_insert(indent);
            if own > block.above && indent >= own {
                return None;
            }
            self.block = None;
        }
        let remark = self.scan(content);
        let value = content[..remark.unwrap_or(content.len())].trim_end();
        if self.quote.is_none() && self.flow == 0 && opens_block(value) {
            self.block = Some(Indents { above: indent, own: None });
        }
        remark
    }

    fn scan(&mut self, content: &str) -> Option<usize> {
        // A quote opens a text only where a value begins.
        let mut begins = true;
        let mut only_dashes = true;
        let mut chars = content.char_indices().peekable();
        let mut spaced = true;
        while let Some((at, c)) = chars.next() {
            match self.quote {
                Some('"') if c == '\\' => drop(chars.next()),
                // In single quotes, two of them are one.
                Some('\'') if c == '\'' && chars.peek().is_some_and(|(_, next)| *next == '\'') => drop(chars.next()),
                Some(quote) if c == quote => self.quote = None,
                Some(_) => {}
                None => match c {
                    '#' if spaced => return Some(at),
                    '"' | '\'' if begins => self.quote = Some(c),
                    '[' | '{' if begins => self.flow += 1,
                    ']' | '}' if self.flow > 0 => self.flow -= 1,
                    _ => {}
                },
            }
            let next_is_space = chars.peek().is_none_or(|(_, next)| *next == ' ');
            only_dashes &= matches!(c, ' ' | '-');
            begins = match c {
                ' ' => begins,
                ':' => next_is_space || self.flow > 0,
                '-' => only_dashes && next_is_space,
                ',' | '[' | '{' => self.flow > 0,
                _ => false,
            };
            spaced = matches!(c, ' ' | '\t');
        }
        None
    }
}

/// `key: |`, `- >-`, `key: |2`.
fn opens_block(value: &str) -> bool {
    let head = value.trim_end_matches(|c: char| matches!(c, '+' | '-') || c.is_ascii_digit());
    let Some(before) = head.strip_suffix(['|', '>']) else { return false };
    before.ends_with(": ")
        || before.trim_start().trim_start_matches("- ").trim_start().is_empty() && before.contains('-')
}

fn blank(text: &str, out: &mut String) {
    out.extend(text.chars().map(|c| if matches!(c, '\n' | '\r') { c } else { ' ' }));
}

/// Link definitions that lead nowhere.
fn remarks_of_body(body: &str, out: &mut String) {
    if !body.contains("]:") {
        out.push_str(body);
        return;
    }
    let mut fence: Option<&str> = None;
    // What closes the title of a definition that goes on.
    let mut closing: Option<char> = None;
    for line in body.split_inclusive('\n') {
        if let Some(close) = closing {
            if !line.trim().is_empty() {
                blank(line, out);
                closing = (!line.trim_end().ends_with(close)).then_some(close);
                continue;
            }
            closing = None;
        }
        let bare = line.trim_start();
        if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark)) {
            fence = match fence {
                Some(open) if open == mark => None,
                Some(open) => Some(open),
                None => Some(mark),
            };
        }
        match nowhere(bare).filter(|_| fence.is_none() && line.len() - bare.len() < 4) {
            Some(title) => {
                blank(line, out);
                let close = match title.chars().next() {
                    Some('(') => Some(')'),
                    Some(quote @ ('"' | '\'')) => Some(quote),
                    _ => None,
                };
                closing = close.filter(|close| title.len() == 1 || !title.ends_with(*close));
            }
            None => out.push_str(line),
        }
    }
}

/// The title of a definition that leads to `#` or to nothing.
fn nowhere(line: &str) -> Option<&str> {
    let (_, rest) = line.strip_prefix('[')?.split_once("]:")?;
    let rest = rest.trim();
    let title = rest.strip_prefix("<>").or_else(|| rest.strip_prefix('#'))?;
    (title.is_empty() || title.starts_with([' ', '\t'])).then(|| title.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let body = text.find("\n---\n").map_or(0, |at| at + "\n---\n".len());
        let made = published(&Source::new("a.md", text), Span::new(body, text.len()));
        assert_eq!(made.chars().count(), text.chars().count(), "offsets stay right: {text}");
        let squeezed: Vec<&str> = made.lines().map(str::trim_end).collect();
        assert_eq!(squeezed.join("\n"), expected.trim_end_matches('\n'), "{text}");
    }

    #[test]
    fn remarks_of_editors_are_blanked() {
        check("---\n# chờ anh Ấm duyệt\ntitle: A # nội bộ\n---\nVăn bản\n", "---\n\ntitle: A\n---\nVăn bản\n");
        check("---\ntitle: \"Về # 1\" # x\nnote: 'a''b # c'\n---\n", "---\ntitle: \"Về # 1\"\nnote: 'a''b # c'\n---\n");
        check("---\ntitle: Số#1 và \"hai # ba\n---\n", "---\ntitle: Số#1 và \"hai\n---\n");
        check(
            "---\na: [\"x # y\", z] # t\nb: {c: 'd # e'} # f\n---\n",
            "---\na: [\"x # y\", z]\nb: {c: 'd # e'}\n---\n",
        );
        check("---\na: \"một\n  # hai\n  ba\" # x\n---\n", "---\na: \"một\n  # hai\n  ba\"\n---\n");
    }

    #[test]
    fn blocks_of_text_are_kept() {
        check(
            "---\nnotes:\n  - text: |\n      # một\n\n      hai # ba\n    date: 2024-01-01 # bỏ\nx: >-\n  # y\n# z\n---\n",
            "---\nnotes:\n  - text: |\n      # một\n\n      hai # ba\n    date: 2024-01-01\nx: >-\n  # y\n\n---\n",
        );
        check("---\na: b |\n  # c\n---\n", "---\na: b |\n\n---\n");
    }

    #[test]
    fn definitions_used_as_remarks_are_blanked() {
        check("một\n\n[//]: # (bỏ đi)\n[x]: <> \"bỏ\n đi\"\nhai\n", "một\n\n\n\n\nhai\n");
        check("[a]: /b 'c'\n[//]: #x\n```\n[//]: # (giữ)\n```\n", "[a]: /b 'c'\n[//]: #x\n```\n[//]: # (giữ)\n```\n");
        check("# Đề mục\n[//]: # (không đóng\n\nhai", "# Đề mục\n\n\nhai");
    }
}
