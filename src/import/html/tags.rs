//! What tags of HTML say of the text in them: whether a reader sees it, whether it is the page's and not the document's,
//! how lists count.
//!
//! In: a tag, the page's style sheets. Out: answers. Only what a page says itself counts; nothing is fetched.

use crate::import::docx::number_format::roman;
use crate::import::flow::ParagraphAlignment;
use html5ever::tokenizer::Tag;
use std::collections::BTreeSet;

/// Elements whose text is none of the document's.
pub(super) const HIDDEN: [&str; 14] = [
    "script", "style", "title", "noscript", "template", "svg", "textarea", "select", "iframe", "object", "nav",
    "button", "datalist", "dialog",
];
/// Elements around the text of a page: what stands in them is the page's.
const AROUND: [&str; 2] = ["footer", "aside"];
/// Words of `class` and `id` that say the same.
const AROUND_WORDS: [&str; 30] = [
    "toc",
    "table-of-contents",
    "muc-luc",
    "mucluc",
    "menu",
    "navbar",
    "nav",
    "breadcrumb",
    "breadcrumbs",
    "sidebar",
    "side-bar",
    "footer",
    "site-footer",
    "page-footer",
    "page-header",
    "site-header",
    "banner",
    "share",
    "social",
    "social-share",
    "related",
    "related-posts",
    "tin-lien-quan",
    "comment",
    "comments",
    "cookie",
    "popup",
    "modal",
    "pagination",
    "advertisement",
];
const AROUND_ROLES: [&str; 6] = ["navigation", "banner", "contentinfo", "complementary", "search", "menu"];
/// `id` of the text itself on portals of law: vbpl.vn.
const MAIN_WORDS: [&str; 3] = ["toanvancontent", "articlebody", "main-content"];
/// Elements that close themselves where the next block opens.
const SELF_CLOSING: [&str; 5] = ["p", "li", "td", "tr", "dd"];

pub(super) fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

/// Whether `name` ends where the next block opens, with or without an end tag.
pub(super) fn closes_itself(name: &str) -> bool {
    SELF_CLOSING.contains(&name)
}

/// Elements without content: they have no end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Classes and ids that the page's style sheets hide.
#[derive(Default)]
pub(super) struct HiddenNames(BTreeSet<String>);

impl HiddenNames {
    /// Reads a style sheet: rules of one class or id alone, for every medium.
    pub(super) fn read(&mut self, sheet: &str) {
        const MOST: usize = 2_000;
        let mut rest = sheet;
        while let Some((selectors, after)) = rest.split_once('{') {
            let selectors = selectors.rsplit(['}', ';']).next().unwrap_or_default().trim();
            if selectors.starts_with('@') {
                rest = behind_block(after);
                continue;
            }
            let (rules, next) = after.split_once('}').unwrap_or((after, ""));
            if hides(rules) && self.0.len() < MOST {
                let plain = |name: &&str| {
                    name.len() > 1 && name[1..].chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
                };
                let names = selectors.split(',').map(str::trim).filter(|name| name.starts_with(['.', '#']));
                self.0.extend(names.filter(plain).map(str::to_owned));
            }
            rest = next;
        }
    }

    fn has(&self, tag: &Tag) -> bool {
        let classes = attribute(tag, "class").unwrap_or("").split_whitespace().map(|name| format!(".{name}"));
        let id = attribute(tag, "id").map(|name| format!("#{name}"));
        !self.0.is_empty() && classes.chain(id).any(|name| self.0.contains(&name))
    }

    /// Whether no reader sees what stands in the element.
    pub(super) fn hide(&self, tag: &Tag) -> bool {
        attribute(tag, "hidden").is_some() || attribute(tag, "style").is_some_and(hides) || self.has(tag)
    }
}

/// What follows the block that is open, blocks in it passed over.
fn behind_block(text: &str) -> &str {
    let mut depth = 1_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[at + 1..];
        }
    }
    ""
}

/// `display: none`, `visibility: hidden`, `font-size: 0`, `mso-hide: all`.
fn hides(style: &str) -> bool {
    style.split(';').filter_map(|rule| rule.split_once(':')).any(|(name, value)| {
        let value = value.trim().to_ascii_lowercase();
        let value = value.trim_end_matches("!important").trim();
        matches!(
            (name.trim().to_ascii_lowercase().as_str(), value),
            ("display", "none")
                | ("visibility", "hidden" | "collapse")
                | ("mso-hide", "all")
                | ("opacity", "0")
                | ("font-size", "0" | "0px" | "0pt")
        )
    })
}

/// Whether the element is furniture of the page: a menu, an outline, a footer.
pub(super) fn is_around(tag: &Tag) -> bool {
    let word = |text: &str| AROUND_WORDS.contains(&text.to_ascii_lowercase().as_str());
    let block = matches!(&*tag.name, "div" | "section" | "ul" | "ol" | "header" | "form" | "table");
    AROUND.contains(&&*tag.name)
        || attribute(tag, "role").is_some_and(|role| AROUND_ROLES.contains(&role))
        || block && attribute(tag, "id").is_some_and(word)
        || block && attribute(tag, "class").is_some_and(|class| class.split_whitespace().any(word))
}

