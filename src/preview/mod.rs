//! Serves jobs on demand from memory on the loopback address, watches the site's folders, reloads the browser, shows
//! problems on the page.
//!
//! In: a [`Builder`] that makes a [`ServedPages`] of the site whenever files change. Out: an HTTP server
//! that asks the snapshot for one page at a time ([`serve`]). Nothing is written but front matter in a review
//! (`preview::review`), and nothing outside the snapshot can be read through it. A build that fails keeps the last good snapshot; its problems stand
//! above every page until they are mended.
//!
//! ```text
//! watch ──changed paths──▶ Builder ──BuildResult──▶ state ──▶ server ──▶ browser
//!                                                     └──version──▶ events ──▶ reload.js
//! ```
//!
//! ## How the preview answers
//!
//! `preview::http` reads GET and HEAD (a review POST, too), nothing else, bounded in bytes and time; `server` refuses what a browser says
//! comes from another origin (`Host`, `Origin`, `Sec-Fetch-Site`) and what is not an address of the snapshot. Two
//! addresses can be asked for a page: by a reader, and by the script on it (`Congbao-Has`: the name of the bytes it
//! has), which then gets the panel alone where the page is the same. `patch.js` compares what the server sent before
//! with what it sends now, and changes only that in the live page; what scripts or the reader did to the rest stays.
//! Where the live page cannot be followed, or a script changed, it is loaded again and put back where it was. One tab
//! holds a lock and listens; a `BroadcastChannel` tells the others. The panel stands in a shadow tree. The path of a
//! file on this machine is only ever in the `Location` of `/__congbao/open`, which needs a key that only our own pages
//! carry. `watch` hands out paths as the site knows them, through links, in batches that wait longer the larger they
//! are; a text that looks half written is given 60 ms.

mod connections;
mod editor;
mod events;
mod http;
mod list;
mod page;
mod panel;
mod problems;
mod review;
mod server;
mod state;
mod watch;

use std::io;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;

use crate::catalogue::Language;
use crate::diagnostic::Diagnostic;

pub use editor::Editor;
pub use page::content_type;
pub use review::{Choices, Original, REVIEW, ReviewFiles, ReviewedFile, SaveRefused};

/// What answers at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A page or file.
    Page {
        /// `text/html; charset=utf-8`; [`content_type`] knows the usual ones.
        content_type: &'static str,
        /// The bytes, just as a build would write them.
        bytes: Vec<u8>,
    },
    /// Another address within the site, starting with `/`.
    Redirect(String),
    /// Nothing, with the page that says so.
    NotFound {
        /// Of `bytes`.
        content_type: &'static str,
        /// The page.
        bytes: Vec<u8>,
    },
    /// Nothing, because the document that would answer is a draft and drafts are not shown: its file, relative to the
    /// site's root.
    Draft(String),
}

/// The site as it was at one moment. Asked from several threads; what it answers does not change.
pub trait ServedPages: Send + Sync {
    /// What answers at `address`: decoded, starting with `/`, without query, never with `..` in it.
    fn page(&self, address: &str) -> Answer;

    /// The files that the page at `address` is made of, relative to the site's root, with `/`; those whose problems
    /// are the page's own. The first is the one an editor would open to change the page.
    fn sources(&self, address: &str) -> Vec<String> {
        let _ = address;
        Vec::new()
    }
}

/// Makes snapshots.
pub trait Builder: Send {
    /// Builds after `changed` (absolute paths, sorted; empty the first time). A folder among them stands for
    /// everything in it; a path may be gone.
    fn build(&mut self, changed: &[PathBuf]) -> BuildResult;

    /// Makes more of what was built, while nothing changes: what takes longer than a person who has saved a file should
    /// wait. Called until it has nothing better to show (`None`). It asks `interrupted` every few milliseconds and
    /// returns at once when that is so; it is called again after the next build.
    fn settle(&mut self, interrupted: &dyn Fn() -> bool) -> Option<BuildResult> {
        let _ = interrupted;
        None
    }
}

