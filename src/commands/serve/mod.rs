//! `congbao serve`: the preview.
//!
//! In: the arguments. Out: a running server, and messages at the terminal.

mod builder;
mod desktop;
mod missing;

use super::kept::StoreArguments;
use super::report::Reporter;
use super::{Exit, SiteArguments, is_site, unreadable};
use crate::pipeline;
use crate::preview::{self, Editor, PreviewEvent, WhyPolling};
use builder::Follow;
use clap::Args;

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
struct Choice(Option<Editor>);

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
    let kept = arguments.store.open(&root, false, &reporter);
    let language = reporter.language();
    let open = arguments.open;
    // Port 0 takes any free one, and then there is none to miss.
    let wanted = arguments.port.unwrap_or(PORT);
    let options = preview::PreviewOptions {
        ports: wanted..=arguments.port.unwrap_or(LAST_PORT),
        watch: vec![root.join("content"), root.join("themes"), root.join("congbao.yaml")],
        linked: vec![root.join("themes")],
        // The output folder is below none of those: the configuration refuses it there.
        ignore: Vec::new(),
        poll: arguments.poll,
        language,
        root: root.clone(),
        editor: editor(arguments.editor.clone()),
        on_event: Box::new(move |event| match event {
            PreviewEvent::Ready(url) => {
                if wanted != 0 && !url.ends_with(&format!(":{wanted}/")) {
                    reporter.say("serve-port-next", &[("port", &wanted.to_string())]);
                }
                reporter.say("serve-ready", &[("url", &url)]);
                if open && desktop::open(&url).is_err() {
                    reporter.say("serve-open-failed", &[("url", &url)]);
                }
            }
            PreviewEvent::Polling(WhyPolling::Disk(kind)) => reporter.say("serve-polling-disk", &[("kind", &kind)]),
            PreviewEvent::Polling(WhyPolling::TooManyFolders) => reporter.say("serve-polling-folders", &[]),
            PreviewEvent::Polling(WhyPolling::System(reason)) => reporter.say("serve-polling", &[("reason", &reason)]),
        }),
    };
    let failures = Reporter::new(&arguments.site);
    // Nothing is written, so nothing has to be put away. Where no handler can be set, the system ends
    // the process itself.
    let _ = ctrlc::set_handler(|| std::process::exit(0));
    match preview::serve(Follow::new(root, options_of(arguments), kept), options) {
        Ok(()) => Exit::Good,
        Err(error) => {
            failures.problems(&[error.diagnostic()]);
            Exit::Usage
        }
    }
}

/// The run: pages that nothing may stay of.
fn options_of(arguments: &ServeArguments) -> pipeline::BuildOptions {
    pipeline::BuildOptions { preview: true, ..arguments.site.options() }
}

/// The editor chosen by an argument or the environment; else the one in whose terminal this runs.
fn editor(chosen: Option<Choice>) -> Option<Editor> {
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
