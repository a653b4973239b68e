//! Formulas (Office Math, ECMA-376 part 1, 22.1) as a line of text: a fraction is "1/2" and not "12".
//!
//! In: the elements of one `m:oMath`. Out: the line, and whether it surely says the same.

use crate::foreign::xml::{Element, XmlNode};
use crate::import::flow::Raised;
use crate::import::marks;

/// An element of a formula.
#[derive(Default)]
struct MathNode {
    name: String,
    /// `m:val` of a property.
    value: Option<String>,
    text: String,
    inner: Vec<MathNode>,
}

/// A formula while it is read.
pub(super) struct FormulaReader {
    /// Elements that are open, the formula itself first.
    open: Vec<MathNode>,
    skipping: usize,
}

/// A formula as a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Formula {
    pub(super) text: String,
    /// It has only fractions and powers that a line shows without doubt.
    pub(super) plain: bool,
}

impl FormulaReader {
    pub(super) fn new() -> Self {
        Self { open: vec![MathNode { name: "oMath".to_owned(), ..MathNode::default() }], skipping: 0 }
    }

    /// Takes one node; the formula when its end is reached.
    pub(super) fn take(&mut self, node: &XmlNode<'_>) -> Option<Formula> {
        match node {
            XmlNode::Open(_) if self.skipping > 0 => self.skipping += 1,
            XmlNode::Close(_) if self.skipping > 0 => self.skipping -= 1,
            XmlNode::Text(_) if self.skipping > 0 => {}
            XmlNode::Open(element) if matches!(element.name.as_str(), "del" | "moveFrom" | "rPr" | "ctrlPr") => {
                self.skipping = 1;
            }
            XmlNode::Open(element) => self.open.push(MathNode::of(element)),
            XmlNode::Text(text) => {
                if let Some(open) = self.open.last_mut().filter(|open| open.name == "t") {
                    open.text.push_str(text);
                }
            }
            XmlNode::Close(_) => {
                let closed = self.open.pop()?;
                match self.open.last_mut() {
                    Some(open) => open.inner.push(closed),
                    None => return Some(closed.line()),
                }
            }
        }
        None
    }
}

impl MathNode {
    fn of(element: &Element<'_>) -> Self {
        Self { name: element.name.clone(), value: element.value(), ..Self::default() }
    }

    fn line(&self) -> Formula {
        let mut plain = true;
        let text = self.inner_text(&mut plain);
        Formula { text: text.trim().to_owned(), plain }
    }

    fn child(&self, name: &str) -> Option<&Self> {
        self.inner.iter().find(|inner| inner.name == name)
    }

    /// The text of the part `name`.
    fn part(&self, name: &str, plain: &mut bool) -> String {
        self.child(name).map(|part| part.inner_text(plain)).unwrap_or_default()
    }

    /// The property `name` of this element, such as the sign of a sum.
    fn property(&self, name: &str) -> Option<&str> {
        let properties = self.inner.iter().find(|inner| inner.name.ends_with("Pr"))?;
        properties.child(name)?.value.as_deref()
    }

    fn inner_text(&self, plain: &mut bool) -> String {
        let mut text = String::new();
        let mut before = "";
        for inner in self.inner.iter().filter(|inner| !inner.name.ends_with("Pr")) {
            let piece = inner.written(plain);
            // "2" and a half are no "21/2", and half of x is no 1 by 2x.
            let fraction = inner.name == "f" || before == "f";
            if fraction && text.ends_with(is_word) && piece.starts_with(|c| is_word(c) || c == '(') {
                text.push(' ');
                *plain &= text.trim_end().chars().all(|c| c.is_ascii_digit());
            }
            text.push_str(&piece);
            before = &inner.name;
        }
        text
    }