/// Whether the element holds the text of the page.
pub(super) fn is_main(tag: &Tag) -> bool {
    let word = |text: &str| MAIN_WORDS.contains(&text.to_ascii_lowercase().as_str());
    &*tag.name == "main"
        || attribute(tag, "role") == Some("main")
        || ["id", "itemprop"].iter().any(|name| attribute(tag, name).is_some_and(word))
}

/// `align="center"`, `style="text-align: center"`.
pub(super) fn alignment(tag: &Tag) -> Option<ParagraphAlignment> {
    let style = attribute(tag, "style").unwrap_or("");
    let styled = style.split(';').find_map(|rule| {
        let (name, value) = rule.split_once(':')?;
        name.trim().eq_ignore_ascii_case("text-align").then(|| value.trim())
    });
    match attribute(tag, "align").or(styled)?.to_ascii_lowercase().as_str() {
        "center" => Some(ParagraphAlignment::Centre),
        "right" => Some(ParagraphAlignment::End),
        "left" | "justify" => Some(ParagraphAlignment::Start),
        _ => None,
    }
}

/// How the items of a list are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counting {
    Bullets,
    Plain,
    Figures,
    Small,
    Capital,
    SmallRoman,
    Roman,
}

/// A list that is open.
#[derive(Clone, Debug)]
pub(super) struct OpenList {
    counting: Counting,
    next: i32,
    step: i32,
}

impl OpenList {
    pub(super) fn of(tag: &Tag) -> Self {
        let ordered = &*tag.name == "ol";
        let start = attribute(tag, "start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        let step = if attribute(tag, "reversed").is_some() { -1 } else { 1 };
        Self { counting: counting(tag, ordered), next: start, step }
    }

    /// The label of an item.
    pub(super) fn label(&mut self, item: &Tag) -> Option<String> {
        if let Some(value) = attribute(item, "value").and_then(|value| value.trim().parse().ok()) {
            self.next = value;
        }
        let number = self.next;
        self.next = number.saturating_add(self.step);
        let own = attribute(item, "type")
            .or_else(|| styled(item))
            .map(|_| counting(item, self.counting != Counting::Bullets));
        let counting = own.unwrap_or(self.counting);
        let positive = u32::try_from(number).ok().filter(|number| *number > 0);
        let label = match (counting, positive) {
            (Counting::Plain, _) => return None,
            (Counting::Bullets, _) => "-".to_owned(),
            (Counting::Small, Some(number)) if number <= 676 => format!("{})", letters(number).to_lowercase()),
            (Counting::Capital, Some(number)) if number <= 676 => format!("{}.", letters(number)),
            (Counting::SmallRoman, Some(number)) if number < 4_000 => format!("{})", roman(number).to_lowercase()),
            (Counting::Roman, Some(number)) if number < 4_000 => format!("{}.", roman(number)),
            _ => format!("{number}."),
        };
        Some(label)
    }
}

fn styled(tag: &Tag) -> Option<&str> {
    let style = attribute(tag, "style")?;
    style.split(';').filter_map(|rule| rule.split_once(':')).find_map(|(name, value)| {
        let name = name.trim().to_ascii_lowercase();
        matches!(name.as_str(), "list-style-type" | "list-style").then(|| value.trim())
    })
}

fn counting(tag: &Tag, ordered: bool) -> Counting {
    let styled = styled(tag).unwrap_or_default().to_ascii_lowercase();
    let word = styled.split_whitespace().next().unwrap_or_default();
    match (word, attribute(tag, "type")) {
        ("none", _) => Counting::Plain,
        ("lower-alpha" | "lower-latin", _) | ("", Some("a")) => Counting::Small,
        ("upper-alpha" | "upper-latin", _) | ("", Some("A")) => Counting::Capital,
        ("lower-roman", _) | ("", Some("i")) => Counting::SmallRoman,
        ("upper-roman", _) | ("", Some("I")) => Counting::Roman,
        ("decimal" | "decimal-leading-zero", _) | ("", Some("1")) => Counting::Figures,
        ("disc" | "circle" | "square", _) => Counting::Bullets,
        _ if ordered => Counting::Figures,
        _ => Counting::Bullets,
    }
}

/// A, B … Z, AA.
fn letters(number: u32) -> String {
    let letter = |n: u32| char::from_u32('A' as u32 + n).unwrap_or('A');
    let (first, last) = ((number - 1) / 26, (number - 1) % 26);
    let first = first.checked_sub(1).map(letter);
    first.into_iter().chain([letter(last)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_lists() {
        for (number, letter, figure) in
            [(1, "A", "I"), (4, "D", "IV"), (26, "Z", "XXVI"), (27, "AA", "XXVII"), (49, "AW", "XLIX")]
        {
            assert_eq!((letters(number).as_str(), roman(number).as_str()), (letter, figure));
        }
    }

    #[test]
    fn a_style_sheet_hides_its_classes_but_not_for_the_printer_alone() {
        let mut names = HiddenNames::default();
        names.read(".a, #b{color:red;display : none} p{} @media print{.c{display:none}} .d .e{display:none} .f{visibility:hidden!important}");
        assert_eq!(names.0.iter().map(String::as_str).collect::<Vec<_>>(), ["#b", ".a", ".f"]);
    }
}
