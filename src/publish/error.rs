//! Errors between bytes and the output folder, as codes and values for the catalogue.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::address::path::PathFault;
use crate::catalogue::{self, Language};
use crate::diagnostic::Diagnostic;

/// Why nothing was published: the output folder is as it was. Only [`PublishError::NotFlushed`],
/// [`PublishError::OneGeneration`], [`PublishError::NotCleared`] and [`PublishError::Kept`] are remarks on a site that stands; they come from
/// [`super::Stage::remarks`] and in [`super::Report::remarks`].
#[derive(Debug)]
pub enum PublishError {
    /// Another build holds the lock of this output folder.
    Locked(PathBuf),
    /// The output folder is a symbolic link, which a rename would replace instead of follow.
    IsLink(PathBuf, PathBuf),
    /// Something is mounted on the output folder or on a folder in it: names cannot be exchanged across it, and
    /// clearing away the old site would delete what is mounted.
    IsMount(PathBuf),
    /// A file stands where the output folder should be.
    NotAFolder(PathBuf),
    /// The path has no last part that could be a folder's name (`/`).
    NoName(PathBuf),
    /// A file that we did not write stands where the site wants to write.
    Foreign {
        /// Path of the file of the site, within the output folder.
        path: String,
        /// Path of what stands in the way (the same, a part of it, or below it).
        stands: String,
    },
    /// The path of a file of the site may not be written on every system.
    Path {
        /// The path as given.
        path: String,
        /// What is wrong with it.
        fault: PathFault,
    },
    /// The same path was put twice, or once as a file and once as a folder.
    Twice(String, String),
    /// The file system cannot exchange two names in one step and `no_atomic` was not given.
    NoExchange(PathBuf),
    /// The output folder came with a container's image and cannot be renamed at all.
    Unmovable(PathBuf),
    /// The list of what we wrote last time cannot be trusted.
    Manifest {
        /// The manifest file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
    },
    /// The list of what we wrote last time is of a newer version of this program.
    ManifestVersion(PathBuf),
    /// A file of the output folder was changed by someone else while the build ran.
    ChangedMeanwhile(String),
    /// An earlier `put` failed, so what is staged is not the whole site.
    Unfinished(String),
    /// No room left.
    DiskFull(PathBuf),
    /// The file would be larger than this session may write (`ulimit -f`).
    LimitReached(PathBuf),
    /// No permission, or the file system is read-only.
    NotWritable(PathBuf),
    /// Anything else the operating system answered.
    Io {
        /// File or folder.
        path: PathBuf,
        /// Its answer.
        source: io::Error,
    },
    /// The new site stands, but a power cut could still bring the old one back.
    NotFlushed(PathBuf, io::Error),
    /// Files cannot be linked there (or the system does not say which file is which): every build that changes something
    /// writes or links the whole site anew.
    OneGeneration(PathBuf),
    /// What is left of an earlier site could not be cleared away.
    NotCleared {
        /// What is left of it.
        folder: PathBuf,
        /// The first thing in it that could not be deleted.
        path: PathBuf,
        /// The answer of the operating system.
        source: io::Error,
    },
    /// There are many folders already that could not be cleared away, the first of which is named.
    TooManyLeft(PathBuf),
    /// While the site was built, others laid a file where the new site has one of its own; it was kept elsewhere.
    Kept {
        /// Where it was laid.
        path: PathBuf,
        /// Where it is now.
        kept: PathBuf,
    },
}

