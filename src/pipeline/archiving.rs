//! The archive of all texts and data, which needs the source of every document.
//!
//! In: what is loaded. Out: the archive, as a stream in the stage or, for the preview, in memory.

use super::{Failure, Loaded};
use crate::diagnostic::Diagnostic;
use crate::publish::Stage;
use crate::render::archive::{self, write};
use crate::render::{Renderer, World};
use crate::site::Page;
use crate::source::Source;
use std::io;
use std::sync::Arc;

/// The archive in memory. `text` gives the source of a document.
pub(super) fn bytes(
    renderer: &Renderer,
    world: &World<'_>,
    text: &dyn Fn(usize) -> Result<Arc<Source>, Diagnostic>,
) -> Result<Vec<u8>, Diagnostic> {
    let mut bytes = Vec::new();
    match write(renderer, world, text, &mut bytes) {
        Ok(()) => Ok(bytes),
        Err(archive::Failure::Text(problem)) => Err(problem),
        Err(archive::Failure::Output(error)) => {
            Err(Diagnostic::error("file-unreadable").with("reason", error.to_string()))
        }
    }
}

/// Writes the archive into the stage.
pub(super) fn put(loaded: &Loaded, world: &World<'_>, stage: &Stage, page: &Page) -> Result<(), Failure> {
    let mut changed = None;
    let text = |index| loaded.source_of(index).map(Arc::new);
    let put = stage.put_stream(&page.file(), |out| match write(&loaded.renderer, world, &text, out) {
        Ok(()) => Ok(()),
        Err(archive::Failure::Output(error)) => Err(error),
        Err(archive::Failure::Text(problem)) => {
            changed = Some(problem);
            Err(io::Error::other("a document cannot be read"))
        }
    });
    match (changed, put) {
        (Some(problem), _) => Err(Failure::Page(problem)),
        (None, put) => put.map_err(Failure::Output),
    }
}
