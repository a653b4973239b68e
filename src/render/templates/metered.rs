//! Puts questions to the meter into the text of a template: before a loop runs, where a part of a page is made, where
//! text is put out or kept. The engine has no limit of its own, and no place in it hears of an empty loop's rounds.
//!
//! In: the text of a template that the engine can read. Out: a text that makes the same bytes, and asks the functions
//! of [`super::meter`] with the number of the place.
//!
//! ```text
//! {% for a in list %}        {% for a in (list)|metered_loop(at=0,body=9) %}
//! {{ a.title }}              {{ (a.title)|metered_text(at=1) }}
//! {% set b = a ~ a %}        {% set b = (a ~ a)|metered_value(at=2) %}
//! {% include "x.html" %}     {{ metered_part(at=3) }}{% include "x.html" %}
//! ```

use std::ops::Range;

/// Names that the meter registers with the engine.
pub(super) const LOOP: &str = "metered_loop";
pub(super) const TEXT: &str = "metered_text";
pub(super) const VALUE: &str = "metered_value";
pub(super) const PART: &str = "metered_part";

/// A text with the questions in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Metered {
    pub text: String,
    /// Where each question stands, in bytes of the text before; the first has the number that was asked for.
    pub places: Vec<usize>,
}

/// The metered form of `source`; places are numbered from `first`. `None`: the text is no template that can be read,
/// which the engine says better.
pub(super) fn metered(source: &str, first: usize) -> Option<Metered> {
    let mut writer =
        Writer { source, first, insertions: Vec::new(), places: Vec::new(), loops: Vec::new(), sets: Vec::new() };
    let mut at = 0;
    while let Some(tag) = next_tag(source, &mut at)? {
        writer.tag(&tag);
    }
    Some(writer.finish())
}

/// A tag `{% … %}` or an expression `{{ … }}`.
struct Tag {
    is_expression: bool,
    /// With its marks.
    whole: Range<usize>,
    /// Its words and signs.
    tokens: Vec<Range<usize>>,
    trims_before: bool,
    trims_behind: bool,
}

/// The next tag from `at` on, which moves behind it. Comments and raw parts are passed over. Outer `None`: no template.
fn next_tag(source: &str, at: &mut usize) -> Option<Option<Tag>> {
    loop {
        let rest = &source[*at..];
        let Some(found) = rest
            .match_indices('{')
            .map(|(place, _)| place)
            .find(|place| rest.as_bytes().get(place + 1).is_some_and(|next| matches!(next, b'{' | b'%' | b'#')))
        else {
            return Some(None);
        };
        let start = *at + found;
        if source[start..].starts_with("{#") {
            *at = start + source[start..].find("#}")? + 2;
        } else if let Some(length) = simple_tag(&source[start..], "raw") {
            *at = end_of_raw(source, start + length)?;
        } else {
            let tag = read_tag(source, start)?;
            *at = tag.whole.end;
            return Some(Some(tag));
        }
    }
}

/// The length of the tag `{% name %}` at the start of `text`.
fn simple_tag(text: &str, name: &str) -> Option<usize> {
    let inner = text.strip_prefix("{%")?;
    let inner = inner.strip_prefix('-').unwrap_or(inner).trim_ascii_start().strip_prefix(name)?.trim_ascii_start();
    let behind = inner.strip_prefix('-').unwrap_or(inner).strip_prefix("%}")?;
    Some(text.len() - behind.len())
}

fn end_of_raw(source: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += source[at..].find("{%")?;
        match simple_tag(&source[at..], "endraw") {
            Some(length) => return Some(at + length),
            None => at += 2,
        }
    }
}

fn read_tag(source: &str, start: usize) -> Option<Tag> {
    let is_expression = source[start..].starts_with("{{");
    let close = if is_expression { "}}" } else { "%}" };
    let trims_before = source[start + 2..].starts_with('-');
    let mut at = start + 2 + usize::from(trims_before);
    let mut tokens = Vec::new();
    loop {
        at += source[at..].len() - source[at..].trim_ascii_start().len();
        let rest = &source[at..];
        let trims_behind = rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(close));
        if trims_behind || rest.starts_with(close) {
            let whole = start..at + close.len() + usize::from(trims_behind);
            return Some(Tag { is_expression, whole, tokens, trims_before, trims_behind });
        }
        let length = token_length(rest)?;
        tokens.push(at..at + length);
        at += length;
    }
}

