//! `congbao completions`: a script that makes the shell complete commands and options.
//!
//! In: the name of a shell, and the table of arguments. Out: the script, on standard output. The same program always
//! prints the same script.

use super::{Arguments, Exit, language, output};
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use std::path::Path;

/// Arguments of `congbao completions`.
#[derive(Clone, Copy, Debug, Args)]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script.
pub fn run(arguments: CompletionsArguments) -> Exit {
    output::print(&script(arguments.shell), language::spoken(None, Path::new(".")));
    Exit::Good
}

fn script(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "congbao", &mut script);
    script
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn every_shell_completes_every_command() {
        for shell in Shell::value_variants() {
            let text = String::from_utf8(script(*shell)).expect("a script is text");
            for command in Arguments::command().get_subcommands().map(clap::Command::get_name) {
                assert!(text.contains(command), "{shell}: {command}");
            }
            assert!(text.contains("drafts"), "{shell}: options too");
            assert_eq!(script(*shell), script(*shell), "{shell}: always the same");
        }
    }
}
