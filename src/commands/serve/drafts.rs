//! Tells at the address of a draft, which is not shown, that it is one: a bare "not found" would look like a mistake.
//!
//! In: any builder. Out: the same, whose snapshots answer [`Answer::Draft`] there.

use crate::content::files;
use crate::content::registry::Registries;
use crate::corpus::id_of;
use crate::preview::{Answer, BuildResult, Builder, Snapshot};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A builder whose snapshots know of drafts.
pub(super) struct Told<B> {
    builder: B,
    /// Absolute.
    root: PathBuf,
}

impl<B> Told<B> {
    /// For a preview without drafts.
    pub fn new(builder: B, root: PathBuf) -> Self {
        Self { builder, root }
    }

    fn told(&self, mut result: BuildResult) -> BuildResult {
        // Contract 8: beside the refusal of a secret document nothing is named.
        if !result.problems.iter().any(|problem| problem.code.starts_with("secrecy")) {
            let known = |snapshot| Arc::new(Known { snapshot, root: self.root.clone() }) as Arc<dyn Snapshot>;
            result.snapshot = result.snapshot.map(known);
        }
        result
    }
}

impl<B: Builder> Builder for Told<B> {
    fn build(&mut self, changed: &[PathBuf]) -> BuildResult {
        let result = self.builder.build(changed);
        self.told(result)
    }

    fn settle(&mut self, interrupted: &dyn Fn() -> bool) -> Option<BuildResult> {
        let result = self.builder.settle(interrupted)?;
        Some(self.told(result))
    }
}

struct Known {
    snapshot: Arc<dyn Snapshot>,
    root: PathBuf,
}

impl Snapshot for Known {
    fn page(&self, address: &str) -> Answer {
        match self.snapshot.page(address) {
            Answer::NotFound { content_type, bytes } => match draft_at(&self.root, address) {
                Some(file) => Answer::Draft(file),
                None => Answer::NotFound { content_type, bytes },
            },
            answer => answer,
        }
    }

    fn sources(&self, address: &str) -> Vec<String> {
        self.snapshot.sources(address)
    }
}

/// The file of the draft whose page would be at `address`. The files are read when somebody asks for an address that
/// nothing answers, and only then: a large site keeps no list of what it does not show.
fn draft_at(root: &Path, address: &str) -> Option<String> {
    let id = address.strip_prefix("/van-ban/")?.trim_end_matches('/');
    let may_be_draft = |path: &String| {
        let text = std::fs::read_to_string(root.join(path));
        text.is_ok_and(|text| text.lines().take(500).any(|line| line.starts_with("draft:")))
    };
    let paths = files::list(root, &mut Vec::new());
    let drafts: Vec<String> = paths.into_iter().filter(may_be_draft).collect();
    if drafts.is_empty() {
        return None;
    }
    let registries = Registries::read(root, &mut Vec::new());
    drafts.into_iter().find(|path| {
        let document = files::read_document(root, path, &registries, &mut Vec::new());
        document.is_some_and(|(raw, _)| raw.front_matter.draft && id_of(&raw.front_matter).as_deref() == Some(id))
    })
}