fn token_length(rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    if matches!(first, '"' | '\'' | '`') {
        let mut escaped = false;
        let closed = rest.char_indices().skip(1).find(|(_, c)| {
            let closes = !escaped && *c == first;
            escaped = !escaped && *c == '\\';
            closes
        });
        return Some(closed?.0 + 1);
    }
    let word = rest.find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    Some(if word > 0 { word } else { first.len_utf8() })
}

struct Writer<'s> {
    source: &'s str,
    first: usize,
    /// Where, and what to put there; in order of the places.
    insertions: Vec<(usize, String)>,
    places: Vec<usize>,
    /// Loops that are open: which insertion says how long the body is, and where the body begins.
    loops: Vec<(usize, usize)>,
    /// Names that blocks of text are kept under, and the tag that keeps them.
    sets: Vec<(String, &'static str)>,
}

impl Writer<'_> {
    fn word(&self, tag: &Tag, nth: usize) -> &str {
        tag.tokens.get(nth).map_or("", |token| &self.source[token.clone()])
    }

    /// The number of a new place.
    fn place(&mut self, at: usize) -> usize {
        self.places.push(at);
        self.first + self.places.len() - 1
    }

    fn insert(&mut self, at: usize, text: String) {
        self.insertions.push((at, text));
    }

    fn tag(&mut self, tag: &Tag) {
        self.comprehensions(tag);
        if tag.is_expression {
            // A component is put out without being a value; its own body asks.
            if let (Some(first), false) = (tag.tokens.first().cloned(), self.word(tag, 0) == "<") {
                self.wrap(first.start, self.end_of(tag), TEXT);
            }
            return;
        }
        match self.word(tag, 0) {
            "for" => self.start_loop(tag),
            "endfor" => {
                if let Some((insertion, from)) = self.loops.pop() {
                    let body = tag.whole.start.saturating_sub(from);
                    self.insertions[insertion].1 = self.insertions[insertion].1.replace("BODY", &body.to_string());
                }
            }
            set @ ("set" | "set_global") => {
                let set = if set == "set" { "set" } else { "set_global" };
                self.set(tag, set);
            }
            "endset" => self.end_set(tag),
            "block" | "component" => {
                let place = self.place(tag.whole.start);
                let dash = if tag.trims_behind { " -" } else { "" };
                self.insert(tag.whole.end, format!("{{{{ {PART}(at={place}){dash}}}}}"));
            }
            "include" => {
                let place = self.place(tag.whole.start);
                let dash = if tag.trims_before { "-" } else { "" };
                self.insert(tag.whole.start, format!("{{{{{dash} {PART}(at={place}) }}}}"));
            }
            _ => {}
        }
    }

    /// Behind the last word of a tag.
    fn end_of(&self, tag: &Tag) -> usize {
        tag.tokens.last().map_or(tag.whole.end, |token| token.end)
    }

    fn wrap(&mut self, from: usize, to: usize, filter: &str) {
        let place = self.place(from);
        self.insert(from, "(".to_owned());
        self.insert(to, format!(")|{filter}(at={place})"));
    }

    fn start_loop(&mut self, tag: &Tag) {
        let nth = if self.word(tag, 2) == "," { 4 } else { 2 };
        let Some(word) = tag.tokens.get(nth).cloned().filter(|_| self.word(tag, nth) == "in") else { return };
        let place = self.place(tag.whole.start);
        self.insert(word.end, " (".to_owned());
        self.insert(self.end_of(tag), format!(")|{LOOP}(at={place},body=BODY)"));
        self.loops.push((self.insertions.len() - 1, tag.whole.end));
    }

    /// `[expression for a in list if condition]`, anywhere in a tag.
    fn comprehensions(&mut self, tag: &Tag) {
        let mut brackets: Vec<&str> = Vec::new();
        // Depth of the brackets of those that are open.
        let mut open: Vec<(usize, usize)> = Vec::new();
        for (nth, token) in tag.tokens.iter().enumerate() {
            let word = &self.source[token.clone()];
            let ends = matches!(word, "if" | "]") && open.last().is_some_and(|(depth, _)| *depth == brackets.len());
            if let (true, Some((_, place))) = (ends, open.last().copied()) {
                open.pop();
                self.insert(token.start, format!(")|{LOOP}(at={place},body=64) "));
            }
            match word {
                "(" | "[" | "{" => brackets.push(&self.source[token.clone()]),
                ")" | "]" | "}" => _ = brackets.pop(),
                "for" if brackets.last() == Some(&"[") => {
                    let into = if self.word(tag, nth + 2) == "," { nth + 4 } else { nth + 2 };
                    if self.word(tag, into) == "in" {
                        let place = self.place(token.start);
                        self.insert(tag.tokens[into].end, " (".to_owned());
                        open.push((brackets.len(), place));
                    }
                }
                _ => {}
            }
        }
    }

    fn set(&mut self, tag: &Tag, set: &'static str) {
        if self.word(tag, 2) == "=" {
            if let Some(value) = tag.tokens.get(3).map(|token| token.start) {
                self.wrap(value, self.end_of(tag), VALUE);
            }
        } else {
            self.sets.push((self.word(tag, 1).to_owned(), set));
        }
    }

    fn end_set(&mut self, tag: &Tag) {
        let Some((name, set)) = self.sets.pop() else { return };
        let place = self.place(tag.whole.start);
        let dash = if tag.trims_behind { " -" } else { " " };
        self.insert(tag.whole.end, format!("{{% {set} {name} = {name}|{VALUE}(at={place}){dash}%}}"));
    }

    fn finish(mut self) -> Metered {
        // What is put at one place stays in the order in which it was asked for.
        self.insertions.sort_by_key(|(at, _)| *at);
        let mut text = String::with_capacity(self.source.len() * 2);
        let mut done = 0;
        for (at, insertion) in &self.insertions {
            text.push_str(&self.source[done..*at]);
            text.push_str(insertion);
            done = *at;
        }
        text.push_str(&self.source[done..]);
        Metered { text, places: self.places }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_loop_and_every_text_asks() {
        for (source, expected) in [
            ("a {# {% for #} {%- raw -%} {{ x }} {% endraw %} b", "a {# {% for #} {%- raw -%} {{ x }} {% endraw %} b"),
            ("{{ a }}{{- \"}}\" ~ b -}}", "{{ (a)|metered_text(at=7) }}{{- (\"}}\" ~ b)|metered_text(at=8) -}}"),
            ("{% for k, v in a.b %}x{% endfor %}", "{% for k, v in ( a.b)|metered_loop(at=7,body=1) %}x{% endfor %}"),
            (
                "{%- include \"a\" %}{% block b -%} {% endblock %}",
                "{{- metered_part(at=7) }}{%- include \"a\" %}{% block b -%}{{ metered_part(at=8) -}} {% endblock %}",
            ),
            ("{% set a = b ~ b %}", "{% set a = (b ~ b)|metered_value(at=7) %}"),
            (
                "{% set_global a -%} x {% endset -%} y",
                "{% set_global a -%} x {% endset -%}{% set_global a = a|metered_value(at=7) -%} y",
            ),
            (
                "{% if [x for x in a if [y for y in b]] %}",
                "{% if [x for x in ( a )|metered_loop(at=7,body=64) if [y for y in ( b)|metered_loop(at=8,body=64) ]] %}",
            ),
            ("{{<a b=1 />}}{% </a> %}", "{{<a b=1 />}}{% </a> %}"),
        ] {
            assert_eq!(metered(source, 7).map(|metered| metered.text).as_deref(), Some(expected), "{source}");
        }
        for source in ["{{ a", "{# a", "{% raw %}", "{{ 'a }}"] {
            assert_eq!(metered(source, 0), None, "{source}");
        }
    }
}
