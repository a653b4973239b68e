//! Proves that the colours of a site's own style can be read (WCAG 2.2: 1.4.3 Contrast, 1.4.11 Non-text Contrast).
//!
//! In: the site's `style.css` and the built-in one, whose colours stand where the site sets none. Out: a warning for each
//! pair of colours that is too faint, on light pages and on dark ones; a note for each colour that cannot be judged.
//!
//! Colours are the custom properties of `:root`, for light pages and, below `prefers-color-scheme: dark`, for dark ones.
//! Which stands on which is [`PAIRS`]: a new pair of the built-in style is a new row.

mod colour;

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use colour::Colour;
use std::collections::{BTreeMap, BTreeSet};

/// What text needs beside its ground.
const TEXT: f64 = 4.5;
/// What an edge or a sign needs that says something.
const GRAPHIC: f64 = 3.0;

/// What stands on what, and how far apart the two must be.
const PAIRS: [(&str, &str, f64); 30] = [
    ("--ink", "--paper", TEXT),
    ("--ink", "--desk", TEXT),
    ("--ink", "--soft", TEXT),
    ("--ink", "--note", TEXT),
    ("--ink", "--mark", TEXT),
    ("--quiet", "--paper", TEXT),
    ("--quiet", "--desk", TEXT),
    ("--quiet", "--soft", TEXT),
    ("--quiet", "--note", TEXT),
    ("--link", "--paper", TEXT),
    ("--link", "--desk", TEXT),
    ("--link", "--soft", TEXT),
    ("--link", "--note", TEXT),
    ("--link", "--mark", TEXT),
    ("--visited", "--paper", TEXT),
    ("--visited", "--desk", TEXT),
    ("--visited", "--soft", TEXT),
    ("--visited", "--note", TEXT),
    ("--accent", "--paper", TEXT),
    ("--accent", "--desk", TEXT),
    ("--accent", "--note", TEXT),
    ("--on-band", "--band", TEXT),
    ("--good", "--paper", TEXT),
    ("--good", "--desk", TEXT),
    ("--bad", "--paper", TEXT),
    ("--bad", "--desk", TEXT),
    ("--wait", "--paper", TEXT),
    ("--wait", "--desk", TEXT),
    ("--note-line", "--paper", GRAPHIC),
    ("--note-line", "--note", GRAPHIC),
];

/// Pages on a light ground, and on a dark one.
const MODES: [&str; 2] = ["contrast-low", "contrast-low-dark"];

/// A custom property as it is set.
#[derive(Clone, Copy, Debug)]
struct Set<'a> {
    value: &'a str,
    /// Where, in the site's own style; `None` in the built-in one.
    span: Option<Span>,
}

/// Custom properties by name, for light pages and for dark ones.
type Properties<'a> = [BTreeMap<&'a str, Set<'a>>; 2];

/// What is too faint in the site's own `style`.
pub fn contrast(style: &Source, built_in: &str) -> Vec<Diagnostic> {
    if style.text() == built_in {
        return Vec::new();
    }
    let built_in = without_comments(built_in);
    let own = without_comments(style.text());
    let mut all: Properties<'_> = Default::default();
    read(&built_in, false, &mut all);
    read(&own, true, &mut all);
    let mut problems = unread(style, &all);
    let mut said = BTreeSet::new();
    for (mode, code) in MODES.into_iter().enumerate() {
        for (text, ground, needed) in PAIRS {
            let (Some(above), Some(below)) = (all[mode].get(text), all[mode].get(ground)) else { continue };
            let Some(span) = above.span.or(below.span) else { continue };
            let (Some(front), Some(back)) = (colour(above, mode, &all), colour(below, mode, &all)) else { continue };
            let front = front.over(back);
            let ratio = front.contrast(back);
            // The same two colours on light pages and on dark ones are one mistake.
            if ratio >= needed || !said.insert((text, ground, front, back)) {
                continue;
            }
            let better = front.away_from(back, needed);
            let numbers = [("ratio", ratio), ("needed", needed)].map(|(name, value)| (name, one_decimal(value)));
            let problem = Diagnostic::warning(code).at(style, span).with("text", text).with("ground", ground);
            let problem = problem.with("front", front.to_string()).with("back", back.to_string());
            let problem = numbers.into_iter().fold(problem, |problem, (name, value)| problem.with(name, value));
            problems.push(problem.with("better", better.to_string()));
        }
    }
    problems.sort_by(|a, b| a.place.cmp(&b.place));
    problems
}

