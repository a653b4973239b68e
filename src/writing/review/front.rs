//! Front matter as lines: which lines are a key's own, which are remarks about what is left to do.
//!
//! In: the text of a file. Out: [`FrontLines`], places in bytes of that text.

use crate::content::front_matter::{self, Split, parse_yaml};
use crate::content::node::{Node, Value};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use crate::writing::fmt::todo_of;

/// The lines of a file's front matter.
pub(super) struct FrontLines {
    source: Source,
    /// Where the front matter stands.
    pub(super) split: Split,
    node: Node,
    /// The outermost keys, in the order of the file.
    pub(super) entries: Vec<EntryLines>,
    /// Lines `# TODO key: words`, in the order of the file.
    pub(super) todos: Vec<TodoLine>,
}

/// An outermost key.
pub(super) struct EntryLines {
    /// The key.
    pub(super) key: String,
    /// Its own lines, line ends included.
    pub(super) lines: Span,
}

/// A line `# TODO key: words`.
pub(super) struct TodoLine {
    /// The key.
    pub(super) key: String,
    /// What stands behind the colon.
    pub(super) words: String,
    /// The line with its end.
    pub(super) line: Span,
}

/// An item of a list in block style.
pub(super) struct ItemLines {
    /// Its text; the key of a theme.
    pub(super) name: String,
    /// The lines as written.
    pub(super) lines: String,
    /// Where they stand.
    pub(super) span: Span,
}

impl FrontLines {
    /// Reads a file.
    ///
    /// # Errors
    /// Why its front matter cannot be read.
    pub(super) fn read(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let source = Source::new("", text);
        let mut problems = Vec::new();
        let split = front_matter::split(&source, &mut problems);
        let node = split.and_then(|split| parse_yaml(&source, split.yaml, &mut problems));
        let (Some(split), Some(node)) = (split, node) else { return Err(problems) };
        let mut front = Self { source, split, node, entries: Vec::new(), todos: Vec::new() };
        front.find_lines();
        Ok(front)
    }

    fn find_lines(&mut self) {
        let yaml = self.split.yaml;
        let mut starts: Vec<(usize, String)> = Vec::new();
        if let Value::Mapping(entries) = &self.node.value {
            starts.extend(entries.iter().map(|(key, _)| (key.span.start, key.value.clone())));
        }
        for (index, (start, key)) in starts.iter().enumerate() {
            let next = starts.get(index + 1).map_or(yaml.end, |(next, _)| *next);
            // Remarks and blank lines behind the value belong to nothing yet.
            let mut end = *start;
            let mut at = *start;
            for line in self.source.slice(Span::new(*start, next)).split_inclusive('\n') {
                at += line.len();
                let is_loose = line.trim().is_empty() || line.starts_with('#');
                end = if is_loose { end } else { at };
            }
            self.entries.push(EntryLines { key: key.clone(), lines: Span::new(*start, end) });
        }
        let mut at = yaml.start;
        for line in self.source.slice(yaml).split_inclusive('\n') {
            let span = Span::new(at, at + line.len());
            at = span.end;
            if let Some(key) = todo_of(line) {
                let words = line.split_once(':').map_or("", |(_, words)| words).trim();
                self.todos.push(TodoLine { key: key.to_owned(), words: words.to_owned(), line: span });
            }
        }
    }

    /// The whole file.
    pub(super) fn text(&self) -> &str {
        self.source.text()
    }

    /// How its lines end.
    pub(super) fn line_end(&self) -> &'static str {
        if self.text()[..self.split.yaml.start].ends_with("\r\n") { "\r\n" } else { "\n" }
    }

    /// The value of a key.
    pub(super) fn value(&self, key: &str) -> Option<&Node> {
        self.node.get(key)
    }

    /// The lines of a key.
    pub(super) fn entry(&self, key: &str) -> Option<&EntryLines> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The line with the key.
    pub(super) fn first_line(&self, entry: &EntryLines) -> &str {
        let lines = self.source.slice(entry.lines);
        lines.split_inclusive('\n').next().unwrap_or(lines)
    }

    /// Bytes from where `at` stands to the start of its line.
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text()[..at].rfind('\n').map_or(0, |end| end + 1)
    }

    /// The items of the list that `key` holds, where each begins a line of its own.
    pub(super) fn items(&self, key: &str) -> Vec<ItemLines> {
        let (Some(entry), Some(Node { value: Value::Sequence(items), .. })) = (self.entry(key), self.value(key)) else {
            return Vec::new();
        };
        let starts: Vec<usize> = items.iter().map(|item| self.line_start(item.span.start)).collect();
        let mut found = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let end = starts.get(index + 1).copied().unwrap_or(entry.lines.end);
            let span = Span::new(starts[index], end.max(starts[index]));
            let name = match &item.value {
                Value::Mapping(entries) => entries.first().map(|(key, _)| key.value.clone()).unwrap_or_default(),
                _ => item.text().unwrap_or_default().to_owned(),
            };
            found.push(ItemLines { name, lines: self.source.slice(span).to_owned(), span });
        }
        found
    }
}
