//! Waits for changes of files and reports them in batches: by the system's word, or by looking where it gives none.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use notify::event::{EventKind, MetadataKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use walkdir::WalkDir;

use super::{Event, Options};

/// A batch ends when nothing has changed for so long: an editor writes, renames and deletes to save one file once.
const QUIET: Duration = Duration::from_millis(50);
/// … but not later than this after its first change, so that a copy of a thousand files shows progress.
const STARVATION: Duration = Duration::from_millis(500);
/// How often polling looks.
const POLL: Duration = Duration::from_millis(500);
/// Polling spends at most one part in so many of the time looking, however many files there are.
const POLL_SHARE: u32 = 10;

/// What the threads that see changes send.
enum Message {
    /// These may have changed.
    Changed(Vec<PathBuf>),
    /// A watched folder was made, moved away or replaced, so it must be watched anew.
    Replaced(PathBuf),
    /// The system cannot go on reporting.
    Failed(String),
}

/// Which paths matter.
struct Scope {
    /// Files and folders, absolute.
    watch: Vec<PathBuf>,
    ignore: Vec<PathBuf>,
}

impl Scope {
    fn has(&self, path: &Path) -> bool {
        self.watch.iter().any(|root| path.starts_with(root))
            && !self.ignore.iter().any(|root| path.starts_with(root))
            && !path.components().any(|part| part.as_os_str() == ".git")
            && !is_scratch(path)
    }
}

/// Files that editors and file managers make beside the one that is edited.
fn is_scratch(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let endings = ["~", ".swp", ".swx", ".swo", ".tmp", ".crdownload", ".part"];
    let starts = [".#", "~$", ".~lock.", ".goutputstream-", ".congbao-"];
    let names = ["4913", ".DS_Store", "Thumbs.db", "desktop.ini"];
    endings.iter().any(|ending| name.ends_with(ending))
        || starts.iter().any(|start| name.starts_with(start))
        || names.contains(&name)
}

/// Watches until it is dropped.
pub(super) struct Watch<'a> {
    scope: Arc<Scope>,
    messages: Receiver<Message>,
    /// Messages that [`Watch::has_news`] has seen.
    early: RefCell<VecDeque<Message>>,
    sender: Sender<Message>,
    /// `None` while polling.
    watcher: Option<RecommendedWatcher>,
    polling: bool,
    on_event: &'a (dyn Fn(Event) + Send + Sync),
}

impl<'a> Watch<'a> {
    /// Starts to watch; polls where the system cannot report.
    pub fn start(options: &'a Options) -> Self {
        let resolve = |paths: &[PathBuf]| paths.iter().map(|path| resolve(path)).collect();
        let scope = Arc::new(Scope { watch: resolve(&options.watch), ignore: resolve(&options.ignore) });
        let (sender, messages) = channel();
        let mut watch = Self {
            scope,
            messages,
            early: RefCell::default(),
            sender,
            watcher: None,
            polling: false,
            on_event: options.on_event.as_ref(),
        };
        if options.poll {
            watch.poll();
        } else if let Err(error) = watch.watch() {
            watch.fall_back(error.to_string());
        }
        watch
    }

    /// Whether something has changed that [`Watch::next_batch`] would hand out.
    pub fn has_news(&self) -> bool {
        let mut early = self.early.borrow_mut();
        early.extend(
            self.messages.try_iter().filter(|message| !matches!(message, Message::Changed(paths) if paths.is_empty())),
        );
        !early.is_empty()
    }

