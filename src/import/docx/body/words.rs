//! What stands in a paragraph: words, signs, fields, formulas, references to notes, pictures.
//!
//! In: elements of runs. Out: runs of the open paragraph; what cannot be kept is a loss at its place.

use super::DocxReader;
use crate::foreign::xml::Element;
use crate::import::docx::fields::Printed;
use crate::import::docx::formula::{Formula, FormulaReader};
use crate::import::docx::styles::Properties;
use crate::import::flow::{ImportLoss, ImportPlace, Paragraph, StyledRun};
use crate::import::limits;
use crate::import::problem::Problem;
use crate::import::repair::{Repair, RepairKind};
use crate::import::symbols::{self, Letter};
use crate::import::tally::Aside;

/// The run that is read.
#[derive(Default)]
pub(super) struct Run {
    pub(super) own: Properties,
    /// Its words are the mark of a note.
    pub(super) own_mark: bool,
    /// Its style is that of prompts.
    pub(super) prompt: bool,
}

/// What a drawing holds.
#[derive(Default)]
pub(super) struct Drawing {
    pub(super) text: bool,
    pub(super) picture: bool,
    pub(super) line: bool,
    pub(super) formula: bool,
    /// A field of a form that only its own program can show.
    pub(super) control: bool,
}

/// A place that is left open.
const GAP: &str = "…";
/// A sign that nobody knows.
const UNKNOWN: char = '\u{fffd}';

/// Whether an element of this name stands for words, or holds a drawing.
pub(super) fn stand_in(name: &str) -> bool {
    const NAMES: [&str; 20] = [
        "tab",
        "ptab",
        "noBreakHyphen",
        "cr",
        "br",
        "sym",
        "fldChar",
        "fldSimple",
        "oMath",
        "drawing",
        "pict",
        "object",
        "txbxContent",
        "blip",
        "imagedata",
        "prstGeom",
        "line",
        "OLEObject",
        "control",
        "textpath",
    ];
    NAMES.contains(&name)
}

impl DocxReader {
    pub(super) fn inline(&mut self, element: &Element<'_>) -> Result<(), Problem> {
        match element.name.as_str() {
            "tab" | "ptab" if !self.inside.paragraph_properties => return self.words("\t"),
            "noBreakHyphen" => return self.words("-"),
            "cr" => return self.words("\n"),
            "br" => match element.attribute("type").as_deref() {
                Some("page") => {
                    if let Some(open) = self.open.last_mut() {
                        open.page_break = true;
                    }
                }
                Some("column") => {}
                _ => return self.words("\n"),
            },
            "sym" => return self.symbol(element),
            "fldChar" => {
                let printed = self.fields.sign(element, self.open.len());
                return printed.map_or(Ok(()), |printed| self.print(printed));
            }
            "fldSimple" => self.fields.simple(element),
            "oMath" if !self.fields.hides_words() => self.formula = Some(FormulaReader::new()),
            "drawing" | "pict" | "object" => self.drawings.push(Drawing::default()),
            "txbxContent" => {
                self.drawings.iter_mut().for_each(|drawing| drawing.text = true);
                self.outside.push((std::mem::take(&mut self.inside), std::mem::take(&mut self.run)));
            }
            _ => self.drawn(element),
        }
        Ok(())
    }

    /// Something inside a drawing.
    fn drawn(&mut self, element: &Element<'_>) {
        let Some(drawing) = self.drawings.last_mut() else { return };
        match element.name.as_str() {
            "blip" | "imagedata" => drawing.picture = true,
            "line" => drawing.line = true,
            "prstGeom" => {
                let shape = element.attribute("prst").unwrap_or_default();
                drawing.line |= shape == "line" || shape.ends_with("Connector1");
            }
            "OLEObject" => {
                drawing.formula |= element.attribute("ProgID").is_some_and(|name| name.starts_with("Equation"));
            }
            "control" => drawing.control = true,
            // Large letters behind the text: a mark of secrecy may be among them.
            "textpath" => {
                let at = ImportPlace::paragraph(self.counted.paragraphs as u32);
                drawing.line = true;
                self.drawn.extend(element.attribute("string").map(|words| Paragraph::plain(words, at)));
            }
            _ => {}
        }
    }

