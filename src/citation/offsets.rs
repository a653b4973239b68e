//! Bytes of a file → Unicode scalar values, in any order, each in bounded time.

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
}

/// Scalar values that start in `bytes`: all bytes but the continuing ones of UTF-8.
fn scalars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count()
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
        }
    }
}
