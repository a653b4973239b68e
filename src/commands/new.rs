//! `congbao new`: an empty document of any type, or next year's document from this year's.
//!
//! In: a type, perhaps a document of the site. Out: one new Markdown file below `content/`, a draft with its TODO
//! lines; on standard output what was done. No file is ever overwritten.

use super::document_finder::DocumentFinder;
use super::import::{below_content, is_markdown, put};
use super::report::{ColorWhen, Reporter};
use super::{Exit, ProblemFormat, SiteArguments, is_site, no_site, not_loaded, now, parse_language};
use crate::catalogue::Language;
use crate::content::Settings;
use crate::content::config::Config;
use crate::content::files::{self, CONTENT_FOLDER};
use crate::content::nearby;
use crate::content::registry::{DocumentType, Issuer, Registries};
use crate::corpus::{Corpus, HeldDocument};
use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::{self, BuildOptions, Given};
use crate::source::Source;
use crate::text::slug;
use crate::writing::draft::references::ReferenceState;
use crate::writing::draft::{self, Draft, DraftRequest, years};
use clap::Args;
use jiff::civil::Date;
use std::fs;
use std::path::{Path, PathBuf};

/// Arguments of `congbao new`.
#[derive(Clone, Debug, Args)]
pub struct NewArguments {
    /// Type of the document: chi-thi, quyet-dinh, ke-hoach, cong-van … (default: that of --from)
    #[arg(value_name = "TYPE", required_unless_present = "from")]
    kind: Option<String>,
    /// The document it follows: its id, address, number or file
    #[arg(long, value_name = "DOCUMENT")]
    from: Option<String>,
    /// Title of the document
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// School year, such as 2025-2026 (default: the year after --from)
    #[arg(long, value_name = "YEAR", value_parser = parse_school_year)]
    school_year: Option<String>,
    /// Who will issue it: key of the issuing body (default: that of --from, or of congbao.yaml)
    #[arg(long, value_name = "KEY")]
    issuer: Option<String>,
    /// Folder below content/, or one .md file (default: beside --from, or a folder named after the issuer's place)
    #[arg(long, value_name = "PATH")]
    to: Option<PathBuf>,
    /// A normative document (văn bản quy phạm pháp luật): number with the year, layout of such documents
    #[arg(long)]
    normative: bool,
    /// Show what would be written; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Folder of the site (the one with congbao.yaml)
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Language of messages: vi or en (default: that of the environment, else the site's)
    #[arg(long, value_name = "LANG", value_parser = parse_language)]
    lang: Option<Language>,
    /// When messages have colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    color: ColorWhen,
}

fn parse_school_year(text: &str) -> Result<String, String> {
    years::parse(text).map(|_| text.to_owned()).ok_or_else(|| "2025-2026".to_owned())
}

/// Makes the document.
pub fn run(arguments: &NewArguments) -> Exit {
    let root = &arguments.root;
    let site = SiteArguments::of(root, arguments.lang, ProblemFormat::Human, arguments.color);
    let reporter = Reporter::new(&site);
    if !is_site(root, &reporter) {
        return Exit::Usage;
    }
    if !nearby::is_site(root) {
        reporter.problems(&[no_site(root)]);
        return Exit::Usage;
    }
    // Without a basis nothing has to be read but the registries: a large site answers at once.
    let settings = Settings::read(root);
    if arguments.from.is_none() {
        return match &settings.config {
            Some(config) if !settings.has_errors() => {
                SiteFacts::new(config, &settings.registries, &Corpus::default(), &[]).answer(arguments, &reporter)
            }
            _ => {
                reporter.problems(&settings.problems);
                Exit::Content
            }
        };
    }
    let options = BuildOptions { without_passages: true, ..site.options() };
    match pipeline::load_with(root, settings, &options, Given::default()) {
        Ok((snapshot, checked)) => {
            SiteFacts::new(snapshot.config(), snapshot.registries(), &snapshot.corpus, &checked.diagnostics)
                .answer(arguments, &reporter)
        }
        Err(error) => not_loaded(root, &error, &reporter),
    }
}

/// What is known of the site.
struct SiteFacts<'a> {
    registries: &'a Registries,
    corpus: &'a Corpus,
    issuer: Option<&'a str>,
    base_url: &'a str,
    /// Today, in the site's time zone.
    today: Date,
    /// Files that have an error, and are no document of the corpus.
    broken: Vec<&'a str>,
}

