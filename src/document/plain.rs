//! Reads plain text as flows: what came out of a PDF or a web page, with hard-wrapped lines, blank lines inside
//! sentences and the stars of a half-hearted Markdown.
//!
//! In: text. Out: [`Flow`]s over it, all in one section; white space inside a flow is one space, `**` is
//! left out, and so is what belongs to the page: running heads of the gazette, a page number inside a
//! reference, the border of a cell there.

use super::flow::Flow;
use super::furniture;
use crate::source::Span;
use std::ops::Range;

/// A heading of a few words may stand without a full stop; longer lines are sentences that go on.
const LONGEST_HEADING: usize = 90;

/// The paragraphs of `text`. Lines are joined unless the first ends and the second begins a paragraph: a number broken
/// over a blank line ("29-⏎⏎NQ/TW") stays in one flow.
pub fn flows(text: &str) -> Vec<Flow> {
    let mut flows: Vec<Flow> = Vec::new();
    let mut previous: Option<PlainLine<'_>> = None;
    let mut lines = lines(text).peekable();
    while let Some(line) = lines.next() {
        if let (Some(before), Some(after)) = (&previous, lines.peek())
            && furniture::is_page_number(line.text)
            && (line.beside_head || furniture::cuts_reference(before.text, line.text, after.text))
        {
            continue;
        }
        let joined = previous.as_ref().is_some_and(|previous| !line.begins_after(previous));
        match flows.last_mut().filter(|_| joined) {
            Some(flow) => {
                let end = flow.runs.last().map_or(line.start, |run| run.source.end);
                flow.add(" ", Span::new(end, line.start));
                add(flow, &line);
            }
            None => {
                let mut flow = Flow { section: 0, text: String::new(), runs: Vec::new() };
                add(&mut flow, &line);
                flows.push(flow);
            }
        }
        previous = Some(line);
    }
    flows
}

fn add(flow: &mut Flow, line: &PlainLine<'_>) {
    if !line.text.contains('*') {
        return add_unmarked(flow, line, line.text, line.start);
    }
    let mut start = line.start;
    for piece in line.text.split("**") {
        add_unmarked(flow, line, piece, start);
        start += piece.len() + "**".len();
    }
}

/// A piece of a line without the stars, and what of it belongs to the page left out.
fn add_unmarked(flow: &mut Flow, line: &PlainLine<'_>, piece: &str, start: usize) {
    let mut from = 0;
    let heads = if line.may_hold_head { furniture::running_heads(piece) } else { Vec::new() };
    let left_out = if heads.is_empty() { border(piece).into_iter().collect() } else { heads };
    for left_out in left_out {
        add_piece(flow, &piece[from..left_out.start], start + from);
        from = left_out.end;
    }
    add_piece(flow, &piece[from..], start + from);
}

fn add_piece(flow: &mut Flow, piece: &str, start: usize) {
    if !piece.is_empty() {
        flow.add(piece, Span::new(start, start + piece.len()));
    }
}

/// The border of a cell inside a reference: "2236/QĐ- | BGDĐT".
fn border(piece: &str) -> Option<Range<usize>> {
    let borders = piece.match_indices('|').map(|(at, sign)| at..at + sign.len());
    let mut borders = borders.filter(|border| furniture::is_open(&piece[..border.start]));
    borders.find(|border| furniture::starts_part(&piece[border.end..]))
}

/// A line that is not blank, without white space at its ends.
struct PlainLine<'t> {
    text: &'t str,
    start: usize,
    after_blank: bool,
    /// The line before or after it is the running head of a page.
    beside_head: bool,
    may_hold_head: bool,
}

fn lines(text: &str) -> impl Iterator<Item = PlainLine<'_>> {
    let mut start = 0;
    let mut after_blank = false;
    let mut after_head = false;
    let mut heads = furniture::head_starts(text).peekable();
    let mut lines = text.split('\n').filter_map(move |line| {
        let at = start;
        start += line.len() + 1;
        let rest = line.trim_start();
        let trimmed = rest.trim_end();
        if trimmed.is_empty() {
            after_blank = true;
            return None;
        }
        let leading = line.len() - rest.len();
        let after_blank = std::mem::take(&mut after_blank);
        while heads.next_if(|head| *head < at).is_some() {}
        let may_hold_head = heads.peek().is_some_and(|head| *head < start);
        Some(PlainLine { text: trimmed, start: at + leading, after_blank, beside_head: false, may_hold_head })
    });
    let mut next = lines.next();
    std::iter::from_fn(move || {
        loop {
            let mut line = next.take()?;
            next = lines.next();
            if line.is_running_head() {
                after_head = true;
                continue;
            }
            let before_head = next.as_ref().is_some_and(PlainLine::is_running_head);
            line.beside_head = std::mem::take(&mut after_head) || before_head;
            return Some(line);
        }
    })
}

