//! A fingerprint of everything that decides the bytes of a site: an unchanged rebuild is recognised before anything is
//! parsed.

use crate::pipeline::Options;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// SHA-256 over this program, the options, and every file below `content/`, the site theme's folder and
/// `congbao.yaml`, by path.
///
/// # Errors
/// A file that cannot be read; the caller then simply builds everything.
pub(super) fn fingerprint(root: &Path, theme: &str, options: &Options) -> io::Result<[u8; 32]> {
    let mut files = vec![std::env::current_exe()?, root.join("congbao.yaml")];
    for folder in [root.join("content"), root.join("themes").join(theme)] {
        files.extend(files_below(&folder)?);
    }
    let hashes: io::Result<Vec<[u8; 32]>> = files.par_iter().map(|path| hash_file(path)).collect();
    let mut whole = Sha256::new();
    // The clock decides warnings: a new day may bring one, or end one.
    whole.update(format!("{options:?}"));
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