    pub(super) fn words(&mut self, text: &str) -> Result<(), Problem> {
        self.count(text)?;
        if self.fields.hides_words() {
            self.fields.instruction(text);
            self.set_aside(Aside::Unseen, text);
            return Ok(());
        }
        if self.cell.merged || self.run.own_mark {
            self.set_aside(Aside::Unseen, text);
            return Ok(());
        }
        let Some(open) = self.open.last() else { return Ok(()) };
        let at = open.paragraph.at;
        let style = self.styles.properties(open.style.as_deref());
        let run = self.run.own.clone().over(&style);
        if run.hidden == Some(true) {
            self.set_aside(Aside::Unseen, text);
            return Ok(());
        }
        if self.run.prompt {
            self.controls.is_unfilled();
        }
        if !text.trim().is_empty()
            && let Some(first) = self.controls.prompt()
        {
            self.set_aside(Aside::Prompt, text);
            return if first { self.blank(text) } else { Ok(()) };
        }
        if self.controls.is_prompt() {
            return Ok(());
        }
        self.fields.words(text);
        self.mark_contents();
        self.old_font.look(run.font.as_deref(), text, at);
        let mut text = self.letters(text, run.font.as_deref(), at);
        if run.caps == Some(true) {
            text = text.to_uppercase();
        }
        self.append(StyledRun {
            text,
            bold: run.bold == Some(true),
            italic: run.italic == Some(true),
            size: run.size.map(|half| half as f32 / 2.0),
            struck: run.is_struck(),
            raised: run.raised(style.size),
            footnote: None,
        });
        Ok(())
    }

    /// Words that are left out on purpose.
    pub(super) fn set_aside(&mut self, why: Aside, text: &str) {
        if text.contains(char::is_alphanumeric) {
            self.aside.push((why, text.to_owned()));
        }
    }

    fn count(&mut self, text: &str) -> Result<(), Problem> {
        self.counted.letters += text.len();
        if self.counted.letters > limits::LONGEST_TEXT {
            return Err(Problem::too_complex("import-limit-text", limits::LONGEST_TEXT));
        }
        Ok(())
    }

    fn append(&mut self, run: StyledRun) {
        let Some(open) = self.open.last_mut() else { return };
        // "1/2" and "3" are not "1/23".
        let before = open.paragraph.runs.last().and_then(|last| last.text.chars().last());
        let parted = std::mem::take(&mut open.after_formula)
            && run.text.starts_with(char::is_numeric)
            && before.is_some_and(char::is_alphanumeric);
        match open.paragraph.runs.last_mut() {
            Some(last) if last.looks_like(&run) => {
                last.text.push_str(if parted { " " } else { "" });
                last.text.push_str(&run.text);
            }
            _ if parted => open.paragraph.runs.push(StyledRun { text: format!(" {}", run.text), ..run }),
            _ => open.paragraph.runs.push(run),
        }
    }

    /// The words as a reader sees them: fonts of signs show other signs than the letters say.
    fn letters(&mut self, text: &str, font: Option<&str>, at: ImportPlace) -> String {
        let special = font.is_some_and(symbols::is_symbol_font);
        if !special && !text.contains(|c| ('\u{f000}'..='\u{f0ff}').contains(&c)) {
            return text.to_owned();
        }
        self.set_aside(Aside::Sign, text);
        text.chars().map(|c| if c.is_whitespace() { c } else { self.letter(c as u32, font, at) }).collect()
    }

