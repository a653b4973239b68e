//! The arguments with their help in the reader's language: what `--help` and the manual pages say.
//!
//! In: the table of arguments, whose remarks are English; the catalogue (`help.tsv`). Out: the same table with Vietnamese
//! words, clap's own among them.

use super::Arguments;
use crate::catalogue::{self, Language, fill, text};
use clap::builder::StyledStr;
use clap::{Arg, ArgAction, Command, CommandFactory};

/// The program's arguments, to be parsed or shown.
pub(super) fn arguments(language: Language) -> Command {
    let mut program = Arguments::command();
    if language == Language::English {
        return program;
    }
    let words = Words(language);
    program = words.with_help_flag(program);
    let names: Vec<String> = program.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in &names {
        program = program.mut_subcommand(name, |command| words.with_help_flag(command));
    }
    // Adds --version and the command help, and gives the commands their whole names.
    program.build();
    let names: Vec<String> = program.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in &names {
        program = program.mut_subcommand(name, |command| words.command(command, name));
    }
    let program = program.subcommand_value_name(words.text("help.name.COMMAND"));
    words.command(program, "").subcommand_help_heading(words.text("help.commands"))
}

/// Keys of the texts of an argument: its own in this command, else that of all commands.
pub(super) fn keys(command: &str, argument: &str) -> [String; 2] {
    [format!("help.{command}.{argument}"), format!("help.option.{argument}")]
}

/// Finds words in one language.
#[derive(Clone, Copy)]
struct Words(Language);

impl Words {
    fn text(self, key: &'static str) -> &'static str {
        text(self.0, key)
    }

    fn find(self, key: &str) -> Option<&'static str> {
        catalogue::find(self.0, key)
    }

    /// With a flag of our own for help: the parser writes its words anew when it shows them.
    fn with_help_flag(self, command: Command) -> Command {
        let flag = Arg::new("help").short('h').long("help").action(ArgAction::Help).display_order(1000);
        command.disable_help_flag(true).arg(flag.help(self.text("help.help")))
    }

    /// `name`: empty for the program itself.
    fn command(self, command: Command, name: &str) -> Command {
        let about = match name {
            "" => self.find("help.about"),
            "help" => self.find("help.help-command"),
            name => self.find(&format!("help.{name}")),
        };
        let after = self.find(&format!("help.{name}.after"));
        let mut command = command.mut_args(|argument| self.argument(argument, name));
        if let Some(about) = about {
            command = command.about(about);
        }
        if let Some(after) = after {
            command = command.after_help(after);
        }
        let usage = self.usage(&mut command);
        let head = self.text("help.usage");
        let template = format!("{{about-with-newline}}\n{head} {{usage}}\n\n{{all-args}}{{after-help}}");
        command.override_usage(usage).help_template(template)
    }

    fn argument(self, argument: Arg, command: &str) -> Arg {
        let heading = if argument.is_positional() { "help.arguments" } else { "help.options" };
        let id = argument.get_id().as_str().to_owned();
        let own = match id.as_str() {
            "help" => self.find("help.help"),
            "version" => self.find("help.version"),
            id => keys(command, id).iter().find_map(|key| self.find(key)),
        };
        let more = [self.values(&argument), self.default(&argument)].into_iter().flatten();
        let help = own.map(str::to_owned).into_iter().chain(more).collect::<Vec<_>>().join(" ");
        let names: Option<Vec<&'static str>> = argument
            .get_value_names()
            .filter(|_| argument.get_action().takes_values())
            .and_then(|names| names.iter().map(|name| self.find(&format!("help.name.{name}"))).collect());
        let argument = argument.help(help).help_heading(self.text(heading));
        // Below a heading of ours, what has no place of its own is sorted by name.
        let argument = match argument.get_index() {
            Some(index) => argument.display_order(index),
            None => argument,
        };
        let argument = argument.hide_default_value(true).hide_possible_values(true);
        match names {
            Some(names) => argument.value_names(names),
            None => argument,
        }
    }

    /// `[mặc định: .]`.
    fn default(self, argument: &Arg) -> Option<String> {
        let values = argument.get_default_values();
        let values: Vec<_> = values.iter().map(|value| value.to_string_lossy()).collect();
        let is_flag = !argument.get_action().takes_values();
        (!values.is_empty() && !is_flag).then(|| fill(self.text("help.default"), &[("value", &values.join(" "))]))
    }

    /// `[giá trị: human (cho người đọc), json (…)]`.
    fn values(self, argument: &Arg) -> Option<String> {
        let values: Vec<String> = argument
            .get_possible_values()
            .iter()
            .filter(|_| argument.get_action().takes_values())
            .map(|value| {
                let name = value.get_name();
                let words = self.find(&format!("help.value.{}.{name}", argument.get_id()));
                words.map_or_else(|| name.to_owned(), |words| format!("{name} ({words})"))
            })
            .collect();
        (!values.is_empty()).then(|| fill(self.text("help.values"), &[("values", &values.join(", "))]))
    }

