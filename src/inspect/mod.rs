//! What leaves with a file: comments, tracked changes, hidden text, names of persons, paths of a computer, numbers of
//! citizens, marks of secrecy, programs. Readers of the site get the whole file, not what its author saw on paper.
//!
//! In: a file's name and bytes. Out: [`Inspection`]: a few findings of each sort with their place, and how many there are.
//! The result is a function of the bytes and the ending alone. Files are hostile: `foreign` and `import` have the limits,
//! and what cannot be read is one finding that says so.

mod archive;
mod opendocument;
mod pdf;
mod properties;
mod sheets;
mod slides;
mod traces;
mod word;

use crate::content::secrecy::law;
use crate::diagnostic::{Diagnostic, Severity};
use crate::foreign::kinds;
use crate::foreign::package::Package;
use crate::foreign::{Unreadable, limits, unicode};
use crate::text::fold;
use std::io::Cursor;
use traces::Traces;

/// What was found, by sort.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspection {
    /// In the order of [`Sort`], then of the file.
    pub findings: Vec<Trace>,
}

impl Inspection {
    /// Of a file that is too large to be looked into.
    pub fn too_large() -> Self {
        let mut traces = Traces::default();
        traces.add(Sort::Unread, Vec::new(), unread(&Unreadable::Unpacked));
        traces.finish()
    }
}

/// One thing that leaves with the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// What it is.
    pub sort: Sort,
    /// Where it stands.
    pub spot: Spot,
    /// The words, cut short; numbers of persons masked.
    pub quoted: String,
    /// Its place among those of its sort, from 1.
    pub nth: u32,
    /// How many there are of its sort. Only the first few have a [`Trace`].
    pub count: u32,
}

/// A place in a file, from outside in: `[(Sheet, "Trang tính 1"), (Cell, "B12")]`.
pub type Spot = Vec<(Level, String)>;

/// A level of a [`Spot`]; each is a text of the catalogue, `place.<word>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Page of a PDF.
    Page,
    /// Line of a text file, or of a page.
    Line,
    /// Paragraph of the text of a Word file, from 1.
    Paragraph,
    /// The margins of its pages.
    Margin,
    /// Footnotes and endnotes.
    Notes,
    /// Sheet, by name.
    Sheet,
    /// Cell: `B12`.
    Cell,
    /// Row.
    Row,
    /// Column: `C`.
    Column,
    /// Slide.
    Slide,
    /// The file's properties.
    Properties,
    /// A file in an archive, or in another file.
    Inside,
}

impl Level {
    const fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Line => "line",
            Self::Paragraph => "paragraph",
            Self::Margin => "margin",
            Self::Notes => "notes",
            Self::Sheet => "sheet",
            Self::Cell => "cell",
            Self::Row => "row",
            Self::Column => "column",
            Self::Slide => "slide",
            Self::Properties => "properties",
            Self::Inside => "inside",
        }
    }
}

/// Sorts of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A mark of secrecy where such marks stand: nothing is published.
    Secret,
    /// The words of such a mark elsewhere in the file.
    SecretWords,
    /// A number of a citizen or a private telephone.
    PersonalData,
    /// A comment.
    Comment,
    /// A tracked change.
    Change,
    /// Text that is there and not seen.
    Hidden,
    /// The name of a person in the properties.
    Author,
    /// A path of the computer on which it was written.
    Origin,
    /// Something that runs or is fetched when it is opened, or a file inside.
    Active,
    /// It could not be looked at.
    Unread,
}

impl Sort {
    const ALL: [Self; 10] = [
        Self::Secret,
        Self::SecretWords,
        Self::PersonalData,
        Self::Comment,
        Self::Change,
        Self::Hidden,
        Self::Author,
        Self::Origin,
        Self::Active,
        Self::Unread,
    ];