impl PlainLine<'_> {
    /// Whether a line is nothing but the running head of the gazette.
    fn is_running_head(&self) -> bool {
        self.may_hold_head
            && furniture::running_heads(self.text).first().is_some_and(|head| head.len() == self.text.len())
    }

    /// Whether a new paragraph begins here.
    fn begins_after(&self, previous: &PlainLine<'_>) -> bool {
        let Some(first) = self.text.chars().next() else { return true };
        if furniture::is_open(previous.text) && furniture::starts_part(self.text) {
            return false;
        }
        let end = previous.text.trim_end_matches(['”', '"', '’', ')', '*']).chars().last();
        let opens = first.is_uppercase() || self.is_labelled();
        match end {
            Some('.' | '!' | '?' | '/') => opens || self.after_blank && !first.is_lowercase(),
            Some(';' | ':') => opens,
            _ => {
                self.is_numbered_article()
                    || self.after_blank && self.text.starts_with("Phụ lục ") && previous.text.len() < LONGEST_HEADING
                    || self.after_blank && opens && (previous.is_heading() || self.is_capitals() || self.is_labelled())
            }
        }
    }

    /// "- ", "+ ", "1. ", "a) ", "II. ": what begins an item of a list.
    fn is_labelled(&self) -> bool {
        let Some((label, _)) = self.text.split_once(char::is_whitespace) else { return false };
        if matches!(label, "-" | "–" | "+" | "*" | "•" | "#" | "##" | "###") {
            return true;
        }
        let Some(bare) = label.strip_suffix(['.', ')']) else { return false };
        let numeric =
            !bare.is_empty() && bare.len() <= 8 && bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        // "… phổ thông⏎2018. Tăng cường": a year ends a sentence.
        let numeric = numeric && !(bare.len() == 4 && bare.starts_with(['1', '2']) && bare.parse::<u16>().is_ok());
        let roman = !bare.is_empty() && bare.len() <= 6 && bare.bytes().all(|byte| b"IVXLC".contains(&byte));
        numeric || roman || bare.chars().count() == 1 && bare.chars().all(char::is_alphabetic)
    }

    /// "Điều 5." at the head of a line.
    fn is_numbered_article(&self) -> bool {
        let rest = self.text.strip_prefix("Điều ").unwrap_or_default();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        digits > 0 && rest[digits..].trim_start_matches(|c: char| c.is_ascii_lowercase()).starts_with(['.', ':'])
    }

    fn is_capitals(&self) -> bool {
        self.text.chars().any(char::is_uppercase) && !self.text.chars().any(char::is_lowercase)
    }

    fn is_heading(&self) -> bool {
        self.is_capitals() || self.text.len() <= LONGEST_HEADING && (self.is_labelled() || self.text.starts_with("**"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        flows(text).into_iter().map(|flow| flow.text).collect()
    }

    #[test]
    fn paragraphs_as_a_reader_sees_them() {
        for (text, expected) in [
            ("", &[][..]),
            ("một\r\n hai", &["một hai"]),
            ("Nghị quyết số 29-\n\nNQ/TW ngày\n4/11", &["Nghị quyết số 29- NQ/TW ngày 4/11"]),
            ("Một câu.\nHai câu.", &["Một câu.", "Hai câu."]),
            ("Căn cứ A;\nCăn cứ B;\ntheo đề nghị", &["Căn cứ A;", "Căn cứ B; theo đề nghị"]),
            ("II. TỔ CHỨC THỰC HIỆN\n\nỦy ban nhân dân", &["II. TỔ CHỨC THỰC HIỆN", "Ủy ban nhân dân"]),
            ("thực hiện\n\nNghị quyết số", &["thực hiện Nghị quyết số"]),
            ("quy định tại\nĐiều 5 của Luật", &["quy định tại Điều 5 của Luật"]),
            ("phổ thông\n\n2018. Tăng cường", &["phổ thông 2018. Tăng cường"]),
            ("không có dấu\nĐiều 5. Hiệu lực", &["không có dấu", "Điều 5. Hiệu lực"]),
            ("gồm:\n- Nghị định A,\n- Nghị định B", &["gồm:", "- Nghị định A, - Nghị định B"]),
            ("theo **Luật A** số", &["theo Luật A số"]),
            ("Quyết định số 2236/QĐ-\n2\nBGDĐT", &["Quyết định số 2236/QĐ- BGDĐT"]),
            ("1. Theo số 131/2021/NĐ-\n\nCÔNG BÁO/Số 276/Ngày 16-05-2026 \n60\n \nCP", &["1. Theo số 131/2021/NĐ- CP"]),
            ("Nghị định số\n\n52\nCÔNG BÁO/Số 539 + 540/Ngày 16-7-2021\n \n143/2016", &["Nghị định số 143/2016"]),
            ("| 2236/QĐ- | BGDĐT | 2 |", &["| 2236/QĐ-  BGDĐT | 2 |"]),
            ("Số thửa\n45\nSố tờ", &["Số thửa 45 Số tờ"]),
        ] {
            assert_eq!(texts(text), expected, "{text}");
        }
    }

    #[test]
    fn places_lead_back_to_the_text() {
        let text = "theo **Luật\n\n Trẻ em** năm 2016";
        let flow = flows(text).remove(0);
        assert_eq!(flow.text, "theo Luật Trẻ em năm 2016");
        let at = flow.text.find("Luật Trẻ em").expect("there");
        let span = flow.source_span(Span::new(at, at + "Luật Trẻ em".len()));
        assert_eq!(&text[span.range()], "Luật\n\n Trẻ em");
    }
}
