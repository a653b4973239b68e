//! Words in fields for signatures: a number or a day that a clerk typed there belongs into the gap of the line below it;
//! the words of a signature itself ("Ký bởi: …") are no text.
//!
//! In: the words of each field, the runs of the page. Out: runs in the gaps, marked; what found no gap is said.

use super::drawn::LetterRun;

/// Words of a field that may be a number or a day.
const MOST_WORDS: usize = 3;
/// Letters of such words.
const LONGEST: usize = 20;
/// A field lies this far (in letter sizes) from its line at most; people place fields by hand.
const FAR: f32 = 1.7;

/// Adds what belongs into gaps to `runs`. Returns the words that belong nowhere.
pub(super) fn fill(fields: Vec<Vec<LetterRun>>, runs: &mut Vec<LetterRun>) -> Vec<String> {
    let mut left = Vec::new();
    for field in fields {
        let words = field.iter().map(|run| run.text.trim()).collect::<Vec<_>>().join(" ");
        let short = words.split_whitespace().count() <= MOST_WORDS && words.chars().count() <= LONGEST;
        let value = short && words.contains(|c: char| c.is_ascii_digit()) && !words.contains(':');
        match field.first().filter(|_| value).and_then(|first| gap(first, right(&field), runs)) {
            Some(gap) => runs.push(gap.filled(words)),
            None => left.push(words),
        }
    }
    left
}

fn right(field: &[LetterRun]) -> f32 {
    field.iter().map(|run| run.right).fold(f32::MIN, f32::max)
}

/// A gap in a line: the words before it, and where those after it begin.
struct Gap {
    before: LetterRun,
    right: f32,
}

impl Gap {
    /// The words, from one end of the gap to the other.
    fn filled(self, text: String) -> LetterRun {
        let left = self.before.right.min(self.right);
        LetterRun { left, right: self.right, text: format!(" {text}"), field: true, ..self.before }
    }
}

/// The gap where the field stands.
fn gap(first: &LetterRun, right: f32, runs: &[LetterRun]) -> Option<Gap> {
    let middle = (first.left + right) / 2.0;
    let near = |run: &&LetterRun| (run.base - first.base).abs() < FAR * run.size && !run.is_blank();
    let mut lines: Vec<&LetterRun> = runs.iter().filter(near).collect();
    lines.sort_by(|a, b| (a.base - first.base).abs().total_cmp(&(b.base - first.base).abs()));
    lines.iter().find_map(|line| {
        let same = || lines.iter().filter(|other| (other.base - line.base).abs() < 0.25 * line.size);
        let before = same().filter(|run| run.right <= middle).max_by(|a, b| a.right.total_cmp(&b.right))?;
        let after = same().filter(|run| run.left >= middle).min_by(|a, b| a.left.total_cmp(&b.left))?;
        let crossed = same().any(|run| run.left < middle && middle < run.right);
        if crossed || !is_blank_form(&before.text, &after.text) {
            return None;
        }
        // A space before a word, none before the sign of a symbol.
        let space = if after.text.trim_start().starts_with(char::is_alphanumeric) { 0.25 * after.size } else { 0.0 };
        Some(Gap { before: (**before).clone(), right: after.left - space })
    })
}

/// "Số:        /KH-UBND", "ngày      tháng 9": a gap that something is written into.
fn is_blank_form(before: &str, after: &str) -> bool {
    let before = crate::text::name_key(before);
    let (before, after) = (before.trim_end_matches([':', ' ', '.', '…']), after.trim_start());
    after.starts_with(['/', '-']) && before.ends_with("số")
        || ["ngày", "tháng", "năm"].iter().any(|word| before.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_of_forms() {
        for (before, after, is) in [
            ("Số:", "/KH-UBND", true),
            ("Số: ", "-KH/TU", true),
            ("Lào Cai, ngày ", "tháng 9 năm 2024", true),
            ("Lào Cai, ngày 5 tháng", "năm 2024", true),
            ("Nơi nhận:", "CHỦ TỊCH", false),
        ] {
            assert_eq!(is_blank_form(before, after), is, "{before} {after}");
        }
    }
}
