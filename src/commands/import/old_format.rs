//! Imports a file, with the help of other programs where it has an old format or is a picture: LibreOffice turns it into a
//! Word file, Tesseract recognises its words.
//!
//! In: the request. Out: what `import` makes of it, or the problem.

use crate::convert::{self, Failure, Tool};
#[cfg(feature = "preview")]
use crate::import::ImportedText;
use crate::import::{self, Conversion, ImportRequest, Imported, Problem};
#[cfg(feature = "pdf")]
use {
    crate::import::{PageRaster, RecognisedPage},
    rayon::prelude::*,
    std::collections::BTreeMap,
};

/// Pages of one file that are recognised: some minutes.
#[cfg(feature = "pdf")]
const MOST_PAGES: usize = 200;

/// Imports the file; `waiting` is called before another program is asked, which takes a while.
///
/// # Errors
/// As [`import::import`]; the program is not installed, or failed.
pub(super) fn import(request: &ImportRequest<'_>, waiting: impl Fn()) -> Result<Imported, Problem> {
    match import::to_convert(request.name, request.bytes) {
        Some(Conversion::Word(ending)) => {
            waiting();
            let word = convert::to_word(request.bytes, ending).map_err(|failure| problem(failure, ending))?;
            import::import_converted(request, &word, Tool::Office.name())
        }
        Some(Conversion::Picture) => {
            waiting();
            picture(request)
        }
        None => with_scans(request, import::import(request), waiting),
    }
}

/// Words of a picture.
#[cfg(feature = "pdf")]
fn picture(request: &ImportRequest<'_>) -> Result<Imported, Problem> {
    let ending = request.name.rsplit_once('.').map_or("png", |(_, ending)| ending).to_lowercase();
    let hocr = convert::words_of_picture(request.bytes, &ending).map_err(|failure| problem(failure, &ending))?;
    let pages = RecognisedPage::read(&hocr, None)?;
    import::import_recognised(request, &(1..).zip(pages).collect())
}

#[cfg(not(feature = "pdf"))]
fn picture(request: &ImportRequest<'_>) -> Result<Imported, Problem> {
    import::import(request)
}

/// A PDF whose pages are pictures, or whose letters nothing translates, is imported again with what is recognised on
/// them. Where the programs are not there, what was imported without them stands; its messages say what to install.
#[cfg(feature = "pdf")]
fn with_scans(
    request: &ImportRequest<'_>,
    first: Result<Imported, Problem>,
    waiting: impl Fn(),
) -> Result<Imported, Problem> {
    const REFUSED: [&str; 3] = ["import-scan", "import-recognised-noise", "import-unmapped"];
    let some = |imported: &Imported| imported.problems.iter().any(|one| one.code == "import-some-pages-scanned");
    let all = match &first {
        Err(problem) if REFUSED.contains(&problem.code) => true,
        Ok(imported) if some(imported) => false,
        _ => return first,
    };
    if convert::can_recognise().is_err() {
        return first;
    }
    waiting();
    match recognise(request, all) {
        Ok(pages) => import::import_recognised(request, &pages),
        Err(_) if first.as_ref().is_err_and(|problem| problem.code == "import-unmapped") => first,
        // What could be read is worth more than nothing.
        Err(failed) => first.map_err(|_| failed.clone()).map(|mut imported| {
            imported.problems.push(Problem { severity: crate::diagnostic::Severity::Warning, ..failed });
            imported
        }),
    }
}

#[cfg(not(feature = "pdf"))]
fn with_scans(
    _request: &ImportRequest<'_>,
    first: Result<Imported, Problem>,
    _waiting: impl Fn(),
) -> Result<Imported, Problem> {
    first
}

#[cfg(feature = "pdf")]
fn recognise(request: &ImportRequest<'_>, all: bool) -> Result<BTreeMap<u32, RecognisedPage>, Problem> {
    let numbers = import::pages_to_recognise(request.bytes, all)?;
    if numbers.len() > MOST_PAGES {
        let problem = Problem::new("import-too-many-scanned").with("what", numbers.len().to_string());
        return Err(problem.with("limit", MOST_PAGES.to_string()));
    }
    let read = |number: &u32| {
        let failed = |failure| problem(failure, "pdf");
        let picture = convert::picture_of_page(request.bytes, *number).map_err(failed)?;
        let raster = PageRaster::of(picture, f32::from(convert::DPI));
        let hocr = convert::words_of_picture(&raster.bytes, "pgm").map_err(failed)?;
        let page = RecognisedPage::read(&hocr, Some(&raster))?.into_iter().next().unwrap_or_default();
        Ok((*number, page))
    };
    numbers.par_iter().map(read).collect()
}

/// The text of a file as its reader gives it, after the same conversion. A scan has no text of its own.
///
/// # Errors
/// As [`import()`].
#[cfg(feature = "preview")]
pub(super) fn original(name: &str, bytes: &[u8]) -> Result<ImportedText, Problem> {
    let Some(Conversion::Word(ending)) = import::to_convert(name, bytes) else { return import::original(name, bytes) };
    let word = convert::to_word(bytes, ending).map_err(|failure| problem(failure, ending))?;
    import::original("converted.docx", &word)
}

fn problem(failure: Failure, ending: &str) -> Problem {
    let of = |code, tool: Tool| Problem::new(code).with("program", tool.name());
    match failure {
        Failure::Missing(Tool::Office) => Problem::new("import-no-libreoffice").with("text", ending),
        Failure::Missing(Tool::Recogniser | Tool::Pages) => Problem::new("import-no-tesseract"),
        Failure::Slow(tool, seconds) => of("import-program-slow", tool).with("limit", seconds.to_string()),
        Failure::Large(tool, bytes) => of("import-program-large", tool).with("limit", (bytes >> 20).to_string()),
        Failure::Failed(tool, said) if said.is_empty() => of("import-program-failed", tool).with("reason", "–"),
        Failure::Failed(tool, said) => of("import-program-failed", tool).with("reason", said),
        Failure::Io(tool, error) => of("import-program-failed", tool).with("reason", error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_has_its_message() {
        let tool = Tool::Office;
        for (failure, code, words) in [
            (Failure::Missing(tool), "import-no-libreoffice", ".doc"),
            (Failure::Missing(Tool::Recogniser), "import-no-tesseract", "Tesseract"),
            (Failure::Missing(Tool::Pages), "import-no-tesseract", "Tesseract"),
            (Failure::Slow(tool, 120), "import-program-slow", "LibreOffice không xong trong 120 giây"),
            (Failure::Large(tool, 256 << 20), "import-program-large", "LibreOffice ghi ra hơn 256 MB"),
            (Failure::Failed(tool, String::new()), "import-program-failed", "–"),
            (Failure::Failed(tool, "no filter".into()), "import-program-failed", "no filter"),
            (Failure::Io(tool, std::io::ErrorKind::StorageFull.into()), "import-program-failed", "space"),
        ] {
            let problem = problem(failure, "doc");
            assert_eq!(problem.code, code);
            let vietnamese = crate::catalogue::Language::Vietnamese;
            let values: Vec<(&str, &str)> =
                problem.arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let said = crate::catalogue::fill(crate::catalogue::text(vietnamese, code), &values);
            assert!(said.contains(words), "{said}");
        }
    }
}
