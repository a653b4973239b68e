//! Letters and signs that look like those of a số/ký hiệu and are others: Cyrillic and Greek letters, wide forms, other
//! slashes, invisible characters. They come from keyboards in another layout, from OCR and from web pages.
//!
//! In: a character. Out: the one that is meant.

/// The Latin letter or the digit that `c` looks exactly like in print and is not: Cyrillic and Greek capitals, the
/// Cyrillic small letters that texts mix in, wide forms. Small Greek letters are signs of formulas and stay. `Ð`
/// (U+00D0) has rules of its own and is not among them.
pub const fn latin(c: char) -> Option<char> {
    Some(match c {
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'С' | 'Ϲ' => 'C',
        'Ɖ' => 'Đ',
        'Е' | 'Ε' => 'E',
        'Ԍ' => 'G',
        'Н' | 'Η' => 'H',
        'І' | 'Ι' | 'Ӏ' => 'I',
        'Ј' | 'Ϳ' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'О' | 'Ο' => 'O',
        'Р' | 'Ρ' => 'P',
        'Ԛ' => 'Q',
        'Ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'Ѵ' => 'V',
        'Ԝ' => 'W',
        'Х' | 'Χ' => 'X',
        'У' | 'Υ' | 'Ү' => 'Y',
        'Ζ' => 'Z',
        'а' => 'a',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'ɖ' => 'đ',
        'е' => 'e',
        'һ' => 'h',
        'і' => 'i',
        'ј' => 'j',
        'о' | 'ο' => 'o',
        'р' => 'p',
        'ԛ' => 'q',
        'ѕ' => 's',
        'ѵ' => 'v',
        'ԝ' => 'w',
        'х' => 'x',
        'у' | 'ү' => 'y',
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
            // The wide forms stand in the order of ASCII.
            (c as u32 - 0xff00 + 0x20) as u8 as char
        }
        _ => return None,
    })
}

/// Slashes other than the plain one.
pub const fn is_slash(c: char) -> bool {
    matches!(c, '⁄' | '∕' | '／' | '⧸' | '╱')
}

/// Hyphens and dashes other than the plain one.
pub const fn is_dash(c: char) -> bool {
    matches!(c, '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '⁃' | '﹣' | '－')
}

/// Characters without any width: joiners, marks of direction, the soft hyphen, choices of a glyph.
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// The characters of `text` that [`latin`] takes for others, as `U+0421`, each once, in order.
pub fn foreign(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for c in text.chars().filter(|c| latin(*c).is_some()) {
        let name = format!("U+{:04X}", c as u32);
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_latin_becomes_latin() {
        for (text, meant) in [
            ("NĐ-СР", "NĐ-CP"),
            ("ТТ-ВGDĐТ", "TT-BGDĐT"),
            ("QƉ-ΤΤg", "QĐ-TTg"),
            ("ＮĐ－ＣＰ３０", "NĐ－CP30"),
            ("αβγδ", "αβγδ"),
            ("Nghị định số", "Nghị định số"),
        ] {
            let read: String = text.chars().map(|c| latin(c).unwrap_or(c)).collect();
            assert_eq!(read, meant);
        }
        assert_eq!(foreign("07/2025/NĐ-СРС"), ["U+0421", "U+0420"]);
        assert!((' '..='~').chain("ĐđÐ".chars()).all(|c| latin(c).is_none()));
    }
}
