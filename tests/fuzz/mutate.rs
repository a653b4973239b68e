//! Inputs made of others: bytes, lines and pieces changed, lost, doubled, moved; words of the format put in.
//!
//! In: a target's name, its corpus, dice. Out: one input. The same dice make the same input.

/// Numbers that look random, the same in every run (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    /// The dice of input `number` of a run.
    pub fn new(seed: u64, number: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        dice.below(2);
        dice
    }

    /// A number from 0, less than `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit.max(1) as u64) as usize
    }
}

/// What may mean something to any reader of text.
const ANYWHERE: [&str; 30] = [
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\u{a0}",
    "\u{feff}",
    "\u{202e}",
    "\u{200b}",
    "\u{0}",
    "\u{1a}",
    "\u{301}",
    "\u{323}",
    "đ",
    "Đ",
    "ữ",
    "İ",
    "ß",
    "ﬁ",
    "²",
    "０",
    "\u{10ffff}",
    "0",
    "-1",
    "9999999999999999999999",
    "1e999",
    "\"",
    "'",
    "\\",
    "/",
    "%",
];
const YAML: [&str; 28] = [
    "---\n",
    "...\n",
    ": ",
    "- ",
    "? ",
    "| \n",
    ">-\n  ",
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "!x ",
    "# TODO a: ",
    "#",
    "null",
    "~",
    "true",
    "2024-02-30",
    "2024-02-29",
    "title: ",
    "number: ",
    "attachments:\n  - {file: a.pdf, title: A}\n",
    "relations:\n  replaces: [a/b]\n",
    "key: a\n",
];
const MARKDOWN: [&str; 38] = [
    "# ",
    "## ",
    "###### ",
    "> ",
    "- ",
    "1. ",
    "1) ",
    "    ",
    "```\n",
    "~~~",
    "`",
    "*",
    "**",
    "_",
    "~~",
    "[a](b)",
    "[a](javascript:b)",
    "![a](b.png)",
    "[^1]",
    "[^1]: ",
    "[a]: /b\n",
    "<!-- ",
    " -->",
    "<div>",
    "<script>",
    "&amp;",
    "&#x202e;",
    "| a | b |\n|---|---|\n",
    "|",
    "\\",
    "  \n",
    "***\n",
    "{.run-in}",
    "{#a}",
    "Điều 3. ",
    "Khoản 2. ",
    "a) ",
    "Phụ lục I\n",
];
const LAW: [&str; 44] = [
    "Nghị định ",
    "Quyết định ",
    "Thông tư liên tịch ",
    "Luật ",
    "Luật sửa đổi, bổ sung một số điều của ",
    "Bộ luật ",
    "Hiến pháp ",
    "Kế hoạch ",
    "Công văn ",
    "số ",
    "30/2020/NĐ-CP",
    "06/CT-UBND",
    "29-NQ/TW",
    "88/2014/QH13",
    " và ",
    ", ",
    "; ",
    "các ",
    "ngày ",
    "05 tháng 3 năm 2020",
    "5/3/2020",
    "năm 2020",
    " của Chính phủ",
    " của UBND tỉnh Lào Cai",
    " của Bộ trưởng Bộ Giáo dục và Đào tạo",
    "Điều 5",
    "khoản 2 ",
    "điểm a ",
    "Phụ lục I ",
    "Căn cứ ",
    "thay thế ",
    "bãi bỏ ",
    "sửa đổi, bổ sung ",
    "hết hiệu lực",
    " này",
    " nêu trên",
    "ban hành kèm theo ",
    "về việc ",
    "“",
    "”",
    "(",
    ")",
    "gọi tắt là ",
    "trước ngày 15/3/2024",
];
const TAGS: [&str; 40] = [
    "<",
    ">",
    "/>",
    "\"",
    "&#x110000;",
    "&#0;",
    "&quot",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "<table>",
    "<tr>",
    "<td colspan=99999999 rowspan=99999999>",
    "</table>",
    "<ol start=4294967295 type=i>",
    "<li value=-2147483648>",
    "<script>",
    "<style>.a{display:none",
    "<div style=\"display:none\">",
    "<p align=center>",
    "<b>",
    "</b>",
    "<svg><math>",
    "<template>",
    "<w:p>",
    "</w:p>",
    "<w:r><w:t>",
    "</w:t></w:r>",
    "<w:tbl><w:tr><w:tc>",
    "</w:tc></w:tr></w:tbl>",
    "<w:gridSpan w:val=\"4294967296\"/>",
    "<w:vMerge/>",
    "<w:fldChar w:fldCharType=\"begin\"/>",
    "<m:oMath>",
    "<w:sdt>",
    "<w:ilvl w:val=\"99\"/>",
    "<w:del>",
    "<w:footnoteReference w:id=\"1\"/>",
];
const PDF: [&str; 36] = [
    "<<",
    ">>",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "/F1",
    "/X Do",
    "/Length 4 0 R",
    "/Filter/FlateDecode",
    "/Kids[2 0 R]",
    "/Parent 3 0 R",
    "/MediaBox[0 0 -1 1e9]",
    "BT",
    "ET",
    "q",
    "Q",
    "Tf",
    "0 0 0 0 0 0 cm",
    "1 0 0 1 1e9 -1e9 cm",
    "Tj",
    "TJ",
    "T*",
    "'",
    "re f",
    "W n",
    "1 0 R",
    "9 0 R",
    "obj",
    "endobj",
    "stream\n",
    "endstream",
    "BI ID EI",
    "xref\n0 1\n",
];

