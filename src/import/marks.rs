//! Words that do not stand on the line as others do: struck out, above it, below it. Markdown has no such words, and as
//! plain letters they would say something else: 10³ is not 103.
//!
//! In: the text as a reader gave it. Out: the same text without struck words, each a loss at its place; raised words as
//! the signs that Unicode has for them, else `^(…)` and `_(…)`.

use super::flow::{ImportLoss, ImportedItem, ImportedText, Paragraph, Raised, StyledRun};
use super::repair::{Repair, RepairKind};

/// Settles all marks of the text.
pub(super) fn settle(flow: &mut ImportedText) {
    let (losses, repairs) = (&mut flow.losses, &mut flow.repairs);
    let mut settle = |paragraph: &mut Paragraph| {
        strike(paragraph, losses);
        level(paragraph, losses, repairs);
    };
    for item in &mut flow.items {
        match item {
            ImportedItem::Paragraph(paragraph) => settle(paragraph),
            ImportedItem::Table(table) => table.rows.iter_mut().flatten().flatten().for_each(&mut settle),
            ImportedItem::PageBreak => {}
        }
    }
    flow.footnotes.iter_mut().flatten().for_each(settle);
}

/// Leaves out what is struck out: a date that was struck is not the date.
fn strike(paragraph: &mut Paragraph, losses: &mut Vec<ImportLoss>) {
    if !paragraph.runs.iter().any(|run| run.struck) {
        return;
    }
    let mut words = String::new();
    let mut kept: Vec<StyledRun> = Vec::new();
    for run in std::mem::take(&mut paragraph.runs) {
        if run.struck && !(run.text.trim().is_empty() && words.is_empty()) {
            words.push_str(&run.text);
            continue;
        }
        tell(&mut words, paragraph, losses);
        kept.push(StyledRun { struck: false, ..run });
    }
    tell(&mut words, paragraph, losses);
    paragraph.runs = kept;
    if paragraph.is_blank() {
        paragraph.label = None;
    }
}

fn tell(words: &mut String, paragraph: &Paragraph, losses: &mut Vec<ImportLoss>) {
    let words = std::mem::take(words);
    if !words.trim().is_empty() {
        losses.push(ImportLoss::at("import-struck", &words, paragraph.at));
    }
}

/// Turns raised and lowered words into signs on the line.
fn level(paragraph: &mut Paragraph, losses: &mut Vec<ImportLoss>, repairs: &mut Vec<Repair>) {
    let is_word = |run: &&StyledRun| !run.text.trim().is_empty();
    if !paragraph.runs.iter().any(|run| run.raised != Raised::No) {
        return;
    }
    // A whole paragraph is set high or low for its looks.
    let all = paragraph.runs.iter().filter(is_word).all(|run| run.raised != Raised::No);
    let mut before = ' ';
    for run in &mut paragraph.runs {
        let raised = std::mem::take(&mut run.raised);
        if raised != Raised::No && !all && !run.text.trim().is_empty() {
            let words = run.text.trim().to_owned();
            let written = on_the_line(&words, raised, before);
            let mark = if raised == Raised::Up { '^' } else { '_' };
            if written.starts_with(mark) {
                losses.push(ImportLoss::at("import-raised", &written, paragraph.at));
            } else {
                repairs.push(Repair::new(RepairKind::Raised, paragraph.at, &words, &written));
            }
            run.text = run.text.replacen(&words, &written, 1);
        }
        before = run.text.chars().last().unwrap_or(before);
    }
}

/// Words above or below the line, after the sign `before`: "³", "ⁿ"; a word keeps its letters, for "20.000đ" is the
/// same sum with a small đ; what holds a figure and has no signs is "^(2,5)".
fn on_the_line(words: &str, raised: Raised, before: char) -> String {
    let signs: Option<String> = words.chars().map(|c| sign(c, raised)).collect();
    let is_word = words.chars().count() > 1 && words.chars().all(char::is_alphabetic);
    match signs {
        Some(signs) if !is_word => signs,
        // "x" above the line and "x" behind another letter are two things.
        _ if is_word || words.chars().all(|c| c.is_alphabetic() && !c.is_ascii()) => words.to_owned(),
        _ if !words.contains(char::is_alphanumeric) => words.to_owned(),
        _ if before.is_whitespace() && !words.contains(char::is_numeric) => words.to_owned(),
        _ => format!("{}({words})", if raised == Raised::Up { '^' } else { '_' }),
    }
}

/// The sign of Unicode for `c` above or below the line.
pub(super) fn sign(c: char, raised: Raised) -> Option<char> {
    const PLAIN: &str = "0123456789+-−=()aehijklmnoprstuvxbcdfgwyz";
    const UP: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵉʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛˣᵇᶜᵈᶠᵍʷʸᶻ";
    const DOWN: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ";
    let at = PLAIN.chars().position(|plain| plain == c)?;
    match raised {
        Raised::Up => UP.chars().nth(at),
        Raised::Down => DOWN.chars().nth(at),
        Raised::No => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(runs: &[(&str, Raised, bool)]) -> Paragraph {
        let run = |(text, raised, struck): &(&str, Raised, bool)| StyledRun {
            text: (*text).to_owned(),
            raised: *raised,
            struck: *struck,
            ..StyledRun::default()
        };
        Paragraph { runs: runs.iter().map(run).collect(), label: Some("1.".into()), ..Paragraph::default() }
    }

    #[test]
    fn raised_figures_are_signs_and_words_keep_their_letters() {
        for (base, raised, side, expected) in [
            ("10", "3", Raised::Up, "10³"),
            ("m", "2", Raised::Up, "m²"),
            ("CO", "2", Raised::Down, "CO₂"),
            ("10", "-6", Raised::Up, "10⁻⁶"),
            ("2", "n+1", Raised::Up, "2ⁿ⁺¹"),
            ("x", "ij", Raised::Down, "xij"),
            ("x", "i", Raised::Down, "xᵢ"),
            ("20.000", "đ", Raised::Up, "20.000đ"),
            ("5", "th", Raised::Up, "5th"),
            ("10", "2,5", Raised::Up, "10^(2,5)"),
            ("a", "2Q", Raised::Down, "a_(2Q)"),
            ("theo", "(1)", Raised::Up, "theo⁽¹⁾"),
            ("x", "*", Raised::Up, "x*"),
        ] {
            let mut paragraph = paragraph(&[(base, Raised::No, false), (raised, side, false)]);
            level(&mut paragraph, &mut Vec::new(), &mut Vec::new());
            assert_eq!(paragraph.text(), expected);
        }
    }

    #[test]
    fn struck_words_are_left_out_and_told() {
        let mut flow = ImportedText::default();
        let one =
            paragraph(&[("Nộp ngày ", Raised::No, false), ("01/9", Raised::No, true), ("/2024", Raised::No, true)]);
        let all = paragraph(&[("Bỏ.", Raised::No, true)]);
        flow.items = vec![ImportedItem::Paragraph(one), ImportedItem::Paragraph(all)];
        settle(&mut flow);
        let texts: Vec<String> = flow.paragraphs().map(Paragraph::text).collect();
        assert_eq!(texts, ["Nộp ngày ", ""]);
        let told: Vec<&str> = flow.losses.iter().map(|loss| loss.what.as_str()).collect();
        assert_eq!(told, ["01/9/2024", "Bỏ."]);
        assert!(flow.paragraphs().last().is_some_and(|paragraph| paragraph.label.is_none()));
    }
}
