//! Wrong usage in the reader's language: what clap found wrong with the arguments becomes a problem of the catalogue.
//!
//! In: clap's error and the arguments as typed. Out: a [`Diagnostic`], printed as any other; help and
//! version as clap has them.

use super::report::{ColorWhen, Reporter};
use super::{Arguments, Exit, ProblemFormat, language, output};
use crate::catalogue::Language;
use crate::diagnostic::Diagnostic;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Error, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Tells what is wrong. Help and version that were asked for are no mistake.
pub(super) fn tell(error: &Error, typed: &[OsString]) -> Exit {
    let typed = Typed::of(typed);
    let Some(problem) = problem(error, &typed) else {
        let answer = error.print();
        if !error.use_stderr() {
            output::check(answer, typed.language());
        }
        return if error.use_stderr() { Exit::Usage } else { Exit::Good };
    };
    let format = typed
        .value("--format")
        .and_then(|word| ProblemFormat::from_str(&word, true).ok())
        .unwrap_or(ProblemFormat::Human);
    let color = typed.value("--color").and_then(|word| ColorWhen::from_str(&word, true).ok()).unwrap_or_default();
    Reporter::speaking(typed.language(), format, color).problems(&[problem]);
    Exit::Usage
}

/// The language that the arguments ask for, before they are understood.
pub(super) fn language(typed: &[OsString]) -> Language {
    Typed::of(typed).language()
}

/// The words typed after the program's name.
struct Typed(Vec<String>);

impl Typed {
    fn of(typed: &[OsString]) -> Self {
        Self(typed.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect())
    }

    fn language(&self) -> Language {
        let chosen = self.value("--lang").and_then(|tag| Language::parse(&tag));
        let root = self.value("--root").map_or_else(|| PathBuf::from("."), PathBuf::from);
        language::spoken(chosen, &root)
    }

    /// What was given for an option, `--lang en` or `--lang=en`.
    fn value(&self, option: &str) -> Option<String> {
        let at = self.0.iter().position(|word| word.split('=').next() == Some(option))?;
        match self.0[at].split_once('=') {
            Some((_, value)) => Some(value.to_owned()),
            None => self.0.get(at + 1).cloned(),
        }
    }

    /// What to type for help about the command that was meant.
    fn help(&self) -> String {
        let commands = Arguments::command();
        let named = self.0.iter().find(|word| commands.get_subcommands().any(|command| command.get_name() == *word));
        match named {
            Some(name) => format!("congbao {name} --help"),
            None => "congbao --help".to_owned(),
        }
    }
}