fn words(target: &str) -> &'static [&'static str] {
    match target {
        "front_matter" | "registries" => &YAML,
        "markdown" => &MARKDOWN,
        "citations" | "search_query" => &LAW,
        "pdf" => &PDF,
        _ => &TAGS,
    }
}

/// One input.
pub fn mutated(target: &str, corpus: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let words = words(target);
    let mut bytes = corpus[dice.below(corpus.len())].clone();
    // The head of a registry says which file it is.
    let first = usize::from(target == "registries");
    if bytes.len() > 4096 && target != "docx" && target != "pdf" && dice.below(4) > 0 {
        let from = dice.below(bytes.len() - 1024);
        bytes = [&bytes[..first], &bytes[from..from + 1024 + dice.below(bytes.len() - from - 1023)]].concat();
    }
    for _ in 0..=dice.below(12) {
        change(&mut bytes, first, words, corpus, dice);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, first: usize, words: &[&str], corpus: &[Vec<u8>], dice: &mut Dice) {
    if bytes.len() <= first {
        bytes.extend(words[dice.below(words.len())].bytes());
        return;
    }
    let at = first + dice.below(bytes.len() - first);
    let end = (at + 1 + dice.below(60)).min(bytes.len());
    match dice.below(12) {
        0 => bytes[at] = dice.below(256) as u8,
        1 => drop(bytes.drain(at..end)),
        2 => {
            let copy = bytes[at..end].repeat(1 + dice.below(20));
            let to = first + dice.below(bytes.len() - first);
            drop(bytes.splice(to..to, copy));
        }
        3 => swap_lines(bytes, first, dice),
        4 => {
            // Another input's piece.
            let other = &corpus[dice.below(corpus.len())];
            let from = dice.below(other.len());
            let piece = &other[from..(from + 1 + dice.below(200)).min(other.len())];
            drop(bytes.splice(at..at, piece.iter().copied()));
        }
        5 if dice.below(4) == 0 => bytes.truncate(at.max(first + 1)),
        5 | 6 => {
            let from = (at..bytes.len()).find(|i| bytes[*i].is_ascii_digit());
            if let Some(from) = from {
                let to = (from..bytes.len()).find(|i| !bytes[*i].is_ascii_digit()).unwrap_or(bytes.len());
                let number = ["0", "1", "-1", "31", "2147483648", "99999999999999999999", "1e9"][dice.below(7)];
                drop(bytes.splice(from..to, number.bytes()));
            }
        }
        7 => drop(bytes.splice(at..end, words[dice.below(words.len())].bytes())),
        8 => drop(bytes.splice(at..at, ANYWHERE[dice.below(ANYWHERE.len())].bytes())),
        9 => {
            let word = words[dice.below(words.len())].repeat(1 + dice.below(40) * dice.below(2));
            drop(bytes.splice(at..at, word.bytes()));
        }
        _ => drop(bytes.splice(at..at, words[dice.below(words.len())].bytes())),
    }
}

/// Two lines change places.
fn swap_lines(bytes: &mut Vec<u8>, first: usize, dice: &mut Dice) {
    let mut lines: Vec<Vec<u8>> = bytes[first..].split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let (one, other) = (dice.below(lines.len()), dice.below(lines.len()));
    lines.swap(one, other);
    *bytes = [bytes[..first].to_vec(), lines.concat()].concat();
}
