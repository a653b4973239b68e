//! `congbao mcp` in a program that was built without it.
//!
//! In: any arguments. Out: a message that says so.

use super::report::{ColorWhen, Reporter};
use super::{Exit, ProblemFormat, language};
use clap::Args;
use std::ffi::OsString;
use std::path::Path;

/// All that is typed behind `congbao mcp`.
#[derive(Clone, Debug, Args)]
pub struct McpArguments {
    #[arg(hide = true, allow_hyphen_values = true, trailing_var_arg = true)]
    arguments: Vec<OsString>,
}

/// Says what is missing.
pub fn run(_: &McpArguments) -> Exit {
    let reporter = Reporter::speaking(language::spoken(None, Path::new(".")), ProblemFormat::Human, ColorWhen::Auto);
    reporter.failure("command-not-built", &[("command", "mcp"), ("feature", "mcp")]);
    Exit::Usage
}
