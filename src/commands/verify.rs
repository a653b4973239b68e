//! `congbao verify`: whether a published copy of a site is what the office has signed, whole and unchanged.
//!
//! In: an address or a folder, the office's public key. Out: each file that differs, is missing or is none of the site;
//! who signed, and when. Exit status 0: all as it should be; 1: something is not; 2: nothing could be checked.

use super::report::{ColorWhen, Reporter};
use super::{Exit, ProblemFormat, language, now, parse_language, parse_today};
use crate::catalogue::Language;
use crate::disk;
use crate::signing::key::{PublicKey, Signed};
use crate::verify::folder::Folder;
use crate::verify::{self, Answer, Checking, Signature, SiteCopy};
use clap::Args;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};

/// Arguments of `congbao verify`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Exit status: 0 all files are right; 1 something is wrong, and was named; 2 nothing could be checked."
)]
pub struct VerifyArguments {
    /// The copy: an address (https://…) or a folder
    #[arg(value_name = "ADDRESS")]
    copy: String,
    /// The office's public key, from a source other than this site: a file, or the line of 56 signs
    #[arg(long, value_name = "PUBKEY")]
    public_key: Option<String>,
    /// Compare so many files, chosen at random, instead of all
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    sample: Option<u32>,
    /// Accept no signature from before this day (universal time): an old copy, shown again, is found so
    #[arg(long, value_name = "DATE", value_parser = parse_today)]
    not_before: Option<Date>,
    /// Language of messages: vi or en (default: that of the environment, else the site's)
    #[arg(long, value_name = "LANG", value_parser = parse_language)]
    lang: Option<Language>,
    /// When messages have colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    color: ColorWhen,
    /// How problems are printed
    #[arg(long, value_enum, default_value_t = ProblemFormat::Human)]
    format: ProblemFormat,
}

/// No public key is larger.
const LARGEST_KEY: u64 = 4096;
const SECONDS_A_DAY: i64 = 86_400;

/// Checks.
pub fn run(arguments: &VerifyArguments) -> Exit {
    let language = language::spoken(arguments.lang, Path::new("."));
    let reporter = Reporter::speaking(language, arguments.format, arguments.color);
    let Ok(key) = arguments.public_key.as_deref().map(public_key).transpose() else {
        reporter.failure("verify-key-unreadable", &[("text", arguments.public_key.as_deref().unwrap_or_default())]);
        return Exit::Usage;
    };
    let not_before = arguments.not_before.and_then(|day| day.to_zoned(TimeZone::UTC).ok());
    let checking = Checking {
        key,
        sample: arguments.sample.map(|count| count as usize),
        not_before: not_before.map(|moment| moment.timestamp().as_second()),
    };
    let Some(copy) = copy(&arguments.copy, &reporter) else { return Exit::Usage };
    reporter.waiting("verify-waiting");
    let progress = |done: usize, all: usize| reporter.counting("progress-verify", done, all);
    match verify::verify(&*copy, &checking, &progress) {
        Ok(answer) => tell(&answer, &reporter),
        Err(problem) => {
            reporter.problems(&[problem.with("copy", &arguments.copy)]);
            Exit::Usage
        }
    }
}

/// A file's, or the one that is written out.
fn public_key(given: &str) -> Result<PublicKey, ()> {
    let text = disk::text(&PathBuf::from(given), LARGEST_KEY).unwrap_or_else(|_| given.to_owned());
    PublicKey::parse(&text).ok_or(())
}

fn copy(given: &str, reporter: &Reporter) -> Option<Box<dyn SiteCopy>> {
    if given.starts_with("http://") || given.starts_with("https://") {
        return web(given, reporter);
    }
    let folder = PathBuf::from(given);
    if !folder.is_dir() {
        reporter.failure("verify-no-folder", &[("path", given)]);
        return None;
    }
    Some(Box::new(Folder::new(folder)))
}

#[cfg(feature = "web")]
fn web(address: &str, reporter: &Reporter) -> Option<Box<dyn SiteCopy>> {
    reporter.waiting("verify-waiting");
    match verify::web::Web::open(address) {
        Ok(web) => Some(Box::new(web)),
        Err(reason) => {
            reporter.failure("verify-no-answer", &[("path", address), ("reason", &reason)]);
            None
        }
    }
}

#[cfg(not(feature = "web"))]
fn web(address: &str, reporter: &Reporter) -> Option<Box<dyn SiteCopy>> {
    reporter.failure("verify-without-web", &[("path", address)]);
    None
}

fn tell(answer: &Answer, reporter: &Reporter) -> Exit {
    let Answer { root, signature, problems, compared, kept, led_on, is_broken_off } = answer;
    reporter.problems(problems);
    let about = &root.about;
    let day = about.day.as_deref().unwrap_or("?");
    reporter.say("verify-site", &[("site", &about.site), ("day", day), ("program", &about.program)]);
    if let Some(commit) = &about.commit {
        reporter.say("verify-commit", &[("commit", commit)]);
    }
    match signature {
        Signature::Given(key, signed) => say_signed(reporter, "verify-signed", key, signed),
        Signature::Shown(key, signed) => say_signed(reporter, "verify-signed-by-own-key", key, signed),
        Signature::None => reporter.say("verify-inner-only", &[]),
    }
    if *kept > 0 {
        reporter.say("verify-kept", &[("count", &kept.to_string())]);
    }
    if !led_on.is_empty() {
        reporter.say("verify-led-on", &[("count", &led_on.len().to_string())]);
        led_on
            .iter()
            .for_each(|(path, target)| reporter.say("verify-led-on-from", &[("path", path), ("target", target)]));
    }
    let numbers = [(*compared as u64), root.files, problems.len() as u64].map(|number| number.to_string());
    let [compared, all, problems_count] = &numbers;
    let key = if problems.is_empty() { "verify-good" } else { "verify-bad" };
    reporter.say(key, &[("compared", compared), ("all", all), ("problems", problems_count)]);
    match (problems.is_empty(), is_broken_off) {
        (_, true) => Exit::Usage,
        (true, false) => Exit::Good,
        (false, false) => Exit::Content,
    }
}

/// Who signed, when, and how long ago.
fn say_signed(reporter: &Reporter, what: &'static str, key: &PublicKey, signed: &Signed) {
    let days = signed.seconds.map(|seconds| (now().as_second() - seconds).div_euclid(SECONDS_A_DAY));
    let days = days.map_or_else(|| "?".to_owned(), |days| days.to_string());
    reporter.say(what, &[("key", &key.id()), ("day", &verify::day(signed.seconds)), ("days", &days)]);
}
