//! Bytes of a file → Unicode scalar values, lines and columns, in any order, each in bounded time.

use crate::source::{LineColumn, Source};

/// Distance between marks in bytes.
const STEP: usize = 512;

/// Scalar values before each mark of a text.
#[derive(Debug)]
pub struct CharIndex<'t> {
    text: &'t str,
    before: Vec<usize>,
}

impl<'t> CharIndex<'t> {
    /// Walks `text` once.
    pub fn new(text: &'t str) -> Self {
        let mut before = Vec::with_capacity(text.len() / STEP + 1);
        let mut count = 0;
        for block in text.as_bytes().chunks(STEP) {
            before.push(count);
            count += scalars(block);
        }
        before.push(count);
        Self { text, before }
    }

    /// Scalar values before `byte`, a character boundary.
    pub fn at(&self, byte: usize) -> usize {
        let mark = byte / STEP;
        self.before[mark] + scalars(&self.text.as_bytes()[mark * STEP..byte])
    }

    /// [`Source::line_column`] without walking over the line, which may be as long as the file. `source` is the text's.
    pub fn line_column(&self, source: &Source, byte: usize) -> LineColumn {
        let line = source.line_of(byte);
        let column = self.at(byte) - self.at(source.line_start(line)) + 1;
        LineColumn { line, column: column as u32 }
    }
}

/// Scalar values that start in `bytes`: all bytes but the continuing ones of UTF-8. Counted in bytes, for which
/// processors have wide instructions.
fn scalars(bytes: &[u8]) -> usize {
    let starts = |block: &[u8]| block.iter().map(|byte| u8::from(*byte as i8 >= -0x40)).sum::<u8>();
    bytes.chunks(u8::MAX as usize).map(|block| usize::from(starts(block))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_counting() {
        for text in ["", "a", &"Đề án “x”\n".repeat(300), &"a".repeat(1024)] {
            let index = CharIndex::new(text);
            for (count, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(index.at(byte), count);
            }
            assert_eq!(index.at(text.len()), text.chars().count());
            let source = Source::new("x.md", text);
            for (byte, _) in text.char_indices() {
                assert_eq!(index.line_column(&source, byte), source.line_column(byte));
            }
        }
    }
}
