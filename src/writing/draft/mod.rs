//! A new document: empty, or next year's from this year's.
//!
//! In: type and issuer, or a document of the corpus with its text. Out: [`Draft`], a Markdown file that
//! `congbao check` reads. What carries over is carried over; what only a person can know is a line `# TODO` with its
//! reason, and no value is made up.

mod layout;
pub mod references;
mod sheet;
pub mod years;

use crate::catalogue::Language;
use crate::content::registry::{DocumentType, Issuer, Regime, regime};
use crate::corpus::{Corpus, HeldDocument};
use crate::import::short_slug;
use crate::source::Source;
use jiff::civil::Date;
use references::{DraftReference, ReferenceState};

/// What is to be written.
#[derive(Clone, Copy)]
pub struct DraftRequest<'a> {
    /// Its type.
    pub kind: &'a DocumentType,
    /// Who will issue it.
    pub issuer: &'a Issuer,
    /// Trích yếu, where the person gives one.
    pub title: Option<&'a str>,
    /// School year, where the person gives one; else the year after the basis', or the one that the title names.
    pub school_year: Option<&'a str>,
    /// All that is known of the site.
    pub corpus: &'a Corpus,
    /// The document it follows, with its text.
    pub basis: Option<(&'a HeldDocument, &'a Source)>,
    /// The day on which it is drafted, in the site's time zone.
    pub today: Date,
    /// It is to be a normative document (văn bản quy phạm pháp luật).
    pub normative: bool,
    /// Language of the remarks.
    pub language: Language,
}

impl DraftRequest<'_> {
    /// The regime by which it is to be laid out.
    fn regime(&self) -> Option<&'static Regime> {
        regime(&self.kind.key, self.issuer, self.today).filter(|row| self.normative || !row.normative)
    }
}

/// A document as it will stand in the site's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The Markdown file, ends with a line end.
    pub markdown: String,
    /// File name without ending.
    pub stem: String,
    /// Its id, until number and date are known.
    pub id: String,
    /// Lines `# TODO` in it.
    pub todos: usize,
    /// What the basis cites, to be reviewed.
    pub references: Vec<DraftReference>,
}

impl Draft {
    /// How many cited works are in one of these states.
    pub fn count(&self, states: &[ReferenceState]) -> usize {
        self.references.iter().filter(|reference| states.contains(&reference.state)).count()
    }
}

/// Writes the document.
pub fn draft(request: &DraftRequest<'_>) -> Draft {
    let year = school_year(request);
    let title = title(request, year.as_deref());
    let id = id(request, &title, year.as_deref());
    let references =
        request.basis.map(|(document, _)| references::references(request.corpus, document)).unwrap_or_default();
    let written = sheet::write(&sheet::DraftFacts {
        request,
        id: &id,
        title: &title,
        school_year: year.as_deref(),
        references: &references,
    });
    let body = match request.basis {
        Some((document, source)) => headings(document, source, year.as_deref()),
        None => {
            let own = request.regime().and_then(|regime| layout::of_regime(regime.layout?));
            own.unwrap_or_else(|| layout::body(request.kind.form.layout)).to_owned()
        }
    };
    let stem = stem(request, &id, year.as_deref());
    Draft { markdown: format!("{}\n{body}", written.text), stem, id, todos: written.todos, references }
}

fn school_year(request: &DraftRequest<'_>) -> Option<String> {
    let after = || {
        let front_matter = &request.basis?.0.front_matter;
        let own = front_matter.school_year.clone().or_else(|| crate::import::school_year(&front_matter.title));
        years::next(&own?)
    };
    let given = request.school_year.map(str::to_owned);
    given.or_else(|| request.title.and_then(crate::import::school_year)).or_else(after)
}

/// The title with what became of it.
struct Title {
    /// As it will stand there; empty where it is not known yet.
    text: String,
    origin: DraftOrigin,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum DraftOrigin {
    /// The person gave it.
    Given,
    /// The basis' title in the next year.
    Moved,
    /// The basis' title as it was.
    Carried,
    /// There is none.
    Missing,
}

fn title(request: &DraftRequest<'_>, year: Option<&str>) -> Title {
    if let Some(given) = request.title {
        return Title { text: given.to_owned(), origin: DraftOrigin::Given };
    }
    let Some((document, _)) = request.basis else { return Title { text: String::new(), origin: DraftOrigin::Missing } };
    let old = &document.front_matter.title;
    match moved(document, old, year) {
        Some(text) => Title { text, origin: DraftOrigin::Moved },
        None => Title { text: old.clone(), origin: DraftOrigin::Carried },
    }
}

/// `text` of the basis with its school year moved on.
fn moved(document: &HeldDocument, text: &str, year: Option<&str>) -> Option<String> {
    let front_matter = &document.front_matter;
    let own = front_matter.school_year.clone().or_else(|| crate::import::school_year(&front_matter.title))?;
    years::moved(text, &own, year?)
}

/// `issuer/type/last-part`, as no other document of the site has it.
fn id(request: &DraftRequest<'_>, title: &Title, year: Option<&str>) -> String {
    let (issuer, kind) = (&request.issuer.key, &request.kind.key);
    let of_basis = request.basis.and_then(|(document, _)| {
        let last = document.front_matter.id.as_ref()?.value.rsplit('/').next()?.to_owned();
        moved(document, &last, year)
    });
    let of_title = || Some(short_slug(&title.text)).filter(|slug| !slug.is_empty());
    let last = of_basis.or_else(of_title).unwrap_or_else(|| "moi".to_owned());
    let taken = |id: &str| request.corpus.documents.iter().any(|document| document.id == id);
    let id = format!("{issuer}/{kind}/{last}");
    let numbered = (2..).map(|n| format!("{id}-{n}"));
    std::iter::once(id.clone()).chain(numbered).find(|id| !taken(id)).unwrap_or(id)
}

/// The basis' file name with the year moved on, else one made of year, type and title.
fn stem(request: &DraftRequest<'_>, id: &str, year: Option<&str>) -> String {
    let of_basis = request.basis.and_then(|(document, _)| {
        let file = document.path.rsplit('/').next()?;
        moved(document, file.strip_suffix(".md").unwrap_or(file), year)
    });
    let last = id.rsplit('/').next().unwrap_or(id);
    let made = || match year.filter(|year| !last.contains(year)) {
        Some(year) => format!("{year}-{}-{last}", request.kind.key),
        None => format!("{}-{last}", request.kind.key),
    };
    of_basis.unwrap_or_else(made)
}

/// The headings of the basis, without what stands under them.
fn headings(document: &HeldDocument, source: &Source, year: Option<&str>) -> String {
    let mut body = String::from("…\n");
    for section in document.sections.iter().filter(|section| section.level > 0) {
        let line = source.line(source.line_of(section.span.start));
        let heading = moved(document, line, year);
        body.push_str(&format!("\n{}\n\n…\n", heading.as_deref().unwrap_or(line).trim_end()));
    }
    body
}
