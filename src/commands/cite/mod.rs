//! `congbao cite`: the citations of any text, one line of JSON a text, or a list to read; with `--find` what the
//! site knows of a number or a name.
//!
//! In: files, standard input, or JSON lines. Out: `{id, citations}` a line on standard output; problems
//! on standard error.

mod citation_text;
mod lookup;
mod lookup_text;

use super::report::{ColorWhen, Reporter};
use super::{Exit, ProblemFormat, language, near_file, output, parse_language, parse_today};
use crate::catalogue::Language;
use crate::citation::trace::Trace;
use crate::content::registry::Registries;
use crate::content::{Settings, config};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::disk;
use crate::pipeline::texts::{Speaker, TextCiter, Writing, introduce_issuer, province_in};
use crate::site::pages::data::text_line;
use crate::source::{Source, Span};
use crate::text::date::WorkDate;
use crate::text::suggest::nearest;
use citation_text::CitationPrinter;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use rayon::prelude::*;
use serde_json::Value;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

/// Arguments of `congbao cite`.
#[derive(Clone, Debug, Args)]
pub struct CiteArguments {
    /// Files to read (.md as Markdown, others as plain text); - or nothing: standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Each line is a JSON object with "id" and "text", and perhaps "date", the day of issue
    #[arg(long)]
    jsonl: bool,
    /// Look a number or a name up in the site instead: "2457", "nd 81/2021", "luật giáo dục", with a date or not
    #[arg(
        long,
        value_name = "WORDS",
        num_args = 1..,
        conflicts_with_all = ["files", "jsonl", "issuer", "place", "works", "explain"]
    )]
    find: Vec<String>,
    /// Who speaks: key of the issuing body
    #[arg(long, value_name = "KEY")]
    issuer: Option<String>,
    /// Where: a province, or a district with its province
    #[arg(long, value_name = "NAME")]
    place: Option<String>,
    /// When: the day of issue (with --find: of the work looked for)
    #[arg(long, value_name = "DATE", value_parser = parse_today)]
    date: Option<Date>,
    /// Works that are verified (default: content/works.yaml of the site)
    #[arg(long, value_name = "FILE")]
    works: Option<PathBuf>,
    /// Folder of the site whose registries count, when it has a congbao.yaml
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// How citations are printed (default: jsonl; with --find: human)
    #[arg(long, value_enum)]
    format: Option<CiteFormat>,
    /// Say why: for each citation, and for each number that is none
    #[arg(long)]
    explain: bool,
    /// Language of messages: vi or en (default: that of the environment, else the site's)
    #[arg(long, value_name = "LANG", value_parser = parse_language)]
    lang: Option<Language>,
    /// When messages have colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    color: ColorWhen,
}

/// How citations are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CiteFormat {
    /// One JSON object a text; with --find one for all that was found
    #[value(alias = "json")]
    Jsonl,
    /// For people
    Human,
}

/// Bytes of JSON lines that are held at once.
const BATCH: usize = 8 << 20;
/// Texts that one thread takes at a time.
const PIECE: usize = 64;

/// Cites.
pub fn run(arguments: &CiteArguments) -> Exit {
    if !arguments.find.is_empty() {
        return lookup::run(arguments, &arguments.find);
    }
    let reporter =
        Reporter::speaking(language::spoken(arguments.lang, &arguments.root), ProblemFormat::Human, arguments.color);
    let mut problems = Vec::new();
    let site = SiteRegistries::of(&arguments.root, &mut problems);
    let mut registries = site.registries;
    if let Some(works) = &arguments.works {
        if !works.is_file() {
            let problem = Diagnostic::error("cite-works-missing").with("path", works.display().to_string());
            reporter.problems(&[near_file(problem, works)]);
            return Exit::Usage;
        }
        let folder = works.parent().unwrap_or(Path::new(""));
        let file = works.file_name().unwrap_or_default().to_string_lossy();
        registries.take_works(folder, &file, &mut problems);
    }
    reporter.problems(&problems);
    let Some(speaker) = speaker(arguments, &mut registries, &reporter) else { return Exit::Usage };
    let citer = TextCiter::new(registries);
    let session = CiteSession { arguments, citer: &citer, speaker, base_url: site.base_url, reporter: &reporter };
    let mut exit =
        if problems.iter().any(|problem| problem.severity == Severity::Error) { Exit::Content } else { Exit::Good };
    let input = [PathBuf::from("-")];
    let files = if arguments.files.is_empty() { &input[..] } else { &arguments.files };
    for file in files {
        match session.file(file) {
            Ok(Exit::Good) => {}
            Ok(other) => exit = other,
            // A reader that has seen enough closes the pipe; that is no failure.
            Err(CiteFailure::Closed) => return exit,
            Err(CiteFailure::Input(error)) => {
                let path = file.display().to_string();
                let problem = Diagnostic::error("text-unreadable").with("path", path).with("reason", error.to_string());
                reporter.problems(&[near_file(problem, file)]);
                exit = Exit::Usage;
            }
        }
    }
    exit
}

