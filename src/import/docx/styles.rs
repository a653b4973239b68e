//! Styles: what a paragraph or run is by its style (`word/styles.xml`).

use crate::foreign::xml::{XmlNode, walk};
use crate::import::flow::{ParagraphAlignment, Raised};
use crate::import::problem::Problem;
use std::collections::BTreeMap;

/// What a style or a paragraph itself says; `None`: nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Properties {
    pub(super) bold: Option<bool>,
    pub(super) italic: Option<bool>,
    pub(super) caps: Option<bool>,
    pub(super) hidden: Option<bool>,
    /// One line through the words, two lines.
    pub(super) struck: Option<bool>,
    pub(super) struck_twice: Option<bool>,
    pub(super) raised: Option<Raised>,
    /// Half points above the line.
    pub(super) position: Option<i32>,
    pub(super) font: Option<String>,
    /// Half points.
    pub(super) size: Option<u32>,
    pub(super) alignment: Option<ParagraphAlignment>,
    /// Number list and level.
    pub(super) list: Option<u32>,
    pub(super) level: Option<usize>,
    /// Level of a heading, from 0; [`TEXT`]: it is none.
    pub(super) outline: Option<u8>,
    /// No space between paragraphs of this style.
    pub(super) close: Option<bool>,
}

/// The outline level of text (ECMA-376, 17.3.1.20).
pub(super) const TEXT: u8 = 9;

impl Properties {
    /// Takes what an element of `w:pPr` or `w:rPr` says.
    pub(super) fn take(&mut self, element: &crate::foreign::xml::Element<'_>) {
        match element.name.as_str() {
            "b" => self.bold = Some(element.is_on()),
            "i" => self.italic = Some(element.is_on()),
            "caps" => self.caps = Some(element.is_on()),
            "vanish" | "specVanish" => self.hidden = Some(element.is_on()),
            "strike" => self.struck = Some(element.is_on()),
            "dstrike" => self.struck_twice = Some(element.is_on()),
            "vertAlign" => {
                self.raised = element.value().map(|value| match value.as_str() {
                    "superscript" => Raised::Up,
                    "subscript" => Raised::Down,
                    _ => Raised::No,
                });
            }
            "position" => self.position = element.value().and_then(|value| value.parse().ok()),
            "sz" => self.size = element.value().and_then(|value| value.parse().ok()),
            "rFonts" => self.font = element.attribute("ascii").or_else(|| element.attribute("hAnsi")),
            "jc" => {
                self.alignment = element.value().map(|value| match value.as_str() {
                    "center" => ParagraphAlignment::Centre,
                    "right" | "end" => ParagraphAlignment::End,
                    _ => ParagraphAlignment::Start,
                });
            }
            "contextualSpacing" => self.close = Some(element.is_on()),
            "numId" => self.list = element.value().and_then(|value| value.parse().ok()),
            "ilvl" => self.level = element.value().and_then(|value| value.parse().ok()),
            "outlineLvl" => {
                self.outline = element.value().and_then(|value| value.parse().ok()).filter(|level| *level <= TEXT);
            }
            _ => {}
        }
    }

    /// What `self` does not say, `base` says.
    pub(super) fn over(self, base: &Self) -> Self {
        Self {
            bold: self.bold.or(base.bold),
            italic: self.italic.or(base.italic),
            caps: self.caps.or(base.caps),
            hidden: self.hidden.or(base.hidden),
            struck: self.struck.or(base.struck),
            struck_twice: self.struck_twice.or(base.struck_twice),
            raised: self.raised.or(base.raised),
            position: self.position.or(base.position),
            font: self.font.or_else(|| base.font.clone()),
            size: self.size.or(base.size),
            alignment: self.alignment.or(base.alignment),
            list: self.list.or(base.list),
            level: self.level.or(base.level),
            outline: self.outline.or(base.outline),
            close: self.close.or(base.close),
        }
    }
}

impl Properties {
    /// Whether the words are struck out.
    pub(super) fn is_struck(&self) -> bool {
        self.struck == Some(true) || self.struck_twice == Some(true)
    }

