//! The command line; see [`congbao::commands`].

use std::process::ExitCode;

fn main() -> ExitCode {
    congbao::commands::main(std::env::args_os())
}
