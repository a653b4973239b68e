//! Formats of automatic numbers (ECMA-376, 17.18.59, `ST_NumberFormat`), as far as Vietnamese offices meet them.
//!
//! In: a number, the name of a format. Out: what Word prints.

/// The number as `format` prints it; `None` where the format is not known.
pub(super) fn written(n: u32, format: &str) -> Option<String> {
    Some(match format {
        "decimal" | "decimalHalfWidth" | "arabicAbjad" | "" => n.to_string(),
        "none" => String::new(),
        "decimalZero" => format!("{n:02}"),
        "lowerLetter" => letters(n, b'a'),
        "upperLetter" => letters(n, b'A'),
        "lowerRoman" => roman(n).to_lowercase(),
        "upperRoman" => roman(n),
        "ordinal" => format!("{n}{}", ordinal_ending(n)),
        "vietnameseCounting" => vietnamese(n)?,
        "numberInDash" => format!("- {n} -"),
        "hex" => format!("{n:X}"),
        "decimalFullWidth" | "decimalFullWidth2" => {
            n.to_string().chars().filter_map(|c| char::from_u32(c as u32 - '0' as u32 + 0xff10)).collect()
        }
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => enclosed(n, 0x2460, 20)?,
        "decimalEnclosedParen" => enclosed(n, 0x2474, 20)?,
        "decimalEnclosedFullstop" => enclosed(n, 0x2488, 20)?,
        "chicago" => {
            const SIGNS: [&str; 4] = ["*", "†", "‡", "§"];
            SIGNS[(n.max(1) as usize - 1) % 4].repeat(((n.max(1) as usize - 1) / 4 + 1).min(8))
        }
        _ => return of_example(n, format),
    })
}

/// A format of one's own, told by examples: `001, 002, 003, ...`.
fn of_example(n: u32, format: &str) -> Option<String> {
    let first = format.split(',').next()?.trim();
    let figures = first.bytes().all(|byte| byte.is_ascii_digit());
    (figures && (1..=8).contains(&first.len())).then(|| format!("{n:0width$}", width = first.len()))
}

/// `a` … `z`, `aa`, `bb`: after the last letter Word doubles them.
fn letters(n: u32, first: u8) -> String {
    let Some(index) = n.checked_sub(1) else { return String::new() };
    let letter = char::from(first + (index % 26) as u8);
    std::iter::repeat_n(letter, (index / 26 + 1).min(8) as usize).collect()
}

fn ordinal_ending(n: u32) -> &'static str {
    match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

fn enclosed(n: u32, first: u32, most: u32) -> Option<String> {
    (1..=most).contains(&n).then(|| char::from_u32(first + n - 1)).flatten().map(String::from)
}

/// "một", "hai" … "chín mươi chín".
fn vietnamese(n: u32) -> Option<String> {
    const ONES: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
    let one = |n: u32| ONES.get(n as usize).copied();
    let ending = |ones: u32, tens: u32| match (ones, tens) {
        (0, _) => Some(String::new()),
        (1, 2..) => Some(" mốt".to_owned()),
        (5, 1..) => Some(" lăm".to_owned()),
        (ones, _) => one(ones).map(|word| format!(" {word}")),
    };
    match n {
        0..=9 => one(n).map(str::to_owned),
        10..=19 => Some(format!("mười{}", ending(n % 10, 1)?)),
        20..=99 => Some(format!("{} mươi{}", one(n / 10)?, ending(n % 10, n / 10)?)),
        _ => None,
    }
}

/// I, II … at most 3999: no larger one is written.
pub(in crate::import) fn roman(n: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = n.min(3999);
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            text.push_str(sign);
            rest -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_word_prints() {
        for (n, format, expected) in [
            (7, "decimal", Some("7")),
            (7, "decimalZero", Some("07")),
            (12, "decimalZero", Some("12")),
            (4, "upperRoman", Some("IV")),
            (9, "lowerRoman", Some("ix")),
            (2, "lowerLetter", Some("b")),
            (28, "upperLetter", Some("BB")),
            (0, "lowerLetter", Some("")),
            (21, "ordinal", Some("21st")),
            (12, "ordinal", Some("12th")),
            (3, "none", Some("")),
            (5, "numberInDash", Some("- 5 -")),
            (3, "decimalEnclosedCircle", Some("③")),
            (15, "vietnameseCounting", Some("mười lăm")),
            (21, "vietnameseCounting", Some("hai mươi mốt")),
            (4, "001, 002, 003, ...", Some("004")),
            (1, "cardinalText", None),
            (30, "decimalEnclosedCircle", None),
        ] {
            assert_eq!(written(n, format).as_deref(), expected, "{n} {format}");
        }
    }
}