    /// Waits for the next changes: absolute paths, sorted, each once. `None` when no thread is left to report any.
    pub fn next_batch(&mut self) -> Option<Vec<PathBuf>> {
        let mut batch = BTreeSet::new();
        while batch.is_empty() {
            let early = self.early.get_mut().pop_front();
            let message = match early {
                Some(message) => message,
                None => self.messages.recv().ok()?,
            };
            self.collect(message, &mut batch);
        }
        while let Some(message) = self.early.get_mut().pop_front() {
            self.collect(message, &mut batch);
        }
        let end = Instant::now() + STARVATION;
        loop {
            let patience = QUIET.min(end.saturating_duration_since(Instant::now()));
            if patience.is_zero() {
                break;
            }
            match self.messages.recv_timeout(patience) {
                Ok(message) => self.collect(message, &mut batch),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        Some(batch.into_iter().collect())
    }

    fn collect(&mut self, message: Message, batch: &mut BTreeSet<PathBuf>) {
        match message {
            Message::Changed(paths) => batch.extend(paths),
            Message::Replaced(root) => {
                // Watched anew before the batch is handed out: what is saved from now on comes as a new message.
                if let Some(watcher) = &mut self.watcher {
                    let _ = watcher.unwatch(&root);
                    if root.is_dir()
                        && let Err(error) = watcher.watch(&root, RecursiveMode::Recursive)
                    {
                        self.fall_back(error.to_string());
                    }
                }
                batch.insert(root);
            }
            Message::Failed(reason) => {
                self.fall_back(reason);
                batch.extend(self.scope.watch.iter().cloned());
            }
        }
    }

    /// Asks the system to report. Folders are watched with everything in them; the folder above each path as well, because
    /// an editor that saves by a rename, or a checkout that replaces a folder, changes only a name there.
    fn watch(&mut self) -> notify::Result<()> {
        let (scope, sender) = (Arc::clone(&self.scope), self.sender.clone());
        let mut watcher = notify::recommended_watcher(move |event| report(event, &scope, &sender))?;
        let above: BTreeSet<&Path> = self.scope.watch.iter().filter_map(|root| root.parent()).collect();
        for folder in above.into_iter().filter(|folder| folder.is_dir()) {
            // A folder that is watched with everything in it must not be watched without.
            if !self.scope.watch.iter().any(|root| folder.starts_with(root)) {
                watcher.watch(folder, RecursiveMode::NonRecursive)?;
            }
        }
        for root in self.scope.watch.iter().filter(|root| root.is_dir()) {
            watcher.watch(root, RecursiveMode::Recursive)?;
        }
        self.watcher = Some(watcher);
        Ok(())
    }

    /// From the system's word to looking, once.
    fn fall_back(&mut self, reason: String) {
        if !self.polling {
            self.watcher = None;
            (self.on_event)(Event::Polling(reason));
            self.poll();
        }
    }

    fn poll(&mut self) {
        self.polling = true;
        let (scope, sender) = (Arc::clone(&self.scope), self.sender.clone());
        let first = look(&scope);
        let look_on = move || poll(&scope, first, &sender);
        // Without the thread nothing is reported, and the person is told so; the pages are served all the same.
        if let Err(error) = thread::Builder::new().name("preview-poll".into()).spawn(look_on) {
            (self.on_event)(Event::Polling(error.to_string()));
        }
    }
}

/// Sorts what the system reports. Runs in its thread; when nobody listens any more there is nobody to tell.
fn report(event: notify::Result<notify::Event>, scope: &Scope, sender: &Sender<Message>) {
    let event = match event {
        Ok(event) => event,
        Err(error) => {
            let gone = matches!(error.kind, notify::ErrorKind::PathNotFound | notify::ErrorKind::WatchNotFound);
            // A folder that vanished while it was being watched was reported already.
            if !gone {
                let _ = sender.send(Message::Failed(error.to_string()));
            }
            return;
        }
    };
    if event.need_rescan() {
        let _ = sender.send(Message::Changed(scope.watch.clone()));
        return;
    }
    match event.kind {
        // Reading is no change. Nor are rights, owners and links, but some systems report a save by its time alone.
        EventKind::Access(_) => return,
        EventKind::Modify(ModifyKind::Metadata(kind)) if kind != MetadataKind::WriteTime => return,
        _ => {}
    }
    let renames = matches!(
        event.kind,
        EventKind::Any | EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
    );
    let mut changed = Vec::new();
    for path in event.paths.into_iter().filter(|path| scope.has(path)) {
        if renames && scope.watch.contains(&path) {
            let _ = sender.send(Message::Replaced(path));
        } else {
            changed.push(path);
        }
    }
    if !changed.is_empty() {
        let _ = sender.send(Message::Changed(changed));
    }
}

/// When and how large each file was.
type Look = BTreeMap<PathBuf, (SystemTime, u64)>;

/// Looks again and again and sends the differences. (The watching crate's own polling compares whole seconds, and so
/// misses a second save within one.)
fn poll(scope: &Scope, mut before: Look, sender: &Sender<Message>) {
    let mut pause = POLL;
    loop {
        thread::sleep(pause);
        let start = Instant::now();
        let now = look(scope);
        pause = POLL.max(start.elapsed() * POLL_SHARE);
        let differs = |path: &&PathBuf| before.get(*path) != now.get(*path);
        let changed: BTreeSet<PathBuf> = before.keys().chain(now.keys()).filter(differs).cloned().collect();
        // An empty message asks whether anybody listens still.
        if sender.send(Message::Changed(changed.into_iter().collect())).is_err() {
            return;
        }
        before = now;
    }
}

fn look(scope: &Scope) -> Look {
    let roots = scope.watch.iter().flat_map(|root| {
        WalkDir::new(root).into_iter().filter_entry(|entry| scope.has(entry.path())).filter_map(Result::ok)
    });
    let files = roots.filter(|entry| !entry.file_type().is_dir());
    files
        .filter_map(|entry| {
            let metadata = entry.metadata().ok()?;
            Some((entry.into_path(), (metadata.modified().ok()?, metadata.len())))
        })
        .collect()
}

/// The absolute path, links in it followed as far as it exists: the form in which changes are reported.
fn resolve(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if cfg!(windows) {
        // There the canonical form is a `\\?\` path, which nobody else writes.
        return absolute;
    }
    match (fs::canonicalize(&absolute), absolute.parent(), absolute.file_name()) {
        (Ok(path), ..) => path,
        (Err(_), Some(above), Some(name)) => resolve(above).join(name),
        (Err(_), ..) => absolute,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_the_site_matter() {
        let scope = Scope {
            watch: vec!["/s/content".into(), "/s/congbao.yaml".into()],
            ignore: vec!["/s/content/output".into()],
        };
        for path in
            ["/s/content/a.md", "/s/content", "/s/congbao.yaml", "/s/content/target/a.md", "/s/content/output.md"]
        {
            assert!(scope.has(Path::new(path)), "{path}");
        }
        for path in [
            "/s/other.md",
            "/s/contents/a.md",
            "/s/content/output/a.html",
            "/s/content/.git/index",
            "/s/content/.a.md.swp",
            "/s/content/a.md~",
            "/s/content/4913",
            "/s/content/~$a.docx",
        ] {
            assert!(!scope.has(Path::new(path)), "{path}");
        }
    }
}