impl PublishError {
    /// Sorts an answer of the operating system about `path` by what a person can do about it.
    pub(crate) fn io(path: impl AsRef<Path>, source: io::Error) -> Self {
        let path = path.as_ref().to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull(path),
            io::ErrorKind::FileTooLarge => Self::LimitReached(path),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::NotWritable(path),
            _ => Self::Io { path, source },
        }
    }

    /// Whether the content, not the output folder, is to blame: names that no file can have.
    pub const fn is_of_content(&self) -> bool {
        matches!(self, Self::Path { .. } | Self::Twice(..))
    }

    /// The stable code, key of the catalogue.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Locked(_) => "publish-locked",
            Self::IsLink(..) => "publish-output-is-link",
            Self::IsMount(_) => "publish-output-is-mount",
            Self::NotAFolder(_) => "publish-output-is-file",
            Self::NoName(_) => "publish-output-no-name",
            Self::Foreign { .. } => "publish-foreign-file",
            Self::Path { fault, .. } => fault.code(),
            Self::Twice(..) => "publish-path-twice",
            Self::NoExchange(_) => "publish-no-exchange",
            Self::Unmovable(_) => "publish-unmovable",
            Self::Manifest { .. } => "publish-manifest-damaged",
            Self::ManifestVersion(_) => "publish-manifest-version",
            Self::ChangedMeanwhile(_) => "publish-changed-meanwhile",
            Self::Unfinished(_) => "publish-unfinished",
            Self::DiskFull(_) => "publish-disk-full",
            Self::LimitReached(_) => "publish-file-limit",
            Self::NotWritable(_) => "publish-not-writable",
            Self::Io { .. } => "publish-io",
            Self::NotFlushed(..) => "publish-not-flushed",
            Self::OneGeneration(_) => "publish-one-generation",
            Self::NotCleared { .. } => "publish-not-cleared",
            Self::TooManyLeft(_) => "publish-too-many-left",
            Self::Kept { .. } => "publish-kept",
        }
    }

    /// As a problem to be reported beside all others. It has no place: it is about the output, not about the content.
    pub fn diagnostic(&self) -> Diagnostic {
        let published =
            matches!(self, Self::NotFlushed(..) | Self::OneGeneration(_) | Self::NotCleared { .. } | Self::Kept { .. });
        let problem = if published { Diagnostic::warning(self.code()) } else { Diagnostic::error(self.code()) };
        let shown = |path: &Path| path.display().to_string();
        match self {
            Self::Locked(path)
            | Self::IsMount(path)
            | Self::NotAFolder(path)
            | Self::NoName(path)
            | Self::NoExchange(path)
            | Self::Unmovable(path)
            | Self::ManifestVersion(path)
            | Self::DiskFull(path)
            | Self::LimitReached(path)
            | Self::TooManyLeft(path)
            | Self::OneGeneration(path)
            | Self::NotWritable(path) => problem.with("path", shown(path)),
            Self::IsLink(path, target) => problem.with("path", shown(path)).with("target", shown(target)),
            Self::Foreign { path, stands } => problem.with("path", path).with("stands", stands),
            Self::Path { path, .. } => problem.with("path", path.escape_debug().to_string()),
            Self::Twice(path, other) => problem.with("path", path).with("other", other),
            Self::Manifest { path, line } => problem.with("path", shown(path)).with("line", line.to_string()),
            Self::ChangedMeanwhile(path) | Self::Unfinished(path) => problem.with("path", path),
            Self::Io { path, source } | Self::NotFlushed(path, source) => {
                problem.with("path", shown(path)).with("reason", source.to_string())
            }
            Self::NotCleared { folder, path, source } => {
                let problem = problem.with("folder", shown(folder)).with("path", shown(path));
                problem.with("reason", source.to_string())
            }
            Self::Kept { path, kept } => problem.with("path", shown(path)).with("kept", shown(kept)),
        }
    }
}

impl From<&PublishError> for Diagnostic {
    fn from(error: &PublishError) -> Self {
        error.diagnostic()
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = self.diagnostic();
        let arguments: Vec<(&str, &str)> =
            problem.arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        f.write_str(&catalogue::fill(catalogue::text(Language::English, self.code()), &arguments))
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } | Self::NotFlushed(_, source) | Self::NotCleared { source, .. } => Some(source),
            _ => None,
        }
    }
}
