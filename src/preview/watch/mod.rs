//! Waits for changes of files and reports them in batches: by the system's word, or by looking where it gives none.
//!
//! In: the files and folders of the site, which may be links, may be missing for a while, and may be replaced.
//! Out: paths as the site knows them.

mod places;
mod poll;

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{EventKind, MetadataKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::{PreviewEvent, PreviewOptions, WhyPolling};
use crate::disk::{self, Unread};
use places::WatchedPlace;
use poll::Look;

/// A batch ends when nothing has changed for so long, by the number of paths in it: an editor writes, renames and
/// deletes to save one file, within a millisecond or two; a checkout of another branch pauses longer between thousands.
const QUIET: [(usize, Duration); 3] =
    [(8, Duration::from_millis(8)), (50, Duration::from_millis(60)), (usize::MAX, Duration::from_millis(200))];
/// … but not later than this after its first change, so that a long copy shows progress.
const STARVATION: Duration = Duration::from_secs(2);
/// How long a file that looks half written is waited for.
const SETTLING: Duration = Duration::from_millis(60);
/// How often the watched folders are looked at: one that was replaced with all above it is not reported.
const ROUNDS: Duration = Duration::from_secs(1);

/// What the threads that see changes send.
enum Message {
    /// These may have changed.
    Changed(Vec<PathBuf>),
    /// A watched folder was made, moved away or replaced, so all must be watched anew.
    Replaced(PathBuf),
    /// The system cannot go on reporting.
    Failed(WhyPolling),
}

/// Which paths matter.
struct WatchedScope {
    watch: Vec<WatchedPlace>,
    ignore: Vec<WatchedPlace>,
}

impl WatchedScope {
    /// `linked`: folders in which folders that are links are followed.
    fn of(watch: &[PathBuf], linked: &[PathBuf], ignore: &[PathBuf]) -> Self {
        let places = |paths: &[PathBuf]| -> Vec<_> { paths.iter().map(|path| WatchedPlace::of(path)).collect() };
        let links: Vec<PathBuf> = linked.iter().flat_map(|folder| places::links_in(folder)).collect();
        Self { watch: [places(watch), places(&links)].concat(), ignore: places(ignore) }
    }

    fn of_options(options: &PreviewOptions) -> Self {
        Self::of(&options.watch, &options.linked, &options.ignore)
    }

    /// A reported path as the site knows it; `None` for one that does not matter.
    fn known(&self, path: &Path) -> Option<PathBuf> {
        let ignored = self.ignore.iter().any(|place| place.known(path).is_some());
        let ignored = ignored || path.components().any(|part| part.as_os_str() == ".git") || is_scratch(path);
        if ignored { None } else { self.watch.iter().find_map(|place| place.known(path)) }
    }

    /// A watched file or folder itself.
    fn is_root(&self, path: &Path) -> bool {
        self.watch.iter().any(|place| place.given == path)
    }

    fn roots(&self) -> Vec<PathBuf> {
        self.watch.iter().map(|place| place.given.clone()).collect()
    }
}

/// Files that editors and file managers make beside the one that is edited.
fn is_scratch(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let endings = ["~", ".swp", ".swx", ".swo", ".tmp", ".crdownload", ".part", ".kate-swp", ".bak"];
    let starts = [".#", "~$", ".~lock.", ".goutputstream-", ".congbao-", ".fuse_hidden", ".nfs", ".~"];
    let names = ["4913", ".DS_Store", "Thumbs.db", "desktop.ini"];
    // Emacs saves "#a.md#" beside "a.md"; "#07.md" is a document.
    let is_saved = name.starts_with('#') && name.ends_with('#');
    is_saved
        || endings.iter().any(|ending| name.ends_with(ending))
        || starts.iter().any(|start| name.starts_with(start))
        || names.contains(&name)
}

/// Watches until it is dropped.
pub(super) struct Watch<'a> {
    options: &'a PreviewOptions,
    scope: Arc<WatchedScope>,
    messages: Receiver<Message>,
    /// Messages that [`Watch::has_news`] has seen.
    early: RefCell<VecDeque<Message>>,
    sender: Sender<Message>,
    /// `None` while polling.
    watcher: Option<RecommendedWatcher>,
    polling: bool,
}

impl<'a> Watch<'a> {
    /// Starts to watch; polls where the system cannot report.
    pub fn start(options: &'a PreviewOptions) -> Self {
        let (sender, messages) = channel();
        let scope = Arc::new(WatchedScope::of_options(options));
        let mut watch =
            Self { options, scope, messages, early: RefCell::default(), sender, watcher: None, polling: false };
        if options.poll {
            watch.poll();
        } else if let Some(kind) = places::silent_disk(&watch.scope.watch) {
            watch.fall_back(WhyPolling::Disk(kind));
        } else if let Err(error) = watch.watch() {
            watch.fall_back(why(&error));
        }
        watch
    }

