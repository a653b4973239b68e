//! Styles: what a paragraph or run is by its style (`word/styles.xml`).

use crate::foreign::xml::{XmlNode, walk};
use crate::import::flow::ParagraphAlignment;
use crate::import::problem::Problem;
use std::collections::BTreeMap;

/// What a style or a paragraph itself says; `None`: nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Properties {
    pub(super) bold: Option<bool>,
    pub(super) italic: Option<bool>,
    pub(super) caps: Option<bool>,
    pub(super) hidden: Option<bool>,
    pub(super) font: Option<String>,
    /// Half points.
    pub(super) size: Option<u32>,
    pub(super) alignment: Option<ParagraphAlignment>,
    /// Number list and level.
    pub(super) list: Option<u32>,
    pub(super) level: Option<usize>,
    /// Level of a heading, from 0.
    pub(super) outline: Option<u8>,
}

impl Properties {
    /// Takes what an element of `w:pPr` or `w:rPr` says.
    pub(super) fn take(&mut self, element: &crate::foreign::xml::Element<'_>) {
        match element.name.as_str() {
            "b" => self.bold = Some(element.is_on()),
            "i" => self.italic = Some(element.is_on()),
            "caps" => self.caps = Some(element.is_on()),
            "vanish" => self.hidden = Some(element.is_on()),
            "sz" => self.size = element.value().and_then(|value| value.parse().ok()),
            "rFonts" => self.font = element.attribute("ascii").or_else(|| element.attribute("hAnsi")),
            "jc" => {
                self.alignment = element.value().map(|value| match value.as_str() {
                    "center" => ParagraphAlignment::Centre,
                    "right" | "end" => ParagraphAlignment::End,
                    _ => ParagraphAlignment::Start,
                });
            }
            "numId" => self.list = element.value().and_then(|value| value.parse().ok()),
            "ilvl" => self.level = element.value().and_then(|value| value.parse().ok()),
            "outlineLvl" => {
                self.outline = element.value().and_then(|value| value.parse().ok()).filter(|level| *level < 9);
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
            font: self.font.or_else(|| base.font.clone()),
            size: self.size.or(base.size),
            alignment: self.alignment.or(base.alignment),
            list: self.list.or(base.list),
            level: self.level.or(base.level),
            outline: self.outline.or(base.outline),
        }
    }
}

#[derive(Default)]
struct DocxStyle {
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
                    "basedOn" => {
                        if let Some((_, style)) = &mut open {
                            style.based_on = element.value();
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
        let mut all = Properties::default();
        let mut next = id.or(self.usual.as_deref());
        for _ in 0..LONGEST_CHAIN {
            let Some(style) = next.and_then(|id| self.styles.get(id)) else { break };
            all = all.over(&style.own);
            next = style.based_on.as_deref();
        }
        all.over(&self.defaults)
    }

    /// What a style of letters says, without the document's defaults.
    pub(super) fn of_letters(&self, id: &str) -> Properties {
        let mut all = Properties::default();
        let mut next = Some(id);
        for _ in 0..LONGEST_CHAIN {
            let Some(style) = next.and_then(|id| self.styles.get(id)) else { break };
            all = all.over(&style.own);
            next = style.based_on.as_deref();
        }
        all
    }
}
