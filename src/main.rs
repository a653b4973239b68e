//! The command line; see [`congbao::commands`].

use clap::Parser;
use congbao::commands::{Arguments, run};
use std::process::ExitCode;

fn main() -> ExitCode {
    // clap ends the process itself, with status 2, when the arguments are wrong.
    run(&Arguments::parse()).into()
}