    /// Whether something has changed that [`Watch::next_batch`] would hand out.
    pub fn has_news(&self) -> bool {
        let is_news = |message: &Message| !matches!(message, Message::Changed(paths) if paths.is_empty());
        let mut early = self.early.borrow_mut();
        early.extend(self.messages.try_iter().filter(is_news));
        !early.is_empty()
    }

    /// The next message, if one comes in time.
    fn message(&mut self, patience: Duration) -> Result<Message, RecvTimeoutError> {
        self.early.get_mut().pop_front().map_or_else(|| self.messages.recv_timeout(patience), Ok)
    }

    /// Waits for the next changes: absolute paths, sorted, each once. `None` when no thread is left to report any.
    pub fn next_batch(&mut self) -> Option<Vec<PathBuf>> {
        let mut batch = BTreeSet::new();
        while batch.is_empty() {
            match self.message(ROUNDS) {
                Ok(message) => self.collect(message, &mut batch),
                Err(RecvTimeoutError::Timeout) => self.look_around(&mut batch),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        let start = Instant::now();
        self.collect_until_quiet(start, &mut batch);
        let few = QUIET[0];
        while start.elapsed() < SETTLING && batch.len() <= few.0 && batch.iter().any(|path| is_half_written(path)) {
            self.collect_for(few.1, &mut batch);
        }
        Some(batch.into_iter().collect())
    }

    fn collect_until_quiet(&mut self, start: Instant, batch: &mut BTreeSet<PathBuf>) {
        loop {
            let (_, quiet) = QUIET.iter().find(|(most, _)| batch.len() <= *most).unwrap_or(&QUIET[0]);
            let patience = (*quiet).min(STARVATION.saturating_sub(start.elapsed()));
            if patience.is_zero() || !self.collect_for(patience, batch) {
                return;
            }
        }
    }

    /// Takes one message, if one comes in time.
    fn collect_for(&mut self, patience: Duration, batch: &mut BTreeSet<PathBuf>) -> bool {
        let message = self.message(patience);
        message.map(|message| self.collect(message, batch)).is_ok()
    }

    fn collect(&mut self, message: Message, batch: &mut BTreeSet<PathBuf>) {
        match message {
            Message::Changed(paths) => batch.extend(paths),
            Message::Replaced(root) => {
                // Watched anew before the batch is handed out: what is saved from now on comes as a new message. A file
                // that was saved by a rename is watched by its folder, and asks for nothing.
                let places = &self.scope.watch;
                if places.iter().any(|place| place.given == root && place.has_changed()) {
                    self.watch_anew();
                }
                batch.insert(root);
            }
            Message::Failed(reason) => {
                self.fall_back(reason);
                batch.extend(self.scope.roots());
            }
        }
    }

    /// Notices what the system does not report: a watched folder replaced together with the one above
    /// it, or a link led elsewhere.
    fn look_around(&mut self, batch: &mut BTreeSet<PathBuf>) {
        let places = self.scope.watch.iter();
        let mut changed: Vec<PathBuf> =
            places.filter(|place| place.has_changed()).map(|place| place.given.clone()).collect();
        // A link that was laid since.
        let known = |path: &PathBuf| self.scope.watch.iter().any(|place| place.given == *path);
        let links = self.options.linked.iter().flat_map(|folder| places::links_in(folder));
        changed.extend(links.filter(|link| !known(link)));
        if !changed.is_empty() {
            self.watch_anew();
            batch.extend(changed);
        }
    }

    fn watch_anew(&mut self) {
        self.scope = Arc::new(WatchedScope::of_options(self.options));
        if !self.polling
            && let Err(error) = self.watch()
        {
            self.fall_back(why(&error));
        }
    }

    /// Asks the system to report. Folders are watched with everything in them; the folder above each path as well,
    /// because an editor that saves by a rename, or a checkout that replaces a folder, changes only a name there.
    fn watch(&mut self) -> notify::Result<()> {
        let (scope, sender) = (Arc::clone(&self.scope), self.sender.clone());
        let mut watcher = notify::recommended_watcher(move |event| report(event, &scope, &sender))?;
        // A link's own name stands in another folder than what it leads to.
        let above = self.scope.watch.iter().flat_map(|place| [place.given.parent(), place.real.parent()]);
        let above: BTreeSet<&Path> = above.flatten().collect();
        for folder in above.into_iter().filter(|folder| folder.is_dir()) {
            // A folder that is watched with everything in it must not be watched without.
            if !self.scope.watch.iter().any(|place| folder.starts_with(&place.real)) {
                watch_path(&mut watcher, folder, RecursiveMode::NonRecursive)?;
            }
        }
        for place in self.scope.watch.iter().filter(|place| place.real.is_dir()) {
            watch_path(&mut watcher, &place.real, RecursiveMode::Recursive)?;
        }
        self.watcher = Some(watcher);
        Ok(())
    }

    /// From the system's word to looking, once.
    fn fall_back(&mut self, reason: WhyPolling) {
        if !self.polling {
            self.watcher = None;
            (self.options.on_event)(PreviewEvent::Polling(reason));
            self.poll();
        }
    }

    fn poll(&mut self) {
        self.polling = true;
        let sender = self.sender.clone();
        let PreviewOptions { watch, linked, ignore, .. } = self.options;
        let (watch, linked, ignore) = (watch.clone(), linked.clone(), ignore.clone());
        let mut look = Look::first(&WatchedScope::of(&watch, &linked, &ignore));
        let look_on = move || {
            loop {
                thread::sleep(look.pause());
                // Links may lead elsewhere by now. An empty message asks whether the receiver still listens.
                let changed = look.again(&WatchedScope::of(&watch, &linked, &ignore));
                if sender.send(Message::Changed(changed)).is_err() {
                    return;
                }
            }
        };
        // Without the thread nothing is reported, and the person is told so; the pages are served all the same.
        if let Err(error) = thread::Builder::new().name("preview-poll".into()).spawn(look_on) {
            (self.options.on_event)(PreviewEvent::Polling(WhyPolling::System(error.to_string())));
        }
    }
}

/// A folder that vanishes while it is asked for is no failure: it will be reported, or noticed.
fn watch_path(watcher: &mut RecommendedWatcher, folder: &Path, mode: RecursiveMode) -> notify::Result<()> {
    match watcher.watch(folder, mode) {
        Err(error) if is_gone(&error) || !folder.exists() => Ok(()),
        result => result,
    }
}

fn is_gone(error: &notify::Error) -> bool {
    matches!(error.kind, notify::ErrorKind::PathNotFound | notify::ErrorKind::WatchNotFound)
}

fn why(error: &notify::Error) -> WhyPolling {
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => WhyPolling::TooManyFolders,
        _ => WhyPolling::System(error.to_string()),
    }
}

/// A file as some editors and copies leave it for a moment: empty, cut within a character, or without the end of its
/// front matter. What really is so is believed a moment later.
fn is_half_written(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if !["md", "yaml", "html", "css", "js"].contains(&ending) {
        return false;
    }
    let mut file = match disk::open(path) {
        Ok(file) => file,
        // A folder or a pipe, which no waiting makes a file.
        Err(Unread::Folder | Unread::NotAFile) => return false,
        // Gone: some editors put the new file in its place only now.
        Err(_) => return true,
    };
    let mut start = Vec::new();
    if file.by_ref().take(64 * 1024).read_to_end(&mut start).is_err() || start.is_empty() {
        return true;
    }
    let mut last = [0];
    let end = file.seek(SeekFrom::End(-1)).and_then(|_| file.read(&mut last));
    // A disk that is full, or a copy that has only begun, leaves zeros.
    let zeros = end.is_ok() && last == [0];
    let cut = start.len() < 64 * 1024 && std::str::from_utf8(&start).is_err_and(|error| error.error_len().is_none());
    let open = start.starts_with(b"---") && !start[3..].windows(4).any(|four| four == b"\n---");
    zeros || cut || (open && ending == "md")
}

/// Sorts what the system reports. Runs in its thread; it ends when the receiver does not listen any more.
fn report(event: notify::Result<notify::Event>, scope: &WatchedScope, sender: &Sender<Message>) {
    let event = match event {
        Ok(event) => event,
        Err(error) => {
            // A folder that vanished while it was being watched was reported already.
            if !is_gone(&error) {
                let _ = sender.send(Message::Failed(why(&error)));
            }
            return;
        }
    };
    if event.need_rescan() {
        let _ = sender.send(Message::Changed(scope.roots()));
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
    for path in event.paths.iter().filter_map(|path| scope.known(path)) {
        if renames && scope.is_root(&path) {
            let _ = sender.send(Message::Replaced(path));
        } else {
            changed.push(path);
        }
    }
    if !changed.is_empty() {
        let _ = sender.send(Message::Changed(changed));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_the_site_matter() {
        let scope =
            WatchedScope::of(&["/s/content".into(), "/s/congbao.yaml".into()], &[], &["/s/content/output".into()]);
        for path in
            ["/s/content/a.md", "/s/content", "/s/content/#07.md", "/s/content/target/a.md", "/s/content/output.md"]
        {
            assert!(scope.known(Path::new(path)).is_some(), "{path}");
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
            "/s/content/#a.md#",
        ] {
            assert!(scope.known(Path::new(path)).is_none(), "{path}");
        }
    }

    #[test]
    fn half_written_files_are_told_from_whole_ones() {
        let root = tempfile::tempdir().unwrap();
        let cut = "---\na: b\n---\n\ntiếng việ".as_bytes();
        for (name, bytes, expected) in [
            ("a.md", &b"---\ntype: x\n---\n\ntext"[..], false),
            ("a.md", b"plain", false),
            ("a.md", b"", true),
            ("a.md", b"---\ntype: x\nnum", true),
            ("a.md", &cut[..cut.len() - 1], true),
            ("a.md", b"plain\0\0", true),
            ("a.yaml", b"---\na: b\n", false),
            ("a.png", b"", false),
        ] {
            let path = root.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(is_half_written(&path), expected, "{name} {}", String::from_utf8_lossy(bytes));
        }
        assert!(is_half_written(&root.path().join("gone.md")));
    }
}