/// What came of a build.
#[derive(Default)]
pub struct BuildResult {
    /// The new site; `None` keeps the last one that could be built.
    pub snapshot: Option<Arc<dyn ServedPages>>,
    /// All problems of the site, sorted by file and line.
    pub problems: Arc<[Diagnostic]>,
    /// Set while the site is still being read in the background: what is shown is not all of it.
    pub unfinished: Option<Unfinished>,
    /// What of the site is shown as it was before it had errors.
    pub held: Held,
}

/// What is shown as it was when it was last good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// The pages of these files, sorted; most often none.
    Files(Vec<Arc<str>>),
    /// All pages.
    Everything,
}

impl Default for Held {
    fn default() -> Self {
        Self::Files(Vec::new())
    }
}

/// How far the reading of the site has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// Documents read so far.
    pub done: usize,
    /// Documents there are.
    pub all: usize,
}

/// What the person at the terminal should hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PreviewEvent {
    /// The first build is done; the preview answers at this address.
    Ready(String),
    /// The operating system does not report changes, so the files are looked at twice a second.
    Polling(WhyPolling),
}

/// Why files are looked at again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyPolling {
    /// They are on a network or shared disk of this kind.
    Disk(String),
    /// The system watches only so many folders for one person.
    TooManyFolders,
    /// Any other reason, in the system's own words.
    System(String),
}

/// How to serve.
pub struct PreviewOptions {
    /// Ports; the first free one of them is taken. 0 is any free one.
    pub ports: RangeInclusive<u16>,
    /// Files and folders whose changes matter. They may be missing for the moment.
    pub watch: Vec<PathBuf>,
    /// Folders among these in which a folder, or one in that, may be a link that leads elsewhere: a site theme that
    /// several sites share.
    pub linked: Vec<PathBuf>,
    /// Folders inside these whose changes do not: the output folder.
    pub ignore: Vec<PathBuf>,
    /// Look at the files twice a second instead of waiting for the system's word: for network folders and virtual
    /// machines, whose changes the system does not report.
    pub poll: bool,
    /// Language of the words around the problems.
    pub language: Language,
    /// Folder of the site, absolute: where the files of problems are.
    pub root: PathBuf,
    /// What a link to a file opens; without one, files are only named.
    pub editor: Option<Editor>,
    /// Files to be compared with their originals; without any, nothing is written.
    pub review: Option<Arc<dyn ReviewFiles>>,
    /// Called for each [`PreviewEvent`].
    pub on_event: Box<dyn Fn(PreviewEvent) + Send + Sync>,
}

/// Why the preview could not start.
#[derive(Debug)]
pub enum ServeError {
    /// Another program listens on the port.
    PortTaken(u16),
    /// The system does not let us listen or start threads.
    Io(io::Error),
}

impl ServeError {
    /// As a problem with a text in the catalogue.
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            Self::PortTaken(port) => Diagnostic::error("serve-port-taken").with("port", port.to_string()),
            Self::Io(error) => Diagnostic::error("serve-io").with("reason", error.to_string()),
        }
    }
}

impl std::fmt::Display for ServeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::PortTaken(port) => write!(f, "port {port} is taken"),
            Self::Io(error) => write!(f, "cannot serve: {error}"),
        }
    }
}

impl std::error::Error for ServeError {}

impl From<io::Error> for ServeError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Builds, serves and watches until the process ends.
///
/// # Errors
/// Only at the start: [`ServeError`].
pub fn serve(mut builder: impl Builder, options: PreviewOptions) -> Result<(), ServeError> {
    let listeners = server::listen(options.ports.clone())?;
    // Watching starts before the first build: what is saved while it runs must not be missed.
    let mut watch = watch::Watch::start(&options);
    let state = Arc::new(state::PreviewState::new(&options));
    state.take(state::build(&mut builder, &[]), &[]);
    let url = server::start(listeners, &state)?;
    (options.on_event)(PreviewEvent::Ready(url));
    loop {
        while let Some(better) = state::settle(&mut builder, &|| watch.has_news()) {
            state.take(better, &[]);
        }
        let Some(changed) = watch.next_batch() else { return Ok(()) };
        state.take(state::build(&mut builder, &changed), &changed);
    }
}

#[cfg(test)]
mod tests;
