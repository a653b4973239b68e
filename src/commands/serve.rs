//! `congbao serve`: the same jobs as a build, run when a page is asked for.

use super::report::Reporter;
use super::{Exit, SiteArguments, is_site};
use crate::catalogue::{self, Language};
use crate::diagnostic::{Diagnostic, Severity, print};
use crate::pipeline::{self, Loaded, Options};
use crate::preview::{self, Answer, BuildResult, Builder, Event, Snapshot, content_type};
use crate::site::Job;
use clap::Args;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Arguments of `congbao serve`.
#[derive(Clone, Debug, Args)]
pub struct ServeArguments {
    #[command(flatten)]
    site: SiteArguments,
    /// Port on this computer
    #[arg(long, value_name = "N", default_value_t = 1871)]
    port: u16,
    /// Look for changes by polling (network drives)
    #[arg(long)]
    poll: bool,
}

/// Serves until the process is ended.
pub fn run(arguments: &ServeArguments) -> Exit {
    let reporter = Reporter::new(&arguments.site);
    let root = &arguments.site.root;
    if !is_site(root, &reporter) {
        return Exit::Usage;
    }
    let root = match root.canonicalize() {
        Ok(root) => root,
        Err(error) => {
            let path = root.display().to_string();
            reporter.failure("root-unreadable", &[("path", &path), ("reason", &error.to_string())]);
            return Exit::Usage;
        }
    };
    let config = pipeline::configuration(&root, &mut Vec::new()).ok().flatten();
    let language = reporter.language();
    let output = config.map_or_else(|| "output".to_owned(), |config| config.output);
    let options = preview::Options {
        port: arguments.port,
        watch: vec![root.join("content"), root.join("themes"), root.join("congbao.yaml")],
        ignore: vec![root.join(output)],
        poll: arguments.poll,
        language,
        on_event: Box::new(move |event| match event {
            Event::Ready(url) => reporter.say("serve-ready", &[("url", &url)]),
            Event::Polling(reason) => reporter.say("serve-polling", &[("reason", &reason)]),
        }),
    };
    let failures = Reporter::new(&arguments.site);
    let rebuild = Rebuild { root, options: arguments.site.options(), language, served: Served::default() };
    match preview::serve(rebuild, options) {
        Ok(()) => Exit::Good,
        Err(error) => {
            failures.problems(&[error.diagnostic()]);
            Exit::Usage
        }
    }
}

/// Loads the whole site again after each change: pages are then made one by one as they are asked for.
struct Rebuild {
    root: PathBuf,
    options: Options,
    language: Language,
    served: Served,
}

/// Documents' pages as they were last shown, by address. When a file is broken, its page can no longer be made, and the
/// last good one stays. Grows with the pages that somebody looked at.
type Served = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

impl Builder for Rebuild {
    fn build(&mut self, _changed: &[PathBuf]) -> BuildResult {
        match pipeline::load(&self.root, &self.options) {
            Ok(Ok(loaded)) => {
                let mut result = self.told(&loaded.diagnostics);
                // Contract 8: what must not be published is not shown either, not even beside its refusal.
                let secret = loaded.diagnostics.iter().any(|problem| problem.code.starts_with("secrecy"));
                if !loaded.has_errors() {
                    result.snapshot = Some(Arc::new(Shown { loaded, served: Arc::clone(&self.served) }));
                } else if secret {
                    result.snapshot = Some(Arc::new(Refused));
                }
                result
            }
            Ok(Err(problems)) => self.told(&problems),
            Err(error) => {
                let problem = Diagnostic::error("root-unreadable").with("path", ".").with("reason", error.to_string());
                self.told(&[problem])
            }
        }
    }
}

impl Rebuild {
    fn told(&self, problems: &[Diagnostic]) -> BuildResult {
        let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
        BuildResult {
            snapshot: None,
            problems_html: (!problems.is_empty()).then(|| self.html(problems)),
            error_count: count(Severity::Error),
            warning_count: count(Severity::Warning),
        }
    }

    fn html(&self, problems: &[Diagnostic]) -> String {
        let mut html = String::from("<ul>");
        for problem in problems {
            let words = print::human(problem, self.language, false);
            html.push_str("<li><pre>");
            for c in words.chars() {
                match c {
                    '<' => html.push_str("&lt;"),
                    '>' => html.push_str("&gt;"),
                    '&' => html.push_str("&amp;"),
                    '"' => html.push_str("&quot;"),
                    c => html.push(c),
                }
            }
            html.push_str("</pre></li>");
        }
        html.push_str("</ul>");
        html
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