    fn written(&self, plain: &mut bool) -> String {
        match self.name.as_str() {
            "t" => self.text.clone(),
            "f" => self.fraction(plain),
            "sSup" => self.part("e", plain) + &raised(&self.part("sup", plain), Raised::Up, plain),
            "sSub" => self.part("e", plain) + &raised(&self.part("sub", plain), Raised::Down, plain),
            "sSubSup" => {
                let (sub, sup) = (self.part("sub", plain), self.part("sup", plain));
                self.part("e", plain) + &raised(&sub, Raised::Down, plain) + &raised(&sup, Raised::Up, plain)
            }
            "r" | "e" | "num" | "den" | "sub" | "sup" | "box" | "borderBox" | "phant" | "oMath" | "fName" | "lim"
            | "deg" | "ins" | "sdt" | "sdtContent" | "smartTag" => self.inner_text(plain),
            _ => {
                *plain = false;
                self.rarely(plain)
            }
        }
    }

    fn fraction(&self, plain: &mut bool) -> String {
        let (above, below) = (self.part("num", plain), self.part("den", plain));
        if self.property("type") == Some("noBar") {
            *plain = false;
            return format!("({above}; {below})");
        }
        *plain &= above.chars().chain(below.chars()).all(|c| c.is_alphanumeric());
        format!("{}/{}", bracketed(&above), bracketed(&below))
    }

    /// What a line shows only as well as it can.
    fn rarely(&self, plain: &mut bool) -> String {
        let mut part = |name: &str| self.part(name, plain);
        match self.name.as_str() {
            "rad" => {
                let (degree, inner) = (part("deg"), part("e"));
                match degree.trim() {
                    "" | "2" => format!("√{}", bracketed(&inner)),
                    "3" => format!("∛{}", bracketed(&inner)),
                    degree => format!("({inner})^(1/{degree})"),
                }
            }
            "nary" => {
                let (from, to, inner) = (part("sub"), part("sup"), part("e"));
                let bound =
                    |mark: &str, text: &str| if text.is_empty() { String::new() } else { format!("{mark}({text})") };
                let sign = self.property("chr").unwrap_or("∫");
                format!("{sign}{}{} {inner}", bound("_", &from), bound("^", &to))
            }
            "func" => format!("{} {}", part("fName"), part("e")),
            "limLow" => format!("{}_({})", part("e"), part("lim")),
            "limUpp" => format!("{}^({})", part("e"), part("lim")),
            "sPre" => format!("_({})^({}){}", part("sub"), part("sup"), part("e")),
            "bar" | "acc" | "groupChr" => {
                let sign = self.property("chr").unwrap_or(if self.name == "bar" { "\u{305}" } else { "\u{302}" });
                format!("{}{sign}", bracketed(&part("e")))
            }
            "d" => {
                let (open, close) = (self.property("begChr").unwrap_or("("), self.property("endChr").unwrap_or(")"));
                let between = self.property("sepChr").unwrap_or("|");
                format!("{open}{}{close}", self.each("e", between, plain))
            }
            "eqArr" => self.each("e", "; ", plain),
            "m" => format!("[{}]", self.each("mr", "; ", plain)),
            "mr" => self.each("e", ", ", plain),
            _ => self.inner_text(plain),
        }
    }

    fn each(&self, name: &str, between: &str, plain: &mut bool) -> String {
        let parts = self.inner.iter().filter(|inner| inner.name == name);
        let written = |part: &Self, plain: &mut bool| match part.name.as_str() {
            "mr" => part.each("e", ", ", plain),
            _ => part.inner_text(plain),
        };
        parts.map(|part| written(part, plain)).collect::<Vec<_>>().join(between)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// In brackets, where another sign beside it would change what it means.
fn bracketed(text: &str) -> String {
    let text = text.trim();
    let alone = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | ','));
    if alone { text.to_owned() } else { format!("({text})") }
}

fn raised(text: &str, side: Raised, plain: &mut bool) -> String {
    let text = text.trim();
    if let Some(signs) = text.chars().map(|c| marks::sign(c, side)).collect() {
        return signs;
    }
    *plain = false;
    format!("{}({text})", if side == Raised::Up { '^' } else { '_' })
}

