//! A fingerprint of everything that decides the bytes of a site: an unchanged rebuild is recognised before anything is
//! parsed.

use crate::content::config::CONFIG_FILE;
use crate::content::files::CONTENT_FOLDER;
use crate::content::{commit, registry, theme};
use crate::diagnostic::Severity;
use crate::disk::{self, LARGEST_FILE, LARGEST_LIST, LARGEST_TEXT, Unread};
use crate::pipeline::{BuildOptions, LEDGER};
use crate::signing::KEY_FILE;
use crate::store;
use crate::store::stats::Stats;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};

/// The inputs less the ledger of addresses, which a build itself writes.
pub(super) struct Inputs {
    ledger: PathBuf,
    rest: Option<[u8; 32]>,
}

impl Inputs {
    /// Reads every file below `content/`, the files of the site theme, `congbao.yaml`, and this program. A file that
    /// cannot be read leaves the inputs unknown: everything is built. `settings`: what [`settings`] said before
    /// configuration and registries were read; one that was saved since makes inputs that no later run has.
    pub fn read(root: &Path, theme: &str, settings: [u8; 32], options: &BuildOptions, stats: &Stats) -> Self {
        Self { ledger: root.join(LEDGER), rest: fingerprint(root, theme, settings, options, stats).ok() }
    }

    /// The fingerprint with the ledger as it stands now; `None` where the inputs are unknown.
    pub fn now(&self) -> Option<[u8; 32]> {
        self.with(&disk::bytes(&self.ledger, LARGEST_LIST).unwrap_or_default())
    }

    /// The fingerprint with `ledger` as the ledger's text; `None` where the inputs are unknown.
    pub fn with(&self, ledger: &[u8]) -> Option<[u8; 32]> {
        let mut whole = Sha256::new();
        whole.update(self.rest?);
        whole.update(ledger);
        Some(whole.finalize().into())
    }
}

/// A fingerprint of the configuration and the registries.
pub(super) fn settings(root: &Path) -> [u8; 32] {
    let mut whole = Sha256::new();
    for file in std::iter::once(CONFIG_FILE).chain(registry::FILES) {
        whole.update(disk::bytes_here(&root.join(file), LARGEST_TEXT).unwrap_or_default());
        whole.update([0]);
    }
    whole.finalize().into()
}

/// One thing that a build may read.
enum Input {
    File(PathBuf),
    /// A link, which may lead elsewhere tomorrow, and where it leads today.
    Link(PathBuf, PathBuf),
}

impl Input {
    fn path(&self) -> &Path {
        match self {
            Self::File(path) | Self::Link(path, _) => path,
        }
    }
}

fn fingerprint(
    root: &Path,
    theme: &str,
    settings: [u8; 32],
    options: &BuildOptions,
    stats: &Stats,
) -> io::Result<[u8; 32]> {
    let mut inputs = vec![Input::File(root.join(CONFIG_FILE))];
    let key = root.join(KEY_FILE);
    inputs.extend(key.exists().then_some(Input::File(key)));
    inputs.extend(inputs_below(&root.join(CONTENT_FOLDER))?);
    inputs.extend(theme_files(root, theme)?);
    let ledger = root.join(LEDGER);
    inputs.retain(|input| input.path() != ledger);
    let hashes: io::Result<Vec<[u8; 32]>> = inputs.par_iter().map(|input| hash(root, input, stats)).collect();
    let mut whole = Sha256::new();
    // The clock decides warnings: a new day may bring one, or end one.
    whole.update(format!("{options:?}"));
    whole.update(settings);
    // The list of all files names it.
    whole.update(commit::head(root).unwrap_or_default());
    whole.update(store::program());
    for (input, hash) in inputs.iter().zip(hashes?) {
        let name = input.path().strip_prefix(root).unwrap_or(Path::new("congbao"));
        whole.update(name.as_os_str().as_encoded_bytes());
        whole.update([0]);
        whole.update(hash);
    }
    Ok(whole.finalize().into())
}

/// Everything below `content/`. Documents and registries are no links; attachments may be reached through one, and what
/// it leads to stands below `content/` as well.
fn inputs_below(folder: &Path) -> io::Result<Vec<Input>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut inputs = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            inputs.push(Input::File(entry.into_path()));
        } else if entry.path_is_symlink() {
            let target = std::fs::read_link(entry.path())?;
            inputs.push(Input::Link(entry.into_path(), target));
        }
    }
    Ok(inputs)
}

/// The files of the site theme, by the list that the build reads.
fn theme_files(root: &Path, theme: &str) -> io::Result<Vec<Input>> {
    let mut problems = Vec::new();
    let folders = [theme::templates(theme), theme::assets(theme)];
    let files: Vec<Input> = folders
        .iter()
        .flat_map(|folder| theme::files(root, folder, &mut problems).into_values())
        .map(|path| Input::File(root.join(path)))
        .collect();
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(io::Error::other("the site theme cannot be read"));
    }
    Ok(files)
}

fn hash(root: &Path, input: &Input, stats: &Stats) -> io::Result<[u8; 32]> {
    let path = match input {
        Input::File(path) => path,
        Input::Link(_, target) => return Ok(Sha256::digest(target.as_os_str().as_encoded_bytes()).into()),
    };
    let below = path.strip_prefix(root).ok().and_then(Path::to_str).map(|path| path.replace('\\', "/"));
    let hash = match &below {
        Some(below) => stats.hash(root, below, LARGEST_FILE),
        None => disk::hash(path, LARGEST_FILE),
    };
    match hash {
        Ok((hash, _)) => Ok(hash),
        // No build reads it; hashing it would take as long as a build.
        Err(Unread::TooLarge(_)) => Ok([0; 32]),
        Err(unread) => Err(unread.into()),
    }
}
