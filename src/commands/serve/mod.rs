//! `congbao serve`: the preview.
//!
//! In: the arguments. Out: a running server, and messages at the terminal.

mod builder;
mod desktop;
mod missing;

use super::kept::StoreArguments;
use super::report::Reporter;
use super::{Exit, SiteArguments, is_site, unreadable};
use crate::pipeline::{self, Kept};
use crate::preview::{self, Editor, PreviewEvent, ReviewFiles, WhyPolling};
use crate::signing::KEY_FILE;
use builder::Follow;
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// Where the preview answers unless another port is asked for.
const PORT: u16 = 1871;
/// The last that is tried when those before it are taken.
const LAST_PORT: u16 = PORT + 28;

/// Arguments of `congbao serve`.
#[derive(Clone, Debug, Args)]
pub struct ServeArguments {
    #[command(flatten)]
    site: SiteArguments,
    #[command(flatten)]
    store: StoreArguments,
    /// Port on this computer (default: 1871, or the next free one)
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Open the preview in the browser
    #[arg(long)]
    open: bool,
    /// What links to a file open: vscode, vscodium, cursor, zed, idea, sublime …, an address with {path}, {line} and
    /// {column} in it, or none (default: $CONGBAO_EDITOR, else the editor whose terminal this is, else vscode)
    #[arg(long, value_name = "NAME|URL", value_parser = parse_editor)]
    editor: Option<Choice>,
    /// Look for changes by polling (network drives)
    #[arg(long)]
    poll: bool,
}

/// An editor, or none.
#[derive(Clone, Debug)]
pub(super) struct Choice(Option<Editor>);

fn parse_editor(text: &str) -> Result<Choice, String> {
    if text == "none" {
        return Ok(Choice(None));
    }
    let names = || Editor::names().collect::<Vec<_>>().join(" | ");
    Editor::parse(text)
        .map(|editor| Choice(Some(editor)))
        .ok_or_else(|| format!("{} | none | editor://…{{path}}…", names()))
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
        Err(error) => return unreadable(root, &error, &reporter),
    };
    start(Serving {
        site: &arguments.site,
        kept: arguments.store.open(&root, false, &reporter),
        root,
        port: arguments.port,
        open: arguments.open,
        poll: arguments.poll,
        editor: editor(arguments.editor.clone()),
        review: None,
    })
}

/// What is served, and how.
pub(super) struct Serving<'a> {
    pub site: &'a SiteArguments,
    /// The site's folder, absolute.
    pub root: PathBuf,
    pub kept: Kept,
    pub port: Option<u16>,
    pub open: bool,
    pub poll: bool,
    pub editor: Option<Editor>,
    /// Files to be compared with their originals.
    pub review: Option<Arc<dyn ReviewFiles>>,
}

/// Serves until the process is ended.
pub(super) fn start(serving: Serving<'_>) -> Exit {
    let Serving { site, root, kept, port, open, poll, editor, review } = serving;
    let reporter = Reporter::new(site);
    let language = reporter.language();
    // Port 0 takes any free one, and then there is none to miss.
    let wanted = port.unwrap_or(PORT);
    let (ready, below) = if review.is_some() { ("review.ready", preview::REVIEW) } else { ("serve-ready", "") };
    let options = preview::PreviewOptions {
        ports: wanted..=port.unwrap_or(LAST_PORT),
        watch: ["content", "themes", "congbao.yaml", KEY_FILE].map(|name| root.join(name)).to_vec(),
        linked: vec![root.join("themes")],
        // The output folder is below none of those: the configuration refuses it there.
        ignore: Vec::new(),
        poll,
        language,
        root: root.clone(),
        editor,
        review,
        on_event: Box::new(move |event| match event {
            PreviewEvent::Ready(url) => {
                if wanted != 0 && !url.ends_with(&format!(":{wanted}/")) {
                    reporter.say("serve-port-next", &[("port", &wanted.to_string())]);
                }
                let url = format!("{url}{below}");
                reporter.say(ready, &[("url", &url)]);
                if open && desktop::open(&url).is_err() {
                    reporter.say("serve-open-failed", &[("url", &url)]);
                }
            }
            PreviewEvent::Polling(WhyPolling::Disk(kind)) => reporter.say("serve-polling-disk", &[("kind", &kind)]),
            PreviewEvent::Polling(WhyPolling::TooManyFolders) => reporter.say("serve-polling-folders", &[]),
            PreviewEvent::Polling(WhyPolling::System(reason)) => reporter.say("serve-polling", &[("reason", &reason)]),
        }),
    };
    let failures = Reporter::new(site);
    // Nothing is written that could stay half done, so nothing has to be put away. Where no handler can be set, the
    // system ends the process itself.
    let _ = ctrlc::set_handler(|| std::process::exit(0));
    let run = pipeline::BuildOptions { preview: true, ..site.options() };
    match preview::serve(Follow::new(root, run, kept), options) {
        Ok(()) => Exit::Good,
        Err(error) => {
            failures.problems(&[error.diagnostic()]);
            Exit::Usage
        }
    }
}

/// The editor chosen by an argument or the environment; else the one in whose terminal this runs.
pub(super) fn editor(chosen: Option<Choice>) -> Option<Editor> {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let by_variable = || parse_editor(&variable("CONGBAO_EDITOR")?).ok();
    if let Some(Choice(editor)) = chosen.or_else(by_variable) {
        return editor;
    }
    let is_set = |name| variable(name).is_some();
    let name = match (variable("TERM_PROGRAM").as_deref(), variable("TERMINAL_EMULATOR").as_deref()) {
        (Some("vscode"), _) if is_set("CURSOR_TRACE_ID") => "cursor",
        (Some("vscode"), _) if variable("GIT_ASKPASS").is_some_and(|path| path.to_lowercase().contains("codium")) => {
            "vscodium"
        }
        (_, Some("JetBrains-JediTerm")) => "idea",
        _ if is_set("ZED_TERM") => "zed",
        _ => "vscode",
    };
    Editor::parse(name)
}
