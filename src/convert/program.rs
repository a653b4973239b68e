//! Where the programs are.
//!
//! In: which one. Out: its path.

use super::Failure;
use std::env;
use std::path::{Path, PathBuf};

/// A program that may be installed beside this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// LibreOffice, which reads old formats.
    Office,
    /// Tesseract with Vietnamese, which reads pictures.
    Recogniser,
    /// `pdftoppm` of Poppler, which draws pages of a PDF.
    Pages,
}

impl Tool {
    /// Its name, as people know it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Office => "LibreOffice",
            Self::Recogniser => "Tesseract",
            Self::Pages => "Poppler (pdftoppm)",
        }
    }

    /// Names of the program's file.
    const fn files(self) -> &'static [&'static str] {
        match self {
            Self::Office if cfg!(windows) => &["soffice.com", "soffice.exe"],
            Self::Office => &["soffice", "libreoffice"],
            Self::Recogniser if cfg!(windows) => &["tesseract.exe"],
            Self::Recogniser => &["tesseract"],
            Self::Pages if cfg!(windows) => &["pdftoppm.exe"],
            Self::Pages => &["pdftoppm"],
        }
    }

    /// Folders that installers use and that stand in no search path.
    const fn folders(self) -> &'static [&'static str] {
        match self {
            Self::Office if cfg!(windows) => {
                &[r"C:\Program Files\LibreOffice\program", r"C:\Program Files (x86)\LibreOffice\program"]
            }
            Self::Office => &["/Applications/LibreOffice.app/Contents/MacOS"],
            Self::Recogniser if cfg!(windows) => &[r"C:\Program Files\Tesseract-OCR"],
            Self::Recogniser | Self::Pages => &["/opt/homebrew/bin", "/usr/local/bin"],
        }
    }

    /// The program's file.
    ///
    /// # Errors
    /// It is not installed.
    pub(super) fn find(self) -> Result<PathBuf, Failure> {
        let path = env::var_os("PATH").unwrap_or_default();
        // A relative folder would run what somebody laid beside the documents.
        let listed = env::split_paths(&path).filter(|folder| folder.is_absolute());
        let folders: Vec<PathBuf> = listed.chain(self.folders().iter().map(PathBuf::from)).collect();
        let candidates = self.files().iter().flat_map(|file| folders.iter().map(move |folder| folder.join(file)));
        candidates.into_iter().find(|path| may_run(path)).ok_or(Failure::Missing(self))
    }
}

#[cfg(unix)]
fn may_run(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn may_run(path: &Path) -> bool {
    path.is_file()
}
