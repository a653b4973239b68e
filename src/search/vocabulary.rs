//! The words of an index, for what is mistyped.

use super::pack::{Piece, PieceStock, pack, piece_key};

/// Words of fewer passages are left out until the piece is this small.
const LARGEST: usize = 24_000;

/// The folded words that are no numbers, one a line: how many letters it shares with the one before it, the rest, and a
/// letter for how frequent it is (`A`: once; each further one twice as often). In: words, sorted, with the number of
/// their passages.
pub(super) fn vocabulary<'a>(words: impl Iterator<Item = &'a (String, u32)> + Clone, stock: &PieceStock) -> Piece {
    let mut all = String::new();
    for (word, count) in words.clone() {
        all.push_str(word);
        all.push(often(*count));
    }
    stock.piece(piece_key(all.as_bytes()), || packed(words))
}

/// A letter for how frequent a word is.
fn often(count: u32) -> char {
    char::from(b'A' + count.ilog2().min(25) as u8)
}

fn packed<'a>(words: impl Iterator<Item = &'a (String, u32)> + Clone) -> Vec<u8> {
    // Twice as many passages each time, so that the letters decide which words are left out.
    let mut least = 1;
    loop {
        let mut text = String::new();
        let mut last = "";
        for (word, count) in words.clone().filter(|(_, count)| *count >= least) {
            let shared = last.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count().min(9);
            text.push_str(&format!("{shared}{}{}\n", &word[shared..], often(*count)));
            last = word;
        }
        let packed = pack(text.as_bytes());
        if packed.len() <= LARGEST || least > 1 << 20 {
            return packed;
        }
        least *= 2;
    }
}