/// `None` for what is no mistake, or is best said by clap: help, version, nothing typed at all.
fn problem(error: &Error, typed: &Typed) -> Option<Diagnostic> {
    let (code, arguments): (_, &[(&'static str, ContextKind)]) = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::MissingSubcommand => return None,
        ErrorKind::InvalidSubcommand => ("usage-command", &[("text", ContextKind::InvalidSubcommand)]),
        ErrorKind::UnknownArgument if of(error, ContextKind::InvalidArg).is_some_and(|name| !name.starts_with('-')) => {
            ("usage-extra", &[("text", ContextKind::InvalidArg)])
        }
        ErrorKind::UnknownArgument => ("usage-option", &[("text", ContextKind::InvalidArg)]),
        ErrorKind::InvalidValue if of(error, ContextKind::InvalidValue).is_none_or(|value| value.is_empty()) => {
            ("usage-value-missing", &[("option", ContextKind::InvalidArg)])
        }
        ErrorKind::InvalidValue => (
            "usage-value",
            &[
                ("option", ContextKind::InvalidArg),
                ("text", ContextKind::InvalidValue),
                ("values", ContextKind::ValidValue),
            ],
        ),
        ErrorKind::ValueValidation => {
            ("usage-value-form", &[("option", ContextKind::InvalidArg), ("text", ContextKind::InvalidValue)])
        }
        ErrorKind::MissingRequiredArgument => ("usage-required", &[("option", ContextKind::InvalidArg)]),
        ErrorKind::ArgumentConflict if of(error, ContextKind::PriorArg) == of(error, ContextKind::InvalidArg) => {
            ("usage-twice", &[("option", ContextKind::InvalidArg)])
        }
        ErrorKind::ArgumentConflict => {
            ("usage-conflict", &[("option", ContextKind::InvalidArg), ("other", ContextKind::PriorArg)])
        }
        _ => ("usage-wrong", &[]),
    };
    let mut problem = Diagnostic::error(code).with("help", typed.help());
    for (name, kind) in arguments {
        problem = problem.with(name, of(error, *kind).unwrap_or_default());
    }
    if code == "usage-wrong" {
        // The first line of clap's own words: "error: …".
        let said = error.to_string();
        let first = said.lines().next().unwrap_or_default();
        problem = problem.with("detail", first.trim_start_matches("error: "));
    }
    if code == "usage-value-form" {
        let form = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
        // Numbers are checked by clap: "99999 is not in 0..=65535".
        let form = form.split_once(" is not in ").map_or(form.clone(), |(_, range)| range.replace("..=", "–"));
        let form = if form.contains("invalid digit") { "0, 1, 2, …".to_owned() } else { form };
        problem = problem.with("form", form);
    }
    let kinds = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    if let Some(nearest) = kinds.into_iter().find_map(|kind| of(error, kind)).filter(|near| !near.is_empty()) {
        // Of several the first is the nearest.
        let nearest = nearest.split(", ").next().unwrap_or_default();
        problem = problem.with("nearest", nearest);
    }
    Some(problem)
}

/// What clap knows of one side of the mistake, lists joined by commas.
fn of(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::print;
    use clap::Parser;

    fn told(typed: &[&str]) -> String {
        let words: Vec<OsString> =
            std::iter::once("congbao").chain(typed.iter().copied()).map(OsString::from).collect();
        let error = Arguments::try_parse_from(&words).expect_err("wrong usage");
        let typed = Typed(typed.iter().map(|word| (*word).to_owned()).collect());
        let problem = problem(&error, &typed).unwrap_or_else(|| panic!("{error}"));
        print::human(&problem, Language::Vietnamese, false)
    }

    #[test]
    fn every_kind_of_slip_is_said_in_vietnamese() {
        for (typed, code, words) in [
            (&["biuld"][..], "usage-command", &["“biuld”", "“build”"][..]),
            (&["xyzxyz"], "usage-command", &["“xyzxyz”", "congbao --help"]),
            (&["build", "--outptu", "x"], "usage-option", &["“--outptu”", "“--output”"]),
            (&["build", "--zzz"], "usage-option", &["“--zzz”", "congbao build --help"]),
            (&["build", "chỉ thị.md"], "usage-extra", &["“chỉ thị.md”"]),
            (&["build", "--output"], "usage-value-missing", &["--output <DIR>"]),
            (&["check", "--format", "jsno"], "usage-value", &["“jsno”", "“json”"]),
            (&["build", "--today", "hôm nay"], "usage-value-form", &["“hôm nay”", "YYYY-MM-DD"]),
            (&["build", "--lang", "fr"], "usage-value-form", &["“fr”", "vi | en"]),
            (&["serve", "--port", "99999"], "usage-value-form", &["“99999”", "65535"]),
            (&["import"], "usage-required", &["<FILE>"]),
            (&["check", "--rules", "--report", "x"], "usage-conflict", &["--rules", "--report"]),
            (&["build", "--strict", "--strict"], "usage-twice", &["--strict"]),
        ] {
            let told = told(typed);
            assert!(told.starts_with(&format!("lỗi[{code}]")), "{typed:?}: {told}");
            assert!(words.iter().all(|word| told.contains(word)), "{typed:?}: {told}");
            assert!(!told.contains('{'), "{told}");
        }
    }

    #[test]
    fn options_are_read_from_what_was_typed() {
        let typed = Typed(["build", "--lang=en", "--root", "a b"].map(str::to_owned).to_vec());
        assert_eq!(typed.value("--lang").as_deref(), Some("en"));
        assert_eq!(typed.value("--root").as_deref(), Some("a b"));
        assert_eq!((typed.value("--format"), typed.help().as_str()), (None, "congbao build --help"));
    }
}
