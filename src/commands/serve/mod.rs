//! `congbao serve`: arguments, and what is said at the terminal.

mod builder;

use super::report::Reporter;
use super::{Exit, SiteArguments, is_site};
use crate::catalogue::Language;
use crate::pipeline;
use crate::preview::{self, Event};
use builder::Follow;
use clap::Args;

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
    match preview::serve(Follow::new(root, arguments.site.options()), options) {
        Ok(()) => Exit::Good,
        Err(error) => {
            failures.problems(&[error.diagnostic()]);
            Exit::Usage
        }
    }
}
