//! Where text is: a file of the site held in memory, byte spans on it, and lines and columns for users.
//!
//! A file may hold what only its editors may read (`document::hidden` finds it). [`Source::conceal`] puts blanks in its
//! place, so that no later step can show it; every byte, character and line stays where it was.
//!
//! Inside the program a place is a [`Span`] of bytes. Messages and `data/*.json` count Unicode scalar
//! values; [`Source::line_column`] translates at the border.

use std::borrow::Cow;
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
/// ([`LARGEST_TEXT`](crate::disk::LARGEST_TEXT)).
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in Unicode scalar values.
    pub column: u32,
}

/// A stretch of a file that is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HiddenPart {
    /// What is blank.
    pub span: Span,
    /// What the parser of Markdown does not see: the span, and the rest of its line where nothing else stands there.
    pub cut: Span,
    /// The parser sees a definition of a link that nothing uses in its place: it stands between blocks, as the part
    /// does.
    pub stands: bool,
    /// What there is to say of it, a key of the catalogue.
    pub code: Option<&'static str>,
}

/// One text file of the site, whole.
#[derive(Clone, Debug)]
pub struct Source {
    path: String,
    text: String,
    line_starts: Vec<usize>,
    /// The text before parts of it were concealed, where there are any.
    written: Option<String>,
    hidden: Option<Vec<HiddenPart>>,
}

impl Source {
    /// Wraps `text`, read from `path` (relative to the site's root, with `/`).
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let mut line_starts = vec![0];
        line_starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        Self { path: path.into(), text, line_starts, written: None, hidden: None }
    }

    /// The same file with blanks in the place of `parts`, which ascend and do not overlap. A character is replaced by
    /// a white one of as many bytes, so that all spans and counts of characters stay right.
    #[must_use]
    pub fn conceal(mut self, parts: Vec<HiddenPart>) -> Self {
        if !parts.is_empty() {
            let mut text = String::with_capacity(self.text.len());
            let mut from = 0;
            for part in &parts {
                text.push_str(&self.text[from..part.span.start]);
                text.extend(self.text[part.span.range()].chars().map(blank));
                from = part.span.end;
            }
            text.push_str(&self.text[from..]);
            self.written = Some(std::mem::replace(&mut self.text, text));
        }
        self.hidden = Some(parts);
        self
    }

    /// The parts that are concealed; `None` where the file was not searched for them.
    pub fn hidden(&self) -> Option<&[HiddenPart]> {
        self.hidden.as_deref()
    }

    /// The text of `span` as it may be published: a space for each character that is concealed.
    pub fn shown(&self, span: Span) -> Cow<'_, str> {
        let hidden = self.hidden.as_deref().unwrap_or_default();
        let first = hidden.partition_point(|part| part.span.end <= span.start);
        let mut shown = String::new();
        let mut from = span.start;
        for part in hidden[first..].iter().take_while(|part| part.span.start < span.end) {
            let (start, end) = (part.span.start.max(span.start), part.span.end.min(span.end));
            shown.push_str(&self.text[from..start]);
            shown.extend(self.text[start..end].chars().map(|c| if matches!(c, '\n' | '\r') { c } else { ' ' }));
            from = end;
        }
        if from == span.start {
            return Cow::Borrowed(self.slice(span));
        }
        shown.push_str(&self.text[from..span.end]);
        Cow::Owned(shown)
    }

    /// The text of `span` as its editor wrote it, for messages.
    pub fn written(&self, span: Span) -> &str {
        &self.written.as_deref().unwrap_or(&self.text)[span.range()]
    }

    /// The path relative to the site's root, with `/` on every system.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text, as read, but for what is concealed.
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

    /// The text of a line (from 1) as written, without its end-of-line characters; empty when there is no such line.
    pub fn line(&self, line: u32) -> &str {
        let Some(&start) = self.line_starts.get(line.saturating_sub(1) as usize) else { return "" };
        let end = self.line_starts.get(line as usize).copied().unwrap_or(self.text.len());
        self.written(Span::new(start, end)).trim_end_matches(['\n', '\r'])
    }

    /// Byte offset of the first byte of a line (from 1).
    pub fn line_start(&self, line: u32) -> usize {
        self.line_starts.get(line.saturating_sub(1) as usize).copied().unwrap_or(self.text.len())
    }
}

/// A white character of as many bytes; of four bytes there is none that is white, but some that have no form.
const fn blank(c: char) -> char {
    match (c, c.len_utf8()) {
        ('\n' | '\r', _) => c,
        (_, 1) => ' ',
        (_, 2) => '\u{85}',
        (_, 3) => '\u{3000}',
        _ => '\u{1d173}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_concealed_leaves_everything_in_its_place() {
        let text = "một aăấ😀 hai\nba";
        let span = Span::new("một ".len(), "một aăấ😀".len());
        let part = HiddenPart { span, cut: span, stands: false, code: None };
        let source = Source::new("a.md", text).conceal(vec![part]);
        assert_eq!(source.text().len(), text.len());
        assert_eq!(source.text().chars().count(), text.chars().count());
        assert_eq!(source.shown(Span::new(0, text.len())), "một      hai\nba");
        assert_eq!(source.shown(Span::new(span.start + 1, span.end + 2)), "    h");
        assert_eq!(source.line(1), "một aăấ😀 hai");
        assert_eq!(source.written(span), "aăấ😀");
    }

    #[test]
    fn columns_count_scalar_values() {
        let source = Source::new("a.md", "một\nĐiều 1\r\n");
        assert_eq!(source.line_column(0), LineColumn { line: 1, column: 1 });
        assert_eq!(source.line_column("một\nĐi".len()), LineColumn { line: 2, column: 3 });
        assert_eq!(source.line(2), "Điều 1");
        assert_eq!(source.line(9), "");
    }
}
