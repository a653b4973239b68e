//! Makes the snapshots that the preview serves: the same jobs as a build, run when a page is asked for.

use super::missing::at_home;
use crate::catalogue::{self, Language};
use crate::diagnostic::print;
use crate::pipeline::live::{self, Live, Moment, Update};
use crate::pipeline::{BuildOptions, Kept};
use crate::preview::{Answer, BuildResult, Builder, Held, ServedPages, Unfinished, content_type};
use crate::site::Job;
use crate::site::pages::not_found::NOT_FOUND;
use std::path::PathBuf;
use std::sync::Arc;

/// Follows the files of a site: pages are made one by one as they are asked for.
pub(super) struct Follow {
    live: Live,
}

impl Follow {
    /// For the site at `root` (absolute). Nothing is read yet.
    pub fn new(root: PathBuf, options: BuildOptions, kept: Kept) -> Self {
        Self { live: Live::new(&root, &options).keeping(kept) }
    }
}

impl Builder for Follow {
    fn build(&mut self, changed: &[PathBuf]) -> BuildResult {
        result(self.live.follow(changed))
    }

    fn settle(&mut self, interrupted: &dyn Fn() -> bool) -> Option<BuildResult> {
        self.live.settle(interrupted).map(result)
    }
}

fn result(update: Update) -> BuildResult {
    // Contract 8: what must not be published is not shown either, not even beside its refusal.
    let snapshot: Option<Arc<dyn ServedPages>> = if update.refused {
        Some(Arc::new(RefusedPages))
    } else {
        update.moment.map(|moment| Arc::new(ShownSite { moment }) as Arc<dyn ServedPages>)
    };
    let unfinished = update.unread.map(|(done, all)| Unfinished { done, all });
    let held = match update.held {
        live::Held::Files(files) => Held::Files(files),
        live::Held::Everything => Held::Everything,
    };
    BuildResult { snapshot, problems: update.problems, unfinished, held }
}

/// The site at one moment.
struct ShownSite {
    moment: Arc<Moment>,
}

impl ServedPages for ShownSite {
    fn page(&self, address: &str) -> Answer {
        let moment = &self.moment;
        if let Some(bytes) = moment.search_piece(address) {
            return Answer::Page { content_type: content_type(address), bytes };
        }
        let Some(page) = moment.find(address) else {
            if let Some(bytes) = moment.image_of_unread(address) {
                return Answer::Page { content_type: content_type(address), bytes };
            }
            // An address without its slash is a slip of the hand; a server would redirect too.
            let folder = format!("{}/", address.trim_end_matches('/'));
            if let Some(file) = moment.draft(&folder) {
                return Answer::Draft(file.to_owned());
            }
            return match moment.find(&folder) {
                Some(_) => Answer::Redirect(folder),
                None => self.not_found(),
            };
        };
        if let Job::Redirect(to) = &page.job {
            return Answer::Redirect(to.clone());
        }
        let language = moment.language();
        let bytes = moment.make(page).unwrap_or_else(|problem| bare(language, &print::message(&problem, language)));
        Answer::Page { content_type: content_type(address), bytes }
    }

    fn sources(&self, address: &str) -> Vec<String> {
        self.moment.files_of(address)
    }
}

impl ShownSite {
    fn not_found(&self) -> Answer {
        let page = self.moment.find(NOT_FOUND);
        let bytes = page.and_then(|page| self.moment.make(page).ok()).unwrap_or_default();
        let bytes = at_home(&bytes, self.moment.base_url());
        Answer::NotFound { content_type: "text/html; charset=utf-8", bytes }
    }
}

/// A page with one sentence, for the panel of problems to stand on.
fn bare(language: Language, words: &str) -> Vec<u8> {
    let tag = language.tag();
    format!("<!doctype html><html lang=\"{tag}\"><title>congbao</title><body><p>{words}</p></body></html>").into_bytes()
}

/// A site with a document that must not be published shows nothing but the refusal.
struct RefusedPages;

impl ServedPages for RefusedPages {
    fn page(&self, _address: &str) -> Answer {
        let bytes = bare(Language::Vietnamese, catalogue::text(Language::Vietnamese, "nothing-published"));
        Answer::NotFound { content_type: "text/html; charset=utf-8", bytes }
    }
}
