//! `congbao import --review` in a program that was built without the preview.
//!
//! In: what was imported. Out: a message that says so.

use super::super::Exit;
use super::super::report::Reporter;
use super::{ImportArguments, WrittenFile};
use std::path::{Path, PathBuf};

/// Nothing is reviewed, so every file is imported.
pub(super) fn is_in_content(_: &Path, _: &Path) -> bool {
    false
}

/// Says what is missing.
pub(super) fn open(_: &ImportArguments, _: &[PathBuf], _: &[WrittenFile], _: Exit, reporter: &Reporter) -> Exit {
    reporter.failure("command-not-built", &[("command", "import --review"), ("feature", "preview")]);
    Exit::Usage
}
