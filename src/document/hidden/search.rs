//! The search for what is hidden in the body of a file.
//!
//! In: Markdown. Out: its hidden parts in order. Linear but for a bounded number of readings.

use super::remark::{self, Remark};
use super::signs::{self, DOUBTFUL};
use super::visible::Visible;
use crate::document::parse::{OPTIONS, mask};
use crate::source::{HiddenPart, Span};
use pulldown_cmark::{Event, Parser, Tag};
use std::collections::BTreeSet;
use std::ops::Range;

/// Readings of one text. What is found after so many is taken all at once, code or not.
const MOST_READINGS: usize = 16;

/// The hidden parts of a text.
pub(super) fn hidden(text: &str) -> Vec<HiddenPart> {
    let mut parts = Vec::new();
    if !may_hide(text) {
        return parts;
    }
    for reading in 1..=MOST_READINGS {
        let visible = Visible::new(text, &parts);
        let mut search = Search {
            text: &visible.text,
            read: Reading::of(&visible.text),
            found: Vec::new(),
            last: reading == MOST_READINGS,
        };
        search.run();
        if search.found.is_empty() {
            break;
        }
        let moved = |span: Span| visible.source(&span.range());
        let found =
            search.found.iter().map(|part| HiddenPart { span: moved(part.span), cut: moved(part.cut), ..*part });
        let found: Vec<HiddenPart> = found.collect();
        parts = merged(parts.into_iter().chain(found).collect());
    }
    parts
}

/// Whether a text has any of the signs. Footnotes have one of them, too.
fn may_hide(text: &str) -> bool {
    let mut from = 0;
    let mut is_definition = |at: usize| {
        let before = &text[from..at];
        from = at;
        before.rfind('[').is_some_and(|open| !before[open..].starts_with("[^"))
    };
    // Most texts have no bracket at all, and one sign is found faster than two.
    text.contains('[') && (text.contains("[//") || text.match_indices("]:").any(|(at, _)| is_definition(at)))
        || signs::first(text).is_some()
}

/// Parts that touch each other in one: what a later reading found may have an earlier part inside.
fn merged(mut parts: Vec<HiddenPart>) -> Vec<HiddenPart> {
    parts.sort_by_key(|part| (part.cut.start, part.cut.end));
    let mut merged: Vec<HiddenPart> = Vec::with_capacity(parts.len());
    for part in parts {
        match merged.last_mut().filter(|before| part.cut.start < before.cut.end) {
            Some(before) => {
                before.cut.end = before.cut.end.max(part.cut.end);
                before.span = Span::new(before.span.start.min(part.span.start), before.span.end.max(part.span.end));
                before.code = before.code.or(part.code);
            }
            None => merged.push(part),
        }
    }
    merged
}

/// What the parser of Markdown makes of a text.
struct Reading {
    /// Blocks of code.
    code: Vec<Range<usize>>,
    /// Words of code.
    words: Vec<Range<usize>>,
    /// What it shows of paragraphs, headings and cells, each with the furthest end so far.
    shown: Vec<(usize, usize)>,
    /// Blocks of HTML.
    html: Vec<Range<usize>>,
    /// Definitions of links that are used.
    used: BTreeSet<usize>,
}

