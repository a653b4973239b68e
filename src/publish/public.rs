//! The list of all files that anyone can check ([`crate::signing`]), as files of the site; the signature of it.
//!
//! In: a stage that has all other files. Out: the list in it. A signature stays as long as the root is the one that was
//! signed; one that fits no more never stays in the site without a word. It may also have been laid there by
//! `minisign`: whatever stands at its address is ours.

use super::commit::Report;
use super::error::PublishError;
use super::stage::Stage;
use super::tree::TreeEntryKind;
use crate::address::published::FileDigest;
use crate::disk;
use crate::signing::list::{self, About};
use crate::signing::{PUBLISHED_KEY, ROOT, SIGNATURE};
use rayon::prelude::*;
use std::path::Path;

/// No signature is larger.
const LARGEST_SIGNATURE: u64 = 4096;

/// What became of the signature of the published site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignatureState {
    /// There was none.
    #[default]
    None,
    /// It fits.
    Kept,
    /// The site is another one than was signed: it was taken away.
    Dropped,
}

/// Whether what stands at this path is ours, whoever laid it there.
pub(super) fn is_own(path: &str) -> bool {
    path == SIGNATURE
}

impl Stage {
    /// Puts the list of all files that were put so far, and `key`, the file of the public key, where there is one.
    ///
    /// # Errors
    /// As [`Stage::put`].
    pub fn put_public_list(&self, about: &About, key: Option<&str>) -> Result<SignatureState, PublishError> {
        if let Some(key) = key {
            self.put(PUBLISHED_KEY, key.as_bytes())?;
        }
        let texts = self.with_files(|files| list::texts(files, about));
        texts.into_par_iter().try_for_each(|(path, text)| self.put(&path, text.as_bytes()).map(drop))?;
        let Some(signature) = self.laid_signature() else { return Ok(SignatureState::None) };
        if self.was_published(ROOT).is_none() || self.was_published(ROOT) != self.digest(ROOT) {
            return Ok(SignatureState::Dropped);
        }
        self.put(SIGNATURE, &signature).map(|_| SignatureState::Kept)
    }

    /// The signature that stands in the output folder.
    fn laid_signature(&self) -> Option<Vec<u8>> {
        self.previous.entries.get(SIGNATURE).filter(|found| found.kind == TreeEntryKind::File)?;
        disk::bytes(&self.paths.output.join(SIGNATURE), LARGEST_SIGNATURE).ok()
    }

    /// Publishes the site that stands there once more, with the signature that `sign` makes of its root. `None`: no
    /// site with such a list stands there.
    ///
    /// # Errors
    /// What `sign` says; a file that is not as it was built: nothing is signed that was not.
    pub fn sign<E: From<PublishError>>(
        self,
        sign: impl FnOnce(&[u8]) -> Result<String, E>,
    ) -> Result<Option<Report>, E> {
        let Some(before) = &self.previous.manifest else { return Ok(None) };
        let (inputs, files) = (before.inputs, before.files.clone());
        let Some(root) = files.get(ROOT) else { return Ok(None) };
        let changed = |path: &str| PublishError::ChangedMeanwhile(path.to_owned());
        let bytes = self.published_bytes(ROOT, root).ok_or_else(|| changed(ROOT))?;
        let is_kept = |(path, content): &(&String, &FileDigest)| {
            super::parts::is_part(path) || is_own(path) || self.keep(path, content)
        };
        let other = files.par_iter().filter(|file| !is_kept(file)).min_by_key(|(path, _)| (*path).clone());
        if let Some((path, _)) = other {
            return Err(changed(path).into());
        }
        self.put(SIGNATURE, sign(&bytes)?.as_bytes())?;
        Ok(Some(self.commit(inputs)?))
    }
}

/// The root of the list of the site that stands in `output`, and the signature of it; `None`: there is none.
pub fn signed_root(output: &Path) -> Option<(Vec<u8>, Option<Vec<u8>>)> {
    let root = disk::bytes(&output.join(ROOT), list::LARGEST_ROOT).ok()?;
    Some((root, disk::bytes(&output.join(SIGNATURE), LARGEST_SIGNATURE).ok()))
}
