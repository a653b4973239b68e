//! `congbao init`: a site that builds at once, with one sample of each kind; or the built-in site theme, to be changed.
//!
//! In: a folder, new or there already. Out: files in it. No file is ever overwritten. A guide or a setting of an
//! editor that is there already stays and is named; where a file of the site itself is in the way, all such files
//! are named and nothing is written.

use super::report::{ColorWhen, Reporter};
use super::{Exit, ProblemFormat, language, parse_language, schema, whole};
use crate::catalogue::{Language, text};
use crate::content::config::CONFIG_FILE;
use crate::content::registry::Registries;
use crate::diagnostic::Diagnostic;
use crate::disk;
use crate::render::assets;
use crate::site::TEMPLATES;
use crate::writing::first_site;
use crate::writing::shape::FileKind;
use clap::Args;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Arguments of `congbao init`.
#[derive(Clone, Debug, Args)]
pub struct InitArguments {
    /// Folder of the new site; made where it is missing
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Language of the site, its remarks, and messages: vi (default) or en
    #[arg(long, value_name = "LANG", value_parser = parse_language)]
    lang: Option<Language>,
    /// Write the built-in templates and styles into DIR/themes/default instead, to be changed
    #[arg(long)]
    theme: bool,
}

/// A file to write: path below the folder, bytes.
type NewFile = (String, Vec<u8>);

/// Makes the site.
pub fn run(arguments: &InitArguments) -> Exit {
    let folder = &arguments.folder;
    let language = language::spoken(arguments.lang, folder);
    let reporter = Reporter::speaking(language, ProblemFormat::Human, ColorWhen::Auto);
    let shown = folder.display().to_string();
    if exists(folder) && !folder.is_dir() {
        reporter.failure("init-not-a-folder", &[("path", &shown)]);
        return Exit::Usage;
    }
    let is_site = folder.join(CONFIG_FILE).exists();
    if arguments.theme && !is_site {
        reporter.failure("init-theme-no-site", &[("path", &shown)]);
        return Exit::Usage;
    }
    if !arguments.theme && is_site {
        reporter.failure("init-site-exists", &[("path", &shown)]);
        return Exit::Usage;
    }
    // Whose environment is English still makes a Vietnamese site.
    let files = if arguments.theme { theme_files() } else { site_files(arguments.lang.unwrap_or_default()) };
    let (kept, files): (Vec<NewFile>, Vec<NewFile>) =
        files.into_iter().partition(|(path, _)| is_aside(path) && exists(&folder.join(path)));
    if let Err(problems) = write_new(folder, &files) {
        reporter.problems(&problems);
        return Exit::Usage;
    }
    for (path, _) in kept {
        reporter.say("init-kept", &[("path", &path)]);
    }
    let count = files.len().to_string();
    if arguments.theme {
        let path = folder.join("themes/default").display().to_string();
        reporter.say("init-theme-done", &[("path", &path), ("count", &count)]);
        return Exit::Good;
    }
    reporter.say("init-done", &[("path", &shown), ("count", &count)]);
    say_next(&reporter, folder);
    Exit::Good
}

/// The next three commands, as they are typed.
fn say_next(reporter: &Reporter, folder: &Path) {
    let language = reporter.language();
    reporter.say("init-next", &[]);
    if folder.canonicalize().ok() != Path::new(".").canonicalize().ok() {
        reporter.result(&format!("  cd {}", typed(&folder.display().to_string())));
    }
    for (command, words) in [
        ("congbao serve", "init-next-serve"),
        ("congbao import FILE.docx", "init-next-import"),
        ("congbao build", "init-next-build"),
    ] {
        reporter.result(&format!("  {command:<26}  # {}", text(language, words)));
    }
}

/// Not of the site itself: a folder may well have its own.
fn is_aside(path: &str) -> bool {
    path.starts_with('.') || path.ends_with("README.md")
}

fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn site_files(language: Language) -> Vec<NewFile> {
    let samples = first_site::files(language);
    // The schemas offer the sample's own rows, too.
    let registries = Registries::built_in();
    let mut files: Vec<NewFile> =
        samples.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect();
    for (word, kind) in FileKind::ALL {
        let path = format!("{}/{word}.schema.json", first_site::SCHEMA_FOLDER);
        files.push((path, schema::text(kind, &registries, language).into_bytes()));
    }
    // Last: it makes the folder a site, over which none is made.
    files.sort_by_key(|(path, _)| path == CONFIG_FILE);
    files
}

/// Templates, style and icon. The scripts are left out: they are made of parts and belong to the index's version.
fn theme_files() -> Vec<NewFile> {
    let pages = TEMPLATES.iter();
    let pages = pages.map(|(name, text)| (format!("themes/default/templates/{name}"), text.as_bytes().to_vec()));
    let looks = assets::BUILT_IN.iter().filter(|(name, _)| !name.ends_with("js") && !name.ends_with("png"));
    pages.chain(looks.map(|(name, bytes)| (format!("themes/default/static/{name}"), bytes.to_vec()))).collect()
}

/// Writes all files, or none where another one has the name of one of them. A file that is there as it would be written
/// is of a run that was ended in the middle: this one completes it.
fn write_new(folder: &Path, files: &[NewFile]) -> Result<(), Vec<Diagnostic>> {
    let is_whole = files.iter().all(|(path, bytes)| is_written(&folder.join(path), bytes));
    let in_the_way: Vec<Diagnostic> = files
        .iter()
        .filter(|(path, bytes)| exists(&folder.join(path)) && (is_whole || !is_written(&folder.join(path), bytes)))
        .map(|(path, _)| folder.join(path))
        .map(|path| Diagnostic::error("init-file-exists").with("path", path.display().to_string()))
        .collect();
    if !in_the_way.is_empty() {
        return Err(in_the_way);
    }
    for (path, bytes) in files.iter().filter(|(path, bytes)| !is_written(&folder.join(path), bytes)) {
        let path = folder.join(path);
        write_one(&path, bytes).map_err(|error| {
            let problem = Diagnostic::error("file-unwritable").with("path", path.display().to_string());
            vec![problem.with("reason", error.to_string())]
        })?;
    }
    Ok(())
}

fn is_written(path: &Path, bytes: &[u8]) -> bool {
    disk::bytes(path, bytes.len() as u64).is_ok_and(|there| there == bytes)
}

fn write_one(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    whole::put_new(path, bytes)
}

/// A path as it is typed in a shell.
fn typed(path: &str) -> String {
    let plain = path.chars().all(|c| c.is_alphanumeric() || "/\\._-:~".contains(c));
    if plain { path.to_owned() } else { format!("\"{path}\"") }
}
