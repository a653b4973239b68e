//! `congbao man`: the manual pages, in the format of `man`.
//!
//! In: the table of arguments. Out: one page on standard output, or all of them as files: `congbao.1`,
//! `congbao-build.1` … No date stands on them: the same program always makes the same pages.

use super::report::{ColorWhen, Reporter};
use super::{Exit, NAMES, ProblemFormat, help, language, output, parse_language, whole};
use crate::catalogue::{Language, text};
use clap::builder::PossibleValuesParser;
use clap::{Args, Command};
use clap_mangen::Man;
use std::fs;
use std::path::{Path, PathBuf};

/// Arguments of `congbao man`.
#[derive(Clone, Debug, Args)]
pub struct ManArguments {
    /// The command whose page is printed (default: the page of the program, which lists them)
    #[arg(value_name = "COMMAND", conflicts_with = "to", value_parser = PossibleValuesParser::new(NAMES))]
    command: Option<String>,
    /// Write all pages into this folder instead of printing one
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Language of the pages: vi or en (default: that of the environment, else the site's)
    #[arg(long, value_name = "LANG", value_parser = parse_language)]
    lang: Option<Language>,
}

/// Prints a page, or writes all.
pub fn run(arguments: &ManArguments) -> Exit {
    let language = language::spoken(arguments.lang, Path::new("."));
    if let Some(folder) = &arguments.to {
        return write_all(folder, language);
    }
    let name = arguments.command.as_deref();
    let wanted = pages(language).into_iter().find(|(file, _)| match name {
        Some(name) => *file == format!("congbao-{name}.1"),
        None => file == "congbao.1",
    });
    let Some((_, page)) = wanted else { return Exit::Usage };
    output::print(&page, language);
    Exit::Good
}

fn write_all(folder: &Path, language: Language) -> Exit {
    let reporter = Reporter::speaking(language, ProblemFormat::Human, ColorWhen::Auto);
    let failed = |path: &Path, error: &std::io::Error| {
        let path = path.display().to_string();
        reporter.failure("file-unwritable", &[("path", &path), ("reason", &error.to_string())]);
        Exit::Usage
    };
    if let Err(error) = fs::create_dir_all(folder) {
        return failed(folder, &error);
    }
    for (name, page) in pages(language) {
        let path = folder.join(name);
        if let Err(error) = whole::put(&path, &page) {
            return failed(&path, &error);
        }
        reporter.result(&path.display().to_string());
    }
    Exit::Good
}

/// File names and pages, the program's first.
fn pages(language: Language) -> Vec<(String, Vec<u8>)> {
    let mut program = help::arguments(language).disable_help_subcommand(true);
    // Gives the commands their whole names.
    program.build();
    let mut pages = vec![("congbao.1".to_owned(), page(&program, "congbao", language))];
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        let name = format!("congbao-{}", command.get_name());
        pages.push((format!("{name}.1"), page(command, &name, language)));
    }
    pages
}

fn page(command: &Command, name: &str, language: Language) -> Vec<u8> {
    let man =
        Man::new(command.clone()).title(name).manual("congbao").source(concat!("congbao ", env!("CARGO_PKG_VERSION")));
    let mut page = Vec::new();
    man.render(&mut page).expect("a page is written to memory");
    headed(&String::from_utf8_lossy(&page), language).into_bytes()
}

/// With heads in the reader's language: those of the crate are English.
fn headed(page: &str, language: Language) -> String {
    const HEADS: [(&str, &str); 6] = [
        (".SH NAME", "help.man-name"),
        (".SH SYNOPSIS", "help.man-synopsis"),
        (".SH DESCRIPTION", "help.man-description"),
        (".SH SUBCOMMANDS", "help.man-subcommands"),
        (".SH EXTRA", "help.man-extra"),
        (".SH VERSION", "help.man-version"),
    ];
    let mut headed = String::with_capacity(page.len());
    for line in page.lines() {
        match HEADS.iter().find(|(head, _)| *head == line) {
            // As the crate writes heads of several words: in quotation marks.
            Some((_, key)) => headed.push_str(&format!(".SH \"{}\"", text(language, key))),
            None => headed.push_str(line),
        }
        headed.push('\n');
    }
    headed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Arguments;
    use clap::CommandFactory;

    #[test]
    fn every_command_has_its_page_and_its_name_is_a_choice() {
        let names: Vec<String> =
            Arguments::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
        let pages = pages(Language::English);
        assert_eq!(pages.len(), names.len() + 1);
        for name in &names {
            let (_, page) = pages.iter().find(|(file, _)| *file == format!("congbao-{name}.1")).expect("a page");
            let text = String::from_utf8(page.clone()).expect("text");
            assert!(text.contains(&format!("congbao {name}")) || text.contains(&format!("congbao\\-{name}")), "{text}");
            let parsed = Arguments::command().try_get_matches_from(["congbao", "man", name]);
            assert!(parsed.is_ok(), "{name} is missing in `commands::NAMES`");
        }
        assert!(String::from_utf8_lossy(&pages[0].1).contains("serve"));
    }

    #[test]
    fn pages_are_always_the_same() {
        assert_eq!(pages(Language::Vietnamese), pages(Language::Vietnamese));
    }

    #[test]
    fn pages_in_vietnamese_have_no_english_heads() {
        let english = pages(Language::English);
        let vietnamese = pages(Language::Vietnamese);
        assert_eq!(english.len(), vietnamese.len());
        for ((name, page), (_, other)) in vietnamese.iter().zip(&english) {
            let [page, other] = [page, other].map(|page| String::from_utf8(page.clone()).expect("text"));
            let heads =
                |page: &str| page.lines().filter(|line| line.starts_with(".SH")).map(str::to_owned).collect::<Vec<_>>();
            assert!(heads(&page).contains(&".SH \"TÙY CHỌN\"".to_owned()), "{name}: {page}");
            assert!(heads(&page).iter().all(|head| !heads(&other).contains(head)), "{name}: {:?}", heads(&page));
        }
    }
}
