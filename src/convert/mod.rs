//! Other programs of the machine turn files that `import` does not read into some that it does: LibreOffice makes Word
//! files of `.doc`, `.odt` and `.rtf`, Poppler pictures of pages, Tesseract words of pictures.
//!
//! In: the bytes of a foreign file. Out: what was made of it, or a [`Failure`].
//!
//! The file is hostile, and so is the program once the file has taken it over. It runs in a folder of its own, which is
//! its home, too, and goes away with all that is in it; `run` bounds time, memory and bytes and ends every process that
//! it started; `confine` leaves it neither the network nor any other folder to write to. Nothing of this asks for a
//! privilege. On systems other than Linux only the folder and the bound of time are left.

mod confine;
mod office;
mod program;
mod run;
mod scan;
#[cfg(test)]
#[cfg(unix)]
mod tests;

pub use office::to_word;
pub use program::Tool;
pub use scan::{DPI, can_recognise, picture_of_page, words_of_picture};
#[cfg(feature = "preview")]
pub use scan::{can_draw, page_as_png};

use std::io;

/// Why there is no result.
#[derive(Debug)]
pub enum Failure {
    /// The program is not installed.
    Missing(Tool),
    /// It did not end within so many seconds.
    Slow(Tool, u64),
    /// It wrote more than so many bytes.
    Large(Tool, u64),
    /// It ended without a result; what it said, which may be nothing.
    Failed(Tool, String),
    /// The folder for it, or the program itself, gave this error.
    Io(Tool, io::Error),
}
