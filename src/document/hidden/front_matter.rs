//! Remarks in the front matter: `# …`, where editors leave word for each other.
//!
//! In: the text above the body. Out: the places of the remarks. A line that has a remark of Markdown in a value is
//! refused: YAML takes it for text.

use super::signs;
use std::ops::Range;

/// The remarks, in order.
pub(super) fn remarks(yaml: &str) -> Vec<Range<usize>> {
    each_line(yaml, |at, line, remark| remark.map(|start| at + start..at + line.trim_end().len()))
}

/// What looks like a remark of Markdown, in order.
pub(super) fn doubtful(yaml: &str) -> Vec<Range<usize>> {
    each_line(yaml, |at, line, remark| {
        let value = &line[..remark.unwrap_or(line.len())];
        let start = signs::first(value)?;
        Some(at + start..at + value.trim_end().len())
    })
}

fn each_line(yaml: &str, find: impl Fn(usize, &str, Option<usize>) -> Option<Range<usize>>) -> Vec<Range<usize>> {
    let mut reading = YamlReading::default();
    let (mut found, mut at) = (Vec::new(), 0);
    for line in yaml.split_inclusive('\n') {
        found.extend(find(at, line, reading.remark(line)));
        at += line.len();
    }
    found
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut left = text.to_owned();
        for remark in remarks(text).into_iter().rev() {
            left.replace_range(remark, "");
        }
        let squeezed: Vec<&str> = left.lines().map(str::trim_end).collect();
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
    fn remarks_of_markdown_in_values_are_doubtful() {
        let text = "---\ntext: |\n  một\n  [//]: # (x)\n# <!-- y -->\n---\n";
        let found: Vec<&str> = doubtful(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["[//]: # (x)"]);
    }
}
