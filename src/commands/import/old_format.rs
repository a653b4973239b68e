//! Imports a file, after LibreOffice turned it into a Word file where it has an old format.
//!
//! In: the request. Out: what `import` makes of it, or the problem.

use crate::convert::{self, Failure, Tool};
#[cfg(feature = "preview")]
use crate::import::ImportedText;
use crate::import::{self, ImportRequest, Imported, Problem};

/// Imports the file.
///
/// # Errors
/// As [`import::import`]; the program is not installed, or failed.
pub(super) fn import(request: &ImportRequest<'_>) -> Result<Imported, Problem> {
    let Some(ending) = import::to_convert(request.name, request.bytes) else { return import::import(request) };
    let word = convert::to_word(request.bytes, ending).map_err(|failure| problem(failure, ending))?;
    import::import_converted(request, &word, Tool::Office.name())
}

/// The text of a file as its reader gives it, after the same conversion.
///
/// # Errors
/// As [`import`].
#[cfg(feature = "preview")]
pub(super) fn original(name: &str, bytes: &[u8]) -> Result<ImportedText, Problem> {
    let Some(ending) = import::to_convert(name, bytes) else { return import::original(name, bytes) };
    let word = convert::to_word(bytes, ending).map_err(|failure| problem(failure, ending))?;
    import::original("converted.docx", &word)
}

fn problem(failure: Failure, ending: &str) -> Problem {
    let of = |code, tool: Tool| Problem::new(code).with("program", tool.name());
    match failure {
        Failure::Missing(Tool::Office) => Problem::new("import-no-libreoffice").with("text", ending),
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