    /// Above or below the line: by its name, or moved there by hand in smaller letters than `usual` ones.
    pub(super) fn raised(&self, usual: Option<u32>) -> Raised {
        match (self.raised, self.position) {
            (Some(raised @ (Raised::Up | Raised::Down)), _) => raised,
            (_, Some(position)) if position != 0 && self.size.zip(usual).is_some_and(|(own, usual)| own < usual) => {
                if position > 0 {
                    Raised::Up
                } else {
                    Raised::Down
                }
            }
            _ => Raised::No,
        }
    }
}

#[derive(Default)]
struct DocxStyle {
    name: String,
    based_on: Option<String>,
    own: Properties,
}

/// All styles, by id.
#[derive(Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, DocxStyle>,
    defaults: Properties,
    /// The style of paragraphs that name none.
    usual: Option<String>,
}

/// A chain of styles based on each other; Word allows eleven.
const LONGEST_CHAIN: usize = 16;

impl Styles {
    pub(super) fn read(part: &str) -> Result<Self, Problem> {
        let mut styles = Self::default();
        let mut open: Option<(String, DocxStyle)> = None;
        let mut defaults = false;
        walk::<Problem>(part, |node| {
            match node {
                XmlNode::Open(element) => match element.name.as_str() {
                    "docDefaults" => defaults = true,
                    "style" => {
                        let id = element.attribute("styleId").unwrap_or_default();
                        let usual = element.attribute("default").is_some_and(|value| value == "1" || value == "true");
                        if usual && element.attribute("type").as_deref() == Some("paragraph") {
                            styles.usual = Some(id.clone());
                        }
                        open = Some((id, DocxStyle::default()));
                    }
                    "basedOn" | "name" => {
                        if let Some((_, style)) = &mut open {
                            match element.name.as_str() {
                                "name" => style.name = element.value().unwrap_or_default().to_lowercase(),
                                _ => style.based_on = element.value(),
                            }
                        }
                    }
                    _ => match &mut open {
                        Some((_, style)) => style.own.take(&element),
                        None if defaults => styles.defaults.take(&element),
                        None => {}
                    },
                },
                XmlNode::Close(name) => match name.as_str() {
                    "docDefaults" => defaults = false,
                    "style" => styles.styles.extend(open.take()),
                    _ => {}
                },
                XmlNode::Text(_) => {}
            }
            Ok(())
        })?;
        Ok(styles)
    }

    /// What the style `id` says (the usual one where it is `None`), with all that it is based on.
    pub(super) fn properties(&self, id: Option<&str>) -> Properties {
        self.chain(id).fold(Properties::default(), |all, (_, style)| all.over(&style.own)).over(&self.defaults)
    }

    /// What a style of letters says, without the document's defaults.
    pub(super) fn of_letters(&self, id: &str) -> Properties {
        self.chain(Some(id)).fold(Properties::default(), |all, (_, style)| all.over(&style.own))
    }

    /// The style `id` (the usual one where it is `None`) and all that it is based on, each with its id.
    fn chain<'s>(&'s self, id: Option<&'s str>) -> impl Iterator<Item = (&'s str, &'s DocxStyle)> {
        let find = |id: &'s str| self.styles.get(id).map(|style| (id, style));
        let first = id.or(self.usual.as_deref()).and_then(find);
        std::iter::successors(first, move |(_, style)| style.based_on.as_deref().and_then(find)).take(LONGEST_CHAIN)
    }

    /// Ids of the style `id` and of all that it is based on.
    pub(super) fn ids<'s>(&'s self, id: Option<&'s str>) -> impl Iterator<Item = &'s str> {
        self.chain(id).map(|(id, _)| id)
    }

    /// The list that a style of lists is about.
    pub(super) fn list_of(&self, id: &str) -> Option<u32> {
        self.styles.get(id)?.own.list
    }

    /// Whether the style is Word's for the prompts of controls.
    pub(super) fn is_prompt(&self, id: &str) -> bool {
        id == "PlaceholderText" || self.styles.get(id).is_some_and(|style| style.name == "placeholder text")
    }

    /// Whether the style is one of Word's for the lines of a list of contents ("toc 1").
    pub(super) fn is_contents(&self, id: Option<&str>) -> bool {
        let named = |name: &str| name.strip_prefix("toc").is_some_and(|rest| rest.trim().parse::<u8>().is_ok());
        id.is_some_and(|id| named(&id.to_lowercase()) || self.styles.get(id).is_some_and(|style| named(&style.name)))
    }
}