impl Reading {
    fn of(text: &str) -> Self {
        let masked = mask(text);
        let mut events = Parser::new_ext(&masked, OPTIONS).into_offset_iter();
        let (mut code, mut words, mut shown, mut html) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut labels = BTreeSet::new();
        for (event, range) in events.by_ref() {
            match event {
                Event::Start(Tag::CodeBlock(_)) => code.push(range),
                Event::Html(_) => html.push(range),
                Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) => {
                    labels.insert(link_label(&id));
                    shown.push((range.start, range.end));
                }
                Event::Code(_) => {
                    shown.push((range.start, range.end));
                    words.push(range);
                }
                Event::Text(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => {
                    shown.push((range.start, range.end));
                }
                _ => {}
            }
        }
        let definitions = events.reference_definitions().iter();
        let used = definitions
            .filter(|(label, _)| labels.contains(&link_label(label)))
            .map(|(_, found)| found.span.start)
            .collect();
        shown.sort_unstable();
        let mut furthest = 0;
        for (_, end) in &mut shown {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        Self { code, words, shown, html, used }
    }

    /// Whether a reader sees what stands at byte `at`.
    fn shows(&self, at: usize) -> bool {
        let last = self.shown.partition_point(|(start, _)| *start <= at).checked_sub(1);
        last.is_some_and(|last| at < self.shown[last].1)
    }

    fn is_html(&self, at: usize) -> bool {
        around(&self.html, at).is_some()
    }
}

/// The range that byte `at` stands in.
fn around(ranges: &[Range<usize>], at: usize) -> Option<&Range<usize>> {
    let last = ranges.partition_point(|range| range.start <= at).checked_sub(1)?;
    ranges.get(last).filter(|range| at < range.end)
}

/// Labels of link definitions match without regard to case and white space.
fn link_label(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// One walk over a text.
struct Search<'t> {
    text: &'t str,
    read: Reading,
    found: Vec<HiddenPart>,
    last: bool,
}

/// The beginning of a line.
struct LineHead {
    /// First byte of the line.
    start: usize,
    /// First byte behind the markers of quotations, lists and footnotes.
    text: usize,
    /// Something of it stays when the rest is taken away: a marker.
    has_marker: bool,
    /// A footnote begins there.
    has_note: bool,
}

/// How the walk goes on.
enum Step {
    /// With the line that begins at a byte.
    Line(usize),
    /// In the same line, with the byte.
    Go(usize),
    /// Not before the text is read anew.
    Stop,
}

impl Search<'_> {
    fn run(&mut self) {
        let mut line = 0;
        while line < self.text.len() {
            let mut head = self.head(line);
            if !self.last && around(&self.read.code, head.text).is_some() {
                line = remark::line_end(self.text, head.text) + 1;
                continue;
            }
            let mut from = head.text;
            line = loop {
                match self.step(&head, from) {
                    Step::Line(next) => break next,
                    Step::Go(next) => {
                        // What follows a remark at the beginning of a line begins it.
                        if self.found.last().is_some_and(|part| part.span.start == head.text) {
                            head.text = next;
                        }
                        from = next;
                    }
                    Step::Stop => return,
                }
            };
        }
    }

    /// Reads a line from byte `from` on.
    fn step(&mut self, head: &LineHead, from: usize) -> Step {
        let end = remark::line_end(self.text, from);
        if from == head.text {
            if let Some(Remark { end, doubtful }) = remark::read(self.text, from) {
                let stands = !self.read.shows(from) && !self.read.is_html(from);
                return self.take(head, from, end, stands, doubtful.then_some(DOUBTFUL));
            }
            if let Some(end) = self.unused_definition(from, end) {
                return self.take(head, from, end, true, Some("link-definition-unused"));
            }
        }
        let mut at = from;
        while at < end
            && let Some(sign) = signs::first(&self.text[at..end]).map(|sign| at + sign)
        {
            let Some(code) = around(&self.read.words, sign).filter(|_| !self.last) else {
                return self.sign(head, sign);
            };
            let goes_on = self.text[sign..].starts_with("<!--") && !self.text[sign..code.end].contains("-->");
            if goes_on && self.text[code.end..].contains("-->") {
                // It begins in words of code and ends behind them.
                return self.doubt(sign);
            }
            at = code.end;
        }
        Step::Line(end + 1)
    }

    /// Takes the rest of the line, and says so.
    fn doubt(&mut self, at: usize) -> Step {
        let end = remark::line_end(self.text, at);
        let span = Span::new(at, self.text[..end].trim_end().len().max(at + 1));
        self.found.push(HiddenPart { span, cut: span, stands: false, code: Some(DOUBTFUL) });
        Step::Line(end + 1)
    }

    /// Takes the remark whose sign stands at byte `at`.
    fn sign(&mut self, head: &LineHead, at: usize) -> Step {
        let text = self.text;
        let Some(inner) = text[at..].strip_prefix("<!--") else { return self.doubt(at) };
        let (length, doubtful) = match inner.find("-->") {
            Some(length) => (length + 3, inner[..length].contains("<!--")),
            None => (inner.trim_end().len(), true),
        };
        let close = at + 4 + length;
        let code = doubtful.then_some(DOUBTFUL);
        let behind = &text[close..remark::line_end(text, close)];
        if at == head.text && behind.trim().is_empty() {
            let above = text[..head.start].strip_suffix('\n').unwrap_or_default();
            let above = &above[above.rfind('\n').map_or(0, |end| end + 1)..];
            let stands = self.read.is_html(at) && remark::is_blank(above);
            return self.take(head, at, close, stands, code);
        }
        let mut cut = Span::new(at, close);
        if behind.trim().is_empty() {
            cut.start = head.text.max(text[..at].trim_end_matches([' ', '\t']).len());
        } else if at == head.text || text[..at].ends_with([' ', '\t']) {
            cut.end += behind.len() - behind.trim_start_matches([' ', '\t']).len();
        }
        self.found.push(HiddenPart { span: Span::new(at, close), cut, stands: false, code });
        if self.is_torn(at, close) { Step::Stop } else { Step::Go(cut.end) }
    }

