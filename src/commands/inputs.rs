//! A fingerprint of everything that decides the bytes of a site: an unchanged rebuild is recognised before anything is
//! parsed.

use crate::content::config::CONFIG_FILE;
use crate::content::registry;
use crate::pipeline::{BuildOptions, LEDGER};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The inputs less the ledger of addresses, which a build itself writes.
pub(super) struct Inputs {
    ledger: PathBuf,
    rest: Option<[u8; 32]>,
}

impl Inputs {
    /// Reads every file below `content/`, the site theme's folder and `congbao.yaml`, and this program. A file that
    /// cannot be read leaves the inputs unknown: everything is built. `settings`: what [`settings`] said before
    /// configuration and registries were read; one that was saved since makes inputs that no later run has.
    pub fn read(root: &Path, theme: &str, settings: [u8; 32], options: &BuildOptions) -> Self {
        Self { ledger: root.join(LEDGER), rest: fingerprint(root, theme, settings, options).ok() }
    }

    /// The fingerprint with the ledger as it stands now; `None` where the inputs are unknown.
    pub fn now(&self) -> Option<[u8; 32]> {
        let is_file = self.ledger.metadata().is_ok_and(|metadata| metadata.is_file());
        self.with(&is_file.then(|| std::fs::read(&self.ledger).ok()).flatten().unwrap_or_default())
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
        whole.update(std::fs::read(root.join(file)).unwrap_or_default());
        whole.update([0]);
    }
    whole.finalize().into()
}

fn fingerprint(root: &Path, theme: &str, settings: [u8; 32], options: &BuildOptions) -> io::Result<[u8; 32]> {
    let mut files = vec![root.join(CONFIG_FILE)];
    for folder in [root.join("content"), root.join("themes").join(theme)] {
        files.extend(files_below(&folder)?);
    }
    let ledger = root.join(LEDGER);
    files.retain(|file| *file != ledger);
    let hashes: io::Result<Vec<[u8; 32]>> = files.par_iter().map(|path| hash_file(path)).collect();
    let mut whole = Sha256::new();
    // The clock decides warnings: a new day may bring one, or end one.
    whole.update(format!("{options:?}"));
    whole.update(settings);
    // The program itself: its size and time tell one build of it from another well enough for a shortcut.
    let program = std::env::current_exe()?.metadata()?;
    whole.update(format!("{} {:?}", program.len(), program.modified()?));
    for (path, hash) in files.iter().zip(hashes?) {
        let name = path.strip_prefix(root).unwrap_or(Path::new("congbao"));
        whole.update(name.as_os_str().as_encoded_bytes());
        whole.update([0]);
        whole.update(hash);
    }
    Ok(whole.finalize().into())
}

fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

fn hash_file(path: &Path) -> io::Result<[u8; 32]> {
    let mut file = std::fs::File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(hash.finalize().into());
        }
        hash.update(&buffer[..read]);
    }
}
