//! `congbao schema`: the JSON Schema by which an editor program completes and checks front matter, configuration and
//! registries; or the page on which documents are edited as forms.
//!
//! In: the kind of file, the site's registries (their keys are offered). Out: JSON on standard output, or
//! all schemas, or the files of that page, in a folder.

use super::report::{ColorWhen, Reporter};
use super::{Exit, ProblemFormat, SiteArguments, is_site, language, not_loaded, output, parse_language, whole};
use crate::catalogue::Language;
use crate::content::registry::Registries;
use crate::corpus::HeldDocument;
use crate::pipeline::{self, BuildOptions};
use crate::writing::cms::{self, CmsRequest, Repository};
use crate::writing::schema::schema;
use crate::writing::shape::FileKind;
use clap::{Args, ValueEnum};
use std::fs;
use std::path::{Path, PathBuf};

/// Arguments of `congbao schema`.
#[derive(Clone, Debug, Args)]
pub struct SchemaArguments {
    /// Which file is described
    #[arg(value_enum, value_name = "FILE", default_value_t = SchemaFile::Document)]
    file: SchemaFile,
    /// Folder of the site whose issuers and themes are offered
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Language of the descriptions: vi or en (default: that of the environment, else the site's)
    #[arg(long, value_name = "LANG", value_parser = parse_language)]
    lang: Option<Language>,
    /// Write all schemas into this folder, such as .vscode/congbao, instead of printing one
    #[arg(long, value_name = "DIR", conflicts_with = "file")]
    to: Option<PathBuf>,
    /// Write into this folder a page on which the site's documents are edited as forms (Sveltia CMS)
    #[arg(long, value_name = "DIR", conflicts_with_all = ["file", "to"])]
    cms: Option<PathBuf>,
    /// Repository of the site, to which that page sends changes: github:OWNER/NAME, gitlab:…, gitea:…, or
    /// gitlab:https://HOST/GROUP/NAME
    #[arg(long, value_name = "WHERE", requires = "cms", value_parser = Repository::parse)]
    repository: Option<Repository>,
}

/// The files that have a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SchemaFile {
    /// Front matter of a document
    Document,
    /// congbao.yaml
    Config,
    /// content/works.yaml
    Works,
    /// content/issuers.yaml
    Issuers,
    /// content/themes.yaml
    Themes,
    /// content/laws.yaml
    Laws,
    /// content/types.yaml
    Types,
    /// content/accessibility.yaml
    Accessibility,
}

impl SchemaFile {
    const fn kind(self) -> FileKind {
        match self {
            Self::Document => FileKind::Document,
            Self::Config => FileKind::Config,
            Self::Works => FileKind::Works,
            Self::Issuers => FileKind::Issuers,
            Self::Themes => FileKind::Themes,
            Self::Laws => FileKind::Laws,
            Self::Types => FileKind::Types,
            Self::Accessibility => FileKind::Accessibility,
        }
    }
}

/// Prints one schema, or writes all.
pub fn run(arguments: &SchemaArguments) -> Exit {
    if let Some(folder) = &arguments.cms {
        return write_cms(arguments, folder);
    }
    // What is wrong with the registries is for `check` to say; a row that could not be read is only not offered.
    let registries = Registries::read(&arguments.root, &mut Vec::new());
    let language = language::spoken(arguments.lang, &arguments.root);
    let reporter = Reporter::speaking(language, ProblemFormat::Human, ColorWhen::Auto);
    let Some(folder) = &arguments.to else {
        output::print(text(arguments.file.kind(), &registries, language).as_bytes(), language);
        return Exit::Good;
    };
    match write_all(folder, &registries, language) {
        Ok(paths) => {
            paths.iter().for_each(|path| reporter.result(&path.display().to_string()));
            Exit::Good
        }
        Err((path, error)) => {
            let path = path.display().to_string();
            reporter.failure("file-unwritable", &[("path", &path), ("reason", &error.to_string())]);
            Exit::Usage
        }
    }
}

fn write_all(
    folder: &Path,
    registries: &Registries,
    language: Language,
) -> Result<Vec<PathBuf>, (PathBuf, std::io::Error)> {
    fs::create_dir_all(folder).map_err(|error| (folder.to_owned(), error))?;
    let mut paths = Vec::new();
    for (word, kind) in FileKind::ALL {
        let path = folder.join(format!("{word}.schema.json"));
        whole::put(&path, text(kind, registries, language).as_bytes()).map_err(|error| (path.clone(), error))?;
        paths.push(path);
    }
    Ok(paths)
}

/// Writes the page on which documents are edited. The documents of the site are read: relations lead to them.
fn write_cms(arguments: &SchemaArguments, folder: &Path) -> Exit {
    let site = SiteArguments::of(&arguments.root, arguments.lang, ProblemFormat::Human, ColorWhen::Auto);
    let reporter = Reporter::new(&site);
    if !is_site(&arguments.root, &reporter) {
        return Exit::Usage;
    }
    let options = BuildOptions { without_passages: true, ..site.options() };
    let snapshot = match pipeline::load(&arguments.root, &options) {
        Ok((snapshot, _)) => snapshot,
        Err(error) => return not_loaded(&arguments.root, &error, &reporter),
    };
    let documents: Vec<(String, String)> =
        snapshot.corpus.documents.iter().map(|document| choice_of(document)).collect();
    let files = cms::files(&CmsRequest {
        title: &snapshot.config().title,
        issuer: snapshot.config().issuer.as_ref().map(|issuer| issuer.value.as_str()),
        registries: snapshot.registries(),
        documents: &documents,
        repository: arguments.repository.as_ref(),
        language: reporter.language(),
    });
    for (name, text) in files {
        let path = folder.join(name);
        if name == cms::OWN_FILE && path.exists() {
            continue;
        }
        let written = fs::create_dir_all(folder).and_then(|()| whole::put(&path, text.as_bytes()));
        if let Err(error) = written {
            let path = path.display().to_string();
            reporter.failure("file-unwritable", &[("path", &path), ("reason", &error.to_string())]);
            return Exit::Usage;
        }
        reporter.result(&path.display().to_string());
    }
    reporter.say("cms-next", &[("path", &folder.display().to_string())]);
    Exit::Good
}

/// The id of a document, and what a person calls it.
fn choice_of(document: &HeldDocument) -> (String, String) {
    let front_matter = &document.front_matter;
    let number = front_matter.number.as_ref().map(|number| format!("{}: ", number.value.as_str()));
    (document.id.to_string(), format!("{}{}", number.unwrap_or_default(), front_matter.title))
}

/// The schema as a file: one property a line, ends with a line end.
pub(super) fn text(kind: FileKind, registries: &Registries, language: Language) -> String {
    let schema = schema(kind, registries, language);
    format!("{}\n", serde_json::to_string_pretty(&schema).expect("a tree of texts and numbers is always JSON"))
}