/// Colours of the site that stand in a pair and are written in a way that this cannot judge.
fn unread(style: &Source, all: &Properties<'_>) -> Vec<Diagnostic> {
    let mut spans = BTreeMap::new();
    for (mode, properties) in all.iter().enumerate() {
        for (name, set) in properties {
            let is_asked = PAIRS.iter().any(|(text, ground, _)| text == name || ground == name);
            let Some(span) = set.span.filter(|_| is_asked && colour(set, mode, all).is_none()) else { continue };
            spans.insert(span, (*name, set.value));
        }
    }
    let problem = |(span, (name, value)): (Span, (&str, &str))| {
        Diagnostic::info("contrast-unread").at(style, span).with("text", name).with("value", value)
    };
    spans.into_iter().map(problem).collect()
}

/// The colour that a property has on pages of this mode. A property may name another one, not without end.
fn colour(set: &Set<'_>, mode: usize, all: &Properties<'_>) -> Option<Colour> {
    const MOST_STEPS: usize = 8;
    let mut value = set.value;
    for _ in 0..MOST_STEPS {
        if let Some(both) = inside(value, "light-dark(") {
            value = both.split_once(',').map(|(light, dark)| [light, dark][mode].trim())?;
        } else if let Some(name) = inside(value, "var(") {
            let (name, otherwise) = name.split_once(',').map_or((name, None), |(name, rest)| (name, Some(rest)));
            value = all[mode].get(name.trim()).map(|set| set.value).or(otherwise).map(str::trim)?;
        } else {
            return Colour::parse(value);
        }
    }
    None
}

fn inside<'a>(value: &'a str, function: &str) -> Option<&'a str> {
    value.strip_prefix(function)?.strip_suffix(')').map(str::trim)
}

/// "4.4", never more than it is.
fn one_decimal(ratio: f64) -> String {
    format!("{:.1}", (ratio * 10.0).floor() / 10.0)
}

/// The style with blanks in the place of remarks and of what stands in quotation marks: every byte stays where it was.
fn without_comments(style: &str) -> String {
    let mut bytes = style.as_bytes().to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &style.as_bytes()[at..];
        let length = match rest[0] {
            b'/' if rest.starts_with(b"/*") => {
                rest.windows(2).skip(2).position(|two| two == b"*/").map_or(rest.len(), |end| end + 4)
            }
            quote @ (b'"' | b'\'') => {
                rest[1..].iter().position(|byte| *byte == quote || *byte == b'\n').map_or(rest.len(), |end| end + 2)
            }
            _ => {
                at += 1;
                continue;
            }
        };
        bytes[at..at + length].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
        at += length;
    }
    String::from_utf8(bytes).expect("whole characters are replaced by blanks")
}

/// What a block of the style sets: nothing that matters here, or properties of light pages, of dark ones, of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reach {
    is_root: bool,
    modes: [bool; 2],
}

impl Reach {
    /// Of a block within this one that begins with `prelude`.
    fn within(self, prelude: &str) -> Self {
        let Some(rule) = prelude.strip_prefix('@') else {
            let is_root = prelude.split(',').any(|selector| matches!(selector.trim(), ":root" | "html"));
            return Self { is_root, ..self };
        };
        let asks = |scheme: &str| rule.contains("prefers-color-scheme") && rule.contains(scheme);
        let modes = if asks("dark") {
            [false, true]
        } else if asks("light") {
            [true, false]
        } else {
            // Layers and what a browser can do change nothing; paper and other media are no screen.
            [!rule.starts_with("media"); 2]
        };
        Self { modes: [self.modes[0] && modes[0], self.modes[1] && modes[1]], ..self }
    }
}

