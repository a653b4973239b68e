//! The history of a site's documents, as the program `git` tells it: nothing is fetched, nothing is written.
//!
//! In: the site's root. Out: [`History`]: for each file the commits that changed it, and its text in each of them.
//! A file that was renamed has a new history from there on.

use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Why the history cannot be told.
pub(super) enum Trouble {
    /// There is no such program.
    NoGit(String),
    /// The site is in no repository.
    NoRepository,
    /// What git said.
    Failed(String),
}

/// A commit that changed a file.
#[derive(Clone)]
pub(super) struct Revision {
    /// Its number.
    pub commit: String,
    /// The day of the committer.
    pub date: Date,
    /// The first line of its message.
    pub subject: String,
}

/// The commits that changed files below `content/`.
pub(super) struct History {
    root: PathBuf,
    /// Commits before the first one are missing here.
    pub is_shallow: bool,
    by_file: BTreeMap<String, Vec<Revision>>,
    /// Files that are not as in the last commit.
    changed: BTreeSet<String>,
}

/// Before each commit, and between its parts: no message has them.
const COMMIT: char = '\u{1}';
const PART: char = '\u{2}';

impl History {
    /// Of the site at `root`.
    pub fn of(root: &Path) -> Result<Self, Trouble> {
        let shallow = git(root, &["rev-parse", "--is-shallow-repository"])?;
        if !shallow.status.success() {
            return Err(Trouble::NoRepository);
        }
        let is_shallow = said(&shallow.stdout).trim() == "true";
        let format = "--format=%x01%H%x02%cs%x02%s";
        // The names of files stand relative to the root, whatever folder of a repository it is.
        let list = ["log", "--reverse", "--relative", "--name-only", "--no-renames", format, "--", "content"];
        let listed = git(root, &list)?;
        // A repository without a commit has no history, and says so as an error.
        let has_commits = git(root, &["rev-parse", "--verify", "--quiet", "HEAD"])?.status.success();
        if !listed.status.success() && has_commits {
            return Err(Trouble::Failed(said(&listed.stderr).trim().to_owned()));
        }
        let changed = git(root, &["diff", "--name-only", "--relative", "--no-renames", "HEAD", "--", "content"])?;
        let changed = said(&changed.stdout).lines().map(str::to_owned).collect();
        Ok(Self { root: root.to_owned(), is_shallow, by_file: by_file(&said(&listed.stdout)), changed })
    }

    /// The commits that changed the file at `path` (relative to the root), the oldest first.
    pub fn revisions(&self, path: &str) -> &[Revision] {
        self.by_file.get(path).map_or(&[], Vec::as_slice)
    }

    /// Whether the file at `path` ever had another text than it has now.
    pub fn has_changed(&self, path: &str) -> bool {
        self.revisions(path).len() > 1 || self.changed.contains(path)
    }

    /// The file as it was in a commit; `None` where it was not there, or was no text.
    pub fn text(&self, revision: &Revision, path: &str) -> Result<Option<String>, Trouble> {
        let shown = git(&self.root, &["show", &format!("{}:./{path}", revision.commit)])?;
        Ok(String::from_utf8(shown.stdout).ok().filter(|_| shown.status.success()))
    }
}

fn by_file(log: &str) -> BTreeMap<String, Vec<Revision>> {
    let mut by_file: BTreeMap<String, Vec<Revision>> = BTreeMap::new();
    for commit in log.split(COMMIT).skip(1) {
        let (head, names) = commit.split_once('\n').unwrap_or((commit, ""));
        let mut parts = head.splitn(3, PART);
        let (Some(number), Some(date), subject) = (parts.next(), parts.next(), parts.next().unwrap_or_default()) else {
            continue;
        };
        let Ok(date) = date.parse() else { continue };
        let revision = Revision { commit: number.to_owned(), date, subject: subject.to_owned() };
        for name in names.lines().filter(|name| !name.is_empty()) {
            by_file.entry(name.to_owned()).or_default().push(revision.clone());
        }
    }
    by_file
}

fn git(root: &Path, arguments: &[&str]) -> Result<Output, Trouble> {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(["--no-pager", "--literal-pathspecs", "-c", "core.quotepath=off"]).args(arguments);
    // Its words may be shown; nothing of the repository is refreshed.
    command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0").stdin(Stdio::null());
    command.output().map_err(|error: io::Error| Trouble::NoGit(error.to_string()))
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
