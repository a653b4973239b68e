//! The words of an index, for what is mistyped: a word that is one letter off begins or ends as it should.

use super::pack::{Piece, PieceStock, pack, piece_key};

/// Words of fewer passages are left out until a piece is this small.
const LARGEST: usize = 4_000;

/// A list of words with the number of their passages.
type Counted<'a> = Vec<&'a (String, u32)>;

/// The folded words that are no numbers, each twice: in a piece for its first letter, in the order of the alphabet, and
/// in one for its last. A line is how many letters it shares with the one before it, the rest, and a letter for how
/// frequent it is (`A`: once; each further one twice as often). In: words, sorted, with the number of their passages.
pub(super) fn vocabulary<'a>(words: impl Iterator<Item = &'a (String, u32)> + Clone, stock: &PieceStock) -> Vec<Piece> {
    let of = |letter: u8, is_there: fn(&str, char) -> bool| {
        let those: Counted<'a> = words.clone().filter(|(word, _)| is_there(word, char::from(letter))).collect();
        let all: String = those.iter().flat_map(|(word, count)| [word.clone(), often(*count).to_string()]).collect();
        stock.piece(piece_key(all.as_bytes()), || packed(&those))
    };
    let first = (b'a'..=b'z').map(|letter| of(letter, |word, letter| word.starts_with(letter)));
    let last = (b'a'..=b'z').map(|letter| of(letter, |word, letter| word.ends_with(letter)));
    first.chain(last).collect()
}

/// A letter for how frequent a word is.
fn often(count: u32) -> char {
    char::from(b'A' + count.ilog2().min(25) as u8)
}

fn packed(words: &Counted<'_>) -> Vec<u8> {
    // Twice as many passages each time, so that the letters decide which words are left out.
    let mut least = 1;
    loop {
        let mut text = String::new();
        let mut last = "";
        for (word, count) in words.iter().filter(|(_, count)| *count >= least) {
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