/// What the site at the root tells: registries, and where its pages are.
struct SiteRegistries {
    registries: Registries,
    base_url: Option<String>,
}

impl SiteRegistries {
    fn of(root: &Path, problems: &mut Vec<Diagnostic>) -> Self {
        if !root.join(config::CONFIG_FILE).is_file() {
            return Self { registries: Registries::built_in(), base_url: None };
        }
        let settings = Settings::read(root);
        problems.extend(settings.problems);
        Self { registries: settings.registries, base_url: settings.config.map(|config| config.base_url) }
    }
}

/// Who speaks, as the arguments say it. `None`: they name an issuer or a place that is not known; the
/// message has been printed.
fn speaker(arguments: &CiteArguments, registries: &mut Registries, reporter: &Reporter) -> Option<Speaker> {
    let place = arguments.place.as_deref();
    if let Some(issuer) = &arguments.issuer
        && !introduce_issuer(registries, issuer, place)
    {
        let keys = registries.issuers.iter().map(|row| row.key.as_str());
        let mut arguments = vec![("issuer", issuer.as_str())];
        arguments.extend(nearest(issuer, keys).map(|near| ("nearest", near)));
        reporter.failure("cite-issuer-unknown", &arguments);
        return None;
    }
    let province = place.and_then(|place| province_in(&registries.issuers, place)).map(str::to_owned);
    if let Some(place) = place.filter(|_| province.is_none() && arguments.issuer.is_none()) {
        reporter.failure("cite-place-unknown", &[("place", place)]);
        return None;
    }
    Some(Speaker {
        issuer: arguments.issuer.clone(),
        province,
        date: arguments.date.map(WorkDate::Day),
        ..Speaker::default()
    })
}

enum CiteFailure {
    Input(io::Error),
    /// Whoever reads what is printed has seen enough.
    Closed,
}

/// Bytes of one text: a pipe may never end, and memory does.
const LARGEST: u64 = 64 << 20;

fn refuse_endless(text: &[u8]) -> Result<(), CiteFailure> {
    if text.len() as u64 > LARGEST { Err(CiteFailure::Input(io::ErrorKind::FileTooLarge.into())) } else { Ok(()) }
}

/// A text as it came.
struct TextInput {
    id: Value,
    path: String,
    text: String,
    /// The day of issue, where the line says it.
    date: Option<WorkDate>,
}

struct CiteSession<'a> {
    arguments: &'a CiteArguments,
    citer: &'a TextCiter,
    speaker: Speaker,
    base_url: Option<String>,
    reporter: &'a Reporter,
}