    /// `congbao build [TÙY CHỌN]`.
    fn usage(self, command: &mut Command) -> StyledStr {
        let usage = command.render_usage().to_string();
        let usage = usage.trim_start_matches("Usage:").trim();
        usage.replace("[OPTIONS]", self.text("help.options-in-usage")).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every argument of every command, with the name of the command.
    fn all(language: Language) -> Vec<(String, Arg)> {
        let program = arguments(language);
        let commands = program.get_subcommands().filter(|command| command.get_name() != "help");
        let of = |command: &Command| {
            let name = command.get_name().to_owned();
            command.get_arguments().map(move |argument| (name.clone(), argument.clone())).collect::<Vec<_>>()
        };
        commands.flat_map(of).filter(|(_, argument)| !argument.is_hide_set() && argument.get_id() != "help").collect()
    }

    #[test]
    fn no_command_and_no_option_lacks_a_language() {
        let mut used = BTreeSet::new();
        let mut found = |key: &str, english: &str| {
            assert_eq!(catalogue::find(Language::English, key), Some(english), "{key}");
            assert!(catalogue::find(Language::Vietnamese, key).is_some_and(|words| words != english), "{key}");
            used.insert(key.to_owned());
        };
        let program = Arguments::command();
        found("help.about", &program.get_about().expect("words").to_string());
        for command in program.get_subcommands() {
            let name = command.get_name();
            found(&format!("help.{name}"), &command.get_about().expect("words").to_string());
            if let Some(after) = command.get_after_help() {
                found(&format!("help.{name}.after"), &after.to_string());
            }
        }
        for (command, argument) in all(Language::English) {
            let own = keys(&command, argument.get_id().as_str());
            let key = own.iter().find(|key| catalogue::find(Language::English, key).is_some());
            let key = key.unwrap_or_else(|| panic!("{command} {}: no words in help.tsv", argument.get_id()));
            found(key, &argument.get_help().expect("words").to_string());
            let names = argument.get_value_names().filter(|_| argument.get_action().takes_values());
            for name in names.unwrap_or_default() {
                found(&format!("help.name.{name}"), name);
            }
        }
        let of_arguments = |key: &str| {
            let kind = key.split('.').nth(1).unwrap_or_default();
            key.starts_with("help.") && key.split('.').count() > 2 && kind != "value"
        };
        // The arguments of a command that was not built in.
        let is_absent = |key: &str| !cfg!(feature = "mcp") && key.starts_with("help.mcp.");
        let unused = catalogue::entries().map(|(key, _)| key).filter(|key| of_arguments(key) && !is_absent(key));
        let unused: Vec<&str> = unused.filter(|key| !used.contains(*key)).collect();
        assert!(unused.is_empty(), "no argument has these: {unused:?}");
    }

    #[test]
    fn values_of_choices_are_explained_in_both_languages() {
        for (command, argument) in all(Language::English) {
            for value in argument.get_possible_values().iter().filter(|_| argument.get_action().takes_values()) {
                let Some(help) = value.get_help() else { continue };
                let key = format!("help.value.{}.{}", argument.get_id(), value.get_name());
                assert_eq!(catalogue::find(Language::English, &key), Some(&*help.to_string()), "{command}: {key}");
            }
        }
    }

    #[test]
    fn help_in_vietnamese_has_no_english_word_of_the_parser() {
        let mut program = arguments(Language::Vietnamese);
        let mut pages = vec![program.render_long_help().to_string()];
        for name in super::super::NAMES {
            pages.push(program.find_subcommand_mut(name).expect("a command").render_long_help().to_string());
        }
        for page in &pages {
            assert!(page.contains("Cách dùng: congbao"), "{page}");
            for word in
                ["Usage", "Options", "OPTIONS", "Commands", "Arguments", "default:", "possible", "Print", "Possible"]
            {
                assert!(!page.contains(word), "{word}: {page}");
            }
        }
        assert!(pages[0].contains("Các lệnh:") && pages[1].contains("--root <THƯ-MỤC>"), "{}{}", pages[0], pages[1]);
        assert!(pages[1].contains("[mặc định: .]") && pages[1].contains("human (cho người đọc)"), "{}", pages[1]);
    }

    #[test]
    fn both_tables_read_the_same_arguments() {
        let typed = ["congbao", "build", "--root", "a b", "--strict", "--today", "2026-11-21"];
        let [vi, en] = [Language::Vietnamese, Language::English].map(|language| {
            let matches = arguments(language).try_get_matches_from(typed).expect("right usage");
            let matches = matches.subcommand_matches("build").expect("the command").clone();
            let root = matches.get_one::<std::path::PathBuf>("root").cloned();
            (root, matches.get_flag("strict"), matches.get_one::<jiff::civil::Date>("today").copied())
        });
        assert_eq!(vi, en);
    }
}