    fn letter(&mut self, code: u32, font: Option<&str>, at: ImportPlace) -> char {
        match symbols::letter(font, code) {
            Letter::Plain(sign) | Letter::Sign(sign) => sign,
            // Signs of lists, whatever the font.
            Letter::Unknown if matches!(code, 0xf0b7 | 0xf02d) => '-',
            Letter::Unknown => match self.controls.tick() {
                Some(ticked) => {
                    if ticked {
                        '☑'
                    } else {
                        '☐'
                    }
                }
                None => {
                    let which = format!("{} {code:04X}", font.unwrap_or("?"));
                    self.told.push(ImportLoss::at("import-symbol", &which, at));
                    UNKNOWN
                }
            },
        }
    }

    /// `w:sym`: a sign of a font.
    fn symbol(&mut self, element: &Element<'_>) -> Result<(), Problem> {
        let code = element.attribute("char").and_then(|code| u32::from_str_radix(&code, 16).ok()).unwrap_or_default();
        let font = element.attribute("font");
        let at = self.open.last().map(|open| open.paragraph.at).unwrap_or_default();
        let sign = self.letter(code, font.as_deref(), at);
        // The sign is Unicode now; the run's own font must not change it again.
        let font = self.run.own.font.replace(String::new());
        let done = self.words(&sign.to_string());
        self.run.own.font = font;
        done
    }

    pub(super) fn end_field(&mut self) -> Result<(), Problem> {
        self.fields.end().map_or(Ok(()), |printed| self.print(printed))
    }

    /// What a field without a result prints.
    pub(super) fn print(&mut self, printed: Printed) -> Result<(), Problem> {
        match printed {
            Printed::Words(words) => self.words(&words),
            Printed::Blank(name) => self.blank(&name),
            Printed::Unknown(instruction) => self.gap("import-field", &instruction),
            Printed::Formula(words, instruction) => {
                let at = self.open.last().map(|open| open.paragraph.at).unwrap_or_default();
                self.repairs.push(Repair::new(RepairKind::Formula, at, instruction.trim(), &words));
                self.formula_words(&Formula { text: words, plain: true })
            }
        }
    }

    /// A place that nobody filled in.
    pub(super) fn blank(&mut self, prompt: &str) -> Result<(), Problem> {
        self.gap("import-prompt", prompt)
    }

    /// A place whose words cannot be kept: `what` stands there.
    pub(super) fn gap(&mut self, code: &'static str, what: &str) -> Result<(), Problem> {
        let hidden = self.cell.merged || self.fields.hides_words();
        let Some(open) = self.open.last().filter(|_| !hidden) else { return Ok(()) };
        self.told.push(ImportLoss::at(code, what, open.paragraph.at));
        self.count(GAP)?;
        self.append(StyledRun { text: GAP.to_owned(), ..StyledRun::default() });
        Ok(())
    }

    pub(super) fn formula_words(&mut self, formula: &Formula) -> Result<(), Problem> {
        let Some(open) = self.open.last().filter(|_| !formula.text.is_empty()) else { return Ok(()) };
        let at = open.paragraph.at;
        let before = open.paragraph.runs.last().and_then(|last| last.text.chars().last());
        if !formula.plain {
            self.told.push(ImportLoss::at("import-formula", &formula.text, at));
        }
        // "1" and a half are not "11/2".
        let parted = before.is_some_and(char::is_alphanumeric) && formula.text.starts_with(char::is_numeric);
        let words = format!("{}{}", if parted { " " } else { "" }, formula.text);
        self.words(&words)?;
        if let Some(open) = self.open.last_mut() {
            open.after_formula = true;
        }
        Ok(())
    }

    /// A reference to note `at` stands here.
    pub(super) fn refer(&mut self, at: usize) {
        if self.cell.merged || self.fields.hides_words() {
            return;
        }
        let Some(open) = self.open.last_mut() else { return };
        match open.paragraph.runs.last_mut().filter(|run| run.footnote.is_none()) {
            Some(run) => run.footnote = Some(at),
            None => open.paragraph.runs.push(StyledRun { footnote: Some(at), ..StyledRun::default() }),
        }
    }
}