    /// The code of its problem.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Secret => "secrecy-attachment",
            Self::SecretWords => "attachment-secrecy",
            Self::PersonalData => "attachment-personal-data",
            Self::Comment => "attachment-comment",
            Self::Change => "attachment-change",
            Self::Hidden => "attachment-hidden",
            Self::Author => "attachment-author",
            Self::Origin => "attachment-origin",
            Self::Active => "attachment-active",
            Self::Unread => "attachment-not-inspected",
        }
    }

    const fn severity(self) -> Severity {
        match self {
            Self::Secret => Severity::Error,
            Self::Unread => Severity::Info,
            _ => Severity::Warning,
        }
    }
}

impl Trace {
    /// Whether it is a name in the properties, and that of `person`: who signed a document is no secret.
    pub fn is_name(&self, person: Option<&str>) -> bool {
        self.sort == Sort::Author && person.is_some_and(|person| fold(person).trim() == fold(&self.quoted).trim())
    }

    /// As a problem of the file shown as `file`; the caller places it.
    pub fn diagnostic(&self, file: &str) -> Diagnostic {
        let spot: Vec<String> = self.spot.iter().map(|(level, value)| format!("{}={value}", level.word())).collect();
        let problem = Diagnostic { severity: self.sort.severity(), ..Diagnostic::warning(self.sort.code()) };
        let problem = problem.with("file", file);
        if self.sort == Sort::Unread {
            return problem.with("kind", self.quoted.clone());
        }
        let problem = match self.sort {
            Sort::Secret => law().into_iter().fold(problem, |problem, (name, value)| problem.with(name, value)),
            _ => problem,
        };
        let (nth, count) = (self.nth.to_string(), self.count.to_string());
        problem
            .with("where", spot.join("\u{1f}"))
            .with("text", self.quoted.clone())
            .with("nth", nth)
            .with("count", count)
    }
}

/// Looks into the file `name`. More bytes than [`limits::LARGEST_FILE`] are not looked at.
pub fn inspect(name: &str, bytes: &[u8]) -> Inspection {
    let mut traces = Traces::default();
    let read = if bytes.len() as u64 > limits::LARGEST_FILE {
        Err(Unreadable::Unpacked)
    } else {
        look(&kinds::ending(name), bytes, &mut traces)
    };
    if let Err(why) = read {
        traces.add(Sort::Unread, Vec::new(), unread(&why));
    }
    traces.finish()
}

fn look(ending: &str, bytes: &[u8], traces: &mut Traces) -> Result<(), Unreadable> {
    if ending == "pdf" {
        return pdf::look(bytes, traces);
    }
    if let "txt" | "csv" = ending {
        for (line, text) in (1_u32..).zip(unicode(bytes).unwrap_or_default().lines()) {
            traces.line(vec![(Level::Line, line.to_string())], text);
        }
        return Ok(());
    }
    if let "doc" | "xls" | "ppt" | "rtf" = ending {
        traces.add(Sort::Unread, Vec::new(), "inspect.old-format");
        return Ok(());
    }
    if !matches!(ending, "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" | "zip") {
        return Ok(());
    }
    let mut package = Package::open(Cursor::new(bytes))?;
    match ending {
        "zip" => archive::look(&package, traces),
        "odt" | "ods" | "odp" => opendocument::look(&mut package, traces)?,
        _ => {
            properties::look(&mut package, traces)?;
            match ending {
                "docx" => word::look(&mut package, traces)?,
                "xlsx" => sheets::look(&mut package, traces)?,
                _ => slides::look(&mut package, traces)?,
            }
        }
    }
    Ok(())
}

/// Why a file could not be looked at, as a key of the catalogue.
const fn unread(why: &Unreadable) -> &'static str {
    match why {
        Unreadable::Damaged(_) => "inspect.damaged",
        Unreadable::Locked => "inspect.locked",
        Unreadable::Entries | Unreadable::Unpacked | Unreadable::Depth => "inspect.too-large",
    }
}

#[cfg(test)]
mod tests;