    /// Takes what stands from `at` to `end` and fills its lines.
    fn take(&mut self, head: &LineHead, at: usize, end: usize, stands: bool, code: Option<&'static str>) -> Step {
        let next = (remark::line_end(self.text, end) + 1).min(self.text.len());
        let below = &self.text[next..remark::line_end(self.text, next)];
        let column = head.text - head.start;
        let goes_on =
            !remark::is_blank(below) && below.len() - below.trim_start_matches([' ', '\t', '>']).len() >= column.min(2);
        let mut part = HiddenPart { span: Span::new(at, end), cut: Span::new(at, end), stands, code };
        if head.has_marker && !head.has_note && !goes_on {
            // An item of a list that holds nothing else.
            part =
                HiddenPart { span: Span::new(head.start, end), cut: Span::new(head.start, next), stands: false, code };
        } else if !head.has_marker && !stands {
            part.cut = Span::new(head.start, next);
        }
        self.found.push(part);
        if self.is_torn(at, end) { Step::Stop } else { Step::Line(next) }
    }

    /// Whether what is taken away has signs of blocks, so that what stands below was read wrongly.
    fn is_torn(&self, start: usize, end: usize) -> bool {
        let taken = &self.text[start..end];
        let mut below = taken.lines().skip(1);
        !self.last
            && (taken.contains('\n') && (taken.contains("```") || taken.contains("~~~")) || below.any(remark::is_blank))
    }

    /// The end of the definition of a link at byte `at` that no link uses.
    fn unused_definition(&self, at: usize, line_end: usize) -> Option<usize> {
        let line = &self.text[at..line_end];
        let (label, rest) = remark::label(line)?;
        let is_one = rest.starts_with(':') && !label.starts_with('^') && line.trim_end() != super::visible::STAND_IN;
        if !is_one || self.read.used.contains(&at) || self.read.shows(at) || self.read.is_html(at) {
            return None;
        }
        // Its target and its title may stand on lines of their own.
        let mut end = line_end;
        while end < self.text.len() {
            let next = remark::line_end(self.text, end + 1);
            let head = self.head(end + 1);
            let below = &self.text[head.text.min(next)..next];
            if remark::is_blank(below) || below.starts_with('[') || head.has_marker || self.is_read(head.text, next) {
                break;
            }
            end = next;
        }
        Some(self.text[..end].trim_end().len())
    }

    /// Whether the parser made something of the line from `start` to `end`.
    fn is_read(&self, start: usize, end: usize) -> bool {
        let first = self.read.shown.partition_point(|(begin, _)| *begin < start);
        self.read.shows(start)
            || self.read.shown.get(first).is_some_and(|(begin, _)| *begin < end)
            || self.read.is_html(start)
            || around(&self.read.code, start).is_some()
            || self.text[start..end].starts_with(['#', '-', '*', '_', '`', '~'])
    }

    fn head(&self, line: usize) -> LineHead {
        let bytes = self.text.as_bytes();
        let mut head = LineHead { start: line, text: line, has_marker: false, has_note: false };
        loop {
            let rest = &bytes[head.text..];
            let digits = rest.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
            let spaced = |at: usize| rest.get(at).is_some_and(|byte| matches!(byte, b' ' | b'\t'));
            match rest.first() {
                Some(b' ' | b'\t' | b'>') => head.text += 1,
                Some(b'-' | b'+' | b'*') if spaced(1) => {
                    head.text += 1;
                    head.has_marker = true;
                }
                Some(b'0'..=b'9') if matches!(rest.get(digits), Some(b'.' | b')')) && spaced(digits + 1) => {
                    head.text += digits + 1;
                    head.has_marker = true;
                }
                Some(b'[') if rest.get(1) == Some(&b'^') => {
                    let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                    let Some(close) = self.text[head.text..head.text + end].find("]:") else { return head };
                    head.text += close + 2;
                    (head.has_marker, head.has_note) = (true, true);
                }
                _ => return head,
            }
        }
    }
}
