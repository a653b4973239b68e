//! The files that belong to a document: the signed original, annexes.
//!
//! In: a document of the corpus, the plan. Out: files with address, size and checksum.

use crate::corpus::DocumentIndex;
use crate::signature::{Signature, SignedWords, words};
use crate::site::views::Scene;
use crate::site::views::media::original_files;
use crate::site::views::parts::Link;
use serde::Serialize;
use std::borrow::Cow;

/// A file of the document.
#[derive(Debug, Serialize)]
pub struct AttachmentView<'a> {
    /// Where it is.
    pub link: Link<'a>,
    /// "1,2 MB".
    pub size: String,
    /// SHA-256, hexadecimal.
    pub sha256: &'a str,
    /// The signed original.
    pub signed: bool,
    /// Only to be downloaded: its kind is not served any more.
    pub download: bool,
    /// What it says of its electronic signatures.
    pub signatures: Vec<SignatureView>,
}

/// An electronic signature, in sentences.
#[derive(Debug, Serialize)]
pub struct SignatureView {
    /// Whose, when.
    pub who: String,
    /// Whether the file changed since.
    pub state: String,
    /// It did, or nothing fits.
    pub doubtful: bool,
    /// The certificate.
    pub certificate: Option<String>,
}

impl SignatureView {
    fn of(scene: Scene<'_>, signature: &Signature) -> Self {
        let SignedWords { who, state, is_doubtful, certificate } = words(scene.language(), signature);
        Self { who, state, doubtful: is_doubtful, certificate }
    }
}

pub(super) fn attachments(scene: Scene<'_>, index: DocumentIndex) -> Vec<AttachmentView<'_>> {
    let world = scene.world;
    let document = &world.corpus.documents[index];
    let addresses = original_files(world, index);
    let files = document.front_matter.attachments.iter().enumerate();
    let mut views: Vec<_> = files
        .map(|(file, attachment)| AttachmentView {
            link: Link {
                href: addresses.get(&file).map(|address| scene.links.to(address)),
                text: Cow::Borrowed(&attachment.title),
            },
            size: size_in_words(scene, attachment.size),
            sha256: &attachment.sha256,
            signed: attachment.signed,
            download: attachment.kept,
            signatures: attachment.signatures.list.iter().map(|one| SignatureView::of(scene, one)).collect(),
        })
        .collect();
    // What a reader came for first: what was signed, then what reads like it. The order of the editors stays otherwise.
    views.sort_by_key(|view| (!view.signed, rank(view.link.href.as_deref())));
    views
}

/// PDF, then Word, then the rest.
fn rank(href: Option<&str>) -> usize {
    const ENDINGS: [&str; 4] = [".pdf", ".docx", ".doc", ".odt"];
    let lower = href.unwrap_or_default().to_ascii_lowercase();
    ENDINGS.iter().position(|ending| lower.ends_with(ending)).unwrap_or(ENDINGS.len())
}

/// "950 KB", "1,2 MB" with the decimal sign of the language.
pub(super) fn size_in_words(scene: Scene<'_>, bytes: u64) -> String {
    const KB: u64 = 1024;
    if bytes < KB {
        return format!("{bytes} B");
    }
    if bytes < KB * KB {
        return format!("{} KB", bytes.div_ceil(KB));
    }
    let tenths = bytes * 10 / (KB * KB);
    let sign = scene.text("page-decimal-sign");
    format!("{}{sign}{} MB", tenths / 10, tenths % 10)
}