/// Reads the custom properties of `style`, later ones over earlier ones.
fn read<'a>(style: &'a str, is_own: bool, all: &mut Properties<'a>) {
    let mut blocks = vec![Reach { is_root: false, modes: [true; 2] }];
    let mut start = 0;
    for (at, sign) in style.match_indices(['{', '}', ';']) {
        let part = &style[start..at];
        let here = blocks[blocks.len() - 1];
        match sign {
            "{" => blocks.push(here.within(part.trim())),
            _ if here.is_root && part.trim_start().starts_with("--") => {
                let from = start + (part.len() - part.trim_start().len());
                let span = is_own.then(|| Span::new(from, start + part.trim_end().len()));
                if let Some((name, value)) = part.split_once(':') {
                    let set = Set { value: value.trim(), span };
                    let modes = all.iter_mut().zip(here.modes).filter(|(_, is_reached)| *is_reached);
                    modes.for_each(|(properties, _)| {
                        properties.insert(name.trim(), set);
                    });
                }
            }
            _ => {}
        }
        if sign == "}" && blocks.len() > 1 {
            blocks.pop();
        }
        start = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT_IN: &str = include_str!("../../themes/default/static/style.css");

    fn found(style: &str) -> Vec<String> {
        let source = Source::new("themes/default/static/style.css", style);
        let problems = contrast(&source, BUILT_IN);
        let words = |problem: &Diagnostic| {
            let place = problem.place.as_ref().expect("a place");
            let value = |name| problem.arguments.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value);
            format!(
                "{} {}:{} {}/{} {}",
                problem.code,
                place.line,
                place.marked(),
                value("text"),
                value("ground"),
                value("ratio")
            )
        };
        problems.iter().map(words).collect()
    }

    #[test]
    fn the_built_in_style_passes() {
        assert_eq!(found(&format!("{BUILT_IN}\n")), Vec::<String>::new());
        let mut all: Properties<'_> = Default::default();
        let style = without_comments(BUILT_IN);
        read(&style, false, &mut all);
        for (mode, properties) in all.iter().enumerate() {
            for name in PAIRS.iter().flat_map(|(text, ground, _)| [text, ground]) {
                let set = properties.get(name).unwrap_or_else(|| panic!("{name} is not set"));
                assert!(colour(set, mode, &all).is_some(), "{name}: {}", set.value);
            }
        }
    }

    #[test]
    fn what_the_site_changes_is_judged_where_it_stands_with_the_rest_of_the_built_in_style() {
        assert_eq!(
            found(":root {\n  --quiet: #999;\n}\n"),
            [
                "contrast-low 2:--quiet: #999 --quiet/--paper 2.8",
                "contrast-low 2:--quiet: #999 --quiet/--desk 2.6",
                "contrast-low 2:--quiet: #999 --quiet/--soft 2.3",
                "contrast-low 2:--quiet: #999 --quiet/--note 2.6",
            ],
            "faint on light pages, far enough on dark ones, where the built-in value no longer stands"
        );
        assert_eq!(
            found(
                ":root { --band: #c33 }\n@media (prefers-color-scheme: dark) {\n:root { --band: rgb(255 128 128) } }"
            ),
            ["contrast-low-dark 3:--band: rgb(255 128 128) --on-band/--band 2.4"]
        );
        assert_eq!(found(":root { --on-band: var(--paper); --band: light-dark(#800, #fff) }").len(), 0);
    }

    #[test]
    fn remarks_other_media_and_other_selectors_set_nothing() {
        let style =
            "/* :root { --ink: #fff } */ @media print { :root { --ink: #eee } } .x { --ink: #fff; content: \"}\" }";
        assert_eq!(found(style), Vec::<String>::new());
        assert_eq!(found("body { color: #123 }"), Vec::<String>::new());
        assert_eq!(found("@layer a { :root { --on-band: #700; } }").len(), 2, "a layer sets it");
        assert_eq!(found(":root { --ink: oklch(20% 0 0) }"), ["contrast-unread 1:--ink: oklch(20% 0 0) --ink/ "]);
        assert_eq!(found(":root { --ink: var(--ink) }"), ["contrast-unread 1:--ink: var(--ink) --ink/ "]);
        for cut in
            [":root { --ink: #fff", ":root { --ink", "}}}} ; {", "/*", "\"", ":root { --ink: #ff; }", "\u{ff}{/*é"]
        {
            found(cut);
        }
    }

    #[test]
    fn a_better_colour_is_named_and_is_better() {
        let source = Source::new("style.css", ":root { --link: #7af; }");
        for problem in contrast(&source, BUILT_IN) {
            let value = |name| problem.arguments.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value);
            let [better, back] = ["better", "back"].map(|name| Colour::parse(value(name)).expect("a colour"));
            assert!(better.contrast(back) >= TEXT, "{better} on {back}");
        }
    }
}
