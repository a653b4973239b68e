//! What is to be uploaded: by what the published site differs from what the web server has.
//!
//! In: the manifest of the output folder, and the one that was last uploaded. Out: [`Changes`]. Any number of builds may
//! lie between two uploads. Two files beside the output folder say how far the server is, both manifests:
//!
//! ```text
//! .congbao-output.uploaded    what the server has; a file of which it is not known how it is there has no digest (zeros)
//! .congbao-output.uploading   the site whose changes were listed, until the upload is said to be done
//! ```
//!
//! An upload may fail half-way, or the site may be built again meanwhile. So a file that was listed is one of unknown
//! state until the upload is done: it is listed again, as removed where the site has it no more. A page that was
//! withdrawn before a second try cannot stay on the server. Until the first upload is done it is not known what else the
//! server has: the fingerprint of its list is `FIRST`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use super::error::PublishError;
use super::manifest::{self, PublishManifest};
use super::place::StagePaths;
use super::tree;
use crate::address::published::FileDigest;

/// Paths within the output folder, sorted. The program's own lists, which are not for the server, are not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// On no server yet.
    pub added: Vec<String>,
    /// Other bytes than on the server, or it is not known which are there.
    pub changed: Vec<String>,
    /// Perhaps on the server still, and not in the site.
    pub removed: Vec<String>,
    /// Nothing is known of the server: what is too much there is not listed.
    pub is_first: bool,
}

/// How a file stands on the server of which only this is known: an upload of it was begun.
const UNKNOWN: FileDigest = FileDigest { size: 0, sha256: [0; 32] };

/// The program's own files in the output folder begin so.
const OWN: &str = ".congbao-";

/// The fingerprint of a list of a server of which nothing is known but what was listed for it.
const FIRST: [u8; 32] = [1; 32];
/// The fingerprint of all others.
const LISTED: [u8; 32] = [0; 32];

type Files = BTreeMap<String, FileDigest>;

impl Changes {
    fn between(server: Option<&PublishManifest>, site: &Files) -> Self {
        let nothing = Files::new();
        let before = server.map_or(&nothing, |server| &server.files);
        let mut changes = Self { is_first: server.is_none_or(|server| server.inputs == FIRST), ..Self::default() };
        for (path, content) in site.iter().filter(|(path, _)| !path.starts_with(OWN)) {
            match before.get(path) {
                Some(there) if there == content => {}
                Some(_) => changes.changed.push(path.clone()),
                None => changes.added.push(path.clone()),
            }
        }
        let gone = before.keys().filter(|path| !site.contains_key(*path) && !path.starts_with(OWN));
        changes.removed = gone.cloned().collect();
        changes
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        self.added.iter().chain(&self.changed).chain(&self.removed)
    }
}

/// What is to be uploaded of the site in `output`; `None`: no site was built there.
///
/// # Errors
/// A list cannot be read, or not be trusted.
pub fn changes(output: &Path) -> Result<Option<Changes>, PublishError> {
    let Some(site) = PublishManifest::read(output)? else { return Ok(None) };
    let server = PublishManifest::read_file(&StagePaths::of(output)?.uploaded)?;
    Ok(Some(Changes::between(server.as_ref(), &site.files)))
}

/// The same, for an upload that begins: [`uploaded`] says that it is done.
///
/// # Errors
/// As [`changes`]; it cannot be noted.
pub fn upload(output: &Path) -> Result<Option<Changes>, PublishError> {
    let Some(site) = PublishManifest::read(output)? else { return Ok(None) };
    let paths = StagePaths::of(output)?;
    let server = PublishManifest::read_file(&paths.uploaded)?;
    let changes = Changes::between(server.as_ref(), &site.files);
    // First that they are unknown: a program killed between the two only lists them again.
    let mut known = server.map(|server| (*server.files).clone()).unwrap_or_default();
    known.extend(changes.all().map(|path| (path.clone(), UNKNOWN)));
    write(&paths.uploaded, if changes.is_first { FIRST } else { LISTED }, &known)?;
    write(&paths.uploading, LISTED, &site.files)?;
    Ok(Some(changes))
}

/// Notes that the server has what [`upload`] listed last; without it, the site as it is. `false`: there is none.
///
/// # Errors
/// As [`changes`]; it cannot be noted.
pub fn uploaded(output: &Path) -> Result<bool, PublishError> {
    let Some(site) = PublishManifest::read(output)? else { return Ok(false) };
    let paths = StagePaths::of(output)?;
    // A damaged list is none: the way out is to upload everything, and to come here.
    let listed = PublishManifest::read_file(&paths.uploading).ok().flatten().map(|listed| listed.files);
    let mut server = listed.as_deref().unwrap_or(&site.files).clone();
    // What a build has changed since may have been sent as it was before, or as it is now.
    let paths_of_both: BTreeSet<&String> = server.keys().chain(site.files.keys()).collect();
    let differs = |path: &&&String| server.get(**path) != site.files.get(**path);
    let unknown: Vec<String> = paths_of_both.iter().filter(differs).map(|path| (*path).clone()).collect();
    server.extend(unknown.into_iter().map(|path| (path, UNKNOWN)));
    write(&paths.uploaded, LISTED, &server)?;
    tree::present(fs::remove_file(&paths.uploading))
        .map(|_| true)
        .map_err(|error| PublishError::io(&paths.uploading, error))
}

/// Replaces one of the two lists in one step.
fn write(file: &Path, fingerprint: [u8; 32], files: &Files) -> Result<(), PublishError> {
    let part = file.with_extension("part-of-list");
    let replace = || {
        // Writing into a pipe would wait for its other end for ever.
        tree::present(fs::remove_file(&part))?;
        let text = manifest::text(fingerprint, files.iter().map(|(path, content)| (path.as_str(), *content)));
        let mut new = File::create_new(&part)?;
        new.write_all(text.as_bytes())?;
        fs::rename(&part, file)
    };
    replace().map_err(|error| PublishError::io(file, error))
}
