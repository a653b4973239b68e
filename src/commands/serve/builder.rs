//! Makes the snapshots that the preview serves: the same jobs as a build, run when a page is asked for.

use crate::catalogue::{self, Language};
use crate::diagnostic::{Diagnostic, Severity, print};
use crate::pipeline::{self, Loaded, Options};
use crate::preview::{Answer, BuildResult, Builder, Snapshot, content_type};
use crate::site::Job;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Loads the whole site again after each change: pages are then made one by one as they are asked for.
pub(super) struct Rebuild {
    root: PathBuf,
    options: Options,
    served: Served,
}

impl Rebuild {
    /// For the site at `root` (absolute). Nothing is read yet.
    pub fn new(root: PathBuf, options: Options) -> Self {
        Self { root, options, served: Served::default() }
    }
}

/// Documents' pages as they were last shown, by address. When a file is broken, its page can no longer be made, and the
/// last good one stays. Grows with the pages that somebody looked at.
type Served = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

impl Builder for Rebuild {
    fn build(&mut self, _changed: &[PathBuf]) -> BuildResult {
        match pipeline::load(&self.root, &self.options) {
            Ok(Ok(mut loaded)) => {
                let problems = std::mem::take(&mut loaded.diagnostics);
                // Contract 8: what must not be published is not shown either, not even beside its refusal.
                let secret = problems.iter().any(|problem| problem.code.starts_with("secrecy"));
                let broken = problems.iter().any(|problem| problem.severity == Severity::Error);
                let snapshot: Option<Arc<dyn Snapshot>> = match (broken, secret) {
                    (false, _) => Some(Arc::new(Shown { loaded, served: Arc::clone(&self.served) })),
                    (true, true) => Some(Arc::new(Refused)),
                    (true, false) => None,
                };
                BuildResult { snapshot, problems: problems.into(), unfinished: None }
            }
            Ok(Err(problems)) => BuildResult { problems: problems.into(), ..BuildResult::default() },
            Err(error) => {
                let problem = Diagnostic::error("root-unreadable").with("path", ".").with("reason", error.to_string());
                BuildResult { problems: [problem].into(), ..BuildResult::default() }
            }
        }
    }
}

/// The site of one load.
struct Shown {
    loaded: Loaded,
    served: Served,
}

impl Snapshot for Shown {
    fn page(&self, address: &str) -> Answer {
        if let Some(bytes) = self.loaded.search_piece(address) {
            return Answer::Page { content_type: content_type(address), bytes };
        }
        let site = &self.loaded.site;
        let Some(page) = site.find(address) else {
            // An address without its slash is a slip of the hand; a server would redirect too.
            let folder = format!("{address}/");
            return match site.find(&folder) {
                Some(_) => Answer::Redirect(folder),
                None => self.not_found(),
            };
        };
        if let Job::Redirect(to) = &page.job {
            return Answer::Redirect(to.clone());
        }
        let bytes = match self.loaded.make(page) {
            Ok(bytes) => {
                if matches!(page.job, Job::Document(_)) {
                    self.served().insert(address.to_owned(), bytes.clone());
                }
                bytes
            }
            // The file changed since it was read and is broken now, or is being read again this moment.
            Err(problem) => match self.served().get(address) {
                Some(last_good) => last_good.clone(),
                None => bare(self.loaded.language(), &print::message(&problem, self.loaded.language())),
            },
        };
        Answer::Page { content_type: content_type(address), bytes }
    }

    fn sources(&self, address: &str) -> Vec<String> {
        match self.loaded.site.find(address).map(|page| &page.job) {
            Some(Job::Document(document) | Job::CitedBy(document, _)) => {
                vec![self.loaded.corpus.documents[*document].path.to_string()]
            }
            _ => Vec::new(),
        }
    }
}

impl Shown {
    fn served(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.served.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn not_found(&self) -> Answer {
        let page = self.loaded.site.find("/404.html");
        let bytes = page.and_then(|page| self.loaded.make(page).ok()).unwrap_or_default();
        Answer::NotFound { content_type: "text/html; charset=utf-8", bytes }
    }
}

/// A page with one sentence, for the panel of problems to stand on.
fn bare(language: Language, words: &str) -> Vec<u8> {
    let tag = language.tag();
    format!("<!doctype html><html lang=\"{tag}\"><title>congbao</title><body><p>{words}</p></body></html>").into_bytes()
}

/// A site with a document that must not be published shows nothing but the refusal.
struct Refused;

impl Snapshot for Refused {
    fn page(&self, _address: &str) -> Answer {
        let bytes = bare(Language::Vietnamese, catalogue::text(Language::Vietnamese, "nothing-published"));
        Answer::NotFound { content_type: "text/html; charset=utf-8", bytes }
    }
}