/// What Word prints for the instruction of a field `EQ` or `SYMBOL`, which has no result in the file: a fraction
/// (`EQ \f(1,2)`) alone is read.
pub(super) fn fraction_of_field(instruction: &str) -> Option<String> {
    let rest = instruction.trim().strip_prefix("EQ")?.trim_start();
    let rest = rest.strip_prefix("\\f(").or_else(|| rest.strip_prefix("\\F("))?;
    let (above, below) = rest.trim_end().strip_suffix(')')?.split_once([',', ';'])?;
    let plain = |text: &str| !text.is_empty() && text.chars().all(char::is_alphanumeric);
    let (above, below) = (above.trim(), below.trim());
    (plain(above) && plain(below)).then(|| format!("{above}/{below}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foreign::Unreadable;
    use crate::foreign::xml::walk;

    fn formula(inner: &str) -> Formula {
        let mut reader = None;
        let mut read = None;
        let part = format!("<m:oMath xmlns:m=\"m\">{inner}</m:oMath>");
        walk::<Unreadable>(&part, |node| {
            match &mut reader {
                None => reader = Some(FormulaReader::new()),
                Some(reader) => read = read.take().or(reader.take(&node)),
            }
            Ok(())
        })
        .expect("XML");
        read.expect("a formula")
    }

    fn r(text: &str) -> String {
        format!("<m:r><m:rPr/><m:t>{text}</m:t></m:r>")
    }

    fn f(above: &str, below: &str) -> String {
        format!("<m:f><m:num>{}</m:num><m:den>{}</m:den></m:f>", r(above), r(below))
    }

    fn power(base: &str, up: &str) -> String {
        format!("<m:sSup><m:e>{}</m:e><m:sup>{}</m:sup></m:sSup>", r(base), r(up))
    }

    #[test]
    fn a_formula_is_a_line_that_says_the_same() {
        for (inner, text, plain) in [
            (f("1", "2"), "1/2", true),
            (r("2") + &f("1", "2"), "2 1/2", true),
            (f("a+b", "2"), "(a+b)/2", false),
            (f("1", "2") + &r("x"), "1/2 x", false),
            (power("10", "6"), "10⁶", true),
            (power("10", "-3") + &r(" m"), "10⁻³ m", true),
            (power("x", "2,5"), "x^(2,5)", false),
            (r("S=") + &f("1", "2"), "S=1/2", true),
            (format!("<m:rad><m:deg/><m:e>{}</m:e></m:rad>", r("a+b")), "√(a+b)", false),
            (
                format!(
                    "<m:d><m:dPr><m:begChr m:val=\"[\"/><m:endChr m:val=\"]\"/></m:dPr><m:e>{}</m:e></m:d>",
                    r("a")
                ),
                "[a]",
                false,
            ),
            (
                format!(
                    "<m:nary><m:naryPr><m:chr m:val=\"∑\"/></m:naryPr><m:sub>{}</m:sub><m:sup>{}</m:sup><m:e>{}</m:e></m:nary>",
                    r("i=1"),
                    r("n"),
                    r("x")
                ),
                "∑_(i=1)^(n) x",
                false,
            ),
            (
                format!(
                    "<m:m><m:mr><m:e>{}</m:e><m:e>{}</m:e></m:mr><m:mr><m:e>{}</m:e></m:mr></m:m>",
                    r("1"),
                    r("2"),
                    r("3")
                ),
                "[1, 2; 3]",
                false,
            ),
        ] {
            assert_eq!(formula(&inner), Formula { text: text.to_owned(), plain }, "{inner}");
        }
    }

    #[test]
    fn a_fraction_of_an_old_field() {
        assert_eq!(fraction_of_field(" EQ \\f(1,2) ").as_deref(), Some("1/2"));
        assert_eq!(fraction_of_field("EQ \\r(3,x)"), None);
    }
}
