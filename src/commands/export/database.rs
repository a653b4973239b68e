//! `congbao export --sqlite`, `--parquet`, `--postgres`: the whole site as a database.
//!
//! In: a site without errors. Out: a file, or a folder of files, put in place when all of it is there; what drafts and
//! hidden remarks say is in none.

use super::ExportArguments;
use crate::commands::build::is_refused;
use crate::commands::report::Reporter;
use crate::commands::{Exit, not_loaded};
use crate::database::{Counts, DatabaseError, postgres};
use crate::pipeline::{self, BuildOptions, Snapshot};
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

/// What is written, and where.
pub(super) enum Target<'a> {
    Sqlite(&'a Path),
    Parquet(&'a Path),
    Postgres(&'a Path),
}

impl<'a> Target<'a> {
    /// As the arguments say.
    pub(super) fn of(arguments: &'a ExportArguments) -> Option<Self> {
        let sqlite = arguments.sqlite.as_deref().map(Self::Sqlite);
        let parquet = || arguments.parquet.as_deref().map(Self::Parquet);
        sqlite.or_else(parquet).or_else(|| arguments.postgres.as_deref().map(Self::Postgres))
    }

    const fn path(&self) -> &'a Path {
        match self {
            Self::Sqlite(path) | Self::Parquet(path) | Self::Postgres(path) => path,
        }
    }

    /// The cargo feature with which a program is built that can write it, where this one cannot.
    const fn missing(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Sqlite(_) if !cfg!(feature = "sqlite") => Some(("export --sqlite", "sqlite")),
            Self::Parquet(_) if !cfg!(feature = "parquet") => Some(("export --parquet", "parquet")),
            _ => None,
        }
    }

    /// Whether something stands there that must not be overwritten.
    fn is_taken(&self) -> bool {
        match self {
            Self::Parquet(folder) => {
                folder.read_dir().map_or_else(|_| folder.symlink_metadata().is_ok(), |mut files| files.next().is_some())
            }
            Self::Sqlite(file) | Self::Postgres(file) => file.symlink_metadata().is_ok(),
        }
    }
}

enum Failure {
    Database(DatabaseError),
    Taken,
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AlreadyExists => Self::Taken,
            _ => Self::Database(DatabaseError::Write(error.to_string())),
        }
    }
}

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
    }
}

/// Writes the database.
pub(super) fn run(arguments: &ExportArguments, target: &Target<'_>, reporter: &Reporter) -> Exit {
    if let Some((command, feature)) = target.missing() {
        reporter.failure("command-not-built", &[("command", command), ("feature", feature)]);
        return Exit::Usage;
    }
    let shown = target.path().display().to_string();
    if !arguments.force && target.is_taken() {
        reporter.failure("export-target-exists", &[("path", &shown)]);
        return Exit::Usage;
    }
    reporter.waiting("export-database-waiting");
    let options = BuildOptions { without_passages: true, ..arguments.site.options() };
    let (snapshot, checked) = match pipeline::load(&arguments.site.root, &options) {
        Ok(loaded) => loaded,
        Err(error) => return not_loaded(&arguments.site.root, &error, reporter),
    };
    if is_refused(&checked.diagnostics, arguments.site.strict) {
        reporter.problems(&checked.diagnostics);
        reporter.count(&checked.diagnostics);
        return Exit::Content;
    }
    match write(&snapshot, target, arguments.force) {
        Ok(counts) => {
            let Counts { documents, works, citations, tasks } = counts;
            let [documents, works, citations, tasks] =
                [documents, works, citations, tasks].map(|count| count.to_string());
            let counted = [("documents", &*documents), ("works", &works), ("citations", &citations), ("tasks", &tasks)];
            reporter.say("export-database-done", &[&counted[..], &[("target", &*shown)]].concat());
            Exit::Good
        }
        Err(Failure::Database(DatabaseError::Text(problem))) => {
            reporter.problems(&[problem]);
            Exit::Content
        }
        Err(Failure::Database(DatabaseError::Write(reason))) => {
            reporter.failure("import-unwritable", &[("path", &shown), ("reason", &reason)]);
            Exit::Usage
        }
        Err(Failure::Taken) => {
            reporter.failure("export-target-exists", &[("path", &shown)]);
            Exit::Usage
        }
    }
}

/// Writes into a hidden folder beside the target; all of it is there before anything is put in place.
fn write(snapshot: &Snapshot, target: &Target<'_>, force: bool) -> Result<Counts, Failure> {
    let path = target.path();
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let staged = tempfile::Builder::new().prefix(".congbao-").suffix(".new").tempdir_in(parent)?;
    let file = staged.path().join("file");
    let counts = match target {
        Target::Sqlite(_) => sqlite(snapshot, &file)?,
        Target::Parquet(_) => parquet(snapshot, staged.path())?,
        Target::Postgres(_) => script(snapshot, &file)?,
    };
    match target {
        Target::Parquet(folder) => {
            fs::create_dir_all(folder)?;
            let mut files: Vec<PathBuf> =
                fs::read_dir(staged.path())?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
            files.sort();
            for file in files {
                let name = file.file_name().unwrap_or_default();
                fs::rename(&file, folder.join(name))?;
            }
        }
        // A file system without links; that another program makes the file in this very moment is not seen there.
        Target::Sqlite(path) | Target::Postgres(path) if !force => match fs::hard_link(&file, path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => fs::rename(&file, path)?,
            linked => linked?,
        },
        Target::Sqlite(path) | Target::Postgres(path) => fs::rename(&file, path)?,
    }
    Ok(counts)
}

fn script(snapshot: &Snapshot, file: &Path) -> Result<Counts, Failure> {
    let mut script = postgres::Script::begin(BufWriter::new(File::create(file)?)).map_err(DatabaseError::Write)?;
    let counts = snapshot.tables(&mut script)?;
    let out = script.finish().map_err(DatabaseError::Write)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(counts)
}

#[cfg(feature = "sqlite")]
fn sqlite(snapshot: &Snapshot, file: &Path) -> Result<Counts, Failure> {
    let mut database = crate::database::sqlite::Database::create(file).map_err(DatabaseError::Write)?;
    let counts = snapshot.tables(&mut database)?;
    database.finish().map_err(DatabaseError::Write)?;
    Ok(counts)
}

#[cfg(not(feature = "sqlite"))]
fn sqlite(_: &Snapshot, _: &Path) -> Result<Counts, Failure> {
    Ok(Counts::default())
}

#[cfg(feature = "parquet")]
fn parquet(snapshot: &Snapshot, folder: &Path) -> Result<Counts, Failure> {
    let open = |name: &str| File::create(folder.join(name)).map(BufWriter::new).map_err(|error| error.to_string());
    Ok(snapshot.tables(&mut crate::database::parquet::Folder::new(open))?)
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &Snapshot, _: &Path) -> Result<Counts, Failure> {
    Ok(Counts::default())
}
