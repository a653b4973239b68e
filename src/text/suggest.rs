//! "Did you mean": the candidate nearest to what was written.

/// The nearest of `candidates` by edits on folded text, where it is near enough to be meant: at most a
/// third of the letters differ (and at least one edit is allowed). Ties go to the first.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = super::fold(written).chars().collect();
    let allowed = (wanted.len() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let letters: Vec<char> = super::fold(candidate).chars().collect();
        if letters.len().abs_diff(wanted.len()) > allowed {
            continue;
        }
        let distance = edits(&wanted, &letters);
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many edits make `a` of `b`; both as they are to be compared.
pub fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    edits(&a, &b)
}

/// Edit distance with swapped neighbours as one edit (optimal string alignment).
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_proposed_and_far_ones_are_not() {
        let keys = ["title", "themes", "number", "school_year"];
        assert_eq!(nearest("tilte", keys), Some("title"));
        assert_eq!(nearest("schol_year", keys), Some("school_year"));
        assert_eq!(nearest("xyz", keys), None);
        assert_eq!(nearest("chủ-đề", ["chu-de"]), Some("chu-de"));
    }
}