impl<'a> SiteFacts<'a> {
    fn new(config: &'a Config, registries: &'a Registries, corpus: &'a Corpus, problems: &'a [Diagnostic]) -> Self {
        let broken = problems.iter().filter(|problem| problem.severity == Severity::Error);
        let broken = broken.filter_map(|problem| problem.place.as_ref()).map(|place| &*place.file).collect();
        let issuer = config.issuer.as_ref().map(|issuer| issuer.value.as_str());
        Self {
            registries,
            corpus,
            issuer,
            base_url: &config.base_url,
            today: config.timezone.to_datetime(now()).date(),
            broken,
        }
    }

    fn answer(&self, arguments: &NewArguments, reporter: &Reporter) -> Exit {
        NewSession { arguments, reporter, known: self }.run().unwrap_or_else(|exit| exit)
    }
}

struct NewSession<'a> {
    arguments: &'a NewArguments,
    reporter: &'a Reporter,
    known: &'a SiteFacts<'a>,
}

impl NewSession<'_> {
    fn run(&self) -> Result<Exit, Exit> {
        let basis = self.arguments.from.as_ref().map(|from| self.basis(from)).transpose()?;
        let kind = self.kind(basis)?;
        let issuer = self.issuer(basis)?;
        if self.arguments.to.as_ref().is_some_and(|to| below_content(&self.arguments.root, to).is_none()) {
            let path = self.arguments.to.as_ref().map(|to| to.display().to_string()).unwrap_or_default();
            return Err(self.refuse("import-target-outside", &[("path", &path)]));
        }
        let source = basis.map(|document| self.text_of(document)).transpose()?;
        let draft = draft::draft(&DraftRequest {
            kind,
            issuer,
            title: self.arguments.title.as_deref(),
            school_year: self.arguments.school_year.as_deref(),
            corpus: self.known.corpus,
            basis: basis.zip(source.as_ref()),
            today: self.known.today,
            normative: self.arguments.normative,
            language: self.reporter.language(),
        });
        let target = self.target(&draft, issuer, basis);
        if !self.arguments.dry_run && target.symlink_metadata().is_ok() {
            return Err(self.refuse("new-target-exists", &[("path", &self.shown(&target))]));
        }
        if self.arguments.dry_run {
            self.reporter.result(draft.markdown.trim_end());
        } else {
            self.write(&target, &draft)?;
        }
        self.report(&target, &draft, basis);
        Ok(Exit::Good)
    }

    fn refuse(&self, code: &'static str, arguments: &[(&'static str, &str)]) -> Exit {
        self.reporter.failure(code, arguments);
        Exit::Usage
    }

    fn kind(&self, basis: Option<&HeldDocument>) -> Result<&DocumentType, Exit> {
        let types = &self.known.registries.types;
        let written = self.arguments.kind.as_deref().or_else(|| basis.map(|old| old.front_matter.kind.value.as_str()));
        let written = written.unwrap_or_default();
        types.get(written).or_else(|| types.by_name(written)).ok_or_else(|| {
            let near = types.get(&slug(written)).map(|row| row.key.as_str()).or_else(|| types.meant(written));
            let near = near.unwrap_or("chi-thi");
            self.refuse("new-type-unknown", &[("text", written), ("nearest", near)])
        })
    }

    fn issuer(&self, basis: Option<&HeldDocument>) -> Result<&Issuer, Exit> {
        let issuers = &self.known.registries.issuers;
        let of_basis = || basis.map(|old| old.front_matter.issuer.value.as_str());
        let written = self.arguments.issuer.as_deref().or_else(of_basis).or(self.known.issuer);
        let Some(written) = written else { return Err(self.refuse("new-issuer-missing", &[])) };
        issuers.get(written).ok_or_else(|| {
            let near = issuers.meant(written).unwrap_or("ubnd-tinh-lao-cai");
            self.refuse("import-issuer", &[("text", written), ("nearest", near)])
        })
    }

    /// The document that `from` names.
    fn basis(&self, from: &str) -> Result<&HeldDocument, Exit> {
        let documents = &self.known.corpus.documents;
        let finder =
            DocumentFinder { root: &self.arguments.root, base_url: self.known.base_url, corpus: self.known.corpus };
        let found = finder.named(from);
        if let [only] = found.as_slice() {
            return Ok(&documents[*only]);
        }
        if found.len() > 1 {
            let ids: Vec<&str> = found.iter().take(8).map(|index| documents[*index].id.as_str()).collect();
            return Err(self.refuse("new-from-several", &[("text", from), ("ids", &ids.join(", "))]));
        }
        let path = finder.relative(from);
        if let Some(path) = path.filter(|path| self.known.broken.contains(&path.as_str())) {
            return Err(self.refuse("new-from-broken", &[("path", &path)]));
        }
        let near = finder.nearest(from);
        Err(match near {
            Some(near) => self.refuse("new-from-unknown", &[("text", from), ("nearest", &near)]),
            None => self.refuse("new-from-unknown", &[("text", from)]),
        })
    }

    fn text_of(&self, document: &HeldDocument) -> Result<Source, Exit> {
        files::reread(&self.arguments.root, &document.path, &document.text.content_hash).map_err(|problem| {
            self.reporter.problems(&[problem]);
            Exit::Content
        })
    }

    fn target(&self, draft: &Draft, issuer: &Issuer, basis: Option<&HeldDocument>) -> PathBuf {
        let root = &self.arguments.root;
        let file = format!("{}.md", draft.stem);
        match (&self.arguments.to, basis) {
            (Some(to), _) if is_markdown(to) => root.join(to),
            (Some(to), _) => root.join(to).join(file),
            (None, Some(document)) => root.join(&*document.path).with_file_name(file),
            (None, None) => {
                let place = issuer.province.as_ref().or(issuer.place.as_ref());
                root.join(CONTENT_FOLDER).join(place.map_or_else(|| issuer.key.clone(), |place| slug(place))).join(file)
            }
        }
    }

    fn write(&self, target: &Path, draft: &Draft) -> Result<(), Exit> {
        let failed = |error: std::io::Error| {
            self.refuse("file-unwritable", &[("path", &self.shown(target)), ("reason", &error.to_string())])
        };
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        put(target, draft.markdown.as_bytes(), false).map_err(failed)
    }

    fn report(&self, target: &Path, draft: &Draft, basis: Option<&HeldDocument>) {
        let key = if self.arguments.dry_run { "new-would" } else { "new-done" };
        self.reporter.say(key, &[("target", &self.shown(target)), ("todos", &draft.todos.to_string())]);
        if !draft.references.is_empty() {
            let count = |states: &[ReferenceState]| draft.count(states).to_string();
            let arguments = [
                ("all", draft.references.len().to_string()),
                ("newer", count(&[ReferenceState::Newer])),
                ("ended", count(&[ReferenceState::Ended])),
                ("unclear", count(&[ReferenceState::Ambiguous, ReferenceState::Unknown])),
            ];
            let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
            self.reporter.say("new-references", &arguments);
        }
        if let Some(next) = basis.and_then(|document| document.next) {
            self.reporter.say("new-has-next", &[("id", &self.known.corpus.documents[next].id)]);
        }
        if !self.arguments.dry_run {
            self.reporter.say("new-next", &[]);
        }
    }

    fn shown(&self, target: &Path) -> String {
        target.strip_prefix(&self.arguments.root).unwrap_or(target).display().to_string()
    }
}