impl CiteSession<'_> {
    fn file(&self, file: &Path) -> Result<Exit, CiteFailure> {
        let name = file.to_string_lossy().into_owned();
        let input: Box<dyn Read> = match name.as_str() {
            "-" => Box::new(io::stdin().lock()),
            _ => Box::new(disk::open_stream(file).map_err(|unread| CiteFailure::Input(unread.into()))?),
        };
        if self.arguments.jsonl {
            return self.lines(&name, BufReader::with_capacity(1 << 20, input));
        }
        let mut bytes = Vec::new();
        BufReader::new(input).take(LARGEST + 1).read_to_end(&mut bytes).map_err(CiteFailure::Input)?;
        refuse_endless(&bytes)?;
        let text =
            String::from_utf8(bytes).map_err(|error| CiteFailure::Input(io::Error::other(error.utf8_error())))?;
        let markdown = file
            .extension()
            .is_some_and(|name| name.eq_ignore_ascii_case("md") || name.eq_ignore_ascii_case("markdown"));
        let writing = if markdown { Writing::Markdown } else { Writing::Plain };
        let text = TextInput { id: Value::String(name.clone()), path: name, text, date: None };
        self.write(&[self.shown(text, writing, &mut self.citer.works())])?;
        Ok(Exit::Good)
    }

    /// JSON lines, in batches, each batch in parallel; a line that cannot be read hides no other.
    fn lines(&self, name: &str, mut input: impl BufRead) -> Result<Exit, CiteFailure> {
        let mut exit = Exit::Good;
        let (mut batch, mut size, mut number) = (Vec::new(), 0, 0);
        let mut line = Vec::new();
        loop {
            line.clear();
            let length = input.by_ref().take(LARGEST + 1).read_until(b'\n', &mut line).map_err(CiteFailure::Input)?;
            refuse_endless(&line)?;
            if length > 0 {
                number += 1;
                if line.iter().all(u8::is_ascii_whitespace) {
                    continue;
                }
                size += length;
                match text_of(name, number, &line) {
                    Ok(text) => batch.push(text),
                    Err(problem) => {
                        self.reporter.problems(&[problem]);
                        exit = Exit::Content;
                    }
                }
            }
            if length == 0 || size >= BATCH {
                self.write(&self.batch(std::mem::take(&mut batch)))?;
                size = 0;
            }
            if length == 0 {
                return Ok(exit);
            }
        }
    }

    fn batch(&self, texts: Vec<TextInput>) -> Vec<String> {
        let mut pieces: Vec<Vec<TextInput>> = Vec::new();
        for text in texts {
            match pieces.last_mut().filter(|piece| piece.len() < PIECE) {
                Some(piece) => piece.push(text),
                None => pieces.push(vec![text]),
            }
        }
        let shown = pieces.into_par_iter().map(|piece| {
            let mut works = self.citer.works();
            piece.into_iter().map(|text| self.shown(text, Writing::Plain, &mut works)).collect::<Vec<_>>()
        });
        shown.collect::<Vec<_>>().concat()
    }

    fn shown(&self, text: TextInput, writing: Writing, works: &mut crate::corpus::TextWorks<'_>) -> String {
        let source = Source::new(text.path, text.text);
        let trace = self.arguments.explain.then(Trace::default);
        let speaker = Speaker { date: text.date.or(self.speaker.date), ..self.speaker.clone() };
        let cited = self.citer.cite(&source, writing, &speaker, works, trace.as_ref());
        let registries = &self.citer.registries;
        let language = self.reporter.language();
        let reasons = trace.map(|trace| citation_text::reasons(language, &source, &cited, trace));
        match self.arguments.format.unwrap_or(CiteFormat::Jsonl) {
            CiteFormat::Jsonl => {
                let base_url = self.base_url.as_deref();
                text_line(&text.id, &cited.citations, &cited.meanings, registries, base_url, reasons.as_deref()) + "\n"
            }
            CiteFormat::Human => {
                let printer = CitationPrinter { language, registries, source: &source, cited: &cited };
                printer.text(reasons.as_deref())
            }
        }
    }

    fn write(&self, lines: &[String]) -> Result<(), CiteFailure> {
        let mut out = io::stdout().lock();
        let answer = lines.iter().try_for_each(|line| out.write_all(line.as_bytes())).and_then(|()| out.flush());
        drop(out);
        let is_closed = answer.is_err();
        output::check(answer, self.reporter.language());
        if is_closed { Err(CiteFailure::Closed) } else { Ok(()) }
    }
}

/// The text of one line; without "id" the line's number stands for it.
fn text_of(name: &str, number: u32, line: &[u8]) -> Result<TextInput, Diagnostic> {
    let invalid = |column: usize| {
        let shown: String = String::from_utf8_lossy(line).trim_end().chars().take(Place::LONGEST_LINE).collect();
        let source = Source::new(name, shown);
        // The parser counts bytes.
        let at = source.text().floor_char_boundary(column.saturating_sub(1));
        let mut place = Place::of(&source, Span::new(at, at));
        place.line = number;
        Diagnostic::error("text-line-invalid").placed(Some(place))
    };
    let value: Value = serde_json::from_slice(line).map_err(|error| invalid(error.column()))?;
    let Some(text) = value.get("text").and_then(Value::as_str) else { return Err(invalid(1)) };
    let id = value.get("id").filter(|id| id.is_string() || id.is_number()).cloned();
    let date = value.get("date").and_then(Value::as_str).and_then(WorkDate::parse_iso);
    let id = id.unwrap_or_else(|| number.into());
    Ok(TextInput { id, path: format!("{name}:{number}"), text: text.to_owned(), date })
}
