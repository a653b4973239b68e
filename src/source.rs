//! Where text is: a file of the site held in memory, byte spans on it, and lines and columns for users.
//!
//! Inside the program a place is a [`Span`] of bytes. Messages and `data/*.json` count Unicode scalar
//! values; [`Source::line_column`] translates at the border.

use std::ops::Range;

/// Bytes `start..end` of one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// As a range, for slicing.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A stretch `start..end` of a file or a sentence, in bytes or Unicode scalar values as its owner says, in half the
/// room of a range: a large site keeps millions. No file is as long as 4 GB
/// ([`LARGEST_FILE`](crate::content::files::LARGEST_FILE)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stretch {
    start: u32,
    end: u32,
}

impl Stretch {
    /// The first place.
    pub const fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last place.
    pub const fn end(self) -> usize {
        self.end as usize
    }

    /// As a range, for slicing.
    pub const fn range(self) -> Range<usize> {
        self.start()..self.end()
    }
}

impl From<Range<usize>> for Stretch {
    fn from(range: Range<usize>) -> Self {
        let small = |place| u32::try_from(place).unwrap_or(u32::MAX);
        Self { start: small(range.start), end: small(range.end) }
    }
}

/// A line and a column as an editor shows them: both from 1, the column in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in Unicode scalar values.
    pub column: u32,
}

/// One text file of the site, whole.
#[derive(Clone, Debug)]
pub struct Source {
    path: String,
    text: String,
    line_starts: Vec<usize>,
}

impl Source {
    /// Wraps `text`, read from `path` (relative to the site's root, with `/`).
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let mut line_starts = vec![0];
        line_starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1));
        Self { path: path.into(), text, line_starts }
    }

    /// The path relative to the site's root, with `/` on every system.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text, as read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of `span`.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// Line and column of a byte offset (an offset past the end counts as the end).
    pub fn line_column(&self, byte: usize) -> LineColumn {
        let byte = byte.min(self.text.len());
        let line = self.line_of(byte);
        let column = self.text[self.line_start(line)..byte].chars().count() + 1;
        LineColumn { line, column: column as u32 }
    }

    /// The line (from 1) that a byte offset stands in.
    pub fn line_of(&self, byte: usize) -> u32 {
        self.line_starts.partition_point(|start| *start <= byte) as u32
    }

    /// The text of a line (from 1) without its end-of-line characters; empty when there is no such line.
    pub fn line(&self, line: u32) -> &str {
        let Some(&start) = self.line_starts.get(line.saturating_sub(1) as usize) else { return "" };
        let end = self.line_starts.get(line as usize).copied().unwrap_or(self.text.len());
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }

    /// Byte offset of the first byte of a line (from 1).
    pub fn line_start(&self, line: u32) -> usize {
        self.line_starts.get(line.saturating_sub(1) as usize).copied().unwrap_or(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_scalar_values() {
        let source = Source::new("a.md", "một\nĐiều 1\r\n");
        assert_eq!(source.line_column(0), LineColumn { line: 1, column: 1 });
        assert_eq!(source.line_column("một\nĐi".len()), LineColumn { line: 2, column: 3 });
        assert_eq!(source.line(2), "Điều 1");
        assert_eq!(source.line(9), "");
    }
}
