//! `congbao changes`: what an upload to the web server has to send and to delete, since the last one that was done.
//!
//! In: the arguments, the output folder, what was noted of earlier uploads. Out: the lists: for people on standard output,
//! as JSON, or as three files (`added`, `changed`, `removed`; a path a line) for `rsync --files-from`, `rclone` and loops.

use super::report::{ColorWhen, Reporter};
use super::{Exit, ProblemFormat, SiteArguments, is_site, parse_language, whole};
use crate::catalogue::Language;
use crate::content::Settings;
use crate::publish::changes::{self, Changes};
use crate::publish::{MANIFEST, PublishError};
use clap::Args;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Arguments of `congbao changes`.
#[derive(Clone, Debug, Args)]
pub struct ChangesArguments {
    /// Folder of the site (the one with congbao.yaml)
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// The folder that was built, where it is not the configured one
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Begin an upload: write the lists added, changed and removed into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "done")]
    to: Option<PathBuf>,
    /// Note that the upload is done: the server has what was listed
    #[arg(long)]
    done: bool,
    /// Language of messages: vi or en (default: that of the environment, else the site's)
    #[arg(long, value_name = "LANG", value_parser = parse_language)]
    lang: Option<Language>,
    /// When messages have colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    color: ColorWhen,
    /// How the lists are printed
    #[arg(long, value_enum, default_value_t = ProblemFormat::Human)]
    format: ProblemFormat,
}

/// Lists, or notes that the upload is done.
pub fn run(arguments: &ChangesArguments) -> Exit {
    let site = SiteArguments::of(&arguments.root, arguments.lang, arguments.format, arguments.color);
    let reporter = Reporter::new(&site);
    if !is_site(&arguments.root, &reporter) {
        return Exit::Usage;
    }
    let output = match &arguments.output {
        Some(output) => output.clone(),
        None => {
            let settings = Settings::read(&arguments.root);
            let Some(config) = settings.config else {
                reporter.problems(&settings.problems);
                return Exit::Content;
            };
            arguments.root.join(config.output)
        }
    };
    match answer(arguments, &output, &reporter) {
        Ok(true) => Exit::Good,
        Ok(false) => {
            reporter.failure("changes-no-site", &[("path", &output.display().to_string())]);
            Exit::Usage
        }
        Err(error) => {
            let problem = error.diagnostic();
            let is_of_upload = matches!(&error, PublishError::Manifest { path, .. } if !path.ends_with(MANIFEST));
            let problem = if is_of_upload { problem.with("upload", "congbao changes --done") } else { problem };
            reporter.problems(&[problem]);
            Exit::Usage
        }
    }
}

/// `false`: no site was built there.
fn answer(arguments: &ChangesArguments, output: &Path, reporter: &Reporter) -> Result<bool, PublishError> {
    if arguments.done {
        let is_noted = changes::uploaded(output)?;
        if is_noted {
            reporter.say("changes-done", &[]);
        }
        return Ok(is_noted);
    }
    let Some(folder) = &arguments.to else {
        let Some(changes) = changes::changes(output)? else { return Ok(false) };
        print(&changes, reporter);
        return Ok(true);
    };
    // Into nowhere nothing is noted.
    if let Err(error) = fs::create_dir_all(folder) {
        return Err(PublishError::io(folder, error));
    }
    let Some(changes) = changes::upload(output)? else { return Ok(false) };
    write(&changes, folder).map_err(|error| PublishError::io(folder, error))?;
    count(&changes, reporter);
    Ok(true)
}

fn write(changes: &Changes, folder: &Path) -> io::Result<()> {
    let lists = [("added", &changes.added), ("changed", &changes.changed), ("removed", &changes.removed)];
    lists.into_iter().try_for_each(|(name, paths)| {
        let text: String = paths.iter().flat_map(|path| [path.as_str(), "\n"]).collect();
        whole::put(&folder.join(name), text.as_bytes())
    })
}

fn print(changes: &Changes, reporter: &Reporter) {
    let Changes { added, changed, removed, is_first } = changes;
    if reporter.is_json() {
        let lists = serde_json::json!({"added": added, "changed": changed, "removed": removed, "first": is_first});
        return reporter.result(&lists.to_string());
    }
    for (mark, paths) in [("+", added), ("~", changed), ("-", removed)] {
        paths.iter().for_each(|path| reporter.result(&format!("{mark} {path}")));
    }
    count(changes, reporter);
}

fn count(changes: &Changes, reporter: &Reporter) {
    let [added, changed, removed] =
        [&changes.added, &changes.changed, &changes.removed].map(|paths| paths.len().to_string());
    reporter.say("changes-counted", &[("added", &added), ("changed", &changed), ("removed", &removed)]);
    if changes.is_first {
        reporter.say("changes-first", &[]);
    }
}
