//! Files that say of every paragraph whether it is a heading, as those of `congbao export` do: what they say counts, and
//! nothing is told from labels.
//!
//! In: joined paragraphs. Out: levels of headings, and where a heading ends that its paragraph runs on from.

use super::flow::Paragraph;
use super::outline::BodyPart;

/// Whether most paragraphs are said to be text.
pub(super) fn is_outlined(parts: &[BodyPart]) -> bool {
    let paragraphs = parts.iter().filter_map(|part| match part {
        BodyPart::Paragraph(paragraph) if paragraph.heading.is_none() => Some(paragraph),
        _ => None,
    });
    let (said, all) = paragraphs.fold((0, 0), |(said, all), one| (said + usize::from(one.plain), all + 1));
    said * 2 > all
}

/// The level of the heading in Markdown.
pub(super) fn level(paragraph: &Paragraph) -> Option<u8> {
    paragraph.heading.map(|level| level.saturating_add(1).clamp(2, 6))
}

/// Where the heading ends in `text`, which is the paragraph with its label, where the file says so.
pub(super) fn run_in_end(paragraph: &Paragraph, text: &str) -> Option<usize> {
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let heading = paragraph.run_in? + paragraph.label.as_deref().map_or(0, letters);
    let mut ends = text.char_indices().filter(|(_, c)| !c.is_whitespace()).map(|(at, c)| at + c.len_utf8());
    ends.nth(heading.checked_sub(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::flow::StyledRun;

    #[test]
    fn a_heading_ends_where_the_file_says() {
        let runs = vec![StyledRun { text: "Phạm vi. Quy định".into(), ..StyledRun::default() }];
        let mut paragraph =
            Paragraph { runs, label: Some("1.".into()), heading: Some(2), run_in: Some(7), ..Paragraph::default() };
        let text = "1. Phạm vi. Quy định";
        assert_eq!(run_in_end(&paragraph, text).map(|end| &text[..end]), Some("1. Phạm vi."));
        assert_eq!(level(&paragraph), Some(3));
        paragraph.run_in = Some(100);
        assert_eq!(run_in_end(&paragraph, text), None);
    }
}
