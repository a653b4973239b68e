//! Pictures of pages → their words, by Tesseract; pages of a PDF become pictures by Poppler.
//!
//! In: a PDF and the number of a page; the bytes of a picture. Out: a picture; words with their places, as hOCR.

use super::Failure;
use super::program::Tool;
use super::run::{Bounds, Job};
use crate::disk;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;
use tempfile::TempDir;

/// Points an inch of the pictures that pages become: what Tesseract reads best.
pub const DPI: u16 = 300;
/// A dense page takes five seconds; a picture of a large sheet some more.
const BOUNDS: Bounds = Bounds { time: 120, memory: 2 << 30, written: 256 << 20 };

/// Whether both programs are there.
///
/// # Errors
/// One is missing.
pub fn can_recognise() -> Result<(), Failure> {
    Tool::Recogniser.find()?;
    Tool::Pages.find().map(|_| ())
}

/// A page of a PDF as a PGM, [`DPI`] points an inch; `number` from 1.
///
/// # Errors
/// See [`Failure`].
pub fn picture_of_page(pdf: &[u8], number: u32) -> Result<Vec<u8>, Failure> {
    let program = Tool::Pages.find()?;
    let folder = folder(Tool::Pages)?;
    fs::write(folder.path().join("file.pdf"), pdf).map_err(|error| Failure::Io(Tool::Pages, error))?;
    let (number, dpi) = (number.to_string(), DPI.to_string());
    let arguments = ["-f", &number, "-l", &number, "-r", &dpi, "-gray", "-singlefile", "file.pdf", "page"];
    let said = run(Tool::Pages, &program, &arguments, folder.path())?;
    result(Tool::Pages, &folder.path().join("page.pgm"), said)
}

/// Whether pages of a PDF can be drawn here.
#[cfg(feature = "preview")]
pub fn can_draw() -> bool {
    Tool::Pages.find().is_ok()
}

/// A page of a PDF as a PNG of so many points across; `number` from 1.
///
/// # Errors
/// See [`Failure`].
#[cfg(feature = "preview")]
pub fn page_as_png(pdf: &[u8], number: u32, width: u32) -> Result<Vec<u8>, Failure> {
    let program = Tool::Pages.find()?;
    let folder = folder(Tool::Pages)?;
    fs::write(folder.path().join("file.pdf"), pdf).map_err(|error| Failure::Io(Tool::Pages, error))?;
    let (number, width) = (number.to_string(), width.to_string());
    let size = ["-scale-to-x", &width, "-scale-to-y", "-1"];
    let arguments = [&["-f", &number, "-l", &number, "-png", "-singlefile"][..], &size, &["file.pdf", "page"]].concat();
    let said = run(Tool::Pages, &program, &arguments, folder.path())?;
    result(Tool::Pages, &folder.path().join("page.png"), said)
}

/// What is recognised on a picture of one page, or on a TIFF of several, as hOCR; `ending`: that of its format.
///
/// # Errors
/// See [`Failure`].
pub fn words_of_picture(bytes: &[u8], ending: &str) -> Result<String, Failure> {
    Tool::Recogniser.find()?;
    let folder = folder(Tool::Recogniser)?;
    let name = format!("page.{ending}");
    fs::write(folder.path().join(&name), bytes).map_err(|error| Failure::Io(Tool::Recogniser, error))?;
    words(&name, folder.path())
}

fn folder(tool: Tool) -> Result<TempDir, Failure> {
    TempDir::with_prefix("congbao-").map_err(|error| Failure::Io(tool, error))
}

fn words(name: &str, folder: &Path) -> Result<String, Failure> {
    const TOOL: Tool = Tool::Recogniser;
    let program = TOOL.find()?;
    let said = match run(TOOL, &program, &[name, "words", "-l", "vie", "--psm", "3", "hocr"], folder) {
        // It is there, and its Vietnamese is not.
        Err(Failure::Failed(tool, said)) if said.contains("vie.traineddata") => return Err(Failure::Missing(tool)),
        ended => ended?,
    };
    let bytes = result(TOOL, &folder.join("words.hocr"), said)?;
    String::from_utf8(bytes).map_err(|_| Failure::Io(TOOL, io::ErrorKind::InvalidData.into()))
}

fn run(tool: Tool, program: &Path, arguments: &[&str], folder: &Path) -> Result<String, Failure> {
    let arguments = arguments.iter().map(OsString::from).collect();
    Job { tool, program, arguments, folder, bounds: BOUNDS }.run()
}

fn result(tool: Tool, path: &Path, said: String) -> Result<Vec<u8>, Failure> {
    disk::bytes_here(path, BOUNDS.written).map_err(|unread| match unread.is_missing() {
        true => Failure::Failed(tool, said),
        false => Failure::Io(tool, io::Error::from(unread)),
    })
}
